"""An answer on its way down: framed for its client, and without what is not the client's."""

from app.core.calls import Call
from app.proxy.attempts import Attempt
from app.proxy.client import Client
from app.proxy.framing import Ending, ending_for, framed
from app.proxy.headers import RequestHead, ResponseHead, client_head
from app.proxy.masking import Mask, masked_head
from app.proxy.notes import CallNotes
from app.proxy.traffic import Traffic

_CLOSE = b"Connection: close\r\n"
_KEEP = b"Connection: keep-alive\r\n"


class Downlink:
    """One for each exchange. Bytes go first: only then the notes hear of them."""

    def __init__(self, traffic: Traffic, client: Client, head: RequestHead, notes: CallNotes) -> None:
        self._traffic = traffic
        self._client = client
        self._request = head
        self._notes = notes
        self._call: Call = notes.call
        self._mask: Mask | None = None  # over a stored key that the answer may quote
        self._unsent = b""  # the head, until there is something to go with it
        self.head: ResponseHead | None = None
        self.ending = Ending.NONE
        self.keep = True  # the connection, for another request

    def pass_interim(self, interim: ResponseHead, key: bytes) -> None:
        # 100 answers to our own asking; an HTTP/1.0 client knows none of them
        if interim.status != 100 and self._request.version == "1.1" and self.head is None:
            self._client.transport.write(client_head(masked_head(interim, key), framing=b""))

    def begin(self, head: ResponseHead, attempt: Attempt | None, *, request_complete: bool) -> None:
        """Decide how the answer ends. Its head goes with its first bytes."""
        self.head = head
        notes, request = self._notes, self._request
        if attempt is not None and attempt.amended:
            notes.start_sieve(head)
        if attempt is not None and attempt.key:
            head = masked_head(head, attempt.key)
            self._mask = Mask(attempt.key) if head.status >= 400 else None
        notes.answer(head)
        self._traffic.books.note(notes)
        notes.may_send_again = False
        self.ending, framing = ending_for(request, head, length_known=not notes.sieves)
        self.keep = (
            request.keep_alive
            and self.ending is not Ending.UNTIL_CLOSE
            and request_complete
            and not self._traffic.stopping
        )
        connection = _CLOSE if not self.keep else b"" if request.version == "1.1" else _KEEP
        self._unsent = client_head(head, framing=framing, connection=connection)

    def pass_on(self, data: bytes, *, complete: bool) -> None:
        """Body bytes, and at the end what says that this is all."""
        notes = self._notes
        sent = notes.sift(data, last=complete) if notes.sieves else data
        if self._mask is not None:
            sent = self._mask.feed(sent, last=complete)
        self._write(sent, complete=complete)
        self._hear(data)

    def give(self, body: bytes) -> None:
        """A whole body that is fit for the client."""
        self._write(body, complete=True)
        self._hear(body)

    def give_held(self) -> None:
        """What waits for an end that will not come is the client's."""
        if self._notes.sieves:
            held = self._notes.sift(b"", last=True)
            if self._mask is not None:
                held = self._mask.feed(held, last=False)
            self._write(held, complete=False)

    def _hear(self, data: bytes) -> None:
        if data:
            self._notes.hear(data)
            self._traffic.books.heard(self._notes, len(data))

    def _write(self, data: bytes, *, complete: bool) -> None:
        self._call.response_bytes += len(data)
        out = framed(self.ending, data, complete=complete)
        if self._unsent:
            out, self._unsent = self._unsent + out, b""
        if out:
            self._client.transport.write(out)
