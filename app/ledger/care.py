"""What was done for the ledger's good: kept in it, for the page that shows its health."""

import json
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

_KEPT_RUNS = 2_000


@dataclass(frozen=True, slots=True)
class CareRun:
    """`kind` is backup, verify, reconcile, purge or vacuum; `outcome` says what came of it."""

    kind: str
    started_us: int
    took_us: int
    ok: bool
    outcome: dict[str, Any]

    @property
    def trouble(self) -> str:
        return str(self.outcome.get("trouble", ""))


def note(db: SqliteDatabase, run: CareRun) -> None:
    db.execute_sql(
        "INSERT INTO care_run (kind, started_us, took_us, ok, outcome) VALUES (?, ?, ?, ?, ?)",
        (run.kind, run.started_us, run.took_us, int(run.ok), json.dumps(run.outcome)),
    )
    db.execute_sql("DELETE FROM care_run WHERE seq <= (SELECT max(seq) FROM care_run) - ?", (_KEPT_RUNS,))


def last_runs(db: SqliteDatabase) -> dict[str, CareRun]:
    """The last of each kind."""
    return _by_kind(db, "")


def last_good_runs(db: SqliteDatabase) -> dict[str, CareRun]:
    return _by_kind(db, "WHERE ok = 1")


def outcome_of(text: str) -> dict[str, Any]:
    return json.loads(text)


def _by_kind(db: SqliteDatabase, where: str) -> dict[str, CareRun]:
    newest = f"SELECT max(seq) FROM care_run {where} GROUP BY kind"  # noqa: S608  one of two texts of ours
    columns = "kind, started_us, took_us, ok, outcome"
    rows = db.execute_sql(f"SELECT {columns} FROM care_run WHERE seq IN ({newest})").fetchall()  # noqa: S608
    return {row[0]: CareRun(row[0], row[1], row[2], bool(row[3]), outcome_of(row[4])) for row in rows}
