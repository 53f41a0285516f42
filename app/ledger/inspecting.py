"""Looking at a ledger file without changing it, also while another process writes to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import LedgerCorrupt, LedgerError
from app.ledger import manifest, opening

if TYPE_CHECKING:
    from app.ledger.migrating import Step


def migration_status(path: Path, folder: Path) -> list[Step]:
    """All steps of this program, and which the file has. LedgerTooNew for a history that is not ours."""
    from app.ledger.migrating import Migrations, Step, migrations_in

    if not is_there(path):
        return [Step(m.name, None, None) for m in migrations_in(folder)]
    opening.check_file(path)
    with opening.looking(path) as db:
        migrations = Migrations(db, folder, path)
        migrations.check()
        return migrations.steps()


def is_there(path: Path) -> bool:
    """False only where no ledger was ever made; LedgerError for one that is gone, or cannot be looked at."""
    try:
        path.stat()
        return True
    except FileNotFoundError:
        known = manifest.remembered(path)
    except OSError as error:
        raise LedgerError(
            f"The ledger {path} cannot be looked at: {error.strerror or error}.",
            "Check the folder's permissions, or name another one with --home or TOLLGATE_HOME.",
        ) from error
    calls = sum(day.calls for day in known["days"]) if known else 0
    if calls:
        raise LedgerCorrupt(
            f"The ledger {path} is gone; {calls} calls were in it.",
            f"Restore a backup with `tollgate restore`, or move {manifest.path_of(path)} away to start anew.",
        )
    return False


def check_integrity(path: Path) -> list[str]:
    """What SQLite finds wrong with the file; nothing when it is sound."""
    opening.check_file(path)
    with opening.looking(path) as db:
        faults = [row[0] for row in db.execute_sql("PRAGMA integrity_check(20)").fetchall()]
        broken = db.execute_sql("PRAGMA foreign_key_check").fetchall()
    found = [] if faults == ["ok"] else faults
    return found + ([f"{len(broken)} rows refer to rows that do not exist"] if broken else [])


def sqlite_version() -> str:
    return sqlite3.sqlite_version
