"""What all commands share: their shape, the global options, output, errors and exit codes."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from app.core.errors import AppError
from app.core.redaction import redact
from app.platform.home import Home

if TYPE_CHECKING:  # the engine is imported by those commands that start one
    from app.assembly import Engine

DONE, FAILED, USAGE, FOUND = 0, 1, 2, 3


class Out:
    """Results go to stdout, as text or as JSON; everything else goes to stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def document(self, value: Any, text: str | None = None) -> None:
        """One JSON document, or its text for a person."""
        if self.as_json:
            self.line(json.dumps(value, ensure_ascii=False))
        elif text is not None:
            self.line(text)

    def line(self, text: str) -> None:
        say(text)

    def note(self, text: str) -> None:
        tell(text)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[str] = ()
    ) -> None:
        """Aligned columns; those named in `right` hold numbers."""
        cells = [[_cell(value) for value in row] for row in rows]
        widths = [max(len(head), *(len(row[i]) for row in cells), 0) for i, head in enumerate(columns)]
        for row in [list(columns), *cells]:
            padded = (
                cell.rjust(width) if head in right else cell.ljust(width)
                for cell, width, head in zip(row, widths, columns, strict=True)
            )
            self.line("  ".join(padded).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    # a name may come from anywhere: nothing in it may move the cursor or colour the terminal
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))


OpenWindow = Callable[["Engine", bool], int]  # whether it begins in the tray


@dataclass(frozen=True, slots=True)
class Context:
    home: Home
    out: Out
    args: argparse.Namespace
    window: OpenWindow | None  # None where there is no window to open


Run = Callable[[Context], int]
Arrange = Callable[[argparse.ArgumentParser], None]


def no_arguments(_: argparse.ArgumentParser) -> None: ...


@dataclass(frozen=True, slots=True)
class Command:
    """One command, or a group of them where `parts` is not empty. `run` of a group runs without a part."""

    name: str
    help: str
    run: Run | None = None
    arrange: Arrange = no_arguments
    parts: tuple["Command", ...] = field(default=())


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, as with all trouble, instead of half a screen of options."""
        self.exit(USAGE, f"{self.prog}: {redact(message)}. `{self.prog} --help` shows what there is.\n")

    def _print_message(self, message: str, file: object = None) -> None:
        """Ours, because argparse's own takes a full disk for success."""
        (tell if file is sys.stderr else say)(message.rstrip("\n"))


def build_parser(commands: Iterable[Command], version: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tollgate",
        description="See what every LLM call on this computer costs, and stop before it costs too much.",
        epilog="Without a command, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"tollgate {version}")
    parser.add_argument("--hidden", action="store_true", help="the window begins in the tray")
    _add_common(parser, first=True)
    _add_commands(parser, commands)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, first: bool) -> None:
    """--home and --json may stand before or after the command; the later parser resets nothing."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        default=None if first else argparse.SUPPRESS,
        help="the folder that holds everything of an installation (or TOLLGATE_HOME)",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=False if first else argparse.SUPPRESS,
        help="one JSON document on stdout, or one a line for long lists",
    )


def _add_commands(parser: argparse.ArgumentParser, commands: Iterable[Command]) -> None:
    choices = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in commands:
        child = choices.add_parser(command.name, help=command.help, description=command.help)
        _add_common(child, first=False)
        command.arrange(child)
        if command.parts:
            _add_commands(child, command.parts)
        child.set_defaults(run=command.run or _needs_a_part(child))


def _needs_a_part(parser: argparse.ArgumentParser) -> Run:
    def run(_: Context) -> int:
        parser.error("say what to do")

    return run


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """The type of an option: plain digits, nothing else that Python would take for a number."""

    def parse(text: str) -> int:
        if not re.fullmatch("[0-9]{1,18}", text) or not low <= int(text) <= high:
            span = f"from {low} to {high}" if high < MANY else f"of at least {low}"
            raise argparse.ArgumentTypeError(f"this takes a whole number {span}, not {text[:40]!r}")
        return int(text)

    return parse


MANY = 10**18


def say(text: str) -> None:
    """On stdout. An AppError where it cannot be written, a BrokenPipeError where nobody reads it any more."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        raise unwritten(error) from None


def tell(text: str) -> None:
    """On stderr."""
    with suppress(OSError):  # there is nobody else to tell
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def unwritten(error: OSError) -> AppError:
    return AppError(
        f"The output could not be written: {error.strerror or error}.", "Send it somewhere that has room."
    )


def drop_output() -> None:
    """Whoever read our output has gone (`tollgate calls | head`), or it cannot be written: say no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def compact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was not given."""
    return {key: value for key, value in values.items() if value is not None}
