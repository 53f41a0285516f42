"""Server-sent events, from bytes that are cut anywhere."""

import re

from app.wire.lines import LineReader

EVENT_CAP_BYTES = 8 * 1024 * 1024
_DATA = b"data: "
_NEXT = b"\n\n" + _DATA
_NAME = b"event: "
_NAMED: re.Pattern[bytes] = re.compile(rb"^event: [^\n]*\ndata: ([^\n]*)\n\n", re.MULTILINE)
_ERROR_NAME = b"event: error"
_BOM = b"\xef\xbb\xbf"
_ERROR_NAMES = frozenset({b"event: error", b"event:error"})


class ErrorEvent(bytes):
    """The data of an event whose name says that it is an error: the data itself may not."""


class EventStream:
    """The data of each event. Of its name only `error` is told: else every wire says in the data what it is.

    An event over the cap is skipped and counted, the ones after it are read.
    """

    def __init__(self, cap_bytes: int = EVENT_CAP_BYTES) -> None:
        self._lines = LineReader(cap_bytes)
        self._cap_bytes = cap_bytes
        self._data: list[bytes] = []
        self._data_bytes = 0
        self._skipping = False
        self._skipped = 0
        self._is_error = False
        self._first = True

    @property
    def problem(self) -> str | None:
        return "an event was too long to read" if self._skipped or self._lines.too_long else None

    def feed(self, data: bytes) -> list[bytes]:
        whole = self._whole(data)
        if whole is not None:
            return whole
        events: list[bytes] = []
        for line in self._lines.feed(data):
            self._line(line, events)
        return events

    def _whole(self, data: bytes) -> list[bytes] | None:
        """All at once, where whole events came, each of one line of data, as nearly all of them are."""
        if self._data or self._skipping or self._is_error or not self._lines.between:
            return None
        if not data.endswith(b"\n\n") or b"\r" in data or len(data) > self._cap_bytes:
            return None
        if data.startswith(_DATA):
            pieces, lines = data[6:-2].split(_NEXT), 2
        elif data.startswith(_NAME) and _ERROR_NAME not in data:
            pieces, lines = _NAMED.findall(data), 3
        else:
            return None
        if data.count(b"\n") != lines * len(pieces):
            return None
        self._first = False
        return pieces

    def finish(self) -> list[bytes]:
        """The last event, where its blank line is missing."""
        events: list[bytes] = []
        self._line(self._lines.finish(), events)
        self._line(b"", events)
        return events

    def _line(self, line: bytes, events: list[bytes]) -> None:
        if self._first:
            self._first = False
            line = line.removeprefix(_BOM)
        if not line:
            if self._data and not self._skipping:
                data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
                events.append(ErrorEvent(data) if self._is_error else data)
            self._skipping = self._is_error = False
            self._data.clear()
            self._data_bytes = 0
        elif line.startswith(b"data:"):
            self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            self._data_bytes += len(line)
            if self._data_bytes > self._cap_bytes and not self._skipping:
                self._skipping = True
                self._skipped += 1
            if self._skipping:
                self._data.clear()
        elif line == b"data":
            self._data.append(b"")
        elif line in _ERROR_NAMES:
            self._is_error = True
