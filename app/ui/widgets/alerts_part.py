"""What was told: stopped clients on top, then what nobody has seen to, then the rest by day."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.alert_titles import title_of
from app.ui.alert_words import (
    LOOKS,
    day_heading,
    pause_words,
    rule_name,
    severity_words,
    state_words,
    when_short,
    which_words,
)
from app.ui.context import Context
from app.ui.icons import line_pixmap
from app.ui.models.alerts import Found, Told
from app.ui.theme import Theme
from app.ui.widgets.alert_view import AlertView
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.entry_list import Entry, EntryList
from app.ui.widgets.fields import choice
from app.ui.widgets.labels import set_style, text_label
from app.ui.widgets.list_and_view import ListAndView
from app.ui.widgets.scroll_canvas import BAR_GAP_PX
from app.ui.widgets.states import StateView

_LIST_PX = 420  # titles are sentences


class AlertsPart(QWidget):
    wanted = Signal(str, object)  # an act, and what it is for
    which_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._found: Found | None = None
        theme = context.theme
        self._paused: dict[str, PausedClient] = {}
        self._above = QWidget()
        self._stopped = QVBoxLayout(self._above)
        self._stopped.setSpacing(8)
        self.list = EntryList(theme, self.tr("Alerts"))
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.view = AlertView(context)
        self._which = choice([(which, text) for which, text in which_words()])
        self._which.setAccessibleName(self.tr("Which alerts"))
        self._which.activated.connect(self._on_which)
        self._all_seen = IconButton(
            theme, "check", name=self.tr("Acknowledge all"), act=lambda: self.wanted.emit("all-seen", None)
        )
        self._older = QPushButton(self.tr("Show older ones"))
        self._older.setProperty("kind", "link")
        self._older.setAccessibleName(self._older.text())
        self._older.clicked.connect(lambda: self.wanted.emit("older", None))
        card = Card("")
        card.setAccessibleName(self.tr("Alerts"))
        for part in (card.heading, card.note):
            card.top.removeWidget(part)
            part.hide()
        card.top.addWidget(self._which, 1)
        card.top.addWidget(self._all_seen)
        card.body.addWidget(self.list, 1)
        card.body.addWidget(self._older)
        self._both = ListAndView(
            theme, card, self.list, self.view, name=self.tr("The chosen alert"), list_px=_LIST_PX
        )
        card.top.setContentsMargins(4, 0, 4, 0)
        self._state = StateView(theme)
        self._both.turned.connect(self._place_stopped)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._both, 1)
        column.addWidget(self._state, 1)

    def show_found(self, found: Found, wanted: str = "") -> None:
        self._found = found
        self._show_paused(found)
        self._which.setCurrentIndex(self._which.findData(found.wish.which))
        self._all_seen.setEnabled(found.new_count > 0)
        self._older.setVisible(found.more)
        entries = self._entries(found)
        self._both.setVisible(bool(entries))
        self._state.setVisible(not entries)
        self._place_stopped()
        if entries:
            self.list.show_entries(entries, wanted)
            self._on_chosen(self.list.key)  # whom it was told to may be called otherwise now
        else:
            self.list.show_entries([])
            self._say_nothing(found)

    def _say_nothing(self, found: Found) -> None:
        on = sum(facts.rule.enabled for facts in found.rules)
        if found.wish.narrow:
            self._state.say(
                "filter",
                self.tr("No alert is like that"),
                action=self.tr("Show all alerts"),
                act=lambda: self.wanted.emit("everything", None),
            )
        elif not on:
            self._state.say(
                "mute",
                self.tr("Nothing is watched"),
                self.tr("All rules are switched off: nobody is told before it costs too much."),
                action=self.tr("See the rules"),
                act=lambda: self.wanted.emit("rules", None),
            )
        else:
            self._state.say(
                "bell",
                self.tr("Nothing had to be told yet"),
                self.tr(
                    "{n} rules watch over budgets, spending, keys and backups. What they find is told at "
                    "once, and kept here."
                ).format(n=on),
                action=self.tr("See what is watched"),
                act=lambda: self.wanted.emit("rules", None),
            )

    def _entries(self, found: Found) -> list[Entry]:
        entries: list[Entry] = []
        zone = self._context.lens.zone
        if found.new:
            heading = self.tr("Wants attention")
            entries.append(Entry("", f"{heading}  ·  {formats.count(found.new_count)}"))
            entries += [self._entry(told, found) for told in found.new]
        shown, before = {told.alert.id for told in found.new}, ""
        for told in found.history:
            if told.alert.id in shown:
                continue
            heading = day_heading(told.alert.at_us, found.at_us, zone)
            if heading != before:
                entries.append(Entry("", heading))
                before = heading
            entries.append(self._entry(told, found))
        return entries

    def _entry(self, told: Told, found: Found) -> Entry:
        alert = told.alert
        icon, state, tone = state_words(told)
        if told.undelivered:
            icon, tone, state = "alert", "bad", self.tr("{state}; not delivered").format(state=state)
        return Entry(
            str(alert.id),
            title_of(alert),
            f"{severity_words(alert.severity)}  ·  {rule_name(alert.rule, alert.kind)}",
            when_short(alert.at_us, found.at_us, self._context.lens.zone),
            state=icon,
            tone=tone,
            says=state if told.is_new else self.tr("{state}, acknowledged").format(state=state),
            mark=LOOKS[alert.severity],
            faint=not told.is_new and not told.goes_on,
        )

    # ---- stopped clients

    def _show_paused(self, found: Found) -> None:
        for name in set(self._paused) - set(found.pauses):
            card = self._paused.pop(name)
            self._stopped.removeWidget(card)
            card.hide()
            card.deleteLater()
        for name, (since_us, reason) in found.pauses.items():
            if name not in self._paused:
                card = PausedClient(self._context.theme, name, self._resumer(name))
                self._paused[name] = card
                self._stopped.addWidget(card)
            since = formats.moment_of(since_us, self._context.lens.zone)
            self._paused[name].show_reason(since, pause_words(reason))

    def _place_stopped(self) -> None:
        """Where the list is a page they scroll with it: there may be many."""
        page = None if self._both.isHidden() else self._both.page
        self._stopped.setContentsMargins(0, 0, BAR_GAP_PX if page is None else 0, 0)
        if (column := page or self._column).indexOf(self._above) < 0:
            column.insertWidget(0, self._above)
        self._above.setVisible(bool(self._paused))

    def _resumer(self, name: str) -> Callable[[], None]:
        def resume() -> None:
            self.wanted.emit("resume-client", name)

        return resume

    # ---- what is chosen

    def chosen(self) -> Told | None:
        return self._found.told(int(self.list.key)) if self._found is not None and self.list.key else None

    def following(self) -> str:
        """The one to look at when the chosen one is seen to: the next that wants attention."""
        keys: Sequence[str] = [str(told.alert.id) for told in self._found.new] if self._found else []
        if self.list.key not in keys:
            return ""
        others = [key for key in keys if key != self.list.key]
        return others[min(keys.index(self.list.key), len(others) - 1)] if others else ""

    def _on_chosen(self, key: str) -> None:
        told = self.chosen() if key else None
        if told is not None and self._found is not None:
            self.view.show_told(told, self._found)

    def _on_opened(self, _key: str) -> None:
        told = self.chosen()
        if told is not None:
            self.wanted.emit("open", told)

    def _on_which(self) -> None:
        self.which_wanted.emit(self._which.currentData())


class PausedClient(QFrame):
    """That its calls are refused, why, and the one click that lets them go on."""

    def __init__(self, theme: Theme, name: str, resume: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self.setProperty("kind", "banner")
        set_style(self, "tone", "bad")
        self._icon = QLabel()
        self._icon.setAccessibleName(self.tr("Stopped"))
        self._title, self._why = text_label("", "value", wrap=True), text_label("", "soft", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._why)
        button = IconButton(
            theme, "play", self.tr("Resume"), name=self.tr("Resume {name}").format(name=name), act=resume
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(button)
        theme.changed.connect(self._tint)
        self._tint()

    def show_reason(self, since: str, reason: str) -> None:
        said = self.tr("{name} is stopped: its calls are refused since {since}")
        self._title.setText(said.format(name=self._name, since=since))
        self._why.setText(reason)
        self.setAccessibleName(f"{self._title.text()}. {reason}")

    def _tint(self) -> None:
        tokens = self._theme.tokens
        edge = tokens.px(20)
        self._icon.setPixmap(line_pixmap("stop", tokens.colours["bad"], edge, self.devicePixelRatioF()))
