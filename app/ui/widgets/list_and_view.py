"""A list at the left, what is chosen in it at the right; the list gives way where there is little room.

Where there is not enough for both, they are a page that scrolls: the list, and below it what is chosen.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets.cards import Card
from app.ui.widgets.entry_list import EntryList
from app.ui.widgets.scroll_canvas import BAR_GAP_PX, ScrollCanvas

_LIST_PX, _LIST_SHARE = 264, 0.36
_BESIDE_PX = 480
_ABOVE_ROWS, _ABOVE_SHARE = 3, 0.45


class ListAndView(QSplitter):
    """The card has the list and what belongs to it; `name` is that of what is chosen."""

    turned = Signal()  # into a page, or back

    def __init__(
        self,
        theme: Theme,
        card: Card,
        entries: EntryList,
        view: QWidget,
        *,
        name: str,
        list_px: int = _LIST_PX,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._card, self._entries = theme, card, entries
        self._name, self._list_px = name, list_px
        card.body.setContentsMargins(8, 12, 8, 8)
        card.top.setContentsMargins(8, 0, 0, 0)
        self._scroll = ScrollCanvas(name, (0, 0, BAR_GAP_PX, 0), page=False)
        self._scroll.column.addWidget(view, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(14)
        self.addWidget(card)
        self.addWidget(self._scroll)
        self.setStretchFactor(1, 1)
        theme.changed.connect(self._fit)
        entries.currentRowChanged.connect(self._on_row_changed)

    @property
    def page(self) -> QVBoxLayout | None:
        """Where they are one."""
        return self._scroll.column if self._scroll.isAncestorOf(self._card) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size() != event.oldSize():
            self._fit()

    def _fit(self) -> None:
        px = self._theme.tokens.px
        beside = self.width() >= px(_BESIDE_PX)
        if beside is (self.page is not None):
            self._move_list(beside=beside)
        self._entries.keep_seen(0 if beside else _ABOVE_ROWS)
        self._card.setMinimumHeight(0 if beside else round(self.height() * _ABOVE_SHARE))
        if beside:
            share = _LIST_SHARE * max(1.0, self._list_px / _LIST_PX) ** 0.5
            wide = min(px(self._list_px), round(self.width() * share))
            self.setSizes([wide, max(1, self.width() - wide)])

    def _move_list(self, *, beside: bool) -> None:
        """With the keyboard, which is lost by what gets another parent."""
        focused = QApplication.focusWidget()
        if beside:
            self.insertWidget(0, self._card)
        else:
            self._scroll.column.insertWidget(0, self._card)
        self._card.show()
        self._scroll.setAccessibleName(self._name if beside else self._card.accessibleName())
        if focused is not None and self._card.isAncestorOf(focused):
            focused.setFocus()
        self.turned.emit()

    def _on_row_changed(self) -> None:
        """The list shows its row; the page may have to show that part of the list."""
        if self._entries.hasFocus() and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._scroll.ensureWidgetVisible(self._entries)
