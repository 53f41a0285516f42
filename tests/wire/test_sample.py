"""The sample provider: what it answers is read by the wires as what a real provider answers."""

import json

import pytest

from app.core.calls import Reading
from app.wire import WIRES, wire_for
from app.wire.metering import metered
from app.wire.sample import Answer, answer

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is a lighthouse?"}]
USAGE = {"stream_options": {"include_usage": True}}
GEMINI = {"contents": [{"role": "user", "parts": [{"text": "What is a lighthouse?"}]}]}
ASKED = {
    "openai-chat": ("/v1/chat/completions", {"model": "gpt-5-mini", "messages": MESSAGES} | USAGE),
    "openai-completions": ("/v1/completions", {"model": "davinci", "prompt": "A lighthouse"} | USAGE),
    "openai-responses": ("/v1/responses", {"model": "gpt-5-mini", "input": "What is a lighthouse?"}),
    "openai-embeddings": ("/v1/embeddings", {"model": "text-embedding-3-small", "input": ["a", "b"]}),
    "openai-images": ("/v1/images/generations", {"model": "gpt-image-1", "prompt": "A lighthouse"}),
    "openai-audio": ("/v1/audio/transcriptions", {"model": "whisper-1"}),
    "anthropic-messages": (
        "/v1/messages",
        {"model": "claude-opus-4-1", "max_tokens": 900, "messages": MESSAGES[1:]},
    ),
    "anthropic-count-tokens": (
        "/v1/messages/count_tokens",
        {"model": "claude-opus-4-1", "messages": MESSAGES[1:]},
    ),
    "gemini-generate": ("/v1beta/models/gemini-2.5-flash:generateContent", GEMINI),
    "gemini-embed": (
        "/v1beta/models/gemini-embedding-001:embedContent",
        {"content": {"parts": [{"text": "a"}]}},
    ),
    "gemini-count-tokens": ("/v1beta/models/gemini-2.5-flash:countTokens", GEMINI),
    "ollama-chat": ("/api/chat", {"model": "llama3.2", "messages": MESSAGES}),
    "ollama-generate": ("/api/generate", {"model": "llama3.2", "prompt": "A lighthouse"}),
    "ollama-embed": ("/api/embed", {"model": "nomic-embed-text", "input": "a"}),
}
STREAMED = ["openai-chat", "openai-completions", "openai-responses", "anthropic-messages", "gemini-generate"]
STREAMED += ["ollama-chat", "ollama-generate"]
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nRIFF\r\n--b--\r\n'
)


def ask(name: str, **more: object) -> tuple[Answer, Reading]:
    path, body = ASKED[name]
    if more.get("stream") and name == "gemini-generate":
        path = path.replace(":generate", ":streamGenerate") + "?alt=sse"
    raw, headers = json.dumps(body | more).encode(), {"content-type": "application/json"}
    if name == "openai-audio":
        raw, headers = FORM, {"content-type": "multipart/form-data; boundary=b"}
    wire = wire_for("POST", path)
    assert wire.name == name
    given = answer("POST", path, raw, headers)
    assert given == answer("POST", path, raw, headers)
    meter = metered(wire, wire.read_request(path, headers, raw), given.status, given.content_type)
    for piece in given.pieces:
        meter.feed(piece)
    return given, meter.finish()


def test_it_speaks_every_wire_that_can_be_asked() -> None:
    assert {wire.name for wire in WIRES} - set(ASKED) == {"openai-realtime", "other"}


@pytest.mark.parametrize("name", ASKED)
def test_a_whole_answer_is_read(name: str) -> None:
    given, reading = ask(name, stream=False)
    assert (given.status, reading.problem) == (200, None)
    free = "count" in name
    assert reading.basis == ("none" if free else "estimated" if name == "gemini-embed" else "measured")
    assert reading.usage.reported is not free


@pytest.mark.parametrize("name", STREAMED)
@pytest.mark.parametrize("number", range(12))
def test_a_stream_tells_the_same_as_the_whole(name: str, number: int) -> None:
    tools = [{"type": "function", "name": "look", "function": {"name": "look"}}]
    extra = {"tools": tools} if number % 2 and name not in {"gemini-generate", "openai-completions"} else {}
    given, reading = ask(name, stream=True, seed=number, **extra)
    assert len(given.pieces) > 1
    assert reading.problem is None
    assert reading.basis == "measured"
    assert reading.finish_reason in {"stop", "tool_calls"}
    assert reading.usage.input_tokens
    assert reading.usage.output_tokens


def test_a_short_answer_ends_for_its_length() -> None:
    for name in ("openai-chat", "openai-responses", "anthropic-messages"):
        limit = {"max_tokens": 4} if name != "openai-responses" else {"max_output_tokens": 4}
        assert ask(name, **limit)[1].finish_reason == "length"


def test_what_is_not_there_is_refused_in_the_shape_of_its_wire() -> None:
    given = answer("POST", "/v1/messages", b'{"model":"none"}')
    assert given.status == 404
    assert json.loads(given.pieces[0])["error"]["type"] == "not_found_error"
    assert answer("GET", "/v9/none", b"").status == 404
    assert json.loads(answer("GET", "/v1/models", b"").pieces[0])["data"]
    assert json.loads(answer("GET", "/api/tags", b"").pieces[0])["models"]
