"""An order that somebody makes step by step, faster than the steps are done."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from app.ui.doing import Doing, Step

K = TypeVar("K")
T = TypeVar("T")


class Ordering(Generic[K]):
    """What was wished last counts at once. One act towards it runs at a time, and the last wish is the next.

    `act` gets the order to make and calls `do` for it, or `end` where there is nothing to do; `ended` is
    called after each. An Undo is a wish as well: it waits for what runs, and what was wished before it and
    has not begun is not done any more.
    """

    def __init__(self, doing: Doing, act: Callable[[list[K]], object], ended: Callable[[], object]) -> None:
        self._doing = doing
        self._act, self._ended = act, ended
        self._wish: list[K] = []  # empty: what is read counts
        self._begun: list[K] | None = None  # what the running act makes; None: none runs
        self._next: Callable[[list[K]], object] | None = None  # what makes the wish
        self._goes_back = False  # the next is an Undo

    def wish(self, order: Sequence[K], act: Callable[[list[K]], object] | None = None) -> None:
        """`act` makes it otherwise than by its places."""
        self._wish, self._next, self._goes_back = list(order), act or self._act, False
        self._begin()

    def do(self, steps: Sequence[Step], said: str, back: Sequence[Step], before: Sequence[K]) -> None:
        """`before` is the order that `back` leads to."""

        def offer(_: list[Any]) -> None:
            if not self._goes_back:
                self._doing.bar.offer(said, lambda: self._take_back(back, before))

        self._doing.do(steps, done=offer, ended=self.end)

    def end(self) -> None:
        done, self._begun = self._begun, None
        if self._next == self._act and self._wish == done:
            self._next = None
        self._begin()
        self._ended()

    @property
    def settled(self) -> bool:
        """Whether a reading that begins now tells what came of every wish."""
        return self._begun is None

    def arrange(self, things: Sequence[T], key: Callable[[T], K], *, settled: bool) -> list[T]:
        """What was read, as it is wished. `settled` is as it was when the reading began: then it counts."""
        if settled and self.settled:
            self._wish = []
        places = {k: place for place, k in enumerate(self._wish)}
        return sorted(things, key=lambda thing: places.get(key(thing), len(places)))

    def _take_back(self, back: Sequence[Step], before: Sequence[K]) -> None:
        self.wish(before, lambda _: self._doing.take_back(back, ended=self.end))
        self._goes_back = self._next is not None

    def _begin(self) -> None:
        if self._begun is None and self._next is not None:
            act, self._next, self._goes_back = self._next, None, False
            self._begun = list(self._wish)
            act(self._begun)
