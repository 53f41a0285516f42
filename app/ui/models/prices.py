"""Prices as rows of a table: all are at hand, so a search is only a choice among them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from app.ui import formats
from app.ui.models.price_entries import PriceEntry

_Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
# title, least width at 100 % text, rank (columns of low rank go first), a number
COLUMNS: tuple[tuple[str, int, int, bool], ...] = (
    (str(QT_TRANSLATE_NOOP("prices", "Model")), 200, 9, False),
    (str(QT_TRANSLATE_NOOP("prices", "Provider")), 100, 7, False),
    (str(QT_TRANSLATE_NOOP("prices", "Input / M")), 92, 9, True),
    (str(QT_TRANSLATE_NOOP("prices", "Output / M")), 92, 9, True),
    (str(QT_TRANSLATE_NOOP("prices", "Cached / M")), 92, 4, True),
    (str(QT_TRANSLATE_NOOP("prices", "Since")), 110, 2, False),
    (str(QT_TRANSLATE_NOOP("prices", "Your calls")), 90, 5, True),
    (str(QT_TRANSLATE_NOOP("prices", "From")), 116, 6, False),
)


class PricesModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[PriceEntry] = ()

    def show_entries(self, entries: Sequence[PriceEntry]) -> None:
        if entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    def entry_at(self, row: int) -> PriceEntry:
        return self._entries[row]

    def row_of(self, key: tuple[str, str, str, str]) -> int | None:
        return next((row for row, entry in enumerate(self._entries) if entry.key == key), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return entry.model
        if role == ENTRY_ROLE:
            return entry
        return None

    def _text(self, entry: PriceEntry, column: int) -> str:
        cells = (
            entry.model,
            entry.provider,
            *entry.cells,
            formats.count(entry.calls) if entry.calls else "",
            self._source(entry),
        )
        return cells[column]

    def _source(self, entry: PriceEntry) -> str:
        if entry.kind == "own":
            return self.tr("Your price")
        if entry.kind == "mapped":
            return self.tr("Priced as")
        hidden = entry.line is not None and entry.line.overridden
        return self.tr("List, replaced") if hidden else self.tr("List")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return QCoreApplication.translate("prices", COLUMNS[section][0])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _side(section)
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if COLUMNS[column][3] else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
