"""JSON by msgspec: what it takes it reads as the standard library does, in a quarter of the time.

It is the stricter of the two: what it refuses (NaN, control characters, lone surrogates, bytes that are no
UTF-8) is left to the other one. The only module that knows msgspec.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypedDict, cast

import msgspec

Unread = msgspec.Raw  # a value as it was written, which is JSON
Outer = dict[str, "Unread | list[dict[str, Unread] | int | str | None] | str | None"]

_decode = msgspec.json.Decoder(float_hook=Decimal).decode  # a fraction stays the decimal that was written
_decode_members = msgspec.json.Decoder(dict[str, Unread]).decode
_encode = msgspec.json.Encoder().encode


class Refused(Exception):
    """This reader, or writer, does not take it."""


def read(data: bytes | str) -> object:
    """Any JSON; its fractions are decimals."""
    try:
        return _decode(data)
    except Exception:  # noqa: BLE001  the other reader knows what is wrong with it, if anything is
        raise Refused from None


def members(data: bytes) -> dict[str, Unread]:
    """The members of an object, unread."""
    try:
        return _decode_members(data)
    except Exception:  # noqa: BLE001  as above
        raise Refused from None


class OuterReader:
    """Reads these members of an object, and nothing else of it: at the speed of a search.

    Those of `arrays` are lists whose objects have unread members, or strings.
    """

    def __init__(self, names: Iterable[str], arrays: Iterable[str]) -> None:
        array = list[dict[str, Unread] | int | str | None] | str | None
        kinds: dict[str, Any] = dict.fromkeys(names, Unread) | dict.fromkeys(arrays, array)
        wanted = cast(Any, TypedDict)("Outer", kinds, total=False)
        self._decode = msgspec.json.Decoder(wanted).decode

    def read(self, data: bytes) -> Outer:
        try:
            return self._decode(data)
        except Exception:  # noqa: BLE001  as above
            raise Refused from None


def written(value: object) -> bytes:
    """Without spaces, and with letters as they are."""
    try:
        return _encode(value)
    except Exception:  # noqa: BLE001  as above
        raise Refused from None
