"""Giving past calls another project: what each had is kept, and the sums follow in the same transaction.

The sums of the 15 minutes that are touched are made anew from their calls, so that they cannot differ.
"""

# ruff: noqa: S608  only our own names of tables and columns, and numbers, are set into the text

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import NamedTuple

from peewee import SqliteDatabase

from app.core import ulid
from app.core.news import Scope
from app.core.rollups import bucket_of
from app.ledger import manifest, proofs, proving
from app.ledger.facts import PROVEN_FROM_SEQ, PURGED_UNTIL_US, number
from app.ledger.ledger import Ledger
from app.ledger.reader import Reader
from app.ledger.register import id_of
from app.ledger.tables import RetagRow

BATCH_CALLS = 500
_DAY_BUCKETS = 96


@dataclass(frozen=True, slots=True)
class Retagging:
    id: int
    started_us: int
    made_by: str
    reason: str
    calls: int


class Moved(NamedTuple):
    """A piece of undoing; `last_seq` is where the next one goes on."""

    last_seq: int
    calls: int
    done: bool


def begin(ledger: Ledger, made_by: str, reason: str, now_us: int) -> Future[int]:
    insert = RetagRow.insert(started_us=now_us, made_by=made_by, reason=reason)
    return ledger.write(insert.execute)


def retag(ledger: Ledger, act: int, projects: Sequence[tuple[str, str | None]]) -> Future[int]:
    """Give calls, by id, these projects; how many had another one. Those whose time was purged stay."""

    def task(db: SqliteDatabase) -> int:
        wanted = {ulid.raw(id_): id_of(db, "project", project) for id_, project in projects}
        marks = ", ".join("?" * len(wanted))
        rows = db.execute_sql(
            f"SELECT seq, id, project_id FROM call WHERE id IN ({marks}) "
            f"AND started_us >= {number(db, PURGED_UNTIL_US)}",
            list(wanted),
        ).fetchall()
        changed = {seq: (old, wanted[bytes(id_)]) for seq, id_, old in rows if old != wanted[bytes(id_)]}
        _give(db, ledger, {seq: new for seq, (_, new) in changed.items()})
        db.connection().executemany(
            "INSERT INTO retag_call (retag_id, call_seq, old_project_id, new_project_id) VALUES (?, ?, ?, ?)",
            [(act, seq, old, new) for seq, (old, new) in changed.items()],
        )
        return len(changed)

    return ledger.write(task, Scope.CALLS | Scope.REGISTER | Scope.PAST)


def finish(ledger: Ledger, act: int, now_us: int) -> None:
    _mark(ledger, act, finished_us=now_us)


def latest(reader: Reader) -> Retagging | None:
    """The last one that was not undone: the next to be."""
    with reader.moment() as db:
        row = db.execute_sql(
            "SELECT id, started_us, made_by, reason, "
            "(SELECT count(*) FROM retag_call WHERE retag_id = retag.id) "
            "FROM retag WHERE undone_us IS NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
    return None if row is None else Retagging(*row)


def undo_step(ledger: Ledger, act: int, after_seq: int) -> Future[Moved]:
    """Give some of its calls the project back that they had. One that has another by now keeps that."""

    def task(db: SqliteDatabase) -> Moved:
        rows = db.execute_sql(
            "SELECT r.call_seq, r.old_project_id, r.new_project_id, call.project_id FROM retag_call AS r "
            "JOIN call ON call.seq = r.call_seq WHERE r.retag_id = ? AND r.call_seq > ? "
            f"AND call.started_us >= {number(db, PURGED_UNTIL_US)} ORDER BY r.call_seq LIMIT {BATCH_CALLS}",
            (act, after_seq),
        ).fetchall()
        back = {seq: old for seq, old, new, now in rows if new == now}
        _give(db, ledger, back)
        return Moved(rows[-1][0] if rows else after_seq, len(back), len(rows) < BATCH_CALLS)

    return ledger.write(task, Scope.CALLS | Scope.PAST)


def undone(ledger: Ledger, act: int, now_us: int) -> None:
    _mark(ledger, act, undone_us=now_us)


def _mark(ledger: Ledger, act: int, **values: int) -> None:
    update = RetagRow.update(values).where(RetagRow.id == act)
    ledger.write(update.execute).result()
    ledger.remember()


def _give(db: SqliteDatabase, ledger: Ledger, projects: dict[int, int]) -> None:
    if not projects:
        return
    manifest.forget(ledger.path)  # it remembers days that are about to change, rightly
    connection = db.connection()
    seqs = ", ".join(map(str, projects))
    proven = f"{proofs.ROWS} WHERE seq IN ({seqs}) AND seq >= {number(db, PROVEN_FROM_SEQ)}"
    proofs.take_out(connection, proofs.proofs_of(connection.execute(proven).fetchall()))
    connection.executemany(
        "UPDATE call SET project_id = ? WHERE seq = ?", [(new, seq) for seq, new in projects.items()]
    )
    proofs.add(connection, proofs.proofs_of(connection.execute(proven).fetchall()))
    days: dict[int, list[int]] = {}
    for (started_us,) in connection.execute(f"SELECT started_us FROM call WHERE seq IN ({seqs})").fetchall():
        days.setdefault(bucket_of(started_us) // _DAY_BUCKETS, []).append(bucket_of(started_us))
    for buckets in days.values():
        proving.rebuild(db, min(buckets), max(buckets) + 1)
