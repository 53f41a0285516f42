"""`tollgate status`: running or not, today's spend, health."""

import argparse
from typing import Any

from app import __version__
from app.cli.frame import DONE, FOUND, Command, Context
from app.cli.running import health
from app.core.filters import CallFilter
from app.core.money import decimal_usd
from app.core.periods import parse_moment
from app.ledger import Reader
from app.platform.clock import now_us, zone
from app.platform.instance import running
from app.platform.settings_file import load


def run_status(context: Context) -> int:
    instance = running(context.home)
    document: dict[str, Any] = {
        "version": __version__,
        "home": str(context.home.root),
        "running": instance is not None,
        "pid": instance.pid if instance else None,
        "kind": instance.kind if instance else None,
        "url": instance.url if instance else None,
        "today": _today(context),
        "health": health(context.home) or {"ok": True, "problems": []},
    }
    context.out.document(document)
    if not context.out.as_json:
        today = document["today"]
        where = f"listens at {instance.url}" if instance and instance.url else "does not listen"
        context.out.line(
            f"Tollgate {where}" + (f" (process {instance.pid}, {instance.kind})." if instance else ".")
        )
        context.out.line(
            f"Today: ${today['cost_usd']} in {today['calls']} calls, {today['unpriced']} unpriced."
        )
        for problem in document["health"]["problems"]:
            context.out.line(f"Problem: {problem}")
    return FOUND if context.args.check and not document["health"]["ok"] else DONE


def _today(context: Context) -> dict[str, Any]:
    local = zone(load(context.home.settings).text("general.time_zone"))
    if not context.home.ledger.exists():
        return {"calls": 0, "failed": 0, "unpriced": 0, "cost_usd": decimal_usd(0)}
    reader = Reader(context.home.ledger)
    try:
        since_us = parse_moment("today", local, now_us())
        totals = reader.summary(CallFilter(since_us=since_us))
    finally:
        reader.close()
    return {
        "calls": totals.calls,
        "failed": totals.failed,
        "unpriced": totals.unpriced,
        "cost_usd": decimal_usd(totals.cost_nusd),
    }


def _arrange(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="exit 3 when something is unhealthy")


STATUS = Command("status", "running or not, today's spend, health", run_status, _arrange)
