"""Copies of the ledger that can be trusted: made online, checked, and only then given their name."""

import os
import re
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import LedgerCorrupt, LedgerError
from app.ledger import opening

_PARTIAL = ".partial"
_NAME = re.compile(r"ledger-(\d{8}T\d{6}\d{6}Z)-([a-z0-9_-]+)\.db")
_STEP_PAGES = 4_000  # copied in pieces, so that a reader of progress has something to read
_COPIED = 0.7  # of the whole time: the rest is for the proof of the copy
_COUNTED = ("call", "rollup", "histogram")


@dataclass(frozen=True, slots=True)
class Backup:
    """`reason` is manual, daily, or before-<migration>."""

    path: Path
    made_us: int
    reason: str
    size_bytes: int

    @property
    def name(self) -> str:
        return self.path.name


def make_backup(
    ledger: Path,
    folder: Path,
    reason: str,
    now_us: int,
    progress: Callable[[float], None] = lambda _: None,
) -> Backup:
    """A verified copy, 0600. The ledger may be in use. Nothing unverified is ever listed."""
    moment = datetime.fromtimestamp(now_us // 1_000_000, UTC)
    stamp = f"{moment:%Y%m%dT%H%M%S}{now_us % 1_000_000:06d}Z"
    path = folder / f"ledger-{stamp}-{reason}.db"
    partial = path.with_name(path.name + _PARTIAL)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with opening.translated(ledger):
                counts = _copy(ledger, partial, progress)
            verify(partial, counts)
            opening.sync_file(partial)
            partial.rename(path)
            opening.sync_folder(folder)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(
            f"The backup {path} could not be written: {error.strerror or error}.",
            "Check the folder's permissions and the room on its disk.",
        ) from error
    return Backup(path, now_us, reason, path.stat().st_size)


def list_backups(folder: Path) -> list[Backup]:
    """The finished ones, newest first."""
    found: list[Backup] = []
    for path in folder.glob("ledger-*.db"):
        if match := _NAME.fullmatch(path.name):
            moment = datetime.strptime(match[1], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
            made_us = int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond
            found.append(Backup(path, made_us, match[2], path.stat().st_size))
    return sorted(found, key=lambda b: b.made_us, reverse=True)


def rotate(folder: Path, *, daily: int, weekly: int = 4, monthly: int = 12) -> list[Backup]:
    """Remove the automatic backups that no rule keeps; those that were removed.

    Kept are the last of each of so many days, weeks and months that have one, whatever was made by hand, and
    the newest that was made before a migration.
    """
    found = list_backups(folder)
    kept = {b.name for b in found if b.reason == "manual"}
    kept |= {b.name for b in [b for b in found if b.reason.startswith("before-")][:1]}
    for count, pattern in ((daily, "%Y-%m-%d"), (weekly, "%G-%V"), (monthly, "%Y-%m")):
        last: dict[str, str] = {}
        for b in found:
            if b.reason != "manual":
                last.setdefault(f"{datetime.fromtimestamp(b.made_us / 1e6, UTC):{pattern}}", b.name)
        kept |= set(list(last.values())[:count])
    removed = [b for b in found if b.name not in kept]
    for b in removed:
        b.path.unlink(missing_ok=True)
    return removed


def remove_partial(folder: Path) -> None:
    """Sweep away what a killed backup left."""
    for path in folder.glob(f"ledger-*{_PARTIAL}"):
        path.unlink(missing_ok=True)


def _copy(ledger: Path, to: Path, progress: Callable[[float], None]) -> dict[str, int]:
    """Copy one moment of the ledger; its row counts at that moment."""
    with _connected(f"{ledger.absolute().as_uri()}?mode=ro") as source, _connected(to.as_uri()) as target:
        source.execute("BEGIN")  # one snapshot, whatever is written meanwhile
        counts = _counts(source)
        source.backup(
            target,
            pages=_STEP_PAGES,
            sleep=0,
            progress=lambda _, left, total: progress(_COPIED * (1 - left / max(1, total))),
        )
        return counts


def verify(path: Path, counts: dict[str, int] | None = None) -> None:
    """Refuse a copy that is not sound, or has other counts of rows."""
    with _connected(f"{path.as_uri()}?mode=ro&immutable=1") as copy:
        try:
            findings = [row[0] for row in copy.execute("PRAGMA integrity_check(10)")]
            broken = copy.execute("PRAGMA foreign_key_check").fetchall()
            found = _counts(copy)
        except sqlite3.Error as error:
            findings, broken, found = [str(error)], [], {}
    if findings != ["ok"] or broken or (counts is not None and found != counts):
        what = findings[0] if findings != ["ok"] else "rows are missing or refer to none"
        raise LedgerCorrupt(
            f"The copy {path} of the ledger is damaged ({what}), so it is not used.",
            "The ledger and the backups that are there were left alone. Check with `tollgate verify`.",
        )


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in _COUNTED
        if table in tables
    }


@contextmanager
def _connected(uri: str) -> Generator[sqlite3.Connection]:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = 0")
        yield connection
    finally:
        connection.close()
