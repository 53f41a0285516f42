"""What is on the road: connections, calls in flight, records that wait for room, and their deadlines."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic, time
from typing import Protocol

from app.core.calls import Call
from app.proxy import sockets
from app.proxy.desk import Desk
from app.proxy.limits import Limits
from app.proxy.pool import Pool
from app.proxy.routes import Routes

log = logging.getLogger(__name__)

_RETRY_RECORD_S = 0.02
_HALF_CLOSED_CHECK_S = 0.1
_SUSPENDED_S = 5.0


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
        """There is room for new calls again."""
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


class Flight(Timed, Protocol):
    """An exchange, as far as traffic cares."""

    call: Call

    def cut(self, error_type: str, message: str) -> None: ...


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
        self.flights: dict[str, Flight] = {}
        self.stopping = False
        self.held_bytes = 0  # request bodies that are kept, over all calls
        self.record_failures = 0
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Call] = deque()  # at most one for each connection: new calls wait
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

    # ---- calls ------------------------------------------------------------------------------------

    @property
    def has_room(self) -> bool:
        """Whether a new call could be recorded."""
        return not self._waiting

    def took_off(self, flight: Flight) -> None:
        self.flights[flight.call.id] = flight

    def landed(self, flight: Flight) -> None:
        """A call is over: record it."""
        self.flights.pop(flight.call.id, None)
        if self._waiting or not self._record(flight.call):
            self._waiting.append(flight.call)
            if self._record_retry is None:
                self._record_retry = self._loop.call_later(_RETRY_RECORD_S, self._record_waiting)
        if self.stopping:
            self._report_quiet()

    def _record(self, call: Call) -> bool:
        try:
            return self.desk.record(call)
        except Exception:
            # the call itself is long with its client; a record that cannot be made is counted, not raised
            self.record_failures += 1
            log.exception("a call could not be recorded")
            return True

    def _record_waiting(self) -> None:
        self._record_retry = None
        while self._waiting and self._record(self._waiting[0]):
            self._waiting.popleft()
        if self._waiting:
            self._record_retry = self._loop.call_later(_RETRY_RECORD_S, self._record_waiting)
            return
        for connection in list(self.connections):
            connection.advance()
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
                connection.gone()
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
        self.pool.sweep()
        for timed in [*self.connections, *self.flights.values()]:
            if timed.deadline <= now:
                timed.on_deadline()
        for connection in list(self.connections):
            if connection.is_deaf() and sockets.hung_up(connection.fileno()):
                self.half_closed(connection)
        if self.connections or len(self.pool):
            self._sweeper = self._loop.call_later(self.limits.sweep_s, self._sweep)

    # ---- the end ----------------------------------------------------------------------------------

    def stop(self) -> None:
        """No new calls; `on_quiet` is called when the last one has landed and is recorded."""
        self.stopping = True
        for connection in list(self.connections):
            connection.close_idle()
        self._report_quiet()

    def cut_all(self) -> None:
        for flight in list(self.flights.values()):
            flight.cut("stopped", "Tollgate was stopped before the call had ended.")
        for connection in list(self.connections):
            connection.gone()

    def unrecorded(self) -> int:
        return len(self._waiting)

    def close(self) -> None:
        self.pool.clear()
        for timer in (self._sweeper, self._half_closed_check, self._record_retry):
            if timer is not None:
                timer.cancel()
        for task in list(self._tasks):
            task.cancel()
