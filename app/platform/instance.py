"""One Tollgate a home: who holds it, and where the holder can be reached."""

import json
import os
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO

from app.core.errors import HomeError, InstanceError
from app.platform.home import Home, write_private

if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _try_lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _try_lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True, slots=True)
class Instance:
    """The Tollgate that holds a home."""

    pid: int
    kind: str  # window, serve, or the command that holds the home for a moment
    url: str | None = None  # of its proxy, while that listens
    control: str | None = None  # of its own API, for as long as it runs; a command has none


def told(instance: Instance | None) -> str:
    """What is said of it, after "Tollgate"."""
    if instance is None:
        return "does not run"
    where = f"listens at {instance.url}" if instance.url else "runs; its proxy is off"
    return f"{where} (process {instance.pid}, {instance.kind})"


@contextmanager
def hold(home: Home, kind: str) -> Generator[Instance | None]:
    """Hold the home, or say who does. Nothing is left behind, also after a crash of an earlier holder,
    which is what comes out: who ends well takes away what was announced."""
    file = _locked(home)
    try:
        died = _announced(home)
        announce(home, kind)
        yield died
    finally:
        for path in (home.instance, home.lock):
            with suppress(OSError):  # Windows does not unlink what is open; the next holder reuses it
                path.unlink()
        file.close()


def _locked(home: Home) -> IO[str]:
    began = time.monotonic()
    while True:
        try:
            file = home.lock.open("a+", encoding="utf-8")
        except OSError as error:
            raise HomeError(
                f"{home.lock} cannot be opened: {error.strerror or error}.", "Check who owns it."
            ) from error
        with suppress(OSError):
            _try_lock(file)
            # The last holder may have removed the file between our open and our lock.
            if os.fstat(file.fileno()).st_ino == home.lock.stat().st_ino:
                home.lock.chmod(0o600)
                return file
        file.close()
        # who only looks (`running`) holds it for microseconds, a command for a moment, a program for long
        other = running(home)
        patience_s = _GLANCE_S if other and other.control else _PATIENCE_S
        if time.monotonic() - began > patience_s:
            break
        time.sleep(_PAUSE_S)
    who = f" (a {other.kind}, process {other.pid})" if other else ""
    raise InstanceError(
        f"Another Tollgate already uses {home.root}{who}.",
        "Stop it first, or use another folder with --home.",
    )


_PAUSE_S, _GLANCE_S, _PATIENCE_S = 0.02, 0.2, 5.0


def announce(home: Home, kind: str, url: str | None = None, control: str | None = None) -> None:
    """Tell other processes where the holder, which is us, can be reached."""
    write_private(home.instance, json.dumps(asdict(Instance(os.getpid(), kind, url, control))))


def running(home: Home) -> Instance | None:
    """Who holds the home now."""
    try:
        file = home.lock.open("r+", encoding="utf-8")
    except OSError:
        return None  # nobody, or nobody that we could find out about
    with file:
        try:
            _try_lock(file)
            return None
        except OSError:
            pass  # held: what it announced is true
    return _announced(home) or Instance(0, "starting")


def _announced(home: Home) -> Instance | None:
    try:
        return Instance(**json.loads(home.instance.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def settled(home: Home) -> Instance | None:
    """Who holds the home, once it can be asked; who starts, or has something short to do, is waited for."""
    until = time.monotonic() + _PATIENCE_S
    while (other := running(home)) is not None and other.control is None and time.monotonic() < until:
        time.sleep(_PAUSE_S)
    return other


def port_is_free(port: int) -> bool:
    """Whether a proxy could listen there."""
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere the option lets two listen at once
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
