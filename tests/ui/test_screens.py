"""Every page in every form: named for a screen reader, nothing cut off, nothing blank."""

from contextlib import suppress

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.budgets import Budget, BudgetScope
from app.core.settings import SETTINGS
from app.platform.clock import now_us
from app.services.operations import perform
from app.ui.about import AboutDialog
from app.ui.charts.canvas import ChartCanvas
from app.ui.charts.heat_map import HeatMap
from app.ui.language import speak
from app.ui.pages import PAGES
from app.ui.ranges import Range
from app.ui.session import Session
from app.ui.widgets.budget_detail import BudgetDetail
from app.ui.widgets.buttons import Switch
from app.ui.widgets.fields import ChoiceBox
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.range_picker import CustomRangeSheet
from app.ui.widgets.search_field import SearchField
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import FORMS, LARGE, SMALL, settle, wait_until

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    ChartCanvas,
    HeatMap,
    QScrollArea,
)
PARTS = {  # of pages, that show one thing or another
    "budgets": ("long", "week"),
    "providers": ("openai",),
    "clients": ("known", "connections", "projects"),
    "alerts": ("history", "rules", "channels"),
}


@pytest.fixture
def busy(session: Session) -> Session:
    return _fill(session)


def _fill(session: Session) -> Session:
    """A month of calls, some of them with trouble and with long names."""
    day_us = 86_400_000_000
    fill(
        session,
        *(
            make_call(
                started_us=now_us() - i * day_us // 4,
                model=f"vendor/a-rather-long-model-name-{i % 8}",
                cost_nusd=None if i % 17 == 0 else i * 31_415_926,
                ok=bool(i % 11),
                status=200 if i % 11 else 429,
                error_type=None if i % 11 else "rate_limit_error",
                error_message=None if i % 11 else "Rate limit reached",
            )
            for i in range(1, 110)
        ),
    )
    budgets = session.window.context.engine.budgets
    budgets.add(Budget("A name that is rather long for a budget of one tool & its friends", 10**9))
    budgets.add(Budget("week", 10**12, period="week", scope=BudgetScope(client="tests"), action="warn"))
    budgets.add(Budget("calls", 1_000, "calls", "rolling", 5, paused=True))
    session.lens.look_at(Range("30d"))
    session.window.open_page("budgets", "week")
    wait_until(lambda: bool(session.window.findChildren(BudgetDetail)), "a budget is open")
    settle(session)
    session.window.open_page("overview")
    settle(session)
    return session


def test_every_control_of_every_page_has_a_name(busy: Session) -> None:
    found: list[str] = []
    for spec in PAGES:
        page = show_page(busy, spec.id)
        if spec.id == "calls":
            page.inspect_row(0)  # type: ignore[attr-defined]
        found += nameless(busy.window)
    for dialog in _dialogs(busy):
        found += nameless(dialog)
    assert found == []


def test_every_label_is_plain_text(busy: Session) -> None:
    for spec in PAGES:
        show_page(busy, spec.id)
    for label in busy.window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text(), label.text()


@pytest.mark.parametrize(("form", "size", "percent"), [*FORMS, ("huge", QSize(1600, 1000), 200)])
def test_no_text_is_cut_off_and_no_page_is_blank(busy: Session, form: str, size: QSize, percent: int) -> None:
    busy.theme.wear("light", percent)
    busy.window.resize(size)
    for spec in PAGES:
        page = show_page(busy, spec.id)
        settle(busy, 60)
        with suppress(TimeoutError):  # a layout may have one more turn to take
            wait_until(lambda: not cut_off(busy.window), "room for every word", 5_000)
        assert cut_off(busy.window) == [], f"{spec.id}, {form}"
        picture = page.grab().toImage()
        colours = {
            picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
        }
        assert len(colours) > 8, f"{spec.id} is blank, {form}"


def test_a_page_is_no_wider_than_the_window_whatever_things_are_called(busy: Session) -> None:
    window, long = busy.window, "_and_a_name_that_never_ends" * 3
    engine = window.context.engine
    names = {part: f"{part}{long}" for part in ("client", "project", "account", "model")}
    fill(busy, *(make_call(**names, started_us=now_us() - i * 1_000_000) for i in range(1, 4)))
    perform(engine, "client.add", {"name": "known", "project": names["project"]})
    perform(engine, "account.set", {"provider": "openai", "account": names["account"][:40], "changes": {}})
    engine.budgets.add(Budget("long", 10**9, scope=BudgetScope(client=names["client"], model=names["model"])))
    window.resize(QSize(1024, 700))
    wide: list[str] = []
    for spec in PAGES:
        show_page(busy, spec.id)
        for part in PARTS.get(spec.id, ("",)):
            window.open_page(spec.id, part)
            settle(busy, 60)
            assert window.width() == 1024, f"the window grew for {spec.id}/{part}"
            wide += [f"{spec.id}/{part}: {found}" for found in sticks_out(window)]
    assert not wide, "; ".join(wide)
    page = show_page(busy, "clients")
    window.open_page("clients", "known")
    settle(busy, 60)
    cut = [box.shown_text() for box in page.findChildren(ChoiceBox) if box.isVisible()]
    assert [text[-1:] for text in cut] == ["…"], cut


@pytest.mark.parametrize("language", ["english", "german"])
def test_at_twice_the_text_in_a_small_window_everything_is_in_reach(
    qapp: QApplication, open_window: Opener, language: str
) -> None:
    speak(qapp, language)
    session = _fill(open_window())
    window = session.window
    perform(window.context.engine, "client.add", {"name": "known"})
    session.theme.wear("light", 200)
    window.resize(SMALL)
    found: list[str] = []
    for spec in PAGES:
        for part in PARTS.get(spec.id, ("",)):
            window.open_page(spec.id, part)
            wait_until(lambda spec=spec: type(window.page).__module__.endswith(spec.id), "it opens")
            settle(session, 60)
            found += [f"{spec.id}/{part}: {what}" for what in sticks_out(window)]
    assert not found, "; ".join(found)
    address = window.context.engine.proxy.url
    assert address is not None
    button = next(b for b in window.findChildren(QPushButton) if address in b.accessibleName())
    assert address.removeprefix("http://") in button.text()
    assert button.sizeHint().width() <= button.width()


def test_what_stands_above_the_cards_of_a_page_ends_where_they_end(busy: Session) -> None:
    busy.window.resize(LARGE)
    page = show_page(busy, "clients")

    def ends() -> set[int]:
        cards = [f for f in page.findChildren(QFrame) if f.property("kind") == "card" and f.isVisible()]
        return {card.mapTo(page, QPoint(card.width(), 0)).x() for card in cards}

    wait_until(lambda: len(ends()) > 1, "the list, and what is chosen in it")
    settle(busy, 60)
    field = page.findChild(SearchField)
    assert field is not None
    assert field.mapTo(page, QPoint(field.width(), 0)).x() == max(ends())


def test_nothing_on_a_page_lies_over_something_else(busy: Session) -> None:
    busy.window.resize(QSize(1024, 700))
    for spec in PAGES:
        page = show_page(busy, spec.id)
        settle(busy, 60)
        words = [label for label in page.findChildren(QLabel) if label.isVisible() and label.text()]
        spots = [(label, QRect(label.mapTo(page, QPoint()), label.size())) for label in words]
        for i, (one, here) in enumerate(spots):
            for other, there in spots[i + 1 :]:
                assert not here.intersects(there), f"{one.text()} / {other.text()} on {spec.id}"


def test_tab_reaches_every_control_of_the_frame_and_of_the_page(busy: Session, qtbot: QtBot) -> None:
    window = busy.window
    show_page(busy, "overview")
    window.activateWindow()
    wait_until(window.isActiveWindow, "the window is active")
    seen: list[QWidget] = []
    while len(seen) < 100 and (focused := window.focusWidget()) not in seen:
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    names = {widget.accessibleName() for widget in seen}
    for wanted in ("Overview", "Range: 30 d", "Proxy", "Cost by model", "Models by cost"):
        assert wanted in names, names
    bar = next(w for w in seen if w.accessibleName() == "Overview")
    bar.setFocus()
    qtbot.keyClick(
        bar, Qt.Key.Key_Down
    )  # of buttons that exclude each other Tab reaches one, arrows the rest
    wait_until(lambda: type(window.page).__module__.endswith(PAGES[1].id), "the next page")


def test_every_setting_is_there_changed_at_once_and_put_back(busy: Session, qtbot: QtBot) -> None:
    page = show_page(busy, "settings")
    names = {widget.accessibleName() for widget in page.findChildren(QWidget)}
    assert {setting.label for setting in SETTINGS} <= names
    engine = busy.window.context.engine
    switch = next(s for s in page.findChildren(Switch) if s.accessibleName() == "Keep running in the tray")
    back = next(b for b in page.findChildren(QPushButton) if "Keep running in the tray" in b.accessibleName())
    assert back.isHidden()
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    wait_until(lambda: not engine.settings.flag("general.close_to_tray"), "the setting is changed")
    wait_until(back.isVisible, "there is a way back")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    wait_until(lambda: engine.settings.flag("general.close_to_tray"), "the setting is back")
    wait_until(switch.isChecked, "and is shown so")


def test_a_time_zone_that_does_not_exist_is_refused_where_it_was_typed(busy: Session, qtbot: QtBot) -> None:
    page = show_page(busy, "settings")
    field = next(f for f in page.findChildren(QLineEdit) if f.accessibleName() == "Time zone")
    field.setFocus()
    field.setText("Europe/Atlantis")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(busy)
    assert busy.window.context.engine.settings.text("general.time_zone") == ""
    assert any("Atlantis" in label.text() for label in page.findChildren(QLabel) if label.isVisible())
    field.setText("Asia/Kathmandu")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_until(lambda: busy.lens.zone.key == "Asia/Kathmandu", "the zone is looked through")


def test_settings_are_found_by_a_word_of_their_help(busy: Session, qtbot: QtBot) -> None:
    page = show_page(busy, "settings")
    page.search()
    qtbot.keyClicks(busy.window.focusWidget(), "426")
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "WebSocket upgrades" in shown
    assert "Text size" not in shown


def _dialogs(session: Session) -> list[QDialog]:
    return [
        AboutDialog(session.window.context, session.window.actions(), session.window),
        CustomRangeSheet(session.theme, session.lens, session.window),
    ]


def nameless(root: QWidget) -> list[str]:
    """Controls that the keyboard can reach, and what is not known of them."""
    return [
        f"{type(control).__name__} {control.objectName()} in {type(control.parentWidget()).__name__}"
        for control in root.findChildren(QWidget)
        if isinstance(control, CONTROLS)
        and control.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not control.objectName().startswith("qt_")
        and not isinstance(control.parentWidget(), QAbstractSpinBox | QComboBox)
        and not isinstance(control.parentWidget().parentWidget(), QComboBox)  # its list, named by it
        and not control.accessibleName()
        and control.isVisibleTo(control.parentWidget())
    ]


def sticks_out(root: QWidget) -> list[str]:
    """What is wider than the place that it is seen through, and cannot be scrolled there."""
    return [
        f"{area.accessibleName()!r} shows {area.viewport().width()} of {area.widget().width()}"
        for area in root.findChildren(QScrollArea)
        if area.isVisible()
        and area.widget() is not None
        and area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.widget().width() > area.viewport().width()
    ]


def cut_off(root: QWidget) -> list[str]:
    """Labels and buttons whose words need more room than they have. Elided ones say so by an ellipsis."""
    cut: list[str] = []
    for label in root.findChildren(QLabel):
        if not label.isVisible() or not label.text() or isinstance(label, ElidedLabel):
            continue
        flags = int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0
        room = label.contentsRect()
        needed = label.fontMetrics().boundingRect(QRect(0, 0, room.width(), 10_000), flags, label.text())
        if needed.height() > room.height() + 1 or (
            not label.wordWrap() and needed.width() > room.width() + 1
        ):
            cut.append(f"{label.text()!r} needs {needed.size()} has {room.size()}")
    cut += [
        f"button {button.text()!r} needs {button.sizeHint()} has {button.size()}"
        for button in root.findChildren(QPushButton)
        if button.isVisible() and button.text() and button.sizeHint().width() > button.width() + 1
    ]
    return cut
