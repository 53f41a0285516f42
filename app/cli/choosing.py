"""The options by which commands choose calls."""

import argparse
import re
from zoneinfo import ZoneInfo

from app.cli.frame import Context
from app.core.errors import AppError, UsageError
from app.core.filters import CallFilter
from app.core.periods import parse_moment
from app.platform.clock import now_us, zone
from app.platform.settings_file import load

_CODE = re.compile("[1-9]([0-9]{2}|xx)", re.IGNORECASE)


def chosen_calls(context: Context) -> tuple[CallFilter, ZoneInfo]:
    """The filter and the zone that the options say."""
    a = context.args
    local = _zone(a.zone) if a.zone else zone(load(context.home.settings).text("general.time_zone"))
    try:
        since_us = parse_moment(a.since, local, now_us()) if a.since else None
        until_us = parse_moment(a.until, local, now_us()) if a.until else None
    except ValueError as error:
        raise UsageError(f"{error}.") from None
    names = ("provider", "account", "model", "client", "project", "session", "wire", "tag", "status")
    picked = {name: tuple(getattr(a, name) or ()) for name in names}
    return CallFilter(since_us=since_us, until_us=until_us, text=a.search or "", **picked), local


def _zone(name: str) -> ZoneInfo:
    try:
        return zone(name)
    except AppError as error:
        raise UsageError(error.message, error.hint) from None


def filter_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="WHEN", help="a date, a time, or 7d, 24h, today, yesterday")
    parser.add_argument("--until", metavar="WHEN", help="the same; not included")
    parser.add_argument("--zone", metavar="Z", help="an IANA time zone; else the setting general.time_zone")
    for name in ("provider", "account", "model", "client", "project", "session", "wire", "tag"):
        parser.add_argument(
            f"--{name}", action="append", metavar="NAME", help=f"only this {name}; may be repeated"
        )
    parser.add_argument(
        "--status", action="append", type=_status, metavar="S", help="ok, failed, a code, or 4xx, 5xx"
    )
    parser.add_argument("--search", metavar="TEXT", help="in models, paths, errors, ids and names")


def _status(text: str) -> str:
    if text not in {"", "ok", "failed"} and not _CODE.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is no status; write ok, failed, a code such as 429, or a class such as 4xx"
        )
    return text
