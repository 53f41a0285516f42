"""The projects: what each costs, and by which rules calls come to it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.context import Context
from app.ui.models.clients import Found, ProjectFacts
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.colour_button import ColourButton
from app.ui.widgets.entry_list import Entry, EntryList
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import breakable, text_label
from app.ui.widgets.list_and_view import ListAndView
from app.ui.widgets.project_rules import ProjectRules
from app.ui.widgets.states import StateView


class ProjectsPart(QWidget):
    wanted = Signal(str, str)  # an act, a project or the id of a rule
    colour_chosen = Signal(str, str)  # a project, its new colour
    rules_ordered = Signal(list)  # the ids of all rules, the first to be asked first

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._found: Found | None = None
        theme = context.theme
        self.list = EntryList(theme, self.tr("Projects"))
        self.list.chosen.connect(self._on_chosen)
        card = Card(self.tr("Projects"))
        card.top.addWidget(
            IconButton(
                theme, "plus", name=self.tr("Add a project"), act=lambda: self.wanted.emit("new-project", "")
            )
        )
        card.body.addWidget(self.list, 1)
        self._both = ListAndView(
            theme, card, self.list, self._make_view(), name=self.tr("The chosen project")
        )
        self._state = StateView(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._both)
        column.addWidget(self._state)

    def _make_view(self) -> QWidget:
        theme = self._context.theme
        self._card = card = Card("")
        self._about = text_label("", "soft", wrap=True)
        card.body.addWidget(self._about)
        acts = QWidget()
        flow = FlowLayout(acts, gap=8)
        self._archive = IconButton(theme, "inbox", self.tr("Archive"), act=self._asker("archive-project"))
        self._colour = ColourButton(theme)
        self._colour.chosen.connect(self._on_colour_chosen)
        for button in (
            IconButton(theme, "calls", self.tr("Its calls"), act=self._asker("project-calls")),
            IconButton(theme, "edit", self.tr("Rename"), act=self._asker("rename-project")),
            self._colour,
            self._archive,
        ):
            flow.addWidget(button)
        card.body.addWidget(acts)
        self._rules = ProjectRules(theme)
        self._rules.new_wanted.connect(self._asker("new-rule"))
        self._rules.remove_wanted.connect(self._on_rule_wanted)
        self._rules.ordered.connect(self.rules_ordered)
        self._past = Card(self.tr("Calls without a project"))
        self._past_words = text_label("", "soft", wrap=True)
        self._apply = IconButton(
            theme, "tag", self.tr("Apply the rules to past calls…"), act=self._asker("apply-rules")
        )
        self._past.body.addWidget(self._past_words)
        row = QHBoxLayout()
        row.addWidget(self._apply)
        row.addStretch()
        self._past.body.addLayout(row)
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (card, self._rules, self._past):
            column.addWidget(part)
        column.addStretch()
        return view

    def show_found(self, found: Found, typed: str, wanted: str = "") -> None:
        self._found = found
        words = typed.casefold().split()
        shown = [p for p in found.projects if all(word in p.project.name.casefold() for word in words)]
        self._both.setVisible(bool(shown))
        self._state.setVisible(not shown)
        if not found.projects:
            self._state.say(
                "tag",
                self.tr("No projects yet"),
                self.tr("A project tells what calls are for: a customer, a product, a piece of work."),
                action=self.tr("Add a project"),
                act=lambda: self.wanted.emit("new-project", ""),
            )
        elif not shown:
            self._state.say("search", self.tr("No project is called that"))
        else:
            self.list.show_entries(self._entries(shown), wanted)
            self._on_chosen("")  # what is not in the list may have changed, too

    def _entries(self, projects: list[ProjectFacts]) -> list[Entry]:
        entries: list[Entry] = []
        for heading, archived in (("", False), (self.tr("Archived"), True)):
            part = [p for p in projects if p.project.archived is archived]
            if part and heading:
                entries.append(Entry("", heading))
            entries += [self._entry(facts) for facts in part]
        return entries

    def _entry(self, facts: ProjectFacts) -> Entry:
        project, totals = facts.project, facts.totals
        note = formats.amount(totals.calls, "calls") if totals.calls else self.tr("no calls in this range")
        if facts.rules:
            note += "  ·  " + self.tr("%Ln rule(s)", "", len(facts.rules))
        return Entry(
            project.name,
            project.name,
            note,
            formats.usd(totals.cost_nusd) if totals.calls else "",
            dot=project.colour or self._context.theme.tokens.colours["border_strong"],
            faint=project.archived,
        )

    def chosen(self) -> ProjectFacts | None:
        if self._found is None:
            return None
        return next((p for p in self._found.projects if p.project.name == self.list.key), None)

    def _on_chosen(self, _key: str) -> None:
        facts, found = self.chosen(), self._found
        if facts is None or found is None:
            return
        project, totals = facts.project, facts.totals
        self._card.heading.setText(project.name)
        self._card.setAccessibleName(project.name)
        about = [self.tr("no calls in this range")]
        if totals.calls:
            calls = formats.amount(totals.calls, "calls")
            about = [self.tr("{calls} in this range, {cost}").format(calls=calls, cost=formats.spent(totals))]
        about.append(self.tr("called as /@{name}/…").format(name=project.name))
        self._about.setText(breakable("  ·  ".join(about)))
        self._archive.setText(self.tr("Take out of the archive") if project.archived else self.tr("Archive"))
        self._archive.setAccessibleName(self._archive.text())
        self._colour.show_colour(project.colour)
        self._rules.show_rules(found.rules, project.name)
        without = found.no_project
        self._past_words.setText(
            self.tr("{calls} of this range have no project, {cost}.").format(
                calls=formats.amount(without.calls, "calls"), cost=formats.usd(without.cost_nusd)
            )
            if without.calls
            else self.tr("Every call of this range has a project.")
        )
        self._apply.setEnabled(bool(found.rules))
        self._apply.setToolTip("" if found.rules else self.tr("There are no rules yet"))

    def _on_colour_chosen(self, colour: str) -> None:
        self.colour_chosen.emit(self.list.key, colour)

    def _on_rule_wanted(self, id_: int) -> None:
        self.wanted.emit("remove-rule", str(id_))

    def _asker(self, act: str) -> Callable[[], None]:
        def ask() -> None:
            self.wanted.emit(act, self.list.key)

        return ask
