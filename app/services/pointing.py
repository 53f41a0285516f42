"""The tools that point here, when the program starts and when it ends.

What it takes to change their files is imported when one of them is looked at: the proxy listens before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.core.settings import Settings
from app.platform.home import Home

if TYPE_CHECKING:
    from app.services.connecting import Connecting
    from app.services.connections import Connection

_log = logging.getLogger("tollgate.connect")


class Pointing:
    """Its acts never fail: a tool that cannot be put back is told in the log, and the program goes on."""

    def __init__(self, home: Home, settings: Callable[[], Settings]) -> None:
        self._home = home
        self._settings = settings

    def started(self, *, died: bool) -> None:
        """After an end that was none, tools had nobody to talk to: say so, and offer what can be done."""
        names = [name_of(c) for c in self._connected()] if died else []
        if names:
            _log.warning(
                "Tollgate did not end well last time while %s pointed here: without it, their calls fail. "
                "`tollgate disconnect --all` gives them their own addresses back.",
                ", ".join(names),
            )

    def listens(self, url: str) -> None:
        """Those that were put back when the program ended point here again."""
        if _ever_connected(self._home):
            self._tell(_connecting(self._home).unpark(url, stale=self._follows()))

    def stopping(self) -> None:
        if self._follows() and _ever_connected(self._home):
            self._tell(_connecting(self._home).park())

    def _follows(self) -> bool:
        return self._settings().text("connect.put_back") == "on_quit"

    def troubles(self, url: str) -> list[str]:
        """What keeps a connected tool from arriving, as far as it is cheap to know."""
        return [
            f"{name_of(c)} points at {c.url}, where this proxy does not listen: "
            f"`tollgate connect {c.tool}` mends it, `tollgate disconnect {c.tool}` puts it back."
            for c in self._connected()
            if c.url != url
        ]

    def _connected(self) -> list[Connection]:
        return pointing_here(self._home)

    def _tell(self, failed: list[str]) -> None:
        for trouble in failed:
            _log.warning("A tool could not be put right: %s", trouble)


def pointing_here(home: Home) -> list[Connection]:
    """Those that are connected now. A record that cannot be read is `doctor`'s to tell."""
    if not _ever_connected(home):
        return []
    return [c for c in _connecting(home).all() if not c.parked]


def as_row(connection: Connection) -> dict[str, Any]:
    return {
        "tool": connection.tool,
        "name": name_of(connection),
        "url": connection.url,
        "project": connection.project,
    }


def name_of(connection: Connection) -> str:
    from app.services.recipes import load_tools

    tool = load_tools().get(connection.tool)
    return tool.name if tool else connection.tool


def _ever_connected(home: Home) -> bool:
    return home.connections.is_dir()


def _connecting(home: Home) -> Connecting:
    from app.services.connecting import Connecting

    return Connecting(home)
