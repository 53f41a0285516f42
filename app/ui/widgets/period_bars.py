"""A budget's periods so far, as small bars against the limit of today."""

import math
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.budgets import Budget
from app.core.periods import local
from app.services.outlook import PastPeriod
from app.ui import formats
from app.ui.standings import length_words
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, text_label
from app.ui.widgets.short_table import ShortRow, ShortTable

_CHART_PX = 120
_WIDEST_PX = 34
_HOURS_OF_DAY = 24


class PeriodBars(QWidget):
    """The chart with its read-out, and the same as a table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._chart = _Chart(theme, self.tr("Periods so far"))
        self._chart.setMinimumHeight(60)
        self._heading = ElidedLabel("", "value")
        self._readout = text_label("", "small", wrap=True)
        self._chart.told.connect(self._readout.setText)
        self._table = ShortTable(
            theme,
            self.tr("Periods so far as a table"),
            (self.tr("Period"), self.tr("Spent"), self.tr("Of the limit"), self.tr("Limit reached")),
        )
        self._forms = QStackedWidget()
        self._forms.addWidget(self._chart)
        self._forms.addWidget(self._table)
        self._toggle = IconButton(theme, "table", name=self.tr("Show the periods as a table"), kind="flat")
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._on_toggled)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._heading, 1)
        top.addWidget(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._forms)
        column.addWidget(self._readout)
        self._on_toggled(shown=False)

    def show_periods(self, budget: Budget, past: Sequence[PastPeriod], limit: int) -> None:
        """`past` is newest first, as the ledger tells it."""
        heading = self.tr("Periods so far, and the limit of {limit}")
        if budget.period == "rolling":
            heading = self.tr("Each {time} up to now, and the limit of {limit}")
        self._heading.setText(
            heading.format(time=length_words(budget), limit=formats.amount(limit, budget.unit))
        )
        self._chart.show_periods(budget, list(reversed(past)), limit)
        self._table.show_rows(
            [
                ShortRow(
                    str(period.span.since_us),
                    (
                        name_of(budget, period),
                        formats.amount(period.spent, budget.unit),
                        formats.percent(period.spent / limit, 0),
                        _reached(budget, period) or "—",
                    ),
                    period.spent / max(limit, *(each.spent for each in past)),
                )
                for period in past
            ]
        )

    def _on_toggled(self, shown: bool) -> None:  # noqa: FBT001  the signal's argument
        form = self._table if shown else self._chart
        for other in (self._table, self._chart):
            policy = QSizePolicy.Policy.Preferred if other is form else QSizePolicy.Policy.Ignored
            other.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self._forms.setCurrentWidget(form)
        self._readout.setVisible(not shown)


class _Chart(QWidget):
    """Bars from the left, the oldest first; arrows walk them, the mouse points at them."""

    told = Signal(str)  # what is pointed at, in words

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._budget: Budget | None = None
        self._past: list[PastPeriod] = []
        self._limit = 1
        self._at: int | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(240, self._theme.tokens.px(_CHART_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def show_periods(self, budget: Budget, past: list[PastPeriod], limit: int) -> None:
        self._budget, self._past, self._limit = budget, past, limit
        if self._at is not None and self._at >= len(past):
            self._at = None
        self._tell()
        self.update()

    # ---- the cursor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._past) - 1
        now = last if self._at is None else self._at
        moves = {
            Qt.Key.Key_Left: now - (self._at is not None),
            Qt.Key.Key_Right: now + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = moves.get(Qt.Key(event.key()))
        if wanted is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._point_at(min(last, max(0, wanted)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._past:
            self._point_at(min(len(self._past) - 1, max(0, int(event.position().x() / self._step()))))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def _point_at(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._tell()
            self.update()

    def _tell(self) -> None:
        """The one that is pointed at, else the newest."""
        budget = self._budget
        if budget is None or not self._past:
            return
        period = self._past[-1 if self._at is None else self._at]
        said = self.tr("{period}: {spent}, {share} of the limit").format(
            period=name_of(budget, period),
            spent=formats.amount(period.spent, budget.unit),
            share=formats.percent(period.spent / self._limit, 0),
        )
        when = _reached(budget, period)
        if when:
            said += self.tr(", reached {when}").format(when=when)
        self.setAccessibleDescription(said)
        self.told.emit(said)

    # ---- the picture

    def _step(self) -> float:
        return min(float(self.width()) / max(1, len(self._past)), self._theme.tokens.px(_WIDEST_PX) * 3.0)

    def _names(self, budget: Budget, metrics: QFontMetrics) -> dict[int, tuple[str, float, float]]:
        """What stands below which bars, where it begins and how wide it is: whole, also at the edges."""
        named = {place: _short_name(budget, period) for place, period in enumerate(self._past)}
        longest, step = max(map(metrics.horizontalAdvance, named.values())) + 2, self._step()
        px = self._theme.tokens.px
        apart = max(px(52), longest + px(12)) + max(0, longest - step)  # those at the edges move inwards
        last, every = len(self._past) - 1, math.ceil(apart / step)
        return {
            place: (text, max(0.0, min((place + 0.5) * step - width / 2, self.width() - width)), width)
            for place, text in named.items()
            if (last - place) % every == 0 and (width := metrics.horizontalAdvance(text) + 2)
        }

    def paintEvent(self, event: QPaintEvent) -> None:
        budget = self._budget
        if budget is None or not self._past:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(tokens.font("small"))
        words = float(painter.fontMetrics().height() + 4)
        area = QRectF(0, 6, self.width(), self.height() - words - 6)
        highest = max(self._limit, *(period.spent for period in self._past))
        limit_y = area.bottom() - self._limit / highest * area.height()
        step = self._step()
        width = min(step * 0.68, float(tokens.px(_WIDEST_PX)))
        for place, period in enumerate(self._past):
            left = place * step + (step - width) / 2
            height = max(2.0, period.spent / highest * area.height()) if period.spent else 1.0
            over = period.spent >= self._limit
            colour = QColor(tokens.series[2 if over else 0])
            colour.setAlphaF(1.0 if place == self._at else 0.75)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            bar = QRectF(left, area.bottom() - height, width, height)
            painter.drawRoundedRect(bar, min(3.0, height / 2), min(3.0, height / 2))
            if over:  # beyond the limit it is told by a notch as well as by colour
                painter.fillRect(QRectF(left, limit_y - 1, width, 3), tokens.colour("surface"))
        for place, (text, left, width) in self._names(budget, painter.fontMetrics()).items():
            painter.setPen(tokens.colour("text" if place == self._at else "text_faint"))
            rect = QRectF(left, area.bottom() + 2, width, words)
            painter.drawText(rect, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        painter.setPen(QPen(tokens.colour("text_soft"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, limit_y), QPointF(self.width(), limit_y))
        if self.hasFocus():
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


def name_of(budget: Budget, period: PastPeriod) -> str:
    first = local(period.span.since_us, ZoneInfo(budget.zone))
    if budget.period == "month":
        return formats.month(first)
    if budget.period == "day":
        return formats.day_long(first)
    last = local(period.span.until_us - 1, ZoneInfo(budget.zone))
    if budget.period == "rolling" and budget.hours < _HOURS_OF_DAY:
        until = local(period.span.until_us, ZoneInfo(budget.zone))
        return f"{formats.weekday_and_clock(first)} – {formats.clock(until)}"  # noqa: RUF001  a range
    return f"{formats.day(first)} – {formats.day(last)}"  # noqa: RUF001  a range


def _short_name(budget: Budget, period: PastPeriod) -> str:
    first = local(period.span.since_us, ZoneInfo(budget.zone))
    if budget.period == "rolling" and budget.hours < _HOURS_OF_DAY:
        return formats.clock(first)
    return formats.month_short(first) if budget.period == "month" else formats.day_short(first)


def _reached(budget: Budget, period: PastPeriod) -> str:
    if period.reached_us is None:
        return ""
    moment = local(period.reached_us, ZoneInfo(budget.zone))
    return formats.clock(moment) if budget.period == "day" else formats.weekday_and_clock(moment)
