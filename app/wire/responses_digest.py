"""What the documents of a response add up to: of the Responses API, and of a realtime session."""

import re

from app.core.calls import RequestFacts
from app.wire.digest import Digest
from app.wire.failures import message_text
from app.wire.finish import finish_word
from app.wire.jsontext import Doc, items, label, laid_over, mapping, text
from app.wire.openai_usage import provider_cost, token_usage

_KIND = re.compile(rb'\s*\{\s*"type"\s*:\s*"([a-z_.]{1,100})"')
_DELTA = re.compile(rb'"delta"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_ENDS = frozenset({"completed", "incomplete", "failed", "cancelled"})
# What the client has to run itself; the other calls in an answer are the provider's own doing.
_CLIENT_CALLS = frozenset(
    {
        "function_call",
        "custom_tool_call",
        "local_shell_call",
        "shell_call",
        "apply_patch_call",
        "computer_call",
    }
)


class ResponsesDigest(Digest):
    members = ("id", "object", "model", "status", "usage", "service_tier", "error", "incomplete_details")
    marks = re.compile(
        rb'"(?:type"\s*:\s*"(?P<call>%s)"|action"\s*:\s*\{\s*"type"\s*:\s*"(?P<search>search)")'
        % "|".join(sorted(_CLIENT_CALLS)).encode()
    )

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        self._tool_calls = 0
        self._searches = 0
        self._told: Doc = {}

    def skim(self, data: bytes) -> bool | None:
        found = _KIND.match(data)
        if found is None or b'"error"' in data:
            return None
        kind = found[1]
        if kind.endswith(b".delta"):
            said = _DELTA.search(data)
            if said is None:
                return None
            if b"audio" not in kind or b"transcript" in kind:
                (self.thought if b"reasoning" in kind else self.answer).add_quoted(said[1])
            return bool(said[1])
        # a `.done` repeats what the deltas said; only whole items and whole responses tell more
        if kind.endswith((b".done", b".in_progress")) and b"item" not in kind and kind != b"response.done":
            return False
        return None

    def take(self, doc: Doc) -> bool:
        kind = text(doc.get("type"))
        if "response" in doc:
            self._response(mapping(doc.get("response")))
        elif kind == "response.output_item.added":
            return self._count(mapping(doc.get("item")))
        elif kind is not None and kind.endswith(".delta"):
            said = text(doc.get("delta")) or ""
            (self.thought if "reasoning" in kind else self.answer).add(said)
            return bool(said)
        elif "output" in doc or "usage" in doc or "status" in doc:
            self._response(doc)
        return False

    def settle(self) -> None:
        reading = self.reading
        if self._tool_calls:
            reading.tool_calls = self._tool_calls
            if reading.finish_reason == "stop":
                reading.finish_reason = "tool_calls"
        if self._searches:
            reading.usage.web_searches = self._searches

    def _response(self, response: Doc) -> None:
        reading = self.reading
        reading.response_id = reading.response_id or label(response.get("id"))
        reading.model = label(response.get("model")) or reading.model
        reading.service_tier = label(response.get("service_tier")) or reading.service_tier
        usage = mapping(response.get("usage"))
        if usage:
            self._told = laid_over(self._told, usage)
            reading.usage = token_usage(self._told)
            reading.provider_cost_nusd = provider_cost(self._told)
        self._output(items(response.get("output")))
        status = text(response.get("status"))
        how = mapping(response.get("status_details"))  # realtime tells it there
        if status in _ENDS:
            details = mapping(response.get("incomplete_details"))
            reason = details.get("reason") or (how.get("reason") if status == "incomplete" else None)
            reading.finish_reason = finish_word(reason) or finish_word(status)
            self.closed = bool(usage)
        elif response.get("object") == "response.compaction":
            reading.finish_reason = "stop"
        error = mapping(response.get("error")) or mapping(how.get("error"))
        if error or status == "failed":
            reading.error_type = label(error.get("code")) or label(error.get("type")) or "response_failed"
            reading.error_message = message_text(error.get("message"))

    def _output(self, output: list[object]) -> None:
        if not output:
            return
        # the whole list counts once more what was counted item by item
        self._tool_calls = self._searches = 0
        said_before = bool(self.answer)
        for item in output:
            fields = mapping(item)
            self._count(fields)
            if said_before:
                continue
            for part in items(fields.get("content")):
                self.answer.add(text(mapping(part).get("text")) or "")
            self.answer.add(text(fields.get("arguments")) or text(fields.get("input")) or "")

    def _count(self, item: Doc) -> bool:
        kind = text(item.get("type"))
        if kind in _CLIENT_CALLS:
            self._tool_calls += 1
        # opening a page that was found is not a search
        action = text(mapping(item.get("action")).get("type"))
        if kind == "web_search_call" and action in {"search", None}:
            self._searches += 1
        return kind in _CLIENT_CALLS
