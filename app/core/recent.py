"""What calls like this one came to."""

from bisect import bisect_left, insort
from collections import deque

_SAMPLES = 100
_ENOUGH = 5


class Recent:
    """The last hundred amounts of one kind of call, for their 95th percentile.

    They are put in order when somebody asks: without a budget nobody does.
    """

    def __init__(self) -> None:
        self._order: deque[int] = deque()
        self._sorted: list[int] = []
        self._fresh: deque[int] = deque(maxlen=_SAMPLES)  # the last ones, not in their order yet
        self.add = self._fresh.append

    def _put_in_order(self) -> None:
        while self._fresh:
            if len(self._order) == _SAMPLES:
                del self._sorted[bisect_left(self._sorted, self._order.popleft())]
            amount = self._fresh.popleft()
            self._order.append(amount)
            insort(self._sorted, amount)

    @property
    def usual(self) -> int | None:
        self._put_in_order()
        count = len(self._sorted)
        return self._sorted[-(-95 * count // 100) - 1] if count >= _ENOUGH else None
