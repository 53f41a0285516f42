"""Content codings, undone on the side and in bounded memory: the client gets the bytes as they came."""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol, cast

import brotli  # pyright: ignore[reportMissingTypeStubs]
import zstandard

from app.wire.errors import WireError

PIECE_BYTES = 256 * 1024
TOTAL_CAP_BYTES = 256 * 1024 * 1024
# Text compresses by 5 to 50; what grows more, once it is large, was made to.
FREE_BYTES = 8 * 1024 * 1024
BOMB_RATIO = 100
_MOST_LAYERS = 4
# The window that HTTP allows for zstd (RFC 9659), and so little input at once that what comes out is bounded:
# a block of at most 128 KiB can be written in four bytes.
_ZSTD_WINDOW_BYTES = 8 * 1024 * 1024
_ZSTD_SLICE_BYTES = 128


class _Layer(Protocol):
    def decode(self, data: bytes) -> Iterator[bytes]: ...


class _BrotliDecompressor(Protocol):
    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...
    def is_finished(self) -> bool: ...


# the one door to an untyped library
_new_brotli = cast(Callable[[], _BrotliDecompressor], brotli.Decompressor)  # pyright: ignore[reportUnknownMemberType]
_BrotliError = cast(type[Exception], brotli.error)  # pyright: ignore[reportUnknownMemberType]


class _Gzip:
    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(31)
        self._between = False  # of two members
        self._ended = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        while not self._ended:
            if self._between:
                # several members may follow each other, and zeros may fill up to the end of a block;
                # what else follows is not ours to judge
                data = data.lstrip(b"\0")
                self._ended = bool(data) and data[:1] != b"\x1f"
                self._between = not data
                if self._between or self._ended:
                    return
            piece = self._inflater.decompress(data, PIECE_BYTES)
            if piece:
                yield piece
            data = self._inflater.unconsumed_tail
            if self._inflater.eof:
                data = self._inflater.unused_data
                self._between = True
                self._inflater = zlib.decompressobj(31)
            if not data and len(piece) < PIECE_BYTES:
                return


class _Deflate:
    """`deflate` means zlib, but many send it raw: the first two bytes tell."""

    def __init__(self) -> None:
        self._head = b""
        self._inflater = None

    def decode(self, data: bytes) -> Iterator[bytes]:
        if self._inflater is None:
            self._head += data
            if len(self._head) < 2:
                return
            data, self._head = self._head, b""
            is_zlib = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._inflater = zlib.decompressobj(15 if is_zlib else -15)
        while not self._inflater.eof:
            piece = self._inflater.decompress(data, PIECE_BYTES)
            if piece:
                yield piece
            data = self._inflater.unconsumed_tail
            if not data and len(piece) < PIECE_BYTES:
                return


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = _new_brotli()

    def decode(self, data: bytes) -> Iterator[bytes]:
        # it holds back what is over the limit, until it is asked again with nothing new
        while not self._decompressor.is_finished():
            piece = self._decompressor.process(data, PIECE_BYTES)
            if not piece:
                return
            yield piece
            data = b""


class _Zstd:
    def __init__(self) -> None:
        decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES)
        self._decompressor = decompressor.decompressobj(read_across_frames=True)

    def decode(self, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), _ZSTD_SLICE_BYTES):
            piece = self._decompressor.decompress(data[at : at + _ZSTD_SLICE_BYTES])
            if piece:
                yield piece


_LAYERS = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}


def codings(content_encoding: str) -> list[str]:
    """The codings in a Content-Encoding header, in the order in which they were applied."""
    names = (name.strip().lower() for name in content_encoding.split(","))
    return [name for name in names if name and name != "identity"]


class Decoder:
    """Undoes all the codings of one body. Raises WireError and nothing else."""

    def __init__(
        self, content_encoding: str, *, cap_bytes: int = TOTAL_CAP_BYTES, free_bytes: int = FREE_BYTES
    ) -> None:
        names = codings(content_encoding)
        unknown = [name for name in names if name not in _LAYERS]
        if unknown:
            raise WireError(f"unknown content coding {unknown[0][:40]!r}")
        if len(names) > _MOST_LAYERS:
            raise WireError("too many content codings on top of each other")
        self._layers: list[_Layer] = [_LAYERS[name]() for name in reversed(names)]
        self._cap_bytes = cap_bytes
        self._free_bytes = free_bytes
        self._in_bytes = 0
        self._out_bytes = 0

    def decode(self, data: bytes) -> Iterator[bytes]:
        """What these bytes give, in pieces of bounded size."""
        self._in_bytes += len(data)
        try:
            yield from self._through(data, 0)
        except (zlib.error, _BrotliError, zstandard.ZstdError, EOFError):
            raise WireError("the content coding is damaged") from None

    def _through(self, data: bytes, layer: int) -> Iterator[bytes]:
        if layer == len(self._layers):
            yield data
            return
        for piece in self._layers[layer].decode(data):
            self._count(len(piece))
            yield from self._through(piece, layer + 1)

    def _count(self, out_bytes: int) -> None:
        # every layer's output counts: a bomb may sit between two of them
        self._out_bytes += out_bytes
        too_dense = self._out_bytes > self._free_bytes and self._out_bytes > BOMB_RATIO * self._in_bytes
        if self._out_bytes > self._cap_bytes or too_dense:
            raise WireError("the content coding unpacks to too much")


def decode_body(body: bytes, content_encoding: str, cap_bytes: int) -> bytes | None:
    """The whole body without its codings; None where it cannot be had within the cap."""
    if not codings(content_encoding):
        return body if len(body) <= cap_bytes else None
    try:
        return b"".join(Decoder(content_encoding, cap_bytes=cap_bytes).decode(body))
    except WireError:
        return None
