"""Make a budget, or change one: a few fields, and what it would have done so far."""

from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.core.amounts import plain_amount, read_amount
from app.core.budgets import Budget, BudgetScope, read_period, read_thresholds
from app.core.errors import AppError, BudgetError
from app.platform.clock import zone
from app.services.budget_acts import words_of
from app.services.outlook import Preview
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.pages.budgets_data import Names, read_names, read_preview
from app.ui.standings import preview_words, rhythm_words, scope_words
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import choice, fill, named, open_choice, pair_grid, plain_number
from app.ui.widgets.fold import Fold
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.period_bars import PeriodBars

_PAUSE_MS = 250  # between the last key and the look at what it would have done
_SCOPE = ("project", "client", "provider", "account", "model")


class BudgetForm(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, budget: Budget | None) -> None:
        super().__init__(context, parent, width_px=600, height_px=690)
        self.name(self.tr("New budget") if budget is None else budget.name)
        self._before = budget
        self._name = QLineEdit()
        self._limit = QLineEdit()
        self._unit = choice(
            [("usd", self.tr("US dollars")), ("tokens", self.tr("tokens")), ("calls", self.tr("calls"))]
        )
        self._period = choice(
            [
                ("day", self.tr("Each day")),
                ("week", self.tr("Each week")),
                ("month", self.tr("Each month")),
                ("rolling", self.tr("The last hours")),
                ("total", self.tr("In total")),
            ]
        )
        self._hours = QSpinBox()
        self._hours.setRange(1, 24 * 366)
        self._hours.setValue(5)
        self._hours.setSuffix(self.tr(" hours"))
        self._hours.lineEdit().setTextMargins(6, 0, 0, 0)
        self._action = choice([("block", self.tr("Stop calls at the limit")), ("warn", self.tr("Only warn"))])
        self._thresholds = QLineEdit("50, 80, 100")
        self._unpriced = choice(
            [
                ("warn", self.tr("Warn, and let it through")),
                ("allow", self.tr("Let it through")),
                ("block", self.tr("Stop it")),
            ]
        )
        self._zone = open_choice(self.tr("This computer's"))
        fill(self._zone, sorted(available_timezones()))
        self._scope = {name: open_choice(self.tr("Any")) for name in _SCOPE}
        self._bars = PeriodBars(context.theme)
        self._preview = text_label("", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._arrange()
        self.add_close()
        self._save = self._act_button(
            self.tr("Make budget") if budget is None else self.tr("Save"), self._on_save
        )
        self._show(budget)
        self._connect()
        context.queries.ask(
            "budget-names", lambda: read_names(context.engine), self._on_names, self._on_look_failed
        )
        self._look()
        self.finished.connect(self._on_finished)

    def _arrange(self) -> None:
        grid = pair_grid()
        grid.addWidget(named(self.tr("Limit"), self._limit), 0, 0)
        grid.addWidget(named(self.tr("Counted in"), self._unit), 0, 1)
        grid.addWidget(named(self.tr("Period"), self._period), 1, 0)
        grid.addWidget(named(self.tr("When it is used up"), self._action), 1, 1)
        self._hours_box = named(self.tr("How many hours"), self._hours)
        grid.addWidget(self._hours_box, 2, 0)
        grid.addWidget(named(self.tr("Name"), self._name), 3, 0, 1, 2)
        self.body.addLayout(grid)
        scope = pair_grid()
        for place, (name, text) in enumerate(
            (
                ("project", self.tr("Project")), ("client", self.tr("Client")),
                ("provider", self.tr("Provider")), ("account", self.tr("Account of the provider")),
                ("model", self.tr("Model, or a pattern such as gpt-*")),
            )
        ):  # fmt: skip
            scope.addWidget(named(text, self._scope[name]), place // 2, place % 2)
        self._scope_fold = Fold(self._context.theme, self.tr("Only for some calls"), scope)
        more = pair_grid()
        more.addWidget(named(self.tr("Tell at these per cent"), self._thresholds), 0, 0)
        more.addWidget(named(self.tr("A call whose price nobody knows"), self._unpriced), 0, 1)
        more.addWidget(named(self.tr("Time zone of its periods"), self._zone), 1, 0)
        self._more_fold = Fold(self._context.theme, self.tr("More"), more)
        preview = QFrame()
        preview.setProperty("kind", "card")
        column = QVBoxLayout(preview)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._preview)
        column.addWidget(self._bars)
        self._bars.hide()
        self.body.addWidget(preview)
        self.body.addWidget(self._scope_fold)
        self.body.addWidget(self._more_fold)
        self.body.addStretch()

    def _connect(self) -> None:
        for line in (self._name, self._limit, self._thresholds):
            line.textChanged.connect(self._on_edited)
        for box in (self._unit, self._period, self._action, self._unpriced):
            box.currentIndexChanged.connect(self._on_edited)
        for box in (self._zone, *self._scope.values()):
            box.currentTextChanged.connect(self._on_edited)
        self._hours.valueChanged.connect(self._on_edited)

    def _show(self, budget: Budget | None) -> None:
        if budget is None:
            self._choose(self._period, "month")
            self._zone.setCurrentText(zone(self._context.engine.settings.text("general.time_zone")).key)
        else:
            self._name.setText(budget.name)
            self._limit.setText(_typed(budget))
            self._choose(self._unit, budget.unit)
            self._choose(self._period, budget.period)
            if budget.period == "rolling":
                self._hours.setValue(budget.hours)
            self._choose(self._action, budget.action)
            self._choose(self._unpriced, budget.unpriced)
            self._thresholds.setText(", ".join(str(percent) for percent in budget.thresholds))
            self._zone.setCurrentText(budget.zone)
            for name, box in self._scope.items():
                box.setCurrentText(getattr(budget.scope, name) or "")
            self._scope_fold.unfold(budget.scope != BudgetScope())
        self._limit.setPlaceholderText(self.tr("20, 1.50 or 500k"))
        self._limit.setFocus()
        self._hours_box.setVisible(self._period.currentData() == "rolling")
        self._suggest()

    @staticmethod
    def _choose(box: QComboBox, value: str) -> None:
        box.setCurrentIndex(box.findData(value))

    def _on_names(self, names: Names) -> None:
        for name, known in (
            ("project", names.projects), ("client", names.clients), ("provider", names.providers),
            ("account", names.accounts), ("model", names.models),
        ):  # fmt: skip
            fill(self._scope[name], known)

    # ---- what is typed

    def _on_edited(self) -> None:
        self._hours_box.setVisible(self._period.currentData() == "rolling")
        self.say("")
        self._suggest()
        self._timer.start(_PAUSE_MS)

    def _arguments(self) -> dict[str, Any]:
        """As `budget.add` and `budget.set` take them."""
        period = self._period.currentData()
        return {
            "name": self._name.text().strip() or self._name.placeholderText(),
            "limit": plain_number(self._limit.text()) + self._unit.currentData(),
            "period": f"{self._hours.value()}h" if period == "rolling" else period,
            "action": self._action.currentData(),
            "thresholds": self._thresholds.text(),
            "unpriced": self._unpriced.currentData(),
            "zone": self._zone.currentText().strip(),
            **{name: box.currentText().strip() for name, box in self._scope.items()},
        }

    def _typed(self) -> Budget:
        """What would be made; AppError where that cannot be."""
        given = self._arguments()
        try:
            limit, unit = read_amount(given["limit"])
        except BudgetError:  # its words are for those who type the unit too
            raise BudgetError(
                self.tr("{text} is not an amount.").format(text=self._limit.text().strip() or "—"),
                self.tr("Write a number such as 20, 1.50 or 500k."),
            ) from None
        period, hours = read_period(given["period"])
        scope = BudgetScope(**{name: given[name] or None for name in _SCOPE})
        return Budget(
            given["name"], limit, unit, period, hours, zone(given["zone"]).key, scope, given["action"],
            read_thresholds(given["thresholds"]), given["unpriced"],
        )  # fmt: skip

    def _suggest(self) -> None:
        """A name that says what it is, for those who do not want to think of one."""
        period, hours = read_period(self._arguments()["period"] if self._period.currentData() else "month")
        scope = BudgetScope(**{name: box.currentText().strip() or None for name, box in self._scope.items()})
        plan = Budget("plan", 1, period=period, hours=hours, scope=scope)
        what = scope_words(plan.scope)
        self._name.setPlaceholderText(f"{what[:1].upper()}{what[1:]}, {rhythm_words(plan)}"[:80])

    def _look(self) -> None:
        if not self._limit.text().strip():
            self._say_preview(self.tr("Type a limit to see what it would have done so far."))
            return
        try:
            budget = self._typed()
        except AppError as error:
            self._say_preview(str(error))
            return
        engine = self._context.engine
        self._context.queries.ask(
            "budget-preview",
            lambda: (budget, read_preview(engine, budget)),
            self._on_preview,
            self._on_preview_failed,
            budget,
        )

    def _on_preview(self, found: tuple[Budget, Preview]) -> None:
        budget, preview = found
        said, tone = preview_words(budget, preview)
        self._say_preview(said, tone)
        if preview.past:
            self._bars.show_periods(budget, preview.past, budget.limit)
            self._bars.show()

    def _on_preview_failed(self, error: Exception) -> None:
        self._say_preview(str(error), "bad")

    def _say_preview(self, text: str, tone: str = "") -> None:
        self._preview.setText(text)
        set_style(self._preview, "tone", tone)
        self._bars.hide()

    # ---- saving

    def _on_save(self) -> None:
        given, before = self._arguments(), self._before
        try:
            self._typed()
        except AppError as error:
            self.say_error(error)
            return
        name = given["name"]
        if before is None:
            said, back = self.tr("Made {name}").format(name=name), Step("budget.remove", {"name": name})
            self.act([Step("budget.add", given)], said, back=[back])
            return
        said = self.tr("Changed {name}").format(name=name)
        if name != before.name:
            said = self.tr("{before} is called {name} now, with all that happened to it.").format(
                before=before.name, name=name
            )
        self.act(
            [Step("budget.set", {**given, "name": before.name, "to": name})],
            said,
            back=[Step("budget.set", {**words_of(before), "name": name, "to": before.name})],
        )

    def _on_finished(self, _result: int) -> None:
        self._timer.stop()
        for key in ("budget-preview", "budget-names"):
            self._context.queries.drop(key)


def _typed(budget: Budget) -> str:
    return str(plain_amount(budget.limit, budget.unit)).replace(".", QLocale().decimalPoint())
