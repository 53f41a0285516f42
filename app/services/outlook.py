"""A budget before and after now: its periods so far, how this one will end, what it would have stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core.amounts import plain_amount
from app.core.budgets import Budget, Tally
from app.core.forecast import MOST_WEEKS, WEEK_US, Forecast, forecast
from app.core.periods import HOUR_US, Span
from app.core.records import iso_utc
from app.ledger import Reader
from app.ledger.spending import spent, spent_by_hour


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


def _reached(reader: Reader, budget: Budget, span: Span, free: frozenset[str]) -> int:
    """The end of the hour in which the limit was reached."""
    total = 0
    for hour, amount in sorted(spent_by_hour(reader, budget, span, free).items()):
        total += amount
        if total >= budget.limit:
            return min(hour + HOUR_US, span.until_us)
    return span.until_us


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
