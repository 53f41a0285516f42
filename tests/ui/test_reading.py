"""Reads and news between the engine's threads and Qt's."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.news import LedgerChanged, News, ProxyChanged, Scope, SettingsChanged
from app.ui.bridge import Bridge
from app.ui.queries import Queries
from app.ui.throttle import Throttle
from tests.ui.screenshots import wait_until


@pytest.fixture
def queries(qapp: QApplication) -> Iterator[Queries]:
    made = Queries()
    yield made
    made.close()


def test_the_latest_question_wins_and_stale_answers_are_dropped(queries: Queries) -> None:
    gate = threading.Event()
    answers: list[str] = []
    errors: list[Exception] = []
    asked: list[str] = []

    def slow() -> str:
        gate.wait(5)
        asked.append("first")
        return "first"

    def reader(name: str) -> Callable[[], str]:
        def read() -> str:
            asked.append(name)
            return name

        return read

    queries.ask("key", slow, answers.append, errors.append, "today")
    queries.ask("key", reader("second"), answers.append, errors.append, "a week")
    queries.ask("key", reader("third"), answers.append, errors.append, "a month")
    gate.set()
    wait_until(lambda: bool(answers), "an answer")
    wait_until(lambda: not queries.working, "quiet")
    assert answers == ["third"]
    assert asked == ["first", "third"]  # the second was never even run
    assert not errors


def test_a_read_that_is_slower_than_the_news_is_shown_all_the_same(queries: Queries) -> None:
    gates = [threading.Event(), threading.Event()]
    answers: list[int] = []

    def reader(n: int) -> Callable[[], int]:
        def read() -> int:
            gates[n].wait(5)
            return n

        return read

    def ask(n: int) -> None:
        queries.ask("key", reader(n), answers.append, lambda _: None, "the same")

    ask(0)
    ask(1)
    gates[0].set()
    wait_until(lambda: answers == [0], "what was read in between")
    gates[1].set()
    wait_until(lambda: answers == [0, 1], "the latest")


def test_an_error_comes_back_to_who_asked_on_qts_thread(queries: Queries) -> None:
    errors: list[tuple[str, str]] = []

    def fail() -> None:
        raise ValueError("no such table")

    def failed(error: Exception) -> None:
        errors.append((str(error), threading.current_thread().name))

    queries.ask("key", fail, lambda _: None, failed)
    wait_until(lambda: bool(errors), "the error")
    assert errors == [("no such table", threading.main_thread().name)]


def test_after_the_end_nothing_is_answered(qapp: QApplication) -> None:
    queries = Queries()
    answers: list[int] = []
    gate = threading.Event()
    queries.ask("key", lambda: gate.wait(5) and 1, answers.append, lambda _: None)
    gate.set()
    queries.close()
    QApplication.processEvents()
    assert answers == []


def test_news_of_any_thread_arrives_on_qts_and_is_merged(qapp: QApplication) -> None:
    listeners: list[Callable[[News], None]] = []

    def subscribe(listener: Callable[[News], None]) -> Callable[[], None]:
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    bridge = Bridge(subscribe)
    heard: list[tuple[object, str]] = []

    class Ear(QObject):
        def hear(self, what: object) -> None:
            heard.append((what, threading.current_thread().name))

    ear = Ear()
    for signal in (bridge.ledger_changed, bridge.proxy_changed, bridge.settings_changed):
        signal.connect(ear.hear)

    def shout() -> None:
        for _ in range(500):
            listeners[0](LedgerChanged(Scope.CALLS))
        listeners[0](LedgerChanged(Scope.HEALTH))
        listeners[0](ProxyChanged("http://127.0.0.1:1"))
        listeners[0](SettingsChanged(frozenset({"a"})))
        listeners[0](SettingsChanged(frozenset({"b"})))

    thread = threading.Thread(target=shout)
    thread.start()
    thread.join()
    wait_until(lambda: len(heard) >= 3, "the news")
    main = threading.main_thread().name
    assert heard == [
        (frozenset({"a", "b"}), main),
        (ProxyChanged("http://127.0.0.1:1"), main),
        (Scope.CALLS | Scope.HEALTH, main),
    ]
    bridge.close()
    assert listeners == []


def test_refreshing_is_immediate_when_quiet_and_at_most_four_times_a_second(qtbot: QtBot) -> None:
    acts: list[int] = []
    owner = QObject()
    throttle = Throttle(lambda: acts.append(1), owner)
    throttle.request()
    assert len(acts) == 1
    for _ in range(50):
        throttle.request()
        qtbot.wait(10)
    assert 2 <= len(acts) <= 4
