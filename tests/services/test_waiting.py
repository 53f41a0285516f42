"""Calls that wait for room: in their order, none for nothing, and thousands of them in nobody's way."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.budgets import Budget, BudgetScope, Tally
from app.core.calls import Call
from app.platform.clock import now_us
from app.services.gate import Gate, Wait
from app.wire.api import Refusal
from tests.services.test_gate import House, a_call

HOUR_US = 3_600_000_000
MANY = 400


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def test_who_waits_is_asked_again_only_when_something_was_given_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.budgets.add(Budget("day", 2, "calls", "day"))
    house.budgets.add(Budget("rolling", 2, "calls", "rolling", 5))
    house.budgets.add(Budget("other", 1, "calls", scope=BudgetScope(project="other")))
    under_way = [a_call(), a_call(project="other")]
    for call in under_way:
        assert house.gate.admit(call, None) is None
    went: list[Call] = []
    waiting = [a_call() for _ in range(MANY)]
    for call in waiting:
        assert isinstance(house.gate.admit(call, None), Wait)
        house.gate.wait(call, None, lambda refusal, call=call: went.append(call) if refusal is None else None)
    asked: list[Call] = []
    hold = Gate._hold  # pyright: ignore[reportPrivateUsage]

    def counted(gate: Gate, call: Call, *words: Any) -> Any:
        asked.append(call)
        return hold(gate, call, *words)

    monkeypatch.setattr(Gate, "_hold", counted)
    newcomer = a_call()
    assert isinstance(house.gate.admit(newcomer, None), Wait)
    house.gate.wait(newcomer, None, lambda _: pytest.fail("there is no room"))
    assert house.gate.give_up(newcomer) is not None
    house.gate.release(a_call())
    assert asked == [newcomer, newcomer]
    house.gate.release(under_way[0])
    assert went == waiting[:1]
    assert len(asked) <= 5, "the next who finds no room speaks for all behind it"
    for call in (*under_way[1:], *went):
        house.end(call)
    assert len(house.gate._waiting) == 0, "it is used up: they are refused"  # pyright: ignore[reportPrivateUsage]
    assert len(asked) <= MANY + 10


_PROJECTS = ("a", "b", "c")
_BUDGETS = (
    Budget("all", 3, "calls", "rolling", 2),
    Budget("a", 2, "calls", "day", scope=BudgetScope(project="a")),
    Budget("b", 1, "calls", "rolling", 1, scope=BudgetScope(project="b")),
    Budget("mini", 2, "calls", "total", scope=BudgetScope(model="*-mini")),
    Budget("warns", 1, "calls", action="warn"),
)
_STEPS = {"call": 40, "end": 8, "fail": 25, "give_up": 5, "allow": 3, "raise_": 4, "widen": 8, "hours": 7}


class _Scene:
    """What a proxy does with the gate, and what must be true after each of its steps."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.under_way: list[Call] = []
        self.line: list[Call] = []
        for budget in _BUDGETS:
            house.budgets.add(budget)

    def call(self, project: str, model: str) -> None:
        call = a_call(project=project, model=model)
        verdict = self.house.gate.admit(call, None)
        if verdict is None:
            for one in self.line:
                assert self.short(one, newcomer=call), f"{call} has passed {one}"
            self.under_way.append(call)
        elif isinstance(verdict, Wait):
            self.line.append(call)
            self.house.gate.wait(call, None, lambda refusal: self.answered(call, refusal))

    def answered(self, call: Call, refusal: Refusal | None) -> None:
        alike = [one for one in self.line if (one.project, one.model) == (call.project, call.model)]
        assert alike[0] is call, "it was not its turn"
        self.line.remove(call)
        if refusal is None:
            self.under_way.append(call)

    def end(self, which: int) -> None:
        if self.under_way:
            self.house.end(self.under_way.pop(which % len(self.under_way)))

    def fail(self, which: int) -> None:
        if self.under_way:
            self.house.gate.release(self.under_way.pop(which % len(self.under_way)))

    def give_up(self, which: int) -> None:
        if self.line:
            call = self.line[which % len(self.line)]
            self.house.gate.give_up(call)
            if call in self.line:
                self.line.remove(call)

    def allow(self, name: str) -> None:
        self.house.budgets.allow(name)

    def raise_(self, name: str) -> None:
        self.house.budgets.raise_by(name, 1)

    def widen(self, name: str) -> None:
        """And narrow again."""
        scope = next(b.scope for b in _BUDGETS if b.name == name)
        widened = self.house.budgets.get(name).scope != scope
        self.house.budgets.change(name, scope=scope if widened else BudgetScope(project="c"))

    def hours(self, count: int) -> None:
        self.house.ahead_us += count * HOUR_US
        self.house.gate.release(a_call())  # whoever comes next notices

    def covering(self, call: Call) -> list[Tally]:
        tallies = self.house.gate.all()
        return [t for t in tallies if t.budget.action == "block" and t.budget.concerns(call)]

    def short(self, call: Call, newcomer: Call | None = None) -> bool:
        """Whether it has to wait: for want of room, with what a newcomer took counted as room."""
        at_us = now_us() + self.house.ahead_us
        return any(
            t.room(at_us) + int(newcomer is not None and t.budget.concerns(newcomer)) <= 0 and not t.passes
            for t in self.covering(call)
        )

    def check(self) -> None:
        at_us = now_us() + self.house.ahead_us
        for call in self.line:
            assert self.short(call), f"{call} waits for nothing"
            assert not any(t.used_up(at_us) and not t.passes for t in self.covering(call)), "it waits in vain"
        assert len(self.house.gate._waiting) == len(self.line)  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_left_waiting_who_could_go_and_nobody_passes(house: House, seed: int) -> None:
    chance = random.Random(seed)
    scene = _Scene(house)
    for name in chance.choices(list(_STEPS), list(_STEPS.values()), k=150):
        if name == "call":
            scene.call(chance.choice(_PROJECTS), chance.choice(["gpt-5", "gpt-5-mini"]))
        elif name in {"allow", "raise_", "widen"}:
            getattr(scene, name)(chance.choice(_BUDGETS).name)
        else:
            getattr(scene, name)(chance.choice([0, 1, 2, 25]) if name == "hours" else chance.randrange(100))
        scene.check()


def test_who_waits_is_refused_as_soon_as_another_of_its_budgets_is_used_up(house: House) -> None:
    house.budgets.add(Budget("a", 1, "calls", scope=BudgetScope(project="x")))
    house.budgets.add(Budget("b", 2, "calls", scope=BudgetScope(provider="openai")))
    assert house.gate.admit(a_call(project="x"), None) is None
    other = a_call()
    assert house.gate.admit(other, None) is None
    said: list[Refusal | None] = []
    for _ in range(2):
        house.gate.wait(a_call(project="x"), None, said.append)
    house.budgets.change("b", limit=1)
    assert said == []
    house.end(other)
    assert [refusal is not None and "'b'" in refusal.message for refusal in said] == [True, True]


def test_who_waits_goes_when_the_budget_is_for_others_from_now_on(house: House) -> None:
    house.budgets.add(Budget("b", 1, "calls"))
    assert house.gate.admit(a_call(project="x"), None) is None
    said: list[Refusal | None] = []
    for project in ("x", "y"):
        house.gate.wait(a_call(project=project), None, said.append)
    house.budgets.change("b", scope=BudgetScope(project="x"))
    assert said == [None]
