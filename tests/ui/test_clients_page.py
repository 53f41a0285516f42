"""Clients, connections and projects: who called, with what token, and tools pointed here and back."""

import json
import socket
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.clients import digest_of
from app.core.errors import PortInUse
from app.core.filters import CallFilter
from app.core.money import NUSD_PER_USD
from app.core.projects import COLOURS, Traits, first_fitting
from app.platform.clock import now_us
from app.services.operations import perform
from app.ui import formats
from app.ui.pages.clients import ClientsPage
from app.ui.session import Session
from app.ui.widgets.client_sheets import TokenSheet
from app.ui.widgets.colour_button import ColourButton
from app.ui.widgets.command_palette import CommandPalette
from app.ui.widgets.connections_part import ToolRow
from app.ui.widgets.diff_view import DiffView
from app.ui.widgets.entry_list import EntryList
from app.ui.widgets.project_rules import RuleRow
from app.ui.widgets.proxy_notice import ProxyNotice
from app.ui.widgets.sheet import Sheet
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.held_acts import hold_acts
from tests.ui.screenshots import settle, wait_until


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody with Claude Code, and with nothing else."""
    home = tmp_path / "user"
    (home / ".claude").mkdir(parents=True)
    (home / ".claude" / "settings.json").write_text('{\n  "model": "opus"\n}\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


def test_before_any_call_it_offers_to_connect_a_tool(session: Session, user: Path) -> None:
    page = _opened(session)
    connect = _button(page, "Connect a tool")
    wait_until(connect.isVisible, "the way there")
    connect.click()
    wait_until(lambda: bool(_tools(page)), "the tools")
    assert "Claude Code" in _tools(page)


def test_clients_agree_with_the_report_and_lead_to_their_calls(session: Session, user: Path) -> None:
    fill(
        session,
        make_call(client="one", cost_nusd=2 * NUSD_PER_USD),
        make_call(client="two", cost_nusd=5 * NUSD_PER_USD),
        make_call(client="one", cost_nusd=NUSD_PER_USD),
    )
    page = _opened(session)
    entries = {entry.key: entry for entry in _list(page, "Clients").entries if entry.key}
    assert list(entries) == ["two", "one"]
    chosen = session.lens.within(session.lens.span())
    for row in session.window.context.engine.ledger.reader.report(chosen, ("client",), session.lens.zone):
        assert entries[row.keys["client"]].figure == formats.usd(row.totals.cost_nusd)
    _list(page, "Clients").choose("one")
    wait_until(lambda: _says(page, "last call"), "when it called last")  # it is known by its calls alone
    _button(page, "Its calls").click()
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "its calls")
    assert session.lens.filter.client == ("one",)


def test_a_token_is_made_by_keyboard_and_shown_once(session: Session, qtbot: QtBot, user: Path) -> None:
    page = _opened(session)
    page.make_new()
    sheet = _sheet(session)
    name = _field(sheet, "Name")
    name.setFocus()
    qtbot.keyClicks(name, "support-bot")
    _field(sheet, "Providers").setText("openai, groq")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    wait_until(lambda: bool(session.window.findChildren(TokenSheet)), "the token")
    shown = session.window.findChildren(TokenSheet)[0]
    token = shown.token.text
    shown.token.copy.click()
    assert QApplication.clipboard().text() == token
    engine = session.window.context.engine
    kept = engine.clients.tokens[-1]
    assert kept.digest == digest_of(token)
    assert kept.providers == ("openai", "groq")
    assert _says(shown, f"OPENAI_API_KEY={token}")
    assert not _says(shown, "ANTHROPIC")
    shown.accept()
    wait_until(lambda: _list(page, "Clients").key == "support-bot", "it is in the list")
    wait_until(lambda: _says(page, kept.prefix), "its beginning is shown")
    assert not _says(session.window, token)


def test_a_token_is_replaced_and_revoked(session: Session, qtbot: QtBot, user: Path) -> None:
    engine = session.window.context.engine
    first = perform(engine, "client.add", {"name": "bot"})["token"]
    page = _opened(session)
    _list(page, "Clients").choose("bot")
    _button(page, "New token").click()
    sheet = _sheet(session)
    grace = next(b for b in sheet.findChildren(QComboBox) if b.accessibleName() == "The old one ends")
    grace.setCurrentIndex(grace.findData(0))
    _button(sheet, "Make the new token").click()
    wait_until(lambda: bool(session.window.findChildren(TokenSheet)), "the new token")
    shown = session.window.findChildren(TokenSheet)[0]
    old, new = engine.clients.token(first), engine.clients.token(shown.token.text)
    assert old is not None
    assert new is not None
    assert (old.revoked_us is None, new.revoked_us is None) == (False, True)
    shown.accept()
    wait_until(lambda: _button(page, "Revoke").isVisible(), "it can be revoked")
    _button(page, "Revoke").click()
    sheet = _sheet(session)
    qtbot.keyClicks(sheet.findChildren(QLineEdit)[0], "bot")
    _button(sheet, "Revoke").click()
    wait_until(lambda: all(t.revoked_us is not None for t in engine.clients.tokens), "none is valid")


def test_a_client_is_renamed_with_its_calls_and_back(session: Session, qtbot: QtBot, user: Path) -> None:
    fill(session, make_call(client="bot"))
    engine = session.window.context.engine
    perform(engine, "client.add", {"name": "bot"})
    page = _opened(session)
    page._clients.wanted.emit("rename", "bot")
    sheet = _sheet(session)
    _field(sheet, "Name").setText("helper")
    _button(sheet, "Rename").click()
    wait_until(lambda: engine.ledger.reader.calls(CallFilter(client=("helper",)), 5) != [], "its calls too")
    _undo(session, page, qtbot)
    wait_until(lambda: engine.ledger.reader.calls(CallFilter(client=("bot",)), 5) != [], "and back")


def test_an_archived_client_goes_to_the_end_and_comes_back(
    session: Session, qtbot: QtBot, user: Path
) -> None:
    engine = session.window.context.engine
    perform(engine, "client.add", {"name": "bot"})
    page = _opened(session)
    page._clients.wanted.emit("archive", "bot")
    wait_until(lambda: engine.clients.get("bot").archived, "it is archived")
    wait_until(lambda: _list(page, "Clients").entries[0].title == "Archived", "and stands there")
    _undo(session, page, qtbot)
    wait_until(lambda: not engine.clients.get("bot").archived, "it is back")


def test_a_tool_is_connected_after_its_diff_was_seen_and_seen_to_arrive(session: Session, user: Path) -> None:
    engine = session.window.context.engine
    wait_until(lambda: engine.proxy.url is not None, "the proxy")
    settings = user / ".claude" / "settings.json"
    before = settings.read_bytes()
    page = _opened(session)
    page.show_part("connections")
    wait_until(lambda: bool(_tools(page)), "the tools")
    _button(_tools(page)["Claude Code"], "Connect").click()
    sheet = _sheet(session)
    connect = _button(sheet, "Connect")
    wait_until(connect.isEnabled, "the diff")
    diff = sheet.findChildren(DiffView)[0].toPlainText()
    assert f"{engine.proxy.url}/anthropic" in diff
    assert settings.read_bytes() == before
    connect.click()
    wait_until(lambda: _says(sheet, "Waiting for its first call"), "it waits")
    assert json.loads(settings.read_text())["env"]["ANTHROPIC_BASE_URL"] == f"{engine.proxy.url}/anthropic"
    fill(session, make_call(client="curl", started_us=now_us()))
    wait_until(lambda: _says(sheet, "Others called: curl"), "somebody else called")
    fill(session, make_call(client="Claude Code", model="claude-opus-4-5", started_us=now_us()))
    wait_until(lambda: _says(sheet, "Claude Code arrives"), "it arrives")
    assert _says(sheet, "claude-opus-4-5")
    sheet.accept()
    row = _tools(page)["Claude Code"]
    wait_until(lambda: "Connected" in row.accessibleName(), "the page says so")
    _button(row, "Disconnect").click()
    sheet = _sheet(session)
    back = _button(sheet, "Put it back")
    wait_until(back.isEnabled, "the way back")
    assert f"{engine.proxy.url}/anthropic" in sheet.findChildren(DiffView)[0].toPlainText()
    back.click()
    wait_until(lambda: settings.read_bytes() == before, "as it was, to the byte")


def test_what_cannot_be_connected_says_why(session: Session, user: Path) -> None:
    page = _opened(session)
    page.show_part("connections")
    wait_until(lambda: bool(_tools(page)), "the tools")
    cursor, codex = _tools(page)["Cursor"], _tools(page)["Codex CLI"]
    assert "its own servers make the calls" in cursor.accessibleName()
    assert "There is no" in codex.accessibleName()
    for row in (cursor, codex):
        assert not any(b.isVisible() for b in row.findChildren(QPushButton))
    _button(_tools(page)["Cline"], "How").click()
    sheet = _sheet(session)
    assert _says(sheet, "API Provider Anthropic")
    sheet.reject()


def test_rules_are_added_looked_at_applied_to_the_past_and_taken_back(
    session: Session, qtbot: QtBot, user: Path
) -> None:
    fill(session, *(make_call(model="text-embedding-3-small") for _ in range(3)), make_call(model="gpt-5"))
    engine = session.window.context.engine
    perform(engine, "project.add", {"name": "search"})
    page = _opened(session)
    page.show_part("projects")
    wait_until(lambda: _list(page, "Projects").key == "search", "the project")
    _button(page, "Add a rule").click()
    sheet = _sheet(session)
    model = next(b for b in sheet.findChildren(QComboBox) if b.accessibleName() == "Model")
    model.setCurrentText("text-embedding-*")
    _button(sheet, "Add the rule").click()
    wait_until(lambda: _says(page, "model = text-embedding-*"), "the rule is shown")
    _button(page, "Apply the rules to past calls…").click()
    sheet = _sheet(session)
    apply = _button(sheet, "Apply the rules")
    wait_until(apply.isEnabled, "what would change")
    assert _says(sheet, "3 calls would get another project")
    apply.click()
    reader = engine.ledger.reader
    wait_until(lambda: len(reader.calls(CallFilter(project=("search",)), 9)) == 3, "they have it")
    _undo(session, page, qtbot)
    wait_until(lambda: not reader.calls(CallFilter(project=("search",)), 9), "and have it no more")


def test_a_project_is_archived_and_a_rule_removed_with_a_way_back(
    session: Session, qtbot: QtBot, user: Path
) -> None:
    engine = session.window.context.engine
    perform(engine, "project.add", {"name": "shop"})
    perform(engine, "project.rule.add", {"project": "shop", "client": "bot"})
    page = _opened(session)
    page.show_part("projects")
    wait_until(lambda: _says(page, "client = bot"), "its rule")
    next(
        b for b in page.findChildren(QPushButton) if b.accessibleName().startswith("Remove the rule")
    ).click()
    wait_until(lambda: engine.projects.rules == (), "it is removed")
    _undo(session, page, qtbot)
    wait_until(lambda: [r.client for r in engine.projects.rules] == ["bot"], "it holds again")
    _button(page, "Archive").click()
    wait_until(lambda: engine.projects.get("shop").archived, "it is archived")
    _undo(session, page, qtbot)
    wait_until(lambda: not engine.projects.get("shop").archived, "it is back")


def test_rules_are_put_in_another_order_by_keyboard_and_the_first_that_fits_decides(
    session: Session, qtbot: QtBot, user: Path
) -> None:
    engine = session.window.context.engine
    for project in ("one", "two"):
        perform(engine, "project.add", {"name": project})
        perform(engine, "project.rule.add", {"project": project, "model": "gpt-*"})
    first, second = (rule.id for rule in engine.projects.rules)
    page = _opened(session)
    page.show_part("projects/two")
    shown = ["1. model = gpt-*, for one", "2. model = gpt-*"]
    wait_until(lambda: [row.accessibleName() for row in _rules(page)] == shown, "its rule, after the other")
    row = _rules(page)[1]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    wait_until(lambda: [rule.id for rule in engine.projects.rules] == [second, first], "it is the first")
    wait_until(lambda: _rules(page)[0].accessibleName() == "1. model = gpt-*", "and is shown so")
    traits = Traits("/v1/chat/completions", "gpt-5")
    assert first_fitting(engine.projects.rules, traits) == "two"
    wait_until(lambda: _rules(page)[0] is session.window.focusWidget(), "the keyboard goes along")
    qtbot.keyClick(_rules(page)[0], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # there is no further
    _undo(session, page, qtbot)
    wait_until(lambda: [rule.id for rule in engine.projects.rules] == [first, second], "as it was")


def test_a_rule_moved_by_quick_steps_goes_as_many_places_and_undo_takes_one_act_back(
    session: Session, qtbot: QtBot, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = session.window.context.engine
    for project in ("one", "two", "three", "four"):
        perform(engine, "project.rule.add", {"project": project, "model": "gpt-*"})
    a, b, c, d = (rule.id for rule in engine.projects.rules)
    page = _opened(session)
    page.show_part("projects/four")
    wait_until(lambda: len(_rules(page)) == 4, "the rules")
    go = threading.Event()
    begun = hold_acts(monkeypatch, [go])
    _rules(page)[3].setFocus()
    try:
        for place in (2, 1, 0):
            focused = session.window.focusWidget()
            assert focused is not None
            qtbot.keyClick(focused, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
            assert session.window.focusWidget() is _rules(page)[place], "the keyboard goes along at once"
        page.refresh()  # what is read meanwhile does not put it back
        wait_until(lambda: not session.queries.working, "all is read")
        assert [row.name for row in _rules(page)] == [str(id_) for id_ in (d, a, b, c)]
    finally:
        go.set()
    wait_until(lambda: [rule.id for rule in engine.projects.rules] == [d, a, b, c], "it is the first")
    assert [steps[0].words["ids"] for steps in begun] == [[a, b, d, c], [d, a, b, c]], (
        "one act after the other, and none that is past"
    )
    _undo(session, page, qtbot)
    wait_until(lambda: [rule.id for rule in engine.projects.rules] == [a, b, d, c], "one act is taken back")
    wanted = [str(id_) for id_ in (a, b, d, c)]
    wait_until(lambda: [row.name for row in _rules(page)] == wanted, "and shown so")


def test_an_order_of_rules_is_taken_back_in_its_turn_behind_the_next(
    session: Session, qtbot: QtBot, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = session.window.context.engine
    for project in ("one", "two", "three"):
        perform(engine, "project.rule.add", {"project": project, "model": "gpt-*"})
    a, b, c = (rule.id for rule in engine.projects.rules)
    page = _opened(session)
    page.show_part("projects/one")
    wait_until(lambda: len(_rules(page)) == 3, "the rules")
    go = [threading.Event() for _ in range(3)]
    begun = hold_acts(monkeypatch, go)
    _rules(page)[0].setFocus()
    try:
        for _ in range(2):
            focused = session.window.focusWidget()
            assert focused is not None
            qtbot.keyClick(focused, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        go[0].set()
        wait_until(lambda: len(begun) == 2 and bool(page._doing.bar.words), "the second begins")
        page._doing.bar.undo()
        go[1].set()
        wait_until(lambda: len(begun) == 3, "the Undo begins, after the second")
        assert not page._doing.bar.words, "what is about to be taken back is not offered"
    finally:
        for event in go:
            event.set()
    wait_until(lambda: [rule.id for rule in engine.projects.rules] == [a, b, c], "it is as it was")
    wait_until(lambda: [row.name for row in _rules(page)] == [str(id_) for id_ in (a, b, c)], "and shown so")
    assert [steps[0].words["ids"] for steps in begun] == [[b, a, c], [b, c, a], [a, b, c]]


def test_with_the_proxy_off_a_token_and_a_connection_say_so_and_switch_it_on(
    session: Session, user: Path
) -> None:
    engine, window = session.window.context.engine, session.window
    window.switch_proxy(on=False)
    wait_until(lambda: window.context.bridge.proxy.url is None and engine.proxy.url is None, "it is off")
    page = _opened(session)
    page.show_part("connections")
    wait_until(lambda: "Claude Code" in _tools(page), "the tools")
    made = {"client": "bot", "token": "tg_x", "providers": []}
    token = TokenSheet(window.context, page, made)
    token.open()
    _button(_tools(page)["Claude Code"], "Connect").click()
    wait_until(lambda: len(window.findChildren(Sheet)) == 2, "both")
    connecting = next(s for s in window.findChildren(Sheet) if s is not token)
    notices = [sheet.findChildren(ProxyNotice)[0] for sheet in (token, connecting)]
    wait_until(lambda: all(notice.isVisible() for notice in notices), "they say so")
    _button(notices[0], "Switch the proxy on").click()
    wait_until(lambda: not any(notice.isVisible() for notice in notices), "it is on")
    assert engine.proxy.url is not None
    assert _says(token, f"ANTHROPIC_BASE_URL={engine.proxy.url}/anthropic")
    shown = connecting.findChildren(DiffView)
    wait_until(lambda: any(str(engine.proxy.url) in view.toPlainText() for view in shown), "where it listens")
    for sheet in (token, connecting):
        sheet.reject()


def test_where_another_program_listens_no_address_is_given(session: Session, user: Path) -> None:
    engine, window = session.window.context.engine, session.window
    window.switch_proxy(on=False)
    wait_until(lambda: window.context.bridge.proxy.url is None and engine.proxy.url is None, "it is off")
    with socket.create_server(("127.0.0.1", 0)) as other:
        with pytest.raises(PortInUse):
            engine.start_proxy(other.getsockname()[1])
        wait_until(lambda: bool(window.context.bridge.proxy.trouble), "that is told")
        page = _opened(session)
        page.show_part("connections")
        wait_until(lambda: "Claude Code" in _tools(page), "the tools")
        _button(_tools(page)["Claude Code"], "Connect").click()
        sheet = _sheet(session)
        wait_until(lambda: _says(sheet, "there is no address for your tools yet"), "that it is off")
        assert not _button(sheet, "Connect").isEnabled()
        assert not any(view.isVisible() for view in sheet.findChildren(DiffView))
        token = TokenSheet(window.context, page, {"client": "bot", "token": "tg_x", "providers": []})
        token.open()
        assert token.token.text == "tg_x"
        assert not _says(token, "_BASE_URL")
        assert not _says(token, "http://127.0.0.1:")
    for one in (token, sheet):
        one.reject()


def test_tab_goes_through_the_rules_before_what_stands_below_them(session: Session, user: Path) -> None:
    engine = session.window.context.engine
    perform(engine, "project.rule.add", {"project": "one", "model": "gpt-*"})
    page = _opened(session)
    page.show_part("projects/one")
    wait_until(lambda: len(_rules(page)) == 1, "the rule")
    perform(engine, "project.rule.add", {"project": "one", "client": "bot"})
    wait_until(lambda: len(_rules(page)) == 2, "and another, later")
    at, order = _button(page, "Add a rule"), list[str]()
    below = _button(page, "Apply the rules to past calls…")
    while at is not below and len(order) < 1000:
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(at.accessibleName())
        at = at.nextInFocusChain()
    rows = ["model = gpt-*", "client = bot"]
    assert order == ["Add a rule", *(name for row in rows for name in (row, f"Remove the rule {row}"))]


def test_a_removed_rule_comes_back_to_its_place_among_the_others(
    session: Session, qtbot: QtBot, user: Path
) -> None:
    engine = session.window.context.engine
    for project in ("one", "two"):
        perform(engine, "project.rule.add", {"project": project, "model": "gpt-*"})
    page = _opened(session)
    page.show_part("projects/one")
    wait_until(lambda: len(_rules(page)) == 2, "the rules")
    row = _rules(page)[0]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    wait_until(lambda: [rule.project for rule in engine.projects.rules] == ["two"], "it is removed")
    _undo(session, page, qtbot)
    wait_until(lambda: [rule.project for rule in engine.projects.rules] == ["one", "two"], "at its place")


def test_a_project_gets_another_colour_and_its_own_back(session: Session, qtbot: QtBot, user: Path) -> None:
    engine = session.window.context.engine
    perform(engine, "project.add", {"name": "shop"})
    before = engine.projects.get("shop").colour
    page = _opened(session)
    page.show_part("projects")
    wait_until(lambda: _list(page, "Projects").key == "shop", "the project")
    button = page.findChild(ColourButton)
    assert button is not None
    wait_until(lambda: button.accessibleName() == "Colour: Blue", "its colour is said")
    wanted = next(action for action in button.menu().actions() if action.text() == "Orange")
    assert [a.text() for a in button.menu().actions()][:2] == ["Blue\t✓", "Red"]
    wanted.trigger()
    wait_until(lambda: engine.projects.get("shop").colour == COLOURS[6], "another")
    wait_until(lambda: button.accessibleName() == "Colour: Orange", "and it is said")
    assert _list(page, "Projects").entries[0].dot == COLOURS[6]
    assert [a.text() for a in button.menu().actions() if a.isChecked()] == ["Orange\t✓"]
    _undo(session, page, qtbot)
    wait_until(lambda: engine.projects.get("shop").colour == before, "and back")


def test_the_keyboard_goes_along_to_the_part_that_is_shown(session: Session, user: Path) -> None:
    fill(session, make_call(client="one", project="shop"))
    page = _opened(session)
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is in front")
    _list(page, "Clients").setFocus()
    page.show_part("projects")
    wait_until(_list(page, "Projects").hasFocus, "in the list there")
    page._part.setFocus()
    page.show_part("clients")
    assert not _list(page, "Clients").hasFocus(), "who walks through the parts stays with them"


# ---- finding things -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sheet"),
    [
        ("new budget", "BudgetForm"), ("new client", "NewClientSheet"), ("new project", "NameSheet"),
        ("new rule", "RuleSheet"), ("new provider", "ProviderSheet"),
    ],
)  # fmt: skip
def test_what_can_be_made_is_begun_from_the_command_palette_wherever_one_is(
    session: Session, qtbot: QtBot, user: Path, typed: str, sheet: str
) -> None:
    perform(session.window.context.engine, "project.add", {"name": "shop"})
    session.window.commands.open_palette()
    palette = session.window.findChild(CommandPalette)
    assert palette is not None
    field = palette.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    begun = _sheet(session)
    assert type(begun).__name__ == sheet
    begun.reject()


def _opened(session: Session) -> ClientsPage:
    page = show_page(session, "clients")
    assert isinstance(page, ClientsPage)
    settle(session, 80)
    return page


def _rules(page: ClientsPage) -> list[RuleRow]:
    """From the top down."""
    shown = [row for row in page.findChildren(RuleRow) if row.isVisible()]
    return sorted(shown, key=lambda row: row.y())


def _list(page: ClientsPage, name: str) -> EntryList:
    return next(found for found in page.findChildren(EntryList) if found.accessibleName() == name)


def _tools(page: ClientsPage) -> dict[str, ToolRow]:
    return {
        row.accessibleName().partition(":")[0]: row for row in page.findChildren(ToolRow) if row.isVisible()
    }


def _sheet(session: Session) -> Sheet:
    found: list[Sheet] = []

    def there() -> bool:
        found[:] = [sheet for sheet in session.window.findChildren(Sheet) if sheet.isVisible()]
        return bool(found)

    wait_until(there, "a dialog")
    return found[-1]


def _field(sheet: Sheet, name: str) -> QLineEdit:
    return next(f for f in sheet.findChildren(QLineEdit) if f.accessibleName() == name)


def _button(root: QWidget, text: str) -> QPushButton:
    found = [b for b in root.findChildren(QPushButton) if b.text() == text]
    return next((b for b in found if b.isVisible()), found[0])


def _says(root: QWidget, text: str) -> bool:
    return any(text in label.text() for label in root.findChildren(QLabel) if label.isVisible())


def _undo(session: Session, page: ClientsPage, qtbot: QtBot) -> None:
    settle(session, 60)
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is in front again")
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
