"""What rules would have told of the sample year: some of it is over, some wants to be seen to."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from app.core import judging, judging_standings
from app.core.alert_rules import Rule
from app.core.alerts import Finding
from app.core.judging_standings import Allowance, BudgetNews
from app.core.money import NUSD_PER_USD
from app.core.periods import HOUR_US, MINUTE_US
from app.core.runaway import Runaway
from app.ledger import alerts as store
from app.ledger.alerts import Send
from app.ledger.budgets import events_of
from app.platform.clock import zone
from app.services.office import Office

_DAY_US = 24 * HOUR_US


@dataclass(frozen=True, slots=True)
class _Told:
    at_us: int
    rule: Rule
    findings: list[Finding]
    lasted_us: int | None = None  # None: it goes on
    seen: bool = False


def tell_of_the_year(office: Office, now_us: int) -> None:
    told = sorted((*_of_budgets(office), *_of_calls(office, now_us)), key=lambda one: one.at_us)
    for one in told:
        _tell(office, one)
    office.alerts.reload()


def _rule(office: Office, kind: str) -> Rule:
    return next(rule for rule in office.alerts.rules() if rule.kind.name == kind)


def _of_budgets(office: Office) -> Iterable[_Told]:
    """Of what happened to them, in the words of the rules."""
    thresholds, blocked = _rule(office, "budget-threshold"), _rule(office, "budget-blocked")
    for tally in office.budgets.all():
        budget, last_us = tally.budget, 0
        events = events_of(office.ledger.reader, budget.name)
        for event in reversed(events):
            last_us = max(last_us + 1, event.at_us)
            news = BudgetNews(budget, last_us, event.since_us, event.spent, event.amount, event.percent)
            if event.kind == "blocked":
                found = judging_standings.budgets_used_up(blocked, [news])
                yield _Told(last_us, blocked, found)
            else:
                found = judging_standings.budget_thresholds(thresholds, [news])
                yield _Told(last_us, thresholds, found, seen=event is not events[0])


def _of_calls(office: Office, now_us: int) -> Iterable[_Told]:
    wall = zone(office.settings.text("general.time_zone"))
    loop = _rule(office, "runaway")
    at_us = now_us - 3 * _DAY_US
    runaway = Runaway("indexer", at_us, "text-embedding-3-small", None, 24, 3 * MINUTE_US, 0)
    yield _Told(at_us, loop, judging.runaways(loop, [runaway], wall), 12 * MINUTE_US, seen=True)
    quota = _rule(office, "quota")
    at_us = now_us - 20 * HOUR_US
    allowance = Allowance("anthropic", "", "5h", 93, at_us + 2 * HOUR_US)
    found = judging_standings.quotas(quota, [allowance], at_us, wall)
    yield _Told(at_us, quota, found, 2 * HOUR_US)
    errors = _rule(office, "error-rate")
    at_us = now_us - 2 * _DAY_US
    found = judging.error_rate(errors, {"anthropic": (64, 29)}, at_us, wall)
    yield _Told(at_us, errors, found, 35 * MINUTE_US, seen=True)
    unusual = _rule(office, "anomaly")
    at_us = now_us - 9 * _DAY_US
    usual = judging.Usual(NUSD_PER_USD * 2, NUSD_PER_USD * 5)
    found = judging.anomaly(unusual, usual, NUSD_PER_USD * 19, at_us, wall)
    yield _Told(at_us, unusual, found, HOUR_US, seen=True)
    backup = _rule(office, "backup-failing")
    at_us = now_us - 16 * _DAY_US
    why = "There is no room left on the disk."
    found = judging_standings.backup_failing(backup, at_us - _DAY_US, why, at_us, wall, since_us=at_us)
    yield _Told(at_us, backup, found, 5 * HOUR_US, seen=True)


def _tell(office: Office, told: _Told) -> None:
    """As if it had arrived on the desktop."""
    ledger = office.ledger
    sends = [Send(c.id, told.at_us) for c in office.alerts.channels() if c.kind.name == "desktop"]
    ids = store.tell(ledger, told.rule, told.findings, sends, told.at_us).result()
    sent = store.deliveries_of(ledger.reader, ids)
    waiting: list[Future[Any]] = [
        store.end_deliveries(ledger, [d.id for found in sent.values() for d in found], told.at_us + 1_000_000)
    ]
    if told.lasted_us is not None:
        alerts = store.alerts_by_id(ledger.reader, ids)
        waiting.append(store.recover(ledger, list(alerts.values()), [], told.at_us + told.lasted_us))
    if told.seen:
        waiting += [store.acknowledge(ledger, id_, told.at_us + 9 * MINUTE_US) for id_ in ids]
    for done in waiting:
        done.result()
