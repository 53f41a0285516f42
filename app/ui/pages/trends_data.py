"""What the trends ask of the ledger, and what a chart is made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.core.budgets import Budget
from app.core.filters import CallFilter
from app.core.periods import Span, Unit
from app.core.rollups import Totals
from app.ledger import Heat, Quantiles, Reader
from app.platform.clock import now_us
from app.ui.charts.colours import SERIES, ColourBook
from app.ui.pages.trends_measures import BY_ID, KINDS, Measure, Wish
from app.ui.ranges import Range, elapsed, grain_of, grains_of, span_before, span_of, whole_before

if TYPE_CHECKING:
    from app.ui.charts.heat_map import HeatPlan
    from app.ui.charts.series import Stack
    from app.ui.charts.units import Unit as ChartUnit

Row = list[float | None]


@dataclass(frozen=True, slots=True)
class Look:
    """What is wished to be seen, through which lens."""

    wish: Wish
    chosen: CallFilter
    range: Range
    zone: ZoneInfo


@dataclass(slots=True)
class Rows:
    """Values over time by series. `whole` is of all of them together, and `sums` are over the whole range."""

    keys: list[str] = field(default_factory=list[str])
    values: list[Row] = field(default_factory=list[Row])
    sums: Row = field(default_factory=list[float | None])
    other: bool = False  # the last row is of the rest
    whole: Row = field(default_factory=list[float | None])
    whole_sum: float | None = None
    table: Any = None  # `values` and `whole` as arrays; made where they are read, as it takes its time
    line: Any = None

    def settle(self, buckets: int) -> None:
        """A month before may have been shorter, or longer: cut or filled up to so many buckets."""
        self.table = _array(self.values, buckets)
        self.line = _array([self.whole], buckets)[0]


@dataclass(frozen=True, slots=True)
class Trends:
    wish: Wish
    ever: bool
    hidden: bool
    calls: int
    grain: Unit
    edges_us: list[int]
    now: Rows
    before: Rows | None
    total: float | None
    total_before: float | None  # of the same stretch of the period before
    heat: tuple[Heat, Heat | None] | None
    budgets: Sequence[Budget]
    span: Span


def read_trends(reader: Reader, look: Look, budgets: Callable[[], Iterable[Budget]]) -> Trends:
    """Everything of one look, read away from Qt's thread."""
    now, wish, chosen, range_, zone = now_us(), look.wish, look.chosen, look.range, look.zone
    span = span_of(range_, zone, now)
    inside = chosen.within(span.since_us, span.until_us)
    measure = BY_ID[wish.measure]
    grain = _grain(span, wish.grain)
    totals = reader.summary(inside)
    everything = CallFilter().within(span.since_us, span.until_us)
    read = _quantiles if measure.quantile else _sums
    rows, edges = read(reader, replace(look, chosen=inside), grain, None)
    rows.settle(len(edges) - 1)
    before, total_before = None, None
    if wish.compare:
        then = whole_before(range_, zone, now)
        earlier = replace(look, chosen=chosen.within(then.since_us, then.until_us))
        before, _ = read(reader, earlier, grain, rows.keys)
        before.settle(len(edges) - 1)
        fair = span_before(range_, zone, now)
        total_before = _total(reader, measure, chosen.within(fair.since_us, fair.until_us))
    return Trends(
        wish=wish,
        ever=bool(totals.calls) or bool(reader.calls(CallFilter(), 1)),
        hidden=not totals.calls and chosen != CallFilter() and bool(reader.calls(everything, 1)),
        calls=totals.calls,
        grain=grain,
        edges_us=edges,
        now=rows,
        before=before,
        total=_total(reader, measure, inside),
        total_before=total_before,
        heat=_heat(reader, measure, chosen, elapsed(span, now), zone) if wish.heat else None,
        budgets=[*budgets()],
        span=span,
    )


def _grain(span: Span, wished: str) -> Unit:
    for unit in grains_of(span):
        if unit == wished:
            return unit
    return grain_of(span)


def _total(reader: Reader, measure: Measure, chosen: CallFilter) -> float | None:
    if not measure.quantile:
        return measure.of(reader.summary(chosen))
    found = reader.quantiles(chosen).get(())
    return None if found is None else getattr(found, measure.quantile)


def _sums(reader: Reader, look: Look, grain: Unit, keys: Sequence[str] | None) -> tuple[Rows, list[int]]:
    wish, measure = look.wish, BY_ID[look.wish.measure]
    by = None if wish.group in ("", "kind") else wish.group
    series = reader.series(
        look.chosen, grain, look.zone, by, top=SERIES, measure=measure.weight, keys=keys if by else None
    )
    lines = [(line.key, line.totals) for line in series.lines]
    if series.other is not None:
        lines.append(("", series.other.totals))
    rows = Rows(other=series.other is not None)
    for key, totals in lines:
        rows.keys.append(key)
        rows.values.append([measure.of(t) for t in totals])
        rows.sums.append(measure.of(_together(totals)))
    if wish.group == "kind":
        for kind, _ in KINDS:
            row: Row = [_of_kind(t, kind) for t in series.whole]
            rows.keys.append(kind)
            rows.values.append(row)
            rows.sums.append(sum(value or 0 for value in row))
    elif not wish.group:
        rows.keys.append("")
        rows.values.append([measure.of(t) for t in series.whole])
        rows.sums.append(measure.of(_together(series.whole)))
    if rows.other:
        rows.keys.pop()
    rows.whole = [measure.of(t) for t in series.whole]
    rows.whole_sum = measure.of(_together(series.whole))
    return rows, [*series.starts_us, series.until_us]


def _of_kind(totals: Totals, kind: str) -> int:
    if kind == "media_tokens":
        return (
            totals.audio_in_tokens
            + totals.audio_out_tokens
            + totals.image_in_tokens
            + totals.image_out_tokens
        )
    return getattr(totals, kind)


def _together(totals: Sequence[Totals]) -> Totals:
    found = Totals()
    for each in totals:
        found.add(each)
    return found


def _quantiles(reader: Reader, look: Look, grain: Unit, keys: Sequence[str] | None) -> tuple[Rows, list[int]]:
    chosen, measure, by = look.chosen, BY_ID[look.wish.measure], look.wish.group or None

    def of(quantiles: Quantiles | None) -> float | None:
        return None if quantiles is None else getattr(quantiles, measure.quantile)

    series = reader.quantile_series(chosen, grain, look.zone, by, top=SERIES)
    overall = reader.quantiles(chosen, (by,) if by else ())
    rows = Rows(other=series.other is not None and keys is None)
    lines = {line.key: line.quantiles for line in series.lines}
    for key in lines if keys is None else keys:
        rows.keys.append(key)
        rows.values.append([of(q) for q in lines.get(key, [None] * len(series.starts_us))])
        rows.sums.append(of(overall.get((key,))))
    if series.other is not None and keys is None:
        rows.values.append([of(q) for q in series.other.quantiles])
        rows.sums.append(None)  # the others' are not known apart
    rows.whole = [of(q) for q in series.whole]
    rows.whole_sum = of(overall.get(()) if not by else reader.quantiles(chosen).get(()))
    if not by:
        rows.keys, rows.values, rows.sums = [""], [rows.whole], [rows.whole_sum]
    return rows, [*series.starts_us, series.until_us]


def _heat(
    reader: Reader, measure: Measure, chosen: CallFilter, seen: Span, zone: ZoneInfo
) -> tuple[Heat, Heat | None]:
    inside = chosen.within(seen.since_us, seen.until_us)
    return (
        reader.heat(inside, zone, measure.parts),
        reader.heat(inside, zone, measure.per) if measure.per else None,
    )


def stack_of(found: Trends, colours: ColourBook | None, name_of: Callable[[str], str], other: str) -> "Stack":
    """`colours` is the book of the group; None where there is one line, or a fixed order."""
    import numpy as np

    from app.ui.charts.series import OTHER, Stack

    adds_up = BY_ID[found.wish.measure].adds_up
    rows, values = found.now, found.now.table
    there = [row for row in range(len(values)) if np.nan_to_num(values[row]).any()] if adds_up else [
        row for row in range(len(values)) if not np.isnan(values[row]).all()
    ]  # fmt: skip
    named = [row for row in there if row < len(rows.keys)]
    if colours is not None:
        places = colours.places([rows.keys[row] for row in named])
        slots = [places[rows.keys[row]] if row < len(rows.keys) else -1 for row in there]
    else:
        slots = there
    keys = [f":{rows.keys[row]}" if row < len(rows.keys) else OTHER for row in there]
    names = [name_of(rows.keys[row]) if row < len(rows.keys) else other for row in there]
    return Stack(
        np.array(found.edges_us, dtype=np.int64),
        tuple(keys),
        tuple(names),
        tuple(slots),
        values[there].astype(np.int64) if adds_up else values[there],
        adds_up,
        None if adds_up else rows.line,
        () if adds_up else (*(rows.sums[row] for row in there), rows.whole_sum),
        None if found.before is None else _ghost(found.before, there, values.shape[1]),
    )


def _ghost(before: Rows, there: Sequence[int], buckets: int) -> Any:
    """The rows of the span before in the order of those of now, and last its whole."""
    import numpy as np

    values, none = before.table, np.full(buckets, np.nan)
    rows = [values[row] if row < len(values) else none for row in there]
    return np.vstack([*rows, before.line])


def _array(rows: Sequence[Row], buckets: int) -> Any:
    import numpy as np

    found = np.full((len(rows), buckets), np.nan)
    for place, row in enumerate(rows):
        part = row[:buckets]
        found[place, : len(part)] = [np.nan if value is None else value for value in part]
    return found


def limits_of(found: Trends, chosen: CallFilter) -> list[tuple[int, str]]:
    """The budgets of just these calls whose period is a bucket, or of which a running sum is shown."""
    measure, wish = BY_ID[found.wish.measure], found.wish
    limits: list[tuple[int, str]] = []
    for budget in found.budgets:
        if budget.paused or budget.unit != measure.budgeted or not _same_calls(budget, chosen):
            continue
        limit = budget.limit_at(now_us())
        if wish.cumulative:
            period = budget.span(found.span.since_us)
            within = period.since_us == found.span.since_us and found.span.until_us <= period.until_us
            if within and budget.period in ("day", "week", "month"):
                limits.append((limit, budget.name))
        elif budget.period == found.grain:
            limits.append((limit, budget.name))
    return limits


def _same_calls(budget: Budget, chosen: CallFilter) -> bool:
    names = ("project", "client", "provider", "account", "model")
    scope = {name: getattr(budget.scope, name) for name in names}
    wanted = {name: () if value is None else (value,) for name, value in scope.items()}
    return replace(CallFilter(), **wanted) == chosen


def heat_plan(found: Trends, unit: "ChartUnit", what: str) -> "HeatPlan":
    """So much in an hour of its kind; of rates and means what they were in those hours."""
    import numpy as np

    from app.ui.charts.heat_map import HeatPlan

    assert found.heat is not None
    parts, per = found.heat
    measure = BY_ID[found.wish.measure]
    values = np.full((7, 24), np.nan)
    for weekday in range(7):
        for hour in range(24):
            part = parts.sums[weekday][hour]
            if per is None:
                hours = parts.hours[weekday][hour]
                if hours:
                    values[weekday, hour] = part / hours
            elif per.sums[weekday][hour]:
                values[weekday, hour] = measure.rate(part, per.sums[weekday][hour])
    sums = np.array(parts.sums, dtype=np.float64) if per is None else None
    return HeatPlan(values, unit, what, sums)
