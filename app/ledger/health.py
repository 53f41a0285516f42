"""How the ledger is: what the page of its health and `doctor` show."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from app.core.records import iso_utc
from app.ledger import care, opening
from app.ledger.care import CareRun
from app.ledger.facts import PURGED_UNTIL_US, number

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class SlowQuery:
    """A question that took long, with the way SQLite went; `searches` is whether an index served it all."""

    sql: str
    plan: str
    times: int
    worst_us: int
    last_us: int

    @property
    def searches(self) -> bool:
        return not any(line.startswith(("SCAN call", "SCAN rollup")) for line in self.plan.splitlines())


@dataclass(frozen=True, slots=True)
class Condition:
    size_bytes: int
    log_bytes: int  # of what is not in the file itself yet
    free_bytes: int  # within the file, for what comes
    growth_bytes_a_day: int | None  # over the backups that are kept; None where there are too few
    calls: int
    rejected: int
    purged_until_us: int
    slow_queries: tuple[SlowQuery, ...]
    runs: dict[str, CareRun]

    @property
    def troubles(self) -> list[str]:
        """What the last care of each kind could not do or found, for the user."""
        return [run.trouble for run in self.runs.values() if run.trouble]

    def as_record(self) -> dict[str, Any]:
        return {
            "size_bytes": self.size_bytes,
            "log_bytes": self.log_bytes,
            "free_bytes": self.free_bytes,
            "growth_bytes_a_day": self.growth_bytes_a_day,
            "calls": self.calls,
            "rejected_records": self.rejected,
            "purged_until": iso_utc(self.purged_until_us) if self.purged_until_us else None,
            "slow_queries": [{**asdict(q), "searches": q.searches} for q in self.slow_queries],
            "last": {
                kind: {
                    "at": iso_utc(run.started_us),
                    "took_ms": run.took_us // 1000,
                    "ok": run.ok,
                    **run.outcome,
                }
                for kind, run in self.runs.items()
            },
        }


def condition(db: SqliteDatabase, path: Path) -> Condition:
    calls, rejected = db.execute_sql(
        "SELECT (SELECT coalesce(sum(calls), 0) FROM day_proof), (SELECT count(*) FROM rejected_call)"
    ).fetchone()
    log = opening.log_of(path)
    return Condition(
        size_bytes=path.stat().st_size,
        log_bytes=log.stat().st_size if log.exists() else 0,
        free_bytes=db.execute_sql("PRAGMA freelist_count").fetchone()[0] * opening.PAGE_BYTES,
        growth_bytes_a_day=_growth(db),
        calls=calls,
        rejected=rejected,
        purged_until_us=number(db, PURGED_UNTIL_US),
        slow_queries=slow_queries(db),
        runs=care.last_runs(db),
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """What did not go well, and why. `kind` is that of the care, or record for one that no table took."""

    at_us: int
    kind: str
    reason: str


def faults(db: SqliteDatabase, most: int) -> list[Fault]:
    """The latest, newest first. Of a record only why it was refused: its content may be anything."""
    rows = db.execute_sql(
        "SELECT started_us, kind, outcome FROM care_run WHERE ok = 0 ORDER BY seq DESC LIMIT ?", (most,)
    ).fetchall()
    found = [Fault(at, kind, str(care.outcome_of(text).get("trouble", ""))) for at, kind, text in rows]
    rows = db.execute_sql(
        "SELECT rejected_us, 'record', reason FROM rejected_call ORDER BY seq DESC LIMIT ?", (most,)
    ).fetchall()
    found += [Fault(*row) for row in rows]
    return sorted(found, key=lambda fault: -fault.at_us)[:most]


def slow_queries(db: SqliteDatabase) -> tuple[SlowQuery, ...]:
    rows = db.execute_sql(
        "SELECT sql, plan, times, worst_us, last_us FROM slow_query ORDER BY worst_us DESC"
    ).fetchall()
    return tuple(SlowQuery(*row) for row in rows)


def keep_slow_queries(db: SqliteDatabase, found: Sequence[SlowQuery], most: int = 50) -> None:
    db.connection().executemany(
        "INSERT INTO slow_query (sql, plan, times, worst_us, last_us) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sql) DO UPDATE SET plan = excluded.plan, times = slow_query.times + excluded.times, "
        "worst_us = max(slow_query.worst_us, excluded.worst_us), last_us = excluded.last_us",
        [(q.sql, q.plan, q.times, q.worst_us, q.last_us) for q in found],
    )
    db.execute_sql(
        "DELETE FROM slow_query WHERE sql NOT IN (SELECT sql FROM slow_query ORDER BY last_us DESC LIMIT ?)",
        (most,),
    )


def _growth(db: SqliteDatabase) -> int | None:
    """By the sizes of the first and the last of the backups that are remembered."""
    rows = db.execute_sql(
        "SELECT started_us, outcome FROM care_run WHERE kind = 'backup' AND ok = 1 ORDER BY seq"
    ).fetchall()
    if len(rows) < 2 or rows[-1][0] - rows[0][0] < _DAY_US // 2:
        return None
    sizes = [care.outcome_of(text).get("bytes", 0) for _, text in (rows[0], rows[-1])]
    return (sizes[1] - sizes[0]) * _DAY_US // (rows[-1][0] - rows[0][0])
