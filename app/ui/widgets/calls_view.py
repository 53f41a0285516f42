"""The table of calls: even rows, columns that give way, and a place that is kept while rows arrive above."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.core.calls import Call
from app.ui.models.calls import CALL_ROLE, COLUMNS, CallsModel
from app.ui.theme import Theme

_ROW_PX = 34
_STRETCHED = next(place for place, column in enumerate(COLUMNS) if column.id == "model")
_STATUS = next(place for place, column in enumerate(COLUMNS) if column.id == "status")


class CallsView(QTableView):
    opened = Signal(object)  # a call, by Enter or by click

    def __init__(self, theme: Theme, model: CallsModel) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(model)
        self.setAccessibleName(self.tr("Calls, newest first"))
        self.setItemDelegateForColumn(_STATUS, _StatusDelegate(theme, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_STRETCHED, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._fit)
        self._fit()

    def keep_place(self, rows_above: int) -> bool:
        """Rows came in above: unless the newest is in view, what is looked at stays where it is."""
        bar = self.verticalScrollBar()
        if bar.value() == 0:
            return False
        self.updateGeometries()
        bar.setValue(bar.value() + rows_above * self.verticalHeader().defaultSectionSize())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_clicked(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _on_clicked(self, index: QModelIndex) -> None:
        if len(self.selectionModel().selectedRows()) > 1:
            return  # several are being picked
        self.opened.emit(index.data(CALL_ROLE))

    def _fit(self) -> None:
        """Widths by the text's size; what does not fit goes, the least important first."""
        tokens = self._theme.tokens
        self.verticalHeader().setDefaultSectionSize(tokens.px(_ROW_PX))
        room = self.viewport().width()
        shown = set(range(len(COLUMNS)))
        for place in sorted(shown, key=lambda place: COLUMNS[place].rank):
            needed = sum(tokens.px(COLUMNS[other].least_px) for other in shown)
            if needed <= room or COLUMNS[place].rank >= 9:
                break
            shown.remove(place)
        for place, column in enumerate(COLUMNS):
            self.setColumnHidden(place, place not in shown)
            if place != _STRETCHED:
                self.setColumnWidth(place, tokens.px(column.least_px))


class _StatusDelegate(QStyledItemDelegate):
    """A pill where something went wrong: its words say what its colour says."""

    def __init__(self, theme: Theme, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area: Any = option
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        words: Any = blank
        text, words.text = words.text, ""
        style = words.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, blank, painter, words.widget)
        call: Call = index.data(CALL_ROLE)
        tone = "bad" if not call.ok else "warn" if call.usage_basis == "partial" else ""
        tokens = self._theme.tokens
        font = tokens.font("small", QFont.Weight.Medium)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        rect = QRectF(area.rect)
        most = rect.width() - 16
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(most - 14))
        height = metrics.height() + 6
        pill = QRectF(
            rect.left() + 8, rect.center().y() - height / 2, metrics.horizontalAdvance(shown) + 16, height
        )
        if tone:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour(f"{tone}_soft"))
            painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(tokens.colour(tone or "text_soft"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()
