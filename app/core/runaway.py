"""Clients that run away: they say the same again and again, or spend very fast. Pure, and quick.

An agent that is stuck sends its conversation again and again, and each time it has grown by the same: by
nothing where a call is repeated, by one more of the same answers and the same results where a loop goes on.
Work that gets on grows by something else each time, however close together its calls are. A loop may go
round in up to three steps. What comes back is as long each time, too: that tells it from an editor which asks
for completions at each key that is struck.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.calls import Call
from app.core.periods import MINUTE_US

_STEPS = 3
_SAME_BYTES = 16  # ids and times differ in their digits, not in their length
_SAME_SHARE = 20  # a twentieth
_SAME_TOKENS, _SAME_ANSWER_SHARE = 2, 4  # a quarter
_SEVERAL = 3  # one dear call is not running away
_MOST_THREADS = 1_000  # clients choose the names of their sessions

Step = tuple[int, int, int]  # messages and bytes more than before, tokens that came back


@dataclass(slots=True)
class _Thread:
    """The calls of one client in one session to one model."""

    messages: int
    size: int
    steps: deque[Step] = field(default_factory=lambda: deque[Step](maxlen=_STEPS))
    ends: deque[int] = field(default_factory=deque[int])  # of the calls that were alike

    def saw(self, call: Call, at_us: int, most: int) -> None:
        messages, size = call.message_count or 0, call.request_bytes
        step = (messages - self.messages, size - self.size, call.usage.output_tokens or 0)
        if self.steps and not _is_among(step, self.steps):
            while len(self.ends) > 1:  # this one and the one before may be the first two of a loop
                self.ends.popleft()
        self.steps.append(step)
        self.messages, self.size = messages, size
        self.ends.append(at_us)
        if len(self.ends) > most:
            self.ends.popleft()


def _is_among(step: Step, steps: Iterable[Step]) -> bool:
    for before in steps:  # noqa: SIM110  a generator would take as long as all of it
        if _same(step, before):
            return True
    return False


def _same(one: Step, other: Step) -> bool:
    return (
        one[0] == other[0]
        and abs(one[1] - other[1]) <= max(_SAME_BYTES, abs(other[1]) // _SAME_SHARE)
        and abs(one[2] - other[2]) <= max(_SAME_TOKENS, other[2] // _SAME_ANSWER_SHARE)
    )


@dataclass(slots=True)
class _Purse:
    spent: deque[tuple[int, int]] = field(default_factory=deque[tuple[int, int]])  # (end, amount)
    sum_nusd: int = 0

    def add(self, at_us: int, nusd: int) -> int:
        """What was spent within the last minute. A clock that was set back begins a new one."""
        if self.spent and at_us < self.spent[-1][0] - MINUTE_US:
            self.spent.clear()
            self.sum_nusd = 0
        self.spent.append((at_us, nusd))
        self.sum_nusd += nusd
        while self.spent[0][0] <= at_us - MINUTE_US:
            self.sum_nusd -= self.spent.popleft()[1]
        return self.sum_nusd


@dataclass(frozen=True, slots=True)
class Runaway:
    """`alike` calls in a row within `took_us`, or so much in a minute."""

    client: str
    at_us: int
    model: str | None
    session: str | None
    alike: int = 0
    took_us: int = 0
    minute_nusd: int = 0


class Runaways:
    """Is told of each call that ends. Whoever uses it from several threads holds a lock around it."""

    def __init__(self, calls: int, within_us: int, per_minute_nusd: int) -> None:
        self._calls = calls
        self._within_us = within_us
        self._per_minute_nusd = per_minute_nusd
        self._threads: dict[tuple[str, str | None, str | None], _Thread] = {}
        self._purses: dict[str, _Purse] = {}
        self._running: dict[str, int] = {}

    def saw(self, call: Call, at_us: int) -> Runaway | None:
        """What it is, when a client begins to run away by this call; not again while it goes on."""
        client = call.client or ""
        found: Runaway | None = None
        purse = self._purse(client)
        spent = purse.add(at_us, call.cost_nusd or 0)
        if spent >= self._per_minute_nusd and len(purse.spent) >= _SEVERAL:
            found = Runaway(client, at_us, call.model, call.session, minute_nusd=spent)
        ends = self._thread(client, call, at_us).ends if call.usage.output_tokens else deque[int]()
        if len(ends) == self._calls and ends[-1] - ends[0] <= self._within_us:
            found = Runaway(client, at_us, call.model, call.session, len(ends), ends[-1] - ends[0], spent)
        if found is None:
            return None
        before = self._running.get(client)
        self._running[client] = at_us
        return found if before is None or at_us - before > self._within_us else None

    def running(self, now_us: int) -> set[str]:
        """Those that went on running away until just now."""
        self._running = {c: at for c, at in self._running.items() if 0 <= now_us - at <= self._within_us}
        return set(self._running)

    def forget(self, client: str) -> None:
        """Somebody let it go on: it begins anew."""
        self._running.pop(client, None)
        self._purses.pop(client, None)
        for key in [key for key in self._threads if key[0] == client]:
            del self._threads[key]

    def _purse(self, client: str) -> _Purse:
        purse = self._purses.get(client)
        if purse is None:
            if len(self._purses) >= _MOST_THREADS:
                self._purses.clear()
            purse = self._purses[client] = _Purse()
        return purse

    def _thread(self, client: str, call: Call, at_us: int) -> _Thread:
        key = (client, call.session, call.model)
        thread = self._threads.get(key)
        if thread is None:
            if len(self._threads) >= _MOST_THREADS:
                del self._threads[next(iter(self._threads))]
            thread = self._threads[key] = _Thread(call.message_count or 0, call.request_bytes)
            thread.ends.append(at_us)
        else:
            thread.saw(call, at_us, self._calls)
        return thread
