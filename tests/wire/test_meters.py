"""Meters: they never harm a call, whatever comes, and keep what they saw of one that was cut."""

import gzip
import json
import re
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.calls import Reading, RequestFacts, Usage
from app.wire import WIRES, wire_for
from app.wire.api import Wire
from app.wire.metering import metered, sieved
from tests.wire.recorded import FOLDER, events, load, read

CHAT = wire_for("POST", "/v1/chat/completions")
MESSAGES = wire_for("POST", "/v1/messages")
GEMINI = wire_for("POST", "/v1beta/models/m:generateContent")
OLLAMA = wire_for("POST", "/api/chat")
SSE = "text/event-stream"
FIXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


START = {
    "type": "message_start",
    "message": {"id": "msg_1", "model": "claude", "usage": {"input_tokens": 500, "output_tokens": 1}},
}


def said(text: str) -> dict[str, object]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}


# --- cut streams


def test_a_cut_stream_keeps_the_reported_input_and_estimates_the_output() -> None:
    reading = read(
        MESSAGES,
        events(START, *[said("twelve words of text in here ") for _ in range(40)]),
        kind=SSE,
        cut=True,
    )
    assert reading.basis == "partial"
    assert reading.usage.input_tokens == 500
    assert 200 < (reading.usage.output_tokens or 0) < 400
    assert (reading.model, reading.response_id) == ("claude", "msg_1")


def test_a_stream_that_ends_without_its_end_was_cut_however_politely() -> None:
    reading = read(MESSAGES, events(START, said("Hello")), kind=SSE)
    assert (reading.basis, reading.usage.input_tokens) == ("partial", 500)


def test_input_that_was_not_reported_is_estimated_from_the_request() -> None:
    chunk = {"id": "1", "model": "m", "choices": [{"delta": {"content": "Hello there"}}]}
    reading = read(CHAT, events(chunk, chunk), kind=SSE, cut=True, stream=True, input_estimate_tokens=42)
    assert (reading.basis, reading.usage.input_tokens) == ("partial", 42)


def test_a_client_that_leaves_after_the_end_has_a_whole_answer() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 2}
    chunk = {"id": "1", "model": "m", "choices": [{"delta": {}, "finish_reason": "stop"}], "usage": usage}
    reading = read(CHAT, events(chunk), kind=SSE, cut=True, stream=True)
    assert (reading.basis, reading.usage.input_tokens, reading.usage.output_tokens) == ("measured", 7, 2)


def test_a_cut_before_anything_came_used_nothing_that_is_known() -> None:
    for kind in (SSE, "application/json"):
        reading = read(CHAT, cut=True, kind=kind, stream=True, input_estimate_tokens=42)
        assert (reading.basis, reading.usage, reading.problem) == ("none", Usage(), None)


def test_a_whole_answer_that_lost_its_end_keeps_what_stood_before() -> None:
    reading = read(
        CHAT,
        b'{"id":"c1","model":"m","usage":{"prompt_tokens":9,"completion_tokens":4},"choices":[{"mes',
        cut=True,
    )
    assert (reading.response_id, reading.model, reading.basis) == ("c1", "m", "partial")
    assert (reading.usage.input_tokens, reading.usage.output_tokens) == (9, 4)


def test_thoughts_that_were_cut_are_estimated_apart() -> None:
    thought = {
        "type": "content_block_delta",
        "delta": {"type": "thinking_delta", "thinking": "Let me think about it."},
    }
    reading = read(MESSAGES, events(START, thought), kind=SSE, cut=True)
    assert reading.usage.reasoning_tokens
    assert reading.usage.output_tokens == 0


def test_text_is_told_from_frame_work_as_it_comes() -> None:
    meter = metered(MESSAGES, RequestFacts(wire="", stream=True), 200, SSE)
    assert not meter.feed(events(START, {"type": "ping"}))
    assert meter.feed(events(said("Hello")))
    assert not meter.feed(b"data: ")
    assert not meter.feed(events({"type": "message_stop"})[6:])


# --- unknown is not zero


def test_unknown_is_not_zero() -> None:
    body = b'{"id":"1","model":"m","choices":[],"usage":{"prompt_tokens":0,"completion_tokens":null}}'
    usage = read(CHAT, body).usage
    assert (usage.input_tokens, usage.output_tokens, usage.cache_read_tokens) == (0, None, None)


@pytest.mark.parametrize(
    "value", ["-1", "1.5", '"12"', "true", "[]", "1e300", "1e999999999", "NaN", "9007199254740993"]
)
def test_what_is_no_count_was_not_reported(value: str) -> None:
    body = b'{"model":"m","usage":{"prompt_tokens":5,"completion_tokens":%s}}' % value.encode()
    reading = read(CHAT, body)
    assert (reading.usage.input_tokens, reading.usage.output_tokens) == (5, None)


@pytest.mark.parametrize(
    ("cost", "nusd"),
    [
        ("0.00061200055", 612_001),
        ("0.0000000005", 0),
        ("0.0000000015", 2),
        ("12", 12_000_000_000),
        ('"0.25"', 250_000_000),
        ("1e-9", 1),
        ("-1", None),
        ("1e99", None),
        ('"free"', None),
        ("null", None),
    ],
)
def test_a_reported_cost_is_exact_to_the_nano_dollar(cost: str, nusd: int | None) -> None:
    body = b'{"model":"m","usage":{"prompt_tokens":5,"completion_tokens":1,"cost":%s}}' % cost.encode()
    assert read(CHAT, body).provider_cost_nusd == nusd


# --- whatever comes

HOSTILE = [
    b"data: {" + b'"a":{' * 100_000 + b"\n\n",
    b"data: " + b"[" * 200_000 + b"\n\n",
    b'data: {"usage":{"prompt_tokens":' + b"9" * 5000 + b"}}\n\n",
    b'data: {"model":"\\ud800\\udc","choices":[{"delta":{"content":"\\ud83d"}}]}\n\n',
    b'data: {"choices":[{"delta":{"content":"\x00\xff\xfe"}}]}\n\n',
    b'data: {"usage":[],"choices":{},"model":[],"id":{},"error":[]}\n\n',
    b'data: {"type":"message_start","message":[]}\n\ndata: {"type":"message_delta","usage":5}\n\n',
    b'data: {"candidates":[5,{"content":{"parts":[7,{"functionCall":"x"}]}}],"usageMetadata":[1]}\n\n',
    b'{"choices":[{"message":{"tool_calls":[5,{"function":7}]}}],"usage":"x"}',
    b"\xef\xbb\xbfdata: {}\n\n",
    b"\r\r\r\r\n\n\ndata\ndata:\n\n:\n\nid\n\n",
]


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
@pytest.mark.parametrize("status", [200, 101, 429])
def test_no_answer_however_hostile_gets_an_exception_out_of_a_meter(wire: Wire, status: int) -> None:
    for body in HOSTILE:
        for kind in (SSE, "application/json", "application/x-ndjson", "", "audio/mpeg"):
            for stream in (True, False):
                reading = read(wire, body[:50], body[50:], status=status, kind=kind, stream=stream)
                assert "meter failed" not in (reading.problem or "")


WORDS = st.sampled_from(
    re.findall(
        r"\w+",
        """
        id type model usage choices delta message content text tool_calls function index finish_reason
        error code prompt_tokens completion_tokens input_tokens output_tokens total_tokens
        prompt_tokens_details cost response output item status candidates parts usageMetadata
        promptTokenCount finishReason done eval_count result data cache_creation iterations stop_reason
        content_block timings x_groq billed_units tokens meta
        """,
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=14,
)
KINDS = st.sampled_from([SSE, "application/json", "application/x-ndjson", "text/html", ""])


@settings(max_examples=120, **FIXED)
@given(
    st.sampled_from(WIRES), st.lists(st.dictionaries(WORDS, JSON, max_size=5), max_size=4), KINDS, st.data()
)
def test_any_json_in_any_frame_cut_anywhere_reads_the_same(
    wire: Wire, docs: list[object], kind: str, data
) -> None:
    body = events(*docs) if kind == SSE else b"\n".join(json.dumps(doc).encode() for doc in docs)
    stream = data.draw(st.booleans())
    status = data.draw(st.sampled_from([200, 400]))
    whole = read(wire, body, kind=kind, stream=stream, status=status)
    assert "meter failed" not in (whole.problem or "")
    at = data.draw(st.integers(0, len(body)))
    assert read(wire, body[:at], body[at:], kind=kind, stream=stream, status=status) == whole
    for count in (getattr(whole.usage, name) for name in Usage.__dataclass_fields__):
        assert count is None or 0 <= count < 2**60


@settings(max_examples=120, **FIXED)
@given(
    st.sampled_from(WIRES),
    st.lists(st.binary(max_size=60), max_size=6),
    KINDS,
    st.sampled_from(["", "gzip", "br", "zstd", "deflate", "x"]),
)
def test_garbage_is_garbage_and_no_more(wire: Wire, chunks: list[bytes], kind: str, encoding: str) -> None:
    for status in (200, 101, 500):
        reading = read(
            wire, *chunks, kind=kind, encoding=encoding, status=status, stream=True, cut=bool(chunks)
        )
        assert "meter failed" not in (reading.problem or "")


def test_a_meter_with_a_bug_in_it_costs_a_reading_and_not_a_call() -> None:
    class Broken:
        def feed(self, data: bytes) -> bool:
            raise ZeroDivisionError(data)

        def finish(self, *, cut: bool = False) -> Reading:
            raise KeyError("secret")

    class BrokenWire:
        def meter(self, facts: RequestFacts, status: int, content_type: str) -> Broken:
            return Broken()

    meter = metered(BrokenWire(), RequestFacts(wire=""), 200, "")  # type: ignore[arg-type]
    assert meter.feed(b"key sk-abcdefgh") is False
    assert meter.finish().problem == "the meter failed: KeyError"


def test_an_unknown_coding_is_a_problem_of_the_reading_only() -> None:
    reading = read(CHAT, b"whatever", encoding="compress")
    assert (reading.problem, reading.basis) == ("unknown content coding 'compress'", "none")


def test_what_is_encoded_is_not_sifted() -> None:
    facts = RequestFacts(wire="", stream=True, usage_injected=True)
    assert sieved(CHAT, facts, SSE, "") is not None
    assert sieved(CHAT, facts, SSE, "identity") is not None
    assert sieved(CHAT, facts, SSE, "gzip") is None


# --- large


def chat_body(filler: bytes) -> bytes:
    return (
        b'{"id":"big","object":"x","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"'
        + filler
        + b'","usage":{"prompt_tokens":1}},"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":11,"completion_tokens":22},'
        b'"service_tier":"flex"}'
    )


def test_an_answer_of_a_hundred_megabytes_is_read_in_flat_memory() -> None:
    filler = b'words \\"and\\" [more], {words}: ' * 3_400_000
    body = chat_body(filler)
    assert len(body) > 100_000_000
    tracemalloc.start()
    try:
        meter = metered(CHAT, RequestFacts(wire=""), 200, "application/json")
        for at in range(0, len(body), 65536):
            meter.feed(body[at : at + 65536])
        reading = meter.finish()
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
    assert (reading.usage.input_tokens, reading.usage.output_tokens) == (11, 22)
    assert (reading.response_id, reading.model, reading.service_tier) == ("big", "m", "flex")
    assert (reading.basis, reading.problem) == ("measured", None)


def test_an_image_of_megabytes_is_still_counted() -> None:
    wire = wire_for("POST", "/v1/images/generations")
    data = b",".join(b'{"b64_json":"%s"}' % (b"iVBORw0KGgo" * 200_000) for _ in range(3))
    usage = b'{"input_tokens":5,"output_tokens":4000,"total_tokens":4005}'
    reading = read(wire, b'{"created":1,"data":[%s],"usage":%s}' % (data, usage))
    assert (reading.usage.images, reading.usage.image_out_tokens, reading.usage.input_tokens) == (3, 4000, 5)


def test_an_event_that_is_too_long_is_skipped_and_the_ones_after_it_are_read() -> None:
    chunk = {"id": "1", "model": "m", "choices": [{"delta": {"content": "x"}}]}
    usage = {"prompt_tokens": 7, "completion_tokens": 2}
    end = {"id": "1", "model": "m", "choices": [{"delta": {}, "finish_reason": "stop"}], "usage": usage}
    long = b'data: {"choices":[{"delta":{"content":"' + b"x" * 9_000_000 + b'"}}]}\n\n'
    many = b'data: {"a":\n' + b"data: 1,\n" * 1_200_000 + b"\n"
    for bad in (long, many):
        body = events(chunk) + bad + events(end)
        reading = read(
            CHAT, *(body[at : at + 65536] for at in range(0, len(body), 65536)), kind=SSE, stream=True
        )
        assert reading.problem == "an event was too long to read"
        assert (reading.usage.input_tokens, reading.basis) == (7, "measured")


def test_a_line_or_an_element_that_is_too_long_is_skipped_too() -> None:
    line = b'{"model":"m","done":false,"message":{"content":"' + b"x" * 9_000_000 + b'"}}\n'
    end = b'{"model":"m","done":true,"prompt_eval_count":4,"eval_count":5}\n'
    reading = read(OLLAMA, line, end, kind="application/x-ndjson", stream=True)
    assert (reading.problem, reading.usage.output_tokens) == ("a line was too long to read", 5)
    element = b'[{"candidates":[{"content":{"parts":[{"text":"' + b"x" * 9_000_000 + b'"}]}}]},'
    counts = b'"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":5}'
    last = b'{"candidates":[{"finishReason":"STOP"}],' + counts + b"}]"
    reading = read(GEMINI, element, last, stream=True)
    assert (reading.problem, reading.usage.output_tokens) == ("an element was too long to read", 5)


def test_a_bomb_is_a_problem_and_what_was_read_before_it_stays() -> None:
    start = events(START, said("Hello"))
    bomb = gzip.compress(start + b": " + bytes(60_000_000))
    tracemalloc.start()
    try:
        reading = read(MESSAGES, bomb, kind=SSE, encoding="gzip", stream=True)
        assert tracemalloc.get_traced_memory()[1] < 24_000_000
    finally:
        tracemalloc.stop()
    assert reading.problem == "the content coding unpacks to too much"
    assert (reading.basis, reading.usage.input_tokens) == ("partial", 500)


def slow_ways() -> Iterator[tuple[str, Wire, bytes, str]]:
    yield "one long event", CHAT, b"data: " + b"x" * 400_000, SSE
    yield "one long line", OLLAMA, b'{"a":"' + b"\\\\" * 200_000, "application/x-ndjson"
    yield "one long string", CHAT, b'{"a":"' + b"\\u0041" * 70_000, "application/json"
    yield "many data lines", CHAT, b"data: 1\n" * 50_000, SSE
    yield "many empty lines", CHAT, b"\n" * 400_000, SSE
    yield "many brackets", GEMINI, b"[{" + b'{"a":[' * 60_000, "application/json"
    yield "many keys", CHAT, b"{" + b'"k":1,' * 60_000, "application/json"


@pytest.mark.parametrize(
    ("name", "wire", "body", "kind"),
    list(slow_ways()),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_time_is_linear_in_the_length_even_byte_by_byte(
    name: str, wire: Wire, body: bytes, kind: str
) -> None:
    def seconds(length: int) -> float:
        began = time.perf_counter()
        read(wire, *(body[at : at + 1] for at in range(length)), kind=kind, stream=True)
        return time.perf_counter() - began

    quarter = min(seconds(len(body) // 4) for _ in range(2))
    assert seconds(len(body)) < 4 * 3 * quarter + 0.05


def test_all_recordings_are_read_when_they_are_told_with_a_wrong_content_type() -> None:
    for path in sorted(FOLDER.glob("*/stream*.json")):
        exchange = load(path)
        right = read(
            exchange.wire,
            exchange.body,
            kind=exchange.content_type,
            stream=exchange.facts.stream,
            dialect=exchange.facts.dialect,
        )
        for kind in ("application/json", "text/plain", ""):
            wrong = read(
                exchange.wire,
                exchange.body,
                kind=kind,
                stream=exchange.facts.stream,
                dialect=exchange.facts.dialect,
            )
            assert (wrong.usage, wrong.basis) == (right.usage, right.basis), (path.stem, kind)
