"""What is done beside everything else: short acts in one lane, in another what takes longer than a second."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
_TELL_EVERY_S = 0.1
_THREADS = 3  # of each lane: what waits at a keyring's prompt, or for a silent server, holds up no other


class CalledOff(Exception):
    """The user did not want to wait for the rest. No failure, and nothing to be told as one."""


class Job(QObject):
    """One piece of work. It is given itself, to tell how far it is and to hear when it is called off."""

    progressed = Signal(float)  # the share that is done
    ended = Signal()

    _settled = Signal(object, object)  # value, error

    def __init__(self, done: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._done, self._failed = done, failed
        self._off = threading.Event()
        self._told = 0.0
        self._dropped = False
        self._future: Future[Any] | None = None
        self._settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)

    @property
    def called_off(self) -> bool:
        return self._off.is_set()

    def call_off(self) -> bool:
        """At the next moment at which the work can stop. Whether it had not begun: then nothing happened."""
        self._off.set()
        return self._future is None or self._future.cancel()

    def drop(self) -> None:
        """Nobody is there any more who waits for it: call it off, and tell nobody."""
        self._dropped = True
        self.call_off()

    def enter(self, pool: ThreadPoolExecutor, work: "Callable[[Job], Any]") -> None:
        self._future = pool.submit(work, self)
        self._future.add_done_callback(self._settle)

    def progress(self, share: float) -> None:
        """From the work's thread. Raises CalledOff where it may end between two pieces."""
        if self._off.is_set():
            raise CalledOff
        self.tell(share)

    def tell(self, share: float) -> None:
        """The same for work that looks itself whether it was called off, to end in order."""
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_S:
            self._told = now
            self.progressed.emit(min(1.0, share))

    def _settle(self, future: "Future[Any]") -> None:
        error = CalledOff() if future.cancelled() else future.exception()
        self._settled.emit(None if error else future.result(), error)

    def _on_settled(self, value: Any, error: BaseException | None) -> None:
        self.ended.emit()
        if self._dropped:
            return
        if error is None:
            self._done(value)
        else:
            self._failed(error)


class Jobs:
    """Runs them on threads of its own. `done` and `failed` are called on Qt's thread."""

    def __init__(self) -> None:
        self._acts = ThreadPoolExecutor(_THREADS, thread_name_prefix="window-act")
        self._long = ThreadPoolExecutor(_THREADS, thread_name_prefix="window-job")
        self._running: set[Job] = set()
        self._closed = False

    def start(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
        *,
        long: bool = True,
    ) -> Job:
        """`failed` gets CalledOff when it was called off in time. Not `long` is what is over at once, unless
        the user's own keyring asks them: no export and no server that is silent holds it up."""
        job = Job(done, failed)
        if self._closed:
            return job
        self._running.add(job)
        job.ended.connect(lambda: self._running.discard(job))
        job.enter(self._long if long else self._acts, work)
        return job

    @property
    def working(self) -> bool:
        return bool(self._running)

    def call_off(self) -> None:
        """The session ends: nothing begins any more, and what runs is told to stop."""
        self._closed = True
        for job in self._running:
            job.drop()

    def close(self) -> None:
        """Wait for what runs, in both lanes."""
        for pool in (self._acts, self._long):
            pool.shutdown(wait=True, cancel_futures=True)
