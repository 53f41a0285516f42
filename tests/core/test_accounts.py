"""Whoever has several accounts loses no call that one of them could have served."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.core.accounts import (
    FIRST_REST_US,
    LONGEST_REST_US,
    STRATEGIES,
    Account,
    Routing,
    Standing,
    Turn,
    answered,
    choose,
    left,
    ready_again_us,
    refused,
    wait_told_us,
)

_S = 1_000_000
_accounts = st.lists(
    st.builds(
        Account,
        provider=st.just("openai"),
        name=st.sampled_from("abcdef"),
        priority=st.integers(0, 2),
        weight=st.integers(1, 9),
        paused=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda a: a.name,
)
_routings = st.builds(Routing, strategy=st.sampled_from(STRATEGIES), sticky_us=st.none() | st.just(1))
_standings = st.builds(
    Standing,
    in_flight=st.integers(0, 5),
    resting_until_us=st.integers(0, 200),
    refusals=st.integers(0, 5),
    probing=st.booleans(),
    last_used_us=st.integers(0, 100),
    credit=st.integers(-20, 20),
)
_turns = st.builds(
    Turn,
    standings=st.dictionaries(st.sampled_from("abcdef"), _standings),
    last=st.sampled_from(["", *"abcdef"]),
)


@given(
    _accounts, _routings, _turns, st.none() | st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"))
)
def test_a_call_is_refused_only_where_no_account_could_serve_it(
    accounts: list[Account], routing: Routing, turn: Turn, stuck_to: str | None, tried: set[str]
) -> None:
    now_us = 100
    able = {
        a.name for a in accounts if not a.paused and a.name not in tried and turn.of(a.name).ready(now_us)
    }
    found = choose(accounts, routing, turn, now_us, stuck_to=stuck_to, tried=tried)
    assert (found is None) == (not able)
    if found is None:
        return
    chosen, after = found
    assert chosen.name in able
    assert after.of(chosen.name).in_flight == turn.of(chosen.name).in_flight + 1
    if stuck_to in able and routing.sticky_us:
        assert chosen.name == stuck_to
    else:
        assert chosen.priority == min(a.priority for a in accounts if a.name in able)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 20))
def test_weights_hold_to_the_call(weights: list[int], rounds: int) -> None:
    accounts = [Account("p", f"a{n}", weight=weight) for n, weight in enumerate(weights)]
    turn, taken = Turn(), Counter[str]()
    for _ in range(rounds * sum(weights)):
        found = choose(accounts, Routing("weighted"), turn, 0)
        assert found is not None
        taken[found[0].name] += 1
        turn = left(answered(found[1], found[0].name), found[0].name)
    assert taken == {a.name: a.weight * rounds for a in accounts}


def test_round_robin_takes_turns_and_skips_who_rests() -> None:
    accounts = [Account("p", name) for name in "abc"]
    turn, order = refused(Turn(), "b", 0, "429"), ""
    for _ in range(5):
        found = choose(accounts, Routing("round-robin"), turn, 1)
        assert found is not None
        order, turn = order + found[0].name, found[1]
    assert order == "acaca"


def test_the_least_busy_takes_the_next_call() -> None:
    accounts = [Account("p", name) for name in "ab"]
    turn = Turn({"a": Standing(in_flight=2), "b": Standing(in_flight=1)})
    found = choose(accounts, Routing("least-busy"), turn, 0)
    assert found is not None
    assert found[0].name == "b"


@given(st.integers(0, 10), st.none() | st.integers(0, 3600 * _S))
def test_a_resting_account_gets_one_probe_and_nothing_else(failures: int, wait_us: int | None) -> None:
    accounts, turn, now_us = [Account("p", "a")], Turn(), 0
    for _ in range(failures + 1):
        found = choose(accounts, Routing(), turn, now_us)
        assert found is not None
        turn = refused(found[1], "a", now_us, "429", wait_us)
        again_us = turn.of("a").resting_until_us
        if again_us > now_us:
            assert choose(accounts, Routing(), turn, again_us - 1) is None
            assert ready_again_us(accounts, turn, now_us) == again_us
        now_us = again_us
    probe = choose(accounts, Routing(), turn, now_us)
    assert probe is not None
    assert choose(accounts, Routing(), probe[1], now_us) is None
    assert choose(accounts, Routing(), left(probe[1], "a"), now_us) is not None
    well = left(answered(probe[1], "a"), "a")
    assert well.of("a") == Standing(last_used_us=now_us)


def test_rests_double_from_half_a_minute_to_five() -> None:
    turn, rests, now_us = Turn(), [], 0
    for _ in range(6):
        turn = refused(turn.having("a", Standing(refusals=turn.of("a").refusals)), "a", now_us, "503")
        rests.append(turn.of("a").resting_until_us - now_us)
    assert rests == [FIRST_REST_US, 60 * _S, 120 * _S, 240 * _S, LONGEST_REST_US, LONGEST_REST_US]


def test_a_burst_of_refusals_is_one() -> None:
    turn = Turn({"a": Standing(in_flight=20)})
    for _ in range(20):
        turn = refused(turn, "a", 0, "429")
    assert turn.of("a") == Standing(0, FIRST_REST_US, 1, last_error="429")
    assert refused(turn, "a", 0, "429", 1).of("a").resting_until_us == FIRST_REST_US


def test_what_an_answer_asks_to_wait_is_understood() -> None:
    now_us = 1_772_000_000 * _S
    assert wait_told_us({"retry-after": "2"}, now_us) == 2 * _S
    assert wait_told_us({"retry-after-ms": "1500", "retry-after": "9"}, now_us) == 1_500_000
    assert wait_told_us({"retry-after": "Wed, 25 Feb 2026 06:13:25 GMT"}, now_us) == 5 * _S
    assert wait_told_us({"retry-after": "Wed, 25 Feb 2020 06:13:25 GMT"}, now_us) == 0
    assert wait_told_us({"retry-after": "soon"}, now_us) is None
    assert wait_told_us({}, now_us) is None
