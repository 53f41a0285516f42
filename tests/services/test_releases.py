"""Newer versions are looked for by nobody who did not ask for it; who did is told, once a day."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from app.assembly import Engine
from app.core.errors import AppError
from app.platform.clock import now_us
from app.platform.home import Home
from app.services import releases
from app.services.caretaker import Caretaker
from app.services.checkup import CHECKS, Finding

DAY_US = 86_400_000_000


class Releases(HTTPServer):
    """An address that says which version is the newest."""

    answer: bytes = b"{}"
    status = 200

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/latest"

    def says(self, answer: Any) -> None:
        self.answer = json.dumps(answer).encode()


class _Answering(BaseHTTPRequestHandler):
    server: Releases  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        self.server.asked.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002


@pytest.fixture
def server() -> Iterator[Releases]:
    with Releases() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    made = Engine(Home(home), "test")
    made.start()
    yield made
    made.stop()


def finding(engine: Engine) -> Finding:
    found = [check(engine.home) for check in CHECKS]
    return next(one for one in found if one.what == "newer versions")


def agree(engine: Engine, url: str) -> Caretaker:
    engine.change_setting("updates.url", url)
    engine.change_setting("updates.check", value=True)
    return Caretaker(engine)


def test_nobody_is_asked_until_the_user_says_so(engine: Engine, server: Releases) -> None:
    engine.change_setting("updates.url", server.url)
    Caretaker(engine).look_after(now_us())
    assert not server.asked
    assert finding(engine).ok
    assert "off" in finding(engine).detail


def test_a_newer_version_is_told_and_nothing_of_the_user_is(engine: Engine, server: Releases) -> None:
    server.says({"tag_name": "v99.1", "html_url": "https://elsewhere.example/\x1b[31m"})
    caretaker = agree(engine, server.url)
    for hour in range(5):
        caretaker.look_after(now_us() + hour)
    assert len(server.asked) == 1
    assert not {"cookie", "authorization"} & server.asked[0].keys()
    assert finding(engine).ok
    assert f"Tollgate 99.1 is there; this is {__version__}" in finding(engine).detail
    assert engine.health()["ok"]
    caretaker.look_after(now_us() + 2 * DAY_US)
    assert len(server.asked) == 2


def test_the_newest_is_told_to_be_that(engine: Engine, server: Releases) -> None:
    server.says({"version": __version__})
    agree(engine, server.url).look_after(now_us())
    assert "this is the newest" in finding(engine).detail


@pytest.mark.parametrize("status", [200, 404])
def test_who_is_off_line_or_gets_nonsense_has_no_trouble(
    engine: Engine, server: Releases, status: int
) -> None:
    server.says({"version": "latest; rm -rf"})
    server.status = status
    agree(engine, server.url).look_after(now_us())
    assert engine.health()["ok"]
    assert finding(engine).ok
    assert "rm" not in finding(engine).detail


def test_an_address_is_missed_where_one_is_needed(engine: Engine) -> None:
    engine.change_setting("updates.check", value=True)
    Caretaker(engine).look_after(now_us())
    assert not finding(engine).ok
    assert "updates.url" in finding(engine).advice


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"1.2.3",
        b'{"version": 2}',
        b'{"version": "1"}',
        b'{"tag_name": "v1.2.3-rc1"}',
        b"[" * 9**6,
    ],
)
def test_what_names_no_release_is_none(answer: bytes) -> None:
    with pytest.raises(AppError):
        releases.latest(answer)
