"""The same numbers as a table, for those who read rather than look."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.ui.charts.series import Stack
from app.ui.charts.units import Unit

_Index = QModelIndex | QPersistentModelIndex


class TwinModel(QAbstractTableModel):
    """A row for each bucket that has something, the latest first; a column for each series, and the total."""

    def __init__(self, unit: Unit) -> None:
        super().__init__()
        self._unit = unit
        self._stack: Stack | None = None
        self._when: list[str] = []
        self._buckets: list[int] = []

    def show_stack(self, stack: Stack, when: list[str]) -> None:
        self.beginResetModel()
        self._stack, self._when = stack, when
        self._buckets = [i for i, total in enumerate(stack.totals.tolist()) if total][::-1]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else len(self._buckets)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._stack is None else len(self._stack.keys) + 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or self._stack is None:
            return None
        bucket = self._buckets[index.row()]
        if index.column() == 0:
            return self._when[bucket]
        if index.column() == 1:
            return self._unit.text(int(self._stack.totals[bucket]))
        return self._unit.text(int(self._stack.values[index.column() - 2, bucket]))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self._stack is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < 2:
            return (self.tr("When"), self.tr("Total"))[section]
        return self._stack.names[section - 2]
