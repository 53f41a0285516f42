"""A row of a list of things that each have their controls: it can be chosen and worked by keyboard."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.theme import Theme
from app.ui.widgets.scroll_canvas import ScrollCanvas

_COLUMN_PX = 980
_KEYS: Mapping[int, str] = {
    Qt.Key.Key_Return: "edit",
    Qt.Key.Key_Enter: "edit",
    Qt.Key.Key_F2: "edit",
    Qt.Key.Key_Delete: "remove",
    Qt.Key.Key_Space: "switch",
    Qt.Key.Key_Menu: "menu",
}


class ItemRow(QFrame):
    """Enter and F2 edit, Delete removes, the space bar switches, up and down go on."""

    asked = Signal(str, str)  # an act, and the name of the thing
    moved = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "item")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = ""
        self.id = 0  # by which it is known, whatever it is called

    def controls(self) -> Sequence[QWidget]:
        """In the order of the Tab key."""
        return ()

    def ask(self, act: str) -> None:
        self.asked.emit(act, self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            self.ask(_KEYS[event.key()])
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.ask("edit")


class ItemColumn(ScrollCanvas):
    """Rows between what stands above and below them, in a column that is no wider than can be read."""

    def __init__(
        self, theme: Theme, name: str, above: Sequence[QWidget], below: Sequence[QWidget] = ()
    ) -> None:
        super().__init__(name, (0, 0, 6, 0), 8, page=False)
        for part in above:
            self.column.addWidget(part)
        self._first = self.column.count()
        for part in below:
            self.column.addSpacing(10)
            self.column.addWidget(part)
        self.column.addStretch()
        self.limit(theme, _COLUMN_PX)
        self.rows: dict[str, ItemRow] = {}

    def arrange(self, rows: Mapping[str, ItemRow]) -> None:
        """Those rows, in that order; others go."""
        for row in self.rows.values():
            if row not in rows.values():
                self.column.removeWidget(row)
                row.hide()
                row.deleteLater()
        if list(rows.values()) != list(self.rows.values()):
            before: QWidget | None = None
            for place, row in enumerate(rows.values()):
                self.column.removeWidget(row)
                self.column.insertWidget(self._first + place, row)
                for control in (row, *row.controls()):
                    if before is not None:
                        QWidget.setTabOrder(before, control)
                    before = control
        self.rows = dict(rows)

    def row_of(self, id_: int) -> ItemRow | None:
        return next((row for row in self.rows.values() if row.id == id_), None)

    def move_from(self, row: ItemRow, step: int) -> None:
        shown = [other for other in self.rows.values() if other.isVisible()]
        place = shown.index(row) + step
        if 0 <= place < len(shown):
            self.go_to(shown[place].name)

    def go_to(self, name: str) -> None:
        row = self.rows.get(name)
        if row is not None:
            row.setFocus()
            QTimer.singleShot(0, row, lambda: self.ensureWidgetVisible(row))  # a new one has no place before
