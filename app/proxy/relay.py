"""One exchange: a request on its way up, its answer on its way down, and what is noted on the side.

The order is always the same: bytes first, then the books. Everything that can end an exchange ends in `_end`.
"""

from dataclasses import replace
from time import monotonic

from app.core.calls import Call
from app.proxy.attempts import Attempt
from app.proxy.client import Client
from app.proxy.downlink import Downlink
from app.proxy.framing import Ending
from app.proxy.headers import RequestHead, ResponseHead, own_answer
from app.proxy.notes import CallNotes
from app.proxy.routes import Route
from app.proxy.traffic import Traffic
from app.proxy.travel import ERROR_BYTES, Answer, Travel
from app.proxy.uplink import Uplink, is_repeatable
from app.proxy.upstream import UpstreamConnection
from app.wire.api import Refusal

_NEVER = float("inf")
# SDKs retry some of what we refuse for good; and 426 has to name what would be taken
_REFUSAL_HEADERS = {402: b"x-should-retry: false\r\n", 426: b"Upgrade: HTTP/1.1\r\n"}
_READ_FIRST_BYTES = 16 * 1024
# Ends of calls that no provider worked for just then: nothing of them is sold
_UNSERVED = {"client_closed": "client_left", "stopped": "stopped_waiting"}
_REFUSAL_S = 5.0  # for the rest of an error, where there may be another way

_ASTRAY = Refusal(
    401,
    "bad_token",
    "A token of Tollgate's stands where none belongs. It goes where the tool would put its API key.",
)


class Exchange:
    """Takes the request from the client's connection and the answer from the provider's."""

    _websocket = False
    _notes_of = CallNotes

    def __init__(
        self, traffic: Traffic, client: Client, head: RequestHead, route: Route, call_id: str
    ) -> None:
        limits, wire = traffic.limits, route.wire
        self._traffic = traffic
        self._client = client
        self._head = head
        self._route = route
        amends = wire.may_amend and route.provider.inject_usage
        # the whole body is there before anything goes upstream
        self._holding = head.has_body and (amends or (wire.reads_body and traffic.desk.wants_facts))
        self.notes = self._notes_of(
            call_id,
            head,
            route,
            traffic.store,
            keep=wire.reads_body or is_repeatable(head) or traffic.desk.wants_facts,
            most_bytes=limits.amend_bytes if self._holding else limits.facts_bytes,
        )
        self.call: Call = self.notes.call
        self.deadline = _NEVER
        self._up = Uplink(traffic, self, client, head, websocket=self._websocket)
        self._down = Downlink(traffic, client, head, self.notes)
        self._travel: Travel | None = None  # where more is to be decided than whether it may go
        self._hurries = False  # an error that comes slowly is not waited for any longer
        self._doubted = False  # whether the provider refused the request as we had amended it
        self._client_full = False
        self._ended = False

    # ---- the request, from the client -------------------------------------------------------------

    def start(self, pieces: list[bytes], *, complete: bool) -> None:
        self._traffic.took_off(self)
        if self._client.caller is not None:
            self._traffic.desk.called(self.call, self._client.caller)
        if self._holding:
            for piece in pieces:
                self.on_request_data(piece)
            if complete:
                self.on_request_end()
            return
        self._up.complete = complete
        for piece in pieces:
            self._up.take(piece)
        short = complete and self.call.request_bytes <= _READ_FIRST_BYTES
        if short and b"accept-encoding" in self._head.values:
            self.notes.read_facts()  # in time to ask for a stream without content coding
        self._open()

    def on_request_data(self, data: bytes) -> None:
        if self._ended:
            return
        if not self._holding:
            self._up.pass_on(data)
            return
        self._up.take(data)
        if self.notes.copy.pieces is None:
            self._holding = False  # too large to be amended: it passes as it is
            self._open()

    def on_request_end(self) -> None:
        if self._ended:
            return
        self._up.finish()
        if self._holding:
            self._holding = False
            self._open(self.notes.amended())

    def _open(self, amended: bytes | None = None) -> None:
        """The request may go upstream, if it is let."""
        traffic, route, notes = self._traffic, self._route, self.notes
        if route.origin is None:
            self.refuse_unsent(Refusal(502, "provider_misconfigured", route.trouble))
            return
        if route.token_is_astray or notes.marks_show_token:
            self.refuse_unsent(_ASTRAY)
            return
        facts = notes.facts
        if traffic.desk.wants_facts:
            if self._up.complete:
                facts = notes.read_facts()
            elif self._route.wire.reads_body:
                facts = notes.first_facts()
        verdict = traffic.desk.admit(self.call, facts, notes.headers, notes.query)
        if verdict is None:
            if not route.provider.inject_usage:
                amended = None  # for another provider, if the desk had named one
            self._up.go(Attempt(route.origin, route.target, route.provider, amended, amended is not None))
        elif isinstance(verdict, Refusal):
            self.refuse_unsent(verdict)
        else:
            self._up.travels = True
            self._travel = Travel(self, verdict, traffic.routes, route, notes, amended=amended)
            self._travel.go_on()

    def depart(self) -> None:
        """The call is on record: its request goes upstream."""
        self._up.depart()

    # ---- the answer, from the provider ------------------------------------------------------------

    def on_upstream(self) -> None:
        connection = self._up.connection
        assert connection is not None
        if self._down.head is None and not self._begin_answer(connection):
            return
        complete, pieces = connection.complete, connection.pieces
        data = b""
        if pieces:
            data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            pieces.clear()
        self._down.pass_on(data, complete=complete)
        if complete:
            self._end(cut=False)
            self._client.answered(keep=self._down.keep)
        elif connection.garbage:
            self._break_off("upstream_garbage", "The provider's answer was not valid HTTP.")
        else:
            self.touch(self._traffic.limits.idle_timeout_s)

    def _begin_answer(self, connection: UpstreamConnection) -> bool:
        """Whether there is a head, and it is the client's."""
        for interim in connection.interim:
            self._down.pass_interim(interim, self._up.key)
        connection.interim.clear()
        head = connection.head
        if head is None or head.status == 101:
            if connection.garbage or head is not None:
                self.fail(Refusal(502, "upstream_garbage", f"{self._name} sent no valid HTTP."))
            return False
        if not self._is_for_client(connection, head):
            return False
        self._down.begin(head, self._up.attempt, request_complete=self._up.complete)
        return True

    def _is_for_client(self, connection: UpstreamConnection, head: ResponseHead) -> bool:
        """Whether the client gets this answer; else more of it has to come, or there is another attempt."""
        attempt, travel = self._up.attempt, self._travel
        assert attempt is not None
        turns = travel is not None and not self._hurries and travel.turns_at(head.status)
        doubted = attempt.amended and 400 <= head.status < 500
        if turns or doubted:
            pieces = connection.pieces
            short = sum(map(len, pieces)) <= ERROR_BYTES
            if short and not connection.complete and not connection.garbage:
                self.touch(_REFUSAL_S if turns else self._traffic.limits.idle_timeout_s)
                return False  # it may be about what we added, and it may have to be kept
            if doubted and self.notes.amendment_refused(head, pieces):
                self._repeat_unamended(attempt, connection)
                return False
            if travel is not None and turns and travel.is_reason(head.status, pieces):
                whole = b"".join(pieces) if connection.complete and not self._is_opaque(head) else None
                if travel.refused(head, whole, key=attempt.key, may_go_on=self._up.is_whole):
                    return False
                return not self._refuse_opaque(head)
        elif self._doubted and head.status < 400:  # so it was about what we had added
            self._traffic.desk.amendment_refused(attempt.provider)
        if travel is not None:
            travel.served()
        return not self._refuse_opaque(head)

    def _is_opaque(self, head: ResponseHead) -> bool:
        """Whether a stored key may be quoted where we cannot see it: the provider coded an error unasked."""
        coding = head.text(b"content-encoding")
        return bool(self._up.key) and head.status >= 400 and coding not in {"", "identity"}

    def _refuse_opaque(self, head: ResponseHead) -> bool:
        if not self._is_opaque(head):
            return False
        words = f"{self._name} answered {head.status}, coded in a way that was not asked for."
        self.refuse(Refusal(head.status, "upstream_error", words))
        return True

    # ---- once more --------------------------------------------------------------------------------

    def on_upstream_lost(self) -> None:
        connection, attempt = self._up.lose(), self._up.attempt
        assert attempt is not None
        if self._down.head is not None:
            words = "The provider closed the connection in the middle of its answer."
            self._break_off("upstream_closed", words)
        elif self._up.may_repeat(connection):
            self._up.go_again(replace(attempt, sent=False))
        else:
            words = f"{self._name} closed the connection without an answer."
            self.fail(Refusal(502, "upstream_closed", words))

    def _repeat_unamended(self, attempt: Attempt, connection: UpstreamConnection) -> None:
        """The provider may not know what we added: ask again with the client's own words."""
        connection.abort()
        self._doubted = True
        if self.notes.facts is not None:
            self.notes.facts.usage_injected = False
        if self._travel is not None:
            self._up.go_again(self._travel.unamended(attempt))
        else:
            self._up.go_again(Attempt(attempt.origin, attempt.target, attempt.provider))

    def fail(self, refusal: Refusal) -> None:
        """This way came to nothing. Where there is no other, we say so in the provider's place."""
        travel = None if self._ended or self._down.head is not None else self._travel
        if travel is None or not travel.came_to_nothing(refusal, may_go_on=self._up.is_whole):
            self.refuse(refusal)

    # ---- for the travel, where there is one ---------------------------------------------------------

    def send(self, attempt: Attempt) -> None:
        """Take this way; what was tried before is over."""
        if self._up.attempt is None:
            self._up.go(attempt)
            return
        self._up.let_go()
        self._up.go_again(attempt)

    def give(self, answer: Answer) -> None:
        """No way gave a better one."""
        self._up.let_go()
        self._down.begin(answer.head, self._up.attempt, request_complete=self._up.complete)
        self._down.give(answer.body)
        self._end(cut=False)
        self._client.answered(keep=self._down.keep)

    def wait_for_desk(self, patience_s: float) -> None:
        self._up.let_go()
        self.touch(patience_s)

    def refuse_unsent(self, refusal: Refusal) -> None:
        """Say why it does not go; it may have been tried before."""
        if self._up.attempt is None:
            self.call.attempts = 0
        self.refuse(refusal)

    # ---- back-pressure ----------------------------------------------------------------------------

    def client_full(self) -> None:
        """The client reads slowly: so do we."""
        self._client_full = True
        connection = self._up.connection
        if connection is not None:
            connection.transport.pause_reading()
            self.touch(self._traffic.limits.idle_timeout_s)

    def client_ready(self) -> None:
        self._client_full = False
        connection = self._up.connection
        if connection is not None:
            connection.transport.resume_reading()

    def on_upstream_full(self) -> None:
        self._client.pause_upload()

    def on_upstream_ready(self) -> None:
        self._client.resume_upload()

    # ---- endings ----------------------------------------------------------------------------------

    def touch(self, patience_s: float) -> None:
        """Something went on: from now on it may take so long."""
        self.deadline = monotonic() + patience_s

    def on_deadline(self) -> None:
        travel, connection = self._travel, self._up.connection
        if travel is not None and travel.waiting:
            travel.lose_patience()
        elif self._client_full:
            self._break_off("client_stalled", "The client stopped reading its answer.")
            self._client.reset()
        elif self._down.head is not None:
            words = "The provider was silent for too long in the middle of its answer."
            self._break_off("upstream_timeout", words)
        elif travel is not None and connection is not None and connection.head is not None:
            self._hurry(travel, connection.head)
        else:
            did_not = "answer" if self._up.complete else "take the request"
            self.fail(Refusal(504, "upstream_timeout", f"{self._name} did not {did_not} in time."))

    def _hurry(self, travel: Travel, head: ResponseHead) -> None:
        """Another way without waiting for the end of this error; where there is none, as it comes."""
        reason = travel.is_reason(head.status, [])
        if not reason or not travel.refused(head, None, key=self._up.key, may_go_on=self._up.is_whole):
            self._hurries = True
            self.on_upstream()

    @property
    def _name(self) -> str:
        """The provider's, as people know it."""
        attempt = self._up.attempt
        return (self._route.provider if attempt is None else attempt.provider).name

    def request_failed(self, status: int, code: str, message: str) -> None:
        """The rest of the client's request will not come."""
        self.refuse(Refusal(status, code, message))

    def client_lost(self) -> None:
        if self.call.status is None:
            self.call.status = 499
        if not self._up.on_record:
            self.call.attempts = 0
        message = "The client left before the answer was complete."
        self._end(cut=True, error_type=self._end_of("client_closed"), message=message)

    def cut(self, error_type: str, message: str) -> None:
        """However far it has come."""
        error_type = self._end_of(error_type)
        if self._down.head is None:
            if not self._up.on_record:
                self.call.attempts = 0
            self.refuse(Refusal(503, error_type, message))
        else:
            self._break_off(error_type, message)

    def _end_of(self, error_type: str) -> str:
        """Another one where it is between two tries, or all that it got was refused: the row has to tell."""
        connection = self._up.connection
        refused = connection is not None and connection.head is not None and connection.head.status >= 400
        if self._up.on_record and (refused or not self._up.is_sent):
            return _UNSERVED.get(error_type, error_type)
        return error_type

    def refuse(self, refusal: Refusal) -> None:
        """Answer in the provider's place, in the shape of its wire."""
        if self._ended:
            return
        if self._down.head is not None:
            self._break_off(refusal.code, refusal.message)
            return
        status, body = self._route.wire.refusal(refusal)
        extra = _REFUSAL_HEADERS.get(status, b"")
        keep = self._head.keep_alive and self._up.complete and not self._traffic.stopping
        to_head = self._head.method == b"HEAD"
        self._client.transport.write(own_answer(status, body, close=not keep, to_head=to_head, extra=extra))
        self.call.status = status
        self.call.response_bytes = len(body)
        self._end(cut=False, error_type=refusal.code, message=refusal.message)
        self._client.answered(keep=keep)

    def _break_off(self, error_type: str, message: str) -> None:
        """The client has a part of the answer, and must see that it is only a part."""
        if self._ended:
            return
        self._down.give_held()
        self._end(cut=True, error_type=error_type, message=message)
        if self._down.ending is Ending.UNTIL_CLOSE:
            self._client.reset()
        else:
            self._client.cut()

    def _end(self, *, cut: bool, error_type: str | None = None, message: str | None = None) -> None:
        if self._ended:
            return
        self._ended = True
        self.deadline = _NEVER
        self._up.end()
        if self._travel is not None:
            self._travel.end()
        self.notes.end(cut=cut, error_type=error_type, error_message=message)
        self._traffic.landed(self)
