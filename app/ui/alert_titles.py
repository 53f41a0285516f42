"""The title of an alert in the window's language, made anew from the figures that it keeps.

Alerts are told and kept in English. That stays where the figures do not do: old versions kept fewer.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.core.alerts import Alert
from app.core.budgets import BudgetScope
from app.core.errors import AppError
from app.core.money import NUSD_PER_USD
from app.ui import formats
from app.ui.standings import scope_words

Figures = Mapping[str, Any]
Form = str | Callable[[Alert], str]


def _of_runaway(alert: Alert) -> str:
    return _LOOPS if alert.figures["alike"] > 0 else _SPENDS


def _of_quota(alert: Alert) -> str:
    return _ACCOUNT_QUOTA if alert.figures["account"] else _QUOTA


def _of_keys(alert: Alert) -> str:
    return _NO_KEYS if alert.what == "keys" else _REFUSED_KEY


def _of_backup(alert: Alert) -> str:
    return {True: _BACKUP_FAILED, False: _BACKUP_LATE}[alert.figures["failed"]]


_LOOPS = str(QT_TRANSLATE_NOOP("alerts", "{client} seems to run in a loop"))
_SPENDS = str(QT_TRANSLATE_NOOP("alerts", "{client} spends very fast"))
_QUOTA = str(QT_TRANSLATE_NOOP("alerts", "{used_percent} % of the allowance {window} at {provider} is used"))
_ACCOUNT_QUOTA = str(
    QT_TRANSLATE_NOOP(
        "alerts", "{used_percent} % of the allowance {window} at {provider} ({account}) is used"
    )
)
_NO_KEYS = str(QT_TRANSLATE_NOOP("alerts", "A stored key is not to be had"))
_REFUSED_KEY = str(QT_TRANSLATE_NOOP("alerts", "A provider refuses a stored key"))
_BACKUP_FAILED = str(QT_TRANSLATE_NOOP("alerts", "The ledger could not be backed up"))
_BACKUP_LATE = str(QT_TRANSLATE_NOOP("alerts", "The ledger was not backed up for long"))

FORMS: Mapping[str, Form] = {
    "budget-threshold": str(QT_TRANSLATE_NOOP("alerts", "{budget}: {percent} % of the budget is used")),
    "budget-blocked": str(QT_TRANSLATE_NOOP("alerts", "{budget} is used up: calls are refused")),
    "daily-spend": str(QT_TRANSLATE_NOOP("alerts", "More than {over_usd} spent today{scope}")),
    "hourly-tokens": str(QT_TRANSLATE_NOOP("alerts", "More than {over} tokens within an hour{scope}")),
    "call-cost": str(QT_TRANSLATE_NOOP("alerts", "A call cost {cost_usd}")),
    "error-rate": str(QT_TRANSLATE_NOOP("alerts", "{share} % of the calls to {provider} fail")),
    "latency": str(QT_TRANSLATE_NOOP("alerts", "{model} answers slowly")),
    "runaway": _of_runaway,
    "anomaly": str(QT_TRANSLATE_NOOP("alerts", "Far more is spent than usual{scope}")),
    "low-balance": str(QT_TRANSLATE_NOOP("alerts", "{provider}, account {account}: {left_usd} left")),
    "quota": _of_quota,
    "unpriced-model": str(QT_TRANSLATE_NOOP("alerts", "Nobody knows the price of {model}")),
    "key-trouble": _of_keys,
    "backup-failing": _of_backup,
}


_NAMELESS: Mapping[str, str] = {  # in the place of a name, by figure or by kind and figure
    "client": str(QT_TRANSLATE_NOOP("alerts", "A client without a name")),
    "provider": str(QT_TRANSLATE_NOOP("alerts", "a provider without a name")),
    "model": str(QT_TRANSLATE_NOOP("alerts", "a model without a name")),
    "latency/model": str(QT_TRANSLATE_NOOP("alerts", "A model without a name")),
    "runaway/model": str(QT_TRANSLATE_NOOP("alerts", "unknown")),
}
_DO_NOT_DO = LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AppError


def title_of(alert: Alert) -> str:
    return made_anew(alert, _title) or alert.title


def made_anew(alert: Alert, words: Callable[[Alert], str]) -> str:
    """Empty where anything is wrong with what the alert keeps: that is whatever some version once wrote."""
    try:
        return words(alert)
    except _DO_NOT_DO:
        return ""


def _title(alert: Alert) -> str:
    form = FORMS[alert.kind]
    found = form if isinstance(form, str) else form(alert)
    return QCoreApplication.translate("alerts", found).format_map(shown_figures(alert))


def shown_figures(alert: Alert) -> dict[str, str]:
    """As they stand in a sentence."""
    figures: Figures = alert.figures
    shown = {name: _shown(name, value) for name, value in figures.items() if value not in (None, "")}
    for name in ("client", "provider", "model"):
        if name in figures and name not in shown:
            nameless = _NAMELESS.get(f"{alert.kind}/{name}") or _NAMELESS[name]
            shown[name] = QCoreApplication.translate("alerts", nameless)
    if {"calls", "failed"} <= figures.keys():
        shown["share"] = str(figures["failed"] * 100 // figures["calls"])
    if "scope" in figures:
        parts = figures["scope"]
        shown["scope"] = f" ({scope_words(BudgetScope(**parts))})" if parts != {} else ""
    return shown


def _shown(name: str, value: Any) -> str:
    if name.endswith("_usd"):
        return formats.usd(int(Decimal(value) * NUSD_PER_USD))
    return formats.count(value) if name == "over" else str(value)
