"""What changes something, done away from Qt's thread: one after the other, on one thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class Acts(QObject):
    """Starting, stopping and changing the engine, in the order in which it was asked for.

    `done` and `failed` are called on Qt's thread.
    """

    _ended = Signal(object, object, object, object)  # done, failed, value, error

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def do(
        self,
        act: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        def settle(future: Future[T]) -> None:
            error = future.exception()
            self._ended.emit(done, failed, None if error else future.result(), error)

        self._pool.submit(act).add_done_callback(settle)

    def do_now(self, act: Callable[[], object]) -> None:
        """Wait for the act and all before it. Only for the end of the session, which does not wait for us."""
        self._pool.submit(act).result()

    def close(self) -> None:
        self._pool.shutdown(wait=True)

    def _on_ended(
        self,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        value: Any,
        error: BaseException | None,
    ) -> None:
        if error is None:
            done(value)
        else:
            failed(error)
