"""What is on the road: connections, calls in flight, records that wait for room, and their deadlines."""

import asyncio
import logging
import os
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic, time, time_ns
from typing import ParamSpec, Protocol

from app.core import ulid
from app.core.calls import Call
from app.proxy import sockets
from app.proxy.books import Books, Notes
from app.proxy.copies import Store
from app.proxy.departures import Departing, Departures
from app.proxy.desk import Desk
from app.proxy.limits import Limits
from app.proxy.pool import Pool
from app.proxy.routes import Routes

log = logging.getLogger(__name__)

_ID_BYTES = 10
_BEGUN_IN_A_TURN = 4  # calls, where more than that go on: those wait for so many at most
_RETRY_RECORD_S = 0.02
_HALF_CLOSED_CHECK_S = 0.1
_SUSPENDED_S = 5.0
_SWITCHED = 101

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class InFlight:
    """A call that is going on, as others may see it."""

    id: str
    started_us: int
    provider: str
    wire: str
    model: str | None
    project: str | None
    client: str | None
    session: str | None
    method: str
    path: str
    status: int | None  # None: no answer yet
    stream: bool
    request_bytes: int
    response_bytes: int


class Timed(Protocol):
    """Something that must not take for ever."""

    deadline: float  # by the monotonic clock

    def on_deadline(self) -> None: ...


class ClientEnd(Timed, Protocol):
    """A client connection, as far as traffic cares."""

    def advance(self) -> None:
        """A new call may begin."""
        ...

    def is_deaf(self) -> bool:
        """Reading is paused, so that the client's going away would not be noticed."""
        ...

    def peer(self) -> tuple[int, int]:
        """The client's port and ours."""
        ...

    def gone(self) -> None: ...

    def close_idle(self) -> None: ...

    def fileno(self) -> int: ...


class Flight(Timed, Departing, Protocol):
    """An exchange, as far as traffic cares."""

    @property
    def notes(self) -> Notes: ...

    def cut(self, error_type: str, message: str) -> None: ...


def _is_open(call: Call) -> bool:
    """Whether it is a stream or a tunnel that the client is getting."""
    return call.status == _SWITCHED or (call.stream and call.status is not None)


def _alone(act: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """One of many: what it throws is a bug of ours, and may not keep the others from their turn."""
    try:
        act(*args, **kwargs)
    except Exception:
        log.exception("a call or a connection could not be seen to")


class Traffic:
    """One for each loop; only used on it, but for `in_flight` and the counters."""

    def __init__(self, desk: Desk, limits: Limits, hosts: frozenset[bytes], port: int, hop: bytes) -> None:
        self.desk = desk
        self.limits = limits
        self.hosts = hosts
        self.hop = hop
        self.pool = Pool(limits, monotonic)
        self.routes = Routes(desk, port)
        self.connections: set[ClientEnd] = set()
        self.flights: dict[str, Flight] = {}  # until they are recorded
        self.stopping = False
        self.under_way = 0  # flights that have not landed
        self.record_failures = 0
        self._loop = asyncio.get_running_loop()
        self.store = Store(limits.held_bytes)
        self.departures = Departures(self._loop, desk.opened)
        self.books = Books(self._loop, self._record, desk.allowance_told)
        self._entropy = b""
        self._waiting: deque[Call] = deque()  # few more than there are connections: new calls wait
        self._begun = 0  # calls in this turn of the loop
        self.at_door = OrderedDict[ClientEnd, None]()  # with a call that begins in one of the next
        self._half_closed: set[ClientEnd] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.TimerHandle | None = None
        self._half_closed_check: asyncio.TimerHandle | None = None
        self._record_retry: asyncio.TimerHandle | None = None
        self._swept = (monotonic(), time())
        self.on_quiet: Callable[[], None] | None = None

    def apply(self, limits: Limits) -> None:
        """Other limits, for what comes from now on."""
        self.limits = limits
        self.pool.limits = limits
        self.store.limit_bytes = limits.held_bytes

    # ---- calls ------------------------------------------------------------------------------------

    def lets_in(self, connection: ClientEnd) -> bool:
        """Whether a call of this connection may begin now; else it advances when it may.

        One that begins takes as long as four events of a stream, and many come at once.
        """
        if self._waiting:
            return False  # it could not be recorded
        if self.under_way <= _BEGUN_IN_A_TURN:
            return True
        if self._begun == _BEGUN_IN_A_TURN:
            self.at_door[connection] = None
            return False
        if not self._begun:
            self._loop.call_soon(self._open_door)
        self._begun += 1
        return True

    def _open_door(self) -> None:
        self._begun = 0
        while self.at_door and self._begun < _BEGUN_IN_A_TURN:
            connection, _ = self.at_door.popitem(last=False)
            _alone(connection.advance)

    def new_id(self) -> str:
        """For a call. Chance is fetched for many at once."""
        entropy, self._entropy = self._entropy[:_ID_BYTES], self._entropy[_ID_BYTES:]
        if not entropy:
            fetched = os.urandom(64 * _ID_BYTES)
            entropy, self._entropy = fetched[:_ID_BYTES], fetched[_ID_BYTES:]
        return ulid.make(time_ns() // 1_000_000, entropy)

    def took_off(self, flight: Flight) -> None:
        self.under_way += 1
        self.flights[flight.call.id] = flight

    def departs(self, flight: Flight) -> None:
        """It goes upstream, when the journal knows of it."""
        self.departures.add(flight, alone=self.under_way == 1)

    def landed(self, flight: Flight) -> None:
        """A call is over: it is recorded when its notes are read."""
        self.under_way -= 1
        self.departures.remove(flight)
        self.books.note(flight.notes)
        if self.stopping:
            self.books.catch_up()

    def _record(self, calls: list[Call]) -> None:
        for call in calls:
            self.flights.pop(call.id, None)
        taken = 0 if self._waiting else self._offer(calls)
        if taken < len(calls):
            self._waiting += calls[taken:]
            if self._record_retry is None:
                self._record_retry = self._loop.call_later(_RETRY_RECORD_S, self._record_waiting)
        if self.stopping:
            self._report_quiet()

    def _offer(self, calls: list[Call]) -> int:
        try:
            return self.desk.record(calls)
        except Exception:
            # the calls themselves are long with their clients; records that cannot be made are counted
            self.record_failures += len(calls)
            log.exception("calls could not be recorded")
            return len(calls)

    def _record_waiting(self) -> None:
        self._record_retry = None
        taken = self._offer(list(self._waiting))
        for _ in range(taken):
            self._waiting.popleft()
        if self._waiting:
            self._record_retry = self._loop.call_later(_RETRY_RECORD_S, self._record_waiting)
            return
        for connection in list(self.connections):
            _alone(connection.advance)
        if self.stopping:
            self._report_quiet()

    def _report_quiet(self) -> None:
        if self.on_quiet is not None and not self.flights and not self._waiting:
            self.on_quiet()

    def in_flight(self) -> list[InFlight]:
        """Callable from any thread."""
        seen: list[InFlight] = []
        for flight in list(self.flights.values()):
            call = flight.call
            seen.append(
                InFlight(
                    id=call.id,
                    started_us=call.started_us,
                    provider=call.provider,
                    wire=call.wire,
                    model=call.model,
                    project=call.project,
                    client=call.client,
                    session=call.session,
                    method=call.method,
                    path=call.path,
                    status=call.status,
                    stream=call.stream,
                    request_bytes=call.request_bytes,
                    response_bytes=call.response_bytes,
                )
            )
        return seen

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # ---- connections ------------------------------------------------------------------------------

    def joined(self, connection: ClientEnd) -> None:
        self.connections.add(connection)
        if self._sweeper is None:
            self._swept = (monotonic(), time())
            self._sweeper = self._loop.call_later(self.limits.sweep_s, self._sweep)

    def left(self, connection: ClientEnd) -> None:
        self.connections.discard(connection)
        self.at_door.pop(connection, None)
        self._half_closed.discard(connection)

    def half_closed(self, connection: ClientEnd) -> None:
        """The client sends no more: it may wait for its answer, or it may be gone. The system knows."""
        self._half_closed.add(connection)
        if self._half_closed_check is None:
            self._half_closed_check = self._loop.call_later(_HALF_CLOSED_CHECK_S, self._check_half_closed)

    def _check_half_closed(self) -> None:
        self._half_closed_check = None
        waiting = self._half_closed
        if not waiting:
            return
        held = sockets.held_pairs()
        for connection in list(waiting):
            if held is None or connection.peer() not in held:
                waiting.discard(connection)
                _alone(connection.gone)
        if waiting:
            self._half_closed_check = self._loop.call_later(2 * _HALF_CLOSED_CHECK_S, self._check_half_closed)

    # ---- deadlines --------------------------------------------------------------------------------

    def _sweep(self) -> None:
        self._sweeper = None
        now, wall = monotonic(), time()
        before, wall_before = self._swept
        self._swept = (now, wall)
        if (wall - wall_before) - (now - before) > _SUSPENDED_S:
            self.pool.clear()  # the computer slept: those connections are with a network of the past
        _alone(self.pool.sweep)
        _alone(self._cut_withdrawn)
        for timed in [*self.connections, *self.flights.values()]:
            if timed.deadline <= now:
                _alone(timed.on_deadline)
        _alone(self._see_who_hung_up)
        if self.connections or len(self.pool):
            self._sweeper = self._loop.call_later(self.limits.sweep_s, self._sweep)

    def _see_who_hung_up(self) -> None:
        for connection in list(self.connections):
            if connection.is_deaf() and sockets.hung_up(connection.fileno()):
                self.half_closed(connection)

    # ---- the end ----------------------------------------------------------------------------------

    def stop(self) -> None:
        """No new calls; `on_quiet` is called when the last one has landed and is recorded."""
        self.stopping = True
        self.books.catch_up()
        for connection in list(self.connections):
            _alone(connection.close_idle)
        self._report_quiet()

    def cut_streams(self, covers: Callable[[Call], bool], error_type: str, message: str) -> None:
        """End the streams among these whose answer has begun."""
        for flight in list(self.flights.values()):
            call = flight.call
            if call.stream and call.status is not None and covers(call):
                _alone(flight.cut, error_type, message)

    def _cut_withdrawn(self) -> None:
        """What goes on for as long as it likes ends with the leave to do so."""
        for call_id, why in self.desk.withdrawn().items():
            flight = self.flights.get(call_id)
            if flight is not None and _is_open(flight.call):
                _alone(flight.cut, "bad_token", why)

    def cut_all(self) -> None:
        for flight in list(self.flights.values()):
            _alone(flight.cut, "stopped", "Tollgate was stopped before the call had ended.")
        for connection in list(self.connections):
            _alone(connection.gone)

    def unrecorded(self) -> int:
        return len(self._waiting)

    def close(self) -> None:
        self.pool.clear()
        self.books.stop()
        for timer in (self._sweeper, self._half_closed_check, self._record_retry):
            if timer is not None:
                timer.cancel()
        for task in list(self._tasks):
            task.cancel()
