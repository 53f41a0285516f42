"""What it costs now, and why: the page that is looked at ten times a day."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.core.news import Scope
from app.core.periods import Span
from app.core.rollups import Totals
from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.pages.overview_data import Overview, cost_stack, read_overview, token_stack, trend
from app.ui.pages.page import Page
from app.ui.widgets.budget_strip import BudgetStrip
from app.ui.widgets.cards import FigureCard, card_of
from app.ui.widgets.columns import Columns
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.first_steps import FirstSteps
from app.ui.widgets.labels import text_label
from app.ui.widgets.scroll_canvas import ScrollCanvas
from app.ui.widgets.short_table import ShortRow, ShortTable
from app.ui.widgets.states import StateView

_ROWS = 6


class OverviewPage(Page):
    listens_to = Scope.CALLS | Scope.BUDGETS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        from app.ui.charts.card import ChartCard  # charts come after the first paint

        theme = context.theme
        self._shown: Overview | None = None
        self._today = FigureCard(theme, self.tr("Spent today"))
        self._spend = FigureCard(theme, self.tr("Spent in this range"))
        self._calls = FigureCard(theme, self.tr("Calls"))
        self._tokens = FigureCard(theme, self.tr("Tokens"))
        self._errors = FigureCard(theme, self.tr("Failed calls"))
        self._cache = FigureCard(theme, self.tr("Input read from cache"))
        self._cost_chart = ChartCard(context, self.tr("Cost by model"))
        self._token_chart = ChartCard(context, self.tr("Tokens by kind"))
        money = (self.tr("Calls"), self.tr("Tokens"), self.tr("Cost"))
        self._models = ShortTable(theme, self.tr("Models by cost"), (self.tr("Model"), *money))
        self._clients = ShortTable(theme, self.tr("Clients by cost"), (self.tr("Client"), *money))
        self._flights = ShortTable(
            theme, self.tr("Calls in flight"), (self.tr("Model"), self.tr("Client"), self.tr("For"))
        )
        self._failures = ShortTable(
            theme, self.tr("Last failed calls"), (self.tr("What happened"), self.tr("Model"), self.tr("When"))
        )
        self._model_state = text_label(self.tr("No model was called."), "soft")
        self._client_state = text_label(self.tr("No client called."), "soft")
        self._flight_state = text_label(self.tr("No call is under way."), "soft")
        self._failure_state = text_label(self.tr("No call failed in this range."), "soft")
        self._left_out = text_label("", "soft", wrap=True)
        self._budgets = BudgetStrip(context)
        self._state = StateView(theme)
        self._first_steps = FirstSteps(context)
        self._forms = QStackedWidget()
        self._arrange()
        self._connect()
        self._show_state("clock", self.tr("Loading…"))

    def _arrange(self) -> None:
        theme = self.context.theme
        figures = Columns(
            theme,
            [self._today, self._spend, self._calls, self._tokens, self._errors, self._cache],
            [(1120, (1,) * 6), (560, (1,) * 3), (0, (1,) * 2)],
        )
        charts = Columns(theme, [self._cost_chart, self._token_chart], [(1000, (3, 2)), (0, (1,))])
        cards = [
            card_of(self.tr("Models"), self._models, self._model_state),
            card_of(self.tr("Clients"), self._clients, self._client_state),
            card_of(self.tr("In flight now"), self._flights, self._flight_state),
            card_of(self.tr("Last errors"), self._failures, self._failure_state),
        ]
        tables = Columns(theme, cards, [(720, (1, 1)), (0, (1,))])
        chips = FilterChips(theme, self.context.lens)
        self._content = scroll = ScrollCanvas(self.tr("Overview, its figures and charts"))
        for part in (chips, figures, self._left_out, self._budgets, charts, tables):
            scroll.column.addWidget(part)
        scroll.column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        for form in (scroll, self._first_steps, self._state):
            self._forms.addWidget(form)
        outer.addWidget(self._forms)

    def _connect(self) -> None:
        self._cost_chart.picked.connect(self._on_segment_picked)
        self._token_chart.picked.connect(self._on_bucket_picked)
        for chart in (self._cost_chart, self._token_chart):
            chart.range_selected.connect(self.context.lens.focus)
        self._models.chosen.connect(self._on_model_chosen)
        self._clients.chosen.connect(self._on_client_chosen)
        self._failures.chosen.connect(self._on_failure_chosen)

    def take_focus(self) -> None:
        self._content.setFocus()

    # ---- reading

    def refresh(self) -> None:
        self._budgets.refresh()
        context = self.context
        lens = context.lens
        reader = context.engine.ledger.reader
        chosen, range_, zone = lens.filter, lens.range, lens.zone
        flights = context.engine.proxy.in_flight
        context.queries.ask(
            "overview",
            lambda: read_overview(reader, chosen, range_, zone, flights()),
            self._on_read,
            self._on_failed,
            lens.looks,
        )

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._forms.setCurrentWidget(self._state)

    def _on_read(self, found: Overview) -> None:
        self._shown = found
        if not found.ever:
            self._forms.setCurrentWidget(self._first_steps)
            return
        self._forms.setCurrentWidget(self._content)
        self._show_figures(found)
        self._show_charts(found)
        self._show_tables(found)

    def _show_state(self, icon: str, heading: str) -> None:
        self._state.say(icon, heading)
        self._forms.setCurrentWidget(self._state)

    # ---- showing

    def _show_figures(self, found: Overview) -> None:
        if found.hidden:  # a zero would be taken for what was spent
            hidden = self.tr("hidden by filters")
            for card in (self._today, self._spend, self._calls, self._tokens, self._errors, self._cache):
                card.show_figure("—", note=hidden)
            self._left_out.hide()
            return
        now, before = found.totals, found.totals_before
        compared = self.tr("Compared with the same stretch of time before: {before} calls, {spend}").format(
            before=formats.count(before.calls), spend=formats.usd(before.cost_nusd)
        )
        words = trend(found.today.cost_nusd, found.yesterday.cost_nusd)
        self._today.show_figure(
            formats.usd(found.today.cost_nusd),
            trend=words,
            note=self._covered_or(found.today, found.yesterday),
            explained=self.tr("{spend} by this time yesterday").format(
                spend=formats.usd(found.yesterday.cost_nusd)
            ),
        )
        words = trend(now.cost_nusd, before.cost_nusd)
        self._spend.show_figure(
            formats.usd(now.cost_nusd),
            trend=words,
            note=self._covered_or(now, before),
            explained=compared,
            points=[totals.cost_nusd for totals in found.past_buckets()],
        )
        words = trend(now.calls, before.calls)
        self._calls.show_figure(
            formats.compact(now.calls),
            trend=words,
            note=self.tr("vs {before}").format(before=formats.compact(before.calls)),
            explained=compared,
            points=[totals.calls for totals in found.past_buckets()],
        )
        words = trend(now.total_tokens, before.total_tokens)
        self._tokens.show_figure(
            formats.compact(now.total_tokens),
            trend=words,
            note=self.tr("vs {before}").format(before=formats.compact(before.total_tokens)),
            explained=compared,
            points=[totals.total_tokens for totals in found.past_buckets()],
        )
        rate, rate_before = _share(now.failed, now.calls), _share(before.failed, before.calls)
        self._errors.show_figure(
            formats.percent(rate),
            tone=_tone(rate, rate_before, more_is_bad=True),
            trend=_points(rate, rate_before),
            note=self.tr("%Ln call(s)", "", now.failed),
        )
        hit, hit_before = _cache_share(now), _cache_share(before)
        self._cache.show_figure(
            formats.percent(hit),
            tone=_tone(hit, hit_before, more_is_bad=False),
            trend=_points(hit, hit_before),
            note=self.tr("{tokens} tokens").format(tokens=formats.compact(now.cache_read_tokens)),
        )
        self._left_out.setText(self._caveats(now))
        self._left_out.setVisible(bool(self._left_out.text()))

    def _covered_or(self, totals: Totals, before: Totals) -> str:
        """What is covered beside what was spent, where there is any; else what was spent before."""
        if totals.equivalent_nusd:
            return self.tr("and {worth} covered").format(worth=formats.usd(totals.equivalent_nusd))
        return self.tr("vs {before}").format(before=formats.usd(before.cost_nusd))

    def _caveats(self, totals: Totals) -> str:
        said: list[str] = []
        if totals.equivalent_nusd:
            worth = formats.usd(totals.equivalent_nusd)
            said.append(
                self.tr("Subscriptions cover what would have cost {worth} by the API").format(worth=worth)
            )
        if totals.unpriced:
            said.append(self.tr("%Ln unpriced call(s) left out of the cost", "", totals.unpriced))
        if totals.estimated:
            said.append(self.tr("%Ln call(s) with estimated tokens", "", totals.estimated))
        if totals.partial:
            said.append(self.tr("%Ln call(s) cut short", "", totals.partial))
        return "  ·  ".join(said)

    def _show_charts(self, found: Overview) -> None:
        if not found.totals.calls:
            icon, heading, more = self._nothing_here(found)
            for chart in (self._cost_chart, self._token_chart):
                chart.say(icon, heading, more)
            return
        from app.ui.charts.series import Chart
        from app.ui.charts.units import MONEY, TOKENS

        zone, grain, now = self.context.lens.zone, found.series.unit, now_us()
        none, other = self.tr("No model named"), self.tr("Other")
        paid = found.measure == "cost_nusd"
        self._cost_chart.rename(self.tr("Cost by model") if paid else self.tr("Covered, by model"))
        cost = cost_stack(found.series, found.measure, self.context.colours.of("model"), none, other)
        self._cost_chart.note.setText(formats.usd(getattr(found.totals, found.measure)))
        self._cost_chart.show_chart(Chart(cost, MONEY, grain, zone, now))
        names = (
            self.tr("Input"),
            self.tr("Cache read"),
            self.tr("Cache write"),
            self.tr("Output"),
            self.tr("Reasoning"),
            self.tr("Audio and images"),
        )
        self._token_chart.note.setText(formats.compact(found.totals.total_tokens))
        tokens = token_stack(found.series, names)
        self._token_chart.show_chart(Chart(tokens, TOKENS, grain, zone, now))

    def _nothing_here(self, found: Overview) -> tuple[str, str, str]:
        """Three states that must not be taken for each other; "never set up" is a page of its own."""
        if found.hidden:
            return (
                "filter",
                self.tr("The filters hide every call of this range"),
                self.tr("Remove one of them to see more."),
            )
        return "inbox", self.tr("No calls in this range"), self.tr("Choose a longer range above.")

    def _show_tables(self, found: Overview) -> None:
        whole = max(1, getattr(found.totals, found.measure))
        for table, state, rows, none in (
            (self._models, self._model_state, found.models, self.tr("No model named")),
            (self._clients, self._client_state, found.clients, self.tr("Unknown client")),
        ):
            table.setVisible(bool(rows))
            state.setVisible(not rows)
            table.show_rows(
                [
                    ShortRow(
                        key,
                        (
                            key or none,
                            formats.compact(totals.calls),
                            formats.compact(totals.total_tokens),
                            _cost_text(totals),
                        ),
                        getattr(totals, found.measure) / whole,
                    )
                    for key, totals in rows[:_ROWS]
                ]
            )
        now = now_us()
        self._flights.show_rows(
            [
                ShortRow(
                    flight.id,
                    (
                        flight.model or flight.path,
                        flight.client or "",
                        formats.duration(now - flight.started_us),
                    ),
                )
                for flight in found.flights[:_ROWS]
            ]
        )
        self._flights.setVisible(bool(found.flights))
        self._flight_state.setVisible(not found.flights)
        self._failures.show_rows(
            [
                ShortRow(
                    call.id,
                    (
                        formats.status_of(call),
                        call.model or call.path,
                        formats.ago(now - call.started_us - call.latency_us),
                    ),
                )
                for call in found.failures
            ]
        )
        self._failures.setVisible(bool(found.failures))
        self._failure_state.setVisible(not found.failures)

    # ---- what leads to calls

    def _on_segment_picked(self, key: str, span: Span) -> None:
        from app.ui.charts.series import OTHER

        if key in ("", OTHER):
            self.context.lens.focus(span)
        else:
            self.context.lens.focus(span, "model", key.removeprefix(":"))
        self.context.frame.open_page("calls")

    def _on_bucket_picked(self, _kind: str, span: Span) -> None:
        self.context.lens.focus(span)
        self.context.frame.open_page("calls")

    def _on_model_chosen(self, model: str) -> None:
        self.context.lens.narrow("model", model)
        self.context.frame.open_page("calls")

    def _on_client_chosen(self, client: str) -> None:
        self.context.lens.narrow("client", client)
        self.context.frame.open_page("calls")

    def _on_failure_chosen(self, _call_id: str) -> None:
        self.context.lens.narrow("status", "failed")
        self.context.frame.open_page("calls")


def _cost_text(totals: Totals) -> str:
    if totals.unpriced == totals.calls:
        return formats.usd_of_call(None)
    if totals.equivalent_nusd and not totals.cost_nusd:
        return f"≈{formats.usd(totals.equivalent_nusd)}"
    return formats.usd(totals.cost_nusd)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _cache_share(totals: Totals) -> float | None:
    read = totals.cache_read_tokens
    written = totals.cache_write_5m_tokens + totals.cache_write_1h_tokens
    return _share(read, read + written + totals.input_tokens)


def _points(share: float | None, before: float | None) -> str:
    """The difference of two shares, in percentage points."""
    if share is None or before is None or abs(share - before) < 0.001:
        return ""
    sign = "▲" if share > before else "▼"
    return f"{sign} {formats.percent(abs(share - before))}".replace(" %", " pp")


def _tone(share: float | None, before: float | None, *, more_is_bad: bool) -> str:
    if share is None or before is None or abs(share - before) < 0.005:
        return ""
    return "bad" if (share > before) == more_is_bad else "good"


def prepare() -> None:
    import importlib

    from app.ui.widgets.first_steps import load_recipes

    importlib.import_module("app.ui.charts.card")
    load_recipes()


PAGE = OverviewPage
