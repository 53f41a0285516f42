"""Advice is written for the terminal; in the window it names the button that does the same."""

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

tr = QCoreApplication.translate

_WAYS: Mapping[str, Callable[[], tuple[str, str]]] = {  # of commands: the button, and its page
    "budget raise": lambda: (tr("BudgetCard", "Raise…"), tr("pages", "Budgets")),
    "client resume": lambda: (tr("AlertView", "Resume"), tr("pages", "Alerts")),
    "account top-up": lambda: (tr("AccountCard", "Top up…"), tr("pages", "Providers")),
    "price list": lambda: (tr("PricesPage", "Your own"), tr("pages", "Prices")),
    "price set": lambda: (tr("PricesPage", "Set a price…"), tr("pages", "Prices")),
    "key set": lambda: (tr("AccountCard", "Add a key"), tr("pages", "Providers")),
    "key unlock": lambda: (tr("HealthPage", "Unlock…"), tr("pages", "Health")),
    "settings set keys.store": lambda: (tr("settings", "Keep new keys in"), tr("pages", "Settings")),
}
_COMMAND = re.compile(rf"`tollgate ({'|'.join(map(re.escape, _WAYS))})\b[^`]*`")


def in_window(text: str) -> str:
    """Commands that the window has no button for stay."""

    def way(found: re.Match[str]) -> str:
        button, page = _WAYS[found[1]]()
        return tr("ways", "“{button}” on the page {page}").format(button=button, page=page)

    return _COMMAND.sub(way, text)
