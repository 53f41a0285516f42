"""Calls taken out of the window: exactly those that are looked at, whole or not at all."""

import csv
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.calls import Call
from app.core.errors import AppError
from app.ledger import Reader
from app.platform.clock import now_us
from app.services import exporting
from app.ui.session import Session
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.save_as import ReplaceSheet, SaveAs
from app.ui.widgets.undo_bar import UndoBar
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import wait_until


def ask(session: Session, qtbot: QtBot) -> SaveAs:
    """Ctrl+E on the page of calls."""
    show_page(session, "calls")
    press(session, qtbot)
    wait_until(lambda: bool(dialogs(session)), "the file dialog")
    return dialogs(session)[0]


def press(session: Session, qtbot: QtBot) -> None:
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "keys reach the window")
    qtbot.keyClick(session.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)


def dialogs(session: Session) -> list[SaveAs]:
    return [dialog for dialog in session.window.findChildren(SaveAs) if dialog.isVisible()]


def choose(dialog: SaveAs, path: Path) -> None:
    """As somebody does who types the whole path."""
    ending = next((words for words in dialog.nameFilters() if f"*{path.suffix})" in words), None)
    if ending is not None:
        dialog.selectNameFilter(ending)
        dialog.filterSelected.emit(ending)
    dialog.selectFile(str(path))
    dialog.accept()


def told(session: Session) -> str:
    return _bar(session).words


def _bar(session: Session) -> UndoBar:
    page = session.window.page
    assert page is not None
    found = page.findChild(UndoBar)
    assert found is not None
    return found


def _button(parent: QWidget, text: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if b.text() == text)


def _ids(path: Path) -> list[str]:
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            return [row["id"] for row in csv.DictReader(file)]
    if path.suffix == ".json":
        return [call["id"] for call in json.loads(path.read_text())]
    if path.suffix == ".ndjson":
        return [json.loads(line)["id"] for line in path.read_text().splitlines()]
    return pq.read_table(path).column("id").to_pylist()


@pytest.mark.parametrize("ending", [".csv", ".json", ".ndjson", ".parquet"])
def test_exactly_the_calls_of_the_filter_are_in_the_file(
    session: Session, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    wanted = [make_call(model="gpt-5", project="shop") for _ in range(3)]
    long_ago = make_call(model="gpt-5", project="shop", started_us=now_us() - 90 * 86_400_000_000)
    fill(session, *wanted, make_call(model="o3", project="shop"), make_call(model="gpt-5"), long_ago)
    session.lens.narrow("model", "gpt-5")
    session.lens.narrow("project", "shop")
    path = tmp_path / f"mine{ending}"
    choose(ask(session, qtbot), path)
    wait_until(lambda: "3 calls written" in told(session), "the end is told")
    assert sorted(_ids(path)) == sorted(call.id for call in wanted)


def test_folder_and_kind_are_remembered_and_the_name_says_what_is_in_it(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    fill(session, make_call(project="web/shop"))
    session.lens.narrow("project", "web/shop")
    folder = tmp_path / "reports"
    folder.mkdir()
    choose(ask(session, qtbot), folder / "first.parquet")
    wait_until((folder / "first.parquet").exists, "the file")
    wait_until(lambda: not dialogs(session), "the dialog goes")
    again = ask(session, qtbot)
    assert Path(again.directory().absolutePath()) == folder
    (suggested,) = again.selectedFiles()
    assert Path(suggested).name.startswith("calls web-shop 20")
    assert suggested.endswith(".parquet")
    again.reject()


def test_the_name_follows_the_kind_that_is_chosen(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    dialog = ask(session, qtbot)
    words = next(words for words in dialog.nameFilters() if "ndjson" in words)
    dialog.selectNameFilter(words)
    dialog.filterSelected.emit(words)
    assert dialog.selectedFiles()[0].endswith(".ndjson")
    dialog.reject()


def test_a_file_that_is_there_is_asked_about(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    fill(session, make_call())
    there = tmp_path / "mine.csv"
    there.write_text("precious")
    choose(ask(session, qtbot), there)
    wait_until(lambda: session.window.findChild(ReplaceSheet) is not None, "it asks")
    sheet = session.window.findChild(ReplaceSheet)
    assert sheet is not None
    _button(sheet, "Cancel").click()
    wait_until(lambda: session.window.findChild(ReplaceSheet) is None, "the question goes")
    assert there.read_text() == "precious"
    wait_until(lambda: not dialogs(session), "the dialog goes")
    choose(ask(session, qtbot), tmp_path / "mine")  # the ending comes from the kind, and is asked about too
    wait_until(lambda: session.window.findChild(ReplaceSheet) is not None, "it asks again")
    sheet = session.window.findChild(ReplaceSheet)
    assert sheet is not None
    _button(sheet, "Replace it").click()
    wait_until(lambda: "1 call written" in told(session), "it is replaced")
    assert len(_ids(there)) == 1


def test_a_cancelled_export_leaves_nothing_and_the_old_file_as_it_was(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session, *(make_call() for _ in range(30)))
    going, go_on = threading.Event(), threading.Event()
    each_call = Reader.each_call

    def slowly(self: Reader, *args: object) -> Iterator[Call]:
        for call in each_call(self, *args):  # type: ignore[arg-type]
            yield call
            going.set()
            go_on.wait(20)

    monkeypatch.setattr(Reader, "each_call", slowly)
    monkeypatch.setattr(exporting, "_TELL_EVERY", 1)
    folder = tmp_path / "out"
    folder.mkdir()
    choose(ask(session, qtbot), folder / "mine.csv")
    wait_until(going.is_set, "it has begun to write")
    page = session.window.page
    assert page is not None
    bar = page.findChild(JobBar)
    assert bar is not None
    assert bar.busy
    _button(bar, "Cancel").click()
    go_on.set()
    wait_until(lambda: "cancelled" in told(session), "the end is told")
    assert list(folder.iterdir()) == []
    assert not bar.busy


def test_trouble_is_told_with_what_to_do(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise AppError("The disk is full.", "Name another file.")

    fill(session, make_call())
    monkeypatch.setattr("app.ui.calls_export.export", full)
    choose(ask(session, qtbot), tmp_path / "mine.csv")
    wait_until(lambda: told(session) == "The disk is full. Name another file.", "it is told")


def test_the_folder_is_one_click_away_afterwards(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    fill(session, make_call())
    choose(ask(session, qtbot), tmp_path / "mine.csv")
    wait_until(lambda: "1 call written" in told(session), "the end is told")
    _button(_bar(session), "Show in folder").click()
    assert opened == [str(tmp_path)]


def test_it_is_asked_for_from_any_page(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    show_page(session, "overview")
    press(session, qtbot)
    wait_until(lambda: bool(dialogs(session)), "the file dialog")
    assert type(session.window.page).__name__ == "CallsPage"
    dialogs(session)[0].reject()
    assert isinstance(session.window.findChild(SaveAs), QFileDialog)
