"""What is learnt of one call, beside its way: nothing here touches a socket, and no failure leaves it."""

import logging
import re
from time import monotonic_ns, time_ns
from urllib.parse import parse_qsl

from app.core.calls import Call, Reading, RequestFacts
from app.core.clients import masked, shows_token
from app.core.quota import Quota
from app.proxy.copies import RequestCopy, Store
from app.proxy.headers import RequestHead, ResponseHead, text_of
from app.proxy.routes import Route
from app.wire.api import Sieve
from app.wire.coding import decode_body
from app.wire.metering import SafeMeter, metered, sieved
from app.wire.quota import read_quota

log = logging.getLogger(__name__)

_CLOCK_TOLERANCE_US = 1_000_000
_REQUEST_ID_HEADERS = (b"x-request-id", b"request-id", b"apim-request-id", b"x-goog-request-id", b"cf-ray")
_MOST_TAGS = 16
_CREDENTIALS = ("authorization", "x-api-key", "api-key", "x-goog-api-key")
_SHORTEST_SECRET = 6
_MARK_CHARS = 200
_MARKS = ("project", "session", "tags")
_ALLOWANCE: re.Pattern[bytes] = re.compile(rb"ratelimit|^x-codex-", re.MULTILINE)
_LAST_PIECES = 6  # of a stream, which are read one by one: when its last words came is worth knowing
_LAST_BYTES = 16 * 1024  # that may wait for its end


class CallNotes:
    """Fills in a `Call` as its exchange goes on: request, answer, end.

    What comes by is only noted when it does; it is read in `catch_up`, when there is time.
    """

    __slots__ = (
        "_answer",
        "_ended",
        "_head",
        "_heard",
        "_may_stream",
        "_meter",
        "_rest",
        "_sieve",
        "_started_ns",
        "_times_us",
        "_wire",
        "call",
        "copy",
        "facts",
        "is_due",
        "may_send_again",
        "quota",
        "secrets",
        "unread_bytes",
    )

    def __init__(
        self, call_id: str, head: RequestHead, route: Route, store: Store, *, keep: bool, most_bytes: int
    ) -> None:
        self._head = head
        self._wire = route.wire
        self._rest = route.rest
        self._started_ns = monotonic_ns()
        self.copy = RequestCopy(store, most_bytes, keep=keep)
        self.may_send_again = True  # the copy is not only for reading
        self.facts: RequestFacts | None = None
        self._may_stream: bool | None = None  # as far as its whole body tells, when somebody has asked
        self.quota: Quota | None = None  # what the answer's head told, until somebody takes it
        self.secrets: list[str] = []  # ours, that went upstream in place of the client's
        self.is_due = False  # it waits to be caught up with
        self._answer: ResponseHead | None = None
        self._heard: list[bytes] = []  # of the answer, not read yet, with the times when they came
        self._times_us: list[int] = []
        self.unread_bytes = 0
        self._meter: SafeMeter | None = None
        self._sieve: Sieve | None = None
        self._ended: tuple[bool, str | None, str | None] | None = None
        self.call = Call(
            id=call_id,
            started_us=time_ns() // 1000,
            provider=route.provider.id,
            wire=route.wire.name,
            method=head.method.decode(),
            path=route.path,
            project=route.project,
        )
        if head.marked:
            self._read_marks()

    @property
    def headers(self) -> dict[str, str]:
        return self._head.text

    @property
    def query(self) -> str:
        return self._rest.partition("?")[2]

    @property
    def marks_show_token(self) -> bool:
        """Whether a token of ours stands in a header that goes into the books."""
        return self._head.marked and any(
            shows_token(self.headers.get(f"x-tollgate-{name}", "")) for name in _MARKS
        )

    def plain_body(self) -> bytes:
        """The request's whole body without its codings; empty where it is not to be had."""
        return self.copy.plain(self._coding)

    def _read_marks(self) -> None:
        """Project, session and tags as the client's own headers say."""
        call = self.call
        marks = {name: masked(self.headers.get(f"x-tollgate-{name}", "")) for name in _MARKS}
        call.project = call.project or marks["project"].strip()[:_MARK_CHARS] or None
        call.session = marks["session"].strip()[:_MARK_CHARS] or None
        tags = (tag.strip()[:_MARK_CHARS] for tag in marks["tags"].split(","))
        call.tags = tuple(dict.fromkeys(tag for tag in tags if tag))[:_MOST_TAGS]

    def elapsed_us(self) -> int:
        return (monotonic_ns() - self._started_ns) // 1000

    def trouble(self, what: str) -> None:
        """Something of ours failed; the first word of it is kept."""
        if self.call.problem is None:
            self.call.problem = what

    def _failed(self, what: str, error: Exception) -> None:
        log.warning("%s of %s failed: %s", what, self._wire.name, type(error).__name__, exc_info=error)
        self.trouble(f"{what} failed")

    # ---- the request ------------------------------------------------------------------------------

    def read_facts(self) -> RequestFacts:
        """What the request says; read once, from what was kept."""
        if self.facts is not None:
            return self.facts
        body, tail = self.copy.readable(self._coding)
        facts = self._read(body, tail)
        if self.copy.trouble is not None:
            self.trouble(self.copy.trouble)
        if self.call.request_bytes and not body:
            facts.estimator = None  # what was not read is not nothing
        self.facts = facts
        self._apply_facts(facts)
        return facts

    def first_facts(self) -> RequestFacts:
        """What there is of a request that is too large to wait for; read again when all of it has come."""
        facts = self._read(*self.copy.readable(self._coding))
        facts.estimator = None
        self.call.model, self.call.max_tokens = _masked(facts.model), facts.max_tokens
        return facts

    def _read(self, body: bytes, tail: bytes | None) -> RequestFacts:
        try:
            return self._wire.read_request(self._rest, self.headers, body, tail)
        except Exception as error:  # noqa: BLE001  a reader that fails must not stop the call
            self._failed("reading the request", error)
            return RequestFacts(wire=self._wire.name)

    @property
    def _coding(self) -> str:
        return self._head.values.get(b"content-encoding", b"").decode("latin-1")

    def may_stream(self, *, whole: bool) -> bool:
        """Whether the answer may be a stream; rather yes where the request is not all there to say so."""
        if self.facts is not None:
            return self.facts.stream
        if not self._wire.streams or not self.call.request_bytes:
            return False
        if whole and self._may_stream is None:
            body = self.copy.plain(self._coding)
            self._may_stream = not body or self._wire.may_stream(self._rest, body)
        return not whole or self._may_stream is True

    def amended(self) -> bytes | None:
        """The body as the wire wants it sent; None where it goes as it came: then its facts can wait."""
        body = self.copy.plain(self._coding)
        if not body or not self._wire.may_amend or not self.may_stream(whole=True):
            return None
        facts = self.read_facts()
        try:
            amended = self._wire.amend(body, facts)
        except Exception as error:  # noqa: BLE001  as above
            self._failed("amending the request", error)
            facts.usage_injected = False
            return None
        return None if amended == body else amended

    def _apply_facts(self, facts: RequestFacts) -> None:
        call = self.call
        call.model = _masked(facts.model)
        call.stream = facts.stream
        call.message_count = facts.message_count
        call.tools_count = facts.tools_count
        call.max_tokens = facts.max_tokens
        call.temperature = facts.temperature
        call.top_p = facts.top_p
        call.service_tier = facts.service_tier
        call.session = call.session or _masked(facts.session)

    # ---- the answer -------------------------------------------------------------------------------

    def answer(self, head: ResponseHead) -> None:
        """The head of the answer that the client gets."""
        self._answer = head
        self.call.status = head.status
        self.call.first_byte_us = self.elapsed_us()

    def hear(self, data: bytes) -> None:
        """Body bytes that the client has."""
        self._times_us.append((monotonic_ns() - self._started_ns) // 1000)
        self._heard.append(data)
        self.unread_bytes += len(data)

    def _allowance(self, head: ResponseHead) -> Quota | None:
        """What the answer's head tells of the account's allowance, if it does."""
        if _ALLOWANCE.search(b"\n".join(head.values)) is None:
            return None
        try:
            return read_quota(text_of(head.values), self.call.started_us + (self.call.first_byte_us or 0))
        except Exception as error:  # noqa: BLE001  as above
            self._failed("reading the allowance", error)
            return None

    def amendment_refused(self, head: ResponseHead, pieces: list[bytes]) -> bool:
        """Whether an error is the provider's answer to what the wire had added."""
        body = decode_body(b"".join(pieces), head.text(b"content-encoding"), self.copy.most_bytes)
        try:
            return body is not None and self._wire.refused_amendment(head.status, body)
        except Exception as error:  # noqa: BLE001  as above
            self._failed("reading an error", error)
            return False

    @property
    def sieves(self) -> bool:
        return self._sieve is not None

    def start_sieve(self, head: ResponseHead) -> None:
        """Take out of the answer what we asked for; only where the answer can be read as it is."""
        facts = self.facts
        if facts is None or not facts.usage_injected:
            return
        try:
            kind, coding = head.text(b"content-type"), head.text(b"content-encoding")
            self._sieve = sieved(self._wire, facts, kind, coding)
        except Exception as error:  # noqa: BLE001  as above
            self._failed("sieving", error)

    def sift(self, data: bytes, *, last: bool) -> bytes:
        """What of these bytes the client gets."""
        sieve = self._sieve
        if sieve is None:
            return data
        try:
            sifted = sieve.feed(data) if data else b""
            return sifted + sieve.finish() if last else sifted
        except Exception as error:  # noqa: BLE001  as above
            self._failed("sieving", error)
            self._sieve = None
            return data

    @property
    def is_over(self) -> bool:
        return self._ended is not None

    # ---- when there is time -----------------------------------------------------------------------

    def catch_up(self) -> bool:
        """Read what has come since the last time. True when the call is over, and its record complete."""
        self.is_due = False
        if self._answer is not None and self._meter is None:
            self._start_meter(self._answer)
        elif self.facts is None:
            self.read_facts()
        if self._heard:
            self._feed()
        if self._ended is not None:
            self._finish(*self._ended)
            return True
        if self.facts is not None and not self.may_send_again:
            self.facts.model_check = None
            if self.facts.estimator is None:
                self.copy.forget()  # the copy has served
            else:
                self._forget_if_crowded()
        return False

    def _forget_if_crowded(self) -> None:
        """A request that may still have to be counted is kept, while there are not too many of them."""
        if self.copy.store.half_full:
            self.forget()

    def _start_meter(self, head: ResponseHead) -> None:
        kind, coding = head.text(b"content-type"), head.text(b"content-encoding")
        self._meter = metered(self._wire, self.read_facts(), head.status, kind, coding)
        for key in _REQUEST_ID_HEADERS:
            value = head.values.get(key)
            if value is not None:
                self.call.upstream_request_id = value.decode("latin-1")[:_MARK_CHARS]
                break
        self.quota = self._allowance(head)

    def _feed(self) -> None:
        """One by one as long as it matters when each of them came; in between they are read as one."""
        heard, times_us, call, at = self._heard, self._times_us, self.call, 0
        if self._ended is not None and len(heard) <= _LAST_PIECES:  # nearly always
            for data, came_us in zip(heard, times_us, strict=True):
                self._feed_one(data, came_us)
            heard.clear()
            times_us.clear()
            self.unread_bytes = 0
            return
        while at < len(heard) and call.first_token_us is None:
            self._feed_one(heard[at], times_us[at])
            at += 1
        most = len(heard) - _LAST_PIECES
        if at < most:
            self._feed_one(b"".join(heard[at:most]), times_us[most - 1])
            at = most
        if self._ended is not None or sum(map(len, heard[at:])) > _LAST_BYTES:
            while at < len(heard):
                self._feed_one(heard[at], times_us[at])
                at += 1
        del heard[:at], times_us[:at]
        self.unread_bytes = sum(map(len, heard))

    def _feed_one(self, data: bytes, came_us: int) -> None:
        meter, call = self._meter, self.call
        if meter is not None and meter.feed(data):
            if call.first_token_us is None:
                call.first_token_us = came_us
            call.last_token_us = came_us

    # ---- the end ----------------------------------------------------------------------------------

    def end(self, *, cut: bool, error_type: str | None = None, error_message: str | None = None) -> None:
        """The exchange is over: nothing more comes."""
        call = self.call
        call.latency_us = self.elapsed_us()
        call.clock_jumped = abs(time_ns() // 1000 - call.started_us - call.latency_us) > _CLOCK_TOLERANCE_US
        self._ended = (cut, error_type, error_message)

    def _finish(self, cut: bool, error_type: str | None, error_message: str | None) -> None:  # noqa: FBT001
        """The call as the ledger keeps it."""
        call = self.call
        if self._meter is not None:
            self._apply_reading(self._meter.finish(cut=cut))
        if error_type == "client_closed" and call.usage_basis == "measured" and call.finish_reason:
            # it saw the end of the answer, and did not wait for the end of its framing
            cut, error_type = False, None
        if error_type is not None:
            call.error_type, call.error_message = error_type, error_message
        status = call.status
        if status == 404 and call.method == "HEAD" and call.path == "/":
            # Claude Code looks whether anybody is there, and any answer says so
            call.ok = not cut and call.error_type is None
            self.forget()
            return
        call.ok = status is not None and status < 400 and not cut and call.error_type is None
        if status is not None and status >= 400 and call.error_type is None:
            call.error_type = f"http_{status}"
        self.forget()

    def forget(self) -> None:
        """Let go of the request's body."""
        if self.facts is not None:
            self.facts.estimator = self.facts.model_check = None
        self.copy.forget()

    def _without_credential(self, message: str | None) -> str | None:
        """Providers quote the key that they do not like; this one is known, whatever it looks like."""
        if message is None:
            return None
        shown = [self.headers.get(name, "") for name in _CREDENTIALS] + self.secrets
        shown += [value for name, value in parse_qsl(self.query) if name == "key"]
        for value in shown:
            secret = value.split()[-1] if value.split() else ""
            if len(secret) >= _SHORTEST_SECRET:
                message = message.replace(secret, "…")
        return masked(message)

    def _apply_reading(self, reading: Reading) -> None:
        call = self.call
        call.usage = reading.usage
        call.usage_basis = reading.basis
        call.model_answered = _masked(reading.model)
        if call.status == 101:  # what was asked for went through the tunnel
            call.model = call.model or reading.model
        call.response_id = reading.response_id
        call.finish_reason = reading.finish_reason
        call.tool_calls = reading.tool_calls
        call.service_tier = reading.service_tier or call.service_tier
        call.error_type = reading.error_type
        call.error_message = self._without_credential(reading.error_message)
        if reading.provider_cost_nusd is not None:
            call.cost_nusd = reading.provider_cost_nusd
            call.cost_basis = "provider"
        if reading.problem is not None:
            self.trouble(reading.problem)


def _masked(text: str | None) -> str | None:
    """What a request says of itself, without a token of ours that somebody put into its body."""
    return None if text is None else masked(text)
