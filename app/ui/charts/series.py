"""What a stacked chart shows, apart from how it is drawn."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OTHER = "\0other"  # no name of a model or a client has a NUL in it


@dataclass(frozen=True)
class Stack:
    """Series over buckets of time. `edges_us` has one more entry than there are buckets.

    Row i of `values` belongs to `keys[i]`, and is drawn upon the rows before it.
    """

    edges_us: Integers
    keys: tuple[str, ...]
    names: tuple[str, ...]
    slots: tuple[int, ...]  # places in the theme's colours; -1 is "Other"
    values: Integers

    @property
    def buckets(self) -> int:
        return len(self.edges_us) - 1

    @cached_property
    def totals(self) -> Integers:
        return self.values.sum(axis=0, dtype=np.int64)

    def total_of(self, row: int) -> int:
        return int(self.values[row].sum())

    def only(self, key: str | None) -> "Stack":
        """Just one of the series; all of them for None or an unknown key."""
        if key not in self.keys:
            return self
        row = self.keys.index(key)
        return Stack(
            self.edges_us, (key,), (self.names[row],), (self.slots[row],), self.values[row : row + 1]
        )

    def bucket_at(self, time_us: float) -> int | None:
        index = int(np.searchsorted(self.edges_us, time_us, side="right")) - 1
        return index if 0 <= index < self.buckets else None


def columns(stack: Stack, width_px: int) -> Stack:
    """No more buckets than pixels: of those that share a column, the one with the highest total stays.

    A peak is never lost and the scale of the axis stays true, which sums or means would not keep.
    """
    if stack.buckets <= width_px or width_px < 1:
        return stack
    starts = np.unique(np.linspace(0, stack.buckets, width_px, endpoint=False).astype(np.int64))
    totals = stack.totals
    ends = np.append(starts[1:], stack.buckets)
    picked = np.fromiter(
        (int(start + totals[start:end].argmax()) for start, end in zip(starts, ends, strict=True)),
        dtype=np.int64,
        count=len(starts),
    )
    edges = np.append(stack.edges_us[starts], stack.edges_us[-1])
    return Stack(edges, stack.keys, stack.names, stack.slots, stack.values[:, picked])
