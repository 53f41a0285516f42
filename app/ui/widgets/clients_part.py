"""The tools that were seen or made: the list, and the one that is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.models.clients import ClientFacts, Found
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.client_view import ClientView
from app.ui.widgets.entry_list import Entry, EntryList
from app.ui.widgets.list_and_view import ListAndView
from app.ui.widgets.states import StateView

_SOON_US = 7 * 86_400_000_000


class ClientsPart(QWidget):
    wanted = Signal(str, str)  # an act, a client
    project_chosen = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._found: Found | None = None
        theme = context.theme
        self.list = EntryList(theme, self.tr("Clients"))
        self.list.chosen.connect(self._on_chosen)
        self.view = ClientView(context)
        self.view.wanted.connect(self._on_wanted)
        self.view.project_chosen.connect(self._on_project_chosen)
        card = Card(self.tr("Clients"))
        card.top.addWidget(
            IconButton(
                theme,
                "plus",
                name=self.tr("Make a client with a token"),
                act=lambda: self.wanted.emit("new", ""),
            )
        )
        card.body.addWidget(self.list, 1)
        self._both = ListAndView(theme, card, self.list, self.view, name=self.tr("The chosen client"))
        self._state = StateView(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._both)
        column.addWidget(self._state)

    def show_found(self, found: Found, typed: str, wanted: str = "") -> None:
        self._found = found
        words = typed.casefold().split()
        shown = [f for f in found.clients if all(word in _haystack(f) for word in words)]
        self._both.setVisible(bool(shown))
        self._state.setVisible(not shown)
        if not found.clients:
            self._state.say(
                "clients",
                self.tr("No tool has called yet"),
                self.tr("Connect one, or make a client with a token for a program of your own."),
                action=self.tr("Connect a tool"),
                act=lambda: self.wanted.emit("connect", ""),
            )
        elif not shown:
            self._state.say("search", self.tr("No client is called that"))
        else:
            self.list.show_entries(self._entries(shown), wanted)

    def _entries(self, clients: Sequence[ClientFacts]) -> list[Entry]:
        entries: list[Entry] = []
        for heading, part in (
            (
                self.tr("With calls in this range"),
                [f for f in clients if f.totals.calls and not f.client.archived],
            ),
            (self.tr("Others"), [f for f in clients if not f.totals.calls and not f.client.archived]),
            (self.tr("Archived"), [f for f in clients if f.client.archived]),
        ):
            if part:
                entries.append(Entry("", heading))
                entries += [self._entry(facts) for facts in part]
        return entries

    def _entry(self, facts: ClientFacts) -> Entry:
        now = now_us()
        valid = facts.valid(now)
        state, tone, says = "", "text_faint", ""
        ends = [t.expires_us for t in valid if t.expires_us is not None]
        if valid and len(ends) == len(valid) and max(ends) - now < _SOON_US:
            state, tone, says = "clock", "warn", self.tr("Its token expires soon")
        elif valid:
            state, tone, says = "key", "good", self.tr("It has a token")
        elif facts.tokens:
            state, tone, says = "alert", "bad", self.tr("Its token is not valid any more")
        note = formats.amount(facts.totals.calls, "calls") if facts.totals.calls else self.tr("no calls")
        if facts.last_call_us:
            note += "  ·  " + formats.ago(now - facts.last_call_us)
        figure = formats.usd(facts.totals.cost_nusd) if facts.totals.calls else ""
        name = facts.client.name
        return Entry(name, name, note, figure, state, tone, says, faint=facts.client.archived)

    def chosen(self) -> ClientFacts | None:
        if self._found is None:
            return None
        return next((f for f in self._found.clients if f.client.name == self.list.key), None)

    def _on_chosen(self, _key: str) -> None:
        facts = self.chosen()
        if facts is not None and self._found is not None:
            projects = [p.project.name for p in self._found.projects if not p.project.archived]
            self.view.show_client(facts, projects)

    def _on_wanted(self, act: str) -> None:
        self.wanted.emit(act, self.list.key)

    def _on_project_chosen(self, project: str | None) -> None:
        self.project_chosen.emit(self.list.key, project)


def _haystack(facts: ClientFacts) -> str:
    client = facts.client
    prefixes = " ".join(token.prefix for token in facts.tokens)
    return f"{client.name} {client.family or ''} {client.project or ''} {prefixes}".casefold()
