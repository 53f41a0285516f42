"""Where an axis has its marks, and what they say."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.periods import HOUR_US, Span, Unit, local, spans
from app.ui import formats

_MOST_DAYS = 400  # marked by day; more are marked by month
_MOST_QUARTER_HOURS = 6


@dataclass(frozen=True, slots=True)
class Tick:
    at_us: int
    text: str


def value_ticks(top: float, most: int, least: float = 1.0) -> list[float]:
    """From zero to the first step at or above `top`, in steps of 1, 2 or 5 times a power of ten.

    No step is smaller than `least`.
    """
    if top <= 0:
        return [0.0, least]
    step = 10.0 ** math.floor(math.log10(top / max(1, most)))
    for factor in (1, 2, 5, 10):
        if top / (step * factor) <= most:
            step *= factor
            break
    step = max(least, step)
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def time_ticks(span: Span, grain: Unit, zone: ZoneInfo, width_px: float, label_px: float) -> list[Tick]:
    """Marks in local time: for days and longer in the middle of their bucket, else where they start."""
    most = max(2, int(width_px / (label_px + 14)))
    hours = (span.until_us - span.since_us) / HOUR_US
    if grain == "month" or hours > _MOST_DAYS * 24:
        middle = grain == "month"
        return _fitting(
            lambda step: _months(span, zone, step, middle), (1, 2, 3, 6, 12, 24, 60, 120), most, hours / 730
        )
    if grain == "week":
        return _fitting(
            lambda step: _weeks(span, zone, step), (1, 2, 4, 8, 13, 26, 52, 104), most, hours / 168
        )
    if grain == "day" or hours > most * 24:
        middle = grain == "day"
        return _fitting(
            lambda step: _days(span, zone, step, middle), (1, 2, 3, 7, 14, 28, 56, 112), most, hours / 24
        )
    if grain == "15min" and hours <= _MOST_QUARTER_HOURS:
        return _fitting(lambda step: _quarters(span, zone, step), (15, 30, 60, 120), most, hours * 60)
    return _fitting(lambda step: _hours(span, zone, step), (1, 2, 3, 4, 6, 12, 24), most, hours)


def _fitting(
    make: Callable[[int], Iterator[Tick]], steps: tuple[int, ...], most: int, about: float
) -> list[Tick]:
    """With the smallest step that is not too crowded; `about` so many marks there are with a step of one."""
    ticks: list[Tick] = []
    for step in [step for step in steps if about / step <= most + 2] or steps[-1:]:
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


def _quarters(span: Span, zone: ZoneInfo, step: int) -> Iterator[Tick]:
    for quarter in spans("15min", span.since_us, span.until_us, zone):
        moment = local(quarter.since_us, zone)
        if (moment.hour * 60 + moment.minute) % step == 0:
            yield Tick(quarter.since_us, formats.clock(moment))


def _days(span: Span, zone: ZoneInfo, step: int, middle: bool) -> Iterator[Tick]:  # noqa: FBT001
    for index, day in enumerate(spans("day", span.since_us, span.until_us, zone)):
        if index % step == 0:
            at_us = (day.since_us + day.until_us) // 2 if middle else day.since_us
            yield Tick(at_us, formats.day_short(local(day.since_us, zone)))


def _weeks(span: Span, zone: ZoneInfo, step: int) -> Iterator[Tick]:
    """By the day on which each begins."""
    for index, week in enumerate(spans("week", span.since_us, span.until_us, zone)):
        if index % step == 0:
            yield Tick((week.since_us + week.until_us) // 2, formats.day_short(local(week.since_us, zone)))


def _months(span: Span, zone: ZoneInfo, step: int, middle: bool) -> Iterator[Tick]:  # noqa: FBT001
    for month in spans("month", span.since_us, span.until_us, zone):
        start = local(month.since_us, zone)
        if (start.year * 12 + start.month - 1) % step == 0:
            at_us = (month.since_us + month.until_us) // 2 if middle else month.since_us
            yield Tick(at_us, formats.month_short(start))
