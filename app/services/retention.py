"""Old calls go into an archive, month by month, and out of the ledger. Their sums stay, for ever."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.core import periods
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.periods import BUCKET_US, Span
from app.core.records import as_record
from app.ledger import Ledger, Old, purging

_DAY_US = 24 * periods.HOUR_US

Progress = Callable[[float], None]
Outcome = dict[str, Any]


def unseen(_: float) -> None:
    """Progress that nobody watches."""


def horizon_us(keep_days: int, zone: ZoneInfo, now_us: int) -> int:
    """The start of the first month that is kept: at least `keep_days` are."""
    start_us = periods.start_of("month", now_us - keep_days * _DAY_US, zone)
    return start_us // BUCKET_US * BUCKET_US


def months_to_purge(ledger: Ledger, until_us: int, zone: ZoneInfo) -> list[Old]:
    """What is there of each month before `until_us`."""
    with ledger.reader.moment() as db:
        first_us = purging.first_call_us(db)
        if first_us is None or first_us >= until_us:
            return []
        since_us = periods.start_of("month", first_us, zone)
        spans = [
            Span(span.since_us // BUCKET_US * BUCKET_US, span.until_us // BUCKET_US * BUCKET_US)
            for span in periods.spans("month", since_us, until_us, zone)
        ]
        return [old for span in spans if (old := purging.old_calls(db, span)).calls]


def purge(
    ledger: Ledger,
    archive: Path,
    until_us: int,
    zone: ZoneInfo,
    progress: Progress = unseen,
    *,
    piece: bool = False,
    backed_up: bool = False,
) -> Outcome:
    """Back up, then for each month: write its archive, check it, and only then let go of the calls.

    A `piece` is one month, for who shows how far it is or may stop in between; `left` calls remain to be
    purged. Its first piece makes the backup that all of it can be taken back by.
    """
    months = months_to_purge(ledger, until_us, zone)
    if not months:
        return {"purged": 0, "archives": [], "backup": None, "left": 0}
    backup = None if backed_up else ledger.backup(reason="before-purge").name
    left = months[1:] if piece else []
    months = months[:1] if piece else months
    archives: list[str] = []
    for n, old in enumerate(months):
        archives.append(str(write_archive(ledger, archive, old, zone)))
        ledger.write(lambda db, old=old: purging.mark(db, old.span.until_us)).result()
        ledger.in_steps(lambda db, old=old: purging.step(db, old)).result()
        progress((n + 1) / len(months))
    ledger.remember()
    ledger.tidy().result()
    return {
        "purged": sum(old.calls for old in months),
        "archives": archives,
        "backup": backup,
        "left": sum(old.calls for old in left),
    }


def write_archive(ledger: Ledger, folder: Path, old: Old, zone: ZoneInfo) -> Path:
    """The calls of a month as compressed NDJSON, 0600, complete or not there."""
    month = periods.label("month", old.span.since_us + BUCKET_US, zone)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _free_name(folder, f"calls-{month}")
        partial = path.with_name(path.name + ".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
                head = {"ledger": ledger.id, "month": month, "calls": old.calls}
                file.write(json.dumps({"tollgate_archive": head}).encode() + b"\n")
                chosen = CallFilter(old.span.since_us, old.span.until_us)
                for call in ledger.reader.each_call(chosen):
                    file.write(json.dumps(as_record(call), ensure_ascii=False).encode() + b"\n")
            raw.flush()
            os.fsync(raw.fileno())
        with gzip.open(partial) as file:
            written = sum(1 for _ in file) - 1
        if written < old.calls:
            raise AppError(f"The archive {path} has {written} calls, not {old.calls}; nothing was purged.")
        partial.rename(path)
    except OSError as error:
        raise AppError(
            f"The archive in {folder} could not be written: {error.strerror or error}. Nothing was purged.",
            "Check the folder's permissions and the room on its disk.",
        ) from error
    return path


def _free_name(folder: Path, stem: str) -> Path:
    for n in range(1, 1000):
        path = folder / f"{stem}{'' if n == 1 else f'-{n}'}.ndjson.gz"
        if not path.exists():
            return path
    raise AppError(f"There are a thousand archives {stem} in {folder}.", "Move some of them away.")
