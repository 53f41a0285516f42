"""Book-keeping waits until bytes are on their way: then it is done for several calls, a little at a time."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Protocol

from app.core.calls import Call
from app.core.quota import Quota

log = logging.getLogger(__name__)

_NEVER = float("inf")
_GATHER_S = 0.002
_SLICE_S = 0.0005  # at most this long in one piece, as far as it is up to us
_FEW = 32  # streams: of more than that, those that come together already wait for each other
_PATIENCE_S = 0.05  # how long what is due lets them go first
_SHARE = 32  # of what is due, which is read in one piece whatever it takes: or it could become more and more
_PIECE_BYTES = 64 * 1024  # of one answer, which are worth to be read before it ends
_MOST_UNREAD_BYTES = 4 * 1024 * 1024  # of answers, over all calls: beyond, bytes wait for the books


class Notes(Protocol):
    call: Call
    quota: Quota | None
    is_due: bool
    unread_bytes: int  # of its answer: told by `heard`

    @property
    def is_over(self) -> bool: ...

    def catch_up(self) -> bool:
        """Read what has come. True when the call is over."""
        ...


class Books:
    """`close` takes the calls that are over, `told` what an account's allowance is. Only used on the loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        close: Callable[[list[Call]], None],
        told: Callable[[Call, Quota], None],
    ) -> None:
        self._loop = loop
        self._close = close
        self._told = told
        self._due: deque[tuple[Notes, float]] = deque()  # and since when
        self._passing: dict[str, Notes] = {}  # answers that go on, of which something is unread
        self._unread_bytes = 0
        self._timer: asyncio.Handle | None = None
        self._bytes_passed = False  # since it was last looked

    def __len__(self) -> int:
        return len(self._due)

    def note(self, notes: Notes) -> None:
        """There is something to read for this call, when there is time."""
        if not notes.is_due:
            notes.is_due = True
            self._due.append((notes, perf_counter()))
            if self._timer is None:
                self._timer = self._loop.call_later(_GATHER_S, self._work)

    def heard(self, notes: Notes, size: int) -> None:
        """More of an answer has come. Nobody waits for what it says, and many pieces are read as one."""
        self._bytes_passed = True
        self._unread_bytes += size
        if self._unread_bytes > _MOST_UNREAD_BYTES:
            for passing in [*self._passing.values(), notes]:
                self.note(passing)
            self.catch_up()
        elif notes.unread_bytes > _PIECE_BYTES:
            self.note(notes)
        elif not notes.is_due:
            self._passing[notes.call.id] = notes

    def read(self, notes: Notes) -> None:
        """What has come of one call that goes on, at once."""
        if notes.is_due:
            self._due = deque(due for due in self._due if due[0] is not notes)
        self._passing.pop(notes.call.id, None)
        unread_bytes = notes.unread_bytes
        self._read(notes)
        self._unread_bytes -= unread_bytes - notes.unread_bytes

    def _work(self) -> None:
        """Where many streams go on, in a turn of the loop that brings none of theirs, but not too late."""
        self._timer = None
        now, due = perf_counter(), len(self._due)
        passed, self._bytes_passed = self._bytes_passed, False
        waits = passed and len(self._passing) > _FEW
        if due and not (waits and now - self._due[0][1] < _PATIENCE_S):
            self._read_some(now + _SLICE_S, due - due // _SHARE)
        if self._due:
            self._timer = self._loop.call_soon(self._work)

    def catch_up(self) -> None:
        """Read all that waits."""
        self._read_some(_NEVER, 0)

    def _read_some(self, until: float, but: int) -> None:
        """Until the time is over, and at least so much that no more than `but` are left."""
        due, over = self._due, list[Call]()
        while due:
            notes, _ = due.popleft()
            self._passing.pop(notes.call.id, None)
            unread_bytes = notes.unread_bytes
            if self._read(notes):
                over.append(notes.call)
            self._unread_bytes -= unread_bytes - notes.unread_bytes
            if len(due) <= but and perf_counter() > until:
                break
        if over:
            self._close(over)

    def _read(self, notes: Notes) -> bool:
        try:
            is_over = notes.catch_up()
            quota, notes.quota = notes.quota, None
            if quota is not None:
                self._told(notes.call, quota)
        except Exception:
            # a bug of ours; the call itself has reached its client, and keeps its row
            log.exception("a call could not be read to its end")
            return notes.is_over
        return is_over

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
