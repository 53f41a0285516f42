"""A request on its way up: what there is of it, and the try by which it goes."""

import asyncio
from time import monotonic
from typing import Protocol

from app.core.calls import Call
from app.core.errors import TimedOut, UpstreamError
from app.proxy import dialing
from app.proxy.attempts import Attempt
from app.proxy.client import Client
from app.proxy.headers import RequestHead
from app.proxy.notes import CallNotes
from app.proxy.traffic import Flight, Traffic
from app.proxy.upstream import Sink, UpstreamConnection
from app.wire.api import Refusal

_NEVER = float("inf")
_REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"})
_READ_SOON_BYTES = 32 * 1024
_READ_LATER_S = 0.02
# A kept connection that the provider had closed is reset by the first bytes that reach it: one round trip.
# What is lost later was read, and may have been worked on, and paid for.
_DIED_IDLE_S = 0.25


class Owner(Flight, Sink, Protocol):
    """The exchange, as far as its request asks it for things."""

    call: Call

    @property
    def notes(self) -> CallNotes: ...

    def touch(self, patience_s: float) -> None:
        """Something went on: from now on it may take so long."""
        ...

    def fail(self, refusal: Refusal) -> None:
        """This way came to nothing."""
        ...


class Uplink:
    """One for each exchange. Body bytes wait here until the call is on record and has a connection."""

    def __init__(
        self, traffic: Traffic, owner: Owner, client: Client, head: RequestHead, *, websocket: bool
    ) -> None:
        self._traffic = traffic
        self._owner = owner
        self._client = client
        self._head = head
        self._websocket = websocket
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._dialing: asyncio.Task[None] | None = None
        self._learning: asyncio.TimerHandle | None = None
        self._over = False
        self.attempt: Attempt | None = None
        self.repeatable = is_repeatable(head)
        self.complete = False  # all of the request has come
        self.on_record = False  # that the call was made
        self.travels = False  # it may have to be sent another way

    @property
    def connection(self) -> UpstreamConnection | None:
        return None if self.attempt is None else self.attempt.connection

    @property
    def key(self) -> bytes:
        """The stored key that goes along; empty where none does."""
        return b"" if self.attempt is None else self.attempt.key

    @property
    def is_sent(self) -> bool:
        """Whether the provider has it, or what there is of it."""
        attempt = self.attempt
        return attempt is not None and attempt.sent and attempt.connection is not None

    @property
    def is_whole(self) -> bool:
        """Whether the request can be sent once more: it has come, and is kept."""
        return self.complete and self._is_kept

    @property
    def _is_kept(self) -> bool:
        owner = self._owner
        return owner.notes.copy.kept_bytes == owner.call.request_bytes

    # ---- what comes of the client -------------------------------------------------------------------

    def take(self, data: bytes) -> None:
        """Keep it until it can go."""
        size = len(data)
        self._owner.call.request_bytes += size
        self._owner.notes.copy.add(data)
        self._pending.append(data)
        self._pending_bytes += size

    def pass_on(self, data: bytes) -> None:
        self.take(data)
        if self.is_sent:
            self._flush()
            self._owner.touch(self._traffic.limits.first_byte_timeout_s)
        elif self._pending_bytes > self._traffic.limits.write_bytes:
            self._client.pause_upload()

    def finish(self) -> None:
        """All of it has come."""
        self.complete = True
        if self.is_sent:
            self._flush()
            self._learn()

    # ---- a try --------------------------------------------------------------------------------------

    def go(self, attempt: Attempt, *, kept_connections: bool = True) -> None:
        """Take this way up. What was tried before is over; nothing of it has reached the client."""
        self.attempt = attempt
        connection = self._traffic.pool.take(attempt.origin) if kept_connections else None
        if connection is not None:
            self._attach(attempt, connection)
        else:
            self._owner.deadline = _NEVER  # dialing has its own
            self._dialing = self._traffic.spawn(self._dial(attempt))

    def go_again(self, attempt: Attempt) -> None:
        """All of it once more, by a new connection."""
        notes = self._owner.notes
        notes.call.attempts += 1
        self._pending = list(notes.copy.pieces or ())
        self._pending_bytes = notes.copy.kept_bytes
        self.go(attempt, kept_connections=False)

    async def _dial(self, attempt: Attempt) -> None:
        traffic, origin = self._traffic, attempt.origin
        try:
            connection = await dialing.dial(
                origin,
                traffic.limits,
                lambda sock: UpstreamConnection(origin, traffic.pool, traffic.limits, sock),
            )
        except UpstreamError as error:
            self._dialing = None
            if isinstance(error, TimedOut):
                self._owner.fail(Refusal(504, "upstream_timeout", str(error)))
            else:
                self._owner.fail(Refusal(502, "upstream_unreachable", str(error)))
            return
        self._dialing = None
        if self._over:
            connection.abort()
            return
        self._attach(attempt, connection)

    def _attach(self, attempt: Attempt, connection: UpstreamConnection) -> None:
        attempt.connection = connection
        connection.begin(self._owner, head_request=self._head.method == b"HEAD")
        self._owner.touch(self._traffic.limits.first_byte_timeout_s)
        if self.on_record:
            self.depart()
        else:
            self._traffic.departs(self._owner)

    def depart(self) -> None:
        """The call is on record: its request goes upstream."""
        self.on_record = True
        attempt, notes = self.attempt, self._owner.notes
        if attempt is None or attempt.connection is None:
            return  # it is lost already, and perhaps tried again
        head = attempt.head(
            self._head,
            hop=self._traffic.hop,
            plain=b"accept-encoding" in self._head.values and notes.may_stream(whole=self.complete),
            websocket=self._websocket,
        )
        if attempt.body is not None:
            self._pending = [attempt.body]
        elif self.complete and notes.copy.kept_bytes == self._pending_bytes:
            self._pending = list(notes.copy.pieces or ())  # which are one by now, where it was read
        attempt.sent, attempt.sent_s = True, monotonic()
        notes.may_send_again = self.repeatable or self.travels or attempt.body is not None
        self._flush(head)
        self._client.resume_upload()
        if self.complete:
            self._learn()

    def _flush(self, head: bytes = b"") -> None:
        """Write what there is of the request."""
        attempt = self.attempt
        assert attempt is not None
        pending, self._pending = self._pending, []
        self._pending_bytes = 0
        chunked = self._head.chunked and attempt.body is None
        attempt.write(head, pending, chunked=chunked, last=self.complete)

    def _learn(self) -> None:
        """The facts are read while the provider thinks; of a long request once the answer could have come."""
        notes = self._owner.notes
        if notes.facts is not None or notes.copy.kept_bytes <= _READ_SOON_BYTES:
            self._traffic.books.note(notes)
        else:
            later = asyncio.get_running_loop().call_later
            self._learning = later(_READ_LATER_S, self._traffic.books.note, notes)

    # ---- and its end ----------------------------------------------------------------------------------

    def lose(self) -> UpstreamConnection:
        """The provider has closed the connection of this try."""
        attempt = self.attempt
        assert attempt is not None
        connection, attempt.connection = attempt.connection, None
        assert connection is not None
        return connection

    def may_repeat(self, connection: UpstreamConnection) -> bool:
        """Whether a kept connection may have been closed just when we used it, and once more does no harm.

        With a stored key, that is also where nobody can have read the request.
        """
        attempt = self.attempt
        if attempt is None or connection.served <= 1 or self._owner.call.attempts != 1:
            return False
        if self.repeatable:
            return self.is_whole if self.travels else self._is_kept
        died_idle = not connection.heard and monotonic() - attempt.sent_s < _DIED_IDLE_S
        return died_idle and attempt.credential is not None and self.is_whole

    def let_go(self) -> None:
        """Of the connection of the last attempt, which stays the one that was tried."""
        attempt, connection = self.attempt, self.connection
        if attempt is None or connection is None:
            return
        attempt.connection = None
        if connection.complete and self.complete:
            connection.release()
        else:
            connection.abort()

    def end(self) -> None:
        """Once. Nothing is asked of it any more."""
        self._over = True
        self.let_go()
        self.attempt = None
        if self._dialing is not None:
            self._dialing.cancel()
        if self._learning is not None:
            self._learning.cancel()
        self._pending = []
        del self._owner  # they know each other, and would wait for the garbage collector


def is_repeatable(head: RequestHead) -> bool:
    """Whether it does no harm to send the request twice."""
    return head.method in _REPEATABLE or b"idempotency-key" in head.values
