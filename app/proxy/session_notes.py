"""What is learnt of a WebSocket while it goes on: budgets do not wait for its end."""

from collections.abc import Callable
from dataclasses import replace

from app.core.calls import Call
from app.proxy.notes import CallNotes
from app.wire.api import Session
from app.wire.errors import WireError


class SessionNotes(CallNotes):
    """`came_to` hears of usage as soon as it is read, if there is somebody to hear of it."""

    came_to: Callable[[Call], None] | None = None
    _told = 0
    _deaf = False  # what the client sends was not read, or cannot be

    @property
    def _session(self) -> Session | None:
        return None if self._meter is None else self._meter.session

    @property
    def answering(self) -> bool:
        session = self._session
        return session is not None and session.answering

    @property
    def at_edge(self) -> bool:
        session = self._session
        return session is not None and session.at_edge

    def asks(self, data: bytes, *, watched: bool) -> bool:
        """Whether these bytes of the client's ask for an answer: what cannot be read may do so.

        Nothing is read of what nobody watches; and who begins in the middle cannot know where a frame ends.
        """
        if not watched:
            self._deaf = True
            return False
        if self._meter is None and self._answer is not None:
            self._start_meter(self._answer)
        session = self._session
        if self._deaf or session is None:
            return True
        try:
            return session.asks(data)
        except WireError:
            self._deaf = True
        except Exception as error:  # noqa: BLE001  a reader that fails must not stop the call
            self._failed("reading a session", error)
            self._deaf = True
        return True

    def catch_up(self) -> bool:
        is_over = super().catch_up()
        session = self._session
        if is_over or session is None or session.told == self._told:
            return is_over
        self._told = session.told
        if self.came_to is not None:
            self.came_to(self._so_far(session))
        return False

    def _so_far(self, session: Session) -> Call:
        reading, call = session.so_far(), self.call
        call.model = call.model or reading.model
        return replace(
            call,
            usage=reading.usage,
            usage_basis=reading.basis,
            model_answered=reading.model,
            service_tier=reading.service_tier or call.service_tier,
            latency_us=self.elapsed_us(),
        )

    def _feed(self) -> None:
        """The last pieces too: they do not wait for an end that may be hours away."""
        super()._feed()
        for data, came_us in zip(self._heard, self._times_us, strict=True):
            self._feed_one(data, came_us)
        self._heard.clear()
        self._times_us.clear()
        self.unread_bytes = 0
