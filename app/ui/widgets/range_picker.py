"""Which stretch of time is looked at."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtCore import QDate
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedLayout,
    QWidget,
)

from app.core.periods import local
from app.ui import formats
from app.ui.lens import Lens
from app.ui.ranges import CUSTOM, Range, days
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.fields import FormGrid, open_choice
from app.ui.widgets.sheet import Sheet


class RangePicker(QWidget):
    """Segments side by side where there is room, one button with a menu where there is not."""

    def __init__(self, theme: Theme, lens: Lens) -> None:
        super().__init__()
        self._theme, self._lens = theme, lens
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
            CustomRangeSheet(self._theme, self._lens, self).open()
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


class CustomRangeSheet(Sheet):
    """Two days and the zone in which they are days."""

    def __init__(self, theme: Theme, lens: Lens, parent: QWidget) -> None:
        super().__init__(theme, parent, width_px=420, height_px=0)
        self.name(self.tr("Custom range"))
        self._lens = lens
        span = lens.span()
        form = FormGrid()
        self.body.addLayout(form)
        self._first = form.add(self.tr("First day"), self._date_field(span.since_us))
        self._last = form.add(self.tr("Last day"), self._date_field(span.until_us - 1))
        self._zone = form.add(self.tr("Time zone"), open_choice(self.tr("this computer's")))
        self._zone.addItems(sorted(available_timezones()))
        self._zone.setCurrentText(lens.zone.key)
        self._zone.currentTextChanged.connect(self._check)
        self.body.addStretch()
        self.add_close()
        self._show = self.add_button(self.tr("Show"), primary=True)
        self._show.clicked.connect(self._on_show)
        self._check()

    def _date_field(self, time_us: int) -> QDateEdit:
        moment = local(time_us, self._lens.zone)
        field = QDateEdit(QDate(moment.year, moment.month, moment.day))
        field.setCalendarPopup(True)
        field.setDisplayFormat(formats.date_form())
        field.dateChanged.connect(self._check)
        return field

    def _on_show(self) -> None:
        zone = ZoneInfo(self._zone.currentText())
        self._lens.move_to(zone)
        self._lens.look_at(Range(CUSTOM, days(_date(self._first), _date(self._last), zone)))
        self.accept()

    def _check(self) -> None:
        trouble = ""
        if self._zone.currentText() not in available_timezones():
            trouble = self.tr("This is not an IANA time zone such as Europe/Berlin.")
        elif self._first.date() > self._last.date():
            trouble = self.tr("The first day is after the last day.")
        self.say(trouble)
        self._show.setEnabled(not trouble)


def _date(field: QDateEdit) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())
