"""What will be spent by the end of a period, told from the weeks before. Pure.

People and their tools work by hours of the day and days of the week. So what comes is read from the same
hours of earlier weeks: each of these, shifted here, is one way the rest of the period could go. The middle of
the ways is the forecast, their spread its band. A wild hour counts no more than the wildest ordinary one.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.periods import HOUR_US, Span

Sureness = Literal["low", "fair", "good"]
WEEK_US = 168 * HOUR_US
MOST_WEEKS = 8
_NEARLY_US = 24 * HOUR_US  # a week need not begin with work
_ENOUGH_ACTIVE_HOURS = 8  # before that, nothing can be said honestly
_FAIR_WEEKS, _GOOD_WEEKS = 3, 6
_ORDINARY = 0.98  # the share of active hours that are taken as they are


@dataclass(frozen=True, slots=True)
class Forecast:
    """Amounts at the end of the period. `runs_out_us` is when the limit will be reached, if it will."""

    likely: int
    low: int
    high: int
    sureness: Sureness
    runs_out_us: int | None = None

    @property
    def in_words(self) -> str:
        return {"low": "a rough guess", "fair": "fairly sure", "good": "sure"}[self.sureness]


def forecast(
    hours: Mapping[int, int], spent: int, span: Span, now_us: int, limit: int | None = None
) -> Forecast | None:
    """`hours` has what was spent in each past UTC hour, by its start. None where too little is known."""
    rest = range(now_us // HOUR_US, -(-span.until_us // HOUR_US))
    weeks = _weeks(hours, now_us)
    if not weeks or len(rest) == 0 or len(rest) > 400 * 24:
        return None
    plain = _without_the_wild(hours)
    ways = [_way(plain, rest, week, weeks) for week in range(1, weeks + 1)]
    ends = sorted(spent + way[-1] for way in ways)
    likely = _middle(ends)
    low, high = ends[0], ends[-1]
    if weeks < _FAIR_WEEKS:  # one or two weeks do not show how different weeks can be
        low, high = min(low, spent + (likely - spent) // 2), max(high, spent + (likely - spent) * 2)
    sureness: Sureness = "low" if weeks < _FAIR_WEEKS else "fair" if weeks < _GOOD_WEEKS else "good"
    runs_out = None
    if limit is not None:
        runs_out = now_us if spent >= limit else _runs_out(ways, rest, limit - spent)
    return Forecast(likely, low, high, sureness, runs_out)


def _weeks(hours: Mapping[int, int], now_us: int) -> int:
    """How many whole weeks before now there is something to learn from."""
    active = [start for start, amount in hours.items() if amount > 0]
    if len(active) < _ENOUGH_ACTIVE_HOURS:
        return 0
    return min(MOST_WEEKS, (now_us - min(active) + _NEARLY_US) // WEEK_US)


def _without_the_wild(hours: Mapping[int, int]) -> dict[int, int]:
    """By hours since 1970; the few greatest are no greater than the greatest ordinary one."""
    active = sorted(amount for amount in hours.values() if amount > 0)
    most = active[min(len(active) - 1, int(len(active) * _ORDINARY))] if len(active) > 50 else active[-1]
    return {start // HOUR_US: min(amount, most) for start, amount in hours.items()}


def _way(plain: Mapping[int, int], rest: range, week: int, weeks: int) -> list[int]:
    """What will be spent hour by hour, added up, if it goes on as it did so many weeks ago.

    A rest longer than that goes on with the weeks that came after, and begins again with the oldest.
    """
    total, way = 0, list[int]()
    for n, hour in enumerate(rest):
        back = (week - n // 168 - 1) % weeks + 1
        total += plain.get(hour - n // 168 * 168 - back * 168, 0)
        way.append(total)
    return way


def _middle(values: Sequence[int]) -> int:
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) // 2


def _runs_out(ways: list[list[int]], rest: range, left: int) -> int | None:
    """When the middle one of the ways reaches what is left."""
    reached = sorted(bisect_left(way, left) for way in ways)
    at = reached[len(reached) // 2]
    return (rest[at] + 1) * HOUR_US if at < len(rest) else None
