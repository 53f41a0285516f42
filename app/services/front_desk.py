"""What the proxy finds behind its counter: the providers, the recorder, and our own API."""

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from app.core.calls import Call, RequestFacts
from app.core.errors import AppError
from app.core.providers import Api, Provider
from app.core.quota import Quota
from app.proxy.desk import ControlReply, ControlRequest
from app.services.operations import Arguments, Office, perform
from app.services.quotas import Quotas
from app.services.record import Recorder
from app.wire.api import Headers, Refusal

_log = logging.getLogger("tollgate.desk")


class House(Office, Protocol):
    """The engine, as far as our own API asks it for things."""

    def raise_window(self) -> bool: ...

    def health(self) -> dict[str, Any]: ...


class FrontDesk:
    def __init__(self, house: House, recorder: Recorder, quotas: Quotas, control_token: str) -> None:
        self.control_token = control_token
        self._house = house
        self._recorder = recorder
        self._quotas = quotas

    @property
    def providers(self) -> Mapping[str, Provider]:
        return self._house.providers.all

    def default_provider(self, api: Api) -> Provider | None:
        return self._house.providers.default_for(api)

    @property
    def wants_facts(self) -> bool:
        """Nothing that decides about calls here looks into them."""
        return False

    def admit(self, call: Call, facts: RequestFacts | None, headers: Headers) -> Refusal | None:
        """Every call may go; the client's own credential goes with it."""
        del facts
        call.client = call.client or client_family(headers.get("user-agent", ""))
        return None

    def opened(self, calls: Sequence[Call]) -> None:
        self._recorder.opened(calls)

    def allowance_told(self, call: Call, quota: Quota) -> None:
        self._quotas.take(call, quota)

    def amendment_refused(self, provider: Provider) -> None:
        _log.warning("%s does not take our request for stream usage; it is not sent any more", provider.id)
        self._house.providers.stop_asking_for_usage(provider)

    def record(self, calls: Sequence[Call]) -> int:
        return self._recorder.record(calls)

    def control(self, request: ControlRequest) -> ControlReply:
        try:
            return self._control(request)
        except AppError as error:
            return _failure(409, error.message, error.hint)
        except (KeyError, TypeError, ValueError):
            _log.exception("Our own API was asked something malformed")
            return _failure(400, "The request is not what this version understands.")

    def _control(self, request: ControlRequest) -> ControlReply:
        body = cast(Arguments, request.body or {})
        if request.method == "GET" and request.path == "/status":
            return ControlReply(200, self._house.health())
        if request.method == "POST" and request.path == "/raise":
            return ControlReply(200, {"raised": self._house.raise_window()})
        if request.method == "POST" and request.path.startswith("/operations/"):
            name = request.path.removeprefix("/operations/")
            return ControlReply(200, perform(self._house, name, body))
        return _failure(404, "There is nothing at this address.")


def _failure(status: int, message: str, hint: str = "") -> ControlReply:
    return ControlReply(status, {"error": {"message": message, "hint": hint}})


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
    agent = user_agent.lower()
    for beginning, name in _FAMILIES:
        if agent.startswith(beginning.lower()):
            return name
    return user_agent.partition("/")[0].strip()[:40] or None
