"""Words and pages of a report on paper, drawn once all of it has its place.

Lengths are tenths of a point.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from app.ui.theme import load_tokens

BODY = 92  # the size of letters
SIDE, TOP, FOOT = 460, 420, 520
LEFT = Qt.AlignmentFlag.AlignLeft

Draw = Callable[[QPainter], None]


class Text:
    """Words laid out in a width; names that read from the right turn nothing around them."""

    def __init__(
        self,
        text: str,
        width: float,
        size: int = BODY,
        *,
        colour: str = "text",
        weight: QFont.Weight = QFont.Weight.Normal,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        tokens = load_tokens("light")
        self._colour = tokens.colour(colour)
        self._layouts: list[tuple[QTextLayout, float]] = []
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.height = self.width = 0.0
        for line in text.split("\n"):
            layout = QTextLayout(line, tokens.font(size, weight))
            layout.setTextOption(option)
            layout.beginLayout()
            y = 0.0
            while (part := layout.createLine()).isValid():
                part.setLineWidth(width)
                part.setPosition(QPointF(0, y))
                y += part.height() * 1.06
                self.width = max(self.width, part.naturalTextWidth())
            layout.endLayout()
            self._layouts.append((layout, self.height))
            self.height += y or size * 1.3

    def at(self, x: float, y: float) -> Draw:
        def draw(painter: QPainter) -> None:
            painter.setPen(self._colour)
            for layout, down in self._layouts:
                layout.draw(painter, QPointF(x, y + down))

        return draw


def one_line(text: str, width: float, size: int, *, colour: str = "text") -> Text:
    """What does not fit is left out in the middle: names differ at their ends."""
    metrics = QFontMetricsF(load_tokens("light").font(size))
    short = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideMiddle, width)
    return Text(short, width * 1.1, size, colour=colour)


class Paper:
    """Pages that fill up from the top; what does not fit goes to the next one."""

    def __init__(self, size: QSizeF) -> None:
        self.left, self.width = SIDE, size.width() - 2 * SIDE
        self._end = size.height() - FOOT
        self.pages: list[list[Draw]] = [[]]
        self.y = float(TOP)

    @property
    def most_together(self) -> float:
        """So much is not torn; more would leave pages half empty."""
        return (self._end - TOP) / 2

    @property
    def room(self) -> float:
        return self._end - self.y

    def draw(self, act: Draw) -> None:
        self.pages[-1].append(act)

    def turn(self) -> None:
        self.pages.append([])
        self.y = float(TOP)

    def need(self, height: float) -> bool:
        """Whether a new page was begun to have so much room."""
        if height <= self.room or self.y == TOP:
            return False
        self.turn()
        return True

    def text(self, text: Text, air: float = 0) -> None:
        self.need(text.height)
        self.draw(text.at(self.left, self.y))
        self.y += text.height + air

    def line(self, y: float, colour: str = "border", thick: float = 5) -> None:
        self.box(QRectF(self.left, y, self.width, thick), colour)

    def box(self, place: QRectF, colour: str, radius: float = 0) -> None:
        filled = QColor(colour) if colour.startswith("#") else load_tokens("light").colour(colour)

        def draw(painter: QPainter) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(filled)
            painter.drawRoundedRect(place, radius, radius)

        self.draw(draw)
