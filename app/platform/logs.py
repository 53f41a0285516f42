"""The log and the crash reports: for the user to read and to send, so nothing secret may be in them."""

import logging
import logging.handlers
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from app import __version__
from app.core.errors import HomeError
from app.core.redaction import redact
from app.platform.home import Home, write_private

_LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _PrivateFile(logging.handlers.RotatingFileHandler):
    def _open(self):  # the name is logging's
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")


def start(home: Home, *, to_stderr: bool = False) -> None:
    """Log into the home; trouble goes to stderr too where there is no window to tell of it."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    path = home.logs / "tollgate.log"
    try:
        file = _PrivateFile(path, maxBytes=2_000_000, backupCount=3)
    except OSError as error:
        raise HomeError(
            f"The log {path} cannot be written: {error.strerror or error}.", "Check who owns it."
        ) from error
    handlers: list[logging.Handler] = [file]
    if to_stderr:
        stderr = logging.StreamHandler(sys.stderr)
        stderr.setLevel(logging.WARNING)
        handlers.append(stderr)
    for handler in handlers:
        handler.setFormatter(_Redacting(_LINE))
        root.addHandler(handler)
    # httpx tells every request with its whole URL at INFO
    logging.getLogger("httpx").setLevel(logging.WARNING)
    _report_crashes(home)


def stop() -> None:
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, _Redacting)]:
        root.removeHandler(handler)
        handler.close()
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__


def _report_crashes(home: Home) -> None:
    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            report_crash(home, error)
        sys.__excepthook__(kind, error, trace)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report_crash(home, args.exc_value, thread=args.thread.name if args.thread else "?")

    sys.excepthook = on_main
    threading.excepthook = on_thread


def report_crash(home: Home, error: BaseException, thread: str = "main") -> Path:
    """Write down a bug of ours: the stack without the values of its variables, which may hold secrets."""
    trace = "".join(traceback.format_exception(error))
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = home.crashes / f"crash-{stamp}-{os.getpid()}-{time.monotonic_ns() % 1_000_000}.txt"
    head = f"Tollgate {__version__}, Python {sys.version.split()[0]}, {sys.platform}, thread {thread}\n\n"
    write_private(path, redact(head + trace))
    logging.getLogger("tollgate").error("A bug in Tollgate; the report is in %s", path)
    return path
