"""An order that somebody makes step by step, faster than the steps are done."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


class Ordering(Generic[K]):
    """What was wished last counts at once. One act towards it runs at a time, and the last wish is the next.

    `act` gets the order to make and the one before it; who does it calls `end` when it is over, well or not.
    """

    def __init__(self, act: Callable[[list[K], list[K]], object]) -> None:
        self._act = act
        self._wish: list[K] = []  # empty: what is read counts
        self._begun: list[K] = []  # what the running act makes; empty: none runs

    def wish(self, order: Sequence[K], before: Sequence[K]) -> None:
        """`before` is as it stood when it was wished."""
        self._wish = list(order)
        if not self._begun:
            self._begin(before)

    def end(self) -> None:
        done, self._begun = self._begun, []
        if self._wish != done:
            self._begin(done)

    @property
    def settled(self) -> bool:
        """Whether a reading that begins now tells what came of every wish."""
        return not self._begun

    def arrange(self, things: Sequence[T], key: Callable[[T], K], *, settled: bool) -> list[T]:
        """What was read, as it is wished. `settled` is as it was when the reading began: then it counts."""
        if settled and self.settled:
            self._wish = []
        places = {k: place for place, k in enumerate(self._wish)}
        return sorted(things, key=lambda thing: places.get(key(thing), len(places)))

    def _begin(self, before: Sequence[K]) -> None:
        self._begun = list(self._wish)
        self._act(self._begun, list(before))
