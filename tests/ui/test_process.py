"""The window as a program: started, raised, and ended from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(180),
    pytest.mark.skipif(os.name == "nt", reason="POSIX signals are meant"),
]
ROOT = Path(__file__).parents[2]
_PATIENCE_S = 40


@pytest.fixture
def program(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`tollgate` without arguments, on a free port, listening."""
    home.mkdir(mode=0o700)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (home / "settings.toml").write_text(f"[proxy]\nport = {port}\n")
    process = start(home)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not url_of(home):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "it listens"
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_signal_ends_it_in_order_and_an_open_stream_does_not_hold_it_up(
    program: subprocess.Popen[str], home: Path
) -> None:
    """The stream alone would be waited for for minutes; what is left to do is for the disk."""
    host, _, port = str(url_of(home)).removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /openai/v1/chat/completions HTTP/1.1\r\nHost: ")
        slow.sendall(f"{host}:{port}\r\nContent-Length: 1000\r\n\r\n".encode() + b'{"model":')
        time.sleep(0.2)
        program.send_signal(signal.SIGTERM)
        assert program.wait(_PATIENCE_S) == 0
    assert sorted(path.name for path in home.glob("ledger.db*")) == ["ledger.db", "ledger.db.manifest"]
    assert not (home / "instance.lock").exists()


def test_starting_it_again_raises_the_one_that_runs(program: subprocess.Popen[str], home: Path) -> None:
    second = start(home)
    out, errors = second.communicate(timeout=_PATIENCE_S)
    assert second.returncode == 0, errors
    assert "already runs" in out + errors
    assert program.poll() is None


def test_a_window_that_could_not_listen_is_raised_and_does_what_it_is_told(home: Path) -> None:
    home.mkdir(mode=0o700)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (home / "settings.toml").write_text(f"[proxy]\nport = {port}\n")
        first = start(home)
        try:
            deadline = time.monotonic() + _PATIENCE_S
            while not announced(home).get("control"):
                assert first.poll() is None, first.communicate()
                assert time.monotonic() < deadline, "it can be asked"
                time.sleep(0.02)
            second = start(home)
            _, errors = second.communicate(timeout=_PATIENCE_S)
            assert second.returncode == 0, errors
            assert "its window was raised" in errors
            changed = start(home, "settings", "set", "appearance.theme", "dark")
            assert changed.communicate(timeout=_PATIENCE_S)[1] == ""
            assert changed.returncode == 0
            assert url_of(home) is None
            first.send_signal(signal.SIGTERM)
            assert first.wait(_PATIENCE_S) == 0
        finally:
            if first.poll() is None:
                first.kill()
            first.communicate()
    assert "dark" in (home / "settings.toml").read_text()


def start(home: Path, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"TOLLGATE_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def url_of(home: Path) -> str | None:
    return announced(home).get("url")


def announced(home: Path) -> dict[str, str | None]:
    try:
        return json.loads((home / "instance.json").read_text())
    except (OSError, ValueError):
        return {}


def test_the_first_paint_waits_for_nothing_that_the_window_does_not_need() -> None:
    """Databases, sockets and charts take longer to import than the window takes to be painted."""
    heavy = (
        "numpy",
        "pyqtgraph",
        "peewee",
        "asyncio",
        "httptools",
        "httpx",
        "yaml",
        "app.ledger",
        "app.proxy",
        "app.cli.calls",
        "app.services.operations",
    )
    imports = "import sys, app.assembly, app.cli.commands, app.cli.serve, app.ui.session"
    imports += "; app.cli.commands.wanted(['--home', 'somewhere', '--hidden'])"
    code = f"{imports}; print([name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
