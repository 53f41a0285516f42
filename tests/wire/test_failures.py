"""An answer that tells of an error is a failed call, in whichever shape it tells it."""

import json

import pytest

from app.wire import wire_for
from tests.wire.recorded import events, frame, read

CHAT = wire_for("POST", "/v1/chat/completions")
RESPONSES = wire_for("POST", "/v1/responses")
REALTIME = wire_for("GET", "/v1/realtime")
SSE = "text/event-stream"
SAID = {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {"content": "Hello"}}]}


@pytest.mark.parametrize(
    ("event", "kind", "message"),
    [
        (
            b'data: {"object":"error","message":"context too long","type":"BadRequestError","code":400}\n\n',
            "BadRequestError",
            "context too long",
        ),
        (b'data: {"object":"error","message":"out of memory","code":500}\n\n', "http_500", "out of memory"),
        (b'event: error\ndata: {"message":"overloaded","code":"busy"}\n\n', "busy", "overloaded"),
        (b'event: error\ndata: {"detail":"no such model"}\n\n', "error", "no such model"),
        (b'event:error\r\ndata: "the worker died"\r\n\r\n', "error", "the worker died"),
        (b"event: error\ndata: the worker died\n\n", "error", "the worker died"),
        (b'data: {"error":{"message":"a","type":"t"}}\nevent: error\n\n', "t", "a"),
        (b"event: error\ndata: {}\n\n", "error", None),
    ],
)
def test_an_error_in_a_stream_is_an_error_whatever_its_shape(
    event: bytes, kind: str, message: str | None
) -> None:
    for rest in (b"", b"data: [DONE]\n\n"):
        whole = events(SAID) + event + rest
        for chunks in ([whole], [whole[at : at + 1] for at in range(len(whole))]):
            reading = read(CHAT, *chunks, kind=SSE, stream=True)
            assert (reading.error_type, reading.error_message) == (kind, message)
            assert (reading.finish_reason, reading.problem) == ("error", None)


def test_the_name_of_an_error_event_is_not_that_of_the_next_one() -> None:
    end = {"id": "1", "model": "m", "choices": [{"delta": {}, "finish_reason": "stop"}]}
    reading = read(CHAT, b"event: error\n\nevent: chunk\n" + events(SAID, end), kind=SSE, stream=True)
    assert (reading.error_type, reading.finish_reason) == (None, "stop")


def test_a_response_that_failed_without_a_word_has_failed() -> None:
    response = {"id": "resp_1", "model": "m", "status": "failed", "error": None, "output": []}
    for reading in (
        read(RESPONSES, events({"type": "response.failed", "response": response}), kind=SSE, stream=True),
        read(RESPONSES, json.dumps(response).encode()),
    ):
        assert (reading.error_type, reading.error_message) == ("response_failed", None)
        assert reading.finish_reason == "error"


def test_a_realtime_answer_says_in_its_status_why_it_failed() -> None:
    error = {"type": "rate_limit_exceeded", "code": None, "message": "too many requests"}
    details = {"type": "failed", "error": error}
    response = {"id": "resp_1", "status": "failed", "status_details": details, "output": []}
    done = json.dumps({"type": "response.done", "response": response}).encode()
    reading = read(REALTIME, frame(done), status=101, stream=True)
    assert (reading.error_type, reading.error_message) == ("rate_limit_exceeded", "too many requests")
    details = {"type": "incomplete", "reason": "content_filter"}
    response = {"id": "resp_1", "status": "incomplete", "status_details": details, "output": []}
    done = json.dumps({"type": "response.done", "response": response}).encode()
    assert read(REALTIME, frame(done), status=101, stream=True).finish_reason == "content_filter"


def answered(usage: dict[str, int]) -> bytes:
    response = {"id": "resp_1", "model": "m", "status": "completed", "output": [], "usage": usage}
    return frame(json.dumps({"type": "response.done", "response": response}).encode())


def test_a_session_that_stumbled_and_went_on_has_not_failed() -> None:
    stumble = frame(b'{"type":"error","error":{"type":"invalid_request_error","message":"no such item"}}')
    usage = {"input_tokens": 3, "output_tokens": 4}
    went_on = read(REALTIME, stumble, answered(usage), status=101, stream=True)
    assert (went_on.error_type, went_on.finish_reason, went_on.basis) == (None, "stop", "measured")
    ended = read(REALTIME, answered(usage), stumble, status=101, stream=True)
    assert (ended.error_type, ended.usage.output_tokens) == ("invalid_request_error", 4)
