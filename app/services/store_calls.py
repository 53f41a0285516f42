"""Calls to a key store, which may wait for a person at a prompt, or for ever: one after the other, each with
a deadline, on a thread that is left behind when it hangs."""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import KeyStoreLocked

_STOP_S = 0.5
Call = Callable[[], Any]


@dataclass(slots=True, eq=False)
class _Job:
    call: Call
    deadline: float
    future: "Future[Any]" = field(default_factory=Future[Any])
    late: bool = False  # its deadline has passed

    def give(self, result: Any) -> None:
        with suppress(InvalidStateError):  # too late
            self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.future.set_exception(error)


class StoreCalls:
    """Its threads begin with the first call. `stop` once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._running: _Job | None = None
        self._hand: threading.Thread | None = None
        self._watch: threading.Thread | None = None
        self._stopped = False

    def submit(self, call: Call, timeout_s: float) -> "Future[Any]":
        """Its result, or a KeyStoreLocked by the deadline. Never waits."""
        job = _Job(call, time.monotonic() + timeout_s)
        job.future.set_running_or_notify_cancel()  # several may wait for it: it cannot be cancelled by one
        refusal = None
        with self._changed:
            if self._stopped:
                refusal = KeyStoreLocked("Tollgate is stopping, so no key is fetched any more.")
            elif self._hangs():
                refusal = _no_answer()
            else:
                self._waiting.append(job)
                self._begin()
                self._changed.notify_all()
        if refusal is not None:
            job.fail(refusal)
        return job.future

    def leave_behind(self) -> None:
        """What hangs may hang: the next call has a thread of its own."""
        with self._changed:
            if self._hangs():
                self._running, self._hand = None, None
                self._changed.notify_all()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            left = [*self._waiting, *([self._running] if self._running else [])]
            self._waiting.clear()
            hand, watch = self._hand, self._watch
            self._changed.notify_all()
        for job in left:
            job.fail(KeyStoreLocked("Tollgate is stopping, so no key is fetched any more."))
        if watch is not None:
            watch.join()
        if hand is not None:
            hand.join(_STOP_S)  # a daemon: the prompt that it waits at does not keep the program

    def _hangs(self) -> bool:
        return self._running is not None and self._running.late

    def _begin(self) -> None:
        if self._hand is None:
            self._hand = threading.Thread(target=self._work, name="key-store", daemon=True)
            self._hand.start()
        if self._watch is None:
            self._watch = threading.Thread(target=self._keep_deadlines, name="key-deadlines", daemon=True)
            self._watch.start()

    def _work(self) -> None:
        me = threading.current_thread()
        while True:
            with self._changed:
                while not self._waiting and not self._stopped and self._hand is me:
                    self._changed.wait()
                if self._stopped or self._hand is not me:
                    return
                job = self._running = self._waiting.popleft()
                self._changed.notify_all()
            try:
                result = job.call()
            except BaseException as error:  # noqa: BLE001  it goes to who waits for it
                job.fail(error)
            else:
                job.give(result)
                del result  # a key does not stay on this thread while it waits
            with self._changed:
                if self._running is job:
                    self._running = None
                del job
                self._changed.notify_all()

    def _keep_deadlines(self) -> None:
        while True:
            with self._changed:
                if self._stopped:
                    return
                now = time.monotonic()
                awaited = [j for j in (self._running, *self._waiting) if j is not None and not j.late]
                late = [job for job in awaited if job.deadline <= now]
                if not late:
                    due = min((job.deadline for job in awaited), default=None)
                    self._changed.wait(None if due is None else due - now)
                    continue
                if self._running in late:  # who waits behind it would wait for the same prompt
                    late = awaited
                for job in late:
                    job.late = True
                self._waiting = deque(job for job in self._waiting if not job.late)
            for job in late:
                job.fail(_no_answer())


def _no_answer() -> KeyStoreLocked:
    return KeyStoreLocked(
        "The keyring does not answer; it may be waiting for you at a prompt.",
        "Answer its prompt, then type `tollgate key unlock`.",
    )
