"""The title of an alert in the window's language, made anew from the figures that it keeps.

Alerts are told and kept in English. Where nothing is translated, or a figure is not there, that stays.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.core.alerts import Alert
from app.core.budgets import BudgetScope
from app.core.money import NUSD_PER_USD
from app.ui import formats
from app.ui.standings import scope_words

Figures = Mapping[str, Any]
Form = str | Callable[[Alert], str]


def _of_runaway(alert: Alert) -> str:
    return _LOOPS if alert.figures["alike"] else _SPENDS


def _of_quota(alert: Alert) -> str:
    return _ACCOUNT_QUOTA if alert.figures["account"] else _QUOTA


def _of_keys(alert: Alert) -> str:
    return _NO_KEYS if alert.what == "keys" else _REFUSED_KEY


def _of_backup(alert: Alert) -> str:
    return _BACKUP_FAILED if alert.figures["failed"] else _BACKUP_LATE


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


def title_of(alert: Alert) -> str:
    form = form_of(alert)
    said = QCoreApplication.translate("alerts", form) if form else form
    return alert.title if said == form else said.format_map(shown_figures(alert))


def form_of(alert: Alert) -> str:
    """Empty where the alert does not keep what its title says: names that nobody gave, and old alerts."""
    form = FORMS.get(alert.kind, "")
    try:
        found = form if isinstance(form, str) else form(alert)
        found.format_map(shown_figures(alert))
    except KeyError:
        return ""
    return found


def shown_figures(alert: Alert) -> dict[str, str]:
    """As they stand in a sentence; without those that nobody gave."""
    figures: Figures = alert.figures
    shown = {name: _shown(name, value) for name, value in figures.items() if value not in (None, "")}
    if figures.get("calls") and "failed" in figures:
        shown["share"] = str(figures["failed"] * 100 // figures["calls"])
    if "scope" in figures:
        parts = figures["scope"]
        shown["scope"] = f" ({scope_words(BudgetScope(**parts))})" if parts else ""
    return shown


def _shown(name: str, value: Any) -> str:
    if name.endswith("_usd"):
        return formats.usd(int(Decimal(value) * NUSD_PER_USD))
    return formats.count(value) if name == "over" else str(value)
