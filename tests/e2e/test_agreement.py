"""What the providers' own libraries report as usage on the client's side is what the meters read."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.core.calls import Reading
from tests.e2e.clients import Clients
from tests.wire.recorded import FOLDER, load, play

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _libraries(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here they have to run in our own interpreter, behind its own packages."""
    where = [str(clients.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    folder = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    monkeypatch.setattr(sys, "path", [*sys.path, folder])


# Where a vendor reports beside the totals what the totals leave out, so that the library cannot know it.
BESIDE_THE_TOTALS = {"perplexity", "compaction", "llama_cpp", "groq", "cohere", "cohere_stream"}
# OpenAI's library takes a lone `retry:` for an event and stumbles over its missing data.
NOT_UNDERSTOOD = {"stream_multi_line_data"}


class _Player(BaseHTTPRequestHandler):
    """Answers everything with the recording that is on."""

    answer: tuple[int, str, bytes] = (500, "", b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        status, kind, body = type(self).answer
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Player)
    thread = threading.Thread(target=server.serve_forever, name="player")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def recordings(wire: str) -> Iterator[tuple[Path, dict[str, Any], Reading]]:
    """Those whose usage the provider reported, each put on as it is given."""
    for path in sorted((FOLDER / wire).glob("*.json")):
        exchange, said = load(path), json.loads(path.read_text("utf-8"))
        if (
            exchange.status != 200
            or said["reading"]["basis"] != "measured"
            or path.stem in BESIDE_THE_TOTALS | NOT_UNDERSTOOD
        ):
            continue
        _Player.answer = (exchange.status, exchange.content_type, exchange.body)
        yield path, said["request"], play(exchange, [exchange.body])


def compared(wire: str, ask: Callable[[dict[str, Any]], dict[str, int | None] | None], ours: Any) -> int:
    number = 0
    for path, request, reading in recordings(wire):
        theirs = ask(request)
        if theirs is None:
            continue
        found = ours(reading)
        for name, count in theirs.items():
            assert found[name] == count, f"{path.stem}: {name}"
        number += 1
    return number


def whole(reading: Reading, *names: str) -> int | None:
    counts = [getattr(reading.usage, f"{name}_tokens") for name in names]
    return None if all(count is None for count in counts) else sum(count or 0 for count in counts)


GIVEN = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in")
MADE = ("output", "reasoning", "audio_out", "image_out")


def test_openai_chat(url: str) -> None:
    import openai
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)

    def ask(request: dict[str, Any]) -> dict[str, int | None] | None:
        usage = None
        if request["body"].get("stream"):
            kind = openai.Stream[ChatCompletionChunk]
            for chunk in client.post(
                "/x", cast_to=ChatCompletion, body=request["body"], stream=True, stream_cls=kind
            ):
                usage = chunk.usage or usage
        else:
            usage = client.post("/x", cast_to=ChatCompletion, body=request["body"]).usage
        if usage is None:
            return None
        return {"given": usage.prompt_tokens, "all": usage.total_tokens or usage.prompt_tokens}

    def ours(reading: Reading) -> dict[str, int | None]:
        return {"given": whole(reading, *GIVEN), "all": whole(reading, *GIVEN, *MADE)}

    assert compared("openai-chat", ask, ours) >= 10


def test_openai_responses(url: str) -> None:
    import openai
    from openai.types.responses import Response, ResponseStreamEvent

    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)

    def ask(request: dict[str, Any]) -> dict[str, int | None] | None:
        usage = None
        if request["body"].get("stream"):
            kind = openai.Stream[ResponseStreamEvent]
            for event in client.post(
                "/x", cast_to=Response, body=request["body"], stream=True, stream_cls=kind
            ):
                usage = getattr(getattr(event, "response", None), "usage", None) or usage
        else:
            usage = client.post("/x", cast_to=Response, body=request["body"]).usage
        assert usage is not None
        return {
            "given": usage.input_tokens,
            "cached": usage.input_tokens_details.cached_tokens,
            "made": usage.output_tokens,
            "reasoning": usage.output_tokens_details.reasoning_tokens,
            "all": usage.total_tokens,
        }

    def ours(reading: Reading) -> dict[str, int | None]:
        return {
            "given": whole(reading, *GIVEN),
            "cached": reading.usage.cache_read_tokens,
            "made": whole(reading, *MADE),
            "reasoning": reading.usage.reasoning_tokens,
            "all": reading.usage.total_tokens,
        }

    assert compared("openai-responses", ask, ours) >= 10


def test_anthropic_messages(url: str) -> None:
    import anthropic
    from anthropic.types import Message

    client = anthropic.Anthropic(base_url=url, api_key="none", max_retries=0)

    def ask(request: dict[str, Any]) -> dict[str, int | None] | None:
        if request["method"] == "GET":
            return None
        body = request["body"]
        if body.get("stream"):
            with client.messages.stream(model="m", max_tokens=1, messages=body["messages"]) as stream:
                usage = stream.get_final_message().usage
        else:
            usage = client.post("/x", cast_to=Message, body=body).usage
        return {
            "input": usage.input_tokens,
            "read": usage.cache_read_input_tokens,
            "written": usage.cache_creation_input_tokens,
            "made": usage.output_tokens,
        }

    def ours(reading: Reading) -> dict[str, int | None]:
        return {
            "input": reading.usage.input_tokens,
            "read": reading.usage.cache_read_tokens,
            "written": whole(reading, "cache_write_5m", "cache_write_1h"),
            "made": whole(reading, *MADE),
        }

    assert compared("anthropic-messages", ask, ours) >= 10


@pytest.mark.filterwarnings("ignore:SOMETHING_NEW is not a valid FinishReason")
def test_gemini_generate(url: str) -> None:
    from google import genai

    client = genai.Client(api_key="none", http_options={"base_url": url})

    def ask(request: dict[str, Any]) -> dict[str, int | None] | None:
        usage = None
        if "internal" in request["path"] or (
            ":stream" in request["path"] and "alt=sse" not in request["path"]
        ):
            return None  # the library wraps nothing, and always asks for events
        if ":stream" in request["path"]:
            for chunk in client.models.generate_content_stream(model="m", contents="x"):
                usage = chunk.usage_metadata or usage
        else:
            usage = client.models.generate_content(model="m", contents="x").usage_metadata
        assert usage is not None
        return {
            "given": (usage.prompt_token_count or 0) + (usage.tool_use_prompt_token_count or 0),
            "thought": usage.thoughts_token_count,
            "all": usage.total_token_count,
        }

    def ours(reading: Reading) -> dict[str, int | None]:
        return {
            "given": whole(reading, *GIVEN),
            "thought": reading.usage.reasoning_tokens,
            "all": reading.usage.total_tokens,
        }

    assert compared("gemini-generate", ask, ours) >= 10


def test_ollama_chat(url: str) -> None:
    import ollama

    client = ollama.Client(host=url)

    def ask(request: dict[str, Any]) -> dict[str, int | None] | None:
        if request["body"].get("stream") is False:
            answer = client.chat(model="m", messages=[])
        else:
            *_, answer = client.chat(model="m", messages=[], stream=True)
        return {"given": answer.prompt_eval_count, "made": answer.eval_count}

    def ours(reading: Reading) -> dict[str, int | None]:
        return {"given": reading.usage.input_tokens, "made": reading.usage.output_tokens}

    assert compared("ollama-chat", ask, ours) >= 8
