"""Ollama's chat: one JSON document a line, the last of which tells the counts."""

import re

from app.core.calls import RequestFacts, Usage
from app.wire.adapter import JsonWire
from app.wire.digest import Digest
from app.wire.finish import finish_word
from app.wire.jsontext import Doc, count, items, label, mapping, text, written
from app.wire.refusals import ollama_refusal

_SAID = re.compile(rb'"(content|response|thinking)"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_WHOLE = re.compile(rb'"stream"\s*:\s*false')


class OllamaDigest(Digest):
    members = ("model", "done", "done_reason", "prompt_eval_count", "eval_count", "error")
    lines = True

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        self._tool_calls = 0

    def skim(self, data: bytes) -> bool | None:
        if (
            self.reading.model is None
            or (b'"done":false' not in data and b'"done": false' not in data)
            or b'"tool_calls"' in data
            or b'"error"' in data
            or not data.rstrip().endswith(b"}")
        ):
            return None
        content = False
        for name, said in _SAID.findall(data):
            if said:
                content = True
                (self.thought if name == b"thinking" else self.answer).add_quoted(said)
        return content

    def take(self, doc: Doc) -> bool:
        reading = self.reading
        reading.model = reading.model or label(doc.get("model"))
        message = mapping(doc.get("message"))
        said = text(message.get("content")) or text(doc.get("response"))
        thought = text(message.get("thinking")) or text(doc.get("thinking"))
        calls = items(message.get("tool_calls"))
        if said:
            self.answer.add(said)
        if thought:
            self.thought.add(thought)
        for call in calls:
            self._tool_calls += 1
            self.answer.add(str(mapping(call).get("function")))
        if doc.get("done") is True:
            self.closed = True
            reading.finish_reason = finish_word(doc.get("done_reason")) or "stop"
            reading.usage = Usage(
                input_tokens=count(doc.get("prompt_eval_count")), output_tokens=count(doc.get("eval_count"))
            )
        return bool(said or thought or calls)

    def settle(self) -> None:
        if self._tool_calls:
            self.reading.tool_calls = self._tool_calls
            if self.reading.finish_reason == "stop":
                self.reading.finish_reason = "tool_calls"


class OllamaChat(JsonWire):
    name = "ollama-chat"
    suffixes = ("/api/chat",)
    digest = OllamaDigest
    refusal_shape = staticmethod(ollama_refusal)

    def may_stream(self, path: str, body: bytes) -> bool:
        return _WHOLE.search(body) is None

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        super().read_facts(facts, doc, path, query)
        facts.stream = doc.get("stream") is not False
        options = mapping(doc.get("options"))
        facts.max_tokens = count(options.get("num_predict"))
        facts.temperature = written(options.get("temperature"))
        facts.top_p = written(options.get("top_p"))


WIRE = OllamaChat()
