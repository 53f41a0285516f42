"""Counts told in pieces, twice, or in overlapping ways: the buckets stay disjoint and nothing is lost."""

import json
import zlib

import pytest

from app.core.calls import TOKEN_BUCKETS, Usage
from app.wire import wire_for
from app.wire.coding import Decoder
from tests.wire.recorded import events, read

CHAT = wire_for("POST", "/v1/chat/completions")
MESSAGES = wire_for("POST", "/v1/messages")
GEMINI = wire_for("POST", "/v1beta/models/m:generateContent")
SSE = "text/event-stream"
HEAD = {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant"}}]}


def told(usage: dict[str, object]) -> Usage:
    return read(CHAT, json.dumps({"model": "m", "choices": [], "usage": usage}).encode()).usage


def total(usage: Usage) -> int:
    return sum(getattr(usage, bucket) or 0 for bucket in TOKEN_BUCKETS)


@pytest.mark.parametrize("media", ["audio_tokens", "image_tokens"])
def test_media_that_may_have_been_cached_are_not_counted_twice(media: str) -> None:
    details = {"cached_tokens": 900, media: 400}
    usage = told({"prompt_tokens": 1000, "completion_tokens": 5, "prompt_tokens_details": details})
    assert (usage.cache_read_tokens, usage.input_tokens, total(usage)) == (900, 0, 1005)
    kind = media.removesuffix("_tokens")
    assert getattr(usage, f"{kind}_in_tokens") == 100
    counts = {"promptTokenCount": 1000, "cachedContentTokenCount": 900, "candidatesTokenCount": 5}
    counts |= {"promptTokensDetails": [{"modality": kind.upper(), "tokenCount": 400}]}
    usage = read(GEMINI, json.dumps({"candidates": [], "usageMetadata": counts}).encode()).usage
    assert (usage.cache_read_tokens, usage.input_tokens, total(usage)) == (900, 0, 1005)


def test_what_was_made_is_never_more_than_its_total() -> None:
    made = {"reasoning_tokens": 60, "audio_tokens": 50}
    usage = told({"prompt_tokens": 1, "completion_tokens": 100, "completion_tokens_details": made})
    assert (usage.reasoning_tokens, usage.audio_out_tokens, usage.output_tokens) == (60, 40, 0)


def test_a_later_frame_that_tells_less_takes_nothing_back() -> None:
    full = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}}
    partial = {"prompt_tokens": 10, "completion_tokens": 6, "total_tokens": None}
    empty = {"prompt_tokens": None, "completion_tokens": None, "prompt_tokens_details": None}
    end = {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    stream = events(HEAD | {"usage": full}, HEAD | {"usage": partial}, end | {"usage": empty})
    usage = read(CHAT, stream, kind=SSE, stream=True).usage
    assert (usage.input_tokens, usage.cache_read_tokens, usage.output_tokens) == (6, 4, 6)


def test_what_was_delivered_after_the_last_count_of_a_cut_stream_is_not_lost() -> None:
    said = {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {"content": "many words come here "}}]}
    early = {"prompt_tokens": 10, "completion_tokens": 1}
    reading = read(CHAT, events(said | {"usage": early}, *[said] * 50), kind=SSE, stream=True, cut=True)
    assert (reading.basis, reading.usage.input_tokens) == ("partial", 10)
    assert 150 < (reading.usage.output_tokens or 0) < 300
    late = {"prompt_tokens": 10, "completion_tokens": 5000}
    reading = read(CHAT, events(*[said] * 50, said | {"usage": late}), kind=SSE, stream=True, cut=True)
    assert reading.usage.output_tokens == 5000


def test_thoughts_that_are_told_under_two_names_are_thought_once() -> None:
    def thought(**names: str) -> dict[str, object]:
        return {"id": "1", "model": "m", "choices": [{"index": 0, "delta": names, "finish_reason": None}]}

    words = "so many thoughts about it "
    once = read(CHAT, events(HEAD, *[thought(reasoning=words)] * 30), kind=SSE, stream=True, cut=True)
    both = [thought(reasoning=words, reasoning_content=words)] * 30
    twice = read(CHAT, events(HEAD, *both), kind=SSE, stream=True, cut=True)
    assert twice.usage == once.usage


def start(**usage: object) -> dict[str, object]:
    message = {"id": "msg_1", "model": "claude", "usage": {"input_tokens": 5, "output_tokens": 1} | usage}
    return {"type": "message_start", "message": message}


def delta(**usage: object) -> dict[str, object]:
    told = {"output_tokens": 9} | usage
    return {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": told}


def test_a_delta_without_the_split_keeps_the_one_that_the_start_told() -> None:
    split = {"ephemeral_5m_input_tokens": 30, "ephemeral_1h_input_tokens": 70}
    for later, expected in (
        ({"cache_creation": {}}, (30, 70)),
        ({"cache_creation": {"ephemeral_5m_input_tokens": None}}, (30, 70)),
        ({"cache_creation_input_tokens": 100}, (30, 70)),
        ({"cache_creation_input_tokens": 120}, (50, 70)),  # what grew lives for five minutes
        ({"cache_creation_input_tokens": 50}, (0, 50)),
        ({"cache_creation_input_tokens": 0}, (0, 0)),
    ):
        stream = events(start(cache_creation_input_tokens=100, cache_creation=split), delta(**later))
        usage = read(MESSAGES, stream, kind=SSE, stream=True).usage
        assert (usage.cache_write_5m_tokens, usage.cache_write_1h_tokens) == expected, later


@pytest.mark.parametrize(
    ("usage", "nusd"),
    [
        ({"cost": 0.05, "is_byok": True, "cost_details": {"upstream_inference_cost": 1.0}}, 1_050_000_000),
        ({"cost": 0, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.25}}, 250_000_000),
        ({"cost": 0.5, "is_byok": False, "cost_details": {"upstream_inference_cost": 0.5}}, 500_000_000),
        ({"cost": 0.5, "cost_details": {"upstream_inference_cost": 0.4}}, 500_000_000),
        ({"cost": 0.05, "is_byok": True, "cost_details": {}}, None),
    ],
)
def test_a_call_with_a_key_of_ones_own_costs_the_fee_and_what_the_keys_provider_takes(
    usage: dict[str, object], nusd: int | None
) -> None:
    body = {"model": "m", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 1} | usage}
    assert read(CHAT, json.dumps(body).encode()).provider_cost_nusd == nusd


def test_json_and_events_are_read_where_they_are_called_a_stream_of_octets() -> None:
    body = json.dumps({"model": "m", "choices": [], "usage": {"prompt_tokens": 5}}).encode()
    assert read(CHAT, body, kind="application/octet-stream").usage.input_tokens == 5
    speech = wire_for("POST", "/v1/audio/speech")
    assert read(speech, b"\xff\xfbsound", kind="application/octet-stream").problem is None


def test_zeros_after_a_gzip_member_are_padding_wherever_they_come() -> None:
    def member(text: bytes) -> bytes:
        packer = zlib.compressobj(wbits=31)
        return packer.compress(text) + packer.flush()

    body = member(b"one ") + bytes(512) + member(b"two") + bytes(700)
    for size in (1, 7, 512, len(body)):
        decoder = Decoder("gzip")
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        assert b"".join(piece for data in pieces for piece in decoder.decode(data)) == b"one two"


def test_cohere_calls_its_nucleus_p() -> None:
    path = "/v2/chat"
    facts = wire_for("POST", path).read_request(path, {}, b'{"model":"command-a","p":0.75,"messages":[]}')
    assert facts.top_p == "0.75"


@pytest.mark.parametrize("reason", ["stop", None])
def test_a_stream_of_several_answers_that_told_its_usage_is_whole_without_its_last_word(
    reason: str | None,
) -> None:
    def said(index: int, end: str | None = None) -> dict[str, object]:
        choice = {"index": index, "delta": {"content": "Hello"}, "finish_reason": end}
        return {"id": "1", "model": "m", "choices": [choice]}

    last = {"id": "1", "model": "m", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 9}}
    stream = events(said(0), said(1), said(1, reason), said(0, reason), last)
    for cut in (True, False):
        reading = read(CHAT, stream, kind=SSE, stream=True, cut=cut)
        assert (reading.basis, reading.usage.output_tokens) == ("measured", 9)
