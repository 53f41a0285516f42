"""Looking at a ledger file without changing it, also while another process writes to it."""

import sqlite3
from pathlib import Path

from app.ledger import opening
from app.ledger.migrating import Migrations, Step, migrations_in


def migration_status(path: Path, folder: Path) -> list[Step]:
    """All steps of this program, and which the file has. LedgerTooNew for a history that is not ours."""
    if not path.exists():
        return [Step(m.name, None, None) for m in migrations_in(folder)]
    opening.check_file(path)
    with opening.looking(path) as db:
        migrations = Migrations(db, folder, path)
        migrations.check()
        return migrations.steps()


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
