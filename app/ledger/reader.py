"""Answers from the ledger: typed, from a small pool of connections that cannot write."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SqliteDatabase

from app.core import periods
from app.core.calls import Call
from app.core.errors import AppError, LedgerError, LedgerTooNew
from app.core.filters import CallFilter
from app.core.periods import BUCKET_US, Span, Unit
from app.core.providers import Provider
from app.core.rollups import Totals
from app.ledger import durations, heat, opening, queries
from app.ledger.call_pages import CallPages, Place
from app.ledger.days import Covered, covered
from app.ledger.durations import SPANS_AT_ONCE, Durations, quantile_series
from app.ledger.health import Condition, Fault, SlowQuery, condition, faults
from app.ledger.pieces import Piece, numbered, pieces
from app.ledger.pool import Pool
from app.ledger.proving import Reconciliation, compare, compare_days, ranges
from app.ledger.queries import Query
from app.ledger.results import (
    TIME_GROUPS,
    Found,
    Heat,
    Line,
    Quantiles,
    QuantileSeries,
    ReportRow,
    Series,
    added_lines,
    sorted_rows,
)
from app.ledger.tables import HISTORY, SCHEMA, ProviderConfigRow

_PAGE_CALLS = 500
_WHOLE_DAYS: set[Unit] = {"day", "week", "month"}

Keys = tuple[Any, ...]


class Reader:
    """May be called from any thread; each answer is one moment of the ledger."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            raise LedgerError(f"There is no ledger at {path} yet.", "Start Tollgate once to make it.")
        opening.check_file(path)
        with opening.looking(path) as db:
            steps = db.execute_sql(f"SELECT count(*) FROM {HISTORY}").fetchone()[0]  # noqa: S608
            found = db.pragma("user_version")
        if max(found, steps) > SCHEMA:
            raise LedgerTooNew(
                f"The ledger {path} has schema {max(found, steps)}; this Tollgate knows {SCHEMA}.",
                "Install the newer Tollgate.",
            )
        if found < SCHEMA:
            raise LedgerError(
                f"The ledger {path} has schema {found} and has to be brought to {SCHEMA}.",
                "Run `tollgate migrate`, or start Tollgate.",
            )
        self._pool = Pool(path)
        self._pages = CallPages(self._pool)

    def close(self) -> None:
        """Wait for the answers under way, then give the connections back."""
        self._pool.close()

    # Single calls

    def calls(self, chosen: CallFilter, limit: int, before: str | None = None) -> list[Call]:
        """Newest first; `before` is the id of the last call of the page before."""
        start: Place | None = None
        with self._pool.connection() as db:
            if before is not None:
                start = self._pages.place(db, before)
            return [call for call, _ in self._pages.page(db, chosen, limit, start)]

    def search(
        self, chosen: CallFilter, limit: int, before: str | None = None, until_us: int | None = None
    ) -> Found:
        """Calls with a text, newest first, among the newest that are worth about a quarter of a second.

        A text that is nowhere would be looked for in every call there is. `looked_since_us` says how far back
        this went; asked again with it as `until_us` it goes on from there. `before` is as for `calls`: the
        last call of a page that was full.
        """
        with self._pool.connection() as db:
            start = None if before is None else self._pages.place(db, before)
            if start is not None:
                until_us = start[0] + 1
            if until_us is not None:
                chosen = chosen.within(chosen.since_us, min(until_us, chosen.until_us or until_us))
            since_us = self._pages.search_start(db, chosen)
            bounded = chosen if since_us is None else chosen.within(since_us, chosen.until_us)
            found = self._pages.page(db, bounded, limit, start)
        if len(found) == limit:
            since_us = found[-1][0].started_us
        return Found([call for call, _ in found], since_us)

    def each_call(self, chosen: CallFilter, limit: int | None = None) -> Iterator[Call]:
        """All of them, page by page, newest first."""
        start: Place | None = None
        left = limit
        while left is None or left > 0:
            size = _PAGE_CALLS if left is None else min(_PAGE_CALLS, left)
            with self._pool.connection() as db:
                found = self._pages.page(db, chosen, size, start)
            for call, _ in found:
                yield call
            if len(found) < size:
                return
            last, seq = found[-1]
            start = (last.started_us, seq)
            left = None if left is None else left - size

    def call(self, id_: str) -> Call | None:
        with self._pool.connection() as db:
            return self._pages.one(db, id_)

    def names(self, dimension: str) -> list[str]:
        """All values of provider, account, client, project, session, model or tag."""
        with self._pool.connection() as db:
            return [name for (name,) in self._pool.rows(db, queries.names(dimension))]

    def providers(self) -> list[Provider]:
        """Those the user made, and the built-in ones that they changed."""
        with self._pool.connection() as db:
            rows = ProviderConfigRow.select().order_by(ProviderConfigRow.id).execute(db)
            return [
                Provider(
                    row.id, row.name, row.api, row.base_url,
                    local=bool(row.local), inject_usage=bool(row.inject_usage),
                    builtin=bool(row.builtin), key_header=row.key_header,
                )
                for row in rows
            ]  # fmt: skip

    # Sums

    def summary(self, chosen: CallFilter) -> Totals:
        return self._totals(chosen, ())[()]

    def report(self, chosen: CallFilter, by: Sequence[str], zone: ZoneInfo) -> list[ReportRow]:
        """Totals by dimensions, and by one of hour, day, week and month.

        Times in ascending order; everything else by cost, then calls, then name. Without groups one row.
        """
        units = [group for group in by if group in TIME_GROUPS]
        if len(units) > 1:
            raise AppError(f"A report goes by one unit of time, not by {' and '.join(units)}.")
        dimensions = [group for group in by if group not in TIME_GROUPS]
        if not units:
            totals = self._totals(chosen, dimensions)
            found = {key: t for key, t in totals.items() if t.calls or not by}
            return sorted_rows(by, found)
        spans, per_span = self._totals_by_unit(chosen, dimensions, TIME_GROUPS[units[0]], zone)
        place = by.index(units[0])
        found = {}
        for (n, *rest), totals in per_span.items():
            unit = TIME_GROUPS[units[0]]
            label = periods.label(unit, periods.start_of(unit, spans[n].since_us, zone), zone)
            found[(*rest[:place], label, *rest[place:])] = totals
        return sorted_rows(by, found)

    def series(
        self,
        chosen: CallFilter,
        unit: Unit,
        zone: ZoneInfo,
        by: str | None = None,
        *,
        top: int = 6,
        measure: str = "cost_nusd",
        keys: Sequence[str] | None = None,
    ) -> Series:
        """Totals for each unit of the range, split by one dimension: the `top` greatest, and the rest.

        With `keys` the lines are those, in that order.
        """
        spans, per_span = self._totals_by_unit(chosen, [by] if by else [], unit, zone)
        lines: dict[str, list[Totals]] = {}
        for (n, *key), totals in per_span.items():
            name = str(key[0]) if key else ""
            if name not in lines:
                lines[name] = [Totals() for _ in spans]
            lines[name][n] = totals
        whole = added_lines(list(lines.values()), len(spans))
        if keys is None:
            keys = sorted(lines, key=lambda key: (-sum(getattr(t, measure) for t in lines[key]), key))[:top]
        rest = [line for key, line in lines.items() if key not in keys]
        return Series(
            unit,
            [span.since_us for span in spans],
            spans[-1].until_us if spans else 0,
            [Line(key, lines.get(key) or [Totals() for _ in spans]) for key in keys] if by else [],
            Line("", added_lines(rest, len(spans))) if rest and by else None,
            whole,
        )

    def compared(
        self,
        chosen: CallFilter,
        before: Span,
        unit: Unit,
        zone: ZoneInfo,
        by: str | None = None,
        *,
        top: int = 6,
        measure: str = "cost_nusd",
    ) -> tuple[Series, Series]:
        """A series, and that of the span before with the same lines."""
        now = self.series(chosen, unit, zone, by, top=top, measure=measure)
        keys = [line.key for line in now.lines]
        then = chosen.within(before.since_us, before.until_us)
        return now, self.series(then, unit, zone, by, keys=keys)

    def quantiles(self, chosen: CallFilter, by: Sequence[str] = ()) -> dict[Keys, Quantiles]:
        """How long calls took and made wait for their first token, by groups, within 2 %."""
        with self._pool.connection() as db:
            span = self._bounded(db, chosen)
            found = self._durations(db, [span] if span else [], chosen, by, covered(db))
        return {_keys(key[1:], by): quantiles for key in found if (quantiles := found.quantiles(key))}

    def quantile_series(
        self, chosen: CallFilter, unit: Unit, zone: ZoneInfo, by: str | None = None, *, top: int = 6
    ) -> QuantileSeries:
        """The same for each unit of the range, split by one dimension: the `top` with the most calls."""
        with self._pool.connection() as db:
            spans, days = self._spans(db, chosen, unit, zone)
            found = self._durations(db, spans, chosen, [by] if by else [], days)
        return quantile_series(found, unit, spans, by, top)

    def _durations(
        self,
        db: SqliteDatabase,
        spans: list[Span],
        chosen: CallFilter,
        by: Sequence[str],
        days: Covered | None,
    ) -> Durations:
        tasks = numbered(spans, rollups=queries.in_rollups(chosen, by), days=days)
        return durations.read(lambda query: self._pool.rows(db, query), tasks, chosen, by)

    def heat(self, chosen: CallFilter, zone: ZoneInfo, measures: Sequence[str] = ("calls",)) -> Heat:
        """Sums of these measures by weekday and hour of a zone."""
        with self._pool.connection() as db:
            span = self._bounded(db, chosen)
            found = self._by_quarter(db, span, chosen, measures)
        return heat.heat_of(found, span or Span(0, 0), zone)

    def by_quarter(self, chosen: CallFilter, measures: Sequence[str]) -> list[tuple[int, int]]:
        """The same by the start of the UTC quarter of an hour, of those in which there were calls."""
        with self._pool.connection() as db:
            found = self._by_quarter(db, self._bounded(db, chosen), chosen, measures)
        return [(bucket * BUCKET_US, value) for bucket, value in found]

    def _by_quarter(
        self, db: SqliteDatabase, span: Span | None, chosen: CallFilter, measures: Sequence[str]
    ) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for piece in pieces(span, rollups=queries.in_rollups(chosen, ()), days=None):
            found += self._pool.rows(db, queries.by_quarter(piece.source, _limited(chosen, piece), measures))
        return found

    def _totals(self, chosen: CallFilter, by: Sequence[str]) -> dict[Keys, Totals]:
        found: dict[Keys, Totals] = {} if by else {(): Totals()}
        with self._pool.connection() as db:
            rollups = queries.in_rollups(chosen, by)
            for piece in pieces(self._bounded(db, chosen), rollups=rollups, days=covered(db)):
                self._add(db, queries.sums(piece.source, _limited(chosen, piece), by), by, found)
        return found

    def _totals_by_unit(
        self, chosen: CallFilter, by: Sequence[str], unit: Unit, zone: ZoneInfo
    ) -> tuple[list[Span], dict[Keys, Totals]]:
        """The spans of the range, and the totals under (number of the span, *keys)."""
        found: dict[Keys, Totals] = {}
        with self._pool.connection() as db:
            spans, days = self._spans(db, chosen, unit, zone)
            for source, tasks in numbered(spans, rollups=queries.in_rollups(chosen, by), days=days):
                for at in range(0, len(tasks), SPANS_AT_ONCE):
                    query = queries.sums_over(source, tasks[at : at + SPANS_AT_ONCE], chosen, by)
                    self._add(db, query, ("", *by), found)
        return spans, found

    def _spans(
        self, db: SqliteDatabase, chosen: CallFilter, unit: Unit, zone: ZoneInfo
    ) -> tuple[list[Span], Covered | None]:
        """The units of a range, and the days that can be used for them: they must be of the same zone."""
        span = self._bounded(db, chosen)
        spans = list(periods.spans(unit, span.since_us, span.until_us, zone)) if span else []
        days = covered(db) if unit in _WHOLE_DAYS else None
        return spans, days if days is not None and days.zone.key == zone.key else None

    def _add(self, db: SqliteDatabase, query: Query, by: Sequence[str], found: dict[Keys, Totals]) -> None:
        for row in self._pool.rows(db, query):
            totals = Totals(*row[len(by) :])
            key = _keys(row[: len(by)], by)
            if key in found:
                found[key].add(totals)
            elif totals.calls:
                found[key] = totals

    def _bounded(self, db: SqliteDatabase, chosen: CallFilter) -> Span | None:
        """The range of a filter, closed by the first and the last calls where it is open."""
        since_us, until_us = chosen.since_us, chosen.until_us
        first, last = queries.bounds()
        if since_us is None:
            (bucket,) = self._pool.rows(db, first)[0]
            since_us = None if bucket is None else bucket * BUCKET_US
        if until_us is None:
            (bucket,) = self._pool.rows(db, last)[0]
            until_us = None if bucket is None else (bucket + 1) * BUCKET_US
        if since_us is None or until_us is None or since_us >= until_us:
            return None
        return Span(since_us, until_us)

    def reconcile(self, progress: Callable[[float], None] = lambda _: None) -> Reconciliation:
        """Hold all sums against the calls that they were made from."""
        found = Reconciliation()
        with self._pool.connection() as db:
            parts = len(list(ranges(db)))
        for n, (_, part) in enumerate(self.differences(), 1):
            found += part
            progress(n / parts)
        with self._pool.connection() as db:
            return found + compare_days(db)

    def differences(self) -> Iterator[tuple[tuple[int, int], Reconciliation]]:
        """The comparison of each range of 15 minutes, each at a moment of its own."""
        with self._pool.connection() as db:
            parts = list(ranges(db))
        for first, end in parts:
            with self._pool.connection() as db:
                yield (first, end), compare(db, first, end)

    def first_us(self) -> int | None:
        """When the oldest call that is kept began."""
        with self._pool.connection() as db:
            return self._pool.rows(db, queries.first_call())[0][0]

    def moment(self) -> AbstractContextManager[SqliteDatabase]:
        """A connection for what belongs to the ledger itself, in one transaction."""
        return self._pool.connection()

    def condition(self) -> Condition:
        with self._pool.connection() as db:
            return condition(db, self._path)

    def take_slow_queries(self) -> list[SlowQuery]:
        """Those that were met since this was last asked."""
        return self._pool.take_slow_queries()

    def faults(self, most: int) -> list[Fault]:
        """What did not go well lately, newest first."""
        with self._pool.connection() as db:
            return faults(db, most)


def _limited(chosen: CallFilter, piece: Piece) -> CallFilter:
    return chosen.within(piece.span.since_us, piece.span.until_us)


def _keys(values: Sequence[Any], by: Sequence[str]) -> Keys:
    """As text; a status of 0 is no answer."""
    if "status" not in by:
        return tuple(values)
    return tuple(
        (str(value) if value else "") if group == "status" else value
        for group, value in zip(by, values, strict=True)
    )
