"""A stored key that a provider quotes is not the client's to know: stars go in its place, as many."""

from dataclasses import replace

from app.proxy.headers import ResponseHead


def masked(data: bytes, key: bytes) -> bytes:
    return data.replace(key, b"*" * len(key)) if key else data


def masked_head(head: ResponseHead, key: bytes) -> ResponseHead:
    """The same head, unless it quotes the key."""
    if not key or not (key in head.reason or any(key in value for _, _, value in head.fields)):
        return head
    fields = [(low, name, masked(value, key)) for low, name, value in head.fields]
    return replace(head, reason=masked(head.reason, key), fields=fields)


class Mask:
    """Of a body that passes in pieces: what may be the beginning of the key waits for what follows."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._held = b""

    def feed(self, data: bytes, *, last: bool) -> bytes:
        data = masked(self._held + data, self._key)
        keep = 0 if last else self._beginning(data)
        self._held = data[len(data) - keep :]
        return data[: len(data) - keep]

    def _beginning(self, data: bytes) -> int:
        """How many bytes at the end are how the key begins."""
        longest = min(len(self._key) - 1, len(data))
        return next((n for n in range(longest, 0, -1) if self._key.startswith(data[-n:])), 0)
