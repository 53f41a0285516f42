"""The outline of JSON that is too large, or comes too slowly, to be parsed whole."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from app.wire.jsontext import parse

_QUOTE, _BACKSLASH, _COLON, _COMMA = b'"\\:,'
_OPENING, _CLOSING = b"{[", b"}]"
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_OUTLINE = re.compile(rb'["{}\[\]:,]')
# Below this depth only brackets count. All that lies between two of them is one match, strings included: an
# array of a million numbers passes at the speed of a search.
_DEEP_FILLING = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_OUTLINE_DEPTH = 2


class Outline:
    """Where brackets, quotes, colons and commas are outside of strings, over chunks cut anywhere."""

    def __init__(self) -> None:
        self.depth = 0
        self._in_string = False
        self._escaped = False

    def tokens(self, data: bytes) -> Iterator[tuple[int, int]]:
        """(position, byte) for each that matters at its depth; `depth` is already that after the byte."""
        position, end = 0, len(data)
        while position < end:
            if self._in_string:
                position = self._skip_string(data, position)
                if position < end:
                    yield position, _QUOTE
                    position += 1
                continue
            if self.depth > _OUTLINE_DEPTH:
                filling = _DEEP_FILLING.match(data, position)
                at = filling.end() if filling else position
            else:
                found = _OUTLINE.search(data, position)
                at = found.start() if found else end
            if at >= end:
                return
            byte = data[at]
            position = at + 1
            if byte == _QUOTE:
                self._in_string = True
            elif byte in _OPENING:
                self.depth += 1
            elif byte in _CLOSING:
                self.depth -= 1
            yield at, byte

    def _skip_string(self, data: bytes, position: int) -> int:
        """Where the closing quote is, or the end of the data."""
        if self._escaped:
            self._escaped = False
            position += 1
        found = _STRING_REST.match(data, position)
        at = found.end() if found else position
        if at < len(data) and data[at] == _BACKSLASH:
            self._escaped = True
            return len(data)
        if at < len(data):
            self._in_string = False
        return at


@dataclass(slots=True)
class Member:
    """One member of the outer object: its text where that is short enough, and how many elements it has."""

    raw: bytearray = field(default_factory=bytearray)
    whole: bool = True
    elements: int = 0
    first: list[bytes] = field(default_factory=list[bytes])

    def value(self) -> object:
        """The value; for an array that was too long, its first elements and None for the others."""
        if self.whole:
            return parse(bytes(self.raw))
        if not self.raw[:64].lstrip().startswith(b"["):
            return None
        head = [parse(element) for element in self.first]
        return head + [None] * min(self.elements - len(head), 100_000)


class MemberScanner:
    """Reads the members of one JSON object without ever holding the whole.

    Time is linear, memory is bounded by the cap times the number of wanted names.
    """

    def __init__(
        self, wanted: Collection[str], cap_bytes: int, *, first_elements: int = 0, element_cap_bytes: int = 0
    ) -> None:
        self.members: dict[str, Member] = {}
        self._wanted = wanted
        self._cap_bytes = cap_bytes
        self._first_elements = first_elements
        self._element_cap_bytes = element_cap_bytes
        self._outline = Outline()
        self._key = bytearray()
        self._in_key = False
        self._in_value = False
        self._member: Member | None = None
        self._element: bytearray | None = None

    def feed(self, data: bytes) -> None:
        start = 0  # of what is not yet kept
        outline = self._outline
        for at, byte in outline.tokens(data):
            depth = outline.depth
            if depth > 2 or (depth == 2 and byte in _CLOSING):
                continue
            if depth == 2:
                start = self._inside(data, start, at, byte)
            elif depth == 1:
                start = self._on_top(data, start, at, byte)
            elif depth == 0 and byte in _CLOSING:
                self._end_member(data[start:at])
        self._keep(data[start:])

    def doc(self) -> dict[str, object]:
        """The members that were seen, as far as they can be read."""
        values: dict[str, object] = {}
        for name, member in self.members.items():
            try:
                values[name] = member.value()
            except ValueError:
                continue
        return values

    @property
    def open_member(self) -> str | None:
        """The member that has begun and not ended."""
        return next((name for name, member in self.members.items() if member is self._member), None)

    def _on_top(self, data: bytes, start: int, at: int, byte: int) -> int:
        if byte == _QUOTE and not self._in_value:
            if self._in_key:
                self._key += data[start:at][:200]
            else:
                self._key.clear()
            self._in_key = not self._in_key
            return at + 1
        if byte == _COLON and not self._in_value:
            self._in_value = True
            self._begin_member()
            return at + 1
        if byte == _COMMA:
            self._end_member(data[start:at])
            return at + 1
        if byte in _CLOSING and self._member is not None:
            # the member's own array or object ends here
            self._keep(data[start:at])
            self._end_element()
            self._keep(data[at : at + 1])
            return at + 1
        return start

    def _inside(self, data: bytes, start: int, at: int, byte: int) -> int:
        member = self._member
        if member is None or not self._in_value:
            return start
        if byte in _OPENING and not member.elements:
            self._keep(data[start : at + 1])
            member.elements = 1
            self._begin_element()
            return at + 1
        if byte == _COMMA:
            self._keep(data[start:at])
            self._end_element()
            self._keep(b",")
            member.elements += 1
            self._begin_element()
            return at + 1
        return start

    def _begin_member(self) -> None:
        name = bytes(self._key).decode("utf-8", "replace")
        self._member = None
        if name in self._wanted:
            # of doubled keys the last one counts, as with every JSON parser
            self._member = self.members[name] = Member()

    def _end_member(self, rest: bytes) -> None:
        self._keep(rest)
        member = self._member
        if member is not None:
            member.raw = bytearray(member.raw.strip())
            if member.elements == 1 and not member.raw[1:-1].strip():
                member.elements = 0
        self._member = None
        self._in_value = False

    def _begin_element(self) -> None:
        member = self._member
        if member is not None and len(member.first) < self._first_elements:
            self._element = bytearray()

    def _end_element(self) -> None:
        if self._element is not None and self._member is not None:
            if self._element.strip():
                self._member.first.append(bytes(self._element))
            self._element = None

    def _keep(self, piece: bytes) -> None:
        if self._in_key and not self._in_value:
            self._key += piece[: 200 - len(self._key)]
        if self._element is not None:
            if len(self._element) + len(piece) <= self._element_cap_bytes:
                self._element += piece
            else:
                # too long to be of use: this one reads as null, and none after it is kept
                self._element = bytearray(b"null")
                self._element_cap_bytes = 0
        member = self._member
        if member is None or not self._in_value:
            return
        room = self._cap_bytes - len(member.raw)
        if member.whole and len(piece) <= room:
            member.raw += piece
        else:
            member.whole = False
            member.raw += piece[: max(0, room)]


class JsonElements:
    """The objects in a JSON array, each as soon as it ends; one over the cap is skipped and counted."""

    def __init__(self, cap_bytes: int) -> None:
        self._outline = Outline()
        self._cap_bytes = cap_bytes
        self._element = bytearray()
        self._inside = False
        self._overflowing = False
        self._skipped = 0

    @property
    def problem(self) -> str | None:
        return "an element was too long to read" if self._skipped else None

    def feed(self, data: bytes) -> list[bytes]:
        found: list[bytes] = []
        start = 0
        for at, byte in self._outline.tokens(data):
            if self._outline.depth == 2 and byte == _OPENING[0] and not self._inside:
                self._inside = True
                start = at
            elif self._outline.depth == 1 and byte in _CLOSING and self._inside:
                self._keep(data[start : at + 1])
                if self._overflowing:
                    self._skipped += 1
                else:
                    found.append(bytes(self._element))
                self._element.clear()
                self._inside = self._overflowing = False
        if self._inside:
            self._keep(data[start:])
        return found

    def finish(self) -> list[bytes]:
        return []

    def _keep(self, piece: bytes) -> None:
        if len(self._element) + len(piece) > self._cap_bytes:
            self._overflowing = True
            self._element.clear()
        elif not self._overflowing:
            self._element += piece
