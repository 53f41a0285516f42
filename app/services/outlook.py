"""How budgets stand, for who only looks: now, in the periods before, and probably at the end of this one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.core.amounts import plain_amount
from app.core.budgets import Budget, Tally
from app.core.forecast import MOST_WEEKS, WEEK_US, Forecast, forecast
from app.core.periods import HOUR_US, Span
from app.core.records import iso_utc
from app.ledger import Reader
from app.ledger.budgets import kept_budgets
from app.ledger.spending import spent, spent_by_hour

_BUSIEST_OF_US = 4 * WEEK_US


def standing(reader: Reader, local: Iterable[str], at_us: int) -> list[Tally]:
    """How all budgets stand by what the ledger says."""
    free = frozenset(local)
    tallies: list[Tally] = []
    for budget in kept_budgets(reader):
        tally = Tally(budget, budget.span(at_us))
        tally.load(spent(reader, budget, tally.span, free))
        tallies.append(tally)
    return tallies


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """What was spent in a period that is over, and when today's limit was reached in it, if it was."""

    span: Span
    spent: int
    reached_us: int | None


def past_periods(
    reader: Reader, budget: Budget, local: Iterable[str], at_us: int, count: int = 12
) -> list[PastPeriod]:
    """The last ones in which anything can have been recorded, newest first.

    The newest of them tells what a budget that is about to be made would have done.
    """
    if budget.period in {"rolling", "total"}:
        return []
    free, first_us = frozenset(local), reader.first_us()
    found: list[PastPeriod] = []
    span = budget.span(at_us)
    while len(found) < count and first_us is not None and span.since_us > first_us:
        span = budget.span(span.since_us - 1)
        amount = sum(part for _, part in spent(reader, budget, span, free))
        reached = _reached(reader, budget, span, free) if amount >= budget.limit else None
        found.append(PastPeriod(span, amount, reached))
    return found


def past_stretches(
    reader: Reader, budget: Budget, local: Iterable[str], at_us: int, count: int = 12
) -> list[PastPeriod]:
    """Of a budget that rolls: what lies within it now, and as long before that again and again."""
    free, first_us = frozenset(local), reader.first_us()
    whole = replace(budget, period="total", hours=0)  # one sum of each
    found: list[PastPeriod] = []
    span = Span(budget.span(at_us).since_us, at_us)
    while len(found) < count and first_us is not None and span.until_us > first_us:
        amount = sum(part for _, part in spent(reader, whole, span, free))
        reached = _reached(reader, budget, span, free) if amount >= budget.limit else None
        found.append(PastPeriod(span, amount, reached))
        span = Span(span.since_us - budget.hours * HOUR_US, span.since_us)
    return found


def _reached(reader: Reader, budget: Budget, span: Span, free: frozenset[str]) -> int:
    """The end of the hour in which the limit was reached."""
    total = 0
    for hour, amount in sorted(spent_by_hour(reader, budget, span, free).items()):
        total += amount
        if total >= budget.limit:
            return min(hour + HOUR_US, span.until_us)
    return span.until_us


def as_record(tally: Tally, at_us: int) -> dict[str, Any]:
    """A budget and how it stands, as JSON can carry it."""
    budget, span = tally.budget, tally.span
    limit = budget.limit_at(at_us)

    def plain(amount: int) -> str | int:
        return plain_amount(amount, budget.unit)

    again_us = tally.waits_until(at_us)
    return {
        "name": budget.name,
        **asdict(budget.scope),
        "unit": budget.unit,
        "period": f"{budget.hours}h" if budget.period == "rolling" else budget.period,
        "zone": budget.zone,
        "action": budget.action,
        "unpriced": budget.unpriced,
        "thresholds": list(budget.thresholds),
        "paused": budget.paused,
        "limit": plain(limit),
        "raised_by": plain(limit - budget.limit),
        "spent": plain(tally.spent),
        "held": plain(tally.held),
        "left": plain(max(0, tally.room(at_us))),
        "percent": tally.spent * 100 // limit,
        "over": not budget.paused and tally.used_up(at_us),
        "since": None if budget.period == "total" else iso_utc(span.since_us),
        "resets_at": None if again_us is None else iso_utc(again_us),
        "created_at": iso_utc(budget.created_us),
    }


@dataclass(frozen=True, slots=True)
class Preview:
    """What a budget that is about to be made would have seen."""

    spent: int  # in the period that runs now
    past: list[PastPeriod]
    busiest: int  # the most in any stretch of a rolling one's length, in the last weeks


def preview_of(reader: Reader, budget: Budget, local: Iterable[str], at_us: int, count: int = 6) -> Preview:
    free = frozenset(local)
    now = sum(part for _, part in spent(reader, budget, budget.span(at_us), free))
    busiest = _busiest(reader, budget, at_us, free) if budget.period == "rolling" else 0
    return Preview(now, past_periods(reader, budget, free, at_us, count), busiest)


def _busiest(reader: Reader, budget: Budget, at_us: int, free: frozenset[str]) -> int:
    hours = sorted(spent_by_hour(reader, budget, Span(at_us - _BUSIEST_OF_US, at_us), free).items())
    most = total = first = 0
    for start_us, amount in hours:
        total += amount
        while hours[first][0] <= start_us - budget.hours * HOUR_US:
            total -= hours[first][1]
            first += 1
        most = max(most, total)
    return most


def forecast_of(reader: Reader, tally: Tally, local: Iterable[str], at_us: int) -> Forecast | None:
    """How its period will probably end; None where that cannot be said, or has no end."""
    budget = tally.budget
    if budget.period in {"rolling", "total"}:
        return None
    past = Span(at_us - MOST_WEEKS * WEEK_US, at_us)
    hours = spent_by_hour(reader, budget, past, frozenset(local))
    return forecast(hours, tally.spent, tally.span, at_us, budget.limit_at(at_us))


def forecast_record(tally: Tally, found: Forecast | None) -> dict[str, Any] | None:
    if found is None:
        return None
    unit = tally.budget.unit
    return {
        "likely": plain_amount(found.likely, unit),
        "low": plain_amount(found.low, unit),
        "high": plain_amount(found.high, unit),
        "sureness": found.sureness,
        "runs_out_at": None if found.runs_out_us is None else iso_utc(found.runs_out_us),
    }
