"""One client connection: what comes in is parsed strictly, guarded, and answered in the order it came."""

import asyncio
import json
import os
import re
import socket
import struct
from collections import deque
from dataclasses import dataclass, field
from time import monotonic, time_ns
from typing import Protocol

import httptools

from app.core import ulid
from app.proxy import guard
from app.proxy.control import ControlExchange
from app.proxy.guard import Rejection
from app.proxy.headers import Field, RequestHead, own_answer, values_of
from app.proxy.relay import Exchange
from app.proxy.routes import NoRoute
from app.proxy.traffic import Traffic
from app.proxy.tunnel import Tunnel
from app.wire.api import Refusal

_NEVER = float("inf")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_KNOWN_BYTES = 8 * 1024  # a longer head is not remembered
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_LENGTH_DIGITS = 15
_LINGER_BYTES = 16 * 1024 * 1024
_HEAD_TOO_LARGE = Rejection(431, "head_too_large", "The request head is too large.")
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


@dataclass(slots=True)
class Incoming:
    """A request that is arriving, or waits for its turn."""

    head: RequestHead
    pieces: list[bytes] = field(default_factory=list[bytes])
    complete: bool = False
    handed_over: bool = False  # the handler knows that it is complete


@dataclass(frozen=True, slots=True)
class _KnownHead:
    """The last head of a connection: `before`, the digits of its length, `after`."""

    before: bytes
    digits: bytes
    after: bytes
    head: RequestHead


class _TooLarge(Exception):
    """The head has more than we take."""


class ClientConnection(asyncio.Protocol):
    """Frames requests and starts their handlers, one at a time."""

    transport: asyncio.Transport

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.deadline = _NEVER
        # what arrives
        self._parser = httptools.HttpRequestParser(self)
        self._in_head = False
        self._head_bytes = 0  # of all that was read for this head, what came before it in the first piece too
        self._target = b""
        self._fields: list[Field] = []
        self._incoming: Incoming | None = None  # the last one whose head is known
        self._left = 0  # of a sized body, counted instead of parsed
        self._raw = False  # after an upgrade nothing is parsed
        self._deaf_parser = False  # it is shown a head that was seen before
        self._known: _KnownHead | None = None
        self._rejection: Rejection | None = None  # to be said when all before it is answered
        # what is answered
        self._queue: deque[Incoming] = deque()  # not started yet: at most what one read can hold
        self._current: Incoming | None = None
        self._handler: Handler | None = None
        self._advancing = False
        # the connection
        self._upload_paused = False
        self._reading = True
        self._full = False
        self._half_closed = False
        self._closing = False
        self._lingered_bytes = 0

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
        traffic.joined(self)
        self.deadline = monotonic() + limits.keep_alive_s

    def data_received(self, data: bytes) -> None:
        if self._closing:
            self._lingered_bytes += len(data)
            if self._lingered_bytes > _LINGER_BYTES:
                self.transport.abort()
            return
        if self._rejection is not None:
            return
        if self._raw and self._incoming is not None:
            self._incoming.pieces.append(data)
        else:
            if self._left:
                data = self._count(data)
            if data:
                self._parse(data)
        self.advance()

    def eof_received(self) -> bool:
        """True where the client still waits for an answer: it may have closed its sending side only."""
        current = self._current
        waits = self._handler is not None and current is not None and current.complete and not self._raw
        if self._closing or not (waits or (self._queue and self._handler is None)):
            return False
        self._half_closed = True
        self._traffic.half_closed(self)
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._traffic.left(self)
        self._closing = True
        self.deadline = _NEVER
        self._queue.clear()
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

    # ---- framing ----------------------------------------------------------------------------------

    def _count(self, data: bytes) -> bytes:
        """Take body bytes past the parser; the rest belongs to the next request."""
        incoming = self._incoming
        assert incoming is not None
        rest = b""
        if len(data) > self._left:
            data, rest = data[: self._left], data[self._left :]
        incoming.pieces.append(data)
        self._left -= len(data)
        if not self._left:
            incoming.complete = True
            self._parser = httptools.HttpRequestParser(self)
        return rest

    def _take_known(self, data: bytes) -> bool:
        """Tools send the same head again and again: what is known of it need not be parsed."""
        known = self._known
        if known is None or not data.startswith(known.before):
            return False
        start = len(known.before)
        end = data.find(known.after, start)
        digits = data[start:end]
        head = known.head
        if end < 0 or digits != known.digits:
            if not known.digits or not digits.isdigit() or len(digits) > _LENGTH_DIGITS:
                return False
            head = head.with_length(digits)
        body = data[end + len(known.after) :]
        left = (head.content_length or 0) - len(body)
        if left < 0:
            return False  # the next request is in it too
        self._incoming = Incoming(head, [body] if body else [], complete=not left)
        self._left = left
        self._queue.append(self._incoming)
        return True

    def _remember(self, data: bytes, head: RequestHead) -> None:
        """Know this head again, where it is plain to see which bytes it is and where its length stands."""
        end = data.find(b"\r\n\r\n") + 4
        raw = data[:end]
        lines = len(head.fields) + 2
        plain = raw.count(b"\r\n") == raw.count(b"\n") == lines and raw.startswith(head.method + b" ")
        if not plain or end > _KNOWN_BYTES or head.upgrade or head.chunked:
            return
        if head.content_length is None:
            self._known = _KnownHead(raw, b"", b"", head)
        else:
            found = _LENGTH.search(raw)
            if found is not None:
                self._known = _KnownHead(raw[: found.start(1)], found[1], raw[found.end(1) :], head)

    def _parse(self, data: bytes) -> None:
        before = self._incoming
        fresh = not self._in_head and (before is None or before.complete)
        if fresh and self._take_known(data):
            return
        queued = len(self._queue)
        self._head_bytes = len(data) + (self._head_bytes if self._in_head else 0)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._upgraded(data[upgrade.args[0] :])
            return
        except httptools.HttpParserInvalidMethodError:
            self._rejection = Rejection(501, "method", "This method is not known.")
        except httptools.HttpParserError as error:
            too_large = isinstance(error.__context__, _TooLarge)
            self._rejection = _HEAD_TOO_LARGE if too_large else Rejection(400, "bad_request", f"{error}.")
        incoming = self._incoming
        if self._in_head:
            limits = self._traffic.limits
            if self._head_bytes > limits.head_bytes + limits.read_bytes and self._rejection is None:
                self._rejection = _HEAD_TOO_LARGE
        elif incoming is not None and not incoming.complete and self._rejection is None:
            length = incoming.head.content_length
            if length is not None:
                self._left = length - sum(map(len, incoming.pieces))
        if self._rejection is not None:
            if self._queue and not self._queue[-1].complete:
                self._queue.pop()  # its end will never be known
        elif fresh and incoming is not None and len(self._queue) == queued + 1 and not self._in_head:
            self._remember(data, incoming.head)

    def _upgraded(self, rest: bytes) -> None:
        """The parser stops at an upgrade. Only WebSockets are one; what else is offered is not taken."""
        incoming = self._incoming
        assert incoming is not None
        head = incoming.head
        if head.websocket and not head.has_body:
            self._raw = True
            head.keep_alive = False
            if rest:
                incoming.pieces.append(rest)
            return
        self._parser = httptools.HttpRequestParser(self)
        incoming.complete = not head.has_body
        if head.has_body:
            self._deaf_parser = True
            framing = (
                b"Transfer-Encoding: chunked"
                if head.chunked
                else b"Content-Length: %d" % (head.content_length or 0)
            )
            self._parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n\r\n" % framing)
            self._deaf_parser = False
            self._left = 0 if head.chunked else head.content_length or 0
        if rest and self._left:
            rest = self._count(rest)
        if rest:
            self._parse(rest)

    def on_message_begin(self) -> None:
        if self._deaf_parser:
            return
        self._in_head = True
        self._fields = []
        self._target = b""
        if self._handler is None:
            self.deadline = monotonic() + self._traffic.limits.head_timeout_s

    def on_url(self, url: bytes) -> None:
        if not self._deaf_parser:
            self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # else it is a trailer, which is dropped
            self._fields.append((name.lower(), name, value))

    def on_headers_complete(self) -> None:
        if self._deaf_parser:
            return
        self._in_head = False
        self._check_size()
        parser = self._parser
        head = RequestHead(
            parser.get_method(),
            self._target,
            parser.get_http_version(),
            self._fields,
            values_of(self._fields),
            parser.should_keep_alive(),
            parser.should_upgrade(),
        )
        self._incoming = Incoming(head)
        self._queue.append(self._incoming)

    def _check_size(self) -> None:
        limits = self._traffic.limits
        if len(self._fields) > limits.head_fields:
            raise _TooLarge
        if self._head_bytes > limits.head_bytes:
            size = len(self._target) + sum(len(name) + len(value) for _, name, value in self._fields)
            if size > limits.head_bytes:
                raise _TooLarge

    def on_body(self, body: bytes) -> None:
        if self._incoming is not None:
            self._incoming.pieces.append(body)

    def on_message_complete(self) -> None:
        if self._incoming is not None:
            self._incoming.complete = True

    # ---- answering, one after the other -----------------------------------------------------------

    def advance(self) -> None:
        """Give what has arrived to who answers it, and start the next one when there is none."""
        if self._advancing or self._closing:
            return
        self._advancing = True
        try:
            if self._handler is not None:
                self._hand_over(self._handler)
            while self._queue and self._handler is None and not (self._closing or self._full):
                if not self._traffic.has_room:
                    self.deadline = _NEVER
                    break
                self._begin(self._queue.popleft())
            if self._handler is None and not self._queue and not self._closing:
                if self._rejection is not None:
                    self._reject(self._rejection)
                elif self._half_closed:
                    self._close(linger=False)
        finally:
            self._advancing = False
        self._settle_reading()

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
        elif self._rejection is not None:
            rejection = self._rejection
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
            answer = own_answer(status, body, close=not keep)
            self.transport.write(answer if head.method != b"HEAD" else answer[: len(answer) - len(body)])
            self.answered(keep=keep)
            return None
        call_id = ulid.make(time_ns() // 1_000_000, os.urandom(10))
        if head.websocket and not head.has_body:
            return Tunnel(traffic, self, head, route, call_id)
        return Exchange(traffic, self, head, route, call_id)

    def answered(self, *, keep: bool) -> None:
        current, self._current, self._handler = self._current, None, None
        self._upload_paused = False
        complete = current is None or current.complete
        if not keep or not complete or self._traffic.stopping:
            self._close(linger=not complete)
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
        if linger and not self._half_closed and not transport.is_closing():
            transport.write_eof()
            self._settle_reading()
        else:
            transport.close()

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
        elif self._in_head:
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


def _answer(rejection: Rejection) -> bytes:
    body = json.dumps({"error": {"type": rejection.code, "message": rejection.message}}).encode()
    return own_answer(rejection.status, body, close=True)
