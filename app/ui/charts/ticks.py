"""Where an axis has its marks, and what they say."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.periods import Span, Unit, local, spans
from app.ui import formats


@dataclass(frozen=True, slots=True)
class Tick:
    at_us: int
    text: str


def value_ticks(top: float, most: int) -> list[float]:
    """From zero to the first step at or above `top`, in whole steps of 1, 2 or 5 times a power of ten."""
    if top <= 0:
        return [0.0, 1.0]
    step = 10.0 ** math.floor(math.log10(top / max(1, most)))
    for factor in (1, 2, 5, 10):
        if top / (step * factor) <= most:
            step *= factor
            break
    step = max(1.0, step)
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def time_ticks(span: Span, grain: Unit, zone: ZoneInfo, width_px: float, label_px: float) -> list[Tick]:
    """Marks in local time: for days and months in the middle of their bucket, for hours at their start."""
    most = max(2, int(width_px / (label_px + 14)))
    if grain in ("15min", "hour"):
        return _fitting(lambda hours: _hours(span, zone, hours), (1, 2, 3, 4, 6, 12, 24), most)
    if grain == "day":
        return _fitting(lambda days: _days(span, zone, days), (1, 2, 3, 7, 14, 28, 56, 112), most)
    return _fitting(lambda months: _months(span, zone, months), (1, 2, 3, 6, 12, 24, 60, 120), most)


def _fitting(make: Callable[[int], Iterator[Tick]], steps: tuple[int, ...], most: int) -> list[Tick]:
    ticks: list[Tick] = []
    for step in steps:
        ticks = list(make(step))
        if len(ticks) <= most:
            break
    return ticks


def _hours(span: Span, zone: ZoneInfo, step: int) -> Iterator[Tick]:
    for hour in spans("hour", span.since_us, span.until_us, zone):
        moment = local(hour.since_us, zone)
        if moment.hour % step == 0 and moment.minute == 0:
            text = formats.day_short(moment) if moment.hour == 0 else formats.hour(moment)
            yield Tick(hour.since_us, text)


def _days(span: Span, zone: ZoneInfo, step: int) -> Iterator[Tick]:
    for index, day in enumerate(spans("day", span.since_us, span.until_us, zone)):
        if index % step == 0:
            yield Tick((day.since_us + day.until_us) // 2, formats.day_short(local(day.since_us, zone)))


def _months(span: Span, zone: ZoneInfo, step: int) -> Iterator[Tick]:
    for month in spans("month", span.since_us, span.until_us, zone):
        start = local(month.since_us, zone)
        if (start.year * 12 + start.month - 1) % step == 0:
            yield Tick((month.since_us + month.until_us) // 2, formats.month_short(start))
