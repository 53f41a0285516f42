"""What wants attention, what was told and to whom, what is watched, and the ways to be told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

from app.core.alerts import Notice
from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.periods import Span
from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step, words_of
from app.ui.models.alerts import Found, Told, Wish, calls_of, read_alerts
from app.ui.pages.parted_page import PartedPage
from app.ui.ranges import CUSTOM, Range
from app.ui.widgets.alerts_part import AlertsPart
from app.ui.widgets.channels_part import ChannelsPart
from app.ui.widgets.rules_part import RulesPart

_PAGE = 100
_TICK_MS = 30_000  # how long ago something was, and what is muted until when


class AlertsPage(PartedPage):
    listens_to = Scope.ALERTS | Scope.REGISTER | Scope.BUDGETS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._found: Found | None = None
        self._wish = Wish()
        self._alerts = AlertsPart(context)
        self._rules, self._channels = RulesPart(context, self._doing), ChannelsPart(context, self._doing)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh_soon)
        self._lay_out(
            [
                ("history", self.tr("Alerts"), self._alerts),
                ("rules", self.tr("Rules"), self._rules),
                ("channels", self.tr("Channels"), self._channels),
            ]
        )
        self._connect()

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_searched)
        self._alerts.wanted.connect(self._on_alert_wanted)
        self._alerts.which_wanted.connect(self._on_which_wanted)
        self._alerts.view.wanted.connect(self._on_alert_wanted)
        self._alerts.view.mute_wanted.connect(self._rules.mute)
        self._rules.history_wanted.connect(self._on_history_wanted)
        self._rules.made.connect(self._on_made)
        self._channels.made.connect(self._on_made)
        self._channels.changed.connect(self._on_changed)
        self.context.bridge.settings_changed.connect(self.refresh_soon)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start(_TICK_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # ---- the keyboard

    def take_focus(self) -> None:
        if self._current == "history":
            self._alerts.list.setFocus()
            return
        column = (self._rules if self._current == "rules" else self._channels).column
        if column.rows:
            column.go_to(next(iter(column.rows)))
        else:
            self._search.setFocus()

    def make_new(self) -> None:
        self.do("new-channel" if self._current == "channels" else "new-rule")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._alerts.list.hasFocus():
            told = self._alerts.chosen()
            if told is not None and told.is_new:
                self._acknowledge(told)
        else:
            super().keyPressEvent(event)

    def do(self, act: str) -> None:
        if act == "new-rule":
            self.show_part("rules")
            self._rules.make_new()
        elif act == "new-channel":
            self.show_part("channels")
            self._channels.make_new()
        elif act == "acknowledge-all":
            self._acknowledge(None)

    # ---- reading

    @property
    def loaded(self) -> bool:
        return self._found is not None

    def refresh(self) -> None:
        engine, wish = self.context.engine, self._wish
        self.context.queries.ask(
            "alerts", lambda: read_alerts(engine, wish, now_us()), self._on_read, self._on_failed, wish
        )

    def _on_read(self, found: Found) -> None:
        self._found = self._rules.found = self._channels.found = found
        self._show()

    def _fill(self, part: str, typed: str, wanted: str) -> None:
        assert self._found is not None
        if part == "history":
            self._alerts.show_found(self._found, wanted)
        else:
            (self._rules if part == "rules" else self._channels).show_found(self._found, typed, wanted)

    def _look_for(self, wish: Wish) -> None:
        self._wish = wish
        self.refresh_soon()

    def _on_searched(self, typed: str) -> None:
        self._look_for(replace(self._wish, text=typed.strip(), limit=_PAGE))
        if self._current != "history":
            self._show()

    def _on_history_wanted(self, rule: str) -> None:
        self.show_part("history")
        self._search.setText(rule)

    def _on_made(self, name: str) -> None:
        self._wanted = name
        self.refresh_soon()

    def _on_changed(self) -> None:
        self._show()
        self.refresh_soon()

    def _on_which_wanted(self, which: Any) -> None:
        self._look_for(Wish(which, self._wish.text))

    # ---- alerts

    def _on_alert_wanted(self, act: str, of: Any) -> None:
        if act == "resume-client":
            self._resume(of)
        elif act == "resume":
            self._resume(str(of.alert.figures["client"]))
        elif act == "older":
            self._look_for(replace(self._wish, limit=self._wish.limit + _PAGE))
        elif act == "everything":
            self._search.clear()
            self._look_for(Wish())
        elif act == "all-seen":
            self._acknowledge(None)
        elif act == "rules":
            self.show_part("rules")
        elif isinstance(of, Told):
            self._on_told_wanted(act, of)

    def _on_told_wanted(self, act: str, told: Told) -> None:
        place = Notice("trigger", (told.alert,)).place
        if act == "seen":
            self._acknowledge(told)
        elif act == "rule":
            self.show_part(f"rules/{told.alert.rule}")
        elif act == "calls" or (act == "open" and place.partition("/")[0] in ("calls", "trends")):
            self._show_calls(told)
        else:
            page, _, part = place.partition("/")
            self.context.frame.open_page(page, part)

    def _acknowledge(self, told: Told | None) -> None:
        """One, or all. What is looked at next is what still wants attention."""
        words = {} if told is None else {"id": told.alert.id}
        if told is not None:
            self._wanted = self._alerts.following()

        def offer(results: list[Any]) -> None:
            ids = results[0]["ids"]
            said = self.tr("Acknowledged") if told is not None else self.tr("Acknowledged {n} alerts")
            if not ids:
                self._doing.bar.offer(self.tr("There was nothing to acknowledge"))
                return
            back = [Step("alert.unack", {"ids": ids})]
            self._doing.offer(said.format(n=formats.count(len(ids))), back, self._go_back_to(ids))

        self._doing.do([Step("alert.ack", words)], done=offer)

    def _go_back_to(self, ids: Sequence[int]) -> Callable[[object], None]:
        def go(_results: object) -> None:
            self._wanted = str(max(ids))
            self.refresh_soon()

        return go

    def _resume(self, client: str) -> None:
        paused = self._found.pauses.get(client) if self._found is not None else None
        back: list[Step] = []
        if paused is not None and client in self.context.engine.clients.all:
            back = [Step("client.pause", {"name": client, "reason": paused[1]})]
        self._doing.do(
            [Step("client.resume", {"name": client})],
            self.tr("{client} may call again").format(client=client),
            back=back,
        )

    def _show_calls(self, told: Told) -> None:
        engine, zone, found = self.context.engine, self.context.lens.zone, self._found
        facts = found.rule(told.alert.rule) if found is not None else None
        rule = facts.rule if facts is not None else None
        self.context.queries.ask(
            "alert-calls",
            lambda: calls_of(engine, told, rule, zone),
            self._on_calls_chosen,
            self._on_look_failed,
            told.alert.id,
        )

    def _on_calls_chosen(self, chosen: CallFilter) -> None:
        assert chosen.since_us is not None
        assert chosen.until_us is not None
        span = Span(chosen.since_us, chosen.until_us)
        self.context.lens.look_through(Range(CUSTOM, span), chosen.within(None, None))
        self.context.frame.open_page("calls")

    def _on_look_failed(self, error: Exception) -> None:
        self._doing.bar.say_trouble(words_of(error))


PAGE = AlertsPage
