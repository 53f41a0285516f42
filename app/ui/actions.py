"""Everything that can be done from anywhere: one line each; menus, keys and the command palette follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.icons import line_icon
from app.ui.theme import Theme
from app.ui.views import SavedViews, View

if TYPE_CHECKING:
    from app.ui.commands import Commands


@dataclass(frozen=True, slots=True)
class ActionSpec:
    id: str
    text: str
    icon: str
    shortcut: str
    run: "Callable[[Commands], object]"


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "palette",
        str(QT_TRANSLATE_NOOP("actions", "Command palette")),
        "command",
        "Ctrl+K",
        lambda c: c.open_palette(),
    ),
    ActionSpec(
        "find", str(QT_TRANSLATE_NOOP("actions", "Find")), "search", "Ctrl+F", lambda c: c.find_in_page()
    ),
    ActionSpec(
        "new",
        str(QT_TRANSLATE_NOOP("actions", "New on this page")),
        "plus",
        "Ctrl+N",
        lambda c: c.make_new(),
    ),
    ActionSpec(
        "refresh", str(QT_TRANSLATE_NOOP("actions", "Refresh")), "refresh", "F5", lambda c: c.refresh_page()
    ),
    ActionSpec(
        "export",
        str(QT_TRANSLATE_NOOP("actions", "Export the calls of the range and filter…")),
        "download",
        "Ctrl+E",
        lambda c: c.export_calls(),
    ),
    ActionSpec(
        "report",
        str(QT_TRANSLATE_NOOP("actions", "Make a report…")),
        "report",
        "Ctrl+P",
        lambda c: c.make_report(),
    ),
    ActionSpec(
        "proxy",
        str(QT_TRANSLATE_NOOP("actions", "Pause or resume the proxy")),
        "pause",
        "",
        lambda c: c.window.toggle_proxy(),
    ),
    ActionSpec(
        "copy-url",
        str(QT_TRANSLATE_NOOP("actions", "Copy the proxy's address")),
        "copy",
        "",
        lambda c: c.copy_url(),
    ),
    ActionSpec(
        "clear-filters",
        str(QT_TRANSLATE_NOOP("actions", "Clear all filters")),
        "filter",
        "",
        lambda c: c.clear_filters(),
    ),
    ActionSpec(
        "new-budget",
        str(QT_TRANSLATE_NOOP("actions", "New budget")),
        "budgets",
        "",
        lambda c: c.window.open_page("budgets", act="new"),
    ),
    ActionSpec(
        "new-client",
        str(QT_TRANSLATE_NOOP("actions", "New client")),
        "clients",
        "",
        lambda c: c.window.open_page("clients", act="new-client"),
    ),
    ActionSpec(
        "new-project",
        str(QT_TRANSLATE_NOOP("actions", "New project")),
        "tag",
        "",
        lambda c: c.window.open_page("clients", act="new-project"),
    ),
    ActionSpec(
        "new-project-rule",
        str(QT_TRANSLATE_NOOP("actions", "New rule for a project")),
        "tag",
        "",
        lambda c: c.window.open_page("clients", act="new-rule"),
    ),
    ActionSpec(
        "new-provider",
        str(QT_TRANSLATE_NOOP("actions", "New provider")),
        "providers",
        "",
        lambda c: c.window.open_page("providers", act="new"),
    ),
    ActionSpec(
        "new-alert-rule",
        str(QT_TRANSLATE_NOOP("actions", "New alert rule")),
        "bell",
        "",
        lambda c: c.window.open_page("alerts", act="new-rule"),
    ),
    ActionSpec(
        "new-channel",
        str(QT_TRANSLATE_NOOP("actions", "New channel for alerts")),
        "send",
        "",
        lambda c: c.window.open_page("alerts", act="new-channel"),
    ),
    ActionSpec(
        "acknowledge-all",
        str(QT_TRANSLATE_NOOP("actions", "Acknowledge all alerts")),
        "check",
        "",
        lambda c: c.window.open_page("alerts", act="acknowledge-all"),
    ),
    ActionSpec(
        "theme",
        str(QT_TRANSLATE_NOOP("actions", "Switch between light and dark")),
        "sun",
        "",
        lambda c: c.next_theme(),
    ),
    ActionSpec(
        "larger", str(QT_TRANSLATE_NOOP("actions", "Larger text")), "up", "Ctrl++", lambda c: c.larger_text()
    ),
    ActionSpec(
        "smaller",
        str(QT_TRANSLATE_NOOP("actions", "Smaller text")),
        "down",
        "Ctrl+-",
        lambda c: c.smaller_text(),
    ),
    ActionSpec(
        "side-bar",
        str(QT_TRANSLATE_NOOP("actions", "Fold or unfold the side bar")),
        "panel",
        "Ctrl+B",
        lambda c: c.window.toggle_side_bar(),
    ),
    ActionSpec(
        "settings",
        str(QT_TRANSLATE_NOOP("actions", "Settings")),
        "settings",
        "Ctrl+,",
        lambda c: c.window.open_page("settings"),
    ),
    ActionSpec(
        "welcome",
        str(QT_TRANSLATE_NOOP("actions", "Set up step by step")),
        "right",
        "",
        lambda c: c.window.show_welcome(),
    ),
    ActionSpec(
        "sample",
        str(QT_TRANSLATE_NOOP("actions", "Explore with sample data")),
        "trends",
        "",
        lambda c: c.window.show_sample(),
    ),
    ActionSpec(
        "about", str(QT_TRANSLATE_NOOP("actions", "About Tollgate")), "info", "F1", lambda c: c.show_about()
    ),
    ActionSpec(
        "put-away",
        str(QT_TRANSLATE_NOOP("actions", "Close the window")),
        "close",
        "Ctrl+W",
        lambda c: c.window.close(),
    ),
    ActionSpec(
        "quit", str(QT_TRANSLATE_NOOP("actions", "Quit")), "quit", "Ctrl+Q", lambda c: c.window.ask_to_quit()
    ),
)


class Actions(QObject):
    """The specs as actions of one window. Only the palette shows their pictures, which are drawn for it."""

    def __init__(self, window: QWidget, commands: "Commands", theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self.all: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self._of_views: list[QAction] = []
        for spec in ACTIONS:
            text = QCoreApplication.translate("actions", spec.text)
            self.add(spec.id, text, spec.icon, _bound(spec, commands), shortcut=spec.shortcut)

    def add(self, id_: str, text: str, icon: str, run: Callable[[], None], *, shortcut: str = "") -> None:
        """An action that is not in the table: a page, a range."""
        action = QAction(text, self._window)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(run)
        self._window.addAction(action)
        self.all[id_] = action
        self._icons[id_] = icon

    def for_views(self, views: SavedViews) -> list[QAction]:
        """One for each view that was saved; they come and go with the views."""
        for action in self._of_views:
            action.deleteLater()
        icon = line_icon("bookmark", self._theme.tokens.colours["text_soft"])
        self._of_views = []
        for view in views.all():
            action = QAction(icon, self.tr("Show the view {name}").format(name=view.name), self)
            action.triggered.connect(_chooser(views, view))
            self._of_views.append(action)
        return self._of_views

    def tint(self) -> None:
        for id_, action in self.all.items():
            action.setIcon(line_icon(self._icons[id_], self._theme.tokens.colours["text_soft"]))


def _chooser(views: SavedViews, view: View) -> Callable[[], None]:
    def run() -> None:
        views.choose(view)

    return run


def _bound(spec: ActionSpec, commands: "Commands") -> Callable[[], None]:
    def run() -> None:
        spec.run(commands)

    return run
