"""Parquet files, as much of them as a table of calls needs: written row group by row group, read by anyone.

Columns are PLAIN-encoded and compressed with zstd. What is not here (dictionaries, statistics, encryption) is
optional in the format. https://parquet.apache.org/docs/file-format/
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

import zstandard

Kind = Literal["bool", "int", "float", "text", "texts", "moment_us", "nusd"]

_MAGIC = b"PAR1"
_BOOLEAN, _INT64, _DOUBLE, _BYTES = 0, 2, 5, 6  # physical types
_REQUIRED, _OPTIONAL, _REPEATED = 0, 1, 2
_PLAIN, _RLE = 0, 3
_ZSTD = 6
_PHYSICAL: dict[Kind, int] = {
    "bool": _BOOLEAN, "int": _INT64, "float": _DOUBLE, "text": _BYTES, "texts": _BYTES,
    "moment_us": _INT64, "nusd": _INT64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """`texts` is a list of texts, everything else may be None; `nusd` is a decimal of dollars."""

    name: str
    kind: Kind

    @property
    def path(self) -> list[str]:
        return [self.name, "list", "element"] if self.kind == "texts" else [self.name]


class ParquetWriter:
    """Writes to a file that is open; `close` makes it whole and leaves it open."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], created_by: str) -> None:
        self._file = file
        self._columns = columns
        self._created_by = created_by
        self._packer = zstandard.ZstdCompressor()
        self._groups: list[_Struct] = []
        self._rows = 0
        file.write(_MAGIC)

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """One row group, with a value for each column in each row."""
        start = self._file.tell()
        chunks = [
            self._chunk(column, [row[place] for row in rows]) for place, column in enumerate(self._columns)
        ]
        size = self._file.tell() - start
        self._groups.append(_Struct((1, _List(_STRUCT, chunks)), (2, _Long(size)), (3, _Long(len(rows)))))
        self._rows += len(rows)

    def close(self) -> None:
        footer = _Struct(
            (1, 2),
            (2, _List(_STRUCT, _schema(self._columns))),
            (3, _Long(self._rows)),
            (4, _List(_STRUCT, self._groups)),
            (6, self._created_by),
        )
        encoded = _encoded(footer)
        self._file.write(encoded + struct.pack("<I", len(encoded)) + _MAGIC)

    def _chunk(self, column: Column, values: Sequence[Any]) -> "_Struct":
        """A column of a row group, as one page."""
        levels, present, count = _levels(column, values)
        page = levels + _plain(column.kind, present)
        compressed = self._packer.compress(page)
        head = _encoded(
            _Struct(
                (1, 0),
                (2, len(page)),
                (3, len(compressed)),
                (5, _Struct((1, count), (2, _PLAIN), (3, _RLE), (4, _RLE))),
            )
        )
        at = self._file.tell()
        self._file.write(head + compressed)
        about = _Struct(
            (1, _PHYSICAL[column.kind]),
            (2, _List(_I32, [_PLAIN, _RLE])),
            (3, _List(_BINARY, column.path)),
            (4, _ZSTD),
            (5, _Long(count)),
            (6, _Long(len(head) + len(page))),
            (7, _Long(len(head) + len(compressed))),
            (9, _Long(at)),
        )
        return _Struct((2, _Long(at)), (3, about))


def _levels(column: Column, values: Sequence[Any]) -> tuple[bytes, list[Any], int]:
    """Which values there are, as the format has it; those that there are; and how many places they have."""
    defined: list[bool] = [value is not None for value in values]
    if column.kind != "texts":
        return _bits(defined), [value for value in values if value is not None], len(values)
    lists: Sequence[Sequence[str]] = values
    repeated = [n > 0 for texts in lists for n in range(len(texts) or 1)]
    defined = [bool(texts) for texts in lists for _ in range(len(texts) or 1)]
    return _bits(repeated) + _bits(defined), [text for texts in lists for text in texts], len(defined)


def _bits(flags: Sequence[bool]) -> bytes:
    """Levels of one bit each, in one run with their length before it."""
    if all(flags):
        run = _varint(len(flags) << 1) + b"\1"
    else:
        run = _varint((len(flags) + 7) // 8 << 1 | 1) + _packed_bits(flags)
    return struct.pack("<I", len(run)) + run


def _packed_bits(flags: Sequence[bool]) -> bytes:
    number = int("".join("1" if flag else "0" for flag in reversed(flags)) or "0", 2)
    return number.to_bytes((len(flags) + 7) // 8, "little")


def _plain(kind: Kind, values: Sequence[Any]) -> bytes:
    if kind == "bool":
        return _packed_bits(values)
    if kind in ("text", "texts"):
        encoded = [text.encode("utf-8", "replace") for text in values]
        return b"".join(struct.pack("<I", len(text)) + text for text in encoded)
    return struct.pack(f"<{len(values)}{'d' if kind == 'float' else 'q'}", *values)


def _schema(columns: Iterable[Column]) -> list["_Struct"]:
    elements = [_leaf(column) for column in columns]
    root = _Struct((4, "calls"), (5, len(elements)))
    return [root, *(part for element in elements for part in element)]


def _leaf(column: Column) -> list["_Struct"]:
    """A column in the schema; a list of texts is three elements deep."""
    physical, empty = _PHYSICAL[column.kind], _Struct()
    match column.kind:
        case "texts":
            return [
                _Struct((3, _REQUIRED), (4, column.name), (5, 1), (6, 3), (10, _Struct((3, empty)))),
                _Struct((3, _REPEATED), (4, "list"), (5, 1)),
                _Struct((1, _BYTES), (3, _REQUIRED), (4, "element"), (6, 0), (10, _Struct((1, empty)))),
            ]
        case "text":
            annotation: tuple[tuple[int, Any], ...] = ((6, 0), (10, _Struct((1, empty))))
        case "moment_us":
            utc = _Struct((1, True), (2, _Struct((2, empty))))
            annotation = ((6, 10), (10, _Struct((8, utc))))
        case "nusd":
            decimal = _Struct((1, 9), (2, 18))
            annotation = ((6, 5), (7, 9), (8, 18), (10, _Struct((5, decimal))))
        case _:
            annotation = ()
    return [_Struct((1, physical), (3, _OPTIONAL), (4, column.name), *annotation)]


# What stands around the values is written in Thrift's compact protocol.
_TRUE, _FALSE, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 5, 6, 8, 9, 12


class _Long(int):
    """A number that takes 64 bits in the format."""


@dataclass(frozen=True, slots=True)
class _List:
    kind: int
    items: Sequence[Any]


class _Struct:
    """Numbered fields, in ascending order."""

    def __init__(self, *fields: tuple[int, Any]) -> None:
        self.fields = fields


def _encoded(value: Any) -> bytes:
    if isinstance(value, int):
        return _varint(value << 1 if value >= 0 else ~(value << 1))
    if isinstance(value, str):
        text = value.encode()
        return _varint(len(text)) + text
    if isinstance(value, _List):
        size = len(value.items)
        head = bytes([size << 4 | value.kind]) if size < 15 else bytes([0xF0 | value.kind]) + _varint(size)
        return head + b"".join(map(_encoded, value.items))
    assert isinstance(value, _Struct)
    parts: list[bytes] = []
    before = 0
    for number, field in value.fields:
        parts.append(bytes([(number - before) << 4 | _kind_of(field)]))
        if not isinstance(field, bool):
            parts.append(_encoded(field))
        before = number
    return b"".join(parts) + b"\0"


def _kind_of(value: Any) -> int:
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, int):
        return _I64 if isinstance(value, _Long) else _I32
    return {str: _BINARY, _List: _LIST, _Struct: _STRUCT}[type(value)]


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)
