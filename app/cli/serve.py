"""`tollgate` without a command, and `tollgate serve`."""

import argparse
import gc
import json
import os
import re
import signal
from contextlib import suppress
from queue import Empty, SimpleQueue

from app.cli.frame import DONE, Command, Context
from app.platform import heap
from app.platform.display import why_not


def run_serve(context: Context) -> int:
    from app.assembly import Engine

    heap.keep_one()
    args = context.args
    engine = Engine(
        context.home,
        "serve",
        host=getattr(args, "host", None),
        port=getattr(args, "port", None),
        log_to_stderr=True,
    )
    # not an Event: a signal between the two halves of its wait would wait for a lock that this thread holds
    stopped: SimpleQueue[None] = SimpleQueue()

    def on_signal(*_: object) -> None:
        stopped.put(None)

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), on_signal)
    try:
        engine.start()
        url = engine.start_proxy()
        gc.freeze()  # it lives to the end: to look it all through again holds up every stream for 20 ms
        if context.out.as_json:
            context.out.line(json.dumps({"event": "ready", "url": url, "pid": os.getpid()}))
        else:
            context.out.line(f"Tollgate listens at {url} (process {os.getpid()}). Ctrl+C stops it.")
        while True:
            with suppress(Empty):
                stopped.get(timeout=_TURN_S)
                break
    finally:
        engine.stop()
    return DONE


def open_window_or_serve(context: Context) -> int:
    """What `tollgate` alone does."""
    why = "There is no display here" if context.window is None else why_not()
    if context.window is None or why:
        context.out.note(f"{why}, so Tollgate runs without its window: `tollgate serve`.")
        return run_serve(context)
    from app.assembly import Engine, raise_running

    if raise_running(context.home):
        context.out.note("Tollgate already runs; its window was raised.")
        return DONE
    heap.keep_one()
    engine = Engine(context.home, "window", port=getattr(context.args, "port", None))
    return context.window(engine, context.args.hidden)


# Windows delivers Ctrl+C only between two waits. Elsewhere a signal ends the wait at once, but for one that
# comes while this thread hands over the interpreter on its way into it: that one is seen at the next turn.
_TURN_S = 1.0


def _loopback(text: str) -> str:
    if text not in {"127.0.0.1", "localhost", "::1"}:
        raise argparse.ArgumentTypeError(
            f"Tollgate listens on this computer only: 127.0.0.1, localhost or ::1, not {text!r}"
        )
    return "127.0.0.1" if text == "localhost" else text


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text[:40]!r}")
    return int(text)


def port_option(parser: argparse.ArgumentParser, default: int | None, words: str) -> None:
    parser.add_argument(
        "--port", type=_port, metavar="N", default=default, help=f"0 takes a free one; else {words}"
    )


def _arrange(parser: argparse.ArgumentParser) -> None:
    port_option(parser, None, "the setting proxy.port")
    parser.add_argument(
        "--host", type=_loopback, metavar="H", help="127.0.0.1 (the default), localhost or ::1"
    )


SERVE = Command("serve", "the proxy without a window, until SIGINT or SIGTERM", run_serve, _arrange)
