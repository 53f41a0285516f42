"""Sums and histograms of whole local days and months, so that a year is as short to read as a day.

They belong to one zone, the user's. In any other zone, and where a day is not whole, the 15-minute rollups
answer: both say the same. The days are made from the newest backwards, in small steps beside the traffic;
those that are covered are kept up by the same transaction that writes the calls. A month is the sum of its
covered days.
"""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SqliteDatabase

from app.core import periods
from app.core.periods import BUCKET_US, Span
from app.core.rollups import SUMMED, bucket_of
from app.ledger.facts import DAY_FROM, DAY_ZONE, fact, number, put_fact

_KEPT_DAYS = 10_000
_SUMS = ", ".join(SUMMED)
_ADDED = ", ".join(f"sum({name})" for name in SUMMED)


@dataclass(frozen=True, slots=True)
class Covered:
    """The days that are there: of which zone, and from which 15 minutes on."""

    zone: ZoneInfo
    since_bucket: int

    def whole_days(self, span: Span) -> tuple[Span, Span] | None:
        """The longest run of whole, covered days in a span: in time, and in numbers of days."""
        earliest = max(span.since_us, self.since_bucket * BUCKET_US)
        since_us = periods.start_of("day", earliest, self.zone)
        if since_us < earliest:
            since_us = periods.next_start("day", earliest, self.zone)
        until_us = periods.start_of("day", span.until_us, self.zone)
        if since_us >= until_us or since_us % BUCKET_US or until_us % BUCKET_US:
            return None
        return Span(since_us, until_us), self.days_of(Span(since_us, until_us))

    def whole_months(self, span: Span) -> tuple[Span, Span] | None:
        """The longest run of whole months in a span of whole, covered days: in time, and in their numbers."""
        since_us = periods.start_of("month", span.since_us, self.zone)
        if since_us < span.since_us:
            since_us = periods.next_start("month", span.since_us, self.zone)
        until_us = periods.start_of("month", span.until_us, self.zone)
        if since_us >= until_us:
            return None
        days = self.days_of(Span(since_us, until_us))
        months = Span(month_number(days.since_us), month_number(days.until_us - 1) + 1)
        return Span(since_us, until_us), months

    def days_of(self, span: Span) -> Span:
        """The numbers of the days that a span has from start to end."""
        return Span(day_number(span.since_us, self.zone), day_number(span.until_us - 1, self.zone) + 1)


def covered(db: Any) -> Covered | None:
    zone = fact(db, DAY_ZONE)
    return Covered(ZoneInfo(zone), number(db, DAY_FROM)) if zone else None


@lru_cache(_KEPT_DAYS)
def day_number(us: int, zone: ZoneInfo) -> int:
    return periods.local(periods.start_of("day", us, zone), zone).date().toordinal()


@lru_cache(_KEPT_DAYS)
def month_number(day: int) -> int:
    """The month of a day, counted since the year 0."""
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def days_in(month: int) -> range:
    """The numbers of a month's days."""
    first, after = (date(number // 12, number % 12 + 1, 1).toordinal() for number in (month, month + 1))
    return range(first, after)


def day_around(bucket: int, zone: ZoneInfo) -> tuple[int, int, int]:
    """The local day that 15 minutes belong to: its number, its first 15 minutes and the first after it."""
    us = bucket * BUCKET_US
    first = -(-periods.start_of("day", us, zone) // BUCKET_US)
    return day_number(us, zone), first, -(-periods.next_start("day", us, zone) // BUCKET_US)


class DayOf(dict[int, int]):
    """The local day that 15 minutes belong to: that of their first moment."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    def __missing__(self, bucket: int) -> int:
        if len(self) >= _KEPT_DAYS:
            self.clear()
        day = self[bucket] = day_number(bucket * BUCKET_US, self.zone)
        return day


def step(db: SqliteDatabase, zone: ZoneInfo) -> bool:
    """Do the next small piece towards all days of this zone; False when there is none left."""
    if fact(db, DAY_ZONE) != zone.key:
        return _begin(db, zone)
    since = number(db, DAY_FROM)
    (last,) = db.execute_sql("SELECT max(bucket) FROM rollup WHERE bucket < ?", (since,)).fetchone()
    if last is None:
        put_fact(db, DAY_FROM, 0)
        return False
    day, first, _ = day_around(last, zone)
    fill(db, day, first, since)
    fill_month(db, month_number(day))
    put_fact(db, DAY_FROM, first)
    return True


def fill(db: SqliteDatabase, day: int, first: int, end: int) -> None:
    """Make one day, which is not there, from its 15-minute rollups."""
    db.execute_sql(
        f"INSERT INTO day_rollup (day, slice_id, {_SUMS}) SELECT {day}, slice_id, {_ADDED} FROM rollup "
        f"WHERE bucket >= {first} AND bucket < {end} GROUP BY slice_id"
    )
    db.execute_sql(
        "INSERT INTO day_histogram (day, slice_id, kind, slots) "
        f"SELECT {day}, slice_id, kind, slots_gathered(slot, calls) FROM histogram "
        f"WHERE bucket >= {first} AND bucket < {end} GROUP BY slice_id, kind"
    )


def fill_month(db: SqliteDatabase, month: int) -> None:
    """Make one month anew from its days."""
    of_month = days_in(month)
    days = f"day >= {of_month.start} AND day < {of_month.stop}"
    db.execute_sql("DELETE FROM month_rollup WHERE month = ?", (month,))
    db.execute_sql("DELETE FROM month_histogram WHERE month = ?", (month,))
    db.execute_sql(
        f"INSERT INTO month_rollup (month, slice_id, {_SUMS}) SELECT {month}, slice_id, {_ADDED} "
        f"FROM day_rollup WHERE {days} GROUP BY slice_id"
    )
    db.execute_sql(
        "INSERT INTO month_histogram (month, slice_id, kind, slots) "
        f"SELECT {month}, slice_id, kind, slots_summed(slots) FROM day_histogram "
        f"WHERE {days} GROUP BY slice_id, kind"
    )


def clear(db: SqliteDatabase, day: int) -> None:
    db.execute_sql("DELETE FROM day_rollup WHERE day = ?", (day,))
    db.execute_sql("DELETE FROM day_histogram WHERE day = ?", (day,))


def _begin(db: SqliteDatabase, zone: ZoneInfo) -> bool:
    """Empty the tables of another zone's days, a day at a time; then start after the last calls."""
    put_fact(db, DAY_ZONE, "")
    (old,) = db.execute_sql("SELECT min(day) FROM day_rollup").fetchone()
    if old is not None:
        clear(db, old)
        return True
    db.execute_sql("DELETE FROM month_rollup")
    db.execute_sql("DELETE FROM month_histogram")
    (last,) = db.execute_sql("SELECT max(bucket) FROM rollup").fetchone()
    start_us = 0 if last is None else periods.next_start("day", last * BUCKET_US, zone)
    put_fact(db, DAY_ZONE, zone.key)
    put_fact(db, DAY_FROM, bucket_of(start_us + BUCKET_US - 1))
    return True
