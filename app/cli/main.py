"""From the words of a command line to its exit code."""

import io
import logging
import os
import signal
import sys
from collections.abc import Sequence

from app import __version__
from app.cli.commands import wanted
from app.cli.frame import (
    DONE,
    FAILED,
    USAGE,
    Context,
    OpenWindow,
    Out,
    build_parser,
    drop_output,
    tell,
    unwritten,
)
from app.core.errors import AppError, UsageError
from app.platform.home import find_home


def run_command(arguments: Sequence[str], window: OpenWindow | None) -> int:
    """`window` opens the window; None where there is none to open."""
    _ready_output()
    try:
        code = _run(arguments, window)
    except SystemExit as stop:  # argparse has said what there was to say
        code = int(stop.code or DONE)
    finally:
        logging.shutdown()
    return _flushed(code)


def _run(arguments: Sequence[str], window: OpenWindow | None) -> int:
    try:
        args = build_parser(wanted(arguments), __version__).parse_args(arguments)
        context = Context(find_home(args.home), Out(as_json=args.json), args, window)
        if "run" not in args:
            from app.cli.serve import open_window_or_serve

            return open_window_or_serve(context)
        return args.run(context)
    except AppError as error:
        tell(f"tollgate: {error}")
        return USAGE if isinstance(error, UsageError) else FAILED
    except BrokenPipeError:
        drop_output()
        return DONE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _flushed(code: int) -> int:
    """The exit code, once everything that was said has got out."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
    except OSError as error:
        drop_output()
        tell(f"tollgate: {unwritten(error)}")
        return FAILED
    return code


def _ready_output() -> None:
    """A terminal that lacks a character still gets the text; a stream that was closed takes everything."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
