"""The table of calls: several can be picked, and its place is kept while rows arrive above."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from app.core.calls import Call
from app.ui.models.calls import CALL_ROLE, COLUMNS, CallsModel
from app.ui.theme import Theme, Tokens
from app.ui.widgets.list_view import ColumnRoom, ListView

_STRETCHED = next(place for place, column in enumerate(COLUMNS) if column.id == "model")
_STATUS = next(place for place, column in enumerate(COLUMNS) if column.id == "status")


class CallsView(ListView):
    def __init__(self, theme: Theme, model: CallsModel) -> None:
        rooms = [ColumnRoom(column.least_px, column.rank) for column in COLUMNS]
        super().__init__(theme, "", model, rooms, _STRETCHED)
        self._calls = model
        self.setAccessibleName(self.tr("Calls, newest first"))
        self.setItemDelegateForColumn(_STATUS, _StatusDelegate(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def let_go_far_below(self) -> None:
        """Of calls that are neither in view nor chosen."""
        choice = self.selectionModel()
        parts = choice.selection()
        chosen = [parts.at(n).bottom() for n in range(parts.count())]
        last = max(*chosen, self.rowAt(self.viewport().height() - 1), -1)
        if choice.currentIndex().row() > last:
            choice.clearCurrentIndex()  # the view would go where another one is
        self._calls.let_go_below(last)

    def keep_place(self, rows_above: int) -> bool:
        """Rows came in above: unless the newest is in view, what is looked at stays where it is."""
        bar = self.verticalScrollBar()
        if bar.value() == 0:
            return False
        self.updateGeometries()
        bar.setValue(bar.value() + rows_above * self.verticalHeader().defaultSectionSize())
        return True

    def _open(self, index: QModelIndex) -> None:
        if len(self.selectionModel().selectedRows()) < 2:  # else several are being picked
            super()._open(index)


class _StatusDelegate(QStyledItemDelegate):
    """A pill where something went wrong: its words say what its colour says."""

    def __init__(self, theme: Theme, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dressed: Tokens | None = None
        self._font = QFont()

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
        if tokens is not self._dressed:  # it takes as long to make as all the rest to paint
            self._dressed, self._font = tokens, tokens.font("small", QFont.Weight.Medium)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
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
