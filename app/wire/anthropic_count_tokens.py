"""Anthropic's question how many tokens a prompt is. It is free."""

from app.core.calls import RequestFacts
from app.wire.anthropic_messages import AnthropicMessages
from app.wire.api import Meter
from app.wire.digest import CountDigest, DocumentMeter
from app.wire.requests import split_path


class AnthropicCountTokens(AnthropicMessages):
    name = "anthropic-count-tokens"
    streams = False

    def matches(self, method: str, path: str) -> bool:
        return method == "POST" and split_path(path)[0].rstrip("/").endswith("/v1/messages/count_tokens")

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        return DocumentMeter(CountDigest(facts), status, content_type)


WIRE = AnthropicCountTokens()
