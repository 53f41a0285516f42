"""What a flat rate covers is in the ledger with what it would have cost, and nowhere in what was spent."""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.periods import Span
from app.core.records import as_record, from_record
from app.ledger import Ledger, migrate, opening, proofs, purging, repricing, salvage, verify
from app.ledger.repricing import Change, Priced
from tests.ledger.making import (
    MIGRATIONS,
    T0_US,
    any_call,
    make_call,
    open_ledger,
    record,
)

EVERYTHING = CallFilter()
BERLIN = ZoneInfo("Europe/Berlin")
RELEASED = Path(__file__).parent / "released"
_priced = st.tuples(st.none() | st.integers(0, 10**12), st.sampled_from(["catalogue", "override", "free"]))


def covered_call(worth_nusd: int | None = 5_000_000, started_us: int = T0_US) -> Call:
    call = make_call(started_us, covered=True)
    call.charge(worth_nusd, "unpriced" if worth_nusd is None else "catalogue", call.price_ref)
    return call


def paid_and_worth(ledger: Ledger) -> tuple[int, int]:
    totals = ledger.reader.summary(EVERYTHING)
    return totals.cost_nusd, totals.equivalent_nusd


def by(ledger: Ledger, *groups: str) -> dict[tuple[str, ...], tuple[int, int, int]]:
    rows = ledger.reader.report(EVERYTHING, groups, BERLIN)
    return {
        tuple(row.keys.values()): (row.totals.cost_nusd, row.totals.equivalent_nusd, row.totals.unpriced)
        for row in rows
    }


@pytest.mark.parametrize("worth_nusd", [0, 1, 5_000_000, None])
def test_a_covered_call_comes_back_as_it_was(ledger: Ledger, worth_nusd: int | None) -> None:
    call = covered_call(worth_nusd)
    record(ledger, [call, make_call()])
    assert ledger.reader.call(call.id) == call
    assert paid_and_worth(ledger) == (1_234_567, worth_nusd or 0)
    assert ledger.reader.summary(EVERYTHING).unpriced == 0  # nothing is left out of what was spent
    assert ledger.reader.reconcile().agrees
    assert verify(ledger.path).sound


@given(any_call())
def test_a_record_of_a_call_says_the_same_when_it_is_read(call: Call) -> None:
    assert from_record(as_record(call)) == call


def test_a_record_that_contradicts_itself_is_none(ledger: Ledger) -> None:
    record_of = as_record(covered_call())
    with pytest.raises(ValueError, match="covered"):
        from_record({**record_of, "cost_usd": "1"})
    foreign = from_record({**as_record(make_call()), "cost_usd": "0", "cost_basis": "unpriced"})
    assert (foreign.covered, foreign.cost_nusd, foreign.cost_basis) == (False, 0, "free")


@pytest.mark.expects_warnings
def test_what_is_covered_cannot_be_written_down_as_paid_too(ledger: Ledger) -> None:
    call = covered_call()
    call.cost_nusd = 1
    record(ledger, [call, kept := covered_call()])
    assert [c.id for c in ledger.reader.calls(EVERYTHING, 9)] == [kept.id]
    assert ledger.health().rejected == 1


@given(
    calls=st.lists(any_call(), min_size=1, max_size=25, unique_by=lambda c: c.id),
    prices=st.lists(_priced, min_size=1, max_size=7),
)
@settings(max_examples=40, deadline=None)
def test_any_correction_keeps_paid_and_covered_apart_and_is_taken_back_whole(
    tmp_path_factory: pytest.TempPathFactory, calls: list[Call], prices: list[tuple[int | None, str]]
) -> None:
    ledger = open_ledger(tmp_path_factory.mktemp("ledger"))
    try:
        ledger.count_days_in(BERLIN).result(10)
        record(ledger, calls)
        before = {unit: by(ledger, unit, "provider") for unit in ("hour", "day", "month")}
        kept = {call.id: call for call in ledger.reader.each_call(EVERYTHING)}
        changes: list[Change] = []
        for n, call in enumerate(calls):
            nusd, basis = prices[n % len(prices)]
            new = Priced(None, "unpriced", None) if nusd is None else Priced(nusd, basis, "new")  # type: ignore[arg-type]
            changes.append(
                Change(call.id, Priced(call.worth_nusd, call.cost_basis, call.price_ref), new, call.covered)
            )
        act = repricing.begin(ledger, "a test", "", 1).result(5)
        assert repricing.correct(ledger, act, changes).result(5) == len(calls)
        for call in ledger.reader.each_call(EVERYTHING):
            was, nusd = kept[call.id], next(c.new.nusd for c in changes if c.call_id == call.id)
            assert call.covered == was.covered
            assert (call.cost_nusd, call.equivalent_nusd) == ((0, nusd) if was.covered else (nusd, None))
        assert ledger.reader.reconcile().agrees
        assert verify(ledger.path).sound
        back = repricing.undo_step(ledger, act, 0).result(5)
        assert back.calls == len(calls)
        assert {unit: by(ledger, unit, "provider") for unit in before} == before
        assert {call.id: call for call in ledger.reader.each_call(EVERYTHING)} == kept
        assert ledger.reader.reconcile().agrees
        assert verify(ledger.path).sound
    finally:
        ledger.close()


def test_their_sums_stay_when_the_calls_go(ledger: Ledger) -> None:
    ledger.count_days_in(BERLIN).result(10)
    record(ledger, [covered_call(7, T0_US + n * 3_600_000_000) for n in range(100)])
    before = by(ledger, "month"), paid_and_worth(ledger)
    until_us = T0_US // 900_000_000 * 900_000_000 + 40 * 3_600_000_000
    old = ledger.write(lambda db: purging.old_calls(db, Span(0, until_us))).result(5)
    ledger.write(lambda db: purging.mark(db, until_us)).result(5)
    ledger.in_steps(lambda db: purging.step(db, old)).result(30)
    assert (by(ledger, "month"), paid_and_worth(ledger)) == before == (before[0], (0, 700))
    assert verify(ledger.path).sound


def test_one_that_a_crash_cut_off_is_still_covered(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    begun = make_call(covered=True, usage_basis="none")  # nothing of an answer was read
    foreseen = make_call(covered=True, usage_basis="estimated")
    foreseen.charge(42, "catalogue", "a price")
    ledger.opened([begun, foreseen])
    ledger.reader.close()
    ledger._writer.close(0)  # what a crash leaves: the journal is not told
    ledger = open_ledger(tmp_path)
    found = [ledger.reader.call(call.id) for call in (begun, foreseen)]
    assert [(c.cost_nusd, c.covered, c.equivalent_nusd) for c in found if c] == [
        (0, True, None),
        (0, True, 42),
    ]
    assert {c.error_type for c in found if c} == {"interrupted"}
    assert ledger.reader.reconcile().agrees
    ledger.close()


# ---- ledgers from before


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A ledger of the schema before, with calls in it."""
    path = tmp_path / "ledger.db"
    shutil.copyfile(RELEASED / "0007_alerts.db", path)
    return path


def test_calls_from_before_keep_their_cost_their_sums_and_their_proofs(before: Path) -> None:
    with opening.looking(before) as db:
        proven = proofs.kept(db)
        assert proven
    ledger = open_ledger(before.parent)
    try:
        assert paid_and_worth(ledger) == (2_469_134, 0)
        assert not any(call.covered for call in ledger.reader.each_call(EVERYTHING))
        with ledger.reader.moment() as db:
            assert proofs.kept(db) == proven
        assert verify(ledger.path).sound
        record(ledger, [covered_call()])
        assert paid_and_worth(ledger) == (2_469_134, 5_000_000)
        assert verify(ledger.path).sound
    finally:
        ledger.close()


def test_the_step_back_leaves_a_ledger_that_the_program_before_finds_sound(before: Path) -> None:
    ledger = open_ledger(before.parent)
    ledger.count_days_in(BERLIN).result(10)
    record(ledger, [covered_call(), covered_call(None), make_call()])
    ledger.close()
    took = migrate(before, backups=before.parent / "backups", migrations=MIGRATIONS, to=7)
    assert took == ["0008_subscriptions"]
    with opening.looking(before) as db:
        columns = [row[1] for row in db.execute_sql("PRAGMA table_info(call)").fetchall()]
        assert "equivalent_nusd" not in columns
        # as that program digests them: whole rows
        rows = db.execute_sql(f"SELECT {', '.join(columns)} FROM call").fetchall()
        found = {proof.day: proof for proof in proofs.proofs_of((*row, None) for row in rows)}
        assert found == proofs.kept(db)
        assert db.execute_sql("SELECT sum(cost_nusd) FROM rollup").fetchone() == (3 * 1_234_567,)
    ledger = open_ledger(before.parent)  # and forward again
    try:
        assert paid_and_worth(ledger) == (3 * 1_234_567, 0)
        assert verify(ledger.path).sound
    finally:
        ledger.close()


def test_a_damaged_ledger_from_before_can_be_salvaged(before: Path, tmp_path: Path) -> None:
    found = salvage(before, tmp_path / "salvaged.db", MIGRATIONS)
    assert (found.calls, found.lost) == (3, 0)
    assert verify(found.path).sound


def test_what_is_covered_is_salvaged_as_covered(ledger: Ledger, tmp_path: Path) -> None:
    record(ledger, [covered_call(), covered_call(None), make_call()])
    kept = ledger.reader.calls(EVERYTHING, 9)
    ledger.close()
    (tmp_path / "new").mkdir()
    salvage(ledger.path, tmp_path / "new" / "ledger.db", MIGRATIONS)
    made = open_ledger(tmp_path / "new")
    try:
        assert made.reader.calls(EVERYTHING, 9) == kept
        assert paid_and_worth(made) == (1_234_567, 5_000_000)
    finally:
        made.close()
