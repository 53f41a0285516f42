"""Bringing a ledger file to the schema of this program, or refusing it.

peewee's runner plans and runs the steps. What it lacks is here: the checksum of every applied step, refusal
of a history that is newer, edited or has a gap, the history read again inside the lock, the check of foreign
keys and of the result against our models before the commit, and a verified backup before the first change.
"""

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee
from peewee import BigIntegerField, Model, SchemaManager, SqliteDatabase, TextField
from playhouse.migrations import Migration, Runner

from app import __version__
from app.core.errors import AppError, LedgerTooNew, MigrationFailed
from app.ledger import opening
from app.ledger.tables import HISTORY, TABLES


@dataclass(frozen=True, slots=True)
class Step:
    """One migration: known to this program, applied to the file, or both."""

    name: str
    applied_us: int | None
    applied_by: str | None


def way(steps: Sequence[Step], to: int | None) -> list[str]:
    """The names of the steps from where a file is to the first `to`, in the order in which they are taken."""
    if to is not None and not 1 <= to <= len(steps):
        raise AppError(f"There is no step {to}.", f"Write a number from 1 to {len(steps)}.")
    known = [step.name for step in steps]
    wanted = len(known) if to is None else to
    applied = sum(step.applied_us is not None for step in steps)
    return known[applied:wanted] or known[wanted:applied][::-1]


class Migrations:
    """The steps in a folder, and how far one file has come."""

    def __init__(self, db: SqliteDatabase, folder: Path, path: Path) -> None:
        self._db = db
        self._path = path
        self._runner = _Runner(db, folder)

    def check(self) -> None:
        """Refuse a file whose history is not a beginning of ours."""
        known = self._runner.migrations()
        if not known:
            raise MigrationFailed("The folder of migrations is empty.", "Install Tollgate again.")
        applied = self._runner.records()
        names = [m.name for m in known]
        unknown = [r for r in applied if r.name not in names]
        if unknown:
            last = unknown[-1]
            raise LedgerTooNew(
                f"The ledger {self._path} was written by Tollgate {last.version} (step {last.name}); this is "
                f"{__version__} and knows {len(known)} steps.",
                f"Nothing was changed. Install Tollgate {last.version} or later, or name another home.",
            )
        schema = self._db.pragma("user_version")
        if schema > len(known):
            raise LedgerTooNew(
                f"The ledger {self._path} has schema {schema}; Tollgate {__version__} knows {len(known)}.",
                "Nothing was changed. Install the newer Tollgate, or name another home.",
            )
        for record, name in zip(applied, names, strict=False):
            if record.name != name:
                raise LedgerTooNew(
                    f"The ledger {self._path} lacks the migration {name}, but has the later {record.name}.",
                    "Nothing was changed. Restore a backup with `tollgate restore`.",
                )
        for record, migration in zip(applied, known, strict=False):
            if record.checksum != checksum(Path(migration.path)):
                raise LedgerTooNew(
                    f"The migration {record.name} is not the one that made the ledger {self._path} "
                    f"(by Tollgate {record.version}).",
                    "Nothing was changed. Install the Tollgate that wrote it, or a released one.",
                )

    def pending(self) -> list[str]:
        applied = {r.name for r in self._runner.records()}
        return [m.name for m in self._runner.migrations() if m.name not in applied]

    def steps(self) -> list[Step]:
        applied = {r.name: r for r in self._runner.records()}
        return [
            Step(m.name, r.applied_us if (r := applied.get(m.name)) else None, r.version if r else None)
            for m in self._runner.migrations()
        ]

    def way(self, to: int | None) -> list[str]:
        """The steps between the file and the first `to` steps, in the order in which they are taken."""
        return way(self.steps(), to)

    def go(self, to: int | None) -> list[str]:
        """Take the steps up or down that lead to the first `to`; all of them where it is None."""
        way = self.way(to)
        known = [m.name for m in self._runner.migrations()]
        if not way:
            return []
        return self.up(way[-1]) if known.index(way[-1]) + 1 == (to or len(known)) else self.down(way[-1])

    def up(self, target: str | None = None) -> list[str]:
        return self._run(self._runner.up, target)

    def down(self, target: str) -> list[str]:
        """Take back all steps to before `target`."""
        return self._run(self._runner.down, target)

    def _run(self, go: Callable[[str | None], list[str]], target: str | None) -> list[str]:
        try:
            with opening.translated(self._path):
                return go(target)
        except (peewee.PeeweeException, _Refused) as error:
            raise MigrationFailed(
                f"The ledger {self._path} could not be migrated: {error}",
                "It is as it was before. Please report this.",
            ) from error


class _Refused(Exception):
    """A step left something behind that must not be committed."""


class _Runner(Runner):
    def __init__(self, database: SqliteDatabase, folder: Path) -> None:
        super().__init__(database, str(folder), HISTORY)

        class History(Model):
            name: Any = TextField(primary_key=True)
            checksum: Any = TextField()
            version: Any = TextField()
            applied_us: Any = BigIntegerField()

            class Meta:
                table_name = HISTORY
                strict_tables = True
                without_rowid = True

        History.bind(database, bind_refs=False, bind_backrefs=False)
        self.History = History

    def applied(self) -> dict[str, int]:
        return {r.name: r.applied_us for r in self.records()}

    def records(self) -> Sequence[Any]:
        if not self.History.table_exists():
            return []
        return list(self.History.select().order_by(self.History.name))

    def _run(self, name: str, module: Any, direction: str, fake: bool = False) -> None:  # noqa: ARG002, FBT001
        db = self.database
        db.pragma("foreign_keys", 0)  # only possible outside of a transaction; checked inside, below
        try:
            with db.atomic("IMMEDIATE"):
                if (name in self.applied()) == (direction == "up"):
                    return  # another process was faster
                getattr(module, direction)(self.migrator, db)
                self._note(name, direction)
                self._check_result()
        finally:
            db.pragma("foreign_keys", 1)

    def _note(self, name: str, direction: str) -> None:
        if direction == "down":
            self.History.delete().where(self.History.name == name).execute()
        else:
            path = next(Path(m.path) for m in self.migrations() if m.name == name)
            self.History.insert(
                name=name, checksum=checksum(path), version=__version__, applied_us=time.time_ns() // 1000
            ).execute()
        self.database.pragma("user_version", len(self.applied()))

    def _check_result(self) -> None:
        broken = self.database.execute_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise _Refused(f"{len(broken)} rows would refer to rows that do not exist.")
        if len(self.applied()) == len(self.migrations()):
            differences = compare(self.database)
            if differences:
                raise _Refused("the result differs from the schema: " + "; ".join(differences))


def migrations_in(folder: Path) -> list[Migration]:
    return Migration.load_directory(str(folder))


def checksum(path: Path) -> str:
    """Of a step's text, whatever its line ends are in this checkout."""
    text = path.read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(text).hexdigest()


def compare(db: SqliteDatabase) -> list[str]:
    """How the tables of a file differ from our models, one line a difference."""
    wanted_db = SqliteDatabase(":memory:", thread_safe=False)
    with wanted_db.connection_context():
        for table in TABLES:
            SchemaManager(table, wanted_db).create_all(safe=False)
        wanted = _shape(wanted_db)
    found = _shape(db)
    return [
        f"{name} is {found.get(name, 'missing')}, not {wanted.get(name, 'there')}"
        for name in sorted(wanted.keys() | found.keys())
        if found.get(name) != wanted.get(name)
    ]


def _shape(db: SqliteDatabase) -> dict[str, str]:
    """Tables, columns, keys and indexes by name, each as text to compare."""
    shape: dict[str, str] = {}
    tables = db.execute_sql(
        "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()
    for table, without_rowid, strict in tables:
        if table in (HISTORY, "sqlite_schema", "sqlite_sequence") or table.startswith("sqlite_stat"):
            continue
        shape[table] = f"strict={strict} without_rowid={without_rowid}"
        for column in db.execute_sql(f"PRAGMA table_xinfo({table})").fetchall():
            shape[f"{table}.{column[1]}"] = (
                f"{column[2]} notnull={column[3]} default={column[4]} pk={column[5]}"
            )
        for key in db.execute_sql(f"PRAGMA foreign_key_list({table})").fetchall():
            shape[f"{table}.{key[3]} -> {key[2]}.{key[4]}"] = f"{key[5]} {key[6]}"
        for index in db.execute_sql(f"PRAGMA index_list({table})").fetchall():
            columns = [row[2] for row in db.execute_sql(f"PRAGMA index_info({index[1]})").fetchall()]
            # A unique column may be a constraint or an index; what it does is the same.
            where = _condition(db, index[1]) if index[4] else ""
            shape[f"{table}({', '.join(columns)}){where}"] = f"index unique={index[2]}"
    return shape


def _condition(db: SqliteDatabase, index: str) -> str:
    """What a partial index is limited to, however it was quoted."""
    (sql,) = db.execute_sql("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    condition = re.sub(r'["()]', "", sql[sql.upper().index(" WHERE ") :]).replace("!=", "<>")
    return " ".join(condition.split())
