"""A call that the upstream saw has a row, whatever happens to the program."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.calls import Call, Usage
from app.core.filters import CallFilter
from app.ledger import Ledger, journal
from app.ledger.journal import folder_of, found_calls
from tests.ledger.making import ROOT, T0_US, make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()


def abandon(ledger: Ledger) -> None:
    """What a crash leaves: the database is closed, the journal is not told."""
    ledger.reader.close()
    ledger._journal.committed = lambda _: None  # type: ignore[method-assign]
    ledger._writer.close(0)


def open_call(ledger: Ledger, call_id: str) -> None:
    call = Call(call_id, T0_US, "openai", "openai-chat", "POST", "/v1/chat/completions", model="gpt-4o")
    ledger.opened([call])


def test_a_call_that_was_under_way_becomes_a_row_that_says_so(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    call = make_call()
    open_call(ledger, call.id)
    abandon(ledger)
    ledger = open_ledger(tmp_path)
    kept = ledger.reader.call(call.id)
    assert kept is not None
    assert (kept.ok, kept.error_type, kept.usage_basis, kept.cost_nusd) == (
        False,
        "interrupted",
        "none",
        None,
    )
    assert (kept.provider, kept.method, kept.path, kept.wire, kept.model) == (
        "openai", "POST", "/v1/chat/completions", "openai-chat", "gpt-4o"
    )  # fmt: skip
    assert ledger.reader.summary(EVERYTHING).failed == 1
    ledger.close()
    assert not folder_of(ledger.path).exists()


def test_of_a_session_that_was_under_way_what_it_had_come_to_last_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 2_000)
    ledger = open_ledger(tmp_path)
    call = make_call(ok=False, error_type=None, error_message=None, finish_reason=None)
    open_call(ledger, call.id)
    for tokens in (10, 20):
        so_far = replace(call, usage=Usage(output_tokens=tokens, reasoning_tokens=0), cost_nusd=tokens)
        ledger.opened([so_far])
        for other in make_calls(10):  # so that it is carried into another segment
            assert ledger.record(other)
    abandon(ledger)
    ledger = open_ledger(tmp_path)
    kept = ledger.reader.call(call.id)
    ledger.close()
    assert kept is not None
    assert (kept.usage, kept.usage_basis) == (Usage(output_tokens=20, reasoning_tokens=0), "partial")
    assert (kept.error_type, kept.cost_nusd, kept.cost_basis) == ("interrupted", 20, "catalogue")
    assert (kept.model_answered, kept.latency_us) == (call.model_answered, call.latency_us)


@pytest.mark.expects_warnings
def test_a_call_that_had_ended_becomes_the_row_it_was_to_be_once(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    release = ledger.write(lambda _: time.sleep(0.2))
    calls = [make_call(), make_call(max_tokens=10**5000), make_call(model="half \ud800")]
    for call in calls:
        open_call(ledger, call.id)
        assert ledger.record(call)
    assert [c.id for c in found_calls(ledger.path)] == [c.id for c in calls]
    assert next(found_calls(ledger.path)) == calls[0]
    release.result(5)
    ledger.close()


def test_what_the_journal_kept_is_taken_up_once(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    kept = list(make_calls(30))
    ledger._journal.committed = lambda _: None  # type: ignore[method-assign]
    for call in kept:
        open_call(ledger, call.id)
        ledger.record(call)
    assert ledger.flush(5)
    ledger._writer._committed = lambda _: None
    abandon(ledger)
    for _ in range(2):
        ledger = open_ledger(tmp_path)
        assert list(ledger.reader.each_call(EVERYTHING)) == kept[::-1]
        assert ledger.reader.summary(EVERYTHING).cost_nusd == 30 * 1_234_567
        ledger.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ledger.db", "ledger.db.manifest"]


def test_a_call_that_is_offered_again_has_one_line_and_is_taken_when_there_is_room(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.writer.QUEUE_CALLS", 5)
    release = threading.Event()
    blocked = ledger.write(lambda _: release.wait(30))
    waiting = deque(make_calls(20))
    ids = [call.id for call in waiting]
    for _ in range(50):
        while waiting and ledger.record(waiting[0]):
            waiting.popleft()
    assert len(waiting) >= 14
    lines = [call.id for call in found_calls(ledger.path)]
    assert lines == ids[: len(lines)]
    assert len(lines) <= 7
    release.set()
    assert blocked.result(5)
    deadline = time.monotonic() + 10
    while waiting and time.monotonic() < deadline:
        if ledger.record(waiting[0]):
            waiting.popleft()
    assert ledger.flush(5)
    assert {call.id for call in ledger.reader.calls(EVERYTHING, 100)} == set(ids)


def test_the_journal_stays_small_while_calls_are_written(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 10_000)
    long_one = make_call()
    open_call(ledger, long_one.id)
    for call in make_calls(2_000):
        open_call(ledger, call.id)
        assert ledger.record(call)
    assert ledger.flush(10)
    segments = list(folder_of(ledger.path).iterdir())
    assert len(segments) <= 2
    assert [c.id for c in found_calls(ledger.path) if c.error_type] == [long_one.id]
    assert ledger.record(long_one)
    assert ledger.flush(5)


def test_the_journal_is_for_its_owner_only(ledger: Ledger) -> None:
    open_call(ledger, make_call().id)
    folder = folder_of(ledger.path)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o600}


@pytest.mark.expects_warnings
def test_a_line_that_was_cut_short_does_not_hide_the_others(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    call = make_call()
    open_call(ledger, call.id)
    abandon(ledger)
    (segment,) = folder_of(ledger.path).iterdir()
    for broken in (
        b'{"end":{"id":"',
        b"\x00\xff\n",
        b"[1]\n",
        b'{"start":{}}\n',
        b'{"end":{"usage":{"x":1}}}\n',
    ):
        segment.write_bytes(broken + b"\n" + segment.read_bytes() + broken)
    ledger = open_ledger(tmp_path)
    assert [c.id for c in ledger.reader.calls(EVERYTHING, 10)] == [call.id]
    ledger.close()


@pytest.mark.expects_warnings
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file on which every write fails")
def test_a_full_disk_under_the_journal_stops_no_call(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(journal.os, "open", lambda *_: os.dup(full))
    calls = list(make_calls(20))
    for call in calls:
        open_call(ledger, call.id)
        assert ledger.record(call)
    monkeypatch.undo()
    os.close(full)
    assert ledger.flush(5)
    assert ledger.reader.summary(EVERYTHING).calls == 20


def test_no_call_waits_for_the_disk_where_a_file_of_the_journal_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 1)  # each line begins another file
    kept = journal.Journal(tmp_path / "ledger.db")
    calls = list(make_calls(3))
    for call in calls:
        kept.ended([call])
    removed: list[str] = []
    unlink = Path.unlink

    def remove(path: Path, *, missing_ok: bool = False) -> None:
        opening = threading.Thread(target=kept.opened, args=([make_call()],))
        opening.start()
        opening.join(20)
        assert not opening.is_alive()
        removed.append(path.name)
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", remove)
        kept.committed(calls[:2])
    assert removed == ["00000001.jsonl", "00000002.jsonl"]
    assert [call.id for call in found_calls(tmp_path / "ledger.db") if call.ok] == [calls[2].id]
    kept.close()


def test_recording_costs_microseconds(ledger: Ledger) -> None:
    calls = list(make_calls(2_000))
    started = time.perf_counter()
    for call in calls:
        open_call(ledger, call.id)
        ledger.record(call)
    each_us = (time.perf_counter() - started) / len(calls) * 1e6
    assert each_us < 1_000


LOAD = """
import random, sys
from pathlib import Path
from tests.ledger.making import make_call, open_ledger
ledger = open_ledger(Path(sys.argv[1]))
under_way = []
while True:
    call = make_call()
    ledger.opened([call])
    print("seen", call.id, flush=True)
    under_way.append(call)
    if random.random() < 0.9:
        call = under_way.pop(random.randrange(len(under_way)))
        ledger.record(call)
        print("ended", call.id, flush=True)
"""


@pytest.mark.slow
def test_after_a_kill_at_any_moment_every_call_that_was_seen_has_its_row(tmp_path: Path) -> None:
    seen: set[str] = set()
    ended: set[str] = set()
    for _ in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", LOAD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(random.randrange(1, 400))]
        time.sleep(random.random() * 0.01)
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
        process.stdout.close()
        assert process.wait(10) == -9
        for line in lines:
            word, _, call_id = line.decode().partition(" ")
            if call_id.endswith("\n"):
                (seen if word == "seen" else ended).add(call_id.strip())
    ledger = open_ledger(tmp_path)
    try:
        rows = {call.id: call for call in ledger.reader.each_call(EVERYTHING)}
        assert seen <= rows.keys()
        assert all(rows[call_id].ok and rows[call_id].cost_nusd == 1_234_567 for call_id in ended)
        interrupted = [call for call in rows.values() if call.error_type == "interrupted"]
        assert interrupted
        totals = ledger.reader.summary(EVERYTHING)
        assert totals.calls == len(rows)
        assert totals.cost_nusd == sum(call.cost_nusd or 0 for call in rows.values())
        record(ledger, [make_call()])
    finally:
        ledger.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ledger.db", "ledger.db.manifest"]
