"""Health: what is said to be well was looked at, what can be done is done, and going back is asked twice."""

import sqlite3
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.filters import CallFilter
from app.ledger import restoring
from app.ledger.health import SlowQuery, keep_slow_queries
from app.platform.clock import now_us
from app.services.channel_secrets import key_name, packed
from app.ui.pages.health import HealthPage
from app.ui.session import Session
from app.ui.widgets.care_card import CareCard
from app.ui.widgets.restore_sheet import RestoreSheet
from app.ui.widgets.short_table import ShortTable
from app.ui.widgets.slow_query_sheet import SlowQuerySheet
from app.ui.widgets.unlock_sheet import UnlockSheet
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until

T = TypeVar("T", bound=QWidget)


def test_the_page_says_what_the_engine_says(session: Session) -> None:
    fill(session, *(make_call() for _ in range(12)))
    page = _page(session)
    texts = " ".join(_texts(page))
    engine = session.window.context.engine
    assert "Nothing wrong was found" in texts
    assert "the ledger was not proven yet" in texts  # so it does not say that it is sound
    assert engine.proxy.url is not None
    assert _fact(page, "Address") == engine.proxy.url
    assert _fact(page, "Calls") == "12"
    assert _fact(page, "Written since the start") == "12"


def test_what_is_done_for_the_ledger_is_done_at_a_click_and_shown(session: Session, qtbot: QtBot) -> None:
    fill(session, *(make_call() for _ in range(5)))
    page = _page(session)
    engine = session.window.context.engine
    for text, kind in (
        ("Verify now", "verify"),
        ("Back up now", "backup"),
        ("Compare now", "reconcile"),
        ("Give back now", "vacuum"),
    ):
        assert kind not in engine.ledger.care_runs()
        qtbot.mouseClick(_button(page, text), Qt.MouseButton.LeftButton)
        wait_until(lambda kind=kind: kind in engine.ledger.care_runs(), kind)
        wait_until(lambda: not page.findChildren(CareCard)[0].bar.busy, "it ends")
    for words in ("sound: 5 calls", "verified copy", "calls and sums agree", "given back"):
        wait_until(lambda words=words: any(words in text for text in _texts(page)), words)
    (backups,) = _tables(page, "Backups")
    wait_until(lambda: backups.model().rowCount() == 1, "the backup is listed")
    assert any("the ledger was proven" in text for text in _texts(page))


def test_care_goes_by_keyboard_and_leaves_it_where_it_was(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    page = _page(session)
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "the window is active")
    button = _button(page, "Verify now")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    wait_until(lambda: "verify" in session.window.context.engine.ledger.care_runs(), "it is proven")
    wait_until(button.hasFocus, "the keyboard is back")


def test_long_care_can_be_called_off_and_leaves_no_half_made_backup(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    page = _page(session)
    engine = session.window.context.engine
    (card,) = page.findChildren(CareCard)
    card.start("backup")
    cancel = next(b for b in card.bar.findChildren(QPushButton))
    assert cancel.isVisible()
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    wait_until(lambda: not card.bar.busy, "it ends")
    made = list(engine.home.backups.iterdir())
    assert all(path.suffix == ".db" for path in made)
    assert ("backup" in engine.ledger.care_runs()) == bool(made)


def test_damage_is_told_in_words_with_what_to_do(session: Session, qtbot: QtBot) -> None:
    fill(session, *(make_call() for _ in range(4)))
    engine = session.window.context.engine
    with sqlite3.connect(engine.ledger.path) as db:
        db.execute("UPDATE rollup SET calls = calls + 1")
    db.close()
    page = _page(session)
    qtbot.mouseClick(_button(page, "Compare now"), Qt.MouseButton.LeftButton)
    wait_until(lambda: any("Sums and calls differ" in text for text in _texts(page)), "it is told")
    wait_until(lambda: any("✕  1 thing to look at" in text for text in _texts(page)), "on top as well")
    mend = _button(page, "Make the sums anew from their calls")
    wait_until(mend.isVisible, "it can be mended")
    qtbot.mouseClick(mend, Qt.MouseButton.LeftButton)
    wait_until(lambda: any("Nothing wrong was found" in text for text in _texts(page)), "it is mended")
    (faults,) = _tables(page, "Faults")
    assert faults.model().rowCount() == 1  # that it happened is still told


def test_a_backup_shows_what_is_in_it_and_is_restored_by_the_next_start(
    open_window: Opener, qtbot: QtBot
) -> None:
    session = open_window()
    fill(session, *(make_call() for _ in range(3)))
    engine = session.window.context.engine
    engine.ledger.backup()
    fill(session, *(make_call() for _ in range(2)))
    page = _page(session)
    (backups,) = _tables(page, "Backups")
    wait_until(lambda: backups.model().rowCount() == 1, "the backup is listed")
    backups.setFocus()
    backups.setCurrentIndex(backups.model().index(0, 0))
    qtbot.keyClick(backups, Qt.Key.Key_Return)
    sheet = _dialog(page, RestoreSheet)
    wait_until(lambda: _fact(sheet, "Calls in it") == "3", "what is in it")
    assert any("2 of them after this backup" in text for text in _texts(sheet))
    go = _button(sheet, "Restore at the next start")
    assert not go.isEnabled()
    field = sheet.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "restore")
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    off = _button(page, "Call it off")
    wait_until(off.isVisible, "it is said that it waits")
    assert engine.ledger.reader.summary(CallFilter()).calls == 5
    again = open_window()
    ledger = again.window.context.engine.ledger
    assert ledger.reader.summary(CallFilter()).calls == 3
    assert list(ledger.path.parent.glob("ledger.db.replaced-*"))


def test_a_restore_that_waits_can_be_called_off(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    engine = session.window.context.engine
    restoring.decide(engine.ledger.path, engine.ledger.backup().path)
    page = _page(session)
    off = _button(page, "Call it off")
    wait_until(off.isVisible, "it is said that it waits")
    qtbot.mouseClick(off, Qt.MouseButton.LeftButton)
    wait_until(lambda: not off.isVisible(), "it does not wait any more")
    assert not restoring.is_decided(engine.ledger.path)


def test_a_slow_question_shows_its_plan_and_whether_an_index_served_it(session: Session) -> None:
    engine = session.window.context.engine
    slow = SlowQuery("SELECT * FROM call WHERE x = ?", "SCAN call", 3, 900_000, now_us())
    engine.ledger.write(lambda db: keep_slow_queries(db, [slow])).result()
    page = _page(session)
    (table,) = _tables(page, "Slow queries")
    wait_until(lambda: table.model().rowCount() == 1, "the question")
    assert table.model().index(0, 3).data() == "not used"
    table.chosen.emit(slow.sql)
    sheet = _dialog(page, SlowQuerySheet)
    assert "SCAN call" in _texts(sheet)
    sheet.reject()


def test_secrets_of_channels_are_not_counted_as_keys(session: Session) -> None:
    keys = session.window.context.engine.keys
    secrets = key_name("team")
    keys.set(secrets.provider, secrets.account, packed({"url": "https://hooks.example.com/x"}))
    page = _page(session)
    wait_until(lambda: _fact(page, "Kept") == "0 keys, and secrets of alert channels", "what is kept")
    keys.set("openai", "default", "sk-for-openai-alone")
    page.refresh()
    wait_until(lambda: _fact(page, "Kept") == "1 key, and secrets of alert channels", "the key too")


def test_keys_are_locked_and_unlocked_again(session: Session, qtbot: QtBot) -> None:
    engine = session.window.context.engine
    engine.keys.lock()
    page = _page(session)
    unlock = _button(page, "Unlock…")
    wait_until(unlock.isVisible, "they are locked")
    qtbot.mouseClick(unlock, Qt.MouseButton.LeftButton)
    sheet = _dialog(page, UnlockSheet)
    qtbot.mouseClick(_button(sheet, "Unlock"), Qt.MouseButton.LeftButton)
    wait_until(lambda: not engine.keys.standing()["locked"], "they are unlocked")
    wait_until(lambda: not unlock.isVisible(), "and shown so")


def test_the_encrypted_file_is_opened_by_its_passphrase_only(session: Session, qtbot: QtBot) -> None:
    engine = session.window.context.engine
    engine.change_setting("keys.store", "file")
    engine.keys.unlock("correct horse battery staple")
    engine.keys.lock()
    page = _page(session)
    unlock = _button(page, "Unlock…")
    wait_until(unlock.isVisible, "it is locked")
    qtbot.mouseClick(unlock, Qt.MouseButton.LeftButton)
    sheet = _dialog(page, UnlockSheet)
    field = sheet.findChild(QLineEdit)
    assert field is not None
    assert field.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, "wrong")
    qtbot.mouseClick(_button(sheet, "Unlock"), Qt.MouseButton.LeftButton)
    wait_until(lambda: bool(sheet.trouble), "it says so")
    assert (field.text(), field.selectionLength()) == ("wrong", 5)  # to be mended, or typed over
    qtbot.keyClicks(field, "correct horse battery staple")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_until(lambda: not engine.keys.standing()["locked"], "it is open")


def test_the_diagnostics_are_saved_for_their_owner_only(session: Session, tmp_path: Path) -> None:
    page = _page(session)
    path = tmp_path / "diagnostics.txt"
    page.save_diagnostics(path)
    wait_until(path.exists, "the file")
    settle(session)
    assert path.stat().st_mode & 0o077 == 0
    assert "== Health" in path.read_text()


def _page(session: Session) -> HealthPage:
    page = show_page(session, "health")
    assert isinstance(page, HealthPage)
    wait_until(lambda: page._found is not None, "it is read")
    settle(session, 50)
    return page


def _texts(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def _fact(root: QWidget, name: str) -> str:
    labels = [label for label in root.findChildren(QLabel) if label.accessibleName().startswith(f"{name}: ")]
    return labels[0].accessibleName().removeprefix(f"{name}: ") if labels else ""


def _tables(page: QWidget, name: str) -> list[ShortTable]:
    return [table for table in page.findChildren(ShortTable) if table.accessibleName() == name]


def _dialog(page: QWidget, kind: type[T]) -> T:
    wait_until(lambda: any(d.isVisible() for d in page.findChildren(kind)), kind.__name__)
    return next(d for d in page.findChildren(kind) if d.isVisible())


def _button(root: QWidget, text: str) -> QPushButton:
    return next(b for b in root.findChildren(QPushButton) if b.text() == text)
