"""Calls to files that other programs read: CSV, JSON, one JSON document a line, or Parquet."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any

from app import __version__
from app.core.calls import UNIT_BUCKETS, Call
from app.core.cells import safe_cell
from app.core.filters import CallFilter
from app.core.records import as_record
from app.ledger import Reader
from app.platform.new_files import written
from app.services.parquet import Column, Kind, ParquetWriter
from app.services.retention import Progress, unseen

_TELL_EVERY = 500
_GROUP_ROWS = 20_000


def export(reader: Reader, chosen: CallFilter, path: Path, progress: Progress = unseen) -> int:
    """Write the calls of a filter, newest first; how many. The file is complete or not there, and 0600."""
    write = FORMATS[path.suffix.lower()]
    with written(path) as file:
        return write(file, _watched(reader, chosen, progress))


def _as_text(write: Callable[[IO[str], Iterable[Call]], int]) -> Callable[[IO[bytes], Iterable[Call]], int]:
    def run(file: IO[bytes], calls: Iterable[Call]) -> int:
        text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        try:
            return write(text, calls)
        finally:
            text.detach()

    return run


def _watched(reader: Reader, chosen: CallFilter, progress: Progress) -> Iterator[Call]:
    """The calls, telling how far back in time they have come."""
    first_us = last_us = None
    for n, call in enumerate(reader.each_call(chosen)):
        if n % _TELL_EVERY == 0:
            if first_us is None or last_us is None:
                last_us = call.started_us
                first_us = chosen.since_us or reader.first_us() or last_us
            progress((last_us - call.started_us) / max(1, last_us - first_us))
        yield call


def _write_csv(file: IO[str], calls: Iterable[Call]) -> int:
    writer = csv.writer(file)
    writer.writerow(as_record(Call("", 0, "", "", "", "")))
    count = 0
    for call in calls:
        writer.writerow([_cell(value) for value in as_record(call).values()])
        count += 1
    return count


def _cell(value: Any) -> Any:
    """What a spreadsheet would take for a formula is quoted; numbers are not text and stay."""
    if isinstance(value, list):
        value = " ".join(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_cell(value) if isinstance(value, str) else value


def _write_json(file: IO[str], calls: Iterable[Call]) -> int:
    count = 0
    file.write("[")
    for call in calls:
        file.write(",\n" if count else "\n")
        json.dump(as_record(call), file, ensure_ascii=False)
        count += 1
    file.write("\n]\n")
    return count


def _write_ndjson(file: IO[str], calls: Iterable[Call]) -> int:
    count = 0
    for call in calls:
        file.write(json.dumps(as_record(call), ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_parquet(file: IO[bytes], calls: Iterable[Call]) -> int:
    names = list(as_record(Call("", 0, "", "", "", "")))
    writer = ParquetWriter(file, [Column(name, _kind(name)) for name in names], f"Tollgate {__version__}")
    count = 0
    left = iter(calls)
    while part := list(islice(left, _GROUP_ROWS)):
        writer.write([_parquet_row(call) for call in part])
        count += len(part)
    writer.close()
    return count


def _parquet_row(call: Call) -> list[Any]:
    exact = {
        "started_at": call.started_us,
        "cost_usd": call.cost_nusd,
        "equivalent_usd": call.equivalent_nusd,
    }
    return list((as_record(call) | exact).values())


def _kind(name: str) -> Kind:
    """How a part of a record is stored in a table with types."""
    if name in _KINDS:
        return _KINDS[name]
    if name.endswith("_ms") and name not in UNIT_BUCKETS:
        return "float"
    whole = name.endswith("_tokens") or name in UNIT_BUCKETS or _TYPES.get(name, "").startswith("int")
    return "int" if whole else "bool" if _TYPES.get(name) == "bool" else "text"


_KINDS: dict[str, Kind] = {
    "started_at": "moment_us",
    "cost_usd": "nusd",
    "equivalent_usd": "nusd",
    "tags": "texts",
    "priced": "bool",
    "output_tokens_per_second": "float",
}
_TYPES = {field.name: str(getattr(field.type, "__name__", field.type)) for field in fields(Call)}

FORMATS: dict[str, Callable[[IO[bytes], Iterable[Call]], int]] = {
    ".csv": _as_text(_write_csv),
    ".json": _as_text(_write_json),
    ".ndjson": _as_text(_write_ndjson),
    ".parquet": _write_parquet,
}
