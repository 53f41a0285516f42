"""Gemini's embeddings, one or many at once."""

from app.core.calls import RequestFacts
from app.wire.adapter import JsonWire
from app.wire.digest import Digest
from app.wire.gemini_generate import generate_usage, model_in
from app.wire.jsontext import Doc, items, mapping
from app.wire.refusals import gemini_refusal


class EmbedDigest(Digest):
    """Most answers tell no count at all."""

    members = ("usageMetadata", "error")
    writes = False

    def take(self, doc: Doc) -> bool:
        usage = mapping(doc.get("usageMetadata"))
        if usage:
            self.reading.usage = generate_usage(usage)
            self.reading.usage.output_tokens = None
        self.delivered = self.delivered or "embedding" in doc or "embeddings" in doc or bool(usage)
        return False


class GeminiEmbed(JsonWire):
    name = "gemini-embed"
    suffixes = (":embedContent", ":batchEmbedContents")
    digest = EmbedDigest
    refusal_shape = staticmethod(gemini_refusal)
    image_rules = "gemini"
    prompt = ("content", "requests")
    has_session = False
    streams = False

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        facts.model = model_in(path)
        requests = items(doc.get("requests"))
        if "requests" in doc or path.endswith(":embedContent"):
            facts.message_count = len(requests) or 1


WIRE = GeminiEmbed()
