"""A file that is not a sound ledger of ours is refused by name, and left as it is."""

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import LedgerBusy, LedgerCorrupt, LedgerError, LedgerTooNew
from app.core.filters import CallFilter
from app.ledger import Reader, list_backups
from app.ledger.backup import make_backup
from tests.ledger.making import MIGRATIONS, ROOT, make_call, make_calls, open_ledger, record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger with a few calls, closed."""
    ledger = open_ledger(tmp_path)
    record(ledger, make_calls(200))
    ledger.close()
    return tmp_path


def every_file(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.is_file()}


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"\x00\xff garbage" * 5000)


def text(path: Path) -> None:
    path.write_text("not a database")


def short(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def header_only(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(100)


def of_another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE call (id)")
    db.close()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (empty, "0 bytes"),
        (garbage, "no SQLite database"),
        (text, "no SQLite database"),
        (short, "malformed"),
        (header_only, "no SQLite database|malformed"),
        (of_another_program, "another program"),
    ],
)
def test_a_file_that_is_no_sound_ledger_is_refused_and_left_alone(
    folder: Path, spoil: Callable[[Path], None], says: str
) -> None:
    path = folder / "ledger.db"
    spoil(path)
    before = every_file(folder)
    with pytest.raises(LedgerCorrupt, match=says) as caught:
        open_ledger(folder)
    assert str(path) in caught.value.message
    assert caught.value.hint
    with pytest.raises(LedgerCorrupt, match=says):
        Reader(path)
    assert every_file(folder) == before


def test_a_damaged_page_is_said_to_be_damage_and_is_never_backed_up(folder: Path) -> None:
    path = folder / "ledger.db"
    ledger = open_ledger(folder)
    record(ledger, make_calls(3_000))
    ledger.close()
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in range(pages // 2, pages):
            file.seek(page * 4096)
            file.write(b"\xde\xad\xbe\xef" * 1024)
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(LedgerCorrupt, match="damaged"):
            open_ledger(folder)
    with pytest.raises(LedgerCorrupt, match="damaged"):
        make_backup(path, folder / "backups", "manual", 0)
    assert path.read_bytes() == before
    assert list_backups(folder / "backups") == []


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(LedgerError, match=r"ledger\.db is not a file"):
        open_ledger(tmp_path)


def test_a_reader_without_a_ledger_says_that_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger"):
        Reader(tmp_path / "ledger.db")


@pytest.mark.parametrize("schema", [0, 99])
def test_a_reader_refuses_a_schema_that_is_not_its_own(folder: Path, schema: int) -> None:
    path = folder / "ledger.db"
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {schema}")
    db.close()
    with pytest.raises(LedgerTooNew if schema else LedgerError, match=f"schema {schema}"):
        Reader(path)


OPEN_AND_SAY = """
import os, sys
from pathlib import Path
from app.core.errors import LedgerError
from app.ledger import Ledger
folder = Path(sys.argv[1])
if os.geteuid() == 0:  # root has every permission, so it becomes somebody else
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    path = folder / "ledger.db"
    Ledger.open(path, backups=folder / "backups", migrations=Path(sys.argv[2]), announce=print)
except LedgerError as error:
    print(type(error).__name__, error.message)
"""


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that any user of this computer can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def open_as_nobody(folder: Path) -> str:
    """What somebody without permission is told."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", OPEN_AND_SAY, str(folder), str(MIGRATIONS)],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(os.name != "posix", reason="modes are how POSIX says no")
@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o400, 0o755), (0o000, 0o755), (None, 0o555)], ids=["read", "none", "new"]
)
def test_without_permission_the_file_is_named_and_nothing_pretends_to_start(
    shared_folder: Path, file_mode: int | None, folder_mode: int
) -> None:
    path = shared_folder / "ledger.db"
    if file_mode is not None:
        open_ledger(shared_folder).close()
        path.chmod(file_mode)
    shared_folder.chmod(folder_mode)
    said = open_as_nobody(shared_folder)
    assert said.startswith("LedgerError ")
    assert str(path) in said
    assert path.exists() == (file_mode is not None)


@pytest.mark.skipif(os.name != "posix", reason="modes are how POSIX says no")
def test_a_ledger_in_a_folder_that_cannot_be_written_is_refused(shared_folder: Path) -> None:
    open_ledger(shared_folder).close()
    (shared_folder / "ledger.db").chmod(0o666)
    shared_folder.chmod(0o555)
    said = open_as_nobody(shared_folder)
    assert said.startswith("LedgerError ")
    assert str(shared_folder / "ledger.db") in said


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_every_file_is_for_its_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        ledger = open_ledger(tmp_path)
        record(ledger, [make_call()])
        ledger.backup()
        files = [p for p in tmp_path.rglob("*") if p.is_file()]
        names = {p.name for p in files}
        assert {"ledger.db", "ledger.db-wal", "ledger.db-shm"} < names
        assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in files} == dict.fromkeys(names, 0o600)
        assert stat.S_IMODE((tmp_path / "backups").stat().st_mode) == 0o700
        ledger.close()
    finally:
        os.umask(old)


def test_a_log_without_its_file_is_put_aside_not_taken_in(folder: Path) -> None:
    ledger = open_ledger(folder)
    record(ledger, [make_call()])
    log = (folder / "ledger.db-wal").read_bytes()
    ledger.close()
    (folder / "ledger.db").unlink()
    (folder / "ledger.db-wal").write_bytes(log)
    with pytest.raises(LedgerCorrupt, match="is gone; 201 calls"):
        open_ledger(folder)
    (folder / "ledger.db.manifest").unlink()  # as the error says
    ledger = open_ledger(folder)
    assert ledger.reader.summary(CallFilter()).calls == 0
    ledger.close()
    assert len(list(folder.glob("ledger.db-wal.stale-*"))) == 1


def test_what_a_killed_start_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "ledger.db.new-1").write_bytes(b"half")
    (tmp_path / "backups" / "ledger-20260101T000000000000Z-manual.db.partial").write_bytes(b"half")
    open_ledger(tmp_path).close()
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["backups", "ledger.db", "ledger.db.manifest"]


COUNT = """
import sys
from pathlib import Path
from app.core.filters import CallFilter
from app.ledger import Reader
reader = Reader(Path(sys.argv[1]))
print(reader.summary(CallFilter()).calls)
reader.close()
"""


def test_a_second_process_can_read_while_the_first_writes(folder: Path) -> None:
    ledger = open_ledger(folder)
    record(ledger, make_calls(50))
    done = subprocess.run(
        [sys.executable, "-c", COUNT, str(folder / "ledger.db")],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("250\n", "")
    record(ledger, [make_call()])
    assert ledger.reader.summary(CallFilter()).calls == 251
    ledger.close()
    assert not (folder / "ledger.db-wal").exists()


def test_a_reader_alone_leaves_nothing_beside_the_file(folder: Path) -> None:
    before = every_file(folder)
    reader = Reader(folder / "ledger.db")
    assert reader.summary(CallFilter()).calls == 200
    reader.close()
    assert every_file(folder) == before


def test_a_ledger_that_somebody_locks_is_busy_not_broken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.opening._BUSY_TIMEOUT_S", 0.05)
    holder = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("DELETE FROM tag WHERE id = 77")
    try:
        with pytest.raises(LedgerBusy, match="holds the ledger"):
            open_ledger(folder)
    finally:
        holder.close()
