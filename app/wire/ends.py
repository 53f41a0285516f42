"""The two ends of a request body that is too large to be kept: enough to tell what it asks for."""

from app.wire.coding import Decoder, codings
from app.wire.errors import WireError

HEAD_BYTES = 256 * 1024
TAIL_BYTES = 64 * 1024
_DECODED_BYTES = 32 * 1024 * 1024  # a request that unpacks to more has no end here


class Ends:
    """What came first and what came last, in bounded memory."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()

    @property
    def size(self) -> int:
        return len(self._head) + len(self._tail)

    def feed(self, data: bytes) -> None:
        room = HEAD_BYTES - len(self._head)
        if room:
            self._head += data[:room]
            data = data[room:]
        self._tail += data[-TAIL_BYTES:]
        if len(self._tail) > TAIL_BYTES:
            del self._tail[:-TAIL_BYTES]

    def both(self) -> tuple[bytes, bytes]:
        return bytes(self._head), bytes(self._tail)

    def plain(self, content_encoding: str) -> tuple[bytes, bytes]:
        """Both, without a content coding: of what was encoded only the beginning can be had."""
        if not codings(content_encoding):
            return self.both()
        return decoded_ends(bytes(self._head), content_encoding)[0], b""


def decoded_ends(body: bytes, content_encoding: str) -> tuple[bytes, bytes]:
    """The ends of what a body unpacks to; no tail where it does not come to its end."""
    ends = Ends()
    try:
        for piece in Decoder(content_encoding, cap_bytes=_DECODED_BYTES).decode(body):
            ends.feed(piece)
    except WireError:
        return ends.both()[0], b""
    return ends.both()
