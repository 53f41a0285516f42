"""Embeddings as OpenAI, Voyage, Jina, Mistral and Cohere make them."""

from app.wire.adapter import JsonWire
from app.wire.cohere import cohere_usage
from app.wire.digest import Digest
from app.wire.jsontext import Doc, label, mapping
from app.wire.openai_usage import provider_cost, token_usage


class EmbeddingsDigest(Digest):
    members = ("id", "model", "usage", "meta", "object", "error")
    writes = False

    def take(self, doc: Doc) -> bool:
        reading = self.reading
        reading.response_id = reading.response_id or label(doc.get("id"))
        reading.model = label(doc.get("model")) or reading.model
        usage, billed = mapping(doc.get("usage")), mapping(doc.get("meta"))
        if usage:
            reading.usage = token_usage(usage)
            # a count of what was written is always there, and always nothing
            reading.usage.output_tokens = None
            reading.provider_cost_nusd = provider_cost(usage)
        elif billed:
            reading.usage = cohere_usage(billed)
            reading.usage.output_tokens = None
        self.delivered = self.delivered or "data" in doc or "embeddings" in doc or bool(usage)
        return False


class OpenAIEmbeddings(JsonWire):
    name = "openai-embeddings"
    suffixes = ("/embeddings", "/v1/embed", "/v2/embed")
    not_suffixes = ("/api/embeddings",)
    digest = EmbeddingsDigest
    prompt = ("input", "texts", "inputs")
    turns = "input"
    has_session = False
    streams = False


WIRE = OpenAIEmbeddings()
