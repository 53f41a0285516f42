"""What a chart shows, apart from how it is drawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from app.core.periods import Unit as Grain
from app.ui.charts.units import Unit

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = Integers | Floats
Form = Literal["bars", "line", "area"]

_MOST_GHOSTS = 3
OTHER = "\0other"  # no name of a model or a client has a NUL in it


@dataclass(frozen=True)
class Stack:
    """Series over buckets of time. `edges_us` has one more entry than there are buckets.

    Row i of `values` belongs to `keys[i]`. Where the series add up it is drawn upon the rows before it; where
    they do not (rates, quantiles) `whole` is what they are together, NaN is "nothing was", and `sums` are
    what each of them, and last all of them, come to over the whole range. `before` has the same rows, and
    one more for the whole, of the span before.
    """

    edges_us: Integers
    keys: tuple[str, ...]
    names: tuple[str, ...]
    slots: tuple[int, ...]  # places in the theme's colours; -1 is "Other"
    values: Numbers
    adds_up: bool = True
    whole: Floats | None = None
    sums: tuple[float | None, ...] = ()
    before: Floats | None = None

    @property
    def buckets(self) -> int:
        return len(self.edges_us) - 1

    @cached_property
    def totals(self) -> Numbers:
        if not self.adds_up:
            return np.full(self.buckets, np.nan) if self.whole is None else self.whole
        return self.values.sum(axis=0, dtype=self.values.dtype)

    def total_of(self, row: int) -> float | None:
        return self.sums[row] if self.sums else int(self.values[row].sum())

    @property
    def total(self) -> float | None:
        return self.sums[-1] if self.sums else int(self.values.sum())

    def only(self, keys: Collection[str]) -> "Stack":
        """Just these of the series; all of them for none, or for unknown keys."""
        rows = [row for row, key in enumerate(self.keys) if key in keys]
        if not rows or len(rows) == len(self.keys):
            return self
        values = self.values[rows]
        alone = rows[0] if len(rows) == 1 else None
        whole = None if self.adds_up or alone is None else np.asarray(self.values[alone], dtype=np.float64)
        before = None
        if self.before is not None:
            chosen = self.before[rows]
            together = chosen.sum(axis=0) if self.adds_up else chosen[0] if alone is not None else np.nan
            before = np.vstack([chosen, np.broadcast_to(together, (1, self.buckets))])
        return Stack(
            self.edges_us,
            tuple(self.keys[row] for row in rows),
            tuple(self.names[row] for row in rows),
            tuple(self.slots[row] for row in rows),
            values,
            self.adds_up,
            whole,
            (*(self.sums[row] for row in rows), None if alone is None else self.sums[alone])
            if self.sums
            else (),
            before,
        )

    def cut(self, first: int, end: int) -> "Stack":
        """Some of the buckets."""
        if (first, end) == (0, self.buckets):
            return self
        return replace(
            self,
            edges_us=self.edges_us[first : end + 1],
            values=self.values[:, first:end],
            whole=None if self.whole is None else self.whole[first:end],
            before=None if self.before is None else self.before[:, first:end],
        )

    def gathered(self) -> "Stack":
        """Each bucket with all before it; only of what adds up. What each series comes to stays the same."""
        if not self.adds_up or not self.buckets:
            return self
        sums = (*(self.total_of(row) for row in range(len(self.keys))), self.total)
        before = None if self.before is None else np.cumsum(self.before, axis=1)
        return replace(self, values=np.cumsum(self.values, axis=1), before=before, sums=sums)

    def until(self, now_us: int) -> "Stack":
        """Nothing from the first bucket on that has not begun: a line must not fall to zero for it."""
        begun = int(np.searchsorted(self.edges_us[:-1], now_us, side="right"))
        if begun >= self.buckets:
            return self
        sums = self.sums or (*(self.total_of(row) for row in range(len(self.keys))), self.total)
        values = self.values.astype(np.float64)
        values[:, begun:] = np.nan
        return replace(self, values=values, sums=sums)

    def bucket_at(self, time_us: float) -> int | None:
        index = int(np.searchsorted(self.edges_us, time_us, side="right")) - 1
        return index if 0 <= index < self.buckets else None


@dataclass(frozen=True, slots=True)
class Limit:
    """A level that should not be passed."""

    value: float
    name: str


@dataclass(frozen=True)
class Chart:
    """A stack with all that it takes to draw it. `grain` is what its buckets are."""

    stack: Stack
    unit: Unit
    grain: Grain
    zone: ZoneInfo
    now_us: int
    form: Form = "bars"
    limits: Sequence[Limit] = ()

    @property
    def stacked(self) -> bool:
        """Whether each series stands upon those before it."""
        return self.form != "line" and (self.stack.adds_up or len(self.stack.keys) == 1)

    @property
    def ghosts(self) -> list[int]:
        """The rows of the span before that are drawn: of many lines only the whole, if it is one of them."""
        rows = len(self.stack.keys)
        if self.stacked:
            return [rows]
        if rows <= _MOST_GHOSTS:
            return list(range(rows))
        return [] if self.stack.adds_up else [rows]

    def highest(self, first: int, end: int) -> float:
        """The greatest value that is drawn of these buckets."""
        stack = self.stack
        drawn: list[Numbers] = [stack.totals[first:end] if self.stacked else stack.values[:, first:end]]
        if stack.before is not None:
            drawn += [stack.before[row, first:end] for row in self.ghosts]
        return max((float(np.nanmax(part)) for part in drawn if np.isfinite(part).any()), default=0.0)

    def only(self, keys: Collection[str]) -> "Chart":
        """Levels are of all series together."""
        stack = self.stack.only(keys)
        return self if stack is self.stack else replace(self, stack=stack, limits=())


def columns(stack: Stack, width_px: int) -> Stack:
    """No more buckets than pixels: of those that share a column, the one with the highest total stays.

    A peak is never lost and the scale of the axis stays true, which sums or means would not keep.
    """
    if stack.buckets <= width_px or width_px < 1:
        return stack
    starts = _columns_of(stack, width_px)
    totals = np.nan_to_num(np.asarray(stack.totals, dtype=np.float64), nan=-1.0)
    highest = np.maximum.reduceat(totals, starts)
    lengths = np.diff(np.append(starts, stack.buckets))
    found = np.flatnonzero(totals == np.repeat(highest, lengths))
    picked = found[np.searchsorted(found, starts)]  # the first of each column
    edges = np.append(stack.edges_us[starts], stack.edges_us[-1])
    return Stack(edges, stack.keys, stack.names, stack.slots, stack.values[:, picked], stack.adds_up)


def envelopes(stack: Stack, values: Floats, width_px: int) -> tuple[Integers, Floats, Floats]:
    """For no more columns than pixels: where each begins, and its least and greatest value of each row."""
    starts = _columns_of(stack, width_px)
    lowest = np.fmin.reduceat(values, starts, axis=1)
    highest = np.fmax.reduceat(values, starts, axis=1)
    return np.append(stack.edges_us[starts], stack.edges_us[-1]), lowest, highest


def _columns_of(stack: Stack, width_px: int) -> Integers:
    """Where each column starts."""
    count = min(stack.buckets, max(1, width_px))
    return np.unique(np.linspace(0, stack.buckets, count, endpoint=False).astype(np.int64))
