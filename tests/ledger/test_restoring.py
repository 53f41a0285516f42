"""Going back to a backup leaves one ledger, keeps the other, and can be cut off anywhere."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import LedgerCorrupt
from app.core.filters import CallFilter
from app.ledger import backup, contents, list_backups, restore, restoring, rotate
from app.ledger.migrating import migrations_in
from tests.ledger.making import MIGRATIONS, ROOT, T0_US, make_calls, open_ledger, record

EVERYTHING = CallFilter()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger of 30 calls, closed, whose backup has 20."""
    ledger = open_ledger(tmp_path)
    record(ledger, make_calls(20))
    ledger.backup()
    record(ledger, make_calls(10))
    ledger.close()
    return tmp_path


def the_backup(folder: Path) -> Path:
    return list_backups(folder / "backups")[0].path


def count(folder: Path) -> int:
    ledger = open_ledger(folder)
    try:
        return ledger.reader.summary(EVERYTHING).calls
    finally:
        ledger.close()


def test_a_restored_ledger_is_that_of_the_backup_and_the_other_is_kept(folder: Path) -> None:
    kept = restore(folder / "ledger.db", the_backup(folder))
    assert kept is not None
    assert count(folder) == 20
    assert contents(kept).calls == 30
    assert (folder / "ledger.db").stat().st_mode & 0o777 == 0o600


def test_what_is_in_a_backup_can_be_seen_first(folder: Path) -> None:
    found = contents(the_backup(folder))
    assert (found.calls, found.first_us, found.steps) == (
        20,
        T0_US,
        tuple(step.name for step in migrations_in(MIGRATIONS)),
    )


def test_a_log_of_the_old_ledger_never_gets_into_the_restored_one(folder: Path) -> None:
    ledger = open_ledger(folder)
    record(ledger, make_calls(5))
    log = (folder / "ledger.db-wal").read_bytes()
    ledger.close()
    (folder / "ledger.db-wal").write_bytes(log)
    kept = restore(folder / "ledger.db", the_backup(folder))
    assert kept is not None
    assert not (folder / "ledger.db-wal").exists()
    assert kept.with_name(kept.name + "-wal").read_bytes() == log
    assert count(folder) == 20


def test_a_damaged_backup_is_not_put_in_place(folder: Path) -> None:
    path = the_backup(folder)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 40_000)
    with pytest.raises(LedgerCorrupt):
        restore(folder / "ledger.db", path)
    assert count(folder) == 30


def test_where_there_is_no_ledger_a_backup_becomes_it(folder: Path) -> None:
    (folder / "ledger.db").unlink()
    assert restore(folder / "ledger.db", the_backup(folder)) is None
    assert count(folder) == 20


KILL = """
import os, signal, sys
from pathlib import Path
from app.ledger import restore
left = int(sys.argv[3])
rename = Path.rename

def counted(self, target):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return rename(self, target)

Path.rename = counted
restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("renames", "calls"), [(0, 30), (1, 20), (2, 20), (3, 20)])
def test_a_kill_at_any_rename_leaves_the_old_or_the_restored_ledger(
    folder: Path, renames: int, calls: int
) -> None:
    (folder / "ledger.db-wal").write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "-c", KILL, str(folder / "ledger.db"), str(the_backup(folder)), str(renames)],
        cwd=ROOT, capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    assert count(folder) == calls
    assert not list(folder.glob("*.restoring*"))
    assert not (folder / "ledger.db-wal").exists()
    assert len(list(folder.glob("ledger.db.replaced-*[0-9]"))) == (calls == 20)


def test_old_backups_thin_out_and_those_made_by_hand_stay(tmp_path: Path) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for days in range(400):
        stamp = (now - timedelta(days=days)).strftime("%Y%m%dT%H%M%S000000Z")
        (tmp_path / f"ledger-{stamp}-daily.db").write_bytes(b"")
    (tmp_path / "ledger-20200101T000000000000Z-manual.db").write_bytes(b"")
    (tmp_path / "ledger-20200102T000000000000Z-before-0002_x.db").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"")
    removed = rotate(tmp_path, daily=7)
    left = list_backups(tmp_path)
    assert len(removed) + len(left) == 402
    daily = [datetime.fromtimestamp(b.made_us / 1e6, UTC) for b in left if b.reason == "daily"]
    assert daily[:7] == [now - timedelta(days=n) for n in range(7)]
    assert len({f"{d:%G-%V}" for d in daily}) >= 4
    assert len({f"{d:%Y-%m}" for d in daily}) == 12
    assert len(daily) <= 7 + 4 + 12
    assert {b.reason for b in left} == {"daily", "manual", "before-0002_x"}
    assert (tmp_path / "notes.txt").exists()
    assert rotate(tmp_path, daily=7) == []


def test_verifying_a_copy_needs_no_counts(folder: Path) -> None:
    backup.verify(the_backup(folder))


def test_a_restore_that_is_decided_beside_a_running_ledger_comes_with_the_next_start(folder: Path) -> None:
    running = open_ledger(folder)
    restoring.decide(running.path, the_backup(folder))
    assert restoring.is_decided(running.path)
    record(running, make_calls(5))
    assert running.reader.summary(EVERYTHING).calls >= 30  # what runs is left alone
    running.close()
    assert count(folder) == 20
    assert not restoring.is_decided(folder / "ledger.db")


def test_a_restore_that_was_decided_can_be_called_off(folder: Path) -> None:
    restoring.decide(folder / "ledger.db", the_backup(folder))
    restoring.call_off(folder / "ledger.db")
    restoring.call_off(folder / "ledger.db")
    assert count(folder) == 30
