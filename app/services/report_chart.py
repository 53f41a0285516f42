"""The chart of a report: stacked bars as an SVG of shapes and plain numbers, so that it prints anywhere.

Names stand beside it, in the legend, which whoever lays the page out writes: none is set into the drawing.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from app.platform.bundle import RESOURCES
from app.services.report_words import Words

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _FOOT = 52, 6, 12, 24
_BAR_SHARE, _WIDEST_BAR = 0.72, 30
_LABEL_WIDTH = 58
_TICKS = 4
_LEAST_STEP_NUSD = 1_000  # labels have six decimals
_ROUND = 2.5


@dataclass(frozen=True, slots=True)
class Line:
    """One of the stacked series; `other` is the one for all that have no colour of their own."""

    name: str
    values: list[int]
    other: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    colour: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Chart:
    svg: str
    said: str  # for who cannot see it
    legend: tuple[Entry, ...]

    @classmethod
    def of(
        cls,
        lines: Sequence[Line],
        labels: Sequence[str],
        words: Words,
        said: str,
        places: Sequence[int | None],
    ) -> "Chart":
        """`places` are the colours that the lines have elsewhere, None where a line has none yet."""
        colours = _colours(lines, places)
        legend = tuple(
            Entry(colour, line.name, words.money(sum(line.values)))
            for line, colour in zip(lines, colours, strict=True)
        )
        return cls(_draw(lines, colours, labels, words, said), said, legend)


@cache
def palette() -> dict[str, str]:
    """The light theme's colours: what is printed is on white."""
    return _theme()["colours"]


@cache
def _theme() -> dict[str, dict[str, str]]:
    return tomllib.loads((RESOURCES / "themes" / "light.toml").read_text(encoding="utf-8"))


def most_series() -> int:
    return len(_theme()["series"]["colours"])


def bar_colour() -> str:
    """Of bars beside words."""
    return _theme()["series"]["colours"][0]


def _colours(lines: Sequence[Line], places: Sequence[int | None]) -> list[str]:
    """One for each; those that come without a place take what is left."""
    series = _theme()["series"]["colours"]
    given: list[int | None] = []
    for n, _ in enumerate(lines):
        place = places[n] if n < len(places) else None
        given.append(place if place is not None and place not in given and place < len(series) else None)
    free = [place for place in range(len(series)) if place not in given]
    return [
        _theme()["series"]["other"] if line.other else series[place if place is not None else free.pop(0)]
        for line, place in zip(lines, given, strict=True)
    ]


def _draw(
    lines: Sequence[Line], colours: Sequence[str], labels: Sequence[str], words: Words, said: str
) -> str:
    sums = [sum(line.values[n] for line in lines) for n in range(len(labels))]
    step = _step(max(sums, default=0))
    top = max(step, max(sums, default=0) * 26 // 25)
    floor = HEIGHT - _FOOT
    room = floor - _TOP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
    found = [f'{head}aria-label="{escape(said)}" font-family="Inter" font-size="10.5">']
    colour = palette()
    for value in range(0, top + 1, step):
        y = floor - room * value / top
        edge = colour["border_strong"] if value == 0 else colour["grid"]
        found.append(f'<path d="M{_LEFT} {y:.2f}H{WIDTH - _RIGHT}" stroke="{edge}" fill="none"/>')
        found.append(_label(_LEFT - 8, y + 3.6, "end", words.money_tick(value, step)))
    width = (WIDTH - _LEFT - _RIGHT) / max(1, len(labels))
    bar = min(_WIDEST_BAR, width * _BAR_SHARE)
    for n in range(len(labels)):
        x = _LEFT + width * n + (width - bar) / 2
        found += _bar(
            x, bar, floor, room / top, [(c, s.values[n]) for c, s in zip(colours, lines, strict=True)]
        )
    every = max(1, -(-len(labels) * _LABEL_WIDTH // (WIDTH - _LEFT - _RIGHT)))
    for n in range(0, len(labels), every):
        x = _LEFT + width * (n + 0.5)
        found.append(_label(x, HEIGHT - 7, "middle", labels[n]))
    return "".join((*found, "</svg>"))


def _label(x: float, y: float, anchor: str, text: str) -> str:
    place = f'x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="{palette()["text_faint"]}"'
    return f"<text {place}>{escape(text)}</text>"


def _bar(x: float, width: float, floor: float, scale: float, parts: list[tuple[str, int]]) -> list[str]:
    """The dearest at the bottom, a hair of white between two, and the top one rounded."""
    there = [(colour, value) for colour, value in parts if value > 0]
    found: list[str] = []
    y = floor
    for n, (colour, value) in enumerate(there):
        height = max(0.4, value * scale)
        gap = 0.6 if n and height > 1.5 else 0.0
        upper, lower = y - height, y - gap
        r = min(_ROUND, width / 2, lower - upper) if n == len(there) - 1 else 0.0
        found.append(
            f'<path fill="{colour}" d="M{x:.2f} {lower:.2f}V{upper + r:.2f}'
            f"q0 {-r:.2f} {r:.2f} {-r:.2f}H{x + width - r:.2f}q{r:.2f} 0 {r:.2f} {r:.2f}"
            f'V{lower:.2f}z"/>'
        )
        y = upper
    return found


def _step(highest: int) -> int:
    """Of 1, 2, 2.5 and 5 with zeros: the one that gives about four ticks, which can be told apart."""
    rough = max(_LEAST_STEP_NUSD, highest // _TICKS)
    size = 10 ** (len(str(rough)) - 1)
    steps = [size, 2 * size, 5 * size // 2, 5 * size, 10 * size]
    return next(step for step in steps if step >= rough)
