"""Everything in a ledger but its calls and their sums: what the user made, and what was noted down.

It is copied table by table out of a damaged file, whatever tables there are. What refers to a name or to a
call refers to the same one in the new ledger, where it has another number.
"""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from peewee import ForeignKeyField, SqliteDatabase

from app.ledger.damaged import last_key, names_in, readable, rows
from app.ledger.facts import DAY_FROM, DAY_ZONE, PROVEN_FROM_SEQ
from app.ledger.ledger import Ledger
from app.ledger.tables import (
    TABLES,
    CallRow,
    CallTagRow,
    DayHistogramRow,
    DayProofRow,
    DayRollupRow,
    Dimension,
    FactRow,
    HistogramRow,
    MonthHistogramRow,
    MonthRollupRow,
    RollupRow,
    Row,
    SliceRow,
    SlowQueryRow,
)

# What is made anew of the calls, or worth nothing without the file that it was about.
_MADE_ANEW: tuple[type[Row], ...] = (
    CallRow, CallTagRow, SliceRow, RollupRow, HistogramRow, DayRollupRow, DayHistogramRow, MonthRollupRow,
    MonthHistogramRow, DayProofRow, SlowQueryRow,
)  # fmt: skip
_OF_THE_FILE = {PROVEN_FROM_SEQ, DAY_ZONE, DAY_FROM}  # facts that the new one knows for itself
_BATCH = 500

Translate = Callable[[Any], Any]


def copied_tables() -> list[type[Row]]:
    """In the order in which they refer to each other."""
    return [table for table in TABLES if table not in _MADE_ANEW and not issubclass(table, Dimension)]


def copy(db: sqlite3.Connection, made: Ledger) -> tuple[int, int]:
    """How many rows could be copied, and how many were read and could not be."""
    return made.write(lambda to: _Copier(db, to).copy_all()).result()


class _Copier:
    def __init__(self, db: sqlite3.Connection, to: SqliteDatabase) -> None:
        self._from = db
        self._to = to.connection()
        self._translations: dict[type[Row], Translate] = {}

    def copy_all(self) -> tuple[int, int]:
        found = [self._copy(table) for table in copied_tables()]
        return sum(copied for copied, _ in found), sum(lost for _, lost in found)

    def _copy(self, table: type[Row]) -> tuple[int, int]:
        name = table._meta.table_name
        # A file of an older schema lacks tables and columns that came later.
        there = {row[1] for row in rows(self._from, f"PRAGMA table_info({name})")}
        fields = [field for field in table._meta.sorted_fields if field.column_name in there]
        if not fields:
            return 0, 0
        columns = ", ".join(field.column_name for field in fields)
        translate = [self._translation(field) for field in fields]
        insert = f"INSERT OR REPLACE INTO {name} ({columns}) VALUES ({', '.join('?' * len(fields))})"
        copied = lost = 0
        for row in self._read(table, columns):
            if table is FactRow and row[0] in _OF_THE_FILE:
                continue
            try:
                values = [to(value) for to, value in zip(translate, row, strict=True)]
                self._to.execute(insert, values)
                copied += 1
            except (sqlite3.Error, LookupError):
                lost += (
                    1  # what it belongs to could not be read, or what stands there is no such row any more
                )
        return copied, lost

    def _read(self, table: type[Row], columns: str) -> Iterator[tuple[Any, ...]]:
        name = table._meta.table_name
        if table._meta.without_rowid:
            return rows(self._from, f"SELECT {columns} FROM {name}")
        last = last_key(self._from, name)
        return readable(self._from, f"SELECT {columns} FROM {name} NOT INDEXED", "rowid", 0, last + 1)

    def _translation(self, field: Any) -> Translate:
        """From a number there to the number here; LookupError for what is not here."""
        of = field.rel_model if isinstance(field, ForeignKeyField) else None
        if of is None or not (of is CallRow or issubclass(of, Dimension)):
            return _as_it_is
        if of not in self._translations:
            self._translations[of] = self._call() if of is CallRow else self._name(of)
        return self._translations[of]

    def _name(self, dimension: type[Row]) -> Translate:
        table = dimension._meta.table_name
        names = names_in(self._from, table)

        def translate(id_: int) -> int:
            name = names[id_]
            self._to.execute(f"INSERT INTO {table} (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
            return self._to.execute(f"SELECT id FROM {table} WHERE name = ?", (name,)).fetchone()[0]

        return translate

    def _call(self) -> Translate:
        def translate(seq: int) -> int:
            for (id_,) in rows(self._from, f"SELECT id FROM call NOT INDEXED WHERE seq = {int(seq)}"):
                found = self._to.execute("SELECT seq FROM call WHERE id = ?", (id_,)).fetchone()
                if found is not None:
                    return found[0]
            raise LookupError(seq)

        return translate


def _as_it_is(value: Any) -> Any:
    return value
