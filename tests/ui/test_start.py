"""What the window spares its start."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In a process of its own: what is imported once is not imported again.
_IMPORTED = """
import linecache, sys
from app.ui.imports import ease_imports
if sys.argv[1] == "eased":
    ease_imports()
import PySide6.QtCore
from app.core.periods import Span
print(any("periods" in name for name in linecache.cache))
"""


def _reads_sources(how: str) -> bool:
    command = [sys.executable, "-c", _IMPORTED, how]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    return ended.stdout.strip() == "True"


def test_pyside_does_not_read_the_source_of_each_module_that_is_imported() -> None:
    assert _reads_sources("as it is")  # else there is nothing to ease any more
    assert not _reads_sources("eased")
