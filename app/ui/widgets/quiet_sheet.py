"""The hours of the day in which nobody wants to be told."""

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QTimeEdit, QWidget

from app.core.quiet_hours import read_clock
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.buttons import Switch
from app.ui.widgets.fields import FormGrid

_USUAL = ("22:00", "07:00")
_KEYS = ("alerts.quiet_from", "alerts.quiet_until")


class QuietSheet(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, quiet: tuple[str, str]) -> None:
        super().__init__(context, parent, width_px=460)
        self._quiet = quiet
        self.name(
            self.tr("Quiet hours"),
            self.tr(
                "Messages wait until they end, and come as one. Budgets that stop calls and runaway clients "
                "are told at once."
            ),
        )
        form = FormGrid()
        self.body.addLayout(form)
        on = bool(quiet[0] and quiet[1])
        self._switch = form.add(self.tr("Keep quiet"), Switch(context.theme, ""))
        self._switch.setChecked(on)
        self._switch.toggled.connect(self._on_switched)
        since, until = quiet if on else _USUAL
        self._since = form.add(self.tr("From"), _clock_field(since))
        self._until = form.add(self.tr("Until"), _clock_field(until))
        self.body.addStretch()
        self.add_close()
        self._act_button(self.tr("Save"), self._on_save)
        self._on_switched(on)
        self._switch.setFocus()

    def _on_switched(self, on: bool) -> None:  # noqa: FBT001  the signal's argument
        self._since.setEnabled(on)
        self._until.setEnabled(on)

    def _on_save(self) -> None:
        chosen = ("", "")
        if self._switch.isChecked():
            chosen = (self._since.time().toString("HH:mm"), self._until.time().toString("HH:mm"))
            if chosen[0] == chosen[1]:
                self.say(self.tr("They begin and end at the same time: choose two different times."))
                return
        said = self.tr("No quiet hours any more")
        if chosen[0]:
            said = self.tr("Quiet from {since} until {until}").format(since=chosen[0], until=chosen[1])
        self.act(_steps(chosen), said, back=_steps(self._quiet))


def _steps(quiet: tuple[str, str]) -> list[Step]:
    return [
        Step("settings.set", {"key": key, "value": value}) for key, value in zip(_KEYS, quiet, strict=True)
    ]


def _clock_field(text: str) -> QTimeEdit:
    at = read_clock(text)
    field = QTimeEdit(QTime(at.hour, at.minute))
    field.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)  # up and down change the part that is marked
    return field
