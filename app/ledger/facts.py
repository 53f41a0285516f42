"""The few things that a ledger knows of itself, by name."""

from typing import Any

LEDGER_ID = "ledger_id"
PROVEN_FROM_SEQ = "proven_from_seq"  # rows before it were written by a schema without proofs
PURGED_UNTIL_US = "purged_until_us"  # the calls before it may be gone; their sums are not
DAY_ZONE = "day_zone"  # whose days the day tables hold; empty while they are emptied for another
DAY_FROM = "day_from"  # the first 15 minutes that the day tables cover


def fact(db: Any, name: str, default: str = "") -> str:
    """`db` is a connection, or peewee's database: whatever can execute."""
    found = _execute(db, "SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return default if found is None else found[0]


def number(db: Any, name: str) -> int:
    return int(fact(db, name, "0"))


def put_fact(db: Any, name: str, value: str | int) -> None:
    _execute(
        db,
        "INSERT INTO fact (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, str(value)),
    )


def _execute(db: Any, sql: str, params: tuple[Any, ...]) -> Any:
    return (db.execute_sql if hasattr(db, "execute_sql") else db.execute)(sql, params)


def facts_named(db: Any, prefix: str) -> dict[str, str]:
    """All whose names begin so."""
    return dict(
        _execute(
            db, "SELECT name, value FROM fact WHERE substr(name, 1, ?) = ?", (len(prefix), prefix)
        ).fetchall()
    )
