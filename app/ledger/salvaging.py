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
from app.core.periods import BUCKET_US
from app.core.rollups import SUMMED
from app.ledger import belongings, manifest
from app.ledger.damaged import columns_of, last_key, looking, names_in, readable, rows
from app.ledger.facts import PURGED_UNTIL_US
from app.ledger.ledger import Ledger
from app.ledger.recording import LINKS, PLAIN
from app.ledger.rows import call_of
from app.ledger.tables import SLICE_KEY, USAGE_COLUMNS

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
    others: int  # rows of everything else that the user made or that was noted, copied
    others_lost: int


def salvage(damaged: Path, to: Path, migrations: Path, progress: Progress = lambda _: None) -> Salvaged:
    """A new ledger at `to` with all that can be read of a damaged one, which is only looked at."""
    made = Ledger.open(to, backups=to.parent, migrations=migrations, announce=lambda _: None)
    try:
        with closing(looking(damaged)) as db:
            last = max(last_key(db, "call"), _remembered_seq(damaged))
            calls = readable_calls(db, 1, last, progress)
            count = 0
            while batch := list(islice(calls, _BATCH)):
                count += made.add(batch).result()
            sums = _copy_sums(db, made)
            others, others_lost = belongings.copy(db, made)
            expected = max(_expected(damaged, db), count)
    finally:
        made.close()
    return Salvaged(to, count, expected - count, sums, others, others_lost)


def roll_forward(ledger: Ledger, before: Path) -> int:
    """Write into a restored ledger the calls that the one before it had and it has not; how many."""
    with closing(looking(before)) as db:
        with ledger.reader.moment() as here:
            (since,) = here.execute_sql("SELECT coalesce(max(seq), 0) FROM call").fetchone()
        calls = readable_calls(db, since + 1, last_key(db, "call"))
        count = 0
        while batch := list(islice(calls, _BATCH)):
            count += ledger.add(batch).result()
        return count


def readable_calls(
    db: sqlite3.Connection, first: int, last: int, progress: Progress = lambda _: None
) -> Iterator[Call]:
    """The calls with these numbers that can be read, in the order in which they were written."""
    names = {table: names_in(db, table._meta.table_name) for _, table, _ in LINKS}
    tag_names = names_in(db, "tag")
    columns = columns_of(db, "call", _READ)
    for start in range(first, last + 1, _RANGE):
        end = min(start + _RANGE, last + 1)
        tags: dict[int, list[str]] = {}
        for tag, seq in readable(db, "SELECT tag_id, call_seq FROM call_tag", "call_seq", start, end):
            tags.setdefault(seq, []).append(tag_names.get(tag, ""))
        for row in readable(db, f"SELECT {columns} FROM call NOT INDEXED", "seq", start, end):
            linked = [names[table].get(row[2 + n], "") for n, (_, table, _) in enumerate(LINKS)]
            call_tags = tuple(filter(None, tags.get(row[0], ())))
            try:
                yield call_of((*row[:2], *linked, *row[2 + len(LINKS) :]), call_tags)
            except (ValueError, TypeError, IndexError):
                continue  # what stands there is no call any more
        progress((end - first) / (last + 1 - first))


def _remembered_seq(path: Path) -> int:
    known = manifest.remembered(path)
    return known["last_seq"] if known else 0


def _expected(path: Path, db: sqlite3.Connection) -> int:
    """How many calls there were, as far as anything still tells."""
    known = manifest.remembered(path)
    told = [sum(proof.calls for proof in known["days"])] if known else []
    told += [calls for (calls,) in rows(db, "SELECT coalesce(sum(calls), 0) FROM day_proof")]
    return max(told, default=0)


def _insert(made: Ledger, sql: str, rows: list[tuple[Any, ...]]) -> None:
    def task(to: Any) -> None:
        to.connection().executemany(sql, rows)

    made.write(task).result()


def _copy_purged_sums(db: sqlite3.Connection, made: Ledger, end: int) -> int:
    """The sums before `end`, under the ids that their slices have in the new ledger."""
    tables = [column.removesuffix("_id") for column in SLICE_KEY]
    names = {table: names_in(db, table) for table in tables if table not in ("status", "ok")}
    slices = list(readable(db, f"SELECT id, {', '.join(SLICE_KEY)} FROM slice NOT INDEXED", "id", 0, 1 << 20))

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
    first = next(rows(db, "SELECT min(bucket) FROM rollup"), (0,))[0] or 0
    copied = 0
    for table, columns in (("rollup", SUMMED), ("histogram", ("kind", "slot", "calls"))):
        listed = ", ".join(("bucket", "slice_id", *columns))
        read = columns_of(db, table, ("bucket", "slice_id", *columns), "0")
        marks = ", ".join("?" * (2 + len(columns)))
        sums = [
            (bucket, new_ids[slice_id], *rest)
            for bucket, slice_id, *rest in readable(db, f"SELECT {read} FROM {table}", "bucket", first, end)
            if slice_id in new_ids
        ]
        _insert(made, f"INSERT OR IGNORE INTO {table} ({listed}) VALUES ({marks})", sums)
        copied += len(sums)
    return copied


def _copy_sums(db: sqlite3.Connection, made: Ledger) -> int:
    """The sums of purged calls. All others are made of the calls."""
    for (value,) in rows(db, f"SELECT value FROM fact WHERE name = '{PURGED_UNTIL_US}'"):
        return _copy_purged_sums(db, made, int(value) // BUCKET_US)
    return 0
