"""What an alert says below its title, in the window's language: as `alert_titles` does it for titles."""

from collections.abc import Callable, Mapping
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from app.core.alerts import Alert
from app.core.amounts import UNITS
from app.core.budgets import Budget, BudgetScope
from app.ui import formats
from app.ui.alert_titles import Figures, made_anew, shown_figures
from app.ui.standings import period_words, scope_words
from app.ui.ways import in_window

_SPENT = str(QT_TRANSLATE_NOOP("alerts", "{spent} of {limit} {period} are spent ({scope})."))
_RAISE = str(QT_TRANSLATE_NOOP("alerts", "`tollgate budget raise` lets calls go on."))
_ALIKE = str(QT_TRANSLATE_NOOP("alerts", "{alike} calls in a row were alike, within {took} (model {model})."))
_FAST = str(QT_TRANSLATE_NOOP("alerts", "{minute_usd} were spent within a minute (model {model})."))
_STOPPED = str(
    QT_TRANSLATE_NOOP("alerts", "Its calls are refused. `tollgate client resume '{client}'` lets it go on.")
)
_GOES_ON = str(QT_TRANSLATE_NOOP("alerts", "Nothing was stopped."))
_FAILED = str(QT_TRANSLATE_NOOP("alerts", "{failed} of {calls} calls in the last {within} failed."))
_ONLY_FAILED = str(QT_TRANSLATE_NOOP("alerts", "The only call in the last {within} failed."))
_SLOW = str(
    QT_TRANSLATE_NOOP(
        "alerts",
        "95 % of its {calls} calls in the last {within} took up to {p95}; the rule is for more than {over}.",
    )
)
_ONLY_SLOW = str(
    QT_TRANSLATE_NOOP(
        "alerts", "Its only call in the last {within} took {p95}; the rule is for more than {over}."
    )
)
_UNPRICED_CALL = str(
    QT_TRANSLATE_NOOP(
        "alerts",
        "1 call to it at {provider} in the last day is in no total of cost. `tollgate price set` gives it a "
        "price.",
    )
)
_UNPRICED_CALLS = str(
    QT_TRANSLATE_NOOP(
        "alerts",
        "{calls} calls to it at {provider} in the last day are in no total of cost. `tollgate price set` "
        "gives it a price.",
    )
)
_USED_UP = str(QT_TRANSLATE_NOOP("alerts", "Calls will be refused when it is used up."))
_ANEW = str(QT_TRANSLATE_NOOP("alerts", "It starts anew at {resets}."))
_REFUSED = str(
    QT_TRANSLATE_NOOP(
        "alerts",
        "The key of {provider}/{account} was refused: `tollgate key set {provider} --account {account}`.",
    )
)
_NO_BACKUP = str(QT_TRANSLATE_NOOP("alerts", "There is none yet."))
_LAST_BACKUP = str(QT_TRANSLATE_NOOP("alerts", "The last good one is of {good}."))


def _of_runaway(figures: Figures) -> tuple[str, ...]:
    then = {True: _STOPPED, False: _GOES_ON}[figures["paused"]]
    return _ALIKE if figures["alike"] > 0 else _FAST, then


def _of_errors(figures: Figures) -> tuple[str, ...]:
    return (_ONLY_FAILED if figures["calls"] == 1 else _FAILED,)


def _of_latency(figures: Figures) -> tuple[str, ...]:
    return (_ONLY_SLOW if figures["calls"] == 1 else _SLOW,)


def _of_unpriced(figures: Figures) -> tuple[str, ...]:
    return (_UNPRICED_CALL if figures["calls"] == 1 else _UNPRICED_CALLS,)


def _of_quota(figures: Figures) -> tuple[str, ...]:
    return (_USED_UP,) if figures["resets_us"] is None else (_USED_UP, _ANEW)


def _of_backup(figures: Figures) -> tuple[str, ...]:
    trouble = ("{trouble}",) if figures["trouble"] != "" else ()
    return *trouble, _NO_BACKUP if figures["good_us"] is None else _LAST_BACKUP


Forms = tuple[str, ...] | Callable[[Figures], tuple[str, ...]]

FORMS: Mapping[str, Forms] = {  # sentences, one after the other
    "budget-threshold": (_SPENT,),
    "budget-blocked": (_SPENT, _RAISE),
    "daily-spend": (str(QT_TRANSLATE_NOOP("alerts", "It is {spent_usd} so far.")),),
    "hourly-tokens": (str(QT_TRANSLATE_NOOP("alerts", "{tokens} tokens in the last 60 minutes.")),),
    "call-cost": (
        str(
            QT_TRANSLATE_NOOP(
                "alerts", "{client} called {model} at {provider}; the rule is for more than {over_usd}."
            )
        ),
    ),
    "error-rate": _of_errors,
    "latency": _of_latency,
    "runaway": _of_runaway,
    "anomaly": (
        str(
            QT_TRANSLATE_NOOP(
                "alerts",
                "{spent_usd} in the last 60 minutes; in this hour of the week it is usually {usual_usd}, and "
                "up to {bound_usd} is ordinary.",
            )
        ),
    ),
    "low-balance": (
        str(
            QT_TRANSLATE_NOOP(
                "alerts",
                "The prepaid balance is below {under_usd}. `tollgate account top-up` notes what you pay in.",
            )
        ),
    ),
    "quota": _of_quota,
    "unpriced-model": _of_unpriced,
    "key-trouble": (_REFUSED,),
    "backup-failing": _of_backup,
}


def message_of(alert: Alert, zone: ZoneInfo) -> str:
    """Advice names the window's buttons, unless the sentence around it is of another language."""
    anew = made_anew(alert, partial(_message, zone=zone))
    if anew or QLocale().language() == QLocale.Language.English:
        return in_window(anew or alert.message)
    return alert.message


def _message(alert: Alert, zone: ZoneInfo) -> str:
    forms = FORMS[alert.kind]
    found = forms if isinstance(forms, tuple) else forms(alert.figures)
    shown = _shown(alert, zone)
    return " ".join(QCoreApplication.translate("alerts", form).format_map(shown) for form in found)


def _shown(alert: Alert, zone: ZoneInfo) -> dict[str, str]:
    figures, shown = alert.figures, shown_figures(alert)
    for name, value in figures.items():
        if value is None:
            continue
        if name.endswith("_ms"):
            shown[name.removesuffix("_ms")] = formats.span(_rounded_us(name, value))
        elif name.endswith("_us"):
            shown[name.removesuffix("_us")] = formats.moment_of(value, zone)
        elif name in {"tokens", "calls", "failed", "alike"}:
            shown[name] = formats.count(value)
    if "limit" in figures:
        unit = UNITS[UNITS.index(figures["unit"])]
        for name in ("spent", "limit"):
            shown[name] = formats.amount(int(figures[name]), unit)
        shown["period"] = period_words(
            Budget(figures["budget"], 1, period=figures["period"], hours=figures["hours"])
        )
        shown["scope"] = scope_words(BudgetScope(**figures["scope"]))
    return shown


def _rounded_us(name: str, value_ms: int) -> int:
    """What was measured to a tenth of a second; what was chosen as it is."""
    return (value_ms // 100 * 100 or value_ms) * 1000 if name == "p95_ms" else value_ms * 1000
