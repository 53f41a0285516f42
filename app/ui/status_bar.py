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
_GAP_PX = 16
_LEAST_LAST_PX = 120  # below that, the last call is a few letters and an ellipsis


class StatusBar(QFrame):
    url_wanted = Signal()
    budget_wanted = Signal(str)  # the place of a budget

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "status")
        self.setAccessibleName(self.tr("Status"))
        self._theme = theme
        starting = self.tr("Starting…")
        self._words = starting, starting  # of the proxy: all, and in short
        self._proxy = IconButton(theme, "plug", starting, kind="flat", act=self.url_wanted.emit)
        self._budget = IconButton(theme, "alert", " ", kind="flat", act=self._on_budget)
        self._told: Standing | None = None
        self._budget.hide()
        self._idle = self._calm = True  # nothing in flight; nothing to say of the ledger
        self._calls = text_label()
        self._last = ElidedLabel()
        self._queue = ElidedLabel.of_a_name("")
        self._message = text_label()
        self._message.hide()
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.timeout.connect(self._on_message_over)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 3, 14, 3)
        self._row.setSpacing(_GAP_PX)
        self._row.addWidget(self._proxy)
        self._row.addWidget(self._budget)
        self._row.addWidget(self._calls)
        self._row.addWidget(self._last, 1)
        self._row.addStretch()
        self._row.addWidget(self._message)
        self._row.addWidget(self._queue)
        theme.changed.connect(self._fit)

    def show_proxy(self, url: str | None, trouble: str | None = None) -> None:
        if url:
            self._words = self.tr("Listening at {url}").format(url=url), url.removeprefix("http://")
            self._proxy.set_icon("plug", "good")
        elif trouble:
            self._words = (
                self.tr("Not listening: {trouble}").format(trouble=trouble),
                self.tr("Not listening"),
            )
            self._proxy.set_icon("alert", "bad")
        else:
            self._words = (
                self.tr("Paused: calls are refused until the proxy runs again"),
                self.tr("Paused"),
            )
            self._proxy.set_icon("pause", "warn")
        self._proxy.setToolTip(self.tr("Copy the address") if url else self._words[0])
        self._proxy.setAccessibleName(self._words[0])
        self._fit()

    def show_traffic(self, in_flight: int, last: str, waiting: int, trouble: str) -> None:
        self._idle, self._calm = not in_flight, not (waiting or trouble)
        self._calls.setText(self.tr("%Ln in flight", "", in_flight))
        self._last.setText(last)
        if trouble:
            self._queue.setText(trouble)
        else:
            self._queue.setText(
                self.tr("%Ln waiting to be written", "", waiting) if waiting else self.tr("Ledger up to date")
            )
        self._fit()

    def show_budget(self, tightest: Standing | None) -> None:
        """Only one that is nearly used up: what is fine needs no place here."""
        self._told = tightest if tightest is not None and tightest.state in ("over", "near") else None
        self._budget.setVisible(self._told is not None)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, what says least goes first, so that nothing is cut."""
        self._fit_budget()
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() + _GAP_PX
        metrics = self._proxy.fontMetrics()
        room -= self._proxy.sizeHint().width() - metrics.horizontalAdvance(self._proxy.text()) + _GAP_PX
        for part in (self._budget, self._message):
            if not part.isHidden():
                room -= part.sizeHint().width() + _GAP_PX
        calls, queue = (part.sizeHint().width() + _GAP_PX for part in (self._calls, self._queue))
        busy, told = not self._idle, not self._calm
        for words, with_calls, with_queue in (
            (self._words[0], True, True),
            (self._words[1], True, True),
            (self._words[1], True, told),
            (self._words[1], busy, told),
        ):
            left = room - metrics.horizontalAdvance(words) - calls * with_calls - queue * with_queue
            if left >= 0:
                break
        self._proxy.setText(words)
        self._calls.setVisible(with_calls)
        self._queue.setVisible(with_queue)
        self._last.setVisible(left >= self._theme.tokens.px(_LEAST_LAST_PX))

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
        self._fit()

    def _on_budget(self) -> None:
        if self._told is not None:
            self.budget_wanted.emit(f"budgets/{self._told.budget.name}")

    def say(self, text: str) -> None:
        self._message.setText(text)
        self._message.show()
        self._message_timer.start(_MESSAGE_MS)
        self._fit()

    def _on_message_over(self) -> None:
        self._message.hide()
        self._fit()
