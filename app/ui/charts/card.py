"""A chart on its sheet: heading, total, the plot or its table twin, legend, and the states without data."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QStackedWidget

from app.core.periods import Span, local
from app.ui import formats
from app.ui.charts.canvas import ChartCanvas
from app.ui.charts.legend import Keys, Legend
from app.ui.charts.saving import TakeButton, picture_of
from app.ui.charts.series import Chart, Stack
from app.ui.charts.twin import text_of
from app.ui.charts.twin_view import TwinView
from app.ui.context import Context
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.states import StateView


class ChartCard(Card):
    """`shown` says what is drawn, after series were chosen; None while there is nothing."""

    picked = Signal(str, object)
    range_selected = Signal(object)
    shown = Signal(object)

    def __init__(self, context: Context, heading: str, *, large: bool = False) -> None:
        """A large one zooms, and leaves its table to the page."""
        super().__init__(heading)
        theme = context.theme
        self._theme = theme
        self._chart: Chart | None = None
        self._alone = Keys()
        self.canvas = ChartCanvas(theme, heading, zooms=large)
        self._state = StateView(theme, compact=True)
        self._twin = TwinView(theme, self.tr("{name} as a table").format(name=heading))
        self._body = QStackedWidget()
        for view in (self.canvas, self._twin, self._state):
            self._body.addWidget(view)
        self._body.setMinimumHeight(theme.tokens.px(210))
        self._legend = Legend(theme)
        self._zoom = QPushButton()
        self._zoom.setProperty("kind", "link")
        self._zoom.clicked.connect(self._on_zoom_clicked)
        self._back = IconButton(
            theme, "undo", self.tr("All"), name=self.tr("Show the whole range"), act=self.canvas.see_all
        )
        self._back.setToolTip(self.tr("Show the whole range (Esc)"))
        self._toggle = IconButton(
            theme, "table", name=self.tr("Show {name} as a table").format(name=heading), kind="flat"
        )
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show_form)
        self._large = large
        self._take = TakeButton(
            theme,
            self.tr("Copy or save {name}").format(name=heading),
            self,
            context.acts,
            context.frame.say,
        )
        for part in (self._zoom, self._back, self._toggle, self._take):
            self.top.addWidget(part)
        self.body.addWidget(self._body, 1)
        self.body.addWidget(self._legend)
        self.canvas.picked.connect(self.picked)
        self.canvas.range_selected.connect(self.range_selected)
        self.canvas.zoomed.connect(self._show_zoom)
        self._legend.isolated.connect(self._on_isolated)
        self._twin.opened.connect(self._on_row_opened)
        self._show_zoom(None)
        self.say("clock", self.tr("Loading…"))

    # ---- what is shown

    def show_chart(self, chart: Chart) -> None:
        self._chart = chart
        self._alone = self._alone & set(chart.stack.keys)
        self._draw()

    def rename(self, heading: str) -> None:
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        self.canvas.setAccessibleName(heading)

    def say(
        self,
        icon: str,
        heading: str,
        more: str = "",
        *,
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        self._forget()
        self._state.say(icon, heading, more, action=action, act=act)

    def say_error(self, error: Exception, retry: Callable[[], object]) -> None:
        self._forget()
        self._state.say_error(error, retry)

    @property
    def stack(self) -> Stack | None:
        return None if self._chart is None else self._chart.stack

    def _forget(self) -> None:
        self._chart = None
        self.canvas.show_chart(None)
        self.note.clear()
        self._show_form()
        self.shown.emit(None)

    # ---- taken elsewhere

    @property
    def title(self) -> str:
        return self.heading.text()

    def picture(self) -> QImage:
        total = self.note.text()
        heading = f"{self.title}   {total}" if total else self.title
        return picture_of(self._theme, heading, [self.canvas, self._legend])

    def text(self, delimiter: str) -> str:
        return "" if self._chart is None else text_of(self._chart.only(self._alone), delimiter)

    # ---- parts

    def _draw(self) -> None:
        chart = self._chart
        if chart is None:
            return
        shown = chart.only(self._alone)
        self.canvas.show_chart(shown)
        self._legend.show_stack(chart.stack, chart.unit, self._alone)
        self._show_form()
        self.shown.emit(shown)

    def _show_form(self) -> None:
        there = self._chart is not None
        self._legend.setVisible(there)
        self._toggle.setVisible(there and not self._large)
        self._take.setVisible(there)
        if self._chart is None:
            self._body.setCurrentWidget(self._state)
        elif self._toggle.isChecked():
            self._twin.show_chart(self._chart.only(self._alone))
            self._body.setCurrentWidget(self._twin)
        else:
            self._body.setCurrentWidget(self.canvas)

    def _on_isolated(self, keys: Keys) -> None:
        self._alone = keys
        self._draw()

    def _on_row_opened(self, span: Span) -> None:
        self.picked.emit("", span)

    def _show_zoom(self, seen: Span | None) -> None:
        chart = self._chart
        there = seen is not None and chart is not None
        self._zoom.setVisible(there)
        self._back.setVisible(there)
        if seen is not None and chart is not None:
            first, last = (local(us, chart.zone) for us in (seen.since_us, seen.until_us - 1))
            ends = [formats.day_short(moment) for moment in (first, last)]
            if ends[0] == ends[1]:
                ends = [f"{ends[0]}, {formats.clock(first)}", formats.clock(last)]
            text = self.tr("Use {first} to {last} as range").format(first=ends[0], last=ends[1])
            self._zoom.setText(text)
            self._zoom.setAccessibleName(text)

    def _on_zoom_clicked(self) -> None:
        seen = self.canvas.seen
        if seen is not None:
            self.range_selected.emit(seen)

    def sizeHint(self) -> QSize:
        return QSize(480, super().sizeHint().height())
