"""Providers, clients, projects, accounts and aliases; who changed what."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    BlobField,
    CompositeKey,
    ForeignKeyField,
    ModelIndex,
    SmallIntegerField,
    TextField,
)

from app.ledger.tables.calls import CallRow, ClientRow, ProjectRow
from app.ledger.tables.columns import Row, link, number


class ProviderConfigRow(Row):
    """A provider that the user made, or how they changed a built-in one."""

    id: Any = TextField(primary_key=True)
    name: Any = TextField()
    api: Any = TextField()
    base_url: Any = TextField()
    local: Any = SmallIntegerField()
    inject_usage: Any = SmallIntegerField()
    builtin: Any = SmallIntegerField()
    key_header: Any = TextField()

    class Meta:
        table_name = "provider_config"
        without_rowid = True


class ClientProfileRow(Row):
    """What is known of a client beside its name. One that was found by itself has no token."""

    client: Any = ForeignKeyField(ClientRow, primary_key=True, index=False, on_delete="RESTRICT", backref="+")
    origin: Any = TextField()
    family: Any = TextField(null=True)
    project: Any = link(ProjectRow)
    archived: Any = SmallIntegerField()
    created_us: Any = number()

    class Meta:
        table_name = "client_profile"


class ClientFingerprintRow(Row):
    """How a client is known again: a keyed digest of its family and its credential."""

    fingerprint: Any = TextField(primary_key=True)
    client: Any = link(ClientProfileRow)
    created_us: Any = number()

    class Meta:
        table_name = "client_fingerprint"
        without_rowid = True


class ClientTokenRow(Row):
    """A local token: its digest, never itself, with what it may be used for."""

    id: Any = AutoField()
    client: Any = link(ClientProfileRow)
    prefix: Any = TextField()
    digest: Any = BlobField(unique=True)
    providers: Any = TextField()
    models: Any = TextField()
    project: Any = link(ProjectRow)
    expires_us: Any = number(null=True)
    revoked_us: Any = number(null=True)
    last_used_us: Any = number(null=True)
    created_us: Any = number()

    class Meta:
        table_name = "client_token"


ClientTokenRow.add_index(ModelIndex(ClientTokenRow, [ClientTokenRow.client], name="client_token_client"))


class ProjectProfileRow(Row):
    """What is known of a project beside its name."""

    project: Any = ForeignKeyField(
        ProjectRow, primary_key=True, index=False, on_delete="RESTRICT", backref="+"
    )
    colour: Any = TextField()
    archived: Any = SmallIntegerField()
    created_us: Any = number()

    class Meta:
        table_name = "project_profile"


class ProjectRuleRow(Row):
    """Which calls belong to a project, by patterns; the first rule that fits decides."""

    id: Any = AutoField()
    project: Any = link(ProjectRow)
    path: Any = TextField(null=True)
    model: Any = TextField(null=True)
    client: Any = TextField(null=True)
    folder: Any = TextField(null=True)
    position: Any = number()
    created_us: Any = number()

    class Meta:
        table_name = "project_rule"


class AccountConfigRow(Row):
    """One of the accounts at a provider. A removed one still explains its entries."""

    id: Any = AutoField()
    provider: Any = TextField()
    name: Any = TextField()
    base_url: Any = TextField()
    kind: Any = TextField()
    priority: Any = number()
    weight: Any = number()
    paused: Any = SmallIntegerField()
    low_balance_nusd: Any = number(null=True)
    created_us: Any = number()
    removed_us: Any = number(null=True)

    class Meta:
        table_name = "account_config"


AccountConfigRow.add_index(
    ModelIndex(
        AccountConfigRow,
        [AccountConfigRow.provider, AccountConfigRow.name],
        unique=True,
        name="account_config_name",
    )
)


class BalanceEntryRow(Row):
    """A change of what is left on a prepaid account, and what was left after it."""

    seq: Any = AutoField()
    account: Any = link(AccountConfigRow)
    at_us: Any = number()
    kind: Any = TextField()
    amount_nusd: Any = number()
    balance_nusd: Any = number()
    call_id: Any = BlobField(null=True)
    made_by: Any = TextField()
    reason: Any = TextField()

    class Meta:
        table_name = "balance_entry"


BalanceEntryRow.add_index(
    ModelIndex(BalanceEntryRow, [BalanceEntryRow.account, BalanceEntryRow.seq], name="balance_entry_account")
)
BalanceEntryRow.add_index(
    ModelIndex(
        BalanceEntryRow,
        [BalanceEntryRow.call_id],
        unique=True,
        where=BalanceEntryRow.kind == "spend",
        name="balance_entry_spend",
    )
)


class RoutingRow(Row):
    """How a provider's accounts take turns, and for how long a session stays with one."""

    provider: Any = TextField(primary_key=True)
    strategy: Any = TextField()
    sticky_us: Any = number(null=True)

    class Meta:
        table_name = "routing"
        without_rowid = True


class AliasRow(Row):
    """A name that stands for models, in the order in which they are tried."""

    name: Any = TextField(primary_key=True)
    targets: Any = TextField()
    created_us: Any = number()

    class Meta:
        table_name = "alias"
        without_rowid = True


class AuditRow(Row):
    """An act: who did what to what, with what was so before and after, never a secret."""

    seq: Any = AutoField()
    at_us: Any = number()
    actor: Any = TextField()
    act: Any = TextField()
    subject: Any = TextField()
    before: Any = TextField(null=True)
    after: Any = TextField(null=True)

    class Meta:
        table_name = "audit"


AuditRow.add_index(ModelIndex(AuditRow, [AuditRow.at_us], name="audit_at_us"))


class RetagRow(Row):
    """One act of giving past calls another project."""

    id: Any = AutoField()
    started_us: Any = number()
    finished_us: Any = number(null=True)
    undone_us: Any = number(null=True)
    made_by: Any = TextField()
    reason: Any = TextField()

    class Meta:
        table_name = "retag"


class RetagCallRow(Row):
    """What it changed of one call."""

    retag: Any = link(RetagRow)
    call: Any = ForeignKeyField(
        CallRow, column_name="call_seq", index=False, on_delete="CASCADE", backref="+"
    )
    old_project: Any = link(ProjectRow)
    new_project: Any = link(ProjectRow)

    class Meta:
        table_name = "retag_call"
        primary_key = CompositeKey("retag", "call")
        without_rowid = True


RetagCallRow.add_index(ModelIndex(RetagCallRow, [RetagCallRow.call], name="retag_call_call_seq"))
