"""A list at the left, what is chosen in it at the right; the list gives way where there is little room.

Where there is not enough for both, it stands above.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.ui.theme import Theme
from app.ui.widgets.cards import Card
from app.ui.widgets.scroll_canvas import BAR_GAP_PX, ScrollCanvas

_LIST_PX, _LIST_SHARE = 264, 0.36
_BESIDE_PX, _ABOVE_SHARE = 480, 0.45


class ListAndView(QSplitter):
    def __init__(self, theme: Theme, card: Card, view: QWidget, name: str, list_px: int = _LIST_PX) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._list_px = theme, list_px
        card.body.setContentsMargins(8, 12, 8, 8)
        card.top.setContentsMargins(8, 0, 0, 0)
        scroll = ScrollCanvas(name, (0, 0, BAR_GAP_PX, 0), page=False)
        scroll.column.addWidget(view)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(14)
        self.addWidget(card)
        self.addWidget(scroll)
        self.setStretchFactor(1, 1)
        theme.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size() != event.oldSize():
            self._fit()

    def _fit(self) -> None:
        beside = self.width() >= self._theme.tokens.px(_BESIDE_PX)
        self.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        if not beside:
            high = round(self.height() * _ABOVE_SHARE)
            self.setSizes([high, max(1, self.height() - high)])
            return
        share = _LIST_SHARE * max(1.0, self._list_px / _LIST_PX) ** 0.5
        wide = min(self._theme.tokens.px(self._list_px), round(self.width() * share))
        self.setSizes([wide, max(1, self.width() - wide)])
