"""`tollgate calls` and `tollgate report`: what was recorded."""

import argparse
import json
from typing import Any
from zoneinfo import ZoneInfo

from app.cli.choosing import chosen_calls, filter_options
from app.cli.explaining import run_show, short_cost, show_options
from app.cli.frame import DONE, MANY, Command, Context, whole_number
from app.cli.projects import RETAG
from app.cli.report_files import page_options, write_page
from app.core.filters import CallFilter
from app.core.money import show_usd
from app.core.records import as_record
from app.core.rollups import Totals
from app.ledger import ReportRow, reading

GROUPS = ("model", "provider", "client", "project", "account", "session", "status", "hour", "day", "month")
_SHOWN = 50


def run_calls(context: Context) -> int:
    chosen, local = chosen_calls(context)
    limit: int | None = context.args.limit
    if limit is None and not context.out.as_json:
        limit = _SHOWN
    with reading(context.home.ledger) as reader:
        found = reader.each_call(chosen, limit) if reader else iter(())
        if context.out.as_json:
            for call in found:
                context.out.line(json.dumps(as_record(call), ensure_ascii=False))
            return DONE
        rows = [_shown(as_record(call), short_cost(call), call.started_us, local) for call in found]
    if not rows:
        context.out.note(_none(chosen))
        return DONE
    context.out.table(
        ("when", "provider", "model", "status", "in", "cached", "out", "cost", "ms", "id"),
        rows,
        right=("in", "cached", "out", "cost", "ms"),
    )
    return DONE


def _none(chosen: CallFilter) -> str:
    return "No calls." if chosen == CallFilter() else "No calls are like that."


def _shown(r: dict[str, Any], cost: str, started_us: int, local: ZoneInfo) -> tuple[Any, ...]:
    from datetime import datetime

    when = datetime.fromtimestamp(started_us / 1_000_000, local).strftime("%Y-%m-%d %H:%M:%S")
    status = r["status"] if r["ok"] else f"{r['status'] or ''} {r['error_type'] or 'failed'}".strip()
    output = None if r["output_tokens"] is None else r["output_tokens"] + (r["reasoning_tokens"] or 0)
    return (
        when, r["provider"], r["model"], status, r["input_tokens"], r["cache_read_tokens"], output, cost,
        round(r["latency_ms"]), r["id"],
    )  # fmt: skip


def run_report(context: Context) -> int:
    chosen, local = chosen_calls(context)
    by: tuple[str, ...] = context.args.by
    if context.args.html is not None:
        return write_page(context, chosen, local, by)
    with reading(context.home.ledger) as reader:
        rows: list[ReportRow] = reader.report(chosen, by, local) if reader else []
    context.out.document([row.as_record() for row in rows])
    if not rows and not context.out.as_json:
        context.out.note(_none(chosen))
    elif not context.out.as_json:
        columns = ("calls", "failed", "in", "cached", "out", "cost", "unpriced")
        sums = [_sums(row.totals) for row in rows]
        if any(row.totals.equivalent_nusd for row in rows):  # told apart: it is not paid
            columns += ("covered",)
            sums = [(*of, _covered(row.totals)) for of, row in zip(sums, rows, strict=True)]
        keys = [[row.keys[group] or "-" for group in by] for row in rows]
        shown = [(*key, *of) for key, of in zip(keys, sums, strict=True)]
        context.out.table((*by, *columns), shown, right=columns)
    return DONE


def _sums(t: Totals) -> tuple[Any, ...]:
    output = t.output_tokens + t.reasoning_tokens
    cost = show_usd(t.cost_nusd)
    return (t.calls, t.failed, t.input_tokens, t.cache_read_tokens, output, cost, t.unpriced or "")


def _covered(t: Totals) -> str:
    return show_usd(t.equivalent_nusd) if t.equivalent_nusd else ""


def _calls(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument(
        "--limit",
        type=whole_number(1, MANY),
        metavar="N",
        help=f"at most N; {_SHOWN} for a person, all with --json",
    )


def _report(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument("--by", type=_groups, default=(), metavar="GROUP[,GROUP]", help=", ".join(GROUPS))
    page_options(parser)


def _groups(text: str) -> tuple[str, ...]:
    """Each once, in the order in which they were named."""
    by = tuple(dict.fromkeys(filter(None, text.split(","))))
    for group in by:
        if group not in GROUPS:
            raise argparse.ArgumentTypeError(
                f"there is no group {group[:40]!r}; there are {', '.join(GROUPS)}"
            )
    return by


CALLS = Command(
    "calls",
    "calls, newest first",
    run_calls,
    _calls,
    parts=(Command("show", "one call, and its cost line by line", run_show, show_options), RETAG),
)
REPORT = Command("report", "totals", run_report, _report)
