"""Every recorded exchange, fed in every way in which a network may cut it, gives the same reading."""

import gzip
import json
import zlib
from pathlib import Path

import brotli
import pytest
import zstandard

from app.core.calls import TOKEN_BUCKETS, UNIT_BUCKETS
from tests.wire.recorded import FOLDER, Exchange, check, load, play

RECORDINGS = sorted(FOLDER.glob("*/*.json"))
JUNK = [b"\n\n", b"\r\n", b" \n"]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def is_tunnel(path: Path) -> bool:
    """Its frames have no content coding, and nothing comes after the last."""
    return load(path).status == 101


@pytest.fixture(params=RECORDINGS, ids=name)
def recording(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def exchange(recording: Path) -> Exchange:
    return load(recording)


@pytest.fixture(params=[path for path in RECORDINGS if not is_tunnel(path)], ids=name)
def http_exchange(request: pytest.FixtureRequest) -> Exchange:
    return load(request.param)


def test_a_recording_lies_with_the_wire_that_reads_it(recording: Path, exchange: Exchange) -> None:
    assert exchange.wire.name == recording.parent.name
    assert json.loads(recording.read_text("utf-8"))["shows"]


def test_the_request_says_what_it_says(exchange: Exchange) -> None:
    assert exchange.facts.wire == exchange.wire.name
    for field, expected in exchange.expected_facts.items():
        assert getattr(exchange.facts, field) == expected, field


def test_the_whole_answer_is_read_right(exchange: Exchange) -> None:
    check(play(exchange, [exchange.body]), exchange.expected)


def test_event_by_event(exchange: Exchange) -> None:
    check(play(exchange, exchange.pieces), exchange.expected)


def test_byte_by_byte(exchange: Exchange) -> None:
    body = exchange.body
    check(play(exchange, (body[at : at + 1] for at in range(len(body)))), exchange.expected)


def test_cut_in_two_at_every_place(exchange: Exchange) -> None:
    body = exchange.body
    whole = play(exchange, [body])
    for at in range(1, len(body), 1 + len(body) // 2500):
        assert play(exchange, [body[:at], body[at:]]) == whole, at


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_encoded(http_exchange: Exchange, encoding: str) -> None:
    encode = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstandard.ZstdCompressor().compress,
        "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    }[encoding]
    encoded = encode(http_exchange.body)
    check(play(http_exchange, [encoded], encoding=encoding), http_exchange.expected)
    check(
        play(http_exchange, (encoded[at : at + 1] for at in range(len(encoded))), encoding=encoding),
        http_exchange.expected,
    )


def test_blank_lines_after_the_end_change_nothing(http_exchange: Exchange) -> None:
    for junk in JUNK:
        check(play(http_exchange, [http_exchange.body, junk]), http_exchange.expected)


def test_cut_after_every_event_it_keeps_what_was_seen(exchange: Exchange) -> None:
    whole = play(exchange, exchange.pieces)
    for kept in range(len(exchange.pieces)):
        reading = play(exchange, exchange.pieces[:kept], cut=True)
        assert reading.problem is None
        assert reading.basis in {"none", "partial", "measured", "estimated"}
        if reading.basis == "measured" and exchange.status != 101:
            assert reading.usage == whole.usage, kept
        for field in ("model", "response_id", "tool_calls"):
            seen = getattr(reading, field)
            assert seen is None or field == "tool_calls" or seen == getattr(whole, field), field
        if kept and exchange.status == 200 and whole.basis == "measured":
            seen_counts = {b: getattr(reading.usage, b) for b in TOKEN_BUCKETS}
            if reading.basis == "none":
                assert not any(seen_counts.values())


def test_cut_in_the_middle_of_an_event_nothing_is_raised_or_invented(exchange: Exchange) -> None:
    body = exchange.body
    for at in range(0, len(body), 1 + len(body) // 300):
        reading = play(exchange, [body[:at]], cut=True)
        assert reading.problem is None, at
        if reading.basis in {"none", "measured"}:
            continue
        assert any(getattr(reading.usage, b) is not None for b in TOKEN_BUCKETS + UNIT_BUCKETS), at


@pytest.mark.parametrize(
    "wire", ["openai-chat", "openai-responses", "anthropic-messages", "gemini-generate", "ollama-chat"]
)
def test_the_major_wires_have_ten_exchanges_at_least(wire: str) -> None:
    assert len(list((FOLDER / wire).glob("*.json"))) >= 10
