"""What the frame shows all the time: the last call, today's spend, calls in flight, the ledger's queue."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.periods import named_range
from app.core.rollups import Totals
from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.standings import Standing, standings, tightest
from app.ui.throttle import Throttle

_BEAT_MS = 1_000
_MOST_BEATS = 30  # a budget's period may end without a call


class Pulse(QObject):
    """Reads the ledger when it changed, and the counters of the engine once a second."""

    beaten = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.in_flight = 0
        self.waiting = 0
        self.trouble = ""
        self.spend_today = ""
        self.tightest: Standing | None = None
        self.new_alerts = 0
        self._last: Call | None = None
        self._beats = 0
        self._throttle = Throttle(self._read, self, _BEAT_MS)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        context.bridge.ledger_changed.connect(self._on_ledger_changed)

    @property
    def last_call(self) -> str:
        if self._last is None:
            return self.tr("No calls yet")
        ended_us = self._last.started_us + self._last.latency_us
        what = self._last.model or self._last.path
        ago = formats.ago(now_us() - ended_us)
        return self.tr("Last call {ago}: {what}").format(ago=ago, what=what)

    def start(self) -> None:
        self._timer.start(_BEAT_MS)
        self._throttle.request()
        self._beat()

    def stop(self) -> None:
        self._timer.stop()
        self._throttle.stop()

    def _on_ledger_changed(self, scopes: Scope) -> None:
        if scopes & (Scope.CALLS | Scope.BUDGETS | Scope.ALERTS) and self._timer.isActive():
            self._throttle.request()

    def _beat(self) -> None:
        self._beats += 1
        if self._beats >= _MOST_BEATS:
            self._throttle.request()
        engine = self._context.engine
        self.in_flight = len(engine.proxy.in_flight())
        health = engine.ledger.health()
        self.waiting = health.waiting
        self.trouble = str(health.trouble or "")
        self.beaten.emit()

    def _read(self) -> None:
        self._beats = 0
        engine = self._context.engine
        reader = engine.ledger.reader
        today = named_range("today", now_us(), self._context.lens.zone)
        todays = CallFilter(since_us=today.since_us, until_us=today.until_us)

        def read() -> tuple[list[Call], Totals, Standing | None, int]:
            calls, alerts = reader.calls(CallFilter(), 1), engine.alerts.unacknowledged()
            return calls, reader.summary(todays), tightest(standings(engine.gate)), alerts

        self._context.queries.ask("pulse", read, self._on_read, self._on_failed)

    def _on_read(self, answer: tuple[list[Call], Totals, Standing | None, int]) -> None:
        calls, totals, self.tightest, self.new_alerts = answer
        self._last = calls[0] if calls else None
        self.spend_today = formats.usd(totals.cost_nusd) if totals.calls else ""
        self.beaten.emit()

    def _on_failed(self, error: Exception) -> None:
        self.trouble = str(error)
        self.beaten.emit()
