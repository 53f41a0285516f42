"""For who only looks, once: a command that reads, beside a program that may be writing."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.ledger.inspecting import is_there
from app.ledger.reader import Reader


@contextmanager
def reading(ledger: Path) -> Generator[Reader | None]:
    """A reader for as long as it takes; None where nothing was ever recorded."""
    if not is_there(ledger):
        yield None
        return
    reader = Reader(ledger)
    try:
        yield reader
    finally:
        reader.close()
