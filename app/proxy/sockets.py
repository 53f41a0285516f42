"""What the system knows about sockets and we could not see from our end."""

import asyncio
import contextlib
import select
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LISTEN = "0A"


def _rows() -> list[list[str]] | None:
    """Fields of the system's socket tables; None where it has none to read."""
    rows: list[list[str]] = []
    found = False
    for table in _TABLES:
        with contextlib.suppress(OSError):
            lines = table.read_text("ascii").splitlines()
            found = True
            rows += (line.split(None, 10) for line in lines[1:])
    return rows if found else None


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def held_pairs() -> set[tuple[int, int]] | None:
    """(own port, other port) of all sockets on this computer that a process still holds open.

    A client that has shut down only its sending side holds its socket; one that closed it does not, and
    both look the same from here. None where the system does not tell.
    """
    rows = _rows()
    if rows is None:
        return None
    return {(_port(row[1]), _port(row[2])) for row in rows if row[9] != "0"}


def hung_up(fileno: int) -> bool:
    """Whether the other side has closed, though there may be bytes of it that nobody has read yet."""
    closed = getattr(select, "POLLRDHUP", None)
    if fileno < 0 or closed is None:
        return False
    poll = select.poll()
    poll.register(fileno, closed)
    return any(event & (closed | select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def untie(transport: asyncio.BaseTransport) -> None:
    """Of a lost connection: let go of what asyncio's transport knows of itself.

    Else it waits, with its socket, for a garbage collection that looks through everything, which is rare.
    """
    if hasattr(transport, "_read_ready_cb"):
        setattr(transport, "_read_ready_cb", None)  # noqa: B010  not theirs to tell


def silence_of(sock: socket.socket) -> Callable[[], bool]:
    """Tells, whenever it is asked, whether there is nothing to read from this socket, not even its end."""
    if not hasattr(select, "poll"):
        return partial(_is_silent, sock)
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return lambda: not poll.poll(0)


def _is_silent(sock: socket.socket) -> bool:
    try:
        return not select.select([sock], [], [], 0)[0]
    except (OSError, ValueError):
        return False


def holder_of(port: int) -> str | None:
    """The program that listens on a port, such as `node (process 4711)`; None where it cannot be known."""
    inodes = {row[9] for row in _rows() or () if row[3] == _LISTEN and _port(row[1]) == port}
    if not inodes:
        return None
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(_links_to(link, wanted) for link in (process / "fd").iterdir()):
                name = (process / "comm").read_text("utf-8", "replace").strip()
                return f"{name} (process {process.name})"
    return None


def _links_to(link: Path, wanted: set[str]) -> bool:
    with contextlib.suppress(OSError):
        return str(link.readlink()) in wanted
    return False
