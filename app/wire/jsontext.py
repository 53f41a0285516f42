"""JSON from strangers: parsing that only ever fails with ValueError, and looks at values of any type."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeGuard

from app.core import quickjson

Doc = Mapping[str, object]

_NOTHING: Doc = {}
_LARGEST_COUNT = 2**53
# Money rides in these documents: a fraction stays the decimal that was written.
_decode = json.JSONDecoder(strict=False, parse_float=Decimal).decode


def parse(data: bytes | str) -> object:
    try:
        return quickjson.read(data)
    except quickjson.Refused:
        return _parse_leniently(data)


def _parse_leniently(data: bytes | str) -> object:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        return _decode(text.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ArithmeticError:
        raise ValueError("a number out of range") from None


def is_object(value: object) -> TypeGuard[Doc]:
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def mapping(value: object) -> Doc:
    """The object, or an empty one in place of anything else."""
    # asked ten times a call, and a cast is a call of its own
    return value if isinstance(value, dict) else _NOTHING  # pyright: ignore[reportUnknownVariableType]


def laid_over(earlier: Doc, later: Doc) -> Doc:
    """What both tell together, member by member: a later word counts, a later null says nothing."""
    told = dict(earlier)
    for name, value in later.items():
        if value is not None:
            before = told.get(name)
            told[name] = laid_over(before, value) if is_object(before) and is_object(value) else value
    return told


def items(value: object) -> list[object]:
    """The array, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def text(value: object) -> str | None:
    """The string, if it is one that says something and that UTF-8 can hold."""
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def label(value: object) -> str | None:
    """A short name, such as a model or an id: one line, of bounded length."""
    if not isinstance(value, str):  # nearly always: it was not said
        return None
    found = value if value.isascii() else text(value)
    if not found:
        return None
    found = found[:200]
    return found if found.isprintable() else "".join(c for c in found if c.isprintable()) or None


def count(value: object) -> int | None:
    """A reported count. A zero is a zero; what is not a count at all was not reported."""
    if type(value) is int:  # nearly always
        return value if 0 <= value < _LARGEST_COUNT else None
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() > 15 or value != value.to_integral_value():
            return None
        whole = int(value)
        return whole if 0 <= whole < _LARGEST_COUNT else None
    return None


def written(value: object) -> str | None:
    """A number as it was written."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST_COUNT else None
    return str(value) if value.is_finite() and abs(value.adjusted()) < 30 else None


def first_count(doc: Doc, *names: str) -> int | None:
    """The first of these members that is a count."""
    for name in names:
        value = doc.get(name)
        if value is not None and (found := count(value)) is not None:
            return found
    return None


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
