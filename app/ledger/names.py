"""What clients and projects are called now that were renamed or merged since this program began."""

import threading
from collections.abc import Iterable
from typing import Literal

from app.core.calls import Call

Renameable = Literal["client", "project"]


class Names:
    """For calls that began before: they may be recorded long after. May be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: dict[Renameable, dict[str, str]] = {"client": {}, "project": {}}  # values are swapped

    def now_called(self, dimension: Renameable, name: str | None) -> str | None:
        return self._now[dimension].get(name, name) if name is not None else None

    def moved(self, dimension: Renameable, old: str, new: str) -> None:
        with self._lock:
            known = self._now[dimension]
            now = {earlier: new if name == old else name for earlier, name in known.items()} | {old: new}
            now.pop(new, None)
            self._now[dimension] = now

    def taken(self, dimension: Renameable, name: str) -> None:
        """Something else is called so from now on."""
        if name in self._now[dimension]:
            with self._lock:
                self._now[dimension] = {old: new for old, new in self._now[dimension].items() if old != name}

    def put_into(self, calls: Iterable[Call]) -> None:
        if any(self._now.values()):
            for call in calls:
                call.client = self.now_called("client", call.client)
                call.project = self.now_called("project", call.project)
