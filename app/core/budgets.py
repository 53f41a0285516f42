"""Budgets: how much may be spent, on what, in which stretch of time. Pure: no clock, no ledger, no lock.

What counts is what reports count: a call belongs to the period in which it began. A period follows the wall
clock of the budget's own zone.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal
from zoneinfo import ZoneInfo

from app.core.amounts import MOST_AMOUNT, Unit, show_amount
from app.core.calls import Call
from app.core.errors import BudgetError, UsageError
from app.core.patterns import fits
from app.core.periods import BUCKET_US, HOUR_US, Span, local, next_start, start_of

Period = Literal["day", "week", "month", "rolling", "total"]
Action = Literal["block", "warn"]
Unpriced = Literal["allow", "warn", "block"]

ACTIONS: tuple[Action, ...] = ("block", "warn")
UNPRICED: tuple[Unpriced, ...] = ("allow", "warn", "block")
DEFAULT_THRESHOLDS = (50, 80, 100)
_FOR_EVER = Span(0, 221_845_392_000_000_000)  # to the year 9000: calendars end soon after
_MOST_HOURS = 24 * 366

# These ended without an answer's end, and yet the provider did, and sells, the work.
WENT_THROUGH = frozenset({"client_closed", "client_stalled", "interrupted", "stopped"})


@dataclass(frozen=True, slots=True)
class BudgetScope:
    """All of what is set has to fit; nothing set is everything. `model` is a pattern."""

    project: str | None = None
    client: str | None = None
    provider: str | None = None
    account: str | None = None
    model: str | None = None

    def covers(self, call: Call) -> bool:
        return (
            (self.project is None or self.project == call.project)
            and (self.client is None or self.client == call.client)
            and (self.provider is None or self.provider == call.provider)
            and (self.account is None or self.account == call.account)
            and (self.model is None or self.covers_model(call.model) or self.covers_model(call.model_sent))
        )

    def covers_model(self, name: str | None) -> bool:
        return self.model is None or (name is not None and fits(self.model, name))

    def __str__(self) -> str:
        parts = [
            f"{name} {value}"
            for name in ("project", "client", "provider", "account", "model")
            if (value := getattr(self, name)) is not None
        ]
        return ", ".join(parts) or "everything"


@dataclass(frozen=True, slots=True)
class Raise:
    """More, for a while."""

    by: int
    from_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class Budget:
    """`limit` is in nano-dollars, tokens or calls; a rolling one counts the last `hours`."""

    name: str
    limit: int
    unit: Unit = "usd"
    period: Period = "month"
    hours: int = 0
    zone: str = "UTC"
    scope: BudgetScope = BudgetScope()
    action: Action = "block"
    thresholds: tuple[int, ...] = DEFAULT_THRESHOLDS
    unpriced: Unpriced = "warn"  # what a call meets whose price nobody knows
    paused: bool = False
    created_us: int = 0
    raises: tuple[Raise, ...] = ()
    id: int = field(default=0, compare=False)  # as the ledger knows it, whatever it is called

    def __post_init__(self) -> None:
        where = f"The budget {self.name!r}"
        if not self.name.strip() or len(self.name) > 80 or not self.name.isprintable():
            raise BudgetError("A budget needs a name of at most 80 printable characters.")
        if not 0 < self.limit <= MOST_AMOUNT:
            raise BudgetError(f"{where} needs a limit above zero.")
        if (self.period == "rolling") != (0 < self.hours <= _MOST_HOURS):
            raise BudgetError(f"{where} rolls over between 1 and {_MOST_HOURS} hours, not {self.hours}.")
        if any(not 0 < share <= 1000 for share in self.thresholds):
            raise BudgetError(f"{where} has thresholds from 1 to 1000 per cent.")

    def limit_at(self, now_us: int) -> int:
        return self.limit + sum(r.by for r in self.raises if r.from_us <= now_us < r.until_us)

    def span(self, now_us: int) -> Span:
        """The period that `now_us` lies in; a rolling one in steps of the ledger's 15 minutes."""
        if self.period == "total":
            return _FOR_EVER
        if self.period == "rolling":
            return Span(now_us // BUCKET_US * BUCKET_US - self.hours * HOUR_US, now_us + self.hours * HOUR_US)
        zone = ZoneInfo(self.zone)
        return Span(start_of(self.period, now_us, zone), next_start(self.period, now_us, zone))

    def concerns(self, call: Call) -> bool:
        """Whether the call will spend of it; nothing is paid for a covered one."""
        return self.scope.covers(call) and not (self.unit == "usd" and call.covered)

    def counts(self, call: Call) -> int:
        """What an ended call adds to what is spent of it."""
        if self.unit == "usd":
            return call.cost_nusd or 0
        if self.unit == "tokens":
            return 0 if call.cost_nothing else call.usage.total_tokens or 0
        return int(went_through(call))

    def show(self, amount: int) -> str:
        return show_amount(amount, self.unit)

    @property
    def period_words(self) -> str:
        if self.period == "rolling":
            days, rest = divmod(self.hours, 24)
            return f"in any {self.hours} hours" if rest or days == 1 else f"in any {days} days"
        return {"day": "a day", "week": "a week", "month": "a month", "total": "in total"}[self.period]


def went_through(call: Call) -> bool:
    """Whether a provider did work for it that is sold: neither free, nor refused, nor failed."""
    return call.cost_basis != "free" or (call.error_type in WENT_THROUGH and call.attempts > 0)


_HOURS = re.compile(r"(?:rolling[ -]?)?([0-9]{1,4})\s*h(?:ours?)?", re.IGNORECASE | re.ASCII)
_PERIOD_WORDS: dict[str, Period] = {
    "day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "total": "total",
}  # fmt: skip


def read_period(text: str) -> tuple[Period, int]:
    """`day`, `week`, `month`, `total`, or hours that roll: `5h`."""
    word = text.strip().lower()
    if word in _PERIOD_WORDS:
        return _PERIOD_WORDS[word], 0
    if found := _HOURS.fullmatch(word):
        return "rolling", int(found[1])
    raise BudgetError(f"{text!r} is not a period.", "It is day, week, month, total, or hours such as 5h.")


def read_thresholds(text: str) -> tuple[int, ...]:
    """`50,80,100`; nothing for none."""
    try:
        return tuple(
            sorted({int(part.strip().removesuffix("%")) for part in text.split(",") if part.strip()})
        )
    except ValueError:
        raise UsageError(f"{text!r} are not thresholds.", "Write per cent, such as 50,80,100.") from None


# ---- what is spent of a budget, and what is held back for calls under way --------------------------------


@dataclass(frozen=True, slots=True)
class Demand:
    """What a call may come to: at the worst, and what calls like it usually do. None is not known."""

    worst: int | None = None
    usual: int | None = None

    def size(self, room: int) -> int:
        """How much is held back: never more than what is left, so that a large ask is no reason to refuse."""
        known = [amount for amount in (self.worst, self.usual) if amount is not None]
        return max(1, min(*known, room)) if known else max(1, room)


ONE_CALL = Demand(1, 1)


@dataclass(slots=True)
class Tally:
    """One budget in its present period. Whoever uses it from several threads holds a lock around it."""

    budget: Budget
    span: Span
    told: set[int] = field(default_factory=set[int])  # thresholds of this period that were passed and told
    refused: int = 0
    told_unpriced: bool = False
    passes: int = 0  # calls that may go whatever is left: "allow once"
    stale: bool = False  # the clock was set back: what was spent in this span has to be read anew
    _spent: deque[tuple[int, int]] = field(default_factory=deque[tuple[int, int]])  # (15 minutes, amount)
    _sum: int = 0
    _holds: dict[str, int] = field(default_factory=dict[str, int])
    _held: int = 0
    _let: set[str] = field(default_factory=set[str])  # calls under way that a pass let through
    _known: dict[str, int] = field(default_factory=dict[str, int])  # what of holds is spent already
    _known_sum: int = 0

    @property
    def spent(self) -> int:
        return self._sum

    @property
    def held(self) -> int:
        return self._held

    @property
    def calls_under_way(self) -> int:
        return len(self._holds)

    def room(self, now_us: int) -> int:
        return 0 if self.stale else self.budget.limit_at(now_us) - self._sum - self._held

    def used_up(self, now_us: int) -> bool:
        """Not only held back: nothing that is under way can make room again."""
        return not self.stale and self._sum + self._known_sum >= self.budget.limit_at(now_us)

    def roll(self, now_us: int) -> bool:
        """Go on to the period of `now_us`; True when another one is at hand.

        After a clock that was set back there is no room until the ledger was asked.
        """
        if self.budget.period == "rolling":
            since_us, self.span = self.span.since_us, self.budget.span(now_us)
            self.stale = self.stale or self.span.since_us < since_us  # what rolled out may be in it again
            while self._spent and self._spent[0][0] < self.span.since_us:
                self._sum -= self._spent.popleft()[1]
            if not any(self._share() >= share for share in self.told):
                self.told.clear()
            return False
        if self.span.since_us <= now_us < self.span.until_us:
            return False
        self.stale = self.stale or now_us < self.span.since_us
        self.span = self.budget.span(now_us)
        self._spent.clear()
        self._sum = 0
        # what is held for calls of the old period is settled there
        self._holds.clear()
        self._held = 0
        self._known.clear()
        self._known_sum = 0
        self._let.clear()
        self.told.clear()
        self.refused = 0
        self.told_unpriced = False
        return True

    def load(self, spent: Iterable[tuple[int, int]]) -> None:
        """What the ledger says was spent in this span: moments and amounts, in order."""
        self._spent.clear()
        self._sum = 0
        for at_us, amount in spent:
            self._add(at_us, amount)

    def take_over(self, before: "Tally", now_us: int) -> None:
        """Go on from the same budget's tally: what is held, and what was told, stays so."""
        if before.budget.unit == self.budget.unit:
            self._holds, self._held = before._holds, before._held
            self._known, self._known_sum = before._known, before._known_sum
        self.passes, self._let = before.passes, before._let
        if before.span.since_us == self.span.since_us or self.budget.period == "rolling":
            share = self._share()
            self.told = {threshold for threshold in before.told if threshold <= share}
            self.refused = before.refused if self.used_up(now_us) else 0
            self.told_unpriced = before.told_unpriced

    def _add(self, at_us: int, amount: int) -> None:
        if not amount:
            return
        self._sum += amount
        if self.budget.period == "rolling":
            bucket = at_us // BUCKET_US * BUCKET_US
            if self._spent and self._spent[-1][0] >= bucket:
                last, before = self._spent[-1]
                self._spent[-1] = (last, before + amount)
            else:
                self._spent.append((bucket, amount))

    def copy(self) -> "Tally":
        """As it is now: what is held and spent later does not show in it."""
        return replace(
            self,
            told=set(self.told),
            _spent=deque(self._spent),
            _holds=dict(self._holds),
            _let=set(self._let),
            _known=dict(self._known),
        )

    def hold(self, call_id: str, amount: int) -> None:
        self.release(call_id)
        self._holds[call_id] = amount
        self._held += amount

    def let_through(self, call_id: str) -> None:
        """Whatever is left: a pass is used up by that, unless the call is released."""
        self.hold(call_id, 1)
        self.passes -= 1
        self._let.add(call_id)

    def grow(self, call: Call) -> None:
        """A session has come to so much, and goes on: no less than that is held. As a call it is only one."""
        if self.budget.unit == "calls" or (
            call.id not in self._holds and call.started_us < self.span.since_us  # its period is over
        ):
            return
        amount = self.budget.counts(call)
        more = max(0, amount - self._holds.get(call.id, 0))
        self._holds[call.id] = self._holds.get(call.id, 0) + more
        self._held += more
        self._known_sum += amount - self._known.get(call.id, 0)
        self._known[call.id] = amount

    def stops(self, call_id: str, now_us: int) -> bool:
        """Whether a session may not ask for more: of calls it has had its one."""
        return self.budget.unit != "calls" and self.used_up(now_us) and call_id not in self._let

    def excuse(self, call_id: str) -> None:
        """A session may go on, whatever is left: a pass is used up by that."""
        self._holds.setdefault(call_id, 0)
        self.passes -= 1
        self._let.add(call_id)

    def holds_back(self, call: Call) -> bool:
        """Whether the call is under way at the cost of this budget, and without a pass."""
        return call.id in self._holds and call.id not in self._let

    def release(self, call_id: str) -> None:
        self._held -= self._holds.pop(call_id, 0)
        self._known_sum -= self._known.pop(call_id, 0)
        if call_id in self._let:
            self._let.remove(call_id)
            self.passes += 1

    def settle(self, call: Call) -> list[int]:
        """Its hold becomes what it cost; the thresholds that were passed by that."""
        was_held = call.id in self._holds
        self._let.discard(call.id)
        self.release(call.id)
        if call.started_us < self.span.since_us and not was_held:
            return []  # it belongs to the period before; one that waited for this period belongs here
        amount = self.budget.counts(call)
        self._add(max(call.started_us, self.span.since_us), amount)
        return self.passed() if amount else []

    def passed(self) -> list[int]:
        """Thresholds that are behind us and were not told yet; told by this."""
        share = self._share()
        fresh = sorted(t for t in self.budget.thresholds if t <= share and t not in self.told)
        self.told.update(fresh)
        return fresh

    def _share(self) -> int:
        return self._sum * 100 // self.budget.limit

    def waits_until(self, now_us: int) -> int | None:
        """When there is room again by itself; None where that never comes."""
        if self.budget.period == "total":
            return None
        if self.budget.period != "rolling":
            return self.span.until_us
        if not self._spent and not self._known_sum:
            return None
        over = self._sum + self._known_sum - self.budget.limit_at(now_us)
        for bucket, amount in self._spent:
            over -= amount
            if over < 0:
                return bucket + BUCKET_US + self.budget.hours * HOUR_US
        return now_us + self.budget.hours * HOUR_US

    def refusal(self, now_us: int) -> str:
        """Why a call cannot go, for whoever made it."""
        budget = self.budget
        limit = budget.limit_at(now_us)
        until = self.waits_until(now_us)
        if until is None:
            again = "It does not start anew."
        else:
            zone = ZoneInfo(budget.zone)
            again = f"There is room again at {local(until, zone):%Y-%m-%d %H:%M} ({budget.zone})."
        spent = budget.show(self._sum + self._known_sum)
        if self.used_up(now_us):
            state = f"{spent} of {budget.show(limit)} {budget.period_words} are spent"
        else:
            state = (
                f"{spent} of {budget.show(limit)} {budget.period_words} are spent and "
                f"{budget.show(self._held - self._known_sum)} held for calls under way"
            )
        return f"The budget {budget.name!r} ({budget.scope}) is used up: {state}. {again}"
