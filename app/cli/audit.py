"""`tollgate audit`: who changed what."""

import argparse
import json
from dataclasses import asdict

from app.cli.frame import DONE, MANY, Command, Context, whole_number
from app.core.errors import UsageError
from app.core.periods import parse_moment
from app.core.records import iso_utc
from app.ledger import auditing, reading
from app.platform.clock import now_us, zone
from app.platform.settings_file import load

_SHOWN = 50


def run_audit(context: Context) -> int:
    a = context.args
    local = zone(load(context.home.settings).text("general.time_zone"))
    try:
        since_us = parse_moment(a.since, local, now_us()) if a.since else None
    except ValueError as error:
        raise UsageError(f"{error}.") from None
    limit = a.limit or (None if context.out.as_json else _SHOWN)
    with reading(context.home.ledger) as reader:
        found = [] if reader is None else auditing.entries(reader, since_us, limit)
    if context.out.as_json:
        for entry in found:
            row = asdict(entry)
            context.out.line(json.dumps({"at": iso_utc(row.pop("at_us")), **row}, ensure_ascii=False))
        return DONE
    context.out.table(
        ("when", "by", "act", "subject", "before", "after"),
        [
            (iso_utc(e.at_us)[:19], e.actor, e.act, e.subject, _short(e.before), _short(e.after))
            for e in found
        ],
    )
    return DONE


def _short(value: object) -> str:
    text = "" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _audit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="WHEN", help="a date, a time, or 7d, 24h, today, yesterday")
    parser.add_argument("--limit", type=whole_number(1, MANY), metavar="N", help="at most N, newest first")


AUDIT = Command("audit", "who changed what, and what was so before", run_audit, _audit)
