"""The user's own prices, and what they changed of past calls."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    CompositeKey,
    ForeignKeyField,
    ModelIndex,
    SmallIntegerField,
    TextField,
)

from app.ledger.tables.calls import CallRow, WordRow
from app.ledger.tables.columns import Row, link, number


class PriceOverrideRow(Row):
    """A price of the user's own, by component in pico-dollars as JSON. A removed one still explains costs."""

    id: Any = TextField(primary_key=True)
    provider: Any = TextField()
    model: Any = TextField()
    prices: Any = TextField()
    from_us: Any = number()
    until_us: Any = number(null=True)
    tier: Any = TextField(null=True)
    created_us: Any = number()
    made_by: Any = TextField()
    reason: Any = TextField()
    removed_us: Any = number(null=True)

    class Meta:
        table_name = "price_override"
        without_rowid = True


class PriceMappingRow(Row):
    """By whose list a name at a provider is priced; an empty name stands for all of the provider's."""

    provider: Any = TextField()
    name: Any = TextField()
    seller: Any = TextField()
    model: Any = TextField()
    created_us: Any = number()

    class Meta:
        table_name = "price_mapping"
        primary_key = CompositeKey("provider", "name")
        without_rowid = True


class RepricingRow(Row):
    """One act of pricing past calls anew."""

    id: Any = AutoField()
    started_us: Any = number()
    finished_us: Any = number(null=True)
    undone_us: Any = number(null=True)
    made_by: Any = TextField()
    reason: Any = TextField()

    class Meta:
        table_name = "repricing"


class CorrectionRow(Row):
    """What it changed of one call."""

    repricing: Any = link(RepricingRow)
    call: Any = ForeignKeyField(
        CallRow, column_name="call_seq", index=False, on_delete="CASCADE", backref="+"
    )
    old_nusd: Any = number(null=True)
    new_nusd: Any = number(null=True)
    old_basis: Any = SmallIntegerField()
    new_basis: Any = SmallIntegerField()
    old_price: Any = link(WordRow)
    new_price: Any = link(WordRow)

    class Meta:
        table_name = "correction"
        primary_key = CompositeKey("repricing", "call")
        without_rowid = True


CorrectionRow.add_index(ModelIndex(CorrectionRow, [CorrectionRow.call], name="correction_call_seq"))
