"""Letting go of old calls, a few at a time. Their sums stay, for ever."""

from collections.abc import Callable
from dataclasses import dataclass

from peewee import SqliteDatabase

from app.core.periods import Span
from app.ledger import proofs
from app.ledger.facts import PROVEN_FROM_SEQ, PURGED_UNTIL_US, number, put_fact

_STEP_CALLS = 250
_STEP_PAGES = 200


@dataclass(frozen=True, slots=True)
class Old:
    """The calls of a time that could be purged, as they are now."""

    span: Span
    calls: int
    last_seq: int  # what is written later, be it about the same time, is not meant


def old_calls(db: SqliteDatabase, span: Span) -> Old:
    calls, last_seq = db.execute_sql(
        "SELECT count(*), coalesce(max(seq), 0) FROM call WHERE started_us >= ? AND started_us < ?",
        (span.since_us, span.until_us),
    ).fetchone()
    return Old(span, calls, last_seq)


def first_call_us(db: SqliteDatabase) -> int | None:
    return db.execute_sql("SELECT min(started_us) FROM call").fetchone()[0]


def mark(db: SqliteDatabase, until_us: int) -> None:
    """From now on the sums before this moment have no calls to be held against."""
    put_fact(db, PURGED_UNTIL_US, max(until_us, number(db, PURGED_UNTIL_US)))


def step(db: SqliteDatabase, old: Old) -> bool:
    """Remove some of them, oldest first; False when none is left."""
    rows = db.execute_sql(
        f"{proofs.ROWS} WHERE started_us >= {old.span.since_us} AND started_us < {old.span.until_us} "
        f"AND seq <= {old.last_seq} ORDER BY started_us LIMIT {_STEP_CALLS}"
    ).fetchall()
    proven = number(db, PROVEN_FROM_SEQ)
    proofs.take_out(db.connection(), proofs.proofs_of(row for row in rows if row[0] >= proven))
    db.execute_sql("DELETE FROM day_proof WHERE calls = 0")
    db.connection().executemany("DELETE FROM call WHERE seq = ?", [(row[0],) for row in rows])
    return len(rows) == _STEP_CALLS


class GivingBack:
    """Making the file shorter by its free pages; what was given back stays so where `progress` raises."""

    def __init__(self, progress: Callable[[float], None] = lambda _: None) -> None:
        self._progress = progress
        self._first = 0

    def step(self, db: SqliteDatabase) -> bool:
        """Some of them; False when there are none left."""
        self._first = self._first or self._left(db)
        db.execute_sql(f"PRAGMA incremental_vacuum({_STEP_PAGES})").fetchall()
        left = self._left(db)
        if left:
            self._progress(1 - left / self._first)
        return bool(left)

    @staticmethod
    def _left(db: SqliteDatabase) -> int:
        return db.execute_sql("PRAGMA freelist_count").fetchone()[0]
