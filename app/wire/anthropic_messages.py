"""Anthropic Messages: whole, as a stream, and in batches."""

import re

from app.core.calls import RequestFacts, Usage
from app.wire.adapter import JsonWire
from app.wire.api import Meter
from app.wire.digest import Digest, DocumentMeter
from app.wire.finish import finish_word
from app.wire.jsontext import Doc, count, is_object, items, label, mapping, text
from app.wire.refusals import anthropic_refusal
from app.wire.requests import split_path
from app.wire.usage_sums import add, within

_SAID = re.compile(rb'"(text|thinking|partial_json)"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_BATCH_RESULTS = re.compile(r"/v1/messages/batches/[^/]+/results$")
_VERTEX_MODEL = re.compile(r"/publishers/anthropic/models/([^/:]+):(rawPredict|streamRawPredict)$")
_BATCH = "batch"
_RESULTS = "batch-results"


class MessagesDigest(Digest):
    members = ("type", "id", "model", "usage", "stop_reason", "error")
    marks = re.compile(rb'"type"\s*:\s*"(?P<call>tool_use)"')

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        self._tool_calls = 0
        self._compacting = Usage()
        self._unread: str | None = None

    def skim(self, data: bytes) -> bool | None:
        if b'"content_block_delta"' in data:
            if b'"error"' in data or b'"citation' in data:
                return None
            said = _SAID.search(data)
            if said is None:
                return None if b'"signature' not in data else False
            (self.thought if said[1] == b"thinking" else self.answer).add_quoted(said[2])
            return bool(said[2])
        if len(data) < 64 and (b'"ping"' in data or b'"content_block_stop"' in data):
            return False
        return None

    def take(self, doc: Doc) -> bool:
        kind = doc.get("type")
        if kind == "message_start":
            self._message(mapping(doc.get("message")), whole=False)
        elif kind == "content_block_start":
            return self._block(mapping(doc.get("content_block")))
        elif kind == "content_block_delta":
            return self._delta(mapping(doc.get("delta")))
        elif kind == "message_delta":
            self._end(mapping(doc.get("delta")))
            self._usage(mapping(doc.get("usage")), whole=True)
            self.closed = self.reading.finish_reason is not None
        elif kind == "message_stop":
            self.closed = self.reading.usage.output_tokens is not None
        elif "usage" in doc or kind == "message":
            self._message(doc, whole=True)
        elif kind == "message_batch":
            self.reading.response_id = label(doc.get("id"))
        return False

    def settle(self) -> None:
        if self._tool_calls:
            self.reading.tool_calls = self._tool_calls
        add(self.reading.usage, self._compacting)
        self.reading.problem = self._unread

    def _message(self, message: Doc, *, whole: bool) -> None:
        reading = self.reading
        reading.response_id = reading.response_id or label(message.get("id"))
        reading.model = label(message.get("model")) or reading.model
        for block in items(message.get("content")):
            self._block(mapping(block))
        self._end(message)
        self._usage(mapping(message.get("usage")), whole=whole)

    def _end(self, doc: Doc) -> None:
        self.reading.finish_reason = finish_word(doc.get("stop_reason")) or self.reading.finish_reason
        model = label(doc.get("model"))  # a fallback model that took over in the middle says so here
        self.reading.model = model or self.reading.model

    def _block(self, block: Doc) -> bool:
        kind = block.get("type")
        self._tool_calls += kind == "tool_use"
        said, thought = text(block.get("text")), text(block.get("thinking"))
        if said:
            self.answer.add(said)
        if thought:
            self.thought.add(thought)
        if kind == "tool_use":
            self.answer.add(text(block.get("name")) or "")
            if block.get("input"):
                self.answer.add(str(block.get("input")))
        return bool(said or thought) or kind == "tool_use"

    def _delta(self, delta: Doc) -> bool:
        said = text(delta.get("text")) or text(delta.get("partial_json"))
        thought = text(delta.get("thinking"))
        if said:
            self.answer.add(said)
        if thought:
            self.thought.add(thought)
        return bool(said or thought)

    def _usage(self, told: Doc, *, whole: bool) -> None:
        """Counts are cumulative: a later one replaces an earlier one, and what is not told again stays."""
        if not told:
            return
        reading, usage = self.reading, self.reading.usage
        overwrite_input(usage, told)
        produced = count(told.get("output_tokens"))
        if whole and produced is not None:
            # the count at the start of a stream is a placeholder and never gets here
            thinking = count(mapping(told.get("output_tokens_details")).get("thinking_tokens"))
            usage.reasoning_tokens = thinking
            usage.output_tokens = max(0, produced - (thinking or 0))
            if "iterations" in told:
                self._extra_iterations(items(told.get("iterations")))
        searches = count(mapping(told.get("server_tool_use")).get("web_search_requests"))
        usage.web_searches = usage.web_searches if searches is None else searches
        reading.service_tier = tier(told) or reading.service_tier

    def _extra_iterations(self, iterations: list[object]) -> None:
        """What a turn used beside its own sampling, which its totals leave out."""
        self._compacting = Usage()
        for iteration in iterations:
            fields = mapping(iteration)
            if fields.get("type") == "compaction":
                extra = Usage(output_tokens=count(fields.get("output_tokens")))
                overwrite_input(extra, fields)
                add(self._compacting, extra)
            elif fields.get("type") == "advisor_message":
                self._unread = "another model's tokens (the advisor's) are not in these counts"


def overwrite_input(usage: Usage, told: Doc) -> None:
    """The three kinds of input; they do not overlap on this wire."""
    given = count(told.get("input_tokens"))
    cached = count(told.get("cache_read_input_tokens"))
    usage.input_tokens = usage.input_tokens if given is None else given
    usage.cache_read_tokens = usage.cache_read_tokens if cached is None else cached
    split = told.get("cache_creation")
    if is_object(split):
        short, long = (
            count(split.get("ephemeral_5m_input_tokens")),
            count(split.get("ephemeral_1h_input_tokens")),
        )
        usage.cache_write_5m_tokens = usage.cache_write_5m_tokens if short is None else short
        usage.cache_write_1h_tokens = usage.cache_write_1h_tokens if long is None else long
    written = count(told.get("cache_creation_input_tokens"))
    if written is not None:
        within(usage, written, "cache_write_1h_tokens")
        # a total without its split: what is not known to live longer lives five minutes
        usage.cache_write_5m_tokens = max(0, written - (usage.cache_write_1h_tokens or 0))


def tier(told: Doc) -> str | None:
    """The tier that prices an answer: the fast mode is one, and so is a pinned region."""
    service = label(told.get("service_tier"))
    if told.get("speed") == "fast":
        service = "fast"
    if told.get("inference_geo") == "us":
        service = f"{service or 'standard'}+us"
    return service


class BatchResultsDigest(Digest):
    """The answers of a whole batch, one a line, added up."""

    lines = True
    estimates = False

    def take(self, doc: Doc) -> bool:
        message = mapping(mapping(doc.get("result")).get("message"))
        if message:
            one = MessagesDigest(self.facts)
            one.take(message)
            one.settle()
            reading = self.reading
            reading.model = reading.model or one.reading.model
            reading.response_id = reading.response_id or one.reading.response_id
            reading.service_tier = _BATCH
            reading.finish_reason = "stop"
            if one.reading.tool_calls:
                reading.tool_calls = (reading.tool_calls or 0) + one.reading.tool_calls
            add(reading.usage, one.reading.usage)
        return False


class AnthropicMessages(JsonWire):
    name = "anthropic-messages"
    suffixes = ("/v1/messages", "/v1/messages/batches")
    digest = MessagesDigest
    refusal_shape = staticmethod(anthropic_refusal)
    image_rules = "anthropic"
    prompt = ("system", "messages", "tools")

    def matches(self, method: str, path: str) -> bool:
        bare = split_path(path)[0]
        if method == "GET":
            return _BATCH_RESULTS.search(bare) is not None
        return super().matches(method, path) or (method == "POST" and _VERTEX_MODEL.search(bare) is not None)

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        super().read_facts(facts, doc, path, query)
        vertex = _VERTEX_MODEL.search(path)
        if vertex:
            facts.model = vertex[1]
        if doc.get("speed") == "fast":
            facts.service_tier = "fast"
        if path.endswith(("/batches", "/results")):
            facts.dialect = _RESULTS if path.endswith("/results") else _BATCH
            facts.stream = facts.dialect == _RESULTS
            facts.service_tier = _BATCH
            requests = items(doc.get("requests"))
            if requests:
                facts.message_count = len(requests)
                facts.model = label(mapping(mapping(requests[0]).get("params")).get("model"))

    def estimate(self, doc: Doc, body: bytes) -> int | None:
        # a batch is paid for when its answers are there, not when it is handed in
        return None if "requests" in doc else super().estimate(doc, body)

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        if facts.dialect == _RESULTS:
            return DocumentMeter(BatchResultsDigest(facts), status, content_type)
        return super().meter(facts, status, content_type)


WIRE = AnthropicMessages()
