"""OpenAI's first completions, and what grew from them: fill-in-the-middle, llama.cpp's own."""

from app.core.calls import RequestFacts
from app.wire.adapter import JsonWire
from app.wire.api import Sieve
from app.wire.openai_chat import ChatDigest
from app.wire.stream_usage import UsageSieve, refused_stream_usage, with_stream_usage


class OpenAICompletions(JsonWire):
    """The answers have the shape of chat completions, with `text` where those have a message."""

    name = "openai-completions"
    may_amend = True
    suffixes = ("/completions",)
    not_suffixes = ("/chat/completions",)
    digest = ChatDigest
    prompt = ("prompt", "suffix", "messages")
    turns = "prompt"
    has_session = False

    def amend(self, body: bytes, facts: RequestFacts) -> bytes:
        return with_stream_usage(body, facts)

    def refused_amendment(self, status: int, body: bytes) -> bool:
        return refused_stream_usage(status, body)

    def sieve(self, facts: RequestFacts, content_type: str) -> Sieve | None:
        return UsageSieve() if facts.usage_injected and "event-stream" in content_type.lower() else None


WIRE = OpenAICompletions()
