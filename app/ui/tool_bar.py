"""The bar above the page: where we are, which range, and whether the proxy runs."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from app.platform import clock
from app.ui.lens import Lens
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton, Switch
from app.ui.widgets.labels import text_label
from app.ui.widgets.range_picker import RangePicker


class ToolBar(QFrame):
    proxy_switched = Signal(bool)
    palette_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, theme: Theme, lens: Lens) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setAccessibleName(self.tr("Tool bar"))
        self._lens = lens
        self._title = text_label("", "title")
        self._picker = RangePicker(theme, lens)
        self._commands = IconButton(
            theme,
            "command",
            name=self.tr("Command palette (Ctrl+K)"),
            kind="flat",
            act=self.palette_wanted.emit,
        )
        self._report = IconButton(
            theme,
            "report",
            name=self.tr("Make a report (Ctrl+P)"),
            kind="flat",
            act=self.report_wanted.emit,
        )
        self._zone = IconButton(theme, "globe", name=self.tr("Time zone"), kind="flat")
        self._zone_menu = QMenu(self._zone)
        self._zone_menu.aboutToShow.connect(self._fill_zones)
        self._zone.setMenu(self._zone_menu)
        lens.changed.connect(self._show_zone)
        self._proxy = Switch(theme, self.tr("Proxy"))
        self._proxy.clicked.connect(self.proxy_switched)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 10, 14, 10)
        self._row.setSpacing(8)
        self._row.addWidget(self._title)
        self._row.addStretch()
        self._row.addWidget(self._picker)
        self._row.addWidget(self._zone)
        self._row.addWidget(self._report)
        self._row.addWidget(self._commands)
        self._row.addWidget(self._proxy)
        theme.changed.connect(self._fit)
        self._show_zone()
        self.show_proxy(on=False, busy=True)

    def show_page(self, title: str, *, uses_range: bool) -> None:
        self._title.setText(title)
        self._picker.setVisible(uses_range)
        self._zone.setVisible(uses_range)
        self._report.setVisible(uses_range)
        self._fit()

    def show_proxy(self, *, on: bool, busy: bool = False, trouble: bool = False) -> None:
        """`trouble`: it is off though nobody paused it."""
        self._proxy.setChecked(on)
        self._proxy.setEnabled(not busy)
        if busy:
            text = self.tr("Starting…")
        elif trouble:
            text = self.tr("Proxy off")
        else:
            text = self.tr("Proxy on") if on else self.tr("Paused")
        self._proxy.setText(text)
        self._proxy.setAccessibleDescription(text)
        self._fit()

    def rest(self) -> None:
        """There is nothing behind the controls."""
        for control in (self._picker, self._zone, self._report, self._commands, self._proxy):
            control.hide()

    def choose_range(self) -> None:
        self._picker.choose_custom()

    def _show_zone(self) -> None:
        name = self.tr("Time zone: {zone}").format(zone=self._lens.zone.key)
        self._zone.setToolTip(name)
        self._zone.setAccessibleName(name)

    def _fill_zones(self) -> None:
        """This computer's zone and UTC are one click away, every other one by its name."""
        self._zone_menu.clear()
        for zone in dict.fromkeys([self._lens.zone.key, clock.local_zone_name(), "UTC"]):
            action = self._zone_menu.addAction(zone, self._mover(zone))
            action.setCheckable(True)
            action.setChecked(zone == self._lens.zone.key)
        self._zone_menu.addSeparator()
        self._zone_menu.addAction(self.tr("Another…"), self._picker.choose_custom)

    def _mover(self, zone: str) -> Callable[[], None]:
        def move() -> None:
            self._lens.move_to(clock.zone(zone))

        return move

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = (self._title, self._zone, self._report, self._commands, self._proxy)
        taken = sum(min(part.sizeHint().width(), part.maximumWidth()) for part in beside)
        margins = self._row.contentsMargins()
        self._picker.fit(
            self.width() - taken - margins.left() - margins.right() - len(beside) * self._row.spacing()
        )
