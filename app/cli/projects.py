"""`tollgate project` and `calls retag`: what calls are for, now and afterwards."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.cli.acting import act
from app.cli.choosing import chosen_calls, filter_options
from app.cli.frame import DONE, MANY, Command, Context, whole_number
from app.cli.running import operate
from app.core.errors import UsageError
from app.core.filters import CallFilter
from app.ledger import Reader, project_register, reading
from app.services import projects
from app.services.register_acts import project_row
from app.services.repricing import filter_row


def run_list(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        if reader is not None:
            rows = [
                project_row(p)
                for p in project_register.projects(reader)
                if getattr(context.args, "all", False) or not p.archived
            ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("project", "colour", ""),
            [(r["name"], r["colour"], "archived" if r["archived"] else "") for r in rows],
        )
    return DONE


def run_rules(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    names = ("id", "project", "path", "model", "client", "folder")
    with reading(context.home.ledger) as reader:
        if reader is not None:
            rows = [{name: getattr(rule, name) for name in names} for rule in project_register.rules(reader)]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(names, [tuple(row.values()) for row in rows], right=("id",))
    return DONE


def run_apply(context: Context) -> int:
    chosen, _ = chosen_calls(context)

    def choice(reader: Reader) -> projects.Choice:
        return projects.by_rules(project_register.rules(reader))

    return _previewed(context, chosen, choice, "project.rule.apply", {})


def run_retag(context: Context) -> int:
    a = context.args
    if a.undo:
        back = operate(context.home, "calls.untag", {})
        context.out.document(back, f"{back['calls']} calls have the project back that they had.")
        return DONE
    if len(a.project or ()) != 1:
        raise UsageError(
            "Say which project the calls are to have.", "--project P; --from-project picks calls."
        )
    chosen = replace(chosen_calls(context)[0], project=tuple(a.from_project or ()))
    name = a.project[0]
    return _previewed(context, chosen, lambda _: projects.always(name), "calls.retag", {"project": name})


def _previewed(
    context: Context,
    chosen: CallFilter,
    choice: Callable[[Reader], projects.Choice],
    operation: str,
    words: dict[str, Any],
) -> int:
    """Say what would change, and do it where that is wanted."""
    a = context.args
    found: dict[str, Any] = {"retag": None, "calls": 0, "projects": []}
    if not a.yes or a.dry_run:
        with reading(context.home.ledger) as reader:
            if reader is not None:
                found = projects.preview(reader, chosen, choice(reader))
    if not a.dry_run and (a.yes or _agreed(context, found)):
        found = operate(context.home, operation, {**words, "filter": filter_row(chosen)})
    context.out.document(found)
    if not context.out.as_json:
        context.out.table(
            ("from", "to", "calls"), [tuple(row.values()) for row in found["projects"]], right=("calls",)
        )
        done = "were given" if found["retag"] is not None else "would be given"
        context.out.line(f"{found['calls']} calls {done} another project.")
    return DONE


def _agreed(context: Context, found: dict[str, Any]) -> bool:
    if not found["calls"]:
        return False
    if context.out.as_json or not sys.stdin.isatty():
        raise UsageError(f"This would give {found['calls']} calls another project.", "Repeat it with --yes.")
    context.out.note(
        f"Give {found['calls']} calls another project? `calls retag --undo` takes it back. [y/N]"
    )
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="archived ones too")


def _add(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--colour", metavar="#RRGGBB", help="of its dot, in lists")


def _rename(parser: argparse.ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("to", metavar="TO")


def _rule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", metavar="PROJECT")
    parser.add_argument("--path", metavar="PATTERN", help="of the request, such as '/v1/images/*'")
    parser.add_argument("--model", metavar="PATTERN", help="such as 'gpt-*'")
    parser.add_argument("--client", metavar="PATTERN", help="such as 'Claude Code*'")
    parser.add_argument(
        "--folder", metavar="PATTERN", type=_folder, help="where the calling program works, or above it"
    )


def _folder(text: str) -> str:
    """As the system will tell it: `.` and `~` are what they stand for here."""
    return text if text.startswith("*") else Path(text).expanduser().resolve().as_posix()


def _rule_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=whole_number(1, MANY), metavar="ID")


def _doubtful(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--yes", action="store_true", help="without asking")


def _retag(parser: argparse.ArgumentParser) -> None:
    _doubtful(parser)
    parser.add_argument(
        "--from-project", action="append", metavar="NAME", help="only calls of this project; '' for none"
    )
    parser.add_argument("--undo", action="store_true", help="take the last one back")


def _archive(*, archived: bool) -> Callable[[Context], int]:
    text = "{name} is archived." if archived else "{name} is back."
    return act("project.archive", lambda c: {"name": c.args.name, "archived": archived}, text)


RETAG = Command("retag", "give past calls another project, named by --project", run_retag, _retag)
RULE = Command(
    "rule",
    "which calls belong to a project by themselves; the first rule that fits decides",
    run_rules,
    parts=(
        Command("list", "all of them, in their order", run_rules),
        Command(
            "add",
            "make one",
            act(
                "project.rule.add",
                ("project", "path", "model", "client", "folder"),
                "Rule {id}: such calls belong to {project}.",
            ),
            _rule,
        ),
        Command("remove", "forget one", act("project.rule.remove", ("id",), "Removed rule {id}."), _rule_id),
        Command("apply", "to past calls that have no project", run_apply, _doubtful),
    ),
)
PROJECT = Command(
    "project",
    "what calls are for",
    run_list,
    parts=(
        Command("add", "make one", act("project.add", ("name", "colour"), "Added {name}."), _add),
        Command("list", "all of them", run_list, _list),
        Command(
            "rename",
            "in all past calls too",
            act("project.rename", ("name", "to"), "{was} is now called {name}."),
            _rename,
        ),
        Command("archive", "out of sight; its calls stay", _archive(archived=True), _name),
        Command("unarchive", "back again", _archive(archived=False), _name),
        RULE,
    ),
)
