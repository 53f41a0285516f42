"""`tollgate`: the window without arguments, the command line with them. Each is imported only when wanted."""

import sys
from typing import TYPE_CHECKING

from app.cli.main import run_command

if TYPE_CHECKING:
    from app.assembly import Engine


def main() -> int:
    return run_command(sys.argv[1:], _open_window)


def _open_window(engine: "Engine", hidden: bool) -> int:  # noqa: FBT001
    from app.ui import run_window

    return run_window(engine, hidden=hidden)


if __name__ == "__main__":
    sys.exit(main())
