"""Putting a backup in the ledger's place, such that a kill at any moment leaves one ledger.

The copy is finished under a name of its own. Once it has that name the restore is decided: whoever opens the
ledger next completes it. What was there before is kept beside it, together with its log.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import LedgerError
from app.ledger import backup, opening
from app.ledger.tables import HISTORY


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a backup, for who decides whether to restore it."""

    calls: int
    first_us: int | None
    last_us: int | None
    steps: tuple[str, ...]  # the migrations it has


def contents(path: Path) -> Contents:
    """Look into a backup. LedgerCorrupt where it is no sound ledger."""
    opening.check_file(path)
    with opening.looking(path) as db:
        calls, first_us, last_us = db.execute_sql(
            "SELECT count(*), min(started_us), max(started_us) FROM call"
        ).fetchone()
        steps = db.execute_sql(f"SELECT name FROM {HISTORY} ORDER BY name").fetchall()  # noqa: S608
    return Contents(calls, first_us, last_us, tuple(name for (name,) in steps))


def restore(ledger: Path, chosen: Path) -> Path | None:
    """Put a verified copy of `chosen` in the place of the ledger, which nobody may have open.

    The path under which the ledger that was there is kept, if there was one.
    """
    decide(ledger, chosen)
    with _placing(chosen):
        return finish(ledger)


def decide(ledger: Path, chosen: Path) -> None:
    """Have whoever opens the ledger next find a verified copy of `chosen` there.

    Until then nothing is touched: the ledger may be in use.
    """
    contents(chosen)
    backup.verify(chosen)
    copy = ledger.with_name(f"{ledger.name}.restoring.partial")
    try:
        with _placing(chosen):
            os.close(os.open(copy, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
            shutil.copyfile(chosen, copy)
            opening.sync_file(copy)
            copy.rename(_decided(ledger))
            opening.sync_folder(ledger.parent)
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def _placing(chosen: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"The backup {chosen} could not be put in place: {error.strerror or error}.",
            "The ledger is as it was. Check the folder's permissions and the room on its disk.",
        ) from error


def is_decided(ledger: Path) -> bool:
    """Whether the next one who opens the ledger will find a backup there."""
    return _decided(ledger).exists()


def call_off(ledger: Path) -> None:
    """Let the ledger be what it is, also the next time."""
    _decided(ledger).unlink(missing_ok=True)


def finish(ledger: Path) -> Path | None:
    """Complete a restore that was decided; nothing where none was."""
    decided = _decided(ledger)
    if not decided.exists():
        return None
    # The name comes from the copy, so that a second attempt puts the rest beside what the first one moved.
    # The manifest goes too: it is of the ledger that goes.
    kept = ledger.with_name(f"{ledger.name}.replaced-{decided.stat().st_mtime_ns}")
    for suffix in ("-shm", "-wal", ".manifest", ""):
        part = ledger.with_name(ledger.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    decided.rename(ledger)
    opening.sync_folder(ledger.parent)
    return kept if kept.exists() else None


def _decided(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}.restoring")
