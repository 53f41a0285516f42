"""Clients that were stopped, and stay so until somebody lets them go on."""

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.calls import Call
from app.core.errors import ClientError, LedgerError
from app.ledger import Ledger
from app.ledger.attention import end_pause, keep_pause, pauses
from app.platform.clock import now_us
from app.wire.api import Refusal

Why = tuple[int, str]  # since when, and why


class _Unwritten(NamedTuple):
    why: Why
    writing: "Future[Any]"

    @property
    def is_written(self) -> bool:
        return self.writing.done() and not self.has_failed

    @property
    def has_failed(self) -> bool:
        return self.writing.done() and (self.writing.cancelled() or self.writing.exception() is not None)


class Pauses:
    """In memory for the proxy's loop, in the ledger for the next start. Any thread may call it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._reading = threading.Lock()
        self._lock = threading.Lock()
        self._unwritten: dict[str, _Unwritten] = {}  # that the ledger may not know of yet
        self.all: Mapping[str, Why] = MappingProxyType({})  # by client
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps: at the start, and when alerts or clients were changed.

        What could not be written yet goes on, and is tried again.
        """
        with self._reading:
            self._settle()
            kept = pauses(self._ledger.reader)
            with self._lock:
                self.all = MappingProxyType({**kept, **{c: one.why for c, one in self._unwritten.items()}})

    def _settle(self) -> None:
        with self._lock:
            self._unwritten = {c: one for c, one in self._unwritten.items() if not one.is_written}
            for client, one in self._unwritten.items():
                if one.has_failed:
                    self._write(client, one.why)

    def _write(self, client: str, why: Why) -> None:
        since_us, reason = why
        self._unwritten[client] = _Unwritten(why, keep_pause(self._ledger, client, reason, since_us))

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
        why = now_us(), reason
        with self._lock:
            self.all = MappingProxyType({**self.all, client: why})
            self._write(client, why)

    def resume(self, client: str) -> None:
        with self._reading:
            with self._lock:
                if client not in self.all:
                    known = ", ".join(self.all) or "none"
                    raise ClientError(f"{client!r} is not paused.", f"Paused are: {known}.")
                self.all = MappingProxyType({name: why for name, why in self.all.items() if name != client})
                self._unwritten.pop(client, None)
            try:
                end_pause(self._ledger, client).result()
            except LedgerError as error:
                raise LedgerError(
                    f"{client} goes on, but that could not be written down: {error.message}",
                    "It is paused again at the next start, if you do not resume it again before.",
                ) from error
