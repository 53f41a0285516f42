"""What is too large to be kept or parsed still tells what prices it: who was asked, and how it ended."""

import base64
import json

import pytest
import zstandard

from app.core.calls import RequestFacts
from app.wire import wire_for
from app.wire.api import Wire
from app.wire.ends import Ends, decoded_ends
from tests.wire.recorded import read

CHAT = "/v1/chat/completions"
FILLER = 'words "and" more, {words}: [some] ,"model":"not-this" ' * 100_000


def facts_of_ends(path: str, body: bytes, headers: dict[str, str] | None = None) -> RequestFacts:
    ends = Ends()
    for at in range(0, len(body), 65536):
        ends.feed(body[at : at + 65536])
    assert ends.size < len(body)
    return wire_for("POST", path).read_request(path, headers or {}, *ends.both())


def request(**more: object) -> dict[str, object]:
    turns = [{"role": "user", "content": "How does it begin?"}, {"role": "assistant", "content": FILLER}]
    return {"messages": [*turns, {"role": "user", "content": FILLER}]} | more


@pytest.mark.parametrize("first", [True, False])
def test_a_request_too_large_to_be_kept_says_what_it_asks_for(first: bool) -> None:
    asked = {"model": "m", "stream": True, "max_tokens": 77, "temperature": 0.5}
    tools = [{"name": "f", "input_schema": {"properties": {"model": {"type": "string"}, "stream": {}}}}] * 3
    body = {**asked, **request(), "tools": tools} if first else {**request(), "tools": tools, **asked}
    facts = facts_of_ends("/v1/messages", json.dumps(body).encode())
    assert (facts.model, facts.stream, facts.max_tokens, facts.temperature) == ("m", True, 77, "0.5")
    assert facts.message_count is None, "how many there are cannot be seen"
    assert facts.tools_count == (3 if not first else facts.tools_count)
    assert (facts.estimator, facts.estimate_input()) == (None, None)


def test_a_conversation_stays_the_same_when_it_outgrows_what_is_kept() -> None:
    wire = wire_for("POST", CHAT)
    small = {"model": "m", "messages": [{"role": "user", "content": "How does it begin?"}]}
    before = wire.read_request(CHAT, {}, json.dumps(small).encode()).session
    assert before is not None
    assert facts_of_ends(CHAT, json.dumps({"model": "m"} | request()).encode()).session == before


@pytest.mark.parametrize("first", [True, False])
def test_a_recording_that_is_uploaded_says_which_model_shall_hear_it(first: bool) -> None:
    def field(name: str, value: bytes, more: bytes = b"") -> bytes:
        return b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (
            name.encode(),
            more,
            value,
        )

    file = field("file", bytes(range(256)) * 40_000, b'; filename="a.wav"\r\nContent-Type: audio/wav')
    fields = field("model", b"whisper-1") + field("temperature", b"0.2")
    body = (fields + file if first else file + fields) + b"--b--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=b"}
    facts = facts_of_ends("/v1/audio/transcriptions", body, headers)
    assert (facts.model, facts.temperature) == ("whisper-1", "0.2")


def test_of_an_encoded_request_the_ends_are_those_of_what_it_unpacks_to() -> None:
    words = " ".join(f"{n * 7919 % 100_003:x}" for n in range(400_000))
    plain = json.dumps({"system": words, "model": "m"}).encode()
    packed = zstandard.ZstdCompressor().compress(plain)
    head, tail = decoded_ends(packed, "zstd")
    assert (plain.startswith(head), plain.endswith(tail)) == (True, True)
    assert wire_for("POST", CHAT).read_request(CHAT, {}, head, tail).model == "m"
    assert decoded_ends(packed[:-20], "zstd")[0] == head
    assert decoded_ends(b"junk", "zstd") == (b"", b"")


PICTURE = base64.b64encode(bytes(range(256)) * 8000).decode()
CALL = {"name": "f", "arguments": '{"finish_reason":"length","type":"tool_use"}'}
LARGE = {
    "openai-chat": (
        CHAT,
        {"choices": [{"message": {"content": FILLER, "tool_calls": [{"function": CALL}] * 2}}]},
        {"choices": [{"finish_reason": "tool_calls"}]},
    ),
    "anthropic-messages": (
        "/v1/messages",
        {"type": "message", "stop_reason": "tool_use", "content": [{"type": "text", "text": FILLER}]},
        {
            "content": [
                {"type": "text", "text": FILLER},
                *[{"type": "tool_use", "name": "f", "input": {}}] * 2,
            ]
        },
    ),
    "gemini-generate": (
        "/v1beta/models/m:generateContent",
        {},
        {
            "candidates": [
                {
                    "content": {
                        "parts": [
                            {"inlineData": {"data": PICTURE}},
                            *[{"functionCall": {"name": "f", "args": {}}}] * 2,
                        ]
                    },
                    "finishReason": "STOP",
                }
            ]
        },
    ),
    "openai-responses": (
        "/v1/responses",
        {"status": "completed"},
        {
            "output": [
                {"type": "image_generation_call", "result": PICTURE},
                *[{"type": "function_call", **CALL}] * 2,
                {"type": "web_search_call", "action": {"type": "search"}},
            ]
        },
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_an_answer_too_large_to_be_parsed_says_how_it_ended_and_what_it_calls(name: str) -> None:
    path, first, last = LARGE[name]
    wire: Wire = wire_for("POST", path)
    assert wire.name == name
    if name == "openai-chat":
        first["choices"][0] |= last["choices"][0]  # type: ignore[index]
        last = {}
    body = json.dumps({**first, **last}).encode()
    for size in (len(body), 65536, 4099):
        reading = read(wire, *(body[at : at + size] for at in range(0, len(body), size)))
        assert (reading.finish_reason, reading.tool_calls) == ("tool_calls", 2)
        assert reading.usage.web_searches == (1 if name == "openai-responses" else None)


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "text/vtt", "application/x-subrip", ""])
def test_a_transcript_in_plain_words_is_an_answer(kind: str) -> None:
    path = "/v1/audio/transcriptions"
    facts = wire_for("POST", path)
    for words in ("data and so on, it was said", "Hello there.", "1\n00:00:00,000 --> 00:00:02,500\nHello\n"):
        reading = read(facts, words.encode(), kind=kind)
        assert (reading.problem, reading.basis, reading.finish_reason) == (None, "estimated", "stop")
        assert reading.usage.output_tokens
    assert read(facts, b"<html><title>Bad gateway</title>", kind="text/html", status=502).error_message
