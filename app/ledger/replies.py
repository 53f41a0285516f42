"""What became of a task that the writer was given, for who waits for it."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TypeVar

from app.core.errors import LedgerBusy, LedgerError

_ENDS_S = 300.0  # most take milliseconds; whole clients are merged in one

T = TypeVar("T")


class Reply(Future[T]):
    """Nobody waits for a disk that is stuck: a task that cannot begin in time is withdrawn."""

    def __init__(self, trouble: Callable[[], LedgerError | None], begins_s: float) -> None:
        super().__init__()
        self._trouble = trouble
        self._begins_s = begins_s

    def result(self, timeout: float | None = None) -> T:
        """Without a timeout raises LedgerError where the ledger takes nothing just now."""
        if timeout is not None:
            return super().result(timeout)
        try:
            return super().result(self._begins_s)
        except FutureTimeout:
            if self.done():  # it is the task's own
                raise
        if self.cancel():
            trouble = self._trouble()
            why = trouble.message if trouble else "The ledger takes nothing just now."
            raise LedgerBusy(f"{why} This was not done.", trouble.hint if trouble else "Try again later.")
        try:
            return super().result(_ENDS_S)
        except FutureTimeout:
            if self.done():
                raise
        raise LedgerBusy("The ledger does not answer.", "It may be done yet; look before you try again.")
