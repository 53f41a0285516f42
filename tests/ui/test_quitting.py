"""Quitting says what it would cut, and gives tools that point here their own addresses back."""

import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from app.services.connecting import Connecting
from app.services.operations import perform
from app.services.recipes import Address, find_tool
from app.ui.session import Session
from app.ui.widgets.quit_sheet import QuitSheet
from tests.fakes.upstream import Link, Seen, Upstream
from tests.ui.conftest import Opener
from tests.ui.screenshots import settle, wait_until

SETTINGS = '{\n  "model": "opus"\n}\n'


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration of Claude Code."""
    home = tmp_path / "user"
    (home / ".claude").mkdir(parents=True)
    (home / ".claude" / "settings.json").write_text(SETTINGS)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    return home / ".claude" / "settings.json"


def test_with_nothing_to_lose_it_quits_at_once(session: Session, tool: Path) -> None:
    session.window.ask_to_quit()
    wait_until(lambda: session.has_ended, "it ends")


def test_tools_get_their_addresses_back_and_point_here_again_when_it_starts(
    open_window: Opener, tool: Path
) -> None:
    session = open_window()
    url = _connect(session)
    assert url in tool.read_text()
    session.window.ask_to_quit()
    sheet = _sheet(session)
    assert "Claude Code" in _words(sheet)
    _button(sheet, "Keep running").click()
    settle(session, 50)
    assert not session.has_ended
    assert url in tool.read_text()
    session.window.ask_to_quit()
    sheet = _sheet(session)
    assert sheet.findChildren(QCheckBox)[0].isChecked()
    _button(sheet, "Quit").click()
    wait_until(lambda: session.has_ended, "it ends")
    assert tool.read_text() == SETTINGS
    again = open_window()
    engine = again.window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "it listens")
    wait_until(lambda: str(engine.proxy.url) in tool.read_text(), "the tool points here again")


def test_who_wants_it_so_leaves_the_tools_as_they_are(session: Session, tool: Path) -> None:
    url = _connect(session)
    session.window.ask_to_quit()
    sheet = _sheet(session)
    sheet.findChildren(QCheckBox)[0].setChecked(False)
    _button(sheet, "Quit").click()
    wait_until(lambda: session.has_ended, "it ends")
    assert url in tool.read_text()


def test_calls_under_way_are_told_before_they_are_cut(
    session: Session, tool: Path, request: pytest.FixtureRequest
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def script(link: Link, _seen: Seen) -> None:
        asked.set()
        go_on.wait(20)
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    upstream = Upstream(script)
    request.addfinalizer(upstream.close)
    request.addfinalizer(go_on.set)
    engine = session.window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "the proxy")
    perform(engine, "provider.set", {"id": "openai", "changes": {"base_url": upstream.url}})
    caller = threading.Thread(target=_call(f"{engine.proxy.url}/openai/v1/models"), name="caller")
    caller.start()
    wait_until(asked.is_set, "a call is under way")
    session.window.ask_to_quit()
    sheet = _sheet(session)
    assert "1 call still going on." in _words(sheet)
    go_on.set()
    caller.join()
    sheet.reject()
    settle(session, 50)
    assert not session.has_ended


def _call(url: str) -> Callable[[], None]:
    def call() -> None:
        assert httpx.get(url, trust_env=False, timeout=20).status_code == 200

    return call


def _connect(session: Session) -> str:
    engine = session.window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "the proxy")
    url = engine.proxy.url
    assert url is not None
    connecting = Connecting(engine.home)
    assert connecting.connect(connecting.plan(find_tool("claude-code"), Address(url))) is not None
    return url


def _sheet(session: Session) -> QuitSheet:
    wait_until(
        lambda: any(sheet.isVisible() for sheet in session.window.findChildren(QuitSheet)), "the question"
    )
    return next(sheet for sheet in session.window.findChildren(QuitSheet) if sheet.isVisible())


def _button(sheet: QuitSheet, text: str) -> QPushButton:
    return next(button for button in sheet.findChildren(QPushButton) if button.text() == text)


def _words(sheet: QuitSheet) -> str:
    return " ".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisible())
