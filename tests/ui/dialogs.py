"""Every dialog of the window by a name, for tests and for pictures."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from app.core.accounts import Account, Standing
from app.core.alert_channels import CHANNEL_KINDS
from app.core.alert_rules import kind_named
from app.core.budgets import Budget
from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.rollups import Totals
from app.ledger.health import SlowQuery
from app.services.connections import Connection
from app.services.recipes import find_tool
from app.services.tool_states import ToolState
from app.ui import standings
from app.ui.about import AboutDialog
from app.ui.context import Context
from app.ui.models.providers import AccountFacts
from app.ui.widgets.account_sheets import AccountSheet, BalanceSheet, EntriesSheet, KeySheet
from app.ui.widgets.budget_form import BudgetForm
from app.ui.widgets.channel_form import ChannelForm, SigningKeySheet
from app.ui.widgets.client_sheets import MergeSheet, NameSheet, NewClientSheet, RotateSheet, TokenSheet
from app.ui.widgets.connect_sheet import ConnectSheet
from app.ui.widgets.price_as_sheet import PriceAsSheet
from app.ui.widgets.price_form import PriceForm
from app.ui.widgets.price_update_sheet import PriceUpdateSheet
from app.ui.widgets.provider_sheet import ProviderSheet
from app.ui.widgets.quiet_sheet import QuietSheet
from app.ui.widgets.quit_sheet import QuitSheet
from app.ui.widgets.raise_form import RaiseForm
from app.ui.widgets.range_picker import CustomRangeSheet
from app.ui.widgets.report_sheet import ReportSheet
from app.ui.widgets.reprice_sheet import RepriceSheet
from app.ui.widgets.restore_sheet import RestoreSheet
from app.ui.widgets.retag_sheets import ApplyRulesSheet, RetagSheet, RuleSheet
from app.ui.widgets.rule_form import RuleForm
from app.ui.widgets.save_as import ReplaceSheet
from app.ui.widgets.slow_query_sheet import SlowQuerySheet
from app.ui.widgets.typed_sheet import TypedSheet
from app.ui.widgets.unlock_sheet import UnlockSheet
from app.ui.widgets.welcome_sheet import WelcomeSheet
from app.ui.widgets.what_if_sheet import WhatIfSheet

_ACCOUNT = AccountFacts(
    Account("openai", "work", kind="prepaid", low_balance_nusd=5 * 10**9), True, None, 7 * 10**9, Standing(),
    None, Totals(),
)  # fmt: skip
_MADE: dict[str, object] = {"client": "bot", "token": "tg_" + "Ab3" * 14 + "x", "providers": []}
_LEAVING = Connection("claude-code", "http://127.0.0.1:1", None, 0, ())
_SLOW = SlowQuery("SELECT 1 " * 60, "SCAN call\nSCAN rollup", 2, 5, 5)
_FAR = Path("/far/away/calls 2026-10-01 to 2026-10-31.parquet")


def _tool(state: str) -> ToolState:
    tool = find_tool("cline" if state == "by hand" else "claude-code")
    return ToolState(tool, state, None, ())


def _calls(context: Context) -> list[Call]:
    return context.engine.ledger.reader.calls(CallFilter(), limit=3)


def _raising(context: Context, parent: QWidget) -> RaiseForm:
    engine = context.engine
    if not engine.gate.all():
        engine.budgets.add(Budget("everything", 10**10))
    return RaiseForm(context, parent, standings.standings(engine.gate)[0])


def _rule(context: Context, parent: QWidget) -> RuleForm:
    rule = context.engine.alerts.rules()[0]
    return RuleForm(context, parent, kind_named(rule.kind.name), [rule], channels=["team"], rule=rule)


def _removal(context: Context, parent: QWidget) -> TypedSheet:
    return TypedSheet(
        context, parent, title="Remove bot", more="Its token ends.", typed="bot", button="Remove", steps=[],
        said="",
    )  # fmt: skip


def _name(context: Context, parent: QWidget) -> NameSheet:
    return NameSheet(context, parent, title="Rename bot", more="", before="bot", operation="client.rename")


DIALOGS: Mapping[str, Callable[[Context, QWidget], QDialog]] = {
    "price": lambda c, w: PriceForm(c, w, provider="openai", model="gpt-5", prices={"input": 900_000_000}),
    "price as": lambda c, w: PriceAsSheet(c, w, "azure", "a-rather-long-name-of-a-deployment-of-mine"),
    "update": PriceUpdateSheet,
    "reprice": RepriceSheet,
    "what if": lambda c, w: WhatIfSheet(c, w, "openai", "gpt-5-mini", ["gpt-5"]),
    "restore": lambda c, w: RestoreSheet(c, w, c.engine.ledger.backup()),
    "slow": lambda c, w: SlowQuerySheet(c, w, _SLOW),
    "unlock": lambda c, w: UnlockSheet(c, w, passphrase=True),
    "key": lambda c, w: KeySheet(c, w, c.engine.providers.get("openai"), asks="a new one"),
    "account": lambda c, w: AccountSheet(c, w, _ACCOUNT, weighted=True),
    "balance": lambda c, w: BalanceSheet(c, w, _ACCOUNT, kind="adjust"),
    "top-up": lambda c, w: BalanceSheet(c, w, _ACCOUNT),
    "entries": lambda c, w: EntriesSheet(c, w, _ACCOUNT),
    "provider": lambda c, w: ProviderSheet(c, w, c.engine.providers.get("openai")),
    "client": lambda c, w: NewClientSheet(c, w, ["shop"]),
    "rename": _name,
    "rotate": lambda c, w: RotateSheet(c, w, "bot"),
    "token": lambda c, w: TokenSheet(c, w, _MADE),
    "merge": lambda c, w: MergeSheet(c, w, "bot", ["other"]),
    "remove": _removal,
    "connect": lambda c, w: ConnectSheet(c, w, _tool("not connected"), ["shop"]),
    "by hand": lambda c, w: ConnectSheet(c, w, _tool("by hand"), ["shop"]),
    "rule": lambda c, w: RuleSheet(c, w, "shop", ["bot"], []),
    "retag": lambda c, w: RetagSheet(c, w, _calls(c), CallFilter(), ["shop"]),
    "apply": lambda c, w: ApplyRulesSheet(c, w, [], [("all time", CallFilter())]),
    "budget": lambda c, w: BudgetForm(c, w, None),
    "raise": _raising,
    "alert rule": _rule,
    "channel": lambda c, w: ChannelForm(c, w, CHANNEL_KINDS[1], [], None),
    "signing key": lambda c, w: SigningKeySheet(c, w, "team", "Ab3" * 14),
    "quiet hours": lambda c, w: QuietSheet(c, w, ("22:00", "07:00")),
    "quit": lambda c, w: QuitSheet(c, w, calls=2, pointing=[_LEAVING]),
    "report": ReportSheet,
    "replace": lambda c, w: ReplaceSheet(c, w, _FAR),
    "welcome": WelcomeSheet,
    "range": lambda c, w: CustomRangeSheet(c.theme, c.lens, w),
    "about": lambda c, w: AboutDialog(c, w.actions(), w),
}
