"""Where the program's own files are: in a checkout, in an installed wheel, or in the frozen program."""

import sys
from pathlib import Path


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    package = Path(__file__).resolve().parent.parent
    installed = package / "_bundle"
    return installed if installed.is_dir() else package.parent


RESOURCES = _root() / "resources"
MIGRATIONS = _root() / "migrations"
