"""What is learnt of one call, beside its way: nothing here touches a socket, and no failure leaves it."""

import logging
from time import monotonic_ns, time_ns
from urllib.parse import parse_qsl

from app.core.calls import Call, Reading, RequestFacts
from app.core.quota import Quota
from app.proxy.headers import RequestHead, ResponseHead, text_of
from app.proxy.routes import Route
from app.wire.api import Meter, Sieve
from app.wire.coding import decode_body
from app.wire.metering import metered, sieved
from app.wire.quota import read_quota

log = logging.getLogger(__name__)

_CLOCK_TOLERANCE_US = 1_000_000
_REQUEST_ID_HEADERS = (b"x-request-id", b"request-id", b"apim-request-id", b"x-goog-request-id", b"cf-ray")
_MOST_TAGS = 16
_CREDENTIALS = ("authorization", "x-api-key", "api-key", "x-goog-api-key")
_SHORTEST_SECRET = 6
_MARK_CHARS = 200


class CallNotes:
    """Fills in a `Call` as its exchange goes on: request, answer, end."""

    def __init__(
        self, call_id: str, head: RequestHead, route: Route, *, keep: bool, facts_bytes: int
    ) -> None:
        self._head = head
        self._wire = route.wire
        self._rest = route.rest
        self._facts_bytes = facts_bytes
        self._started_ns = monotonic_ns()
        self.kept: list[bytes] | None = [] if keep else None
        self.kept_bytes = 0
        self._decoded: bytes | None = None
        self.facts: RequestFacts | None = None
        self._meter: Meter | None = None
        self._sieve: Sieve | None = None
        self.call = Call(
            id=call_id,
            started_us=time_ns() // 1000,
            provider=route.provider.id,
            wire=route.wire.name,
            method=head.method.decode(),
            path=route.path,
            project=route.project,
        )
        if any(key[:11] == b"x-tollgate-" for key in head.values):
            self._read_marks()

    @property
    def headers(self) -> dict[str, str]:
        return self._head.text

    def _read_marks(self) -> None:
        """Project, session and tags as the client's own headers say."""
        call, headers = self.call, self.headers
        call.project = headers.get("x-tollgate-project", "").strip()[:_MARK_CHARS] or call.project
        call.session = headers.get("x-tollgate-session", "").strip()[:_MARK_CHARS] or None
        tags = (tag.strip()[:_MARK_CHARS] for tag in headers.get("x-tollgate-tags", "").split(","))
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

    def keep(self, data: bytes) -> None:
        """Keep a piece of the request body for its facts, unless it is too large for that."""
        if self.kept is None:
            return
        self.kept.append(data)
        self.kept_bytes += len(data)
        if self.kept_bytes > self._facts_bytes:
            self.forget()
            self.trouble("the request is too large to be read")

    @property
    def may_estimate(self) -> bool:
        """The request may still have to be counted, which needs its body."""
        return self.facts is not None and self.facts.estimator is not None

    def forget(self) -> None:
        if self.facts is not None:
            self.facts.estimator = None
        self.kept = None
        self.kept_bytes = 0
        self._decoded = None

    def read_facts(self) -> RequestFacts:
        """What the request says; read once, from what was kept."""
        if self.facts is not None:
            return self.facts
        body = self._plain_body()
        try:
            facts = self._wire.read_request(self._rest, self.headers, body)
        except Exception as error:  # noqa: BLE001  a reader that fails must not stop the call
            self._failed("reading the request", error)
            facts = RequestFacts(wire=self._wire.name)
        if self.call.request_bytes and not body:
            facts.estimator = None  # what was not read is not nothing
        self.facts = facts
        self._apply_facts(facts)
        return facts

    def _plain_body(self) -> bytes:
        """The body without its codings, empty where it is not to be had."""
        if not self.kept:
            return b""
        if self._decoded is None:
            body = self.kept[0] if len(self.kept) == 1 else b"".join(self.kept)
            coding = self._head.values.get(b"content-encoding", b"").decode("latin-1")
            if coding:
                body = decode_body(body, coding, self._facts_bytes)
                if body is None:
                    self.trouble("the request's content coding could not be undone")
            self._decoded = body or b""
        return self._decoded

    def amended(self) -> bytes | None:
        """The body as the wire wants it sent; None where it goes as it came: then its facts can wait."""
        body = self._plain_body()
        if not body or not self._wire.could_amend(body):
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
        call.model = facts.model
        call.stream = facts.stream
        call.message_count = facts.message_count
        call.tools_count = facts.tools_count
        call.max_tokens = facts.max_tokens
        call.temperature = facts.temperature
        call.top_p = facts.top_p
        call.service_tier = facts.service_tier
        call.session = call.session or facts.session

    # ---- the answer -------------------------------------------------------------------------------

    def answer(self, head: ResponseHead) -> None:
        """The head of the answer that the client gets."""
        call = self.call
        call.status = head.status
        call.first_byte_us = self.elapsed_us()
        values = head.values
        for key in _REQUEST_ID_HEADERS:
            value = values.get(key)
            if value is not None:
                call.upstream_request_id = value.decode("latin-1")[:_MARK_CHARS]
                break

    def allowance(self, head: ResponseHead) -> Quota | None:
        """What the answer's head tells of the account's allowance, if it does."""
        if not any(b"ratelimit" in key or key[:8] == b"x-codex-" for key in head.values):
            return None
        try:
            return read_quota(text_of(head.values), self.call.started_us + (self.call.first_byte_us or 0))
        except Exception as error:  # noqa: BLE001  as above
            self._failed("reading the allowance", error)
            return None

    def amendment_refused(self, head: ResponseHead, pieces: list[bytes]) -> bool:
        """Whether an error is the provider's answer to what the wire had added."""
        body = decode_body(b"".join(pieces), head.text(b"content-encoding"), self._facts_bytes)
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

    def start_meter(self, head: ResponseHead) -> None:
        """Called once the head is on its way to the client."""
        kind, coding = head.text(b"content-type"), head.text(b"content-encoding")
        self._meter = metered(self._wire, self.read_facts(), head.status, kind, coding)

    def feed(self, data: bytes) -> None:
        """Body bytes that the client has."""
        if self._meter is not None and self._meter.feed(data):
            now_us = self.elapsed_us()
            if self.call.first_token_us is None:
                self.call.first_token_us = now_us
            self.call.last_token_us = now_us

    # ---- the end ----------------------------------------------------------------------------------

    def finish(self, *, cut: bool, error_type: str | None = None, error_message: str | None = None) -> Call:
        """The call as the ledger keeps it."""
        call = self.call
        call.latency_us = self.elapsed_us()
        call.clock_jumped = abs(time_ns() // 1000 - call.started_us - call.latency_us) > _CLOCK_TOLERANCE_US
        if self.facts is None:
            self.read_facts()
        if self._meter is not None:
            self._apply_reading(self._meter.finish(cut=cut))
        if error_type == "client_closed" and call.usage_basis == "measured" and call.finish_reason:
            # it saw the end of the answer, and did not wait for the end of its framing
            cut, error_type = False, None
        if error_type is not None:
            call.error_type, call.error_message = error_type, error_message
        status = call.status
        call.ok = status is not None and status < 400 and not cut and call.error_type is None
        if status is not None and status >= 400 and call.error_type is None:
            call.error_type = f"http_{status}"
        self.forget()
        return call

    def _without_credential(self, message: str | None) -> str | None:
        """Providers quote the key that they do not like; this one is known, whatever it looks like."""
        if message is None:
            return None
        shown = [self.headers.get(name, "") for name in _CREDENTIALS]
        shown += [value for name, value in parse_qsl(self._rest.partition("?")[2]) if name == "key"]
        for value in shown:
            secret = value.split()[-1] if value.split() else ""
            if len(secret) >= _SHORTEST_SECRET:
                message = message.replace(secret, "…")
        return message

    def _apply_reading(self, reading: Reading) -> None:
        call = self.call
        call.usage = reading.usage
        call.usage_basis = reading.basis
        call.model_answered = reading.model
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
