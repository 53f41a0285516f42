"""From the words of a command line to its exit code."""

import io
import logging
import os
import sys
from collections.abc import Sequence

from app import __version__
from app.cli import (
    calls,
    care,
    demo,
    doctor,
    prices,
    providers,
    recovery,
    serve,
    settings,
    status,
    tools,
    transfer,
    upkeep,
)
from app.cli.frame import (
    DONE,
    FAILED,
    Command,
    Context,
    OpenWindow,
    Out,
    build_parser,
    quiet_exit_on_broken_pipe,
)
from app.core.errors import AppError
from app.platform.home import find_home

COMMANDS: tuple[Command, ...] = (
    serve.SERVE,
    status.STATUS,
    calls.CALLS,
    calls.REPORT,
    tools.ENV,
    providers.PROVIDER,
    prices.PRICE,
    settings.SETTINGS,
    care.BACKUP,
    care.BACKUPS,
    recovery.RESTORE,
    recovery.SALVAGE,
    upkeep.VERIFY,
    upkeep.RECONCILE,
    upkeep.VACUUM,
    upkeep.PURGE,
    transfer.EXPORT,
    transfer.IMPORT,
    care.MIGRATE,
    care.MIGRATIONS,
    doctor.DOCTOR,
    demo.DEMO,
)


def run_command(arguments: Sequence[str], window: OpenWindow | None) -> int:
    """`window` opens the window; None where there is no display."""
    _ready_output()
    parser = build_parser(COMMANDS, __version__)
    args = parser.parse_args(arguments)
    out = Out(as_json=args.json)
    try:
        context = Context(find_home(args.home), out, args, window)
        return getattr(args, "run", serve.open_window_or_serve)(context)
    except AppError as error:
        out.note(f"tollgate: {error}")
        return FAILED
    except BrokenPipeError:
        return quiet_exit_on_broken_pipe()
    except KeyboardInterrupt:
        return DONE if args.__dict__.get("run") is serve.run_serve else 130
    finally:
        sys.stdout.flush()
        logging.shutdown()


def _ready_output() -> None:
    """A terminal that lacks a character still gets the text; a stream that was closed takes everything."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
