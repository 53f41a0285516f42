"""What the sample model says to a request, before a wire gives it its form."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.calls import RequestFacts
from app.core.estimation import text_tokens
from app.wire.jsontext import Doc, compact, items, mapping

CREATED = 1_760_000_000
_SENTENCES = (
    "Here is a short answer to your question.",
    "The numbers point in one direction, and the direction is up.",
    "I would start with the smallest change that could work, and measure it.",
    "Two things are worth checking first: the cache, and the clock.",
    "This is a sample answer; no model was asked and nothing was paid.",
    "Every token of it is counted all the same.",
    "If you send the same words again, you will get the same words back.",
    "The lighthouse keeper writes down each ship that passes, its name and its hour.",
)
_REASONERS = ("gpt-5", "o1", "o3", "o4", "opus", "gemini-2.5", "gemini-3", "deepseek-reasoner", "grok-4")
_CACHE_FROM_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """`pieces` are sent one after the other, `delay_ms` apart."""

    status: int
    content_type: str
    pieces: list[bytes]
    delay_ms: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The same request always gets the same one."""

    model: str
    doc: Doc
    facts: RequestFacts
    id: str
    words: list[str]
    tool: str | None
    thought: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int  # without reasoning
    reasoning_tokens: int
    cut: bool

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def fresh_tokens(self) -> int:
        return self.input_tokens - self.cached_tokens

    @property
    def made_tokens(self) -> int:
        return self.output_tokens + self.reasoning_tokens


def reply_to(facts: RequestFacts, doc: Doc, request: bytes) -> Reply:
    seed = hashlib.blake2s(request, digest_size=12)
    number = int.from_bytes(seed.digest()[:4], "big")
    text = " ".join(_SENTENCES[(number >> shift) % len(_SENTENCES)] for shift in range(2 + number % 7))
    words = [word if at == 0 else " " + word for at, word in enumerate(text.split(" "))]
    cut = False
    while facts.max_tokens is not None and len(words) > 1 and text_tokens("".join(words)) > facts.max_tokens:
        words.pop()
        cut = True
    model = facts.model or "sample"
    tool = _tool_name(doc) if number % 3 == 0 else None
    thinks = any(name in model for name in _REASONERS)
    prompt = facts.estimate_input() or 1
    return Reply(
        model=model,
        doc=doc,
        facts=facts,
        id=seed.hexdigest(),
        words=[] if tool else words,
        tool=tool,
        thought=_SENTENCES[number % len(_SENTENCES)] if thinks else "",
        input_tokens=prompt,
        cached_tokens=prompt // 128 * 128 * 3 // 4 if prompt >= _CACHE_FROM_TOKENS else 0,
        output_tokens=24 if tool else text_tokens("".join(words)),
        reasoning_tokens=64 + number % 512 if thinks else 0,
        cut=cut and not tool,
    )


def _tool_name(doc: Doc) -> str | None:
    for tool in map(mapping, items(doc.get("tools"))):
        declared = items(tool.get("functionDeclarations"))
        name = mapping(tool.get("function") or (declared[0] if declared else None)).get("name")
        name = name or tool.get("name")
        if isinstance(name, str):
            return name
    return None


def whole(doc: dict[str, Any], delay_ms: int = 0) -> Answer:
    return Answer(200, "application/json", [compact(doc)], delay_ms)


def events_of(events: Iterator[dict[str, Any]], *, named: bool = False, end: bytes = b"") -> Answer:
    pieces = [
        (b"event: " + str(event["type"]).encode() + b"\n" if named else b"")
        + b"data: "
        + compact(event)
        + b"\n\n"
        for event in events
    ]
    return Answer(200, "text/event-stream", [*pieces, end] if end else pieces, 15)
