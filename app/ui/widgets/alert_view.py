"""One alert: what it says, how it is now, who was told and whether it arrived."""

from collections.abc import Callable
from itertools import zip_longest

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.core.alerts import Notice
from app.ledger.alerts import Delivery
from app.platform.clock import now_us
from app.ui import formats
from app.ui.alert_messages import message_of
from app.ui.alert_titles import title_of
from app.ui.alert_words import (
    LOOKS,
    delivery_words,
    facts_of,
    kind_help,
    muted_words,
    place_words,
    rule_name,
    rule_words,
    severity_words,
    state_words,
    tells_words,
)
from app.ui.context import Context
from app.ui.icons import line_pixmap
from app.ui.models.alerts import Found, RuleFacts, Told, has_calls
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card, Facts
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.mute_menu import fill_mute_menu
from app.ui.widgets.pill import Pill


class AlertView(QWidget):
    wanted = Signal(str, object)  # an act, and what it is for: an alert, a client, a rule
    mute_wanted = Signal(str, object)  # a rule, until when

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._told: Told | None = None
        self._rule: RuleFacts | None = None
        theme = context.theme
        self._card = QFrame()
        self._card.setProperty("kind", "card")
        self._title = text_label("", "heading", wrap=True)
        self._severity, self._state = Pill(theme), Pill(theme)
        self._when = text_label("", "soft", wrap=True)
        self._message = text_label("", wrap=True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._resume = IconButton(theme, "play", self.tr("Resume"), act=self._asker("resume"))
        self._seen = IconButton(theme, "check", self.tr("Acknowledge"), act=self._asker("seen"))
        self._seen.setToolTip(self.tr("Del, in the list"))
        self._show = IconButton(theme, "right", self.tr("Show"), act=self._asker("place"))
        self._calls = IconButton(theme, "calls", self.tr("Its calls"), act=self._asker("calls"))
        self._mute = IconButton(theme, "mute", self.tr("Mute"))
        self._menu = QMenu(self._mute)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._mute.setMenu(self._menu)
        self._told_card = Card(self.tr("Who was told"))
        self._nobody = text_label("", "soft", wrap=True)
        self._deliveries = QVBoxLayout()
        self._deliveries.setSpacing(10)
        self._rows: list[DeliveryRow] = []
        self._about, self._facts = Card(self.tr("About it")), Facts()
        self._rule_words = text_label("", "small", wrap=True)
        self._arrange()

    def _arrange(self) -> None:
        pills = QHBoxLayout()
        pills.setSpacing(8)
        pills.addWidget(self._severity)
        pills.addWidget(self._state)
        pills.addStretch()
        buttons = QWidget()
        flow = FlowLayout(buttons, 8)
        for button in (self._resume, self._seen, self._show, self._calls, self._mute):
            flow.addWidget(button)
        body = QVBoxLayout(self._card)
        body.setContentsMargins(16, 14, 16, 16)
        body.setSpacing(8)
        body.addLayout(pills)
        for part in (self._title, self._when, self._message):
            body.addWidget(part)
        body.addSpacing(4)
        body.addWidget(buttons)
        self._told_card.body.addWidget(self._nobody)
        self._told_card.body.addLayout(self._deliveries)
        self._about.body.addWidget(self._facts)
        self._about.body.addWidget(self._rule_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for card in (self._card, self._told_card, self._about):
            column.addWidget(card)
        column.addStretch()

    def show_told(self, told: Told, found: Found) -> None:
        self._told, self._rule = told, found.rule(told.alert.rule)
        alert, zone = told.alert, self._context.lens.zone
        icon, tone = LOOKS[alert.severity]
        self._severity.say(icon, severity_words(alert.severity), tone)
        self._state.say(*state_words(told))
        self._title.setText(title_of(alert))
        self._card.setAccessibleName(self._title.text())
        ago = formats.ago(now_us() - alert.at_us)
        self._when.setText(
            f"{rule_name(alert.rule, alert.kind)}  ·  {formats.moment_of(alert.at_us, zone)}  ·  {ago}"
        )
        self._message.setText(message_of(alert, zone))
        self._show_buttons(told, found)
        self._show_deliveries(told)
        self._facts.show_facts(facts_of(told, zone))
        self._rule_words.setText(self._words_of_rule())

    def _show_buttons(self, told: Told, found: Found) -> None:
        client = str(told.alert.figures.get("client") or "")
        self._resume.setVisible(client in found.pauses)
        self._resume.setText(self.tr("Resume {client}").format(client=client))
        self._resume.setAccessibleName(self._resume.text())
        self._seen.setVisible(told.is_new)
        set_style(self._seen, "kind", "primary" if told.is_new else "")
        self._seen.set_icon("check", "on_accent" if told.is_new else "text_soft")
        words = place_words(Notice("trigger", (told.alert,)).place)
        self._show.setText(words)
        self._show.setAccessibleName(words)
        self._show.setVisible(bool(words))
        self._calls.setVisible(has_calls(told.alert))
        rule = self._rule
        self._mute.setVisible(rule is not None)
        muted = rule is not None and rule.rule.muted(found.at_us)
        self._mute.setText(self.tr("Muted") if muted else self.tr("Mute the rule"))
        self._mute.setAccessibleName(self.tr("Mute the rule {name}").format(name=told.alert.rule))

    def _show_deliveries(self, told: Told) -> None:
        while len(self._rows) < len(told.deliveries):
            row = DeliveryRow(self._context.theme)
            self._rows.append(row)
            self._deliveries.addWidget(row)
        for row, delivery in zip_longest(self._rows, told.deliveries):
            row.setVisible(delivery is not None)
            if delivery is not None:
                row.show_words(_to(delivery), *delivery_words(delivery, self._context.lens.zone))
        self._nobody.setVisible(not told.deliveries)
        if told.alert.muted:
            self._nobody.setText(self.tr("Nobody: the rule was muted."))
        else:
            self._nobody.setText(self.tr("Nobody: there was no channel that its rule tells."))

    def _words_of_rule(self) -> str:
        if self._rule is None:
            return self.tr("Its rule was removed.")
        rule = self._rule.rule
        said = [rule_words(rule) or kind_help(rule.kind).removesuffix("."), tells_words(rule)]
        said.append(muted_words(rule, now_us(), self._context.lens.zone))
        if not rule.enabled:
            said.append(self.tr("switched off"))
        return self.tr("Rule: {words}").format(words="; ".join(part for part in said if part))

    def _asker(self, act: str) -> Callable[[], None]:
        def ask() -> None:
            if self._told is not None:
                self.wanted.emit(act, self._told)

        return ask

    def _fill_menu(self) -> None:
        rule = self._rule
        if rule is not None:
            name = rule.rule.name
            fill_mute_menu(
                self._menu, rule.rule, self._context.lens.zone, lambda us: self.mute_wanted.emit(name, us)
            )
            self._menu.addSeparator()
            self._menu.addAction(self.tr("Show the rule"), self._asker("rule"))


class DeliveryRow(QWidget):
    """A channel, how it went, and why it did not."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._look = ("clock", "text_soft")
        self._icon = QLabel()
        self._name, self._how = text_label("", "value"), text_label("", "soft", wrap=True)
        self._why = text_label("", "small", wrap=True)
        self._why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._name, self._how, self._why):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        theme.changed.connect(self._tint)

    def show_words(self, name: str, icon: str, tone: str, how: str, why: str) -> None:
        self._look = icon, tone
        self._name.setText(name)
        self._how.setText(how)
        set_style(self._how, "tone", "bad" if tone == "bad" else "")
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._icon.setAccessibleName(how)
        self.setAccessibleName(f"{name}: {how} {why}".strip())
        self._tint()

    def _tint(self) -> None:
        icon, tone = self._look
        tokens = self._theme.tokens
        edge = tokens.px(17)
        self._icon.setPixmap(line_pixmap(icon, tokens.colours[tone], edge, self.devicePixelRatioF()))


def _to(delivery: Delivery) -> str:
    if delivery.act == "resolve":
        over = QCoreApplication.translate("alerts", "{channel}: that it is over")
        return over.format(channel=delivery.channel)
    return delivery.channel
