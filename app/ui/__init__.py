"""The window: the only code that knows Qt."""

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.assembly import Engine


def run_window(engine: "Engine", argv: Sequence[str] = (), *, hidden: bool = False) -> int:
    """Show the window, start the engine behind it, and stay until both have ended. The exit code."""
    from app.ui.imports import ease_imports

    gc.disable()  # until the start is over: none of it is garbage, and to see that took an eighth of its time
    ease_imports()
    from app.ui.session import run

    return run(engine, argv, hidden=hidden)
