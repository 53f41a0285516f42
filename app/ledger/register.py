"""The names of clients and projects: rows of the dimensions that calls refer to.

To rename one renames it in all that was recorded.
"""

from __future__ import annotations

# ruff: noqa: S608  only our own names of tables and columns are set into the text
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase

from app.core.errors import AppError
from app.core.news import Scope
from app.ledger.names import Renameable
from app.ledger.reader import Reader

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger
    from app.ledger.writer import Task


def called(reader: Reader, dimension: str) -> list[str]:
    """The clients or projects that were made or that calls name, not those that only a rule names."""
    sql = (
        f"SELECT name FROM {dimension} WHERE id <> 0 AND (id IN (SELECT {dimension}_id FROM "
        f"{dimension}_profile) OR EXISTS (SELECT 1 FROM call WHERE {dimension}_id = {dimension}.id "
        f"AND {dimension}_id <> 0))"
    )
    with reader.moment() as db:
        return [name for (name,) in fetched(db, sql)]


def rename(ledger: Ledger, dimension: Renameable, old: str, new: str) -> Future[Any]:
    """In everything that was recorded, too; and in what is recorded later of calls that began before."""

    def task(db: SqliteDatabase) -> None:
        if db.execute_sql(f"SELECT 1 FROM {dimension} WHERE name = ?", (new,)).fetchone():
            raise AppError(f"The {dimension} {new!r} is there already.", "Merge them, or take another name.")
        db.execute_sql(f"UPDATE {dimension} SET name = ? WHERE name = ?", (new, old))

    return move(ledger, task, dimension, old, new)


def id_of(db: SqliteDatabase, dimension: str, name: str | None) -> int:
    """Of a name; a new one gets its row."""
    if not name:
        return 0
    db.execute_sql(f"INSERT INTO {dimension} (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    return db.execute_sql(f"SELECT id FROM {dimension} WHERE name = ?", (name,)).fetchone()[0]


def move(ledger: Ledger, task: Task, dimension: Renameable, old: str, new: str) -> Future[Any]:
    """After what was recorded under the old name; and nothing is recorded under it any more."""
    done = partial(ledger.names.moved, dimension, old, new)
    return ledger.write(task, Scope.REGISTER | Scope.CALLS | Scope.PAST, in_order=True, done=done)


def remove(ledger: Ledger, table: str, column: str, value: Any) -> Future[int]:
    def task(db: SqliteDatabase) -> int:
        return db.execute_sql(f"DELETE FROM {table} WHERE {column} = ?", (value,)).rowcount

    return ledger.write(task, Scope.REGISTER)


def fetched(db: Any, sql: str, *params: Any) -> list[Any]:
    return db.execute_sql(sql, params).fetchall()
