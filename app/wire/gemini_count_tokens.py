"""Gemini's question how many tokens a prompt is. It is free."""

from app.core.calls import RequestFacts
from app.wire.digest import CountDigest
from app.wire.gemini_generate import GeminiGenerate
from app.wire.jsontext import Doc, mapping


class GeminiCountTokens(GeminiGenerate):
    name = "gemini-count-tokens"
    suffixes = (":countTokens",)
    digest = CountDigest

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        super().read_facts(facts, mapping(doc.get("generateContentRequest")) or doc, path, query)


WIRE = GeminiCountTokens()
