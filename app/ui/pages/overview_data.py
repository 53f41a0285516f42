"""What the overview asks of the ledger, and how its charts are made of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.periods import Span, named_range
from app.core.rollups import Totals
from app.ledger import Reader, Series
from app.platform.clock import now_us
from app.proxy import InFlight
from app.ui import formats
from app.ui.charts.colours import SERIES, ColourBook
from app.ui.ranges import Range, elapsed, grain_of, span_before, span_of

if TYPE_CHECKING:
    from app.ui.charts.series import Stack

_FAILURES = 6
_TOKEN_KINDS: tuple[tuple[str, ...], ...] = (
    ("input_tokens",),
    ("cache_read_tokens",),
    ("cache_write_5m_tokens", "cache_write_1h_tokens"),
    ("output_tokens",),
    ("reasoning_tokens",),
    ("audio_in_tokens", "audio_out_tokens", "image_in_tokens", "image_out_tokens"),
)


@dataclass(frozen=True, slots=True)
class Overview:
    ever: bool  # whether there was any call at all
    hidden: bool  # whether the filter hides every call of the range
    today: Totals
    yesterday: Totals  # until this time of the day
    totals: Totals
    totals_before: Totals
    series: Series
    models: list[tuple[str, Totals]]
    clients: list[tuple[str, Totals]]
    failures: list[Call]
    flights: Sequence[InFlight]
    read_us: int

    @property
    def measure(self) -> str:
        return self.totals.money

    def past_buckets(self) -> list[Totals]:
        """Those that have begun: a line must not fall to zero for what has not come yet."""
        past = sum(1 for start_us in self.series.starts_us if start_us <= self.read_us)
        return self.series.whole[:past]


def read_overview(
    reader: Reader, chosen: CallFilter, range_: Range, zone: ZoneInfo, flights: Sequence[InFlight]
) -> Overview:
    """Everything of one look, read away from Qt's thread."""
    now = now_us()
    span = span_of(range_, zone, now)
    inside = chosen.within(span.since_us, span.until_us)
    seen = elapsed(span, now)
    today = named_range("today", now, zone)

    def totals(of: Span) -> Totals:
        return reader.summary(chosen.within(of.since_us, of.until_us))

    def groups(dimension: str) -> list[tuple[str, Totals]]:
        found = [(row.keys[dimension], row.totals) for row in reader.report(inside, (dimension,), zone)]
        return sorted(found, key=lambda group: -getattr(group[1], shown.money))

    failed = chosen.status if chosen.status else ("failed",)
    shown = totals(span)
    everything = CallFilter().within(span.since_us, span.until_us)
    return Overview(
        ever=bool(reader.calls(CallFilter(), 1)),
        hidden=not shown.calls and chosen != CallFilter() and bool(reader.calls(everything, 1)),
        today=totals(today),
        yesterday=totals(span_before(Range("today"), zone, now)),
        totals=shown,
        totals_before=totals(span_before(range_, zone, now)),
        series=reader.series(inside, grain_of(span), zone, "model", top=SERIES, measure=shown.money),
        models=groups("model"),
        clients=groups("client"),
        failures=_failed(reader, inside, failed) if seen.until_us > seen.since_us else [],
        flights=flights,
        read_us=now,
    )


def _failed(reader: Reader, inside: CallFilter, status: tuple[str, ...]) -> list[Call]:
    from dataclasses import replace

    return [call for call in reader.calls(replace(inside, status=status), _FAILURES) if not call.ok]


def cost_stack(series: Series, measure: str, colours: ColourBook, none: str, other: str) -> "Stack":
    """The dearest at the bottom, where it is easiest to compare; what is left over on top."""
    import numpy as np

    from app.ui.charts.series import OTHER, Stack

    lines = [line for line in series.lines if any(getattr(t, measure) for t in line.totals)]
    places = colours.places([line.key for line in lines])
    keys = [f":{line.key}" for line in lines]
    names = [line.key or none for line in lines]
    slots = [places[line.key] for line in lines]
    rows = [[getattr(t, measure) for t in line.totals] for line in lines]
    if series.other is not None and any(getattr(t, measure) for t in series.other.totals):
        keys.append(OTHER)
        names.append(other)
        slots.append(-1)
        rows.append([getattr(t, measure) for t in series.other.totals])
    values = np.array(rows, dtype=np.int64).reshape(len(keys), len(series.starts_us))
    return Stack(_edges(series), tuple(keys), tuple(names), tuple(slots), values)


def token_stack(series: Series, names: Sequence[str]) -> "Stack":
    """`names` are those of input, cache read, cache write, output, reasoning, audio and images."""
    import numpy as np

    from app.ui.charts.series import Stack

    rows = [
        [sum(getattr(totals, bucket) for bucket in kind) for totals in series.whole] for kind in _TOKEN_KINDS
    ]
    kept = [place for place, row in enumerate(rows) if any(row)]
    values = np.array([rows[place] for place in kept], dtype=np.int64)
    values = values.reshape(len(kept), len(series.starts_us))
    chosen = tuple(names[place] for place in kept)
    return Stack(_edges(series), chosen, chosen, tuple(kept), values)


def _edges(series: Series):
    import numpy as np

    return np.array([*series.starts_us, series.until_us], dtype=np.int64)


def trend(now: float, before: float) -> str:
    """How much more or less, in words that do not need colour."""
    if not before:
        return ""
    change = now / before - 1
    if abs(change) < 0.0005:
        return "="
    if change > 9.99:
        return f"▲ {formats.compact(now / before)}x"
    share = formats.percent(abs(change), 0 if abs(change) >= 0.1 else 1)
    return f"{'▲' if change > 0 else '▼'} {share}"
