"""Ollama's embeddings, in the present form and the one before."""

from app.core.calls import RequestFacts
from app.wire.digest import Digest
from app.wire.jsontext import Doc, count, label
from app.wire.ollama_chat import OllamaChat


class EmbedDigest(Digest):
    members = ("model", "prompt_eval_count", "error")
    writes = False

    def take(self, doc: Doc) -> bool:
        self.reading.model = label(doc.get("model"))
        self.reading.usage.input_tokens = count(doc.get("prompt_eval_count"))
        self.delivered = "embedding" in doc or "embeddings" in doc
        return False


class OllamaEmbed(OllamaChat):
    name = "ollama-embed"
    suffixes = ("/api/embed", "/api/embeddings")
    digest = EmbedDigest
    prompt = ("input", "prompt")
    turns = "input"
    has_session = False
    streams = False

    def read_facts(self, facts: RequestFacts, doc: Doc, path: str, query: dict[str, str]) -> None:
        super().read_facts(facts, doc, path, query)
        facts.stream = False
        facts.message_count = self.count_turns(doc.get("input") or doc.get("prompt"))


WIRE = OllamaEmbed()
