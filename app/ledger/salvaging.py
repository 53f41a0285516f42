"""Taking what can still be read out of a damaged ledger, into a new one beside it.

Each table is read by its key, in ranges that are halved where a page cannot be read, so that one bad page
costs the rows on it and no more. Indexes are not used: they are made anew, and so are the sums; those of
calls that were purged are copied as far as they can be read.
"""

# ruff: noqa: S608  only our own names of tables and columns, and numbers, are set into the text

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.core.calls import Call
from app.core.errors import LedgerError
from app.core.periods import BUCKET_US
from app.core.rollups import SUMMED
from app.ledger import manifest
from app.ledger.facts import LEDGER_ID, PURGED_UNTIL_US
from app.ledger.ledger import Ledger
from app.ledger.recording import LINKS, PLAIN
from app.ledger.rows import call_of
from app.ledger.tables import NONE_ID, SLICE_KEY, USAGE_COLUMNS

_BATCH = 500
_RANGE = 1 << 14
_LINKED = tuple(column for column, _, _ in LINKS)
_READ = ("seq", "id", *_LINKED, "usage_basis", "cost_basis", *PLAIN, *USAGE_COLUMNS)

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Salvaged:
    path: Path  # the new ledger
    calls: int
    lost: int  # calls that were known to be there and could not be read
    purged_sums: int  # rows of sums whose calls had been purged, copied


def salvage(damaged: Path, to: Path, migrations: Path, progress: Progress = lambda _: None) -> Salvaged:
    """A new ledger at `to` with all that can be read of a damaged one, which is only looked at."""
    made = Ledger.open(to, backups=to.parent, migrations=migrations, announce=lambda _: None)
    try:
        with closing(_looking(damaged)) as db:
            last = max(_last_key(db, "call"), _remembered_seq(damaged))
            calls = readable_calls(db, 1, last, progress)
            count = 0
            while batch := list(islice(calls, _BATCH)):
                count += made.add(batch).result()
            sums = _copy_rest(db, made)
            expected = max(_expected(damaged, db), count)
    finally:
        made.close()
    return Salvaged(to, count, expected - count, sums)


def roll_forward(ledger: Ledger, before: Path) -> int:
    """Write into a restored ledger the calls that the one before it had and it has not; how many."""
    with closing(_looking(before)) as db:
        with ledger.reader.moment() as here:
            (since,) = here.execute_sql("SELECT coalesce(max(seq), 0) FROM call").fetchone()
        calls = readable_calls(db, since + 1, _last_key(db, "call"))
        count = 0
        while batch := list(islice(calls, _BATCH)):
            count += ledger.add(batch).result()
        return count


def readable_calls(
    db: sqlite3.Connection, first: int, last: int, progress: Progress = lambda _: None
) -> Iterator[Call]:
    """The calls with these numbers that can be read, in the order in which they were written."""
    names = {table: _names(db, table._meta.table_name) for _, table, _ in LINKS}
    tag_names = _names(db, "tag")
    columns = ", ".join(_READ)
    for start in range(first, last + 1, _RANGE):
        end = min(start + _RANGE, last + 1)
        tags: dict[int, list[str]] = {}
        for tag, seq in _readable(db, "SELECT tag_id, call_seq FROM call_tag", "call_seq", start, end):
            tags.setdefault(seq, []).append(tag_names.get(tag, ""))
        for row in _readable(db, f"SELECT {columns} FROM call NOT INDEXED", "seq", start, end):
            linked = [names[table].get(row[2 + n], "") for n, (_, table, _) in enumerate(LINKS)]
            call_tags = tuple(filter(None, tags.get(row[0], ())))
            try:
                yield call_of((*row[:2], *linked, *row[2 + len(LINKS) :]), call_tags)
            except (ValueError, TypeError, IndexError):
                continue  # what stands there is no call any more
        progress((end - first) / (last + 1 - first))


def _looking(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        db.execute("PRAGMA trusted_schema = 0")
        db.text_factory = _text
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise LedgerError(
            f"Nothing can be read from {path} ({error}).", "Go back to a backup with `tollgate restore`."
        ) from error
    return db


def _readable(
    db: sqlite3.Connection, select: str, key: str, start: int, end: int
) -> Iterator[tuple[Any, ...]]:
    """The rows with start <= key < end, but for those on pages that cannot be read."""
    try:
        yield from db.execute(f"{select} WHERE {key} >= ? AND {key} < ?", (start, end)).fetchall()
    except sqlite3.Error:
        if end - start > 1:
            middle = (start + end) // 2
            yield from _readable(db, select, key, start, middle)
            yield from _readable(db, select, key, middle, end)


def _last_key(db: sqlite3.Connection, table: str) -> int:
    """The greatest rowid that can be found; a bad page on the way to it hides the rest."""
    try:
        return db.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
    except sqlite3.Error:
        return 0


def _names(db: sqlite3.Connection, table: str) -> dict[int, str]:
    last = _last_key(db, table) or _RANGE
    rows = _readable(db, f"SELECT id, name FROM {table} NOT INDEXED", "id", NONE_ID, last + 1)
    return {id_: name for id_, name in rows if isinstance(name, str)}


def _remembered_seq(path: Path) -> int:
    known = manifest.remembered(path)
    return known["last_seq"] if known else 0


def _expected(path: Path, db: sqlite3.Connection) -> int:
    """How many calls there were, as far as anything still tells."""
    known = manifest.remembered(path)
    told = [sum(proof.calls for proof in known["days"])] if known else []
    told += [calls for (calls,) in _rows(db, "SELECT coalesce(sum(calls), 0) FROM day_proof")]
    return max(told, default=0)


def _rows(db: sqlite3.Connection, select: str) -> Iterator[tuple[Any, ...]]:
    """As many as can be read."""
    try:
        yield from db.execute(select)
    except sqlite3.Error:
        return


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _insert(made: Ledger, sql: str, rows: list[tuple[Any, ...]]) -> None:
    def task(to: Any) -> None:
        to.connection().executemany(sql, rows)

    made.write(task).result()


def _copy_purged_sums(db: sqlite3.Connection, made: Ledger, end: int) -> int:
    """The sums before `end`, under the ids that their slices have in the new ledger."""
    tables = [column.removesuffix("_id") for column in SLICE_KEY]
    names = {table: _names(db, table) for table in tables if table not in ("status", "ok")}
    slices = list(
        _readable(db, f"SELECT id, {', '.join(SLICE_KEY)} FROM slice NOT INDEXED", "id", 0, 1 << 20)
    )

    def ids(to: Any) -> dict[int, int]:
        found: dict[int, int] = {}
        marks = ", ".join("?" * len(SLICE_KEY))
        same = " AND ".join(f"{column} = ?" for column in SLICE_KEY)
        for slice_id, *key in slices:
            for place, table in enumerate(tables):
                if table in names:
                    name = names[table].get(key[place], "")
                    to.execute_sql(f"INSERT INTO {table} (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
                    key[place] = to.execute_sql(f"SELECT id FROM {table} WHERE name = ?", (name,)).fetchone()[
                        0
                    ]
            columns = ", ".join(SLICE_KEY)
            to.execute_sql(f"INSERT INTO slice ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING", key)
            (found[slice_id],) = to.execute_sql(f"SELECT id FROM slice WHERE {same}", key).fetchone()
        return found

    new_ids = made.write(ids).result()
    first = next(_rows(db, "SELECT min(bucket) FROM rollup"), (0,))[0] or 0
    copied = 0
    for table, columns in (("rollup", SUMMED), ("histogram", ("kind", "slot", "calls"))):
        listed = ", ".join(("bucket", "slice_id", *columns))
        marks = ", ".join("?" * (2 + len(columns)))
        rows = [
            (bucket, new_ids[slice_id], *rest)
            for bucket, slice_id, *rest in _readable(
                db, f"SELECT {listed} FROM {table}", "bucket", first, end
            )
            if slice_id in new_ids
        ]
        _insert(made, f"INSERT OR IGNORE INTO {table} ({listed}) VALUES ({marks})", rows)
        copied += len(rows)
    return copied


def _copy_rest(db: sqlite3.Connection, made: Ledger) -> int:
    """Providers, what was set aside, and the sums of purged calls, column by column."""
    copied = 0
    purged_us = 0
    for name, value in _rows(db, "SELECT name, value FROM fact"):
        if name in (LEDGER_ID, PURGED_UNTIL_US):
            _insert(made, "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", [(name, value)])
            purged_us = int(value) if name == PURGED_UNTIL_US else purged_us
    providers = "id, name, api, base_url, local, inject_usage, builtin, key_header"
    for table, columns in (("provider_config", providers), ("rejected_call", "rejected_us, reason, body")):
        rows = list(_rows(db, f"SELECT {columns} FROM {table}"))
        marks = ", ".join("?" * (columns.count(",") + 1))
        _insert(made, f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", rows)
    if purged_us:
        copied = _copy_purged_sums(db, made, purged_us // BUCKET_US)
    return copied
