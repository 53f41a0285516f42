"""What a report says: the totals of a stretch of time, taken apart, with what has to be known about them.

All of its sums come from one read, so its parts add up to its total whatever comes in meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.core import periods
from app.core.catalogue import Catalogue
from app.core.filters import CallFilter
from app.core.periods import HOUR_US, Span, Unit
from app.core.rollups import Totals
from app.ledger import CareRun, Reader
from app.ledger.cost_bases import COVERED_UNPRICED, Basis, cost_bases
from app.services.retention import Progress, unseen

GROUPS = ("model", "project", "client", "provider", "account")
_READ_SHARE = 0.5  # of the whole progress
_CHECKS = ("reconcile", "verify")

Sums = list[tuple[str, Totals]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is reported: these calls (the range may be open), by these groups, next to this stretch before."""

    chosen: CallFilter
    zone: ZoneInfo
    groups: tuple[str, ...] = ("model", "project", "client")
    before: Span | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """Which list calls are priced by, and how many prices of the user's own lie over it."""

    source: str
    stamp: str
    own: int

    @classmethod
    def of(cls, catalogue: Catalogue, own: int) -> "Prices":
        return cls(catalogue.head.made_from, catalogue.head.stamp, own)


@dataclass(frozen=True, slots=True)
class Report:
    """`spent` has a value for each start; `by_model` has the same of each model. "" is "without one"."""

    wish: Wish
    span: Span
    unit: Unit
    starts_us: list[int]
    totals: Totals
    spent: list[Totals]
    by_model: dict[str, list[Totals]]
    groups: dict[str, Sums]
    providers: dict[str, tuple[str, ...]]  # of each model
    unpriced: list[tuple[str, int]]  # models without a known price, and how many calls
    made_us: int
    before: Totals | None = None
    bases: Mapping[str, Basis] = field(default_factory=dict[str, Basis])
    purged_until_us: int = 0
    proven: CareRun | None = None
    prices: Prices | None = None

    @property
    def covered_unpriced(self) -> int:
        """Calls that a flat rate covers and that nobody knows the worth of: sums do not tell them."""
        basis = self.bases.get(COVERED_UNPRICED)
        return basis.calls if basis else 0

    @property
    def runs(self) -> bool:
        """Whether the stretch is not over yet."""
        return self.span.until_us > self.made_us

    @property
    def seen(self) -> Span:
        return Span(self.span.since_us, max(self.span.since_us, min(self.span.until_us, self.made_us)))


def read_sums(reader: Reader, wish: Wish, now_us: int) -> Report:
    """The sums alone, quickly: for a look before the report is made."""
    span = _span(reader, wish, now_us)
    inside = wish.chosen.within(span.since_us, span.until_us)
    unit = unit_of(span)
    starts = list(periods.starts(unit, span.since_us, span.until_us, wish.zone))
    places = {periods.label(unit, start, wish.zone): place for place, start in enumerate(starts)}
    by = list(dict.fromkeys(("model", "provider", *wish.groups)))
    totals, spent = Totals(), [Totals() for _ in starts]
    by_model: dict[str, list[Totals]] = {}
    groups: dict[str, dict[str, Totals]] = {name: {} for name in by}
    unpriced: dict[str, int] = {}
    providers: dict[str, set[str]] = {}
    for row in reader.report(inside, (unit, *by), wish.zone):
        place, model = places[row.keys[unit]], row.keys["model"]
        totals.add(row.totals)
        spent[place].add(row.totals)
        by_model.setdefault(model, [Totals() for _ in starts])[place].add(row.totals)
        providers.setdefault(model, set()).add(row.keys["provider"])
        for name in by:
            groups[name].setdefault(row.keys[name], Totals()).add(row.totals)
        if row.totals.unpriced:
            unpriced[model] = unpriced.get(model, 0) + row.totals.unpriced
    before = wish.before
    return Report(
        wish=wish,
        span=span,
        unit=unit,
        starts_us=starts,
        totals=totals,
        spent=spent,
        by_model=by_model,
        groups={name: _dearest(groups[name].items()) for name in wish.groups},
        providers={model: tuple(sorted(names)) for model, names in providers.items()},
        unpriced=sorted(unpriced.items(), key=lambda one: (-one[1], one[0])),
        made_us=now_us,
        before=reader.summary(wish.chosen.within(before.since_us, before.until_us)) if before else None,
    )


def read_report(
    reader: Reader, wish: Wish, prices: Prices, now_us: int, progress: Progress = unseen
) -> Report:
    """All that a report says."""
    progress(0.0)
    report = read_sums(reader, wish, now_us)
    progress(_READ_SHARE)
    bases = cost_bases(
        reader,
        wish.chosen,
        report.span,
        lambda share: progress(_READ_SHARE + share * (1 - _READ_SHARE)),
    )
    condition = reader.condition()
    runs = [condition.runs[kind] for kind in _CHECKS if kind in condition.runs]
    return replace(
        report,
        bases=bases,
        prices=prices,
        purged_until_us=condition.purged_until_us,
        proven=max(runs, key=lambda run: run.started_us, default=None),
    )


def dearest_models(report: Report, most: int) -> list[str]:
    """Those that cost most, in the order of their cost; where nothing was paid, of what they are worth."""
    money = report.totals.money
    cost = {model: sum(getattr(t, money) for t in spent) for model, spent in report.by_model.items()}
    return sorted((m for m in cost if cost[m]), key=lambda m: (-cost[m], m))[:most]


def unit_of(span: Span) -> Unit:
    """What gives a printed chart a readable number of bars."""
    hours = (span.until_us - span.since_us) / HOUR_US
    if hours <= 49:
        return "hour"
    if hours <= 24 * 100:
        return "day"
    return "week" if hours <= 24 * 400 else "month"


def span_before(span: Span, now_us: int, zone: ZoneInfo) -> Span:
    """The same stretch of the period before, by the wall clock: whole months are held against whole months.

    Of a stretch that is not over only the part that is, so that ten days are held against ten.
    """
    since, until = (periods.local(us, zone).replace(tzinfo=None) for us in (span.since_us, span.until_us))
    ends = periods.local(max(span.since_us, min(span.until_us, now_us)), zone).replace(tzinfo=None)
    if all(periods.start_of("month", us, zone) == us for us in (span.since_us, span.until_us)):
        months = (until.year - since.year) * 12 + until.month - since.month
        first = since.year * 12 + since.month - 1 - months
        earlier = since.replace(year=first // 12, month=first % 12 + 1)
        then = min(since, earlier + (ends - since)) if ends < until else since
    else:
        back = timedelta(days=max(1, -(-(until - since) // timedelta(days=1))))
        earlier, then = since - back, ends - back
    return Span(periods.instant(earlier, zone), periods.instant(then, zone))


def _span(reader: Reader, wish: Wish, now_us: int) -> Span:
    """The range, closed where it is open: by the first calls that are known, and by now."""
    since_us, until_us = wish.chosen.since_us, wish.chosen.until_us
    if until_us is None:
        until_us = max(now_us, (since_us or 0) + 1)
    if since_us is None:
        starts = reader.series(CallFilter(until_us=until_us), "day", wish.zone).starts_us
        since_us = starts[0] if starts else periods.start_of("day", until_us - 1, wish.zone)
        since_us = periods.start_of("day", since_us, wish.zone)
    return Span(since_us, max(until_us, since_us + 1))


def _dearest(groups: Iterable[tuple[str, Totals]]) -> Sums:
    return sorted(groups, key=lambda one: (-one[1].cost_nusd, -one[1].equivalent_nusd, -one[1].calls, one[0]))
