"""The whole program but its window, before a scripted upstream: real sockets, a real ledger, real budgets."""

import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.assembly import Engine
from app.core.calls import Call
from app.core.filters import CallFilter
from app.platform.home import find_home
from app.services.clients import NewToken
from tests.fakes.upstream import Link, Script, Seen, Upstream, chunk
from tests.proxy.kit import CHAT_ANSWER, RawClient, Response, chat_events

SSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass
class Program:
    engine: Engine
    upstream: Upstream

    @property
    def port(self) -> int:
        return self.engine.proxy.port

    def client(self) -> RawClient:
        return RawClient(self.port, timeout_s=30)

    def call(
        self, path: str, body: bytes | dict[str, Any], *headers: str, client: RawClient | None = None
    ) -> Response:
        """One whole call, on a connection of its own where none is given."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if client is not None:
            return client.ask(path, method="POST", headers=headers, body=data)
        with self.client() as fresh:
            return fresh.ask(path, method="POST", headers=headers, body=data)

    def calls(self, many: int) -> list[Call]:
        """All calls, oldest first, once there are so many."""
        until = time.monotonic() + 20
        while True:
            self.engine.ledger.flush(10)
            found = self.engine.ledger.reader.calls(CallFilter(), many + 1)[::-1]
            if len(found) >= many or time.monotonic() > until:
                assert len(found) == many
                return found
            time.sleep(0.01)

    def token(self, name: str = "tool", **scope: Any) -> str:
        return self.engine.clients.add(name, NewToken(**scope))[1]

    def held(self) -> list[int]:
        return [tally.held for tally in self.engine.gate.all()]


@contextmanager
def running(home: Path, script: Script) -> Generator[Program]:
    upstream = Upstream(script)
    engine = Engine(find_home(str(home)), "serve", port=0)
    engine.start()
    try:
        for api in ("openai", "anthropic", "gemini", "ollama"):
            engine.providers.set(api, {"base_url": upstream.url})
        engine.start_proxy()
        yield Program(engine, upstream)
    finally:
        engine.stop()
        upstream.close()


@dataclass(frozen=True)
class Wire:
    """One of the major wires: where it is asked, what for, and what its provider answers."""

    name: str
    plain: tuple[str, dict[str, Any]]
    streamed: tuple[str, dict[str, Any]]
    answer: bytes
    events: tuple[bytes, ...]


def _data(*documents: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(b"data: " + json.dumps(document).encode() + b"\n\n" for document in documents)


def _named(*documents: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(
        f"event: {document['type']}\ndata: {json.dumps(document)}\n\n".encode() for document in documents
    )


_ASK: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}
_ASK_CLAUDE = {**_ASK, "model": "claude-haiku-4-5", "max_tokens": 100}
_ASK_GEMINI = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
_MESSAGE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5",
    "content": [{"type": "text", "text": "hello"}], "stop_reason": "end_turn",
    "usage": {"input_tokens": 12, "output_tokens": 3},
}  # fmt: skip
_GENERATED = {
    "candidates": [{"content": {"parts": [{"text": "hello"}], "role": "model"}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3, "totalTokenCount": 15},
}
_RESPONSE = {
    "id": "resp_1", "object": "response", "model": "gpt-4o", "status": "completed",
    "output": [{"type": "message", "content": [{"type": "output_text", "text": "hello"}]}],
    "usage": {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15},
}  # fmt: skip

WIRES = (
    Wire(
        "openai-chat",
        ("/openai/v1/chat/completions", _ASK),
        ("/openai/v1/chat/completions", {**_ASK, "stream": True}),
        CHAT_ANSWER,
        tuple(chat_events(5)),
    ),
    Wire(
        "openai-responses",
        ("/openai/v1/responses", {"model": "gpt-4o", "input": "hi"}),
        ("/openai/v1/responses", {"model": "gpt-4o", "input": "hi", "stream": True}),
        json.dumps(_RESPONSE).encode(),
        _named(
            {"type": "response.output_text.delta", "delta": "hello"},
            {"type": "response.completed", "response": _RESPONSE},
        ),
    ),
    Wire(
        "anthropic-messages",
        ("/anthropic/v1/messages", _ASK_CLAUDE),
        ("/anthropic/v1/messages", {**_ASK_CLAUDE, "stream": True}),
        json.dumps(_MESSAGE).encode(),
        _named(
            {"type": "message_start", "message": {**_MESSAGE, "content": [], "stop_reason": None}},
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": "hello"},
            },
            {
                "type": "message_delta",
                "delta": {"stop_reason": "end_turn"},
                "usage": {"input_tokens": 12, "output_tokens": 3},
            },
            {"type": "message_stop"},
        ),
    ),
    Wire(
        "gemini-generate",
        ("/gemini/v1beta/models/gemini-2.5-flash:generateContent", _ASK_GEMINI),
        ("/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", _ASK_GEMINI),
        json.dumps(_GENERATED).encode(),
        _data(_GENERATED),
    ),
)


def sized(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def serve(link: Link, seen: Seen) -> None:
    """As the provider would: by the path and by what is asked."""
    path = seen.target.decode()
    wire = next((w for w in WIRES if _path(w.plain[0]) in path or _path(w.streamed[0]) in path), None)
    if wire is None:
        link.send(sized(b"{}"))
    elif b'"stream": true' in seen.body or b'"stream":true' in seen.body or "streamGenerate" in path:
        link.send(SSE)
        for event in wire.events:
            link.send(chunk(event))
        link.send(b"0\r\n\r\n")
    else:
        link.send(sized(wire.answer))


def _path(target: str) -> str:
    return target.partition("?")[0].split("/", 2)[2].rpartition("/v1")[2]


def wait_for(what: Callable[[], bool], timeout_s: float = 20) -> None:
    until = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < until
        time.sleep(0.005)
