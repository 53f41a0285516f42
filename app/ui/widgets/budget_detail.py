"""What lies behind a budget: its periods so far, and what happened to it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.periods import local
from app.ledger.budgets import BudgetEvent
from app.ui import formats
from app.ui.pages.budgets_data import History
from app.ui.standings import event_words
from app.ui.theme import Theme
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import text_label
from app.ui.widgets.period_bars import PeriodBars
from app.ui.widgets.short_table import ShortRow, ShortTable

_EVENTS = 8
_MODELS = 6


class BudgetDetail(QWidget):
    event_chosen = Signal(object)  # BudgetEvent
    models_chosen = Signal(tuple)  # names

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._events: Sequence[BudgetEvent] = ()
        self._of_rows: Sequence[tuple[str, ...]] = ()  # the models of each row
        self._bars = PeriodBars(theme)
        self._no_bars = text_label("", "soft", wrap=True)
        self._table = ShortTable(
            theme,
            self.tr("What happened to {name}").format(name=name),
            (self.tr("Event"), self.tr("Spent by then"), self.tr("When")),
        )
        self._heading = text_label(self.tr("What happened"), "value")
        self._course = text_label("", "soft", wrap=True)
        self._models = ShortTable(
            theme, self.tr("What {name} was spent on").format(name=name), (self.tr("Model"), self.tr("Spent"))
        )
        self._models.chosen.connect(self._on_model_chosen)
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()
        self._table.chosen.connect(self._on_chosen)
        self._no_events = text_label(
            self.tr("Nothing yet: no threshold was reached, no call stopped."), "soft", wrap=True
        )
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (self._bars, self._no_bars, self._course, self._models)),
            (right, (self._heading, self._table, self._no_events)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
            for part in parts:
                column.addWidget(part)
            column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(Columns(theme, [left, right], [(760, (1, 1)), (0, (1,))]))
        self._say_no_bars(self.tr("Loading…"))
        for part in (self._table, self._no_events, self._course, self._models):
            part.hide()

    def show_history(self, found: History) -> None:
        budget, past = found.budget, found.past
        self._show_course(found)
        if past:
            self._bars.show_periods(budget, past, found.limit)
            self._say_no_bars("")
        elif found.course is not None:
            self._say_no_bars("")
            self._bars.hide()
        elif budget.period == "total":
            self._say_no_bars(self.tr("It has no periods that could be compared: it never starts anew."))
        elif budget.period == "rolling":
            self._say_no_bars(self.tr("No calls were recorded yet."))
        else:
            self._say_no_bars(self.tr("No period is over yet in which calls were recorded."))
        self._table.setAccessibleName(self.tr("What happened to {name}").format(name=budget.name))
        self._events = found.events[:_EVENTS]
        zone = ZoneInfo(budget.zone)
        self._table.show_rows(
            [
                ShortRow(
                    str(place),
                    (
                        event_words(event),
                        formats.amount(event.spent, budget.unit),
                        formats.weekday_and_clock(local(event.at_us, zone)),
                    ),
                )
                for place, event in enumerate(self._events)
            ]
        )
        self._table.setVisible(bool(self._events))
        self._no_events.setVisible(not self._events)

    def _show_course(self, found: History) -> None:
        """Of one that never starts anew."""
        course = found.course
        for part in (self._course, self._models):
            part.setVisible(course is not None)
        if course is None:
            return
        month = formats.month(datetime.strptime(course.since, "%Y-%m").replace(tzinfo=UTC))
        said = [
            self.tr("It counts calls since {month}.").format(month=month),
            self.tr("{amount} in the last {n} days.").format(
                amount=formats.usd(course.lately), n=course.days
            ),
        ]
        if course.runs_out_us is not None:
            when = formats.day(local(course.runs_out_us, ZoneInfo(found.budget.zone)))
            said.append(self.tr("At that pace it will be used up about {when}.").format(when=when))
        self._course.setText(" ".join(said))
        whole = sum(amount for _, amount in course.by_model)
        self._models.setAccessibleName(self.tr("What {name} was spent on").format(name=found.budget.name))
        rest = course.by_model[_MODELS:]
        shown: list[tuple[tuple[str, ...], str, int]] = []
        for model, spent in course.by_model[:_MODELS]:
            shown.append(((model,), model or self.tr("no model"), spent))
        if rest:
            names = tuple(model for model, _ in rest)
            shown.append((names, self.tr("Other"), sum(amount for _, amount in rest)))
        self._of_rows = [models for models, _, _ in shown]
        self._models.show_rows(
            [
                ShortRow(str(place), (words, formats.usd(amount)), amount / whole)
                for place, (_, words, amount) in enumerate(shown)
            ]
        )

    def _fit(self) -> None:
        """Both headings at one height, although only one has a button beside it."""
        self._heading.setMinimumHeight(self._theme.tokens.px("control") + 2)

    def _say_no_bars(self, text: str) -> None:
        self._no_bars.setText(text)
        self._no_bars.setVisible(bool(text))
        self._bars.setVisible(not text)

    def _on_chosen(self, place: str) -> None:
        self.event_chosen.emit(self._events[int(place)])

    def _on_model_chosen(self, place: str) -> None:
        self.models_chosen.emit(self._of_rows[int(place)])
