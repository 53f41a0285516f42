"""Gemini's generateContent: whole, as events, or as one growing JSON array."""

import re

from app.core.calls import RequestFacts, Usage
from app.wire.adapter import JsonWire
from app.wire.digest import Digest
from app.wire.finish import finish_word
from app.wire.jsontext import Doc, count, first_count, items, label, laid_over, mapping, text, written
from app.wire.refusals import gemini_refusal
from app.wire.requests import split_path
from app.wire.usage_sums import less, within

# AI Studio, Vertex, and Code Assist (where the request is wrapped and the model is inside)
_MODEL = re.compile(r"/(?:models|tunedModels|endpoints)/([^/:]+):\w+$")


def model_in(path: str) -> str | None:
    found = _MODEL.search(path)
    return found[1] if found else None


class GenerateDigest(Digest):
    members = ("usageMetadata", "modelVersion", "responseId", "error", "promptFeedback", "response")
    marks = re.compile(rb'"(?:finishReason"\s*:\s*"(?P<finish>\w{1,40})"|(?P<call>functionCall)"\s*:\s*\{)')

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__(facts)
        self._tool_calls = 0
        self._searches: set[str] = set()
        self._told: Doc = {}  # every event tells its counts: only the last ones are looked at

    def take(self, doc: Doc) -> bool:
        doc = mapping(doc.get("response")) or doc  # Code Assist wraps every answer
        reading = self.reading
        reading.model = label(doc.get("modelVersion")) or reading.model
        reading.response_id = reading.response_id or label(doc.get("responseId"))
        content = False
        for candidate in items(doc.get("candidates")):
            content |= self._candidate(mapping(candidate))
        if mapping(doc.get("promptFeedback")).get("blockReason"):
            reading.finish_reason = "content_filter"
        usage = mapping(doc.get("usageMetadata"))
        if usage:
            # nearly always the later one tells at least as much
            self._told = usage if usage.keys() >= self._told.keys() else laid_over(self._told, usage)
            self.closed = reading.finish_reason is not None
        return content

    def settle(self) -> None:
        reading = self.reading
        if self._told:
            reading.usage = generate_usage(self._told)
            reading.service_tier = label(self._told.get("serviceTier"))
            said = self.answer or self.thought or self._tool_calls
            if reading.usage.output_tokens == 0 and said and "candidatesTokenCount" not in self._told:
                reading.usage.output_tokens = None  # nothing was counted yet, but something was said
        if self._tool_calls:
            reading.tool_calls = self._tool_calls
            if reading.finish_reason == "stop":
                reading.finish_reason = "tool_calls"
        if self._searches:
            reading.usage.web_searches = len(self._searches)

    def _candidate(self, candidate: Doc) -> bool:
        heard = False
        for part in items(mapping(candidate.get("content")).get("parts")):
            heard |= self._part(mapping(part))
        reason = candidate.get("finishReason")
        if reason != "FINISH_REASON_UNSPECIFIED":
            self.reading.finish_reason = finish_word(reason) or self.reading.finish_reason
        for query in items(mapping(candidate.get("groundingMetadata")).get("webSearchQueries"))[:100]:
            self._searches.add(str(query)[:1000])
        return heard

    def _part(self, part: Doc) -> bool:
        said = text(part.get("text"))
        if said:
            (self.thought if part.get("thought") is True else self.answer).add(said)
        call = mapping(part.get("functionCall"))
        if call:
            self._tool_calls += 1
            self.answer.add(f"{call.get('name')} {call.get('args')}")
        return bool(said or call) or "inlineData" in part or "executableCode" in part


def _of(kind: str, details: object) -> int | None:
    """The tokens of one modality; None where they are not told apart."""
    counts = [
        count(fields.get("tokenCount"))
        for fields in map(mapping, items(details))
        if fields.get("modality") == kind
    ]
    known = [n for n in counts if n is not None]
    return sum(known) if known else None


def generate_usage(told: Doc) -> Usage:
    prompt, total = count(told.get("promptTokenCount")), count(told.get("totalTokenCount"))
    tools = count(told.get("toolUsePromptTokenCount"))
    cached, thoughts = count(told.get("cachedContentTokenCount")), count(told.get("thoughtsTokenCount"))
    made = first_count(told, "candidatesTokenCount", "responseTokenCount")
    if made is None and total is not None and prompt is not None:
        # a zero is left out of the answer, but the total shows that it is one
        made = less(total, prompt, tools, thoughts)
    given, kept = told.get("promptTokensDetails"), told.get("cacheTokensDetails")
    wrote = told.get("candidatesTokensDetails") or told.get("responseTokensDetails")
    audio, image = _of("AUDIO", given), _of("IMAGE", given)
    usage = Usage(
        cache_read_tokens=cached,
        reasoning_tokens=thoughts,
        audio_in_tokens=less(audio, _of("AUDIO", kept)),
        image_in_tokens=less(image, _of("IMAGE", kept)),
        audio_out_tokens=_of("AUDIO", wrote),
        image_out_tokens=_of("IMAGE", wrote),
    )
    given_all = None if prompt is None else prompt + (tools or 0)
    # without a split of what was cached, some of it may be what the media are counted as
    within(usage, less(given_all, cached), "audio_in_tokens", "image_in_tokens")
    within(usage, made, "audio_out_tokens", "image_out_tokens")
    usage.input_tokens = less(given_all, cached, usage.audio_in_tokens, usage.image_in_tokens)
    usage.output_tokens = less(made, usage.audio_out_tokens, usage.image_out_tokens)
    return usage


class GeminiGenerate(JsonWire):
    name = "gemini-generate"
    suffixes = (":generateContent", ":streamGenerateContent")
    digest = GenerateDigest
    refusal_shape = staticmethod(gemini_refusal)
    image_rules = "gemini"
    prompt = ("systemInstruction", "system_instruction", "contents", "tools")
    turns = "contents"

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        facts.model = model_in(path) or label(doc.get("model"))
        facts.stream = split_path(path)[0].endswith(":streamGenerateContent")
        facts.message_count = self.count_turns(doc.get("contents"))
        facts.tools_count = _declared(doc.get("tools")) if "tools" in doc else None
        options = mapping(doc.get("generationConfig") or doc.get("generation_config"))
        facts.max_tokens = first_count(options, "maxOutputTokens", "max_output_tokens")
        facts.temperature = written(options.get("temperature"))
        facts.top_p = written(options.get("topP", options.get("top_p")))
        facts.service_tier = label(doc.get("serviceTier"))

    def may_stream(self, path: str, body: bytes) -> bool:
        return split_path(path)[0].endswith(":streamGenerateContent")

    def unwrapped(self, doc: Doc) -> Doc:
        inner = mapping(doc.get("request") or doc.get("generateContentRequest"))
        return {"model": doc.get("model"), **inner} if inner else doc


def _declared(tools: object) -> int:
    """Functions are declared in groups; every other tool is one."""
    total = 0
    for tool in map(mapping, items(tools)):
        declared = items(tool.get("functionDeclarations") or tool.get("function_declarations"))
        total += len(declared) or 1
    return total


WIRE = GeminiGenerate()
