"""What is summed up over calls."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BlobField,
    CompositeKey,
    ModelIndex,
    SmallIntegerField,
)

from app.ledger.tables.calls import AccountRow, ClientRow, ModelRow, ProjectRow, ProviderRow
from app.ledger.tables.columns import Row, link, number

LATENCY, TTFT = 0, 1  # kinds of histogram


class SliceRow(Row):
    """What calls have in common that are summed up together. A status of 0 is "no answer"."""

    id: Any = AutoField()
    project: Any = link(ProjectRow)
    client: Any = link(ClientRow)
    provider: Any = link(ProviderRow)
    account: Any = link(AccountRow)
    model: Any = link(ModelRow)
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

    calls: Any = number()
    unpriced: Any = number()
    estimated: Any = number()
    partial: Any = number()
    input_tokens: Any = number()
    cache_read_tokens: Any = number()
    cache_write_5m_tokens: Any = number()
    cache_write_1h_tokens: Any = number()
    output_tokens: Any = number()
    reasoning_tokens: Any = number()
    audio_in_tokens: Any = number()
    audio_out_tokens: Any = number()
    image_in_tokens: Any = number()
    image_out_tokens: Any = number()
    web_searches: Any = number()
    images: Any = number()
    audio_ms: Any = number()
    cost_nusd: Any = number()
    latency_us: Any = number()
    ttft_calls: Any = number()
    ttft_us: Any = number()
    speed_tokens: Any = number()
    speed_us: Any = number()
    equivalent_nusd: Any = BigIntegerField(constraints=[SQL("DEFAULT 0")])  # came later than the others


class RollupRow(Sums):
    """The sums over one slice in 15 minutes; `bucket` counts them since 1970."""

    bucket: Any = BigIntegerField()
    slice: Any = link(SliceRow)

    class Meta:
        table_name = "rollup"
        primary_key = CompositeKey("bucket", "slice")
        without_rowid = True


class DayRollupRow(Sums):
    """The same over a local day of the home zone; `day` counts days since the year 1."""

    day: Any = BigIntegerField()
    slice: Any = link(SliceRow)

    class Meta:
        table_name = "day_rollup"
        primary_key = CompositeKey("day", "slice")
        without_rowid = True


class MonthRollupRow(Sums):
    """The same over those days of a local month that are counted; `month` counts months since the year 0."""

    month: Any = BigIntegerField()
    slice: Any = link(SliceRow)

    class Meta:
        table_name = "month_rollup"
        primary_key = CompositeKey("month", "slice")
        without_rowid = True


class HistogramRow(Row):
    """How many calls of a slice took how long, in slots that grow by 3.9 %."""

    bucket: Any = BigIntegerField()
    slice: Any = link(SliceRow)
    kind: Any = SmallIntegerField()
    slot: Any = SmallIntegerField()
    calls: Any = number()

    class Meta:
        table_name = "histogram"
        primary_key = CompositeKey("bucket", "slice", "kind", "slot")
        without_rowid = True


class DayHistogramRow(Row):
    """The same over a local day of the home zone; all slots in one value: `core/histograms.py`."""

    day: Any = BigIntegerField()
    slice: Any = link(SliceRow)
    kind: Any = SmallIntegerField()
    slots: Any = BlobField()

    class Meta:
        table_name = "day_histogram"
        primary_key = CompositeKey("day", "slice", "kind")
        without_rowid = True


class MonthHistogramRow(Row):
    """The same over those days of a local month that are counted."""

    month: Any = BigIntegerField()
    slice: Any = link(SliceRow)
    kind: Any = SmallIntegerField()
    slots: Any = BlobField()

    class Meta:
        table_name = "month_histogram"
        primary_key = CompositeKey("month", "slice", "kind")
        without_rowid = True


class DayProofRow(Row):
    """How many calls began on a UTC day, and a digest of their rows."""

    day: Any = BigIntegerField(primary_key=True)
    calls: Any = number()
    digest: Any = number()

    class Meta:
        table_name = "day_proof"
