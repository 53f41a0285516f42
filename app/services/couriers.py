"""Brings what was found out of the house: one thread that looks what is due, one for each channel at work.

What is to be sent is in the ledger until it was, so neither an end of the program nor a channel that fails
loses it, or holds up another one. What is due for a channel at the same time goes as one message.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Protocol, TypeVar

from app.core.alert_channels import Channel
from app.core.alerts import Notice
from app.core.errors import AppError, KeyStoreLocked, KeyStoreMissing, LedgerError, TimedOut, UpstreamError
from app.core.periods import HOUR_US
from app.ledger import Ledger
from app.ledger.alerts import (
    Delivery,
    alerts_by_id,
    end_deliveries,
    kept_channels,
    put_off,
    try_again,
    waiting,
)
from app.platform.clock import now_us
from app.services.channel_secrets import key_name, unpacked
from app.services.keys import Keys
from app.services.messages import Show, send

_log = logging.getLogger("tollgate.alerts")

RETRIES_US = (5_000_000, 30_000_000, 180_000_000)
_LOCKED_US = 60_000_000
_TOO_OLD_US = 24 * HOUR_US
_LONGEST_HELD_US = 26 * HOUR_US
_LOOK_EVERY_S = 60.0
_STOP_S = 1.0
_KEY_S = 20.0
T = TypeVar("T")


class House(Protocol):
    @property
    def ledger(self) -> Ledger: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def on_notify(self) -> Show | None: ...


class Couriers:
    """`start` and `stop` once each."""

    def __init__(
        self,
        house: House,
        *,
        retries_us: Sequence[int] = RETRIES_US,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._house = house
        self._retries_us = retries_us
        self._clock = clock
        self._lock = threading.Lock()
        self._at_work: dict[int, threading.Thread] = {}
        self._unnoted: set[int] = set()  # deliveries that arrived, which the ledger does not know yet
        self._stopping = False
        self._something = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alert-couriers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """A message that is under way may get through, or be sent again at the next start."""
        with self._lock:
            self._stopping = True
            threads = list(self._at_work.values())
        self._something.set()
        until = time.monotonic() + _STOP_S
        for thread in (self._thread, *threads):
            if thread.ident is not None:
                thread.join(max(0, until - time.monotonic()))

    def look(self) -> None:
        """There may be something to send."""
        self._something.set()

    def send_now(self, channel: Channel, notice: Notice) -> None:
        """Blocks; AppError where it did not arrive."""
        ledger_id = self._house.ledger.id
        send(channel, self.secrets(channel), notice, ledger_id, self._house.on_notify)

    # ---- the threads ------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._guarded(self._begin_anew)
        while not self._stopping:
            self._something.clear()
            pause_s = self._guarded(self._set_out)
            self._something.wait(_LOOK_EVERY_S if pause_s is None else pause_s)

    def _guarded(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except AppError as error:
            if not self._stopping:
                _log.error("alerts could not be looked for: %s", error)
        except Exception:  # noqa: BLE001  the thread goes on
            if not self._stopping:
                _log.exception("sending alerts met an error that it does not know")
        return None

    def _begin_anew(self) -> None:
        """What was given up not long ago has another chance, as has what was not sent in time."""
        at_us = self._clock()
        try_again(self._house.ledger, at_us - _TOO_OLD_US, len(self._retries_us) + 1, at_us).result()

    def _set_out(self) -> float:
        """A thread for each channel that has something to take; how long until the next is due."""
        reader, at_us = self._house.ledger.reader, self._clock()
        with self._lock:
            busy = frozenset(self._at_work)  # what is read now of theirs may be done before it is read
        found = waiting(reader)
        if not found:
            return _LOOK_EVERY_S
        channels = {channel.name: channel for channel in kept_channels(reader)}
        # quiet hours hold nothing for longer: what is due later was written by a clock that was wrong
        later = {d.id: d.due_us for d in found if at_us < d.due_us <= at_us + _LONGEST_HELD_US}
        begun = {(d.channel, d.alert) for d in found if d.act == "trigger" and d.id in later}
        due: dict[str, list[Delivery]] = {}
        for delivery in found:
            too_early = delivery.act == "resolve" and (delivery.channel, delivery.alert) in begun
            if delivery.id not in later and not too_early and delivery.channel in channels:
                due.setdefault(delivery.channel, []).append(delivery)
        for name, deliveries in due.items():
            if channels[name].id not in busy:  # they look again when they are done
                self._begin(channels[name], deliveries)
        next_s = (min(later.values()) - at_us) / 1_000_000 if later else _LOOK_EVERY_S
        return min(next_s, _LOOK_EVERY_S)

    def _begin(self, channel: Channel, deliveries: list[Delivery]) -> None:
        with self._lock:
            if self._stopping:
                return
            thread = threading.Thread(
                target=self._work, args=(channel, deliveries), name=f"alert-to-{channel.name}", daemon=True
            )
            self._at_work[channel.id] = thread
            thread.start()

    def _work(self, channel: Channel, deliveries: list[Delivery]) -> None:
        at_once = True
        try:
            for part in _together(channel, deliveries):
                if not self._stopping:
                    self._deliver_or_end(channel, part)
        except LedgerError as error:  # closed, or in trouble that is told elsewhere: what is kept is not lost
            at_once = False
            if not self._stopping:
                _log.error("what became of an alert could not be written down: %s", error)
        finally:
            with self._lock:
                self._at_work.pop(channel.id, None)
            if at_once:
                self._something.set()

    def _deliver_or_end(self, channel: Channel, deliveries: list[Delivery]) -> None:
        try:
            self._deliver(channel, deliveries)
        except LedgerError:
            raise
        except Exception:  # noqa: BLE001  other messages, which may do better, go on
            if not self._stopping:
                _log.exception("the channel %s met an error that it does not know", channel.name)
                lost = [d.id for d in deliveries if d.id not in self._unnoted]
                end_deliveries(self._house.ledger, lost, self._clock(), "A bug; see the log.").result()

    def _deliver(self, channel: Channel, deliveries: list[Delivery]) -> None:
        """One message, and what came of it."""
        ledger, at_us = self._house.ledger, self._clock()
        old = [d.id for d in deliveries if d.made_us < at_us - _TOO_OLD_US]
        if old:
            end_deliveries(ledger, old, at_us, "It was not sent within a day.").result()
        sent = [d.id for d in deliveries if d.id in self._unnoted]
        if sent:  # it arrived, and the ledger could not be told: nobody is told twice for that
            end_deliveries(ledger, sent, at_us).result()
            self._unnoted.difference_update(sent)
        fresh = [d for d in deliveries if d.id not in old and d.id not in sent]
        alerts = alerts_by_id(ledger.reader, [d.alert for d in fresh if d.alert is not None])
        if not fresh:
            return
        ids = [d.id for d in fresh]
        notice = Notice(fresh[0].act, tuple(alerts[d.alert] for d in fresh if d.alert is not None))
        try:
            self.send_now(channel, notice)
        except AppError as error:
            if not self._stopping:
                self._failed(channel, fresh, error)
        else:
            self._unnoted.update(ids)
            end_deliveries(ledger, ids, self._clock()).result()
            self._unnoted.difference_update(ids)

    def _failed(self, channel: Channel, deliveries: list[Delivery], error: AppError) -> None:
        ledger, at_us = self._house.ledger, self._clock()
        locked = isinstance(error, KeyStoreLocked)
        may_help = locked or isinstance(error, UpstreamError)
        for delivery in deliveries:
            if (
                locked and self._house.keys.needs_passphrase()
            ):  # nobody is prompted: it waits for `key unlock`
                put_off(ledger, [delivery.id], at_us + _LOCKED_US, str(error)).result()
            elif may_help and delivery.tries < len(self._retries_us):
                due_us = at_us + self._retries_us[delivery.tries]
                put_off(ledger, [delivery.id], due_us, str(error)).result()
            else:
                end_deliveries(ledger, [delivery.id], at_us, str(error)).result()
                if channel.kind.name != "desktop":
                    _log.warning("an alert did not reach the channel %s: %s", channel.name, error)

    def secrets(self, channel: Channel) -> dict[str, str]:
        """From where keys are kept. Blocks."""
        if not channel.takes_secrets:
            return {}
        name = key_name(channel.name)
        if all(kept.name != name for kept in self._house.keys.all()):
            if not any(option.secret and option.needed for option in channel.kind.options):
                return {}
            raise KeyStoreMissing(
                f"What is secret of the channel {channel.name} is not on this computer.",
                "Remove the channel, and make it anew.",
            )
        try:
            return unpacked(
                self._house.keys.fetch(name.provider, name.account, timeout_s=_KEY_S).result(_KEY_S + 1),
                channel.name,
            )
        except FutureTimeout:
            raise TimedOut("The key store does not answer.") from None


def _together(channel: Channel, deliveries: list[Delivery]) -> list[list[Delivery]]:
    """What goes as one message: all of one act, beginnings before ends, where the channel takes that."""
    parts: list[list[Delivery]] = []
    for act in ("trigger", "resolve"):
        mine = [delivery for delivery in deliveries if delivery.act == act]
        if mine and channel.kind.digests:
            parts.append(mine)
        else:
            parts += [[delivery] for delivery in mine]
    return parts
