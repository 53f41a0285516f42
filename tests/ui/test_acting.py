"""What is done from a dialog or a page: what closing the dialog means meanwhile, and what holds up what."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import KeyStoreLocked
from app.services.operations import perform
from app.ui.pages.alerts import AlertsPage
from app.ui.session import Session
from app.ui.widgets.account_sheets import KeySheet
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.buttons import Switch
from app.ui.widgets.channel_form import ChannelForm, SigningKeySheet
from app.ui.widgets.quiet_sheet import QuietSheet
from app.ui.widgets.welcome_sheet import WelcomeSheet
from tests.fakes.receivers import HookServer
from tests.ui.screenshots import wait_until
from tests.ui.test_alerts_page import (
    _add_slack,
    _bar,
    _button,
    _channel,
    _line,
    _names,
    _new_channel,
    _opened,
    _sheet,
    _sheets,
)

_PATIENCE_S = 60
_MANY = 12  # more than any lane takes at once
_RULE = "Key trouble"
LOCKED = KeyStoreLocked("The keyring is locked.", "Unlock it.")


class Gate:
    """Operations of the window wait here, as at the prompt of a keyring; then they go on, or fail."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.error: Exception | None = None

    def perform(self, *arguments: Any) -> Any:
        self.reached.set()
        assert self.opened.wait(_PATIENCE_S)
        if self.error is not None:
            raise self.error
        return perform(*arguments)


@pytest.fixture
def gate(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """After the session, so that it is open when that ends."""
    gate = Gate()
    monkeypatch.setattr("app.ui.doing.perform", gate.perform)
    with ExitStack() as ending:
        ending.callback(gate.opened.set)
        yield gate


# ---- a dialog that is closed before it is done ----------------------------------------------------------


def test_what_has_not_begun_is_taken_back_by_closing_its_dialog(
    session: Session, qtbot: QtBot, gate: Gate
) -> None:
    page = _opened(session, "channels")
    for _ in range(_MANY):
        session.jobs.start(lambda _: gate.opened.wait(_PATIENCE_S), _ignore, _ignore, long=False)
    page._channels._change_quiet_hours()
    sheet = _sheet(session, QuietSheet)
    sheet.findChildren(Switch)[0].setChecked(True)
    _button(sheet, "Save").click()
    assert sheet._job is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    wait_until(lambda: not _there(session, QuietSheet), "it is gone")
    gate.opened.set()
    wait_until(lambda: not session.jobs.working, "all that was before it")
    assert not gate.reached.is_set()
    assert session.window.context.engine.settings.text("alerts.quiet_from") == ""
    assert _bar(page).words == ""


@pytest.mark.parametrize("how", ["escape", "button", "title bar"])
def test_what_runs_when_its_dialog_is_closed_is_told_and_its_key_shown_and_undone(
    session: Session, qtbot: QtBot, gate: Gate, how: str
) -> None:
    page = _opened(session, "channels")
    form = _saving_webhook(session, page, gate)
    assert "Cancel" not in _names(form), "nothing is promised that cannot be"
    _leave(form, qtbot, how)
    assert form.isHidden()
    assert any("cannot be taken back" in label.text() for label in session.window.findChildren(QLabel))
    gate.opened.set()
    shown = _sheet(session, SigningKeySheet)
    assert len(shown.key.text) > 20
    shown.accept()
    wait_until(lambda: "Added webhook" in _bar(page).words, "it is told")
    wait_until(lambda: not _there(session, ChannelForm), "the dialog is not kept")
    assert "webhook" in _channel_names(session)
    _bar(page).undo()
    wait_until(lambda: "webhook" not in _channel_names(session), "it is gone again")


def test_what_fails_after_its_dialog_was_closed_brings_it_back_as_it_was(
    session: Session, qtbot: QtBot, gate: Gate
) -> None:
    page = _opened(session, "channels")
    form = _saving_webhook(session, page, gate)
    _leave(form, qtbot, "escape")
    gate.error = LOCKED
    gate.opened.set()
    wait_until(form.isVisible, "it is there again")
    assert "The keyring is locked" in form.trouble
    assert _line(form, "URL").text() == "http://127.0.0.1:9/hook"
    gate.error = None
    _button(form, "Add channel").click()
    _sheet(session, SigningKeySheet)
    assert len(_sheets(session, SigningKeySheet)) == 1, "the key of the attempt that failed is none"
    wait_until(lambda: not _there(session, ChannelForm), "the dialog is not kept")


def test_what_runs_outlives_the_dialog_that_its_own_came_from(
    session: Session, qtbot: QtBot, gate: Gate
) -> None:
    welcome = WelcomeSheet(session.window.context, session.window)
    welcome.open()
    welcome._on_key_wanted()
    sheet = _sheet(session, KeySheet)
    _line(sheet, "Key").setText("sk-of-a-test-and-long-enough")
    _button(sheet, "Store the key").click()
    wait_until(gate.reached.is_set, "it runs")
    _leave(sheet, qtbot, "escape")
    welcome.reject()
    wait_until(lambda: not _there(session, WelcomeSheet), "the other is gone")
    gate.error = LOCKED
    gate.opened.set()
    wait_until(lambda: "The keyring is locked" in sheet.trouble and sheet.isVisible(), "it is told")
    gate.error = None
    _button(sheet, "Store the key").click()
    wait_until(lambda: not _there(session, KeySheet), "it is stored")
    assert [kept.provider for kept in session.window.context.engine.keys.all()] != []


# ---- what holds up what ---------------------------------------------------------------------------------


def test_long_work_and_silent_servers_hold_up_no_small_act_and_no_undo(session: Session) -> None:
    with closing(HookServer()) as hooks:
        _add_slack(session, hooks.url)
        page = _opened(session, "channels")
        go = threading.Event()
        try:
            for _ in range(_MANY):  # exports, reports, tests of mail servers
                session.jobs.start(lambda _: go.wait(_PATIENCE_S), _ignore, _ignore)
            _button(_channel(page, "team"), "Send a test to team").click()
            page.show_part("rules")
            was = _enabled(session)
            page._rules._switch(session.window.context.engine.alerts.rule(_RULE))
            wait_until(lambda: _enabled(session) is not was, "the rule is switched")
            wait_until(lambda: bool(_bar(page).words), "it is told")
            _bar(page).undo()
            wait_until(lambda: _enabled(session) is was, "and back")
            assert not hooks.has_more, "the test waits its turn with what is long"
        finally:
            go.set()
        hooks.take()
        wait_until(lambda: not session.jobs.working, "the test is told")


def _ignore(_: object) -> None: ...


def _enabled(session: Session) -> bool:
    return session.window.context.engine.alerts.rule(_RULE).enabled


def _channel_names(session: Session) -> list[str]:
    return [channel.name for channel in session.window.context.engine.alerts.channels()]


def _saving_webhook(session: Session, page: AlertsPage, gate: Gate) -> ChannelForm:
    form = _new_channel(session, page, "webhook")
    _line(form, "URL").setText("http://127.0.0.1:9/hook")
    _button(form, "Add channel").click()
    wait_until(gate.reached.is_set, "it runs")
    return form


def _leave(sheet: ActingSheet, qtbot: QtBot, how: str) -> None:
    if how == "escape":
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    elif how == "button":
        _button(sheet, "Close").click()
    else:
        sheet.close()


def _there(session: Session, kind: type[QWidget]) -> bool:
    return bool(session.window.findChildren(kind))
