"""Dialogs: every control named, whole at any size of text, and closed by Escape."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.accounts import Account, Standing
from app.core.filters import CallFilter
from app.core.rollups import Totals
from app.ledger.health import SlowQuery
from app.services.connections import Connection
from app.services.recipes import find_tool
from app.services.tool_states import ToolState
from app.ui.context import Context
from app.ui.models.providers import AccountFacts
from app.ui.session import Session
from app.ui.widgets.account_sheets import AccountSheet, BalanceSheet, EntriesSheet, KeySheet
from app.ui.widgets.client_sheets import MergeSheet, NewClientSheet, RotateSheet, TokenSheet
from app.ui.widgets.connect_sheet import ConnectSheet
from app.ui.widgets.price_as_sheet import PriceAsSheet
from app.ui.widgets.price_form import PriceForm
from app.ui.widgets.price_update_sheet import PriceUpdateSheet
from app.ui.widgets.provider_sheet import ProviderSheet
from app.ui.widgets.quit_sheet import QuitSheet
from app.ui.widgets.report_sheet import ReportSheet
from app.ui.widgets.reprice_sheet import RepriceSheet
from app.ui.widgets.restore_sheet import RestoreSheet
from app.ui.widgets.retag_sheets import ApplyRulesSheet, RetagSheet, RuleSheet
from app.ui.widgets.save_as import ReplaceSheet
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.slow_query_sheet import SlowQuerySheet
from app.ui.widgets.unlock_sheet import UnlockSheet
from app.ui.widgets.welcome_sheet import WelcomeSheet
from app.ui.widgets.what_if_sheet import WhatIfSheet
from tests.ui.conftest import fill, make_call
from tests.ui.screenshots import settle, wait_until
from tests.ui.test_screens import cut_off, nameless

ACCOUNT = AccountFacts(
    Account("openai", "work", kind="prepaid", low_balance_nusd=5 * 10**9), True, None, 7 * 10**9, Standing(),
    None, Totals(),
)  # fmt: skip
MADE = {"client": "bot", "token": "tg_" + "Ab3" * 14 + "x", "providers": []}
LEAVING = Connection("claude-code", "http://127.0.0.1:1", None, 0, ())


def _tool(state: str) -> ToolState:
    tool = find_tool("cline" if state == "by hand" else "claude-code")
    return ToolState(tool, state, None, ())


SHEETS: dict[str, Callable[[Context, QWidget], Sheet]] = {
    "price": lambda c, w: PriceForm(c, w, provider="openai", model="gpt-5", prices={"input": 900_000_000}),
    "price as": lambda c, w: PriceAsSheet(c, w, "azure", "a-rather-long-name-of-a-deployment-of-mine"),
    "update": PriceUpdateSheet,
    "reprice": RepriceSheet,
    "what if": lambda c, w: WhatIfSheet(c, w, "openai", "gpt-5-mini", ["gpt-5"]),
    "restore": lambda c, w: RestoreSheet(c, w, c.engine.ledger.backup()),
    "slow": lambda c, w: SlowQuerySheet(c, w, SlowQuery("SELECT 1 " * 60, "SCAN call\nSCAN rollup", 2, 5, 5)),
    "unlock": lambda c, w: UnlockSheet(c, w, passphrase=True),
    "key": lambda c, w: KeySheet(c, w, c.engine.providers.get("openai"), asks="a new one"),
    "account": lambda c, w: AccountSheet(c, w, ACCOUNT, weighted=True),
    "balance": lambda c, w: BalanceSheet(c, w, ACCOUNT, kind="adjust"),
    "entries": lambda c, w: EntriesSheet(c, w, ACCOUNT),
    "provider": lambda c, w: ProviderSheet(c, w, c.engine.providers.get("openai")),
    "client": lambda c, w: NewClientSheet(c, w, ["shop"]),
    "rotate": lambda c, w: RotateSheet(c, w, "bot"),
    "token": lambda c, w: TokenSheet(c, w, MADE),
    "merge": lambda c, w: MergeSheet(c, w, "bot", ["other"]),
    "connect": lambda c, w: ConnectSheet(c, w, _tool("not connected"), ["shop"]),
    "by hand": lambda c, w: ConnectSheet(c, w, _tool("by hand"), ["shop"]),
    "rule": lambda c, w: RuleSheet(c, w, "shop", ["bot"], []),
    "retag": lambda c, w: RetagSheet(c, w, [make_call()], CallFilter(), ["shop"]),
    "apply": lambda c, w: ApplyRulesSheet(c, w, [], [("all time", CallFilter())]),
    "quit": lambda c, w: QuitSheet(c, w, calls=2, pointing=[LEAVING]),
    "report": ReportSheet,
    "replace": lambda c, w: ReplaceSheet(c, w, Path("/far/away/calls 2026-10-01 to 2026-10-31.parquet")),
    "welcome": WelcomeSheet,
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_dialog_is_named_whole_at_any_text_size_and_closed_by_escape(
    session: Session, qtbot: QtBot, name: str
) -> None:
    fill(session, *(make_call() for _ in range(3)))
    context = session.window.context
    for theme, percent in (("light", 100), ("dark", 150), ("light", 200)):
        session.theme.wear(theme, percent)
        sheet = SHEETS[name](context, session.window)
        sheet.open()
        settle(session, 700 if name == "price" else 60)
        assert sheet.windowTitle()
        assert nameless(sheet) == []
        assert cut_off(sheet) == [], percent
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
    sheet = SHEETS[whose](context, session.window)
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
