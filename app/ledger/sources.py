"""Where sums come from: the calls, and what is kept of them by 15 minutes, days and months.

All of them agree to the nano-dollar; each coarser one knows fewer conditions, and is a hundred times shorter.
"""

from dataclasses import dataclass

from app.core.periods import BUCKET_US
from app.core.rollups import MEASURES


@dataclass(frozen=True, slots=True)
class Source:
    """Where sums come from, and how its columns are written."""

    tables: str
    join: str  # a condition that belongs to `tables`
    row: str  # whose columns say what a call was
    time: str
    time_us: int  # how long one step of `time` is
    measures: dict[str, str]  # SQL by name
    also_by: tuple[str, ...] = ()  # what it is grouped by in any case
    packed: bool = False  # its rows cannot be added in SQL, and come as they are


_STREAMED = "call.stream = 1 AND call.first_token_us IS NOT NULL"
_PRODUCED = "(coalesce(call.output_tokens, 0) + coalesce(call.reasoning_tokens, 0))"
_SPOKE_US = "(call.last_token_us - call.first_token_us)"
TTFT_US = "CASE WHEN call.stream = 1 THEN call.first_token_us END"
_HAS_SPEED = f"{_STREAMED} AND call.last_token_us IS NOT NULL AND {_PRODUCED} >= 2 AND {_SPOKE_US} >= 1000"
_OF_CALLS = {
    "ok": "call.ok",
    "calls": "1",
    "unpriced": "CASE WHEN call.cost_nusd IS NULL THEN 1 ELSE 0 END",
    "estimated": "CASE WHEN call.usage_basis = 2 THEN 1 ELSE 0 END",
    "partial": "CASE WHEN call.usage_basis = 3 THEN 1 ELSE 0 END",
    "ttft_calls": f"CASE WHEN {_STREAMED} THEN 1 ELSE 0 END",
    "ttft_us": f"CASE WHEN {_STREAMED} THEN call.first_token_us ELSE 0 END",
    "speed_tokens": f"CASE WHEN {_HAS_SPEED} THEN {_PRODUCED} ELSE 0 END",
    "speed_us": f"CASE WHEN {_HAS_SPEED} THEN {_SPOKE_US} ELSE 0 END",
}


def _sums(columns: dict[str, str], row: str) -> dict[str, str]:
    return {name: f"coalesce(sum({columns.get(name, f'{row}.{name}')}), 0)" for name in MEASURES}


CALLS = Source("call", "", "call", "call.started_us", 1, _sums(_OF_CALLS, "call"))
ROLLUPS = Source(
    "rollup CROSS JOIN slice",
    "slice.id = rollup.slice_id",
    "slice",
    "rollup.bucket",
    BUCKET_US,
    _sums({"ok": "CASE WHEN slice.ok = 1 THEN rollup.calls ELSE 0 END"}, "rollup"),
)
HISTOGRAMS = Source(
    "histogram CROSS JOIN slice",
    "slice.id = histogram.slice_id",
    "slice",
    "histogram.bucket",
    BUCKET_US,
    {"kind": "histogram.kind", "slot": "histogram.slot", "calls": "sum(histogram.calls)"},
    ("histogram.kind", "histogram.slot"),
)


def _whole(unit: str) -> tuple[Source, Source]:
    """Sums and histograms of whole days or months of the home zone. Their spans are numbers of those."""
    rollup, histogram = f"{unit}_rollup", f"{unit}_histogram"
    sums = _sums({"ok": f"CASE WHEN slice.ok = 1 THEN {rollup}.calls ELSE 0 END"}, rollup)
    slots = {"kind": f"{histogram}.kind", "slots": f"{histogram}.slots"}
    return (
        Source(
            f"{rollup} CROSS JOIN slice",
            f"slice.id = {rollup}.slice_id",
            "slice",
            f"{rollup}.{unit}",
            1,
            sums,
        ),
        Source(
            f"{histogram} CROSS JOIN slice",
            f"slice.id = {histogram}.slice_id",
            "slice",
            f"{histogram}.{unit}",
            1,
            slots,
            packed=True,
        ),
    )


DAYS, DAY_HISTOGRAMS = _whole("day")
MONTHS, MONTH_HISTOGRAMS = _whole("month")
