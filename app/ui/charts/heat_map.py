"""What a week is like: a cell for each hour of each weekday, the darker the more."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import formats
from app.ui.charts.readout import Line, Readout
from app.ui.charts.series import Floats
from app.ui.charts.units import Unit
from app.ui.theme import Theme
from app.ui.widgets.keyboard_focus import came_by_keys

_MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001  only its name is shown
_GAP_PX = 2
_SCALE_STEPS = 24
_FAINTEST = 0.06


@dataclass(frozen=True)
class HeatPlan:
    """7 weekdays (Monday first) by 24 hours; NaN where nothing was. `sums` are there for what adds up."""

    values: Floats
    unit: Unit
    what: str  # such as "Cost an hour"
    sums: Floats | None = None

    def text(self, delimiter: str) -> str:
        said = io.StringIO()
        writer = csv.writer(said, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
        head = ["weekday", "hour", f"value ({self.unit.name})"]
        writer.writerow([*head, *([] if self.sums is None else [f"sum ({self.unit.name})"])])
        for weekday in range(7):
            for hour in range(24):
                row = [str(weekday + 1), str(hour), self.unit.plain(float(self.values[weekday, hour]))]
                if self.sums is not None:
                    row.append(self.unit.plain(float(self.sums[weekday, hour])))
                writer.writerow(row)
        return said.getvalue()


def weekday_name(weekday: int, form: str = "ddd") -> str:
    return formats.weekday(_MONDAY + timedelta(days=weekday), form)


def hour_name(hour: int) -> str:
    return formats.hour(_MONDAY + timedelta(hours=hour))


class HeatMap(QWidget):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._plan: HeatPlan | None = None
        self._cell: tuple[int, int] | None = None
        self._readout = Readout(theme, self)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(640, self._theme.tokens.px(280))

    def show_plan(self, plan: HeatPlan | None) -> None:
        self._plan = plan
        self._point_at(self._cell)
        self.update()

    @property
    def plan(self) -> HeatPlan | None:
        return self._plan

    def cell_rect(self, weekday: int, hour: int) -> QRectF:
        room = self._room()
        width, height = room.width() / 24, room.height() / 7
        return QRectF(room.left() + hour * width, room.top() + weekday * height, width, height)

    # -- where things are

    def _room(self) -> QRectF:
        """For the cells: beside the names of the days, above the hours and the scale."""
        metrics = QFontMetrics(self._theme.tokens.font("small"))
        left = max(metrics.horizontalAdvance(weekday_name(day)) for day in range(7)) + 14
        line = metrics.height()
        return QRectF(left, 2, self.width() - left - 4, max(40, self.height() - 2 * line - 30))

    def _cell_at(self, spot: QPointF) -> tuple[int, int] | None:
        room = self._room()
        if not room.contains(spot):
            return None
        weekday = int((spot.y() - room.top()) / room.height() * 7)
        hour = int((spot.x() - room.left()) / room.width() * 24)
        return min(6, weekday), min(23, hour)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        plan = self._plan
        if plan is None:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(tokens.font("small"))
        highest = self._highest()
        for weekday in range(7):
            self._paint_name(painter, weekday)
            for hour in range(24):
                box = self.cell_rect(weekday, hour).adjusted(
                    _GAP_PX / 2, _GAP_PX / 2, -_GAP_PX / 2, -_GAP_PX / 2
                )
                value = float(plan.values[weekday, hour])
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._colour(0.0 if np.isnan(value) or not highest else value / highest))
                painter.drawRoundedRect(box, 3, 3)
                if (weekday, hour) == self._cell:
                    painter.setPen(QPen(tokens.colour("text"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(box, 3, 3)
        self._paint_hours(painter)
        self._paint_scale(painter, highest)
        if self.hasFocus() and self._cell is None:
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _highest(self) -> float:
        assert self._plan is not None
        values = self._plan.values
        return 0.0 if np.isnan(values).all() else float(np.nanmax(values))

    def _colour(self, share: float) -> QColor:
        """Nothing is the paper. A root lets small values be told apart, and from nothing."""
        tokens = self._theme.tokens
        if share <= 0:
            return tokens.colour("sunken")
        colour = QColor(tokens.series[0])
        colour.setAlphaF(_FAINTEST + (1 - _FAINTEST) * share**0.6)
        return colour

    def _paint_name(self, painter: QPainter, weekday: int) -> None:
        painter.setPen(self._theme.tokens.colour("text_faint"))
        cell = self.cell_rect(weekday, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, cell.top(), cell.left() - 8, cell.height()), flags, weekday_name(weekday))

    def _paint_hours(self, painter: QPainter) -> None:
        painter.setPen(self._theme.tokens.colour("text_faint"))
        metrics = painter.fontMetrics()
        room, width = self._room(), self.cell_rect(0, 0).width()
        widest = max(metrics.horizontalAdvance(hour_name(hour)) for hour in (0, 12, 22)) + 10
        step = next(step for step in (1, 2, 3, 4, 6, 12) if step * width >= widest or step == 12)
        for hour in range(0, 24, step):
            spot = QRectF(room.left() + hour * width + 1, room.bottom() + 4, widest, metrics.height())
            painter.drawText(spot, Qt.AlignmentFlag.AlignLeft, hour_name(hour))

    def _paint_scale(self, painter: QPainter, highest: float) -> None:
        """What the colours mean, at the right below the hours."""
        assert self._plan is not None
        tokens, metrics = self._theme.tokens, painter.fontMetrics()
        least, most = self._plan.unit.text(0), self._plan.unit.text(highest)
        length, height = tokens.px(120), metrics.height()
        top = self.height() - height - 4
        right = self.width() - 6 - metrics.horizontalAdvance(most)
        painter.setPen(tokens.colour("text_faint"))
        painter.drawText(QPointF(right, top + metrics.ascent()), most)
        left = right - 8 - length
        painter.drawText(QPointF(left - 8 - metrics.horizontalAdvance(least), top + metrics.ascent()), least)
        painter.drawText(QPointF(2, top + metrics.ascent()), self._plan.what)
        painter.setPen(Qt.PenStyle.NoPen)
        width = length / _SCALE_STEPS
        for step in range(_SCALE_STEPS):
            painter.setBrush(self._colour(step / (_SCALE_STEPS - 1)))
            painter.drawRect(QRectF(left + step * width, top + height / 2 - 4, width + 0.5, 8))

    # -- mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell_at(event.position()), event.position())

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._point_at(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if came_by_keys(event) and self._plan is not None:
            self._point_at(self._cell or (0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._cell is not None:
            self._point_at(None)
        elif step is None or self._plan is None:
            event.ignore()
        else:
            weekday, hour = self._cell or (0, 0)
            if self._cell is not None:
                weekday, hour = min(6, max(0, weekday + step[0])), min(23, max(0, hour + step[1]))
            self._point_at((weekday, hour))

    def _point_at(self, cell: tuple[int, int] | None, spot: QPointF | None = None) -> None:
        self._cell = cell
        self.update()
        plan = self._plan
        if cell is None or plan is None:
            self._readout.hide()
            return
        weekday, hour = cell
        end = hour_name((hour + 1) % 24)
        when = self.tr("{day}, {start} to {end}").format(
            day=weekday_name(weekday, "dddd"), start=hour_name(hour), end=end
        )
        value = plan.unit.text(float(plan.values[weekday, hour]))
        feet: list[tuple[str, str]] = []
        if plan.sums is not None:
            feet.append((self.tr("All together"), plan.unit.text(float(plan.sums[weekday, hour]))))
        at = (spot or self.cell_rect(weekday, hour).center()).toPoint()
        line = Line(self._theme.tokens.series[0], plan.what, value, strong=True)
        self._readout.show_at(at, when, [line], feet)
        text = ", ".join([f"{when}: {plan.what} {value}", *(f"{name} {value}" for name, value in feet)])
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
