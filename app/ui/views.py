"""Views that were saved under a name: what a page shows, of which range, through which filter."""

from dataclasses import dataclass, fields, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.filters import CallFilter
from app.core.periods import Span
from app.ui.keepsakes import Keepsakes
from app.ui.lens import Lens
from app.ui.ranges import CUSTOM, NAMES, Range

_KEPT = "views"
_LAST = "shown"
_CONDITIONS = tuple(f.name for f in fields(CallFilter) if f.name not in {"since_us", "until_us", "text"})


@dataclass(frozen=True, slots=True)
class View:
    """`shows` is the page's own; `looks` is the lens."""

    page: str
    name: str
    shows: dict[str, Any]
    looks: dict[str, Any]


class SavedViews(QObject):
    """`chosen` asks the window to open a view; its page takes it by `take`."""

    changed = Signal()
    chosen = Signal(object)

    def __init__(self, keepsakes: Keepsakes, lens: Lens) -> None:
        super().__init__()
        self._keepsakes, self._lens = keepsakes, lens
        self._wanted: View | None = None
        self._removed: View | None = None

    def all(self, page: str = "") -> list[View]:
        """Of one page, or of every one; by name."""
        found: list[View] = []
        for id_, kept in self._keepsakes.table(_KEPT).items():
            of, _, name = id_.partition("/")
            if page in ("", of) and isinstance(kept, dict):
                shows, looks = kept.get("shows"), kept.get("looks")  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType]
                if isinstance(shows, dict) and isinstance(looks, dict):
                    found.append(View(of, name, shows, looks))  # pyright: ignore[reportUnknownArgumentType]
        return sorted(found, key=lambda view: (view.page, view.name.casefold()))

    def save(self, page: str, name: str, shows: dict[str, Any]) -> None:
        """With the range and the filter of now; one of that name is replaced."""
        kept = {"shows": shows, "looks": looks_of(self._lens)}
        self._keep({**self._keepsakes.table(_KEPT), f"{page}/{name}": kept})

    def remove(self, view: View) -> None:
        self._removed = view
        rest = {
            id_: kept
            for id_, kept in self._keepsakes.table(_KEPT).items()
            if id_ != f"{view.page}/{view.name}"
        }
        self._keep(rest)

    @property
    def removed(self) -> View | None:
        """The last one that was removed, and can be brought back."""
        return self._removed

    def bring_back(self) -> None:
        view, self._removed = self._removed, None
        if view is not None:
            kept = {"shows": view.shows, "looks": view.looks}
            self._keep({**self._keepsakes.table(_KEPT), f"{view.page}/{view.name}": kept})

    def choose(self, view: View) -> None:
        look(self._lens, view.looks)
        self._wanted = view
        self.chosen.emit(view)

    def take(self, page: str) -> dict[str, Any] | None:
        """What a page is asked to show, once."""
        view = self._wanted
        if view is None or view.page != page:
            return None
        self._wanted = None
        return view.shows

    def last(self, page: str) -> dict[str, Any]:
        """What a page showed when it was last seen."""
        shows = self._keepsakes.table(_LAST).get(page)
        return shows if isinstance(shows, dict) else {}  # pyright: ignore[reportUnknownVariableType]

    def remember(self, page: str, shows: dict[str, Any]) -> None:
        self._keepsakes.keep(_LAST, {**self._keepsakes.table(_LAST), page: shows})

    def _keep(self, table: dict[str, Any]) -> None:
        self._keepsakes.keep(_KEPT, table)
        self.changed.emit()


def looks_of(lens: Lens) -> dict[str, Any]:
    custom = lens.range.custom
    conditions = {name: list(values) for name, values in lens.conditions()}
    return {
        "range": lens.range.name,
        "custom": None if custom is None else [custom.since_us, custom.until_us],
        "filter": conditions,
        "text": lens.filter.text,
    }


def look(lens: Lens, looks: dict[str, Any]) -> None:
    """What cannot be read any more is left as it is without."""
    name, custom = looks.get("range"), looks.get("custom")
    chosen = Range()
    if name == CUSTOM and isinstance(custom, list) and all(isinstance(us, int) for us in custom):  # pyright: ignore[reportUnknownVariableType]
        chosen = Range(CUSTOM, Span(*custom))  # pyright: ignore[reportUnknownArgumentType]
    elif name in NAMES:
        chosen = Range(str(name))
    kept: Any = looks.get("filter")
    conditions = {
        name: tuple(map(str, values)) for name, values in dict(kept or {}).items() if name in _CONDITIONS
    }
    lens.look_through(chosen, replace(CallFilter(text=str(looks.get("text") or "")), **conditions))
