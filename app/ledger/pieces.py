"""Which source answers which part of a question about a range: the coarsest that knows it exactly."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.periods import BUCKET_US, Span
from app.core.rollups import bucket_of
from app.ledger.days import Covered
from app.ledger.sources import CALLS, DAYS, MONTHS, ROLLUPS, Source

SOURCES = (CALLS, ROLLUPS, DAYS, MONTHS)
Numbered = list[tuple[int, Span]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a range that one source answers; the span is in the source's own measure of time."""

    source: Source
    span: Span


def pieces(span: Span | None, *, rollups: bool, days: Covered | None) -> list[Piece]:
    """Whole months, days and 15 minutes of a range from their sums, its edges from the calls."""
    if span is None:
        return []
    first, last = -(-span.since_us // BUCKET_US), bucket_of(span.until_us)
    if not rollups or first >= last:
        return [Piece(CALLS, span)]
    inner = Span(first * BUCKET_US, last * BUCKET_US)
    found = [Piece(CALLS, edge) for edge in _around(span, inner)]
    whole = days.whole_days(inner) if days else None
    if days is None or whole is None:
        return [*found, Piece(ROLLUPS, inner)]
    found += [Piece(ROLLUPS, edge) for edge in _around(inner, whole[0])]
    months = days.whole_months(whole[0])
    if months is None:
        return [*found, Piece(DAYS, whole[1])]
    found += [Piece(DAYS, days.days_of(edge)) for edge in _around(whole[0], months[0])]
    return [*found, Piece(MONTHS, months[1])]


def numbered(spans: Iterable[Span], *, rollups: bool, days: Covered | None) -> list[tuple[Source, Numbered]]:
    """What each source is asked of many spans, each under its number."""
    tasks: dict[int, Numbered] = {id(source): [] for source in SOURCES}
    for n, span in enumerate(spans):
        for piece in pieces(span, rollups=rollups, days=days):
            tasks[id(piece.source)].append((n, piece.span))
    return [(source, tasks[id(source)]) for source in SOURCES if tasks[id(source)]]


def _around(outer: Span, inner: Span) -> list[Span]:
    """What a range has before and after another one within it."""
    edges = (Span(outer.since_us, inner.since_us), Span(inner.until_us, outer.until_us))
    return [edge for edge in edges if edge.since_us < edge.until_us]
