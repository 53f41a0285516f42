"""Reading a file of which some pages cannot be read, without changing it."""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.core.errors import LedgerError
from app.ledger import opening
from app.ledger.tables import NONE_ID

_RANGE = 1 << 14


def looking(path: Path) -> sqlite3.Connection:
    """Where no log lies beside the file nobody writes to it, and none is made."""
    how = "mode=ro" if opening.log_of(path).exists() else "mode=ro&immutable=1"
    try:
        # The writer of the new ledger reads it too, while who made this waits for it.
        db = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, check_same_thread=False)
        db.execute("PRAGMA trusted_schema = 0")
        db.text_factory = _text
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise LedgerError(
            f"Nothing can be read from {path} ({error}).", "Go back to a backup with `tollgate restore`."
        ) from error
    return db


def readable(
    db: sqlite3.Connection, select: str, key: str, start: int, end: int
) -> Iterator[tuple[Any, ...]]:
    """The rows with start <= key < end, but for those on pages that cannot be read."""
    try:
        yield from db.execute(f"{select} WHERE {key} >= ? AND {key} < ?", (start, end)).fetchall()
    except sqlite3.ProgrammingError:
        raise  # a bug of ours is not a bad page
    except sqlite3.Error:
        if end - start > 1:
            middle = (start + end) // 2
            yield from readable(db, select, key, start, middle)
            yield from readable(db, select, key, middle, end)


def columns_of(db: sqlite3.Connection, table: str, wanted: Iterable[str], otherwise: str = "NULL") -> str:
    """To select these columns, and something else for those that came after the file's schema."""
    there = {row[1] for row in rows(db, f"PRAGMA table_info({table})")}
    return ", ".join(name if name in there else f"{otherwise} AS {name}" for name in wanted)


def rows(db: sqlite3.Connection, select: str) -> Iterator[tuple[Any, ...]]:
    """As many as can be read."""
    try:
        yield from db.execute(select)
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error:
        return


def last_key(db: sqlite3.Connection, table: str) -> int:
    """The greatest rowid that can be found; a bad page on the way to it hides the rest."""
    try:
        return db.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
    except sqlite3.Error:
        return 0


def names_in(db: sqlite3.Connection, table: str) -> dict[int, str]:
    """The names of a dimension, by their ids."""
    last = last_key(db, table) or _RANGE
    found = readable(db, f"SELECT id, name FROM {table} NOT INDEXED", "id", NONE_ID, last + 1)
    return {id_: name for id_, name in found if isinstance(name, str)}


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
