"""Which stretch of time is looked at."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QCompleter,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.core.periods import local
from app.ui import formats
from app.ui.lens import Lens
from app.ui.ranges import CUSTOM, Range, days
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label


class RangePicker(QWidget):
    """Segments side by side where there is room, one button with a menu where there is not."""

    def __init__(self, theme: Theme, lens: Lens) -> None:
        super().__init__()
        self._lens = lens
        self._names = {
            "today": self.tr("Today"),
            "7d": self.tr("7 d"),
            "30d": self.tr("30 d"),
            "this-month": self.tr("This month"),
            "last-month": self.tr("Last month"),
            CUSTOM: self.tr("Custom…"),
        }
        self._wide = QFrame()
        self._wide.setProperty("kind", "segments")
        row = QHBoxLayout(self._wide)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._segments: dict[str, QPushButton] = {}
        for name, text in self._names.items():
            segment = QPushButton(text)
            segment.setCheckable(True)
            segment.setProperty("kind", "segment")
            segment.setAccessibleName(self.tr("Range: {name}").format(name=text))
            self._segments[name] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        self._group.buttonClicked.connect(self._on_segment_clicked)
        self._menu_button = IconButton(theme, "calendar", " ", name=self.tr("Range"))
        menu = QMenu(self._menu_button)
        for name, text in self._names.items():
            menu.addAction(text).setData(name)
        menu.triggered.connect(self._on_menu_triggered)
        self._menu_button.setMenu(menu)
        self._forms = QStackedLayout(self)
        self._forms.setContentsMargins(0, 0, 0, 0)
        self._forms.addWidget(self._wide)
        self._forms.addWidget(self._menu_button)
        lens.changed.connect(self._show)
        self._show()

    def fit(self, room_px: int) -> None:
        """Take the form that fits into this many pixels."""
        form = self._wide if self._wide.sizeHint().width() <= room_px else self._menu_button
        self._forms.setCurrentWidget(form)
        self.setFixedWidth(form.sizeHint().width())

    def _on_segment_clicked(self, segment: QPushButton) -> None:
        for name, button in self._segments.items():
            if button is segment:
                self._choose(name)

    def _on_menu_triggered(self, action: QAction) -> None:
        self._choose(action.data())

    def choose_custom(self) -> None:
        self._choose(CUSTOM)

    def _choose(self, name: str) -> None:
        if name == CUSTOM:
            dialog = CustomRangeDialog(self._lens, self)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self._lens.move_to(dialog.zone())
                self._lens.look_at(dialog.range())
        else:
            self._lens.look_at(Range(name))
        self._show()

    def _show(self) -> None:
        chosen = self._lens.range
        self._segments[chosen.name].setChecked(True)
        text = self._names[chosen.name]
        custom = self.tr("Custom…")
        if chosen.custom is not None:
            first = local(chosen.custom.since_us, self._lens.zone)
            last = local(chosen.custom.until_us - 1, self._lens.zone)
            text = custom = _stretch(first, last)
        self._segments[CUSTOM].setText(custom)
        self._menu_button.setText(text)
        self._menu_button.setAccessibleName(self.tr("Range: {name}").format(name=text))
        current = self._forms.currentWidget()
        if current is not None:
            self.setFixedWidth(current.sizeHint().width())


def _stretch(first: datetime, last: datetime) -> str:
    if first.date() == last.date():
        whole = first.hour == first.minute == 0 and last.hour == 23
        clock = "" if whole else f", {formats.clock(first)}"
        return formats.day(first) + clock
    return f"{formats.day(first)} – {formats.day(last)}"  # noqa: RUF001  a range


class CustomRangeDialog(QDialog):
    """Two days and the zone in which they are days."""

    def __init__(self, lens: Lens, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Custom range"))
        span = lens.span()
        self._first = self._date_field(self.tr("First day"), span.since_us, lens.zone)
        self._last = self._date_field(self.tr("Last day"), span.until_us - 1, lens.zone)
        self._zone = QComboBox()
        self._zone.setEditable(True)
        self._zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._zone.addItems(sorted(available_timezones()))
        self._zone.setCurrentText(lens.zone.key)
        self._zone.setAccessibleName(self.tr("Time zone"))
        completer = QCompleter(self._zone.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._zone.setCompleter(completer)
        self._zone.currentTextChanged.connect(self._check)
        self._trouble = text_label("", "small", wrap=True)
        self._trouble.setProperty("tone", "bad")
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(_beside(self.tr("First day"), self._first), self._first)
        form.addRow(_beside(self.tr("Last day"), self._last), self._last)
        form.addRow(_beside(self.tr("Time zone"), self._zone), self._zone)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(self.tr("Show"))
        self._ok.setProperty("kind", "primary")
        for button in buttons.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        self.setMinimumWidth(380)
        column.addLayout(form)
        column.addWidget(self._trouble)
        column.addWidget(buttons)
        self._check()

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self._zone.currentText())

    def range(self) -> Range:
        return Range(CUSTOM, days(_date(self._first), _date(self._last), self.zone()))

    def _date_field(self, name: str, time_us: int, zone: ZoneInfo) -> QDateEdit:
        moment = local(time_us, zone)
        field = QDateEdit(QDate(moment.year, moment.month, moment.day))
        field.setCalendarPopup(True)
        field.setDisplayFormat(formats.date_form())
        field.setAccessibleName(name)
        field.dateChanged.connect(self._check)
        return field

    def _check(self) -> None:
        trouble = ""
        if self._zone.currentText() not in available_timezones():
            trouble = self.tr("This is not an IANA time zone such as Europe/Berlin.")
        elif self._first.date() > self._last.date():
            trouble = self.tr("The first day is after the last day.")
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self._ok.setEnabled(not trouble)


def _date(field: QDateEdit) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())


def _beside(text: str, field: QWidget) -> QLabel:
    """The label of a field, at the height of its words."""
    label = text_label(text)
    label.setMinimumHeight(field.sizeHint().height())
    return label
