"""A second window, on a home with sample data that goes when it is closed: nothing of it is mixed in here."""

import time
from collections.abc import Callable

from app.core.errors import AppError, HomeError
from app.platform.home import Home
from app.platform.program import begin

_LOOK_AGAIN_S = 0.1
_READY = b"goes when you quit"  # what `tollgate demo` says when all of it is there


def open_sample(home: Home, called_off: Callable[[], bool]) -> None:
    """Blocks for the seconds in which the year is made. Called off, it goes on by itself."""
    log = home.logs / "demo.log"
    try:
        process = begin(["demo"], log)
    except OSError as error:
        raise HomeError(f"The sample could not be started: {error.strerror or error}.", _BY_HAND) from error
    while not called_off():
        ended = process.poll()
        said = log.read_bytes()
        if ended:
            last = said.decode(errors="replace").strip().rpartition("\n")[2]
            raise AppError(f"The sample could not be made: {last or ended}.", _BY_HAND)
        if ended == 0 or _READY in said:
            return
        time.sleep(_LOOK_AGAIN_S)


_BY_HAND = "`tollgate demo` in a terminal does the same, and says more."
