"""Ollama's completion of a single prompt."""

from app.wire.ollama_chat import OllamaChat


class OllamaGenerate(OllamaChat):
    name = "ollama-generate"
    suffixes = ("/api/generate",)
    prompt = ("system", "prompt", "suffix", "images")
    turns = "prompt"
    has_session = False


WIRE = OllamaGenerate()
