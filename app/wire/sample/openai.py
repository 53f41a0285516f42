"""The forms of OpenAI's answers, and Cohere's."""

from collections.abc import Iterator
from typing import Any

from app.wire.jsontext import is_array, items, mapping
from app.wire.sample.reply import CREATED, Answer, Reply, events_of, whole

_SILENCE = bytes(2048)


def _chat_usage(reply: Reply) -> dict[str, Any]:
    return {
        "prompt_tokens": reply.input_tokens,
        "completion_tokens": reply.made_tokens,
        "total_tokens": reply.input_tokens + reply.made_tokens,
        "prompt_tokens_details": {"cached_tokens": reply.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": reply.reasoning_tokens},
    }


def chat(reply: Reply) -> Answer:
    if reply.facts.dialect == "cohere":
        return _cohere(reply)
    head = {
        "id": f"chatcmpl-{reply.id}",
        "created": CREATED,
        "model": reply.model,
        "service_tier": "default",
    }
    finish = "tool_calls" if reply.tool else "length" if reply.cut else "stop"
    call = {"id": f"call_{reply.id}", "type": "function", "function": {"name": reply.tool, "arguments": "{}"}}
    if not reply.facts.stream:
        message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
        if reply.tool:
            message["tool_calls"] = [call]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return whole(
            {**head, "object": "chat.completion", "choices": [choice], "usage": _chat_usage(reply)}, 40
        )
    wants_usage = mapping(reply.doc.get("stream_options")).get("include_usage") is True

    def chunks() -> Iterator[dict[str, Any]]:
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"content": word} for word in reply.words]
        if reply.tool:
            deltas.append({"tool_calls": [{"index": 0, **call}]})
        nothing: dict[str, Any] = {"usage": None} if wants_usage else {}
        for at, delta in enumerate([*deltas, {}]):
            choice = {"index": 0, "delta": delta, "finish_reason": finish if at == len(deltas) else None}
            yield {**head, "object": "chat.completion.chunk", "choices": [choice], **nothing}
        if wants_usage:
            yield {**head, "object": "chat.completion.chunk", "choices": [], "usage": _chat_usage(reply)}

    return events_of(chunks(), end=b"data: [DONE]\n\n")


def _cohere(reply: Reply) -> Answer:
    usage = {
        "billed_units": {"input_tokens": reply.input_tokens, "output_tokens": reply.made_tokens},
        "tokens": {"input_tokens": reply.input_tokens + 66, "output_tokens": reply.made_tokens},
    }
    finish = "MAX_TOKENS" if reply.cut else "COMPLETE"
    text = reply.text or "There is no tool that I need."
    if not reply.facts.stream:
        message = {"role": "assistant", "content": [{"type": "text", "text": text}]}
        return whole({"id": reply.id, "message": message, "finish_reason": finish, "usage": usage}, 40)

    def events() -> Iterator[dict[str, Any]]:
        yield {
            "id": reply.id,
            "type": "message-start",
            "delta": {"message": {"role": "assistant", "content": []}},
        }
        for word in reply.words or [text]:
            yield {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": word}}}}
        yield {"type": "message-end", "delta": {"finish_reason": finish, "usage": usage}}

    return events_of(events(), named=True, end=b"data: [DONE]\n\n")


def completions(reply: Reply) -> Answer:
    head = {"id": f"cmpl-{reply.id}", "object": "text_completion", "created": CREATED, "model": reply.model}
    finish = "length" if reply.cut else "stop"
    if not reply.facts.stream:
        choice = {"text": reply.text, "index": 0, "logprobs": None, "finish_reason": finish}
        return whole({**head, "choices": [choice], "usage": _chat_usage(reply)}, 40)

    def chunks() -> Iterator[dict[str, Any]]:
        for at, word in enumerate([*reply.words, ""]):
            done = finish if at == len(reply.words) else None
            yield {**head, "choices": [{"text": word, "index": 0, "logprobs": None, "finish_reason": done}]}
        if mapping(reply.doc.get("stream_options")).get("include_usage") is True:
            yield {**head, "choices": [], "usage": _chat_usage(reply)}

    return events_of(chunks(), end=b"data: [DONE]\n\n")


def responses(reply: Reply) -> Answer:
    if reply.facts.dialect == "count":
        return whole({"object": "response.input_tokens", "input_tokens": reply.input_tokens})
    usage = {
        "input_tokens": reply.input_tokens,
        "input_tokens_details": {"cached_tokens": reply.cached_tokens},
        "output_tokens": reply.made_tokens,
        "output_tokens_details": {"reasoning_tokens": reply.reasoning_tokens},
        "total_tokens": reply.input_tokens + reply.made_tokens,
    }
    part: dict[str, Any] = {"type": "output_text", "text": reply.text, "annotations": []}
    item: dict[str, Any] = {
        "id": f"msg_{reply.id}",
        "type": "message",
        "role": "assistant",
        "content": [part],
    }
    if reply.tool:
        item = {"id": f"fc_{reply.id}", "type": "function_call", "call_id": f"call_{reply.id}"}
        item |= {"name": reply.tool, "arguments": "{}"}
    item["status"] = "completed"
    status = "incomplete" if reply.cut else "completed"
    done: dict[str, Any] = {
        "id": f"resp_{reply.id}",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if reply.cut else None,
        "model": reply.model,
        "output": [item],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "service_tier": "default",
        "usage": usage,
    }
    if not reply.facts.stream:
        return whole(done, 40)

    def events() -> Iterator[dict[str, Any]]:
        begun: dict[str, Any] = {
            **done,
            "status": "in_progress",
            "incomplete_details": None,
            "output": [],
            "usage": None,
        }
        place = {"item_id": item["id"], "output_index": 0}
        text = {**place, "content_index": 0}
        empty: dict[str, Any] = {**item, "status": "in_progress"}
        empty["arguments" if reply.tool else "content"] = "" if reply.tool else []
        yield {"type": "response.created", "response": begun}
        yield {"type": "response.output_item.added", "output_index": 0, "item": empty}
        if reply.tool:
            yield {"type": "response.function_call_arguments.delta", **place, "delta": "{}"}
        else:
            yield {"type": "response.content_part.added", **text, "part": {**part, "text": ""}}
        for word in reply.words:
            yield {"type": "response.output_text.delta", **text, "delta": word, "logprobs": []}
        yield {"type": "response.output_item.done", "output_index": 0, "item": item}
        yield {"type": f"response.{status}", "response": done}

    numbered = ({**event, "sequence_number": at} for at, event in enumerate(events()))
    return events_of(numbered, named=True)


def embeddings(reply: Reply) -> Answer:
    given = reply.doc.get("input", reply.doc.get("texts"))
    many = len(items(given)) if is_array(given) else 1
    vectors = [{"object": "embedding", "index": at, "embedding": [0.25, -0.5, 0.125]} for at in range(many)]
    usage = {"prompt_tokens": reply.input_tokens, "total_tokens": reply.input_tokens}
    return whole({"object": "list", "data": vectors, "model": reply.model, "usage": usage}, 20)


def images(reply: Reply) -> Answer:
    usage = {
        "input_tokens": reply.input_tokens,
        "input_tokens_details": {"text_tokens": reply.input_tokens, "image_tokens": 0},
        "output_tokens": 1056,
        "total_tokens": reply.input_tokens + 1056,
    }
    return whole({"created": CREATED, "data": [{"b64_json": "R0lGODlhAQABAAAAACw="}], "usage": usage}, 200)


def audio(reply: Reply) -> Answer:
    if reply.facts.dialect == "speech":
        return Answer(200, "audio/mpeg", [_SILENCE, _SILENCE], 20)
    return whole({"text": reply.text or "Hello.", "usage": {"type": "duration", "seconds": 4}}, 100)
