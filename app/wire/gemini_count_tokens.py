"""Gemini's question how many tokens a prompt is. It is free."""

from app.wire.digest import CountDigest
from app.wire.gemini_generate import GeminiGenerate


class GeminiCountTokens(GeminiGenerate):
    name = "gemini-count-tokens"
    suffixes = (":countTokens",)
    digest = CountDigest
    streams = False


WIRE = GeminiCountTokens()
