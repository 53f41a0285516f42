"""What the window remembers with the ledger: colours, saved views. It goes along into backups."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.ledger import Ledger

_PREFIX = "window."


class Keepsakes:
    """Tables by name, as JSON has them. Nothing is there before the ledger was opened."""

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._tables: dict[str, dict[str, Any]] = {}

    def open(self, ledger: "Ledger") -> None:
        """Read them all; away from Qt's thread."""
        from app.ledger.facts import facts_named

        kept: dict[str, str] = ledger.write(partial(facts_named, prefix=_PREFIX)).result()
        self._tables = {name.removeprefix(_PREFIX): _table(text) for name, text in kept.items()}
        self._ledger = ledger

    def table(self, name: str) -> dict[str, Any]:
        return self._tables.get(name, {})

    def keep(self, name: str, table: dict[str, Any]) -> None:
        """Remembered at once, and written as soon as the ledger comes to it."""
        from app.ledger.facts import put_fact

        self._tables[name] = table
        if self._ledger is not None:
            self._ledger.write(partial(put_fact, name=_PREFIX + name, value=json.dumps(table)))


def _table(text: str) -> dict[str, Any]:
    """What is not one was not written by us: better no colours than no window."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType]
