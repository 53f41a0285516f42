"""One exchange: a request on its way up, its answer on its way down, and what is learnt on the side.

The order is always the same: bytes first, then the meter. Everything that can end an exchange ends in `_end`.
"""

import asyncio
from enum import Enum, auto
from time import monotonic
from typing import Protocol

from app.core.calls import Call
from app.core.errors import TimedOut, UpstreamError
from app.proxy import dialing
from app.proxy.headers import (
    CHUNKED,
    RequestHead,
    ResponseHead,
    client_head,
    own_answer,
    sized,
    upstream_head,
)
from app.proxy.notes import CallNotes
from app.proxy.routes import Route
from app.proxy.traffic import Traffic
from app.proxy.upstream import UpstreamConnection
from app.wire.api import Refusal

_NEVER = float("inf")
_CLOSE = b"Connection: close\r\n"
_KEEP = b"Connection: keep-alive\r\n"
# SDKs retry some of what we refuse for good; and 426 has to name what would be taken
_REFUSAL_HEADERS = {402: b"x-should-retry: false\r\n", 426: b"Upgrade: HTTP/1.1\r\n"}
_LAST_CHUNK = b"0\r\n\r\n"
_REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"})
_READ_FIRST_BYTES = 16 * 1024
_READ_AT_ONCE_BYTES = 32 * 1024
_READ_LATER_S = 0.02
_JOIN_BYTES = 64 * 1024
_ERROR_BYTES = 64 * 1024


class Client(Protocol):
    """The client's connection, as an exchange sees it."""

    @property
    def transport(self) -> asyncio.Transport: ...

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


class _Body(Enum):
    """How the client is told where the body of its answer ends."""

    NONE = auto()
    SIZED = auto()
    CHUNKED = auto()
    UNTIL_CLOSE = auto()


class Exchange:
    """Takes the request from the client's connection and the answer from the provider's."""

    _websocket = False

    def __init__(
        self, traffic: Traffic, client: Client, head: RequestHead, route: Route, call_id: str
    ) -> None:
        limits = traffic.limits
        self._traffic = traffic
        self._client = client
        self._head = head
        self._route = route
        self._holding = route.wire.may_amend and route.provider.inject_usage and head.has_body
        self._repeatable = head.method in _REPEATABLE or b"idempotency-key" in head.values
        self.notes = CallNotes(
            call_id,
            head,
            route,
            keep=route.wire.reads_body or self._repeatable,
            facts_bytes=limits.amend_bytes if self._holding else limits.facts_bytes,
        )
        self.call: Call = self.notes.call
        self.deadline = _NEVER
        self._held_bytes = 0
        self._upstream: UpstreamConnection | None = None
        self._dialing: asyncio.Task[None] | None = None
        self._learning: asyncio.TimerHandle | None = None
        self._pending: list[bytes] = []  # of the request, before there is a connection
        self._pending_bytes = 0
        self._request_complete = False
        self._amended: bytes | None = None
        self._doubted = False  # whether the provider refused the request as we had amended it
        self._answer: ResponseHead | None = None
        self._body = _Body.NONE
        self._keep = True
        self._client_full = False
        self._ended = False

    # ---- the request, from the client -------------------------------------------------------------

    def start(self, pieces: list[bytes], *, complete: bool) -> None:
        self._traffic.took_off(self)
        head = self._head
        if not self._holding:
            self._request_complete = complete
            for piece in pieces:
                self._take(piece)
            if (
                complete
                and self.call.request_bytes <= _READ_FIRST_BYTES
                and b"accept-encoding" in head.values
            ):
                self.notes.read_facts()  # in time to ask for a stream without content coding
            self._open()
            return
        for piece in pieces:
            self.on_request_data(piece)
        if complete:
            self.on_request_end()

    def on_request_data(self, data: bytes) -> None:
        if self._ended:
            return
        self._take(data)
        if self._holding:
            if self.notes.kept is None or self._traffic.held_bytes > self._traffic.limits.held_bytes:
                self._holding = False  # too large to be amended: it passes as it is
                self._open()
        elif self._upstream is not None:
            self._flush()
            self._touch(self._traffic.limits.first_byte_timeout_s)
        elif self._pending_bytes > self._traffic.limits.write_bytes:
            self._client.pause_upload()

    def _take(self, data: bytes) -> None:
        self.call.request_bytes += len(data)
        notes = self.notes
        if notes.kept is not None:
            notes.keep(data)
            self._account()
            if self._traffic.held_bytes > self._traffic.limits.held_bytes:
                notes.forget()
                notes.trouble("too many large requests at once: this one was not read")
                self._account()
        self._pending.append(data)
        self._pending_bytes += len(data)

    def _account(self) -> None:
        """Keep the sum over all calls right."""
        self._traffic.held_bytes += self.notes.kept_bytes - self._held_bytes
        self._held_bytes = self.notes.kept_bytes

    def on_request_end(self) -> None:
        if self._ended:
            return
        self._request_complete = True
        if self._holding:
            self._holding = False
            self._amended = self.notes.amended()
            self._open()
        elif self._upstream is not None:
            self._flush()
            self._learn_soon()

    # ---- the way up -------------------------------------------------------------------------------

    def _open(self) -> None:
        """The request may go upstream, if it is let."""
        traffic, route, notes = self._traffic, self._route, self.notes
        if route.origin is None:
            self.refuse(Refusal(502, "provider_misconfigured", route.trouble))
            return
        refusal = traffic.desk.admit(self.call, notes.facts, notes.headers)
        if refusal is not None:
            self.refuse(refusal)
            return
        connection = traffic.pool.take(route.origin)
        if connection is not None:
            self._attach(connection)
        else:
            self._dialing = traffic.spawn(self._dial())

    async def _dial(self) -> None:
        traffic, origin = self._traffic, self._route.origin
        assert origin is not None
        try:
            connection = await dialing.dial(
                origin,
                traffic.limits,
                lambda sock: UpstreamConnection(origin, traffic.pool, traffic.limits, sock),
            )
        except UpstreamError as error:
            self._dialing = None
            if isinstance(error, TimedOut):
                self.refuse(Refusal(504, "upstream_timeout", str(error)))
            else:
                self.refuse(Refusal(502, "upstream_unreachable", str(error)))
            return
        self._dialing = None
        if self._ended:
            connection.abort()
            return
        self._attach(connection)

    def _attach(self, connection: UpstreamConnection) -> None:
        self._upstream = connection
        if self.call.attempts == 1:
            self._traffic.desk.opened(self.call)
        connection.begin(self, head_request=self._head.method == b"HEAD")
        self._touch(self._traffic.limits.first_byte_timeout_s)
        head, notes = self._head, self.notes
        if self._amended is not None:
            self._pending = [self._amended]
            framing = sized(len(self._amended))
        elif head.chunked:
            framing = CHUNKED
        else:
            length = head.content_length
            framing = b"" if length is None else sized(length)
        origin = connection.origin
        facts = notes.facts
        first = upstream_head(
            head,
            target=self._route.target,
            host=origin.header,
            framing=framing,
            hop=self._traffic.hop,
            plain=facts is not None and facts.stream and b"accept-encoding" in head.values,
            decoded=self._amended is not None,
            websocket=self._websocket,
        )
        self._flush(first)
        self._client.resume_upload()
        if self._request_complete:
            self._learn_soon()

    def _flush(self, first: bytes = b"") -> None:
        """Write what there is of the request."""
        connection = self._upstream
        assert connection is not None
        chunked = self._head.chunked and self._amended is None
        pieces = [first] if first else []
        for piece in self._pending:
            if chunked:
                pieces += (b"%x\r\n" % len(piece), piece, b"\r\n")
            else:
                pieces.append(piece)
        self._pending = []
        size = self._pending_bytes
        self._pending_bytes = 0
        if chunked and self._request_complete:
            pieces.append(_LAST_CHUNK)
        write = connection.transport.write
        if len(pieces) == 1:
            write(pieces[0])
        elif size <= _JOIN_BYTES:
            write(b"".join(pieces))
        else:
            for piece in pieces:
                write(piece)

    def _learn_soon(self) -> None:
        """Read the facts while the provider thinks; of a long request once the answer could have come."""
        if self.notes.facts is not None or self._ended:
            self._release_copy()
        elif self.notes.kept_bytes <= _READ_AT_ONCE_BYTES:
            self._learn()
        else:
            self._learning = asyncio.get_running_loop().call_later(_READ_LATER_S, self._learn)

    def _learn(self) -> None:
        self._learning = None
        if not self._ended and self._request_complete:
            self.notes.read_facts()
            self._release_copy()

    def _release_copy(self) -> None:
        """The copy of the request has served, unless it may have to be sent again."""
        if self._answer is None and (self._amended is not None or self._may_repeat()):
            return
        traffic = self._traffic
        if not self.notes.may_estimate or 2 * traffic.held_bytes > traffic.limits.held_bytes:
            self.notes.forget()
            self._account()

    # ---- the answer, from the provider ------------------------------------------------------------

    def on_upstream(self) -> None:
        connection = self._upstream
        assert connection is not None
        if connection.interim:
            self._pass_interim(connection)
        head = connection.head
        if head is None or head.status == 101:
            if connection.garbage or head is not None:
                self.refuse(
                    Refusal(502, "upstream_garbage", f"{self._route.provider.name} sent no valid HTTP.")
                )
            return
        out: list[bytes] = []
        first = self._answer is None
        if first:
            if self._amended is not None and 400 <= head.status < 500:
                if not connection.complete and not connection.garbage and self._is_short(connection):
                    return  # it may be about what we added
                if self.notes.amendment_refused(head, connection.pieces):
                    self._repeat_unamended()
                    return
            out.append(self._begin_answer(head))
        data = b""
        if connection.pieces:
            pieces = connection.pieces
            data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            pieces.clear()
        self._frame(out, data, complete=connection.complete)
        if out:
            self._client.transport.write(out[0] if len(out) == 1 else b"".join(out))
        if first:
            if self._doubted and head.status < 400:  # so it was about what we had added
                self._traffic.desk.amendment_refused(self._route.provider)
            self.notes.answer(head)
            self.notes.start_meter(head)
            self._release_copy()
            quota = self.notes.allowance(head)
            if quota is not None:
                self._traffic.desk.allowance_told(self.call, quota)
        if data:
            self.notes.feed(data)
        if connection.complete:
            self._complete()
        elif connection.garbage:
            self._break_off("upstream_garbage", "The provider's answer was not valid HTTP.")
        else:
            self._touch(self._traffic.limits.idle_timeout_s)

    def _is_short(self, connection: UpstreamConnection) -> bool:
        self._touch(self._traffic.limits.idle_timeout_s)
        return sum(map(len, connection.pieces)) <= _ERROR_BYTES

    def _pass_interim(self, connection: UpstreamConnection) -> None:
        for interim in connection.interim:
            # 100 answers to our own asking; an HTTP/1.0 client knows none of them
            if interim.status != 100 and self._head.version == "1.1" and self._answer is None:
                self._client.transport.write(client_head(interim, framing=b""))
        connection.interim.clear()

    def _begin_answer(self, head: ResponseHead) -> bytes:
        """Decide how the answer ends, and write its head."""
        self._answer = head
        modern = self._head.version == "1.1"
        if self._amended is not None:
            self.notes.start_sieve(head)
        length = head.content_length
        framing = b""
        if self._head.method == b"HEAD" or head.status in {204, 304}:
            self._body = _Body.NONE
            if length is not None and head.status != 204:
                framing = sized(length)
        elif length is not None and not self.notes.sieves:
            self._body = _Body.SIZED
            framing = sized(length)
        elif modern:
            self._body = _Body.CHUNKED
            framing = CHUNKED
        else:
            self._body = _Body.UNTIL_CLOSE
        self._keep = (
            self._head.keep_alive
            and self._body is not _Body.UNTIL_CLOSE
            and self._request_complete
            and not self._traffic.stopping
        )
        connection = b"" if modern else _KEEP
        return client_head(head, framing=framing, connection=connection if self._keep else _CLOSE)

    def _frame(self, out: list[bytes], data: bytes, *, complete: bool) -> None:
        """Body bytes, framed for the client."""
        if self.notes.sieves:
            data = self.notes.sift(data, last=complete)
        if data:
            self.call.response_bytes += len(data)
            if self._body is _Body.CHUNKED:
                out += (b"%x\r\n" % len(data), data, b"\r\n")
            else:
                out.append(data)
        if complete and self._body is _Body.CHUNKED:
            out.append(_LAST_CHUNK)

    def on_upstream_lost(self) -> None:
        connection = self._upstream
        assert connection is not None
        self._upstream = None
        if self._answer is not None:
            self._break_off(
                "upstream_closed", "The provider closed the connection in the middle of its answer."
            )
        elif connection.served > 1 and self._may_repeat() and self.call.attempts == 1:
            # it died idle: a server may close a kept connection just when we use it
            self._repeat()
        else:
            self.refuse(
                Refusal(
                    502,
                    "upstream_closed",
                    f"{self._route.provider.name} closed the connection without an answer.",
                )
            )

    def _may_repeat(self) -> bool:
        """Whether sending the request a second time does no harm, and is possible."""
        return self._repeatable and self.notes.kept_bytes == self.call.request_bytes

    def _repeat(self) -> None:
        self.call.attempts += 1
        self._pending = list(self.notes.kept or ())
        self._pending_bytes = self.notes.kept_bytes
        self._dialing = self._traffic.spawn(self._dial())

    def _repeat_unamended(self) -> None:
        """The provider may not know what we added: ask again with the client's own words."""
        connection, self._upstream = self._upstream, None
        assert connection is not None
        connection.abort()
        self._amended = None
        self._doubted = True
        if self.notes.facts is not None:
            self.notes.facts.usage_injected = False
        self._repeat()

    # ---- back-pressure ----------------------------------------------------------------------------

    def client_full(self) -> None:
        """The client reads slowly: so do we."""
        self._client_full = True
        if self._upstream is not None:
            self._upstream.transport.pause_reading()
            self._touch(self._traffic.limits.idle_timeout_s)

    def client_ready(self) -> None:
        self._client_full = False
        if self._upstream is not None:
            self._upstream.transport.resume_reading()

    def on_upstream_full(self) -> None:
        self._client.pause_upload()

    def on_upstream_ready(self) -> None:
        self._client.resume_upload()

    # ---- endings ----------------------------------------------------------------------------------

    def _touch(self, patience_s: float) -> None:
        self.deadline = monotonic() + patience_s

    def on_deadline(self) -> None:
        name = self._route.provider.name
        if self._client_full:
            self._break_off("client_stalled", "The client stopped reading its answer.")
            self._client.reset()
        elif self._answer is not None:
            self._break_off(
                "upstream_timeout", "The provider was silent for too long in the middle of its answer."
            )
        elif not self._request_complete:
            self.refuse(Refusal(504, "upstream_timeout", f"{name} did not take the request in time."))
        else:
            self.refuse(Refusal(504, "upstream_timeout", f"{name} did not answer in time."))

    def request_failed(self, status: int, code: str, message: str) -> None:
        """The rest of the client's request will not come."""
        self.refuse(Refusal(status, code, message))

    def client_lost(self) -> None:
        if self.call.status is None:
            self.call.status = 499
        self._end(
            cut=True, error_type="client_closed", message="The client left before the answer was complete."
        )

    def cut(self, error_type: str, message: str) -> None:
        if self._answer is None:
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
        self._end(cut=True, error_type=error_type, message=message)
        if self._body is _Body.UNTIL_CLOSE:
            self._client.reset()
        else:
            self._client.cut()

    def _complete(self) -> None:
        self._end(cut=False)
        self._client.answered(keep=self._keep)

    def _end(self, *, cut: bool, error_type: str | None = None, message: str | None = None) -> None:
        if self._ended:
            return
        self._ended = True
        connection, self._upstream = self._upstream, None
        if connection is not None:
            if connection.complete and self._request_complete:
                connection.release()
            else:
                connection.abort()
        if self._dialing is not None:
            self._dialing.cancel()
        if self._learning is not None:
            self._learning.cancel()
        self._pending = []
        self.notes.finish(cut=cut, error_type=error_type, error_message=message)
        self._account()
        self._traffic.landed(self)
