"""What the reader answers with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.calls import TOKEN_BUCKETS, Call
from app.core.money import decimal_usd
from app.core.periods import Unit
from app.core.rollups import Totals, quantile_us

TIME_GROUPS: dict[str, Unit] = {"hour": "hour", "day": "day", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The totals of one group. `keys` go by the names they were asked for; "" is "without one"."""

    keys: dict[str, str]
    totals: Totals

    def as_record(self) -> dict[str, Any]:
        """The row under the names that other programs rely on."""
        t = self.totals
        return {
            **self.keys,
            "calls": t.calls,
            "ok": t.ok,
            "failed": t.failed,
            "unpriced": t.unpriced,
            "estimated": t.estimated,
            "partial": t.partial,
            **{name: getattr(t, name) for name in TOKEN_BUCKETS},
            "total_tokens": t.total_tokens,
            "cost_usd": decimal_usd(t.cost_nusd),
            "equivalent_usd": decimal_usd(t.equivalent_nusd),
        }


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Durations that half, 95 and 99 % of the calls stayed below; None where there are none."""

    latency_p50_us: int | None
    latency_p95_us: int | None
    latency_p99_us: int | None
    ttft_p50_us: int | None
    ttft_p95_us: int | None
    ttft_p99_us: int | None

    @classmethod
    def of(cls, latency: dict[int, int], ttft: dict[int, int]) -> "Quantiles":
        """From histograms: calls by slot."""
        return cls(*(quantile_us(slots, q) for slots in (latency, ttft) for q in (0.5, 0.95, 0.99)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line or stack of a chart: a value for each start, zeros where nothing was."""

    key: str
    totals: list[Totals]


@dataclass(frozen=True, slots=True)
class Series:
    """Totals over time. The lines add up to `whole`; `other`, where there is one, stands for the rest."""

    unit: Unit
    starts_us: list[int]
    until_us: int
    lines: list[Line]
    other: Line | None
    whole: list[Totals] = field(default_factory=list[Totals])


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a search. There may be more before `looked_since_us`; None: there is no more."""

    calls: list[Call]
    looked_since_us: int | None


@dataclass(frozen=True, slots=True)
class QuantileLine:
    """One line of a chart; None where nothing was."""

    key: str
    quantiles: list[Quantiles | None]


@dataclass(frozen=True, slots=True)
class QuantileSeries:
    """Quantiles over time: of the groups with the most calls, of the others together, and of all."""

    unit: Unit
    starts_us: list[int]
    until_us: int
    lines: list[QuantileLine]
    other: QuantileLine | None
    whole: list[Quantiles | None]


@dataclass(frozen=True, slots=True)
class Heat:
    """Sums by weekday (Monday first) and hour of the local clock, and how many such hours there were."""

    sums: list[list[int]]
    hours: list[list[float]]


def added_lines(lines: list[list[Totals]], length: int) -> list[Totals]:
    sums = [Totals() for _ in range(length)]
    for line in lines:
        for total, part in zip(sums, line, strict=True):
            if part.calls:
                total.add(part)
    return sums


def sorted_rows(by: Sequence[str], found: dict[tuple[Any, ...], Totals]) -> list[ReportRow]:
    """Outer groups keep together; within each, the dearest first."""
    weights: list[dict[tuple[Any, ...], Totals]] = [{} for _ in by]
    for key, totals in found.items():
        for place in range(len(by)):
            weights[place].setdefault(key[: place + 1], Totals()).add(totals)

    def order(key: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        ranks: list[tuple[Any, ...]] = []
        for place, group in enumerate(by):
            total = weights[place][key[: place + 1]]
            ranks.append(
                (0, 0, key[place]) if group in TIME_GROUPS else (-total.cost_nusd, -total.calls, key[place])
            )
        return ranks

    return [ReportRow(dict(zip(by, key, strict=True)), found[key]) for key in sorted(found, key=order)]
