"""From the bytes of a client to its requests, without I/O: parsed strictly, in the order they came."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import httptools

from app.proxy.guard import Rejection
from app.proxy.headers import Field, RequestHead, values_of
from app.proxy.limits import Limits

_KNOWN_BYTES = 8 * 1024  # a longer head is not remembered
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_LENGTH_DIGITS = 15
_HEAD_TOO_LARGE = Rejection(431, "head_too_large", "The request head is too large.")


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


class Arrivals:
    """Fed with what was read. A request is in the queue from its head on; its body follows piece by piece."""

    def __init__(self, limits: Limits, on_head_begun: Callable[[], None]) -> None:
        self.limits = limits
        self.queue: deque[Incoming] = deque()  # not started yet: at most what one read can hold
        self.rejection: Rejection | None = None  # to be said when all before it is answered
        self.in_head = False
        self.raw = False  # after an upgrade nothing is parsed
        self.left = 0  # of a sized body, counted instead of parsed
        self._on_head_begun = on_head_begun
        self._parser = httptools.HttpRequestParser(self)
        self._piece_bytes = 0  # of what is being parsed
        self._fields_bytes = 0  # of the pieces that this head is in, or these trailers: of the first one too
        self._target = b""
        self._fields: list[Field] = []
        self._incoming: Incoming | None = None  # the last one whose head is known
        self._deaf_parser = False  # it is shown a head that was seen before
        self._known: _KnownHead | None = None

    def close(self) -> None:
        """Nothing more comes. What knows each other here would wait for the garbage collector."""
        self.queue.clear()
        del self._parser, self._on_head_begun

    def feed(self, data: bytes) -> None:
        if self.raw and self._incoming is not None:
            self._incoming.pieces.append(data)
            return
        while data:
            data = self._count(data) if self.left else self._parse(data)

    def _count(self, data: bytes) -> bytes:
        """Take body bytes past the parser; the rest belongs to the next request."""
        incoming = self._incoming
        assert incoming is not None
        rest = b""
        if len(data) > self.left:
            data, rest = data[: self.left], data[self.left :]
        incoming.pieces.append(data)
        self.left -= len(data)
        if not self.left:
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
        self.left = left
        self.queue.append(self._incoming)
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

    def _parse(self, data: bytes) -> bytes:
        """What is left of it to be taken."""
        before = self._incoming
        fresh = not self.in_head and (before is None or before.complete)
        if fresh and self._take_known(data):
            return b""
        queued = len(self.queue)
        self._piece_bytes = len(data)
        self._fields_bytes += self._piece_bytes
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            return self._upgraded(data[upgrade.args[0] :])
        except httptools.HttpParserInvalidMethodError:
            self.rejection = Rejection(501, "method", "This method is not known.")
        except httptools.HttpParserError as error:
            too_large = isinstance(error.__context__, _TooLarge)
            self.rejection = _HEAD_TOO_LARGE if too_large else Rejection(400, "bad_request", f"{error}.")
        incoming = self._incoming
        limits = self.limits
        if self._fields_bytes > limits.head_bytes + limits.read_bytes and self.rejection is None:
            self.rejection = _HEAD_TOO_LARGE
        elif not self.in_head and incoming is not None and not incoming.complete and self.rejection is None:
            length = incoming.head.content_length
            if length is not None:
                self.left = length - sum(map(len, incoming.pieces))
        if self.rejection is not None:
            if self.queue and not self.queue[-1].complete:
                self.queue.pop()  # its end will never be known
        elif fresh and incoming is not None and len(self.queue) == queued + 1 and not self.in_head:
            self._remember(data, incoming.head)
        return b""

    def _upgraded(self, rest: bytes) -> bytes:
        """The parser stops at an upgrade. Only WebSockets are one; what else is offered is not taken."""
        incoming = self._incoming
        assert incoming is not None
        head = incoming.head
        if head.websocket and not head.has_body:
            self.raw = True
            head.keep_alive = False
            if rest:
                incoming.pieces.append(rest)
            return b""
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
            self.left = 0 if head.chunked else head.content_length or 0
        return rest

    def on_message_begin(self) -> None:
        if self._deaf_parser:
            return
        self.in_head = True
        self._fields_bytes = self._piece_bytes
        self._fields = []
        self._target = b""
        self._on_head_begun()

    def on_url(self, url: bytes) -> None:
        if not self._deaf_parser:
            self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.in_head:  # else it is a trailer, which is dropped
            self._fields.append((name.lower(), name, value))

    def on_headers_complete(self) -> None:
        if self._deaf_parser:
            return
        self.in_head = False
        self._check_size()
        self._fields_bytes = self._piece_bytes
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
        self.queue.append(self._incoming)

    def _check_size(self) -> None:
        limits = self.limits
        if len(self._fields) > limits.head_fields:
            raise _TooLarge
        if self._fields_bytes > limits.head_bytes:
            size = len(self._target) + sum(len(name) + len(value) for _, name, value in self._fields)
            if size > limits.head_bytes:
                raise _TooLarge

    def on_body(self, body: bytes) -> None:
        self._fields_bytes = self._piece_bytes
        if self._incoming is not None:
            self._incoming.pieces.append(body)

    def on_message_complete(self) -> None:
        if self._incoming is not None:
            self._incoming.complete = True
