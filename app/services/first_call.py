"""The smallest real call through the proxy, with a stored key: that all of it works, or what does not."""

import json
from dataclasses import dataclass

from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.providers import Api
from app.platform.clock import now_us
from app.platform.http import post
from app.services.office import Office
from app.services.operations import perform

CLIENT = "Test call"
_HOUR_US = 3_600_000_000
_PATIENCE_S = 60.0
_ASK = "Reply with the word ok."
_MODELS: dict[Api, str] = {
    "openai": "gpt-4o-mini",
    "anthropic": "claude-haiku-4-5",
    "gemini": "gemini-2.5-flash",
}
TESTABLE = ("openai", "anthropic", "gemini")  # at others the names of models are not known


@dataclass(frozen=True, slots=True)
class Outcome:
    ok: bool
    said: str  # for people: what came of it, and what to do


def is_new(office: Office) -> bool:
    """Nobody has called through it yet, and it was given no key."""
    return not office.ledger.reader.calls(CallFilter(), 1) and not office.keys.all()


def send_test_call(office: Office, url: str, provider: str) -> Outcome:
    """Blocks. It costs a fraction of a cent, and is in the ledger like any other."""
    api = office.providers.get(provider).api
    known = CLIENT in office.clients.all
    words = {"name": CLIENT, "providers": [provider], "expires_us": now_us() + _HOUR_US}
    token = perform(office, "client.rotate" if known else "client.add", words, "window")["token"]
    try:
        path, body, headers = _request(api, token)
        reply = post(f"{url}/{provider}{path}", body, headers, timeout_s=_PATIENCE_S)
    except AppError as error:
        return Outcome(False, str(error))
    finally:
        perform(office, "client.revoke", {"name": CLIENT}, "window")
    if reply.status == 200:
        return Outcome(True, f"{office.providers.get(provider).name} answered.")
    return Outcome(False, f"{_advice(reply.status, provider)} ({reply.status}: {_message(reply.text)})")


def _request(api: Api, token: str) -> tuple[str, bytes, dict[str, str]]:
    model = _MODELS.get(api, "")
    kind = {"content-type": "application/json"}
    turn = {"role": "user", "content": _ASK}
    if api == "anthropic":
        asked = {"model": model, "max_tokens": 8, "messages": [turn]}
        return "/v1/messages", _json(asked), {**kind, "x-api-key": token, "anthropic-version": "2023-06-01"}
    if api == "gemini":
        asked = {"contents": [{"parts": [{"text": _ASK}]}], "generationConfig": {"maxOutputTokens": 8}}
        return f"/v1beta/models/{model}:generateContent", _json(asked), {**kind, "x-goog-api-key": token}
    asked = {"model": model, "max_tokens": 8, "messages": [turn]}
    return "/v1/chat/completions", _json(asked), {**kind, "authorization": f"Bearer {token}"}


def _json(asked: object) -> bytes:
    return json.dumps(asked).encode()


def _message(text: str) -> str:
    """What the provider said, where it says it as they all do; else the beginning of its text."""
    try:
        return str(json.loads(text)["error"]["message"])[:200]
    except (ValueError, KeyError, TypeError):
        return text[:200].strip() or "nothing said"


def _advice(status: int, provider: str) -> str:
    said = {
        401: f"{provider} does not take this key. Copy it again from its page, and replace it here.",
        402: "A budget stops it. Raise that budget, or wait for its next period.",
        403: f"The key may not be used for this at {provider}. Its rights are set on the provider's page.",
        404: f"{provider} does not know what was asked for. Is its base URL right?",
        429: f"{provider} says that the account is at its limit, or has no credit. Look at its billing page.",
        502: f"{provider} cannot be reached from here. Is this computer on-line?",
        503: "The key could not be had. Unlock the keyring, then try again.",
        504: f"{provider} did not answer in time. Try again in a moment.",
    }
    return said.get(status, f"{provider} did not answer as it should. Try again in a moment.")
