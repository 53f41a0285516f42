"""Furnishes a home that can be thrown away: a year of calls, budgets, providers that answer without a key."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from app.core.budgets import Budget, BudgetScope
from app.core.calls import Call
from app.core.clients import Client
from app.core.money import NUSD_PER_USD
from app.core.periods import HOUR_US
from app.core.projects import Rule
from app.ledger import client_register
from app.ledger.budgets import BudgetEvent, EventKind, keep_events
from app.ledger.spending import spent, spent_by_hour
from app.platform.clock import now_us, zone
from app.services.clients import NewToken
from app.services.demo_alerts import tell_of_the_year
from app.services.operations import Office
from app.services.record import Recorder
from app.services.sample_year import sample_calls

_BATCH = 2_000
_PATIENCE_S = 60
_DAYS = 365
_LEAST_NUSD = NUSD_PER_USD // 10
_DAY_US = 86_400_000_000

# What is budgeted, and how much of each budget is to be gone now: one fine, one nearly used up, one over.
# The last two count the hours gone by: a month that began an hour ago could not be nearly used up.
_BUDGETS = (
    (Budget("All spending", 1), 0.62),
    (
        Budget(
            "Claude Code", 1, "usd", "rolling", 168, scope=BudgetScope(client="Claude Code"), action="warn"
        ),
        0.9,
    ),
    (Budget("Support bot", 1, "usd", "rolling", 168, scope=BudgetScope(client="support-bot")), 1.06),
)


def furnish(office: Office, upstream_url: str, progress: Callable[[float], None] | None = None) -> None:
    """Point every provider at `upstream_url`, write down a year of calls and budget what they cost."""
    for provider in office.providers.all.values():
        office.providers.set(provider.id, {"base_url": upstream_url})
    recorder = Recorder(office.ledger, office.providers, office.prices)
    end_us = now_us()
    calls = _priced(sample_calls(end_us, _DAYS), recorder)
    while batch := list(islice(calls, _BATCH)):
        office.ledger.record_many(batch)
        if progress:
            progress(1 - (end_us - batch[-1].started_us) / (_DAYS * _DAY_US))
    office.ledger.flush(_PATIENCE_S)
    _register(office, end_us)
    for budget, share in _BUDGETS:
        _add_budget(office, budget, share, now_us())
    tell_of_the_year(office, now_us())
    if progress:
        progress(1)


def _register(office: Office, at_us: int) -> None:
    """Who calls, for what, and through which accounts."""
    for project in ("shop-frontend", "shop-api", "tollgate", "support", "search", "infra", "research"):
        office.projects.add(project)
    for name in ("Claude Code", "Codex", "Gemini CLI"):
        found = Client(name, "found", name, created_us=at_us - _DAYS * _DAY_US)
        client_register.keep_client(office.ledger, found).result()
    office.clients.reload()
    for name, project in (("support-bot", "support"), ("indexer", "search"), ("notebook", None)):
        providers = ("ollama",) if name == "notebook" else ("openai",)
        office.clients.add(name, NewToken(providers, (), project, at_us + 90 * _DAY_US))
    for rule in (Rule(0, "search", model="text-embedding-*"), Rule(0, "research", client="Gemini CLI")):
        office.projects.add_rule(rule)
    for name, kind, priority in (("production", "prepaid", 0), ("overflow", "postpaid", 1)):
        office.accounts.set("openai", name, {"kind": kind, "priority": priority})
    office.accounts.enter(
        "openai", "production", "top-up", 40 * NUSD_PER_USD, made_by="window", reason="demo"
    )


def _add_budget(office: Office, plan: Budget, share: float, at_us: int) -> None:
    """With the limit that makes it stand as planned, whatever day of the period it is."""
    budget = replace(plan, zone=zone(office.settings.text("general.time_zone")).key)
    free = [provider.id for provider in office.providers.all.values() if provider.local]
    span = budget.span(at_us)
    amount = sum(part for _, part in spent(office.ledger.reader, budget, span, free))
    budget = replace(budget, limit=_two_figures(max(amount, _LEAST_NUSD) / share))
    budget = office.budgets.add(budget)
    total, events = 0, list[BudgetEvent]()
    for hour, part in sorted(spent_by_hour(office.ledger.reader, budget, span, free).items()):
        passed = [t for t in budget.thresholds if total * 100 < t * budget.limit <= (total + part) * 100]
        total += part
        told: list[tuple[EventKind, int | None]] = [("threshold", percent) for percent in passed]
        if 100 in passed and budget.action == "block":
            told.append(("blocked", None))
        ended_us = min(hour + HOUR_US, at_us)
        events += (
            BudgetEvent(
                budget.name, ended_us, span.since_us, kind, total, budget.limit, percent, budget_id=budget.id
            )
            for kind, percent in told
        )
    keep_events(office.ledger, events).result()


def _two_figures(amount: float) -> int:
    """Rounded down: a budget that is to be over stays over."""
    step = 10 ** (len(str(int(amount))) - 2)
    return int(amount // step) * step


def _priced(calls: Iterator[Call], recorder: Recorder) -> Iterator[Call]:
    for call in calls:
        recorder.price(call)
        yield call
