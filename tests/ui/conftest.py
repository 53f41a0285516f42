"""A window on a real engine in a home of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.assembly import Engine
from app.core import ulid
from app.core.calls import Call, Usage
from app.platform.clock import now_us
from app.platform.home import Home
from app.ui.language import speak
from app.ui.session import Session
from tests.ui.screenshots import settle, wait_until

_made = 0


def make_call(**changes: object) -> Call:
    """A finished call of a moment ago."""
    global _made
    _made += 1
    started_us = changes.pop("started_us", now_us() - 1_000_000)
    assert isinstance(started_us, int)
    call = Call(
        id=ulid.make(started_us // 1000, _made.to_bytes(10, "big")),
        started_us=started_us,
        provider="openai",
        wire="openai-chat",
        method="POST",
        path="/v1/chat/completions",
        client="tests",
        model="gpt-5",
        status=200,
        ok=True,
        usage=Usage(input_tokens=1200, cache_read_tokens=300, output_tokens=80),
        usage_basis="measured",
        cost_nusd=12_345_678,
        cost_basis="catalogue",
        latency_us=420_000,
        first_byte_us=200_000,
    )
    for name, value in changes.items():
        assert hasattr(call, name), name
        setattr(call, name, value)
    return call


def fill(session: Session, *calls: Call) -> None:
    engine = session.window.context.engine
    for call in calls:
        assert engine.ledger.record(call)
    assert engine.ledger.flush(5)


@pytest.fixture
def open_window(qapp: QApplication, home: Path) -> Iterator[Callable[[], Session]]:
    """Opens windows on the test's home, one after the other, and ends the last one."""
    sessions: list[Session] = []

    def end(session: Session) -> None:
        if not session.has_ended:
            session.end()
            wait_until(lambda: session.has_ended, "the session ends")

    def open_() -> Session:
        for earlier in sessions:
            end(earlier)
        session = Session(qapp, Engine(Home(home), "test", port=0))
        sessions.append(session)
        session.window.resize(1280, 800)
        session.window.show()
        session.start()
        wait_until(lambda: session.window.page is not None, "the first page")
        settle(session, 50)
        return session

    speak(qapp)
    yield open_
    for session in sessions:
        end(session)
        session.window.deleteLater()
    qapp.setStyleSheet("")


@pytest.fixture
def session(open_window: Callable[[], Session]) -> Session:
    return open_window()
