"""The frame: opening, switching, keys, and an end in order."""

import re
import socket
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.core.settings import SETTINGS
from app.ui.actions import ACTIONS
from app.ui.banner import Banner
from app.ui.charts.canvas import ChartCanvas
from app.ui.pages import PAGES
from app.ui.pages.settings import SettingRow, SettingsPage
from app.ui.session import Session
from app.ui.tool_bar import ToolBar
from app.ui.widgets.buttons import Switch
from app.ui.widgets.command_palette import CommandPalette
from app.ui.widgets.range_picker import CustomRangeSheet, RangePicker
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.states import StateView
from tests.ui.conftest import Opener, fill, make_call
from tests.ui.screenshots import settle, wait_until


def test_the_window_shows_the_overview_while_the_proxy_listens(session: Session) -> None:
    window = session.window
    url = window.context.engine.proxy.url
    wait_until(lambda: window.context.engine.proxy.url is not None, "the proxy listens")
    url = window.context.engine.proxy.url
    assert url is not None
    assert httpx.get(f"{url}/-/health").status_code == 200
    assert type(window.page).__name__ == "OverviewPage"


def test_each_page_has_its_key_and_its_place_in_the_side_bar(session: Session, qtbot: QtBot) -> None:
    window = session.window
    assert PAGES[-1].id == "settings"
    for key, spec in zip("123456789,", PAGES, strict=True):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        wait_until(lambda: window.page is not None, spec.id)
        settle(session, 20)
        assert type(window.page).__module__.endswith(spec.id)


def test_the_palette_finds_a_page_by_a_few_letters(session: Session, qtbot: QtBot) -> None:
    window = session.window
    qtbot.keyClick(window, "k", Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(CommandPalette)
    assert palette is not None
    field = palette.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "settings")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_until(lambda: type(window.page).__name__ == "SettingsPage", "settings open")


def test_the_palette_says_so_when_nothing_is_called_that(session: Session, qtbot: QtBot) -> None:
    palette = _palette(session)
    field, state = palette.findChild(QLineEdit), palette.findChild(StateView)
    assert field is not None
    assert state is not None
    assert not state.isVisible()
    qtbot.keyClicks(field, "zzzz")
    assert state.isVisible()
    field.clear()
    assert not state.isVisible()


def test_the_palette_has_each_theme_and_a_range_of_ones_own(session: Session) -> None:
    _palette(session).close()
    actions = {action.text(): action for action in session.window.actions()}
    actions["Use the dark theme"].trigger()
    wait_until(lambda: session.theme.tokens.name == "dark", "the dark theme")
    actions["Use the theme of the system"].trigger()
    engine = session.window.context.engine
    wait_until(lambda: engine.settings["appearance.theme"] == "system", "the theme of the system")
    actions["Show a custom range…"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CustomRangeSheet)
    buttons = dialog.findChildren(QPushButton)
    assert "Show" in [button.text() for button in buttons]
    assert all(button.icon().isNull() for button in buttons)  # none of Qt's own
    dialog.reject()


def _palette(session: Session) -> CommandPalette:
    session.window.commands.open_palette()
    palette = session.window.findChild(CommandPalette)
    assert palette is not None
    return palette


def test_every_action_is_found_in_the_palette_and_no_key_is_given_twice(session: Session) -> None:
    actions = session.window.actions()
    texts = {action.text() for action in actions}
    assert {spec.text for spec in ACTIONS} <= texts
    keys = [action.shortcut().toString() for action in actions if not action.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_the_theme_changes_while_everything_stays_open(session: Session) -> None:
    window = session.window
    fill(session, make_call())
    canvas = window.findChild(ChartCanvas)
    assert canvas is not None
    for name in ("dark", "light"):
        window.change_setting("appearance.theme", name)
        wait_until(lambda name=name: session.theme.tokens.name == name, f"the theme is {name}")
        settle(session, 30)
        surface = session.theme.tokens.colour("surface")
        assert canvas.backgroundBrush().color() == surface
        corner = window.grab().toImage().pixelColor(window.width() - 3, 3)
        assert corner == session.theme.tokens.colour("window")


def test_text_grows_to_twice_its_size_and_is_remembered(session: Session, open_window: Opener) -> None:
    session.window.change_setting("appearance.text_percent", 200)
    wait_until(lambda: session.theme.tokens.text_percent == 200, "the text is large")
    again = open_window()
    assert again.theme.tokens.text_percent == 200


def test_pausing_the_proxy_refuses_calls_and_resuming_takes_them_again(
    session: Session, qtbot: QtBot
) -> None:
    window = session.window
    engine = window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "the proxy listens")
    url = engine.proxy.url
    bar = window.findChild(ToolBar)
    assert bar is not None
    switch = bar.findChild(Switch)
    assert switch is not None
    wait_until(switch.isEnabled, "the switch can be used")
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    wait_until(lambda: engine.proxy.url is None and switch.isEnabled(), "the proxy pauses")
    assert not switch.isChecked()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/-/health")
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    wait_until(lambda: engine.proxy.url is not None and switch.isEnabled(), "the proxy resumes")
    assert switch.isChecked()


def test_the_settings_tell_which_port_the_proxy_has_just_now(session: Session) -> None:
    window = session.window
    wait_until(lambda: window.context.engine.proxy.url is not None, "the proxy listens")
    window.open_page("settings")
    wait_until(lambda: type(window.page).__name__ == "SettingsPage", "the settings")
    page = window.page
    assert page is not None

    def told() -> str:
        return " ".join(label.text() for label in page.findChildren(QLabel) if not label.isHidden())

    port = window.context.engine.proxy.port
    wait_until(lambda: f"listens on port {port}" in told(), "the port of now")
    window.change_setting("proxy.port", port)
    wait_until(lambda: "Just now" not in told(), "they are one")


def test_a_choice_is_called_the_same_in_its_field_and_in_its_help(session: Session) -> None:
    page = SettingsPage(session.window.context)
    page._on_searched("")
    seen = 0
    for setting in SETTINGS:
        row = next(row for row in page.findChildren(SettingRow) if row._setting is setting)
        help_, field = row._field.accessibleDescription(), row._field
        if isinstance(field, QComboBox):
            assert [field.itemText(n) for n in range(field.count())] == list(setting.words)
            quoted = re.findall("“(.+?)”", help_)
            assert set(quoted) <= set(setting.words), setting.key
            seen += bool(quoted)
        elif setting.zero:
            assert isinstance(field, QSpinBox)
            field.blockSignals(True)
            field.setValue(0)
            assert field.text() == setting.zero
            seen += 1
    assert seen >= 7
    page.findChild(SearchField).setText("on_quit")  # type: ignore[union-attr]  as documents name it
    found = [row for row in page.findChildren(SettingRow) if not row.isHidden()]
    assert [row._setting.key for row in found] == ["connect.put_back"]
    page.deleteLater()


def test_a_setting_is_found_before_all_of_them_have_been_drawn(session: Session) -> None:
    page = SettingsPage(session.window.context)
    assert not page.complete
    field = page.findChild(SearchField)
    assert field is not None
    field.setText("text size")
    found = [row for row in page.findChildren(SettingRow) if not row.isHidden()]
    assert len(found) == 1
    assert "appearance.text_percent" in found[0].words
    page.deleteLater()


def test_the_address_is_copied_by_a_click(session: Session) -> None:
    wait_until(lambda: session.window.context.engine.proxy.url is not None, "the proxy listens")
    session.window.commands.copy_url()
    assert QGuiApplication.clipboard().text() == session.window.context.engine.proxy.url


def test_the_window_comes_back_where_it_was(session: Session, open_window: Opener) -> None:
    session.window.resize(QSize(760, 611))
    session.window.open_page("calls")
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "calls open")
    again = open_window()
    assert again.window.size() == QSize(760, 611)
    wait_until(lambda: type(again.window.page).__name__ == "CallsPage", "calls open again")
    state = open_window.home.root / "window.ini"
    assert state.stat().st_mode & 0o077 == 0


def test_without_a_tray_closing_ends_the_program(session: Session) -> None:
    assert not session.tray.there
    session.window.close()
    wait_until(lambda: session.has_ended, "the end")
    assert session.window.context.engine.proxy.url is None


@pytest.mark.expects_warnings
def test_a_ledger_that_cannot_be_opened_is_told_in_the_window(open_window: Opener, home: Path) -> None:
    home.mkdir()
    (home / "ledger.db").write_bytes(b"this is no ledger at all" * 100)
    session = open_window(page=False)
    codes: list[int] = []
    session.ended.connect(codes.append)
    state = session.window.findChild(StateView)
    assert state is not None
    wait_until(lambda: "ledger.db" in state.accessibleName(), "the trouble is shown")
    window = session.window
    for control in (RangePicker, Switch):
        found = window.findChild(control)
        assert found is not None
        assert not found.isVisible()  # there is nothing behind it
    assert {a.text() for a in window.actions() if a.isEnabled()} == {
        "Command palette", "About Tollgate", "Close the window", "Quit"
    }  # fmt: skip
    window.change_setting("proxy.port", 5000)
    assert not (home / "settings.toml").exists()
    window.close()
    wait_until(lambda: session.has_ended, "closing ends it, with a tray or without")
    open_window.close()
    assert codes == [1]
    assert (home / "ledger.db").read_bytes().startswith(b"this is no ledger")


def test_a_port_in_use_is_told_and_the_next_one_offered(open_window: Opener) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        session = open_window(port=port)
        banner = session.window.findChild(Banner)
        assert banner is not None
        wait_until(lambda: bool(banner.text), "the trouble is shown")
        assert str(port) in banner.text
        assert any("Use port" in button.text() for button in banner.findChildren(QPushButton))


def test_the_keyboard_goes_to_a_page_that_is_called_and_stays_with_those_who_walk(
    session: Session, qtbot: QtBot
) -> None:
    window = session.window
    window.activateWindow()
    wait_until(window.isActiveWindow, "the window is active")
    bar = next(b for b in window.findChildren(QPushButton) if b.accessibleName() == "Overview")
    bar.setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_Down)
    wait_until(lambda: type(window.page).__module__.endswith("trends"), "the next page")
    settle(session, 30)
    walking = window.focusWidget()
    assert walking is not None
    assert walking.accessibleName() == "Trends"
    next(action for action in window.actions() if action.shortcut().toString() == "Ctrl+3").trigger()
    wait_until(lambda: type(window.page).__module__.endswith("calls"), "the page that was called")
    wait_until(lambda: not walking.hasFocus(), "the keyboard has gone along")
