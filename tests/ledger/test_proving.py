"""The ledger proves itself, sums against calls and rows against digests, and mends what can be made anew."""

import sqlite3
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import LedgerCorrupt
from app.core.filters import CallFilter
from app.ledger import Ledger, manifest, proofs, verify
from tests.ledger.making import make_call, make_calls, open_ledger, record

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
        "UPDATE month_rollup SET cost_nusd = cost_nusd + 1",
        "DELETE FROM month_histogram WHERE kind = 1",
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
    assert verify(filled.path).findings == ()
    spoil(filled, "UPDATE call SET error_message = 'x' WHERE seq = 7")
    (finding,) = verify(filled.path).findings
    assert finding == "the calls of 2026-02-25 are not those that were written"
    spoil(filled, "UPDATE call SET error_message = NULL WHERE seq = 7")
    assert verify(filled.path).sound
    spoil(filled, "DELETE FROM call WHERE seq > 290")
    found = verify(filled.path)
    assert found.sums is not None
    assert found.sums.difference_calls == 11
    assert len(found.findings) == 3


def close_and(ledger: Ledger, sql: str) -> Path:
    """What a slip of the disk would do, after the program has ended."""
    ledger.close()
    with closing(sqlite3.connect(ledger.path)) as db:
        db.execute(sql)
        db.commit()
    return ledger.path.parent


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE call SET problem = 'a problen' WHERE seq = 250",
        "UPDATE day_proof SET digest = digest + 1 WHERE day = (SELECT max(day) FROM day_proof)",
        "UPDATE fact SET value = 'x' WHERE name = 'ledger_id'",
        "DELETE FROM call WHERE seq > 200",
    ],
)
def test_a_ledger_that_is_not_what_it_was_is_not_started(filled: Ledger, sql: str) -> None:
    folder = close_and(filled, sql)
    before = (folder / "ledger.db").read_bytes()
    with pytest.raises(LedgerCorrupt, match="is not what it was"):
        open_ledger(folder)
    assert (folder / "ledger.db").read_bytes() == before
    assert not verify(folder / "ledger.db").sound


def test_an_older_copy_in_its_place_is_noticed_and_can_be_meant(filled: Ledger) -> None:
    old = filled.backup().path.read_bytes()
    record(filled, make_calls(5))
    filled.close()
    filled.path.write_bytes(old)
    with pytest.raises(LedgerCorrupt, match=r"remove ledger\.db\.manifest"):
        open_ledger(filled.path.parent)
    manifest.path_of(filled.path).unlink()
    open_ledger(filled.path.parent).close()


def test_after_a_kill_the_ledger_may_have_more_than_was_remembered(filled: Ledger) -> None:
    filled.remember()
    before = manifest.path_of(filled.path).read_bytes()
    record(filled, make_calls(50))
    filled.close()
    manifest.path_of(filled.path).write_bytes(before)
    assert verify(filled.path).sound
    open_ledger(filled.path.parent).close()


def test_a_manifest_that_cannot_be_read_is_none(filled: Ledger) -> None:
    filled.close()
    for content in (b"", b"{}", b"[]", b'{"days": 1}', b"\xff"):
        manifest.path_of(filled.path).write_bytes(content)
        assert verify(filled.path).sound


@pytest.mark.parametrize("changes", [{}, {"temperature": 0.5}, {"attempts": True}, {"max_tokens": 8.0}])
def test_the_digest_of_a_day_is_that_of_what_can_be_read(ledger: Ledger, changes: dict[str, object]) -> None:
    """Also where a value is stored as another one than was handed over."""
    record(ledger, [*make_calls(3, problem="ß\0\u202e"), make_call(**changes)])
    with ledger.reader.moment() as db:
        assert proofs.proofs_of(db.execute_sql(proofs.ROWS)) == list(proofs.kept(db).values())
    assert ledger.reader.summary(CallFilter()).calls == 4


def test_a_reconciliation_tells_how_far_it_is_and_can_be_ended(filled: Ledger) -> None:
    shares: list[float] = []

    def watch(share: float) -> None:
        shares.append(share)
        if len(shares) == 2:
            raise KeyboardInterrupt

    spoil(filled, "UPDATE rollup SET cost_nusd = 0")
    with pytest.raises(KeyboardInterrupt):
        filled.reconcile(repair=True, progress=watch)
    assert shares == sorted(shares)
    assert not filled.reconcile().agrees
