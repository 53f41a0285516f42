"""Heads on their way through: less what belongs to one hop and what is ours, and framed anew."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.clients import shows_token

Field = tuple[bytes, bytes, bytes]  # name in lower case, name as it was written, value

OURS = b"x-tollgate-"
HOP_NAME = b"X-Tollgate-Hop"
HOP_KEY = b"x-tollgate-hop"

# RFC 9110 7.6.1, and what we write ourselves: the framing and the host.
_ONE_HOP = frozenset(
    {
        b"connection",
        b"content-length",
        b"expect",
        b"host",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
# Where clients show who they are. All of it stays here where a key of ours goes along.
CREDENTIALS = frozenset({b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key"})
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def values_of(fields: Iterable[Field]) -> dict[bytes, bytes]:
    """Values by lower-case name; of a name that came twice, both, as HTTP lists them."""
    values: dict[bytes, bytes] = {}
    for key, _, value in fields:
        values[key] = values[key] + b", " + value if key in values else value
    return values


def tokens(value: bytes) -> set[bytes]:
    """The lower-case members of a comma-separated list."""
    return {token.strip().lower() for token in value.split(b",")}


def text_of(values: dict[bytes, bytes]) -> dict[str, str]:
    """The same as text, for the wires."""
    return {key.decode("latin-1"): value.decode("latin-1") for key, value in values.items()}


def sized(length: int) -> bytes:
    return b"Content-Length: %d\r\n" % length


@dataclass(slots=True)
class RequestHead:
    """The head of a request as its parser saw it."""

    method: bytes
    target: bytes
    version: str
    fields: list[Field]
    values: dict[bytes, bytes]
    keep_alive: bool
    upgrade: bool
    content_length: int | None = field(init=False)
    chunked: bool = field(init=False)
    marked: bool = field(init=False)  # with headers for us
    guarded: bool = False  # it may go on; what follows on the connection with the same head may too
    # what goes upstream of it, but for the framing, by what else that depends on
    _text: dict[str, str] | None = field(default=None, init=False)
    memory: "dict[tuple[object, ...], bytes]" = field(default_factory=dict[tuple[object, ...], bytes])

    def __post_init__(self) -> None:
        length = self.values.get(b"content-length")
        self.content_length = None if length is None else int(length)
        self.chunked = b"transfer-encoding" in self.values
        self.marked = any(key[:11] == OURS for key in self.values)

    @property
    def text(self) -> dict[str, str]:
        """The values as text, for the wires; of the body's length they hear otherwise."""
        if self._text is None:
            self._text = text_of(self.values)
        return self._text

    def with_length(self, digits: bytes) -> "RequestHead":
        """The same head before a body of another length; nobody reads that in `fields` or `text`."""
        twin: RequestHead = object.__new__(RequestHead)
        twin.method, twin.target, twin.version = self.method, self.target, self.version
        twin.fields, twin.values = self.fields, {**self.values, b"content-length": digits}
        twin.keep_alive, twin.upgrade, twin.chunked = self.keep_alive, self.upgrade, self.chunked
        twin.marked, twin.guarded = self.marked, self.guarded
        twin.content_length = int(digits)
        twin.memory, twin._text = self.memory, self.text
        return twin

    @property
    def has_body(self) -> bool:
        return self.chunked or bool(self.content_length)

    @property
    def websocket(self) -> bool:
        return self.upgrade and tokens(self.values.get(b"upgrade", b"")) == {b"websocket"}


@dataclass(slots=True)
class ResponseHead:
    """The head of an answer as its parser saw it."""

    status: int
    reason: bytes
    fields: list[Field]
    values: dict[bytes, bytes]

    @property
    def content_length(self) -> int | None:
        value = self.values.get(b"content-length")
        return None if value is None else int(value)

    @property
    def chunked(self) -> bool:
        return b"transfer-encoding" in self.values

    def text(self, key: bytes) -> str:
        return self.values.get(key, b"").decode("latin-1")


def _through(
    fields: Iterable[Field], values: dict[bytes, bytes], lines: list[bytes], drop: frozenset[bytes]
) -> None:
    dropped = drop
    connection = values.get(b"connection")
    if connection is not None:
        dropped = drop | tokens(connection)
    for key, name, value in fields:
        if key not in dropped and key[:11] != OURS:
            lines += (name, b": ", value, b"\r\n")


def upstream_head(
    head: RequestHead,
    *,
    target: bytes,
    host: bytes,
    framing: bytes,
    hop: bytes,
    plain: bool = False,
    decoded: bool = False,
    websocket: bool = False,
    credential: tuple[bytes, bytes] | None = None,
) -> bytes:
    """The request line and headers for the provider.

    `plain` asks for an answer without content coding; `decoded` says that the body lost its own. A credential
    goes in place of all that the client showed; it is remembered nowhere.
    """
    if credential is not None:
        framing = b"".join((credential[0], b": ", credential[1], b"\r\n", framing))
    key = (target, host, plain, decoded, websocket, credential and credential[0])
    known = head.memory.get(key)
    if known is not None:
        return b"".join((known, framing, b"\r\n"))
    seen = head.values.get(HOP_KEY)
    hops = hop if seen is None else seen + b", " + hop
    lines = [head.method, b" ", target, b" HTTP/1.1\r\nHost: ", host, b"\r\n"]
    drop = _ONE_HOP
    if plain:
        drop |= {b"accept-encoding"}
        lines.append(b"Accept-Encoding: identity\r\n")
    if decoded:
        drop |= {b"content-encoding"}
    if credential is not None:
        drop |= CREDENTIALS | {credential[0].lower()}
    # a token of ours is of use here only, wherever a tool has put it
    drop |= {name for name, value in head.values.items() if shows_token(value.decode("latin-1"))}
    _through(head.fields, head.values, lines, drop)
    if websocket:
        lines.append(b"Connection: Upgrade\r\nUpgrade: websocket\r\n")
    lines += (HOP_NAME, b": ", hops, b"\r\n")
    made = head.memory[key] = b"".join(lines)
    return b"".join((made, framing, b"\r\n"))


def client_head(head: ResponseHead, *, framing: bytes, connection: bytes = b"") -> bytes:
    """The status line and headers for the client. `connection` is the whole line, or nothing."""
    lines = [b"HTTP/1.1 %d " % head.status, head.reason, b"\r\n"]
    _through(head.fields, head.values, lines, _ONE_HOP)
    lines += (framing, connection, b"\r\n")
    return b"".join(lines)


def own_answer(
    status: int,
    body: bytes,
    *,
    close: bool,
    to_head: bool = False,
    extra: bytes = b"",
    content_type: bytes = b"application/json",
) -> bytes:
    """An answer that we give ourselves; to HEAD without its body."""
    return b"".join(
        (
            b"HTTP/1.1 %d %s\r\n" % (status, _REASONS.get(status, b"Error")),
            b"Content-Type: " + content_type + b"\r\n",
            sized(len(body)),
            extra,
            b"Connection: close\r\n" if close else b"",
            b"\r\n",
            b"" if to_head else body,
        )
    )


_REASONS = {
    200: b"OK",
    202: b"Accepted",
    204: b"No Content",
    400: b"Bad Request",
    401: b"Unauthorized",
    402: b"Payment Required",
    403: b"Forbidden",
    404: b"Not Found",
    405: b"Method Not Allowed",
    408: b"Request Timeout",
    409: b"Conflict",
    413: b"Content Too Large",
    414: b"URI Too Long",
    415: b"Unsupported Media Type",
    417: b"Expectation Failed",
    421: b"Misdirected Request",
    426: b"Upgrade Required",
    429: b"Too Many Requests",
    431: b"Request Header Fields Too Large",
    500: b"Internal Server Error",
    501: b"Not Implemented",
    502: b"Bad Gateway",
    503: b"Service Unavailable",
    504: b"Gateway Timeout",
    505: b"HTTP Version Not Supported",
    508: b"Loop Detected",
}
