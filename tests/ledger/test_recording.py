"""What was recorded is there: once, whole, and in the sums."""

import gc
import threading
import time
from dataclasses import fields
from pathlib import Path

import pytest

from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.news import LedgerChanged, News, Scope
from app.ledger import Ledger
from app.ledger.proofs import COLUMNS
from app.ledger.recording import LINKS, Recorder
from app.ledger.tables import CallRow
from app.ledger.writer import QUEUE_CALLS
from tests.ledger.making import T0_US, make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()


def test_a_call_comes_back_as_it_was_recorded(ledger: Ledger) -> None:
    call = make_call()
    assert ledger.record(call)
    assert ledger.flush(5)
    assert ledger.reader.call(call.id) == call
    assert ledger.reader.calls(EVERYTHING, 10) == [call]


def test_what_a_call_does_not_say_stays_unknown(ledger: Ledger) -> None:
    call = Call(id=make_call().id, started_us=1, provider="p", wire="other", method="GET", path="/")
    record(ledger, [call])
    assert ledger.reader.call(call.id) == call


def test_every_column_of_a_call_is_written() -> None:
    assert sorted(COLUMNS) == sorted(CallRow._meta.columns)
    stored = {attribute for _, _, attribute in LINKS} | set(COLUMNS) | {"usage", "tags", "covered"}
    assert {f.name for f in fields(Call)} <= stored


def test_a_call_that_is_handed_over_twice_is_counted_once(ledger: Ledger) -> None:
    call = make_call()
    record(ledger, [call, call])
    record(ledger, [call, make_call()])
    totals = ledger.reader.summary(EVERYTHING)
    assert (totals.calls, totals.cost_nusd) == (2, 2 * 1_234_567)
    assert len(ledger.reader.calls(EVERYTHING, 10)) == 2


def test_names_that_come_only_once_are_not_kept_in_memory_for_ever(ledger: Ledger) -> None:
    many = 11_000
    calls = [make_call(T0_US + n, tags=(f"t-{n}",), session=f"s-{n}") for n in range(many)]
    record(ledger, calls)
    assert ledger.flush(120)
    recorders = [thing for thing in gc.get_objects() if isinstance(thing, Recorder)]
    kept = [len(names) for recorder in recorders for names in recorder._names.values()]
    assert 100 < max(kept) <= many // 2
    with ledger.reader.moment() as db:
        for table in ("tag", "session"):
            assert db.execute_sql(f"SELECT count(*) FROM {table} WHERE name <> ''").fetchone() == (many,)
    assert ledger.reader.call(calls[0].id) == calls[0]


def test_recording_never_waits_and_says_when_the_queue_is_full(ledger: Ledger) -> None:
    release = threading.Event()
    blocked = ledger.write(lambda _: release.wait(30))
    calls = list(make_calls(QUEUE_CALLS + 5, step_us=1000))
    started = time.monotonic()
    taken = [ledger.record(call) for call in calls]
    assert time.monotonic() - started < 5
    assert taken.count(True) == QUEUE_CALLS
    assert not taken[-1]
    release.set()
    assert blocked.result(5)
    assert ledger.flush(30)
    assert ledger.reader.summary(EVERYTHING).calls == QUEUE_CALLS


def test_what_somebody_waits_for_goes_before_the_calls_that_wait(ledger: Ledger) -> None:
    release = threading.Event()
    blocked = ledger.write(lambda _: release.wait(30))
    for call in make_calls(10, step_us=1000):
        assert ledger.record(call)
    order: list[str] = []

    def step(db: object) -> bool:
        order.append("step")
        return len(order) < 3

    steps = ledger.in_steps(step)  # type: ignore[arg-type]
    count = "SELECT count(*) FROM call"
    first = ledger.write(lambda db: (order.append("write"), db.execute_sql(count).fetchone()[0]))
    release.set()
    assert blocked.result(5)
    assert first.result(5) == (None, 0)
    steps.result(5)
    assert order == ["write", "step", "step"]
    assert ledger.write(lambda db: db.execute_sql(count).fetchone()[0]).result(5) == 10


def test_many_calls_wait_for_room(ledger: Ledger) -> None:
    record(ledger, make_calls(QUEUE_CALLS + 2_000, step_us=1000))
    assert ledger.reader.summary(EVERYTHING).calls == QUEUE_CALLS + 2_000


@pytest.mark.expects_warnings
def test_a_record_that_no_row_can_hold_is_set_aside_and_the_others_are_kept(ledger: Ledger) -> None:
    poison = make_call(usage_basis="guessed")
    good = list(make_calls(20))
    record(ledger, [*good[:10], poison, *good[10:]])
    assert ledger.reader.summary(EVERYTHING).calls == 20
    assert ledger.health().rejected == 1
    rows = ledger.write(
        lambda db: db.execute_sql("SELECT reason, body FROM rejected_call").fetchall()
    ).result(5)
    assert len(rows) == 1
    assert "guessed" in rows[0][0]
    assert poison.id in rows[0][1]


@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    "changes",
    [
        {"model": "half a character: \ud800"},
        {"error_message": "\udfff"},
        {"response_id": "\ud800"},
        {"tags": ("\ud800",)},
        {"max_tokens": 10**5000},
        {"message_count": -(2**63) - 1},
    ],
    ids=["surrogate-name", "surrogate-text", "surrogate-id", "surrogate-tag", "huge", "huge-negative"],
)
def test_a_hostile_value_is_left_out_and_the_call_is_still_a_row(
    ledger: Ledger, changes: dict[str, object]
) -> None:
    call = make_call(**changes)
    record(ledger, [make_call(), call])
    kept = ledger.reader.call(call.id)
    assert kept is not None
    assert kept.problem is not None
    assert "left out" in kept.problem
    assert kept.cost_nusd == call.cost_nusd
    assert ledger.reader.summary(EVERYTHING).calls == 2


@pytest.mark.parametrize(
    "text", ["NUL \0 inside", "' OR 1=1; --", "%_\\", "\u202eright to left", "x" * 100_000]
)
def test_any_text_is_only_text(ledger: Ledger, text: str) -> None:
    call = make_call(model=text, error_message=text, session=text, tags=(text,))
    record(ledger, [call])
    assert ledger.reader.call(call.id) == call
    assert ledger.reader.calls(CallFilter(model=(text,)), 5) == [call]


def test_who_listens_hears_of_many_calls_a_few_times(tmp_path: Path) -> None:
    heard: list[News] = []
    ledger = open_ledger(tmp_path / "l", heard.append)
    started = time.monotonic()
    for call in make_calls(2_000):
        ledger.record(call)
        time.sleep(0.0001)
    assert ledger.flush(10)
    ledger.close()
    passed_s = time.monotonic() - started
    assert heard
    assert all(news == LedgerChanged(Scope.CALLS) for news in heard)
    assert len(heard) <= passed_s / 0.1 + 3


def test_news_comes_after_what_it_tells_of_can_be_read(tmp_path: Path) -> None:
    seen: list[int] = []
    told = threading.Event()

    def listen(_: News) -> None:
        seen.append(ledger.reader.summary(EVERYTHING).calls)
        told.set()

    ledger = open_ledger(tmp_path / "l", listen)
    ledger.record(make_call())
    assert told.wait(5)
    assert seen == [1]
    ledger.close()


@pytest.mark.expects_warnings
def test_a_listener_that_fails_does_not_stop_the_ledger(tmp_path: Path) -> None:
    def listen(_: News) -> None:
        raise RuntimeError

    ledger = open_ledger(tmp_path / "l", listen)
    record(ledger, make_calls(3))
    time.sleep(0.15)
    record(ledger, [make_call()])
    assert ledger.reader.summary(EVERYTHING).calls == 4
    ledger.close()


def test_a_task_that_fails_changes_nothing_and_says_so(ledger: Ledger) -> None:
    def task(db: object) -> None:
        db.execute_sql("INSERT INTO model (name) VALUES ('half done')")  # type: ignore[attr-defined]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.write(task).result(5)
    record(ledger, [make_call(model="gpt-5")])
    assert ledger.reader.names("model") == ["gpt-5", "gpt-5-2025", "gpt-5-2025-08-07"]


def test_nothing_is_taken_after_the_end(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "l")
    ledger.close()
    assert not ledger.record(make_call())


def test_closing_writes_what_waits_and_leaves_one_file(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "l")
    for call in make_calls(5_000):
        assert ledger.record(call)
    ledger.close()
    assert sorted(p.name for p in (tmp_path / "l").iterdir()) == ["ledger.db", "ledger.db.manifest"]
    again = open_ledger(tmp_path / "l")
    assert again.reader.summary(EVERYTHING).calls == 5_000
    again.close()
