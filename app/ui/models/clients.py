"""What the page of clients shows, read in one go away from Qt's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.assembly import Engine
from app.core.clients import Client, Token
from app.core.filters import CallFilter
from app.core.projects import Project, Rule
from app.core.rollups import Totals
from app.ledger import client_register, project_register
from app.services.tool_states import ToolState, tool_states


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """`known` is whether it has a profile: a name that only old calls have has none."""

    client: Client
    known: bool
    tokens: tuple[Token, ...]  # the newest first
    last_call_us: int | None
    totals: Totals

    def valid(self, now_us: int) -> list[Token]:
        return [token for token in self.tokens if token.invalid(now_us) is None]


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    project: Project
    totals: Totals
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Found:
    clients: Sequence[ClientFacts]  # those that cost most first
    projects: Sequence[ProjectFacts]
    rules: Sequence[Rule]  # in the order in which they are asked
    no_project: Totals
    tools: Sequence[ToolState]


def read_clients(engine: Engine, chosen: CallFilter) -> Found:
    reader = engine.ledger.reader
    by_client, by_project = (
        {row.keys[by]: row.totals for row in reader.report(chosen, (by,), ZoneInfo("UTC"))}
        for by in ("client", "project")
    )
    tokens: dict[str, list[Token]] = {}
    for token in client_register.tokens(reader):
        tokens.setdefault(token.client, []).insert(0, token)
    last = client_register.last_calls(reader)
    known = {client.name: client for client in client_register.clients(reader)}
    for name in reader.names("client"):
        if name and name not in known and name in by_client:
            known[name] = Client(name, "found")
    profiles = engine.clients.all
    clients = [
        ClientFacts(
            client,
            name in profiles,
            tuple(tokens.get(name, ())),
            last.get(name),
            by_client.get(name, Totals()),
        )
        for name, client in known.items()
    ]
    clients.sort(key=lambda f: (-f.totals.cost_nusd, -f.totals.calls, f.client.name.lower()))
    rules = project_register.rules(reader)
    projects = [
        ProjectFacts(
            project,
            by_project.get(project.name, Totals()),
            tuple(rule for rule in rules if rule.project == project.name),
        )
        for project in project_register.projects(reader)
    ]
    projects.sort(key=lambda f: (-f.totals.cost_nusd, -f.totals.calls, f.project.name.lower()))
    nothing = by_project.get("", Totals())
    return Found(clients, projects, rules, nothing, tool_states(engine.home))
