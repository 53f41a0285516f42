"""Cohere's chat (v2): the request is the one of OpenAI, the answer has its own form."""

from app.core.calls import RequestFacts, Usage
from app.wire.digest import Digest
from app.wire.finish import finish_word
from app.wire.jsontext import Doc, count, first_count, is_object, items, label, mapping, text


def cohere_usage(doc: Doc) -> Usage:
    """What is billed where that is told; it leaves out what Cohere itself puts before the prompt."""
    billed = mapping(doc.get("billed_units"))
    counted = mapping(doc.get("tokens"))
    cached = first_count(doc, "cached_tokens")
    given = first_count(billed, "input_tokens")
    given = given if given is not None else count(counted.get("input_tokens"))
    made = first_count(billed, "output_tokens")
    return Usage(
        input_tokens=None if given is None else max(0, given - (cached or 0)),
        cache_read_tokens=cached,
        output_tokens=made if made is not None else count(counted.get("output_tokens")),
        web_searches=count(billed.get("search_units")),
        images=count(billed.get("images")),
    )


class CohereDigest(Digest):
    members = ("id", "finish_reason", "usage", "meta", "error")

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        self._tool_calls = 0

    def take(self, doc: Doc) -> bool:
        kind = doc.get("type")
        self.reading.response_id = self.reading.response_id or label(doc.get("id"))
        if isinstance(kind, str) and "delta" in doc:
            delta = mapping(doc.get("delta"))
            self._end(delta)
            self.closed = self.closed or kind == "message-end"
            return self._message(mapping(delta.get("message")), begins_call=kind == "tool-call-start")
        self._end(doc)
        return self._message(mapping(doc.get("message")), begins_call=True)

    def settle(self) -> None:
        if self._tool_calls:
            self.reading.tool_calls = self._tool_calls

    def _end(self, doc: Doc) -> None:
        reason = finish_word(doc.get("finish_reason"))
        self.reading.finish_reason = reason or self.reading.finish_reason
        usage = mapping(doc.get("usage"))
        if usage:
            self.reading.usage = cohere_usage(usage)
        if reason == "error" and doc.get("error"):
            self.reading.error_type = "error"

    def _message(self, message: Doc, *, begins_call: bool) -> bool:
        heard = False
        content = message.get("content")
        for part in items(content) or [content]:
            fields = mapping(part)
            said, thought = text(fields.get("text")), text(fields.get("thinking"))
            if said:
                self.answer.add(said)
            if thought:
                self.thought.add(thought)
            heard |= bool(said or thought)
        plan = text(message.get("tool_plan"))
        if plan:
            self.thought.add(plan)
        calls = message.get("tool_calls")
        for call in items(calls) or ([calls] if is_object(calls) else []):
            heard = True
            self._tool_calls += begins_call
            function = mapping(mapping(call).get("function"))
            for name in ("name", "arguments"):
                self.answer.add(text(function.get(name)) or "")
        return heard or bool(plan)
