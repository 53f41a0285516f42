"""docs/commands.md, made from the parser itself: `python3 dev.py docs` writes it, a test holds it true."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from app.cli.commands import every
from app.cli.frame import build_parser

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_COMMON = {"help", "hidden", "home", "json", "version"}
_HEAD = """# The command line

Everything that the window does can be scripted. This page is made from the program by `python3 dev.py docs`;
`tollgate COMMAND --help` says the same.

`tollgate` without a command opens the window, or raises the one that is open; without a display it serves.
`tollgate --hidden` begins in the tray, where there is one; the setting `general.start_at_login` uses it.

| for all commands | |
|---|---|
| `--home DIR` | the folder that holds all of an installation; else `TOLLGATE_HOME`, else the usual place |
| `--json` | one JSON document on stdout, or one a line for long lists; messages go to stderr |
| `--help` | what there is |

Exit codes: 0 done · 1 failed, with one line on stderr that says what, why and what to do · 2 wrong usage ·
3 a check found something (`verify`, `reconcile`, `status --check`, `connect --check`, `doctor`).
"""


def page() -> str:
    return _HEAD + "".join(_commands(build_parser(every(), ""), 2))


def _commands(parser: argparse.ArgumentParser, level: int) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help for choice in action._choices_actions}
            for name, child in action.choices.items():
                yield f"\n{'#' * level} {child.prog}\n\n{_sentence(told.get(name))}\n"
                yield from _usage(child)
                yield from _commands(child, level + 1)


def _sentence(text: str | None) -> str:
    text = (text or "").strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def _usage(parser: argparse.ArgumentParser) -> Iterator[str]:
    own = [a for a in parser._actions if a.dest not in _COMMON and a.help != argparse.SUPPRESS]
    own = [action for action in own if not isinstance(action, argparse._SubParsersAction)]
    places = [action for action in own if not action.option_strings]
    needed = [action for action in own if action.option_strings and action.required]
    words = [parser.prog, *map(_place, places), *(_option(action) for action in needed)]
    if places or needed:
        yield f"\n    {' '.join(words)}\n"
    rows = [(_place(action), action) for action in places if action.help]
    rows += [(_option(action), action) for action in own if action.option_strings]
    if rows:
        yield "\n| | |\n|---|---|\n"
    for name, action in rows:
        yield f"| `{_cell(name)}` | {_cell(_help(action))} |\n"


def _help(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%") or "-"


def _place(action: argparse.Action) -> str:
    name = _metavar(action)
    if action.nargs in {"?", "*"}:
        return f"[{name}]" if action.nargs == "?" else f"[{name} …]"
    return f"{name} …" if action.nargs == "+" else name


def _option(action: argparse.Action) -> str:
    name = max(action.option_strings, key=len)
    return name if action.nargs == 0 else f"{name} {_metavar(action)}"


def _metavar(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return action.dest.upper()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is as the program is\n")
