"""`tollgate calls` and `tollgate report`: what was recorded."""

import argparse
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from app.cli.explaining import run_show, show_options
from app.cli.frame import DONE, Command, Context
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.money import show_usd
from app.core.periods import parse_moment
from app.core.records import as_record
from app.core.rollups import Totals
from app.ledger import Reader, ReportRow, is_there
from app.platform.clock import now_us, zone
from app.platform.settings_file import load

GROUPS = ("model", "provider", "client", "project", "account", "session", "status", "hour", "day", "month")
_PAGE = 500
_SHOWN = 50


def run_calls(context: Context) -> int:
    chosen, local = chosen_calls(context)
    limit: int | None = context.args.limit
    if limit is None and not context.out.as_json:
        limit = _SHOWN
    if not is_there(context.home.ledger):
        return DONE  # nothing was ever recorded
    reader = Reader(context.home.ledger)
    try:
        if context.out.as_json:
            for call in reader.each_call(chosen, limit):
                context.out.line(json.dumps(as_record(call), ensure_ascii=False))
            return DONE
        context.out.table(
            ("when", "provider", "model", "status", "in", "cached", "out", "cost", "ms", "id"),
            [
                _shown(as_record(call), call.cost_nusd, call.started_us, local)
                for call in reader.each_call(chosen, limit)
            ],
            right=("in", "cached", "out", "cost", "ms"),
        )
    finally:
        reader.close()
    return DONE


def _shown(r: dict[str, Any], cost_nusd: int | None, started_us: int, local: ZoneInfo) -> tuple[Any, ...]:
    from datetime import datetime

    when = datetime.fromtimestamp(started_us / 1_000_000, local).strftime("%Y-%m-%d %H:%M:%S")
    cost = "unpriced" if cost_nusd is None else show_usd(cost_nusd)
    status = r["status"] if r["ok"] else f"{r['status'] or ''} {r['error_type'] or 'failed'}".strip()
    output = None if r["output_tokens"] is None else r["output_tokens"] + (r["reasoning_tokens"] or 0)
    return (
        when, r["provider"], r["model"], status, r["input_tokens"], r["cache_read_tokens"], output, cost,
        round(r["latency_ms"]), r["id"],
    )  # fmt: skip


def run_report(context: Context) -> int:
    chosen, local = chosen_calls(context)
    by = tuple(filter(None, (context.args.by or "").split(",")))
    for group in by:
        if group not in GROUPS:
            raise AppError(f"A report has no group {group!r}.", f"There are: {', '.join(GROUPS)}.")
    rows: list[ReportRow] = []
    if is_there(context.home.ledger):
        reader = Reader(context.home.ledger)
        try:
            rows = reader.report(chosen, by, local)
        finally:
            reader.close()
    context.out.document([row.as_record() for row in rows])
    if not context.out.as_json:
        context.out.table(
            (*by, "calls", "failed", "in", "cached", "out", "cost", "unpriced"),
            [(*(row.keys[group] or "-" for group in by), *_sums(row.totals)) for row in rows],
            right=("calls", "failed", "in", "cached", "out", "cost", "unpriced"),
        )
    return DONE


def _sums(t: Totals) -> tuple[Any, ...]:
    output = t.output_tokens + t.reasoning_tokens
    cost = show_usd(t.cost_nusd)
    return (t.calls, t.failed, t.input_tokens, t.cache_read_tokens, output, cost, t.unpriced or "")


def chosen_calls(context: Context) -> tuple[CallFilter, ZoneInfo]:
    """The filter and the zone that the options say."""
    a = context.args
    local = zone(a.zone or load(context.home.settings).text("general.time_zone"))
    try:
        since_us = parse_moment(a.since, local, now_us()) if a.since else None
        until_us = parse_moment(a.until, local, now_us()) if a.until else None
    except ValueError as error:
        raise AppError(str(error)) from None
    names = ("provider", "account", "model", "client", "project", "session", "wire", "tag", "status")
    picked = {name: tuple(getattr(a, name) or ()) for name in names}
    return CallFilter(since_us=since_us, until_us=until_us, text=a.search or "", **picked), local


def filter_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="WHEN", help="a date, a time, or 7d, 24h, today, yesterday")
    parser.add_argument("--until", metavar="WHEN", help="the same; not included")
    parser.add_argument("--zone", metavar="Z", help="an IANA time zone; else the setting general.time_zone")
    for name in ("provider", "account", "model", "client", "project", "session", "wire", "tag"):
        parser.add_argument(
            f"--{name}", action="append", metavar="NAME", help=f"only this {name}; may be repeated"
        )
    parser.add_argument("--status", action="append", metavar="S", help="ok, failed, a code, or 4xx, 5xx")
    parser.add_argument("--search", metavar="TEXT", help="in models, paths, errors, ids and names")


def _calls(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument(
        "--limit", type=_positive, metavar="N", help=f"at most N; {_SHOWN} for a person, all with --json"
    )


def _report(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument("--by", metavar="GROUP[,GROUP]", help=", ".join(GROUPS))


def _positive(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,17}", text):
        raise argparse.ArgumentTypeError(f"this takes a whole number above 0, not {text[:40]!r}")
    return int(text)


CALLS = Command(
    "calls",
    "calls, newest first",
    run_calls,
    _calls,
    parts=(Command("show", "one call, and its cost line by line", run_show, show_options),),
)
REPORT = Command("report", "totals", run_report, _report)
