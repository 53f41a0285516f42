"""A window on a real engine in a home of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.assembly import Engine
from app.core import ulid
from app.core.calls import Call, Usage
from app.platform.clock import now_us
from app.platform.home import Home
from app.ui.language import speak
from app.ui.pages.page import Page
from app.ui.session import Session
from tests.ui.screenshots import settle, wait_until

_made = 0


def make_call(**changes: object) -> Call:
    """A finished call of this moment: of a second ago could be of the month before."""
    global _made
    _made += 1
    started_us = changes.pop("started_us", now_us())
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


@pytest.fixture(params=["english", "german"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    speak(qapp, request.param)
    yield request.param
    speak(qapp, "english")


class Opener:
    """Opens windows on one home, each after the one before has ended; leaves nothing of them behind."""

    def __init__(self, application: QApplication, home: Home) -> None:
        self._application = application
        self.home = home
        self._session: Session | None = None

    def __call__(self, *, port: int = 0, page: bool = True, guided: bool = False) -> Session:
        """`page` waits until there is one: a window that cannot start has none. `guided` is as a user has it,
        who is shown how to begin."""
        self.close()
        self._session = session = Session(self._application, Engine(self.home, "test", port=port))
        session.window.guides = guided
        session.window.show()
        session.start()
        if page:
            wait_until(lambda: session.window.page is not None, "the first page")
            settle(session, 50)
        return session

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.end()
            wait_until(lambda: session.has_ended, "the session ends")
            session.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_window(qapp: QApplication, home: Path) -> Iterator[Opener]:
    speak(qapp, "english")
    opener = Opener(qapp, Home(home))
    yield opener
    opener.close()


@pytest.fixture
def session(open_window: Opener) -> Session:
    return open_window()


def show_page(session: Session, page_id: str) -> Page:
    session.window.open_page(page_id)
    wait_until(lambda: type(session.window.page).__module__.endswith(page_id), f"{page_id} opens")
    settle(session, 30)
    assert session.window.page is not None
    return session.window.page
