"""The tables, as peewee models. Seen only inside this package.

The models hold no database: a query is compiled for, and run on, the connection that it is given. What a
released file looks like is said by `migrations/`, whose steps never import this; opening compares the two.
"""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CompositeKey,
    ForeignKeyField,
    Model,
    ModelIndex,
    SmallIntegerField,
    TextField,
)

from app.core.calls import TOKEN_BUCKETS, UNIT_BUCKETS

SCHEMA = 7  # how many migrations lead to these tables
NONE_ID = 0  # the row of a dimension that stands for "without one", so that keys never hold NULL

USAGE_BASES = ("none", "measured", "estimated", "partial")  # stored as their place in here
COST_BASES = ("unpriced", "catalogue", "override", "provider", "free")
LATENCY, TTFT = 0, 1  # kinds of histogram


class Row(Model):
    class Meta:
        strict_tables = True


class Dimension(Row):
    """A name that many calls share."""

    id: Any = AutoField()
    name: Any = TextField(unique=True)


class ProviderRow(Dimension):
    class Meta:
        table_name = "provider"


class AccountRow(Dimension):
    class Meta:
        table_name = "account"


class ClientRow(Dimension):
    class Meta:
        table_name = "client"


class ProjectRow(Dimension):
    class Meta:
        table_name = "project"


class SessionRow(Dimension):
    class Meta:
        table_name = "session"


class ModelRow(Dimension):
    class Meta:
        table_name = "model"


class TagRow(Dimension):
    class Meta:
        table_name = "tag"


class WordRow(Dimension):
    """The small vocabularies: wires, methods, paths, error types, finish reasons, tiers, prices."""

    class Meta:
        table_name = "word"


def _link(to: type[Row]) -> Any:
    return ForeignKeyField(to, index=False, on_delete="RESTRICT", backref="+")


def _number(*, null: bool = False) -> Any:
    return BigIntegerField(null=null)


class CallRow(Row):
    """One call. Durations count from `started_us`; `seq` is the order in which calls were written down."""

    seq: Any = AutoField()
    id: Any = BlobField(unique=True)
    started_us: Any = _number()
    provider: Any = _link(ProviderRow)
    account: Any = _link(AccountRow)
    client: Any = _link(ClientRow)
    project: Any = _link(ProjectRow)
    session: Any = _link(SessionRow)
    model: Any = _link(ModelRow)
    model_sent: Any = _link(ModelRow)
    model_answered: Any = _link(ModelRow)
    wire: Any = _link(WordRow)
    method: Any = _link(WordRow)
    path: Any = _link(WordRow)
    error_type: Any = _link(WordRow)
    finish_reason: Any = _link(WordRow)
    service_tier: Any = _link(WordRow)
    price: Any = _link(WordRow)
    stream: Any = SmallIntegerField()
    status: Any = SmallIntegerField(null=True)
    ok: Any = SmallIntegerField()
    usage_basis: Any = SmallIntegerField()
    cost_basis: Any = SmallIntegerField()
    cost_nusd: Any = _number(null=True)
    latency_us: Any = _number()
    first_byte_us: Any = _number(null=True)
    first_token_us: Any = _number(null=True)
    last_token_us: Any = _number(null=True)
    attempts: Any = SmallIntegerField()
    clock_jumped: Any = SmallIntegerField()
    input_tokens: Any = _number(null=True)
    cache_read_tokens: Any = _number(null=True)
    cache_write_5m_tokens: Any = _number(null=True)
    cache_write_1h_tokens: Any = _number(null=True)
    output_tokens: Any = _number(null=True)
    reasoning_tokens: Any = _number(null=True)
    audio_in_tokens: Any = _number(null=True)
    audio_out_tokens: Any = _number(null=True)
    image_in_tokens: Any = _number(null=True)
    image_out_tokens: Any = _number(null=True)
    web_searches: Any = _number(null=True)
    images: Any = _number(null=True)
    audio_ms: Any = _number(null=True)
    request_bytes: Any = _number()
    response_bytes: Any = _number()
    message_count: Any = _number(null=True)
    tools_count: Any = _number(null=True)
    tool_calls: Any = _number(null=True)
    max_tokens: Any = _number(null=True)
    temperature: Any = TextField(null=True)
    top_p: Any = TextField(null=True)
    response_key: Any = _number(null=True)  # a hash of response_id, whose index is half the size
    response_id: Any = TextField(null=True)
    upstream_request_id: Any = TextField(null=True)
    error_message: Any = TextField(null=True)
    problem: Any = TextField(null=True)

    class Meta:
        table_name = "call"


def _index(name: str, *columns: Any, where: Any = None) -> None:
    CallRow.add_index(ModelIndex(CallRow, columns, where=where, name=name))


_index("call_started_us", CallRow.started_us)
_index("call_provider_id_started_us", CallRow.provider, CallRow.started_us)
_index("call_model_id_started_us", CallRow.model, CallRow.started_us)
for _name in ("account", "client", "project", "session"):
    _link_column = getattr(CallRow, _name)
    _index(f"call_{_name}", _link_column, CallRow.started_us, where=_link_column != NONE_ID)
_index("call_status", CallRow.status, CallRow.started_us, where=CallRow.status != 200)
_index("call_failed", CallRow.started_us, where=CallRow.ok == 0)
_index("call_model_sent", CallRow.started_us, where=CallRow.model_sent != NONE_ID)
_index("call_response", CallRow.response_key, where=CallRow.response_key.is_null(False))


class CallTagRow(Row):
    """A mark that a client put on a call."""

    tag: Any = _link(TagRow)
    call: Any = ForeignKeyField(CallRow, column_name="call_seq", on_delete="CASCADE", backref="+")

    class Meta:
        table_name = "call_tag"
        primary_key = CompositeKey("tag", "call")
        without_rowid = True


class SliceRow(Row):
    """What calls have in common that are summed up together. A status of 0 is "no answer"."""

    id: Any = AutoField()
    project: Any = _link(ProjectRow)
    client: Any = _link(ClientRow)
    provider: Any = _link(ProviderRow)
    account: Any = _link(AccountRow)
    model: Any = _link(ModelRow)
    status: Any = SmallIntegerField()
    ok: Any = SmallIntegerField()

    class Meta:
        table_name = "slice"


SLICE_KEY = ("project_id", "client_id", "provider_id", "account_id", "model_id", "status", "ok")
SliceRow.add_index(
    ModelIndex(SliceRow, [SliceRow._meta.columns[name] for name in SLICE_KEY], unique=True, name="slice_key")
)


class Sums(Row):
    """What is summed up of the calls of a slice."""

    calls: Any = _number()
    unpriced: Any = _number()
    estimated: Any = _number()
    partial: Any = _number()
    input_tokens: Any = _number()
    cache_read_tokens: Any = _number()
    cache_write_5m_tokens: Any = _number()
    cache_write_1h_tokens: Any = _number()
    output_tokens: Any = _number()
    reasoning_tokens: Any = _number()
    audio_in_tokens: Any = _number()
    audio_out_tokens: Any = _number()
    image_in_tokens: Any = _number()
    image_out_tokens: Any = _number()
    web_searches: Any = _number()
    images: Any = _number()
    audio_ms: Any = _number()
    cost_nusd: Any = _number()
    latency_us: Any = _number()
    ttft_calls: Any = _number()
    ttft_us: Any = _number()
    speed_tokens: Any = _number()
    speed_us: Any = _number()


class RollupRow(Sums):
    """The sums over one slice in 15 minutes; `bucket` counts them since 1970."""

    bucket: Any = BigIntegerField()
    slice: Any = _link(SliceRow)

    class Meta:
        table_name = "rollup"
        primary_key = CompositeKey("bucket", "slice")
        without_rowid = True


class DayRollupRow(Sums):
    """The same over a local day of the home zone; `day` counts days since the year 1."""

    day: Any = BigIntegerField()
    slice: Any = _link(SliceRow)

    class Meta:
        table_name = "day_rollup"
        primary_key = CompositeKey("day", "slice")
        without_rowid = True


class MonthRollupRow(Sums):
    """The same over those days of a local month that are counted; `month` counts months since the year 0."""

    month: Any = BigIntegerField()
    slice: Any = _link(SliceRow)

    class Meta:
        table_name = "month_rollup"
        primary_key = CompositeKey("month", "slice")
        without_rowid = True


class HistogramRow(Row):
    """How many calls of a slice took how long, in slots that grow by 3.9 %."""

    bucket: Any = BigIntegerField()
    slice: Any = _link(SliceRow)
    kind: Any = SmallIntegerField()
    slot: Any = SmallIntegerField()
    calls: Any = _number()

    class Meta:
        table_name = "histogram"
        primary_key = CompositeKey("bucket", "slice", "kind", "slot")
        without_rowid = True


class DayHistogramRow(Row):
    """The same over a local day of the home zone; all slots in one value: `core/histograms.py`."""

    day: Any = BigIntegerField()
    slice: Any = _link(SliceRow)
    kind: Any = SmallIntegerField()
    slots: Any = BlobField()

    class Meta:
        table_name = "day_histogram"
        primary_key = CompositeKey("day", "slice", "kind")
        without_rowid = True


class MonthHistogramRow(Row):
    """The same over those days of a local month that are counted."""

    month: Any = BigIntegerField()
    slice: Any = _link(SliceRow)
    kind: Any = SmallIntegerField()
    slots: Any = BlobField()

    class Meta:
        table_name = "month_histogram"
        primary_key = CompositeKey("month", "slice", "kind")
        without_rowid = True


class DayProofRow(Row):
    """How many calls began on a UTC day, and a digest of their rows."""

    day: Any = BigIntegerField(primary_key=True)
    calls: Any = _number()
    digest: Any = _number()

    class Meta:
        table_name = "day_proof"


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
    started_us: Any = _number()
    took_us: Any = _number()
    ok: Any = SmallIntegerField()
    outcome: Any = TextField()

    class Meta:
        table_name = "care_run"


CareRunRow.add_index(ModelIndex(CareRunRow, [CareRunRow.kind, CareRunRow.seq], name="care_run_kind"))


class SlowQueryRow(Row):
    """A question that took long, with the way SQLite went to answer it."""

    sql: Any = TextField(primary_key=True)
    plan: Any = TextField()
    times: Any = _number()
    worst_us: Any = _number()
    last_us: Any = _number()

    class Meta:
        table_name = "slow_query"
        without_rowid = True


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


class RejectedCallRow(Row):
    """A record that no table would take, kept as JSON: nothing that passed is dropped."""

    seq: Any = AutoField()
    rejected_us: Any = _number()
    reason: Any = TextField()
    body: Any = TextField()

    class Meta:
        table_name = "rejected_call"


class PriceOverrideRow(Row):
    """A price of the user's own, by component in pico-dollars as JSON. A removed one still explains costs."""

    id: Any = TextField(primary_key=True)
    provider: Any = TextField()
    model: Any = TextField()
    prices: Any = TextField()
    from_us: Any = _number()
    until_us: Any = _number(null=True)
    tier: Any = TextField(null=True)
    created_us: Any = _number()
    made_by: Any = TextField()
    reason: Any = TextField()
    removed_us: Any = _number(null=True)

    class Meta:
        table_name = "price_override"
        without_rowid = True


class PriceMappingRow(Row):
    """By whose list a name at a provider is priced; an empty name stands for all of the provider's."""

    provider: Any = TextField()
    name: Any = TextField()
    seller: Any = TextField()
    model: Any = TextField()
    created_us: Any = _number()

    class Meta:
        table_name = "price_mapping"
        primary_key = CompositeKey("provider", "name")
        without_rowid = True


class RepricingRow(Row):
    """One act of pricing past calls anew."""

    id: Any = AutoField()
    started_us: Any = _number()
    finished_us: Any = _number(null=True)
    undone_us: Any = _number(null=True)
    made_by: Any = TextField()
    reason: Any = TextField()

    class Meta:
        table_name = "repricing"


class CorrectionRow(Row):
    """What it changed of one call."""

    repricing: Any = _link(RepricingRow)
    call: Any = ForeignKeyField(
        CallRow, column_name="call_seq", index=False, on_delete="CASCADE", backref="+"
    )
    old_nusd: Any = _number(null=True)
    new_nusd: Any = _number(null=True)
    old_basis: Any = SmallIntegerField()
    new_basis: Any = SmallIntegerField()
    old_price: Any = _link(WordRow)
    new_price: Any = _link(WordRow)

    class Meta:
        table_name = "correction"
        primary_key = CompositeKey("repricing", "call")
        without_rowid = True


CorrectionRow.add_index(ModelIndex(CorrectionRow, [CorrectionRow.call], name="correction_call_seq"))


class ClientProfileRow(Row):
    """What is known of a client beside its name. One that was found by itself has no token."""

    client: Any = ForeignKeyField(ClientRow, primary_key=True, index=False, on_delete="RESTRICT", backref="+")
    origin: Any = TextField()
    family: Any = TextField(null=True)
    project: Any = _link(ProjectRow)
    archived: Any = SmallIntegerField()
    created_us: Any = _number()

    class Meta:
        table_name = "client_profile"


class ClientFingerprintRow(Row):
    """How a client is known again: a keyed digest of its family and its credential."""

    fingerprint: Any = TextField(primary_key=True)
    client: Any = _link(ClientProfileRow)
    created_us: Any = _number()

    class Meta:
        table_name = "client_fingerprint"
        without_rowid = True


class ClientTokenRow(Row):
    """A local token: its digest, never itself, with what it may be used for."""

    id: Any = AutoField()
    client: Any = _link(ClientProfileRow)
    prefix: Any = TextField()
    digest: Any = BlobField(unique=True)
    providers: Any = TextField()
    models: Any = TextField()
    project: Any = _link(ProjectRow)
    expires_us: Any = _number(null=True)
    revoked_us: Any = _number(null=True)
    last_used_us: Any = _number(null=True)
    created_us: Any = _number()

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
    created_us: Any = _number()

    class Meta:
        table_name = "project_profile"


class ProjectRuleRow(Row):
    """Which calls belong to a project, by patterns; the first rule that fits decides."""

    id: Any = AutoField()
    project: Any = _link(ProjectRow)
    path: Any = TextField(null=True)
    model: Any = TextField(null=True)
    client: Any = TextField(null=True)
    folder: Any = TextField(null=True)
    position: Any = _number()
    created_us: Any = _number()

    class Meta:
        table_name = "project_rule"


class AccountConfigRow(Row):
    """One of the accounts at a provider. A removed one still explains its entries."""

    id: Any = AutoField()
    provider: Any = TextField()
    name: Any = TextField()
    base_url: Any = TextField()
    kind: Any = TextField()
    priority: Any = _number()
    weight: Any = _number()
    paused: Any = SmallIntegerField()
    low_balance_nusd: Any = _number(null=True)
    created_us: Any = _number()
    removed_us: Any = _number(null=True)

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
    account: Any = _link(AccountConfigRow)
    at_us: Any = _number()
    kind: Any = TextField()
    amount_nusd: Any = _number()
    balance_nusd: Any = _number()
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
    sticky_us: Any = _number(null=True)

    class Meta:
        table_name = "routing"
        without_rowid = True


class AliasRow(Row):
    """A name that stands for models, in the order in which they are tried."""

    name: Any = TextField(primary_key=True)
    targets: Any = TextField()
    created_us: Any = _number()

    class Meta:
        table_name = "alias"
        without_rowid = True


class AuditRow(Row):
    """An act: who did what to what, with what was so before and after, never a secret."""

    seq: Any = AutoField()
    at_us: Any = _number()
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
    started_us: Any = _number()
    finished_us: Any = _number(null=True)
    undone_us: Any = _number(null=True)
    made_by: Any = TextField()
    reason: Any = TextField()

    class Meta:
        table_name = "retag"


class RetagCallRow(Row):
    """What it changed of one call."""

    retag: Any = _link(RetagRow)
    call: Any = ForeignKeyField(
        CallRow, column_name="call_seq", index=False, on_delete="CASCADE", backref="+"
    )
    old_project: Any = _link(ProjectRow)
    new_project: Any = _link(ProjectRow)

    class Meta:
        table_name = "retag_call"
        primary_key = CompositeKey("retag", "call")
        without_rowid = True


RetagCallRow.add_index(ModelIndex(RetagCallRow, [RetagCallRow.call], name="retag_call_call_seq"))


class BudgetRow(Row):
    """A budget, as the user made it. A removed one still explains its events."""

    id: Any = AutoField()
    name: Any = TextField()
    amount: Any = _number()
    unit: Any = TextField()
    period: Any = TextField()
    hours: Any = _number()
    zone: Any = TextField()
    project: Any = _link(ProjectRow)
    client: Any = _link(ClientRow)
    provider: Any = TextField(null=True)
    account: Any = TextField(null=True)
    model: Any = TextField(null=True)
    action: Any = TextField()
    thresholds: Any = TextField()
    unpriced: Any = TextField()
    paused: Any = SmallIntegerField()
    created_us: Any = _number()
    removed_us: Any = _number(null=True)

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
    budget: Any = _link(BudgetRow)
    by_amount: Any = _number()
    from_us: Any = _number()
    until_us: Any = _number()

    class Meta:
        table_name = "budget_raise"


BudgetRaiseRow.add_index(ModelIndex(BudgetRaiseRow, [BudgetRaiseRow.budget], name="budget_raise_budget"))


class BudgetEventRow(Row):
    """What happened to a budget: a threshold passed, a call refused or let through beyond it."""

    seq: Any = AutoField()
    budget: Any = _link(BudgetRow)
    at_us: Any = _number()
    since_us: Any = _number()
    kind: Any = TextField()
    percent: Any = _number(null=True)
    spent: Any = _number()
    amount: Any = _number()
    call_id: Any = BlobField(null=True)

    class Meta:
        table_name = "budget_event"


BudgetEventRow.add_index(
    ModelIndex(BudgetEventRow, [BudgetEventRow.budget, BudgetEventRow.seq], name="budget_event_budget")
)


class AlertRuleRow(Row):
    """What is watched. A removed rule still explains what it told; without `channels` it tells all."""

    id: Any = AutoField()
    name: Any = TextField()
    kind: Any = TextField()
    parameters: Any = TextField()
    project: Any = _link(ProjectRow)
    client: Any = _link(ClientRow)
    provider: Any = TextField(null=True)
    account: Any = TextField(null=True)
    model: Any = TextField(null=True)
    channels: Any = TextField(null=True)
    enabled: Any = SmallIntegerField()
    since_us: Any = _number()
    muted_until_us: Any = _number(null=True)
    removed_us: Any = _number(null=True)

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
    created_us: Any = _number()
    removed_us: Any = _number(null=True)

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
    rule: Any = _link(AlertRuleRow)
    what: Any = TextField()
    period: Any = TextField()
    at_us: Any = _number()
    severity: Any = TextField()
    title: Any = TextField()
    message: Any = TextField()
    figures: Any = TextField()
    muted: Any = SmallIntegerField()
    recovered_us: Any = _number(null=True)
    acknowledged_us: Any = _number(null=True)

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
    channel: Any = _link(AlertChannelRow)
    act: Any = TextField()
    state: Any = TextField()
    made_us: Any = _number()
    due_us: Any = _number()
    tries: Any = _number()
    ended_us: Any = _number(null=True)
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
    since_us: Any = _number()
    reason: Any = TextField()

    class Meta:
        table_name = "client_pause"


TABLES: tuple[type[Row], ...] = (
    ProviderRow, AccountRow, ClientRow, ProjectRow, SessionRow, ModelRow, TagRow, WordRow,
    CallRow, CallTagRow, SliceRow, RollupRow, HistogramRow, ProviderConfigRow, RejectedCallRow,
    DayRollupRow, DayHistogramRow, MonthRollupRow, MonthHistogramRow,
    DayProofRow, FactRow, CareRunRow, SlowQueryRow,
    PriceOverrideRow, PriceMappingRow, RepricingRow, CorrectionRow,
    ClientProfileRow, ClientFingerprintRow, ClientTokenRow, ProjectProfileRow, ProjectRuleRow,
    AccountConfigRow, BalanceEntryRow, RoutingRow, AliasRow, AuditRow, RetagRow, RetagCallRow,
    BudgetRow, BudgetRaiseRow, BudgetEventRow,
    AlertRuleRow, AlertChannelRow, AlertRow, AlertDeliveryRow, ClientPauseRow,
)  # fmt: skip

USAGE_COLUMNS = (*TOKEN_BUCKETS, *UNIT_BUCKETS)
