"""Budgets."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    BlobField,
    ModelIndex,
    SmallIntegerField,
    TextField,
)

from app.ledger.tables.calls import ClientRow, ProjectRow
from app.ledger.tables.columns import Row, link, number


class BudgetRow(Row):
    """A budget, as the user made it. A removed one still explains its events."""

    id: Any = AutoField()
    name: Any = TextField()
    amount: Any = number()
    unit: Any = TextField()
    period: Any = TextField()
    hours: Any = number()
    zone: Any = TextField()
    project: Any = link(ProjectRow)
    client: Any = link(ClientRow)
    provider: Any = TextField(null=True)
    account: Any = TextField(null=True)
    model: Any = TextField(null=True)
    action: Any = TextField()
    thresholds: Any = TextField()
    unpriced: Any = TextField()
    paused: Any = SmallIntegerField()
    created_us: Any = number()
    removed_us: Any = number(null=True)

    class Meta:
        table_name = "budget"


BudgetRow.add_index(
    ModelIndex(
        BudgetRow, [BudgetRow.name], unique=True, where=BudgetRow.removed_us.is_null(), name="budget_name"
    )
)


class BudgetRaiseRow(Row):
    """More of a budget, for a while."""

    id: Any = AutoField()
    budget: Any = link(BudgetRow)
    by_amount: Any = number()
    from_us: Any = number()
    until_us: Any = number()

    class Meta:
        table_name = "budget_raise"


BudgetRaiseRow.add_index(ModelIndex(BudgetRaiseRow, [BudgetRaiseRow.budget], name="budget_raise_budget"))


class BudgetEventRow(Row):
    """What happened to a budget: a threshold passed, a call refused or let through beyond it."""

    seq: Any = AutoField()
    budget: Any = link(BudgetRow)
    at_us: Any = number()
    since_us: Any = number()
    kind: Any = TextField()
    percent: Any = number(null=True)
    spent: Any = number()
    amount: Any = number()
    call_id: Any = BlobField(null=True)

    class Meta:
        table_name = "budget_event"


BudgetEventRow.add_index(
    ModelIndex(BudgetEventRow, [BudgetEventRow.budget, BudgetEventRow.seq], name="budget_event_budget")
)
