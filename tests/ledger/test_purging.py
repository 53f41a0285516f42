"""Old calls may go; their sums never do, and what is left still proves itself."""

from zoneinfo import ZoneInfo

import pytest

from app.core.filters import CallFilter
from app.core.periods import Span
from app.ledger import Ledger, purging, verify
from tests.ledger.making import QUARTER_US, T0_US, make_calls, open_ledger, record

EVERYTHING = CallFilter()
UNTIL_US = T0_US // QUARTER_US * QUARTER_US + 40 * QUARTER_US


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    ledger.count_days_in(ZoneInfo("Europe/Berlin")).result(10)
    record(ledger, make_calls(2_000))
    return ledger


def purge(ledger: Ledger) -> purging.Old:
    old = ledger.write(lambda db: purging.old_calls(db, Span(0, UNTIL_US))).result(5)
    ledger.write(lambda db: purging.mark(db, UNTIL_US)).result(5)
    ledger.in_steps(lambda db: purging.step(db, old)).result(30)
    return old


def test_calls_go_and_sums_stay(filled: Ledger) -> None:
    sums = filled.reader.summary(EVERYTHING), filled.reader.quantiles(EVERYTHING, ["model"])
    old = purge(filled)
    assert 500 < old.calls < 700
    assert len(filled.reader.calls(EVERYTHING, 5_000)) == 2_000 - old.calls
    assert (filled.reader.summary(EVERYTHING), filled.reader.quantiles(EVERYTHING, ["model"])) == sums
    found = verify(filled.path)
    assert found.findings == ()
    assert found.calls == 2_000 - old.calls


def test_a_purged_ledger_starts_and_is_mended_without_losing_old_sums(filled: Ledger) -> None:
    filled.remember()
    purge(filled)
    filled.close()
    ledger = open_ledger(filled.path.parent)
    before = ledger.reader.summary(EVERYTHING)
    ledger.write(
        lambda db: db.execute_sql("DELETE FROM rollup WHERE bucket >= ?", (UNTIL_US // QUARTER_US,))
    ).result(5)
    assert ledger.reader.summary(EVERYTHING) != before
    ledger.reconcile(repair=True)
    assert ledger.reader.summary(EVERYTHING) == before
    assert ledger.reconcile().agrees
    ledger.close()


def test_what_is_written_about_that_time_meanwhile_is_not_purged(filled: Ledger) -> None:
    old = filled.write(lambda db: purging.old_calls(db, Span(0, UNTIL_US))).result(5)
    late = list(make_calls(5))
    record(filled, late)
    filled.in_steps(lambda db: purging.step(db, old)).result(30)
    kept = {call.id for call in filled.reader.each_call(EVERYTHING)}
    assert {call.id for call in late} <= kept
    assert len(kept) == 2_005 - old.calls
    assert verify(filled.path).sums is not None


def test_purged_calls_come_back_without_being_counted_twice(filled: Ledger) -> None:
    calls = list(filled.reader.each_call(EVERYTHING))
    before = filled.reader.summary(EVERYTHING)
    old = purge(filled)
    assert filled.bring_back(calls[-old.calls :]).result(10) == old.calls
    assert filled.bring_back(calls[-old.calls :]).result(10) == 0
    assert filled.reader.summary(EVERYTHING) == before
    assert list(filled.reader.each_call(EVERYTHING)) == calls
    assert verify(filled.path).sound


def test_the_file_gets_shorter_in_small_steps(filled: Ledger) -> None:
    purge(filled)
    filled.in_steps(purging.GivingBack().step).result(10)
    free = filled.write(lambda db: db.pragma("freelist_count")).result(5)
    assert free == 0
