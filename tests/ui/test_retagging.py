"""Calls get another project where they are listed: those that were picked, or all that are shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.filters import CallFilter
from app.ui.pages.calls import CallsPage
from app.ui.session import Session
from app.ui.widgets.calls_view import CallsView
from app.ui.widgets.retag_sheets import RetagSheet
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until


def test_picked_calls_get_another_project_by_keyboard_and_have_their_own_back(
    session: Session, qtbot: QtBot
) -> None:
    fill(session, *(make_call(project="old") for _ in range(4)))
    page, view = _opened(session, 4)
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    sheet = _sheet(session)
    _type(sheet, "new")
    give = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Give them the project")
    wait_until(give.isEnabled, "what would change")
    assert _says(sheet, "2 calls would get another project")
    give.click()
    wait_until(lambda: _with_project(session, "new") == 2, "they have it")
    assert _with_project(session, "old") == 2
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is in front again")
    wait_until(lambda: bool(page._doing.bar.words), "it is told")
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: _with_project(session, "old") == 4, "they have their own back")


def test_all_that_the_filters_show_can_be_meant(session: Session, qtbot: QtBot) -> None:
    fill(session, *(make_call(model="gpt-5") for _ in range(3)), make_call(model="gpt-4o"))
    session.lens.narrow("model", "gpt-5")
    _, view = _opened(session, 3)
    qtbot.keyClick(view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    sheet = _sheet(session)
    scope = next(b for b in sheet.findChildren(QComboBox) if b.accessibleName() == "Calls")
    scope.setCurrentIndex(scope.findData("shown"))
    _type(sheet, "shop")
    give = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Give them the project")
    wait_until(give.isEnabled, "what would change")
    assert _says(sheet, "3 calls would get another project")
    give.click()
    wait_until(lambda: _with_project(session, "shop") == 3, "they have it")


def _opened(session: Session, calls: int) -> tuple[CallsPage, CallsView]:
    page = show_page(session, "calls")
    assert isinstance(page, CallsPage)
    view = page.findChildren(CallsView)[0]
    wait_until(lambda: view.model().rowCount() == calls, "the calls")
    settle(session, 60)
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is in front")
    view.setFocus()
    return page, view


def _sheet(session: Session) -> RetagSheet:
    wait_until(lambda: any(s.isVisible() for s in session.window.findChildren(RetagSheet)), "the dialog")
    return next(s for s in session.window.findChildren(RetagSheet) if s.isVisible())


def _type(sheet: RetagSheet, project: str) -> None:
    box = next(b for b in sheet.findChildren(QComboBox) if b.accessibleName() == "Project")
    box.setCurrentText(project)


def _says(sheet: RetagSheet, text: str) -> bool:
    return any(text in label.text() for label in sheet.findChildren(QLabel) if label.isVisible())


def _with_project(session: Session, project: str) -> int:
    reader = session.window.context.engine.ledger.reader
    return len(reader.calls(CallFilter(project=(project,)), 100))
