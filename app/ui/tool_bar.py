"""The bar above the page: where we are, which range, and whether the proxy runs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.lens import Lens
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton, Switch
from app.ui.widgets.labels import text_label
from app.ui.widgets.range_picker import RangePicker


class ToolBar(QFrame):
    proxy_switched = Signal(bool)
    palette_wanted = Signal()

    def __init__(self, theme: Theme, lens: Lens) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setAccessibleName(self.tr("Tool bar"))
        self._theme = theme
        self._title = text_label("", "title")
        self._picker = RangePicker(theme, lens)
        self._commands = IconButton(
            theme,
            "command",
            name=self.tr("Command palette (Ctrl+K)"),
            kind="flat",
            act=self.palette_wanted.emit,
        )
        self._proxy = Switch(theme, self.tr("Proxy"))
        self._proxy.clicked.connect(self.proxy_switched)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 10, 14, 10)
        self._row.setSpacing(12)
        self._row.addWidget(self._title)
        self._row.addStretch()
        self._row.addWidget(self._picker)
        self._row.addWidget(self._commands)
        self._row.addWidget(self._proxy)
        theme.changed.connect(self._fit)
        self.show_proxy(on=False, busy=True)

    def show_page(self, title: str, *, uses_range: bool) -> None:
        self._title.setText(title)
        self._picker.setVisible(uses_range)
        self._fit()

    def show_proxy(self, *, on: bool, busy: bool = False) -> None:
        self._proxy.setChecked(on)
        self._proxy.setEnabled(not busy)
        if busy:
            text = self.tr("Starting…")
        else:
            text = self.tr("Proxy on") if on else self.tr("Paused")
        self._proxy.setText(text)
        self._proxy.setAccessibleDescription(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        taken = sum(w.sizeHint().width() for w in (self._title, self._commands, self._proxy))
        margins = self._row.contentsMargins()
        self._picker.fit(self.width() - taken - margins.left() - margins.right() - 5 * self._row.spacing())
