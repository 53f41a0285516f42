"""Calls, and the names that many of them share."""

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

from app.core.calls import TOKEN_BUCKETS, UNIT_BUCKETS
from app.ledger.tables.columns import NONE_ID, Dimension, Row, link, number

USAGE_BASES = ("none", "measured", "estimated", "partial")  # stored as their place in here
COST_BASES = ("unpriced", "catalogue", "override", "provider", "free")
USAGE_COLUMNS = (*TOKEN_BUCKETS, *UNIT_BUCKETS)


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


class CallRow(Row):
    """One call. Durations count from `started_us`; `seq` is the order in which calls were written down."""

    seq: Any = AutoField()
    id: Any = BlobField(unique=True)
    started_us: Any = number()
    provider: Any = link(ProviderRow)
    account: Any = link(AccountRow)
    client: Any = link(ClientRow)
    project: Any = link(ProjectRow)
    session: Any = link(SessionRow)
    model: Any = link(ModelRow)
    model_sent: Any = link(ModelRow)
    model_answered: Any = link(ModelRow)
    wire: Any = link(WordRow)
    method: Any = link(WordRow)
    path: Any = link(WordRow)
    error_type: Any = link(WordRow)
    finish_reason: Any = link(WordRow)
    service_tier: Any = link(WordRow)
    price: Any = link(WordRow)
    stream: Any = SmallIntegerField()
    status: Any = SmallIntegerField(null=True)
    ok: Any = SmallIntegerField()
    usage_basis: Any = SmallIntegerField()
    cost_basis: Any = SmallIntegerField()
    cost_nusd: Any = number(null=True)
    latency_us: Any = number()
    first_byte_us: Any = number(null=True)
    first_token_us: Any = number(null=True)
    last_token_us: Any = number(null=True)
    attempts: Any = SmallIntegerField()
    clock_jumped: Any = SmallIntegerField()
    input_tokens: Any = number(null=True)
    cache_read_tokens: Any = number(null=True)
    cache_write_5m_tokens: Any = number(null=True)
    cache_write_1h_tokens: Any = number(null=True)
    output_tokens: Any = number(null=True)
    reasoning_tokens: Any = number(null=True)
    audio_in_tokens: Any = number(null=True)
    audio_out_tokens: Any = number(null=True)
    image_in_tokens: Any = number(null=True)
    image_out_tokens: Any = number(null=True)
    web_searches: Any = number(null=True)
    images: Any = number(null=True)
    audio_ms: Any = number(null=True)
    request_bytes: Any = number()
    response_bytes: Any = number()
    message_count: Any = number(null=True)
    tools_count: Any = number(null=True)
    tool_calls: Any = number(null=True)
    max_tokens: Any = number(null=True)
    temperature: Any = TextField(null=True)
    top_p: Any = TextField(null=True)
    response_key: Any = number(null=True)  # a hash of response_id, whose index is half the size
    response_id: Any = TextField(null=True)
    upstream_request_id: Any = TextField(null=True)
    error_message: Any = TextField(null=True)
    problem: Any = TextField(null=True)
    equivalent_nusd: Any = number(null=True)  # of what a flat rate covers, whose cost is 0

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

    tag: Any = link(TagRow)
    call: Any = ForeignKeyField(CallRow, column_name="call_seq", on_delete="CASCADE", backref="+")

    class Meta:
        table_name = "call_tag"
        primary_key = CompositeKey("tag", "call")
        without_rowid = True


class RejectedCallRow(Row):
    """A record that no table would take, kept as JSON: nothing that passed is dropped."""

    seq: Any = AutoField()
    rejected_us: Any = number()
    reason: Any = TextField()
    body: Any = TextField()

    class Meta:
        table_name = "rejected_call"
