"""What wants attention, what was told and to whom, what is watched, and the ways to be told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.core.alerts import Notice
from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.periods import Span
from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Doing, Step, words_of
from app.ui.models.alerts import Found, Told, Wish, calls_of, read_alerts
from app.ui.pages.page import Page
from app.ui.ranges import CUSTOM, Range
from app.ui.widgets.alerts_part import AlertsPart
from app.ui.widgets.channels_part import ChannelsPart
from app.ui.widgets.rules_part import RulesPart
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

_PARTS = ("history", "rules", "channels")
_PAGE = 100
_TICK_MS = 30_000  # how long ago something was, and what is muted until when


class AlertsPage(Page):
    listens_to = Scope.ALERTS | Scope.REGISTER | Scope.BUDGETS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._found: Found | None = None
        self._wish = Wish()
        self._current, self._wanted = "history", ""
        self._doing = Doing(context, self)
        self._part = Segments(
            self.tr("Part"),
            [
                ("history", self.tr("Alerts")),
                ("rules", self.tr("Rules")),
                ("channels", self.tr("Channels")),
            ],
        )
        self._search = SearchField(theme, self.tr("Search this page"), self.tr("Search…"))
        self._search.textChanged.connect(self._on_searched)
        self._alerts = AlertsPart(context)
        self._rules, self._channels = RulesPart(context, self._doing), ChannelsPart(context, self._doing)
        self._state = StateView(theme)
        self._forms = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh_soon)
        self._arrange()
        self._connect()
        self._part.mark(self._current)
        self._state.say("clock", self.tr("Loading…"))
        self._forms.setCurrentWidget(self._state)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._part)
        top.addStretch(1)
        top.addWidget(self._search, 2)
        for part in (self._alerts, self._rules, self._channels, self._state):
            self._forms.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 16, 16)
        outer.setSpacing(12)
        outer.addLayout(top)
        outer.addWidget(self._doing.bar)
        outer.addWidget(self._forms, 1)

    def _connect(self) -> None:
        self._part.picked.connect(self.show_part)
        self._alerts.wanted.connect(self._on_alert_wanted)
        self._alerts.which_wanted.connect(self._on_which_wanted)
        self._alerts.view.wanted.connect(self._on_alert_wanted)
        self._alerts.view.mute_wanted.connect(self._rules.mute)
        self._rules.history_wanted.connect(self._on_history_wanted)
        self._rules.made.connect(self._on_made)
        self._channels.made.connect(self._on_made)
        self._channels.changed.connect(self._on_changed)
        self.context.bridge.settings_changed.connect(self.refresh_soon)
        self.context.theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._search.setMaximumWidth(self.context.theme.tokens.px(300))

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

    def search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def make_new(self) -> None:
        self.do("new-channel" if self._current == "channels" else "new-rule")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
        elif event.key() == Qt.Key.Key_Delete and self._alerts.list.hasFocus():
            told = self._alerts.chosen()
            if told is not None and told.is_new:
                self._acknowledge(told)
        else:
            super().keyPressEvent(event)

    def show_part(self, part: str) -> None:
        """history, rules or channels, or one of them: `history/ID`, `rules/NAME`."""
        name, _, thing = part.partition("/")
        if name in _PARTS:
            self._current, self._wanted = name, thing
            self._part.mark(name)
            self._show()

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

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._forms.setCurrentWidget(self._state)

    def _on_read(self, found: Found) -> None:
        self._found = self._rules.found = self._channels.found = found
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        typed, wanted = self._search.text(), self._wanted
        self._wanted = ""
        if self._current == "history":
            self._alerts.show_found(found, wanted)
            self._forms.setCurrentWidget(self._alerts)
        elif self._current == "rules":
            self._rules.show_found(found, typed, wanted)
            self._forms.setCurrentWidget(self._rules)
        else:
            self._channels.show_found(found, typed, wanted)
            self._forms.setCurrentWidget(self._channels)

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
            self._doing.bar.offer(
                said.format(n=formats.count(len(ids))),
                lambda: self._doing.do(back, done=self._go_back_to(ids)),
            )

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
