"""One try at the provider: where it goes, and what is sent there in the request's place."""

from dataclasses import dataclass, field

from app.core.providers import Provider
from app.proxy.headers import CHUNKED, RequestHead, sized, upstream_head
from app.proxy.origins import Origin
from app.proxy.upstream import UpstreamConnection

LAST_CHUNK = b"0\r\n\r\n"
_JOIN_BYTES = 256 * 1024  # copied sooner than written with a call of its own, which wakes the provider twice


@dataclass(slots=True)
class Attempt:
    """An exchange has one at a time; what makes a try different from the one before is said here."""

    origin: Origin
    target: bytes
    provider: Provider
    body: bytes | None = None  # instead of the client's own, which passes as it comes
    amended: bool = False  # something was added to that body
    credential: tuple[bytes, bytes] | None = field(default=None, repr=False)  # in place of the client's own
    connection: UpstreamConnection | None = None
    sent: bool = False  # its head has gone upstream
    sent_s: float = 0.0  # and when

    @property
    def key(self) -> bytes:
        """The stored key that goes along; empty where none does."""
        return b"" if self.credential is None else self.credential[1].rpartition(b" ")[2]

    def head(self, request: RequestHead, *, hop: bytes, plain: bool, websocket: bool) -> bytes:
        """What stands before the body. `plain` asks for an answer without content coding.

        So does a stored key: in what is coded nobody could see that it is quoted.
        """
        if self.body is not None:
            framing = sized(len(self.body))
        elif request.chunked:
            framing = CHUNKED
        else:
            length = request.content_length
            framing = b"" if length is None else sized(length)
        return upstream_head(
            request,
            target=self.target,
            host=self.origin.header,
            framing=framing,
            hop=hop,
            plain=self.credential is not None or (plain and b"accept-encoding" in request.values),
            decoded=self.body is not None,
            websocket=websocket,
            credential=self.credential,
        )

    def write(self, head: bytes, body: list[bytes], *, chunked: bool, last: bool) -> None:
        """What there is of the request; `head` is empty when it has gone before."""
        connection = self.connection
        assert connection is not None
        write = connection.transport.write
        size = sum(map(len, body))
        pieces = [head] if head else []
        if chunked:
            for piece in body:
                pieces += (b"%x\r\n" % len(piece), piece, b"\r\n")
            if last:
                pieces.append(LAST_CHUNK)
        else:
            pieces += body
        if len(pieces) == 1:
            write(pieces[0])
        elif size <= _JOIN_BYTES:
            write(b"".join(pieces))
        else:
            for piece in pieces:
                write(piece)
