"""Everything that can be done from anywhere: one line each; menus, keys and the command palette follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.icons import line_icon
from app.ui.theme import Theme
from app.ui.views import SavedViews, View


class Commands(Protocol):
    """What the window can be told to do."""

    def refresh_page(self) -> None: ...
    def make_new(self) -> None: ...
    def find_in_page(self) -> None: ...
    def export_calls(self) -> None: ...
    def make_report(self) -> None: ...
    def open_palette(self) -> None: ...
    def open_settings(self) -> None: ...
    def open_page(self, page_id: str, part: str = "", act: str = "") -> None: ...
    def toggle_proxy(self) -> None: ...
    def copy_url(self) -> None: ...
    def clear_filters(self) -> None: ...
    def toggle_side_bar(self) -> None: ...
    def next_theme(self) -> None: ...
    def larger_text(self) -> None: ...
    def smaller_text(self) -> None: ...
    def put_away(self) -> None: ...
    def ask_to_quit(self) -> None: ...
    def show_about(self) -> None: ...
    def show_welcome(self) -> None: ...
    def show_sample(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ActionSpec:
    id: str
    text: str
    icon: str
    shortcut: str
    run: Callable[[Commands], None]


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "palette",
        str(QT_TRANSLATE_NOOP("actions", "Command palette")),
        "command",
        "Ctrl+K",
        lambda w: w.open_palette(),
    ),
    ActionSpec(
        "find", str(QT_TRANSLATE_NOOP("actions", "Find")), "search", "Ctrl+F", lambda w: w.find_in_page()
    ),
    ActionSpec(
        "new",
        str(QT_TRANSLATE_NOOP("actions", "New on this page")),
        "plus",
        "Ctrl+N",
        lambda w: w.make_new(),
    ),
    ActionSpec(
        "refresh", str(QT_TRANSLATE_NOOP("actions", "Refresh")), "refresh", "F5", lambda w: w.refresh_page()
    ),
    ActionSpec(
        "export",
        str(QT_TRANSLATE_NOOP("actions", "Export the calls of the range and filter…")),
        "download",
        "Ctrl+E",
        lambda w: w.export_calls(),
    ),
    ActionSpec(
        "report",
        str(QT_TRANSLATE_NOOP("actions", "Make a report…")),
        "report",
        "Ctrl+P",
        lambda w: w.make_report(),
    ),
    ActionSpec(
        "proxy",
        str(QT_TRANSLATE_NOOP("actions", "Pause or resume the proxy")),
        "pause",
        "",
        lambda w: w.toggle_proxy(),
    ),
    ActionSpec(
        "copy-url",
        str(QT_TRANSLATE_NOOP("actions", "Copy the proxy's address")),
        "copy",
        "",
        lambda w: w.copy_url(),
    ),
    ActionSpec(
        "clear-filters",
        str(QT_TRANSLATE_NOOP("actions", "Clear all filters")),
        "filter",
        "",
        lambda w: w.clear_filters(),
    ),
    ActionSpec(
        "new-alert-rule",
        str(QT_TRANSLATE_NOOP("actions", "New alert rule")),
        "bell",
        "",
        lambda w: w.open_page("alerts", act="new-rule"),
    ),
    ActionSpec(
        "new-channel",
        str(QT_TRANSLATE_NOOP("actions", "New channel for alerts")),
        "send",
        "",
        lambda w: w.open_page("alerts", act="new-channel"),
    ),
    ActionSpec(
        "acknowledge-all",
        str(QT_TRANSLATE_NOOP("actions", "Acknowledge all alerts")),
        "check",
        "",
        lambda w: w.open_page("alerts", act="acknowledge-all"),
    ),
    ActionSpec(
        "theme",
        str(QT_TRANSLATE_NOOP("actions", "Switch between light and dark")),
        "sun",
        "",
        lambda w: w.next_theme(),
    ),
    ActionSpec(
        "larger", str(QT_TRANSLATE_NOOP("actions", "Larger text")), "up", "Ctrl++", lambda w: w.larger_text()
    ),
    ActionSpec(
        "smaller",
        str(QT_TRANSLATE_NOOP("actions", "Smaller text")),
        "down",
        "Ctrl+-",
        lambda w: w.smaller_text(),
    ),
    ActionSpec(
        "side-bar",
        str(QT_TRANSLATE_NOOP("actions", "Fold or unfold the side bar")),
        "panel",
        "Ctrl+B",
        lambda w: w.toggle_side_bar(),
    ),
    ActionSpec(
        "settings",
        str(QT_TRANSLATE_NOOP("actions", "Settings")),
        "settings",
        "Ctrl+,",
        lambda w: w.open_settings(),
    ),
    ActionSpec(
        "welcome",
        str(QT_TRANSLATE_NOOP("actions", "Set up step by step")),
        "right",
        "",
        lambda w: w.show_welcome(),
    ),
    ActionSpec(
        "sample",
        str(QT_TRANSLATE_NOOP("actions", "Explore with sample data")),
        "trends",
        "",
        lambda w: w.show_sample(),
    ),
    ActionSpec(
        "about", str(QT_TRANSLATE_NOOP("actions", "About Tollgate")), "info", "F1", lambda w: w.show_about()
    ),
    ActionSpec(
        "put-away",
        str(QT_TRANSLATE_NOOP("actions", "Close the window")),
        "close",
        "Ctrl+W",
        lambda w: w.put_away(),
    ),
    ActionSpec(
        "quit", str(QT_TRANSLATE_NOOP("actions", "Quit")), "quit", "Ctrl+Q", lambda w: w.ask_to_quit()
    ),
)


class Actions(QObject):
    """The specs as actions of one window."""

    def __init__(self, window: QWidget, commands: Commands, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self.all: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self._of_views: list[QAction] = []
        for spec in ACTIONS:
            text = QCoreApplication.translate("actions", spec.text)
            self.add(spec.id, text, spec.icon, _bound(spec, commands), shortcut=spec.shortcut)
        theme.changed.connect(self._tint)
        self._tint()

    def add(self, id_: str, text: str, icon: str, run: Callable[[], None], *, shortcut: str = "") -> None:
        """An action that is not in the table: a page, a range."""
        action = QAction(text, self._window)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(run)
        self._window.addAction(action)
        self.all[id_] = action
        self._icons[id_] = icon
        action.setIcon(line_icon(icon, self._theme.tokens.colours["text_soft"]))

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

    def _tint(self) -> None:
        for id_, action in self.all.items():
            action.setIcon(line_icon(self._icons[id_], self._theme.tokens.colours["text_soft"]))


def _chooser(views: SavedViews, view: View) -> Callable[[], None]:
    def run() -> None:
        views.choose(view)

    return run


def _bound(spec: ActionSpec, commands: Commands) -> Callable[[], None]:
    def run() -> None:
        spec.run(commands)

    return run
