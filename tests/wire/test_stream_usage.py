"""Asking a stream for its usage: nothing else in the request changes, and nothing else in the answer."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.wire import wire_for
from app.wire.stream_usage import UsageSieve
from tests.wire.recorded import FOLDER, load

PATH = "/v1/chat/completions"
CHAT = wire_for("POST", PATH)
WISH = b'"stream_options":{"include_usage":true}'


def amended(body: bytes, path: str = PATH) -> tuple[bytes, bool]:
    wire = wire_for("POST", path)
    facts = wire.read_request(path, {}, body)
    return wire.amend(body, facts), facts.usage_injected


@pytest.mark.parametrize(
    "body",
    [
        b'{"model":"m","messages":[],"stream":true}',
        b'{ "stream" : true, "note":"\\u00e9 \xc3\xa9 }", "n": 1.50, "messages": [ ] }\n',
        b'{"stream":true,"metadata":{"stream_options":{"include_usage":false}}}',
    ],
)
def test_the_wish_is_spliced_in_and_every_other_byte_stays(body: bytes) -> None:
    after, injected = amended(body)
    assert injected
    assert after.replace(b"," + WISH, b"") == body
    assert json.loads(after) == json.loads(body) | {"stream_options": {"include_usage": True}}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (b"null", b'{"include_usage":true}'),
        (b"{}", b'{"include_usage":true}'),
        (b"{ }", b'{"include_usage":true}'),
        (b'{"include_obfuscation": false}', b'{"include_usage":true,"include_obfuscation": false}'),
    ],
)
def test_other_options_of_a_stream_stay(options: bytes, expected: bytes) -> None:
    body = b'{"stream":true,"stream_options":%s,"model":"m"}'
    assert amended(body % options) == (body % expected, True)


@pytest.mark.parametrize(
    "body",
    [
        b'{"model":"m","messages":[]}',
        b'{"model":"m","stream":false}',
        b'{"model":"m","stream":"true"}',
        b'{"stream":true,"stream_options":{"include_usage":false}}',
        b'{"stream":true,"stream_options":{"include_usage":true}}',
        b'{"stream":true,"stream_options":{"include_usage":null}}',
        b'{"stream":true,"stream_options":5}',
        b'{"stream":true,"a":{"stream_options":{}},"stream_options":{}}',
        b'{"stream":true',
        b'["stream"]',
        b"",
        b'{"stream":true}}}} junk',
    ],
)
def test_a_request_with_its_own_opinion_or_none_of_ours_to_judge_is_left_alone(body: bytes) -> None:
    assert amended(body) == (body, False)


def test_a_large_request_is_amended_too() -> None:
    body = json.dumps(
        {"messages": [{"role": "user", "content": "words " * 400_000}], "stream": True}
    ).encode()
    after, injected = amended(body)
    assert injected
    assert after == body[:-1] + b"," + WISH + b"}"


def test_completions_are_asked_too_and_cohere_is_not() -> None:
    body = b'{"model":"m","prompt":"x","stream":true}'
    assert amended(body, "/v1/completions")[1]
    assert amended(body, "/v2/chat") == (body, False)


def test_a_refusal_of_what_was_spliced_in_is_told_from_others() -> None:
    assert CHAT.refused_amendment(400, b'{"error":{"message":"Unknown parameter: stream_options"}}')
    assert CHAT.refused_amendment(422, b'{"detail":[{"loc":["body","stream_options"]}]}')
    assert not CHAT.refused_amendment(400, b'{"error":{"message":"Unknown model"}}')
    assert not CHAT.refused_amendment(500, b"stream_options")
    assert not wire_for("POST", "/v1/messages").refused_amendment(400, b"stream_options")


def test_there_is_nothing_to_sift_where_nothing_was_asked() -> None:
    facts = CHAT.read_request(PATH, {}, b'{"stream":true}')
    assert CHAT.sieve(facts, "text/event-stream") is None
    CHAT.amend(b'{"stream":true}', facts)
    assert CHAT.sieve(facts, "text/event-stream; charset=utf-8") is not None
    assert CHAT.sieve(facts, "application/json") is None


def event(doc: object, end: str = "\n\n") -> bytes:
    return b"data: " + json.dumps(doc, separators=(",", ":")).encode() + end.encode()


USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
KEPT = [
    event({"choices": [{"delta": {"content": 'say "usage" [] \n'}}], "usage": None}),
    event({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": USAGE}),
    event({"choices": [], "prompt_filter_results": []}),
    event({"choices": [], "usage": None}),
    event({"error": {"message": "x"}, "usage": USAGE}),
    b": a comment with usage\n\n",
    b"data: [DONE]\n\n",
    b'data: {"usage": broken\n\n',
    event({"choices": [{"delta": {"content": "x" * 70_000}}], "usage": None}),
    b"\n",
    event({"choices": [{"delta": {"content": "cr"}}]}, "\r\r"),
    event({"choices": [{"delta": {"content": "crlf"}}]}, "\r\n\r\n"),
]
DROPPED = [
    event({"choices": [], "usage": USAGE}),
    event({"id": "x", "usage": USAGE}, "\r\n\r\n"),
    b'event: chunk\ndata: {"choices": [ ], "usage": {"prompt_tokens": 1}}\n\n',
    b'data: {"choices":[],\rdata: "usage":{"prompt_tokens":1}}\r\r',
]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([*KEPT, *DROPPED]), max_size=8),
    st.lists(st.integers(1, 90_000), max_size=8),
)
def test_exactly_the_frames_that_only_tell_usage_are_taken_out(frames: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(frames)
    assume(b"\r\r\n" not in stream)  # is the line feed the end of that frame, or the beginning of the next?
    sieve = UsageSieve()
    out = b""
    for cut in cuts:
        out += sieve.feed(stream[:cut])
        stream = stream[cut:]
    out += sieve.feed(stream) + sieve.finish()
    assert out == b"".join(frame for frame in frames if frame not in DROPPED)


def test_byte_by_byte_no_event_waits_for_more_than_its_own_end() -> None:
    sieve = UsageSieve()
    sent = b""
    for frame in KEPT[:8]:
        for at in range(len(frame)):
            sent += sieve.feed(frame[at : at + 1])
        assert sent.endswith(frame), frame


def test_a_last_frame_without_its_blank_line_is_sifted_too() -> None:
    sieve = UsageSieve()
    assert sieve.feed(DROPPED[0].strip()) + sieve.finish() == b""
    sieve = UsageSieve()
    assert sieve.feed(KEPT[0].strip()) + sieve.finish() == KEPT[0].strip()


def test_a_recorded_stream_loses_its_usage_and_nothing_else() -> None:
    for path in sorted((FOLDER / "openai-chat").glob("stream_*.json")):
        exchange = load(path)
        sieve = UsageSieve()
        out = b"".join(sieve.feed(piece) for piece in exchange.pieces) + sieve.finish()
        rest = [piece for piece in exchange.pieces if piece in out]
        assert out == b"".join(rest)
        assert len(exchange.pieces) - len(rest) <= 1


@pytest.mark.parametrize("path", [PATH, "/v1/completions"])
def test_only_a_body_that_may_ask_for_a_stream_is_read_before_it_goes(path: str) -> None:
    wire = wire_for("POST", path)
    for body in (b'{"stream":true}', b'{"stream" :\r\n true}', b'{"a":"\\"stream\\"","stream": true}'):
        assert wire.may_stream(path, body)
    for body in (b"{}", b'{"stream":false}', b'{"stream":null,"a":true}', b'{"a":"stream"}'):
        assert not wire.may_stream(path, body)
        assert amended(body, path) == (body, False)


@pytest.mark.parametrize(
    "body",
    [
        b'{"stream":true,"messages":[1 2]}',
        b'{"stream":true,"messages":[{]}',
        b'{"stream":true,"a":"unended}',
        b'{"stream":true,"a":1}}',
        b'{"stream":true,"stream\\u005foptions":{"include_usage":false}}',
        b'{"stream":true,"stream\\u005foptions":{}}',
        b'{"stream":true,"stream_options":[]}',
        b'{"stream":true,"stream_options":false}',
        b'{"stream":true,"stream_options":"x","a":{"stream_options":{}}}',
        b'{"stream":true,"stream\\u005foptions":null,"a":{"stream_options":{}}}',
    ],
)
def test_what_is_not_read_whole_or_hides_its_opinion_is_not_touched(body: bytes) -> None:
    assert amended(body) == (body, False)


def test_a_wish_deeper_down_is_no_opinion() -> None:
    body = b'{"stream":true,"a":{"stream_options":{"include_usage":false}},"b":"\\"stream_options\\": null"}'
    after, injected = amended(body)
    assert injected
    assert after == body[:-1] + b"," + WISH + b"}"


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/v1/messages", b'{"messages":[],"stream": true}', True),
        ("/v1/messages", b'{"messages":[],"stream":false}', False),
        ("/v1beta/models/m:streamGenerateContent?alt=sse", b"{}", True),
        ("/v1beta/models/m:generateContent", b"{}", False),
        ("/api/chat", b"{}", True),
        ("/api/chat", b'{"stream" : false}', False),
    ],
)
def test_whether_an_answer_will_be_a_stream_is_told_without_reading_the_request(
    path: str, body: bytes, expected: bool
) -> None:
    wire = wire_for("POST", path)
    assert wire.streams
    assert wire.may_stream(path, body) is expected


CHUNK = event({"choices": [{"delta": {"content": "Hello"}}]}, "\r\n\r\n")


@pytest.mark.parametrize(
    ("frame", "left"),
    [
        (
            b": alive\r\nid: 7\r\n" + event({"choices": [], "usage": USAGE}, "\r\n\r\n"),
            b": alive\r\nid: 7\r\n\r\n",
        ),
        (event({"choices": [], "usage": USAGE, "citations": ["https://a"]}), None),
        (event({"usage": USAGE, "delta": {"text": "Hello"}}), None),
        (event({"choices": [], "usage": USAGE, "citations": [], "system_fingerprint": "fp"}), b""),
        (event({"choices": [], "usage": USAGE}, "\r\n\r\n"), b""),
        (event({"choices": [], "usage": USAGE}, "\r\r"), b""),
    ],
)
def test_with_a_count_nothing_else_is_taken_from_the_client(frame: bytes, left: bytes | None) -> None:
    expected = CHUNK + (frame if left is None else left) + b"data: [DONE]\r\n\r\n"
    stream = CHUNK + frame + b"data: [DONE]\r\n\r\n"
    for at in range(len(stream) + 1):
        sieve = UsageSieve()
        assert sieve.feed(stream[:at]) + sieve.feed(stream[at:]) + sieve.finish() == expected, at
    sieve = UsageSieve()
    assert b"".join(sieve.feed(stream[at : at + 1]) for at in range(len(stream))) + sieve.finish() == expected
