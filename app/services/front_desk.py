"""What the proxy finds behind its counter: the providers, the recorder, and our own API."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from app.core.calls import Call, RequestFacts
from app.core.clients import Token, credential_of, is_token
from app.core.errors import AppError
from app.core.projects import Traits, attribute
from app.core.providers import Api, Provider
from app.core.quota import Quota
from app.platform.clock import now_us
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
        """Whether anything that decides about calls here looks into them: rules and tokens by model do."""
        house = self._house
        return any(rule.model for rule in house.projects.rules) or any(t.models for t in house.clients.tokens)

    def admit(self, call: Call, facts: RequestFacts | None, headers: Headers) -> Refusal | None:
        """Every call may go, with the client's own credential; a token of ours never does."""
        credential = credential_of(headers)
        if credential is None or not is_token(credential):
            self.attribute(call, facts, headers)
            return None
        token = self._house.clients.token(credential)
        if token is None:
            return Refusal(401, "bad_token", "This token of Tollgate's is not known.")
        self.attribute(call, facts, headers, token)
        reason = token.invalid(now_us())
        if reason is not None:
            return Refusal(401, "bad_token", reason)
        model = call.model or (facts.model if facts else None)
        reason = token.forbids(call.provider, model, reads_only=call.method in {"GET", "HEAD"})
        if reason is not None:
            return Refusal(403, "token_scope", reason)
        self._house.clients.used(token)
        return Refusal(
            503, "key_missing", f"There is no key for {call.provider} to put in place of the token."
        )

    def attribute(
        self, call: Call, facts: RequestFacts | None, headers: Headers, token: Token | None = None
    ) -> None:
        """Say whose call it is, and what for."""
        house = self._house
        call.client = token.client if token else house.clients.seen(headers)
        client = house.clients.all.get(call.client or "")
        of_client = (token.project if token else None) or (client.project if client else None)
        traits = Traits(call.path, call.model or (facts.model if facts else None), call.client)
        call.project = attribute(call.project, of_client, house.projects.rules, traits)

    def opened(self, calls: Sequence[Call]) -> None:
        self._recorder.opened(calls)

    def allowance_told(self, call: Call, quota: Quota) -> None:
        self._quotas.take(call, quota)

    def amendment_refused(self, provider: Provider) -> None:
        _log.warning("%s does not take our request for stream usage; it is not sent any more", provider.id)
        self._house.providers.stop_asking_for_usage(provider)

    def record(self, calls: Sequence[Call]) -> int:
        for call in calls:
            call.client = self._house.clients.now_called(call.client)
            call.project = self._house.projects.now_called(call.project)
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
