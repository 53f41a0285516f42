"""One budget as a bar: spent, held, left, where an even pace would be, and where it will probably end."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.standings import Standing, all_words
from app.ui.theme import Theme, Tokens

_MOST_SHARE = 1.6  # what lies further beyond the limit is cut off: the limit has to stay in view
_PAD_PX = 2.0


def bar_colour(tokens: Tokens, one: Standing) -> QColor:
    """Of an area: the tones of the pill are for text, and too dark for it."""
    if one.state == "paused":
        return tokens.colour("text_faint")
    place = {"over": 2, "near": 1, "heading": 1, "fine": 0}[one.state]
    return QColor(tokens.series[place])


class BudgetBar(QWidget):
    def __init__(self, theme: Theme, *, thick_px: int = 12) -> None:
        super().__init__()
        self._theme = theme
        self._thick_px = thick_px
        self._one: Standing | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        tokens = self._theme.tokens
        return QSize(tokens.px(240), tokens.px(self._thick_px) + 2 * tokens.px(7))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def show_standing(self, one: Standing) -> None:
        self._one = one
        said = all_words(one)
        self.setAccessibleName(said)
        self.setToolTip(said.replace("; ", "\n"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        one = self._one
        if one is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _Drawing(painter, self._theme.tokens, one, QRectF(self.rect()), self._thick_px).draw()


class _Drawing:
    """One look of the bar. `whole` is what its full width stands for."""

    def __init__(self, painter: QPainter, tokens: Tokens, one: Standing, room: QRectF, thick_px: int) -> None:
        self._painter, self._tokens, self._one = painter, tokens, one
        thick = float(tokens.px(thick_px))
        self._track = QRectF(_PAD_PX, (room.height() - thick) / 2, room.width() - 2 * _PAD_PX, thick)
        self._used = one.tally.spent + one.tally.held
        wanted = max(self._used, one.likely.high if one.likely is not None else 0)
        self._whole = max(one.limit, min(wanted, round(one.limit * _MOST_SHARE)))

    def draw(self) -> None:
        painter, tokens, track = self._painter, self._tokens, self._track
        shape = QPainterPath()
        shape.addRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(track, tokens.colour("hover"))
        self._fill(self._one.limit, self._whole, tokens.colour("bad_soft"))
        self._draw_amounts()
        painter.restore()
        self._draw_thresholds()
        self._draw_limit()
        self._draw_forecast()
        self._draw_pace()

    def _x(self, amount: float) -> float:
        return self._track.left() + min(1.0, amount / self._whole) * self._track.width()

    def _fill(self, start: float, end: float, brush: QColor | QBrush) -> None:
        left, right = self._x(start), self._x(end)
        if right > left:
            self._painter.fillRect(QRectF(left, self._track.top(), right - left, self._track.height()), brush)

    def _draw_amounts(self) -> None:
        one = self._one
        colour = bar_colour(self._tokens, one)
        soft = QColor(colour)
        soft.setAlphaF(0.25)
        if one.likely is not None and not one.budget.paused:
            self._fill(self._used, one.likely.likely, soft)
        self._fill(0, one.tally.spent, colour)
        if one.tally.held:
            self._fill(one.tally.spent, self._used, soft)
            self._fill(one.tally.spent, self._used, QBrush(colour, Qt.BrushStyle.BDiagPattern))

    def _draw_thresholds(self) -> None:
        """Below the bar: where it tells."""
        painter, track = self._painter, self._track
        painter.setPen(QPen(self._tokens.colour("text_faint"), 1.5))
        for percent in self._one.budget.thresholds:
            at = self._one.budget.limit * percent / 100
            if at <= self._whole:
                x = min(self._x(at), track.right() - track.height() / 2 if percent == 100 else track.right())
                painter.drawLine(QPointF(x, track.bottom() + 2), QPointF(x, track.bottom() + 5))

    def _draw_limit(self) -> None:
        """A line through the bar, where the limit is not its end."""
        if self._whole > self._one.limit:
            x = self._x(self._one.limit)
            self._painter.setPen(QPen(self._tokens.colour("text"), 2))
            self._painter.drawLine(QPointF(x, self._track.top() - 3), QPointF(x, self._track.bottom() + 3))

    def _draw_forecast(self) -> None:
        """A line over the band, and a diamond at the likely end."""
        found = self._one.likely
        if found is None or self._one.budget.paused:
            return
        painter, middle = self._painter, self._track.center().y()
        half = self._track.height() * 0.34
        painter.setPen(QPen(self._tokens.colour("text"), 1.5))
        low, high = self._x(found.low), self._x(found.high)
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for x in (low, high):
            painter.drawLine(QPointF(x, middle - half * 0.7), QPointF(x, middle + half * 0.7))
        x = self._x(found.likely)
        painter.setPen(QPen(self._tokens.colour("surface"), 1))
        painter.setBrush(self._tokens.colour("text"))
        painter.drawPolygon(diamond(x, middle, half))

    def _draw_pace(self) -> None:
        """A triangle on top, pointing at the amount of an even pace."""
        even = self._one.even
        if even is None:
            return
        x, top = self._x(even), self._track.top()
        size = self._tokens.px(5)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._tokens.colour("text"))
        self._painter.drawPolygon(triangle(x, top, size))


def diamond(x: float, y: float, half: float) -> QPolygonF:
    return QPolygonF([QPointF(x - half, y), QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half)])


def triangle(x: float, tip: float, size: float) -> QPolygonF:
    """It points down, to the tip."""
    return QPolygonF(
        [QPointF(x - size, tip - size - 1), QPointF(x + size, tip - size - 1), QPointF(x, tip + 1)]
    )


class BudgetKey(QWidget):
    """What the marks of the bars mean."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._names = (
            self.tr("spent"), self.tr("held"), self.tr("even pace"), self.tr("projected end"),
            self.tr("tells at"),
        )  # fmt: skip
        self.setAccessibleName(self.tr("Marks: {names}").format(names=", ".join(self._names)))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = sum(self._widths()) + (len(self._names) - 1) * self._theme.tokens.px(14)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._widths()), self._theme.tokens.px(20))

    def heightForWidth(self, width: int) -> int:
        return (self._places(width)[-1][1] + 1) * self._theme.tokens.px(20)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark, line = tokens.px(14), tokens.px(20)
        for place, (left, row) in enumerate(self._places(self.width())):
            self._draw_mark(painter, place, QRectF(left, row * line + tokens.px(6), mark, tokens.px(8)))
            painter.setPen(tokens.colour("text_soft"))
            words = QRectF(left + mark + 5, row * line, self.width(), line)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._names[place])

    def _widths(self) -> list[int]:
        tokens = self._theme.tokens
        self.setFont(tokens.font("small"))
        return [tokens.px(14) + 7 + self.fontMetrics().horizontalAdvance(name) for name in self._names]

    def _places(self, width: int) -> list[tuple[int, int]]:
        """Where each begins, and in which line."""
        places, left, row = list[tuple[int, int]](), 0, 0
        for wide in self._widths():
            if left and left + wide > width:
                left, row = 0, row + 1
            places.append((left, row))
            left += wide + self._theme.tokens.px(14)
        return places

    def _draw_mark(self, painter: QPainter, place: int, box: QRectF) -> None:
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        accent, soft = QColor(tokens.series[0]), QColor(tokens.series[0])
        soft.setAlphaF(0.25)
        if place == 0:
            painter.setBrush(accent)
            painter.drawRoundedRect(box, 3, 3)
        elif place == 1:
            painter.setBrush(soft)
            painter.drawRoundedRect(box, 3, 3)
            painter.setBrush(QBrush(accent, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(box, 3, 3)
        elif place == 2:
            painter.setBrush(tokens.colour("text"))
            painter.drawPolygon(triangle(box.center().x(), box.bottom() - 1, tokens.px(5)))
        elif place == 3:
            painter.setPen(QPen(tokens.colour("text"), 1.5))
            painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
            painter.setBrush(tokens.colour("text"))
            painter.drawPolygon(diamond(box.center().x(), box.center().y(), box.height() / 2))
        else:
            painter.setPen(QPen(tokens.colour("text_faint"), 1.5))
            painter.drawLine(QPointF(box.center().x(), box.top()), QPointF(box.center().x(), box.bottom()))
