"""The proxy switched on from where it is missing: once, as often as it takes, and at another port."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.banner import Banner
from app.ui.session import Session
from app.ui.tool_bar import ToolBar
from app.ui.widgets.proxy_notice import ProxyNotice
from app.ui.widgets.sheet import Sheet
from tests.ui.conftest import Opener
from tests.ui.dialogs import DIALOGS
from tests.ui.screenshots import settle, wait_until

_SHEETS = ("token", "connect", "by hand")


@pytest.fixture(params=_SHEETS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_second_press_while_it_starts_changes_nothing_and_the_window_can_still_stop_it(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, window = session.window.context.engine, session.window
    _switch_off(session)
    sheet = _opened(session, "token")
    button, bar = _button(sheet, "Switch the proxy on"), window.findChild(ToolBar)
    assert bar is not None
    go, start = threading.Event(), engine.start_proxy

    def start_late() -> str:
        go.wait(20)
        return start()

    monkeypatch.setattr(engine, "start_proxy", start_late)
    try:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not button.isEnabled()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        window.switch_proxy(on=True)  # from the tray, say
    finally:
        go.set()
    wait_until(lambda: window.context.switch.turning is None, "all that was asked for is done")
    url = engine.proxy.url
    assert url is not None
    assert not window.context.bridge.proxy.trouble
    assert bar._proxy.isEnabled()
    assert bar._proxy.text() == "Proxy on"
    sheet.reject()
    _switch_off(session)
    with socket.socket() as asked:
        assert asked.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))), "nobody listens there"


def test_where_the_port_is_taken_a_dialog_offers_another_as_the_window_does(
    open_window: Opener, name: str
) -> None:
    with _taken() as port:
        session = open_window(port=port)
        engine, window = session.window.context.engine, session.window
        wait_until(lambda: bool(window.context.switch.trouble), "the port is taken")
        sheet = _opened(session, name)
        banner = window.findChild(Banner)
        assert banner is not None
        offered = f"Use port {port + 1}"
        wait_until(lambda: _button(banner, offered).isVisible(), "the window offers it")
        _button(sheet, offered).click()
        wait_until(lambda: engine.settings.number("proxy.port") == port + 1, "it is so from now on")
        wait_until(lambda: window.context.switch.turning is None, "it was tried")
        if engine.proxy.url is None:  # somebody has that one, too
            assert str(port + 1) in window.context.switch.trouble
            assert _button(sheet, f"Use port {port + 2}").isVisible()
        else:
            assert engine.proxy.url == f"http://127.0.0.1:{port + 1}"
            assert not sheet.findChildren(ProxyNotice)[0].isVisible()
        sheet.reject()


def test_who_tries_again_in_vain_sees_that_it_was_tried_and_keeps_the_keyboard(
    open_window: Opener, name: str
) -> None:
    with _taken() as port:
        session = open_window(port=port)
        window = session.window
        wait_until(lambda: bool(window.context.switch.trouble), "the port is taken")
        sheet = _opened(session, name)
        banner, button = window.findChild(Banner), _button(sheet, "Switch the proxy on")
        assert banner is not None
        assert not _says(sheet, "Tried again")
        button.setFocus()
        button.click()
        wait_until(button.isEnabled, "it was tried")
        assert _says(sheet, "Tried again at ")
        assert _says(sheet, str(port))
        assert sheet.focusWidget() is button
        assert "Tried again at " in banner.text
    button.click()
    wait_until(
        lambda: window.context.engine.proxy.url is not None and not button.isVisible(), "it is free now"
    )
    assert not window.context.switch.trouble
    sheet.reject()


def test_the_room_that_the_notice_took_is_given_back(session: Session, name: str) -> None:
    _switch_off(session)
    sheet = _opened(session, name)
    with_notice = sheet.height()
    session.window.switch_proxy(on=True)
    wait_until(lambda: not sheet.findChildren(ProxyNotice)[0].isVisible(), "it is on")
    settle(session, 200)
    fresh = _opened(session, name)
    assert fresh.height() < with_notice
    wait_until(lambda: sheet.height() == fresh.height(), "as high as one that is opened now")
    for one in (fresh, sheet):
        one.reject()


def test_a_height_that_the_user_gave_a_dialog_stays(session: Session) -> None:
    _switch_off(session)
    sheet = _opened(session, "token")
    sheet.resize(sheet.width(), given := sheet.height() + 100)
    session.window.switch_proxy(on=True)
    wait_until(lambda: not sheet.findChildren(ProxyNotice)[0].isVisible(), "it is on")
    settle(session, 200)
    assert sheet.height() == given
    sheet.reject()


@contextmanager
def _taken() -> Generator[int]:
    """Another program's port, with one above it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def _switch_off(session: Session) -> None:
    switch, engine = session.window.context.switch, session.window.context.engine
    wait_until(lambda: switch.turning is None, "nothing is under way")
    switch.turn(on=False)
    wait_until(lambda: switch.turning is None and engine.proxy.url is None, "it is off")


def _opened(session: Session, name: str) -> Sheet:
    sheet = DIALOGS[name](session.window.context, session.window)
    assert isinstance(sheet, Sheet)
    sheet.open()
    settle(session, 100)
    return sheet


def _button(root: QWidget, text: str) -> QPushButton:
    found = [button for button in root.findChildren(QPushButton) if button.text() == text]
    assert found, text
    return found[-1]


def _says(root: QWidget, text: str) -> bool:
    return any(text in label.text() for label in root.findChildren(QLabel) if label.isVisible())
