"""The connections that read, and what they found to be slow."""

import queue
import re
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from app.core.errors import LedgerError
from app.ledger import opening
from app.ledger.health import SlowQuery
from app.ledger.queries import Query

SLOW_US = 250_000
_MOST_SLOW = 50
_NUMBERS = re.compile(r"(?<![\w.])\d{4,}|\(\d+, \?, \?\)(, \(\d+, \?, \?\))*")
_CONNECTIONS = 4


class Pool:
    """May be used from any thread. A connection is made when it is first wanted, and cannot write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: queue.LifoQueue[SqliteDatabase | None] = queue.LifoQueue()
        self._closed = False
        self._slow: dict[str, SlowQuery] = {}
        self._slow_lock = threading.Lock()
        for _ in range(_CONNECTIONS):
            self._idle.put(None)

    def close(self) -> None:
        """Wait for the answers under way, then give the connections back."""
        if self._closed:
            return
        self._closed = True
        for _ in range(_CONNECTIONS):
            db = self._idle.get()
            if db is not None:
                db.close()

    @contextmanager
    def connection(self) -> Generator[SqliteDatabase]:
        """One connection of the pool, in one transaction: what is read in it is of one moment."""
        if self._closed:
            raise LedgerError("The ledger is closed.")
        db = self._idle.get()
        try:
            with opening.translated(self._path):
                if db is None:
                    db = opening.connect(self._path)
                with db.atomic():
                    yield db
        finally:
            self._idle.put(db)

    def rows(self, db: SqliteDatabase, query: Query) -> list[tuple[Any, ...]]:
        started = time.perf_counter_ns()
        rows = db.execute_sql(query.sql, query.params).fetchall()
        took_us = (time.perf_counter_ns() - started) // 1000
        if took_us > SLOW_US:
            self._keep_slow(db, query, took_us)
        return rows

    def _keep_slow(self, db: SqliteDatabase, query: Query, took_us: int) -> None:
        """The question without its values, which may be names, and how SQLite went about it."""
        steps = db.execute_sql(f"EXPLAIN QUERY PLAN {query.sql}", query.params).fetchall()
        sql = _NUMBERS.sub("?", query.sql)
        with self._slow_lock:
            before = self._slow.get(sql)
            if before is not None or len(self._slow) < _MOST_SLOW:
                self._slow[sql] = SlowQuery(
                    sql,
                    "\n".join(step[3] for step in steps),
                    1 + (before.times if before else 0),
                    max(took_us, before.worst_us if before else 0),
                    time.time_ns() // 1000,
                )

    def take_slow_queries(self) -> list[SlowQuery]:
        """Those that were met since this was last asked."""
        with self._slow_lock:
            found, self._slow = list(self._slow.values()), {}
        return found
