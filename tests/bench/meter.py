"""What metering costs: microseconds an event of a stream, and what reading a request takes."""

import argparse
import json
import sys
import time
from collections.abc import Callable

from app.core.calls import RequestFacts
from app.wire import wire_for
from app.wire.api import Wire
from app.wire.metering import metered
from app.wire.stream_usage import UsageSieve

SSE = "text/event-stream"
WORDS = ["The ", "light", "house ", "keeper ", "said: ", '"once ', "more", '"\n', "— 你好 "]


def data(doc: object, name: str = "") -> bytes:
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + json.dumps(doc, separators=(",", ":"), ensure_ascii=False).encode() + b"\n\n"


def chat(events: int) -> list[bytes]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-2024-08-06"}
    head |= {"service_tier": "default", "system_fingerprint": "fp_0ba0d124f1"}
    pieces = [
        data(
            {
                **head,
                "choices": [
                    {"index": 0, "delta": {"content": word}, "logprobs": None, "finish_reason": None}
                ],
            }
        )
        for word in (WORDS * events)[:events]
    ]
    usage = {"prompt_tokens": 9, "completion_tokens": events, "total_tokens": events + 9}
    end = {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return [*pieces, data(end), data({**head, "choices": [], "usage": usage}), b"data: [DONE]\n\n"]


def responses(events: int) -> list[bytes]:
    usage = {"input_tokens": 9, "output_tokens": events, "total_tokens": events + 9}
    done = {"id": "resp_1", "object": "response", "model": "gpt-5", "status": "completed", "output": []}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    deltas = [
        data(
            {
                "type": "response.output_text.delta",
                "sequence_number": n,
                **place,
                "delta": word,
                "logprobs": [],
            }
        )
        for n, word in enumerate((WORDS * events)[:events])
    ]
    begun = {"type": "response.created", "response": {**done, "status": "in_progress"}}
    return [data(begun), *deltas, data({"type": "response.completed", "response": {**done, "usage": usage}})]


def messages(events: int) -> list[bytes]:
    start = {"id": "msg_1", "model": "claude", "usage": {"input_tokens": 9, "output_tokens": 1}}
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
        for word in (WORDS * events)[:events]
    ]
    end = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": events}}
    docs = [{"type": "message_start", "message": start}, *deltas, end, {"type": "message_stop"}]
    return [data(doc, str(doc["type"])) for doc in docs]


def gemini(events: int) -> list[bytes]:
    usage = {"promptTokenCount": 9, "candidatesTokenCount": 4, "totalTokenCount": 13}
    return [
        data(
            {
                "candidates": [{"content": {"parts": [{"text": word * 8}], "role": "model"}, "index": 0}],
                "usageMetadata": usage,
                "modelVersion": "gemini-2.5-flash",
                "responseId": "r1",
            }
        )
        for word in (WORDS * events)[:events]
    ]


def ollama(events: int) -> list[bytes]:
    head = {"model": "llama3.2", "created_at": "2026-01-01T00:00:00.123456Z"}
    docs = [
        {**head, "message": {"role": "assistant", "content": word}, "done": False}
        for word in (WORDS * events)[:events]
    ]
    end = {
        **head,
        "message": {},
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": 9,
        "eval_count": 9,
    }
    return [
        json.dumps(doc, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" for doc in [*docs, end]
    ]


STREAMS: dict[str, tuple[str, str, Callable[[int], list[bytes]]]] = {
    "openai-chat": ("/v1/chat/completions", SSE, chat),
    "openai-responses": ("/v1/responses", SSE, responses),
    "anthropic-messages": ("/v1/messages", SSE, messages),
    "gemini-generate": ("/v1beta/models/m:streamGenerateContent", SSE, gemini),
    "ollama-chat": ("/api/chat", "application/x-ndjson", ollama),
}


def best_us(work: Callable[[], object], rounds: int) -> float:
    """The best of some rounds: what the work takes when nothing else runs."""
    taken: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1e6


def measure(wire: Wire, kind: str, chunks: list[bytes]) -> None:
    meter = metered(wire, RequestFacts(wire=wire.name, stream=True), 200, kind)
    for chunk in chunks:
        meter.feed(chunk)
    reading = meter.finish()
    assert reading.basis == "measured" or wire.name == "gemini-generate", reading


def sift(chunks: list[bytes]) -> None:
    sieve = UsageSieve()
    for chunk in chunks:
        sieve.feed(chunk)


def agent_request(size_bytes: int) -> bytes:
    """A request as agents send it: many turns, and tools with long descriptions."""
    tool = {"name": "tool", "description": "Does a thing. " * 60, "input_schema": {"type": "object"}}
    turn = {"role": "user", "content": [{"type": "text", "text": "Look at this file, please.\n" * 40}]}
    tools = [tool] * 20
    turns = [turn] * max(1, (size_bytes - len(json.dumps(tools))) // len(json.dumps(turn)))
    return json.dumps({"model": "claude", "stream": True, "messages": turns, "tools": tools}).encode()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench meter", description=__doc__)
    parser.add_argument("--events", type=int, default=2_000, help="how many events a stream has")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(argv)

    print(f"{'stream':24} {'one by one':>12} {'by 16':>12} {'bytes':>8}   (µs an event)")
    for name, (path, kind, make) in STREAMS.items():
        wire, chunks = wire_for("POST", path), make(options.events)
        together = [b"".join(chunks[at : at + 16]) for at in range(0, len(chunks), 16)]
        alone = best_us(lambda: measure(wire, kind, chunks), options.rounds) / len(chunks)  # noqa: B023
        grouped = best_us(lambda: measure(wire, kind, together), options.rounds) / len(chunks)  # noqa: B023
        size = sum(map(len, chunks)) // len(chunks)
        print(f"{name:24} {alone:12.2f} {grouped:12.2f} {size:8}")
    chunks = chat(options.events)
    print(f"{'taking usage out':24} {best_us(lambda: sift(chunks), options.rounds) / len(chunks):12.2f}")

    print(f"\n{'request':24} {'read':>12}   (ms)")
    wire = wire_for("POST", "/v1/messages")
    for size in (2_000, 100_000, 1_000_000, 5_000_000):
        body = agent_request(size)
        taken = best_us(lambda: wire.read_request("/v1/messages", {}, body), 3) / 1000  # noqa: B023
        print(f"{len(body) / 1000:19.0f} KB   {taken:12.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
