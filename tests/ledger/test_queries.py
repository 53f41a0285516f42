"""Every question is answered by an index: no answer takes longer because the ledger is old."""

import itertools
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from app.core.filters import CallFilter
from app.core.periods import Span
from app.ledger import Ledger, queries
from app.ledger.pool import Pool
from app.ledger.queries import Query
from app.ledger.sources import (
    CALLS,
    DAY_HISTOGRAMS,
    DAYS,
    HISTOGRAMS,
    MONTH_HISTOGRAMS,
    MONTHS,
    ROLLUPS,
)
from tests.ledger.making import QUARTER_US, T0_US, make_calls, record

START_US = T0_US // QUARTER_US * QUARTER_US
RANGE = CallFilter(START_US, START_US + 8 * QUARTER_US)
SPANS = [(n, Span(START_US + n * QUARTER_US, START_US + (n + 1) * QUARTER_US)) for n in range(4)]

PAGES = {
    "all": (CallFilter(), "call_started_us"),
    "range": (RANGE, "call_started_us"),
    "provider": (CallFilter(provider=("openai",)), "call_provider_id_started_us"),
    "model": (CallFilter(model=("gpt-5",)), "call_model_id_started_us"),
    "account": (CallFilter(account=("work",)), "call_account"),
    "client": (CallFilter(client=("codex",)), "call_client"),
    "project": (CallFilter(project=("tollgate",)), "call_project"),
    "session": (CallFilter(session=("s-1",)), "call_session"),
    "code": (CallFilter(status=("429",)), "call_status"),
    "failed": (CallFilter(status=("failed",)), "call_failed"),
    "tag": (CallFilter(tag=("nightly",)), "call_started_us"),
    "wire": (CallFilter(wire=("openai-chat",)), "call_started_us"),
    "text": (CallFilter(text="gpt"), "call_started_us"),
}


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    ledger.count_days_in(ZoneInfo("Europe/Berlin")).result(10)
    record(ledger, make_calls(300))
    return ledger


def plan(ledger: Ledger, query: Query) -> list[str]:
    def explain(db: object) -> list[str]:
        rows = db.execute_sql(f"EXPLAIN QUERY PLAN {query.sql}", query.params).fetchall()  # type: ignore[attr-defined]
        return [row[3] for row in rows]

    return ledger.write(explain).result(5)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("before", [None, (START_US, 1)], ids=["first", "next"])
def test_a_page_of_calls_is_read_from_an_index_in_its_order(
    filled: Ledger, name: str, before: tuple[int, int] | None
) -> None:
    chosen, index = PAGES[name]
    lines = plan(filled, queries.page(chosen, 100, before))
    (line,) = [line for line in lines if " call " in line]
    assert f"USING INDEX {index}" in line
    assert not [line for line in lines if "ORDER BY" in line]


@pytest.mark.parametrize("text", ["chatcmpl-1", "01KJ9Z8T5J7Q4X2M0000000000"])
def test_an_id_is_looked_up_not_searched_for(filled: Ledger, text: str) -> None:
    lines = plan(filled, queries.page(CallFilter(text=text), 100, None, text_is_id=True))
    assert any("call_response" in line for line in lines)
    assert not [line for line in lines if line.startswith("SCAN call")]
    found = filled.reader.calls(CallFilter(text="chatcmpl-1"), 100)
    more = filled.reader.calls(CallFilter(text="chatcmpl-1"), 300, found[-1].id)
    assert (len(found), len(more)) == (100, 200)


def test_sums_over_time_search_the_rollups(filled: Ledger) -> None:
    for source, table in ((ROLLUPS, "rollup"), (HISTOGRAMS, "histogram")):
        for query in (
            queries.sums(source, RANGE, ["model"]),
            queries.sums_over(source, SPANS, RANGE, ["model"]),
        ):
            lines = plan(filled, query)
            assert f"SEARCH {table} USING PRIMARY KEY (bucket>? AND bucket<?)" in lines
            assert not [
                line for line in lines if line.startswith(("SCAN rollup", "SCAN histogram", "SCAN slice"))
            ]


@pytest.mark.parametrize("unit", ["day", "month"])
def test_sums_of_days_and_months_search_those(filled: Ledger, unit: str) -> None:
    whole = CallFilter(739_000, 740_000)
    spans = [(n, Span(739_000 + n, 739_001 + n)) for n in range(4)]
    sources = {"day": (DAYS, DAY_HISTOGRAMS), "month": (MONTHS, MONTH_HISTOGRAMS)}[unit]
    for source, table in zip(sources, (f"{unit}_rollup", f"{unit}_histogram"), strict=True):
        for query in (
            queries.sums(source, whole, ["model"]),
            queries.sums_over(source, spans, whole, ["model"]),
        ):
            lines = plan(filled, query)
            assert f"SEARCH {table} USING PRIMARY KEY ({unit}>? AND {unit}<?)" in lines
            assert not [line for line in lines if line.startswith((f"SCAN {unit}", "SCAN slice"))]


def test_a_heat_map_walks_the_sums_in_their_order(filled: Ledger) -> None:
    for chosen in (RANGE, replace(RANGE, model=("gpt-5",))):
        lines = plan(filled, queries.by_quarter(ROLLUPS, chosen, ["cost_nusd"]))
        assert "SEARCH rollup USING PRIMARY KEY (bucket>? AND bucket<?)" in lines
        assert not [line for line in lines if "TEMP B-TREE" in line]


def test_what_the_rollups_do_not_know_searches_an_index_of_the_calls(filled: Ledger) -> None:
    session = CallFilter(*(RANGE.since_us, RANGE.until_us), session=("s-1",))
    asked = [
        queries.sums(CALLS, RANGE, ["session"]),
        queries.sums(CALLS, session, ["model"]),
        queries.sums_over(CALLS, SPANS, session, []),
        queries.durations(SPANS, RANGE, ["model"]),
        queries.by_quarter(CALLS, RANGE, ["cost_nusd", "calls"]),
        *queries.names_of("model", [1, 2]),
        queries.one(b"0" * 16),
        queries.position(b"0" * 16),
        queries.tags_of([1, 2, 3]),
        *queries.bounds(),
    ]
    for query in asked:
        lines = plan(filled, query)
        scans = [line for line in lines if line.startswith(("SCAN call", "SCAN rollup"))]
        assert not scans, (query.sql, lines)


def test_a_page_costs_two_statements_however_long_it_is(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Query] = []
    rows = Pool.rows

    def counted(self: object, db: object, query: Query) -> object:
        asked.append(query)
        return rows(self, db, query)  # type: ignore[arg-type]

    monkeypatch.setattr(Pool, "rows", counted)
    assert len(filled.reader.calls(CallFilter(), 300)) == 300
    assert len(asked) == 2


def test_no_indexed_column_stands_inside_a_function_and_nothing_skips_rows(filled: Ledger) -> None:
    for (chosen, _), source in itertools.product(PAGES.values(), (CALLS, ROLLUPS)):
        asked = [queries.page(chosen, 10, None)]
        if source is CALLS or queries.in_rollups(chosen, []):
            asked.append(queries.sums_over(source, SPANS, chosen, ["model"]))
        for query in asked:
            sql = query.sql.lower()
            assert "offset" not in sql
            where = sql.split(" where ", 1)[1] if " where " in sql else ""
            for word in ("strftime", "date(", "lower(", "cast("):
                assert word not in where


def test_a_year_by_hours_is_asked_in_a_few_statements(filled: Ledger) -> None:
    year_us = 365 * 96 * QUARTER_US
    chosen = CallFilter(START_US - year_us, START_US + 8 * QUARTER_US)
    series = filled.reader.series(chosen, "hour", ZoneInfo("Asia/Kathmandu"), "model")
    assert len(series.starts_us) in (365 * 24 + 2, 365 * 24 + 3)
    assert sum(t.calls for t in series.whole) == filled.reader.summary(chosen).calls > 100


def test_a_page_of_several_values_is_merged_from_pages_of_one(filled: Ledger) -> None:
    record(filled, make_calls(300, model="claude"))
    record(filled, make_calls(300, model="other"))
    chosen = CallFilter(model=("gpt-5", "claude"))
    for part in queries.split(chosen):
        lines = plan(filled, queries.page(part, 100, None))
        assert not [line for line in lines if "ORDER BY" in line]
    pages = list(filled.reader.each_call(chosen))
    assert len({call.id for call in pages}) == len(pages) == 600
    assert [call.started_us for call in pages] == sorted((call.started_us for call in pages), reverse=True)
    overlapping = CallFilter(status=("ok", "200"))
    assert len(list(filled.reader.each_call(overlapping))) == 900
