"""Who calls: the tools and their tokens, how tools are pointed here, and the projects that calls are for."""

from dataclasses import replace
from functools import partial
from typing import Any

from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.periods import Span
from app.core.projects import Rule
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.models.clients import Found, read_clients
from app.ui.ordering import Ordering
from app.ui.pages.parted_page import PartedPage
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.client_sheets import MergeSheet, NameSheet, NewClientSheet, RotateSheet, TokenSheet
from app.ui.widgets.clients_part import ClientsPart
from app.ui.widgets.connect_sheet import ConnectSheet, DisconnectSheet
from app.ui.widgets.connections_part import ConnectionsPart
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.projects_part import ProjectsPart
from app.ui.widgets.retag_sheets import ApplyRulesSheet, RuleSheet
from app.ui.widgets.typed_sheet import TypedSheet


class ClientsPage(PartedPage):
    listens_to = Scope.CALLS | Scope.REGISTER

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._found: Found | None = None
        self._ordering = Ordering[int](self._doing, self._order_rules, self.refresh_soon)
        self._sought = self._asked = ""  # a client that is led to, and an act: when it is known what there is
        self._clients, self._connections = ClientsPart(context), ConnectionsPart(context)
        self._projects = ProjectsPart(context)
        self._lay_out(
            [
                ("clients", self.tr("Clients"), self._clients),
                ("connections", self.tr("Connections"), self._connections),
                ("projects", self.tr("Projects"), self._projects),
            ],
            FilterChips(context.theme, context.lens),
        )
        self._search.textChanged.connect(self._show)
        self._clients.wanted.connect(self._on_client_wanted)
        self._clients.project_chosen.connect(self._on_project_chosen)
        self._connections.wanted.connect(self._on_tool_wanted)
        self._connections.settings_wanted.connect(lambda: context.frame.open_page("settings"))
        self._projects.wanted.connect(self._on_project_wanted)
        self._projects.colour_chosen.connect(self._on_colour_chosen)
        self._projects.rules_ordered.connect(self._on_rules_ordered)
        context.bridge.proxy_changed.connect(self.refresh_soon)
        context.bridge.settings_changed.connect(self.refresh_soon)

    def take_focus(self) -> None:
        lists = {"clients": self._clients.list, "projects": self._projects.list}
        (lists.get(self._current) or self._search).setFocus()

    def show_part(self, part: str) -> None:
        """One of its parts, or the name of a client."""
        if part.partition("/")[0] not in self._parts:
            self._sought = part
            self.refresh_soon()
            part = f"clients/{part}"
        super().show_part(part)

    def make_new(self) -> None:
        if self._current == "projects":
            self._on_project_wanted("new-project", "")
        else:
            self._on_client_wanted("new", "")

    def do(self, act: str) -> None:
        """As soon as it is known what there is."""
        if self._found is None:
            self._asked = act
        elif act == "new-client":
            self.show_part("clients")
            self._on_client_wanted("new", "")
        elif act in {"new-project", "new-rule"}:
            self.show_part("projects")
            project = self._projects.chosen()
            if act == "new-project" or project is None:  # a rule is of a project
                self._on_project_wanted("new-project", "")
            else:
                self._on_project_wanted("new-rule", project.project.name)

    # ---- reading

    def refresh(self) -> None:
        lens, engine = self.context.lens, self.context.engine
        chosen = lens.within(lens.span())
        done = partial(self._on_read, settled=self._ordering.settled)
        self.context.queries.ask(
            "clients", lambda: read_clients(engine, chosen), done, self._on_failed, lens.looks
        )

    def _take(self, found: Found, *, settled: bool) -> None:
        """Rules stand in the order that was wished, though it is being made yet."""
        rules = self._ordering.arrange(found.rules, lambda rule: rule.id, settled=settled)
        self._found = replace(found, rules=rules)

    def _on_read(self, found: Found, *, settled: bool) -> None:
        self._take(found, settled=settled)
        sought, self._sought = self._sought, ""
        if sought and all(facts.client.name != sought for facts in found.clients):
            said = self.tr("There is no client {name} any more, or it made no call in this range.")
            self._doing.bar.offer(said.format(name=sought))
        self._show()
        asked, self._asked = self._asked, ""
        if asked:
            self.do(asked)

    @property
    def loaded(self) -> bool:
        return self._found is not None

    def _fill(self, part: str, typed: str, wanted: str) -> None:
        assert self._found is not None
        if part == "connections":
            self._connections.show_found(self._found, typed)
        else:
            (self._clients if part == "clients" else self._projects).show_found(self._found, typed, wanted)

    # ---- clients

    def _on_client_wanted(self, act: str, name: str) -> None:
        found = self._found
        if found is None:
            return
        if act == "new":
            self._open(NewClientSheet(self.context, self, self._project_names()))
        elif act == "connect":
            self.show_part("connections")
        elif act == "calls":
            self._show_calls("client", name)
        elif act == "rotate":
            self._open(RotateSheet(self.context, self, name))
        elif act == "revoke":
            self._open(self._revoking(name))
        elif act == "rename":
            self._open(
                NameSheet(
                    self.context,
                    self,
                    title=self.tr("Rename {name}").format(name=name),
                    more=self.tr("Its recorded calls, tokens and budgets have the new name too."),
                    before=name,
                    operation="client.rename",
                )
            )
        elif act == "merge":
            others = [f.client.name for f in found.clients if f.known and f.client.name != name]
            self._open(MergeSheet(self.context, self, name, others))
        elif act in {"archive", "unarchive"}:
            archived = act == "archive"
            said = self.tr("{name} is archived.") if archived else self.tr("{name} is back.")
            self._doing.do(
                [Step("client.set", {"name": name, "archived": archived})],
                said.format(name=name),
                back=[Step("client.set", {"name": name, "archived": not archived})],
            )

    def _revoking(self, name: str) -> TypedSheet:
        return TypedSheet(
            self.context,
            self,
            title=self.tr("Revoke the tokens of {name}?").format(name=name),
            more=self.tr(
                "Its calls with them are refused from now on. A revoked token cannot be brought back."
            ),
            typed=name,
            button=self.tr("Revoke"),
            steps=[Step("client.revoke", {"name": name})],
            said=self.tr("The tokens of {name} are revoked.").format(name=name),
        )

    def _on_project_chosen(self, name: str, project: str | None) -> None:
        facts = self._clients.chosen()
        before = facts.client.project if facts is not None else None
        self._doing.do(
            [Step("client.set", {"name": name, "project": project})],
            self.tr("New calls of {name} that name no project belong to {project}.").format(
                name=name, project=project or self.tr("none")
            ),
            back=[Step("client.set", {"name": name, "project": before})],
        )

    def _show_calls(self, dimension: str, name: str) -> None:
        self.context.lens.narrow(dimension, name)
        self.context.frame.open_page("calls")

    def _project_names(self) -> list[str]:
        projects = self._found.projects if self._found is not None else []
        return [facts.project.name for facts in projects if not facts.project.archived]

    # ---- tools

    def _on_tool_wanted(self, act: str, id_: str) -> None:
        found = self._found
        state = next((t for t in found.tools if t.tool.id == id_), None) if found is not None else None
        if state is None:
            return
        if act == "disconnect":
            self._open(DisconnectSheet(self.context, self, state))
        else:
            self._open(ConnectSheet(self.context, self, state, self._project_names()))

    # ---- projects

    def _on_project_wanted(self, act: str, name: str) -> None:
        found = self._found
        if found is None:
            return
        if act in {"new-project", "rename-project"}:
            new = act == "new-project"
            self._open(
                NameSheet(
                    self.context,
                    self,
                    title=self.tr("A new project") if new else self.tr("Rename {name}").format(name=name),
                    more=""
                    if new
                    else self.tr(
                        "Its recorded calls and rules have the new name too; tools that name it do not."
                    ),
                    before="" if new else name,
                    operation="project.add" if new else "project.rename",
                )
            )
        elif act == "archive-project":
            archived = next(p.project.archived for p in found.projects if p.project.name == name)
            said = self.tr("{name} is back.") if archived else self.tr("{name} is archived.")
            self._doing.do(
                [Step("project.archive", {"name": name, "archived": not archived})],
                said.format(name=name),
                back=[Step("project.archive", {"name": name, "archived": archived})],
            )
        elif act == "project-calls":
            self._show_calls("project", name)
        elif act == "new-rule":
            clients = [f.client.name for f in found.clients]
            self._open(RuleSheet(self.context, self, name, clients, []))
        elif act == "remove-rule":
            self._remove_rule(next(rule for rule in found.rules if rule.id == int(name)))
        elif act == "apply-rules":
            self._open(ApplyRulesSheet(self.context, self, found.rules, self._spans()))

    def _spans(self) -> list[tuple[str, CallFilter]]:
        lens = self.context.lens
        return [
            (self.tr("This range"), CallFilter().within(*_ends(lens.span()))),
            (self.tr("All time"), CallFilter()),
        ]

    def _remove_rule(self, rule: Rule) -> None:
        kept = {key: getattr(rule, key) for key in ("path", "model", "client", "folder", "position")}
        self._doing.do(
            [Step("project.rule.remove", {"id": rule.id})],
            self.tr("The rule is removed; calls keep the project that it gave them."),
            back=[Step("project.rule.add", {"project": rule.project, **kept})],
        )

    def _on_rules_ordered(self, ids: list[int]) -> None:
        found = self._found
        if found is not None:
            self._ordering.wish(ids)
            self._take(found, settled=False)
            self._show()

    def _order_rules(self, ids: list[int]) -> None:
        """From how they stand now, which may be newer than what was read."""
        before = [rule.id for rule in self.context.engine.projects.rules]
        self._ordering.do(
            [Step("project.rule.order", {"ids": ids})],
            self.tr("New calls are held against the rules in this order."),
            [Step("project.rule.order", {"ids": before})],
            before,
        )

    def _on_colour_chosen(self, name: str, colour: str) -> None:
        facts = self._projects.chosen()
        before = facts.project.colour if facts is not None else ""
        if colour != before:
            self._doing.do(
                [Step("project.set", {"name": name, "colour": colour})],
                self.tr("{name} has another colour.").format(name=name),
                back=[Step("project.set", {"name": name, "colour": before})],
            )

    # ---- dialogs

    def _open(self, sheet: ActingSheet) -> None:
        sheet.acted.connect(self._on_acted)
        sheet.open()

    def _on_acted(self, said: str, back: list[Step], results: list[Any]) -> None:
        made = results[-1] if results and isinstance(results[-1], dict) else {}
        if said:
            self._doing.offer(said, back, self._on_undone)
        if "token" in made:
            self._wanted = made["client"]
            TokenSheet(self.context, self, made).open()
        elif "name" in made:
            self._wanted = made["name"]
        self.refresh_soon()

    def _on_undone(self, results: list[Any]) -> None:
        """What is chosen stays so under the name that it had."""
        if results and isinstance(results[-1], dict) and "name" in results[-1]:
            self._wanted = results[-1]["name"]
        self.refresh_soon()


def _ends(span: Span) -> tuple[int, int]:
    return span.since_us, span.until_us


PAGE = ClientsPage
