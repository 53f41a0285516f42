"""Budgets hold: under concurrency, over restarts, and always in agreement with the report."""

import threading
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import ulid
from app.core.budgets import Budget, BudgetScope, went_through
from app.core.calls import Call, RequestFacts, Usage
from app.core.errors import BudgetError, LedgerError
from app.core.filters import CallFilter
from app.ledger import Ledger
from app.ledger.budgets import BudgetEvent, events_of, keep_budget
from app.ledger.spending import spent
from app.platform.clock import now_us
from app.services import gate as gate_module
from app.services.budgets import Budgets
from app.services.gate import Gate, Wait
from app.services.outlook import as_record, standing
from app.services.prices import Prices
from app.services.providers import Providers
from app.services.retention import purge
from app.wire import wire_for
from app.wire.api import Refusal
from tests.ledger.making import T0_US, any_call, open_ledger, record

USD = 1_000_000_000
CENT = USD // 100


class House:
    """A ledger with what stands before it."""

    def __init__(self, folder: Path, ahead_us: int = 0) -> None:
        self.ledger: Ledger = open_ledger(folder)
        self.providers = Providers(self.ledger)
        self.prices = Prices(self.ledger)
        self.events: list[BudgetEvent] = []
        self.ahead_us = ahead_us  # of its clock
        self.gate = Gate(
            self.ledger,
            self.providers,
            self.prices,
            self.events.append,
            lambda: now_us() + self.ahead_us,
        )
        self.budgets = Budgets(self.ledger, self.gate)

    def end(self, call: Call) -> None:
        self.gate.ended(call)
        assert self.ledger.record(call)

    def budget(self, name: str) -> dict[str, Any]:
        return next(as_record(t, now_us()) for t in self.gate.all() if t.budget.name == name)

    def close(self) -> None:
        self.ledger.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


_COUNT = iter(range(1 << 40))


def a_call(cost: int | None = CENT, **changes: Any) -> Call:
    at_us = now_us()
    made = Call(
        ulid.make(at_us // 1000, next(_COUNT).to_bytes(10, "big")),
        at_us, "openai", "openai-chat", "POST", "/v1/chat/completions",
        model="gpt-5-mini", max_tokens=1_000_000, status=200, ok=True,
        usage=Usage(input_tokens=10, output_tokens=10), usage_basis="measured",
        cost_nusd=cost, cost_basis="unpriced" if cost is None else "catalogue",
    )  # fmt: skip
    return replace(made, **changes)


def storm(house: House, count: int, cost: int = CENT) -> tuple[int, int]:
    """So many clients, none of which ends before all have asked: how many went, how many could not."""
    through: list[Call] = []
    refused: list[Refusal] = []
    all_asked = threading.Barrier(count)

    def client() -> None:
        call = a_call(cost)
        verdict = house.gate.admit(call, None)
        all_asked.wait(60)
        if isinstance(verdict, Wait):
            answered = threading.Event()
            said: list[Refusal | None] = []

            def resume(refusal: Refusal | None) -> None:
                said.append(refusal)
                answered.set()

            house.gate.wait(call, None, resume)
            assert answered.wait(60)
            verdict = said[0]
        if isinstance(verdict, Refusal):
            refused.append(verdict)
            return
        through.append(call)
        house.end(call)

    threads = [threading.Thread(target=client) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(through), len(refused)


@pytest.mark.parametrize(
    "budget",
    [
        Budget("b", 100, "calls"),
        Budget("b", 100 * CENT, "usd"),
        Budget("b", 100 * 20, "tokens"),
        Budget("b", 100 * CENT, "usd", "rolling", 5),
        Budget("b", 100 * CENT, "usd", scope=BudgetScope(provider="openai", model="gpt-*")),
    ],
    ids=lambda b: f"{b.unit}-{b.period}-{b.scope}",
)
def test_of_two_hundred_at_once_a_budget_for_a_hundred_lets_exactly_a_hundred_through(
    house: House, budget: Budget
) -> None:
    """Although each asks for a million tokens: what was held and not spent is spent in the end."""
    house.budgets.add(budget)
    assert storm(house, 200) == (100, 100)
    stands = house.budget("b")
    assert (stands["held"], stands["left"], stands["percent"]) == (
        ("0", "0", 100) if budget.unit == "usd" else (0, 0, 100)
    )


def test_every_budget_that_covers_a_call_has_to_have_room(house: House) -> None:
    house.budgets.add(Budget("all", 100, "calls"))
    house.budgets.add(Budget("mini", 3, "calls", scope=BudgetScope(model="*-mini")))
    house.budgets.add(Budget("other", 1, "calls", scope=BudgetScope(provider="anthropic")))
    assert storm(house, 10) == (3, 7)
    assert house.budget("all")["spent"] == 3
    assert house.budget("other")["spent"] == 0


def test_a_refusal_is_told_as_402_with_what_was_spent(house: House) -> None:
    house.budgets.add(Budget("tiny", 1, "calls"))
    storm(house, 1)
    refusal = house.gate.admit(a_call(), None)
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code) == (402, "budget_exceeded")
    assert "'tiny'" in refusal.message
    assert "1 call of 1 call" in refusal.message


def test_a_call_that_failed_gives_its_hold_back(house: House) -> None:
    house.budgets.add(Budget("one", 1, "calls"))
    call = a_call()
    assert house.gate.admit(call, None) is None
    assert isinstance(house.gate.admit(a_call(), None), Wait)
    house.end(replace(call, ok=False, status=500, error_type="http_500", cost_nusd=0, cost_basis="free"))
    assert house.gate.admit(a_call(), None) is None


def test_who_gave_up_waiting_is_told_why_and_holds_nothing(house: House) -> None:
    house.budgets.add(Budget("one", 1, "calls"))
    first, second = a_call(), a_call()
    assert house.gate.admit(first, None) is None
    house.gate.wait(second, None, lambda _: pytest.fail("it has gone"))
    refusal = house.gate.give_up(second)
    assert refusal is not None
    assert "held for calls under way" in refusal.message
    house.gate.release(first)
    assert house.budget("one")["held"] == 0


def test_being_told_twice_of_an_end_changes_nothing(house: House) -> None:
    house.budgets.add(Budget("b", 10, "calls"))
    call = a_call()
    house.gate.ended(call)
    house.end(call)
    assert house.budget("b")["spent"] == 1


def test_a_restart_finds_what_was_spent(house: House, tmp_path: Path) -> None:
    for budget in (
        Budget("usd", USD),
        Budget("calls", 50, "calls"),
        Budget("h", 9000, "tokens", "rolling", 3),
    ):
        house.budgets.add(budget)
    storm(house, 20)
    before = {t.budget.name: t.spent for t in house.gate.all()}
    assert before == {"usd": 20 * CENT, "calls": 20, "h": 400}
    house.close()
    house.__init__(tmp_path)
    assert {t.budget.name: t.spent for t in house.gate.all()} == before


def test_a_budget_that_is_made_in_the_middle_of_its_period_knows_what_was_spent(house: House) -> None:
    storm(house, 5)
    house.budgets.add(Budget("late", USD))
    assert house.budget("late")["spent"] == "0.05"
    assert house.events == []


def test_no_call_is_lost_or_counted_twice_while_the_budgets_are_read_anew(house: House) -> None:
    house.budgets.add(Budget("b", 1 << 40, "calls"))
    done = threading.Event()

    def reload() -> None:
        while not done.is_set():
            house.gate.reload()

    reloading = threading.Thread(target=reload)
    reloading.start()
    try:
        for _ in range(15):
            storm(house, 40)
    finally:
        done.set()
        reloading.join()
    assert house.budget("b")["spent"] == 600
    house.gate.reload()
    assert house.budget("b")["spent"] == 600


def test_thresholds_are_told_once_and_written_down(house: House, tmp_path: Path) -> None:
    house.budgets.add(Budget("b", 10, "calls"))
    storm(house, 12)
    told = [("threshold", 50), ("threshold", 80), ("threshold", 100), ("blocked", None)]
    assert Counter((e.kind, e.percent) for e in house.events) == Counter(told)
    assert house.ledger.flush(60)
    assert {e.percent for e in events_of(house.ledger.reader, "b")} == {50, 80, 100, None}
    house.close()
    house.__init__(tmp_path)
    assert isinstance(house.gate.admit(a_call(), None), Refusal)
    assert [e.kind for e in house.events] == ["blocked"]


def test_a_warning_budget_refuses_nothing(house: House) -> None:
    house.budgets.add(Budget("b", 2, "calls", action="warn"))
    assert storm(house, 5) == (5, 0)
    assert Counter(e.percent for e in house.events) == Counter([50, 80, 100])


def test_a_raise_lets_more_through_until_it_is_taken_back(house: House) -> None:
    house.budgets.add(Budget("b", 2, "calls"))
    storm(house, 2)
    house.budgets.raise_by("b", 3)
    assert storm(house, 10) == (3, 7)
    house.budgets.raise_by("b", 5)
    house.budgets.take_back_raises("b")
    assert isinstance(house.gate.admit(a_call(), None), Refusal)
    with pytest.raises(BudgetError):
        house.budgets.raise_by("b", 0)


def test_a_call_can_be_let_through_once(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    storm(house, 1)
    house.budgets.allow("b")
    assert storm(house, 3) == (1, 2)


def test_a_pass_is_not_used_up_by_a_way_that_was_not_gone(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    storm(house, 1)
    house.budgets.allow("b")
    call = a_call()
    for _ in range(3):  # one account after another
        assert house.gate.admit(call, None) is None
        house.gate.release(call)
    assert house.gate.admit(call, None) is None
    house.end(call)
    assert isinstance(house.gate.admit(a_call(), None), Refusal)


def test_a_clock_that_ran_ahead_switches_no_budget_off(house: House) -> None:
    house.budgets.add(Budget("b", 2, "calls", "day"))
    house.ahead_us = 26 * 3_600_000_000
    house.gate.release(a_call())
    house.gate.all()
    house.ahead_us = 0
    assert storm(house, 10) == (2, 8)
    assert house.budget("b")["spent"] == 2


@pytest.mark.parametrize("ahead_hours", [4, 8, 400 * 24])
def test_a_clock_that_ran_ahead_empties_no_budget_that_rolls(house: House, ahead_hours: int) -> None:
    house.budgets.add(Budget("b", 3, "calls", "rolling", 5))
    storm(house, 3)
    house.ahead_us = ahead_hours * 3_600_000_000
    house.gate.all()
    house.ahead_us = 0
    assert storm(house, 5) == (0, 5)
    assert house.budget("b")["spent"] == 3


def test_a_clock_that_is_put_right_after_the_start_hides_nothing_that_was_spent(
    house: House, tmp_path: Path
) -> None:
    house.budgets.add(Budget("b", 3, "calls", "rolling", 5))
    storm(house, 3)
    house.close()
    house.__init__(tmp_path, ahead_us=8 * 3_600_000_000)
    house.ahead_us = 0
    assert storm(house, 5) == (0, 5)
    assert house.budget("b")["spent"] == 3


def test_calls_that_waited_for_a_new_period_are_counted_in_it(house: House) -> None:
    house.budgets.add(Budget("b", 2, "calls", "day"))
    first = [a_call(), a_call()]
    for call in first:
        assert house.gate.admit(call, None) is None
    waiting, let = [a_call() for _ in range(5)], list[Call]()
    for call in waiting:

        def resume(refusal: Refusal | None, call: Call = call) -> None:
            if refusal is None:
                let.append(call)

        house.gate.wait(call, None, resume)
    house.ahead_us = 24 * 3_600_000_000
    assert house.gate.give_up(waiting[0]) is None  # it may go: there is room again
    assert let == waiting[:2]
    for call in let:
        house.end(call)
    assert house.budget("b")["spent"] == 2
    assert isinstance(house.gate.admit(a_call(), None), Refusal)


def test_who_gave_up_is_not_told_of_a_budget_that_only_warns(house: House) -> None:
    house.budgets.add(Budget("a-warn", 1, "calls", action="warn"))
    house.budgets.add(Budget("z-block", 2, "calls"))
    storm(house, 1)
    assert house.gate.admit(a_call(), None) is None
    waiting = a_call()
    house.gate.wait(waiting, None, lambda _: pytest.fail("there is no room"))
    refusal = house.gate.give_up(waiting)
    assert refusal is not None
    assert "z-block" in refusal.message


def test_a_higher_limit_has_its_thresholds_told_again(house: House) -> None:
    house.budgets.add(Budget("b", 4, "calls", thresholds=(50, 100)))
    storm(house, 4)
    house.budgets.change("b", limit=8)
    storm(house, 4)
    assert Counter(e.percent for e in house.events) == Counter([50, 100, 100])


def test_what_is_held_in_dollars_is_not_held_in_calls(house: House) -> None:
    house.budgets.add(Budget("b", 10 * USD))
    assert house.gate.admit(a_call(), None) is None
    house.budgets.change("b", limit=100, unit="calls")
    assert house.budget("b")["held"] == 0


def test_a_paused_budget_stops_nothing_and_counts_on(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    house.budgets.change("b", paused=True)
    assert storm(house, 3) == (3, 0)
    house.budgets.change("b", paused=False)
    assert house.budget("b")["spent"] == 3
    assert isinstance(house.gate.admit(a_call(), None), Refusal)


def test_a_budget_can_be_removed_and_its_name_used_again(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    with pytest.raises(BudgetError):
        house.budgets.add(Budget("b", 2, "calls"))
    house.budgets.remove("b")
    assert storm(house, 3) == (3, 0)
    house.budgets.add(Budget("b", 9, "calls"))
    with pytest.raises(BudgetError):
        house.budgets.get("c")


def test_a_removed_budget_comes_back_with_its_raises_and_its_events(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    house.budgets.raise_by("b", 2)
    storm(house, 3)
    assert house.ledger.flush(60)
    told = events_of(house.ledger.reader, "b")
    house.budgets.remove("b")
    assert house.budgets.all() == []
    house.budgets.bring_back("b")
    assert house.budget("b")["limit"] == 3
    assert events_of(house.ledger.reader, "b") == told != []
    assert isinstance(house.gate.admit(a_call(), None), Refusal)
    with pytest.raises(BudgetError):
        house.budgets.bring_back("b")


def test_one_of_several_raises_is_taken_back_and_so_is_a_call_let_through(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    house.budgets.raise_by("b", 1)
    second = house.budgets.raise_by("b", 5)
    house.budgets.take_back_raises("b", second)
    assert house.budget("b")["limit"] == 2
    storm(house, 2)
    house.budgets.allow("b")
    house.budgets.allow("b", -1)
    house.budgets.allow("b", -1)  # what was used up meanwhile is not owed
    assert isinstance(house.gate.admit(a_call(), None), Refusal)
    house.budgets.allow("b")
    assert storm(house, 3) == (1, 2)


def test_how_a_budget_stands_can_be_read_while_calls_end(house: House) -> None:
    house.budgets.add(Budget("b", 100 * USD, period="rolling", hours=1))
    (before,) = house.budgets.all()
    house.end(a_call())
    assert before.spent == before.held == 0
    assert before.waits_until(now_us()) is None  # nothing of it rolls out of the hour
    assert house.budgets.all()[0].spent == CENT


@pytest.mark.parametrize(("choice", "goes"), [("allow", True), ("warn", True), ("block", False)])
def test_a_call_whose_price_nobody_knows_is_met_as_the_user_chose(
    house: House, choice: Any, goes: bool
) -> None:
    house.budgets.add(Budget("b", USD, unpriced=choice))
    verdict = house.gate.admit(a_call(model="nobody-knows-it"), None)
    assert (verdict is None) == goes
    if isinstance(verdict, Refusal):
        assert (verdict.status, verdict.code) == (402, "price_unknown")
    assert [e.kind for e in house.events] == ([] if choice == "allow" else ["unpriced"])


SOLD = {
    "openai": "/v1/chat/completions",
    "anthropic": "/v1/messages",
    "gemini": "/v1beta/models/gemini-2.5-pro:generateContent",
    "azure": "/openai/deployments/d/chat/completions",
    "codeassist": "/v1internal:generateContent",
    "perplexity": "/responses",
}
FREE_ENDS = (
    "/v1internal:listX",
    "/v1internal:countTokens",
    "/v1/files",
    "/v1/batches",
    "/v1/responses/input_tokens",
    "/v1/responses/r/cancel",
    "/v1/messages/count_tokens",
    "/v1beta/models/m:countTokens",
    "/v1beta/models/m:batchGenerateContent",
    "/x:countTokens",
)


@pytest.mark.parametrize(
    "free",
    [
        {"provider": "ollama", "wire": "ollama-chat", "model": "llama3"},
        {"wire": "anthropic-count-tokens", "provider": "anthropic", "path": "/v1/messages/count_tokens"},
        {"wire": "other", "method": "GET", "path": "/v1/models", "model": None},
        {"wire": "other", "path": "/v1/responses/input_tokens"},
        {"wire": "other", "path": "/v1/batches/batch_1/cancel"},
        {"wire": "other", "provider": "codeassist", "path": "/v1internal:loadCodeAssist"},
    ],
)
def test_free_calls_always_pass(house: House, free: dict[str, Any]) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    storm(house, 1)
    assert house.gate.admit(a_call(**free), None) is None


@pytest.mark.parametrize("free_end", FREE_ENDS)
def test_what_is_sold_does_not_pass_by_an_end_of_its_path(house: House, free_end: str) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    storm(house, 1)
    for provider, path in SOLD.items():
        path += free_end
        for wire in {"other", wire_for("POST", path).name}:
            verdict = house.gate.admit(a_call(provider=provider, wire=wire, path=path), None)
            assert isinstance(verdict, Refusal), (provider, path)


def test_a_counted_request_is_held_by_its_count(house: House) -> None:
    house.budgets.add(Budget("b", 1_000_000, "tokens"))
    facts = RequestFacts("openai-chat", input_estimate_tokens=500)
    assert house.gate.admit(a_call(max_tokens=100), facts) is None
    assert house.budget("b")["held"] == 600


def test_what_calls_like_it_came_to_is_held_rather_than_the_worst(house: House) -> None:
    house.budgets.add(Budget("b", 100 * USD))
    storm(house, 10)
    assert house.gate.admit(a_call(), None) is None
    assert house.budget("b")["held"] == "0.01"


@pytest.mark.parametrize("recalled", [True, False])
def test_after_a_restart_it_is_known_what_calls_came_to(
    house: House,
    tmp_path: Path,
    recalled: bool,
) -> None:
    house.budgets.add(Budget("b", 100 * USD))
    storm(house, 10)
    house.close()
    house.__init__(tmp_path)
    if recalled:
        house.gate.recall()
    house.end(a_call(2 * CENT))  # comes after those of before, and none of them counts twice
    assert house.gate.admit(a_call(), None) is None
    assert house.budget("b")["held"] == "0.02"
    house.gate.recall()
    assert house.gate.admit(a_call(), None) is None
    assert house.budget("b")["held"] == "0.04"


def test_a_budget_for_a_model_covers_what_an_alias_sent_to_it(house: House, tmp_path: Path) -> None:
    house.budgets.add(Budget("b", 10, "calls", scope=BudgetScope(model="gpt-*")))
    for _ in range(3):
        call = a_call(model="fast", model_sent="gpt-5-mini")
        assert house.gate.admit(call, None) is None
        house.end(call)
    house.end(a_call(model="fast", model_sent="claude-haiku"))
    house.end(a_call(model="gpt-5", model_sent="gpt-5-2025"))
    assert house.budget("b")["spent"] == 4
    house.gate.reload()
    assert house.budget("b")["spent"] == 4


_SCOPES = st.builds(
    BudgetScope,
    project=st.none() | st.sampled_from(["a", "x"]),
    client=st.none() | st.just("b"),
    provider=st.none() | st.sampled_from(["openai", "anthropic"]),
    model=st.none() | st.sampled_from(["*", "a", "?"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(any_call(), max_size=30), scope=_SCOPES, hours=st.integers(1, 4))
def test_what_the_ledger_says_is_what_was_counted_call_by_call(
    tmp_path_factory: pytest.TempPathFactory, calls: list[Call], scope: BudgetScope, hours: int
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = open_ledger(folder)
    try:
        calls = [replace(call, id=ulid.make(n, b"0123456789")) for n, call in enumerate(calls)]
        # one provider is on this computer, where no flat rate covers anything, and some of its models have a
        # price; the other one is free
        calls = [
            replace(call, cost_nusd=0, cost_basis="free", covered=False, equivalent_nusd=None)
            if call.provider == "anthropic" or call.covered or n % 3
            else call
            for n, call in enumerate(calls)
        ]
        record(ledger, calls)
        now = T0_US + 3 * 3_600_000_000
        for unit in ("usd", "tokens", "calls"):
            for budget in (
                Budget("d", 1, unit, "day", scope=scope),
                Budget("t", 1, unit, "total", scope=scope),
                Budget("r", 1, unit, "rolling", hours, scope=scope),
            ):
                span = budget.span(now)
                counted = sum(
                    budget.counts(call)
                    for call in calls
                    if scope.covers(call) and span.since_us <= call.started_us < span.until_us
                )
                assert sum(a for _, a in spent(ledger.reader, budget, span, ("openai",))) == counted
    finally:
        ledger.close()


def test_budgets_can_be_read_by_who_only_reads(house: House) -> None:
    house.budgets.add(Budget("b", USD, zone="Europe/Berlin", scope=BudgetScope(project="web")))
    end = a_call(project="web")
    house.end(end)
    assert house.ledger.flush(60)
    (tally,) = standing(house.ledger.reader, (), now_us())
    found = as_record(tally, now_us())
    assert (found["spent"], found["project"], found["zone"]) == ("0.01", "web", "Europe/Berlin")
    assert house.ledger.reader.summary(CallFilter(project=("web",))).cost_nusd == tally.spent
    assert went_through(end)


def test_a_socket_may_be_stopped_by_a_budget_for_any_model(house: House) -> None:
    """Which one it will ask for is said later, in a frame."""
    call = a_call(model=None, method="GET", wire="openai-responses")
    assert not house.gate.may_stop(call)
    house.budgets.add(Budget("w", USD, action="warn"))
    house.budgets.add(Budget("b", USD, scope=BudgetScope(model="gpt-*", provider="openai")))
    assert house.gate.may_stop(call)
    house.budgets.change("b", paused=True)
    assert not house.gate.may_stop(call)


# ---- the world is against it ----------------------------------------------------------------------------


@contextmanager
def stuck(ledger: Ledger) -> Generator[None]:
    """The writer is in the middle of something that does not end."""
    begun, may_end = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        begun.set()
        may_end.wait()

    hanging = ledger.write(hang)
    assert begun.wait(60)
    try:
        yield
    finally:
        may_end.set()
        hanging.result(60)


def test_a_disk_that_is_stuck_hangs_nobody_who_changes_a_budget(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.budgets.add(Budget("b", 10, "calls"))
    monkeypatch.setattr("app.ledger.writer._BEGINS_S", 0.05)
    with stuck(house.ledger), pytest.raises(LedgerError, match="This was not done"):
        house.budgets.change("b", limit=20)
    house.gate.reload()
    assert house.budgets.get("b").limit == 10, "what was not done is not done later either"


def test_what_is_written_and_not_in_force_yet_is_said_and_comes_into_force(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "_PATIENCE_S", 0.05)
    with stuck(house.ledger):
        kept = keep_budget(house.ledger, Budget("b", 10, "calls"))
        with pytest.raises(LedgerError, match="do not know of it yet"):
            house.gate.reload()
    kept.result(60)
    assert house.ledger.flush(60)
    assert house.budgets.get("b").limit == 10


def test_however_far_the_ledger_lags_nothing_that_ended_is_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.budgets.add(Budget("b", 5000, "calls", "total"))
    monkeypatch.setattr(gate_module, "_PATIENCE_S", 0.05)
    with stuck(house.ledger):
        with pytest.raises(LedgerError):  # it will be read before those that end from now on are written
            house.gate.reload()
        for _ in range(2_500):
            house.end(a_call())
    assert house.ledger.flush(60)
    assert house.budget("b")["spent"] == 2_500
    monkeypatch.undo()
    house.gate.reload()
    assert house.budget("b")["spent"] == 2_500
    assert not house.gate._lately, "what is written is kept in memory no longer"  # pyright: ignore[reportPrivateUsage]


def test_of_two_changes_at_once_none_is_lost(house: House) -> None:
    house.budgets.add(Budget("b", 10, "calls"))
    inside, other_is_done = threading.Event(), threading.Event()

    def slowly(_: Budget) -> dict[str, Any]:
        inside.set()
        other_is_done.wait(0.2)  # it will not be, if it has to wait for this one
        return {"limit": 20}

    def change_other() -> None:
        assert inside.wait(60)
        house.budgets.change("b", thresholds=(70,))
        other_is_done.set()

    other = threading.Thread(target=change_other)
    other.start()
    house.budgets.revise("b", slowly)
    other.join()
    assert (house.budgets.get("b").limit, house.budgets.get("b").thresholds) == (20, (70,))


def test_who_comes_later_does_not_pass_who_waits(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls", "day"))
    assert house.gate.admit(a_call(), None) is None
    said: list[Refusal | None] = []
    house.gate.wait(a_call(), None, said.append)
    house.ahead_us = 24 * 3_600_000_000  # a new day, of which nobody was told
    assert isinstance(house.gate.admit(a_call(), None), Wait)
    assert said == [None]


# ---- what counts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "counts"),
    [
        ({"provider": "ollama", "cost_basis": "override"}, 20),
        ({"provider": "ollama", "cost": 0, "cost_basis": "free"}, 0),
        ({"provider": "openrouter", "cost": 0, "cost_basis": "free"}, 0),
        ({"provider": "openrouter"}, 20),
    ],
)
def test_tokens_are_free_where_the_call_is_and_nowhere_else(
    house: House, call: dict[str, Any], counts: int
) -> None:
    """Whether they are counted as calls end, or read from the ledger."""
    house.budgets.add(Budget("day", 1000, "tokens", "day"))
    house.budgets.add(Budget("rolling", 1000, "tokens", "rolling", 3))
    house.budgets.add(Budget("model", 1000, "tokens", scope=BudgetScope(model="gpt-*")))
    house.end(a_call(**call))
    assert {tally.spent for tally in house.gate.all()} == {counts}
    assert house.ledger.flush(60)
    assert {tally.spent for tally in standing(house.ledger.reader, ("ollama",), now_us())} == {counts}


def test_calls_that_were_purged_are_still_counted(house: House, tmp_path: Path) -> None:
    budgets = [Budget("calls", 100, "calls", "total"), Budget("tokens", 1000, "tokens", "total")]
    for call in [a_call(), a_call(), a_call(provider="ollama", cost=0, cost_basis="free")]:
        house.end(replace(call, started_us=T0_US))
    house.end(a_call())
    assert house.ledger.flush(60)

    def stands() -> list[int]:
        span = budgets[0].span(now_us())
        return [sum(part for _, part in spent(house.ledger.reader, b, span, ("ollama",))) for b in budgets]

    before = stands()
    purge(house.ledger, tmp_path / "archive", T0_US + 40 * 24 * 3_600_000_000, ZoneInfo("UTC"))
    assert stands() == before == [3, 60]


def test_a_model_whose_name_has_brackets_can_have_a_budget(house: House) -> None:
    scope = BudgetScope(model="claude-sonnet-4-5[1m]")
    house.budgets.add(Budget("b", 10, "calls", scope=scope))
    house.end(a_call(model="claude-sonnet-4-5[1m]"))
    house.end(a_call(model="claude-sonnet-4-5"))
    assert house.budget("b")["spent"] == 1
    house.gate.reload()
    assert house.budget("b")["spent"] == 1


def test_only_calls_that_a_budget_let_go_on_its_account_are_cut_for_it(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    house.budgets.allow("b")
    ours, passed, free = a_call(), a_call(), a_call(provider="ollama", model="llama3")
    for call in (ours, passed, free):
        assert house.gate.admit(call, None) is None
    (tally,) = house.gate.all()
    assert [tally.holds_back(call) for call in (ours, passed, free)] == [True, False, False]


def test_it_is_told_again_when_a_raise_is_used_up_as_well(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls", thresholds=()))
    storm(house, 2)
    house.budgets.raise_by("b", 1)
    storm(house, 2)
    assert [(event.kind, event.amount) for event in house.events] == [("blocked", 1), ("blocked", 2)]


def test_who_is_refused_for_want_of_a_price_is_told_what_can_be_done(house: House) -> None:
    house.budgets.add(Budget("all of it", USD, unpriced="block"))
    unnamed = house.gate.admit(a_call(model=None), None)
    named = house.gate.admit(a_call(model="new[1m]"), None)
    assert isinstance(unnamed, Refusal)
    assert isinstance(named, Refusal)
    assert "names no model" in unnamed.message
    assert "tollgate budget set 'all of it' --unpriced warn" in unnamed.message
    assert "tollgate price set openai 'new[1m]' …" in named.message
