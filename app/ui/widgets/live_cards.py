"""What the proxy and the writer do just now, from memory: shown every second."""

from PySide6.QtCore import QObject

from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.widgets.cards import Card, Facts


class LiveCards(QObject):
    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._proxy, self._writer = Facts(), Facts()
        self.proxy, self.writer = Card(self.tr("Proxy")), Card(self.tr("Writer"))
        for card, facts in ((self.proxy, self._proxy), (self.writer, self._writer)):
            card.body.addWidget(facts)
            card.body.addStretch()

    def show_now(self) -> None:
        engine, zone = self._context.engine, self._context.lens.zone
        url, since, flights = engine.proxy.url, engine.proxy.since_us, engine.proxy.in_flight()
        now = now_us()
        oldest = max((now - flight.started_us for flight in flights), default=None)
        self._proxy.show_facts(
            [
                (self.tr("State"), self.tr("listens") if url else self.tr("off")),
                (self.tr("Address"), url or formats.NOTHING),
                (self.tr("Since"), formats.moment_of(since, zone) if since else formats.NOTHING),
                (self.tr("Calls in flight"), formats.count(len(flights))),
                (self.tr("Longest of them"), formats.duration(oldest)),
            ]
        )
        writer = engine.ledger.health()
        self._writer.show_facts(
            [
                (self.tr("State"), str(writer.trouble) if writer.trouble else self.tr("writes")),
                (self.tr("Waiting"), self.tr("%Ln record(s)", "", writer.waiting)),
                (self.tr("Written since the start"), formats.count(writer.written)),
                (self.tr("Last commit took"), formats.duration(writer.last_commit_us or None)),
                (self.tr("Set aside"), formats.count(writer.rejected)),
                (self.tr("Started again"), formats.count(writer.restarts)),
            ]
        )
