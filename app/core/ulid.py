"""Sortable unique ids: 48 bits of milliseconds, 80 bits of chance, in 26 characters."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]  # two characters for ten bits
_SHIFTS = tuple(range(120, -1, -10))
# int() reads base 32 with other letters; whatever is none of ours becomes what it refuses.
_TO_BASE_32 = dict.fromkeys(range(128), "!") | {
    ord(letter): digit
    for c, digit in zip(_ALPHABET, "0123456789abcdefghijklmnopqrstuv", strict=True)
    for letter in {c, c.lower()}
}


def make(time_ms: int, entropy: bytes) -> str:
    """`entropy` is ten random bytes."""
    return text(time_ms.to_bytes(6, "big") + entropy)


def text(raw: bytes) -> str:
    """The 26 characters for 16 bytes."""
    number = int.from_bytes(raw, "big")
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])


def raw(ulid: str) -> bytes:
    """The 16 bytes behind 26 characters; ValueError for anything else."""
    try:
        if len(ulid) != 26 or not ulid.isascii():
            raise ValueError
        return int(ulid.translate(_TO_BASE_32), 32).to_bytes(16, "big")
    except (OverflowError, ValueError):
        raise ValueError(f"{ulid!r} is not a call id") from None
