"""In which folder the programs that call work: asked once a connection, beside the call."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from weakref import WeakKeyDictionary

from app.core.calls import Call
from app.core.providers import Provider
from app.platform.peers import Folder, folder_at
from app.proxy.desk import Caller, Journey, Later, Passage, Setback, Verdict
from app.wire.api import Refusal

_MOST_WAITING = 64  # beyond, connections come faster than they can be asked after
_PATIENCE_S = 0.05

Found = Future[Folder | None]
Look = Callable[[tuple[str, int], tuple[str, int]], Folder | None]


class Callers:
    """Called on the proxy's loop. `stop` once."""

    def __init__(self, wanted: Callable[[], bool], look: Look = folder_at) -> None:
        self._wanted = wanted
        self._look = look
        self._thread: ThreadPoolExecutor | None = None
        self._room = threading.BoundedSemaphore(_MOST_WAITING)
        self._of: WeakKeyDictionary[Caller, Found] = WeakKeyDictionary()
        self._calls: dict[str, Found] = {}

    def called(self, call: Call, caller: Caller) -> None:
        """Ask where this one works, unless that is known or nobody wants to know."""
        if not self._wanted():
            return
        found = self._of.get(caller)
        if found is None:
            if not self._room.acquire(blocking=False):
                return
            found = self._of[caller] = self._ask(caller)
        self._calls[call.id] = found

    def _ask(self, caller: Caller) -> Found:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "callers")
        found = self._thread.submit(self._look, caller.other, caller.own)
        found.add_done_callback(lambda _: self._room.release())
        return found

    def of(self, call: Call) -> Found | None:
        return self._calls.get(call.id)

    def forget(self, call: Call) -> None:
        """It is over."""
        self._calls.pop(call.id, None)

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)


def known(found: Found | None) -> Folder | None:
    """The folder, where it is known by now. What cannot be told never keeps a call."""
    if found is None or not found.done() or found.cancelled() or found.exception() is not None:
        return None
    return found.result()


class Introduction:
    """The journey of a call that waits a moment until it is known who calls.

    Whoever has its answer may be gone.
    """

    def __init__(
        self, found: Found, provider: Provider, decide: Callable[[], Refusal | Journey | None]
    ) -> None:
        self._found = found
        self._provider = provider
        self._decide = decide
        self._lock = threading.Lock()
        self._introduced = False
        self._later: Later | None = None
        self._journey: Journey | None = None

    @property
    def patience_s(self) -> float:
        return _PATIENCE_S if self._journey is None else self._journey.patience_s

    def next(self, later: Later) -> Verdict:
        if self._journey is not None:
            return self._journey.next(later)
        self._later = later
        self._found.add_done_callback(self._on_known)
        return None

    def _on_known(self, _: Found | None = None) -> None:
        """From any thread, and when patience ends: the first of them counts."""
        with self._lock:
            if self._introduced:
                return
            self._introduced = True
        assert self._later is not None
        self._later(partial(self._go_on, self._later))

    def _go_on(self, later: Later) -> Verdict:
        decided = self._decide()
        if decided is None:
            return Passage(self._provider)
        if isinstance(decided, Refusal):
            return decided
        self._journey = decided
        return decided.next(later)

    def give_up(self) -> Refusal | None:
        if self._journey is not None:
            return self._journey.give_up()
        self._on_known()
        return None

    def failed(self, setback: Setback, *, last: bool) -> bool:
        return self._journey is not None and self._journey.failed(setback, last=last)

    def served(self) -> None:
        if self._journey is not None:
            self._journey.served()

    def end(self) -> None:
        if self._journey is not None:
            self._journey.end()
