"""Axes with our own marks: local time of any IANA zone, and round values."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QPainter

from app.ui.theme import Tokens


class MarkedAxis(pg.AxisItem):
    """Shows the marks that it is given, in the theme's text; no line and no ticks."""

    def __init__(self, orientation: str, tokens: Tokens) -> None:
        super().__init__(orientation)
        self._marks: list[tuple[float, str]] = []
        self.wear(tokens)

    def wear(self, tokens: Tokens) -> None:
        self._colour, self._font = tokens.colour("text_faint"), tokens.font("small")
        self.setStyle(
            tickLength=0,
            tickFont=self._font,
            tickTextOffset=8,
            autoExpandTextSpace=False,
            hideOverlappingLabels=False,
        )
        self.picture = None
        self.update()

    def show_marks(self, marks: list[tuple[float, str]]) -> None:
        if marks != self._marks:
            self._marks = marks
            self.picture = None
            self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[Any]:
        return [(1.0, [value for value, _ in self._marks if minVal <= value <= maxVal * (1 + 1e-9)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts = dict(self._marks)
        return [texts.get(value, "") for value in values]

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        """Only the words: ticks without length would still be drawn as dots."""
        p.setFont(self._font)
        p.setPen(self._colour)
        for rect, flags, text in textSpecs:
            p.drawText(rect, int(flags), text)
