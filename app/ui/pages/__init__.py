"""The pages, in the order of the side bar."""

from app.ui.pages import budgets, calls, clients, health, overview, prices, providers, settings, trends
from app.ui.pages.page import PageSpec

PAGES: tuple[PageSpec, ...] = (
    overview.PAGE,
    trends.PAGE,
    calls.PAGE,
    budgets.PAGE,
    providers.PAGE,
    clients.PAGE,
    prices.PAGE,
    health.PAGE,
    settings.PAGE,
)
