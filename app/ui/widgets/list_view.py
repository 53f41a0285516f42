"""A long table: even rows, columns that give way where there is little room, Enter opens a row."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.ui.theme import Theme
from app.ui.widgets.keyboard_focus import begin_at_first_row

_ROW_PX = 34
_ALWAYS = 9


class ColumnRoom(NamedTuple):
    """`least_px` at 100 % text; columns of low `rank` go first, those of rank 9 never."""

    least_px: int
    rank: int


class ListView(QTableView):
    opened = Signal(QModelIndex)  # by Enter or by click

    def __init__(
        self,
        theme: Theme,
        name: str,
        model: QAbstractItemModel,
        rooms: Sequence[ColumnRoom],
        stretched: int = 0,
    ) -> None:
        super().__init__()
        self._theme, self._rooms, self._stretched = theme, rooms, stretched
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._open)
        theme.changed.connect(self._fit)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        begin_at_first_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        tokens = self._theme.tokens
        self.verticalHeader().setDefaultSectionSize(tokens.px(_ROW_PX))
        room = self.viewport().width()
        shown = set(range(len(self._rooms)))
        for place in sorted(shown, key=lambda place: self._rooms[place].rank):
            needed = sum(tokens.px(self._rooms[other].least_px) for other in shown)
            if needed <= room or self._rooms[place].rank >= _ALWAYS:
                break
            shown.remove(place)
        for place, column in enumerate(self._rooms):
            self.setColumnHidden(place, place not in shown)
            if place != self._stretched:
                self.setColumnWidth(place, tokens.px(column.least_px))
