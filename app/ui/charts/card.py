"""A chart on its sheet: heading, total, the plot or its table twin, legend, and the states without data."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView

from app.core.periods import Unit as Grain
from app.ui.charts.canvas import StackCanvas
from app.ui.charts.legend import Legend
from app.ui.charts.series import Stack
from app.ui.charts.twin import TwinModel
from app.ui.charts.units import Unit
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.states import StateView


class ChartCard(Card):
    picked = Signal(str, object)
    range_selected = Signal(object)

    def __init__(self, theme: Theme, heading: str, unit: Unit) -> None:
        super().__init__(heading)
        self._theme = theme
        self._unit = unit
        self._stack: Stack | None = None
        self._grain: Grain = "day"
        self._zone = ZoneInfo("UTC")
        self._now_us: int | None = None
        self._alone: str | None = None
        self._canvas = StackCanvas(theme, heading, unit)
        self._state = StateView(theme, compact=True)
        self._twin = TwinModel(unit)
        self._table = self._make_table(heading)
        self._body = QStackedWidget()
        for view in (self._canvas, self._table, self._state):
            self._body.addWidget(view)
        self._body.setMinimumHeight(theme.tokens.px(210))
        self._legend = Legend(theme, unit)
        self._toggle = IconButton(
            theme, "table", name=self.tr("Show {name} as a table").format(name=heading), kind="flat"
        )
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show_form)
        self.top.addWidget(self._toggle)
        self.body.addWidget(self._body, 1)
        self.body.addWidget(self._legend)
        self._canvas.picked.connect(self.picked)
        self._canvas.range_selected.connect(self.range_selected)
        self._legend.isolated.connect(self._on_isolated)
        self.say("clock", self.tr("Loading…"))

    def show_stack(self, stack: Stack, grain: Grain, zone: ZoneInfo, now_us: int) -> None:
        self._stack, self._grain, self._zone, self._now_us = stack, grain, zone, now_us
        if self._alone not in stack.keys:
            self._alone = None
        self._draw()

    def say(self, icon: str, heading: str, more: str = "") -> None:
        self._stack = None
        self.note.clear()
        self._state.say(icon, heading, more)
        self._show_form()

    def say_error(self, error: Exception, retry: Callable[[], object]) -> None:
        self._stack = None
        self.note.clear()
        self._state.say_error(error, retry)
        self._show_form()

    def _make_table(self, heading: str) -> QTableView:
        table = QTableView()
        table.setModel(self._twin)
        table.setAccessibleName(self.tr("{name} as a table").format(name=heading))
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._theme.tokens.px("row"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setWordWrap(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _draw(self) -> None:
        stack = self._stack
        if stack is None:
            return
        shown = stack.only(self._alone)
        self._canvas.show_stack(shown, self._grain, self._zone, self._now_us)
        self._legend.show_stack(stack, self._alone)
        self._show_form()

    def _show_form(self) -> None:
        there = self._stack is not None
        self._legend.setVisible(there)
        self._toggle.setVisible(there)
        if not there:
            self._body.setCurrentWidget(self._state)
        elif self._toggle.isChecked():
            self._draw_twin()
            self._body.setCurrentWidget(self._table)
        else:
            self._body.setCurrentWidget(self._canvas)

    def _draw_twin(self) -> None:
        assert self._stack is not None
        shown = self._stack.only(self._alone)
        self._twin.show_stack(shown, [self._canvas.heading(i) for i in range(shown.buckets)])

    def _on_isolated(self, key: str) -> None:
        self._alone = key or None
        self._draw()
