"""A WebSocket: its handshake is an exchange like any other; then bytes pass both ways, and are read."""

from app.proxy.headers import ResponseHead, client_head
from app.proxy.masking import masked_head
from app.proxy.relay import Exchange
from app.proxy.session_notes import SessionNotes
from app.wire.api import Refusal
from app.wire.websocket import close_frame

_UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
_NEVER = float("inf")
_GOING_AWAY, _POLICY = 1001, 1008


class Tunnel(Exchange):
    """Ends when either side does. A provider that does not switch protocols has simply answered."""

    _websocket = True
    _switched = False
    _notes_of = SessionNotes
    notes: SessionNotes

    def start(self, pieces: list[bytes], *, complete: bool) -> None:  # noqa: ARG002  an upgrade has no body
        self._early = pieces
        if self._traffic.limits.tunnel_websockets:
            super().start([], complete=True)
        else:
            self._traffic.took_off(self)
            self.refuse(
                Refusal(426, "websocket_refused", "WebSockets are switched off here: use plain HTTP.")
            )

    def on_request_data(self, data: bytes) -> None:
        if self._ended:
            return
        connection = self._up.connection
        if self._switched and connection is not None:
            self.call.request_bytes += len(data)
            watched = self._traffic.desk.wants_facts
            if not (self.notes.asks(data, watched=watched) and self._is_stopped()):
                connection.transport.write(data)
        else:
            self._early.append(data)  # a client should not be that fast
            self._client.pause_upload()

    def _is_stopped(self) -> bool:
        """Whether the client may have no other answer: then the session ends before it is asked for."""
        self._traffic.books.read(self.notes)
        refusal = None if self.notes.answering else self._traffic.desk.may_go_on(self.call)
        if refusal is not None:
            self.cut(refusal.code, refusal.message)
        return refusal is not None

    def on_request_end(self) -> None:
        """An upgrade has no body that could end."""

    def on_upstream(self) -> None:
        connection = self._up.connection
        assert connection is not None
        if self._switched:
            self._pass_down(b"")
        elif connection.head is not None and connection.switched:
            self._switch(connection.head)
        else:
            super().on_upstream()

    def _switch(self, head: ResponseHead) -> None:
        connection = self._up.connection
        assert connection is not None
        self._switched = True
        self.notes.came_to = self._traffic.desk.came_to
        if self._travel is not None:
            self._travel.served()
        self._down.head = head
        self.deadline = _NEVER
        connection.become_tunnel()
        self.notes.answer(head)
        self._traffic.books.note(self.notes)
        self._pass_down(client_head(masked_head(head, self._up.key), framing=b"", connection=_UPGRADE))
        early, self._early = self._early, []
        for piece in early:
            self.on_request_data(piece)
        self._client.resume_upload()

    def _pass_down(self, head: bytes) -> None:
        connection = self._up.connection
        assert connection is not None
        data = connection.rest + b"".join(connection.pieces)
        connection.rest = b""
        connection.pieces.clear()
        self.call.response_bytes += len(data)
        self._client.transport.write(head + data)
        if data:
            self.notes.hear(data)
            self._traffic.books.heard(self.notes, len(data))
            self._traffic.books.note(self.notes)  # budgets, and who comes after a crash, have to know soon

    def _break_off(self, error_type: str, message: str) -> None:
        if self._ended or not self._switched:
            super()._break_off(error_type, message)
            return
        self._traffic.books.read(self.notes)
        if self.notes.at_edge:
            code = _GOING_AWAY if error_type == "stopped" else _POLICY
            self._client.transport.write(close_frame(code, message))
        self._end(cut=True, error_type=error_type, message=message)
        self._client.answered(keep=False)

    def on_upstream_lost(self) -> None:
        if not self._switched:
            super().on_upstream_lost()
            return
        self._up.lose()
        self._end(cut=False)
        self._client.cut()

    def client_full(self) -> None:
        super().client_full()
        if self._switched:
            self.deadline = _NEVER  # a quiet WebSocket is a healthy one

    def client_lost(self) -> None:
        if self._switched:
            self._end(cut=False)
        else:
            super().client_lost()
