"""A client that runs in a loop is noticed, and one that works is not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calls import Usage
from app.core.runaway import Runaway, Runaways
from tests.ledger.making import T0_US, make_call

USD = 1_000_000_000
SECOND = 1_000_000
MINUTE = 60 * SECOND


def feed(
    runaways: Runaways,
    sizes: list[tuple[int, int]],
    *,
    step_us: int = 5 * SECOND,
    cost: int = 1,
    **changes: object,
) -> list[Runaway]:
    """Calls of so many messages and bytes, one after the other."""
    found: list[Runaway] = []
    for n, (messages, size) in enumerate(sizes):
        call = make_call(message_count=messages, request_bytes=size, cost_nusd=cost, **changes)  # type: ignore[arg-type]
        one = runaways.saw(call, T0_US + n * step_us)
        found += [one] if one else []
    return found


def loop(count: int, steps: list[int], *, messages: int = 2, first: int = 20_000) -> list[tuple[int, int]]:
    """A conversation that grows by the same again and again, as an agent's does that is stuck."""
    sizes, size = list[tuple[int, int]](), first
    for n in range(count):
        sizes.append((3 + n * messages, size))
        size += steps[n % len(steps)]
    return sizes


@pytest.mark.parametrize("steps", [[0], [812], [300, 1700], [120, 0, 4000]])
def test_a_loop_is_noticed_whatever_it_grows_by_and_told_once(steps: list[int]) -> None:
    (found,) = feed(Runaways(20, 10 * MINUTE, 100 * USD), loop(60, steps))
    assert found.client == "codex"
    assert found.alike == 20


def test_digits_that_change_do_not_hide_a_loop() -> None:
    dice = random.Random(1)
    sizes = [(messages, size + dice.randrange(8)) for messages, size in loop(40, [812])]
    assert len(feed(Runaways(20, 10 * MINUTE, 100 * USD), sizes)) == 1


def test_work_that_gets_on_is_left_alone() -> None:
    """Calls close together whose contents differ: an agent at work, a batch of texts, pieces to embed."""
    dice = random.Random(7)
    agent = [(3 + 2 * n, 20_000 + sum(dice.randrange(200, 9_000) for _ in range(n))) for n in range(200)]
    batch = [(2, 4_000 + dice.randrange(-1_000, 1_000)) for _ in range(500)]
    assert feed(Runaways(20, 10 * MINUTE, 100 * USD), agent) == []
    assert feed(Runaways(20, 10 * MINUTE, 100 * USD), batch) == []
    pieces = Usage(input_tokens=500)
    assert feed(Runaways(20, 10 * MINUTE, 100 * USD), loop(60, [0]), usage=pieces) == []


def test_an_editor_that_completes_at_each_key_is_left_alone() -> None:
    """It asks again and again, each time with a few bytes more; what comes back is now short, now long."""
    dice = random.Random(3)
    runaways, at_us, size = Runaways(20, 10 * MINUTE, 100 * USD), T0_US, 4_000
    for _ in range(400):
        at_us += dice.randrange(200_000, 2_000_000)
        size += dice.randrange(1, 9)
        usage = Usage(input_tokens=900, output_tokens=dice.choice([1, 3, 6, 12, 25, 40, 64]))
        assert runaways.saw(make_call(request_bytes=size, cost_nusd=1, usage=usage), at_us) is None


def test_answers_of_nearly_the_same_length_do_not_hide_a_loop() -> None:
    dice = random.Random(4)
    runaways, found = Runaways(20, 10 * MINUTE, 100 * USD), 0
    for n in range(60):
        usage = Usage(input_tokens=900, output_tokens=200 + dice.randrange(20))
        found += runaways.saw(make_call(request_bytes=9_000, cost_nusd=1, usage=usage), T0_US + n) is not None
    assert found == 1


def test_a_slow_repetition_is_no_loop() -> None:
    assert feed(Runaways(20, 10 * MINUTE, 100 * USD), loop(60, [0]), step_us=2 * MINUTE) == []


def test_sessions_and_models_are_told_apart() -> None:
    runaways = Runaways(20, 10 * MINUTE, 100 * USD)
    for session in ("a", "b", "c"):
        assert feed(runaways, loop(15, [812]), session=session) == []


def test_dollars_of_a_minute_are_those_of_the_last_sixty_seconds() -> None:
    assert feed(Runaways(1000, 10 * MINUTE, 5 * USD), loop(20, [0]), cost=USD, step_us=20 * SECOND) == []
    (found,) = feed(Runaways(1000, 10 * MINUTE, 3 * USD), loop(20, [0]), cost=USD, step_us=20 * SECOND)
    assert found.minute_nusd == 3 * USD


def test_a_clock_that_is_set_back_adds_nothing_up() -> None:
    runaways = Runaways(1000, 10 * MINUTE, 5 * USD)
    for n in range(20):
        call = make_call(cost_nusd=USD, session=str(n))
        assert runaways.saw(call, T0_US - n * 10 * MINUTE) is None


def test_one_dear_call_is_not_running_away() -> None:
    assert feed(Runaways(1000, 10 * MINUTE, 3 * USD), loop(2, [0]), cost=50 * USD) == []


def test_it_is_over_when_it_has_been_still_for_long_enough_and_told_anew_then() -> None:
    runaways = Runaways(20, 10 * MINUTE, 100 * USD)
    assert len(feed(runaways, loop(25, [0]))) == 1
    last = T0_US + 24 * 5 * SECOND
    assert runaways.running(last + 10 * MINUTE) == {"codex"}
    assert runaways.running(last + 10 * MINUTE + 1) == set()


def test_a_client_that_was_let_go_on_begins_anew() -> None:
    runaways = Runaways(20, 10 * MINUTE, 100 * USD)
    assert len(feed(runaways, loop(25, [0]))) == 1
    runaways.forget("codex")
    assert runaways.running(T0_US) == set()
    assert feed(runaways, loop(19, [0])) == []
    assert len(feed(runaways, loop(20, [0]))) == 1


@given(st.lists(st.tuples(st.integers(0, 3 * MINUTE), st.integers(0, 2 * USD)), max_size=60))
def test_the_minutes_sum_is_exact(calls: list[tuple[int, int]]) -> None:
    runaways = Runaways(1000, MINUTE, 1 << 60)
    now, made = T0_US, list[tuple[int, int]]()
    for gap, cost in calls:
        now += gap
        made.append((now, cost))
        runaways.saw(make_call(cost_nusd=cost, session=str(now)), now)
        assert runaways._purse("codex").sum_nusd == sum(c for at, c in made if at > now - MINUTE)
