"""Whether the ledger's sums are those of its calls, to the nano-dollar; and how they are made so again."""

# ruff: noqa: S608  only our own names of tables and columns, and numbers, are set into the text

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from peewee import SqliteDatabase

from app.core.periods import BUCKET_US
from app.core.rollups import SUMMED, bucket_of, slot_of
from app.ledger import balances, days, queries
from app.ledger.facts import PURGED_UNTIL_US, number
from app.ledger.queries import Query
from app.ledger.tables import LATENCY, SLICE_KEY, TTFT

DAY_BUCKETS = 96
_CALLS, _COST = SUMMED.index("calls"), SUMMED.index("cost_nusd")
_NOTHING = (0,) * len(SUMMED)
_SUMS = ", ".join(SUMMED)
_ADDED = ", ".join(f"sum({name})" for name in SUMMED)

_Rows = dict[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the sums say beyond the calls, where both are kept. All zero when they agree."""

    buckets: int = 0  # how many 15 minutes were compared
    differing_buckets: int = 0
    difference_calls: int = 0
    difference_nusd: int = 0
    differing_histograms: int = 0  # 15 minutes whose histogram has other calls than its sums
    differing_days: int = 0  # local days that are not the sum of their 15 minutes
    differing_months: int = 0  # local months that are not the sum of their days
    differing_balances: int = 0  # entries that do not follow from the one before, or from their call

    @property
    def agrees(self) -> bool:
        return not (
            self.differing_buckets
            or self.differing_histograms
            or self.differing_days
            or self.differing_months
            or self.differing_balances
        )

    def __add__(self, other: "Reconciliation") -> "Reconciliation":
        return Reconciliation(
            self.buckets + other.buckets,
            self.differing_buckets + other.differing_buckets,
            self.difference_calls + other.difference_calls,
            self.difference_nusd + other.difference_nusd,
            self.differing_histograms + other.differing_histograms,
            self.differing_days + other.differing_days,
            self.differing_months + other.differing_months,
            self.differing_balances + other.differing_balances,
        )


def ranges(db: SqliteDatabase) -> Iterator[tuple[int, int]]:
    """The 15 minutes whose calls are all kept, a day at a time; nothing of what was purged."""
    first, last = (db.execute_sql(query.sql).fetchone()[0] for query in queries.bounds())
    first_us, last_us = db.execute_sql(
        "SELECT (SELECT min(started_us) FROM call), (SELECT max(started_us) FROM call)"
    ).fetchone()
    known = [at for at in (first, last, _bucket(first_us), _bucket(last_us)) if at is not None]
    if known:
        kept = -(-number(db, PURGED_UNTIL_US) // BUCKET_US)
        for start in range(max(min(known), kept), max(known) + 1, DAY_BUCKETS):
            yield start, start + DAY_BUCKETS


def _bucket(us: int | None) -> int | None:
    return None if us is None else bucket_of(us)


def compare(db: SqliteDatabase, first: int, end: int) -> Reconciliation:
    """Hold calls, sums and histograms of a range of 15 minutes against each other."""
    calls, rollups = (_rows(db, query, 2) for query in queries.slice_sums(first, end))
    wrong = [key for key in calls.keys() | rollups.keys() if calls.get(key) != rollups.get(key)]
    return Reconciliation(
        len({at for at, _ in calls.keys() | rollups.keys()}),
        len({at for at, _ in wrong}),
        sum(_over(rollups, calls, key, _CALLS) for key in wrong),
        sum(_over(rollups, calls, key, _COST) for key in wrong),
        len({at for at, *_ in _wrong_histograms(db, first, end)}),
    )


def compare_days(db: SqliteDatabase) -> Reconciliation:
    """Hold days against their 15 minutes, months against their days, and balances against their entries."""
    differing = balances.differing(db)
    covered = days.covered(db)
    if covered is None:
        return Reconciliation(differing_balances=differing)
    all_days = list(_covered_days(db, covered))
    wrong = [day for day, first, end in all_days if not _same_day(db, day, first, end)]
    months = {days.month_number(day) for day, _, _ in all_days}
    wrong_months = [month for month in months if not _same_month(db, month)]
    return Reconciliation(
        differing_days=len(wrong), differing_months=len(wrong_months), differing_balances=differing
    )


def rebuild(db: SqliteDatabase, first: int, end: int) -> None:
    """Make the sums of a range of 15 minutes anew from the calls, and the days that they belong to."""
    span = f"bucket >= {first} AND bucket < {end}"
    calls = f"call.started_us >= {first * BUCKET_US} AND call.started_us < {end * BUCKET_US}"
    columns = ", ".join(SLICE_KEY)
    of_call = ", ".join("coalesce(status, 0)" if name == "status" else name for name in SLICE_KEY)
    db.execute_sql(
        f"INSERT INTO slice ({columns}) SELECT DISTINCT {of_call} FROM call WHERE {calls} "
        "ON CONFLICT DO NOTHING"
    )
    for table in ("rollup", "histogram"):
        db.execute_sql(f"DELETE FROM {table} WHERE {span}")
    of_calls, _ = queries.slice_sums(first, end)
    db.execute_sql(f"INSERT INTO rollup (bucket, slice_id, {_SUMS}) {of_calls.sql}")
    slots: Counter[tuple[int, int, int, int]] = Counter()
    for bucket, slice_id, latency_us, ttft_us in db.execute_sql(queries.slice_durations(first, end).sql):
        slots[(bucket, slice_id, LATENCY, slot_of(latency_us))] += 1
        if ttft_us is not None:
            slots[(bucket, slice_id, TTFT, slot_of(ttft_us))] += 1
    db.connection().executemany(
        "INSERT INTO histogram (bucket, slice_id, kind, slot, calls) VALUES (?, ?, ?, ?, ?)",
        [(*key, count) for key, count in slots.items()],
    )
    rebuild_days(db, first, end)


def rebuild_days(db: SqliteDatabase, first: int, end: int) -> None:
    covered = days.covered(db)
    if covered is not None:
        months: set[int] = set()
        for day, day_first, day_end in _covered_days(db, covered, first, end):
            days.clear(db, day)
            days.fill(db, day, day_first, day_end)
            months.add(days.month_number(day))
        for month in months:
            days.fill_month(db, month)


def _rows(db: SqliteDatabase, query: Query, key: int) -> _Rows:
    return {row[:key]: row[key:] for row in db.execute_sql(query.sql).fetchall()}


def _over(kept: _Rows, real: _Rows, key: tuple[int, ...], place: int) -> int:
    return kept.get(key, _NOTHING)[place] - real.get(key, _NOTHING)[place]


def _wrong_histograms(db: SqliteDatabase, first: int, end: int) -> list[tuple[int, ...]]:
    span = f"bucket >= {first} AND bucket < {end}"
    counted = _rows(
        db,
        Query(
            f"SELECT bucket, slice_id, sum(CASE WHEN kind = {LATENCY} THEN calls ELSE 0 END), "
            f"sum(CASE WHEN kind = {TTFT} THEN calls ELSE 0 END) FROM histogram WHERE {span} "
            "GROUP BY bucket, slice_id"
        ),
        2,
    )
    summed = _rows(db, Query(f"SELECT bucket, slice_id, calls, ttft_calls FROM rollup WHERE {span}"), 2)
    return [key for key in counted.keys() | summed.keys() if counted.get(key) != summed.get(key)]


def _covered_days(
    db: SqliteDatabase, covered: days.Covered, first: int | None = None, end: int | None = None
) -> Iterator[tuple[int, int, int]]:
    """The covered days that have sums on either side, with their first 15 minutes and the end of them."""
    low, high = (db.execute_sql(query.sql).fetchone()[0] for query in queries.bounds())
    if low is None:
        return
    low = max(low if first is None else first, covered.since_bucket)
    high = high if end is None else min(high, end - 1)
    while low <= high:
        day, start, after = days.day_around(low, covered.zone)
        yield day, max(start, covered.since_bucket), after
        low = after


def _same_day(db: SqliteDatabase, day: int, first: int, end: int) -> bool:
    span = f"bucket >= {first} AND bucket < {end}"
    return _same(
        db,
        f"SELECT slice_id, {_ADDED} FROM rollup WHERE {span} GROUP BY slice_id",
        f"SELECT slice_id, {_SUMS} FROM day_rollup WHERE day = {day}",
    ) and _same(
        db,
        f"SELECT slice_id, kind, slots_gathered(slot, calls) FROM histogram WHERE {span} GROUP BY 1, 2",
        f"SELECT slice_id, kind, slots FROM day_histogram WHERE day = {day}",
    )


def _same_month(db: SqliteDatabase, month: int) -> bool:
    span = days.days_in(month)
    of_days = f"day >= {span.start} AND day < {span.stop}"
    return _same(
        db,
        f"SELECT slice_id, {_ADDED} FROM day_rollup WHERE {of_days} GROUP BY slice_id",
        f"SELECT slice_id, {_SUMS} FROM month_rollup WHERE month = {month}",
    ) and _same(
        db,
        f"SELECT slice_id, kind, slots_summed(slots) FROM day_histogram WHERE {of_days} GROUP BY 1, 2",
        f"SELECT slice_id, kind, slots FROM month_histogram WHERE month = {month}",
    )


def _same(db: SqliteDatabase, made: str, kept: str) -> bool:
    """A difference is any row that only one side has."""
    return set(db.execute_sql(made).fetchall()) == set(db.execute_sql(kept).fetchall())
