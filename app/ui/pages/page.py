"""What a page is."""

from abc import abstractmethod
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.news import Scope
from app.ui.context import Context
from app.ui.throttle import PAUSE_MS, Throttle


class Page(QWidget):
    """Owns its widgets and its queries. It reads again when something changed and it can be seen."""

    listens_to = Scope.CALLS
    pause_ms = PAUSE_MS  # between two refreshes

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("kind", "page")
        self._stale = True
        self._throttle = Throttle(self._refresh_now, self, self.pause_ms)
        context.bridge.ledger_changed.connect(self._on_ledger_changed)
        context.lens.changed.connect(self._on_lens_changed)

    @abstractmethod
    def refresh(self) -> None:
        """Ask again for all that is shown. Every page has its own: a test holds it to that, as Qt cannot."""

    @property
    def complete(self) -> bool:
        """Whether all of it is there: what is below the fold may be made after it was shown."""
        return True

    def refresh_soon(self) -> None:
        if self.isVisible():
            self._throttle.request()
        else:
            self._stale = True

    def search(self) -> None:
        """Ctrl+F: put the cursor where something is searched."""

    def make_new(self) -> None:
        """Ctrl+N: begin one more of what the page is about."""

    def show_part(self, part: str) -> None:
        """Bring the thing of this name into view: where a notification leads."""

    def do(self, act: str) -> None:
        """What the command palette asks of this page, by name."""
        if act == "new":
            self.make_new()

    def take_focus(self) -> None:
        """The page was opened: let the keyboard start at what matters on it."""
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._throttle.request()

    def _refresh_now(self) -> None:
        self._stale = False
        self.refresh()

    def _on_ledger_changed(self, scopes: Scope) -> None:
        if scopes & self.listens_to:
            self.refresh_soon()

    def _on_lens_changed(self) -> None:
        self.refresh_soon()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """What the window knows of a page before its module, which may bring much along, was loaded."""

    id: str
    title: str
    icon: str
    uses_range: bool = True

    def load(self) -> type[Page]:
        """The class of the page; away from Qt's thread. `prepare` of its module loads what it shows later."""
        module = import_module(f"app.ui.pages.{self.id}")
        getattr(module, "prepare", _nothing)()
        return module.PAGE


def _nothing() -> None:
    return None
