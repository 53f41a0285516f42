"""Clients that were stopped, and stay so until somebody lets them go on."""

from collections.abc import Mapping
from types import MappingProxyType

from app.core.calls import Call
from app.core.errors import ClientError
from app.ledger import Ledger
from app.ledger.alerts import end_pause, keep_pause, pauses
from app.platform.clock import now_us
from app.wire.api import Refusal

_PATIENCE_S = 5.0


class Pauses:
    """In memory for the proxy's loop, in the ledger for the next start. Any thread may call it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.all: Mapping[str, tuple[int, str]] = MappingProxyType({})  # since when and why, by client
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps: at the start, and when alerts or clients were changed."""
        self._ledger.flush(_PATIENCE_S)  # a pause that is still to be written would be lost by this
        self.all = MappingProxyType(pauses(self._ledger.reader))

    def refusal(self, call: Call) -> Refusal | None:
        """Why a call of its client cannot go, if that is so."""
        stopped = self.all.get(call.client or "")
        if stopped is None:
            return None
        _, reason = stopped
        return Refusal(
            402,
            "client_paused",
            f"{call.client} was paused: {reason} `tollgate client resume {call.client!r}` lets it go on.",
        )

    def pause(self, client: str, reason: str) -> None:
        """At once; it is written down soon after."""
        at_us = now_us()
        self.all = MappingProxyType({**self.all, client: (at_us, reason)})
        keep_pause(self._ledger, client, reason, at_us)

    def resume(self, client: str) -> None:
        if client not in self.all:
            known = ", ".join(self.all) or "none"
            raise ClientError(f"{client!r} is not paused.", f"Paused are: {known}.")
        self.all = MappingProxyType({name: why for name, why in self.all.items() if name != client})
        end_pause(self._ledger, client).result()
