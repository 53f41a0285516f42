"""Who calls, whether it may, and on which ways: what is decided before a call goes upstream."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol

from app.core.aliases import chain
from app.core.calls import Call, RequestFacts, Usage
from app.core.clients import Token, is_plan_login, token_in
from app.core.projects import Traits, attribute
from app.platform.clock import now_us
from app.platform.peers import Folder
from app.proxy.desk import Journey
from app.services.alerts import Alerts
from app.services.callers import Callers, Introduction, known
from app.services.clients import Clients
from app.services.gate import Wait
from app.services.journeys import CallJourney, Leg, Parts
from app.services.projects import Projects
from app.services.providers import Providers
from app.wire.api import Headers, Refusal

_COUNTED_BYTES = 256 * 1024  # a larger request is not counted before it goes: 17 ms a megabyte
_BYTES_PER_TOKEN = 4


class Deciding(Parts, Protocol):
    @property
    def alerts(self) -> Alerts: ...

    @property
    def clients(self) -> Clients: ...

    @property
    def projects(self) -> Projects: ...

    @property
    def callers(self) -> Callers: ...

    @property
    def providers(self) -> Providers: ...


class _Unfiled(NamedTuple):
    """What a call's project follows from, but for its program's folder."""

    named: str | None
    of_client: str | None
    traits: Traits


class Admission:
    """On the proxy's loop, from memory."""

    def __init__(self, house: Deciding) -> None:
        self._house = house
        self._unfiled: dict[str, _Unfiled] = {}  # calls whose program's folder was not known in time
        self._foreseen: dict[str, Usage] = {}  # of calls that were let, until they go
        self._tokens: dict[str, Token] = {}  # by which calls were let, until they are over

    @property
    def wants_facts(self) -> bool:
        """Whether anything that decides about calls looks into them."""
        house = self._house
        return bool(
            house.gate.watching
            or house.accounts.aliases
            or house.clients.tokens
            or any(rule.model for rule in house.projects.rules)
        )

    def admit(
        self, call: Call, facts: RequestFacts | None, headers: Headers, query: str
    ) -> Refusal | Journey | None:
        house = self._house
        provider = house.providers.all.get(call.provider)
        shown = token_in(headers, query, provider.key_header if provider else "")
        token = None if shown is None else house.clients.token(shown)
        if shown is not None and token is None:
            return Refusal(
                401, "bad_token", "Tollgate does not know this token. `tollgate client add` makes a new one."
            )
        found = house.callers.of(call)
        if found is not None and not found.done():
            decide = partial(self._decide, call, facts, headers, token)
            return Introduction(found, house.providers.all[call.provider], decide)
        return self._decide(call, facts, headers, token)

    def _decide(
        self, call: Call, facts: RequestFacts | None, headers: Headers, token: Token | None
    ) -> Refusal | Journey | None:
        house = self._house
        self.attribute(call, facts, headers, token)
        call.covered = token is None and self._has_plan(call, headers)
        if token is not None:
            refusal = _refused(token, call, facts, headers)
            if refusal is not None:
                return refusal
            house.clients.used(token)
            self._tokens[call.id] = token
        stopped = house.alerts.pauses.refusal(call)
        if stopped is not None:
            return stopped
        gate = house.gate
        if call.wire == "openai-responses" and "upgrade" in headers and gate.may_stop(call):
            # one socket carries many calls, each of which has to be let; over HTTP each is (Codex goes on so)
            return Refusal(426, "websocket_refused", "A budget is to be kept: use plain HTTP.")
        if gate.watching and facts is not None:
            self._foreseen[call.id] = Usage(input_tokens=_input_tokens(call, facts))
        if token is not None or house.accounts.aliases:
            legs = self._legs(call, facts, token)
            if token is not None or legs[0].model is not None:
                return CallJourney(house, call, facts, legs, partial(self._barred, token) if token else None)
        if not gate.watching:
            return None
        verdict = gate.admit(call, facts)
        if isinstance(verdict, Wait):
            return CallJourney(house, call, facts, self._legs(call, facts, None), None)
        return verdict

    def _has_plan(self, call: Call, headers: Headers) -> bool:
        """Whether the client's own login is one with a plan, and the user counts that as paid for."""
        house = self._house
        return house.settings.text("prices.subscription_logins") == "equivalent" and (
            bool(house.providers.all[call.provider].plan_of) or is_plan_login(headers)
        )

    def attribute(
        self, call: Call, facts: RequestFacts | None, headers: Headers, token: Token | None = None
    ) -> None:
        """Say whose call it is, and what for."""
        house = self._house
        call.client = token.client if token else house.clients.seen(headers)
        client = house.clients.all.get(call.client or "")
        of_client = (token.project if token else None) or (client.project if client else None)
        found = house.callers.of(call)
        if found is None and not house.projects.rules:
            call.project = call.project or of_client or None
            return
        traits = Traits(call.path, call.model or (facts.model if facts else None), call.client)
        so_far = _Unfiled(call.project, of_client, traits)
        if found is not None and not found.done():
            self._unfiled[call.id] = so_far
        self._file(call, so_far, known(found))

    def _file(self, call: Call, so_far: _Unfiled, folder: Folder | None) -> None:
        house, traits, of_folder = self._house, so_far.traits, None
        if folder is not None:
            traits = replace(traits, folder=folder.path)
            of_folder = folder.name if house.settings.flag("projects.from_folder") else None
        call.project = attribute(so_far.named, so_far.of_client, house.projects.rules, traits, of_folder)

    def file(self, call: Call) -> None:
        """It is over: by now it is known where its program works, if that can be known."""
        so_far = self._unfiled.pop(call.id, None)
        if so_far is not None:
            self._file(call, so_far, known(self._house.callers.of(call)))
        self._house.callers.forget(call)
        self._tokens.pop(call.id, None)

    def _barred(self, token: Token) -> Refusal | None:
        """A call may have waited for long, and its token have been revoked meanwhile."""
        return _invalid(self._house.clients.as_it_is(token))

    def withdrawn(self) -> Mapping[str, str]:
        """Calls whose token has been revoked or has expired since, and why they end."""
        now, clients = now_us(), self._house.clients
        found: dict[str, str] = {}
        for call_id, token in self._tokens.items():
            why = clients.as_it_is(token).invalid(now)
            if why is not None:
                found[call_id] = why
        return found

    def _legs(self, call: Call, facts: RequestFacts | None, token: Token | None) -> list[Leg]:
        """Its provider; of an alias all of its models. A client's own key goes where it was meant to go."""
        house = self._house
        addressed = house.providers.all[call.provider]
        model = call.model or (facts.model if facts else None)
        alias = house.accounts.aliases.get(model or "")
        if alias is not None:
            found = chain(alias, addressed, house.providers.all)
            legs = [
                Leg(provider, name)
                for provider, name in found
                if provider.id == addressed.id
                or (token is not None and token.forbids(provider.id, None, reads_only=True) is None)
            ]
            if legs:
                return legs
        return [Leg(addressed)]

    def foreseen(self, call_id: str) -> Usage | None:
        """What a call that a budget watches will use at least; told once."""
        return self._foreseen.pop(call_id, None)


def _refused(token: Token, call: Call, facts: RequestFacts | None, headers: Headers) -> Refusal | None:
    invalid = _invalid(token)
    if invalid is not None:
        return invalid
    model = facts.model if facts is not None else None
    websocket = "websocket" in headers.get("upgrade", "").lower()  # what is asked for comes through it
    reads_only = call.method in {"GET", "HEAD"} and not websocket
    sure = not token.models or facts is None or facts.is_model_sure()
    why = token.forbids(call.provider, model, reads_only=reads_only, sure=sure)
    return None if why is None else Refusal(403, "token_scope", why)


def _invalid(token: Token) -> Refusal | None:
    why = token.invalid(now_us())
    if why is None:
        return None
    return Refusal(401, "bad_token", f"{why} `tollgate client rotate` makes a new one.")


def _input_tokens(call: Call, facts: RequestFacts) -> int | None:
    if call.request_bytes <= _COUNTED_BYTES:
        return facts.estimate_input()
    return facts.input_estimate_tokens or call.request_bytes // _BYTES_PER_TOKEN
