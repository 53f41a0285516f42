"""`tollgate connect` and `disconnect`: edit a tool's own configuration, with a diff and a way back."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from app.cli.explaining import short_cost
from app.cli.frame import DONE, FOUND, Command, Context
from app.cli.running import operate
from app.cli.tools import project_name, proxy_url
from app.core.calls import Call
from app.core.errors import AppError, UsageError
from app.core.records import iso_utc
from app.ledger import reading
from app.platform.clock import now_us
from app.platform.home import prepare
from app.platform.instance import running
from app.platform.settings_file import load
from app.services.connecting import Connecting, Plan
from app.services.recipes import Address, Tool, find_tool
from app.services.tool_states import arrived, tool_states

_LOOK_EVERY_S = 0.25


def run_connect(context: Context) -> int:
    if context.args.tool is None:
        return _list(context)
    tool = find_tool(context.args.tool)
    if context.args.check:
        return _check(context, tool)
    address = Address(proxy_url(context), context.args.project)
    if tool.steps:
        return _show_steps(context, tool, address)
    connecting = Connecting(context.home)
    file = Path(context.args.file).expanduser().absolute() if context.args.file else None
    plan = connecting.plan(tool, address, file)
    _show(context, plan)
    if not context.args.dry_run:
        prepare(context.home)
        if connecting.connect(plan) is not None and not plan.does_nothing:
            _note(context, "tool.connected", plan, url=address.base)
    nothing = plan.connection is None
    context.out.document(_as_record(plan, connected=not (nothing or context.args.dry_run), address=address))
    if nothing:
        context.out.note(tool.recipe.get("nothing", f"{tool.name} points at {address.base} already."))
        return DONE
    for note in plan.notes:
        context.out.note(note)
    if context.args.dry_run:
        context.out.note("Nothing was changed: this was a dry run.")
    else:
        again = "pointed here already" if plan.does_nothing else "is connected"
        context.out.note(f"{tool.name} {again}. `tollgate disconnect {tool.id}` gives its file back.")
        _say_how_to_check(context, tool)
    return DONE


def _say_how_to_check(context: Context, tool: Tool) -> None:
    usual = load(context.home.settings).number("proxy.port")
    if not proxy_url(context).endswith(f":{usual}"):
        context.out.note(
            f"The proxy listens at another port than its own ({usual}); next time it is not found there."
        )
    if running(context.home) is None:
        context.out.note(
            "Tollgate does not run: until it does, the tool's calls fail. `tollgate serve` starts it."
        )
    context.out.note(f"To see that it arrives, {tool.try_it}, then: tollgate connect {tool.id} --check")


def run_disconnect(context: Context) -> int:
    connecting = Connecting(context.home)
    if context.args.all == (context.args.tool is not None):
        raise UsageError("Name one tool, or --all.", "`tollgate connect` lists them.")
    chosen = connecting.tools() if context.args.all else [context.args.tool]
    records: list[dict[str, Any]] = []
    failed: list[AppError] = []
    for tool in chosen:
        try:
            records.append(_put_back(context, connecting, tool))
        except AppError as error:
            if not context.args.all:
                raise
            context.out.note(f"tollgate: {error}")
            failed.append(error)
    context.out.document(records if context.args.all else records[0])
    if context.args.all and not chosen:
        context.out.note("No tool is connected.")
    return 1 if failed else DONE


def _put_back(context: Context, connecting: Connecting, tool: str) -> dict[str, Any]:
    plan = connecting.plan_back(tool)
    _show(context, plan)
    if not context.args.dry_run:
        connecting.disconnect(plan)
        _note(context, "tool.disconnected", plan)
    for note in plan.notes:
        context.out.note(note)
    if context.args.dry_run:
        context.out.note("Nothing was changed: this was a dry run.")
    else:
        context.out.note(f"{plan.tool.name} is as it was before.")
    return _as_record(plan, connected=context.args.dry_run, address=None)


def _note(context: Context, act: str, plan: Plan, **told: str) -> None:
    """For the audit. The tool's file is what counts: a ledger that is not to be had keeps nobody from it."""
    files = [str(step.path) for step in plan.steps if not step.does_nothing]
    try:
        operate(context.home, act, {"tool": plan.tool.id, "files": files, **told})
    except AppError as error:
        context.out.note(f"tollgate: this is not in the audit: {error}")


def _as_record(plan: Plan, *, connected: bool, address: Address | None) -> dict[str, Any]:
    return {
        "tool": plan.tool.id,
        "connected": connected,
        "url": address.base if address else None,
        "files": [
            {"path": str(step.path), "changed": not step.does_nothing, "diff": step.diff()}
            for step in plan.steps
        ],
        "notes": list(plan.notes),
    }


def _show(context: Context, plan: Plan) -> None:
    if context.out.as_json:
        return
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for step in plan.steps:
        for line in step.diff().splitlines():
            # nothing in a foreign file may move the cursor or colour the terminal
            clean = "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)
            context.out.line(_coloured(clean) if colours else clean)


def _coloured(line: str) -> str:
    codes = {"---": "1", "+++": "1", "@@ ": "36"}
    code = codes.get(line[:3]) or {"+": "32", "-": "31"}.get(line[:1])
    return f"\x1b[{code}m{line}\x1b[0m" if code else line


def _show_steps(context: Context, tool: Tool, address: Address) -> int:
    steps = [address.fill(step) for step in tool.steps]
    context.out.document(
        {"tool": tool.id, "connected": False, "url": address.base, "steps": steps},
        "\n".join([steps[0], *(f"  {number}. {step}" for number, step in enumerate(steps[1:], 1))]),
    )
    return DONE


def _list(context: Context) -> int:
    """All tools that can be connected, and how it stands with each."""
    rows: list[dict[str, Any]] = []
    for found in tool_states(context.home):
        connection = found.connection
        rows.append(
            {
                "tool": found.tool.id,
                "name": found.tool.name,
                "state": found.state,
                "url": connection.url if connection else None,
                "project": connection.project if connection else None,
                "connected_at": iso_utc(connection.connected_us) if connection else None,
                "files": list(found.files),
            }
        )
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("tool", "state", "file"), [(r["tool"], r["state"], ", ".join(r["files"]) or None) for r in rows]
        )
    return DONE


# ---- does it arrive? ----


def _check(context: Context, tool: Tool) -> int:
    """The first call of that tool since it was connected; waits for one where asked to."""
    connection = Connecting(context.home).find(tool.id)
    if connection is None and not tool.steps:
        raise AppError(f"{tool.name} is not connected.", f"`tollgate connect {tool.id}` does it.")
    since_us = connection.connected_us if connection else now_us()
    deadline = time.monotonic() + context.args.wait
    if context.args.wait and sys.stderr.isatty():
        context.out.note(f"Waiting for a call: {tool.try_it}.")
    while True:
        found, others = _arrived(context, tool, since_us)
        if found is not None or time.monotonic() >= deadline:
            break
        time.sleep(min(_LOOK_EVERY_S, max(0.0, deadline - time.monotonic())))
    context.out.document({"tool": tool.id, "arrived": found is not None, "call": found.id if found else None})
    if found is not None:
        outcome = "answered" if found.ok else f"failed: {found.error_message or found.status}"
        if not context.out.as_json:
            context.out.line(
                f"{tool.name} arrives: {iso_utc(found.started_us)[:19]}, {found.method} {found.path}, "
                f"{found.model or 'no model'}, {outcome}, {short_cost(found)}."
            )
        return DONE
    context.out.note(
        f"No call of {tool.name} has arrived since it was connected. To make one, {tool.try_it}."
    )
    if others:
        context.out.note(
            f"Others called: {', '.join(others)}. Is one of them it, by another name or with a token?"
        )
    if running(context.home) is None:
        context.out.note("Tollgate does not run; `tollgate serve` starts it.")
    return FOUND


def _arrived(context: Context, tool: Tool, since_us: int) -> tuple[Call | None, list[str]]:
    with reading(context.home.ledger) as reader:
        return arrived(reader, tool, since_us) if reader else (None, [])


def _connect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tool", metavar="TOOL", nargs="?", help="which one; all are listed without")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    parser.add_argument("--project", metavar="P", help="the project of its calls", type=project_name)
    parser.add_argument(
        "--file", metavar="PATH", help="its configuration, where it is not in the usual place"
    )
    parser.add_argument("--check", action="store_true", help="see whether its calls arrive; exit 3 if not")
    parser.add_argument("--wait", metavar="S", type=_seconds, default=0, help="with --check: wait for a call")


def _disconnect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tool", metavar="TOOL", nargs="?")
    parser.add_argument("--all", action="store_true", help="every tool that points here")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise argparse.ArgumentTypeError("from 0 to 3600 seconds")
    return seconds


CONNECT = Command("connect", "point a tool at the proxy, in its own configuration", run_connect, _connect)
DISCONNECT = Command("disconnect", "give a tool its configuration back", run_disconnect, _disconnect)
