"""Care of a busy ledger holds nobody up, and a kill at any moment costs no call."""

import itertools
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.filters import CallFilter
from app.core.periods import Span
from app.ledger import Ledger, list_backups, purging, repricing, verify
from app.ledger.repricing import Change, Priced
from tests.ledger.making import ROOT, T0_US, make_call, make_calls, open_ledger, record
from tests.ledger.test_journal import LOAD

EVERYTHING = CallFilter()
LIMIT_S = 0.25
PERIOD_US = 100 * 900_000_000


def purge(ledger: Ledger) -> None:
    old = ledger.write(lambda db: purging.old_calls(db, Span(0, T0_US + PERIOD_US))).result()
    ledger.write(lambda db: purging.mark(db, T0_US + PERIOD_US)).result()
    ledger.in_steps(lambda db: purging.step(db, old)).result()
    ledger.tidy().result()


def reprice(ledger: Ledger) -> None:
    act = repricing.begin(ledger, "a test", "", 1).result()
    calls = ledger.reader.each_call(CallFilter(T0_US, T0_US + PERIOD_US))
    while batch := list(itertools.islice(calls, 250)):
        changes = [
            Change(c.id, Priced(c.cost_nusd, c.cost_basis, c.price_ref), Priced(n, "override", "mine"))
            for n, c in enumerate(batch)
        ]
        assert repricing.correct(ledger, act, changes).result() == len(batch)
    repricing.finish(ledger, act, 2)
    done = False
    seq = 0
    while not done:
        seq, _, _, done = repricing.undo_step(ledger, act, seq).result()


CARE: dict[str, Callable[[Ledger], object]] = {
    "backup": lambda ledger: ledger.backup(),
    "reconcile": lambda ledger: ledger.reconcile(),
    "verify": lambda ledger: verify(ledger.path),
    "vacuum": lambda ledger: ledger.tidy().result(),
    "days": lambda ledger: ledger.count_days_in(ZoneInfo("Asia/Kathmandu")).result(),
    "purge": purge,
    "reprice": reprice,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CARE)
def test_a_record_waits_little_while_the_ledger_is_cared_for(ledger: Ledger, name: str) -> None:
    ledger.count_days_in(ZoneInfo("Europe/Berlin")).result(60)
    record(ledger, make_calls(20_000, step_us=20_000_000))
    ended = threading.Event()
    waits_s: list[float] = []

    def care() -> None:
        try:
            CARE[name](ledger)
        finally:
            ended.set()

    thread = threading.Thread(target=care, name="test-care")
    thread.start()
    try:
        while not ended.is_set() or len(waits_s) < 200:
            call = make_call(T0_US + 2 * PERIOD_US)
            started = time.perf_counter()
            assert ledger.record(call)
            assert ledger.flush(30)
            waits_s.append(time.perf_counter() - started)
            time.sleep(0.002)
    finally:
        thread.join()
    waits_s.sort()
    assert waits_s[len(waits_s) * 99 // 100] < LIMIT_S
    assert verify(ledger.path).sound
    assert ledger.reader.reconcile().agrees


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("batch", range(5))
def test_two_hundred_kills_cost_no_call_that_was_seen(tmp_path: Path, batch: int) -> None:
    """Forty of them each; what the ledger is after each kill is checked by the next start, all at the end."""
    chance = random.Random(batch)
    seen: set[str] = set()
    for _ in range(40):
        process = subprocess.Popen(
            [sys.executable, "-c", LOAD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 120))]
        time.sleep(chance.random() * 0.02)
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
        process.stdout.close()
        assert process.wait(10) == -signal.SIGKILL
        whole = (line.decode() for line in lines if line.endswith(b"\n"))
        seen |= {line.split()[1] for line in whole if line.startswith("seen ")}
    ledger = open_ledger(tmp_path)
    try:
        kept = {call.id for call in ledger.reader.each_call(EVERYTHING)}
        assert seen <= kept
        assert ledger.reader.summary(EVERYTHING).calls == len(kept)
    finally:
        ledger.close()
    assert verify(tmp_path / "ledger.db").findings == ()


KILLED_BACKUP = """
import os, signal, sys
from pathlib import Path
from app.ledger import backup
from tests.ledger.making import open_ledger
at = sys.argv[2]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if at == "copy":
    backup._counts = die
elif at == "verify":
    backup.verify = die
elif at == "sync":
    backup.opening.sync_file = die
elif at == "rename":
    Path.rename = die
elif at == "renamed":
    backup.opening.sync_folder = die
open_ledger(Path(sys.argv[1])).backup()
"""


@pytest.mark.slow
def test_a_backup_that_was_killed_is_whole_or_not_listed(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    record(ledger, make_calls(300))
    ledger.close()
    for at, listed in (("copy", 0), ("verify", 0), ("sync", 0), ("rename", 0), ("renamed", 1)):
        done = subprocess.run(
            [sys.executable, "-c", KILLED_BACKUP, str(tmp_path), at],
            cwd=ROOT, capture_output=True, timeout=30, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert len(list_backups(tmp_path / "backups")) == listed
    open_ledger(tmp_path).close()
    assert [p.name for p in (tmp_path / "backups").iterdir()] == [
        b.name for b in list_backups(tmp_path / "backups")
    ]
    assert verify(list_backups(tmp_path / "backups")[0].path).sound


KILLED_PURGE = """
import os, signal, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from app.ledger import purging
from app.services import retention
from tests.ledger.making import T0_US, open_ledger
folder, left = Path(sys.argv[1]), int(sys.argv[2])

def counted(real):
    def run(*args, **kwargs):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return real(*args, **kwargs)
    return run

for module, name in ((retention, "write_archive"), (purging, "mark"), (purging, "step")):
    setattr(module, name, counted(getattr(module, name)))
retention.purge(open_ledger(folder), folder / "archive", T0_US * 2, ZoneInfo("UTC"))
"""


@pytest.mark.slow
def test_a_purge_that_was_killed_goes_on_and_loses_no_sum(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    record(ledger, make_calls(900, step_us=4_000_000_000))
    before = ledger.reader.summary(EVERYTHING)
    ledger.close()
    for left in range(8):
        done = subprocess.run(
            [sys.executable, "-c", KILLED_PURGE, str(tmp_path), str(left)],
            cwd=ROOT, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        ledger = open_ledger(tmp_path)
        assert ledger.reader.summary(EVERYTHING) == before
        assert ledger.reader.reconcile().agrees
        ledger.close()
        assert verify(tmp_path / "ledger.db").findings == ()
    assert list((tmp_path / "archive").iterdir())


def test_order_and_durations_hold_when_the_clock_goes_back(ledger: Ledger) -> None:
    hour_us = 3_600_000_000
    first = make_call(T0_US, clock_jumped=False)
    back = make_call(T0_US - hour_us, clock_jumped=True, latency_us=5)
    ahead = make_call(T0_US + 366 * 24 * hour_us, clock_jumped=True)
    for call in (first, back, ahead):
        record(ledger, [call])
    with ledger.reader.moment() as db:
        rows = db.execute_sql("SELECT started_us, clock_jumped, latency_us FROM call ORDER BY seq").fetchall()
    assert rows == [(c.started_us, int(c.clock_jumped), c.latency_us) for c in (first, back, ahead)]
    assert ledger.reader.reconcile().agrees
    assert ledger.reader.summary(CallFilter(T0_US - hour_us, T0_US)).calls == 1
    assert verify(ledger.path).sound
