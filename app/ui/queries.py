"""Reads away from Qt's thread: asked by key, the latest wins, what is stale is dropped."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Key = Hashable
T = TypeVar("T")


@dataclass(slots=True)
class _Question:
    read: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    about: Hashable


class Queries(QObject):
    """A small pool of named threads. For each key one read runs and at most one waits.

    A newer question for a key takes the place of the one that waits. It makes the answer of the one that runs
    stale where it is about something else; the same asked again does not, or a read that takes longer than
    the news that come in would never be shown. `done` and `failed` are called on Qt's thread; they get
    nothing after `close`.
    """

    _answered = Signal(object, object, object)  # key, value, error

    def __init__(self, threads: int = 2) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="window-reader")
        self._running: dict[Key, _Question | None] = {}  # None: nobody wants the answer any more
        self._waiting: dict[Key, _Question] = {}
        self._closed = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        key: Key,
        read: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        about: Hashable = None,
    ) -> None:
        if self._closed:
            return
        question = _Question(read, done, failed, about)
        if key in self._running:
            running = self._running[key]
            if running is not None and running.about != about:
                self._running[key] = None
            self._waiting[key] = question
        else:
            self._start(key, question)

    def drop(self, key: Key) -> None:
        """Nobody waits for this answer any more."""
        self._waiting.pop(key, None)
        if key in self._running:
            self._running[key] = None

    @property
    def working(self) -> bool:
        return bool(self._running)

    def close(self) -> None:
        """Drop what waits, wait for what runs."""
        self._closed = True
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, key: Key, question: _Question) -> None:
        self._running[key] = question
        future = self._pool.submit(question.read)

        def settle(ended: Future[Any]) -> None:
            if not ended.cancelled():
                error = ended.exception()
                self._answered.emit(key, None if error else ended.result(), error)

        future.add_done_callback(settle)

    def _on_answered(self, key: Key, value: Any, error: Exception | None) -> None:
        if self._closed:
            return
        question = self._running.pop(key)
        following = self._waiting.pop(key, None)
        if following is not None:
            self._start(key, following)
        if question is None:
            return
        if error is None:
            question.done(value)
        else:
            question.failed(error)
