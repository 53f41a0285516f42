"""The forms of Anthropic's answers."""

from collections.abc import Iterator
from typing import Any

from app.wire.sample.reply import Answer, Reply, events_of, whole


def messages(reply: Reply) -> Answer:
    if reply.facts.dialect:
        counts = {"processing": reply.facts.message_count or 0, "succeeded": 0, "errored": 0}
        batch = {"id": f"msgbatch_{reply.id}", "type": "message_batch", "request_counts": counts}
        return whole({**batch, "processing_status": "in_progress"})
    start: dict[str, Any] = {
        "input_tokens": reply.fresh_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": reply.cached_tokens,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": 1,
        "service_tier": "standard",
    }
    stop = "tool_use" if reply.tool else "max_tokens" if reply.cut else "end_turn"
    blocks: list[dict[str, Any]] = []
    if reply.thought:
        blocks.append({"type": "thinking", "thinking": reply.thought, "signature": "c2FtcGxl"})
    if reply.tool:
        blocks.append({"type": "tool_use", "id": f"toolu_{reply.id}", "name": reply.tool, "input": {}})
    else:
        blocks.append({"type": "text", "text": reply.text})
    message: dict[str, Any] = {
        "id": f"msg_{reply.id}",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": blocks,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {**start, "output_tokens": reply.made_tokens},
    }
    if not reply.facts.stream:
        return whole(message, 40)

    def events() -> Iterator[dict[str, Any]]:
        yield {
            "type": "message_start",
            "message": {**message, "content": [], "stop_reason": None, "usage": start},
        }
        yield {"type": "ping"}
        for index, block in enumerate(blocks):
            empty = {name: "" if name in {"text", "thinking"} else value for name, value in block.items()}
            yield {"type": "content_block_start", "index": index, "content_block": empty}
            for delta in _deltas(block, reply):
                yield {"type": "content_block_delta", "index": index, "delta": delta}
            yield {"type": "content_block_stop", "index": index}
        end = {"stop_reason": stop, "stop_sequence": None}
        yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": reply.made_tokens}}
        yield {"type": "message_stop"}

    return events_of(events(), named=True)


def _deltas(block: dict[str, Any], reply: Reply) -> list[dict[str, Any]]:
    if block["type"] == "thinking":
        return [{"type": "thinking_delta", "thinking": reply.thought}]
    if block["type"] == "tool_use":
        return [{"type": "input_json_delta", "partial_json": "{}"}]
    return [{"type": "text_delta", "text": word} for word in reply.words]


def count(reply: Reply) -> Answer:
    return whole({"input_tokens": reply.input_tokens})
