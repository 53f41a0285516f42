"""What the ledger alone says, while nothing runs that could be asked."""

from typing import Any

from app.cli import budgets
from app.cli.frame import Context
from app.ledger import reading
from app.ledger.attention import pauses, unacknowledged
from app.platform.settings_file import load
from app.services.standings import standings


def at_rest(context: Context) -> dict[str, Any]:
    """As the running Tollgate would answer, but for what only that knows."""
    settings = load(context.home.settings)
    with reading(context.home.ledger) as reader:
        kept = standings(context.home, settings, reader)
        if reader is None:
            return kept | {"ok": True, "problems": [], "budgets": []}
        found = reader.condition()
        problems = found.troubles
        return kept | {
            "ok": not problems,
            "problems": problems,
            "ledger": found.as_record(),
            "budgets": budgets.resting(context, reader),
            "alerts": unacknowledged(reader),
            "paused_clients": sorted(pauses(reader)),
        }
