"""Idle upstream connections, kept for the next call to the same origin."""

import contextlib
from collections.abc import Callable

from app.proxy.limits import Limits
from app.proxy.origins import Origin
from app.proxy.upstream import UpstreamConnection

_FOREVER_S = 1e9


class Pool:
    """The newest is taken first, so that the others can grow old and be closed."""

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self.limits = limits
        self._now = now
        self._idle: dict[Origin, list[UpstreamConnection]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._idle.values()))

    def take(self, origin: Origin) -> UpstreamConnection | None:
        """A connection that still looks alive."""
        idle = self._idle.get(origin)
        while idle:
            connection = idle.pop()
            # an idle connection has nothing to say: not its end, not an answer that nobody asked for
            if not connection.transport.is_closing() and connection.is_silent():
                return connection
            connection.abort()
        return None

    def on_idle(self, connection: UpstreamConnection) -> None:
        idle = self._idle.setdefault(connection.origin, [])
        if len(idle) >= self.limits.pool_per_origin or connection.transport.is_closing():
            connection.transport.close()
            return
        connection.idle_since = self._now()
        idle.append(connection)

    def on_lost(self, connection: UpstreamConnection) -> None:
        idle = self._idle.get(connection.origin)
        if idle is not None:
            with contextlib.suppress(ValueError):
                idle.remove(connection)

    def sweep(self) -> None:
        """Close what has been idle for too long."""
        now = self._now()
        for origin, idle in list(self._idle.items()):
            while idle and now - idle[0].idle_since > _patience_s(idle[0], self.limits.pool_idle_s):
                idle.pop(0).abort()
            if not idle:
                del self._idle[origin]

    def clear(self) -> None:
        """Close all: the network is another one, or we stop."""
        for idle in self._idle.values():
            while idle:
                idle.pop().abort()
        self._idle.clear()


def _patience_s(connection: UpstreamConnection, most_s: float) -> float:
    """How long the provider itself says that it keeps the connection, less a second for the way."""
    told = connection.head.values.get(b"keep-alive", b"") if connection.head is not None else b""
    for part in told.split(b","):
        name, _, value = part.strip().partition(b"=")
        if name.lower() == b"timeout" and value.isdigit():
            return min(most_s, max(int(value[:6]) - 1, 0))
    return most_s
