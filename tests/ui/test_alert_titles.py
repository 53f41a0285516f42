"""Titles and messages of alerts in the window: the same that was told, in its language."""

from collections.abc import Iterator
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
from app.ui.alert_messages import forms_of, message_of, words_of
from app.ui.alert_titles import FORMS, form_of, shown_figures, title_of
from app.ui.alert_words import pause_words
from app.ui.language import speak
from app.ui.ways import in_window
from tests.ledger.making import T0_US, make_call

USD = 1_000_000_000
UTC = ZoneInfo("UTC")
NOW = T0_US


@pytest.fixture(params=["english", "german"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    speak(qapp, request.param)
    yield request.param
    speak(qapp, "english")


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
def test_what_is_translated_is_what_was_told(alert: Alert, qapp: QApplication) -> None:
    speak(qapp, "english")
    assert form_of(alert).format_map(shown_figures(alert)) == alert.title


@pytest.mark.parametrize("alert", ALL)
def test_the_title_is_of_the_windows_language(alert: Alert, language: str) -> None:
    assert (title_of(alert) == alert.title) is (language == "english")


@pytest.mark.parametrize("alert", ALL)
def test_a_message_is_made_of_what_was_told(
    alert: Alert, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moments are told as machines write them, and shown as people do."""
    speak(qapp, "english")
    monkeypatch.setattr(formats, "moment_of", lambda us, zone: f"{local(us, zone):%Y-%m-%d %H:%M}")
    if alert.what != "keys":  # that is told by what keeps them
        assert words_of(forms_of(alert, UTC), alert, UTC) == alert.message


@pytest.mark.parametrize("alert", ALL)
def test_the_message_is_of_the_windows_language_and_names_its_buttons(alert: Alert, language: str) -> None:
    shown = message_of(alert, UTC)
    assert "tollgate " not in shown
    assert "{" not in shown
    if alert.what != "keys":
        assert (shown == in_window(alert.message)) is (language == "english")


def test_a_message_of_which_a_part_is_not_known_stays_as_it_was_told(language: str) -> None:
    del language
    (nameless,) = runaways(_rule("runaway"), [replace(_loop(20)[0], client="", model=None)], UTC)
    assert message_of(_told("runaway", nameless), UTC) == nameless.message
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
