"""Rules find what they promise in given figures, and nobody is told twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.accounts import Account
from app.core.alert_channels import CHANNELS, Channel, checked_secrets
from app.core.alert_rules import KINDS, RULE_KINDS, Rule, read_duration, show_duration
from app.core.alerts import Alert, Finding, Notice, changes
from app.core.budgets import Budget, BudgetScope
from app.core.errors import AlertError, AppError
from app.core.judging import anomaly, call_cost, daily_spend, error_rate, latency, unpriced_models, usual
from app.core.judging_standings import (
    Allowance,
    BudgetNews,
    backup_failing,
    budget_thresholds,
    budgets_used_up,
    low_balances,
    quotas,
)
from app.core.periods import HOUR_US, instant, local, start_of
from app.core.quiet_hours import quiet_until
from tests.ledger.making import T0_US, make_call

USD = 1_000_000_000
BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
NOW = T0_US


def rule(kind: str, **chosen: int | str | bool) -> Rule:
    return Rule(kind, KINDS[kind], chosen)


def test_every_kind_of_rule_can_be_made_without_saying_more() -> None:
    for kind in RULE_KINDS:
        made = Rule(kind.title, kind)
        for parameter in kind.parameters:
            assert parameter.check(made[parameter.name]) == parameter.default
            assert parameter.show(parameter.default) or parameter.measure == "name"


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"),
    [
        ("daily-spend", "over", "$1.50", 3 * USD // 2),
        ("hourly-tokens", "over", "500k tokens", 500_000),
        ("error-rate", "percent", "30%", 30),
        ("error-rate", "calls", "50", 50),
        ("error-rate", "within", "2h", 2 * HOUR_US),
        ("latency", "over", "800ms", 800_000),
        ("runaway", "pause", "on", True),
        ("anomaly", "times", "4", 4),
        ("budget-blocked", "budget", "monthly", "monthly"),
    ],
)
def test_a_parameter_is_read_as_people_write_it(kind: str, name: str, text: str, value: object) -> None:
    (parameter,) = (p for p in KINDS[kind].parameters if p.name == name)
    assert parameter.read(text) == value


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("daily-spend", "over", "5 calls"), ("daily-spend", "over", "0usd"), ("error-rate", "percent", "101"),
        ("error-rate", "within", "soon"), ("runaway", "pause", "maybe"), ("latency", "over", "2"),
        ("error-rate", "calls", "١٢"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(kind: str, name: str, text: str) -> None:
    (parameter,) = (p for p in KINDS[kind].parameters if p.name == name)
    with pytest.raises(AppError):
        parameter.read(text)


def test_a_rule_takes_only_what_its_kind_has() -> None:
    with pytest.raises(AlertError, match="no 'over'"):
        Rule("r", KINDS["key-trouble"], {"over": 1})
    with pytest.raises(AlertError, match="cannot be limited to one model"):
        Rule("r", KINDS["quota"], scope=BudgetScope(model="gpt-*"))


@given(st.integers(1, 10**7 - 1), st.sampled_from(["ms", "s", "m", "h", "d"]))
def test_a_length_of_time_reads_as_it_was_written(count: int, unit: str) -> None:
    us = read_duration(f"{count}{unit}")
    assert us > 0
    if unit in "mhd" and us % 60_000_000 == 0:
        assert read_duration(show_duration(us).replace(" ", "")) == us


def test_a_length_of_time_is_never_written_with_an_exponent() -> None:
    assert [show_duration(us) for us in (2_340_000, 123_400_000, 1_234_500_000)] == [
        "2.34 s",
        "123 s",
        "1234 s",
    ]


# ---- once a period, and over at some time -------------------------------------------------------------


def told(finding: Finding, id_: int) -> Alert:
    return Alert(id_, "r", "k", finding.what, finding.period, NOW, finding.severity, finding.title, "", {})


@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12")), max_size=4), max_size=12))
def test_what_lasts_is_told_once_and_is_over_once(rounds: list[list[tuple[str, str]]]) -> None:
    """Whatever comes and goes: an alert is open exactly while its thing is found, and never twice."""
    kind = KINDS["error-rate"]
    open_alerts: list[Alert] = []
    kept: set[tuple[str, str]] = set()
    for n, found in enumerate(rounds):
        findings = [Finding(what, period, what, what) for what, period in found]
        fresh, over = changes(kind, open_alerts, findings, {f.what for f in findings})
        open_alerts = [a for a in open_alerts if a not in over]
        for finding in fresh:
            if (finding.what, finding.period) not in kept:  # the ledger's part
                kept.add((finding.what, finding.period))
                open_alerts.append(told(finding, n))
        things = [a.what for a in open_alerts]
        assert len(things) == len(set(things))
        assert set(things) <= {f.what for f in findings}
    assert changes(kind, open_alerts, [], None) == ([], []), "what cannot be told is not over"


def test_what_goes_on_into_the_next_period_is_told_again_only_where_that_is_meant() -> None:
    today, tomorrow = Finding("", "2026-02-25", "t", "m"), Finding("", "2026-02-26", "t", "m")
    open_alerts = [told(today, 1)]
    assert changes(KINDS["daily-spend"], open_alerts, [tomorrow], {""}) == ([tomorrow], open_alerts)
    assert changes(KINDS["error-rate"], open_alerts, [tomorrow], {""}) == ([], [])


# ---- the kinds ----------------------------------------------------------------------------------------


def news(percent: int | None, *, since_us: int = NOW, **changes_: object) -> BudgetNews:
    budget = Budget("monthly", 20 * USD, **changes_)  # type: ignore[arg-type]
    return BudgetNews(budget, NOW + 5, since_us, 16 * USD, 20 * USD, percent)


def test_of_thresholds_passed_at_once_the_highest_is_told() -> None:
    (found,) = budget_thresholds(rule("budget-threshold"), [news(50), news(80)])
    assert "80 %" in found.title
    assert found.message == "$16.00 of $20.00 a month are spent (everything)."
    assert budget_thresholds(rule("budget-threshold", percent=90), [news(50), news(80)]) == []
    assert budget_thresholds(rule("budget-threshold", budget="other"), [news(80)]) == []
    assert len(budget_thresholds(rule("budget-threshold"), [news(80), news(80, since_us=NOW + 1)])) == 2


def test_a_budget_that_rolls_is_told_of_once_in_its_length() -> None:
    rolling = {"period": "rolling", "hours": 5}
    one = budgets_used_up(rule("budget-blocked"), [news(None, **rolling)])
    other = budgets_used_up(rule("budget-blocked"), [news(None, since_us=NOW + HOUR_US, **rolling)])
    assert one[0].period == other[0].period
    assert one[0].severity == "critical"


def test_a_budget_without_an_end_is_told_of_once() -> None:
    for_ever = Budget("all", USD, period="total").span(NOW).since_us
    one = budget_thresholds(rule("budget-threshold"), [news(80, since_us=for_ever, period="total")])
    other = budget_thresholds(rule("budget-threshold"), [news(80, since_us=NOW, period="total")])
    assert one[0].period == other[0].period


def test_a_day_is_that_of_the_users_zone() -> None:
    late = instant(datetime(2026, 2, 25, 23, 30), BERLIN)
    assert daily_spend(rule("daily-spend", over=USD), USD, late, BERLIN) == []
    (found,) = daily_spend(rule("daily-spend", over=USD), USD + 1, late, BERLIN)
    assert found.period == "2026-02-25"
    assert (
        daily_spend(rule("daily-spend", over=USD), 2 * USD, late, ZoneInfo("Asia/Tokyo"))[0].period
        == "2026-02-26"
    )


def test_the_dearest_call_speaks_for_the_others_of_its_hour() -> None:
    calls = [make_call(cost_nusd=cost) for cost in (USD, 3 * USD, 2 * USD, None)]
    (found,) = call_cost(rule("call-cost"), calls, UTC)
    assert found.figures["cost_usd"] == "3"
    assert found.figures["call"] == calls[1].id


def test_few_calls_say_nothing_of_an_error_rate() -> None:
    found = error_rate(
        rule("error-rate"), {"a": (19, 19), "b": (20, 5), "c": (20, 4), "d": (30, 30)}, NOW, UTC
    )
    assert [(f.what, f.severity) for f in found] == [("b", "warning"), ("d", "critical")]
    slow = latency(
        rule("latency"), {"x": (20, 61_000_000), "y": (19, 99_000_000), "z": (99, 60_000_000)}, NOW, UTC
    )
    assert [f.what for f in slow] == ["x"]


def test_an_account_has_its_own_bound_or_that_of_the_rule() -> None:
    own = Account("openai", "own", kind="prepaid", low_balance_nusd=50 * USD)
    plain = Account("openai", "plain", kind="prepaid")
    findings = low_balances(rule("low-balance"), [(own, 49 * USD), (plain, 5 * USD), (plain, 0)], NOW, UTC)
    assert [(f.what, f.severity) for f in findings] == [
        ("openai/own", "warning"), ("openai/plain", "critical")
    ]  # fmt: skip


def test_a_window_that_has_begun_anew_is_not_told_of() -> None:
    def window(percent: int, resets_us: int | None) -> Allowance:
        return Allowance("anthropic", "", "5h", percent, resets_us)

    assert quotas(rule("quota"), [window(95, NOW), window(89, NOW + 1)], NOW, UTC) == []
    (found,) = quotas(rule("quota"), [window(95, NOW + HOUR_US)], NOW, UTC)
    (wavering,) = quotas(rule("quota"), [window(97, NOW + HOUR_US + 3_000_000)], NOW, UTC)
    assert (found.what, found.period) == (wavering.what, wavering.period)


def test_a_backup_that_failed_or_never_came_is_told() -> None:
    made = rule("backup-failing")
    assert backup_failing(made, NOW - HOUR_US, "", NOW, UTC, since_us=0) == []
    assert backup_failing(made, None, "", NOW, UTC, since_us=NOW - HOUR_US) == []
    (failed,) = backup_failing(made, NOW - HOUR_US, "No room.", NOW, UTC, since_us=0)
    (late,) = backup_failing(made, NOW - 49 * HOUR_US, "", NOW, UTC, since_us=0)
    assert (failed.severity, late.severity) == ("warning", "critical")
    assert "No room." in failed.message


def test_models_without_a_price_are_told_of_in_bounds() -> None:
    many = {("openai", f"model {n}"): n for n in range(100)}
    found = unpriced_models(rule("unpriced-model"), many, NOW, UTC)
    assert len(found) == 20
    assert found[0].what == "openai/model 99"


@given(st.lists(st.integers(0, 5 * USD), min_size=24, max_size=24), st.integers(0, 100 * USD))
def test_an_anomaly_is_never_told_within_what_was_ordinary(spent: list[int], now_nusd: int) -> None:
    """Robust: one wild week among eight moves the bound by little."""
    made = rule("anomaly")
    at_us = start_of("hour", NOW, BERLIN)
    hours: dict[int, int] = {}
    for n, amount in enumerate(spent):
        week, beside = divmod(n, 3)
        hours[at_us - (week + 1) * 168 * HOUR_US + (beside - 1) * HOUR_US] = amount
    usually = usual(made, hours, 0, NOW, BERLIN)
    assert usually is not None
    assert min(spent) <= usually.median_nusd <= max(spent)
    found = anomaly(made, usually, now_nusd, NOW, BERLIN)
    assert bool(found) == (now_nusd > usually.bound_nusd)
    if now_nusd <= max(USD, sorted(spent)[12]):
        assert not found


def test_an_anomaly_needs_weeks_to_be_told_and_survives_a_wild_one() -> None:
    made = rule("anomaly")
    at_us = start_of("hour", NOW, UTC)
    quiet = {
        at_us - week * 168 * HOUR_US + beside * HOUR_US: USD for week in range(1, 9) for beside in (-1, 0, 1)
    }
    wild = quiet | {at_us - 168 * HOUR_US: 1000 * USD}
    usually = usual(made, wild, 0, NOW, UTC)
    assert usually is not None
    assert usually == usual(made, quiet, 0, NOW, UTC)
    assert usual(made, quiet, at_us - 2 * 168 * HOUR_US, NOW, UTC) is None


def test_the_hour_of_the_week_is_that_of_the_wall_clock() -> None:
    """Nine on Monday stays nine on Monday over the change to summer time."""
    made = rule("anomaly")
    monday = datetime(2026, 4, 13, 9, 30)
    hours = {instant(monday.replace(minute=0) - timedelta(weeks=w, hours=h), BERLIN): USD
             for w in range(1, 9) for h in (-1, 0, 1)}  # fmt: skip
    usually = usual(made, hours, 0, instant(monday, BERLIN), BERLIN)
    assert usually is not None
    assert usually.median_nusd == USD


# ---- quiet hours --------------------------------------------------------------------------------------


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    moment = datetime.fromisoformat(text)
    return int(moment.replace(tzinfo=zone).timestamp()) * 1_000_000 if moment.tzinfo is None else int(
        moment.timestamp()) * 1_000_000  # fmt: skip


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-02-25T21:59", None),
        ("2026-02-25T22:00", "2026-02-26T07:00"),
        ("2026-02-26T00:00", "2026-02-26T07:00"),
        ("2026-02-26T06:59", "2026-02-26T07:00"),
        ("2026-02-26T07:00", None),
        ("2026-03-28T23:00", "2026-03-29T07:00"),  # a night of 8 hours
        ("2026-10-24T23:00", "2026-10-25T07:00"),  # one of 10
    ],
)
def test_quiet_hours_go_over_midnight_by_the_wall_clock(now: str, ends: str | None) -> None:
    found = quiet_until(at(now), "22:00", "07:00", BERLIN)
    assert found == (None if ends is None else at(ends))


def test_quiet_hours_that_end_in_a_repeated_hour_end_once() -> None:
    first, second = at("2026-10-25T02:15+02:00"), at("2026-10-25T02:15+01:00")
    assert quiet_until(first, "22:00", "02:30", BERLIN) == at("2026-10-25T02:30+02:00")
    assert quiet_until(second, "22:00", "02:30", BERLIN) is None
    # and one that is skipped ends them at the skip
    assert quiet_until(at("2026-03-29T01:30"), "22:00", "02:30", BERLIN) == at("2026-03-29T03:00")


@given(
    st.integers(1_700_000_000, 1_900_000_000),
    st.sampled_from(["00:00", "01:30", "02:00", "02:30", "09:00", "22:00", "23:59"]),
    st.sampled_from(["00:00", "01:30", "02:00", "02:30", "09:00", "22:00", "23:59"]),
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]),
)
def test_quiet_hours_always_end_within_a_day_and_not_before_now(
    at_s: int, begin: str, end: str, zone: str
) -> None:
    now_us = at_s * 1_000_000
    found = quiet_until(now_us, begin, end, ZoneInfo(zone))
    assert quiet_until(now_us, "", end, ZoneInfo(zone)) is None
    if found is not None:
        assert now_us < found <= now_us + 26 * HOUR_US
        assert quiet_until(found, begin, end, ZoneInfo(zone)) is None
        assert begin != end
        wall = local(found, ZoneInfo(zone))
        assert f"{wall:%H:%M}" == end or wall.fold == 0


# ---- messages and channels ----------------------------------------------------------------------------


def test_several_alerts_become_one_message_that_names_each() -> None:
    alerts = tuple(told(Finding(str(n), "p", f"title {n}", "m"), n) for n in range(3))
    assert Notice("trigger", alerts[:1]).title == "title 0"
    assert Notice("resolve", alerts[:1]).title == "Over: title 0"
    many = Notice("trigger", alerts)
    assert many.title == "3 alerts: title 0 …"
    assert all(f"title {n}" in many.text for n in range(3))


def test_nothing_in_a_name_breaks_a_line() -> None:
    alert = told(Finding("", "p", "model\r\nBcc: x", "m"), 1)
    assert Notice("trigger", (alert,)).title == "model  Bcc: x"


def test_a_channel_needs_what_its_kind_needs() -> None:
    with pytest.raises(AlertError, match="needs host"):
        Channel("mail", CHANNELS["email"])
    with pytest.raises(AlertError, match="has no 'password'"):
        Channel("mail", CHANNELS["email"], {"host": "h", "from": "a", "to": "b", "password": "x"})
    with pytest.raises(AlertError, match="needs url"):
        checked_secrets(CHANNELS["slack"], {})
    with pytest.raises(AlertError) as caught:
        checked_secrets(CHANNELS["slack"], {"url": "https://x/SECRET", "other": "SECRET"})
    assert "SECRET" not in str(caught.value)
