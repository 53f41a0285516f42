"""What lies behind a budget: its periods so far, and what happened to it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.budgets import Budget
from app.core.periods import local
from app.ledger.budgets import BudgetEvent
from app.services.outlook import PastPeriod
from app.ui import formats
from app.ui.standings import event_words
from app.ui.theme import Theme
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import text_label
from app.ui.widgets.period_bars import PeriodBars
from app.ui.widgets.short_table import ShortRow, ShortTable

_EVENTS = 8


class BudgetDetail(QWidget):
    event_chosen = Signal(object)  # BudgetEvent

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._events: Sequence[BudgetEvent] = ()
        self._bars = PeriodBars(theme)
        self._no_bars = text_label("", "soft", wrap=True)
        self._table = ShortTable(
            theme,
            self.tr("What happened to {name}").format(name=name),
            (self.tr("Event"), self.tr("Spent by then"), self.tr("When")),
        )
        self._heading = text_label(self.tr("What happened"), "value")
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()
        self._table.chosen.connect(self._on_chosen)
        self._no_events = text_label(
            self.tr("Nothing yet: no threshold was reached, no call stopped."), "soft", wrap=True
        )
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (self._bars, self._no_bars)),
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
        self._table.hide()
        self._no_events.hide()

    def show_history(
        self, budget: Budget, past: Sequence[PastPeriod], events: Sequence[BudgetEvent], limit: int
    ) -> None:
        if past:
            self._bars.show_periods(budget, past, limit)
            self._say_no_bars("")
        elif budget.period == "total":
            self._say_no_bars(self.tr("It has no periods that could be compared: it never starts anew."))
        elif budget.period == "rolling":
            self._say_no_bars(self.tr("No calls were recorded yet."))
        else:
            self._say_no_bars(self.tr("No period is over yet in which calls were recorded."))
        self._table.setAccessibleName(self.tr("What happened to {name}").format(name=budget.name))
        self._events = events[:_EVENTS]
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

    def _fit(self) -> None:
        """Both headings at one height, although only one has a button beside it."""
        self._heading.setMinimumHeight(self._theme.tokens.px("control") + 2)

    def _say_no_bars(self, text: str) -> None:
        self._no_bars.setText(text)
        self._no_bars.setVisible(bool(text))
        self._bars.setVisible(not text)

    def _on_chosen(self, place: str) -> None:
        self.event_chosen.emit(self._events[int(place)])
