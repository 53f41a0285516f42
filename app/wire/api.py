"""What a wire is: everything that the program knows of one provider API, without any I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from app.core.calls import Reading, RequestFacts

Headers = Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why we, and not the provider, answer this call."""

    status: int
    code: str  # budget_exceeded, key_locked, bad_token, upstream_unreachable, …
    message: str


class Meter(Protocol):
    """Reads one answer as it passes. No exception ever leaves it."""

    def feed(self, data: bytes) -> bool:
        """Take decoded body bytes, cut anywhere. True when they carried generated content."""
        ...

    def finish(self, *, cut: bool = False) -> Reading:
        """What was read. `cut`: the answer ended before its own end."""
        ...


@runtime_checkable
class Session(Meter, Protocol):
    """A meter of a WebSocket, which carries many answers one after the other."""

    told: int  # how often usage was told so far

    @property
    def answering(self) -> bool:
        """Whether an answer has begun and not ended."""
        ...

    @property
    def at_edge(self) -> bool:
        """Whether a frame of ours could go to the client after what was fed."""
        ...

    def so_far(self) -> Reading:
        """What the answers that have ended come to."""
        ...

    def asks(self, data: bytes) -> bool:
        """Take what the client sends: whether a message that asks for an answer ends in it.

        Raises WireError where that cannot be told."""
        ...


class Sieve(Protocol):
    """Takes out of a stream what we asked for and the client did not."""

    def feed(self, data: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


class Wire(Protocol):
    name: str
    reads_body: bool  # False: nothing in the request body is of interest, it may pass unread
    streams: bool  # False: it never answers with a stream
    may_amend: bool  # True: the body is held until it is whole, since `amend` may change it

    def matches(self, method: str, path: str) -> bool: ...

    def read_request(
        self, path: str, headers: Headers, body: bytes, tail: bytes | None = None
    ) -> RequestFacts:
        """What can be had of the request, whatever it is. `path` may carry its query.

        With a `tail`, `body` is only how a large body begins, and the tail how it ends."""
        ...

    def may_stream(self, path: str, body: bytes) -> bool:
        """Cheap: whether this request may ask for a stream."""
        ...

    def amend(self, body: bytes, facts: RequestFacts) -> bytes:
        """The body as it should be sent; changed only where it may stream. `facts` tell what was added."""
        ...

    def refused_amendment(self, status: int, body: bytes) -> bool:
        """Whether this answer turns the request down because of what `amend` put into it."""
        ...

    def meter(self, facts: RequestFacts, status: int, content_type: str) -> Meter:
        """With status 101 it reads what the server sends through the tunnel. Best had from `metered`."""
        ...

    def sieve(self, facts: RequestFacts, content_type: str) -> Sieve | None: ...

    def refusal(self, refusal: Refusal) -> tuple[int, bytes]: ...
