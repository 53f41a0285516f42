"""Local hours, days, weeks and months as half-open ranges of UTC microseconds.

Everything goes by the wall clock of an IANA zone: a day lasts 23, 24.5 or 25 hours where its zone says so,
midnight may not exist, and a whole day may be missing. Nothing here ever adds 86 400 seconds to get a day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["15min", "hour", "day", "week", "month"]
UNITS: tuple[Unit, ...] = ("15min", "hour", "day", "week", "month")

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
BUCKET_US = 15 * MINUTE_US

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_REMEMBERED = 10_000  # a year of hours: the same ones are asked for again and again


@dataclass(frozen=True, slots=True)
class Span:
    since_us: int
    until_us: int


def to_us(moment: datetime) -> int:
    """UTC microseconds of an aware moment, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def local(us: int, zone: ZoneInfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=us)).astimezone(zone)


def instant(wall: datetime, zone: ZoneInfo) -> int:
    """When a clock on the wall shows `wall` (naive), the first time it does.

    A wall time that is skipped is the moment of the skip itself: the first that is not before it.
    """
    us = to_us(wall.replace(tzinfo=zone, fold=0))
    if local(us, zone).replace(tzinfo=None) == wall:
        return us
    before = to_us(wall.replace(tzinfo=zone, fold=1))
    return _transition(before, us, zone)


def _transition(before_us: int, after_us: int, zone: ZoneInfo) -> int:
    """The first second in (before, after] that has the offset of `after`."""
    offset = local(after_us, zone).utcoffset()
    low, high = before_us // SECOND_US, after_us // SECOND_US
    while high - low > 1:
        middle = (low + high) // 2
        if local(middle * SECOND_US, zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high * SECOND_US


@lru_cache(_REMEMBERED)
def start_of(unit: Unit, us: int, zone: ZoneInfo) -> int:
    """The start of the unit that `us` lies in."""
    if unit == "15min":
        return us // BUCKET_US * BUCKET_US
    if unit == "hour":
        return _hour_start(us, zone)
    first = _first_day(unit, local(us, zone).date())
    start = _midnight(first, zone)
    while start > us:  # the clock went back over midnight: a date that began is not left again
        first = _first_day(unit, first - timedelta(days=1))
        start = _midnight(first, zone)
    following = _midnight(_following(unit, first), zone)
    while following <= us:
        first, start = _following(unit, first), following
        following = _midnight(_following(unit, first), zone)
    return start


@lru_cache(_REMEMBERED)
def next_start(unit: Unit, us: int, zone: ZoneInfo) -> int:
    """The first start of a unit after `us`."""
    if unit == "15min":
        return (us // BUCKET_US + 1) * BUCKET_US
    if unit == "hour":
        return _next_hour(us, zone)
    first = _first_day(unit, local(start_of(unit, us, zone), zone).date())
    while (start := _midnight(first, zone)) <= us:
        first = _following(unit, first)
    return start


def starts(unit: Unit, since_us: int, until_us: int, zone: ZoneInfo) -> Iterator[int]:
    """Where the units that touch [since, until) start; the first may lie before `since`."""
    start = start_of(unit, since_us, zone)
    while start < until_us:
        yield start
        start = next_start(unit, start, zone)


def spans(unit: Unit, since_us: int, until_us: int, zone: ZoneInfo) -> Iterator[Span]:
    """[since, until) cut at the starts of the units; only the first and the last may be partial."""
    edge = since_us
    while edge < until_us:
        following = min(next_start(unit, edge, zone), until_us)
        yield Span(edge, following)
        edge = following


def label(unit: Unit, start_us: int, zone: ZoneInfo) -> str:
    """The name of the unit that starts there: 2026-03, 2026-03-29, 2026-03-29T02:00+02:00."""
    moment = local(start_us, zone)
    if unit == "month":
        return f"{moment:%Y-%m}"
    if unit in ("day", "week"):
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes")


def _first_day(unit: Unit, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _following(unit: Unit, first: date) -> date:
    if unit == "month":
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first + timedelta(days=7 if unit == "week" else 1)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return instant(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001  the wall clock is meant


def _hour_start(us: int, zone: ZoneInfo) -> int:
    moment = local(us, zone)
    start = us - moment.minute * MINUTE_US - moment.second * SECOND_US - moment.microsecond
    if local(start, zone).utcoffset() != moment.utcoffset():  # the clock changed within this hour
        return _transition(start, us, zone)
    return start


def _next_hour(us: int, zone: ZoneInfo) -> int:
    moment = local(us, zone)
    into_hour = moment.minute * MINUTE_US + moment.second * SECOND_US + moment.microsecond
    following = us - into_hour + HOUR_US
    if local(following, zone).utcoffset() != moment.utcoffset():
        return _transition(us, following, zone)
    return following


RANGES: tuple[str, ...] = ("today", "yesterday", "7d", "30d", "this-month", "last-month")


def named_range(name: str, now_us: int, zone: ZoneInfo) -> Span:
    """A range of whole local days by its name; one that holds today ends with today."""
    today = start_of("day", now_us, zone)
    tomorrow = next_start("day", now_us, zone)
    if name == "today":
        return Span(today, tomorrow)
    if name == "yesterday":
        return Span(start_of("day", today - 1, zone), today)
    if name in ("7d", "30d"):
        first = local(today, zone).date() - timedelta(days=int(name[:-1]) - 1)
        return Span(_midnight(first, zone), tomorrow)
    month = start_of("month", now_us, zone)
    if name == "this-month":
        return Span(month, tomorrow)
    if name == "last-month":
        return Span(start_of("month", month - 1, zone), month)
    raise ValueError(f"there is no range {name!r}; there are {', '.join(RANGES)}")


_AGO = re.compile(r"(\d{1,6})\s*(m|min|h|d|w)", re.IGNORECASE)


def parse_moment(text: str, zone: ZoneInfo, now_us: int) -> int:
    """The moment that a user wrote: a date or date-time (local unless it has an offset), 7d, 24h, today…

    A date means its first moment. Days and weeks ago go by the wall clock, hours and minutes by time.
    """
    word = text.strip()
    lowered = word.lower()
    if lowered == "now":
        return now_us
    if lowered == "today":
        return start_of("day", now_us, zone)
    if lowered == "yesterday":
        return start_of("day", start_of("day", now_us, zone) - 1, zone)
    try:
        if ago := _AGO.fullmatch(lowered):
            return _ago(int(ago[1]), ago[2], zone, now_us)
        moment = datetime.fromisoformat(word)
        return to_us(moment) if moment.tzinfo else instant(moment, zone)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is not a moment; write 2026-01-31, 2026-01-31T14:30, 2026-01-31T14:30+01:00, "
            "7d, 24h, today, yesterday or now"
        ) from None


def _ago(count: int, unit: str, zone: ZoneInfo, now_us: int) -> int:
    if unit in ("d", "w"):
        days = count * (7 if unit == "w" else 1)
        return instant(local(now_us, zone).replace(tzinfo=None, fold=0) - timedelta(days=days), zone)
    return now_us - count * (HOUR_US if unit == "h" else MINUTE_US)


def parse_end(text: str, zone: ZoneInfo, now_us: int) -> int:
    """A moment that lies ahead: a date or date-time, tomorrow, or how long from now: 2h, 3d."""
    word = text.strip().lower()
    if word == "tomorrow":
        return next_start("day", now_us, zone)
    if ahead := _AGO.fullmatch(word):
        return 2 * now_us - _ago(int(ahead[1]), ahead[2], zone, now_us)
    return parse_moment(text, zone, now_us)
