"""How long calls took, and made wait for their first token: histograms by span and group."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.core.filters import CallFilter
from app.core.histograms import counted, slots_of, unpacked
from app.core.periods import Span, Unit
from app.core.rollups import slot_of
from app.ledger import queries
from app.ledger.pieces import Numbered
from app.ledger.queries import Query
from app.ledger.results import QuantileLine, Quantiles, QuantileSeries
from app.ledger.sources import (
    CALLS,
    DAY_HISTOGRAMS,
    DAYS,
    HISTOGRAMS,
    MONTH_HISTOGRAMS,
    MONTHS,
    Source,
)
from app.ledger.tables import LATENCY, TTFT

SPANS_AT_ONCE = 2_000
_PACKED_OF = {id(DAYS): DAY_HISTOGRAMS, id(MONTHS): MONTH_HISTOGRAMS}

Keys = tuple[Any, ...]
Rows = Callable[[Query], list[tuple[Any, ...]]]


class Durations:
    """Two histograms for each key: of whole durations, and of the time to the first token."""

    def __init__(self) -> None:
        self._counts: dict[Keys, list[int]] = {}

    def add(self, key: Keys, kind: int, counts: int) -> None:
        pair = self._counts.get(key)
        if pair is None:
            pair = self._counts[key] = [0, 0]
        pair[kind] += counts

    def by(self, key_of: Callable[[Keys], Keys]) -> "Durations":
        """Added up under other keys."""
        found = Durations()
        for key, (latency, ttft) in self._counts.items():
            found.add(key_of(key), LATENCY, latency)
            found.add(key_of(key), TTFT, ttft)
        return found

    def calls(self, key: Keys) -> int:
        return sum(slots_of(self._counts[key][LATENCY]).values())

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._counts)

    def quantiles(self, key: Keys) -> Quantiles | None:
        pair = self._counts.get(key)
        return None if pair is None else Quantiles.of(slots_of(pair[LATENCY]), slots_of(pair[TTFT]))


def read(
    rows: Rows, tasks: Sequence[tuple[Source, Numbered]], chosen: CallFilter, by: Sequence[str]
) -> Durations:
    """Under (number of the span, *groups); groups by name, a status as a number."""
    found = Durations()
    for source, spans in tasks:
        for at in range(0, len(spans), SPANS_AT_ONCE):
            for key, kind, counts in _read(rows, source, spans[at : at + SPANS_AT_ONCE], chosen, by):
                found.add(key, kind, counts)
    names = [_names(rows, group, {key[1 + place] for key in found}) for place, group in enumerate(by)]
    return found.by(lambda key: (key[0], *(name[id_] for name, id_ in zip(names, key[1:], strict=True))))


def _read(
    rows: Rows, source: Source, spans: Numbered, chosen: CallFilter, by: Sequence[str]
) -> Iterator[tuple[Keys, int, int]]:
    packed = _PACKED_OF.get(id(source))
    if packed is not None:
        for *key, kind, slots in rows(queries.sums_over(packed, spans, chosen, by)):
            yield tuple(key), kind, unpacked(slots)
        return
    slots_by_key: dict[tuple[Keys, int], dict[int, int]] = {}
    if source is CALLS:
        for *key, latency_us, ttft_us in rows(queries.durations(spans, chosen, by)):
            for kind, duration_us in ((LATENCY, latency_us), (TTFT, ttft_us)):
                if duration_us is not None:
                    slots = slots_by_key.setdefault((tuple(key), kind), {})
                    slots[slot_of(duration_us)] = slots.get(slot_of(duration_us), 0) + 1
    else:
        for *key, kind, slot, calls in rows(queries.sums_over(HISTOGRAMS, spans, chosen, by)):
            slots_by_key.setdefault((tuple(key), kind), {})[slot] = calls
    for (key, kind), slots in slots_by_key.items():
        yield key, kind, counted(slots)


def _names(rows: Rows, group: str, ids: set[int]) -> dict[int, Any]:
    if group == "status":
        return {id_: id_ for id_ in ids}
    return dict(row for query in queries.names_of(group, sorted(ids)) for row in rows(query))


def quantile_series(
    found: Durations, unit: Unit, spans: list[Span], by: str | None, top: int
) -> QuantileSeries:
    """`found` is of these spans, and of no other group than `by`."""

    def line(of: Durations, *key: Any) -> list[Quantiles | None]:
        return [of.quantiles((n, *key)) for n in range(len(spans))]

    totals = found.by(lambda key: key[1:])
    ranked = sorted(totals, key=lambda key: (-totals.calls(key), key))
    shown, rest = (ranked[:top], set(ranked[top:])) if by else ([], set[Keys]())
    whole = found.by(lambda key: key[:1])
    others = found.by(lambda key: (key[0], key[1:] in rest))
    return QuantileSeries(
        unit,
        [span.since_us for span in spans],
        spans[-1].until_us if spans else 0,
        [QuantileLine(_shown(by, key), line(found, *key)) for key in shown],
        QuantileLine("", line(others, True)) if rest else None,
        line(whole),
    )


def _shown(by: str | None, key: Keys) -> str:
    """A status of 0 is no answer."""
    return (str(key[0]) if key[0] else "") if by == "status" else key[0]
