"""The forms of Ollama's answers."""

from collections.abc import Callable
from typing import Any

from app.wire.jsontext import compact
from app.wire.sample.reply import Answer, Reply, whole


def _ollama(reply: Reply, form: Callable[[str], dict[str, Any]]) -> Answer:
    head = {"model": reply.model, "created_at": "2026-01-01T00:00:00Z"}
    end: dict[str, Any] = {
        "done": True,
        "done_reason": "length" if reply.cut else "stop",
        "total_duration": 400_000_000,
        "prompt_eval_count": reply.input_tokens,
        "eval_count": reply.made_tokens,
    }
    text = reply.text or "There is no tool that I need."
    if not reply.facts.stream:
        return whole({**head, **form(text), **end}, 40)
    documents = [{**head, **form(word), "done": False} for word in reply.words or [text]]
    lines = [compact(document) + b"\n" for document in [*documents, {**head, **form(""), **end}]]
    return Answer(200, "application/x-ndjson", lines, 15)


def chat(reply: Reply) -> Answer:
    return _ollama(reply, lambda text: {"message": {"role": "assistant", "content": text}})


def generate(reply: Reply) -> Answer:
    return _ollama(reply, lambda text: {"response": text})


def embed(reply: Reply) -> Answer:
    vector = [0.25, -0.5]
    return whole({"model": reply.model, "embeddings": [vector], "prompt_eval_count": reply.input_tokens}, 20)
