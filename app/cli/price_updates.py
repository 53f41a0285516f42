"""`tollgate price update`: a newer price list, shown before it is taken."""

import argparse
import sys
from pathlib import Path
from typing import Any

from app.cli.frame import DONE, Command, Context
from app.cli.running import operate
from app.core.errors import UsageError
from app.platform.settings_file import load
from app.services.price_lists import in_force
from app.services.price_updates import preview, source_for

_SHOWN = 40


def run_update(context: Context) -> int:
    a, out = context.args, context.out
    back = a.undo or a.builtin
    if back and (a.source or a.dry_run or (a.undo and a.builtin)):
        raise UsageError("--undo and --builtin stand alone.")
    if back:
        result = operate(context.home, "price.update.undo", {"built_in": a.builtin})
        out.document(result, f"The {result['origin']} list of {result['stamp']} is in force.")
        return DONE
    source = source_for(a.source, load(context.home.settings).text("prices.update_url"))
    if "://" not in source:
        source = str(Path(source).expanduser().absolute())
    record = preview(context.home.root, source).as_record()
    if not record["newer"]:
        words = f"There is no newer list: {source} has that of {record['stamp']}"
        out.document({**record, "taken": False}, f"{words}, and {record['stamp_before']} is in force.")
        return DONE
    if not out.as_json:
        _show(context, record)
    if a.dry_run:
        out.document({**record, "taken": False})
        return DONE
    if not a.yes and not record["doubts"] and not _agreed(context):
        out.note("Nothing was changed.")
        return DONE
    arguments = {"from": source, "digest": record["digest"], "yes": a.yes}
    result = operate(context.home, "price.update", arguments)
    out.document(
        {**record, "taken": True, **result},
        f"The list of {record['stamp']} is in force. Calls already recorded keep their cost; "
        "`tollgate price update --undo` goes back.",
    )
    return DONE


def _agreed(context: Context) -> bool:
    """Ask where somebody is there to answer; a script has asked for it by calling."""
    if context.out.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    sys.stderr.write("Take it? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _show(context: Context, record: dict[str, Any]) -> None:
    out = context.out
    used = in_force(context.home.root)
    out.line(f"The list of {record['stamp']} over the {used.origin} one of {record['stamp_before']}:")
    changed = record["changed"]
    if changed:
        rows = [
            (
                f"{c['provider']}/{c['model']}",
                c["tier"],
                c["component"] + (f", prompts > {c['above_tokens']:,}" if c["above_tokens"] else ""),
                c["from"],
                c["old_usd"],
                c["new_usd"],
                None if c["percent"] is None else f"{c['percent']} %",
            )
            for c in changed[:_SHOWN]
        ]
        columns = ("changed", "tier", "component", "from", "old $", "new $", "by")
        out.table(columns, rows, right=("old $", "new $", "by"))
    if len(changed) > _SHOWN:
        out.line(f"… and {len(changed) - _SHOWN} more; --json has them all.")
    for word in ("added", "removed"):
        models = [f"{m['provider']}/{m['model']}" for m in record[word]]
        if models:
            more = f" and {len(models) - _SHOWN} more" if len(models) > _SHOWN else ""
            out.line(f"{len(models)} {word}: {', '.join(models[:_SHOWN])}{more}")
    if record["removed"]:
        out.line("What is removed keeps its last price.")
    if not (changed or record["added"] or record["removed"]):
        out.line("No price differs.")
    for doubt in record["doubts"][:_SHOWN]:
        out.line(f"DOUBT  {doubt}")


def _update(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="source", metavar="URL|FILE", help="else the setting prices.update_url"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would change")
    parser.add_argument(
        "--yes", action="store_true", help="do not ask, also where a price is far from before"
    )
    parser.add_argument("--undo", action="store_true", help="go back to the list before the last update")
    parser.add_argument("--builtin", action="store_true", help="go back to the list that came with Tollgate")


UPDATE = Command("update", "take a newer price list, when you ask for it", run_update, _update)
