"""`tollgate status`: running or not, today's spend, budgets, health."""

import argparse
from typing import Any

from app import __version__
from app.cli import budgets
from app.cli.frame import DONE, FOUND, Command, Context
from app.cli.running import health
from app.core.filters import CallFilter
from app.core.money import decimal_usd, show_usd
from app.core.periods import parse_moment
from app.core.rollups import Totals
from app.ledger import reading
from app.ledger.alerts import pauses, unacknowledged
from app.platform.clock import now_us, zone
from app.platform.instance import running, told
from app.platform.settings_file import load
from app.services import balances
from app.services.caretaker import troubles
from app.services.pointing import as_row, pointing_here


def run_status(context: Context) -> int:
    instance = running(context.home)
    today, resting, left = _kept(context)
    told_health = health(context.home) or resting
    document: dict[str, Any] = {
        "version": __version__,
        "home": str(context.home.root),
        "running": instance is not None,
        "pid": instance.pid if instance else None,
        "kind": instance.kind if instance else None,
        "url": instance.url if instance else None,
        "today": {
            "calls": today.calls,
            "failed": today.failed,
            "unpriced": today.unpriced,
            "cost_usd": decimal_usd(today.cost_nusd),
            "equivalent_usd": decimal_usd(today.equivalent_nusd),
        },
        "budgets": told_health.pop("budgets", []),
        "alerts": told_health.pop("alerts", 0),
        "balances": left,
        "connected": [as_row(connection) for connection in pointing_here(context.home)],
        "health": told_health,
    }
    context.out.document(document)
    if not context.out.as_json:
        context.out.line(f"Tollgate {told(instance)}.")
        cost = show_usd(today.cost_nusd)
        context.out.line(
            f"Today: {cost}, {today.calls} calls ({today.failed} failed, {today.unpriced} unpriced)."
        )
        if today.equivalent_nusd:
            worth = show_usd(today.equivalent_nusd)
            context.out.line(f"Covered by subscriptions: what would have cost {worth} by the API.")
        for row in document["budgets"]:
            context.out.line(f"Budget {budgets.in_words(row)}.")
        if document["alerts"]:
            plural = "" if document["alerts"] == 1 else "s"
            context.out.line(f"{document['alerts']} alert{plural} to see: tollgate alert history --new")
        for client in document["health"].get("paused_clients", ()):
            context.out.line(f"Paused: {client}; `tollgate client resume` lets it go on.")
        if left:
            from app.cli.accounts import balance_in_words

            for row in left:
                context.out.line(balance_in_words(row))
        for quota in document["health"].get("quotas", ()):
            context.out.line(_allowance(quota))
        for account in document["health"].get("accounts", ()):
            if account["last_error"]:
                context.out.line(_resting(account))
        if document["connected"]:
            context.out.line(f"Connected: {', '.join(row['name'] for row in document['connected'])}.")
        for problem in document["health"]["problems"]:
            context.out.line(f"Problem: {problem}")
    sound = document["health"]["ok"] and not any(row["over"] for row in document["budgets"])
    return DONE if sound or not context.args.check else FOUND


def _allowance(quota: dict[str, Any]) -> str:
    name = quota["provider"] + (f" ({quota['account']})" if quota["account"] else "")
    windows = [f"{w['name']} {w['used_share']:.0%}" for w in quota["windows"] if w["used_share"] is not None]
    return f"Allowance at {name} used: {', '.join(windows) or quota['status'] or 'not told'}."


def _resting(account: dict[str, Any]) -> str:
    until = f" until {account['resting_until']}" if account["resting_until"] else ", and is tried again"
    return f"Account {account['provider']}/{account['account']} rests{until}: {account['last_error']}."


def _kept(context: Context) -> tuple[Totals, dict[str, Any], list[dict[str, Any]]]:
    """What the ledger says: of today, of its own health, which is all there is while nothing runs, and of
    what is left on prepaid accounts."""
    local = zone(load(context.home.settings).text("general.time_zone"))
    with reading(context.home.ledger) as reader:
        if reader is None:
            return Totals(), {"ok": True, "problems": [], "budgets": []}, []
        today = reader.summary(CallFilter(since_us=parse_moment("today", local, now_us())))
        found = reader.condition()
        left = [balance.as_row() for balance in balances.prepaid(reader, now_us())]
        stands = budgets.resting(context, reader)
        alerts, paused = unacknowledged(reader), sorted(pauses(reader))
    problems = troubles(found.runs)
    return today, {
        "ok": not problems, "problems": problems, "ledger": found.as_record(), "budgets": stands,
        "alerts": alerts, "paused_clients": paused,
    }, left  # fmt: skip


def _arrange(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="exit 3 when a budget is over or something is unhealthy"
    )


STATUS = Command("status", "running or not, today's spend, budgets, health", run_status, _arrange)
