"""`tollgate budget`: how much may be spent, and how each budget stands."""

import argparse
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from app.cli.frame import DONE, Command, Context, compact
from app.cli.running import health, operate
from app.core.amounts import Unit, read_amount, show_amount
from app.core.budgets import ACTIONS, UNPRICED, read_period, read_thresholds
from app.core.errors import AppError, BudgetError
from app.core.periods import local, parse_moment
from app.core.records import iso_utc
from app.ledger import Reader, reading
from app.ledger.budgets import BudgetEvent, events_of
from app.platform.clock import now_us, zone
from app.platform.settings_file import load
from app.services.outlook import as_record, forecast_of, forecast_record, standing
from app.services.providers import known_providers

_EVENT_WORDS = {
    "blocked": "stopped a call; others of the period are not listed",
    "let-through": "let a call through beyond the limit",
    "unpriced": "met a call whose price nobody knows",
}


def run_list(context: Context) -> int:
    found = stands(context)
    context.out.document(found)
    if not context.out.as_json:
        if not found:
            context.out.line(
                "No budget yet. Make one: tollgate budget add monthly --limit 20usd --period month"
            )
            return DONE
        context.out.table(
            ("budget", "for", "limit", "spent", "held", "left", "%", "starts anew", ""),
            [_cells(context, row) for row in found],
            right=("limit", "spent", "held", "left", "%"),
        )
    return DONE


def run_show(context: Context) -> int:
    found = [row for row in stands(context) if row["name"] == context.args.name]
    if not found:
        raise BudgetError(f"There is no budget {context.args.name!r}.", "`tollgate budget list` shows them.")
    events: list[BudgetEvent] = []
    projected = None
    with reading(context.home.ledger) as reader:
        if reader is not None:
            events = events_of(reader, context.args.name)
            projected = _projected(context, reader, context.args.name)
    unit: Unit = found[0]["unit"]
    document = found[0] | {"projected": projected, "events": [_event_row(event) for event in events]}
    context.out.document(document, "\n".join(f"{key}: {value}" for key, value in found[0].items()))
    if not context.out.as_json:
        wall = zone(found[0]["zone"])
        if projected is not None:
            context.out.line(_foreseen(projected, unit, wall))
        for event in events:
            what = f"{event.percent} % reached" if event.kind == "threshold" else _EVENT_WORDS[event.kind]
            spent, limit = show_amount(event.spent, unit), show_amount(event.amount, unit)
            context.out.line(f"{local(event.at_us, wall):%Y-%m-%d %H:%M}  {what} ({spent} of {limit})")
    return DONE


def stands(context: Context) -> list[dict[str, Any]]:
    """From the program that runs, which knows what is held; else from the ledger."""
    told = health(context.home)
    if told is not None and "budgets" in told:
        return told["budgets"]
    with reading(context.home.ledger) as reader:
        return [] if reader is None else resting(context, reader)


def resting(context: Context, reader: Reader) -> list[dict[str, Any]]:
    """How all budgets stand while nothing runs."""
    at_us = now_us()
    return [as_record(t, at_us) for t in standing(reader, _local(context), at_us)]


def _local(context: Context) -> list[str]:
    return [p.id for p in known_providers(context.home.ledger).values() if p.local]


def in_words(row: dict[str, Any]) -> str:
    """One budget in a line."""
    state = "paused" if row["paused"] else "used up" if row["over"] else f"{_shown(row, 'left')} left"
    return f"{row['name']}: {_shown(row, 'spent')} of {_shown(row, 'limit')} / {row['period']}, {state}"


def _projected(context: Context, reader: Reader, name: str) -> dict[str, Any] | None:
    at_us, local_ids = now_us(), _local(context)
    for tally in standing(reader, local_ids, at_us):
        if tally.budget.name == name:
            return forecast_record(tally, forecast_of(reader, tally, local_ids, at_us))
    return None


def _foreseen(projected: dict[str, Any], unit: Unit, wall: ZoneInfo) -> str:
    likely, low, high = (_amount(projected[name], unit) for name in ("likely", "low", "high"))
    said = f"projected: {likely} at the end of the period, between {low} and {high} ({projected['sureness']})"
    if projected["runs_out_at"] is None:
        return said
    return f"{said}; used up on {local(_us(projected['runs_out_at']), wall):%A %Y-%m-%d %H:%M}"


def _cells(context: Context, row: dict[str, Any]) -> tuple[Any, ...]:
    wall = zone(load(context.home.settings).text("general.time_zone"))
    parts = (
        f"{name} {row[name]}" for name in ("project", "client", "provider", "account", "model") if row[name]
    )
    resets = row["resets_at"]
    state = (
        "paused"
        if row["paused"]
        else "over"
        if row["over"]
        else "warns only"
        if row["action"] == "warn"
        else ""
    )
    return (
        row["name"],
        ", ".join(parts) or "everything",
        f"{_shown(row, 'limit')} / {row['period']}",
        _shown(row, "spent"),
        _shown(row, "held"),
        _shown(row, "left"),
        row["percent"],
        None if resets is None else f"{local(_us(resets), wall):%Y-%m-%d %H:%M}",
        state,
    )


def _shown(row: dict[str, Any], name: str) -> str:
    return _amount(row[name], row["unit"])


def _amount(plain: str | int, unit: Unit) -> str:
    return show_amount(read_amount(f"{plain}{unit}")[0], unit)


def _us(moment: str) -> int:
    return parse_moment(moment, zone("UTC"), 0)


def _event_row(event: BudgetEvent) -> dict[str, Any]:
    return {
        "at": iso_utc(event.at_us), "kind": event.kind, "percent": event.percent,
        "spent": event.spent, "limit": event.amount, "call": event.call_id,
    }  # fmt: skip


# ---- acts -----------------------------------------------------------------------------------------


def _act(operation: str, say: Callable[[dict[str, Any]], str], *names: str) -> Callable[[Context], int]:
    def run(context: Context) -> int:
        given = compact({name: getattr(context.args, name) for name in ("name", *names)})
        row = operate(context.home, operation, given)
        context.out.document(row, say(row))
        return DONE

    return run


def _pause(*, paused: bool) -> Callable[[Context], int]:
    def run(context: Context) -> int:
        row = operate(context.home, "budget.pause", {"name": context.args.name, "paused": paused})
        context.out.document(
            row, f"{row['name']} {'stops nothing until it is resumed' if paused else 'is at work'}."
        )
        return DONE

    return run


def _say_budget(row: dict[str, Any]) -> str:
    limit, spent = _shown(row, "limit"), _shown(row, "spent")
    return f"{row['name']}: {limit} / {row['period']}, {spent} of it spent ({row['zone']})."


def _say_raise(row: dict[str, Any]) -> str:
    until = f" until {row['until']}" if row["until"] else ""
    return f"{row['name']} is raised by {_shown(row, 'by')}{until}; its limit is now {_shown(row, 'limit')}."


def _read(reader: Callable[[str], Any]) -> Callable[[str], str]:
    """The words themselves, once they were found to make sense."""

    def read(text: str) -> str:
        try:
            reader(text)
        except AppError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        return text

    return read


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


_DETAILS = (
    "limit", "period", "project", "client", "provider", "account", "model", "zone", "action", "unpriced",
    "thresholds",
)  # fmt: skip


def _details(*, fresh: bool) -> Callable[[argparse.ArgumentParser], None]:
    def arrange(parser: argparse.ArgumentParser) -> None:
        _name(parser)
        add = parser.add_argument
        add(
            "--limit",
            type=_read(read_amount),
            metavar="AMOUNT",
            required=fresh,
            help="20usd, 500ktokens, 100calls",
        )
        add(
            "--period",
            type=_read(read_period),
            metavar="P",
            help="day, week, month (the default), total, or hours that roll: 5h",
        )
        for what in ("project", "client", "provider", "account"):
            add(f"--{what}", help=f"only calls of this {what}")
        add("--model", metavar="PATTERN", help="only calls to these models, such as 'gpt-*'")
        add(
            "--zone",
            type=_read(zone),
            metavar="Z",
            help="whose wall clock its periods follow, such as Europe/Berlin",
        )
        add("--action", choices=ACTIONS, help="stop calls at the limit (block, the default), or only warn")
        add(
            "--thresholds",
            type=_read(read_thresholds),
            metavar="LIST",
            help="per cent at which it tells: 50,80,100",
        )
        add("--unpriced", choices=UNPRICED, help="what calls meet whose price nobody knows (warn)")

    return arrange


def _raise(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--by", type=_read(read_amount), metavar="AMOUNT", required=True, help="such as 2usd")
    parser.add_argument(
        "--until", metavar="WHEN", help="2h, tomorrow, 2026-12-24T18:00; else the period's end"
    )


def _allow(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--calls", type=int, default=1, metavar="N", help="so many (1)")


BUDGET = Command(
    "budget",
    "how much may be spent, and how each budget stands",
    run_list,
    parts=(
        Command("add", "make one", _act("budget.add", _say_budget, *_DETAILS), _details(fresh=True)),
        Command("set", "change one", _act("budget.set", _say_budget, *_DETAILS), _details(fresh=False)),
        Command("list", "all of them, with what is spent, held and left", run_list),
        Command("show", "one of them, and what happened to it", run_show, _name),
        Command("raise", "more, for a while", _act("budget.raise", _say_raise, "by", "until"), _raise),
        Command("unraise", "take back what was added", _act("budget.unraise", _say_budget), _name),
        Command("allow", "let the next calls through", _act("budget.allow", _say_budget, "calls"), _allow),
        Command("pause", "let it stop nothing for now", _pause(paused=True), _name),
        Command("resume", "put it to work again", _pause(paused=False), _name),
        Command(
            "remove", "forget one", _act("budget.remove", lambda row: f"Removed {row['removed']}."), _name
        ),
    ),
)
