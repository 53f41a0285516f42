"""Messages out of a WebSocket's bytes, in either direction, as they pass through a tunnel."""

import zlib
from typing import NamedTuple

from app.wire.errors import WireError

MESSAGE_CAP_BYTES = 8 * 1024 * 1024
TEXT, BINARY, CLOSE = 1, 2, 8
_CONTINUED = 0
_REASON_BYTES = 123  # a control frame has 125, two of them for the code
_MORE = "…".encode()
_FLUSH_END = b"\x00\x00\xff\xff"


class Message(NamedTuple):
    opcode: int
    payload: bytes


class FrameReader:
    """Whole messages of a stream of frames (RFC 6455), compressed ones (RFC 7692) too.

    A message over the cap is skipped and counted. Control frames other than Close are left out.
    """

    def __init__(self, cap_bytes: int = MESSAGE_CAP_BYTES) -> None:
        self.skipped = 0
        self._cap_bytes = cap_bytes
        self._buffer = bytearray()
        self._payload_left = 0  # of a frame that is being skipped
        self._message = bytearray()
        self._opcode = 0
        self._compressed = False
        self._too_long = False
        self._inflater = zlib.decompressobj(-15)

    @property
    def at_edge(self) -> bool:
        """Whether a frame has just ended, so that one of ours could follow."""
        return not self._buffer and not self._payload_left

    def feed(self, data: bytes) -> list[Message]:
        """Raises WireError where the bytes are not frames."""
        self._buffer += data
        messages: list[Message] = []
        while self._step(messages):
            pass
        return messages

    def _step(self, messages: list[Message]) -> bool:
        buffer = self._buffer
        if self._payload_left:
            dropped = min(len(buffer), self._payload_left)
            del buffer[:dropped]
            self._payload_left -= dropped
            return not self._payload_left and bool(buffer)
        if len(buffer) < 2:
            return False
        final, opcode = buffer[0] & 0x80, buffer[0] & 0x0F
        masked, size, header = buffer[1] & 0x80, buffer[1] & 0x7F, 2
        if opcode not in {_CONTINUED, TEXT, BINARY, CLOSE, 9, 10}:
            raise WireError("these bytes are not WebSocket frames")
        if size >= 126:
            extra = 2 if size == 126 else 8
            if len(buffer) < 2 + extra:
                return False
            size, header = int.from_bytes(buffer[2 : 2 + extra], "big"), 2 + extra
        key_at = header
        header += 4 if masked else 0
        if len(buffer) < header:
            return False
        control = opcode >= CLOSE
        if not control and opcode != _CONTINUED:
            self._opcode, self._compressed, self._too_long = opcode, bool(buffer[0] & 0x40), False
            self._message.clear()
        if not control and (self._too_long or len(self._message) + size > self._cap_bytes):
            self._skip(header, size, final=bool(final))
            return True
        if len(buffer) < header + size:
            return False
        payload = bytes(buffer[header : header + size])
        if masked:
            payload = _unmasked(payload, bytes(buffer[key_at:header]))
        del buffer[: header + size]
        if control:
            if opcode == CLOSE:
                messages.append(Message(CLOSE, payload))
            return True
        self._message += payload
        if final:
            self._finish(messages)
        return True

    def _skip(self, header: int, size: int, *, final: bool) -> None:
        self._too_long = True
        self._message.clear()
        self.skipped += final
        del self._buffer[:header]
        self._payload_left = size
        if self._compressed:
            # what was compressed after it refers to what was skipped
            raise WireError("a compressed message was too long to read")

    def _finish(self, messages: list[Message]) -> None:
        payload = bytes(self._message)
        self._message.clear()
        if self._compressed:
            try:
                payload = self._inflater.decompress(payload + _FLUSH_END, self._cap_bytes)
            except zlib.error:
                raise WireError("a compressed message is damaged") from None
            if self._inflater.unconsumed_tail:
                raise WireError("a compressed message was too long to read")
        messages.append(Message(self._opcode, payload))


def close_frame(code: int, reason: str) -> bytes:
    """The server's last word. Of the reason goes what fits."""
    words = reason.encode()
    if len(words) > _REASON_BYTES:
        words = words[: _REASON_BYTES - len(_MORE)].decode(errors="ignore").encode() + _MORE
    return bytes((0x80 | CLOSE, 2 + len(words))) + code.to_bytes(2, "big") + words


def _unmasked(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    mask = int.from_bytes((key * (size // 4 + 1))[:size], "big")
    return (int.from_bytes(payload, "big") ^ mask).to_bytes(size, "big")
