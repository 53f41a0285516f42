"""The one thread that writes.

Records wait in one queue, in order; what somebody waits for goes before them. The thread takes what waits,
writes it in one transaction and then says that the ledger changed. When the disk is full or the file is held
by somebody else, it keeps what it has and tries again; when a single record is at fault, the others are
written without it.
"""

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from app.core.calls import Call
from app.core.errors import LedgerError
from app.core.news import LedgerChanged, News, Scope
from app.ledger import opening
from app.ledger.names import Names
from app.ledger.recording import Recorder, cleaned
from app.ledger.replies import Reply

BATCH_CALLS = 2_000
QUEUE_CALLS = 20_000
_GATHER_S = 0.05  # a transaction costs as much as twenty calls in it: let some come together
_NEWS_EVERY_S = 0.1
_WATCH_EVERY_S = 1.0
# A full disk, or another program that holds the file, may keep the thread for ever: how long a task may wait.
_BEGINS_S, _ITS_TURN_S = 10.0, 60.0
_RETRY_FIRST_S, _RETRY_LAST_S = 0.05, 2.0

_log = logging.getLogger("tollgate.ledger")

NO_NEWS = Scope(0)

Task = Callable[[SqliteDatabase], Any]


@dataclass(slots=True)
class _Job:
    task: Task
    scopes: Scope
    reply: Future[Any]
    done: Callable[[], None] | None


@dataclass(frozen=True, slots=True)
class WriterHealth:
    waiting: int
    written: int
    rejected: int
    last_commit_us: int  # how long the last transaction took
    trouble: LedgerError | None
    restarts: int = 0  # how often the thread had died


class Writer:
    def __init__(
        self,
        path: Path,
        announce: Callable[[News], None],
        committed: Callable[[list[Call]], None],
    ) -> None:
        self._path = path
        self._announce = announce
        self._committed = committed
        self._queue: deque[Call | _Job] = deque()
        self._urgent: deque[_Job] = deque()
        self._in_hand: list[Call] = []  # taken from the queue and not written yet
        self._changed = threading.Condition()
        self._closing_by: float | None = None  # monotonic; what cannot be written until then is given up
        self._db = opening.connect(path, writes=True)
        self._recorder = Recorder(self._db)
        self.names = Names()
        self._news = Scope(0)
        self._news_at = 0.0
        self._written = 0
        self._rejected = 0
        self.past_changes = 0  # how often what was recorded became another
        self._last_commit_us = 0
        self._trouble: LedgerError | None = None
        self._restarts = 0
        self._thread = self._new_thread()

    def take_up(self, calls: Iterable[Call]) -> None:
        """Write what an earlier run left, before this one starts; or raise why that cannot be."""
        waiting = iter(calls)
        while batch := list(itertools.islice(waiting, BATCH_CALLS)):
            self._write(batch)

    def start(self) -> None:
        self._thread.start()

    def _new_thread(self) -> threading.Thread:
        # It is joined by close(); a program that crashed before that is not kept alive by it.
        return threading.Thread(target=self._run, name="ledger-writer", daemon=True)

    def _keep_alive(self) -> None:
        """Whoever brings something looks whether the thread is there, and starts it again with what it had.

        The caller holds the lock.
        """
        if self._thread.ident is None or self._thread.is_alive() or self._closing_by is not None:
            return
        self._restarts += 1
        _log.error("the ledger's writer died and is started again")
        self._queue.extendleft(reversed(self._in_hand))
        self._in_hand = []
        self._recorder.forget()
        try:
            self._db.rollback()
            self._thread = self._new_thread()
            self._thread.start()
        except Exception as error:  # noqa: BLE001  tried again by the next who comes
            self._trouble = LedgerError(f"The ledger's writer died and cannot start again: {error}.")

    def put(self, calls: Sequence[Call]) -> int:
        """Take as many of these as there is room for."""
        with self._changed:
            self._keep_alive()
            if self._closing_by is not None:
                return 0
            before = len(self._queue)
            taken = calls[: max(0, QUEUE_CALLS - before)]
            self._queue.extend(taken)
            # in between, the writer lets them gather
            if not before or before < BATCH_CALLS <= len(self._queue):
                self._changed.notify_all()
        return len(taken)

    def put_many(self, calls: Iterable[Call]) -> None:
        """Wait for room instead of giving up."""
        waiting = iter(calls)
        while part := list(itertools.islice(waiting, BATCH_CALLS)):
            with self._changed:
                while len(self._queue) + len(part) > QUEUE_CALLS and self._closing_by is None:
                    self._keep_alive()
                    self._changed.wait(_WATCH_EVERY_S)
                if self._closing_by is not None:
                    raise LedgerError("The ledger is closed.")
                self._queue.extend(part)
                self._changed.notify_all()

    def put_calls(self, calls: list[Call], *, summed: bool) -> Future[Any]:
        """Write them in one transaction, all or none; the reply is how many were not there yet."""
        return self.put_task(lambda _: self._recorder.record(calls, summed=summed), Scope.CALLS | Scope.PAST)

    def put_task(
        self,
        task: Task,
        scopes: Scope = NO_NEWS,
        *,
        urgent: bool = False,
        done: Callable[[], None] | None = None,
    ) -> Future[Any]:
        """Run it after everything that was put before; an urgent one before all but other urgent ones.

        `done` is called between its commit and whatever is written next.
        """
        job = _Job(task, scopes, Reply(lambda: self._trouble, _BEGINS_S if urgent else _ITS_TURN_S), done)
        with self._changed:
            self._keep_alive()
            if self._closing_by is not None:
                job.reply.set_exception(LedgerError("The ledger is closed."))
            else:
                (self._urgent if urgent else self._queue).append(job)
                self._changed.notify_all()
        return job.reply

    @property
    def trouble(self) -> LedgerError | None:
        """Why it cannot write just now."""
        return self._trouble

    def health(self) -> WriterHealth:
        with self._changed:
            self._keep_alive()
        return WriterHealth(
            len(self._queue) + len(self._urgent),
            self._written,
            self._rejected,
            self._last_commit_us,
            self._trouble,
            self._restarts,
        )

    def close(self, deadline_s: float) -> None:
        """Write what waits, and give the file back in one piece."""
        with self._changed:
            self._closing_by = time.monotonic() + deadline_s
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()
        with opening.translated(self._path):
            self._db.pragma("wal_checkpoint(TRUNCATE)")
            self._db.close()

    def _run(self) -> None:
        while (work := self._take()) is not None:
            try:
                if isinstance(work, _Job):
                    self._do(work)
                elif work:
                    self._write(work)
                self._in_hand = []
                self._tell()
            except Exception:  # noqa: BLE001
                # Whatever it was, the thread that writes the ledger goes on.
                _log.exception("the ledger's writer met an error it does not know")
        self._tell(at_once=True)

    def _take(self) -> _Job | list[Call] | None:
        """A task, a batch of calls, nothing when it is time for news, or None at the end."""
        with self._changed:
            while not self._queue and not self._urgent:
                if self._closing_by is not None:
                    return None
                due_s = self._news_at + _NEWS_EVERY_S - time.monotonic() if self._news else None
                if due_s is not None and due_s <= 0:
                    return []
                self._changed.wait(due_s)
            if self._may_gather():
                self._changed.wait(_GATHER_S)
            if self._urgent:
                return self._urgent.popleft()
            first = self._queue.popleft()
            if isinstance(first, _Job):
                return first
            calls = self._in_hand = [first]
            while self._queue and len(calls) < BATCH_CALLS and isinstance(self._queue[0], Call):
                calls.append(self._queue.popleft())  # pyright: ignore[reportArgumentType]
            self._changed.notify_all()
            return calls

    def _may_gather(self) -> bool:
        """Whether more calls may come before these are written: nobody waits for them.

        A task, a full batch and the end are notified, and cut the waiting short.
        """
        if self._urgent or self._closing_by is not None:
            return False
        return isinstance(self._queue[-1], Call) and len(self._queue) < BATCH_CALLS

    def _do(self, job: _Job) -> None:
        if not job.reply.set_running_or_notify_cancel():
            return
        try:
            with opening.translated(self._path), self._db.atomic():
                result = job.task(self._db)
            if job.done is not None:
                job.done()
        except BaseException as error:  # noqa: BLE001  it belongs to whoever waits for the reply
            self._recorder.forget()
            job.reply.set_exception(error)
        else:
            self._news |= job.scopes
            self.past_changes += Scope.PAST in job.scopes
            if job.scopes & Scope.REGISTER:
                self._recorder.forget()  # names may have changed, and their ids gone
            job.reply.set_result(result)

    def _write(self, calls: list[Call]) -> None:
        self.names.put_into(calls)
        try:
            self._commit(lambda: self._recorder.record(calls))
            self._committed(calls)
        except LedgerError as error:
            self._give_up(len(calls), error)
        except Exception:  # noqa: BLE001  one of them cannot be stored; which, is found out below
            _log.exception("a batch of %d calls was refused; trying them one by one", len(calls))
            for call in calls:
                self._write_alone(call)

    def _write_alone(self, call: Call) -> None:
        """The record as it is; else without what cannot be stored; else set aside as text; else counted."""
        now_us = time.time_ns() // 1000
        reason = ""

        def set_aside() -> int:
            return self._reject(call, reason, now_us)

        attempts = (
            lambda: self._recorder.record([call]),
            lambda: self._recorder.record([cleaned(call)]),
            set_aside,
        )
        for attempt in attempts:
            try:
                self._commit(attempt)
                self._committed([call])
                return
            except LedgerError as error:
                self._give_up(1, error)
                return
            except Exception as error:  # noqa: BLE001  any of them only leads to the next attempt
                reason = f"{type(error).__name__}: {error}"
        self._rejected += 1
        _log.error("a record was lost: %s", reason)

    def _reject(self, call: Call, reason: str, now_us: int) -> int:
        self._recorder.reject(call, reason.encode("utf-8", "replace").decode(), now_us)
        self._rejected += 1
        _log.error("a record was set aside: %s", reason)
        return 0

    def _commit(self, write: Callable[[], int]) -> None:
        """Run `write` in a transaction, again and again while only the world is against it."""
        pause_s = _RETRY_FIRST_S
        while True:
            try:
                started = time.perf_counter_ns()
                with opening.translated(self._path), self._db.atomic():
                    count = write()
                self._last_commit_us = (time.perf_counter_ns() - started) // 1000
                break
            except LedgerError as error:
                self._recorder.forget()
                self._set_trouble(error)
                if not self._wait_to_retry(pause_s):
                    raise
                pause_s = min(pause_s * 2, _RETRY_LAST_S)
            except Exception:
                self._recorder.forget()
                raise
        self._set_trouble(None)
        if count:
            self._written += count
            self._news |= Scope.CALLS

    def _wait_to_retry(self, pause_s: float) -> bool:
        """False when there is no time left to try again, or nobody to wait for it yet."""
        if self._thread.ident is None:
            return False
        ends = time.monotonic() + pause_s
        with self._changed:
            while (now := time.monotonic()) < ends:
                if self._closing_by is not None and now >= self._closing_by:
                    return False
                limit = ends if self._closing_by is None else min(ends, self._closing_by)
                self._changed.wait(max(0.0, limit - now))
        return True

    def _give_up(self, count: int, error: LedgerError) -> None:
        if self._thread.ident is None:
            raise error
        self._rejected += count
        _log.error("%d calls could not be written before the ledger was closed: %s", count, error)

    def _set_trouble(self, trouble: LedgerError | None) -> None:
        if (trouble is None) != (self._trouble is None):
            self._news |= Scope.HEALTH
            self._trouble = trouble
            if trouble is not None:
                _log.error("the ledger cannot be written; calls wait: %s", trouble)
                self._tell(at_once=True)

    def _tell(self, *, at_once: bool = False) -> None:
        """Say what changed, ten times a second at most."""
        now = time.monotonic()
        if not self._news or not (at_once or now - self._news_at >= _NEWS_EVERY_S):
            return
        news, self._news, self._news_at = LedgerChanged(self._news), Scope(0), now
        try:
            self._announce(news)
        except Exception:  # noqa: BLE001  what a listener does is no reason to stop writing
            _log.exception("a listener to the ledger's news failed")
