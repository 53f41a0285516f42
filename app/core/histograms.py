"""How many calls fell into each slot of a histogram, as one number and as a few bytes.

The counts of all slots stand side by side in one large number, 64 bits each, so that histograms are added by
adding two numbers: a year of them takes milliseconds. Stored are only the slots between the first and the
last that have a call, and of each count only as many bytes as the greatest of them needs.
"""

import struct
from collections.abc import Mapping

_LANE_BYTES = 8
_LANE_BITS = 64
_HEAD = struct.Struct("<HB")  # the first slot, and the bytes of a count


def counted(slots: Mapping[int, int]) -> int:
    """The number for these counts."""
    if not slots:
        return 0
    lanes = bytearray(_LANE_BYTES * (max(slots) + 1))
    for slot, calls in slots.items():
        struct.pack_into("<Q", lanes, _LANE_BYTES * slot, calls)
    return int.from_bytes(lanes, "little")


def slots_of(counts: int) -> dict[int, int]:
    """The counts that are not zero, by slot."""
    length = -(-counts.bit_length() // _LANE_BITS)
    lanes = struct.unpack(f"<{length}Q", counts.to_bytes(_LANE_BYTES * length, "little"))
    return {slot: calls for slot, calls in enumerate(lanes) if calls}


def packed(counts: int) -> bytes:
    if not counts:
        return b""
    first = ((counts & -counts).bit_length() - 1) // _LANE_BITS
    length = -(-counts.bit_length() // _LANE_BITS) - first
    lanes = (counts >> first * _LANE_BITS).to_bytes(_LANE_BYTES * length, "little")
    planes = [lanes[place::_LANE_BYTES] for place in range(_LANE_BYTES)]
    while not planes[-1].strip(b"\0"):
        planes.pop()
    return _HEAD.pack(first, len(planes)) + b"".join(planes)


def unpacked(stored: bytes) -> int:
    """ValueError for what `packed` did not make."""
    if not stored:
        return 0
    if len(stored) < _HEAD.size:
        raise ValueError("a histogram is cut short")
    first, width = _HEAD.unpack_from(stored)
    length, odd = divmod(len(stored) - _HEAD.size, width or 1)
    if odd or not length or not 0 < width <= _LANE_BYTES:
        raise ValueError("a histogram is cut short")
    lanes = bytearray(_LANE_BYTES * (first + length))
    for place in range(width):
        start = _HEAD.size + place * length
        lanes[_LANE_BYTES * first + place :: _LANE_BYTES] = stored[start : start + length]
    return int.from_bytes(lanes, "little")


def added(stored: bytes, more: bytes) -> bytes:
    return packed(unpacked(stored) + unpacked(more))
