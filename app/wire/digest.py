"""From the bytes of an answer to its JSON documents, and from those to a reading."""

import re
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Protocol

from app.core.calls import Reading, RequestFacts
from app.wire.delivered import Delivered
from app.wire.failures import (
    Failure,
    failure_in_body,
    failure_in_error_event,
    failure_in_stream,
    failure_in_text,
)
from app.wire.finish import finish_word
from app.wire.jsonlines import JsonLines
from app.wire.jsontext import Doc, mapping, parse
from app.wire.sse import ErrorEvent, EventStream
from app.wire.structure import JsonElements, MemberScanner

BODY_BYTES = 1024 * 1024
_MEMBER_BYTES = 64 * 1024
_ELEMENT_BYTES = 8 * 1024 * 1024
_SKIMMED_TOGETHER = 12
_DONE = b"[DONE]"
_BACKSLASH = 0x5C
_BLANK = b" \t\r\n\xef\xbb\xbf"


class Digest(ABC):
    """What the documents of one answer add up to. Each wire has its own."""

    members: tuple[str, ...] = ()  # what to look for in a body that is too large to be parsed
    lines: bool = False  # streams are one JSON document a line
    estimates: bool = True  # what is not reported can be estimated
    writes: bool = True  # the answer is text, as against vectors, sound or pictures
    plain: bool = False  # an answer that is no JSON is text, and not a fault
    marks: re.Pattern[bytes] | None = None  # what to look for in a body that is too large: see `_Marks`

    def __init__(self, facts: RequestFacts) -> None:
        self.facts = facts
        self.reading = Reading()
        self.answer = Delivered()
        self.thought = Delivered()
        self.delivered = False  # something came that has to be paid for, even if it was not text
        self.closed = False  # the answer came to its own end, and all that it reports was seen

    def skim(self, data: bytes) -> bool | None:
        """Read a document without parsing it, where it is plain to see that it only carries text.

        Tells whether it did; None where it has to be parsed.
        """
        return None

    def skim_together(self, documents: list[bytes]) -> bool | None:
        """The same for several that came at once; None where they have to be read one by one."""
        return None

    @abstractmethod
    def take(self, doc: Doc) -> bool:
        """Read one document; true when it carries generated content."""

    def settle(self) -> None:  # noqa: B027  not every wire has one
        """The last word, after the last document."""


class _Framing(Protocol):
    @property
    def problem(self) -> str | None: ...

    def feed(self, data: bytes) -> list[bytes]: ...

    def finish(self) -> list[bytes]: ...


class _Marks:
    """Finds in a large body what lies too deep for an outline.

    The pattern has groups `finish` (the word), `call` and `search`. It begins with a quote that opens a name:
    inside of strings that one is escaped.
    """

    _KEPT_BYTES = 256

    def __init__(self, pattern: re.Pattern[bytes] | None) -> None:
        self.finish: str | None = None
        self.seen = {"call": 0, "search": 0}
        self._pattern = pattern
        self._before = b""

    def feed(self, data: bytes) -> None:
        if self._pattern is None:
            return
        text = self._before + data
        for found in self._pattern.finditer(text):
            if found.end() <= len(self._before) or text[max(0, found.start() - 1)] == _BACKSLASH:
                continue
            kind = found.lastgroup
            if kind == "finish":
                self.finish = self.finish or found["finish"].decode()
            elif kind is not None:
                self.seen[kind] += 1
        self._before = text[-self._KEPT_BYTES :]

    def tell(self, reading: Reading) -> None:
        """What they show of what is not known by now."""
        if reading.finish_reason is None:
            reading.finish_reason = finish_word(self.finish)
        if reading.tool_calls is None and self.seen["call"]:
            reading.tool_calls = self.seen["call"]
            if reading.finish_reason == "stop":
                reading.finish_reason = "tool_calls"
        if reading.usage.web_searches is None and self.seen["search"]:
            reading.usage.web_searches = self.seen["search"]


class _Body:
    """One JSON document. Beyond a megabyte only the wanted members are kept, and what the marks show."""

    problem = None

    def __init__(self, digest: Digest) -> None:
        self._members = digest.members
        self._buffer = bytearray()
        self._scanner: MemberScanner | None = None
        self._marks: _Marks | None = None
        self._pattern = digest.marks

    def feed(self, data: bytes) -> list[bytes]:
        if self._scanner is None:
            self._buffer += data
            if len(self._buffer) > BODY_BYTES:
                data = bytes(self._buffer)
                self._buffer.clear()
                self._scanner = MemberScanner(self._members, _MEMBER_BYTES)
                self._marks = _Marks(self._pattern)
        if self._scanner is not None and self._marks is not None:
            self._scanner.feed(data)
            self._marks.feed(data)
        return []

    def finish(self) -> list[bytes]:
        return []

    def whole(self) -> bytes | None:
        """The document, unless it is too large."""
        return None if self._scanner is not None else bytes(self._buffer)

    def scanned(self) -> Doc:
        """The members found so far, in a body that is too large or has lost its end."""
        if self._scanner is None:
            self._scanner = MemberScanner(self._members, _MEMBER_BYTES)
            self._scanner.feed(bytes(self._buffer))
        return self._scanner.doc()

    def tell(self, reading: Reading) -> None:
        """What else the marks show of it."""
        if self._marks is not None:
            self._marks.tell(reading)


class _Opaque:
    """Sound, pictures: nothing to read."""

    problem = None

    def feed(self, data: bytes) -> list[bytes]:
        return []

    def finish(self) -> list[bytes]:
        return []


@lru_cache(maxsize=256)
def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


class DocumentMeter:
    """A meter for everything that comes as JSON: whole, by the line, in an array, or in events."""

    def __init__(self, digest: Digest, status: int, content_type: str) -> None:
        self._digest = digest
        self._failed = status >= 400
        self._status = status
        self._content_type = _media_type(content_type)
        self._framing: _Framing | None = None
        self._problem: str | None = None
        self._failure: Failure | None = None

    def feed(self, data: bytes) -> bool:
        if self._framing is None:
            data = data.lstrip(_BLANK)
            if not data:
                return False
            self._framing = self._choose(data[:1])
        return self._read_all(self._framing.feed(data))

    def _read_all(self, documents: list[bytes]) -> bool:
        """Those that came together are skimmed together, some at a time."""
        if len(documents) < _SKIMMED_TOGETHER:
            content = False
            for document in documents:
                content |= self._read(document)
            return content
        content = self._read(documents[0])  # the first one has what is the same in all
        for at in range(1, len(documents), _SKIMMED_TOGETHER):
            some = documents[at : at + _SKIMMED_TOGETHER]
            skimmed = self._digest.skim_together(some)
            if skimmed is None:
                for document in some:
                    content |= self._read(document)
            else:
                content |= skimmed
        return content

    def finish(self, *, cut: bool = False) -> Reading:
        if self._framing is not None:
            self._finish(self._framing, cut=cut)
        self._digest.settle()
        reading = self._digest.reading
        if isinstance(self._framing, _Body):
            self._framing.tell(reading)
        reading.problem = self._problem or reading.problem
        self._tell_failure(reading)
        self._set_basis(reading, cut=cut)
        return reading

    def _finish(self, framing: _Framing, *, cut: bool) -> None:
        seen_problem = self._problem
        if isinstance(framing, _Body):
            self._read_body(framing)
        else:
            for document in framing.finish():
                self._read(document)
        if cut:
            # half a document at the end is the cut's doing
            self._problem = seen_problem
        self._problem = self._problem or framing.problem

    def _choose(self, first: bytes) -> _Framing:
        kind = self._content_type
        unsaid = kind == "application/octet-stream" and first not in b"{[d:e"
        if kind.startswith(("audio/", "video/", "image/")) or unsaid:
            self._digest.delivered = True
            return _Opaque()
        if self._digest.plain and not self._digest.facts.stream and kind != "text/event-stream":
            return _Body(self._digest)
        if first == b"{":
            if not self._failed and (
                kind.endswith(("ndjson", "jsonl", "json-seq", "jsonlines"))
                or (self._digest.lines and self._digest.facts.stream)
            ):
                return JsonLines()
            return _Body(self._digest)
        if first == b"[" and not self._failed and self._digest.facts.stream:
            return JsonElements(_ELEMENT_BYTES)
        if kind == "text/event-stream" or (first in b"d:eir" and kind != "text/html" and not self._failed):
            return EventStream()
        return _Body(self._digest)

    def _read(self, data: bytes) -> bool:
        if type(data) is ErrorEvent:
            self._failure = self._failure or failure_in_error_event(data)
            return False
        content = self._digest.skim(data)
        if content is not None:
            return content
        data = data.strip()
        if not data:
            return False
        if data == _DONE:
            self._digest.closed = True
            return False
        try:
            doc = parse(data)
        except ValueError:
            self._problem = self._problem or "a part of the answer is not JSON"
            return False
        return self._take(mapping(doc))

    def _read_body(self, body: _Body) -> None:
        data = body.whole()
        if data is None:
            self._take(body.scanned())
            return
        try:
            doc = parse(data)
        except ValueError:
            if self._failed:
                self._failure = failure_in_text(data)
            elif self._digest.plain and data[:1] != b"{":
                self._take({"text": data.decode("utf-8", "replace")})
            else:
                self._problem = "the answer is not JSON"
                self._take(body.scanned())
            return
        if self._failed:
            self._failure = failure_in_body(doc)
        self._take(mapping(doc))

    def _take(self, doc: Doc) -> bool:
        failure = failure_in_stream(doc)
        if failure is not None and self._failure is None:
            self._failure = failure
        return self._digest.take(doc)

    def _tell_failure(self, reading: Reading) -> None:
        failure = self._failure
        if failure is not None:
            reading.error_type = failure.type or (f"http_{self._status}" if self._failed else "error")
            reading.error_message = failure.message
            reading.finish_reason = "error"
        elif reading.error_type is not None:
            reading.finish_reason = "error"

    def _set_basis(self, reading: Reading, *, cut: bool) -> None:
        digest, usage = self._digest, reading.usage
        broken = reading.finish_reason == "error"
        ended = digest.closed or not (cut or broken or self._lost_its_end())
        if usage.reported and (ended or self._failed):
            reading.basis = "measured"
        elif self._failed or not digest.estimates:
            reading.basis = "partial" if usage.reported else "none"
        elif usage.reported or digest.delivered or digest.answer or digest.thought:
            reading.basis = "estimated" if ended else "partial"
            self._estimate(reading)

    def _lost_its_end(self) -> bool:
        """A stream without its own last event was cut, however well the connection was closed."""
        stream = isinstance(self._framing, (EventStream, JsonLines, JsonElements))
        return stream and self._digest.reading.finish_reason is None

    def _estimate(self, reading: Reading) -> None:
        usage, digest = reading.usage, self._digest
        if usage.input_tokens is None and usage.cache_read_tokens is None:
            usage.input_tokens = digest.facts.estimate_input()
        if not digest.writes:
            return
        if usage.output_tokens is None:
            usage.output_tokens = digest.answer.tokens()
            if usage.reasoning_tokens is None and digest.thought:
                usage.reasoning_tokens = digest.thought.tokens()
        elif reading.basis == "partial":
            # more may have come after the last count
            said, thought = digest.answer.tokens(), digest.thought.tokens()
            if usage.reasoning_tokens is None:
                said += thought  # they were not told apart
            else:
                usage.reasoning_tokens = max(usage.reasoning_tokens, thought)
            usage.output_tokens = max(usage.output_tokens, said)


class CountDigest(Digest):
    """The answer to a question about counts: it costs nothing, and what it counts was not used."""

    members = ("error",)
    estimates = False

    def take(self, doc: Doc) -> bool:
        return False
