"""Alerts."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    ForeignKeyField,
    ModelIndex,
    SmallIntegerField,
    TextField,
)

from app.ledger.tables.calls import ClientRow, ProjectRow
from app.ledger.tables.columns import Row, link, number


class AlertRuleRow(Row):
    """What is watched. A removed rule still explains what it told; without `channels` it tells all."""

    id: Any = AutoField()
    name: Any = TextField()
    kind: Any = TextField()
    parameters: Any = TextField()
    project: Any = link(ProjectRow)
    client: Any = link(ClientRow)
    provider: Any = TextField(null=True)
    account: Any = TextField(null=True)
    model: Any = TextField(null=True)
    channels: Any = TextField(null=True)
    enabled: Any = SmallIntegerField()
    since_us: Any = number()
    muted_until_us: Any = number(null=True)
    removed_us: Any = number(null=True)

    class Meta:
        table_name = "alert_rule"


AlertRuleRow.add_index(
    ModelIndex(
        AlertRuleRow,
        [AlertRuleRow.name],
        unique=True,
        where=AlertRuleRow.removed_us.is_null(),
        name="alert_rule_name",
    )
)


class AlertChannelRow(Row):
    """A way to tell somebody. Its secrets are where keys are, never here."""

    id: Any = AutoField()
    name: Any = TextField()
    kind: Any = TextField()
    options: Any = TextField()
    created_us: Any = number()
    removed_us: Any = number(null=True)

    class Meta:
        table_name = "alert_channel"


AlertChannelRow.add_index(
    ModelIndex(
        AlertChannelRow,
        [AlertChannelRow.name],
        unique=True,
        where=AlertChannelRow.removed_us.is_null(),
        name="alert_channel_name",
    )
)


class AlertRow(Row):
    """What a rule told: one thing once in one period."""

    seq: Any = AutoField()
    rule: Any = link(AlertRuleRow)
    what: Any = TextField()
    period: Any = TextField()
    at_us: Any = number()
    severity: Any = TextField()
    title: Any = TextField()
    message: Any = TextField()
    figures: Any = TextField()
    muted: Any = SmallIntegerField()
    recovered_us: Any = number(null=True)
    acknowledged_us: Any = number(null=True)

    class Meta:
        table_name = "alert"


for index in (
    ModelIndex(AlertRow, [AlertRow.rule, AlertRow.what, AlertRow.period], unique=True, name="alert_once"),
    ModelIndex(AlertRow, [AlertRow.rule], where=AlertRow.recovered_us.is_null(), name="alert_open"),
    ModelIndex(
        AlertRow, [AlertRow.seq], where=AlertRow.acknowledged_us.is_null(), name="alert_unacknowledged"
    ),
):
    AlertRow.add_index(index)


class AlertDeliveryRow(Row):
    """An alert on its way to a channel, or what became of that. Without an alert it is a test."""

    id: Any = AutoField()
    alert: Any = ForeignKeyField(
        AlertRow, column_name="alert_seq", null=True, index=False, on_delete="RESTRICT", backref="+"
    )
    channel: Any = link(AlertChannelRow)
    act: Any = TextField()
    state: Any = TextField()
    made_us: Any = number()
    due_us: Any = number()
    tries: Any = number()
    ended_us: Any = number(null=True)
    trouble: Any = TextField(null=True)

    class Meta:
        table_name = "alert_delivery"


for index in (
    ModelIndex(AlertDeliveryRow, [AlertDeliveryRow.alert], name="alert_delivery_alert"),
    ModelIndex(
        AlertDeliveryRow,
        [AlertDeliveryRow.due_us],
        where=AlertDeliveryRow.state == "waiting",
        name="alert_delivery_waiting",
    ),
):
    AlertDeliveryRow.add_index(index)


class ClientPauseRow(Row):
    """A client whose calls are refused until somebody lets it go on."""

    client: Any = ForeignKeyField(ClientRow, primary_key=True, index=False, on_delete="CASCADE", backref="+")
    since_us: Any = number()
    reason: Any = TextField()

    class Meta:
        table_name = "client_pause"
