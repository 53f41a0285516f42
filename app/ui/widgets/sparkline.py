"""A line as large as a word."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Theme


class Sparkline(QWidget):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._points: list[int] = []
        self.setAccessibleName(self.tr("{name}, its course").format(name=name))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(72, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 20)

    def show_points(self, points: list[int]) -> None:
        if points != self._points:
            self._points = points
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._points) < 2 or self.width() < 24:
            return
        highest = max(1, *self._points)
        step = (self.width() - 6) / (len(self._points) - 1)
        usable = self.height() - 8
        spots = [
            QPointF(3 + i * step, 4 + usable - value / highest * usable)
            for i, value in enumerate(self._points)
        ]
        line = QPainterPath(spots[0])
        for spot in spots[1:]:
            line.lineTo(spot)
        area = QPainterPath(line)
        area.lineTo(spots[-1].x(), self.height())
        area.lineTo(spots[0].x(), self.height())
        area.closeSubpath()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._theme.tokens.colour("accent")
        fade = QLinearGradient(0, 0, 0, self.height())
        accent.setAlphaF(0.22)
        fade.setColorAt(0, accent)
        accent.setAlphaF(0.0)
        fade.setColorAt(1, accent)
        painter.fillPath(area, fade)
        accent.setAlphaF(1.0)
        painter.setPen(
            QPen(accent, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPath(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(spots[-1], 2.4, 2.4)
