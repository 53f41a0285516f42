"""The plot: a stack over time with hover, keyboard cursor, click and drag."""

from zoneinfo import ZoneInfo

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.core.periods import Span, local
from app.core.periods import Unit as Grain
from app.ui import formats
from app.ui.charts.axes import MarkedAxis
from app.ui.charts.bars import BarsItem
from app.ui.charts.readout import Line, Readout
from app.ui.charts.series import Stack
from app.ui.charts.ticks import time_ticks, value_ticks
from app.ui.charts.units import Unit
from app.ui.theme import Theme, Tokens

_DRAG_PX = 6


class StackCanvas(pg.GraphicsView):
    """`picked` names a series and the bucket's span; `range_selected` is what was dragged."""

    picked = Signal(str, object)
    range_selected = Signal(object)

    def __init__(self, theme: Theme, name: str, unit: Unit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.tokens
        self._time_axis = MarkedAxis("bottom", tokens)
        self._value_axis = MarkedAxis("left", tokens)
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._theme = theme
        self._name = name
        self._unit = unit
        self._stack: Stack | None = None
        self._grain: Grain = "day"
        self._zone = ZoneInfo("UTC")
        self._cursor: int | None = None
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self._arrange(tokens)
        self._bars = BarsItem(self._box, tokens)
        self._readout = Readout(theme, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setMinimumHeight(150)
        theme.changed.connect(self._on_theme_changed)

    def _arrange(self, tokens: Tokens) -> None:
        """Two axes and a box: pyqtgraph's own plot item comes with a hundred widgets of options."""
        self.setBackground(tokens.colour("surface"))
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, 6, 6, 0)
        layout.setSpacing(0)
        layout.addItem(self._value_axis, 0, 0)
        layout.addItem(self._box, 0, 1)
        layout.addItem(self._time_axis, 1, 1)
        for axis in (self._value_axis, self._time_axis):
            axis.linkToView(self._box)
        self.setCentralItem(layout)

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def show_stack(
        self, stack: Stack | None, grain: Grain, zone: ZoneInfo, now_us: int | None = None
    ) -> None:
        """`grain` is hour, day or month: what the buckets are."""
        moved = (
            stack is None or self._stack is None or not np.array_equal(stack.edges_us, self._stack.edges_us)
        )
        self._stack, self._grain, self._zone = stack, grain, zone
        self._now_us = now_us
        if moved:
            self._set_cursor(None)
        self._lay_out()
        self._describe()
        if self._cursor is not None:
            self._show_readout(self._cursor, None, None)

    def _lay_out(self) -> None:
        """Scale and marks for what is shown in the room that there is."""
        stack, tokens = self._stack, self._theme.tokens
        if stack is None or not stack.buckets:
            self._bars.show_stack(None, (), None)
            return
        metrics = QFontMetrics(tokens.font("small"))
        highest = float(stack.totals.max()) if stack.keys else 0.0
        ticks = value_ticks(highest, max(2, min(5, self.height() // 46)))
        step = ticks[1] - ticks[0]
        labels = [self._unit.tick(value, step) for value in ticks]
        self._value_axis.setWidth(max(metrics.horizontalAdvance(label) for label in labels) + 14)
        self._value_axis.show_marks(list(zip(ticks, labels, strict=True)))
        self._time_axis.setHeight(metrics.height() + 12)
        start_us, end_us = int(stack.edges_us[0]), int(stack.edges_us[-1])
        self._box.setRange(
            xRange=(0, (end_us - start_us) / 1e6), yRange=(0, ticks[-1]), padding=0, disableAutoRange=True
        )
        marks = time_ticks(
            Span(start_us, end_us),
            self._grain,
            self._zone,
            self._box.width() or self.width(),
            metrics.horizontalAdvance("30 Nov") + 8,
        )
        self._time_axis.show_marks([((tick.at_us - start_us) / 1e6, tick.text) for tick in marks])
        self._bars.show_stack(stack, ticks[1:], self._now_us)

    @property
    def stack(self) -> Stack | None:
        return self._stack

    def spot_of(self, bucket: int, height: float) -> QPointF:
        """The middle of a bucket, so far up the plot (0 to 1), in the widget."""
        assert self._stack is not None
        edges = self._stack.edges_us
        x = self._bars.pixel_of((float(edges[bucket]) + float(edges[bucket + 1])) / 2)
        inside = QPointF(x, self._box.rect().height() * (1 - height))
        return QPointF(self.mapFromScene(self._box.mapToScene(inside)))

    # -- what a person who does not see it is told

    def _describe(self) -> None:
        stack = self._stack
        if stack is None:
            text = ""
        else:
            total = self._unit.text(int(stack.totals.sum()))
            text = self.tr("{series} series over {buckets} buckets, total {total}.").format(
                series=len(stack.keys), buckets=stack.buckets, total=total
            )
            if self._cursor is not None:
                at = self.heading(self._cursor)
                lines = ", ".join(f"{line.name} {line.value}" for line in self._lines(self._cursor, None))
                text = f"{at}: {self._unit.text(int(stack.totals[self._cursor]))}. {lines}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # -- mouse

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        spot = ev.position()
        if self._pressed_at is not None and ev.buttons() & Qt.MouseButton.LeftButton:
            self._dragging = self._dragging or abs(spot.x() - self._pressed_at.x()) > _DRAG_PX
        if self._dragging and self._pressed_at is not None:
            self._readout.hide()
            self._bars.select((self._in_box(self._pressed_at).x(), self._in_box(spot).x()))
            return
        bucket, row = self._hit(spot)
        if bucket is None:
            self._set_cursor(None)
            self.unsetCursor()
            return
        self._set_cursor(bucket)
        self.setCursor(Qt.CursorShape.ArrowCursor if row is None else Qt.CursorShape.PointingHandCursor)
        self._show_readout(bucket, row, spot)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton and self._stack is not None:
            self._pressed_at = ev.position()
            self._dragging = False

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if ev.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        pressed_at, self._pressed_at = self._pressed_at, None
        if self._dragging:
            self._dragging = False
            self._bars.select(None)
            self._select_between(self._in_box(pressed_at).x(), self._in_box(ev.position()).x())
            return
        bucket, row = self._hit(ev.position())
        if bucket is not None and row is not None:
            assert self._stack is not None
            self._pick(bucket, self._stack.keys[row])

    def wheelEvent(self, ev: QWheelEvent) -> None:
        ev.ignore()  # the page scrolls

    def leaveEvent(self, ev: QEvent) -> None:
        if not self.hasFocus():
            self._set_cursor(None)
        super().leaveEvent(ev)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_cursor(None)
        super().focusOutEvent(event)

    # -- keyboard

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        stack = self._stack
        if stack is None or not stack.buckets:
            ev.ignore()
            return
        last = stack.buckets - 1
        at = self._cursor
        match ev.key():
            case Qt.Key.Key_Left:
                self._step_to(last if at is None else max(0, at - 1))
            case Qt.Key.Key_Right:
                self._step_to(last if at is None else min(last, at + 1))
            case Qt.Key.Key_Home:
                self._step_to(0)
            case Qt.Key.Key_End:
                self._step_to(last)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if at is not None:
                self._pick(at, "")
            case Qt.Key.Key_Escape if at is not None:
                self._set_cursor(None)
            case _:
                ev.ignore()

    def _step_to(self, bucket: int) -> None:
        self._set_cursor(bucket)
        self._show_readout(bucket, None, None)
        self._describe()

    # -- parts

    def _in_box(self, spot: QPointF) -> QPointF:
        return self._box.mapFromScene(self.mapToScene(spot.toPoint()))

    def _hit(self, spot: QPointF) -> tuple[int | None, int | None]:
        """The bucket and the series under a spot of the widget."""
        inside = self._in_box(spot)
        if self._stack is None or not self._box.rect().contains(inside):
            return None, None
        bucket = self._stack.bucket_at(self._bars.time_at(inside.x()))
        if bucket is None:
            return None, None
        return bucket, self._bars.series_at(bucket, inside.y())

    def _pick(self, bucket: int, key: str) -> None:
        assert self._stack is not None
        edges = self._stack.edges_us
        self.picked.emit(key, Span(int(edges[bucket]), int(edges[bucket + 1])))

    def _select_between(self, one_px: float, other_px: float) -> None:
        """Whole buckets between two pixels."""
        stack = self._stack
        assert stack is not None
        width = self._box.rect().width()
        pixels = sorted(min(max(x, 0.0), width - 1) for x in (one_px, other_px))
        first, last = (stack.bucket_at(self._bars.time_at(x)) for x in pixels)
        if first is not None and last is not None:
            self.range_selected.emit(Span(int(stack.edges_us[first]), int(stack.edges_us[last + 1])))

    def _set_cursor(self, bucket: int | None) -> None:
        self._cursor = bucket
        self._bars.mark(bucket)
        if bucket is None:
            self._readout.hide()

    def _show_readout(self, bucket: int, row: int | None, spot: QPointF | None) -> None:
        stack = self._stack
        assert stack is not None
        if spot is None:
            spot = self.spot_of(bucket, 0.5)
        total = None
        if len(stack.keys) > 1:
            total = (self.tr("Total"), self._unit.text(int(stack.totals[bucket])))
        self._readout.show_at(spot.toPoint(), self.heading(bucket), self._lines(bucket, row), total)

    def _lines(self, bucket: int, strong_row: int | None) -> list[Line]:
        """From the top of the stack downwards, as the eye reads it; series without anything are left out."""
        stack, tokens = self._stack, self._theme.tokens
        assert stack is not None
        lines: list[Line] = []
        for row in reversed(range(len(stack.keys))):
            value = int(stack.values[row, bucket])
            if value or len(stack.keys) == 1:
                slot = stack.slots[row]
                colour = tokens.other if slot < 0 else tokens.series[slot]
                lines.append(Line(colour, stack.names[row], self._unit.text(value), row == strong_row))
        return lines

    def heading(self, bucket: int) -> str:
        """When that bucket was."""
        assert self._stack is not None
        start = local(int(self._stack.edges_us[bucket]), self._zone)
        if self._grain == "month":
            return formats.month(start)
        if self._grain == "day":
            return formats.day_long(start)
        end = local(int(self._stack.edges_us[bucket + 1]), self._zone)
        return f"{formats.day_long(start)}, {formats.clock(start)} to {formats.clock(end)}"

    def resizeEvent(self, ev: QResizeEvent) -> None:
        super().resizeEvent(ev)
        if getattr(self, "_stack", None) is not None:
            self._lay_out()

    def _on_theme_changed(self) -> None:
        tokens = self._theme.tokens
        self.setBackground(tokens.colour("surface"))
        self._time_axis.wear(tokens)
        self._value_axis.wear(tokens)
        self._bars.wear(tokens)
        self._lay_out()
