"""Widgets side by side, in as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.theme import Theme


class Columns(QWidget):
    """`steps` are (least width at 100 % text, shares of the columns), the widest first."""

    def __init__(
        self, theme: Theme, parts: Sequence[QWidget], steps: Sequence[tuple[int, tuple[int, ...]]]
    ) -> None:
        super().__init__()
        self._theme, self._parts, self._steps = theme, parts, steps
        self._shares: tuple[int, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(14)
        theme.changed.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shares = self._steps[-1][1]
        for least_px, wanted in self._steps:
            if self.width() >= self._theme.tokens.px(least_px):
                shares = wanted
                break
        if shares == self._shares:
            return
        for column in range(len(self._shares)):
            self._grid.setColumnStretch(column, 0)
        self._shares = shares
        for place, part in enumerate(self._parts):
            self._grid.removeWidget(part)
            self._grid.addWidget(part, place // len(shares), place % len(shares), Qt.AlignmentFlag(0))
        for column, share in enumerate(shares):
            self._grid.setColumnStretch(column, share)
