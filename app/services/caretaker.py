"""Takes care of the ledger while nobody looks: a backup and a proof a day, old calls, the manifest.

One thread that sleeps. What is due is told by what the ledger says was done last, so that a computer that
slept, or a clock that jumped, makes nothing happen twice a day or never.
"""

import logging
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

from app.core import periods
from app.core.errors import AppError
from app.platform.clock import now_us, zone
from app.services import care, releases
from app.services.office import Office

_FIRST_AFTER_S = 20.0  # the start of the program is for the user
_LOOK_EVERY_S = 60.0
_STOP_S = 1.0
_BREATH_S = 0.02
_DAY_US = 24 * periods.HOUR_US
_REMEMBER_EVERY_US = periods.HOUR_US
_RETRY_AFTER_US = periods.HOUR_US
_log = logging.getLogger("tollgate.care")


class _Stopped(Exception):
    """The program ends; what is left is done the next time."""


class Caretaker:
    """`start` and `stop` once each."""

    def __init__(self, office: Office, *, first_after_s: float = _FIRST_AFTER_S) -> None:
        self._office = office
        self._first_after_s = first_after_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)
        self._remembered_us = 0
        self._zone: ZoneInfo | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What it is at is given up where that takes long: everything it does can be cut off."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        pause_s = self._first_after_s
        self._guarded(self.count_days)
        while not self._stopping.wait(pause_s):
            self.look_after(now_us())
            pause_s = _LOOK_EVERY_S

    def look_after(self, at_us: int) -> None:
        """Do what is due at this moment."""
        self._guarded(self.count_days)
        for kind, act in self._acts().items():
            if not self._stopping.is_set() and self._due(kind, at_us):
                self._guarded(act)
        if not 0 <= at_us - self._remembered_us < _REMEMBER_EVERY_US:
            self._guarded(self._office.ledger.remember)
            self._remembered_us = at_us

    def count_days(self) -> None:
        """The days of the user's zone, should it be another one than before."""
        wanted = zone(self._office.settings.text("general.time_zone"))
        if wanted != self._zone:
            self._office.ledger.count_days_in(wanted)
            self._zone = wanted

    def _acts(self) -> dict[str, Callable[[], object]]:
        """In this order: nothing unproven is backed up, and nothing is purged that is in no backup."""
        acts: dict[str, Callable[[], object]] = {
            "verify": lambda: care.verify(self._office, self._unhurried),
        }
        if self._office.settings.flag("storage.daily_backup"):
            acts["backup"] = self._back_up
        keep_days = self._office.settings.number("storage.keep_calls_days")
        if keep_days:
            acts["purge"] = lambda: care.purge(self._office, keep_days, progress=self._unhurried)
        acts["vacuum"] = lambda: care.vacuum(self._office)
        if self._office.settings.flag("updates.check") and self._office.settings.text("updates.url"):
            acts[releases.KIND] = lambda: releases.look(self._office)
        return acts

    def _unhurried(self, _: float) -> None:
        """Between two pieces of long work: let others run, and end where the program does."""
        if self._stopping.wait(_BREATH_S):
            raise _Stopped

    def _back_up(self) -> None:
        last = self._office.ledger.care_runs().get("verify")
        if last is not None and not last.ok:
            _log.error("no backup is made of a ledger that is not sound: %s", last.trouble)
            return
        care.back_up(self._office, reason="daily")
        care.keep_backups_few(self._office)

    def _due(self, kind: str, at_us: int) -> bool:
        """Once on each local day; after a failure, an hour later."""
        last = self._office.ledger.care_runs().get(kind)
        if last is None:
            return True
        since_us = at_us - last.started_us
        if not last.ok:
            return not 0 <= since_us < _RETRY_AFTER_US
        if not 0 <= since_us < _DAY_US:
            return True
        local = zone(self._office.settings.text("general.time_zone"))
        return periods.start_of("day", at_us, local) > last.started_us

    def _guarded(self, act: Callable[[], object]) -> None:
        """Trouble is kept with the act itself; the next one has its turn all the same."""
        try:
            act()
        except AppError as error:
            if not self._stopping.is_set():
                _log.error("care of the ledger: %s", error)
        except Exception:  # noqa: BLE001  the thread goes on
            if not self._stopping.is_set():
                _log.exception("care of the ledger met an error that it does not know")
