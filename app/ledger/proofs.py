"""A digest of the rows of every day, kept in the transaction that writes them.

It notices what SQLite's own check does not: a changed bit inside a value, and rows that are gone. The digest
is a sum, so that the order of rows does not matter and one that is purged can be taken out again.
"""

# ruff: noqa: S608  only our own names of tables and columns are set into the text

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.periods import HOUR_US
from app.ledger.facts import PROVEN_FROM_SEQ, number
from app.ledger.tables import CallRow

DAY_US = 24 * HOUR_US
_EPOCH = date(1970, 1, 1).toordinal()
_MASK = (1 << 56) - 1
# The order in which a row is read and digested. It never changes: what was proven stays proven. A column that
# came later is at the end, and digested where it holds something.
COLUMNS = tuple(field.column_name for field in CallRow._meta.sorted_fields)
_STARTED = COLUMNS.index("started_us")
ROWS = f"SELECT {', '.join(COLUMNS)} FROM call"
_LATER_SCHEMA = 8
_ROWS_BEFORE = f"SELECT {', '.join(COLUMNS[:-1])}, NULL FROM call"
_STORED_AS = {"TEXT": str, "BLOB": bytes}
_KINDS = tuple(_STORED_AS.get(field.field_type, int) for field in CallRow._meta.sorted_fields)


class Faithful(dict[tuple[type, ...], bool]):
    """Whether a row whose values have these types is read back exactly as it is written.

    A STRICT table keeps whole numbers, texts and bytes as they are; only what has another type than its
    column may be converted, such as True to 1.
    """

    def __missing__(self, types: tuple[type, ...]) -> bool:
        self[types] = found = all(
            kind in (wanted, type(None)) for kind, wanted in zip(types, _KINDS, strict=True)
        )
        return found


@dataclass(frozen=True, slots=True)
class Proof:
    """Of one UTC day, which counts days since 1970."""

    day: int
    calls: int
    digest: int


def proofs_of(rows: Iterable[tuple[Any, ...]]) -> list[Proof]:
    """Of rows as they are read by ROWS."""
    blake2b, from_bytes = hashlib.blake2b, int.from_bytes
    calls: Counter[int] = Counter()
    digests: Counter[int] = Counter()
    for row in rows:
        # ascii() of numbers, bytes and text is the same in every Python.
        day = row[_STARTED] // DAY_US
        calls[day] += 1
        told = row if row[-1] is not None else row[:-1]
        digests[day] += from_bytes(blake2b(ascii(told).encode(), digest_size=7).digest(), "big")
    return [Proof(day, count, digests[day] & _MASK) for day, count in calls.items()]


def add(connection: Any, proofs: Iterable[Proof]) -> None:
    connection.executemany(
        "INSERT INTO day_proof (day, calls, digest) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET "
        f"calls = day_proof.calls + excluded.calls, digest = (day_proof.digest + excluded.digest) & {_MASK}",
        [(proof.day, proof.calls, proof.digest) for proof in proofs],
    )


def take_out(connection: Any, proofs: Iterable[Proof]) -> None:
    connection.executemany(
        f"UPDATE day_proof SET calls = calls - ?, digest = (digest + ?) & {_MASK} WHERE day = ?",
        [(proof.calls, _MASK + 1 - proof.digest, proof.day) for proof in proofs],
    )


def kept(db: Any) -> dict[int, Proof]:
    rows = db.execute_sql("SELECT day, calls, digest FROM day_proof ORDER BY day").fetchall()
    return {row[0]: Proof(*row) for row in rows}


def undigested(db: Any) -> dict[int, int]:
    """How many calls there are of each day that a schema without digests has written."""
    rows = db.execute_sql(
        f"SELECT started_us / {DAY_US} AS day, COUNT(*) FROM call WHERE seq < ? GROUP BY day",
        (number(db, PROVEN_FROM_SEQ),),
    )
    return dict(rows.fetchall())


def differs(db: Any, day: int) -> bool:
    """Whether the rows of a day are not those that were written. One moment has to be looked at."""
    found = db.execute_sql("SELECT day, calls, digest FROM day_proof WHERE day = ?", (day,)).fetchone()
    since = number(db, PROVEN_FROM_SEQ)
    rows = ROWS if db.pragma("user_version") >= _LATER_SCHEMA else _ROWS_BEFORE
    of_day = f"started_us >= {day * DAY_US} AND started_us < {(day + 1) * DAY_US}"
    found_rows = db.execute_sql(f"{rows} WHERE {of_day} AND seq >= {since}")
    nothing = [Proof(day, 0, 0)]
    return (proofs_of(found_rows) or nothing) != ([Proof(*found)] if found else nothing)


def day_name(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()
