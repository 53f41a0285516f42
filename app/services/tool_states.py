"""How it stands with each tool that could call here: connected or not, and whether it arrives."""

import re
from dataclasses import dataclass

from app.core.calls import Call
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.ledger import Reader
from app.platform.home import Home
from app.services.connecting import Connecting
from app.services.connections import Connection
from app.services.recipes import Tool, load_tools

_LOOK_BACK_CALLS = 500


@dataclass(frozen=True, slots=True)
class ToolState:
    tool: Tool
    state: str  # connected, edited, parked, lost, damaged, not connected, by hand, not installed, cannot be
    connection: Connection | None
    files: tuple[str, ...]

    @property
    def points_here(self) -> bool:
        return self.connection is not None and not self.connection.parked


def tool_states(home: Home) -> list[ToolState]:
    """Of those that have a configuration to be edited, or say why it cannot be. Looks at the disk."""
    connecting = Connecting(home)
    known = {c.tool: c for c in connecting.all()}
    damaged = set(connecting.tools()) - known.keys()
    found: list[ToolState] = []
    for tool in load_tools().values():
        if tool.files or tool.steps or tool.impossible:
            connection = known.get(tool.id)
            files = [f.path for f in connection.files] if connection else _usual(tool)
            state = _state(connecting, tool, connection, damaged=tool.id in damaged)
            found.append(ToolState(tool, state, connection, tuple(files)))
    return found


def _state(connecting: Connecting, tool: Tool, connection: Connection | None, *, damaged: bool) -> str:
    if connection is not None:
        return connecting.state(connection)
    if damaged:
        return "damaged"
    if tool.impossible:
        return "cannot be"
    if tool.steps:
        return "by hand"
    try:
        there = tool.installed(tool.files[0].locate())
    except AppError:
        there = True
    return "not connected" if there else "not installed"


def _usual(tool: Tool) -> list[str]:
    return [str(file.locate()) for file in tool.files]


def arrived(reader: Reader, tool: Tool, since_us: int) -> tuple[Call | None, list[str]]:
    """Its first call since then, one that was answered before any other; and who has called at all."""
    calls = reader.calls(CallFilter(since_us=since_us), _LOOK_BACK_CALLS)
    wanted = {name.lower() for name in tool.clients}
    own = [call for call in reversed(calls) if not wanted or _family(call.client).lower() in wanted]
    answered = [call for call in own if call.ok]  # a refused WebSocket before it says nothing
    return next(iter(answered or own), None), sorted({call.client or "unknown" for call in calls})


def _family(client: str | None) -> str:
    """Of several that introduce themselves alike, the later ones have a number."""
    return re.sub(r" \(\d+\)$", "", client or "")
