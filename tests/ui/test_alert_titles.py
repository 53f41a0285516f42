"""Titles and messages of alerts in the window: the same that was told, in its language."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from app.core.accounts import Account
from app.core.alert_rules import KINDS, RULE_KINDS, Rule
from app.core.alerts import Alert, Finding
from app.core.budgets import Budget, BudgetScope
from app.core.judging import (
    Usual,
    anomaly,
    call_cost,
    daily_spend,
    error_rate,
    hourly_tokens,
    latency,
    runaways,
    unpriced_models,
)
from app.core.judging_standings import (
    Allowance,
    BudgetNews,
    backup_failing,
    budget_thresholds,
    budgets_used_up,
    key_trouble,
    low_balances,
    quotas,
)
from app.core.periods import local
from app.core.runaway import Runaway
from app.ui import alert_messages, formats
from app.ui.alert_messages import message_of
from app.ui.alert_titles import FORMS, title_of
from app.ui.alert_words import pause_words
from app.ui.language import speak
from app.ui.theme import Theme
from app.ui.ways import in_window
from app.ui.widgets.measure_field import MeasureField
from tests.ledger.making import T0_US, make_call

USD = 1_000_000_000
UTC = ZoneInfo("UTC")
NOW = T0_US


def _rule(kind: str, scope: BudgetScope | None = None) -> Rule:
    return Rule(kind, KINDS[kind], scope=scope or BudgetScope())


def _news(percent: int | None, **chosen: Any) -> list[BudgetNews]:
    return [BudgetNews(Budget("monthly", 10 * USD, **chosen), NOW, NOW, 9 * USD, 10 * USD, percent)]


def _loop(alike: int) -> list[Runaway]:
    return [Runaway("agent", NOW, "gpt-5", None, alike=alike, took_us=1_000_000, minute_nusd=USD)]


FINDINGS = {
    "budget-threshold": budget_thresholds(_rule("budget-threshold"), _news(80)),
    "budget-blocked": [
        *budgets_used_up(_rule("budget-blocked"), _news(None)),
        *budgets_used_up(_rule("budget-blocked"), _news(None, period="rolling", hours=168)),
        *budgets_used_up(_rule("budget-blocked"), _news(None, scope=BudgetScope(project="shop"))),
    ],
    "daily-spend": [
        *daily_spend(_rule("daily-spend"), 20 * USD, NOW, UTC),
        *daily_spend(_rule("daily-spend", BudgetScope(project="shop", model="gpt-*")), 20 * USD, NOW, UTC),
    ],
    "hourly-tokens": hourly_tokens(_rule("hourly-tokens"), 3_000_000, NOW, UTC),
    "call-cost": call_cost(_rule("call-cost"), [make_call(cost_nusd=3 * USD)], UTC),
    "error-rate": error_rate(_rule("error-rate"), {"openai": (40, 20)}, NOW, UTC),
    "latency": latency(_rule("latency"), {"gpt-5": (40, 90_000_000)}, NOW, UTC),
    "runaway": [
        *runaways(_rule("runaway"), _loop(20), UTC),
        *runaways(_rule("runaway"), _loop(0), UTC),
        *runaways(replace(_rule("runaway"), chosen={"pause": True}), _loop(20), UTC),
    ],
    "anomaly": anomaly(_rule("anomaly"), Usual(USD, 2 * USD), 9 * USD, NOW, UTC),
    "low-balance": low_balances(
        _rule("low-balance"), [(Account("openai", "work", kind="prepaid"), USD)], NOW, UTC
    ),
    "quota": quotas(
        _rule("quota"),
        [Allowance("openai", "work", "5h", 95, None), Allowance("anthropic", "", "7d", 95, NOW + USD)],
        NOW,
        UTC,
    ),
    "unpriced-model": unpriced_models(
        _rule("unpriced-model"), {("openai", "new"): 3, ("openai", "newer"): 1}, NOW, UTC
    ),
    "key-trouble": key_trouble("It is locked.", [("openai", "work")], NOW, UTC),
    "backup-failing": [
        *backup_failing(_rule("backup-failing"), NOW, "No space.", NOW, UTC, since_us=NOW),
        *backup_failing(_rule("backup-failing"), None, "", NOW, UTC, since_us=0),
    ],
}


def _as_machines_write(us: int, zone: ZoneInfo) -> str:
    return f"{local(us, zone):%Y-%m-%d %H:%M}"


def _told(kind: str, finding: Finding) -> Alert:
    return Alert(
        1, kind, kind, finding.what, finding.period, NOW, finding.severity, finding.title, finding.message,
        finding.figures,
    )  # fmt: skip


ALL = [
    pytest.param(_told(kind, one), id=f"{kind} {n}")
    for kind in FINDINGS
    for n, one in enumerate(FINDINGS[kind])
]


def test_each_kind_has_a_title_to_translate() -> None:
    assert (
        set(FORMS)
        == set(alert_messages.FORMS)
        == {kind.name for kind in RULE_KINDS}
        == {kind for kind in FINDINGS if FINDINGS[kind]}
    )


@pytest.mark.parametrize("alert", ALL)
def test_the_title_is_of_the_windows_language_and_made_of_what_was_told(alert: Alert, language: str) -> None:
    assert (title_of(replace(alert, title="as stored")) == alert.title) is (language == "english")
    assert title_of(replace(alert, title="as stored")) != "as stored"


@pytest.mark.parametrize("alert", ALL)
def test_a_message_is_made_of_what_was_told(
    alert: Alert, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moments are told as machines write them, and shown as people do."""
    speak(qapp, "english")
    monkeypatch.setattr(formats, "moment_of", _as_machines_write)
    if alert.what != "keys":  # that is told by what keeps them
        assert message_of(replace(alert, message="as stored"), UTC) == in_window(alert.message)


@pytest.mark.parametrize("alert", ALL)
def test_the_message_is_of_the_windows_language_and_names_its_buttons(alert: Alert, language: str) -> None:
    shown = message_of(replace(alert, message="as stored"), UTC)
    assert "tollgate " not in shown
    assert "{" not in shown
    assert ".." not in shown
    assert (shown == "as stored") is (alert.what == "keys")
    if "resets_us" not in alert.figures and not alert.figures.get("good_us") and alert.what != "keys":
        assert (shown == in_window(alert.message)) is (language == "english")


def test_moments_in_a_message_are_of_the_windows_zone(language: str) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    for kind, figure in (("quota", "resets_us"), ("backup-failing", "good_us")):
        (alert,) = (_told(kind, one) for one in FINDINGS[kind] if one.figures[figure])
        assert formats.moment_of(alert.figures[figure], tokyo) in message_of(alert, tokyo)
    del language


@pytest.mark.parametrize("alert", ALL)
@pytest.mark.parametrize("wrong", [None, [], {"a": {}}])
def test_what_is_told_stands_where_a_figure_is_damaged(alert: Alert, wrong: object, language: str) -> None:
    """Of each figure: the sentence without it is right, or it is the one that was told."""
    del language
    for name in alert.figures:
        damaged = replace(alert, figures={**alert.figures, name: wrong}, title="T", message="M")
        for shown in (title_of(damaged), message_of(damaged, UTC)):
            assert shown
            assert "None" not in shown
            assert formats.NOTHING not in shown
    kept: list[Any] = [None, [], "x"]
    for figures in kept:
        lost = replace(alert, figures=figures, title="T", message="M")
        assert message_of(lost, UTC) == "M"
        if alert.kind != "key-trouble":  # its title has no figures
            assert title_of(lost) == "T"


@pytest.mark.parametrize(
    ("kind", "name", "wrong"),
    [("budget-blocked", name, None) for name in ("spent", "limit", "unit", "period", "hours", "scope")]
    + [("budget-blocked", "budget", None), ("budget-blocked", "unit", "shells")]
    + [("budget-blocked", "period", "epoch")]
    + [("error-rate", "failed", None), ("error-rate", "calls", 0), ("error-rate", "within_ms", "1h")]
    + [("call-cost", "over_usd", "much"), ("quota", "resets_us", 10**30), ("runaway", "paused", None)],
)  # fmt: skip
def test_a_message_with_a_wrong_figure_is_the_one_that_was_told(
    kind: str, name: str, wrong: object, language: str
) -> None:
    del language
    alert = _told(kind, FINDINGS[kind][-1])
    damaged = replace(alert, figures={**alert.figures, name: wrong}, message="As it was told")
    assert message_of(damaged, UTC) == "As it was told"


def test_what_has_no_name_is_told_in_the_windows_language(language: str) -> None:
    loop = replace(_loop(20)[0], client="", model=None)
    findings = {
        "runaway": runaways(_rule("runaway"), [loop], UTC),
        "call-cost": call_cost(
            _rule("call-cost"), [make_call(cost_nusd=3 * USD, client=None, model=None)], UTC
        ),
        "error-rate": error_rate(_rule("error-rate"), {"": (40, 20)}, NOW, UTC),
        "latency": latency(_rule("latency"), {"": (40, 90_000_000)}, NOW, UTC),
        "unpriced-model": unpriced_models(_rule("unpriced-model"), {("openai", ""): 3}, NOW, UTC),
    }
    for kind, (finding,) in findings.items():
        alert = _told(kind, replace(finding, title="T", message="M"))
        said = f"{title_of(alert)} {message_of(alert, UTC)}"
        assert "  " not in said
        assert not {"T", "M"} & set(said.split())
        assert ("without a name" in said) is (language == "english")


def test_one_call_is_not_told_as_several(language: str) -> None:
    rules = {kind: replace(_rule(kind), chosen={"calls": 1}) for kind in ("error-rate", "latency")}
    (failed,) = error_rate(rules["error-rate"], {"openai": (1, 1)}, NOW, UTC)
    (slow,) = latency(rules["latency"], {"gpt-5": (1, 90_000_000)}, NOW, UTC)
    for kind, finding in (("error-rate", failed), ("latency", slow)):
        said = message_of(_told(kind, finding), UTC)
        assert not {"calls", "Aufrufen", "Aufrufe"} & set(said.split()), said
    del language


def test_lengths_of_time_are_written_as_the_window_writes_them(qapp: QApplication) -> None:
    finding = latency(_rule("latency"), {"gpt-5": (40, 2_340_000)}, NOW, UTC)
    assert not finding  # below the minute of the rule
    rule = replace(_rule("latency"), chosen={"over": 2_000_000})
    (finding,) = latency(rule, {"gpt-5": (40, 2_340_000)}, NOW, UTC)
    speak(qapp, "german")
    try:
        shown = message_of(_told("latency", finding), UTC)
        assert "2,3 s" in shown
        assert "1 Std." in shown
        assert formats.span(86_400_000_000) == "1 T"
    finally:
        speak(qapp, "english")


def test_a_rules_figures_are_asked_for_in_the_windows_words(qapp: QApplication) -> None:
    """The hint below a field: `1 d` and `1 times` are no German."""
    speak(qapp, "german")
    try:
        hints: dict[str, str] = {}
        for kind in RULE_KINDS:
            for parameter in kind.parameters:
                field = MeasureField(Theme(qapp, "light"), kind, parameter, parameter.default)
                hints.setdefault(parameter.measure, field.wanted_words())
        assert hints["duration"].endswith(" zwischen 5 Min. und 1 T.")
        assert not {"times", "tokens", "calls", "d", "h"} & set(" ".join(hints.values()).split())
    finally:
        speak(qapp, "english")


def test_a_message_of_an_older_version_stays_wholly_as_it_was_told(language: str) -> None:
    told = "$0.53 of $0.53 in any 7 days are spent (everything). `tollgate budget raise` lets calls go on."
    old = Alert(1, "b", "budget-blocked", "", "", NOW, "critical", "As it was", told, {"budget": "b"})
    assert message_of(old, UTC) == (in_window(told) if language == "english" else told)
    for kind in FORMS:
        old = Alert(1, kind, kind, "", "", NOW, "info", "", "As it was told", {})
        assert message_of(old, UTC) == "As it was told"


@pytest.mark.parametrize(
    "reason", ["the rule 'Runaway loop' took it for a runaway.", "somebody stopped it by hand."]
)
def test_why_a_client_is_stopped_is_of_the_windows_language(reason: str, language: str) -> None:
    told = reason[0].upper() + reason[1:]
    assert (pause_words(reason) == told) is (language == "english")
    assert pause_words("it cost too much") == "It cost too much"


def test_without_its_figures_a_title_stays_as_it_was_told(language: str) -> None:
    del language
    for kind in FORMS:
        old = Alert(1, kind, kind, "", "", NOW, "info", "As it was told", "", {})
        if kind != "key-trouble":  # it has no figures
            assert title_of(old) == "As it was told"
