"""What the values of a chart are, and how they are written."""

from collections.abc import Callable
from dataclasses import dataclass

from app.ui import formats


@dataclass(frozen=True, slots=True)
class Unit:
    text: Callable[[int], str]  # in the read-out, the legend and the table
    tick: Callable[[float, float], str]  # on the axis: the value and the distance between ticks


def _compact(value: float, _step: float) -> str:
    return formats.compact(value)


MONEY = Unit(formats.usd, formats.usd_axis)
TOKENS = Unit(formats.count, _compact)
