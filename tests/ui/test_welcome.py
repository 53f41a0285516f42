"""The first run: five short steps, none of which is a must, to a real call in the ledger."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import AppError
from app.core.filters import CallFilter
from app.platform.home import Home
from app.services.channel_secrets import key_name, packed
from app.services.first_call import CLIENT, is_new
from app.services.operations import perform
from app.services.sample_window import open_sample
from app.ui.session import Session
from app.ui.widgets.connections_part import ToolRow
from app.ui.widgets.first_steps import FirstSteps
from app.ui.widgets.welcome_sheet import WelcomeSheet
from tests.fakes.upstream import Upstream, answer
from tests.ui.conftest import Opener, fill, make_call
from tests.ui.screenshots import settle, wait_until

KEY = "sk-proj-" + "Zq7" * 14
ANSWER = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "ok"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 13, "completion_tokens": 1, "total_tokens": 14},
    }
).encode()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    found = Upstream(answer(ANSWER))
    yield found
    found.close()


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "user"
    (home / ".claude").mkdir(parents=True)
    (home / ".claude" / "settings.json").write_text("{}\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("CLAUDE_CONFIG_DIR", raising=False)
    return home


def test_it_is_walked_through_by_keyboard_and_nothing_is_a_must(session: Session, qtbot: QtBot) -> None:
    sheet = _opened(session)
    for step in range(1, 6):
        wait_until(lambda step=step: _says(sheet, f"Step {step} of 5"), f"step {step}")
        button = next(b for b in sheet.findChildren(QPushButton) if b.text() in {"Next", "Done"})
        qtbot.keyClick(button, Qt.Key.Key_Return)
    wait_until(lambda: not session.window.findChildren(WelcomeSheet) or not sheet.isVisible(), "it is over")


def test_it_opens_by_itself_for_who_has_nothing_yet_and_once(open_window: Opener) -> None:
    sheet = _offered(open_window(guided=True))
    sheet.show_step(2)
    sheet.reject()
    session = open_window(guided=True)
    session.window.show_welcome()  # what was offered before it would be the one that is there
    sheet = session.window.findChildren(WelcomeSheet)[0]
    wait_until(lambda: _says(sheet, "Step 3 of 5"), "it goes on where it was left")
    assert len(session.window.findChildren(WelcomeSheet)) == 1


def test_it_does_not_come_to_who_has_calls(open_window: Opener) -> None:
    session = open_window()
    fill(session, make_call())
    assert not is_new(session.window.context.engine)
    session = open_window(guided=True)
    wait_until(lambda: not session.queries.working, "it was looked at")
    settle(session)
    assert not session.window.findChildren(WelcomeSheet)


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for the program")
def test_the_sample_is_told_of_once_it_is_there_or_why_it_is_not(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "logs").mkdir(parents=True)
    script = tmp_path / "program"
    script.touch(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    script.write_text("#!/bin/sh\necho 'the home goes when you quit.'\n")
    open_sample(Home(home), lambda: False)
    script.write_text("#!/bin/sh\necho 'There is no room.' >&2\nexit 1\n")
    with pytest.raises(AppError, match="There is no room"):
        open_sample(Home(home), lambda: False)


def test_it_says_where_everything_is_and_which_tools_are_here(session: Session) -> None:
    sheet = _opened(session)
    engine = session.window.context.engine
    wait_until(lambda: _says(sheet, engine.home.root.name), "where the calls are")
    sheet.show_step(2)
    wait_until(lambda: any(r.isVisible() for r in sheet.findChildren(ToolRow)), "the tools")
    names = [row.accessibleName() for row in sheet.findChildren(ToolRow) if row.isVisible()]
    assert any(name.startswith("Claude Code") for name in names)


def test_a_test_call_with_a_stored_key_is_a_real_one(session: Session, upstream: Upstream) -> None:
    engine = _with_key(session, upstream)
    sheet = _opened(session)
    sheet.show_step(3)
    test = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Send a test call")
    wait_until(test.isEnabled, "it can be sent")
    test.click()
    wait_until(lambda: _says(sheet, "OpenAI answered."), "the answer")
    wait_until(lambda: _says(sheet, f"Seen: {CLIENT}"), "it is seen")
    call = engine.ledger.reader.calls(CallFilter(client=(CLIENT,)), 5)[0]
    assert (call.model, call.ok, call.usage.input_tokens) == ("gpt-4o-mini", True, 13)
    assert f"Bearer {KEY}".encode() in upstream.seen[0].header("authorization")[0].encode()
    assert all(token.revoked_us is not None for token in engine.clients.tokens)


def test_a_test_call_that_fails_says_what_to_do(session: Session, upstream: Upstream) -> None:
    error = json.dumps({"error": {"message": "Incorrect API key provided", "type": "invalid_request_error"}})
    upstream.script = answer(error.encode(), status="401 Unauthorized")
    _with_key(session, upstream)
    sheet = _opened(session)
    sheet.show_step(3)
    test = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Send a test call")
    wait_until(test.isEnabled, "it can be sent")
    test.click()
    wait_until(lambda: _says(sheet, "openai does not take this key"), "what to do")
    assert _says(sheet, "Incorrect API key provided")


def test_the_stored_keys_are_those_of_providers_alone(session: Session) -> None:
    engine = session.window.context.engine
    secrets = key_name("team")
    engine.keys.set(secrets.provider, secrets.account, packed({"url": "https://hooks.example.com/x"}))
    engine.keys.set("openai", "default", KEY)
    sheet = _opened(session)
    sheet.show_step(1)
    wait_until(lambda: _says(sheet, "Stored: openai/default"), "the key")
    assert not _says(sheet, "team")


def _with_key(session: Session, upstream: Upstream):
    engine = session.window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "the proxy")
    perform(engine, "provider.set", {"id": "openai", "changes": {"base_url": upstream.url}})
    engine.keys.set("openai", "default", KEY)
    return engine


def _offered(session: Session) -> WelcomeSheet:
    wait_until(lambda: bool(session.window.findChildren(WelcomeSheet)), "the guide comes")
    return session.window.findChildren(WelcomeSheet)[0]


def _opened(session: Session) -> WelcomeSheet:
    steps = session.window.findChild(FirstSteps)
    assert steps is not None
    wait_until(steps.isVisible, "the first steps")
    next(b for b in steps.findChildren(QPushButton) if b.text() == "Set it up step by step").click()
    wait_until(lambda: bool(session.window.findChildren(WelcomeSheet)), "the guide")
    return session.window.findChildren(WelcomeSheet)[0]


def _says(sheet: WelcomeSheet, text: str) -> bool:
    words = (label.text().replace("\u200b", "") for label in sheet.findChildren(QLabel) if label.isVisible())
    return any(text in shown for shown in words)
