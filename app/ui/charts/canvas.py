"""A chart over time with hover, keyboard cursor, click, drag and zoom."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.core.periods import Span
from app.ui.charts.axes import MarkedAxis
from app.ui.charts.headings import bucket_heading
from app.ui.charts.plot import PlotItem, Window
from app.ui.charts.readout import Line, Readout
from app.ui.charts.series import Chart, Stack
from app.ui.charts.ticks import time_ticks, value_ticks
from app.ui.charts.zoom import Zoom
from app.ui.theme import Theme, Tokens
from app.ui.widgets.keyboard_focus import came_by_keys

_DRAG_PX = 6
_HEADROOM = 2.5  # a level further above all values than this would flatten them


class ChartCanvas(pg.GraphicsView):
    """`picked` names a series and the bucket's span; `range_selected` is what was dragged.

    With `zooms` a drag and the wheel zoom, and `zoomed` says what is seen: None is all of it. Without it the
    wheel is the page's, and zooms with Ctrl.
    """

    picked = Signal(str, object)
    range_selected = Signal(object)
    zoomed = Signal(object)

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, zooms: bool = False
    ) -> None:
        super().__init__(parent)
        tokens = theme.tokens
        self._time_axis = MarkedAxis("bottom", tokens)
        self._value_axis = MarkedAxis("left", tokens)
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._theme = theme
        self._zooms = zooms
        self._chart: Chart | None = None
        self._zoom = Zoom(0)
        self._cursor: int | None = None
        self._row: int | None = None  # the series that the keyboard has come to
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self._clicked = (0, "")
        self._clicking = QTimer(self)  # while zoomed a click may become the double click that leads back
        self._clicking.setSingleShot(True)
        self._clicking.timeout.connect(self._on_clicked)
        self._arrange(tokens)
        self._plot = PlotItem(self._box, tokens)
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
        self._layout = layout = pg.GraphicsLayout()
        self._leave_room(tokens)
        layout.setSpacing(0)
        layout.addItem(self._value_axis, 0, 0)
        layout.addItem(self._box, 0, 1)
        layout.addItem(self._time_axis, 1, 1)
        for axis in (self._value_axis, self._time_axis):
            axis.linkToView(self._box)
        self.setCentralItem(layout)

    def _leave_room(self, tokens: Tokens) -> None:
        """For the upper half of the highest value's words."""
        self._layout.setContentsMargins(0, tokens.px(8), 6, 0)

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    @property
    def chart(self) -> Chart | None:
        return self._chart

    @property
    def stack(self) -> Stack | None:
        return None if self._chart is None else self._chart.stack

    def show_chart(self, chart: Chart | None) -> None:
        before, self._chart = self.stack, chart
        if chart is None or before is None or not np.array_equal(chart.stack.edges_us, before.edges_us):
            self._set_cursor(None)
            was_zoomed = self._zoom.active
            self._zoom = Zoom(0 if chart is None else chart.stack.buckets)
            if was_zoomed:
                self.zoomed.emit(None)
        elif before.keys != chart.stack.keys:
            self._row = None
        self._lay_out()
        self._describe()
        if self._cursor is not None:
            self._show_readout(self._cursor, self._row, None)

    def _lay_out(self) -> None:
        """Scale and marks for what is shown in the room that there is."""
        chart, tokens = self._chart, self._theme.tokens
        if chart is None or not chart.stack.buckets:
            self._plot.show_chart(None, Window(0, 0, 1.0))
            return
        metrics = QFontMetrics(tokens.font("small"))
        first, end = self._zoom.first, self._zoom.end
        highest = chart.highest(first, end) if chart.stack.keys else 0.0
        levels = [limit.value for limit in chart.limits if limit.value <= highest * _HEADROOM]
        most = max(2, min(6, self.height() // 46))
        ticks = value_ticks(max([highest, *levels]), most, chart.unit.least)
        labels = [chart.unit.tick(value, ticks[1] - ticks[0]) for value in ticks]
        self._value_axis.setWidth(max(metrics.horizontalAdvance(label) for label in labels) + 14)
        self._value_axis.show_marks(list(zip(ticks, labels, strict=True)))
        self._time_axis.setHeight(metrics.height() + 12)
        start_us, end_us = (int(us) for us in chart.stack.edges_us[[first, end]])
        self._box.setRange(
            xRange=(0, (end_us - start_us) / 1e6), yRange=(0, ticks[-1]), padding=0, disableAutoRange=True
        )
        marks = time_ticks(
            Span(start_us, end_us),
            chart.grain,
            chart.zone,
            self._box.width() or self.width(),
            metrics.horizontalAdvance("30 Nov") + 8,
        )
        self._time_axis.show_marks([((tick.at_us - start_us) / 1e6, tick.text) for tick in marks])
        self._plot.show_chart(chart, Window(first, end, ticks[-1], tuple(ticks[1:])))

    def spot_of(self, bucket: int, height: float) -> QPointF:
        """The middle of a bucket, so far up the plot (0 to 1), in the widget."""
        assert self._chart is not None
        edges = self._chart.stack.edges_us
        x = self._plot.pixel_of((float(edges[bucket]) + float(edges[bucket + 1])) / 2)
        inside = QPointF(x, self._box.rect().height() * (1 - height))
        return QPointF(self.mapFromScene(self._box.mapToScene(inside)))

    # -- what a person who does not see it is told

    def _describe(self) -> None:
        chart = self._chart
        text = ""
        if chart is not None:
            stack = chart.stack
            text = self.tr("{series} series over {buckets} buckets, total {total}.").format(
                series=len(stack.keys), buckets=stack.buckets, total=chart.unit.text(stack.total)
            )
            if self._cursor is not None:
                text = self._spoken(self._cursor)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            if self._cursor is not None and self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _spoken(self, bucket: int) -> str:
        """One series when the keyboard is on it, else the total and all of them."""
        chart = self._chart
        assert chart is not None
        at, stack = self.heading(bucket), chart.stack
        if self._row is not None:
            value = chart.unit.text(float(stack.values[self._row, bucket]))
            return f"{at}, {stack.names[self._row]}: {value}"
        lines = ", ".join(f"{line.name} {line.value}" for line in self._lines(bucket, None))
        return f"{at}: {chart.unit.text(float(stack.totals[bucket]))}. {lines}"

    # -- mouse

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        spot = ev.position()
        if self._pressed_at is not None and ev.buttons() & Qt.MouseButton.LeftButton:
            self._dragging = self._dragging or abs(spot.x() - self._pressed_at.x()) > _DRAG_PX
        if self._dragging and self._pressed_at is not None:
            self._readout.hide()
            self._plot.select((self._in_box(self._pressed_at).x(), self._in_box(spot).x()))
            return
        bucket, row = self._hit(spot)
        if bucket is None:
            self._set_cursor(None)
            self.unsetCursor()
            return
        self._set_cursor(bucket, self._in_box(spot).y())
        self.setCursor(Qt.CursorShape.ArrowCursor if row is None else Qt.CursorShape.PointingHandCursor)
        self._show_readout(bucket, row, spot)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton and self._chart is not None:
            self._pressed_at = ev.position()
            self._dragging = False

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if ev.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        pressed_at, self._pressed_at = self._pressed_at, None
        if self._dragging:
            self._dragging = False
            self._plot.select(None)
            self._select_between(self._in_box(pressed_at).x(), self._in_box(ev.position()).x())
            return
        bucket, row = self._hit(ev.position())
        if bucket is not None and row is not None:
            assert self._chart is not None
            self._clicked = (bucket, self._chart.stack.keys[row])
            self._clicking.start(QApplication.doubleClickInterval() if self._zoom.active else 0)

    def _on_clicked(self) -> None:
        bucket, key = self._clicked
        if self._chart is not None and bucket < self._chart.stack.buckets:
            self._pick(bucket, key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._zoom.active:
            self._clicking.stop()
            self.see_all()

    def wheelEvent(self, ev: QWheelEvent) -> None:
        controlled = bool(ev.modifiers() & Qt.KeyboardModifier.ControlModifier)
        inside = self._in_box(ev.position())
        if self._chart is None or not (self._zooms or controlled) or not self._box.rect().contains(inside):
            ev.ignore()  # the page scrolls
            return
        turned = ev.angleDelta()
        sideways = turned.x() or (turned.y() if ev.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            self._see(self._zoom.moved(-sideways / 120 * 0.1))
        elif turned.y():
            place = inside.x() / max(1.0, self._box.rect().width())
            self._see(self._zoom.scaled(0.8 ** (turned.y() / 120), place))
        ev.accept()

    def leaveEvent(self, ev: QEvent) -> None:
        if not self.hasFocus():
            self._set_cursor(None)
        super().leaveEvent(ev)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by the keyboard sees where an arrow key would go on from."""
        super().focusInEvent(event)
        if came_by_keys(event) and self._chart is not None and self._chart.stack.buckets:
            self._step_to(self._zoom.end - 1 if self._cursor is None else self._cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_cursor(None)
        super().focusOutEvent(event)

    # -- keyboard

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        if self._chart is None or not self._chart.stack.buckets:
            ev.ignore()
            return
        first, last, at = self._zoom.first, self._zoom.end - 1, self._cursor
        shifted = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match ev.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right if shifted:
                self._see(self._zoom.moved(-0.1 if ev.key() == Qt.Key.Key_Left else 0.1))
            case Qt.Key.Key_Left:
                self._step_to(last if at is None else max(0, at - 1))
            case Qt.Key.Key_Right:
                self._step_to(last if at is None else min(self._chart.stack.buckets - 1, at + 1))
            case Qt.Key.Key_Home:
                self._step_to(first)
            case Qt.Key.Key_End:
                self._step_to(last)
            case Qt.Key.Key_Up | Qt.Key.Key_Down if at is not None:
                self._step_row(1 if ev.key() == Qt.Key.Key_Up else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if at is not None:
                self._pick(at, "" if self._row is None else self._chart.stack.keys[self._row])
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal | Qt.Key.Key_Minus:
                factor = 1.25 if ev.key() == Qt.Key.Key_Minus else 0.8
                place = 0.5 if at is None else (at + 0.5 - first) / (last + 1 - first)
                self._see(self._zoom.scaled(factor, place))
            case Qt.Key.Key_Escape if at is not None and not self._zoom.active:
                self._set_cursor(None)
            case Qt.Key.Key_Escape | Qt.Key.Key_0 if self._zoom.active:
                self.see_all()
            case _:
                ev.ignore()

    def _step_to(self, bucket: int) -> None:
        row = self._row
        self._see(self._zoom.holding(bucket))
        self._set_cursor(bucket)
        self._row = row
        self._show_readout(bucket, row, None)
        self._describe()

    def _step_row(self, step: int) -> None:
        """Through the series of the bucket; past the last of them all are meant again."""
        assert self._chart is not None
        assert self._cursor is not None
        rows: list[int | None] = [None, *range(len(self._chart.stack.keys))]
        self._row = rows[(rows.index(self._row) + step) % len(rows)]
        self._show_readout(self._cursor, self._row, None)
        self._describe()

    # -- zoom

    def see_all(self) -> None:
        self._see(Zoom(self._zoom.buckets))

    @property
    def seen(self) -> Span | None:
        """The stretch that is zoomed into; None for all."""
        if self._chart is None or not self._zoom.active:
            return None
        edges = self._chart.stack.edges_us
        return Span(int(edges[self._zoom.first]), int(edges[self._zoom.end]))

    def _see(self, zoom: Zoom) -> None:
        if zoom != self._zoom:
            self._zoom = zoom
            self._set_cursor(None)
            self._lay_out()
            self.zoomed.emit(self.seen)

    # -- parts

    def _in_box(self, spot: QPointF) -> QPointF:
        return self._box.mapFromScene(self.mapToScene(spot.toPoint()))

    def _hit(self, spot: QPointF) -> tuple[int | None, int | None]:
        """The bucket and the series under a spot of the widget."""
        inside = self._in_box(spot)
        if self._chart is None or not self._box.rect().contains(inside):
            return None, None
        bucket = self._chart.stack.bucket_at(self._plot.time_at(inside.x()))
        if bucket is None:
            return None, None
        return bucket, self._plot.row_at(bucket, inside.y())

    def _pick(self, bucket: int, key: str) -> None:
        assert self._chart is not None
        edges = self._chart.stack.edges_us
        self.picked.emit(key, Span(int(edges[bucket]), int(edges[bucket + 1])))

    def _select_between(self, one_px: float, other_px: float) -> None:
        """Whole buckets between two pixels."""
        assert self._chart is not None
        stack = self._chart.stack
        width = self._box.rect().width()
        pixels = sorted(min(max(x, 0.0), width - 1) for x in (one_px, other_px))
        first, last = (stack.bucket_at(self._plot.time_at(x)) for x in pixels)
        if first is None or last is None:
            return
        if self._zooms:
            self._see(self._zoom.on(first, last + 1))
        else:
            self.range_selected.emit(Span(int(stack.edges_us[first]), int(stack.edges_us[last + 1])))

    def _set_cursor(self, bucket: int | None, y_px: float | None = None) -> None:
        self._cursor, self._row = bucket, None
        self._plot.mark(bucket, y_px)
        if bucket is None:
            self._readout.hide()

    def _show_readout(self, bucket: int, row: int | None, spot: QPointF | None) -> None:
        chart = self._chart
        assert chart is not None
        if spot is None:
            spot = self.spot_of(bucket, 0.5)
        stack, feet = chart.stack, list[tuple[str, str]]()
        if len(stack.keys) > 1 and not np.isnan(stack.totals[bucket]):
            word = self.tr("Total") if stack.adds_up else self.tr("All")
            feet.append((word, chart.unit.text(float(stack.totals[bucket]))))
        if stack.before is not None:
            feet.append((self.tr("Period before"), chart.unit.text(float(stack.before[-1, bucket]))))
        self._readout.show_at(spot.toPoint(), self.heading(bucket), self._lines(bucket, row), feet)

    def _lines(self, bucket: int, strong_row: int | None) -> list[Line]:
        """From the top of the stack downwards, as the eye reads it; series without anything are left out."""
        chart, tokens = self._chart, self._theme.tokens
        assert chart is not None
        stack = chart.stack
        lines: list[Line] = []
        for row in reversed(range(len(stack.keys))):
            value = float(stack.values[row, bucket])
            there = not np.isnan(value) and (value or not stack.adds_up)
            if there or len(stack.keys) == 1:
                slot = stack.slots[row]
                colour = tokens.other if slot < 0 else tokens.series[slot]
                lines.append(Line(colour, stack.names[row], chart.unit.text(value), row == strong_row))
        return lines

    def heading(self, bucket: int) -> str:
        """When that bucket was."""
        chart = self._chart
        assert chart is not None
        return bucket_heading(chart, bucket)

    def resizeEvent(self, ev: QResizeEvent) -> None:
        super().resizeEvent(ev)
        if getattr(self, "_chart", None) is not None:
            self._lay_out()

    def _on_theme_changed(self) -> None:
        tokens = self._theme.tokens
        self.setBackground(tokens.colour("surface"))
        self._time_axis.wear(tokens)
        self._value_axis.wear(tokens)
        self._plot.wear(tokens)
        self._leave_room(tokens)
        self._lay_out()
