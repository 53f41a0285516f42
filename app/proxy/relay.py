"""One exchange: a request on its way up, its answer on its way down, and what is noted on the side.

The order is always the same: bytes first, then the books. Everything that can end an exchange ends in `_end`.
"""

import asyncio
from dataclasses import replace
from time import monotonic
from typing import Protocol

from app.core.calls import Call
from app.core.errors import TimedOut, UpstreamError
from app.proxy import dialing
from app.proxy.attempts import Attempt
from app.proxy.desk import Caller, Setback
from app.proxy.framing import Ending, ending_for, frame
from app.proxy.headers import RequestHead, ResponseHead, client_head, own_answer
from app.proxy.masking import Mask, masked_head
from app.proxy.notes import CallNotes
from app.proxy.routes import Route
from app.proxy.traffic import Traffic
from app.proxy.travel import ERROR_BYTES, Answer, Travel
from app.proxy.upstream import UpstreamConnection
from app.wire.api import Refusal

_NEVER = float("inf")
_CLOSE = b"Connection: close\r\n"
_KEEP = b"Connection: keep-alive\r\n"
# SDKs retry some of what we refuse for good; and 426 has to name what would be taken
_REFUSAL_HEADERS = {402: b"x-should-retry: false\r\n", 426: b"Upgrade: HTTP/1.1\r\n"}
_REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"})
_READ_FIRST_BYTES = 16 * 1024
_READ_SOON_BYTES = 32 * 1024
_READ_LATER_S = 0.02
# A kept connection that the provider had closed is reset by the first bytes that reach it: one round trip.
# What is lost later was read, and may have been worked on, and paid for.
_DIED_IDLE_S = 0.25
_REFUSAL_S = 5.0  # for the rest of an error, where there may be another way


_ASTRAY = Refusal(
    401,
    "bad_token",
    "A token of Tollgate's stands where none belongs. It goes where the tool would put its API key.",
)


class Client(Protocol):
    """The client's connection, as an exchange sees it."""

    @property
    def transport(self) -> asyncio.Transport: ...

    @property
    def caller(self) -> Caller | None: ...

    def pause_upload(self) -> None: ...

    def resume_upload(self) -> None: ...

    def answered(self, *, keep: bool) -> None:
        """The answer is complete. Without `keep` the connection ends with it."""
        ...

    def cut(self) -> None:
        """Break off: what is written goes out, the end that would make the answer whole does not."""
        ...

    def reset(self) -> None:
        """Break off where only a reset shows that the answer is not whole."""
        ...


class Exchange:
    """Takes the request from the client's connection and the answer from the provider's."""

    _websocket = False

    def __init__(
        self, traffic: Traffic, client: Client, head: RequestHead, route: Route, call_id: str
    ) -> None:
        limits, wire = traffic.limits, route.wire
        self._traffic = traffic
        self._client = client
        self._head = head
        self._route = route
        amends = wire.may_amend and route.provider.inject_usage
        # the whole body is there before anything goes upstream
        self._holding = head.has_body and (amends or (wire.reads_body and traffic.desk.wants_facts))
        self._repeatable = head.method in _REPEATABLE or b"idempotency-key" in head.values
        self.notes = CallNotes(
            call_id,
            head,
            route,
            traffic.store,
            keep=wire.reads_body or self._repeatable or traffic.desk.wants_facts,
            most_bytes=limits.amend_bytes if self._holding else limits.facts_bytes,
        )
        self.call: Call = self.notes.call
        self.deadline = _NEVER
        self._attempt: Attempt | None = None
        self._travel: Travel | None = None  # where more is to be decided than whether it may go
        self._dialing: asyncio.Task[None] | None = None
        self._learning: asyncio.TimerHandle | None = None
        self._pending: list[bytes] = []  # of the request, until it can go upstream
        self._pending_bytes = 0
        self._request_complete = False
        self._on_record = False  # that the call was made
        self._hurries = False  # an error that comes slowly is not waited for any longer
        self._doubted = False  # whether the provider refused the request as we had amended it
        self._answer: ResponseHead | None = None
        self._mask: Mask | None = None  # over a stored key that the answer may quote
        self._ending = Ending.NONE
        self._keep = True
        self._client_full = False
        self._ended = False

    # ---- the request, from the client -------------------------------------------------------------

    def start(self, pieces: list[bytes], *, complete: bool) -> None:
        self._traffic.took_off(self)
        if self._client.caller is not None:
            self._traffic.desk.called(self.call, self._client.caller)
        if self._holding:
            for piece in pieces:
                self.on_request_data(piece)
            if complete:
                self.on_request_end()
            return
        self._request_complete = complete
        for piece in pieces:
            self._take(piece)
        short = complete and self.call.request_bytes <= _READ_FIRST_BYTES
        if short and b"accept-encoding" in self._head.values:
            self.notes.read_facts()  # in time to ask for a stream without content coding
        self._open()

    def on_request_data(self, data: bytes) -> None:
        if self._ended:
            return
        self._take(data)
        if self._holding:
            if self.notes.copy.pieces is None:
                self._holding = False  # too large to be amended: it passes as it is
                self._open()
        elif self._departed:
            self._flush()
            self._touch(self._traffic.limits.first_byte_timeout_s)
        elif self._pending_bytes > self._traffic.limits.write_bytes:
            self._client.pause_upload()

    def _take(self, data: bytes) -> None:
        size = len(data)
        self.call.request_bytes += size
        self.notes.copy.add(data)
        self._pending.append(data)
        self._pending_bytes += size

    def on_request_end(self) -> None:
        if self._ended:
            return
        self._request_complete = True
        if self._holding:
            self._holding = False
            self._open(self.notes.amended())
        elif self._departed:
            self._flush()
            self._learn()

    # ---- the way up -------------------------------------------------------------------------------

    def _open(self, amended: bytes | None = None) -> None:
        """The request may go upstream, if it is let."""
        traffic, route, notes = self._traffic, self._route, self.notes
        if route.origin is None:
            self.refuse_unsent(Refusal(502, "provider_misconfigured", route.trouble))
            return
        if notes.token_is_astray:
            self.refuse_unsent(_ASTRAY)
            return
        facts = notes.facts
        if traffic.desk.wants_facts:
            if self._request_complete:
                facts = notes.read_facts()
            elif self._route.wire.reads_body:
                facts = notes.first_facts()
        verdict = traffic.desk.admit(self.call, facts, notes.headers, notes.query)
        if verdict is None:
            self._try(Attempt(route.origin, route.target, route.provider, amended, amended is not None))
        elif isinstance(verdict, Refusal):
            self.refuse_unsent(verdict)
        else:
            self._travel = Travel(self, verdict, traffic.routes, route, notes, amended=amended)
            self._travel.go_on()

    def _try(self, attempt: Attempt, *, kept_connections: bool = True) -> None:
        """Take this way up. What was tried before is over; nothing of it has reached the client."""
        self._attempt = attempt
        connection = self._traffic.pool.take(attempt.origin) if kept_connections else None
        if connection is not None:
            self._attach(attempt, connection)
        else:
            self.deadline = _NEVER  # dialing has its own
            self._dialing = self._traffic.spawn(self._dial(attempt))

    async def _dial(self, attempt: Attempt) -> None:
        traffic, origin = self._traffic, attempt.origin
        try:
            connection = await dialing.dial(
                origin,
                traffic.limits,
                lambda sock: UpstreamConnection(origin, traffic.pool, traffic.limits, sock),
            )
        except UpstreamError as error:
            self._dialing = None
            if isinstance(error, TimedOut):
                self._fail(Refusal(504, "upstream_timeout", str(error)))
            else:
                self._fail(Refusal(502, "upstream_unreachable", str(error)))
            return
        self._dialing = None
        if self._ended:
            connection.abort()
            return
        self._attach(attempt, connection)

    def _attach(self, attempt: Attempt, connection: UpstreamConnection) -> None:
        attempt.connection = connection
        connection.begin(self, head_request=self._head.method == b"HEAD")
        self._touch(self._traffic.limits.first_byte_timeout_s)
        if self._on_record:
            self.depart()
        else:
            self._traffic.departs(self)

    def depart(self) -> None:
        """The call is on record: its request goes upstream."""
        self._on_record = True
        attempt = self._attempt
        if attempt is None or attempt.connection is None:
            return  # it is lost already, and perhaps tried again
        if attempt.body is not None:
            self._pending = [attempt.body]
        head = attempt.head(
            self._head,
            hop=self._traffic.hop,
            plain=b"accept-encoding" in self._head.values
            and self.notes.may_stream(whole=self._request_complete),
            websocket=self._websocket,
        )
        attempt.sent, attempt.sent_s = True, monotonic()
        travels = self._travel is not None
        self.notes.may_send_again = self._repeatable or travels or attempt.body is not None
        self._flush(head)
        self._client.resume_upload()
        if self._request_complete:
            self._learn()

    @property
    def _connection(self) -> UpstreamConnection | None:
        return None if self._attempt is None else self._attempt.connection

    @property
    def _departed(self) -> bool:
        attempt = self._attempt
        return attempt is not None and attempt.sent and attempt.connection is not None

    def _flush(self, head: bytes = b"") -> None:
        """Write what there is of the request."""
        attempt = self._attempt
        assert attempt is not None
        pending, self._pending = self._pending, []
        self._pending_bytes = 0
        chunked = self._head.chunked and attempt.body is None
        attempt.write(head, pending, chunked=chunked, last=self._request_complete)

    def _learn(self) -> None:
        """The facts are read while the provider thinks; of a long request once the answer could have come."""
        if self.notes.facts is not None or self.notes.copy.kept_bytes <= _READ_SOON_BYTES:
            self._read_soon()
        else:
            self._learning = asyncio.get_running_loop().call_later(_READ_LATER_S, self._read_soon)

    def _read_soon(self) -> None:
        self._traffic.books.note(self.notes)

    # ---- the answer, from the provider ------------------------------------------------------------

    def on_upstream(self) -> None:
        connection = self._connection
        assert connection is not None
        if connection.interim:
            self._pass_interim(connection)
        head = connection.head
        if head is None or head.status == 101:
            if connection.garbage or head is not None:
                self._fail(Refusal(502, "upstream_garbage", f"{self._name} sent no valid HTTP."))
            return
        notes, out = self.notes, list[bytes]()
        if self._answer is None:
            if not self._is_for_client(connection, head):
                return
            out.append(self._begin_answer(head))
        complete = connection.complete
        data = b""
        if connection.pieces:
            pieces = connection.pieces
            data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            pieces.clear()
        sent = notes.sift(data, last=complete) if notes.sieves else data
        if self._mask is not None:
            sent = self._mask.feed(sent, last=complete)
        self.call.response_bytes += len(sent)
        frame(self._ending, out, sent, complete=complete)
        if out:
            self._client.transport.write(out[0] if len(out) == 1 else b"".join(out))
        if data:
            notes.hear(data)
            self._traffic.books.heard(notes, len(data))
        if complete:
            self._end(cut=False)
            self._client.answered(keep=self._keep)
        elif connection.garbage:
            self._break_off("upstream_garbage", "The provider's answer was not valid HTTP.")
        else:
            self._touch(self._traffic.limits.idle_timeout_s)

    def _is_for_client(self, connection: UpstreamConnection, head: ResponseHead) -> bool:
        """Whether the client gets this answer; else more of it has to come, or there is another attempt."""
        attempt, travel = self._attempt, self._travel
        assert attempt is not None
        turns = travel is not None and not self._hurries and travel.turns_at(head.status)
        doubted = attempt.amended and 400 <= head.status < 500
        if turns or doubted:
            pieces = connection.pieces
            short = sum(map(len, pieces)) <= ERROR_BYTES
            if short and not connection.complete and not connection.garbage:
                self._touch(_REFUSAL_S if turns else self._traffic.limits.idle_timeout_s)
                return False  # it may be about what we added, and it may have to be kept
            if doubted and self.notes.amendment_refused(head, pieces):
                self._repeat_unamended(attempt, connection)
                return False
            if travel is not None and turns:
                whole = b"".join(pieces) if connection.complete and not self._is_opaque(head) else None
                if travel.refused(head, whole, key=attempt.key, may_go_on=self._is_whole):
                    return False
                return not self._refuse_opaque(head)
        elif self._doubted and head.status < 400:  # so it was about what we had added
            self._traffic.desk.amendment_refused(attempt.provider)
        if travel is not None:
            travel.served()
        return not self._refuse_opaque(head)

    def _is_opaque(self, head: ResponseHead) -> bool:
        """Whether a stored key may be quoted where we cannot see it: the provider coded an error unasked."""
        key = b"" if self._attempt is None else self._attempt.key
        return bool(key) and head.status >= 400 and head.text(b"content-encoding") not in {"", "identity"}

    def _refuse_opaque(self, head: ResponseHead) -> bool:
        if not self._is_opaque(head):
            return False
        words = f"{self._name} answered {head.status}, coded in a way that was not asked for."
        self.refuse(Refusal(head.status, "upstream_error", words))
        return True

    def _pass_interim(self, connection: UpstreamConnection) -> None:
        for interim in connection.interim:
            # 100 answers to our own asking; an HTTP/1.0 client knows none of them
            if interim.status != 100 and self._head.version == "1.1" and self._answer is None:
                key = b"" if self._attempt is None else self._attempt.key
                self._client.transport.write(client_head(masked_head(interim, key), framing=b""))
        connection.interim.clear()

    def _begin_answer(self, head: ResponseHead) -> bytes:
        """Decide how the answer ends, and write its head."""
        self._answer = head
        notes, request, attempt = self.notes, self._head, self._attempt
        if attempt is not None and attempt.amended:
            notes.start_sieve(head)
        if attempt is not None and attempt.key:
            head = masked_head(head, attempt.key)
            self._mask = Mask(attempt.key) if head.status >= 400 else None
        notes.answer(head)
        self._traffic.books.note(notes)
        notes.may_send_again = False
        self._ending, framing = ending_for(request, head, length_known=not notes.sieves)
        self._keep = (
            request.keep_alive
            and self._ending is not Ending.UNTIL_CLOSE
            and self._request_complete
            and not self._traffic.stopping
        )
        if not self._keep:
            return client_head(head, framing=framing, connection=_CLOSE)
        return client_head(head, framing=framing, connection=b"" if request.version == "1.1" else _KEEP)

    # ---- once more --------------------------------------------------------------------------------

    def on_upstream_lost(self) -> None:
        attempt = self._attempt
        assert attempt is not None
        assert attempt.connection is not None
        connection, attempt.connection = attempt.connection, None
        if self._answer is not None:
            self._break_off(
                "upstream_closed", "The provider closed the connection in the middle of its answer."
            )
        elif self._may_repeat(attempt, connection) and self.call.attempts == 1:
            self._repeat(replace(attempt, sent=False))
        else:
            refusal = Refusal(
                502, "upstream_closed", f"{self._name} closed the connection without an answer."
            )
            self._fail(refusal)

    @property
    def _is_whole(self) -> bool:
        """Whether the request can be sent once more: it has come, and is kept."""
        return self._request_complete and self.notes.copy.kept_bytes == self.call.request_bytes

    def _may_repeat(self, attempt: Attempt, connection: UpstreamConnection) -> bool:
        """Whether a kept connection may have been closed just when we used it, and once more does no harm.

        With a stored key, that is also where nobody can have read the request.
        """
        if connection.served <= 1:
            return False
        if self._repeatable:
            kept = self.notes.copy.kept_bytes == self.call.request_bytes
            return self._is_whole if self._travel is not None else kept
        died_idle = not connection.heard and monotonic() - attempt.sent_s < _DIED_IDLE_S
        return died_idle and attempt.credential is not None and self._is_whole

    def _repeat(self, attempt: Attempt) -> None:
        self.call.attempts += 1
        copy = self.notes.copy
        self._pending = list(copy.pieces or ())
        self._pending_bytes = copy.kept_bytes
        self._try(attempt, kept_connections=False)

    def _repeat_unamended(self, attempt: Attempt, connection: UpstreamConnection) -> None:
        """The provider may not know what we added: ask again with the client's own words."""
        connection.abort()
        self._doubted = True
        if self.notes.facts is not None:
            self.notes.facts.usage_injected = False
        if self._travel is not None:
            self._repeat(self._travel.unamended(attempt))
        else:
            self._repeat(Attempt(attempt.origin, attempt.target, attempt.provider))

    def _fail(self, refusal: Refusal) -> None:
        """This way came to nothing. Where there is no other, we say so in the provider's place."""
        travel = None if self._ended or self._answer is not None else self._travel
        if travel is None or not travel.failed(Setback(refusal.code), may_go_on=self._is_whole):
            self.refuse(refusal)

    # ---- for the travel, where there is one ---------------------------------------------------------

    def send(self, attempt: Attempt) -> None:
        """Take this way; what was tried before is over."""
        if self._attempt is None:
            self._try(attempt)
            return
        self._let_go()
        self._repeat(attempt)

    def give(self, answer: Answer) -> None:
        """No way gave a better one."""
        self._let_go()
        out = [self._begin_answer(answer.head)]
        frame(self._ending, out, answer.body, complete=True)
        self.call.response_bytes += len(answer.body)
        self._client.transport.write(b"".join(out))
        if answer.body:
            self.notes.hear(answer.body)
        self._end(cut=False)
        self._client.answered(keep=self._keep)

    def wait_for_desk(self, patience_s: float) -> None:
        self._let_go()
        self._touch(patience_s)

    def refuse_unsent(self, refusal: Refusal) -> None:
        """Say why it does not go; it may have been tried before."""
        if self._attempt is None:
            self.call.attempts = 0
        self.refuse(refusal)

    def _let_go(self) -> None:
        """Of the connection of the last attempt, which stays the one that was tried."""
        attempt = self._attempt
        connection = self._connection
        if attempt is None or connection is None:
            return
        attempt.connection = None
        if connection.complete and self._request_complete:
            connection.release()
        else:
            connection.abort()

    # ---- back-pressure ----------------------------------------------------------------------------

    def client_full(self) -> None:
        """The client reads slowly: so do we."""
        self._client_full = True
        connection = self._connection
        if connection is not None:
            connection.transport.pause_reading()
            self._touch(self._traffic.limits.idle_timeout_s)

    def client_ready(self) -> None:
        self._client_full = False
        connection = self._connection
        if connection is not None:
            connection.transport.resume_reading()

    def on_upstream_full(self) -> None:
        self._client.pause_upload()

    def on_upstream_ready(self) -> None:
        self._client.resume_upload()

    # ---- endings ----------------------------------------------------------------------------------

    def _touch(self, patience_s: float) -> None:
        self.deadline = monotonic() + patience_s

    def on_deadline(self) -> None:
        travel = self._travel
        if travel is not None and travel.waiting:
            travel.lose_patience()
        elif self._client_full:
            self._break_off("client_stalled", "The client stopped reading its answer.")
            self._client.reset()
        elif self._answer is not None:
            self._break_off(
                "upstream_timeout", "The provider was silent for too long in the middle of its answer."
            )
        elif self._travel is not None and self._connection is not None and self._connection.head is not None:
            self._hurry(self._travel, self._connection.head)
        elif not self._request_complete:
            self._fail(Refusal(504, "upstream_timeout", f"{self._name} did not take the request in time."))
        else:
            self._fail(Refusal(504, "upstream_timeout", f"{self._name} did not answer in time."))

    def _hurry(self, travel: Travel, head: ResponseHead) -> None:
        """Another way without waiting for the end of this error; where there is none, as it comes."""
        key = b"" if self._attempt is None else self._attempt.key
        if not travel.refused(head, None, key=key, may_go_on=self._is_whole):
            self._hurries = True
            self.on_upstream()

    @property
    def _name(self) -> str:
        """The provider's, as people know it."""
        attempt = self._attempt
        return (self._route.provider if attempt is None else attempt.provider).name

    def request_failed(self, status: int, code: str, message: str) -> None:
        """The rest of the client's request will not come."""
        self.refuse(Refusal(status, code, message))

    def client_lost(self) -> None:
        if self.call.status is None:
            self.call.status = 499
        if not self._on_record:
            self.call.attempts = 0
        self._end(
            cut=True, error_type="client_closed", message="The client left before the answer was complete."
        )

    def cut(self, error_type: str, message: str) -> None:
        if self._answer is None:
            if not self._on_record:
                self.call.attempts = 0
            self.refuse(Refusal(503, error_type, message))
        else:
            self._break_off(error_type, message)

    def refuse(self, refusal: Refusal) -> None:
        """Answer in the provider's place, in the shape of its wire."""
        if self._ended:
            return
        if self._answer is not None:
            self._break_off(refusal.code, refusal.message)
            return
        status, body = self._route.wire.refusal(refusal)
        extra = _REFUSAL_HEADERS.get(status, b"")
        keep = self._head.keep_alive and self._request_complete and not self._traffic.stopping
        answer = own_answer(status, body, close=not keep, extra=extra)
        if self._head.method == b"HEAD":
            answer = answer[: len(answer) - len(body)]
        self._client.transport.write(answer)
        self.call.status = status
        self.call.response_bytes = len(body)
        self._end(cut=False, error_type=refusal.code, message=refusal.message)
        self._client.answered(keep=keep)

    def _break_off(self, error_type: str, message: str) -> None:
        """The client has a part of the answer, and must see that it is only a part."""
        if self._ended:
            return
        if self.notes.sieves:  # what it still holds is the client's
            held, out = self.notes.sift(b"", last=True), list[bytes]()
            if self._mask is not None:
                held = self._mask.feed(held, last=False)
            self.call.response_bytes += len(held)
            frame(self._ending, out, held, complete=False)
            self._client.transport.write(b"".join(out))
        self._end(cut=True, error_type=error_type, message=message)
        if self._ending is Ending.UNTIL_CLOSE:
            self._client.reset()
        else:
            self._client.cut()

    def _end(self, *, cut: bool, error_type: str | None = None, message: str | None = None) -> None:
        if self._ended:
            return
        self._ended = True
        self.deadline = _NEVER
        self._let_go()
        self._attempt = None
        if self._travel is not None:
            self._travel.end()
        if self._dialing is not None:
            self._dialing.cancel()
        if self._learning is not None:
            self._learning.cancel()
        self._pending = []
        self.notes.end(cut=cut, error_type=error_type, error_message=message)
        self._traffic.landed(self)
