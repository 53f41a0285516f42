"""What rules have to see of each call that ends: its cost, and whether its client runs away.

Called on the proxy's thread: memory only, microseconds.
"""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.alert_rules import Rule
from app.core.budgets import BudgetScope
from app.core.calls import Call
from app.core.runaway import Runaway, Runaways
from app.services.pauses import Pauses

COUNTED = frozenset({"call-cost", "runaway"})
_LATELY_CALLS = 1_000
_MOST_WAITING = 1_000


@dataclass(slots=True)
class _Counter:
    rule: Rule
    covers_all: bool
    over_nusd: int = 0  # of one call
    runaways: Runaways | None = None


@dataclass(slots=True)
class Counted:
    """For one rule, since somebody last asked."""

    calls: list[Call]
    runaways: list[Runaway]
    running: set[str]


class Counting:
    """Any thread may call it."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self._lock = threading.Lock()
        self._counters: tuple[_Counter, ...] = ()
        self._lately: dict[str, None] = {}
        self._dear: deque[tuple[int, Call]] = deque(maxlen=_MOST_WAITING)
        self._run_away: deque[tuple[int, Runaway]] = deque(maxlen=_MOST_WAITING)

    def follow(self, rules: Iterable[Rule]) -> None:
        """Count for these; what was counted for one that is as it was goes on."""
        with self._lock:
            before = {counter.rule.id: counter for counter in self._counters}
            wanted = [rule for rule in rules if rule.enabled and rule.kind.name in COUNTED]
            self._counters = tuple(_counter(rule, before.get(rule.id)) for rule in wanted)

    def ended(self, call: Call, at_us: int) -> bool:
        """Whether there is something to tell. Being told of a call twice changes nothing."""
        if not self._counters or call.cost_basis == "free":
            return False
        found = False
        with self._lock:
            if call.id in self._lately:
                return False
            self._lately[call.id] = None
            if len(self._lately) > _LATELY_CALLS:
                del self._lately[next(iter(self._lately))]
            for counter in self._counters:
                if counter.covers_all or counter.rule.scope.covers(call):
                    found |= self._count(counter, call, at_us)
        return found

    def _count(self, counter: _Counter, call: Call, at_us: int) -> bool:
        rule = counter.rule
        if counter.runaways is None:
            if (call.cost_nusd or 0) > counter.over_nusd:
                self._dear.append((rule.id, call))
                return True
            return False
        one = counter.runaways.saw(call, at_us)
        if one is None:
            return False
        self._run_away.append((rule.id, one))
        if rule["pause"] and one.client and not rule.muted(at_us):
            self._pauses.pause(one.client, f"the rule {rule.name!r} took it for a runaway.")
        return True

    def take(self, at_us: int) -> dict[int, Counted]:
        """What there is to tell, by the id of the rule."""
        with self._lock:
            found = {
                counter.rule.id: Counted(
                    [], [], counter.runaways.running(at_us) if counter.runaways else set()
                )
                for counter in self._counters
            }
            for id_, call in self._dear:
                if id_ in found:
                    found[id_].calls.append(call)
            for id_, one in self._run_away:
                if id_ in found:
                    found[id_].runaways.append(one)
            self._dear.clear()
            self._run_away.clear()
        return found

    def forget(self, client: str) -> None:
        """Somebody let it go on: it is counted anew."""
        with self._lock:
            for counter in self._counters:
                if counter.runaways is not None:
                    counter.runaways.forget(client)


def _counter(rule: Rule, before: _Counter | None) -> _Counter:
    covers_all = rule.scope == BudgetScope()
    if rule.kind.name != "runaway":
        return _Counter(rule, covers_all, rule.number("over"))
    same = before is not None and before.runaways is not None and before.rule.chosen == rule.chosen
    fresh = Runaways(rule.number("calls"), rule.number("within"), rule.number("per_minute"))
    return _Counter(rule, covers_all, runaways=before.runaways if before is not None and same else fresh)
