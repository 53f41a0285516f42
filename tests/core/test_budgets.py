from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.amounts import plain_amount, read_amount, show_amount
from app.core.budgets import (
    ONE_CALL,
    Budget,
    BudgetScope,
    Demand,
    Raise,
    Tally,
    read_period,
)
from app.core.calls import Call, Usage
from app.core.errors import BudgetError
from app.core.periods import BUCKET_US, HOUR_US, parse_moment
from app.core.recent import Recent

UTC = ZoneInfo("UTC")
USD = 1_000_000_000


def at(text: str, zone: str = "UTC") -> int:
    return parse_moment(text, ZoneInfo(zone), 0)


NOON = at("2026-03-10T12:00")


def call(id_: str = "1", when: int = NOON, cost: int | None = USD, **more: Any) -> Call:
    made = Call(id_, when, "openai", "openai-chat", "POST", "/v1/chat/completions", model="gpt-5-mini")
    return replace(made, cost_nusd=cost, cost_basis="catalogue", ok=True, **more)


def tally(limit: int = 10 * USD, **more: Any) -> Tally:
    budget = Budget("daily", limit, period="day", **more)
    return Tally(budget, budget.span(NOON))


# ---- what people write ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("20usd", 20 * USD, "usd"),
        ("$1.50", 1_500_000_000, "usd"),
        (" 0.000000001 USD ", 1, "usd"),
        ("1,000 dollars", 1000 * USD, "usd"),
        ("500k tokens", 500_000, "tokens"),
        ("1.5mtokens", 1_500_000, "tokens"),
        ("100calls", 100, "calls"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(text: str, amount: int, unit: str) -> None:
    assert read_amount(text) == (amount, unit)


@pytest.mark.parametrize(
    "text", ["", "20", "usd", "-5usd", "20eur", "$5 tokens", "1.5calls", "0.0000000001usd", "9e9usd", "٢usd"]
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(BudgetError):
        read_amount(text)


@given(st.integers(1, 10**15), st.sampled_from(["usd", "tokens", "calls"]))
def test_a_plain_amount_reads_back_the_same(amount: int, unit: str) -> None:
    assert read_amount(f"{plain_amount(amount, unit)}{unit}") == (amount, unit)  # pyright: ignore[reportArgumentType]


def test_an_amount_is_shown_with_its_unit() -> None:
    assert show_amount(1, "calls") == "1 call"
    assert show_amount(12_000, "tokens") == "12,000 tokens"
    assert show_amount(5, "usd") == "<$0.01"


def test_messages_call_a_rolling_period_as_people_do() -> None:
    said = {
        hours: Budget("b", 1, period="rolling", hours=hours).period_words for hours in (5, 24, 36, 48, 168)
    }
    assert said == {
        5: "in any 5 hours", 24: "in any 24 hours", 36: "in any 36 hours", 48: "in any 2 days",
        168: "in any 7 days",
    }  # fmt: skip


def test_periods_are_words_or_hours_that_roll() -> None:
    assert read_period("Month") == ("month", 0)
    assert read_period("5h") == read_period("rolling 5 hours") == ("rolling", 5)
    with pytest.raises(BudgetError):
        read_period("fortnight")


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"name": " "},
        {"name": "a\nb"},
        {"period": "rolling"},
        {"period": "day", "hours": 3},
        {"thresholds": (0,)},
    ],
)
def test_a_budget_that_makes_no_sense_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(BudgetError):
        Budget(**(dict[str, Any](name="daily", limit=1) | wrong))


# ---- what it covers --------------------------------------------------------------------------------


def test_everything_that_is_set_has_to_fit() -> None:
    scope = BudgetScope(provider="openai", model="GPT-5*", project="web")
    assert scope.covers(call(project="web"))
    assert not scope.covers(call(project="other"))
    assert not scope.covers(replace(call(project="web"), model="o4"))
    assert scope.covers(replace(call(project="web"), model="fast", model_sent="gpt-5"))
    assert BudgetScope().covers(call())
    assert not BudgetScope(model="*").covers(replace(call(), model=None))


# ---- periods ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29T12:00", 23),
        ("Europe/Berlin", "2026-10-25T12:00", 25),
        ("Australia/Lord_Howe", "2026-04-05T12:00", 24.5),
        ("America/Santiago", "2026-09-06T12:00", 23),  # has no midnight
    ],
)
def test_a_day_is_as_long_as_its_zone_says(zone: str, day: str, hours: float) -> None:
    span = Budget("b", 1, period="day", zone=zone).span(at(day, zone))
    assert span.until_us - span.since_us == hours * HOUR_US


def test_a_month_ends_where_the_calendar_says() -> None:
    budget = Budget("b", 1, period="month")
    span = budget.span(at("2026-01-31T23:59"))
    assert (span.since_us, span.until_us) == (at("2026-01-01"), at("2026-02-01"))
    assert budget.span(span.until_us).until_us == at("2026-03-01")


_ZONES = ["UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]


@given(
    st.integers(at("2011-01-01"), at("2035-01-01")),
    st.sampled_from(["day", "week", "month"]),
    st.sampled_from(_ZONES),
)
def test_periods_follow_each_other_without_gap_or_overlap(now: int, period: str, zone: str) -> None:
    budget = Budget("b", 1, period=period, zone=zone)  # pyright: ignore[reportArgumentType]
    span = budget.span(now)
    assert span.since_us <= now < span.until_us
    assert budget.span(span.until_us).since_us == span.until_us
    assert budget.span(span.since_us) == span
    assert budget.span(span.since_us - 1).until_us == span.since_us


def test_a_new_period_starts_with_nothing_spent_and_nothing_held() -> None:
    t = tally()
    t.settle(call())
    t.hold("late", USD)
    assert t.roll(at("2026-03-11T00:00"))
    assert (t.spent, t.held, t.room(at("2026-03-11"))) == (0, 0, 10 * USD)
    t.settle(call("late", when=NOON))  # began the day before: it belongs there
    assert t.spent == 0


def test_a_clock_that_is_set_back_gives_no_room_until_the_ledger_was_asked() -> None:
    t = tally()
    t.settle(call())
    t.roll(at("2026-03-09T12:00"))
    assert t.stale
    assert t.room(at("2026-03-09T12:00")) == 0
    assert not t.used_up(at("2026-03-09T12:00"))


def test_a_rolling_budget_forgets_in_steps_of_a_quarter_of_an_hour() -> None:
    budget = Budget("b", 10, "calls", "rolling", 5)
    t = Tally(budget, budget.span(NOON))
    t.settle(call("a", NOON))
    t.settle(call("b", NOON + HOUR_US))
    t.roll(NOON + 5 * HOUR_US)
    assert t.spent == 2
    t.roll(NOON + 5 * HOUR_US + BUCKET_US)
    assert t.spent == 1
    t.roll(NOON + 7 * HOUR_US)
    assert t.spent == 0


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)), max_size=60), st.integers(1, 8))
def test_a_rolling_budget_counts_at_least_its_hours_and_at_most_a_step_more(
    steps: list[tuple[int, int]], hours: int
) -> None:
    budget = Budget("b", 10**9, "tokens", "rolling", hours)
    t = Tally(budget, budget.span(NOON))
    now, seen = NOON, list[tuple[int, int]]()
    for n, (minutes, tokens) in enumerate(steps):
        now += minutes * 60_000_000
        t.roll(now)
        t.settle(call(str(n), now, usage=Usage(input_tokens=tokens)))
        seen.append((now, tokens))
        least = sum(amount for when, amount in seen if when > now - hours * HOUR_US)
        most = sum(amount for when, amount in seen if when >= now - hours * HOUR_US - BUCKET_US)
        assert least <= t.spent <= most


# ---- holds -------------------------------------------------------------------------------------------


def test_a_hold_is_the_least_of_worst_usual_and_what_is_left() -> None:
    assert Demand(100, 20).size(50) == 20
    assert Demand(100, None).size(50) == 50
    assert Demand(None, None).size(50) == 50
    assert Demand(30, None).size(50) == 30
    assert Demand(0, 0).size(50) == 1


def test_a_hold_is_replaced_by_what_the_call_cost() -> None:
    t = tally()
    t.hold("1", 4 * USD)
    assert t.room(NOON) == 6 * USD
    t.settle(call("1"))
    assert (t.spent, t.held, t.room(NOON)) == (USD, 0, 9 * USD)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=200))
def test_no_order_of_ends_lets_more_through_than_there_is_room_for(order: list[tuple[int, int]]) -> None:
    """Calls that cost what was held for them never exceed the limit, and what is not spent can be spent."""
    t, under_way, through = tally(100, unit="tokens"), dict[str, int](), 0
    for n, (end, size) in enumerate(order):
        room = t.room(NOON)
        if room > 0:
            held = Demand(size, None).size(room)
            t.hold(str(n), held)
            under_way[str(n)] = held
        if under_way and end % 2:
            id_ = list(under_way)[end % len(under_way)]
            through += under_way.pop(id_)
            t.settle(call(id_, usage=Usage(output_tokens=0, input_tokens=through - t.spent)))
        assert t.spent + t.held <= 100
        assert t.held == sum(under_way.values())
    for id_ in list(under_way):
        t.release(id_)
    assert t.held == 0
    assert t.room(NOON) == 100 - t.spent


def test_of_two_hundred_calls_a_budget_of_a_hundred_lets_a_hundred_through() -> None:
    t = tally(100, unit="calls")
    let = 0
    for n in range(200):
        if t.room(NOON) >= 1:
            t.hold(str(n), ONE_CALL.size(t.room(NOON)))
            let += 1
    assert let == 100


def test_only_what_a_provider_did_work_for_counts_as_a_call() -> None:
    budget = Budget("b", 5, "calls")
    assert budget.counts(call()) == 1
    assert budget.counts(call(cost=None)) == 1
    free = replace(call(cost=0), cost_basis="free")
    assert budget.counts(free) == 0
    assert budget.counts(replace(free, ok=False, error_type="http_500")) == 0
    assert budget.counts(replace(free, ok=False, error_type="client_closed")) == 1


# ---- thresholds, raises, words -------------------------------------------------------------------------


def test_a_threshold_is_told_once_a_period() -> None:
    t = tally()
    assert t.settle(call("1", cost=5 * USD)) == [50]
    assert t.settle(call("2", cost=USD)) == []
    assert t.settle(call("3", cost=5 * USD)) == [80, 100]
    t.roll(at("2026-03-11T01:00"))
    assert t.settle(call("4", when=at("2026-03-11T01:00"), cost=6 * USD)) == [50]


def test_a_raise_holds_for_its_time_only() -> None:
    t = tally(raises=(Raise(2 * USD, NOON, NOON + HOUR_US),))
    assert t.room(NOON) == 12 * USD
    assert t.room(NOON + HOUR_US) == 10 * USD


def test_a_refusal_names_the_budget_what_was_spent_and_when_there_is_room_again() -> None:
    t = tally(zone="Europe/Berlin", scope=BudgetScope(model="gpt-*"))
    t.settle(call(cost=10 * USD))
    said = t.refusal(NOON)
    for part in ("'daily'", "model gpt-*", "$10.00 of $10.00", "2026-03-11 00:00", "Europe/Berlin"):
        assert part in said


def test_a_rolling_budget_says_when_enough_will_have_rolled_out() -> None:
    budget = Budget("b", 2, "calls", "rolling", 5)
    t = Tally(budget, budget.span(NOON))
    t.settle(call("a", NOON))
    t.settle(call("b", NOON + HOUR_US))
    assert t.waits_until(NOON + HOUR_US) == NOON + BUCKET_US + 5 * HOUR_US


# ---- what is usual ---------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 1000), max_size=250))
def test_usual_is_the_95th_percentile_of_the_last_hundred(amounts: list[int]) -> None:
    recent = Recent()
    for amount in amounts:
        recent.add(amount)
    last = sorted(amounts[-100:])
    if len(last) < 5:
        assert recent.usual is None
    else:
        assert recent.usual == last[-(-95 * len(last) // 100) - 1]


# ---- sessions: what has been spent is known before they end ----------------------------------------


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 5 * USD), st.sampled_from(["grow", "end", "drop"]))
    )
)
def test_what_a_session_came_to_is_counted_once_however_often_it_is_told(
    steps: list[tuple[str, int, str]],
) -> None:
    t = tally(1_000 * USD)
    holds, ended = dict[str, int](), 0
    for session, cost, what in steps:
        if session not in holds:
            t.hold(session, USD)
            holds[session] = USD
        if what == "grow":
            t.grow(call(session, cost=cost))
            t.grow(call(session, cost=cost))
            holds[session] = max(holds[session], cost)
        else:
            del holds[session]
            if what == "end":
                t.settle(call(session, cost=cost))
                ended += cost
            else:
                t.release(session)
        assert (t.spent, t.held) == (ended, sum(holds.values()))
    for session in holds:
        t.settle(call(session, cost=USD))
    assert (t.spent, t.held, t.used_up(NOON)) == (ended + len(holds) * USD, 0, False)


def test_a_budget_is_used_up_by_what_sessions_have_spent_and_not_by_what_is_only_held() -> None:
    t = tally(10 * USD)
    t.settle(call("over", cost=4 * USD))
    t.hold("session", 6 * USD)
    t.grow(call("session", cost=5 * USD))
    assert (t.room(NOON), t.used_up(NOON), t.stops("session", NOON)) == (0, False, False)
    assert "$9.00 of $10.00 a day are spent and $1.00 held" in t.refusal(NOON)
    t.grow(call("session", cost=6 * USD))
    assert (t.spent, t.held, t.used_up(NOON), t.stops("session", NOON)) == (4 * USD, 6 * USD, True, True)
    assert "$10.00 of $10.00 a day are spent. There is room again at 2026-03-11 00:00" in t.refusal(NOON)


def test_a_session_over_midnight_belongs_to_the_day_in_which_it_began() -> None:
    t = tally(10 * USD)
    t.hold("session", USD)
    t.grow(call("session", cost=9 * USD))
    tomorrow = NOON + 24 * HOUR_US
    t.roll(tomorrow)
    t.grow(call("session", cost=11 * USD))
    assert (t.spent, t.held, t.used_up(tomorrow)) == (0, 0, False)
    t.settle(call("session", cost=11 * USD))
    assert (t.spent, t.held) == (0, 0)


def test_what_sessions_have_spent_makes_a_rolling_budget_wait() -> None:
    budget = Budget("b", 10 * USD, period="rolling", hours=5)
    t = Tally(budget, budget.span(NOON))
    t.grow(call("session", cost=10 * USD))
    assert (t.used_up(NOON), t.waits_until(NOON)) == (True, NOON + 5 * HOUR_US)


def test_a_session_is_one_call_however_long() -> None:
    t = tally(1, unit="calls")
    t.hold("session", 1)
    t.grow(call("session"))
    assert (t.held, t.used_up(NOON), t.stops("session", NOON)) == (1, False, False)
    t.settle(call("other"))
    assert (t.used_up(NOON), t.stops("session", NOON)) == (True, False)


def test_a_pass_for_a_session_is_used_up_once_and_what_it_came_to_stays_known() -> None:
    t = tally(USD)
    t.passes = 2
    t.grow(call("session", cost=2 * USD))
    t.excuse("session")
    assert (t.passes, t.held, t.stops("session", NOON), t.used_up(NOON)) == (1, 2 * USD, False, True)
    t.settle(call("session", cost=3 * USD))
    assert (t.passes, t.spent, t.held) == (1, 3 * USD, 0)
