"""Where the keyboard is has to be seen as soon as it comes."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QTableView, QWidget

_BY_KEYS = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


def came_by_keys(event: QFocusEvent) -> bool:
    return event.reason() in _BY_KEYS


def begin_at_first_row(table: QTableView, event: QFocusEvent) -> None:
    """Qt makes it the current one then, of which nothing is seen unless it is chosen."""
    if came_by_keys(event) and table.model().rowCount() and not table.selectionModel().hasSelection():
        table.selectRow(max(0, table.currentIndex().row()))


class FocusFollower(QObject):
    """Scrolls to what gets the keyboard. Qt does for Tab within an area, not into one."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        application.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """Not to what is pressed by the mouse: it would slip away. Nor when a window is come back to."""
        if before is None or now is None or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        place: QWidget | None = now
        while place is not None and not place.isWindow():
            place = place.parentWidget()
            if isinstance(place, QScrollArea):
                place.ensureWidgetVisible(now)
