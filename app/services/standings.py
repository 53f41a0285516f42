"""What `status` says beside the health: of today, of prepaid accounts, of tools that point here."""

from typing import Any

from app.core.filters import CallFilter
from app.core.money import decimal_usd
from app.core.periods import parse_moment
from app.core.settings import Settings
from app.ledger import Reader
from app.platform.clock import now_us, zone
from app.platform.home import Home
from app.services import balances
from app.services.pointing import as_row, pointing_here


def standings(home: Home, settings: Settings, reader: Reader | None) -> dict[str, Any]:
    """As JSON can carry it; without a ledger nothing was called yet."""
    found: dict[str, Any] = {
        "today": {"calls": 0, "failed": 0, "unpriced": 0, "cost_usd": "0", "equivalent_usd": "0"},
        "balances": [],
        "connected": [as_row(connection) for connection in pointing_here(home)],
    }
    if reader is not None:
        at_us = now_us()
        since_us = parse_moment("today", zone(settings.text("general.time_zone")), at_us)
        today = reader.summary(CallFilter(since_us=since_us))
        found["today"] = {
            "calls": today.calls,
            "failed": today.failed,
            "unpriced": today.unpriced,
            "cost_usd": decimal_usd(today.cost_nusd),
            "equivalent_usd": decimal_usd(today.equivalent_nusd),
        }
        found["balances"] = [balance.as_row() for balance in balances.prepaid(reader, at_us)]
    return found
