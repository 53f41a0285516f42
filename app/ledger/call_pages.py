"""Calls in order, newest first, a page at a time."""

from typing import Any

from peewee import SqliteDatabase

from app.core import ulid
from app.core.calls import Call
from app.core.filters import CallFilter
from app.ledger import queries
from app.ledger.pool import Pool
from app.ledger.proofs import DAY_US
from app.ledger.rows import call_of, place_of

_SEARCHED_CALLS = 250_000

Place = tuple[int, int]  # when it began, and its number


class CallPages:
    """What a pool's connections find; each page is one moment of the ledger."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(
        self, db: SqliteDatabase, chosen: CallFilter, limit: int, start: Place | None
    ) -> list[tuple[Call, int]]:
        """Those after a place, each with its number."""
        if chosen.text and self._pool.rows(db, queries.page(chosen, 1, None, text_is_id=True)):
            # A whole id was meant: its index knows where it is, and nothing else has to be looked through.
            return self._with_tags(
                db, self._pool.rows(db, queries.page(chosen, limit, start, text_is_id=True))
            )
        parts = queries.split(chosen)
        found = {
            row[0]: row for part in parts for row in self._pool.rows(db, queries.page(part, limit, start))
        }
        rows = list(found.values())
        if len(parts) > 1:
            rows.sort(key=place_of, reverse=True)
        return self._with_tags(db, rows[:limit])

    def one(self, db: SqliteDatabase, id_: str) -> Call | None:
        found = self._with_tags(db, self._pool.rows(db, queries.one(ulid.raw(id_))))
        return found[0][0] if found else None

    def place(self, db: SqliteDatabase, id_: str) -> Place:
        found = self._pool.rows(db, queries.position(ulid.raw(id_)))
        if found:
            return found[0]
        # It was purged meanwhile; its id still says when it was.
        return int.from_bytes(ulid.raw(id_)[:6], "big") * 1000, 0

    def search_start(self, db: SqliteDatabase, chosen: CallFilter) -> int | None:
        """The start of the day before which enough calls lie; None where all can be looked through."""
        calls = 0
        for day, count in self._pool.rows(db, queries.calls_by_day(chosen)):
            calls += count
            if calls >= _SEARCHED_CALLS:
                since_us = day * DAY_US
                return since_us if since_us > (chosen.since_us or 0) else None
        return None

    def _with_tags(self, db: SqliteDatabase, rows: list[tuple[Any, ...]]) -> list[tuple[Call, int]]:
        if not rows:
            return []
        tags: dict[int, list[str]] = {}
        for seq, name in self._pool.rows(db, queries.tags_of([row[0] for row in rows])):
            tags.setdefault(seq, []).append(name)
        return [(call_of(row, tuple(tags.get(row[0], ()))), row[0]) for row in rows]
