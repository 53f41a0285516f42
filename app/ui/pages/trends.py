"""One large chart of anything over time, and the table behind it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
)

from app.core.budgets import Budget
from app.core.news import Scope
from app.core.periods import Span
from app.platform import clock
from app.ui.context import Context
from app.ui.pages.overview_data import trend
from app.ui.pages.page import Page
from app.ui.pages.trends_data import Look, Trends, heat_plan, limits_of, read_trends, stack_of
from app.ui.pages.trends_measures import BY_ID, KINDS, Wish
from app.ui.ranges import grain_of, grains_of
from app.ui.views import View
from app.ui.widgets.cards import Card
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.scroll_canvas import ScrollCanvas
from app.ui.widgets.states import StateView
from app.ui.widgets.trend_controls import TrendControls
from app.ui.widgets.views_button import ViewsButton

if TYPE_CHECKING:
    from app.ui.charts.units import Unit as ChartUnit

_ID = "trends"
_PATIENCE_MS = 300
_RESTS = 6  # times as long as a read took
_CHART_PX, _TABLE_PX = 320, 170


class TrendsPage(Page):
    listens_to = Scope.CALLS | Scope.BUDGETS
    pause_ms = 900  # a year by the hour takes its time to read

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        from app.ui.charts.card import ChartCard  # charts come after the first paint
        from app.ui.charts.heat_card import HeatCard
        from app.ui.charts.heat_table import HeatTable
        from app.ui.charts.twin_view import TwinView

        theme = context.theme
        self._wish = Wish.of(context.views.last(_ID))
        self._shown: Trends | None = None
        self._controls = TrendControls()
        self._views = ViewsButton(context, _ID, self._record)
        self._chart = ChartCard(context, self.tr("Trends"), large=True)
        self._heat = HeatCard(context, self.tr("A week, hour by hour"))
        self._table = TwinView(theme, self.tr("The chart as a table"))
        self._heat_table = HeatTable(theme, self.tr("The week as a table"))
        self._charts, self._tables = QStackedWidget(), QStackedWidget()
        self._state = StateView(theme)
        self._forms = QStackedWidget()
        self._asked = QElapsedTimer()
        self._rest = QTimer(self)  # so long no news is read: what takes long is read less often
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)
        self._news = False
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_PATIENCE_MS)
        self._waiting.timeout.connect(self._on_waited)
        self._arrange()
        self._connect()
        self._take_view()
        self._state.say("clock", self.tr("Loading…"))
        self._forms.setCurrentWidget(self._state)

    def _arrange(self) -> None:
        theme = self.context.theme
        for pile, parts in (
            (self._charts, (self._chart, self._heat)),
            (self._tables, (self._table, self._heat_table)),
        ):
            for part in parts:
                pile.addWidget(part)
        self._sheet = sheet = Card(self.tr("The numbers"))
        sheet.heading.hide()
        sheet.note.hide()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self._tables)
        self._charts.setMinimumHeight(theme.tokens.px(_CHART_PX))
        sheet.setMinimumHeight(theme.tokens.px(_TABLE_PX))
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(14)
        split.addWidget(self._charts)
        split.addWidget(sheet)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._controls, 1)
        top.addWidget(self._views, 0, Qt.AlignmentFlag.AlignTop)
        name = self.tr("Trends, the chart and its table")
        self._content = scroll = ScrollCanvas(name, (20, 16, 20, 16), 12, page=False)
        scroll.column.addWidget(FilterChips(theme, self.context.lens))
        scroll.column.addLayout(top)
        scroll.column.addWidget(split, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        for form in (scroll, self._state):
            self._forms.addWidget(form)
        outer.addWidget(self._forms)
        theme.changed.connect(self._fit)

    def _connect(self) -> None:
        self._controls.changed.connect(self._on_wish_changed)
        self._chart.picked.connect(self._on_picked)
        self._chart.range_selected.connect(self.context.lens.focus)
        self._chart.shown.connect(self._table.show_chart)
        self._table.opened.connect(self._on_row_opened)
        self.context.views.chosen.connect(self._on_view_chosen)

    def take_focus(self) -> None:
        (self._heat.map if self._wish.heat else self._chart.canvas).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        self._take_view()
        super().showEvent(event)

    # ---- what is wished

    @property
    def wish(self) -> Wish:
        return self._wish

    def _record(self) -> dict[str, Any]:
        return self._wish.as_record()

    def show_wish(self, wish: Wish) -> None:
        if wish != self._wish:
            self._wish = wish
            self.context.views.remember(_ID, wish.as_record())
            self.refresh()

    def _on_wish_changed(self, wish: Wish) -> None:
        self.show_wish(wish)

    def _on_view_chosen(self, view: View) -> None:
        if view.page == _ID and self.isVisible():
            self._take_view()

    def _take_view(self) -> None:
        shows = self.context.views.take(_ID)
        if shows is not None:
            self.show_wish(Wish.of(shows))

    # ---- reading

    def refresh(self) -> None:
        context, lens = self.context, self.context.lens
        engine = context.engine
        reader, gate = engine.ledger.reader, engine.gate
        look = Look(self._wish, lens.filter, lens.range, lens.zone)
        span = lens.span()
        self._controls.show_wish(self._wish, grains_of(span), grain_of(span))
        self._waiting.start()
        self._asked.start()

        def budgets() -> list[Budget]:
            return [tally.budget for tally in gate.all()]

        context.queries.ask(
            _ID,
            lambda: read_trends(reader, look, budgets),
            self._on_read,
            self._on_failed,
            look,
        )

    def _on_ledger_changed(self, scopes: Scope) -> None:
        if self._rest.isActive():
            self._news = self._news or bool(scopes & self.listens_to)
        else:
            super()._on_ledger_changed(scopes)

    def _on_rested(self) -> None:
        if self._news:
            self._news = False
            self.refresh_soon()

    def _on_waited(self) -> None:
        (self._heat if self._wish.heat else self._chart).note.setText(self.tr("Loading…"))

    def _on_failed(self, error: Exception) -> None:
        self._waiting.stop()
        self._forms.setCurrentWidget(self._content)
        self._chart.say_error(error, self.refresh_soon)
        self._heat.say_error(error, self.refresh_soon)

    def _on_read(self, found: Trends) -> None:
        self._waiting.stop()
        self._rest.start(_RESTS * self._asked.elapsed())
        self._shown = found
        if not found.ever:
            self._state.say(
                "inbox",
                self.tr("No call has come through yet"),
                self.tr("Trends begin with the first one. The overview says how to point a tool here."),
                action=self.tr("Open the overview"),
                act=self._open_overview,
            )
            self._forms.setCurrentWidget(self._state)
            return
        self._forms.setCurrentWidget(self._content)
        wanted = self._heat if found.wish.heat else self._chart
        focused = QApplication.focusWidget()
        goes_along = focused is not None and self._charts.isAncestorOf(focused)
        goes_along = goes_along and self._charts.currentWidget() is not wanted
        self._charts.setCurrentWidget(wanted)
        self._tables.setCurrentWidget(self._heat_table if found.wish.heat else self._table)
        if found.wish.heat:
            self._show_heat(found)
        else:
            self._show_chart(found)
        if goes_along:
            self.take_focus()

    def _open_overview(self) -> None:
        self.context.frame.open_page("overview")

    # ---- showing

    def _show_chart(self, found: Trends) -> None:
        from app.ui.charts import units
        from app.ui.charts.series import Chart, Limit

        wish, lens = found.wish, self.context.lens
        measure = BY_ID[wish.measure]
        self._chart.rename(self._title(wish))
        nothing = self._nothing_here(found)
        book = self.context.colours.of(wish.group) if wish.group not in ("", "kind") else None
        stack = stack_of(found, book, self._name, self.tr("Other"))
        if nothing is None and not stack.keys and found.calls and not measure.adds_up:
            nothing = (
                "inbox",
                self.tr("None of these calls says this"),
                self.tr("Only streams tell some of it."),
            )
        if nothing is not None:
            self._chart.say(*nothing)
            return
        unit = getattr(units, measure.unit)
        now_us = clock.now_us()
        gathers = wish.cumulative and measure.adds_up
        if gathers:
            stack = stack.gathered()
        if gathers or wish.form != "bars":
            stack = stack.until(now_us)
        limits = [Limit(value, name) for value, name in limits_of(found, lens.filter)]
        form = "bars" if wish.form == "bars" else "line" if wish.form == "line" else "area"
        if form == "bars" and not measure.adds_up and len(stack.keys) > 1:
            form = "line"
        self._chart.show_chart(Chart(stack, unit, found.grain, lens.zone, now_us, form, limits))
        self._chart.note.setText(self._note(found, unit))

    def _note(self, found: Trends, unit: "ChartUnit") -> str:
        total, before = unit.text(found.total), found.total_before
        if not found.wish.compare:
            return total
        parts = [total]
        if found.total is not None and before:
            parts.append(trend(found.total, before))
        parts.append(self.tr("vs {before} in the same stretch before").format(before=unit.text(before)))
        return "   ".join(parts)

    def _show_heat(self, found: Trends) -> None:
        from app.ui.charts import units

        measure = BY_ID[found.wish.measure]
        nothing = self._nothing_here(found)
        if nothing is not None:
            self._heat.say(*nothing)
            self._heat_table.show_plan(None)
            return
        name = QCoreApplication.translate("trends", measure.heat_name or measure.name)
        what = self.tr("{measure} an hour").format(measure=name) if measure.adds_up else name
        unit = getattr(units, measure.unit)
        plan = heat_plan(found, unit, what)
        self._heat.show_plan(self.tr("{measure} by weekday and hour").format(measure=name), plan)
        self._heat.note.setText(unit.text(found.total) if measure.adds_up else "")
        self._heat_table.show_plan(plan)

    def _nothing_here(self, found: Trends) -> tuple[str, str, str] | None:
        if found.calls:
            return None
        if found.hidden:
            return (
                "filter",
                self.tr("The filters hide every call of this range"),
                self.tr("Remove one of them to see more."),
            )
        return "inbox", self.tr("No calls in this range"), self.tr("Choose a longer range above.")

    def _title(self, wish: Wish) -> str:
        name = QCoreApplication.translate("trends", BY_ID[wish.measure].name)
        form = {
            "": "{measure}",
            "model": self.tr("{measure} by model"),
            "provider": self.tr("{measure} by provider"),
            "client": self.tr("{measure} by client"),
            "project": self.tr("{measure} by project"),
            "account": self.tr("{measure} by account"),
            "session": self.tr("{measure} by session"),
            "status": self.tr("{measure} by status"),
            "kind": self.tr("{measure} by kind"),
        }[wish.group]
        title = form.format(measure=name)
        return (
            self.tr("{title}, cumulative").format(title=title)
            if wish.cumulative and BY_ID[wish.measure].adds_up
            else title
        )

    def _name(self, key: str) -> str:
        wish = self._shown.wish if self._shown is not None else self._wish
        if wish.group == "kind":
            return QCoreApplication.translate("trends", dict(KINDS)[key])
        if wish.group == "":
            return QCoreApplication.translate("trends", BY_ID[wish.measure].name)
        if key:
            return key
        return {
            "model": self.tr("No model named"),
            "client": self.tr("Unknown client"),
            "project": self.tr("No project"),
            "account": self.tr("No account"),
            "session": self.tr("No session"),
            "status": self.tr("No answer"),
        }.get(wish.group, self.tr("None"))

    def _fit(self) -> None:
        tokens = self.context.theme.tokens
        self._charts.setMinimumHeight(tokens.px(_CHART_PX))
        self._sheet.setMinimumHeight(tokens.px(_TABLE_PX))

    # ---- what leads to calls

    def _on_picked(self, key: str, span: Span) -> None:
        group = self._shown.wish.group if self._shown is not None else ""
        if key.startswith(":") and group not in ("", "kind"):
            self.context.lens.focus(span, group, key.removeprefix(":"))
        else:
            self.context.lens.focus(span)
        self.context.frame.open_page("calls")

    def _on_row_opened(self, span: Span) -> None:
        self._on_picked("", span)


def prepare() -> None:
    import importlib

    importlib.import_module("app.ui.charts.card")


PAGE = TrendsPage
