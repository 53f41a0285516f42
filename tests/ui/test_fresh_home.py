"""A home in which nothing was done yet: what the window says of it, and who may read it."""

import os
import socket
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.platform.home import open_to_others
from app.ui.banner import Banner
from app.ui.session import Session
from app.ui.tool_bar import ToolBar
from app.ui.widgets.first_steps import FirstSteps
from app.ui.widgets.states import StateView
from app.ui.widgets.welcome_sheet import WelcomeSheet
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import wait_until


def test_where_another_program_listens_no_tool_is_sent_and_once_it_is_ours_the_address_is_there(
    open_window: Opener, home: Path
) -> None:
    home.mkdir(mode=0o700)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        theirs = f"127.0.0.1:{port}"
        (home / "settings.toml").write_text(f"[proxy]\nport = {port}\n")
        session = open_window(port=port)
        steps, banner = session.window.findChild(FirstSteps), session.window.findChild(Banner)
        bar = session.window.findChild(ToolBar)
        assert steps is not None
        assert banner is not None
        assert bar is not None
        wait_until(lambda: steps.isVisible() and "there is no address" in _seen(steps), "it says so")
        assert str(port) in _seen(steps)  # which is in use
        assert theirs not in _seen(steps)
        assert "paused" not in _seen(steps)
        assert not _button(steps, "Copy").isVisible()
        assert bar._proxy.text() == "Proxy off"
        session.window.show_welcome()
        wait_until(lambda: bool(session.window.findChildren(WelcomeSheet)), "the guide")
        guide = session.window.findChildren(WelcomeSheet)[0]
        wait_until(lambda: "No address yet" in _seen(guide), "the guide says so too")
        assert theirs not in _seen(guide)
    _button(banner, "Try again").click()
    wait_until(lambda: f"http://{theirs}" in _seen(guide), "the guide knows it")
    wait_until(lambda: f"http://{theirs}/openai/v1" in _seen(steps), "the lines to copy")
    assert f"Waiting for the first call at http://{theirs}" in _seen(steps)
    assert _button(steps, "Copy").isVisible()
    assert bar._proxy.text() == "Proxy on"
    guide.reject()
    session.window.switch_proxy(on=False)
    wait_until(lambda: "The proxy is off" in _seen(steps), "somebody paused it")
    assert bar._proxy.text() == "Paused"
    assert "Waiting" not in _seen(steps)
    _button(steps, "Switch the proxy on").click()
    wait_until(lambda: "Waiting for the first call" in _seen(steps), "it is on, from where it was said")


@pytest.mark.skipif(os.name == "nt", reason="modes mean nothing there")
def test_what_the_window_remembers_is_its_owners_alone_from_the_first_byte(open_window: Opener) -> None:
    before = os.umask(0o022)
    try:
        session = open_window()
        state = open_window.home.root / "window.ini"
        assert not open_to_others(state)
        session.window.remember("tool", "codex")
        session._state.sync()
        assert "codex" in state.read_text()
        assert not open_to_others(state)
        open_window.close()
        state.chmod(0o644)  # as versions before left it
        open_window()
        assert not open_to_others(state)
    finally:
        os.umask(before)


def test_before_the_first_call_its_page_leads_to_where_it_says_how_to_begin(session: Session) -> None:
    page = show_page(session, "calls")
    state = page.findChild(StateView)
    assert state is not None
    wait_until(lambda: state.accessibleName() == "No call has come through yet", "the state")
    _button(state, "Open the overview").click()
    wait_until(lambda: type(session.window.page).__name__ == "OverviewPage", "it opens")
    fill(session, make_call(started_us=1_700_000_000_000_000))  # long before every range
    show_page(session, "calls")
    wait_until(lambda: state.accessibleName() == "No calls in this range", "there was one")


def _seen(part: QWidget) -> str:
    return "\n".join(
        label.text().replace("\u200b", "") for label in part.findChildren(QLabel) if label.isVisible()
    )


def _button(part: QWidget, text: str) -> QPushButton:
    return next(button for button in part.findChildren(QPushButton) if button.text() == text)
