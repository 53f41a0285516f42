"""Providers and accounts: what is shown of them, what is done with them, and the ways back."""

import threading

import pytest
from peewee import SqliteDatabase
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.accounts import STICKY_US, Account
from app.core.errors import AppError
from app.core.money import NUSD_PER_USD
from app.core.periods import Span
from app.ledger import account_register
from app.platform.clock import now_us
from app.proxy.sample_upstream import SampleUpstream
from app.services.operations import perform
from app.ui import formats
from app.ui.pages.page import Page
from app.ui.pages.providers import ProvidersPage
from app.ui.session import Session
from app.ui.widgets.account_card import AccountCard
from app.ui.widgets.entry_list import EntryList
from app.ui.widgets.sheet import Sheet
from tests.fakes.keyring import InMemory
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.held_acts import hold_acts
from tests.ui.screenshots import settle, wait_until

CANARY = "sk-proj-" + "Zq7" * 14


def test_providers_with_calls_come_first_and_agree_with_the_report(session: Session) -> None:
    fill(
        session,
        make_call(provider="groq", cost_nusd=3 * NUSD_PER_USD),
        make_call(provider="anthropic", cost_nusd=5 * NUSD_PER_USD),
        make_call(provider="groq", cost_nusd=4 * NUSD_PER_USD),
    )
    page = _opened(session)
    entries = [entry for entry in _list(page).entries if entry.key]
    assert [entry.key for entry in entries[:2]] == ["groq", "anthropic"]
    engine = session.window.context.engine
    chosen = session.lens.within(session.lens.span())
    report = {
        row.keys["provider"]: row.totals
        for row in engine.ledger.reader.report(chosen, ("provider",), session.lens.zone)
    }
    for entry in entries[:2]:
        assert entry.figure == formats.usd(report[entry.key].cost_nusd)
        assert entry.note == formats.amount(report[entry.key].calls, "calls")
    assert {entry.key for entry in entries} == set(engine.providers.all)


def test_a_key_is_stored_by_keyboard_alone_and_is_nowhere_to_be_seen(session: Session, qtbot: QtBot) -> None:
    page = _opened(session)
    _list(page).choose("openai")
    _press(page, "Add a key", qtbot)
    sheet = _sheet(session)
    key = _field(sheet, "Key")
    assert key.echoMode() == QLineEdit.EchoMode.Password
    key.setFocus()
    qtbot.keyClicks(key, CANARY)
    qtbot.keyClick(key, Qt.Key.Key_Return)
    engine = session.window.context.engine
    wait_until(lambda: [k.account for k in engine.keys.all()] == ["default"], "the key is stored")
    wait_until(lambda: bool(_cards(page)), "its account is shown")
    wait_until(lambda: not session.window.findChildren(Sheet), "the dialog is gone")
    assert engine.keys.fetch("openai", "default").result(5) == CANARY
    texts = [w.text() for w in session.window.findChildren(QWidget) if isinstance(w, QLabel | QLineEdit)]
    assert not any(CANARY in text for text in texts)
    engine.ledger.flush(5)
    for file in engine.home.root.rglob("*"):
        assert file.is_dir() or CANARY.encode() not in file.read_bytes(), file
    assert "Ready" in _cards(page)[0].accessibleName()


def test_a_key_of_another_provider_is_doubted_before_it_is_stored(session: Session, qtbot: QtBot) -> None:
    page = _opened(session)
    _list(page).choose("openai")
    _press(page, "Add a key", qtbot)
    sheet = _sheet(session)
    _field(sheet, "Key").setText("sk-ant-api03-" + "x" * 40)
    assert "anthropic" in sheet.trouble
    _field(sheet, "Key").setText("two words")
    _press(sheet, "Store the key", qtbot)
    assert "white space" in sheet.trouble
    assert session.window.context.engine.keys.all() == []
    sheet.reject()


def test_a_keyring_that_waits_for_a_person_holds_up_neither_the_window_nor_its_end(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()

    def wait_at_the_prompt(*_: object) -> None:
        asked.set()
        answered.wait(60)

    monkeypatch.setattr(InMemory, "set_password", wait_at_the_prompt)
    page = _opened(session)
    _list(page).choose("openai")
    _press(page, "Add a key", qtbot)
    sheet = _sheet(session)
    _field(sheet, "Key").setText(CANARY)
    _press(sheet, "Store the key", qtbot)
    wait_until(asked.is_set, "its prompt")
    assert "may ask you for its password" in sheet.trouble
    _list(page).choose("groq")
    wait_until(lambda: _says(page, "Called as /groq/"), "the window goes on")
    session.end()
    wait_until(lambda: session.has_ended, "it ends", 15_000)
    answered.set()


def test_a_pause_holds_and_is_taken_back_with_ctrl_z(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one", "two")
    engine = session.window.context.engine
    _cards(page)[0].wanted.emit("pause", "one")
    wait_until(lambda: engine.accounts.get("openai", "one").paused, "it is paused")
    wait_until(lambda: "Paused" in _cards(page)[0].accessibleName(), "and says so")
    _undo(session, page, qtbot)
    wait_until(lambda: not engine.accounts.get("openai", "one").paused, "it takes calls again")


def test_alt_and_the_arrows_decide_who_is_asked_first(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one", "two")
    engine = session.window.context.engine
    assert [card.name for card in _cards(page)] == ["one", "two"]
    qtbot.keyClick(_cards(page)[0], Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wait_until(lambda: [card.name for card in _cards(page)] == ["two", "one"], "the order is shown")
    wait_until(lambda: engine.accounts.get("openai", "one").priority == 1, "it is made")
    taken = engine.accounts.take("openai", None, engine.accounts.of("openai"))
    assert taken is not None
    assert taken.name == "two"
    _undo(session, page, qtbot)
    wait_until(lambda: [card.name for card in _cards(page)] == ["one", "two"], "the order is back")


def test_quick_steps_go_as_many_places_and_undo_takes_one_act_back(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _with_accounts(session, "a", "b", "c", "d")
    engine = session.window.context.engine
    go = threading.Event()
    begun = hold_acts(monkeypatch, [go])

    def order() -> list[str]:
        return [a.name for a in sorted(engine.accounts.of("openai"), key=lambda a: (a.priority, a.name))]

    _cards(page)[3].setFocus()
    try:
        for place in (2, 1, 0):
            focused = session.window.focusWidget()
            assert focused is not None
            qtbot.keyClick(focused, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
            assert session.window.focusWidget() is _cards(page)[place], "the keyboard goes along at once"
        page.refresh()  # what is read meanwhile does not put it back
        wait_until(lambda: not session.queries.working, "all is read")
        assert [card.name for card in _cards(page)] == ["d", "a", "b", "c"]
    finally:
        go.set()
    wait_until(lambda: order() == ["d", "a", "b", "c"], "it is the first")
    ranks = [steps[0].words["ranks"] for steps in begun]
    assert [sorted(one, key=one.__getitem__) for one in ranks] == [
        ["a", "b", "d", "c"],
        ["d", "a", "b", "c"],
    ], "one act after the other"
    _undo(session, page, qtbot)
    wait_until(lambda: order() == ["a", "b", "d", "c"], "one act is taken back")
    wait_until(lambda: [card.name for card in _cards(page)] == ["a", "b", "d", "c"], "and shown so")


def test_an_order_is_taken_back_while_the_next_is_being_made_and_nothing_is_left_of_either(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _with_accounts(session, "a", "b", "c", "d")
    engine = session.window.context.engine
    go = [threading.Event() for _ in range(3)]
    begun = hold_acts(monkeypatch, go)
    _cards(page)[0].setFocus()
    try:
        for _ in range(2):
            focused = session.window.focusWidget()
            assert focused is not None
            qtbot.keyClick(focused, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        go[0].set()
        wait_until(lambda: len(begun) == 2 and _says(page, "The order is changed."), "the second begins")
        page._doing.bar.undo()
        go[1].set()
        wait_until(lambda: len(begun) == 3, "the Undo begins, after the second")
        assert not page._doing.bar.words, "what is about to be taken back is not offered"
    finally:
        for event in go:
            event.set()
    wait_until(lambda: {a.priority for a in engine.accounts.of("openai")} == {0}, "as it was")
    wait_until(lambda: [card.name for card in _cards(page)] == ["a", "b", "c", "d"], "and shown so")
    assert len(begun) == 3


def test_an_order_that_fails_leaves_nothing_of_it_and_the_undo_of_the_one_before(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _with_accounts(session, "a", "b", "c")
    engine = session.window.context.engine

    def order() -> list[str]:
        return [a.name for a in engine.accounts.of("openai")]

    qtbot.keyClick(_cards(page)[0], Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wait_until(lambda: order() == ["b", "a", "c"] and _says(page, "The order is changed."), "the first")
    kept, keep = list[str](), account_register._keep_account

    def stop_at_the_second(db: SqliteDatabase, account: Account, now_us: int) -> None:
        if kept:
            raise AppError("The disk is full.")
        kept.append(account.name)
        keep(db, account, now_us)

    with monkeypatch.context() as broken:
        broken.setattr(account_register, "_keep_account", stop_at_the_second)
        qtbot.keyClick(_cards(page)[1], Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        wait_until(lambda: "The disk is full." in page._doing.bar.words, "it is told")
    assert kept, "one of them was written"
    engine.accounts.reload()
    assert order() == ["b", "a", "c"], "and is not there"
    wait_until(lambda: [card.name for card in _cards(page)] == ["b", "a", "c"], "nor shown")
    _undo(session, page, qtbot)
    wait_until(lambda: order() == ["a", "b", "c"], "the one before is taken back")


def test_a_drag_orders_them_too(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one", "two", "three")
    first, last = _cards(page)[0], _cards(page)[2]
    assert [card.name for card in _cards(page)] == ["one", "three", "two"]
    below = last.mapToGlobal(last.rect().bottomLeft()).y() + 5
    first.grip.dragged.emit(below)
    first.grip.dropped.emit()
    wait_until(lambda: [card.name for card in _cards(page)] == ["three", "two", "one"], "it is last")


def test_how_accounts_take_turns_is_chosen_and_ranks_that_hinder_are_told(session: Session) -> None:
    page = _with_accounts(session, "one", "two")
    engine = session.window.context.engine
    perform(engine, "account.set", {"provider": "openai", "account": "two", "changes": {"priority": 3}})
    strategy = next(
        b for b in page.findChildren(QComboBox) if b.accessibleName() == "How the accounts take turns"
    )
    strategy.setCurrentIndex(strategy.findData("round-robin"))
    strategy.activated.emit(strategy.currentIndex())
    wait_until(lambda: engine.accounts.routing("openai").strategy == "round-robin", "it is set")
    assert engine.accounts.routing("openai").sticky_us == STICKY_US
    level = next(b for b in page.findChildren(QPushButton) if b.text() == "Let them take turns")
    wait_until(level.isVisible, "the ranks are told")
    level.click()
    wait_until(lambda: {a.priority for a in engine.accounts.of("openai")} == {0}, "all have the same")
    wait_until(lambda: not level.isVisible(), "and nothing hinders")


def test_a_top_up_is_in_the_balance_and_can_be_taken_back(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one")
    engine = session.window.context.engine
    perform(engine, "account.set", {"provider": "openai", "account": "one", "changes": {"kind": "prepaid"}})
    wait_until(lambda: "$0.00 left" in _cards(page)[0].accessibleName(), "it has a balance")
    _cards(page)[0].wanted.emit("top-up", "one")
    sheet = _sheet(session)
    qtbot.keyClicks(_field(sheet, "Amount"), "$12.50")
    qtbot.keyClick(_field(sheet, "Amount"), Qt.Key.Key_Return)
    wait_until(lambda: "$12.50 left" in _cards(page)[0].accessibleName(), "what is left")
    _undo(session, page, qtbot)
    wait_until(lambda: "$0.00 left" in _cards(page)[0].accessibleName(), "it is taken back")
    kinds = [e.kind for e in account_register.balance_entries(engine.ledger.reader, "openai", "one")]
    assert kinds == ["reconcile", "top-up"]


def test_a_correction_needs_a_reason(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one")
    engine = session.window.context.engine
    perform(engine, "account.set", {"provider": "openai", "account": "one", "changes": {"kind": "prepaid"}})
    wait_until(lambda: "left" in _cards(page)[0].accessibleName(), "it has a balance")
    _cards(page)[0].wanted.emit("adjust", "one")
    sheet = _sheet(session)
    _field(sheet, "Amount").setText("7")
    _press(sheet, "Correct it", qtbot)
    assert "Say why" in sheet.trouble
    _field(sheet, "Why").setText("as the provider's page says")
    _press(sheet, "Correct it", qtbot)
    wait_until(lambda: "$7.00 left" in _cards(page)[0].accessibleName(), "what is left")


def test_a_key_goes_only_when_its_name_is_typed(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one")
    engine = session.window.context.engine
    engine.keys.set("openai", "one", CANARY)
    page.refresh_soon()
    wait_until(lambda: "Ready" in _cards(page)[0].accessibleName(), "it has a key")
    _cards(page)[0].wanted.emit("remove", "one")
    sheet = _sheet(session)
    remove = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Remove it")
    assert not remove.isEnabled()
    field = next(f for f in sheet.findChildren(QLineEdit))
    qtbot.keyClicks(field, "one")
    assert remove.isEnabled()
    remove.click()
    wait_until(lambda: engine.keys.all() == [] and not engine.accounts.of("openai"), "both are gone")


def test_the_test_button_says_whether_the_provider_answers(session: Session, qtbot: QtBot) -> None:
    engine = session.window.context.engine
    with SampleUpstream() as upstream:
        perform(engine, "provider.set", {"id": "vllm", "changes": {"base_url": upstream.url}})
        page = _opened(session)
        _list(page).choose("vllm")
        _press(page, "Test", qtbot)
        wait_until(lambda: _says(page, "It answers"), "it answers")
    perform(engine, "provider.set", {"id": "vllm", "changes": {"base_url": "http://127.0.0.1:9"}})
    wait_until(lambda: _says(page, "http://127.0.0.1:9"), "it is elsewhere now")
    assert not _says(page, "It answers")
    _press(page, "Test", qtbot)
    wait_until(lambda: _says(page, "No answer"), "nobody is there")


def test_a_provider_of_ones_own_is_added_shown_and_taken_back(session: Session, qtbot: QtBot) -> None:
    page = _opened(session)
    page.make_new()
    sheet = _sheet(session)
    _field(sheet, "Id").setText("my-gateway")
    _field(sheet, "Base URL").setText("http://gateway.lan:4000")
    _press(sheet, "Add it", qtbot)
    wait_until(lambda: "plain http" in sheet.trouble, "keys are not shown to the network")
    local = next(b for b in sheet.findChildren(QCheckBox) if b.accessibleName() == "Local")
    local.setChecked(True)
    _press(sheet, "Add it", qtbot)
    wait_until(lambda: _list(page).key == "my-gateway", "it is the chosen one")
    _undo(session, page, qtbot)
    engine = session.window.context.engine
    wait_until(lambda: "my-gateway" not in engine.providers.all, "it is gone again")


def test_an_account_that_rests_says_until_when_and_why(session: Session) -> None:
    page = _with_accounts(session, "one")
    accounts = session.window.context.engine.accounts
    account = accounts.take("openai", None, accounts.of("openai"))
    assert account is not None
    accounts.refused(account, "429: too many requests", wait_us=600_000_000)
    session.window.context.engine.keys.set("openai", "one", CANARY)
    page.refresh_soon()
    wait_until(lambda: "Rests for" in _cards(page)[0].accessibleName(), "it rests")
    assert _says(page, "429: too many requests")


def test_locked_keys_are_told_and_unlocked_here(session: Session, qtbot: QtBot) -> None:
    page = _with_accounts(session, "one")
    engine = session.window.context.engine
    engine.keys.set("openai", "one", CANARY)
    engine.keys.lock()
    page.refresh_soon()
    unlock = next(b for b in page.findChildren(QPushButton) if b.text() == "Unlock")
    wait_until(unlock.isVisible, "it says that they are locked")
    unlock.click()
    sheet = _sheet(session)
    _press(sheet, "Unlock", qtbot)
    wait_until(lambda: not engine.keys.standing()["locked"], "they are open")
    wait_until(lambda: not unlock.isVisible(), "and that is over")


def test_a_range_without_calls_still_shows_every_provider(session: Session) -> None:
    day_us = 86_400_000_000
    fill(session, make_call(provider="groq"))
    session.lens.focus(Span(now_us() - 9 * day_us, now_us() - 8 * day_us))
    page = _opened(session)
    entries = [entry for entry in _list(page).entries if entry.key]
    assert {entry.key for entry in entries} == set(session.window.context.engine.providers.all)
    assert not any(entry.figure for entry in entries)


# ---- finding things -------------------------------------------------------------------------------------


def _opened(session: Session) -> ProvidersPage:
    page: Page = show_page(session, "providers")
    assert isinstance(page, ProvidersPage)
    settle(session, 60)
    return page


def _with_accounts(session: Session, *names: str) -> ProvidersPage:
    engine = session.window.context.engine
    for name in names:
        perform(engine, "account.set", {"provider": "openai", "account": name, "changes": {}})
    page = _opened(session)
    _list(page).choose("openai")
    wait_until(lambda: len(_cards(page)) == len(names), "its accounts")
    return page


def _list(page: ProvidersPage) -> EntryList:
    found = page.findChild(EntryList)
    assert found is not None
    return found


def _cards(page: ProvidersPage) -> list[AccountCard]:
    cards = [card for card in page.findChildren(AccountCard) if card.isVisible()]
    return sorted(cards, key=lambda card: card.y())


def _sheet(session: Session) -> Sheet:
    found: list[Sheet] = []

    def there() -> bool:
        found[:] = [sheet for sheet in session.window.findChildren(Sheet) if sheet.isVisible()]
        return bool(found)

    wait_until(there, "a dialog")
    return found[-1]


def _field(sheet: Sheet, name: str) -> QLineEdit:
    return next(f for f in sheet.findChildren(QLineEdit) if f.accessibleName() == name)


def _press(root: QWidget, text: str, qtbot: QtBot) -> None:
    button = next(b for b in root.findChildren(QPushButton) if b.text() == text and b.isVisible())
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def _undo(session: Session, page: ProvidersPage, qtbot: QtBot) -> None:
    settle(session, 60)  # it is offered when all is done
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is in front again")
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def _says(page: ProvidersPage, text: str) -> bool:
    return any(text in label.text() for label in page.findChildren(QLabel) if label.isVisible())
