"""One client: what it is, what it spends, its project, and the tokens that it was given."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.core.clients import Token
from app.platform.clock import now_us
from app.ui import formats
from app.ui.context import Context
from app.ui.icons import line_icon
from app.ui.models.clients import ClientFacts
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.fields import ChoiceBox
from app.ui.widgets.labels import breakable, set_style, text_label

_SOON_US = 7 * 86_400_000_000


class ClientView(QWidget):
    wanted = Signal(str)  # an act
    project_chosen = Signal(object)  # a name, or None

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._facts: ClientFacts | None = None
        theme = context.theme
        self._card = card = Card("")
        self._calls = IconButton(theme, "calls", self.tr("Its calls"), act=self._asker("calls"))
        self._more = IconButton(theme, "more", name=self.tr("What can be done with this client"), kind="flat")
        self._more.clicked.connect(self._on_more)
        card.top.addWidget(self._calls)
        card.top.addWidget(self._more)
        self._about = text_label("", "soft", wrap=True)
        self._project = ChoiceBox()
        self._project.setAccessibleName(self.tr("Project of its calls that name none"))
        self._project.activated.connect(self._on_project)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(text_label(self.tr("Project"), "soft"))
        row.addWidget(self._project)
        row.addStretch()
        self._project_note = text_label(
            self.tr("Of its calls that name none themselves."), "small", wrap=True
        )
        card.body.addWidget(self._about)
        card.body.addLayout(row)
        card.body.addWidget(self._project_note)
        self._tokens = Card(self.tr("Tokens"))
        self._new = IconButton(theme, "plus", self.tr("New token"), act=self._asker("rotate"))
        self._revoke = IconButton(theme, "stop", self.tr("Revoke"), act=self._asker("revoke"))
        for button in (self._new, self._revoke):
            self._tokens.top.addWidget(button)
        self._none = text_label("", "soft", wrap=True)
        self._tokens.body.addWidget(self._none)
        self._rows: list[TokenRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(card)
        column.addWidget(self._tokens)
        column.addStretch()

    def show_client(self, facts: ClientFacts, projects: Sequence[str]) -> None:
        self._facts = facts
        client, now = facts.client, now_us()
        self._card.heading.setText(client.name)
        self._card.setAccessibleName(client.name)
        about = [self.tr("Made by you") if client.origin == "made" else self.tr("Found by its calls")]
        if client.family and client.family != client.name:
            about.append(client.family)
        if facts.last_call_us:
            about.append(self.tr("last call {ago}").format(ago=formats.ago(now - facts.last_call_us)))
        else:
            about.append(self.tr("no call yet"))
        if facts.totals.calls:
            about.append(
                self.tr("{calls} in this range, {cost}").format(
                    calls=formats.amount(facts.totals.calls, "calls"),
                    cost=formats.spent(facts.totals),
                )
            )
        if client.archived:
            about.append(self.tr("archived"))
        self._about.setText("  ·  ".join(about))
        self._show_project(client.project, projects)
        self._project.setEnabled(facts.known)
        self._more.setVisible(facts.known)
        valid = facts.valid(now)
        self._new.setVisible(facts.known)
        self._new.setText(self.tr("New token") if facts.tokens else self.tr("Give it a token"))
        self._new.setAccessibleName(self._new.text())
        self._revoke.setVisible(bool(valid))
        self._none.setVisible(not facts.tokens)
        self._none.setText(
            self.tr("It has no token: it comes with its own key or login, which passes through.")
        )
        while len(self._rows) < len(facts.tokens):
            self._rows.append(TokenRow())
            self._tokens.body.addWidget(self._rows[-1])
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(facts.tokens))
            if number < len(facts.tokens):
                row.show_token(facts.tokens[number], now)

    def _show_project(self, project: str | None, projects: Sequence[str]) -> None:
        names = [None, *projects] if project is None or project in projects else [None, project, *projects]
        if [self._project.itemData(n) for n in range(self._project.count())] != names:
            self._project.clear()
            for name in names:
                self._project.addItem(self.tr("None") if name is None else name, name)
        self._project.setCurrentIndex(names.index(project))

    def _on_project(self) -> None:
        chosen = self._project.currentData()
        if self._facts is not None and chosen != self._facts.client.project:
            self.project_chosen.emit(chosen)

    def acts(self) -> list[tuple[str, str, str]]:
        assert self._facts is not None
        archived = self._facts.client.archived
        return [
            ("rename", self.tr("Rename…"), "edit"),
            ("merge", self.tr("Merge into another…"), "clients"),
            ("unarchive", self.tr("Take out of the archive"), "undo")
            if archived
            else ("archive", self.tr("Archive"), "inbox"),
        ]

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id_, words, icon in self.acts():
            action = menu.addAction(line_icon(icon, self._context.theme.tokens.colours["text_soft"]), words)
            action.triggered.connect(self._asker(id_))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _asker(self, id_: str) -> Callable[[], None]:
        def ask() -> None:
            self.wanted.emit(id_)

        return ask


class TokenRow(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "item")
        self._prefix, self._badge = text_label("", "mono"), text_label("", "badge")
        self._words: QLabel = text_label("", "soft", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._prefix)
        top.addWidget(self._badge)
        top.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._words)

    def show_token(self, token: Token, now: int) -> None:
        self._prefix.setText(f"{token.prefix}…")
        state, tone = self._state(token, now)
        self._badge.setText(state)
        set_style(self._badge, "tone", tone)
        may = [", ".join(token.providers) or self.tr("every provider")]
        may.append(", ".join(token.models) or self.tr("every model"))
        words = [self.tr("For {providers}, {models}").format(providers=may[0], models=may[1])]
        if token.project:
            words.append(self.tr("project {name}").format(name=token.project))
        used = self.tr("never used")
        if token.last_used_us:
            used = self.tr("used {ago}").format(ago=formats.ago(now - token.last_used_us))
        words += [used, self.tr("made {ago}").format(ago=formats.ago(now - token.created_us))]
        said = "  ·  ".join(words)
        self._words.setText(breakable(said))
        self.setAccessibleName(f"{token.prefix}: {state}. {said}")

    def _state(self, token: Token, now: int) -> tuple[str, str]:
        if token.revoked_us is not None:
            return self.tr("Revoked"), ""
        if token.expires_us is None:
            return self.tr("Valid"), "good"
        left_us = token.expires_us - now
        if left_us <= 0:
            return self.tr("Expired"), "bad"
        said = self.tr("Valid for {time}").format(time=formats.left(left_us))
        return said, "warn" if left_us < _SOON_US else "good"
