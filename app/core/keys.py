"""What a provider's key may look like, and what it is called. Values are never part of a message."""

import re
from dataclasses import dataclass

from app.core.errors import KeyStoreError
from app.core.redaction import redact

DEFAULT_ACCOUNT = "default"
_LONGEST_CHARACTERS = 8192
_SHORTEST_SEEN = 20  # what is shorter may be a name that begins like a key, such as hf_inference

# How keys begin, the longest beginning first. "sk-" alone says little: many vendors copied it.
_BEGINNINGS: dict[str, str] = {
    "sk-ant-": "anthropic",
    "sk-or-": "openrouter",
    "sk-proj-": "openai",
    "sk-svcacct-": "openai",
    "AIza": "gemini",
    "gsk_": "groq",
    "xai-": "xai",
    "pplx-": "perplexity",
    "csk-": "cerebras",
    "fw_": "fireworks",
}
_EXPECTED: dict[str, str] = {
    "anthropic": "sk-ant-",
    "openrouter": "sk-or-",
    "openai": "sk-",
    "groq": "gsk_",
    "xai": "xai-",
    "perplexity": "pplx-",
}


@dataclass(frozen=True, slots=True, order=True)
class KeyName:
    """One key: that of an account at a provider."""

    provider: str
    account: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.account}"


def looks_like_key(text: str) -> bool:
    """Whether somebody put a key where a name belongs."""
    return len(text) >= _SHORTEST_SEEN and redact(text) != text


def clean_key(text: str) -> str:
    """The key in what was read: without the newline that `echo` adds. Refuses what no provider gives out."""
    key = text.removesuffix("\n").removesuffix("\r")
    if not key:
        raise KeyStoreError("The key is empty.", "Pipe it in, or type it when asked.")
    if key != key.strip() or re.search(r"\s", key):
        raise KeyStoreError(
            "There is white space in the key, so it is not the key alone.",
            "Copy it again, without what is around it.",
        )
    if not (key.isascii() and key.isprintable()):
        raise KeyStoreError(
            "The key has characters that no HTTP header can carry.", "Copy it again from the provider's page."
        )
    if len(key) > _LONGEST_CHARACTERS:
        raise KeyStoreError(
            f"The key has {len(key):,} characters; none that a provider gives out is that long.",
            "Was it a whole file that was piped in?",
        )
    if key.startswith("tg_"):
        raise KeyStoreError(
            "This is a token of Tollgate's own, which a tool shows to us, and not a provider's key.",
            "Store the key that the provider gave you.",
        )
    return key


def doubt_about(provider: str, key: str) -> str | None:
    """Why this may be the key of somebody else, where its beginning says so."""
    for beginning, owner in _BEGINNINGS.items():
        if key.startswith(beginning):
            if owner == provider or provider not in _EXPECTED.keys() | _BEGINNINGS.values():
                return None
            return f"A key that begins with {beginning} is usually one of {owner}, not of {provider}."
    expected = _EXPECTED.get(provider)
    if expected and not key.startswith(expected):
        return f"Keys of {provider} usually begin with {expected}; this one does not."
    return None


def check_account(name: str) -> str:
    """The name, if an account can have it."""
    if looks_like_key(name):
        raise KeyStoreError("What stands where the account's name belongs looks like a key.", _NEVER_THERE)
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._@+-]{0,39}", name):
        raise KeyStoreError(
            f"{name[:40]!r} cannot be an account's name.", "Use letters, digits and . _ - @ +, at most 40."
        )
    return name


_NEVER_THERE = "A key is read from standard input or a hidden prompt. If it is a real one, replace it."
