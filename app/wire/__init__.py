"""Everything that the program knows of the providers' APIs, without any I/O."""

from app.wire import (
    anthropic_count_tokens,
    anthropic_messages,
    gemini_count_tokens,
    gemini_embed,
    gemini_generate,
    ollama_chat,
    ollama_embed,
    ollama_generate,
    openai_audio,
    openai_chat,
    openai_completions,
    openai_embeddings,
    openai_images,
    openai_realtime,
    openai_responses,
    other,
)
from app.wire.api import Wire

# The first that matches reads the call. `other` matches everything.
WIRES: tuple[Wire, ...] = (
    openai_chat.WIRE,
    openai_completions.WIRE,
    openai_responses.WIRE,
    openai_embeddings.WIRE,
    openai_images.WIRE,
    openai_audio.WIRE,
    openai_realtime.WIRE,
    anthropic_messages.WIRE,
    anthropic_count_tokens.WIRE,
    gemini_generate.WIRE,
    gemini_embed.WIRE,
    gemini_count_tokens.WIRE,
    ollama_chat.WIRE,
    ollama_generate.WIRE,
    ollama_embed.WIRE,
    other.WIRE,
)


def wire_for(method: str, path: str) -> Wire:
    return next(wire for wire in WIRES if wire.matches(method, path))
