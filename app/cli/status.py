"""`tollgate status`: running or not, today's spend, budgets, health.

Scripts ask it often. What runs is asked; only where nothing does, the ledger is opened, whose parts take most
of the time to be imported.
"""

import argparse
from typing import Any

from app import __version__
from app.cli.frame import DONE, FOUND, Command, Context
from app.cli.running import health
from app.core.money import nusd_from_usd, show_usd
from app.platform.instance import running, told


def run_status(context: Context) -> int:
    instance = running(context.home)
    told_health: dict[str, Any] | None = health(context.home)
    if told_health is None or "today" not in told_health:  # it may be an older one that runs
        from app.cli.resting import at_rest

        told_health = at_rest(context) | (told_health or {})
    today, left = told_health.pop("today"), told_health.pop("balances")
    document: dict[str, Any] = {
        "version": __version__,
        "home": str(context.home.root),
        "running": instance is not None,
        "pid": instance.pid if instance else None,
        "kind": instance.kind if instance else None,
        "url": instance.url if instance else None,
        "today": today,
        "budgets": told_health.pop("budgets", []),
        "alerts": told_health.pop("alerts", 0),
        "balances": left,
        "connected": told_health.pop("connected"),
        "health": told_health,
    }
    context.out.document(document)
    if not context.out.as_json:
        context.out.line(f"Tollgate {told(instance)}.")
        cost = show_usd(nusd_from_usd(today["cost_usd"]))
        context.out.line(
            f"Today: {cost}, {today['calls']} calls ({today['failed']} failed, {today['unpriced']} unpriced)."
        )
        worth_nusd = nusd_from_usd(today["equivalent_usd"])
        if worth_nusd:
            worth = show_usd(worth_nusd)
            context.out.line(f"Covered by subscriptions: what would have cost {worth} by the API.")
        if document["budgets"]:
            from app.cli.budgets import in_words

            for row in document["budgets"]:
                context.out.line(f"Budget {in_words(row)}.")
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


def _arrange(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="exit 3 when a budget is over or something is unhealthy"
    )


STATUS = Command("status", "running or not, today's spend, budgets, health", run_status, _arrange)
