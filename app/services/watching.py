"""The figures that rules are held against: read from the sums of the ledger, and from what is in memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from zoneinfo import ZoneInfo

from app.core import judging, judging_standings
from app.core.alert_rules import Rule
from app.core.alerts import Finding
from app.core.budgets import BudgetScope
from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.judging_standings import Allowance, BudgetNews, threshold_what
from app.core.periods import HOUR_US, parse_moment, start_of
from app.core.runaway import Runaway
from app.core.settings import Settings
from app.ledger import Ledger, Reader, account_register
from app.platform.clock import zone
from app.services.accounts import Accounts
from app.services.budgets import Budgets
from app.services.keys import Keys
from app.services.quotas import Quotas

_WEEKS_US = (8 * 168 + 2) * HOUR_US
_OURS = "402"  # refusals of budgets and of paused clients are no failure of a provider
_DAY_US = 24 * HOUR_US


class House(Protocol):
    """The engine, as far as it is watched."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def budgets(self) -> Budgets: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def accounts(self) -> Accounts: ...


@dataclass(slots=True)
class Happened:
    """What came in since the last look, for one rule."""

    budgets: list[BudgetNews] = field(default_factory=list[BudgetNews])
    calls: list[Call] = field(default_factory=list[Call])
    runaways: list[Runaway] = field(default_factory=list[Runaway])
    running: set[str] = field(default_factory=set[str])

    def add(self, more: "Happened", most: int) -> None:
        """What came in since, up to so much of each; what is running is so now."""
        self.budgets = [*self.budgets, *more.budgets][-most:]
        self.calls = [*self.calls, *more.calls][-most:]
        self.runaways = [*self.runaways, *more.runaways][-most:]
        self.running = more.running


Found = tuple[list[Finding], set[str]]


class Watch:
    """Used by one thread. What it looks at costs milliseconds: sums, never calls."""

    def __init__(self, house: House, quotas: Quotas, since_us: int) -> None:
        self._house = house
        self._quotas = quotas
        self._since_us = since_us
        self._usual: dict[int, tuple[int, Rule, judging.Usual | None]] = {}

    @property
    def zone(self) -> ZoneInfo:
        return zone(self._house.settings.text("general.time_zone"))

    def found(self, rule: Rule, now_us: int) -> Found:
        """What a rule that looks at figures finds just now, and so what of it goes on."""
        findings = _FIGURES[rule.kind.name](self, rule, now_us)
        return findings, {finding.what for finding in findings}

    def heard(self, rule: Rule, happened: Happened, now_us: int) -> Found:
        """The same of a rule that hears of what happens."""
        return _NEWS[rule.kind.name](self, rule, happened, now_us)

    # ---- what happened ------------------------------------------------------------------------------------

    def thresholds(self, rule: Rule, happened: Happened, now_us: int) -> Found:
        del now_us
        news = [n for n in happened.budgets if n.percent is not None]
        over = {
            threshold_what(n.budget.name, n.percent)
            for n in self._of_periods_before(news)
            if n.percent is not None and n.spent * 100 >= n.percent * n.budget.limit
        }
        still = {
            threshold_what(tally.budget.name, percent)
            for tally in self._house.budgets.all()
            for percent in tally.budget.thresholds
            if tally.spent * 100 >= percent * tally.budget.limit
        }
        return [f for f in judging_standings.budget_thresholds(rule, news) if f.what in still | over], still

    def used_up(self, rule: Rule, happened: Happened, now_us: int) -> Found:
        news = [n for n in happened.budgets if n.percent is None]
        over = {n.budget.name for n in self._of_periods_before(news)}
        still = {
            tally.budget.name
            for tally in self._house.budgets.all()
            if not tally.budget.paused and tally.used_up(now_us)
        }
        return [f for f in judging_standings.budgets_used_up(rule, news) if f.what in still | over], still

    def _of_periods_before(self, news: Iterable[BudgetNews]) -> list[BudgetNews]:
        """It happened just before a period ended: it was so, although nothing of it goes on."""
        since_us = {tally.budget.name: tally.span.since_us for tally in self._house.budgets.all()}
        return [
            n
            for n in news
            if n.budget.period not in {"rolling", "total"} and n.since_us < since_us.get(n.budget.name, 0)
        ]

    def dear_calls(self, rule: Rule, happened: Happened, now_us: int) -> Found:
        del now_us
        return judging.call_cost(rule, happened.calls, self.zone), set()

    def runaways(self, rule: Rule, happened: Happened, now_us: int) -> Found:
        del now_us
        return judging.runaways(rule, happened.runaways, self.zone), happened.running

    # ---- figures ------------------------------------------------------------------------------------------

    def daily_spend(self, rule: Rule, now_us: int) -> list[Finding]:
        chosen = self._chosen(rule, parse_moment("today", self.zone, now_us), now_us + 1)
        spent = 0 if chosen is None else self._reader.summary(chosen).cost_nusd
        return judging.daily_spend(rule, spent, now_us, self.zone)

    def hourly_tokens(self, rule: Rule, now_us: int) -> list[Finding]:
        chosen = self._chosen(rule, now_us - HOUR_US, now_us + 1)
        tokens = 0 if chosen is None else self._reader.summary(chosen).total_tokens
        return judging.hourly_tokens(rule, tokens, now_us, self.zone)

    def anomaly(self, rule: Rule, now_us: int) -> list[Finding]:
        """The last 60 minutes against what is usual in this hour, which is looked up once in it."""
        hour = start_of("hour", now_us, self.zone)
        kept = self._usual.get(rule.id)
        if kept is None or kept[:2] != (hour, rule):
            kept = self._usual[rule.id] = (hour, rule, self._usually(rule, hour))
        chosen = self._chosen(rule, now_us - HOUR_US, now_us + 1)
        spent = 0 if chosen is None else self._reader.summary(chosen).cost_nusd
        return judging.anomaly(rule, kept[2], spent, now_us, self.zone)

    def _usually(self, rule: Rule, hour: int) -> judging.Usual | None:
        chosen = self._chosen(rule, hour - _WEEKS_US, hour)
        if chosen is None:
            return None
        series = self._reader.series(chosen, "hour", self.zone)
        hours = {start: t.cost_nusd for start, t in zip(series.starts_us, series.whole, strict=True)}
        first_us = next((start for start in series.starts_us if hours[start]), hour)
        return judging.usual(rule, hours, first_us, hour, self.zone)

    def error_rate(self, rule: Rule, now_us: int) -> list[Finding]:
        counts: dict[str, tuple[int, int]] = {}
        chosen = self._chosen(rule, now_us - rule.number("within"), now_us + 1)
        for row in () if chosen is None else self._reader.report(chosen, ("provider", "status"), self.zone):
            if row.keys["status"] != _OURS:
                calls, failed = counts.get(row.keys["provider"], (0, 0))
                counts[row.keys["provider"]] = calls + row.totals.calls, failed + row.totals.failed
        return judging.error_rate(rule, counts, now_us, self.zone)

    def latency(self, rule: Rule, now_us: int) -> list[Finding]:
        chosen = self._chosen(rule, now_us - rule.number("within"), now_us + 1)
        if chosen is None:
            return []
        counted = self._reader.report(chosen, ("model",), self.zone)
        calls = {row.keys["model"]: row.totals.calls for row in counted}
        p95s: dict[str, tuple[int, int]] = {}
        for (model,), quantiles in self._reader.quantiles(chosen, ("model",)).items():
            if quantiles.latency_p95_us is not None:
                p95s[model] = calls.get(model, 0), quantiles.latency_p95_us
        return judging.latency(rule, p95s, now_us, self.zone)

    def unpriced_models(self, rule: Rule, now_us: int) -> list[Finding]:
        chosen = self._chosen(rule, max(now_us - _DAY_US, rule.since_us), now_us + 1)
        rows = [] if chosen is None else self._reader.report(chosen, ("provider", "model"), self.zone)
        counts = {(row.keys["provider"], row.keys["model"]): row.totals.unpriced for row in rows}
        return judging.unpriced_models(rule, counts, now_us, self.zone)

    def low_balances(self, rule: Rule, now_us: int) -> list[Finding]:
        found = [
            (account, left) for account, left in account_register.accounts(self._reader) if left is not None
        ]
        return judging_standings.low_balances(rule, found, now_us, self.zone)

    def quotas(self, rule: Rule, now_us: int) -> list[Finding]:
        allowances = [
            Allowance(
                said["provider"], said["account"] or "", window["name"],
                int(window["used_share"] * 100), _maybe_us(window["resets_at"]),
            )
            for said in self._quotas.all()
            for window in said["windows"]
            if window["used_share"] is not None
        ]  # fmt: skip
        return judging_standings.quotas(rule, allowances, now_us, self.zone)

    def key_trouble(self, rule: Rule, now_us: int) -> list[Finding]:
        del rule
        store, refused = self._house.keys.standing()["trouble"], self._house.accounts.refused_keys()
        return judging_standings.key_trouble(store, refused, now_us, self.zone)

    def backup_failing(self, rule: Rule, now_us: int) -> list[Finding]:
        if not self._house.settings.flag("storage.daily_backup"):
            return []
        last = self._house.ledger.care_runs().get("backup")
        good = self._house.ledger.care_runs(good=True).get("backup")
        return judging_standings.backup_failing(
            rule, None if good is None else good.started_us, last.trouble if last is not None else "",
            now_us, self.zone, since_us=max(self._since_us, rule.since_us),
        )  # fmt: skip

    # ---- inside -------------------------------------------------------------------------------------------

    @property
    def _reader(self) -> Reader:
        return self._house.ledger.reader

    def _chosen(self, rule: Rule, since_us: int, until_us: int) -> CallFilter | None:
        return chosen(self._reader, rule.scope, since_us, until_us)


def chosen(reader: Reader, scope: BudgetScope, since_us: int, until_us: int) -> CallFilter | None:
    """The calls of a scope; None where there can be none."""
    models: tuple[str, ...] = ()
    if scope.model is not None:
        models = tuple(name for name in reader.names("model") if scope.covers_model(name))
        if not models:
            return None

    def one(value: str | None) -> tuple[str, ...]:
        return () if value is None else (value,)

    return CallFilter(
        since_us, until_us, provider=one(scope.provider), account=one(scope.account), model=models,
        client=one(scope.client), project=one(scope.project),
    )  # fmt: skip


def _maybe_us(moment: str | None) -> int | None:
    return None if moment is None else parse_moment(moment, ZoneInfo("UTC"), 0)


_FIGURES: Mapping[str, Callable[[Watch, Rule, int], list[Finding]]] = {
    "daily-spend": Watch.daily_spend, "hourly-tokens": Watch.hourly_tokens, "anomaly": Watch.anomaly,
    "error-rate": Watch.error_rate, "latency": Watch.latency, "unpriced-model": Watch.unpriced_models,
    "low-balance": Watch.low_balances, "quota": Watch.quotas, "key-trouble": Watch.key_trouble,
    "backup-failing": Watch.backup_failing,
}  # fmt: skip
_NEWS: Mapping[str, Callable[[Watch, Rule, Happened, int], Found]] = {
    "budget-threshold": Watch.thresholds, "budget-blocked": Watch.used_up, "call-cost": Watch.dear_calls,
    "runaway": Watch.runaways,
}  # fmt: skip
HEARS: frozenset[str] = frozenset(_NEWS)
LOOKS: frozenset[str] = frozenset(_FIGURES)
