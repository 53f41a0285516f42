"""When the disk is full or the file is held, calls wait for better times."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.calls import Call
from app.core.errors import LedgerBusy, LedgerFull
from app.core.filters import CallFilter
from app.core.news import LedgerChanged, News, Scope
from app.ledger import Ledger, opening
from tests.ledger.making import make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()


def wait_until(true: Callable[[], object], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def limit_pages(ledger: Ledger, pages: int) -> None:
    ledger._writer._db.execute_sql(f"PRAGMA max_page_count = {pages}")


@pytest.mark.expects_warnings
def test_on_a_full_disk_calls_wait_and_are_written_when_there_is_room(tmp_path: Path) -> None:
    heard: list[News] = []
    ledger = open_ledger(tmp_path, heard.append)
    record(ledger, make_calls(10))
    limit_pages(ledger, 1)  # as many as there are
    calls = list(make_calls(2_000))
    assert all(ledger.record(call) for call in calls)
    wait_until(lambda: ledger.health().trouble)
    assert isinstance(ledger.health().trouble, LedgerFull)
    assert "no room left" in str(ledger.health().trouble)
    wait_until(lambda: any(Scope.HEALTH in n.scopes for n in heard if isinstance(n, LedgerChanged)))
    assert ledger.reader.summary(EVERYTHING).calls < 2_010
    assert not ledger.flush(0.1)
    limit_pages(ledger, 1 << 30)
    assert ledger.flush(30)
    assert ledger.health().trouble is None
    assert ledger.reader.summary(EVERYTHING).calls == 2_010
    assert ledger.reader.reconcile().agrees
    ledger.close()


@pytest.mark.expects_warnings
def test_what_still_waits_when_the_program_ends_is_written_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.ledger._CLOSE_DEADLINE_S", 0.2)
    ledger = open_ledger(tmp_path)
    limit_pages(ledger, 1)
    calls = list(make_calls(2_000))
    assert all(ledger.record(call) for call in calls)
    wait_until(lambda: ledger.health().trouble)
    started = time.monotonic()
    ledger.close()
    assert time.monotonic() - started < 5
    ledger = open_ledger(tmp_path)
    assert list(ledger.reader.each_call(EVERYTHING)) == calls[::-1]
    ledger.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ledger.db", "ledger.db.manifest"]


@pytest.mark.expects_warnings
def test_a_file_that_somebody_holds_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_BUSY_TIMEOUT_S", 0.05)
    ledger = open_ledger(tmp_path)
    holder = sqlite3.connect(ledger.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    call = make_call()
    assert ledger.record(call)
    wait_until(lambda: isinstance(ledger.health().trouble, LedgerBusy))
    holder.execute("ROLLBACK")
    holder.close()
    assert ledger.flush(10)
    assert ledger.reader.call(call.id) == call
    ledger.close()


@pytest.mark.expects_warnings
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_died_is_started_again_and_loses_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = ledger._writer._recorder.record
    deaths = iter([True, True])

    def dies(calls: list[Call]) -> int:
        written(calls)
        if next(deaths, False):
            raise KeyboardInterrupt  # nothing that the thread catches
        return len(calls)

    monkeypatch.setattr(ledger._writer._recorder, "record", dies)
    calls = list(make_calls(10))
    for call in calls:
        assert ledger.record(call)
        wait_until(lambda: not ledger._writer._in_hand or not ledger._writer._thread.is_alive())
    wait_until(lambda: ledger.health().restarts == 2)
    assert ledger.flush(5)
    assert list(ledger.reader.each_call(EVERYTHING)) == calls[::-1]
    assert ledger.reader.reconcile().agrees
    assert ledger.health().trouble is None
