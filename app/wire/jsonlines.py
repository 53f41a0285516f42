"""JSON documents, one a line."""

from app.wire.lines import LineReader

LINE_CAP_BYTES = 8 * 1024 * 1024


class JsonLines:
    """The lines that carry something. A line over the cap is skipped and counted."""

    def __init__(self, cap_bytes: int = LINE_CAP_BYTES) -> None:
        self._lines = LineReader(cap_bytes)

    @property
    def problem(self) -> str | None:
        return "a line was too long to read" if self._lines.too_long else None

    def feed(self, data: bytes) -> list[bytes]:
        return [line for line in self._lines.feed(data) if line and not line.isspace()]

    def finish(self) -> list[bytes]:
        rest = self._lines.finish()
        return [rest] if rest and not rest.isspace() else []
