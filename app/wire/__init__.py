"""Everything that the program knows of the providers' APIs, without any I/O."""

from app.wire import openai_chat, other
from app.wire.api import Wire

# The first that matches reads the call. `other` matches everything.
WIRES: tuple[Wire, ...] = (
    openai_chat.WIRE,
    other.WIRE,
)


def wire_for(method: str, path: str) -> Wire:
    return next(wire for wire in WIRES if wire.matches(method, path))
