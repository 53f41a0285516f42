"""Lines out of bytes that are cut anywhere."""


class LineReader:
    r"""Splits at `\n`, `\r\n` and `\r`. A line over the cap is left out and counted, memory stays bounded."""

    def __init__(self, cap_bytes: int) -> None:
        self.too_long = 0
        self._cap_bytes = cap_bytes
        self._partial = bytearray()
        self._overflowing = False
        self._after_cr = False

    @property
    def between(self) -> bool:
        """Whether the last line came whole, so that what comes next begins a new one."""
        return not (self._partial or self._overflowing or self._after_cr)

    def feed(self, data: bytes) -> list[bytes]:
        if not data:
            return []
        if self._after_cr:
            # `\r` ended a line at once; the `\n` that may follow belongs to it
            self._after_cr = False
            if data[0] == 0x0A:
                data = data[1:]
        if b"\r" in data:
            self._after_cr = data[-1] == 0x0D
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = data.split(b"\n")
        rest = lines.pop()
        if lines and (self._partial or self._overflowing or len(data) > self._cap_bytes):
            # all but the first of these lines came whole, and in a short piece none can be too long
            careful = len(lines) if len(data) > self._cap_bytes else 1
            ended = [line for line in map(self._end, lines[:careful]) if line is not None]
            lines = ended + lines[careful:]
        self._keep(rest)
        return lines

    def finish(self) -> bytes:
        """The last line, if it has no end."""
        rest = b"" if self._overflowing else bytes(self._partial)
        self._partial.clear()
        return rest

    def _end(self, piece: bytes) -> bytes | None:
        """The line that ends with this piece; None where it was too long."""
        self._keep(piece)
        line = None if self._overflowing else bytes(self._partial)
        self._overflowing = False
        self._partial.clear()
        return line

    def _keep(self, piece: bytes) -> None:
        if self._overflowing or not piece:
            return
        if len(self._partial) + len(piece) > self._cap_bytes:
            self._overflowing = True
            self._partial.clear()
            self.too_long += 1
        else:
            self._partial += piece
