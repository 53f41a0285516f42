"""Who calls: tools that were given a token of ours, and tools that were found by what they send."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

from app.core.patterns import fits

ClientOrigin = Literal["made", "found"]
TOKEN_MARK = "tg_"  # noqa: S105  how ours begin; each goes on with 256 random bits
# Whole and on its own: in other people's credentials a `tg_` comes by chance.
_TOKEN = re.compile(rf"(?<![\w-]){TOKEN_MARK}[\w-]{{43}}(?![\w-])", re.ASCII)
_BASIC = re.compile(r"\bBasic +([\w+/-]+)=*", re.ASCII | re.IGNORECASE)
_MOST_QUOTINGS = 3
PREFIX_CHARS = 8  # as much of a token as lists show
_FINGERPRINT_BYTES = 16
_KEY_HEADERS = ("x-api-key", "api-key", "x-goog-api-key")
_ACCOUNT_HEADER = "chatgpt-account-id"
IDENTIFYING = ("authorization", *_KEY_HEADERS, _ACCOUNT_HEADER)  # all that a login is told by


@dataclass(frozen=True, slots=True)
class Client:
    name: str
    origin: ClientOrigin
    family: str | None = None
    project: str | None = None
    archived: bool = False
    created_us: int = 0
    fingerprints: tuple[str, ...] = ()  # several where clients were merged


@dataclass(frozen=True, slots=True)
class Token:
    """What a token may be used for. Itself it is known by its digest only."""

    id: int
    client: str
    prefix: str
    digest: bytes
    providers: tuple[str, ...] = ()  # patterns; empty: all
    models: tuple[str, ...] = ()
    project: str | None = None
    expires_us: int | None = None
    revoked_us: int | None = None
    last_used_us: int | None = None
    created_us: int = 0

    def invalid(self, now_us: int) -> str | None:
        """Why it is not valid at all, for people: 401."""
        if self.revoked_us is not None:
            return f"This token of {self.client} was revoked."
        if self.expires_us is not None and self.expires_us <= now_us:
            return f"This token of {self.client} has expired."
        return None

    def forbids(
        self, provider: str, model: str | None, *, reads_only: bool = False, sure: bool = True
    ) -> str | None:
        """Why it may not be used for this, for people: 403. A request that only reads names no model.

        `sure`: nobody could read another model in the request.
        """
        if self.providers and not _fits(provider, self.providers):
            return f"This token of {self.client} is not for {provider}."
        if not self.models or (model is None and reads_only):
            return None
        if model is None:
            return f"This token of {self.client} is for certain models, and the request names none."
        if not sure:
            return f"This token of {self.client} is for certain models; the request does not name just one."
        return None if _fits(model, self.models) else f"This token of {self.client} is not for {model}."

    def refusal_for(self, provider: str, model: str | None, now_us: int) -> str | None:
        """Why it may not be used, if it may not."""
        return self.invalid(now_us) or self.forbids(provider, model)


def is_token(credential: str) -> bool:
    """Whether it is meant to be one of ours. Such a one never leaves this computer."""
    return credential.startswith(TOKEN_MARK)


def token_in(headers: Mapping[str, str], query: str = "", key_header: str = "") -> str | None:
    """The first of ours that the request shows, wherever a credential may be; header names in lower case."""
    for name in ("authorization", *_KEY_HEADERS, key_header.lower()):
        value = headers.get(name)
        if value is None:
            continue
        if name == "authorization":
            value = _without_basic(value)
        if TOKEN_MARK in value:
            for word in value.replace(",", " ").split():
                if is_token(word):
                    return word
    if "=" not in query:
        return None
    return next(filter(is_token, map(_key_in, query.split("&"))), None)


def _key_in(part: str) -> str:
    """The credential in one part of a query, if that is what it is for."""
    name, _, value = part.partition("=")
    return unquote(value) if is_key(name) else ""


def is_key(name: str) -> bool:
    """Whether this is what a credential is called in a query, however it is written."""
    return unquote(name) == "key"


def _without_basic(value: str) -> str:
    """Names and passwords as words, where they are readable."""
    if "asic " not in value.lower():
        return value

    def words(match: re.Match[str]) -> str:
        coded = match[1]
        try:
            plain = base64.b64decode(
                coded + "=" * (-len(coded) % 4), b"-_" if set("-_") & set(coded) else None
            )
        except ValueError:
            return match[0]
        return plain.decode("latin-1").replace(":", " ")

    return _BASIC.sub(words, value)


def _plain(text: str) -> str:
    """As it is read where it arrives, and behind one more reader."""
    for _ in range(_MOST_QUOTINGS):
        if "%" not in text:
            break
        text = unquote(text)
    return text


def shows_token(text: str) -> bool:
    """Whether there is one of ours anywhere in a header or a target, quoted or not."""
    if TOKEN_MARK not in text and "%" not in text and (" " not in text or "asic " not in text.lower()):
        return False
    return _TOKEN.search(_without_basic(_plain(text))) is not None


def has_stray_token(target: str) -> bool:
    """Whether one of ours is in a target elsewhere than as the credential, where it would be taken out."""
    if not shows_token(target):
        return False
    path, _, query = target.partition("?")
    rest = "&".join(part for part in query.split("&") if not is_token(_key_in(part)))
    return shows_token(f"{path}?{rest}")


def masked(text: str) -> str:
    """Without what a token of ours is secret by."""
    if not shows_token(text):
        return text
    return _TOKEN.sub(f"{TOKEN_MARK}…", _without_basic(_plain(text)))


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def credential_of(headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> str | None:
    """What the request shows to be let in; header names in lower case."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    if bearer.strip():
        return bearer.strip() if scheme.lower() == "bearer" else headers["authorization"]
    for name in _KEY_HEADERS:
        if headers.get(name, "").strip():
            return headers[name].strip()
    return (query or {}).get("key") or None


def identity_of(credential: str, headers: Mapping[str, str]) -> str:
    """What stays of a login while its tokens are renewed every few hours.

    Where a token or a header says whose it is, that; where it is known to be renewed and to say nothing, its
    kind only: two such logins of one tool are taken for one rather than each renewal for somebody new.
    """
    account = headers.get(_ACCOUNT_HEADER)
    if account:
        return account
    for kind in _RENEWED:
        if credential.startswith(kind):
            return kind
    if credential.startswith("eyJ") and credential.count(".") == 2:
        payload = credential.split(".")[1]
        try:
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            return f"{claims['iss']} {claims['sub']}"
        except (ValueError, KeyError, TypeError):
            return credential
    return credential


_CLAUDE_LOGIN = "sk-ant-oat"
_RENEWED = (_CLAUDE_LOGIN, "ya29.")  # logins with Claude, and with Google


def is_plan_login(headers: Mapping[str, str]) -> bool:
    """Whether the request shows a login with a plan that is paid by the month, rather than a key."""
    return headers.get("authorization", "").rpartition(" ")[2].startswith(_CLAUDE_LOGIN)


def fingerprint_of(installation_key: bytes, family: str, credential: str) -> str:
    """Knows a login again without keeping it: of no use without the key of this installation."""
    text = f"{family}\0{credential}".encode()
    return hmac.digest(installation_key, text, "sha256")[:_FINGERPRINT_BYTES].hex()


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fits(pattern, name) for pattern in patterns)


# The tools by how their User-Agent begins; the first that fits.
_FAMILIES = (
    ("claude-cli", "Claude Code"),
    ("codex", "Codex"),
    ("GeminiCLI", "Gemini CLI"),
    ("opencode", "opencode"),
    ("aider", "aider"),
    ("langchain", "LangChain"),
    ("Continue", "Continue"),
    ("Cline", "Cline"),
    ("Zed", "Zed"),
    ("OpenAI/", "OpenAI SDK"),
    ("AsyncOpenAI/", "OpenAI SDK"),
    ("Anthropic/", "Anthropic SDK"),
    ("AsyncAnthropic/", "Anthropic SDK"),
    ("google-genai-sdk", "Google Gen AI SDK"),
    ("mistral-client", "Mistral SDK"),
    ("ollama-", "Ollama SDK"),
    ("cohere", "Cohere SDK"),
    ("curl/", "curl"),
)


@lru_cache(maxsize=1024)
def client_family(user_agent: str) -> str | None:
    """Which tool called, as far as it says so itself."""
    if shows_token(user_agent):
        return None
    agent = user_agent.lower()
    for beginning, name in _FAMILIES:
        if agent.startswith(beginning.lower()):
            return name
    return user_agent.partition("/")[0].strip()[:40] or None
