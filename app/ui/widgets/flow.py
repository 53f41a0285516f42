"""A layout that breaks its row where it is full, like words on a page."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_TALLEST_PX = 100_000


class FlowLayout(QLayout):
    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt takes None for "no more"
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay(self, rect: QRect, *, place: bool) -> int:
        """What stands beside each other has one middle, as words have one line."""
        y, row, used, row_px = rect.y(), list[tuple[QLayoutItem, QSize]](), 0, 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(rect.width(), _TALLEST_PX))
            if row and used + size.width() > rect.width():
                self._place(row if place else [], rect.x(), y, row_px)
                y, row, used, row_px = y + row_px + self._gap, [], 0, 0
            row.append((item, size))
            used += size.width() + self._gap
            row_px = max(row_px, size.height())
        self._place(row if place else [], rect.x(), y, row_px)
        return y + row_px - rect.y()

    def _place(self, row: list[tuple[QLayoutItem, QSize]], x: int, y: int, row_px: int) -> None:
        for item, size in row:
            item.setGeometry(QRect(QPoint(x, y + (row_px - size.height()) // 2), size))
            x += size.width() + self._gap
