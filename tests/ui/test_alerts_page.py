"""Alerts: what wants attention, what was told to whom, what is watched, and the ways to be told."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import closing
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTimeEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.assembly import Engine
from app.core.alert_channels import CHANNELS
from app.core.alert_rules import RULE_KINDS
from app.core.alerts import Finding
from app.core.budgets import Budget
from app.core.errors import AlertError
from app.ledger import alerts as store
from app.ledger.alerts import Send
from app.platform.clock import now_us
from app.services.channel_secrets import key_name, unpacked
from app.services.operations import perform
from app.ui.doing import words_of
from app.ui.language import speak
from app.ui.pages.alerts import AlertsPage
from app.ui.session import Session
from app.ui.side_bar import SideBar
from app.ui.widgets.alerts_part import PausedClient
from app.ui.widgets.buttons import Switch
from app.ui.widgets.channel_form import ChannelForm, SigningKeySheet
from app.ui.widgets.channels_part import ChannelRow
from app.ui.widgets.command_palette import CommandPalette
from app.ui.widgets.entry_list import EntryList
from app.ui.widgets.kind_sheet import KindSheet
from app.ui.widgets.quiet_sheet import QuietSheet
from app.ui.widgets.rule_form import RuleForm
from app.ui.widgets.rules_part import RuleRow
from app.ui.widgets.states import StateView
from app.ui.widgets.typed_sheet import TypedSheet
from app.ui.widgets.undo_bar import UndoBar
from tests.fakes.receivers import HookServer
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import FORMS, settle, wait_until
from tests.ui.test_screens import cut_off, nameless

CANARY = "CANARYq7Zx3Kp9Lm2Vw8"
USD = 1_000_000_000
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def hooks() -> Iterator[HookServer]:
    with closing(HookServer()) as server:
        yield server


# ---- before anything is there ---------------------------------------------------------------------------


def test_where_nothing_was_told_it_says_what_is_watched(session: Session) -> None:
    page = _opened(session)
    state = _state(page)
    assert state.accessibleName() == "Nothing had to be told yet"
    _button(state, "See what is watched").click()
    wait_until(lambda: bool(_rules(page)), "the rules")
    assert {row.name for row in _rules(page)} == {rule.name for rule in _engine(session).alerts.rules()}


def test_where_every_rule_is_off_it_says_that_nobody_is_told(session: Session) -> None:
    for rule in _engine(session).alerts.rules():
        _engine(session).alerts.change_rule(rule.name, enabled=False)
    page = _opened(session)
    wait_until(lambda: _state(page).accessibleName() == "Nothing is watched", "what is so")


def test_a_filter_that_leaves_nothing_says_so_and_is_taken_off(session: Session) -> None:
    _tell(session, "Low balance", "little left")
    page = _opened(session)
    wait_until(lambda: _titles(page) == ["little left"], "the alert")
    _choose(_box(page, "Which alerts"), "Muted")
    wait_until(lambda: _state(page).accessibleName() == "No alert is like that", "nothing")
    _button(_state(page), "Show all alerts").click()
    wait_until(lambda: _titles(page) == ["little left"], "the alert again")


def test_where_no_channel_is_left_it_says_that_nobody_is_told(session: Session) -> None:
    perform(_engine(session), "alert.channel.remove", {"name": "desktop"})
    page = _opened(session, "channels")
    wait_until(lambda: _state(page).accessibleName() == "Nobody is told", "what is so")


@pytest.mark.parametrize(
    ("advice", "said"),
    [
        ("`tollgate budget raise` lets calls go on.", "“Raise…” on the page Budgets lets calls go on."),
        ("`tollgate client resume 'a b'` lets it go on.", "“Resume” on the page Alerts lets it go on."),
        ("Keep them there: `tollgate settings set keys.store file`.",
         "Keep them there: “Keep new keys in” on the page Settings."),
        ("`tollgate doctor` says more.", "`tollgate doctor` says more."),
    ],
)  # fmt: skip
def test_advice_in_the_window_names_the_button_where_there_is_one(
    session: Session, advice: str, said: str
) -> None:
    assert words_of(AlertError("It is so.", advice)) == f"It is so. {said}"
    _tell(session, "Low balance", "little left", message=advice)
    page = _opened(session)
    wait_until(lambda: _shows(page, said), "the alert")


# ---- what is gone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("budgets/gone", "There is no budget gone any more."),
        ("clients/gone", "There is no client gone any more, or it made no call in this range."),
        ("providers/gone", "There is no provider gone any more."),
    ],
)
def test_a_way_to_what_is_gone_says_so(session: Session, place: str, said: str) -> None:
    page_id = place.partition("/")[0]
    session.window.open_place(place)
    wait_until(lambda: type(session.window.page).__module__.endswith(page_id), "the page")
    wait_until(lambda: said in [bar.words for bar in session.window.findChildren(UndoBar)], "that it is gone")


def test_a_rule_for_what_is_not_there_says_so_until_it_is(session: Session) -> None:
    engine = _engine(session)
    words = {"parameters": {"budget": "cap"}, "channels": None}
    perform(engine, "alert.add", {"kind": "budget-blocked", "name": "mine", **words})
    perform(engine, "alert.add", {"kind": "call-cost", "name": "dear", "client": "nobody", "project": "none"})
    page = _opened(session, "rules")

    def row(name: str) -> RuleRow:
        return next(row for row in _rules(page) if row.name == name)

    wait_until(lambda: "There is no budget cap." in row("mine").accessibleDescription(), "it is told")
    said = row("dear").accessibleDescription()
    assert "There is no project none. There is no client nobody." in said
    row("mine").ask("edit")
    form = _sheet(session, RuleForm)
    wait_until(lambda: _shows(form, "There is no budget cap."), "in its form too")
    form.reject()
    engine.budgets.add(Budget("cap", USD))
    fill(session, make_call(client="nobody", project="none"))
    wait_until(lambda: "There is no" not in row("mine").accessibleDescription(), "there is one now")
    page.refresh()
    wait_until(lambda: "There is no" not in row("dear").accessibleDescription(), "they called")


# ---- what was told --------------------------------------------------------------------------------------


def test_what_wants_attention_is_on_top_with_its_severity_in_words(session: Session) -> None:
    _tell(session, "Low balance", "seen", seen=True)
    _tell(session, "Error rate", "warned of", severity="warning")
    _tell(session, "Runaway loop", "stopped", severity="critical")
    _tell(session, "Cost of one call", "one dear call", severity="critical", over=True)
    page = _opened(session)
    wait_until(lambda: len(_titles(page)) == 4, "the alerts")
    entries = _list(page).entries
    assert [entry.title for entry in entries][:1] == ["Wants attention  ·  3"]
    assert _titles(page) == ["stopped", "warned of", "one dear call", "seen"]
    notes = {entry.title: entry.note for entry in entries}
    assert notes["stopped"].startswith("Critical")
    assert notes["warned of"].startswith("Warning")


def test_the_side_bar_counts_what_nobody_acknowledged(session: Session) -> None:
    _tell(session, "Low balance", "one")
    _tell(session, "Quota nearly used", "two")
    bar = session.window.findChildren(SideBar)[0]
    wait_until(lambda: "Alerts, 2 new" in _names(bar), "the count")
    _engine(session).alerts.acknowledge()
    wait_until(lambda: "Alerts" in _names(bar), "no count")


def test_one_alert_is_acknowledged_and_the_next_is_looked_at_and_that_is_undone(
    session: Session, qtbot: QtBot
) -> None:
    for title in ("first", "second", "third"):
        _tell(session, "Low balance", title)
    page = _opened(session)
    wait_until(lambda: _titles(page) == ["third", "second", "first"], "the alerts")
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is active")
    _list(page).setFocus()
    _list(page).choose(_key(page, "second"))
    assert _button(page, "Acknowledge").isVisible()
    qtbot.keyClick(_list(page), Qt.Key.Key_Delete)
    wait_until(lambda: _engine(session).alerts.unacknowledged() == 2, "it is acknowledged")
    wait_until(lambda: _list(page).key == _key(page, "first"), "the next one")
    wait_until(lambda: _bar(page).words == "Acknowledged", "what was done")
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: _engine(session).alerts.unacknowledged() == 3, "it is undone")
    wait_until(lambda: _list(page).key == _key(page, "second"), "what came back is looked at")


def test_all_are_acknowledged_from_the_palette_and_undo_leaves_out_what_was_before(
    session: Session, qtbot: QtBot
) -> None:
    _tell(session, "Low balance", "before", seen=True)
    _tell(session, "Low balance", "one")
    _tell(session, "Quota nearly used", "two")
    _run_command(session, qtbot, "Acknowledge all alerts")
    wait_until(lambda: _engine(session).alerts.unacknowledged() == 0, "all are acknowledged")
    page = _opened(session)
    wait_until(lambda: _bar(page).words == "Acknowledged 2 alerts", "what was done")
    _bar(page).undo()
    wait_until(lambda: _engine(session).alerts.unacknowledged() == 2, "just those are back")


def test_each_delivery_says_whether_it_arrived_and_why_not(session: Session) -> None:
    _add_slack(session)
    _tell(session, "Low balance", "little left", lost={"team": "It answers 404: no_service"})
    page = _opened(session)
    wait_until(lambda: _titles(page) == ["little left"], "the alert")
    shown = _words(page)
    assert any(word.startswith("Arrived") for word in shown)
    assert any(word.startswith("Given up") for word in shown)
    assert "It answers 404: no_service" in shown
    _choose(_box(page, "Which alerts"), "Not delivered")
    settle(session)
    assert _titles(page) == ["little left"]


def test_what_was_told_is_searched_in_the_ledger(session: Session, qtbot: QtBot) -> None:
    for n in range(120):
        _tell(session, "Low balance", f"alert {n}", seen=True)
    page = _opened(session)
    wait_until(lambda: len(_titles(page)) == 100, "a page of them")
    _button(page, "Show older ones").click()
    wait_until(lambda: len(_titles(page)) == 120, "all of them")
    page.search()
    qtbot.keyClicks(session.window.focusWidget(), "ALERT 7")
    wait_until(lambda: len(_titles(page)) == 11, "those that say so")
    qtbot.keyClick(session.window.focusWidget(), Qt.Key.Key_Escape)
    wait_until(lambda: len(_titles(page)) == 100, "all again")


def test_enter_leads_from_a_budget_s_alert_to_the_budget(session: Session, qtbot: QtBot) -> None:
    _engine(session).budgets.add(Budget("monthly", 10 * USD))
    _tell(session, "Budget thresholds", "80 % used", figures={"budget": "monthly", "percent": 80})
    page = _opened(session)
    wait_until(lambda: _titles(page) == ["monthly: 80 % of the budget is used"], "the alert")
    qtbot.keyClick(_list(page), Qt.Key.Key_Return)
    wait_until(lambda: type(session.window.page).__name__ == "BudgetsPage", "the budget")


def test_an_alert_leads_to_the_calls_that_it_is_about(session: Session) -> None:
    fill(session, make_call(client="indexer", model="gpt-5"), make_call(client="other"))
    _tell(session, "Runaway loop", "loop", figures={"client": "indexer", "model": "gpt-5", "session": None})
    page = _opened(session)
    wait_until(lambda: _titles(page) == ["loop"], "the alert")
    _button(page, "Its calls").click()
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "its calls")
    assert session.lens.filter.client == ("indexer",)
    assert session.lens.filter.model == ("gpt-5",)
    span = session.lens.span()
    found = _engine(session).ledger.reader.summary(session.lens.within(span))
    assert found.calls == 1


def test_a_notification_opens_the_alerts_at_the_one_that_is_meant(session: Session) -> None:
    _tell(session, "Low balance", "first")
    _tell(session, "Low balance", "second")
    (second, first) = _engine(session).alerts.history()
    session.window.open_place(f"alerts/history/{first.id}")
    wait_until(lambda: isinstance(session.window.page, AlertsPage), "the page")
    page = session.window.page
    assert isinstance(page, AlertsPage)
    wait_until(lambda: _list(page).key == str(first.id), "the one that is meant")
    assert second.title == "second"


# ---- stopped clients ------------------------------------------------------------------------------------


def test_a_stopped_client_is_resumed_by_one_click_and_stopped_again_by_undo(session: Session) -> None:
    engine = _engine(session)
    fill(session, make_call(client="indexer"))
    perform(engine, "client.add", {"name": "runner"})
    engine.alerts.pause("runner", "the rule 'Runaway loop' took it for a runaway.")
    page = _opened(session)
    wait_until(lambda: bool(page.findChildren(PausedClient)), "the stopped client")
    (card,) = page.findChildren(PausedClient)
    assert any("runner is stopped" in word for word in _words(card))
    _button(card, "Resume runner").click()
    wait_until(lambda: not engine.alerts.pauses.all, "it goes on")
    wait_until(lambda: _bar(page).words == "runner may call again", "what was done")
    _bar(page).undo()
    wait_until(lambda: "runner" in engine.alerts.pauses.all, "it is stopped again")
    assert "Runaway loop" in engine.alerts.pauses.all["runner"][1]


def test_the_alert_of_a_stopped_client_lets_it_go_on_too(session: Session) -> None:
    engine = _engine(session)
    engine.alerts.pause("indexer", "it loops.")
    _tell(session, "Runaway loop", "loop", figures={"client": "indexer", "model": None, "session": None})
    page = _opened(session)
    wait_until(lambda: _titles(page) == ["loop"], "the alert")
    wait_until(lambda: _button(page, "Resume indexer").isVisible(), "the way to let it go on")
    _button(page.findChildren(EntryList)[0].window(), "Resume indexer").click()
    wait_until(lambda: not engine.alerts.pauses.all, "it goes on")


# ---- rules ----------------------------------------------------------------------------------------------


def test_a_rule_is_switched_by_keyboard_and_back_by_undo(session: Session, qtbot: QtBot) -> None:
    page = _opened(session, "rules")
    row = _rule(page, "Low balance")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Space)
    wait_until(lambda: not _engine(session).alerts.rule("Low balance").enabled, "it is off")
    wait_until(lambda: not row.findChildren(Switch)[0].isChecked(), "and is shown so")
    wait_until(lambda: "Low balance is off" in _bar(page).words, "what was done")
    qtbot.keyClick(row, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: _engine(session).alerts.rule("Low balance").enabled, "it is on again")


def test_rules_say_what_they_watch_whom_they_tell_and_when_they_told_last(session: Session) -> None:
    _tell(session, "Low balance", "little left")
    page = _opened(session, "rules")
    wait_until(lambda: "last told" in " ".join(_words(_rule(page, "Low balance"))), "when it told")
    said = " ".join(_words(_rule(page, "Low balance")))
    assert "below $5.00" in said
    assert "Tells every channel" in said
    assert "told nothing yet" in " ".join(_words(_rule(page, "Key trouble")))


def test_every_kind_of_rule_is_made_with_its_defaults_by_a_form_of_its_own(session: Session) -> None:
    page = _opened(session, "rules")
    before = {rule.name for rule in _engine(session).alerts.rules()}
    for kind in RULE_KINDS:
        page.make_new()
        _sheet(session, KindSheet).list.choose(kind.name)
        _button(_sheet(session, KindSheet), "Next").click()
        form = _sheet(session, RuleForm)
        assert nameless(form) == []
        _button(form, "Add rule").click()
        wait_until(lambda: len(_engine(session).alerts.rules()) == len(before) + 1, "it is made")
        (made,) = (rule for rule in _engine(session).alerts.rules() if rule.name not in before)
        assert made.kind == kind
        assert all(made[p.name] == p.default for p in kind.parameters)
        wait_until(lambda: _named(page, made.name) is not None, "it is shown")  # noqa: B023  waited for here
        its = lambda: _rule(page, made.name)  # noqa: B023, E731  waited for here
        wait_until(lambda: session.window.focusWidget() is its(), "it has the keyboard")  # noqa: B023
        wait_until(lambda: not its().visibleRegion().isEmpty(), "it is in view")  # noqa: B023
        wait_until(lambda: bool(_bar(page).words), "it is told")
        _bar(page).undo()
        wait_until(lambda: _named(page, made.name) is None, "it is gone again")  # noqa: B023
        wait_until(lambda: len(_engine(session).alerts.rules()) == len(before), "everywhere")


def test_a_rule_is_changed_by_keyboard_and_its_figures_come_back_by_undo(
    session: Session, qtbot: QtBot
) -> None:
    page = _opened(session, "rules")
    row = _rule(page, "Spending of a day")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_F2)
    form = _sheet(session, RuleForm)
    amount = _line(form, "More than")
    amount.setFocus()
    amount.selectAll()
    qtbot.keyClicks(amount, "12.50")
    _button(form, "Only for some calls").click()
    _box(form, "Client").setCurrentText("indexer")
    _choose(_box(form, "Tells"), "Only these channels")
    _find(form, QCheckBox, "Tell desktop").setChecked(False)
    qtbot.keyClick(amount, Qt.Key.Key_Return)
    alerts = _engine(session).alerts
    wait_until(lambda: alerts.rule("Spending of a day").number("over") == 12_500_000_000, "it is changed")
    changed = alerts.rule("Spending of a day")
    assert changed.scope.client == "indexer"
    assert changed.channels == ()
    wait_until(lambda: _bar(page).words == "Changed Spending of a day", "what was done")
    _bar(page).undo()
    wait_until(lambda: alerts.rule("Spending of a day").number("over") == 10 * USD, "it is as it was")
    assert alerts.rule("Spending of a day").scope.client is None
    assert alerts.rule("Spending of a day").channels is None


def test_a_rule_gets_another_name_by_keyboard_what_it_told_stays_with_it_and_undo_gives_the_old_one_back(
    session: Session, qtbot: QtBot
) -> None:
    _tell(session, "Low balance", "little left")
    page = _opened(session, "rules")
    since_us = _engine(session).alerts.rule("Low balance").since_us
    row = _rule(page, "Low balance")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_F2)
    form = _sheet(session, RuleForm)
    line = _line(form, "Name")
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "Wallet")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    wait_until(lambda: "Wallet" in {r.name for r in _rules(page)}, "its new name")
    wait_until(lambda: "Low balance is called Wallet now" in _bar(page).words, "it is told")
    assert [told.rule for told in _engine(session).alerts.history(text="wallet")] == ["Wallet"]
    assert _engine(session).alerts.rule("Wallet").since_us == since_us
    wait_until(lambda: any("last told" in word for word in _words(_rule(page, "Wallet"))), "what it told")
    row = _rule(page, "Wallet")
    wait_until(lambda: session.window.focusWidget() is row, "the keyboard stays with it")
    _button(_bar(page), "Undo what was just done").setFocus()
    _bar(page).undo()
    wait_until(lambda: "Low balance" in {r.name for r in _rules(page)}, "its old name")
    assert _rule(page, "Low balance") is row
    wait_until(lambda: session.window.focusWidget() is row, "and the keyboard is still there")
    assert [told.rule for told in _engine(session).alerts.history()] == ["Low balance"]


def test_a_name_that_another_rule_has_is_told_in_the_form(session: Session) -> None:
    page = _opened(session, "rules")
    _rule(page, "Low balance").ask("edit")
    form = _sheet(session, RuleForm)
    _line(form, "Name").setText("Key trouble")
    _button(form, "Save").click()
    wait_until(lambda: "already a rule" in form.trouble, "it is told")
    assert _line(form, "Name").text() == "Key trouble"
    form.reject()


def test_a_rule_that_nobody_named_keeps_its_name_when_it_is_changed_in_another_language(
    open_window: Opener, qapp: QApplication
) -> None:
    speak(qapp, "german")
    try:
        session = open_window()
        page = _opened(session, "rules")
        wait_until(lambda: "Low balance" in {row.name for row in _rules(page)}, "the rules")
        next(row for row in _rules(page) if row.name == "Low balance").ask("edit")
        form = _sheet(session, RuleForm)
        assert form._line.text() != "Low balance"
        field, button = form._measures[0]._field, form._button
        assert isinstance(field, QLineEdit)
        assert button is not None
        field.setText("7")
        button.click()
        alerts = _engine(session).alerts
        wait_until(lambda: alerts.rule("Low balance").number("under") == 7 * USD, "it is changed")
    finally:
        open_window.close()
        speak(qapp, "english")


def test_a_figure_that_is_none_is_told_where_it_is_typed_and_kept_out(session: Session) -> None:
    page = _opened(session, "rules")
    _rule(page, "Error rate").ask("edit")
    form = _sheet(session, RuleForm)
    share = _line(form, "From this share on")
    share.setText("250")
    assert any("between 1 % and 100 %" in word for word in _words(form))
    _button(form, "Save").click()
    settle(session)
    assert form.isVisible()
    assert _engine(session).alerts.rule("Error rate").number("percent") == 25
    share.setText("30")
    assert not any("between" in word for word in _words(form))


def test_a_removed_rule_comes_back_with_what_it_told(session: Session, qtbot: QtBot) -> None:
    _tell(session, "Low balance", "little left")
    page = _opened(session, "rules")
    row = _rule(page, "Low balance")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    wait_until(lambda: "Low balance" not in {r.name for r in _rules(page)}, "it is gone")
    wait_until(lambda: _bar(page).words.startswith("Removed Low balance"), "what was done")
    _bar(page).undo()
    wait_until(lambda: "Low balance" in {r.name for r in _rules(page)}, "it is back")
    (told,) = _engine(session).alerts.history(which="open")
    assert told.rule == "Low balance"


def test_a_rule_is_muted_for_a_time_and_says_until_when(session: Session) -> None:
    page = _opened(session, "rules")
    menu = _button(_rule(page, "Low balance"), "Mute Low balance").menu()
    menu.aboutToShow.emit()
    week = next(action for action in menu.actions() if "week" in action.text())
    assert any("tomorrow" in action.text() for action in menu.actions())
    week.trigger()
    alerts = _engine(session).alerts
    wait_until(lambda: alerts.rule("Low balance").muted(now_us() + 6 * 86_400_000_000), "it is muted")
    wait_until(lambda: any("Muted until" in w for w in _words(_rule(page, "Low balance"))), "and says so")
    wait_until(lambda: "told to nobody" in _bar(page).words, "what was done")
    _bar(page).undo()
    wait_until(lambda: not alerts.rule("Low balance").muted(now_us()), "it tells again")


def test_the_palette_makes_rules_and_channels(session: Session, qtbot: QtBot) -> None:
    for command, title in (
        ("New alert rule", "What is to be watched?"),
        ("New channel for alerts", "How are you to be told?"),
    ):
        _run_command(session, qtbot, command)
        wait_until(lambda: bool(_sheets(session, KindSheet)), "the kinds")
        sheet = _sheets(session, KindSheet)[0]
        assert sheet.windowTitle() == title
        sheet.reject()
        wait_until(lambda: not _sheets(session, KindSheet), "they are gone")


# ---- channels -------------------------------------------------------------------------------------------


def test_a_webhook_is_made_tested_and_its_secrets_are_never_shown_again(
    session: Session, hooks: HookServer
) -> None:
    page = _opened(session, "channels")
    form = _new_channel(session, page, "webhook")
    _line(form, "URL").setText(f"{hooks.url}?token={CANARY}")
    assert _line(form, "URL").echoMode() == QLineEdit.EchoMode.Password
    _button(form, "Add channel").click()
    shown = _sheet(session, SigningKeySheet)
    key = shown.key.text
    shown.accept()
    wait_until(lambda: "webhook" in {row.name for row in _channels(page)}, "the channel")
    row = _channel(page, "webhook")
    _button(row, "Send a test to webhook").click()
    taken = hooks.take()
    signed = f"{taken.headers['x-tollgate-timestamp']}.".encode() + taken.body
    expected = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    assert taken.headers["x-tollgate-signature"] == f"sha256={expected}"
    wait_until(lambda: any("A test arrived" in word for word in _words(row)), "that it arrived")
    row.ask("edit")
    edit = _sheet(session, ChannelForm)
    assert all(CANARY not in text and key not in text for text in _everything(session.window))
    assert "kept in the" in _line(edit, "URL").placeholderText()
    assert CANARY.encode() not in _engine(session).home.ledger.read_bytes()


def test_a_test_that_does_not_arrive_says_why(session: Session, hooks: HookServer) -> None:
    hooks.answers = [(404, "no_service")]
    _add_slack(session, hooks.url)
    page = _opened(session, "channels")
    _channel(page, "team").ask("test")
    wait_until(lambda: "no_service" in _bar(page).words, "why it did not")
    wait_until(lambda: any("did not arrive" in w for w in _words(_channel(page, "team"))), "and on its row")
    assert _button(_channel(page, "team"), "Send a test to team").isEnabled()


def test_a_channel_is_edited_and_keeps_the_password_that_is_not_typed_anew(session: Session) -> None:
    engine = _engine(session)
    options = {"host": "127.0.0.1", "from": "a@example.com", "to": "b@example.com", "user": "a"}
    words = {"name": "mail", "kind": "email", "options": options, "secrets": {"password": CANARY}}
    perform(engine, "alert.channel.add", words)
    page = _opened(session, "channels")
    _channel(page, "mail").ask("edit")
    form = _sheet(session, ChannelForm)
    assert _line(form, "Password (optional)").text() == ""
    _line(form, "To").setText("c@example.com")
    _button(form, "Save").click()
    wait_until(lambda: engine.alerts.channel("mail").option("to") == "c@example.com", "it is changed")
    name = key_name("mail")
    kept = engine.keys.fetch(name.provider, name.account).result(20)
    assert unpacked(kept, "mail") == {"password": CANARY}
    wait_until(lambda: "Changed mail" in _bar(page).words, "what was done")
    _bar(page).undo()
    wait_until(lambda: engine.alerts.channel("mail").option("to") == "b@example.com", "it is as it was")


def test_a_channel_gets_another_name_and_keeps_its_secret_and_the_rules_that_tell_it(
    session: Session, qtbot: QtBot, hooks: HookServer
) -> None:
    _add_slack(session, hooks.url)
    perform(_engine(session), "alert.set", {"name": "Key trouble", "channels": ["team"]})
    page = _opened(session, "channels")
    row = _channel(page, "team")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_F2)
    form = _sheet(session, ChannelForm)
    line = _line(form, "Name")
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "ops")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    wait_until(lambda: "ops" in {r.name for r in _channels(page)}, "its new name")
    wait_until(lambda: "team is called ops now" in _bar(page).words, "it is told")
    assert _engine(session).alerts.rule("Key trouble").channels == ("ops",)
    row = _channel(page, "ops")
    _bar(page).undo()
    wait_until(lambda: "team" in {r.name for r in _channels(page)}, "its old name")
    assert _channel(page, "team") is row
    wait_until(lambda: session.window.focusWidget() is row, "the keyboard stays with it")
    assert _engine(session).alerts.rule("Key trouble").channels == ("team",)
    _channel(page, "team").ask("test")
    hooks.take()
    wait_until(lambda: "it was taken" in _bar(page).words, "its secret is still there")


def test_who_was_told_has_the_name_that_the_channel_has_now(session: Session) -> None:
    _add_slack(session)
    _tell(session, "Low balance", "little left")
    page = _opened(session)
    wait_until(lambda: _shows(page, "team"), "who was told")
    perform(_engine(session), "alert.channel.set", {"name": "team", "to": "ops"})
    wait_until(lambda: _shows(page, "ops"), "its new name")
    assert not _shows(page, "team")


def test_what_a_channel_lacks_is_told_in_its_form(session: Session) -> None:
    page = _opened(session, "channels")
    form = _new_channel(session, page, "email")
    _button(form, "Add channel").click()
    assert form.trouble.startswith("Host is missing")
    _line(form, "Host").setText("mail.example.com")
    _button(form, "Add channel").click()
    assert form.trouble.startswith("From is missing")
    assert [c.name for c in _engine(session).alerts.channels()] == ["desktop"]


def test_a_channel_with_secrets_is_removed_by_typing_its_name_and_others_by_undo(session: Session) -> None:
    _add_slack(session)
    page = _opened(session, "channels")
    _channel(page, "team").ask("remove")
    sheet = _sheet(session, TypedSheet)
    _find(sheet, QLineEdit, "Type team to confirm").setText("team")
    _button(sheet, "Remove").click()
    alerts = _engine(session).alerts
    wait_until(lambda: [c.name for c in alerts.channels()] == ["desktop"], "it is gone")
    keys = _engine(session).keys
    wait_until(lambda: all(kept.name != key_name("team") for kept in keys.all()), "its secrets with it")
    wait_until(lambda: "team" not in {row.name for row in _channels(page)}, "from the page too")
    _channel(page, "desktop").ask("remove")
    wait_until(lambda: alerts.channels() == [], "it is gone")
    wait_until(lambda: _bar(page).words == "Removed desktop", "what was done")
    _bar(page).undo()
    wait_until(lambda: [c.name for c in alerts.channels()] == ["desktop"], "it is back")


def test_quiet_hours_are_set_and_taken_back(session: Session) -> None:
    page = _opened(session, "channels")
    _button(page, "Change the quiet hours").click()
    sheet = _sheet(session, QuietSheet)
    _find(sheet, Switch, "Keep quiet").click()
    assert _find(sheet, QTimeEdit, "From").isEnabled()
    _button(sheet, "Save").click()
    engine = _engine(session)
    wait_until(lambda: engine.settings.text("alerts.quiet_until") == "07:00", "they are set")
    assert engine.settings.text("alerts.quiet_from") == "22:00"
    wait_until(lambda: any(w.startswith("Quiet from 22:00") for w in _words(page)), "they are shown")
    wait_until(lambda: _bar(page).words == "Quiet from 22:00 until 07:00", "what was done")
    _bar(page).undo()
    wait_until(lambda: engine.settings.text("alerts.quiet_until") == "", "there are none again")


# ---- looks ----------------------------------------------------------------------------------------------


def test_nothing_is_cut_off_or_without_a_name_in_any_form(session: Session) -> None:
    _add_slack(session)
    long = "A rule whose name is rather long because it says all that it is for, and more"
    perform(_engine(session), "alert.add", {"kind": "error-rate", "name": long})
    _tell(session, long, f"{long} found something", lost={"team": "It answers 404: no_service"})
    _engine(session).alerts.mute(long, now_us() + 86_400_000_000)
    _engine(session).alerts.pause("a-client-with-a-long-name", "it loops.")
    page = _opened(session)
    wait_until(lambda: len(_titles(page)) == 1, "the alert")
    for form, size, percent in (*FORMS, ("huge", QSize(1600, 1000), 200)):
        session.theme.wear("dark", percent)
        session.window.resize(size)
        for part in ("history", "rules", "channels"):
            page.show_part(part)
            settle(session, 60)
            assert cut_off(session.window) == [], f"{part}, {form}"
            assert nameless(session.window) == [], part
            assert _out_of_sight(page) == [], f"{part}, {form}"


# ---- hands ----------------------------------------------------------------------------------------------


def _engine(session: Session) -> Engine:
    return session.window.context.engine


def _opened(session: Session, part: str = "") -> AlertsPage:
    page = show_page(session, "alerts")
    assert isinstance(page, AlertsPage)
    wait_until(lambda: page.loaded, "what there is")
    if part:
        page.show_part(part)
    settle(session)
    return page


def _tell(
    session: Session,
    rule: str,
    title: str,
    *,
    severity: Any = "warning",
    figures: dict[str, Any] | None = None,
    message: str = "What it is about.",
    seen: bool = False,
    over: bool = False,
    lost: dict[str, str] | None = None,
) -> None:
    """As rules tell: kept, and sent or given up."""
    engine = _engine(session)
    finding = Finding(title, title, title, message, severity, figures or {})
    later_us = now_us() + 3_600_000_000  # so that nobody sets out with them before their end is written down
    sends = [Send(channel.id, later_us) for channel in engine.alerts.channels()]
    ids = store.tell(engine.ledger, engine.alerts.rule(rule), [finding], sends, now_us()).result()
    for delivery in engine.alerts.deliveries(ids).get(ids[0], []):
        trouble = (lost or {}).get(delivery.channel)
        store.end_deliveries(engine.ledger, [delivery.id], now_us(), trouble).result()
    if over:
        found = store.alerts_by_id(engine.ledger.reader, ids)
        store.recover(engine.ledger, list(found.values()), [], now_us()).result()
    if seen:
        engine.alerts.acknowledge(ids[0])


def _add_slack(session: Session, url: str = "http://127.0.0.1:9/hook") -> None:
    words = {"name": "team", "kind": CHANNELS["slack"].name, "secrets": {"url": url}}
    perform(_engine(session), "alert.channel.add", words)


def _new_channel(session: Session, page: AlertsPage, kind: str) -> ChannelForm:
    page.make_new()
    wait_until(lambda: bool(_sheets(session, KindSheet)), "the kinds")
    _sheets(session, KindSheet)[0].list.opened.emit(kind)
    return _sheet(session, ChannelForm)


def _run_command(session: Session, qtbot: QtBot, command: str) -> None:
    session.window.commands.open_palette()
    (palette,) = session.window.findChildren(CommandPalette)
    field = palette.findChildren(QLineEdit)[0]
    qtbot.keyClicks(field, command)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_until(lambda: isinstance(session.window.page, AlertsPage), "the page")
    settle(session)


def _find(root: QWidget, kind: type[W], name: str) -> W:
    return next(w for w in root.findChildren(kind) if w.accessibleName() == name)


def _button(root: QWidget, name: str) -> QPushButton:
    return _find(root, QPushButton, name)


def _line(root: QWidget, name: str) -> QLineEdit:
    return _find(root, QLineEdit, name)


def _box(root: QWidget, name: str) -> QComboBox:
    return _find(root, QComboBox, name)


def _choose(box: QComboBox, text: str) -> None:
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def _names(root: QWidget) -> set[str]:
    return {button.accessibleName() for button in root.findChildren(QPushButton)}


def _words(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.text() and label.isVisible()]


def _everything(root: QWidget) -> list[str]:
    """All that could be read off the screen, and what a screen reader is told."""
    texts = [label.text() for label in root.findChildren(QLabel)]
    texts += [line.text() + line.placeholderText() for line in root.findChildren(QLineEdit)]
    return texts + [w.accessibleName() + w.accessibleDescription() for w in root.findChildren(QWidget)]


def _state(page: AlertsPage) -> StateView:
    wait_until(lambda: any(state.isVisible() for state in page.findChildren(StateView)), "a state")
    return next(state for state in page.findChildren(StateView) if state.isVisible())


def _list(page: AlertsPage) -> EntryList:
    return _find(page, EntryList, "Alerts")


def _titles(page: AlertsPage) -> list[str]:
    listed = _list(page)
    return [entry.title for entry in listed.entries if entry.key] if listed.isVisible() else []


def _key(page: AlertsPage, title: str) -> str:
    return next(entry.key for entry in _list(page).entries if entry.title == title)


def _bar(page: AlertsPage) -> UndoBar:
    return page.findChildren(UndoBar)[0]


def _rules(page: AlertsPage) -> list[RuleRow]:
    return [row for row in page.findChildren(RuleRow) if row.isVisible()]


def _named(page: AlertsPage, name: str) -> RuleRow | None:
    return next((row for row in _rules(page) if row.name == name), None)


def _rule(page: AlertsPage, name: str) -> RuleRow:
    return next(row for row in _rules(page) if row.name == name)


def _channels(page: AlertsPage) -> list[ChannelRow]:
    return [row for row in page.findChildren(ChannelRow) if row.isVisible()]


def _channel(page: AlertsPage, name: str) -> ChannelRow:
    wait_until(lambda: any(row.name == name for row in _channels(page)), f"the channel {name}")
    return next(row for row in _channels(page) if row.name == name)


def _sheets(session: Session, kind: type[W]) -> list[W]:
    return [sheet for sheet in session.window.findChildren(kind) if sheet.isVisible()]


def _sheet(session: Session, kind: type[W]) -> W:
    wait_until(lambda: bool(_sheets(session, kind)), kind.__name__)
    return _sheets(session, kind)[0]


def _out_of_sight(page: AlertsPage) -> list[str]:
    """Buttons that the page's right edge cuts."""
    return [
        button.accessibleName()
        for button in page.findChildren(QPushButton)
        if button.isVisible() and button.mapTo(page, QPoint(button.width(), 0)).x() > page.width() + 1
    ]


def _shows(root: QWidget, text: str) -> bool:
    return any(label.text() == text for label in root.findChildren(QLabel) if label.isVisible())
