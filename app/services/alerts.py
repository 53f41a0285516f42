"""Alerts: the rules and channels of the user, what was told, and the thread that watches.

What calls need when they end is counted on the proxy's thread, in microseconds; everything else is looked at
once a minute, and at once when something happened, on a thread of its own.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from app.core.alert_channels import Channel
from app.core.alert_rules import Rule
from app.core.alerts import Alert, Finding, Notice, changes
from app.core.calls import Call
from app.core.errors import AlertError, AppError
from app.core.judging_standings import BudgetNews
from app.core.news import LedgerChanged, News, Scope
from app.core.periods import HOUR_US
from app.core.quiet_hours import quiet_until
from app.ledger import alert_ways_back as ways_back
from app.ledger import alerts as store
from app.ledger import attention
from app.ledger.alerts import Delivery, Send
from app.ledger.budgets import BudgetEvent, events_of
from app.platform.clock import now_us, zone
from app.services import couriers, watching
from app.services.counting import Counting
from app.services.couriers import RETRIES_US, Couriers
from app.services.pauses import Pauses
from app.services.quotas import Quotas
from app.services.watching import HEARS, LOOKS, Happened, Watch

_log = logging.getLogger("tollgate.alerts")
T = TypeVar("T")

_LOOK_EVERY_S = 60.0
_FIRST_AFTER_S = 5.0
_STOP_S = 2.0
_MOST_WAITING = 1_000
_REPLAYED_US = 24 * HOUR_US
_LOOK_AT_ONCE = Scope.BUDGETS | Scope.HEALTH | Scope.PRICES | Scope.REGISTER


class House(watching.House, couriers.House, Protocol): ...


class Alerts:
    """`start` and `stop` once each. Any thread may call it, but for the ledger's writer."""

    def __init__(
        self,
        house: House,
        quotas: Quotas,
        *,
        retries_us: Sequence[int] = RETRIES_US,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._house = house
        self._clock = clock
        self.pauses = Pauses(house.ledger)
        self.couriers = Couriers(house, retries_us=retries_us, clock=clock)
        self._watch = Watch(house, quotas, clock())
        self._counting = Counting(self.pauses)
        self._events: deque[BudgetEvent] = deque(maxlen=_MOST_WAITING)
        self._looking = threading.Lock()
        self._untold: dict[int, Happened] = {}  # by rule: what came in and was not judged to its end
        self._look_at_all = False
        self._stopping = False
        self._something = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        self._rules: list[Rule] = []
        self._channels: list[Channel] = []
        self.reload()

    def start(self) -> None:
        self.couriers.start()
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._something.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_S)
        self.couriers.stop()

    # ---- what happens: any thread, at once ------------------------------------------------------------

    def ended(self, call: Call) -> None:
        """A call is over and has its cost. On the proxy's thread; being told twice changes nothing."""
        if self._counting.ended(call, self._clock()):
            self._something.set()

    def budget_event(self, event: BudgetEvent) -> None:
        if event.kind in {"threshold", "blocked"}:
            self._events.append(event)
            self._something.set()

    def heard(self, news: News) -> None:
        """Something changed that a rule may look at."""
        if isinstance(news, LedgerChanged) and news.scopes & _LOOK_AT_ONCE:
            self._look_at_all = True
            self._something.set()

    # ---- looking ------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._guarded(self._replay)
        pause_s = _FIRST_AFTER_S
        last_us = 0
        while not self._stopping:
            self._something.wait(pause_s)
            self._something.clear()
            if self._stopping:
                return
            at_us = self._clock()
            whole = self._look_at_all or not 0 <= at_us - last_us < _LOOK_EVERY_S * 1_000_000
            if whole:
                self._look_at_all, last_us = False, at_us
            self._guarded(partial(self.look, whole=whole))
            pause_s = _LOOK_EVERY_S

    def _guarded(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except AppError as error:  # tried again at the next look
            if not self._stopping:
                _log.error("alerts: %s", error)
        except Exception:  # noqa: BLE001  the thread, and other rules, go on
            if not self._stopping:
                _log.exception("alerts met an error that they do not know")
        return None

    def _replay(self) -> None:
        """What happened to budgets just before the program ended may not have been told."""
        since_us = self._clock() - _REPLAYED_US
        for tally in self._house.budgets.all():
            for event in reversed(events_of(self._house.ledger.reader, tally.budget.name)):
                if event.at_us >= since_us:
                    self.budget_event(event)

    def look(self, *, whole: bool = True) -> int:
        """Hold the rules against what is so now; how many alerts that made."""
        with self._looking:
            at_us = self._clock()
            for id_, happened in self._take(at_us).items():
                self._untold.setdefault(id_, Happened()).add(happened, _MOST_WAITING)
            rules = [rule for rule in self._rules if rule.enabled]
            self._untold = {r.id: self._untold[r.id] for r in rules if r.id in self._untold}
            told = 0
            for rule in rules:
                if not self._stopping and (rule.kind.name in HEARS or (whole and rule.kind.name in LOOKS)):
                    told += self._guarded(partial(self._judge, rule, at_us)) or 0
        if told:
            self.couriers.look()
        return told

    def _take(self, at_us: int) -> dict[int, Happened]:
        """What came in, for each rule that hears of it."""
        found: dict[int, Happened] = {rule.id: Happened() for rule in self._rules if rule.kind.name in HEARS}
        for id_, counted in self._counting.take(at_us).items():
            found[id_] = Happened([], counted.calls, counted.runaways, counted.running)
        budgets = {tally.budget.id: tally.budget for tally in self._house.budgets.all()}
        while self._events:
            event = self._events.popleft()
            budget = budgets.get(event.budget_id)  # as it is called now
            percent = event.percent if event.kind == "threshold" else None
            for rule in self._rules:
                if (
                    budget is not None
                    and rule.kind.name.startswith("budget-")
                    and event.at_us >= rule.since_us
                ):
                    news = BudgetNews(budget, event.at_us, event.since_us, event.spent, event.amount, percent)
                    found[rule.id].budgets.append(news)
        return found

    def _judge(self, rule: Rule, at_us: int) -> int:
        """What happened is kept until it is written down: only then it cannot be lost."""
        if rule.kind.name in HEARS:
            findings, still = self._watch.heard(rule, self._untold.get(rule.id, Happened()), at_us)
        else:
            findings, still = self._watch.found(rule, at_us)
        told = self._write(rule, findings, still, at_us)
        self._untold.pop(rule.id, None)
        return told

    def _write(self, rule: Rule, findings: list[Finding], still: set[str], at_us: int) -> int:
        ledger = self._house.ledger
        open_alerts = store.open_alerts(ledger.reader, rule.id) if rule.kind.lasts else []
        if not findings and not open_alerts:
            return 0
        fresh, over = changes(rule.kind, open_alerts, findings, still)
        if over:
            hears = [channel.id for channel in self._channels if channel.kind.resolves]
            store.recover(ledger, over, hears, at_us).result()
            self.couriers.look()
        return len(store.tell(ledger, rule, fresh, self._sends(rule, at_us), at_us).result()) if fresh else 0

    def _sends(self, rule: Rule, at_us: int) -> list[Send]:
        text = self._house.settings.text
        wall = zone(text("general.time_zone"))
        quiet = quiet_until(at_us, text("alerts.quiet_from"), text("alerts.quiet_until"), wall)
        due_us = at_us if quiet is None or rule.kind.urgent else quiet
        return [
            Send(channel.id, due_us)
            for channel in self._channels
            if rule.channels is None or channel.name in rule.channels
        ]

    # ---- rules ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Take what the ledger keeps; what was counted for a rule that is as it was goes on."""
        reader = self._house.ledger.reader
        rules, channels = store.kept_rules(reader), store.kept_channels(reader)
        self._counting.follow(rules)
        self._rules, self._channels = rules, channels
        self.pauses.reload()

    @contextmanager
    def while_renaming(self) -> Generator[None]:
        """Something that rules name gets another name within: nothing is judged by half of that."""
        with self._looking:
            yield
            self.reload()

    def rules(self) -> list[Rule]:
        return list(self._rules)

    def rule(self, name: str) -> Rule:
        for rule in self._rules:
            if rule.name == name or (rule.kind.name == name and self._alone(rule)):
                return rule
        known = ", ".join(repr(rule.name) for rule in self._rules)
        raise AlertError(f"There is no rule {name!r}.", f"There are: {known}.")

    def _alone(self, rule: Rule) -> bool:
        """Whether the name of its kind says which rule is meant."""
        return sum(other.kind == rule.kind for other in self._rules) == 1

    def add_rule(self, rule: Rule) -> Rule:
        self._check_free(rule.name)
        return self._keep(replace(rule, since_us=self._clock(), id=0))

    def _check_free(self, name: str) -> None:
        if any(other.name == name for other in self._rules):
            raise AlertError(f"There is already a rule {name!r}.", "Remove it first, or choose another name.")

    def change_rule(self, name: str, /, **values: Any) -> Rule:
        """What is named changes; what happened before that is no news to it, unless only its name changes."""
        rule = self.rule(name)
        changed = replace(rule, **values)
        if changed.name != rule.name:
            self._check_free(changed.name)
        figures = any(changed[p.name] != rule[p.name] for p in rule.kind.parameters)
        if figures or replace(changed, name=rule.name, chosen=rule.chosen) != rule:
            changed = replace(changed, since_us=self._clock())
        return self._keep(changed)

    def mute(self, name: str, until_us: int | None) -> Rule:
        """Tell nobody until then, but keep what happens; None lets it tell again."""
        return self._keep(replace(self.rule(name), muted_until_us=until_us))

    def _keep(self, rule: Rule) -> Rule:
        self._check_channels(rule)
        id_ = store.keep_rule(self._house.ledger, rule).result()
        self.reload()
        return replace(rule, id=id_)

    def _check_channels(self, rule: Rule) -> None:
        for name in rule.channels or ():
            self.channel(name)

    def remove_rule(self, name: str) -> Rule:
        rule = self.rule(name)
        store.remove_rule(self._house.ledger, rule, self._clock()).result()
        self.reload()
        return rule

    def restore_rule(self, name: str) -> Rule:
        """The one that was removed last under this name, with what it told."""
        self._check_free(name)
        if not ways_back.restore_rule(self._house.ledger, name).result():
            raise AlertError(f"No rule {name!r} was removed.")
        self.reload()
        return self.rule(name)

    # ---- channels ---------------------------------------------------------------------------------------

    def channels(self) -> list[Channel]:
        return list(self._channels)

    def channel(self, name: str) -> Channel:
        for channel in self._channels:
            if channel.name == name:
                return channel
        known = ", ".join(channel.name for channel in self._channels) or "none"
        raise AlertError(f"There is no channel {name!r}.", f"There are: {known}.")

    def check_new(self, name: str) -> None:
        if any(channel.name == name for channel in self._channels):
            raise AlertError(
                f"There is already a channel {name!r}.", "Remove it first, or choose another name."
            )

    def add_channel(self, channel: Channel) -> Channel:
        """Its secrets are where keys are, under the name that `channel_secrets.key_name` gives."""
        self.check_new(channel.name)
        made = replace(channel, created_us=self._clock(), id=0)
        id_ = store.keep_channel(self._house.ledger, made).result()
        self.reload()
        return replace(made, id=id_)

    def change_channel(self, name: str, options: Mapping[str, str], *, to: str = "") -> Channel:
        """Those that are given take the place of all that it had; `to` is its new name, if it gets one."""
        changed = replace(self.channel(name), name=to or name, options=MappingProxyType(dict(options)))
        store.keep_channel(self._house.ledger, changed).result()
        self.reload()
        return changed

    def remove_channel(self, name: str) -> Channel:
        channel = self.channel(name)
        users = [rule.name for rule in self._rules if name in (rule.channels or ())]
        if users:
            raise AlertError(
                f"The channel {name!r} is that of {', '.join(users)}.", "Change or remove the rule first."
            )
        store.remove_channel(self._house.ledger, channel, self._clock()).result()
        self.reload()
        return channel

    def test(self, name: str) -> None:
        """Send a message that says that it is one. Blocks; AppError where it did not arrive."""
        channel = self.channel(name)
        trouble: str | None = None
        try:
            self.couriers.send_now(channel, Notice("test", ()))
        except AppError as error:
            trouble = str(error)
            raise
        finally:
            store.note_test(self._house.ledger, channel, trouble, self._clock()).result()

    # ---- what was told ----------------------------------------------------------------------------------

    def history(
        self, *, limit: int = 100, before: int | None = None, which: store.History = "all", text: str = ""
    ) -> list[Alert]:
        """Newest first; `before` is the id of the last one of the page before."""
        reader = self._house.ledger.reader
        return store.history(reader, limit=limit, before=before, which=which, text=text)

    def deliveries(self, alerts: Iterable[int]) -> Mapping[int, list[Delivery]]:
        return store.deliveries_of(self._house.ledger.reader, alerts)

    def last_deliveries(self) -> Mapping[str, Delivery]:
        return store.last_deliveries(self._house.ledger.reader)

    def unacknowledged(self) -> int:
        return attention.unacknowledged(self._house.ledger.reader)

    def last_told(self) -> Mapping[int, int]:
        """When each rule, by its id, told something for the last time."""
        return store.last_told(self._house.ledger.reader)

    def acknowledge(self, alert: int | None = None) -> list[int]:
        """One, or all; those that nobody had seen to before."""
        return store.acknowledge(self._house.ledger, alert, self._clock()).result()

    def unacknowledge(self, alerts: Iterable[int]) -> None:
        ways_back.unacknowledge(self._house.ledger, alerts).result()

    # ---- stopped clients --------------------------------------------------------------------------------

    def pause(self, client: str, reason: str) -> None:
        self.pauses.pause(client, reason)

    def resume(self, client: str) -> None:
        """Let its calls go on, and count anew."""
        self.pauses.resume(client)
        self._counting.forget(client)
        self._something.set()
