"""Calls from files that `export` or the archive wrote, back into a ledger: each once, however often."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from app.core.calls import Call
from app.core.errors import AppError
from app.core.records import from_record
from app.ledger import Ledger
from app.services.retention import Progress, unseen

_BATCH = 500
_LINE_BYTES = 1 << 20  # no call is as long; what is longer is not read into memory
_TOLD_LINES = 5


@dataclass(slots=True)
class Imported:
    added: int = 0
    known: int = 0  # they were there already
    too_old: int = 0  # from a time whose calls were purged: their sums may be counted already
    refused: int = 0
    refusals: list[str] = field(default_factory=list[str])  # the first few, with their lines

    def refuse(self, line: int, why: str) -> None:
        self.refused += 1
        if len(self.refusals) < _TOLD_LINES:
            self.refusals.append(f"line {line}: {why}")


def import_calls(ledger: Ledger, path: Path, progress: Progress = unseen) -> Imported:
    """Add the calls of an NDJSON file, plain or with gzip.

    An archive of this ledger brings back what it was purged of, which is in the sums already.
    """
    done = Imported()
    try:
        size = max(1, path.stat().st_size)
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) if packed else raw as file:
                _take(ledger, file, lambda: progress(min(1.0, raw.tell() / size)), done)
    except (OSError, EOFError) as error:
        raise AppError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return done


def _take(ledger: Ledger, file: IO[bytes] | gzip.GzipFile, tell: Callable[[], None], done: Imported) -> None:
    purged_us = ledger.purged_until_us()
    ours = False
    new: list[Call] = []
    back: list[Call] = []

    def write() -> None:
        for calls, put in ((new, ledger.add), (back, ledger.bring_back)):
            if calls:
                added = put(list(calls)).result()
                done.added += added
                done.known += len(calls) - added
                calls.clear()
        tell()

    for number, document in _documents(file, done):
        if number == 1 and isinstance(document.get("tollgate_archive"), dict):
            ours = document["tollgate_archive"].get("ledger") == ledger.id
            continue
        try:
            call = from_record(document)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            done.refuse(number, f"{type(error).__name__}: {error}")
            continue
        if call.started_us >= purged_us:
            new.append(call)
        elif ours:
            back.append(call)
        else:
            done.too_old += 1
        if len(new) + len(back) >= _BATCH:
            write()
    write()


def _documents(file: IO[bytes] | gzip.GzipFile, done: Imported) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    while line := file.readline(_LINE_BYTES):
        number += 1
        if not line.endswith(b"\n") and len(line) >= _LINE_BYTES:
            while (rest := file.readline(_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            done.refuse(number, "the line is too long")
            continue
        if not line.strip():
            continue
        try:
            document: Any = json.loads(line)
        except (ValueError, RecursionError):
            done.refuse(number, "it is no JSON")
            continue
        if isinstance(document, dict):
            yield number, document  # pyright: ignore[reportUnknownVariableType]
        else:
            done.refuse(number, "it is no record of a call")
