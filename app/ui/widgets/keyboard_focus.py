"""Where the keyboard is has to be seen as soon as it comes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTableView

_BY_KEYS = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


def came_by_keys(event: QFocusEvent) -> bool:
    return event.reason() in _BY_KEYS


def begin_at_first_row(table: QTableView, event: QFocusEvent) -> None:
    """Qt makes it the current one then, of which nothing is seen unless it is chosen."""
    if came_by_keys(event) and table.model().rowCount() and not table.selectionModel().hasSelection():
        table.selectRow(max(0, table.currentIndex().row()))
