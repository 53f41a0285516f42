"""`tollgate alert`: what is watched, who is told, and what was told."""

import argparse
from collections.abc import Callable
from typing import Any

from app.cli.acting import act
from app.cli.frame import DONE, Command, Context, compact, whole_number
from app.cli.keys import drop, keep, read_secret
from app.cli.running import operate
from app.core.alert_channels import CHANNELS, Channel, channel_kind_named
from app.core.alert_rules import KINDS, RULE_KINDS, SCOPE
from app.core.errors import AlertError, AppError, UsageError
from app.core.periods import local, parse_moment
from app.ledger import alerts as store
from app.ledger import reading
from app.platform.clock import zone
from app.platform.settings_file import load
from app.services.alert_rows import channel_row, history_row, rule_row
from app.services.channel_secrets import completed, key_name, packed

_MARKS = {"info": " ", "warning": "!", "critical": "!!"}
_OPTIONS = tuple({o.name: o for k in CHANNELS.values() for o in k.options if not o.secret}.values())
_PARAMETERS = tuple(
    (name, [kind for kind in RULE_KINDS if any(p.name == name for p in kind.parameters)])
    for name in dict.fromkeys(p.name for kind in RULE_KINDS for p in kind.parameters)
)


def run_list(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            rows = [rule_row(rule) for rule in store.kept_rules(reader)]
    context.out.document(rows)
    if not context.out.as_json:
        if not rows:
            context.out.line("No rules yet: they come with the ledger, at the first start.")
            return DONE
        context.out.table(("rule", "kind", "when", "tells", ""), [_cells(context, row) for row in rows])
    return DONE


def _cells(context: Context, row: dict[str, Any]) -> tuple[Any, ...]:
    channels = "all" if row["channels"] is None else ", ".join(row["channels"]) or "nobody"
    muted = row["muted_until"]
    state = "off" if not row["enabled"] else f"muted until {_wall(context, muted)}" if muted else "on"
    return row["name"], row["kind"], row["words"], channels, state


def _wall(context: Context, moment: str) -> str:
    """Where the user is."""
    wall = zone(load(context.home.settings).text("general.time_zone"))
    return f"{local(parse_moment(moment, zone('UTC'), 0), wall):%Y-%m-%d %H:%M}"


def run_history(context: Context) -> int:
    a = context.args
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            found = store.history(reader, limit=a.limit, which="new" if a.new else "all")
            deliveries = store.deliveries_of(reader, [alert.id for alert in found])
            rows = [history_row(alert, deliveries.get(alert.id, [])) for alert in found]
    context.out.document(rows)
    if not context.out.as_json:
        if not rows:
            context.out.line("Nothing was told.")
            return DONE
        for row in rows:
            state = "over" if row["recovered_at"] else "goes on"
            seen = "" if row["acknowledged_at"] or row["muted"] else ", new"
            context.out.table(
                (
                    f"{row['id']}",
                    f"{_wall(context, row['at'])} {_MARKS[row['severity']]:2} {row['title']}",
                ),
                [("", row["message"]), ("", f"{row['rule']}; {state}{seen}; {_delivered(row)}")],
            )
    return DONE


def _delivered(row: dict[str, Any]) -> str:
    if row["muted"]:
        return "told nobody: the rule was muted"
    told = [_sent(delivery) for delivery in row["deliveries"] if delivery["act"] == "trigger"]
    return ", ".join(told) or "no channel was there to tell"


def _sent(delivery: dict[str, Any]) -> str:
    """How it went with one channel, and why in a sentence."""
    why = (delivery["trouble"] or "").partition(". ")[0].removesuffix(".")
    shown = f" ({why})" if why and delivery["state"] != "sent" else ""
    return f"{delivery['channel']} {delivery['state']}{shown}"


def run_channels(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            last = store.last_deliveries(reader)
            rows = [channel_row(channel, last.get(channel.name)) for channel in store.kept_channels(reader)]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("channel", "kind", "with", "last message"),
            [
                (row["name"], row["kind"], ", ".join(f"{k} {v}" for k, v in row["options"].items() if v),
                 _last(context, row["last"]))
                for row in rows
            ],
        )  # fmt: skip
    return DONE


def _last(context: Context, delivery: dict[str, Any] | None) -> str:
    if delivery is None:
        return "none yet"
    trouble = f": {delivery['trouble']}" if delivery["state"] == "failed" else ""
    return f"{delivery['state']} {_wall(context, delivery['ended_at'])}{trouble}"


# ---- acts -----------------------------------------------------------------------------------------


def _say_rule(row: dict[str, Any]) -> str:
    channels = "all channels" if row["channels"] is None else ", ".join(row["channels"]) or "nobody"
    state = "off" if not row["enabled"] else "muted" if row["muted_until"] else "on"
    words = row["words"] or KINDS[row["kind"]].help.removesuffix(".")
    return f"{row['name']} ({row['kind']}): {words}; tells {channels}; {state}."


def _rule_words(context: Context) -> dict[str, Any]:
    a = context.args
    parameters = compact({name: getattr(a, name) for name, _ in _PARAMETERS})
    words = compact({part: getattr(a, part) for part in SCOPE} | {"channels": a.channel})
    return words | ({"parameters": parameters} if parameters else {})


def _add_words(context: Context) -> dict[str, Any]:
    return {"kind": context.args.kind, **compact({"name": context.args.name}), **_rule_words(context)}


def _set_words(context: Context) -> dict[str, Any]:
    a = context.args
    words = {"name": a.name, **_rule_words(context)} | compact({"enabled": a.enabled})
    return words | ({"channels": None} if a.all_channels else {})


def _mute_words(context: Context) -> dict[str, Any]:
    a = context.args
    if a.how_long is None and a.until is None:
        raise UsageError("Say for how long: --for 2h, or --until tomorrow.")
    return {"name": a.name, **compact({"for": a.how_long, "until": a.until})}


def _ack_words(context: Context) -> dict[str, Any]:
    return {} if context.args.id == "all" else {"id": int(context.args.id)}


def run_add_channel(context: Context) -> int:
    """Its secrets go from here to where keys are; nothing else ever has them."""
    a = context.args
    kind = channel_kind_named(a.kind)
    if a.in_the_open or a.in_the_open_too is not None or "://" in a.name:
        raise UsageError(
            "An address or a key of a channel is never taken as an argument: the shell remembers it.",
            "Pipe it in, or type it when asked.",
        )
    options = compact({o.name: getattr(a, f"with_{o.name}") for o in _OPTIONS})
    channel = Channel(a.name, kind, options)
    with reading(context.home.ledger) as reader:
        taken = [] if reader is None else [c.name for c in store.kept_channels(reader)]
    if channel.name in taken:
        raise AlertError(
            f"There is already a channel {a.name!r}.", "Remove it first, or choose another name."
        )
    secrets = completed(kind, _secrets(channel))
    if secrets:
        keep(context, key_name(channel.name), packed(secrets))
    try:
        words = {"name": a.name, "kind": kind.name, "options": options}
        row = operate(context.home, "alert.channel.add", words)
    except AppError:
        if secrets:
            drop(context, key_name(channel.name))
        raise
    shown = {"signing_key": secrets["signing_key"]} if "signing_key" in secrets else {}
    context.out.document(
        row | shown, f"{a.name} ({kind.title}) is there. `tollgate alert test {a.name}` tries it."
    )
    if shown and not context.out.as_json:
        context.out.note("What it signs with is shown this once, for whoever checks X-Tollgate-Signature:")
        context.out.line(secrets["signing_key"])
    return DONE


def _secrets(channel: Channel) -> dict[str, str]:
    """The one that a person brings, from standard input or a hidden prompt."""
    wanted = {"email": "password", "slack": "url", "webhook": "url", "pagerduty": "routing_key"}
    name = wanted.get(channel.kind.name)
    if name is None or (name == "password" and not channel.option("user")):
        return {}
    what = next(option.help for option in channel.kind.options if option.name == name)
    read = read_secret(f"{name.replace('_', ' ').capitalize()}, {what} (it is not shown): ")
    value = read.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        raise AlertError(
            f"A channel of the kind {channel.kind.name} needs {name}: {what}.",
            "Type it at the prompt, or give it by standard input.",
        )
    return {name: value if name == "password" else value.strip()}


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _details(parser: argparse.ArgumentParser) -> None:
    for name, kinds in _PARAMETERS:
        parameter = next(p for p in kinds[0].parameters if p.name == name)
        which = ", ".join(kind.name for kind in kinds)
        choices = ("on", "off") if parameter.measure == "switch" else None
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            metavar=None if choices else "X",
            choices=choices,
            help=f"{parameter.help.replace('%', '%%')} ({which})",
        )
    for part in SCOPE:
        parser.add_argument(f"--{part}", help=f"only for this {part}")
    parser.add_argument(
        "--channel", action="append", metavar="C", help="tells this one; several times for several; else all"
    )


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=tuple(KINDS), help=", ".join(KINDS))
    parser.add_argument("--name", help="what it is called; else as its kind")
    _details(parser)


def _set(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    _details(parser)
    parser.add_argument("--all-channels", action="store_true", help="tells every channel there is")
    switch = parser.add_mutually_exclusive_group()
    switch.add_argument("--on", dest="enabled", action="store_true", default=None, help="let it tell")
    switch.add_argument("--off", dest="enabled", action="store_false", default=None, help="switch it off")


def _mute(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--for", dest="how_long", metavar="TIME", help="such as 2h")
    parser.add_argument("--until", metavar="WHEN", help="tomorrow, 2026-12-24T18:00")


def _ack(parser: argparse.ArgumentParser) -> None:
    def id_or_all(text: str) -> str:
        return text if text == "all" else str(whole_number(1, 1 << 62)(text))

    parser.add_argument("id", metavar="ID", type=id_or_all, help="as the history shows it, or all")


def _history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=whole_number(1, 10_000), default=20, metavar="N", help="the last N (20)"
    )
    parser.add_argument("--new", action="store_true", help="only what nobody has acknowledged")


def _channel_words(context: Context) -> dict[str, Any]:
    options = compact({o.name: getattr(context.args, f"with_{o.name}") for o in _OPTIONS})
    if not options:
        raise UsageError("Say what is to change.", "What is secret changes by making the channel anew.")
    return {"name": context.args.name, "options": options}


def _options(parser: argparse.ArgumentParser) -> None:
    for option in _OPTIONS:
        parser.add_argument(
            f"--{option.name}", dest=f"with_{option.name}", metavar="X", choices=option.choices or None,
            help=option.help,
        )  # fmt: skip


def _set_channel(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    _options(parser)


def _add_channel(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("kind", metavar="KIND", choices=tuple(CHANNELS), help=", ".join(CHANNELS))
    _options(parser)
    # taken only to be refused without being repeated
    parser.add_argument("in_the_open", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--url", "--key", "--password", dest="in_the_open_too", help=argparse.SUPPRESS)


def _test() -> Callable[[Context], int]:
    return act("alert.test", ("name",), "A test was sent to {channel}, and it was taken.")


ALERT = Command(
    "alert",
    "what is watched, who is told, and what was told",
    run_list,
    parts=(
        Command("add", "watch something", act("alert.add", _add_words, _say_rule), _add),
        Command("list", "all rules", run_list),
        Command("set", "change one, or switch it on or off", act("alert.set", _set_words, _say_rule), _set),
        Command("remove", "forget one", act("alert.remove", ("name",), "Removed {removed}."), _name),
        Command("mute", "let one tell nobody for a while", act("alert.mute", _mute_words, _say_rule), _mute),
        Command("unmute", "let it tell again", act("alert.mute", ("name",), _say_rule), _name),
        Command("history", "what was told, and whether it arrived", run_history, _history),
        Command(
            "ack",
            "say that you have seen to one, or to all",
            act("alert.ack", _ack_words, "{acknowledged} acknowledged; {left} left."),
            _ack,
        ),
        Command("test", "send a test to a channel", _test(), _name),
        Command(
            "channel",
            "the ways to tell you",
            run_channels,
            parts=(
                Command("add", "make one; what is secret of it is asked for", run_add_channel, _add_channel),
                Command("list", "all of them, and how the last message went", run_channels),
                Command(
                    "set",
                    "change one; not what is secret of it",
                    act("alert.channel.set", _channel_words, "Changed {name}."),
                    _set_channel,
                ),
                Command("test", "send a test to one", _test(), _name),
                Command(
                    "remove",
                    "forget one, with its secrets",
                    act("alert.channel.remove", ("name",), "Removed {removed}. {note}"),
                    _name,
                ),
            ),
        ),
    ),
)
