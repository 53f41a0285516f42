"""A figure of a rule: what it is, a field that fits its measure, and what is wrong with what was typed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.alert_rules import Parameter, RuleKind, Value
from app.core.amounts import plain_amount
from app.core.errors import AppError
from app.core.periods import HOUR_US, MINUTE_US
from app.ui import formats
from app.ui.alert_words import parameter_help, parameter_label, value_words
from app.ui.theme import Theme
from app.ui.widgets.buttons import Switch
from app.ui.widgets.fields import choice, fill, open_choice, plain_number
from app.ui.widgets.labels import set_style, text_label

_UNITS_US: Mapping[str, int] = {
    "ms": 1_000, "s": 1_000_000, "min": MINUTE_US, "h": HOUR_US, "d": 24 * HOUR_US,
}  # fmt: skip


class MeasureField(QWidget):
    changed = Signal()

    def __init__(self, theme: Theme, kind: RuleKind, parameter: Parameter, value: Value) -> None:
        super().__init__()
        self.parameter = parameter
        self._name, self._help = parameter_label(kind, parameter), parameter_help(parameter)
        self._unit: QComboBox | None = None
        self._said = text_label(self._help, "small", wrap=True)
        self._field = self._make_field(theme, value)
        self._field.setAccessibleName(self._name)
        self._field.setAccessibleDescription(self._help)
        label = text_label(self._name, "overline")
        label.setBuddy(self._field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._field, 0 if isinstance(self._field, Switch) else 3)
        if self._unit is not None:
            row.addWidget(self._unit, 2)
        elif unit := self._unit_words():
            row.addWidget(text_label(unit, "soft"), 2)
        else:
            row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(label)
        column.addLayout(row)
        column.addWidget(self._said)
        self._default = self.text()

    def _make_field(self, theme: Theme, value: Value) -> QWidget:
        measure = self.parameter.measure
        if measure == "switch":
            switch = Switch(theme, self._name)
            switch.setChecked(bool(value))
            switch.clicked.connect(self._on_edited)
            return switch
        if measure == "name":
            box = open_choice(self.tr("Any"))
            box.setCurrentText(str(value))
            box.currentTextChanged.connect(self._on_edited)
            return box
        line = QLineEdit(self._typed(int(value)))
        line.textChanged.connect(self._on_edited)
        return line

    def _typed(self, value: int) -> str:
        measure = self.parameter.measure
        if measure == "duration":
            name, size = next(
                (name, size)
                for name, size in reversed(list(_UNITS_US.items()))
                if value % size == 0 or name == "ms"
            )
            self._unit = choice(
                [
                    ("ms", self.tr("milliseconds")), ("s", self.tr("seconds")), ("min", self.tr("minutes")),
                    ("h", self.tr("hours")), ("d", self.tr("days")),
                ]
            )  # fmt: skip
            self._unit.setCurrentIndex(self._unit.findData(name))
            self._unit.setAccessibleName(self.tr("Unit of: {name}").format(name=self._name))
            self._unit.currentIndexChanged.connect(self._on_edited)
            return str(value // size)
        if measure == "usd":
            return str(plain_amount(value, "usd")).replace(".", QLocale().decimalPoint())
        return QLocale().toString(value) if measure == "tokens" else str(value)

    def _unit_words(self) -> str:
        return {
            "usd": self.tr("US dollars"),
            "tokens": self.tr("tokens"),
            "calls": self.tr("calls"),
            "percent": "%",
            "times": self.tr("times the usual deviation"),
        }.get(self.parameter.measure, "")

    def offer(self, names: Sequence[str]) -> None:
        """What there is to choose from."""
        if isinstance(self._field, QComboBox):
            fill(self._field, names)

    def text(self) -> str:
        """As `Parameter.read` takes it."""
        field, measure = self._field, self.parameter.measure
        if isinstance(field, Switch):
            return "on" if field.isChecked() else "off"
        if isinstance(field, QComboBox):
            return field.currentText().strip()
        assert isinstance(field, QLineEdit)
        typed = plain_number(field.text())
        if measure == "duration":
            assert self._unit is not None
            return typed + str(self._unit.currentData())
        return typed + measure if measure in {"usd", "tokens", "calls"} and typed else typed

    def trouble(self) -> str:
        try:
            self.parameter.read(self.text())
        except AppError:  # its words are for those who type the unit too
            return self.wanted_words()
        return ""

    def wanted_words(self) -> str:
        low, high = self.parameter.low, self.parameter.high
        if self.parameter.measure == "usd":
            return self.tr("An amount of dollars such as 5 or 0.50 is wanted.")
        if high >= 1 << 52:
            return self.tr("A number from {low} on is wanted.").format(low=formats.count(low))
        wanted = self.tr("A whole number between {low} and {high} is wanted.")
        if self.parameter.measure == "duration":
            wanted = self.tr("A time between {low} and {high} is wanted.")
        return wanted.format(low=value_words(self.parameter, low), high=value_words(self.parameter, high))

    def take_focus(self) -> None:
        self._field.setFocus()

    def _on_edited(self) -> None:
        trouble = self.trouble()
        self._said.setText(trouble or self._help)
        set_style(self._said, "tone", "bad" if trouble else "")
        self._field.setAccessibleDescription(trouble or self._help)
        self.changed.emit()


def words_for(parameter: Parameter, value: Value) -> str:
    """A value as `Parameter.read` takes it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value
    if parameter.measure == "duration":
        return f"{value // 1_000}ms"
    if parameter.measure == "usd":
        return f"{plain_amount(value, 'usd')}usd"
    return f"{value}{parameter.measure}" if parameter.measure in {"tokens", "calls"} else str(value)
