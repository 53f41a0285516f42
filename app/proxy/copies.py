"""Request bodies that are kept for a while: to be read, amended, or sent again."""

from dataclasses import dataclass

from app.wire.coding import decode_body
from app.wire.ends import Ends, decoded_ends


@dataclass(slots=True)
class Store:
    """How much is kept over all calls, and how much may be."""

    limit_bytes: int
    held_bytes: int = 0

    @property
    def full(self) -> bool:
        return self.held_bytes > self.limit_bytes

    @property
    def half_full(self) -> bool:
        return 2 * self.held_bytes > self.limit_bytes


class RequestCopy:
    """One body as it came. Where it grows too large it keeps its two ends only, and says why."""

    __slots__ = ("_decoded", "_ends", "kept_bytes", "most_bytes", "pieces", "store", "trouble")

    def __init__(self, store: Store, most_bytes: int, *, keep: bool) -> None:
        self.store = store
        self.most_bytes = most_bytes
        self._decoded: bytes | None = None
        self._ends: Ends | None = None
        self.pieces: list[bytes] | None = [] if keep else None
        self.kept_bytes = 0
        self.trouble: str | None = None

    def add(self, data: bytes) -> None:
        if self.pieces is None:
            if self._ends is not None:
                self._ends.feed(data)
            return
        self.pieces.append(data)
        self.kept_bytes += len(data)
        self.store.held_bytes += len(data)
        if self.kept_bytes > self.most_bytes:
            self.trouble = "of a request this large only the two ends were read"
            self._keep_ends()
        elif self.store.full:
            self.trouble = "too many large requests at once: only the two ends of this one were read"
            self._keep_ends()

    def _keep_ends(self) -> None:
        ends = Ends()
        for piece in self.pieces or ():
            ends.feed(piece)
        self.forget()
        self._ends = ends

    def forget(self) -> None:
        self.store.held_bytes -= self.kept_bytes
        self.pieces = None
        self.kept_bytes = 0
        self._decoded = None
        self._ends = None

    def readable(self, coding: str) -> tuple[bytes, bytes | None]:
        """The body without its codings; where it is too large its beginning, and its end."""
        if self._ends is not None:
            return self._ends.plain(coding)
        body = self.plain(coding)
        if body or not self.pieces:
            return body, None
        head, tail = decoded_ends(b"".join(self.pieces), coding)
        return head, tail if head else None

    def plain(self, coding: str) -> bytes:
        """The body without its codings, empty where it is not to be had."""
        if not self.pieces:
            return b""
        if self._decoded is None:
            if len(self.pieces) > 1:
                self.pieces = [b"".join(self.pieces)]  # in which form it may go upstream, too
            body: bytes | None = self.pieces[0]
            if coding and body:
                body = decode_body(body, coding, self.most_bytes)
                if body is None:
                    self.trouble = "the request's content coding could not be undone"
            self._decoded = body or b""
        return self._decoded
