"""A backup is a whole, sound ledger of one moment, or it is not there."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import LedgerError
from app.core.filters import CallFilter
from app.core.providers import Provider
from app.ledger import Ledger, backup, list_backups
from tests.ledger.making import make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()


def test_a_backup_is_a_ledger_with_all_that_was_recorded(ledger: Ledger, tmp_path: Path) -> None:
    calls = list(make_calls(300))
    ledger.record_many(calls)
    made = ledger.backup()
    assert [b.name for b in list_backups(ledger.backups)] == [made.name]
    assert made.reason == "manual"
    (tmp_path / "other").mkdir()
    shutil.copyfile(made.path, tmp_path / "other" / "ledger.db")
    restored = open_ledger(tmp_path / "other")
    assert list(restored.reader.each_call(EVERYTHING)) == calls[::-1]
    restored.close()


def test_a_backup_is_of_one_moment_while_calls_are_written(ledger: Ledger) -> None:
    record(ledger, make_calls(2_000))
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            ledger.record_many(make_calls(50))

    thread = threading.Thread(target=write, name="test-writer")
    thread.start()
    try:
        made = [ledger.backup() for _ in range(3)]
    finally:
        stop.set()
        thread.join()
    assert [b.name for b in list_backups(ledger.backups)] == [b.name for b in reversed(made)]
    assert {p.name for p in ledger.backups.iterdir()} == {b.name for b in made}


def test_a_backup_can_go_elsewhere(ledger: Ledger, tmp_path: Path) -> None:
    made = ledger.backup(tmp_path / "synced" / "folder")
    assert made.path.parent == tmp_path / "synced" / "folder"
    assert list_backups(ledger.backups) == []


def test_a_backup_that_cannot_be_written_says_where(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="could not be written") as caught:
        ledger.backup(tmp_path / "file")
    assert str(tmp_path / "file") in caught.value.message


def test_a_copy_that_differs_is_not_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    record(ledger, make_calls(10))
    copy = backup._copy

    def lossy(source: Path, to: Path, progress: Callable[[float], None]) -> dict[str, int]:
        counts = copy(source, to, progress)
        return counts | {"call": counts["call"] + 1}

    monkeypatch.setattr(backup, "_copy", lossy)
    with pytest.raises(LedgerError, match="rows are missing"):
        ledger.backup()
    assert list(ledger.backups.iterdir()) == []


def test_providers_are_kept_changed_and_forgotten(ledger: Ledger) -> None:
    mine = Provider("lan", "On the LAN", "openai", "http://192.168.1.5:8000", local=True, inject_usage=False)
    ledger.keep_provider(mine).result(5)
    ledger.keep_provider(
        Provider("openai", "OpenAI", "openai", "https://proxy.example", builtin=True, key_header="x")
    ).result(5)
    assert [p.id for p in ledger.reader.providers()] == ["lan", "openai"]
    assert ledger.reader.providers()[0] == mine
    ledger.remove_provider("openai").result(5)
    assert ledger.reader.providers() == [mine]
    record(ledger, [make_call()])
    assert ledger.reader.names("provider") == ["openai"]
