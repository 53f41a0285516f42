"""Sums are right in any zone, and the same whichever way they are reached."""

import math
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import periods
from app.core.calls import Call, Usage
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.rollups import MEASURES, Totals, measures_of, slot_of
from app.ledger import Ledger, call_pages, queries
from app.ledger.results import Quantiles
from tests.ledger.making import QUARTER_US, T0_US, any_call, make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()
UTC = ZoneInfo("UTC")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe")]


def totals_of(calls: list[Call]) -> Totals:
    total = Totals()
    for call in calls:
        total.add(Totals(**dict(zip(MEASURES, measures_of(call), strict=True))))
    return total


def text_of(call: Call, group: str, zone: ZoneInfo) -> str:
    if group in ("hour", "day", "week", "month"):
        return periods.label(group, periods.start_of(group, call.started_us, zone), zone)  # type: ignore[arg-type]
    return str(getattr(call, group) or "")


def grouped(calls: list[Call], by: list[str], zone: ZoneInfo) -> dict[tuple[str, ...], Totals]:
    groups: dict[tuple[str, ...], list[Call]] = defaultdict(list)
    for call in calls:
        groups[tuple(text_of(call, group, zone) for group in by)].append(call)
    return {key: totals_of(members) for key, members in groups.items()}


_moments = st.none() | st.integers(-QUARTER_US, 14 * QUARTER_US).map(lambda us: T0_US + us)
_aligned = st.none() | st.integers(-1, 14).map(lambda n: T0_US // QUARTER_US * QUARTER_US + n * QUARTER_US)
_some_names = st.sampled_from([(), ("a",), ("",), ("a", "ß"), ("nobody",)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), calls=st.lists(any_call(), max_size=25, unique_by=lambda c: c.id))
def test_any_report_is_the_sum_of_its_calls(data: st.DataObject, calls: list[Call]) -> None:
    dimensions = ["model", "provider", "client", "project", "account", "session", "status"]
    by = data.draw(st.lists(st.sampled_from(dimensions), max_size=2, unique=True))
    by += data.draw(st.sampled_from([[], ["hour"], ["day"], ["week"], ["month"]]))
    zone = data.draw(st.sampled_from(ZONES))
    chosen = CallFilter(
        since_us=data.draw(_moments | _aligned),
        until_us=data.draw(_moments | _aligned),
        model=data.draw(_some_names),
        project=data.draw(_some_names),
        session=data.draw(st.just(()) | _some_names),
        status=data.draw(st.sampled_from([(), ("ok",), ("failed",), ("429",), ("4xx", "200"), ("",)])),
        tag=data.draw(st.sampled_from([(), ("x",), ("x", "y")])),
    )
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder))
        try:
            # The days of one zone, then of another, while calls come in before, between and after.
            home = data.draw(st.lists(st.sampled_from(ZONES), max_size=2))
            for part, days in enumerate([*home, None]):
                record(ledger, calls[part :: len(home) + 1])
                if days is not None:
                    ledger.count_days_in(days).result(10)
            assert ledger.reader.reconcile().agrees
            meant = [c for c in calls if matches(c, chosen)]
            rows = ledger.reader.report(chosen, by, zone)
            found = {tuple(row.keys.values()): row.totals for row in rows}
            assert found == (grouped(meant, by, zone) if by else {(): totals_of(meant)})
            newest = sorted(meant, key=lambda c: c.started_us, reverse=True)
            page = ledger.reader.calls(chosen, 1000)
            assert [c.started_us for c in page] == [c.started_us for c in newest]
            assert {c.id for c in page} == {c.id for c in newest}
        finally:
            ledger.close()


def matches(call: Call, chosen: CallFilter) -> bool:
    def status(word: str) -> bool:
        if word in ("ok", "failed"):
            return call.ok == (word == "ok")
        if word == "":
            return call.status is None
        if word.endswith("xx"):
            return call.status is not None and call.status // 100 == int(word[0])
        return call.status == int(word)

    return (
        (chosen.since_us is None or call.started_us >= chosen.since_us)
        and (chosen.until_us is None or call.started_us < chosen.until_us)
        and (not chosen.model or (call.model or "") in chosen.model)
        and (not chosen.project or (call.project or "") in chosen.project)
        and (not chosen.session or (call.session or "") in chosen.session)
        and (not chosen.status or any(status(word) for word in chosen.status))
        and (not chosen.tag or bool(set(call.tags) & set(chosen.tag)))
    )


def test_rollups_and_calls_agree_whichever_is_asked(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    record(ledger, make_calls(500, step_us=37_000_000))
    from_rollups = ledger.reader.report(EVERYTHING, ["day", "model"], ZONES[1])
    monkeypatch.setattr(queries, "in_rollups", lambda *_: False)
    assert ledger.reader.report(EVERYTHING, ["day", "model"], ZONES[1]) == from_rollups
    assert from_rollups[0].totals.calls > 100


def test_days_are_those_of_the_wall_clock_when_the_clock_changes(ledger: Ledger) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    noon = periods.parse_moment("2026-03-28T12:00", berlin, 0)
    record(ledger, (make_call(noon + hour * periods.HOUR_US) for hour in range(60)))
    rows = ledger.reader.report(EVERYTHING, ["day"], berlin)
    assert [(row.keys["day"], row.totals.calls) for row in rows] == [
        ("2026-03-28", 12), ("2026-03-29", 23), ("2026-03-30", 24), ("2026-03-31", 1)
    ]  # fmt: skip


def test_the_dearest_group_comes_first_and_time_in_order(ledger: Ledger) -> None:
    record(ledger, make_calls(3, model="cheap", cost_nusd=1))
    record(ledger, make_calls(2, model="dear", cost_nusd=10**9))
    assert [row.keys["model"] for row in ledger.reader.report(EVERYTHING, ["model"], UTC)] == [
        "dear",
        "cheap",
    ]
    rows = ledger.reader.report(EVERYTHING, ["hour", "model"], UTC)
    assert [row.keys["model"] for row in rows] == ["dear", "cheap"]
    assert rows[0].as_record()["cost_usd"] == "2"


def test_a_report_says_what_it_leaves_out(ledger: Ledger) -> None:
    record(
        ledger,
        [
            make_call(cost_nusd=None, cost_basis="unpriced"),
            make_call(usage_basis="estimated"),
            make_call(usage_basis="partial", ok=False),
        ],
    )
    row = ledger.reader.report(EVERYTHING, [], UTC)[0].as_record()
    assert (row["calls"], row["ok"], row["failed"]) == (3, 2, 1)
    assert (row["unpriced"], row["estimated"], row["partial"]) == (1, 1, 1)
    assert row["cost_usd"] == "0.002469134"


def test_an_empty_ledger_has_answers_too(ledger: Ledger) -> None:
    assert ledger.reader.summary(EVERYTHING) == Totals()
    assert ledger.reader.report(EVERYTHING, ["model"], UTC) == []
    assert ledger.reader.report(EVERYTHING, ["day"], UTC) == []
    assert ledger.reader.series(EVERYTHING, "day", UTC, "model").lines == []
    assert ledger.reader.calls(EVERYTHING, 5) == []
    assert ledger.reader.quantiles(EVERYTHING) == {}


def test_a_chart_has_the_greatest_lines_the_rest_and_zeros_in_gaps(ledger: Ledger) -> None:
    day_us = 24 * periods.HOUR_US
    calls = [make_call(T0_US + n * day_us, model=f"m{n}", cost_nusd=n + 1) for n in (0, 1, 2, 5)]
    record(ledger, calls)
    chosen = CallFilter(T0_US - day_us, T0_US + 6 * day_us)
    series = ledger.reader.series(chosen, "day", UTC, "model", top=2)
    assert [line.key for line in series.lines] == ["m5", "m2"]
    assert series.other is not None
    assert len(series.starts_us) == len(series.whole) == len(series.other.totals) == 8
    assert [t.cost_nusd for t in series.lines[0].totals] == [0, 0, 0, 0, 0, 0, 6, 0]
    assert [t.cost_nusd for t in series.other.totals] == [0, 1, 2, 0, 0, 0, 0, 0]
    assert sum(t.cost_nusd for t in series.whole) == sum(c.cost_nusd or 0 for c in calls)
    assert ledger.reader.series(chosen, "day", UTC).whole == series.whole
    by_calls = ledger.reader.series(chosen, "day", UTC, "model", top=1, measure="calls")
    assert by_calls.lines[0].key == "m0"


def test_the_span_before_has_the_same_lines(ledger: Ledger) -> None:
    day_us = 24 * periods.HOUR_US
    start_us = periods.start_of("day", T0_US, UTC)
    record(ledger, [make_call(start_us + 1, model="a"), make_call(start_us + 2, model="new")])
    record(ledger, [make_call(start_us - 1, model="a"), make_call(start_us - 2, model="gone")])
    before = periods.Span(start_us - day_us, start_us)
    chosen = CallFilter(start_us, start_us + day_us)
    now, then = ledger.reader.compared(chosen, before, "day", UTC, "model", measure="calls")
    assert [line.key for line in now.lines] == [line.key for line in then.lines] == ["a", "new"]
    assert [line.totals[0].calls for line in then.lines] == [1, 0]
    assert then.other is not None
    assert then.other.totals[0].calls == 1
    assert then.whole[0].calls == 2


@given(
    calls=st.lists(any_call(), min_size=1, max_size=40, unique_by=lambda call: call.id),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=25, deadline=None)
def test_durations_by_day_and_group_are_those_of_the_calls_whatever_answers(
    calls: list[Call], zone: ZoneInfo
) -> None:
    """From the days of the home zone, and from 15 minutes in the others; and a week is like its hours."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder))
        try:
            ledger.count_days_in(ZONES[0]).result(10)
            record(ledger, calls)
            series = ledger.reader.quantile_series(EVERYTHING, "month", zone, "status", top=2)
            by_day = ledger.reader.quantile_series(EVERYTHING, "day", zone)
            whole = ledger.reader.quantiles(EVERYTHING, ["status"])
            heat = ledger.reader.heat(EVERYTHING, zone, ["input_tokens", "output_tokens"])
        finally:
            ledger.close()
    for start_us, until_us, found in zip(
        by_day.starts_us, [*by_day.starts_us[1:], by_day.until_us], by_day.whole, strict=True
    ):
        of_day = [call for call in calls if start_us <= call.started_us < until_us]
        assert (found is None) == (not of_day)
        if found is not None:
            assert found == quantiles_of(of_day)
    for status, found in whole.items():
        assert found == quantiles_of([call for call in calls if str(call.status or "") == status[0]])
    assert len(series.lines) + (series.other is not None) == min(len(whole), 3)
    sums = [[0] * 24 for _ in range(7)]
    for call in calls:
        at = periods.local(call.started_us, zone)
        sums[at.weekday()][at.hour] += (call.usage.input_tokens or 0) + (call.usage.output_tokens or 0)
    assert heat.sums == sums
    assert sum(map(sum, heat.hours)) * periods.HOUR_US == pytest.approx(by_day.until_us - by_day.starts_us[0])


@pytest.mark.parametrize("counted_first", [True, False])
def test_months_days_and_edges_add_up_to_the_calls(ledger: Ledger, *, counted_first: bool) -> None:
    berlin, hour_us = ZoneInfo("Europe/Berlin"), periods.HOUR_US
    calls = [
        make_call(T0_US + n * 7 * hour_us + n, latency_us=1_000 + n * n, model=f"m{n % 3}", cost_nusd=n)
        for n in range(400)
    ]
    if counted_first:
        ledger.count_days_in(berlin).result(10)
    record(ledger, calls)
    ledger.count_days_in(berlin).result(10)
    with ledger.reader.moment() as db:
        assert db.execute_sql("SELECT count(DISTINCT month) FROM month_rollup").fetchone() == (5,)
    for since_us, until_us in ((None, None), (T0_US + 40 * hour_us + 5, T0_US + 2_500 * hour_us)):
        chosen = EVERYTHING.within(since_us, until_us)
        inside = [
            call
            for call in calls
            if (since_us or 0) <= call.started_us < (until_us or calls[-1].started_us + 1)
        ]
        assert ledger.reader.summary(chosen) == totals_of(inside)
        assert ledger.reader.quantiles(chosen) == {(): quantiles_of(inside)}
        for unit in ("month", "week"):
            rows = ledger.reader.report(chosen, [unit, "model"], berlin)
            expected = grouped(inside, [unit, "model"], berlin)
            assert {tuple(row.keys.values()): row.totals for row in rows} == expected
            series = ledger.reader.quantile_series(chosen, unit, berlin, "model")
            for line in series.lines:
                of_line = [call for call in inside if call.model == line.key]
                starts = [*series.starts_us, series.until_us]
                for start_us, end_us, found in zip(starts, starts[1:], line.quantiles, strict=False):
                    of_unit = [call for call in of_line if start_us <= call.started_us < end_us]
                    assert found == (quantiles_of(of_unit) if of_unit else None)
    assert ledger.reader.reconcile().agrees


def quantiles_of(calls: list[Call]) -> Quantiles:
    latency = Counter(slot_of(call.latency_us) for call in calls)
    ttft = Counter(slot_of(call.ttft_us) for call in calls if call.ttft_us is not None)
    return Quantiles.of(dict(latency), dict(ttft))


def test_rates_are_of_all_calls_and_of_all_tokens_sent() -> None:
    totals = Totals(ok=3, calls=4, input_tokens=10, cache_read_tokens=60, cache_write_5m_tokens=30)
    assert totals.failure_rate == 0.25
    assert totals.cache_hit_rate == 0.6
    assert Totals().failure_rate is None
    assert Totals().cache_hit_rate is None


@given(durations=st.lists(st.integers(1, 3_600_000_000), min_size=1, max_size=300))
@settings(max_examples=25, deadline=None)
def test_quantiles_are_within_two_percent(durations: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder))
        try:
            # Off the bucket's edge, so that the calls are asked as well as the histograms.
            record(ledger, (make_call(T0_US + i * QUARTER_US // 50, latency_us=us, first_token_us=us)
                            for i, us in enumerate(durations)))  # fmt: skip
            found = ledger.reader.quantiles(EVERYTHING.within(T0_US, None))[()]
        finally:
            ledger.close()
    durations.sort()
    for q, us in ((0.5, found.latency_p50_us), (0.95, found.latency_p95_us), (0.99, found.ttft_p99_us)):
        exact = durations[max(1, math.ceil(q * len(durations))) - 1]
        assert us is not None
        assert abs(us - exact) <= max(1, 0.02 * exact)


def test_quantiles_go_by_group_and_leave_out_what_does_not_stream(ledger: Ledger) -> None:
    record(ledger, make_calls(10, model="a", latency_us=1_000_000))
    record(ledger, make_calls(10, model="b", latency_us=5_000_000, stream=False))
    found = ledger.reader.quantiles(EVERYTHING, ["model"])
    assert found[("b",)].latency_p50_us == pytest.approx(5_000_000, rel=0.02)
    assert found[("a",)].ttft_p50_us == pytest.approx(400_000, rel=0.02)
    assert found[("b",)].ttft_p50_us is None


def test_pages_follow_each_other_without_a_gap_or_a_double(ledger: Ledger) -> None:
    calls = [make_call(T0_US + i // 7, response_id=str(i)) for i in range(1_234)]  # many at the same moment
    record(ledger, calls)
    seen: list[Call] = []
    while page := ledger.reader.calls(EVERYTHING, 100, seen[-1].id if seen else None):
        seen += page
    assert [c.response_id for c in seen] == [c.response_id for c in reversed(calls)]
    assert list(ledger.reader.each_call(EVERYTHING)) == seen
    assert list(ledger.reader.each_call(EVERYTHING, 777)) == seen[:777]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GPT", True),
        ("chatcmpl-1", True),
        ("chatcmpl", False),
        ("rate", True),
        ("%", False),
        ("completions", True),
    ],
)
def test_search_looks_into_names_paths_errors_and_whole_ids(ledger: Ledger, text: str, found: bool) -> None:
    call = make_call(error_type="rate_limit", error_message="Slow down")
    record(ledger, [call, make_call(model="other", path="/v1/y", model_sent=None, model_answered=None,
                                    price_ref=None, response_id="x")])  # fmt: skip
    assert ledger.reader.calls(CallFilter(text=text), 10) == ([call] if found else [])
    assert ledger.reader.calls(CallFilter(text=call.id), 10) == [call]


def test_a_search_says_how_far_it_looked_and_goes_on_from_there(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_us = 24 * periods.HOUR_US
    start_us = periods.start_of("day", T0_US, UTC)
    calls = [make_call(start_us + n * day_us // 4, error_message=f"odd {n % 2}") for n in range(40)]
    record(ledger, calls)
    monkeypatch.setattr(call_pages, "_SEARCHED_CALLS", 10)
    wanted = CallFilter(text="odd 1")
    first = ledger.reader.search(wanted, 100)
    assert first.looked_since_us == start_us + 7 * day_us
    assert [call.started_us for call in first.calls] == [
        call.started_us for call in reversed(calls[28:]) if call.error_message == "odd 1"
    ]
    seen, since_us = first.calls, first.looked_since_us
    while since_us is not None:
        piece = ledger.reader.search(wanted, 100, until_us=since_us)
        seen, since_us = seen + piece.calls, piece.looked_since_us
    assert seen == ledger.reader.calls(wanted, 100)
    assert len(seen) == 20
    page = ledger.reader.search(wanted, 3)
    assert page.calls == seen[:3]
    assert page.looked_since_us == seen[2].started_us
    assert ledger.reader.search(wanted, 3, before=seen[2].id).calls == seen[3:6]
    nowhere = ledger.reader.search(CallFilter(text="nowhere"), 100)
    assert (nowhere.calls, nowhere.looked_since_us) == ([], first.looked_since_us)
    short = CallFilter(start_us, start_us + day_us, text="odd 1")
    assert ledger.reader.search(short, 100).looked_since_us is None


@pytest.mark.parametrize("word", ["2x", "abc", "99999", "٢٠٠"])
def test_a_status_that_is_none_is_refused_with_the_ones_there_are(ledger: Ledger, word: str) -> None:
    with pytest.raises(AppError, match="is not a status"):
        ledger.reader.calls(CallFilter(status=(word,)), 1)


def test_speed_and_cached_tokens_add_up(ledger: Ledger) -> None:
    record(ledger, [make_call(usage=Usage(output_tokens=100), first_token_us=0, last_token_us=1_000_000),
                    make_call(usage=Usage(output_tokens=300), first_token_us=0, last_token_us=1_000_000),
                    make_call(usage=Usage(output_tokens=900), stream=False)])  # fmt: skip
    totals = ledger.reader.summary(EVERYTHING)
    assert totals.output_tokens_per_second == 200
    assert totals.mean_latency_us == 2_000_000
