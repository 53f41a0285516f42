"""The card beside the cursor: every series of a bucket, and their total."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme

_PAD = 12
_SWATCH = 9
_MOST_NAME_PX = 220


@dataclass(frozen=True, slots=True)
class Line:
    colour: str
    name: str
    value: str
    strong: bool = False  # the series that the mouse is on


class Readout(QWidget):
    """Painted rather than made of labels: it follows the mouse, and names are never taken for markup."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Values at the cursor"))
        self._theme = theme
        self._parent = parent
        self._heading = ""
        self._lines: Sequence[Line] = ()
        self._feet: Sequence[tuple[str, str]] = ()
        self.hide()

    def show_at(
        self, spot: QPoint, heading: str, lines: Sequence[Line], feet: Sequence[tuple[str, str]]
    ) -> None:
        """`feet` are the total, and what else is said below the series."""
        if (heading, lines, feet) != (self._heading, self._lines, self._feet):
            self._heading, self._lines, self._feet = heading, lines, feet
            self._fit()
            self.update()
        parent = self._parent
        x = spot.x() + 16
        if x + self.width() > parent.width() - 4:
            x = spot.x() - 16 - self.width()
        y = min(max(4, spot.y() - self.height() // 2), parent.height() - self.height() - 4)
        self.move(max(4, x), max(0, y))
        self.show()
        self.raise_()

    def _fonts(self) -> tuple[QFont, QFont]:
        tokens = self._theme.tokens
        return tokens.font("small"), tokens.font("small", QFont.Weight.DemiBold)

    def _fit(self) -> None:
        plain, bold = (QFontMetrics(font) for font in self._fonts())
        values = [*(line.value for line in self._lines), *(value for _, value in self._feet)]
        names = [*(line.name for line in self._lines), *(name for name, _ in self._feet)]
        widest = max((bold.horizontalAdvance(value) for value in values), default=0)
        name_px = min(_MOST_NAME_PX, max((bold.horizontalAdvance(name) for name in names), default=0))
        width = max(bold.horizontalAdvance(self._heading), _SWATCH + 8 + name_px + 20 + widest)
        rows = 1 + len(self._lines) + len(self._feet)
        gaps = 6 + (9 if self._feet else 0)
        self.resize(width + 2 * _PAD, rows * (plain.height() + 4) + gaps + 2 * _PAD - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tokens.colour("border_strong"))
        painter.setBrush(tokens.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        plain, bold = self._fonts()
        line_px = QFontMetrics(plain).height() + 4
        y = float(_PAD - 3)
        painter.setFont(bold)
        painter.setPen(tokens.colour("text"))
        painter.drawText(QRectF(_PAD, y, self.width(), line_px), Qt.AlignmentFlag.AlignVCenter, self._heading)
        y += line_px + 6
        for line in self._lines:
            self._paint_line(painter, y, line_px, line, bold if line.strong else plain)
            y += line_px
        if self._feet:
            painter.setPen(tokens.colour("border"))
            painter.drawLine(_PAD, round(y + 4), self.width() - _PAD, round(y + 4))
            y += 9
        for place, (name, value) in enumerate(self._feet):
            self._paint_line(painter, y, line_px, Line("", name, value), plain if place else bold)
            y += line_px

    def _paint_line(self, painter: QPainter, y: float, line_px: int, line: Line, font: QFont) -> None:
        tokens = self._theme.tokens
        left = _PAD
        if line.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(line.colour))
            painter.drawRoundedRect(QRectF(_PAD, y + (line_px - _SWATCH) / 2, _SWATCH, _SWATCH), 2.5, 2.5)
            left += _SWATCH + 8
        painter.setFont(font)
        metrics = QFontMetrics(font)
        value_px = metrics.horizontalAdvance(line.value)
        name = metrics.elidedText(
            line.name, Qt.TextElideMode.ElideMiddle, self.width() - left - value_px - _PAD - 12
        )
        painter.setPen(tokens.colour("text" if line.strong or not line.colour else "text_soft"))
        painter.drawText(QRectF(left, y, self.width(), line_px), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(tokens.colour("text"))
        painter.drawText(
            QRectF(0, y, self.width() - _PAD, line_px),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            line.value,
        )
