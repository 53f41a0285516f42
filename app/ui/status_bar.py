"""How it is going, in one line: the proxy, the calls, the ledger's queue."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.standings import LOOKS, Standing, all_words, in_short, share_words
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, text_label

_MESSAGE_MS = 4_000
_BUDGET_SHARE = 0.2  # of the width, at most


class StatusBar(QFrame):
    url_wanted = Signal()
    budget_wanted = Signal(str)  # the place of a budget

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "status")
        self.setAccessibleName(self.tr("Status"))
        self._proxy = IconButton(theme, "plug", self.tr("Starting…"), kind="flat", act=self.url_wanted.emit)
        self._budget = IconButton(theme, "alert", " ", kind="flat", act=self._on_budget)
        self._told: Standing | None = None
        self._budget.hide()
        self._calls = text_label()
        self._last = ElidedLabel()
        self._queue = text_label()
        self._message = text_label()
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.timeout.connect(self._message.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 14, 3)
        row.setSpacing(16)
        row.addWidget(self._proxy)
        row.addWidget(self._budget)
        row.addWidget(self._calls)
        row.addWidget(self._last, 1)
        row.addWidget(self._message)
        row.addWidget(self._queue)

    def show_proxy(self, url: str | None, trouble: str | None = None) -> None:
        if url:
            self._proxy.setText(self.tr("Listening at {url}").format(url=url))
            self._proxy.setToolTip(self.tr("Copy the address"))
            self._proxy.set_icon("plug", "good")
        elif trouble:
            self._proxy.setText(self.tr("Not listening: {trouble}").format(trouble=trouble))
            self._proxy.setToolTip(trouble)
            self._proxy.set_icon("alert", "bad")
        else:
            self._proxy.setText(self.tr("Paused: calls are refused until the proxy runs again"))
            self._proxy.setToolTip("")
            self._proxy.set_icon("pause", "warn")
        self._proxy.setAccessibleName(self._proxy.text())

    def show_traffic(self, in_flight: int, last: str, waiting: int, trouble: str) -> None:
        self._calls.setText(self.tr("%Ln in flight", "", in_flight))
        self._last.setText(last)
        if trouble:
            self._queue.setText(trouble)
        else:
            self._queue.setText(
                self.tr("Ledger up to date")
                if waiting == 0
                else self.tr("%Ln waiting to be written", "", waiting)
            )

    def show_budget(self, tightest: Standing | None) -> None:
        """Only one that is nearly used up: what is fine needs no place here."""
        self._told = tightest if tightest is not None and tightest.state in ("over", "near") else None
        self._budget.setVisible(self._told is not None)
        self._fit_budget()

    def _fit_budget(self) -> None:
        """Its name gives way: the share must not."""
        told = self._told
        if told is None:
            return
        metrics = self._budget.fontMetrics()
        room = round(self.width() * _BUDGET_SHARE) - metrics.horizontalAdvance(share_words(told))
        name = metrics.elidedText(
            told.budget.name, Qt.TextElideMode.ElideRight, max(metrics.height() * 2, room)
        )
        self._budget.setText(f"{name}: {share_words(told)}".replace("&", "&&"))
        self._budget.setAccessibleName(in_short(told))
        self._budget.setToolTip(all_words(told).replace("; ", "\n"))
        self._budget.set_icon(*LOOKS[told.state])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_budget()

    def _on_budget(self) -> None:
        if self._told is not None:
            self.budget_wanted.emit(f"budgets/{self._told.budget.name}")

    def say(self, text: str) -> None:
        self._message.setText(text)
        self._message_timer.start(_MESSAGE_MS)
