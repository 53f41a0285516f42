"""Correcting what past calls cost: each correction keeps the old cost, and the sums follow it.

Of a call that a flat rate covers it is what it would have cost that is corrected: it stays covered, and
nothing is paid for it.

One batch is one transaction: the calls, the proofs of their days, the sums of the 15 minutes and of the
days, and the corrections. What a call took and how fast it was does not change, so histograms do not.
"""

# ruff: noqa: S608  only our own names of tables and columns, and numbers, are set into the text

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import SqliteDatabase

from app.core import ulid
from app.core.calls import CostBasis
from app.core.news import Scope
from app.core.rollups import bucket_of
from app.ledger import balances, manifest, proofs
from app.ledger.days import DayOf, covered, month_number
from app.ledger.facts import PROVEN_FROM_SEQ, number
from app.ledger.ledger import Ledger
from app.ledger.reader import Reader
from app.ledger.recording import insert_sql
from app.ledger.tables import COST_BASES, NONE_ID, SLICE_KEY, CorrectionRow, RepricingRow

_SAME_SLICE = " AND ".join(f"slice.{name} = call.{name}" for name in SLICE_KEY if name != "status")
_CORRECTION = (
    "repricing_id", "call_seq", "old_nusd", "new_nusd", "old_basis", "new_basis", "old_price_id",
    "new_price_id",
)  # fmt: skip
_INSERT_CORRECTION = insert_sql(CorrectionRow, _CORRECTION)
_STEP_CORRECTIONS = 250


class Priced(NamedTuple):
    """What a call is worth, on which basis and by which price. `nusd` None: unpriced."""

    nusd: int | None
    basis: CostBasis
    ref: str | None


@dataclass(frozen=True, slots=True)
class Change:
    call_id: str
    old: Priced
    new: Priced
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Repricing:
    id: int
    started_us: int
    finished_us: int | None
    made_by: str
    reason: str
    calls: int  # those that it corrected and that are still kept


@dataclass(frozen=True, slots=True)
class Correction:
    """What a repricing, or its being undone, changed of one call."""

    repricing: int
    at_us: int
    old: Priced
    new: Priced
    undone_us: int | None
    reason: str


class Restored(NamedTuple):
    """A piece of undoing. `last_seq` is where the next one goes on; `done` when there is none."""

    last_seq: int
    calls: int
    difference_nusd: int
    done: bool


class _Cost(NamedTuple):
    """What a call is worth, as the columns of a correction hold it."""

    nusd: int | None
    basis: int
    price_id: int


class _Given(NamedTuple):
    """A new cost for a call, and what it adds to what was paid."""

    new: _Cost
    covered: bool
    paid_more_nusd: int

    @classmethod
    def to(cls, covered: int, old: _Cost, new: _Cost) -> "_Given":
        return cls(new, bool(covered), 0 if covered else (new.nusd or 0) - (old.nusd or 0))

    @property
    def columns(self) -> tuple[int | None, int | None, int, int]:
        nusd, basis, price_id = self.new
        return (0, nusd, basis, price_id) if self.covered else (nusd, None, basis, price_id)


# As `core.calls.is_covered` tells it.
_COVERED = f"(equivalent_nusd IS NOT NULL OR (cost_nusd = 0 AND cost_basis = {COST_BASES.index('unpriced')}))"
_WORTH = f"CASE WHEN {_COVERED} THEN equivalent_nusd ELSE cost_nusd END"


def begin(ledger: Ledger, made_by: str, reason: str, now_us: int) -> Future[int]:
    """A new act of repricing; its id."""
    insert = RepricingRow.insert(started_us=now_us, made_by=made_by, reason=reason)
    return ledger.write(insert.execute)


def correct(ledger: Ledger, repricing: int, changes: Sequence[Change]) -> Future[int]:
    """Give these calls their new cost; how many had the old one and are corrected now."""
    return ledger.write(lambda db: _correct(db, ledger, repricing, changes), Scope.CALLS | Scope.PAST)


def finish(ledger: Ledger, repricing: int, now_us: int) -> None:
    _mark(ledger, repricing, finished_us=now_us)
    ledger.remember()


def undo_step(ledger: Ledger, repricing: int, after_seq: int) -> Future[Restored]:
    """Give some of its calls their old cost back. A call whose cost is another one by now keeps that."""
    return ledger.write(lambda db: _undo(db, ledger, repricing, after_seq), Scope.CALLS | Scope.PAST)


def undone(ledger: Ledger, repricing: int, now_us: int) -> None:
    _mark(ledger, repricing, undone_us=now_us)
    ledger.remember()


def latest(reader: Reader) -> Repricing | None:
    """The last one that was not undone: the next to be."""
    with reader.moment() as db:
        row = db.execute_sql(
            "SELECT id, started_us, finished_us, made_by, reason, "
            "(SELECT count(*) FROM correction WHERE repricing_id = repricing.id) "
            "FROM repricing WHERE undone_us IS NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
    return None if row is None else Repricing(*row)


def corrections_of(reader: Reader, call_id: str) -> list[Correction]:
    """What was corrected of a call, in that order."""
    with reader.moment() as db:
        rows = db.execute_sql(
            "SELECT c.repricing_id, r.started_us, c.old_nusd, c.old_basis, o.name, c.new_nusd, c.new_basis, "
            "n.name, r.undone_us, r.reason FROM correction AS c JOIN repricing AS r ON r.id = c.repricing_id "
            "JOIN word AS o ON o.id = c.old_price_id JOIN word AS n ON n.id = c.new_price_id "
            "WHERE c.call_seq = (SELECT seq FROM call WHERE id = ?) ORDER BY c.repricing_id",
            (ulid.raw(call_id),),
        ).fetchall()
    return [
        Correction(id_, at_us, _priced(*old), _priced(*new), undone_us, reason)
        for id_, at_us, *costs, undone_us, reason in rows
        for old, new in [(costs[:3], costs[3:])]
    ]


def _priced(nusd: int | None, basis: int, ref: str) -> Priced:
    return Priced(nusd, COST_BASES[basis], ref or None)


def _mark(ledger: Ledger, repricing: int, **values: int) -> None:
    update = RepricingRow.update(values).where(RepricingRow.id == repricing)
    ledger.write(update.execute).result()


def _correct(db: SqliteDatabase, ledger: Ledger, repricing: int, changes: Sequence[Change]) -> int:
    wanted = {ulid.raw(change.call_id): change for change in changes}
    marks = ", ".join("?" * len(wanted))
    rows = db.execute_sql(
        f"SELECT seq, id, {_COVERED}, {_WORTH}, cost_basis, price_id FROM call WHERE id IN ({marks})",
        list(wanted),
    ).fetchall()
    ids = _PriceIds(db)
    given: dict[int, _Given] = {}
    corrections: list[tuple[Any, ...]] = []
    for seq, id_, is_covered, *columns in rows:
        change, old = wanted[id_], _Cost(*columns)
        if old == ids.cost(change.old):
            new = ids.cost(change.new)
            given[seq] = _Given.to(is_covered, old, new)
            corrections.append(
                (repricing, seq, old.nusd, new.nusd, old.basis, new.basis, old.price_id, new.price_id)
            )
    _give(db, ledger, given)
    db.connection().executemany(_INSERT_CORRECTION, corrections)
    return len(given)


def _undo(db: SqliteDatabase, ledger: Ledger, repricing: int, after_seq: int) -> Restored:
    rows = db.execute_sql(
        "SELECT c.call_seq, c.old_nusd, c.old_basis, c.old_price_id, "
        "c.new_nusd, c.new_basis, c.new_price_id, "
        f"{_WORTH}, call.cost_basis, call.price_id, {_COVERED} FROM correction AS c "
        "JOIN call ON call.seq = c.call_seq WHERE c.repricing_id = ? AND c.call_seq > ? "
        f"ORDER BY c.call_seq LIMIT {_STEP_CORRECTIONS}",
        (repricing, after_seq),
    ).fetchall()
    back = {
        row[0]: _Given.to(row[10], _Cost(*row[4:7]), _Cost(*row[1:4]))
        for row in rows
        if row[4:7] == row[7:10]
    }
    _give(db, ledger, back)
    difference_nusd = sum(given.paid_more_nusd for given in back.values())
    last_seq = rows[-1][0] if rows else after_seq
    return Restored(last_seq, len(back), difference_nusd, len(rows) < _STEP_CORRECTIONS)


def _correct_balances(db: SqliteDatabase, given: dict[int, _Given]) -> None:
    """An entry for each prepaid account that these calls were charged to."""
    rows = db.execute_sql(
        "SELECT call.seq, e.account_id FROM balance_entry AS e JOIN call ON call.id = e.call_id "
        f"WHERE e.kind = 'spend' AND call.seq IN ({', '.join(map(str, given))})"
    ).fetchall()
    of_account: Counter[int] = Counter()
    for seq, account_id in rows:
        of_account[account_id] += given[seq].paid_more_nusd
    for account_id, more in of_account.items():
        if more:
            connection, at_us = db.connection(), time.time_ns() // 1000
            balances.enter(
                connection, account_id, "reprice", -more, at_us=at_us, made_by="program", reason=""
            )


def _give(db: SqliteDatabase, ledger: Ledger, given: dict[int, _Given]) -> None:
    """Write costs into calls, and what follows from that into proofs, sums and balances."""
    if not given:
        return
    manifest.forget(ledger.path)  # it remembers days that are about to change, rightly
    connection = db.connection()
    seqs = ", ".join(map(str, given))
    _move_sums(db, given, seqs)
    proven = f"{proofs.ROWS} WHERE seq IN ({seqs}) AND seq >= {number(db, PROVEN_FROM_SEQ)}"
    proofs.take_out(connection, proofs.proofs_of(connection.execute(proven).fetchall()))
    connection.executemany(
        "UPDATE call SET cost_nusd = ?, equivalent_nusd = ?, cost_basis = ?, price_id = ? WHERE seq = ?",
        [(*one.columns, seq) for seq, one in given.items()],
    )
    proofs.add(connection, proofs.proofs_of(connection.execute(proven).fetchall()))
    _correct_balances(db, given)


_Moved = tuple[int, int, int]  # cost, unpriced calls, equivalent


def _move_sums(db: SqliteDatabase, given: dict[int, _Given], seqs: str) -> None:
    moved: dict[tuple[int, int], _Moved] = {}
    rows = db.execute_sql(
        "SELECT call.seq, call.started_us, slice.id, call.cost_nusd, call.equivalent_nusd "
        "FROM call CROSS JOIN slice "
        f"WHERE {_SAME_SLICE} AND slice.status = coalesce(call.status, 0) AND call.seq IN ({seqs})"
    )
    for seq, started_us, slice_id, old_nusd, old_equivalent_nusd in rows:
        key, (new_nusd, new_equivalent_nusd, *_) = (bucket_of(started_us), slice_id), given[seq].columns
        cost, unpriced, equivalent = moved.get(key, (0, 0, 0))
        moved[key] = (
            cost + (new_nusd or 0) - (old_nusd or 0),
            unpriced + (new_nusd is None) - (old_nusd is None),
            equivalent + (new_equivalent_nusd or 0) - (old_equivalent_nusd or 0),
        )
    _add(db, "rollup", "bucket", [(*more, *key) for key, more in moved.items()])
    days = covered(db)
    if days is not None:
        day_of = DayOf(days.zone)
        of_days = [
            (more, day_of[bucket], id_)
            for (bucket, id_), more in moved.items()
            if bucket >= days.since_bucket
        ]
        _add(db, "day_rollup", "day", [(*more, day, id_) for more, day, id_ in of_days])
        _add(db, "month_rollup", "month", [(*more, month_number(day), id_) for more, day, id_ in of_days])


def _add(db: SqliteDatabase, table: str, time: str, rows: Iterable[tuple[int, int, int, int, int]]) -> None:
    db.connection().executemany(
        f"UPDATE {table} SET cost_nusd = cost_nusd + ?, unpriced = unpriced + ?, "
        f"equivalent_nusd = equivalent_nusd + ? WHERE {time} = ? AND slice_id = ?",
        list(rows),
    )


class _PriceIds:
    """The ids of the words that name prices."""

    def __init__(self, db: SqliteDatabase) -> None:
        self._execute: Callable[..., Any] = db.connection().execute
        self._ids: dict[str, int] = {"": NONE_ID}

    def cost(self, priced: Priced) -> _Cost:
        return _Cost(priced.nusd, COST_BASES.index(priced.basis), self._id(priced.ref or ""))

    def _id(self, ref: str) -> int:
        if ref not in self._ids:
            self._execute("INSERT INTO word (name) VALUES (?) ON CONFLICT DO NOTHING", (ref,))
            self._ids[ref] = self._execute("SELECT id FROM word WHERE name = ?", (ref,)).fetchone()[0]
        return self._ids[ref]
