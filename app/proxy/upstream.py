"""One connection to a provider: answers are parsed strictly and handed to the exchange that waits."""

import asyncio
import re
import socket
from collections.abc import Callable
from typing import Protocol

import httptools

from app.proxy.headers import Field, ResponseHead, values_of
from app.proxy.limits import Limits
from app.proxy.origins import Origin
from app.proxy.sockets import silence_of, untie

_BODYLESS = frozenset({204, 304})
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class Sink(Protocol):
    """Who waits for an answer."""

    def on_upstream(self) -> None:
        """Something new is in the connection's `head`, `interim`, `pieces`, `complete` or `garbage`."""
        ...

    def on_upstream_lost(self) -> None: ...

    def on_upstream_full(self) -> None: ...

    def on_upstream_ready(self) -> None: ...


class _Doubtful(Exception):
    """Stops the parser where it would go on."""


class UpstreamConnection(asyncio.Protocol):
    """Parses answers. It decides nothing about them but where they end."""

    transport: asyncio.Transport

    def __init__(self, origin: Origin, owner: "Owner", limits: Limits, sock: socket.socket) -> None:
        self._origin = origin
        self._owner = owner
        self._limits = limits
        self._sock = sock  # the transport owns it
        self._silence: Callable[[], bool] | None = None
        self.sink: Sink | None = None
        self.served = 0
        self.idle_since = 0.0
        self.pieces: list[bytes] = []
        self.interim: list[ResponseHead] = []
        self._tunnel = False
        self._reset(head_request=False)

    @property
    def origin(self) -> Origin:
        return self._origin

    def _reset(self, *, head_request: bool) -> None:
        self.head: ResponseHead | None = None
        self.complete = False
        self.garbage = False
        self.reusable = False
        self.until_close = False
        self.switched = False  # it answered 101, and this is no HTTP any more
        self.rest = b""  # what came with that answer
        self._head_request = head_request
        self._head_bytes = 0
        self._left = 0  # of a sized body, counted instead of parsed
        self._reason = b""
        self._fields: list[Field] = []
        self._parser = httptools.HttpResponseParser(self)

    def begin(self, sink: Sink, *, head_request: bool) -> None:
        """Expect the answer to a request that is about to be written."""
        if self.served:
            self._reset(head_request=head_request)
        else:
            self._head_request = head_request
        self.served += 1
        self.sink = sink

    def release(self) -> None:
        """The exchange is done with this connection, which is kept where it can serve another one."""
        self.sink = None
        self.pieces.clear()  # of an answer that nobody took
        self.interim.clear()
        if not self.transport.is_reading():
            self.transport.resume_reading()  # the client was slow, and that is over
        if self.complete and self.reusable and not self.garbage:
            self._owner.on_idle(self)
        else:
            self.transport.close()

    def abort(self) -> None:
        """Let go at once; nothing is reported any more."""
        self.sink = None
        self.transport.abort()

    @property
    def heard(self) -> bool:
        """Whether anything has come since the request was begun."""
        return bool(self._head_bytes) or self.head is not None

    def is_silent(self) -> bool:
        """Whether nothing waits to be read, as far as the system knows."""
        if self._silence is None:
            self._silence = silence_of(self._sock)
        return self._silence()

    def become_tunnel(self) -> None:
        """From now on bytes are handed over as they come."""
        self._tunnel = True

    # ---- asyncio ----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(high=self._limits.write_bytes)

    def data_received(self, data: bytes) -> None:
        sink = self.sink
        if sink is None or self.complete:
            self.reusable = False
            self.transport.close()  # nobody asked
            return
        if self._tunnel:
            self.pieces.append(data)
        elif self._left:
            self._count(data)
        else:
            self._parse(data)
        sink.on_upstream()

    def _count(self, data: bytes) -> None:
        if len(data) > self._left:
            data = data[: self._left]
            self.reusable = False
        self._left -= len(data)
        self.pieces.append(data)
        self.complete = not self._left

    def _parse(self, data: bytes) -> None:
        had_head, pieces = self.head is not None, len(self.pieces)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self.rest = data[upgrade.args[0] :]
            self.switched = True
            self.complete = False
        except httptools.HttpParserError:
            self.reusable = False
            self.garbage = not self.complete
        head = self.head
        if len(self.pieces) > pieces:
            self._head_bytes = 0
        elif (
            not self.complete
        ):  # heads, trailers and what may stand beside a chunk's size: the parser keeps all
            self._head_bytes += len(data)
            self.garbage |= self._head_bytes > 4 * self._limits.head_bytes
        if head is None or had_head:
            return
        if self._head_request:
            self.reusable = self.reusable and not self.pieces  # a body that nobody asked for
            self.pieces.clear()
            self.complete = True
        elif not self.complete:
            if head.status in _BODYLESS:
                self.pieces.clear()
                self.complete = True
            elif head.content_length is not None:
                self._left = head.content_length - sum(map(len, self.pieces))
            elif head.status != 101:
                self.until_close = not head.chunked

    def eof_received(self) -> bool:
        sink = self.sink
        if sink is not None and self.until_close and not self.complete and not self.garbage:
            self.complete = True
            sink.on_upstream()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._owner.on_lost(self)
        untie(self.transport)
        del self._parser  # they know each other, and would wait for the garbage collector
        sink, self.sink = self.sink, None
        if sink is not None:
            sink.on_upstream_lost()

    def pause_writing(self) -> None:
        if self.sink is not None:
            self.sink.on_upstream_full()

    def resume_writing(self) -> None:
        if self.sink is not None:
            self.sink.on_upstream_ready()

    # ---- httptools --------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        if self.complete:
            raise _Doubtful  # nobody asked for another answer

    def on_status(self, status: bytes) -> None:
        self._reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.head is None:  # else it is a trailer
            self._fields.append((name.lower(), name, value))

    def on_headers_complete(self) -> None:
        fields = self._fields
        values = values_of(fields)
        coding = values.get(b"transfer-encoding")
        if _CONTROL.search(self._reason) or (coding is not None and coding.lower() != b"chunked"):
            raise _Doubtful  # llhttp does not look at the reason, and knows codings that we would lose
        head = ResponseHead(self._parser.get_status_code(), self._reason, fields, values)
        if 100 <= head.status < 200 and head.status != 101:
            self.interim.append(head)
            self._fields = []
            self._reason = b""
            return
        self.head = head
        self.reusable = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.pieces.append(body)

    def on_message_complete(self) -> None:
        if self.head is not None:
            self.complete = True


class Owner(Protocol):
    """Who keeps connections that are not in use."""

    def on_idle(self, connection: UpstreamConnection) -> None: ...

    def on_lost(self, connection: UpstreamConnection) -> None: ...
