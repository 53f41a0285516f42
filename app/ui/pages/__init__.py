"""The pages, in the order of the side bar. Each is a module of that name, loaded when it is opened."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.ui.pages.page import PageSpec

PAGES: tuple[PageSpec, ...] = (
    PageSpec("overview", str(QT_TRANSLATE_NOOP("pages", "Overview")), "overview"),
    PageSpec("trends", str(QT_TRANSLATE_NOOP("pages", "Trends")), "trends"),
    PageSpec("calls", str(QT_TRANSLATE_NOOP("pages", "Calls")), "calls"),
    PageSpec("budgets", str(QT_TRANSLATE_NOOP("pages", "Budgets")), "budgets", uses_range=False),
    PageSpec("providers", str(QT_TRANSLATE_NOOP("pages", "Providers")), "providers"),
    PageSpec("clients", str(QT_TRANSLATE_NOOP("pages", "Clients")), "clients"),
    PageSpec("prices", str(QT_TRANSLATE_NOOP("pages", "Prices")), "prices", uses_range=False),
    PageSpec("alerts", str(QT_TRANSLATE_NOOP("pages", "Alerts")), "bell", uses_range=False),
    PageSpec("health", str(QT_TRANSLATE_NOOP("pages", "Health")), "health", uses_range=False),
    PageSpec("settings", str(QT_TRANSLATE_NOOP("pages", "Settings")), "settings", uses_range=False),
)
