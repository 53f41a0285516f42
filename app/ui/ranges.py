"""Spans of time as the range picker names them, and the spans that they are compared with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.periods import BUCKET_US, HOUR_US, Span, Unit, instant, local, named_range, start_of

CUSTOM = "custom"
_MOST_BUCKETS = 9_000  # a year of hours
_LEAST_US: dict[Unit, int] = {
    "15min": BUCKET_US,
    "hour": HOUR_US,
    "day": 23 * HOUR_US,
    "week": 167 * HOUR_US,
    "month": 28 * 24 * HOUR_US,
}
_DAYS_BACK = {"today": 1, "7d": 7, "30d": 30}
NAMES = (*_DAYS_BACK, "this-month", "last-month")  # that the picker has


@dataclass(frozen=True, slots=True)
class Range:
    """What the range picker says. `custom` is set when its name is CUSTOM."""

    name: str = "7d"
    custom: Span | None = None


def span_of(chosen: Range, zone: ZoneInfo, now_us: int) -> Span:
    return chosen.custom or named_range(chosen.name, now_us, zone)


def elapsed(span: Span, now_us: int) -> Span:
    """The part that is over."""
    return Span(span.since_us, max(span.since_us, min(span.until_us, now_us)))


def span_before(chosen: Range, zone: ZoneInfo, now_us: int) -> Span:
    """The same stretch of the period before, ended where the running period has come to.

    So a month on its tenth day is held against ten days, never against a whole month.
    """
    whole = span_of(chosen, zone, now_us)
    return _before(chosen, whole, elapsed(whole, now_us), zone)


def whole_before(chosen: Range, zone: ZoneInfo, now_us: int) -> Span:
    """The period before from its start to its end, also while this one runs: where it could be going."""
    whole = span_of(chosen, zone, now_us)
    return _before(chosen, whole, whole, zone)


def _before(chosen: Range, whole: Span, seen: Span, zone: ZoneInfo) -> Span:
    if chosen.custom is not None:
        return Span(whole.since_us - (seen.until_us - seen.since_us), whole.since_us)
    if chosen.name in _DAYS_BACK:
        back = timedelta(days=_DAYS_BACK[chosen.name])
        return Span(*(instant(_wall(us, zone) - back, zone) for us in (seen.since_us, seen.until_us)))
    earlier_us = start_of("month", whole.since_us - 1, zone)
    if chosen.name == "last-month":
        return Span(earlier_us, whole.since_us)
    spent = _wall(seen.until_us, zone) - _wall(whole.since_us, zone)
    return Span(earlier_us, min(whole.since_us, instant(_wall(earlier_us, zone) + spent, zone)))


def days(first: date, last: date, zone: ZoneInfo) -> Span:
    """From the first to the last day, both of them whole."""
    return Span(
        instant(datetime.combine(first, time()), zone),
        instant(datetime.combine(last + timedelta(days=1), time()), zone),
    )


def grain_of(span: Span) -> Unit:
    """The bucket that gives a chart of this span a readable number of bars."""
    hours = (span.until_us - span.since_us) / HOUR_US
    if hours <= 3:
        return "15min"
    if hours <= 73:
        return "hour"
    if hours <= 24 * 130:
        return "day"
    return "week" if hours <= 24 * 400 else "month"


def grains_of(span: Span) -> list[Unit]:
    """The buckets that can be chosen: so large that there are not too many of them."""
    length_us = span.until_us - span.since_us
    return [unit for unit, least_us in _LEAST_US.items() if length_us / least_us <= _MOST_BUCKETS]


def _wall(us: int, zone: ZoneInfo) -> datetime:
    return local(us, zone).replace(tzinfo=None)
