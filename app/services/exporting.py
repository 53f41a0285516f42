"""Calls to files that other programs read: CSV, JSON, or one JSON document a line."""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from app.core.calls import Call
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.records import as_record
from app.ledger import Reader
from app.services.retention import Progress, unseen

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TELL_EVERY = 500


def export(reader: Reader, chosen: CallFilter, path: Path, progress: Progress = unseen) -> int:
    """Write the calls of a filter, newest first; how many. The file is complete or not there, and 0600."""
    write = FORMATS[path.suffix.lower()]
    partial = path.with_name(f".{path.name}.partial")
    try:
        with os.fdopen(
            os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            count = write(file, _watched(reader, chosen, progress))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise AppError(
            f"{path} could not be written: {error.strerror or error}.", "Name another file."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return count


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
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


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


FORMATS = {".csv": _write_csv, ".json": _write_json, ".ndjson": _write_ndjson}
