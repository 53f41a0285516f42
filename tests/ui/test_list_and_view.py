"""A list and what is chosen in it, where there is room for both and where there is not."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from app.core.alerts import Finding
from app.ledger import alerts as store
from app.platform.clock import now_us
from app.ui.language import speak
from app.ui.session import Session
from app.ui.widgets.alerts_part import PausedClient
from app.ui.widgets.entry_list import EntryList
from app.ui.widgets.list_and_view import ListAndView
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import LARGE, SMALL, settle, wait_until

LISTS = (("alerts", "history"), ("clients", "clients"), ("clients", "projects"), ("providers", "openai"))


@pytest.mark.parametrize("language", ["english", "german"])
def test_at_twice_the_text_three_rows_are_seen_and_every_action_is_reached_by_keys(
    qapp: QApplication, open_window: Opener, qtbot: QtBot, language: str
) -> None:
    speak(qapp, language)
    session = _furnished(open_window())
    session.theme.wear("light", 200)
    session.window.resize(SMALL)
    for page, part in LISTS:
        both, entries = _opened(session, page, part)
        wait_until(lambda entries=entries: _rows_seen(entries) >= 3, f"three rows of {page}/{part}")
        reached = _walk(both, entries, qtbot)
        card = entries.parentWidget()
        assert card is not None
        buttons = [b for b in both.findChildren(QPushButton) if not card.isAncestorOf(b)]
        actions = {b.accessibleName() for b in buttons if _can_have_keyboard(b)}
        assert actions, f"what can be done on {page}/{part}"
        assert actions <= {w.accessibleName() for w in reached}, f"{page}/{part}"
        outside = session.window.focusWidget()
        assert outside is not None
        qtbot.keyClick(outside, Qt.Key.Key_Backtab)
        back = session.window.focusWidget()
        assert back is reached[-1]
        assert _is_seen(back), f"{back.accessibleName()} of {page}/{part}, from outside"
        entries.setFocus()
        _bar(both).setValue(_bar(both).maximum())
        qtbot.keyClick(entries, Qt.Key.Key_Down)
        qtbot.keyClick(entries, Qt.Key.Key_Up)
        row = entries.visualItemRect(entries.currentItem())
        assert entries.viewport().visibleRegion().boundingRect().contains(row), f"the row of {page}/{part}"


def test_stopped_clients_leave_room_for_the_list_at_twice_the_text(session: Session) -> None:
    _furnished(session)
    engine, window = session.window.context.engine, session.window
    for name in ("client a", "client b", "client c"):
        engine.alerts.pause(name, "the rule 'Runaway loop' took it for a runaway.")
    window.resize(SMALL)
    for percent in (100, 200, 100, 200):
        session.theme.wear("light", percent)
        both, entries = _opened(session, "alerts", "history")
        page = window.page
        assert page is not None
        wait_until(lambda page=page: len(page.findChildren(PausedClient)) == 3, "the stopped ones")
        settle(session)
        _bar(both).setValue(0)
        assert [_is_seen(one) for one in page.findChildren(PausedClient)][:2] == [True, True]
    canvas = _area(both).widget()
    assert canvas is not None
    _bar(both).setValue(entries.mapTo(canvas, QPoint()).y())
    assert _rows_seen(entries) >= 3
    which = page.findChildren(QComboBox)[0]
    which.setCurrentIndex(which.findText("Muted"))
    which.activated.emit(which.currentIndex())
    wait_until(lambda: not both.isVisible(), "none is like that")
    assert all(one.isVisible() for one in page.findChildren(PausedClient))


def test_the_wheel_moves_the_page_where_the_list_has_come_to_its_end(session: Session) -> None:
    _furnished(session)
    session.theme.wear("light", 200)
    session.window.resize(SMALL)
    both, entries = _opened(session, "clients", "clients")
    wait_until(lambda: _rows_seen(entries) >= 3, "three rows")
    rows, page = entries.verticalScrollBar(), _bar(both)
    page.setValue(0)
    rows.setValue(0)
    for _ in range(100):
        if rows.value() == rows.maximum():
            break
        assert page.value() == 0
        _turn_wheel(entries)
    assert rows.value() == rows.maximum() > 0
    _turn_wheel(entries)
    assert page.value() > 0


def test_the_keyboard_and_the_choice_stay_where_they_are_when_the_text_grows_and_shrinks(
    session: Session, qtbot: QtBot
) -> None:
    _furnished(session)
    session.window.resize(SMALL)
    both, entries = _opened(session, "clients", "clients")
    entries.setFocus()
    qtbot.keyClick(entries, Qt.Key.Key_Down)
    chosen = entries.key

    def is_above() -> bool:
        return _area(both).isAncestorOf(entries)

    for percent, above in ((200, True), (100, False), (200, True), (150, False)):
        session.theme.wear("light", percent)
        wait_until(lambda above=above: is_above() == above, f"room for it at {percent} %")
        settle(session, 30)
        assert session.window.focusWidget() is entries
        assert entries.key == chosen
        assert _is_seen(entries)
    session.window.resize(LARGE)
    settle(session, 30)
    assert entries.mapTo(both, QPoint(entries.width(), 0)).x() < _area(both).mapTo(both, QPoint()).x()


@pytest.mark.parametrize("page", ["health", "settings"])
def test_where_the_keyboard_comes_into_a_page_from_its_end_it_is_seen(
    session: Session, qtbot: QtBot, page: str
) -> None:
    window = session.window
    session.theme.wear("light", 150)
    window.resize(SMALL)
    shown = show_page(session, page)

    def areas() -> list[QScrollArea]:
        found = [area for area in shown.findChildren(QScrollArea) if area.isVisible()]
        return [area for area in found if area.verticalScrollBar().maximum() > 0]

    window.activateWindow()
    wait_until(lambda: bool(areas()) and window.isActiveWindow(), "more than there is room for")
    settle(session)
    (area,) = areas()
    for _ in range(200):
        before = window.focusWidget()
        assert before is not None
        qtbot.keyClick(before, Qt.Key.Key_Backtab)
        now = window.focusWidget()
        assert now is not None
        if area.isAncestorOf(now) and not area.isAncestorOf(before):
            break
    else:
        pytest.fail("the keyboard does not come into it")
    assert area.verticalScrollBar().value() > 0
    assert _is_seen(now)


def _furnished(session: Session) -> Session:
    engine = session.window.context.engine
    for name in "abcde":
        fill(session, make_call(client=f"client {name}", project=f"project {name}"))
        found = Finding(name, f"{name} has little left", name, "What it is about.", "warning", {})
        store.tell(engine.ledger, engine.alerts.rule("Low balance"), [found], [], now_us()).result()
    return session


def _opened(session: Session, page: str, part: str) -> tuple[ListAndView, EntryList]:
    show_page(session, page)
    session.window.open_page(page, part)
    window = session.window
    window.activateWindow()

    def shown() -> ListAndView | None:
        inside = window.page.findChildren(ListAndView) if window.page else []
        return next((one for one in inside if one.isVisible()), None)

    wait_until(lambda: shown() is not None and window.isActiveWindow(), f"{page}/{part}")
    both = shown()
    assert both is not None
    entries = both.findChild(EntryList)
    assert entries is not None
    wait_until(lambda: sum(bool(e.key) for e in entries.entries) >= 5, "what is in the list")
    settle(session)
    return both, entries


def _walk(both: ListAndView, entries: EntryList, qtbot: QtBot) -> list[QWidget]:
    """By Tab from the list to the end: all that gets the keyboard, each of which has to be seen."""
    window = both.window()
    entries.setFocus()
    reached: list[QWidget] = [entries]
    for _ in range(200):
        focused = window.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        now = window.focusWidget()
        assert now is not None
        if not both.isAncestorOf(now):
            return reached
        reached.append(now)
        assert _is_seen(now), now.accessibleName()
    pytest.fail("the keyboard does not come out of it")


def _can_have_keyboard(button: QPushButton) -> bool:
    return button.isVisible() and button.isEnabled() and bool(button.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_seen(widget: QWidget) -> bool:
    """All of it, or as much as there is room for."""
    seen = widget.visibleRegion().boundingRect()
    return seen.width() == widget.width() and seen.height() >= min(widget.height(), 100)


def _rows_seen(entries: EntryList) -> int:
    seen = entries.viewport().visibleRegion().boundingRect()
    rows = (entries.item(n) for n, entry in enumerate(entries.entries) if entry.key)
    return sum(seen.contains(entries.visualItemRect(row)) for row in rows)


def _area(both: ListAndView) -> QScrollArea:
    return next(area for area in both.findChildren(QScrollArea) if area.parent() is both)


def _bar(both: ListAndView) -> QScrollBar:
    return _area(both).verticalScrollBar()


def _turn_wheel(entries: EntryList) -> None:
    """By one notch, towards oneself, over its middle."""
    window, view = entries.window(), entries.viewport()
    spot = view.mapTo(window, view.rect().center())
    QTest.wheelEvent(window.windowHandle(), spot.toPointF(), QPoint(0, -120))
