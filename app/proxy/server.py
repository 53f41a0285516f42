"""One client connection: what comes in is parsed strictly, guarded, and answered in the order it came."""

import asyncio
import json
import socket
import struct
from time import monotonic
from typing import Protocol

from app.proxy import guard
from app.proxy.arrivals import Arrivals, Incoming
from app.proxy.control import ControlExchange
from app.proxy.desk import Caller
from app.proxy.guard import Rejection
from app.proxy.headers import RequestHead, own_answer
from app.proxy.relay import Exchange
from app.proxy.routes import NoRoute
from app.proxy.sockets import untie
from app.proxy.traffic import Traffic
from app.proxy.tunnel import Tunnel
from app.wire.api import Refusal

_NEVER = float("inf")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LINGER_BYTES = 16 * 1024 * 1024
_TOO_SLOW = Rejection(408, "client_stalled", "The request did not arrive in time.")


class Handler(Protocol):
    """Who answers a request."""

    def start(self, pieces: list[bytes], *, complete: bool) -> None: ...

    def on_request_data(self, data: bytes) -> None: ...

    def on_request_end(self) -> None: ...

    def request_failed(self, status: int, code: str, message: str) -> None:
        """The rest of the request will not come."""
        ...

    def client_full(self) -> None: ...

    def client_ready(self) -> None: ...

    def client_lost(self) -> None: ...


class ClientConnection(asyncio.Protocol):
    """Frames requests and starts their handlers, one at a time."""

    transport: asyncio.Transport

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.deadline = _NEVER
        self._arrivals = Arrivals(traffic.limits, self._on_head_begun)
        # what is answered
        self._queue = self._arrivals.queue
        self._current: Incoming | None = None
        self._handler: Handler | None = None
        self._advancing = False
        self._held = False  # the next call may not begin yet
        # the connection
        self._upload_paused = False
        self._reading = True
        self._full = False
        self._half_closed = False
        self._closing = False
        self._lingered_bytes = 0
        self.caller: Caller | None = None

    # ---- asyncio ----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        traffic = self._traffic
        limits = traffic.limits
        transport.set_write_buffer_limits(high=limits.write_bytes)
        if hasattr(transport, "max_size"):
            setattr(transport, "max_size", limits.read_bytes)  # noqa: B010  what one recv may take
        if len(traffic.connections) >= limits.connections or traffic.stopping:
            self._closing = True
            transport.write(_answer(Rejection(503, "too_many_connections", "There is no room just now.")))
            transport.close()
            return
        self.caller = _caller(transport)
        traffic.joined(self)
        self.deadline = monotonic() + limits.keep_alive_s

    def data_received(self, data: bytes) -> None:
        if self._closing:
            self._lingered_bytes += len(data)
            if self._lingered_bytes > _LINGER_BYTES:
                self.transport.abort()
            return
        if self._arrivals.rejection is None:
            self._arrivals.feed(data)
            self.advance()

    def _on_head_begun(self) -> None:
        if self._handler is None:
            self.deadline = monotonic() + self._traffic.limits.head_timeout_s

    def eof_received(self) -> bool:
        """True where the client still waits for an answer: it may have closed its sending side only."""
        current = self._current
        waits = (
            self._handler is not None and current is not None and current.complete and not self._arrivals.raw
        )
        if self._closing or not (waits or (self._queue and self._handler is None)):
            return False
        self._half_closed = True
        self._traffic.half_closed(self)
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._closing = True
        if self in self._traffic.at_door and self._queue:
            self._begin(self._queue.popleft())  # it did ask: a row says so
        self._traffic.left(self)
        self.deadline = _NEVER
        self._arrivals.close()
        untie(self.transport)
        handler, self._handler = self._handler, None
        if handler is not None:
            handler.client_lost()

    def pause_writing(self) -> None:
        self._full = True
        if self._handler is not None:
            self._handler.client_full()

    def resume_writing(self) -> None:
        self._full = False
        if self._handler is not None:
            self._handler.client_ready()
        self.advance()

    # ---- answering, one after the other -----------------------------------------------------------

    def advance(self) -> None:
        """Give what has arrived to who answers it, and start the next one when there is none."""
        if self._advancing or self._closing:
            return
        self._advancing = True
        again, self._held = self._held, False
        try:
            if self._handler is not None:
                self._hand_over(self._handler)
            while self._queue and self._handler is None and not (self._closing or self._full):
                if not self._traffic.lets_in(self):
                    self.deadline = _NEVER
                    self._held = True
                    break
                self._begin(self._queue.popleft())
            if self._handler is None and not self._queue and not self._closing:
                if self._arrivals.rejection is not None:
                    self._reject(self._arrivals.rejection)
                elif self._half_closed:
                    self._close(linger=False)
        finally:
            self._advancing = False
        if again or not self._held:
            self._settle_reading()  # which a short while at the door is not worth

    def _hand_over(self, handler: Handler) -> None:
        current = self._current
        assert current is not None
        if current.pieces:
            pieces, current.pieces = current.pieces, []
            for piece in pieces:
                handler.on_request_data(piece)
        if current.handed_over:
            return
        if current.complete:
            current.handed_over = True
            self.deadline = _NEVER
            handler.on_request_end()
        elif self._arrivals.rejection is not None:
            rejection = self._arrivals.rejection
            handler.request_failed(rejection.status, rejection.code, rejection.message)
        else:
            self.deadline = monotonic() + self._traffic.limits.body_timeout_s

    def _begin(self, incoming: Incoming) -> None:
        self._current = incoming
        head = incoming.head
        if not head.guarded:
            rejection = guard.check(head, self._traffic.hosts, self._traffic.hop)
            if rejection is not None:
                self._reject(rejection)
                return
            head.guarded = True
        handler = self._choose(head)
        if handler is None:
            return
        self._handler = handler
        pieces, incoming.pieces = incoming.pieces, []
        complete = incoming.handed_over = incoming.complete
        self.deadline = _NEVER if complete else monotonic() + self._traffic.limits.body_timeout_s
        handler.start(pieces, complete=complete)
        if not complete and self._handler is handler and b"expect" in head.values and head.version == "1.1":
            self.transport.write(_CONTINUE)

    def _choose(self, head: RequestHead) -> Handler | None:
        """Who answers this; None where it is answered already."""
        traffic = self._traffic
        if head.target[:3] == b"/-/":
            return ControlExchange(traffic, self, head)
        route = traffic.routes.find(head)
        if isinstance(route, NoRoute):
            status, body = route.wire.refusal(Refusal(404, "unknown_provider", route.message))
            keep = head.keep_alive and self._current is not None and self._current.complete
            self.transport.write(own_answer(status, body, close=not keep, to_head=head.method == b"HEAD"))
            self.answered(keep=keep)
            return None
        call_id = traffic.new_id()
        if head.websocket and not head.has_body:
            return Tunnel(traffic, self, head, route, call_id)
        return Exchange(traffic, self, head, route, call_id)

    def answered(self, *, keep: bool) -> None:
        current, self._current, self._handler = self._current, None, None
        self._upload_paused = False
        complete = current is None or current.complete
        if not keep or not complete or self._traffic.stopping:
            self._close(linger=not complete or self._arrivals.raw)
            return
        self.deadline = monotonic() + self._traffic.limits.keep_alive_s
        self.advance()

    def _reject(self, rejection: Rejection) -> None:
        self.transport.write(_answer(rejection))
        self._close(linger=True)

    def _settle_reading(self) -> None:
        """Read on unless somebody has enough. After the client's end there is nothing to read."""
        want = self._closing or not (self._upload_paused or self._queue)
        if want != self._reading and not self._half_closed:
            self._reading = want
            if want:
                self.transport.resume_reading()
            else:
                self.transport.pause_reading()

    def pause_upload(self) -> None:
        self._upload_paused = True
        self._settle_reading()

    def resume_upload(self) -> None:
        if self._upload_paused:
            self._upload_paused = False
            self._settle_reading()

    # ---- endings ----------------------------------------------------------------------------------

    def _close(self, *, linger: bool) -> None:
        """Close when all is written. A client that still sends must be let, or it would lose its answer."""
        self._closing = True
        self._queue.clear()
        limits = self._traffic.limits
        transport = self.transport
        flushed = transport.get_write_buffer_size() == 0
        self.deadline = monotonic() + (limits.linger_s if flushed else limits.idle_timeout_s)
        if not linger or self._half_closed or transport.is_closing():
            transport.close()
            return
        try:
            transport.write_eof()
        except OSError:  # it gave up, which nobody saw while reading was paused
            transport.abort()
        else:
            self._settle_reading()

    def cut(self) -> None:
        self._handler = None
        self._closing = True
        self.deadline = monotonic() + self._traffic.limits.linger_s
        self.transport.close()

    def reset(self) -> None:
        """Where the end of the connection means the end of the answer, only a reset tells that it is cut."""
        sock = self.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.gone()

    def gone(self) -> None:
        self.transport.abort()

    def close_idle(self) -> None:
        if self._handler is None and not self._queue and not self._closing:
            self._close(linger=False)

    def on_deadline(self) -> None:
        if self._closing:
            self.transport.abort()
        elif self._handler is not None:
            if self._upload_paused:
                self.deadline = (
                    monotonic() + self._traffic.limits.body_timeout_s
                )  # it is not the client's fault
            else:
                self._handler.request_failed(_TOO_SLOW.status, _TOO_SLOW.code, _TOO_SLOW.message)
        elif self._arrivals.in_head:
            self._reject(_TOO_SLOW)
        else:
            self._close(linger=False)

    # ---- for traffic ------------------------------------------------------------------------------

    def is_deaf(self) -> bool:
        return not self._reading and not self._half_closed and not self._closing

    def peer(self) -> tuple[int, int]:
        name, own = self.transport.get_extra_info("peername"), self.transport.get_extra_info("sockname")
        return (name[1], own[1]) if name and own else (0, 0)

    def fileno(self) -> int:
        sock = self.transport.get_extra_info("socket")
        return -1 if sock is None else sock.fileno()


def _caller(transport: asyncio.Transport) -> Caller | None:
    """The program at the other end, where that is on this computer."""
    other, own = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
    if not other or not own or not other[0].removeprefix("::ffff:").startswith(("127.", "::1")):
        return None
    return Caller(other[:2], own[:2])


def _answer(rejection: Rejection) -> bytes:
    body = json.dumps({"error": {"type": rejection.code, "message": rejection.message}}).encode()
    return own_answer(rejection.status, body, close=True)
