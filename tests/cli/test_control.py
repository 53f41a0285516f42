"""A program that runs can be asked and told things, whether or not its proxy listens."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server

import pytest

from app.assembly import Engine, raise_running
from app.cli.running import operate
from app.core.news import News, ProxyChanged
from app.core.records import as_record
from app.platform.home import Home
from app.platform.instance import running
from tests.cli.test_serve import ROOT, run, serving
from tests.ledger.making import make_calls

_MANY = 1_200


@contextlib.contextmanager
def window(home: Path) -> Iterator[Engine]:
    """What the window runs behind itself, with its proxy off."""
    engine = Engine(Home(home), "window", port=0)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def test_a_window_with_its_proxy_off_is_raised_asked_and_told(home: Path) -> None:
    raised: list[bool] = []
    with window(home) as engine:
        engine.on_raise = lambda: raised.append(True)
        assert raise_running(Home(home))
        assert raised == [True]
        assert run(home, "settings", "set", "proxy.stop_deadline_s", "0").returncode == 0
        assert engine.settings.number("proxy.stop_deadline_s") == 0
        assert (
            run(
                home, "provider", "add", "mine", "--api", "openai", "--base-url", "https://x.example"
            ).returncode
            == 0
        )
        assert "mine" in engine.providers.all
        status = json.loads(run(home, "status", "--json").stdout)
        assert (status["running"], status["url"], status["health"]["ok"]) == (True, None, True)
        assert "in_flight" in status["health"]  # it was asked, not only its ledger
        for command in ("status", "doctor"):
            told = run(home, command).stdout
            assert f"process {os.getpid()}, window" in told
            assert "None" not in told
    assert not (home / "instance.json").exists()


def test_a_window_that_could_not_listen_is_raised_too(home: Path) -> None:
    with create_server(("127.0.0.1", 0)) as taken, window(home) as engine:
        engine.on_raise = lambda: None
        with pytest.raises(Exception, match="in use"):
            engine.start_proxy(taken.getsockname()[1])
        assert raise_running(Home(home))


def exported(folder: Path) -> str:
    path = folder / "calls.ndjson"
    path.write_text("".join(json.dumps(as_record(call)) + "\n" for call in make_calls(_MANY)))
    return str(path)


def test_who_waits_for_a_program_that_runs_hears_how_far_it_is(home: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    heard = threading.Event()

    def progress(share: float) -> None:
        shares.append(share)
        heard.set()

    def hold(_: News) -> None:
        heard.wait(20)

    with window(home) as engine:
        engine.subscribe(hold)  # no more is written until somebody has heard of the first
        done = operate(Home(home), "import", {"path": exported(tmp_path)}, progress)
    assert done["added"] == _MANY
    assert 0 < shares[0] < 1


def test_who_does_it_alone_hears_how_far_it_is(home: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    operate(Home(home), "import", {"path": exported(tmp_path)}, shares.append)
    assert len(shares) > 1
    assert shares[-1] == 1
    del shares[:]
    assert operate(Home(home), "reconcile", {}, shares.append)["agrees"]
    assert shares[-1] == 1


def test_the_proxy_may_come_and_go_and_the_control_stays(home: Path) -> None:
    with window(home) as engine:
        where = running(Home(home))
        assert where is not None
        assert where.url is None
        url = engine.start_proxy()
        listening = running(Home(home))
        assert listening is not None
        assert (listening.url, listening.control) == (url, where.control)
        engine.stop_proxy()
        assert running(Home(home)) == where


def test_a_proxy_that_is_switched_on_from_two_places_is_one_and_can_be_stopped(home: Path) -> None:
    told: list[News] = []
    with window(home) as engine:
        engine.subscribe(told.append)
        together = threading.Barrier(2)

        def start() -> str:
            together.wait(20)
            return engine.start_proxy()

        with ThreadPoolExecutor(2) as pool:
            urls = {asked.result() for asked in [pool.submit(start), pool.submit(start)]}
        assert urls == {engine.proxy.url}
        assert engine.start_proxy() == engine.proxy.url
        with create_server(("127.0.0.1", 0)) as taken:
            assert engine.start_proxy(taken.getsockname()[1]) == engine.proxy.url, "it goes on where it is"
        assert [news for news in told if isinstance(news, ProxyChanged)] == [ProxyChanged(engine.proxy.url)]
        port = engine.proxy.port
        engine.stop_proxy()
        create_server(("127.0.0.1", port)).close()
        assert [thread.name for thread in threading.enumerate() if thread.name == "proxy"] == []


def test_the_control_needs_the_token_and_forwards_nothing(home: Path) -> None:
    with serving(home):
        where = running(Home(home))
        assert where is not None
        host, _, port = str(where.control).removeprefix("http://").partition(":")

        def ask(method: str, path: str, headers: dict[str, str]) -> int:
            connection = HTTPConnection(host, int(port), timeout=10)
            with contextlib.closing(connection):
                connection.request(method, path, "{}" if method == "POST" else None, headers)
                return connection.getresponse().status

        token = {"Authorization": f"Bearer {(home / 'control-token').read_text().strip()}"}
        assert ask("GET", "/-/health", {}) == 200
        assert ask("GET", "/-/status", {}) == 401
        assert ask("GET", "/-/status", {"Authorization": "Bearer wrong"}) == 401
        assert ask("GET", "/-/status", token) == 200
        assert ask("GET", "/-/status", token | {"Origin": "http://127.0.0.1"}) == 403
        assert ask("GET", "/-/status", token | {"Host": "evil.example"}) == 421
        for path in ("/openai/v1/models", "/v1/chat/completions", "/v1/messages", "/"):
            assert ask("POST", path, token) == 404


def test_commands_at_the_same_time_wait_for_one_another(home: Path) -> None:
    home.mkdir(mode=0o700)
    commands = [
        subprocess.Popen(
            [sys.executable, "-m", "app", "--home", str(home), "settings", "set", key, "7"],
            cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )
        for key in ("proxy.connect_timeout_s", "proxy.idle_timeout_s", "storage.keep_calls_days")
    ]  # fmt: skip
    trouble = [command.communicate(timeout=60)[1] for command in commands]
    assert [command.returncode for command in commands] == [0, 0, 0], trouble


# ---- a display that is none ----


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="DISPLAY is meant")
@pytest.mark.parametrize(
    "named",
    [
        {},
        {"DISPLAY": ":4242"},
        {"DISPLAY": "127.0.0.1:4242"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-42"},
        {"DISPLAY": ":4242", "WAYLAND_DISPLAY": "wayland-42", "QT_QPA_PLATFORM": "xcb"},
        {"WAYLAND_DISPLAY": "w" * 200, "QT_QPA_PLATFORM": "wayland"},
    ],
)
def test_a_display_that_is_gone_is_told_and_the_proxy_runs(home: Path, named: dict[str, str]) -> None:
    environment = {
        k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    home.mkdir(mode=0o700)
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (home / "settings.toml").write_text(f"[proxy]\nport = {port}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "app", "--home", str(home)],
        cwd=ROOT, env=environment | named, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            process.terminate()
            _, told = process.communicate(timeout=60)
        finally:
            process.kill()
    assert "listens at" in ready
    assert process.returncode == 0
    assert told == "There is no display here, so Tollgate runs without its window: `tollgate serve`.\n"
