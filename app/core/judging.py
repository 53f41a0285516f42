"""What each kind of rule finds in the figures of calls. Pure: no clock, no ledger.

Each function answers with what is so now. Whether somebody was told of it already is not decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.alert_rules import SCOPE, Rule, show_duration
from app.core.alerts import Finding
from app.core.budgets import BudgetScope
from app.core.calls import Call
from app.core.money import decimal_usd, show_usd
from app.core.periods import HOUR_US, label, local, next_start, start_of
from app.core.runaway import Runaway

_MOST_FINDINGS = 20  # of one rule at once: clients choose the names of models
_ENOUGH_WEEKS = 3
_MAD_TO_DEVIATION = 14_826, 10_000  # of what is spread normally


def day_of(at_us: int, zone: ZoneInfo) -> str:
    return label("day", start_of("day", at_us, zone), zone)


def hour_of(at_us: int, zone: ZoneInfo) -> str:
    return label("hour", start_of("hour", at_us, zone), zone)


def _of(rule: Rule) -> str:
    """What the rule is limited to, as a part of a sentence."""
    return "" if str(rule.scope) == "everything" else f" ({rule.scope})"


def scope_parts(scope: BudgetScope) -> dict[str, str]:
    return {name: value for name in SCOPE if (value := getattr(scope, name)) is not None}


# ---- what is spent ------------------------------------------------------------------------------------


def daily_spend(rule: Rule, spent_nusd: int, now_us: int, zone: ZoneInfo) -> list[Finding]:
    over = rule.number("over")
    if spent_nusd <= over:
        return []
    title = f"More than {show_usd(over)} spent today{_of(rule)}"
    figures = {
        "spent_usd": decimal_usd(spent_nusd),
        "over_usd": decimal_usd(over),
        "scope": scope_parts(rule.scope),
    }
    return [
        Finding("", day_of(now_us, zone), title, f"It is {show_usd(spent_nusd)} so far.", figures=figures)
    ]


def hourly_tokens(rule: Rule, tokens: int, now_us: int, zone: ZoneInfo) -> list[Finding]:
    over = rule.number("over")
    if tokens <= over:
        return []
    title = f"More than {over:,} tokens within an hour{_of(rule)}"
    figures = {"tokens": tokens, "over": over, "scope": scope_parts(rule.scope)}
    message = f"{tokens:,} tokens in the last 60 minutes."
    return [Finding("", hour_of(now_us, zone), title, message, figures=figures)]


def call_cost(rule: Rule, calls: Iterable[Call], zone: ZoneInfo) -> list[Finding]:
    """The dearest of each client and model in an hour speaks for the others."""
    over = rule.number("over")
    dearest: dict[tuple[str, str], Call] = {}
    for call in calls:
        key = (f"{call.client or ''}/{call.model or ''}", hour_of(call.started_us, zone))
        before = dearest.get(key)
        if (call.cost_nusd or 0) > (over if before is None else before.cost_nusd or 0):
            dearest[key] = call
    return [
        Finding(
            what,
            hour,
            f"A call cost {show_usd(call.cost_nusd or 0)}",
            f"{call.client or 'A client'} called {call.model or 'a model'} at {call.provider}; the rule is "
            f"for more than {show_usd(over)}.",
            figures={
                "call": call.id,
                "cost_usd": decimal_usd(call.cost_nusd or 0),
                "over_usd": decimal_usd(over),
                "client": call.client,
                "model": call.model,
                "provider": call.provider,
            },
        )
        for (what, hour), call in dearest.items()
    ]


@dataclass(frozen=True, slots=True)
class Usual:
    """What this hour of the week usually comes to, and where the unusual begins."""

    median_nusd: int
    bound_nusd: int


def usual(rule: Rule, hours: Mapping[int, int], first_us: int, now_us: int, zone: ZoneInfo) -> Usual | None:
    """From the same hour, and those beside it, of the weeks that are known. None where those are too few.

    `hours` has what was spent in each hour, by its start in this zone.
    """
    samples: list[int] = []
    weeks = 0
    at_us = start_of("hour", now_us, zone)
    for week in range(1, 9):
        same = _weeks_before(at_us, week, zone)
        if same < first_us:
            break
        weeks += 1
        before, after = start_of("hour", same - 1, zone), next_start("hour", same, zone)
        samples += [hours.get(hour, 0) for hour in (before, same, after)]
    if weeks < _ENOUGH_WEEKS:
        return None
    median = _median(samples)
    spread = _median([abs(sample - median) for sample in samples])
    times, per = _MAD_TO_DEVIATION
    deviation = max(spread * times // per, median // 10)
    return Usual(median, max(rule.number("least"), median + rule.number("times") * deviation))


def _weeks_before(at_us: int, weeks: int, zone: ZoneInfo) -> int:
    """The hour that had the same name on the wall so many weeks ago."""
    shift = local(at_us, zone).utcoffset()
    before_us = at_us - weeks * 7 * 24 * HOUR_US
    then = local(before_us, zone).utcoffset()
    assert shift is not None
    assert then is not None
    return start_of("hour", before_us + int((shift - then).total_seconds()) * 1_000_000, zone)


def _median(values: Sequence[int]) -> int:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2


def anomaly(rule: Rule, usually: Usual | None, spent_nusd: int, now_us: int, zone: ZoneInfo) -> list[Finding]:
    if usually is None or spent_nusd <= usually.bound_nusd:
        return []
    return [
        Finding(
            "",
            hour_of(now_us, zone),
            f"Far more is spent than usual{_of(rule)}",
            f"{show_usd(spent_nusd)} in the last 60 minutes; in this hour of the week it is usually "
            f"{show_usd(usually.median_nusd)}, and up to {show_usd(usually.bound_nusd)} is ordinary.",
            figures={
                "spent_usd": decimal_usd(spent_nusd),
                "usual_usd": decimal_usd(usually.median_nusd),
                "bound_usd": decimal_usd(usually.bound_nusd),
                "scope": scope_parts(rule.scope),
            },
        )
    ]


def runaways(rule: Rule, found: Iterable[Runaway], zone: ZoneInfo) -> list[Finding]:
    findings: list[Finding] = []
    for one in found:
        name = one.client or "A client without a name"
        if one.alike:
            why = f"{one.alike} calls in a row were alike, within {show_duration(one.took_us)}"
        else:
            why = f"{show_usd(one.minute_nusd)} were spent within a minute"
        stopped = bool(rule["pause"]) and bool(one.client)
        then = (
            f"Its calls are refused. `tollgate client resume {one.client!r}` lets it go on."
            if stopped
            else "Nothing was stopped."
        )
        findings.append(
            Finding(
                one.client,
                hour_of(one.at_us, zone),
                f"{name} seems to run in a loop" if one.alike else f"{name} spends very fast",
                f"{why} (model {one.model or 'unknown'}). {then}",
                "critical",
                {
                    "client": one.client, "model": one.model, "session": one.session, "alike": one.alike,
                    "took_ms": one.took_us // 1000, "minute_usd": decimal_usd(one.minute_nusd),
                    "paused": stopped,
                },
            )
        )  # fmt: skip
    return findings


# ---- how calls fare -----------------------------------------------------------------------------------


def error_rate(
    rule: Rule, counts: Mapping[str, tuple[int, int]], now_us: int, zone: ZoneInfo
) -> list[Finding]:
    """`counts` has calls and failed calls by provider."""
    percent, least = rule.number("percent"), rule.number("calls")
    return [
        Finding(
            provider,
            hour_of(now_us, zone),
            f"{failed * 100 // calls} % of the calls to {provider} fail",
            f"{failed} of {calls} calls in the last {show_duration(rule.number('within'))} failed.",
            "critical" if failed == calls else "warning",
            {
                "provider": provider,
                "calls": calls,
                "failed": failed,
                "within_ms": rule.number("within") // 1000,
            },
        )
        for provider, (calls, failed) in sorted(counts.items())
        if calls >= least and failed * 100 >= percent * calls
    ][:_MOST_FINDINGS]


def latency(rule: Rule, p95s: Mapping[str, tuple[int, int]], now_us: int, zone: ZoneInfo) -> list[Finding]:
    """`p95s` has the number of calls and their 95th percentile by model."""
    over, least = rule.number("over"), rule.number("calls")
    return [
        Finding(
            model,
            hour_of(now_us, zone),
            f"{model or 'A model'} answers slowly",
            f"95 % of its {calls} calls in the last {show_duration(rule.number('within'))} took up to "
            f"{show_duration(p95_us // 100_000 * 100_000 or p95_us)}; the rule is for more than "
            f"{show_duration(over)}.",
            figures={
                "model": model,
                "calls": calls,
                "p95_ms": p95_us // 1000,
                "within_ms": rule.number("within") // 1000,
                "over_ms": over // 1000,
            },
        )
        for model, (calls, p95_us) in sorted(p95s.items())
        if calls >= least and p95_us > over
    ][:_MOST_FINDINGS]


def unpriced_models(
    rule: Rule, calls: Mapping[tuple[str, str], int], now_us: int, zone: ZoneInfo
) -> list[Finding]:
    """`calls` has unpriced calls by provider and model; a model is told of once a week."""
    del rule
    week = label("week", start_of("week", now_us, zone), zone)
    return [
        Finding(
            f"{provider}/{model}",
            week,
            f"Nobody knows the price of {model or 'a model without a name'}",
            f"{count} {'call' if count == 1 else 'calls'} to it at {provider} in the last day "
            f"{'is' if count == 1 else 'are'} in no total of cost. `tollgate price set` gives it a price.",
            "info",
            {"provider": provider, "model": model, "calls": count},
        )
        for (provider, model), count in sorted(calls.items(), key=lambda item: (-item[1], item[0]))
        if count
    ][:_MOST_FINDINGS]
