"""Asks a stream for its usage on the client's behalf, and takes the extra frame out of what it gets."""

import re
from collections.abc import Container

from app.core import quickjson
from app.core.calls import RequestFacts
from app.wire.jsontext import is_object, mapping, parse

_WISH = b'"stream_options":{"include_usage":true}'
_OPTIONS = re.compile(rb'("stream_options"\s*:\s*)(null|\{\s*(\}?))')
_STREAM = re.compile(rb'"stream"\s*:\s*true')
_USAGE = re.compile(rb'"usage"(?!\s*:\s*null)')  # most frames say that they have none
_FRAME_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)")
# What may stand around a count; anything else in its frame is for the client.
_FRAMEWORK = frozenset(
    {"id", "object", "created", "model", "system_fingerprint", "service_tier", "usage", "provider"}
    | {"time_info", "timings", "obfuscation", "x_groq"}
)
# Frames grow by content; the one that only tells usage is small. What is larger is let through as it comes.
_HOLD_BYTES = 64 * 1024


def may_be_stream(body: bytes) -> bool:
    """Whether the body has the words that ask for a stream; a search instead of reading it.

    From the end on: there tools put it, and backwards Python searches four times as fast.
    """
    at = body.rfind(b'"stream"')
    while at >= 0 and not _STREAM.match(body, at):
        at = body.rfind(b'"stream"', 0, at)
    return at >= 0


def with_stream_usage(body: bytes, facts: RequestFacts) -> bytes:
    """The same bytes with the wish for usage spliced in, where a stream has no opinion of its own on it."""
    if not facts.stream or body.rfind(b'"stream"') < 0:
        return body
    end = len(body.rstrip())
    if body[end - 1 : end] != b"}":
        return body
    try:
        names = _names_in(body)
    except ValueError:
        return body  # what we cannot read is not ours to change
    if "stream_options" not in names:
        amended = body[: end - 1] + b"," + _WISH + body[end - 1 :]
    else:
        doc = mapping(parse(body))
        options = doc["stream_options"]
        if not (options is None or is_object(options)) or "include_usage" in mapping(options):
            return body
        places = list(_OPTIONS.finditer(body))
        if len(places) != 1:
            return body
        amended = _spliced(body, places[0])
        wished = {**mapping(options), "include_usage": True}
        if parse(amended) != {**doc, "stream_options": wished}:
            return body  # that was another one, deeper down
    facts.usage_injected = True
    return amended


def _names_in(body: bytes) -> Container[str]:
    """The outer members; ValueError for what is no JSON."""
    try:
        return quickjson.members(body)
    except quickjson.Refused:
        return mapping(parse(body))


def _spliced(body: bytes, place: re.Match[bytes]) -> bytes:
    before, after = body[: place.end(1)], body[place.end(2) :]
    if place[2] == b"null":
        return before + b'{"include_usage":true}' + after
    closing = b"}" if place[3] else b","
    return before + b'{"include_usage":true' + closing + after


def refused_stream_usage(status: int, body: bytes) -> bool:
    """Whether a provider turned a request down because of what was spliced in."""
    return status in {400, 422} and (b"stream_options" in body or b"include_usage" in body)


class UsageSieve:
    """Takes out the frame that carries usage and nothing else; all other bytes pass as they are.

    No frame waits for more than its own end.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._passing = False  # inside a frame that was too large to be held
        self._after_cr = False  # the frame that was taken out ended in what may be half a line end

    def feed(self, data: bytes) -> bytes:
        if self._after_cr and data:
            self._after_cr = False
            data = data.removeprefix(b"\n")
        if not self._held and not self._passing and data.endswith(b"\n\n") and not _USAGE.search(data):
            return data
        self._held += data
        held = bytes(self._held)
        out = bytearray()
        start = 0
        if not self._passing:
            # whole frames before the first one that speaks of usage pass at once
            usage = _USAGE.search(held)
            before = held.rfind(b"\n\n", 0, usage.start() if usage else len(held))
            start = 0 if before < 0 else before + 2
            out += held[:start]
        for end in _FRAME_END.finditer(held, start):
            frame = held[start : end.end()]
            start = end.end()
            sifted = frame if self._passing else _sifted(frame)
            out += sifted
            self._after_cr = len(sifted) < len(frame) and start == len(held) and frame.endswith(b"\r")
            self._passing = False
        rest = held[start:]
        if self._passing or len(rest) > _HOLD_BYTES:
            self._passing = True
            # a frame's end may be half here: keep back what could be the first half
            keep = len(rest) - len(rest.rstrip(b"\r\n"))
            out += rest[: len(rest) - keep]
            rest = rest[len(rest) - keep :]
        self._held = bytearray(rest)
        return bytes(out)

    def finish(self) -> bytes:
        rest = bytes(self._held)
        self._held.clear()
        return rest if self._passing else _sifted(rest)


def _sifted(frame: bytes) -> bytes:
    if not _USAGE.search(frame):
        return frame
    lines = frame.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    data = [line[5:].removeprefix(b" ") for line in lines if line.startswith(b"data:")]
    try:
        doc = mapping(parse(b"\n".join(data)))
    except ValueError:
        return frame
    if not is_object(doc.get("usage")) or any(doc[name] for name in doc if name not in _FRAMEWORK):
        return frame
    # the line end that a cut put before this frame belongs to the one before
    kept = frame[: len(frame) - len(frame.lstrip(b"\r\n"))]
    # a comment keeps a connection alive, an id is where the client would go on from: they are its own
    said = [line for line in _LINE.findall(frame) if line.startswith((b":", b"id:", b"retry:"))]
    return kept + b"".join(said) + (_line_end(said[-1]) if said else b"")


def _line_end(line: bytes) -> bytes:
    return line[len(line.rstrip(b"\r\n")) :]
