"""What the values of a chart are, and how they are written."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from app.core.money import decimal_usd
from app.ui import formats


@dataclass(frozen=True, slots=True)
class Unit:
    name: str  # in the head of a file; not translated, as programs read it
    show: Callable[[float], str]  # in the read-out, the legend and the table
    tick: Callable[[float, float], str]  # on the axis: the value and the distance between ticks
    write: Callable[[float], str]  # in a file: exact, and a number for every program
    least: float = 1.0  # the smallest distance between ticks

    def text(self, value: float | None) -> str:
        return formats.NOTHING if _is_nothing(value) else self.show(value)  # pyright: ignore[reportArgumentType]

    def plain(self, value: float | None) -> str:
        return "" if _is_nothing(value) else self.write(value)  # pyright: ignore[reportArgumentType]


def _is_nothing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _compact(value: float, _step: float) -> str:
    return formats.compact(value)


def _duration_tick(value: float, step: float) -> str:
    if value == 0:
        return "0"
    if step >= 60_000_000 and value >= 60_000_000:
        return f"{_fixed(value / 60_000_000, step / 60_000_000)} min"
    if value >= 1_000_000:
        return f"{_fixed(value / 1_000_000, step / 1_000_000)} s"
    return f"{_fixed(value / 1_000, step / 1_000)} ms"


def _share_tick(value: float, step: float) -> str:
    return f"{_fixed(value * 100, step * 100)} %"


def _speed_tick(value: float, step: float) -> str:
    return _fixed(value, step)


def _fixed(value: float, step: float) -> str:
    """With as many decimals as the distance between ticks needs."""
    decimals = 0
    while decimals < 4 and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return QLocale().toString(value, "f", decimals)


def _number(digits: int, scale: float = 1.0) -> Callable[[float], str]:
    return lambda value: f"{value * scale:.{digits}f}"


MONEY = Unit(
    "USD",
    lambda value: formats.usd(round(value)),
    formats.usd_axis,
    lambda value: decimal_usd(round(value)),
)
TOKENS = Unit("tokens", lambda value: formats.count(round(value)), _compact, _number(0))
CALLS = Unit("calls", lambda value: formats.count(round(value)), _compact, _number(0))
DURATION = Unit("ms", lambda value: formats.duration(round(value)), _duration_tick, _number(3, 1e-3))
SHARE = Unit("%", formats.percent, _share_tick, _number(4, 100), 0.0001)
SPEED = Unit("tokens/s", formats.speed, _speed_tick, _number(3), 0.1)
