"""The stack itself: one graphics object, painted in the pixels of its view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.ui.charts.series import Floats, Stack, columns
from app.ui.theme import Tokens

_RADIUS = 3.0
_MOST_BAR_PX = 48.0
_LEAST_BAR_PX = 3.0  # thinner bars are drawn as one area


@dataclass(slots=True)
class _Shape:
    """One series as it is drawn; kept until the data, the size or the theme changes."""

    brush: QBrush
    boxes: list[QRectF] = field(default_factory=list[QRectF])
    path: QPainterPath = field(default_factory=QPainterPath)


class BarsItem(pg.GraphicsObject):
    """Stacked bars, or areas where bars would be thinner than a few pixels.

    A child of the view box itself, so its coordinates are the box's pixels: gaps, corners and hairlines are
    the same at every zoom. Times are seconds since the first edge.
    """

    def __init__(self, box: pg.ViewBox, tokens: Tokens) -> None:
        super().__init__()
        self._box = box
        self._tokens = tokens
        self._stack: Stack | None = None
        self._grid: Sequence[float] = ()
        self._hovered: int | None = None
        self._selected: tuple[float, float] | None = None
        self._now_us: int | None = None
        self._shapes: list[_Shape] | None = None
        self.setParentItem(box)
        self.setZValue(10)
        box.sigResized.connect(self._on_box_changed)
        box.sigRangeChanged.connect(self._on_box_changed)

    def show_stack(self, stack: Stack | None, grid: Sequence[float], now_us: int | None) -> None:
        self._stack, self._grid, self._now_us = stack, grid, now_us
        self._shapes = None
        self.update()

    def wear(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._shapes = None
        self.update()

    def mark(self, bucket: int | None) -> None:
        """The bucket under the mouse or the keyboard's cursor."""
        if bucket != self._hovered:
            self._hovered = bucket
            self.update()

    def select(self, pixels: tuple[float, float] | None) -> None:
        """The stretch that is being dragged."""
        self._selected = pixels
        self.update()

    def boundingRect(self) -> QRectF:
        return self._box.rect()

    def time_at(self, x_px: float) -> float:
        """Microseconds for a pixel of the box."""
        assert self._stack is not None
        (left, right), width = self._box.viewRange()[0], self._box.rect().width()
        seconds = left + x_px / max(1.0, width) * (right - left)
        return float(self._stack.edges_us[0]) + seconds * 1e6

    def pixel_of(self, time_us: float) -> float:
        assert self._stack is not None
        (left, right), width = self._box.viewRange()[0], self._box.rect().width()
        seconds = (time_us - float(self._stack.edges_us[0])) / 1e6
        return (seconds - left) / (right - left) * width

    def series_at(self, bucket: int, y_px: float) -> int | None:
        """The row of the stack under this pixel."""
        if self._stack is None:
            return None
        top, height = self._box.viewRange()[1][1], self._box.rect().height()
        value = (height - y_px) / max(1.0, height) * top
        if value < 0:
            return None
        sums = np.cumsum(self._stack.values[:, bucket])
        row = int(np.searchsorted(sums, value))
        return row if row < len(sums) else None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        rect = self._box.rect()
        self._paint_grid(painter, rect)
        stack = self._stack
        if stack is None or not stack.buckets or not stack.keys:
            return
        edges = self._edge_pixels(stack)
        if self._hovered is not None and self._hovered < stack.buckets:
            left, right = edges[self._hovered], edges[self._hovered + 1]
            band = self._tokens.colour("hover")
            band.setAlphaF(0.55)
            painter.fillRect(QRectF(left, 0, max(1.0, right - left), rect.height()), band)
        if self._shapes is None:
            self._shapes = self._make_shapes(rect, stack, edges)
        painter.setPen(Qt.PenStyle.NoPen)
        for shape in self._shapes:
            painter.setBrush(shape.brush)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawRects(shape.boxes)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPath(shape.path)
        self._paint_marks(painter, rect)

    def _edge_pixels(self, stack: Stack) -> Floats:
        assert self._stack is not None
        (left, right), width = self._box.viewRange()[0], self._box.rect().width()
        seconds = (stack.edges_us - self._stack.edges_us[0]) / 1e6
        return (seconds - left) / (right - left) * width

    def _tops(self, rect: QRectF, stack: Stack) -> Floats:
        """Pixel heights of the upper side of each series, the base line first."""
        highest = self._box.viewRange()[1][1]
        sums = np.vstack([np.zeros(stack.buckets), np.cumsum(stack.values, axis=0)])
        return rect.height() - sums / highest * rect.height()

    def _brush(self, slot: int, rect: QRectF) -> QBrush:
        colour = QColor(self._tokens.other if slot < 0 else self._tokens.series[slot])
        gradient = QLinearGradient(0, 0, 0, rect.height())
        gradient.setColorAt(0, colour.lighter(107))
        gradient.setColorAt(1, colour)
        return QBrush(gradient)

    def _paint_grid(self, painter: QPainter, rect: QRectF) -> None:
        highest = self._box.viewRange()[1][1]
        painter.setPen(QPen(self._tokens.colour("grid"), 1))
        for value in self._grid:
            y = round(rect.height() - value / highest * rect.height()) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(rect.width(), y))
        painter.setPen(QPen(self._tokens.colour("border_strong"), 1))
        base = rect.height() - 0.5
        painter.drawLine(QPointF(0, base), QPointF(rect.width(), base))

    def _make_shapes(self, rect: QRectF, stack: Stack, edges: Floats) -> list[_Shape]:
        if float(np.min(np.diff(edges))) >= _LEAST_BAR_PX:
            return list(self._bar_shapes(rect, stack, edges))
        narrow = columns(stack, int(rect.width()))
        return list(self._area_shapes(rect, narrow, self._edge_pixels(narrow)))

    def _bar_shapes(self, rect: QRectF, stack: Stack, edges: Floats) -> Iterator[_Shape]:
        tops = np.round(self._tops(rect, stack))
        widths = edges[1:] - edges[:-1]
        gap = np.maximum(np.clip(widths * 0.24, 1.0, 10.0), widths - _MOST_BAR_PX)
        lefts, rights = np.round(edges[:-1] + gap / 2), np.round(edges[1:] - gap / 2)
        rights = np.maximum(rights, lefts + 1)
        highest = _highest_rows(stack)
        for row, slot in enumerate(stack.slots):
            shape = _Shape(self._brush(slot, rect))
            for i in np.flatnonzero(stack.values[row] > 0).tolist():
                # what is not zero is seen: at least one pixel; one pixel of air below the next series
                lower = tops[row, i]
                height = max(1.0, lower - tops[row + 1, i])
                is_cap = highest[i] == row
                if not is_cap and height >= 3:
                    height -= 1
                box = QRectF(lefts[i], lower - height, rights[i] - lefts[i], height)
                if is_cap:
                    _add_cap(shape.path, box)
                else:
                    shape.boxes.append(box)
            yield shape

    def _area_shapes(self, rect: QRectF, stack: Stack, edges: Floats) -> Iterator[_Shape]:
        """A box a pixel column: a polygon of so many points takes a hundred times as long to fill."""
        tops = np.round(self._tops(rect, stack))
        lefts, rights = np.floor(edges[:-1]), np.floor(edges[1:])
        widths = np.maximum(rights - lefts, 1.0).tolist()
        for row, slot in enumerate(stack.slots):
            uppers, heights = tops[row + 1].tolist(), (tops[row] - tops[row + 1]).tolist()
            columns_px = zip(lefts.tolist(), uppers, widths, heights, strict=True)
            yield _Shape(self._brush(slot, rect), [QRectF(*column) for column in columns_px])

    def _paint_marks(self, painter: QPainter, rect: QRectF) -> None:
        stack = self._stack
        assert stack is not None
        if self._now_us is not None and stack.edges_us[0] < self._now_us < stack.edges_us[-1]:
            x = round(self.pixel_of(self._now_us)) + 0.5
            painter.setPen(QPen(self._tokens.colour("text_faint"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, rect.height()))
        if self._selected is not None:
            left, right = sorted(self._selected)
            band = self._tokens.colour("accent")
            painter.setPen(QPen(band, 1))
            band.setAlphaF(0.16)
            painter.setBrush(band)
            painter.drawRect(QRectF(left + 0.5, 0.5, right - left, rect.height() - 1))

    def _on_box_changed(self, *_change: object) -> None:
        self.prepareGeometryChange()
        self._shapes = None
        self.update()


def _highest_rows(stack: Stack) -> list[int]:
    """For each bucket the uppermost series that has something, -1 where none has."""
    present = stack.values > 0
    rows = len(stack.keys) - 1 - np.argmax(present[::-1], axis=0)
    return np.where(present.any(axis=0), rows, -1).tolist()


def _add_cap(path: QPainterPath, box: QRectF) -> None:
    """A bar whose two upper corners are round."""
    radius = min(_RADIUS, box.width() / 2, box.height())
    path.moveTo(box.bottomLeft())
    path.lineTo(box.left(), box.top() + radius)
    path.quadTo(box.topLeft(), QPointF(box.left() + radius, box.top()))
    path.lineTo(box.right() - radius, box.top())
    path.quadTo(box.topRight(), QPointF(box.right(), box.top() + radius))
    path.lineTo(box.bottomRight())
    path.closeSubpath()
