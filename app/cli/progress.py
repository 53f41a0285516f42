"""A progress bar on stderr, for work that takes longer than a second, where somebody looks at it."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from app.cli.frame import Out

_AFTER_S, _EVERY_S, _WIDTH = 1.0, 0.2, 30


@contextmanager
def watched(out: Out) -> Generator[Callable[[float], None]]:
    """Call what it gives with the share that is done."""
    started = drawn_at = time.monotonic()
    drawn = False
    visible = sys.stderr.isatty() and not out.as_json

    def progress(share: float) -> None:
        nonlocal drawn, drawn_at
        now = time.monotonic()
        if visible and now - started >= _AFTER_S and now - drawn_at >= _EVERY_S:
            full = round(min(1.0, max(0.0, share)) * _WIDTH)
            sys.stderr.write(f"\r[{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%}")
            sys.stderr.flush()
            drawn, drawn_at = True, now

    try:
        yield progress
    finally:
        if drawn:
            sys.stderr.write("\r" + " " * (_WIDTH + 8) + "\r")
            sys.stderr.flush()
