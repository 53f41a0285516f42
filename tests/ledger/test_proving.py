"""The ledger proves itself, sums against calls and rows against digests, and mends what can be made anew."""

from zoneinfo import ZoneInfo

import pytest

from app.core.filters import CallFilter
from app.ledger import Ledger, proofs
from tests.ledger.making import make_call, make_calls, record

EVERYTHING = CallFilter()
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    ledger.count_days_in(BERLIN).result(10)
    record(ledger, make_calls(300, step_us=600_000_000))
    record(ledger, [make_call(status=None, ok=False, cost_nusd=None, client=None, model=None, stream=False)])
    return ledger


def spoil(ledger: Ledger, sql: str) -> None:
    ledger.write(lambda db: db.execute_sql(sql)).result(5)


def test_sums_and_calls_agree_and_a_difference_is_told_to_the_nano_dollar(filled: Ledger) -> None:
    found = filled.reader.reconcile()
    assert found.agrees
    assert found.buckets == 201
    newest = "WHERE bucket = (SELECT max(bucket) FROM rollup)"
    spoil(filled, f"UPDATE rollup SET cost_nusd = cost_nusd + 7 {newest}")
    spoil(filled, "DELETE FROM call WHERE seq = 1")
    found = filled.reader.reconcile()
    assert not found.agrees
    assert (found.differing_buckets, found.difference_calls, found.difference_nusd) == (2, 1, 7 + 1_234_567)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE rollup SET output_tokens = output_tokens + 1 WHERE bucket % 7 = 0",
        "DELETE FROM rollup WHERE bucket % 5 = 0",
        "DELETE FROM histogram WHERE bucket % 5 = 0",
        "UPDATE histogram SET calls = calls + 1 WHERE kind = 1",
        "UPDATE day_rollup SET cost_nusd = 0 WHERE day = (SELECT max(day) FROM day_rollup)",
        "DELETE FROM day_histogram WHERE day = (SELECT max(day) FROM day_rollup)",
    ],
)
def test_sums_that_differ_are_made_anew_from_the_calls(filled: Ledger, sql: str) -> None:
    before = filled.reader.summary(EVERYTHING), filled.reader.quantiles(EVERYTHING, ["model"])
    spoil(filled, sql)
    assert filled.reconcile().agrees is False
    filled.reconcile(repair=True)
    assert filled.reconcile().agrees
    assert (filled.reader.summary(EVERYTHING), filled.reader.quantiles(EVERYTHING, ["model"])) == before


def test_days_are_counted_again_when_the_zone_changes(filled: Ledger) -> None:
    for name in ("Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin"):
        filled.count_days_in(ZoneInfo(name)).result(10)
        record(filled, make_calls(20, step_us=3_600_000_000))
        assert filled.reader.reconcile().agrees
    by_days = filled.reader.report(EVERYTHING, ["day", "model"], BERLIN)
    spoil(filled, "DELETE FROM fact WHERE name = 'day_zone'")
    assert filled.reader.report(EVERYTHING, ["day", "model"], BERLIN) == by_days


def test_a_value_that_changed_in_the_file_is_noticed_and_nothing_else_is(filled: Ledger) -> None:
    def differing(db: object) -> list[int]:
        return proofs.differing_days(db)[0]

    assert filled.write(differing).result(5) == []
    spoil(filled, "UPDATE call SET error_message = 'x' WHERE seq = 7")
    assert len(filled.write(differing).result(5)) == 1
    spoil(filled, "UPDATE call SET error_message = NULL WHERE seq = 7")
    assert filled.write(differing).result(5) == []
    spoil(filled, "DELETE FROM call WHERE seq > 290")
    assert len(filled.write(differing).result(5)) == 2


def test_looking_at_the_rows_can_stop_and_go_on(filled: Ledger) -> None:
    spoil(filled, "UPDATE call SET latency_us = latency_us + 1")

    def in_parts(db: object) -> list[int]:
        found: list[int] = []
        before: int | None = None
        while True:
            wrong, before = proofs.differing_days(db, before, 0.0 if before is None else 1.0)
            found += wrong
            if before is None:
                return found

    days = filled.write(lambda db: [p.day for p in proofs.kept(db).values()]).result(5)
    assert filled.write(in_parts).result(5) == sorted(days, reverse=True)
