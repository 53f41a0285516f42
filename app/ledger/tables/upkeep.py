"""What the ledger knows of itself."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    ModelIndex,
    SmallIntegerField,
    TextField,
)

from app.ledger.tables.columns import Row, number


class FactRow(Row):
    """What the ledger knows of itself: its id, the zone of its days, how far it was purged."""

    name: Any = TextField(primary_key=True)
    value: Any = TextField()

    class Meta:
        table_name = "fact"
        without_rowid = True


class CareRunRow(Row):
    """What was done for the ledger's good, and what came of it."""

    seq: Any = AutoField()
    kind: Any = TextField()
    started_us: Any = number()
    took_us: Any = number()
    ok: Any = SmallIntegerField()
    outcome: Any = TextField()

    class Meta:
        table_name = "care_run"


CareRunRow.add_index(ModelIndex(CareRunRow, [CareRunRow.kind, CareRunRow.seq], name="care_run_kind"))


class SlowQueryRow(Row):
    """A question that took long, with the way SQLite went to answer it."""

    sql: Any = TextField(primary_key=True)
    plan: Any = TextField()
    times: Any = number()
    worst_us: Any = number()
    last_us: Any = number()

    class Meta:
        table_name = "slow_query"
        without_rowid = True
