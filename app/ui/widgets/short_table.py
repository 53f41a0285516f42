"""A table of a few rows that is as high as they are; each row leads somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.ui.theme import Theme
from app.ui.widgets.keyboard_focus import begin_at_first_row

_Index = QModelIndex | QPersistentModelIndex
_SHARE = Qt.ItemDataRole.UserRole
_AIR_PX = 26
_MOST_PX = 190
_LEAST_PX = 96


@dataclass(frozen=True, slots=True)
class ShortRow:
    key: str
    cells: tuple[str, ...]
    share: float = 0.0  # of the whole, drawn as a bar behind the first cell


class _Rows(QAbstractTableModel):
    def __init__(self, headers: Sequence[str]) -> None:
        super().__init__()
        self._headers = headers
        self.rows: Sequence[ShortRow] = ()

    def show_rows(self, rows: Sequence[ShortRow]) -> None:
        if rows and len(rows) == len(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._headers) - 1))
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == _SHARE and index.column() == 0:
            return row.share
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._headers[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class _ShareDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        share = index.data(_SHARE)
        if share:
            area: Any = option
            rect = QRectF(area.rect).adjusted(2, 4, -2, -5)
            rect.setWidth(max(3.0, rect.width() * min(1.0, share)))
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.tokens.colour("accent_soft"))
            painter.drawRoundedRect(rect, 5, 5)
            painter.restore()
        super().paint(painter, option, index)


class ShortTable(QTableView):
    chosen = Signal(str)  # the key of a row, by click or Enter

    def __init__(self, theme: Theme, name: str, headers: Sequence[str]) -> None:
        super().__init__()
        self._theme = theme
        self._rows = _Rows(headers)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setItemDelegateForColumn(0, _ShareDelegate(theme, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(
            QHeaderView.ResizeMode.Fixed
        )  # by content would ask for all, again and again
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._fit)
        self._fit()

    def show_rows(self, rows: Sequence[ShortRow]) -> None:
        if rows != self._rows.rows:
            self._rows.show_rows(rows)
            self._fit()

    def sizeHint(self) -> QSize:
        height = self.horizontalHeader().sizeHint().height()
        return QSize(240, height + len(self._rows.rows) * self.verticalHeader().defaultSectionSize() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        begin_at_first_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self._rows.rows[index.row()].key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_out()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.tokens.px(34))
        self._share_out()
        self.updateGeometry()

    def _share_out(self) -> None:
        """What a row is about comes first: the widest of the others gives way to it."""
        tokens = self._theme.tokens
        cells, heads = QFontMetrics(tokens.font()), QFontMetrics(tokens.font("small", QFont.Weight.Medium))
        widths: list[int] = []
        for column in range(self._rows.columnCount()):
            words = [cells.horizontalAdvance(row.cells[column]) for row in self._rows.rows]
            head = heads.horizontalAdvance(self._rows.headerData(column, Qt.Orientation.Horizontal))
            widths.append(min(tokens.px(_MOST_PX), max([head, *words]) + _AIR_PX))
        first, others = widths[0], widths[1:]
        if others:
            short = min(first, self.viewport().width() // 2) + sum(others) - self.viewport().width()
            widest = others.index(max(others))
            others[widest] -= max(0, min(short, others[widest] - tokens.px(_LEAST_PX)))
        for column, width in enumerate(others, 1):
            self.setColumnWidth(column, width)
