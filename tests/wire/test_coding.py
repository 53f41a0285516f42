"""Content codings: undone on the side, stacked, cut anywhere, and never into more memory than is there."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

from app.wire.coding import Decoder, decode_body
from app.wire.errors import WireError

TEXT = b"".join(b'data: {"n":%d,"text":"the quick brown fox"}\n\n' % n for n in range(900))


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
CASES = [(name, encode(TEXT)) for name, encode in ENCODERS.items()]
CASES += [
    ("deflate", raw_deflate(TEXT)),
    ("gzip, br", brotli.compress(gzip.compress(TEXT))),
    ("zstd,deflate , GZIP", gzip.compress(zlib.compress(zstandard.ZstdCompressor().compress(TEXT)))),
    ("identity, gzip", gzip.compress(TEXT)),
    ("gzip", gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:])),
    ("zstd", ENCODERS["zstd"](TEXT[:500]) + ENCODERS["zstd"](TEXT[500:])),
]


@pytest.mark.parametrize(("encoding", "encoded"), CASES)
@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_every_coding_is_undone_wherever_it_is_cut(encoding: str, encoded: bytes, step: int) -> None:
    decoder = Decoder(encoding)
    pieces = [p for at in range(0, len(encoded), step) for p in decoder.decode(encoded[at : at + step])]
    assert b"".join(pieces) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_what_can_be_read_of_a_stream_is_read_at_once(encoding: str) -> None:
    if encoding == "br":
        compressor = brotli.Compressor()
        first = compressor.process(TEXT) + compressor.flush()
    elif encoding == "zstd":
        compressor = zstandard.ZstdCompressor().compressobj()
        first = compressor.compress(TEXT) + compressor.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    else:
        compressor = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
        first = compressor.compress(TEXT) + compressor.flush(zlib.Z_SYNC_FLUSH)
    assert b"".join(Decoder(encoding).decode(first)) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_refused_and_memory_stays_flat(encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(120_000_000))
    decoder = Decoder(encoding)
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            for _ in decoder.decode(bomb):
                pass
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_between_two_codings_is_refused_too() -> None:
    bomb = gzip.compress(gzip.compress(bytes(120_000_000)))
    with pytest.raises(WireError):
        for _ in Decoder("gzip, gzip").decode(bomb):
            pass


def test_damage_and_unknown_codings_are_told_and_nothing_else_is_raised() -> None:
    for encoding in ENCODERS:
        with pytest.raises(WireError):
            list(Decoder(encoding).decode(b"\x08\x1d not what it says it is" * 40))
    with pytest.raises(WireError, match="compress"):
        Decoder("compress")
    with pytest.raises(WireError):
        Decoder("gzip," * 40 + "gzip")


def test_a_request_body_is_read_within_its_cap_or_not_at_all() -> None:
    assert decode_body(TEXT, "", len(TEXT)) == TEXT
    assert decode_body(TEXT, "", 10) is None
    assert decode_body(brotli.compress(TEXT), "br", len(TEXT)) == TEXT
    assert decode_body(brotli.compress(TEXT), "br", 10) is None
    assert decode_body(TEXT, "zstd", len(TEXT)) is None
