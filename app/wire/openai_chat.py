"""OpenAI Chat Completions, and everyone who speaks it."""

import re

from app.core.calls import RequestFacts, Usage
from app.wire.adapter import JsonWire
from app.wire.api import Meter, Sieve
from app.wire.cohere import CohereDigest
from app.wire.digest import Digest, DocumentMeter
from app.wire.finish import finish_word
from app.wire.jsontext import Doc, count, items, label, laid_over, mapping, text, written
from app.wire.openai_usage import provider_cost, token_usage
from app.wire.stream_usage import UsageSieve, refused_stream_usage, with_stream_usage

_PLAIN_TEXT = re.compile(
    rb'"(content|reasoning_content|reasoning|refusal|text)"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL
)
_THOUGHTS = frozenset({b"reasoning_content", b"reasoning"})
_SELDOM_SAID = frozenset({"reasoning_content", "reasoning", "tool_calls", "function_call", "audio"})
_MOST_CALLS = 10_000
_COHERE = "cohere"


class ChatDigest(Digest):
    members = (
        "id",
        "model",
        "service_tier",
        "usage",
        "error",
        "timings",
        "x_groq",
    )
    marks = re.compile(
        rb'"(?:finish_reason"\s*:\s*"(?P<finish>\w{1,40})"|(?P<call>(?:arguments|input)"\s*:\s*"))'
    )

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        self._calls: set[tuple[object, object]] = set()
        self._told: Doc = {}  # the usage so far
        # what stood around the words of the last document that was skimmed, and whose words they were
        self._before = self._after = b""
        self._speaker = self.answer

    def skim(self, data: bytes) -> bool | None:
        said = self._said(data)
        if said is None:
            return self._skim(data, 1)
        self._speaker.add_quoted(said)
        return True

    def skim_together(self, documents: list[bytes]) -> bool | None:
        words: list[bytes] = []
        for document in documents:
            said = self._said(document)
            if said is None:
                return self._skim(b"\n".join(documents), len(documents))
            words.append(said)
        self._speaker.add_quoted(b"".join(words))
        return True

    def _said(self, data: bytes) -> bytes | None:
        """The words of a document that is like the one before in all but these."""
        before, after = self._before, self._after
        if not before or not (data.startswith(before) and data.endswith(after)):
            return None
        said = data[len(before) : -len(after)]
        # a quote, or what would escape the one that follows, makes it another document
        return said if said and b'"' not in said and not said.endswith(b"\\") else None

    def _skim(self, data: bytes, documents: int) -> bool | None:
        if (
            self.reading.model is None
            or data.count(b'"finish_reason"') != documents
            or data.count(b'"finish_reason":null') + data.count(b'"finish_reason": null') != documents
            or b'tokens"' in data
            or b'_calls"' in data
            or b'_call"' in data
            or b'"error"' in data
            or b'_details"' in data
            or b'"timings"' in data
            or not data.endswith(b"}")
            or data.count(b"\n") != documents - 1
            or data.count(b"}\n") != documents - 1
        ):
            return None
        found = [place for place in _PLAIN_TEXT.finditer(data) if place[2]]
        if len(_THOUGHTS.intersection(place[1] for place in found)) > 1:
            return None  # some say their thoughts under both names
        for place in found:
            (self.thought if place[1] in _THOUGHTS else self.answer).add_quoted(place[2])
        last = data.rfind(b"\n") + 1
        if found and found[-1].start() > last and (len(found) == 1 or found[-2].start() < last):
            self._before, self._after = data[last : found[-1].start(2)], data[found[-1].end(2) :]
            self._speaker = self.thought if found[-1][1] in _THOUGHTS else self.answer
        return bool(found)

    def take(self, doc: Doc) -> bool:
        reading = self.reading
        reading.response_id = reading.response_id or label(doc.get("id"))
        reading.model = reading.model or label(doc.get("model"))
        tier = doc.get("service_tier")
        if tier is not None:
            reading.service_tier = label(tier) or reading.service_tier
        content = False
        for choice in items(doc.get("choices")):
            content |= self._choice(mapping(choice))
        self._usage(doc)
        return content

    def settle(self) -> None:
        reading = self.reading
        if self._calls:
            reading.tool_calls = len(self._calls)
            if reading.finish_reason == "stop":
                reading.finish_reason = "tool_calls"

    def _choice(self, choice: Doc) -> bool:
        said = mapping(choice.get("delta") or choice.get("message"))
        reason = finish_word(choice.get("finish_reason"))
        if reason is not None:
            self.reading.finish_reason = self.reading.finish_reason or reason
        content = False
        for words in (said.get("content"), choice.get("text"), said.get("refusal")):
            if words:
                content |= self._hear(words)
        return content if _SELDOM_SAID.isdisjoint(said) else self._hear_more(choice, said) or content

    def _hear_more(self, choice: Doc, said: Doc) -> bool:
        """What is not just an answer in words."""
        content = False
        thought = text(said.get("reasoning_content")) or text(said.get("reasoning"))
        if thought:
            self.thought.add(thought)
            content = True
        for position, call in enumerate(items(said.get("tool_calls"))):
            content = True
            self._tool_call(choice.get("index"), position, mapping(call))
        legacy = mapping(said.get("function_call"))
        if legacy:
            content = True
            self._calls.add((count(choice.get("index")), "function_call"))
            self._hear(legacy.get("arguments"))
        return bool(content or mapping(said.get("audio")))

    def _hear(self, content: object) -> bool:
        """The text of a message: a string, or parts of which some may be thinking (Mistral)."""
        said = text(content)
        if said:
            self.answer.add(said)
            return True
        heard = False
        for part in items(content):
            fields = mapping(part)
            heard |= self._hear(fields.get("text"))
            for thought in items(fields.get("thinking")):
                words = text(mapping(thought).get("text"))
                if words:
                    self.thought.add(words)
                    heard = True
        return heard

    def _tool_call(self, choice: object, position: int, call: Doc) -> None:
        index = count(call.get("index"))
        function = mapping(call.get("function") or call.get("custom"))
        if index is None:
            # whole calls carry no index: each has an id, or at least its place
            key: object = label(call.get("id")) or position
        else:
            key = index
        if len(self._calls) < _MOST_CALLS:
            self._calls.add((count(choice), key))
        for name in ("name", "arguments", "input"):
            said = text(function.get(name))
            if said:
                self.answer.add(said)

    def _usage(self, doc: Doc) -> None:
        told = mapping(doc.get("usage")) or mapping(mapping(doc.get("x_groq")).get("usage"))
        timings = mapping(doc.get("timings"))
        if told:
            self._told = laid_over(self._told, told)
            self.reading.usage = token_usage(self._told)
            self.reading.provider_cost_nusd = provider_cost(self._told)
        elif timings:
            self.reading.usage = _llama_usage(timings)
        else:
            return
        # the frame that tells usage and has no choice is the last one, also of those who give no reason
        last = doc.get("choices") == [] or self.reading.finish_reason is not None
        self.closed = self.closed or last


def _llama_usage(timings: Doc) -> Usage:
    """llama.cpp tells its own counts with the last frame, asked or not; `prompt_n` leaves out the cache."""
    return Usage(
        input_tokens=count(timings.get("prompt_n")),
        cache_read_tokens=count(timings.get("cache_n")),
        output_tokens=count(timings.get("predicted_n")),
    )


class OpenAIChat(JsonWire):
    name = "openai-chat"
    may_amend = True
    suffixes = ("/chat/completions", "/v2/chat")
    digest = ChatDigest
    prompt = ("messages", "tools", "functions")

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        super().read_facts(facts, doc, path, query)
        if path.rstrip("/").endswith("/v2/chat"):
            facts.dialect = _COHERE
            facts.top_p = written(doc.get("p"))

    def amend(self, body: bytes, facts: RequestFacts) -> bytes:
        return body if facts.dialect == _COHERE else with_stream_usage(body, facts)

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        if facts.dialect == _COHERE:
            return DocumentMeter(CohereDigest(facts), status, content_type)
        return super().meter(facts, status, content_type)

    def sieve(self, facts: RequestFacts, content_type: str) -> Sieve | None:
        return UsageSieve() if facts.usage_injected and "event-stream" in content_type.lower() else None

    def refused_amendment(self, status: int, body: bytes) -> bool:
        return refused_stream_usage(status, body)


WIRE = OpenAIChat()
