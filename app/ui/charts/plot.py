"""The plot itself: one graphics object, painted in the pixels of its view."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.ui.charts.series import Chart, Stack
from app.ui.charts.shapes import Frame, Shape, ghosts_of, shapes_of
from app.ui.theme import Tokens

_DOT_PX = 4.0
_REACH_PX = 14.0  # how near to a line the mouse is on it


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen of a chart: whole buckets, and the value at the upper side."""

    first: int
    end: int
    top: float
    grid: Sequence[float] = ()


class PlotItem(pg.GraphicsObject):
    """Bars, lines or areas. Bars become one area where they would be thinner than a few pixels.

    A child of the view box itself, so its coordinates are the box's pixels: gaps, corners and hairlines are
    the same at every zoom. What does not follow the mouse is painted once, into a picture.
    """

    def __init__(self, box: pg.ViewBox, tokens: Tokens) -> None:
        super().__init__()
        self._box = box
        self._tokens = tokens
        self._chart: Chart | None = None
        self._window = Window(0, 0, 1.0)
        self._hovered: int | None = None
        self._mouse_y: float | None = None
        self._selected: tuple[float, float] | None = None
        self._shapes: list[Shape] | None = None
        self._picture: QPixmap | None = None
        self.setParentItem(box)
        self.setZValue(10)
        box.sigResized.connect(self._on_box_changed)

    def show_chart(self, chart: Chart | None, window: Window) -> None:
        if chart is not self._chart or window != self._window:
            self._chart, self._window = chart, window
            self._forget()

    def wear(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._forget()

    def mark(self, bucket: int | None, y_px: float | None = None) -> None:
        """The bucket under the mouse or the keyboard's cursor, and how high the mouse is."""
        if (bucket, y_px) != (self._hovered, self._mouse_y):
            self._hovered, self._mouse_y = bucket, y_px
            self.update()

    def select(self, pixels: tuple[float, float] | None) -> None:
        """The stretch that is being dragged."""
        self._selected = pixels
        self.update()

    def boundingRect(self) -> QRectF:
        return self._box.rect()

    @property
    def _seen(self) -> Stack:
        assert self._chart is not None
        return self._chart.stack.cut(self._window.first, self._window.end)

    def _frame(self) -> Frame:
        assert self._chart is not None
        edges, window = self._chart.stack.edges_us, self._window
        return Frame(
            self._box.rect(),
            float(edges[window.first]),
            float(edges[window.end]),
            window.top,
            self._tokens,
        )

    def time_at(self, x_px: float) -> float:
        """Microseconds for a pixel of the box."""
        frame = self._frame()
        return frame.since_us + x_px / max(1.0, frame.rect.width()) * (frame.until_us - frame.since_us)

    def pixel_of(self, time_us: float) -> float:
        return float(self._frame().xs(np.array([time_us]))[0])

    def value_at(self, y_px: float) -> float:
        height = self._box.rect().height()
        return (height - y_px) / max(1.0, height) * self._window.top

    def row_at(self, bucket: int, y_px: float) -> int | None:
        """The series under this pixel; of lines the nearest one."""
        if self._chart is None:
            return None
        value = self.value_at(y_px)
        column = self._chart.stack.values[:, bucket]
        if self._chart.stacked:
            sums = np.cumsum(np.nan_to_num(column))
            row = int(np.searchsorted(sums, value)) if value >= 0 else len(sums)
            return row if row < len(sums) else None
        away = np.abs(self._frame().ys(column.astype(np.float64)) - y_px)
        if np.isnan(away).all() or np.nanmin(away) > _REACH_PX:
            return None
        return int(np.nanargmin(away))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        rect = self._box.rect()
        if self._chart is None or self._window.end <= self._window.first or rect.isEmpty():
            self._paint_grid(painter, rect)
            return
        ratio = painter.device().devicePixelRatio()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._painted(rect, ratio)
        hovered = self._hovered
        if hovered is not None and not self._window.first <= hovered < self._window.end:
            hovered = None
        if hovered is not None and self._chart.stacked and self._chart.form == "bars":
            self._paint_band(painter, rect, hovered)
        painter.drawPixmap(QPointF(0, 0), self._picture)
        if hovered is not None:
            self._paint_cross(painter, rect, hovered)
        self._paint_selection(painter, rect)

    def _painted(self, rect: QRectF, ratio: float) -> QPixmap:
        """All that stays while the mouse moves."""
        assert self._chart is not None
        picture = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._paint_grid(painter, rect)
        if self._chart.stack.keys:
            if self._shapes is None:
                seen, frame = self._seen, self._frame()
                self._shapes = [
                    *ghosts_of(self._chart, seen, frame),
                    *shapes_of(self._chart, seen, frame),
                ]
            for shape in self._shapes:
                shape.paint(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_now(painter, rect)
        self._paint_limits(painter, rect)
        painter.end()
        return picture

    def _paint_grid(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(self._tokens.colour("grid"), 1))
        for value in self._window.grid:
            y = round(rect.height() - value / self._window.top * rect.height()) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(rect.width(), y))
        painter.setPen(QPen(self._tokens.colour("border_strong"), 1))
        base = rect.height() - 0.5
        painter.drawLine(QPointF(0, base), QPointF(rect.width(), base))

    def _paint_now(self, painter: QPainter, rect: QRectF) -> None:
        assert self._chart is not None
        frame, now_us = self._frame(), self._chart.now_us
        if frame.since_us < now_us < frame.until_us:
            x = round(self.pixel_of(now_us)) + 0.5
            painter.setPen(QPen(self._tokens.colour("text_faint"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, rect.height()))

    def _paint_limits(self, painter: QPainter, rect: QRectF) -> None:
        """A level above all that is shown is named at the upper side, with an arrow."""
        assert self._chart is not None
        tokens, frame = self._tokens, self._frame()
        painter.setFont(tokens.font("small"))
        line_px = painter.fontMetrics().height()
        for place, limit in enumerate(self._chart.limits):
            above = limit.value > self._window.top
            y = 0.5 if above else round(float(frame.ys(np.array([limit.value]))[0])) + 0.5
            text = f"{'↑ ' if above else ''}{limit.name}  {self._chart.unit.text(limit.value)}"
            if not above:
                pen = QPen(tokens.colour("bad"), 1.2)
                pen.setDashPattern([5, 4])
                painter.setPen(pen)
                painter.drawLine(QPointF(0, y), QPointF(rect.width(), y))
            top = place * line_px if above else (y - line_px - 2 if y > line_px + 4 else y + 2)
            width = painter.fontMetrics().horizontalAdvance(text) + 8
            room = QRectF(4, top, width, line_px)
            paper = tokens.colour("surface")
            paper.setAlphaF(0.8)
            painter.fillRect(room, paper)
            painter.setPen(tokens.colour("bad"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_band(self, painter: QPainter, rect: QRectF, bucket: int) -> None:
        left, right = self._sides_of(bucket)
        band = self._tokens.colour("hover")
        band.setAlphaF(0.55)
        painter.fillRect(QRectF(left, 0, max(1.0, right - left), rect.height()), band)

    def _paint_cross(self, painter: QPainter, rect: QRectF, bucket: int) -> None:
        assert self._chart is not None
        tokens, stack = self._tokens, self._chart.stack
        x = round(sum(self._sides_of(bucket)) / 2) + 0.5
        hair = QPen(tokens.colour("border_strong"), 1, Qt.PenStyle.DashLine)
        painter.setPen(hair)
        if self._mouse_y is not None:
            y = round(self._mouse_y) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(rect.width(), y))
        if self._chart.stacked and self._chart.form == "bars":
            return
        painter.drawLine(QPointF(x, 0), QPointF(x, rect.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        column = stack.values[:, bucket].astype(np.float64)
        if self._chart.stacked:
            column = np.cumsum(column)
        for slot, y in zip(stack.slots, self._frame().ys(column).tolist(), strict=True):
            if not np.isnan(y):
                painter.setPen(QPen(tokens.colour("surface"), 1.5))
                painter.setBrush(QColor(tokens.other if slot < 0 else tokens.series[slot]))
                painter.drawEllipse(QPointF(x, y), _DOT_PX, _DOT_PX)

    def _paint_selection(self, painter: QPainter, rect: QRectF) -> None:
        if self._selected is not None:
            left, right = sorted(self._selected)
            band = self._tokens.colour("accent")
            painter.setPen(QPen(band, 1))
            band.setAlphaF(0.16)
            painter.setBrush(band)
            painter.drawRect(QRectF(left + 0.5, 0.5, right - left, rect.height() - 1))

    def _sides_of(self, bucket: int) -> tuple[float, float]:
        assert self._chart is not None
        edges = self._chart.stack.edges_us[bucket : bucket + 2].astype(np.float64)
        left, right = self._frame().xs(edges).tolist()
        return left, right

    def _forget(self) -> None:
        self._shapes = self._picture = None
        self.update()

    def _on_box_changed(self, *_change: object) -> None:
        self.prepareGeometryChange()
        self._forget()
