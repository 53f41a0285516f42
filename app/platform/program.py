"""What starts this very Tollgate once more."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def installed(*, console: bool = True) -> Path | None:
    """The file to start; None in a checkout, which has none. Windows has one without a console too."""
    if "APPIMAGE" in os.environ:  # the file; what runs from it is gone afterwards
        return Path(os.environ["APPIMAGE"])
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        other = own.with_name("tollgate.exe" if console else "tollgate-window.exe")
        return other if other.exists() else own
    script = Path(sys.argv[0]).absolute()
    return script if script.stem == "tollgate" and script.is_file() else None


def begin(words: Sequence[str], said: Path) -> "subprocess.Popen[bytes]":
    """Start it beside this one, which it outlives. What it says is in the file `said`, anew."""
    own = installed()
    command = [str(own)] if own else [sys.executable, "-m", "app"]
    environment = dict(os.environ)
    if own is None:
        environment["PYTHONPATH"] = str(_CHECKOUT)
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603  this very program
            [*command, *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            creationflags=flags,
            start_new_session=True,
        )
    finally:
        os.close(log)
