"""A call that the upstream saw has a row, whatever happens to the program."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calls import Call, Usage
from app.core.filters import CallFilter
from app.core.periods import Span
from app.ledger import Ledger, journal, purging
from app.ledger.journal import folder_of, found_calls
from tests.ledger.making import ROOT, T0_US, make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()
RELEASED = Path(__file__).parent / "released"


def abandon(ledger: Ledger) -> None:
    """What a crash leaves: the database is closed, the journal is not told."""
    ledger.reader.close()
    ledger._journal.committed = lambda _: None  # type: ignore[method-assign]
    ledger._writer.close(0)


def open_call(ledger: Ledger, call_id: str) -> None:
    call = Call(call_id, T0_US, "openai", "openai-chat", "POST", "/v1/chat/completions", model="gpt-4o")
    ledger.opened([call])


def folder_with(tmp_path: Path, *lines: bytes) -> Path:
    """A home in which a crash left these lines; its ledger."""
    ledger = tmp_path / "ledger.db"
    folder_of(ledger).mkdir(parents=True)
    (folder_of(ledger) / "00000001.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    return ledger


def holding(monkeypatch: pytest.MonkeyPatch, held: set[str]) -> None:
    """As a virus scanner does on Windows: files of these names cannot be removed."""
    unlink = Path.unlink

    def remove(path: Path, *, missing_ok: bool = False) -> None:
        if path.name in held:
            raise PermissionError(errno.EACCES, "held by another program", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", remove)


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


def test_what_an_older_version_left_is_taken_up(tmp_path: Path) -> None:
    folder_with(tmp_path)
    shutil.copy(RELEASED / "journal_before_sessions.jsonl", folder_of(tmp_path / "ledger.db"))
    ledger = open_ledger(tmp_path)
    ended, covered, plain, budgeted = ledger.reader.calls(EVERYTHING, 10)
    ledger.close()
    assert (ended.ok, ended.usage, ended.cost_nusd) == (True, Usage(input_tokens=5, output_tokens=7), 82_500)
    assert {call.error_type for call in (covered, plain, budgeted)} == {"interrupted"}
    assert (covered.usage_basis, covered.cost_nusd, covered.usage) == ("estimated", 0, Usage())
    assert (plain.usage_basis, plain.cost_nusd) == ("none", None)
    assert (budgeted.usage_basis, budgeted.cost_nusd, budgeted.usage) == (
        "estimated",
        30_000,
        Usage(input_tokens=12),
    )


def test_an_older_version_can_read_how_a_call_began(tmp_path: Path) -> None:
    """It makes a call of all that it finds under "start", and looks at nothing beside that."""
    kept = journal.Journal(tmp_path / "ledger.db")
    kept.opened([make_call(), make_call(usage_basis="estimated"), make_call(usage_basis="none")])
    (segment,) = folder_of(tmp_path / "ledger.db").iterdir()
    starts = [
        entry["start"] for line in segment.read_bytes().splitlines() if "start" in (entry := json.loads(line))
    ]
    assert len({start["id"] for start in starts}) == 3
    names = {field.name for field in fields(Call)} - {"usage", "error_type", "error_message"}
    for start in starts:
        usage = Usage(input_tokens=start.pop("input_tokens", None))
        assert start.keys() <= names
        assert usage.input_tokens == (100 if "usage_basis" in start else None)
    kept.close()


@pytest.mark.expects_warnings
def test_no_line_keeps_the_program_from_starting_and_what_can_be_kept_of_it_is(tmp_path: Path) -> None:
    call = make_call()
    wrong: list[dict[str, Any]] = [
        {
            "invented": 1,
            "usage": 7,
            "covered": "yes",
            "cost_nusd": "much",
            "input_tokens": -0.5,
            "tags": [[]],
        },
        {"wire": None, "usage_basis": "guessed", "cost_basis": [], "client": {}, "latency_us": 1e999},
        {"error_type": "x", "error_message": "x", "ok": True, "status": 200, "model": "half \ud800"},
        {"cost_nusd": 1 << 70, "request_bytes": -1},
    ]
    ids = [make_call().id for _ in wrong]
    whole = [
        {"id": id_, "started_us": T0_US, "provider": "openai"} | told
        for id_, told in zip(ids, wrong, strict=True)
    ]
    broken: list[Any] = [
        {"id": make_call().id},
        {"id": []},
        {"id": 5, "started_us": "x", "provider": 7},
        "start",
        None,
    ]
    broken += [{"id": "no ulid", "started_us": T0_US, "provider": "openai"}]
    broken += [{"id": make_call().id, "started_us": 10**400, "provider": "openai"}]
    lines: list[Any] = [{"start": start, "usage": {"output_tokens": "many"}} for start in (*whole, *broken)]
    lines += [{"columns": 5}, {"columns": [[]], "usage": []}, 5, "columns", None, [], [[]] * 57]
    folder_with(tmp_path, b"[" * 100_000, *(json.dumps(line).encode() for line in lines))
    for _ in range(2):
        ledger = open_ledger(tmp_path)
        record(ledger, [call])
        rows = {row.id: row for row in ledger.reader.each_call(EVERYTHING)}
        ledger.close()
        assert rows.keys() == {*ids, call.id}
        assert {(row.error_type, row.provider) for row in rows.values() if not row.ok} == {
            ("interrupted", "openai")
        }
    assert not folder_of(ledger.path).exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
STARTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("id", "started_us", *(f.name for f in fields(Call)), "input_tokens"), JSON),
)
LINES = st.one_of(
    JSON,
    st.fixed_dictionaries({"start": STARTS}, optional={"usage": JSON}),
    st.fixed_dictionaries({"columns": JSON, "usage": JSON}),
)


@pytest.mark.expects_warnings
@given(lines=st.lists(LINES, max_size=5), since_us=st.integers(0, 10))
def test_whatever_the_lines_say_they_can_be_gone_through(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Any], since_us: int
) -> None:
    ledger = folder_with(tmp_path_factory.mktemp("home"), *(json.dumps(line).encode() for line in lines))
    for call in found_calls(ledger, since_us):
        assert isinstance(call.id, str)
        assert isinstance(call.usage, Usage)


@pytest.mark.expects_warnings
@pytest.mark.parametrize("cut", [0, 20], ids=["nothing", "a part"])
def test_a_full_disk_where_another_file_begins_loses_no_call_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    ledger = tmp_path / "ledger.db"
    kept = journal.Journal(ledger)
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 3_000)
    long_one, *calls = make_calls(40)
    kept.opened([long_one, *calls[:20]])
    write = os.write
    close = os.close
    failed: list[int] = []
    closed: list[int] = []

    def note_close(file: int) -> None:
        closed.append(file)
        close(file)

    def full(file: int, data: bytes) -> int:
        if data.startswith(b'{"columns"'):
            failed.append(file)
            if not cut:
                raise OSError(errno.ENOSPC, "No space left on device")
            data = data[:cut]
        return write(file, data)

    with monkeypatch.context() as patched:
        patched.setattr(journal.os, "write", full)
        patched.setattr(journal.os, "close", note_close)
        kept.ended(calls[:10])
        kept.opened(calls[20:])
    assert failed
    assert closed == failed
    assert {call.id for call in found_calls(ledger)} == {long_one.id, *(call.id for call in calls)}
    kept.ended(calls[10:])
    assert {call.id: call for call in found_calls(ledger) if call.ok} == {call.id: call for call in calls}
    kept.committed(calls)
    assert [call.id for call in found_calls(ledger) if not call.ok] == [long_one.id]
    assert len(list(folder_of(ledger).iterdir())) == 1
    kept.ended([long_one])
    kept.committed([long_one])
    kept.close()
    assert not folder_of(ledger).exists()


@pytest.mark.expects_warnings
def test_a_line_that_a_full_disk_cuts_short_does_not_spoil_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = journal.Journal(tmp_path / "ledger.db")
    first, cut, next_one = make_calls(3)
    kept.opened([first])
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(journal.os, "write", lambda file, data: write(file, data[:20]))
        kept.opened([cut])
    kept.ended([next_one])
    assert [call.id for call in found_calls(tmp_path / "ledger.db")] == [next_one.id, first.id]
    kept.close()


def test_a_file_that_another_program_holds_stops_nothing_and_goes_when_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 2_000)
    held = {"00000001.jsonl", "00000002.jsonl"}
    holding(monkeypatch, held)
    ledger = open_ledger(tmp_path)
    for _ in range(6):
        calls = list(make_calls(10))
        ledger.opened(calls)
        assert ledger.record_some(calls) == 10
        assert ledger.flush(20)
    assert (ledger.health().written, ledger.health().rejected) == (60, 0)
    assert len({path.name for path in folder_of(ledger.path).iterdir()} - held) == 1
    held.remove("00000002.jsonl")
    record(ledger, [make_call()])
    ledger.flush(20)
    assert not (folder_of(ledger.path) / "00000002.jsonl").exists()
    ledger.close()
    assert [path.name for path in folder_of(ledger.path).iterdir()] == ["00000001.jsonl"]
    ledger = open_ledger(tmp_path)  # and still cannot
    call = make_call()
    open_call(ledger, call.id)
    assert ledger.record(call)
    assert ledger.flush(20)
    assert ledger.reader.summary(EVERYTHING).calls == 62
    held.clear()
    ledger.close()
    assert not folder_of(ledger.path).exists()


def test_calls_that_were_purged_do_not_come_back_out_of_a_file_that_could_not_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        holding(patched, {"00000001.jsonl"})
        ledger = open_ledger(tmp_path)
        calls = list(make_calls(10))
        ledger.opened(calls)
        assert ledger.record_some(calls) == 10
        assert ledger.flush(20)
        ledger.close()
    shutil.copytree(folder_of(ledger.path), tmp_path / "left")
    ledger = open_ledger(tmp_path)
    span = Span(0, calls[6].started_us)
    with ledger.reader.moment() as db:
        old = purging.old_calls(db, span)
    ledger.write(lambda db: purging.mark(db, span.until_us)).result(20)
    ledger.in_steps(lambda db: purging.step(db, old)).result(20)
    ledger.close()
    shutil.move(tmp_path / "left", folder_of(ledger.path))
    ledger = open_ledger(tmp_path)
    assert {call.id for call in ledger.reader.each_call(EVERYTHING)} == {call.id for call in calls[6:]}
    assert ledger.reader.summary(EVERYTHING).calls == 10
    ledger.close()


def test_a_session_alone_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SEGMENT_BYTES", 10_000)
    kept = journal.Journal(tmp_path / "ledger.db")
    session = make_call()
    for answers in range(500):
        kept.opened([replace(session, response_bytes=answers)])
    assert len(list(folder_of(tmp_path / "ledger.db").iterdir())) == 1
    assert [call.response_bytes for call in found_calls(tmp_path / "ledger.db")] == [499]
    kept.close()


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
        if threading.current_thread() is threading.main_thread():
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


def test_a_call_costs_two_short_writes_of_whoever_records_it_and_no_wait_for_the_disk(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, written, waits = threading.get_ident(), list[int](), list[int]()
    write = os.write

    def count(file: int, data: bytes) -> int:
        if threading.get_ident() == here:
            written.append(len(data))
        return write(file, data)

    monkeypatch.setattr(os, "write", count)
    monkeypatch.setattr(os, "fsync", waits.append)
    calls = list(make_calls(200))
    for call in calls:
        open_call(ledger, call.id)
        ledger.record(call)
    assert len(written) == 1 + 2 * len(calls)  # a file begins with what its columns are
    assert sum(written) < 1_500 * len(calls)
    assert waits == []


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
