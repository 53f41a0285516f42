"""Whether the ledger's sums are those of its calls, to the nano-dollar."""

from dataclasses import dataclass

from peewee import SqliteDatabase

from app.core.rollups import SUMMED, bucket_of
from app.ledger import queries
from app.ledger.queries import Query

_DAY_BUCKETS = 96
_CALLS, _COST = SUMMED.index("calls"), SUMMED.index("cost_nusd")
_NOTHING = (0,) * len(SUMMED)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the rollups say beyond the calls, where both are kept. All zero when they agree."""

    buckets: int  # how many were compared
    differing_buckets: int
    difference_calls: int
    difference_nusd: int

    @property
    def agrees(self) -> bool:
        return not self.differing_buckets


def reconcile(db: SqliteDatabase) -> Reconciliation:
    """Compare every slice in every 15 minutes since the first call that is kept, a day at a time."""
    first, last = (db.execute_sql(query.sql).fetchone()[0] for query in queries.bounds())
    (first_us,) = db.execute_sql("SELECT min(call.started_us) FROM call").fetchone()
    if first_us is not None:
        first = bucket_of(first_us)
    compared = differing = difference_calls = difference_nusd = 0
    for bucket in range(first or 0, (last or 0) + 1, _DAY_BUCKETS):
        calls, rollups = (_sums(db, query) for query in queries.slice_sums(bucket, bucket + _DAY_BUCKETS))
        compared += len({at for at, _ in calls.keys() | rollups.keys()})
        wrong = [key for key in calls.keys() | rollups.keys() if calls.get(key) != rollups.get(key)]
        differing += len({at for at, _ in wrong})
        for key in wrong:
            difference_calls += rollups.get(key, _NOTHING)[_CALLS] - calls.get(key, _NOTHING)[_CALLS]
            difference_nusd += rollups.get(key, _NOTHING)[_COST] - calls.get(key, _NOTHING)[_COST]
    return Reconciliation(compared, differing, difference_calls, difference_nusd)


def _sums(db: SqliteDatabase, query: Query) -> dict[tuple[int, int], tuple[int, ...]]:
    return {(row[0], row[1]): row[2:] for row in db.execute_sql(query.sql).fetchall()}
