"""The forms of Gemini's answers."""

from typing import Any

from app.core.estimation import text_tokens
from app.wire.jsontext import items
from app.wire.sample.reply import Answer, Reply, events_of, whole


def generate(reply: Reply) -> Answer:
    head = {"modelVersion": reply.model, "responseId": reply.id}
    finish = "MAX_TOKENS" if reply.cut else "STOP"
    counts: dict[str, Any] = {"promptTokenCount": reply.input_tokens}
    if reply.cached_tokens:
        counts["cachedContentTokenCount"] = reply.cached_tokens
    if reply.reasoning_tokens:
        counts["thoughtsTokenCount"] = reply.reasoning_tokens

    def document(parts: list[dict[str, Any]], made: int, reason: str | None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if reason:
            candidate["finishReason"] = reason
        total = reply.input_tokens + made + reply.reasoning_tokens
        usage = {**counts, "candidatesTokenCount": made, "totalTokenCount": total}
        return {"candidates": [candidate], "usageMetadata": usage, **head}

    call: dict[str, Any] = {"functionCall": {"name": reply.tool, "args": {}}}
    if reply.tool or not reply.facts.stream:
        parts: list[dict[str, Any]] = [call] if reply.tool else [{"text": reply.text}]
        documents = [document(parts, reply.output_tokens, finish)]
    else:
        size = max(1, len(reply.words) // 4)
        pieces = ["".join(reply.words[at : at + size]) for at in range(0, len(reply.words), size)]
        documents = [
            document(
                [{"text": piece}],
                text_tokens("".join(pieces[: at + 1])) if at + 1 < len(pieces) else reply.output_tokens,
                finish if at + 1 == len(pieces) else None,
            )
            for at, piece in enumerate(pieces)
        ]
    if not reply.facts.stream:
        return whole(documents[0], 40)
    return events_of(iter(documents))


def embed(reply: Reply) -> Answer:
    many = items(reply.doc.get("requests"))
    if many:
        return whole({"embeddings": [{"values": [0.25, -0.5]} for _ in many]}, 20)
    return whole({"embedding": {"values": [0.25, -0.5]}}, 20)


def count(reply: Reply) -> Answer:
    return whole({"totalTokens": reply.input_tokens})
