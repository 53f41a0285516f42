"""What rules find in how budgets, accounts, keys and the ledger stand. Pure: no clock, no ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.accounts import Account
from app.core.alert_rules import Rule
from app.core.alerts import Finding, Severity
from app.core.amounts import plain_amount
from app.core.budgets import Budget
from app.core.judging import day_of, hour_of, scope_parts
from app.core.money import decimal_usd, show_usd
from app.core.periods import HOUR_US, local
from app.core.records import iso_utc

# ---- budgets ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BudgetNews:
    """What happened to a budget in the period that began at `since_us`.

    `percent` is the threshold that was passed; None where calls were refused.
    """

    budget: Budget
    at_us: int
    since_us: int
    spent: int
    limit: int
    percent: int | None


def _period(news: BudgetNews) -> str:
    """A rolling one begins anew all the time: it is told of once in its length. So is another limit."""
    if news.budget.period == "total":
        begins = ""
    elif news.budget.period == "rolling":
        length_us = news.budget.hours * HOUR_US
        begins = iso_utc(news.at_us // length_us * length_us)
    else:
        begins = iso_utc(news.since_us)
    return f"{begins}/{plain_amount(news.limit, news.budget.unit)}"


def budget_thresholds(rule: Rule, news: Iterable[BudgetNews]) -> list[Finding]:
    """Of several that were passed at once, the highest."""
    highest: dict[tuple[str, str], BudgetNews] = {}
    for one in news:
        wanted = rule["budget"] in {"", one.budget.name} and (one.percent or 0) >= rule.number("percent")
        key = (one.budget.name, _period(one))
        if wanted and one.percent is not None and one.percent >= (_percent_of(highest.get(key))):
            highest[key] = one
    return [_threshold(one, period) for (_, period), one in highest.items()]


def _percent_of(news: BudgetNews | None) -> int:
    return 0 if news is None or news.percent is None else news.percent


def threshold_what(budget: str, percent: int) -> str:
    return f"{budget} {percent}"


def _threshold(news: BudgetNews, period: str) -> Finding:
    budget, percent = news.budget, news.percent or 0
    severity: Severity = "warning" if percent >= 80 else "info"
    return Finding(
        threshold_what(budget.name, percent),
        period,
        f"{budget.name}: {percent} % of the budget is used",
        f"{budget.show(news.spent)} of {budget.show(news.limit)} {budget.period_words} are spent "
        f"({budget.scope}).",
        severity,
        _budget_figures(news),
    )


def budgets_used_up(rule: Rule, news: Iterable[BudgetNews]) -> list[Finding]:
    return [
        Finding(
            one.budget.name,
            _period(one),
            f"{one.budget.name} is used up: calls are refused",
            f"{one.budget.show(one.spent)} of {one.budget.show(one.limit)} {one.budget.period_words} are "
            f"spent ({one.budget.scope}). `tollgate budget raise` lets calls go on.",
            "critical",
            _budget_figures(one),
        )
        for one in news
        if rule["budget"] in {"", one.budget.name} and one.percent is None
    ]


def _budget_figures(news: BudgetNews) -> dict[str, object]:
    return {
        "budget": news.budget.name, "unit": news.budget.unit, "spent": news.spent, "limit": news.limit,
        "percent": news.percent, "since_us": news.since_us, "period": news.budget.period,
        "hours": news.budget.hours, "scope": scope_parts(news.budget.scope),
    }  # fmt: skip


# ---- accounts, keys, the ledger -----------------------------------------------------------------------


def low_balances(
    rule: Rule, balances: Iterable[tuple[Account, int]], now_us: int, zone: ZoneInfo
) -> list[Finding]:
    findings: list[Finding] = []
    for account, left_nusd in balances:
        own = account.low_balance_nusd
        bound = rule.number("under") if own is None else own
        mine = rule.scope.provider in {None, account.provider} and rule.scope.account in {None, account.name}
        if mine and left_nusd < bound:
            findings.append(
                Finding(
                    f"{account.provider}/{account.name}",
                    day_of(now_us, zone),
                    f"{account.provider}, account {account.name}: {show_usd(left_nusd)} left",
                    f"The prepaid balance is below {show_usd(bound)}. `tollgate account top-up` notes what "
                    "you pay in.",
                    "critical" if left_nusd <= 0 else "warning",
                    {"provider": account.provider, "account": account.name,
                     "left_usd": decimal_usd(left_nusd), "under_usd": decimal_usd(bound)},
                )
            )  # fmt: skip
    return findings


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of one window of an account's allowance is used."""

    provider: str
    account: str
    window: str
    used_percent: int
    resets_us: int | None


def quotas(rule: Rule, allowances: Iterable[Allowance], now_us: int, zone: ZoneInfo) -> list[Finding]:
    findings: list[Finding] = []
    for one in allowances:
        if one.resets_us is not None and one.resets_us <= now_us:
            continue  # it began anew; the provider has not said so yet
        if rule.scope.provider not in {None, one.provider} or rule.scope.account not in {None, one.account}:
            continue
        if one.used_percent < rule.number("percent"):
            continue
        name = one.provider + (f" ({one.account})" if one.account else "")
        again = (
            ""
            if one.resets_us is None
            else f" It starts anew at {local(one.resets_us, zone):%Y-%m-%d %H:%M}."
        )
        findings.append(
            Finding(
                f"{one.provider}/{one.account}/{one.window}",
                # what providers say of the end of a window wavers by seconds
                day_of(now_us, zone) if one.resets_us is None else hour_of(one.resets_us, zone),
                f"{one.used_percent} % of the allowance {one.window} at {name} is used",
                f"Calls will be refused when it is used up.{again}",
                "critical" if one.used_percent >= 100 else "warning",
                {"provider": one.provider, "account": one.account, "window": one.window,
                 "used_percent": one.used_percent, "resets_us": one.resets_us},
            )
        )  # fmt: skip
    return findings


def key_trouble(
    store: str | None, refused: Iterable[tuple[str, str]], now_us: int, zone: ZoneInfo
) -> list[Finding]:
    """What is wrong with where keys are kept, and which keys their providers refuse, by account."""
    day = day_of(now_us, zone)
    found = [Finding("keys", day, "A stored key is not to be had", store)] if store else []
    for provider, account in refused:
        text = refused_words(provider, account)
        figures = {"provider": provider, "account": account}
        found.append(Finding(text, day, "A provider refuses a stored key", text, figures=figures))
    return found


def refused_words(provider: str, account: str) -> str:
    """What to do about a key that its provider refuses."""
    named = f"{provider}/{account}"
    return f"The key of {named} was refused: `tollgate key set {provider} --account {account}`."


def backup_failing(
    rule: Rule, good_us: int | None, trouble: str, now_us: int, zone: ZoneInfo, *, since_us: int
) -> list[Finding]:
    """`good_us` is when the last good one was made, `trouble` what went wrong since.

    `since_us` is since when somebody could have made one: nobody does while the program does not run.
    """
    last_us = max(good_us or 0, since_us)
    late = now_us - last_us > rule.number("within")
    if not trouble and not late:
        return []
    last = (
        "There is none yet."
        if good_us is None
        else f"The last good one is of {local(good_us, zone):%Y-%m-%d %H:%M}."
    )
    title = "The ledger could not be backed up" if trouble else "The ledger was not backed up for long"
    message = f"{trouble} {last}".strip()
    return [
        Finding(
            "backup",
            day_of(now_us, zone),
            title,
            message,
            "critical" if late else "warning",
            {"failed": bool(trouble), "trouble": trouble, "good_us": good_us},
        )
    ]
