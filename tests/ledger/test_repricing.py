"""A corrected cost is in the sums of every tier, in the proofs and in the manifest, and can be taken back."""

import threading
from typing import Any
from zoneinfo import ZoneInfo

from app.core.calls import Call
from app.core.filters import CallFilter
from app.ledger import Ledger, manifest, repricing, verify
from app.ledger.repricing import Change, Priced
from tests.ledger.making import T0_US, make_call, make_calls, record

EVERYTHING = CallFilter()
BERLIN = ZoneInfo("Europe/Berlin")
HOUR_US = 3_600_000_000


def change(call: Call, nusd: int | None) -> Change:
    old = Priced(call.cost_nusd, call.cost_basis, call.price_ref)
    new = Priced(None, "unpriced", None) if nusd is None else Priced(nusd, "override", "mine")
    return Change(call.id, old, new)


def costs(ledger: Ledger, unit: str) -> dict[str, tuple[int, int]]:
    rows = ledger.reader.report(EVERYTHING, [unit], BERLIN)
    return {row.keys[unit]: (row.totals.cost_nusd, row.totals.unpriced) for row in rows}


def test_sums_of_days_and_months_follow_a_correction_and_its_undoing(ledger: Ledger) -> None:
    ledger.count_days_in(BERLIN).result(10)
    calls = [make_call(T0_US + n * 31 * HOUR_US, cost_nusd=1_000 + n) for n in range(80)]
    record(ledger, calls)
    before = {unit: costs(ledger, unit) for unit in ("hour", "day", "month")}
    act = repricing.begin(ledger, "a test", "", 1).result(5)
    changes = [change(call, None if n % 7 == 0 else n * 10) for n, call in enumerate(calls) if n % 2]
    assert repricing.correct(ledger, act, changes).result(5) == 40
    repricing.finish(ledger, act, 2)
    now = {call.id: call for call in ledger.reader.each_call(EVERYTHING)}
    total = sum(call.cost_nusd or 0 for call in now.values())
    unpriced = sum(call.cost_nusd is None for call in now.values())
    assert unpriced == 6
    for unit, was in before.items():
        found = costs(ledger, unit)
        assert (sum(cost for cost, _ in found.values()), sum(n for _, n in found.values())) == (
            total,
            unpriced,
        )
        assert found != was
    assert ledger.reader.reconcile().agrees
    assert verify(ledger.path).sound
    assert repricing.undo_step(ledger, act, 0).result(5).calls == 40
    assert {unit: costs(ledger, unit) for unit in before} == before
    assert ledger.reader.reconcile().agrees


def test_what_is_remembered_beside_a_repricing_is_not_what_it_was_before(ledger: Ledger) -> None:
    record(ledger, calls := list(make_calls(10)))
    act = repricing.begin(ledger, "a test", "", 1).result(5)
    corrected, release = threading.Event(), threading.Event()
    forget = manifest.forget

    def forget_and_wait(*args: Any) -> None:
        forget(*args)
        corrected.set()
        assert release.wait(30)

    remembering = threading.Thread(target=ledger.remember)
    try:
        manifest.forget = forget_and_wait
        done = repricing.correct(ledger, act, [change(call, 5) for call in calls])
        assert corrected.wait(30)
        remembering.start()
        while remembering.is_alive() and not ledger.health().waiting:
            pass
    finally:
        manifest.forget = forget
        release.set()
        remembering.join()
    assert done.result(5) == 10
    with ledger.reader.moment() as db:
        assert manifest.remembered(ledger.path) is not None
        assert manifest.differences(ledger.path, db) == []
