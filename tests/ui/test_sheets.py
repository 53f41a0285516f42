"""Every dialog of prices and health: named, whole at any size of text, and closed by Escape."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ledger.health import SlowQuery
from app.ui.context import Context
from app.ui.session import Session
from app.ui.widgets.price_as_sheet import PriceAsSheet
from app.ui.widgets.price_form import PriceForm
from app.ui.widgets.price_update_sheet import PriceUpdateSheet
from app.ui.widgets.reprice_sheet import RepriceSheet
from app.ui.widgets.restore_sheet import RestoreSheet
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.slow_query_sheet import SlowQuerySheet
from app.ui.widgets.unlock_sheet import UnlockSheet
from app.ui.widgets.what_if_sheet import WhatIfSheet
from tests.ui.conftest import fill, make_call
from tests.ui.screenshots import settle, wait_until
from tests.ui.test_screens import cut_off, nameless

SHEETS: dict[str, Callable[[Context, QWidget], Sheet]] = {
    "price": lambda c, w: PriceForm(c, w, provider="openai", model="gpt-5", prices={"input": 900_000_000}),
    "price as": lambda c, w: PriceAsSheet(c, w, "azure", "a-rather-long-name-of-a-deployment-of-mine"),
    "update": PriceUpdateSheet,
    "reprice": RepriceSheet,
    "what if": lambda c, w: WhatIfSheet(c, w, "openai", "gpt-5-mini", ["gpt-5"]),
    "restore": lambda c, w: RestoreSheet(c, w, c.engine.ledger.backup()),
    "slow": lambda c, w: SlowQuerySheet(c, w, SlowQuery("SELECT 1 " * 60, "SCAN call\nSCAN rollup", 2, 5, 5)),
    "unlock": lambda c, w: UnlockSheet(c, w, passphrase=True),
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
