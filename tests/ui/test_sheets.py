"""Dialogs: every control named, whole at any size of text, and closed by Escape."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.session import Session
from app.ui.widgets.account_sheets import AccountSheet
from app.ui.widgets.provider_sheet import ProviderSheet
from app.ui.widgets.reprice_sheet import RepriceSheet
from tests.ui.conftest import fill, make_call
from tests.ui.dialogs import DIALOGS
from tests.ui.screenshots import settle, wait_until
from tests.ui.test_screens import cut_off, nameless, sticks_out


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_is_named_whole_at_any_text_size_and_closed_by_escape(
    session: Session, qtbot: QtBot, name: str
) -> None:
    fill(session, *(make_call() for _ in range(3)))
    context = session.window.context
    for theme, percent in (("light", 100), ("dark", 150), ("light", 200)):
        session.theme.wear(theme, percent)
        sheet = DIALOGS[name](context, session.window)
        sheet.open()
        settle(session, 700 if name == "price" else 60)
        assert sheet.windowTitle()
        assert nameless(sheet) == []
        assert cut_off(sheet) == [], percent
        assert percent > 100 or sticks_out(sheet) == []
        gone: list[bool] = []
        sheet.finished.connect(lambda _, gone=gone: gone.append(True))
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        wait_until(lambda gone=gone: bool(gone), "it closes")


def test_a_dialog_that_is_closed_leaves_no_work_behind(session: Session) -> None:
    fill(session, *(make_call() for _ in range(50)))
    sheet = RepriceSheet(session.window.context, session.window)
    sheet.open()
    sheet.reject()
    wait_until(lambda: not session.jobs.working, "the work ends")


@pytest.mark.parametrize("whose", ["provider", "account"])
def test_before_a_stored_key_goes_to_another_host_it_is_asked(session: Session, whose: str) -> None:
    context = session.window.context
    engine = context.engine
    engine.keys.set("openai", "work", "sk-for-openai-alone")
    sheet = DIALOGS[whose](context, session.window)
    assert isinstance(sheet, ProviderSheet | AccountSheet)
    acted: list[str] = []
    sheet.acted.connect(lambda said, *_: acted.append(said))
    sheet.open()
    sheet._base_url.setText("https://elsewhere.example")
    assert sheet._button is not None
    sheet._button.click()
    assert sheet._job is None
    assert "elsewhere.example gets what is stored for openai/work" in sheet._said.text()
    sheet._button.click()
    wait_until(lambda: bool(acted), "it is done")
    account = next((a for a in engine.accounts.of("openai") if a.name == "work"), None)
    url = engine.providers.get("openai").base_url if whose == "provider" else account and account.base_url
    assert url == "https://elsewhere.example"
