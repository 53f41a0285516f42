"""More, for a while: by how much, and until when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime
from PySide6.QtWidgets import QDateTimeEdit, QGridLayout, QLineEdit, QWidget

from app.core.amounts import plain_amount, read_amount
from app.core.budgets import Raise
from app.core.errors import AppError
from app.core.money import NUSD_PER_USD
from app.core.periods import HOUR_US, instant, local, next_start
from app.services.budget_acts import raise_words_of
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step, in_turn
from app.ui.jobs import Job
from app.ui.standings import Standing
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import choice, named, plain_number
from app.ui.widgets.labels import text_label

_PARTS = 10  # what is offered is a tenth of the limit


class RaiseForm(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, one: Standing) -> None:
        super().__init__(context, parent, width_px=460, height_px=270)
        self.name(self.tr("Raise {name}").format(name=one.budget.name))
        self._one = one
        self._zone = ZoneInfo(one.budget.zone)
        self._by = QLineEdit()
        self._until = choice(self._ends())
        tomorrow = local(next_start("day", one.at_us, self._zone), self._zone)
        self._moment = QDateTimeEdit(
            QDateTime(QDate(tomorrow.year, tomorrow.month, tomorrow.day), QTime(0, 0))
        )
        self._moment.setCalendarPopup(True)
        self._moment.setDisplayFormat(f"{formats.date_form()} HH:mm")
        self._moment_box = named(self.tr("Until ({zone})").format(zone=one.budget.zone), self._moment)
        self._becomes = text_label("", "soft", wrap=True)
        unit = {"usd": self.tr("US dollars"), "tokens": self.tr("tokens"), "calls": self.tr("calls")}
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.addWidget(
            named(self.tr("By how much ({unit})").format(unit=unit[one.budget.unit]), self._by), 0, 0
        )
        grid.addWidget(named(self.tr("For how long"), self._until), 0, 1)
        grid.addWidget(self._moment_box, 1, 0, 1, 2)
        self.body.addLayout(grid)
        self.body.addWidget(self._becomes)
        self.body.addStretch()
        self.add_close()
        self._save = self._act_button(self.tr("Raise"), self._on_save)
        self._by.textChanged.connect(self._tell)
        self._until.currentIndexChanged.connect(self._tell)
        self._moment.dateTimeChanged.connect(self._tell)
        self._by.setText(self._offer())
        self._by.setFocus()
        self._by.selectAll()
        self._tell()

    def _ends(self) -> list[tuple[str, str]]:
        ends = [("today", self.tr("For today"))]
        if self._one.budget.period in ("week", "month"):
            ends.append(("period", self.tr("Until the period ends")))
        return [*ends, ("hour", self.tr("For an hour")), ("moment", self.tr("Until…"))]

    def _offer(self) -> str:
        """A part of the limit, in whole cents."""
        unit = self._one.budget.unit
        part, step = self._one.budget.limit // _PARTS, NUSD_PER_USD // 100 if unit == "usd" else 1
        plain = plain_amount(max(step, part // step * step), unit)
        return str(plain).replace(".", QLocale().decimalPoint())

    def _until_us(self) -> int:
        chosen, one = self._until.currentData(), self._one
        if chosen == "hour":
            return one.at_us + HOUR_US
        if chosen == "period":
            return one.tally.span.until_us
        if chosen == "today":
            return next_start("day", one.at_us, self._zone)
        picked = self._moment.dateTime()
        day, time = picked.date(), picked.time()
        wall = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute())  # noqa: DTZ001  the wall clock is meant
        return instant(wall, self._zone)

    def _tell(self) -> None:
        """What the limit becomes, or why it cannot."""
        chosen_moment = self._until.currentData() == "moment"
        self._moment_box.setVisible(chosen_moment)
        self.say("")
        unit = self._one.budget.unit
        try:
            by, _ = read_amount(plain_number(self._by.text()) + unit)
        except AppError:
            self._becomes.setText(self.tr("Write a number, such as 2 or 1.50."))
            self._save.setEnabled(False)
            return
        until = local(self._until_us(), self._zone)
        self._save.setEnabled(by > 0)
        self._becomes.setText(
            self.tr("The limit becomes {limit} until {when}. Then it is as before.").format(
                limit=formats.amount(self._one.limit + by, unit), when=formats.weekday_and_clock(until)
            )
        )

    def _on_save(self) -> None:
        engine, budget = self._context.engine, self._one.budget
        by, _ = read_amount(plain_number(self._by.text()) + budget.unit)
        words = raise_words_of(budget, Raise(by, 0, self._until_us()))

        def work(_: Job) -> Raise:
            in_turn(engine, [Step("budget.raise", words)])
            return max(engine.budgets.get(budget.name).raises, key=lambda more: more.from_us)

        self.begin(work, self._on_raised)

    def _on_raised(self, more: Raise) -> None:
        budget = self._one.budget
        said = self.tr("Raised {name} by {amount}").format(
            name=budget.name, amount=formats.amount(more.by, budget.unit)
        )
        only = [more.by, more.from_us, more.until_us]
        self.tell(said, [Step("budget.unraise", {"name": budget.name, "only": only})])
        self.accept()
