"""What the proxy finds behind its counter: the providers, the recorder, and our own API.

What only our own API needs is imported when that is asked: calls can come before.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast

from app.core.calls import Call, RequestFacts
from app.core.errors import AppError
from app.core.providers import Api, Provider
from app.core.quota import Quota
from app.platform.clock import now_us
from app.proxy import ProxyRunner
from app.proxy.desk import Caller, ControlReply, ControlRequest, Journey
from app.services.admission import Admission, Deciding
from app.services.office import Office
from app.services.quotas import Quotas
from app.services.record import Recorder
from app.wire.api import Headers, Refusal

if TYPE_CHECKING:
    from app.services.operations import Arguments

_log = logging.getLogger("tollgate.desk")


class House(Office, Deciding, Protocol):
    """The engine, as far as our own API asks it for things."""

    @property
    def proxy(self) -> ProxyRunner: ...

    def raise_window(self) -> bool: ...

    def health(self) -> dict[str, Any]: ...


class FrontDesk:
    def __init__(self, house: House, recorder: Recorder, quotas: Quotas, control_token: str) -> None:
        self.control_token = control_token
        self._house = house
        self._admission = Admission(house)
        self._recorder = recorder
        self._quotas = quotas
        self._shares: dict[str, float] = {}  # of operations that are at work: how much of each is done

    @property
    def providers(self) -> Mapping[str, Provider]:
        return self._house.providers.all

    def default_provider(self, api: Api) -> Provider | None:
        return self._house.providers.default_for(api)

    @property
    def wants_facts(self) -> bool:
        return self._admission.wants_facts

    def called(self, call: Call, caller: Caller) -> None:
        self._house.callers.called(call, caller)

    def admit(
        self, call: Call, facts: RequestFacts | None, headers: Headers, query: str
    ) -> Refusal | Journey | None:
        return self._admission.admit(call, facts, headers, query)

    def withdrawn(self) -> Mapping[str, str]:
        return self._admission.withdrawn()

    def opened(self, calls: Sequence[Call]) -> None:
        self._recorder.opened(calls, self._admission.foreseen)

    def allowance_told(self, call: Call, quota: Quota) -> None:
        self._quotas.take(call, quota)
        self._house.accounts.told(call, quota)

    def came_to(self, call: Call) -> None:
        try:
            self._recorder.goes_on(call)
        except Exception:  # noqa: BLE001  a budget hears of it all the same
            _log.exception("What a session came to could not be written down")
        self._house.gate.came_to(call)
        if self._house.settings.flag("budgets.cut_streams"):
            self._cut_streams()

    def may_go_on(self, call: Call) -> Refusal | None:
        return self._house.gate.may_go_on(call)

    def amendment_refused(self, provider: Provider) -> None:
        _log.warning("%s does not take our request for stream usage; it is not sent any more", provider.id)
        self._house.providers.stop_asking_for_usage(provider)

    def record(self, calls: Sequence[Call]) -> int:
        for call in calls:
            try:
                self._file(call)
            except Exception:  # noqa: BLE001  a call that cannot be filed has its cost, and gives its holds back
                _log.exception("A call could not be filed")
        taken = self._recorder.record(calls)
        if self._house.settings.flag("budgets.cut_streams"):
            self._cut_streams()
        return taken

    def _file(self, call: Call) -> None:
        self._admission.foreseen(call.id)
        self._admission.file(call)
        call.client = self._house.clients.now_called(call.client)
        call.project = self._house.projects.now_called(call.project)

    def _cut_streams(self) -> None:
        """Those that go on at the cost of a budget of which nothing is left."""
        at_us = now_us()
        for tally in self._house.gate.all():
            budget = tally.budget
            if budget.action == "block" and not budget.paused and tally.used_up(at_us):
                self._house.proxy.cut_streams(tally.holds_back, "budget_exceeded", tally.refusal(at_us))

    def control(self, request: ControlRequest) -> ControlReply:
        try:
            return self._control(request)
        except AppError as error:
            return _failure(409, error.message, error.hint)
        except (KeyError, TypeError, ValueError):
            _log.exception("Our own API was asked something malformed")
            return _failure(400, "The request is not what this version understands.")

    def _control(self, request: ControlRequest) -> ControlReply:
        body = cast("Arguments", request.body or {})
        if request.method == "GET" and request.path == "/status":
            from app.services.standings import standings

            house = self._house
            return ControlReply(
                200, house.health() | standings(house.home, house.settings, house.ledger.reader)
            )
        if request.method == "POST" and request.path == "/raise":
            return ControlReply(200, {"raised": self._house.raise_window()})
        if request.path.startswith("/operations/"):
            name = request.path.removeprefix("/operations/")
            if request.method == "GET":
                return ControlReply(200, {"share": self._shares.get(name)})
            return ControlReply(200, self._performed(name, body))
        return _failure(404, "There is nothing at this address.")

    def _performed(self, name: str, arguments: Arguments) -> Any:
        from app.services.operations import perform

        try:
            return perform(self._house, name, arguments, progress=partial(self._shares.__setitem__, name))
        finally:
            self._shares.pop(name, None)


def _failure(status: int, message: str, hint: str = "") -> ControlReply:
    return ControlReply(status, {"error": {"message": message, "hint": hint}})
