"""How the client is told where the body of its answer ends."""

from enum import Enum, auto

from app.proxy.attempts import LAST_CHUNK
from app.proxy.headers import CHUNKED, RequestHead, ResponseHead, sized


class Ending(Enum):
    NONE = auto()  # there is no body
    SIZED = auto()
    CHUNKED = auto()
    UNTIL_CLOSE = auto()


def ending_for(request: RequestHead, answer: ResponseHead, *, length_known: bool) -> tuple[Ending, bytes]:
    """How this answer ends for this client, and the header that says so."""
    length = answer.content_length
    if request.method == b"HEAD" or answer.status in {204, 304}:
        return Ending.NONE, b"" if length is None or answer.status == 204 else sized(length)
    if length is not None and length_known:
        return Ending.SIZED, sized(length)
    if request.version == "1.1":
        return Ending.CHUNKED, CHUNKED
    return Ending.UNTIL_CLOSE, b""


def framed(ending: Ending, data: bytes, *, complete: bool) -> bytes:
    """Body bytes as they go to the client."""
    if ending is not Ending.CHUNKED:
        return data
    if not data:
        return LAST_CHUNK if complete else b""
    return b"%x\r\n%b\r\n%b" % (len(data), data, LAST_CHUNK if complete else b"")
