"""A Parquet file of calls says exactly what the ledger has, to a reader that is not ours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.calls import Call, Usage
from app.core.filters import CallFilter
from app.core.records import as_record
from app.ledger import Ledger
from app.services import exporting
from app.services.exporting import FORMATS, export
from app.services.parquet import Column, ParquetWriter
from tests.ledger.making import T0_US, any_call, make_call, open_ledger, record

EVERYTHING = CallFilter()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger")
    yield opened
    opened.close()


def as_arrow(call: Call) -> dict[str, Any]:
    """What a reader with types should see of it."""
    started = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=call.started_us)
    cost, equivalent = (
        None if nusd is None else Decimal(nusd).scaleb(-9) for nusd in (call.cost_nusd, call.equivalent_nusd)
    )
    return as_record(call) | {"started_at": started, "cost_usd": cost, "equivalent_usd": equivalent}


def test_every_value_of_every_call_is_there_with_its_type(ledger: Ledger, tmp_path: Path) -> None:
    empty = Call(id=make_call().id, started_us=T0_US, provider="p", wire="other", method="GET", path="/")
    others = [
        make_call(tags=(), cost_nusd=0),
        make_call(tags=("one",), cost_nusd=2**60, usage=Usage(input_tokens=2**62), stream=False),
        make_call(error_message="ß\0\u202e 'quoted' " * 50, cost_nusd=None),
    ]
    record(ledger, [make_call(), empty, *others])
    path = tmp_path / "calls.parquet"
    assert export(ledger.reader, EVERYTHING, path) == 5
    assert path.stat().st_mode & 0o777 == 0o600
    table = pq.read_table(path)
    assert table.to_pylist() == [as_arrow(call) for call in ledger.reader.calls(EVERYTHING, 10)]
    assert table.schema.field("started_at").type == pa.timestamp("us", tz="UTC")
    assert table.schema.field("cost_usd").type == pa.decimal128(18, 9)
    assert table.schema.field("input_tokens").type == pa.int64()
    assert table.schema.field("latency_ms").type == pa.float64()
    assert table.schema.field("ok").type == pa.bool_()
    assert pa.types.is_list(table.schema.field("tags").type)


@given(calls=st.lists(any_call(), max_size=40), rows=st.integers(1, 17))
@settings(max_examples=30, deadline=None)
def test_any_calls_in_any_row_groups_are_read_by_others(
    tmp_path_factory: pytest.TempPathFactory, calls: list[Call], rows: int
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "calls.parquet"
    with pytest.MonkeyPatch.context() as patch, path.open("wb") as file:
        patch.setattr(exporting, "_GROUP_ROWS", rows)
        assert FORMATS[".parquet"](file, calls) == len(calls)
    found = pq.ParquetFile(path)
    assert found.metadata.num_row_groups == -(-len(calls) // rows)
    assert found.read().to_pylist() == [as_arrow(replace(call)) for call in calls]


_cells = st.tuples(
    st.none() | st.booleans(),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.text(),
    st.lists(st.text(max_size=3), max_size=4),
)


@given(st.lists(_cells, min_size=1, max_size=70))
def test_what_is_missing_and_what_is_repeated_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "any.parquet"
    columns = [Column("b", "bool"), Column("i", "int"), Column("t", "text"), Column("l", "texts")]
    with path.open("wb") as file:
        writer = ParquetWriter(file, columns, "a test")
        writer.write(rows)
        writer.close()
    found = [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    assert found == rows
