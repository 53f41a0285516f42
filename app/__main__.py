"""`tollgate`: the window without arguments, the command line with them. Each is imported only when wanted."""

import os
import sys
from typing import TYPE_CHECKING

from app.cli.main import run_command

if TYPE_CHECKING:
    from app.assembly import Engine


def main() -> int:
    return run_command(sys.argv[1:], _open_window if _has_display() else None)


def _open_window(engine: "Engine") -> int:
    from app.ui import run_window

    return run_window(engine)


def _has_display() -> bool:
    """Whether a window can be shown, as far as can be told without Qt."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
