"""`tollgate client`: the tools that call, and the tokens that they were given."""

import argparse
from typing import Any

from app.cli.acting import act
from app.cli.frame import DONE, Command, Context
from app.core.errors import UsageError
from app.core.periods import parse_end
from app.ledger import client_register, reading
from app.platform.clock import now_us, zone
from app.platform.settings_file import load
from app.services.register_acts import client_row


def run_list(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            tokens = client_register.tokens(reader)
            used = client_register.last_calls(reader)
            rows = [
                client_row(client, [t for t in tokens if t.client == client.name], used.get(client.name))
                for client in client_register.clients(reader)
            ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("client", "origin", "project", "tokens", "last call"),
            [(r["name"], r["origin"], r["project"], _tokens(r["tokens"]), r["last_used_at"]) for r in rows],
        )
    return DONE


def _tokens(tokens: list[dict[str, Any]]) -> str:
    valid = [f"{t['prefix']}…" for t in tokens if t["revoked_at"] is None]
    return ", ".join(valid) if valid else "revoked" if tokens else ""


def _add_words(context: Context) -> dict[str, Any]:
    a = context.args
    return {
        "name": a.name,
        "project": a.project,
        "providers": a.allow_provider or [],
        "models": a.allow_model or [],
        "expires_us": None if a.expires is None else _end_us(context, a.expires),
    }


def _rotate_words(context: Context) -> dict[str, Any]:
    a = context.args
    grace_us = 0 if a.grace is None else max(0, _end_us(context, a.grace) - now_us())
    expires_us = None if a.expires is None else _end_us(context, a.expires)
    return {"name": a.name, "grace_us": grace_us, "expires_us": expires_us}


def _end_us(context: Context, text: str) -> int:
    try:
        return parse_end(text, zone(load(context.home.settings).text("general.time_zone")), now_us())
    except ValueError as error:
        raise UsageError(f"{error}.") from None


_SHOWN_ONCE = "This token of {client} is shown this once. It goes where the tool would put its API key."


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _to(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("to", metavar="TO")


def _add(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--project", metavar="P", help="of its calls that name none")
    parser.add_argument("--allow-provider", action="append", metavar="X", help="only for this one; a pattern")
    parser.add_argument("--allow-model", action="append", metavar="M", help="only for these, such as 'gpt-*'")
    parser.add_argument("--expires", metavar="WHEN", help="30d, 2027-01-01; else never")


def _rotate(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--grace", metavar="WHEN", help="how long the old one stays valid, such as 24h")
    parser.add_argument("--expires", metavar="WHEN", help="30d, 2027-01-01; else as the old one")


def _set(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument(
        "--project", metavar="P", required=True, help="of its calls that name none; '' for none"
    )


CLIENT = Command(
    "client",
    "the tools that call, and their tokens",
    run_list,
    parts=(
        Command("add", "make one, with a token", act("client.add", _add_words, "{token}", _SHOWN_ONCE), _add),
        Command("list", "all of them, those that were found by themselves too", run_list),
        Command("set", "change one", act("client.set", ("name", "project"), "Changed {name}."), _set),
        Command(
            "rotate",
            "another token for one",
            act("client.rotate", _rotate_words, "{token}", _SHOWN_ONCE),
            _rotate,
        ),
        Command(
            "revoke",
            "its tokens are not valid any more",
            act("client.revoke", ("name",), "{revoked} of the tokens of {client} are revoked."),
            _name,
        ),
        Command(
            "pause",
            "refuse its calls until it is resumed",
            act("client.pause", ("name",), "{client} is paused: its calls are refused."),
            _name,
        ),
        Command(
            "resume", "let a paused one go on", act("client.resume", ("name",), "{client} goes on."), _name
        ),
        Command(
            "rename",
            "in all past calls too",
            act("client.rename", ("name", "to"), "{was} is now called {client}."),
            _to,
        ),
        Command(
            "merge",
            "all of NAME becomes TO's: its calls, tokens and logins",
            act("client.merge", ("name", "to"), "{was} is now {client}, with its {calls} calls."),
            _to,
        ),
    ),
)  # fmt: skip
