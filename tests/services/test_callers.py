"""A call is told apart by where its program works, and never kept for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.assembly import Engine
from app.core.calls import Call
from app.platform.home import Home
from app.platform.peers import End, Folder
from app.proxy.desk import Caller, GoOn, Passage
from app.services.admission import Admission
from app.services.callers import Callers, Introduction

AT = 1_790_000_000_000_000
CALLER = Caller(("127.0.0.1", 50_000), ("127.0.0.1", 4747))


class Slow:
    """A system that tells when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.asked = 0

    def __call__(self, other: End, own: End) -> Folder | None:
        self.asked += 1
        assert self.let.wait(10)
        return Folder("/work/acme/deep", "/work/acme")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Home(tmp_path / "home"), "test")
    engine.start()
    engine.change_setting("projects.from_folder", value=True)
    yield engine
    engine.stop()


def a_call(number: int = 0) -> Call:
    return Call(
        f"01JQZ00000000000000000000{number}", AT, "openai", "openai-chat", "POST", "/v1/x", model="gpt-5"
    )


def test_a_call_whose_folder_comes_too_late_goes_without_and_is_filed_when_it_ends(house: Engine) -> None:
    slow, call, steps = Slow(), a_call(), list[GoOn]()
    house.callers = Callers(lambda: True, slow)
    admission = Admission(house)
    house.callers.called(call, CALLER)
    journey = admission.admit(call, None, {}, "")
    assert isinstance(journey, Introduction)
    assert journey.next(steps.append) is None
    assert journey.give_up() is None
    assert len(steps) == 1
    assert isinstance(steps[0](), Passage)
    assert call.project is None
    slow.let.set()
    house.callers.stop()
    assert len(steps) == 1
    admission.file(call)
    assert call.project == "acme"


def test_a_connection_is_asked_after_once(house: Engine) -> None:
    slow, steps = Slow(), list[GoOn]()
    house.callers = Callers(lambda: True, slow)
    admission = Admission(house)
    first, second = a_call(1), a_call(2)
    house.callers.called(first, CALLER)
    journey = admission.admit(first, None, {}, "")
    assert isinstance(journey, Introduction)
    assert journey.next(steps.append) is None
    slow.let.set()
    house.callers.stop()
    (go_on,) = steps
    assert isinstance(go_on(), Passage)
    house.callers.called(second, CALLER)
    assert admission.admit(second, None, {}, "") is None
    assert (first.project, second.project, slow.asked) == ("acme", "acme", 1)


def test_nobody_is_asked_after_where_nobody_wants_to_know(house: Engine) -> None:
    slow, call = Slow(), a_call()
    house.callers = Callers(lambda: False, slow)
    house.callers.called(call, CALLER)
    assert Admission(house).admit(call, None, {}, "") is None
    assert slow.asked == 0
