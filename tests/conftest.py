"""What every test may rely on: a home of its own, no network but loopback, no leftover thread, no warning."""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A change is judged by the same examples each time; new ones are looked for at every developer's desk.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that is not there yet; nothing of the developer's own is touched."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TOLLGATE_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fakes.keyring.InMemory")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 10
    while left := [t for t in set(threading.enumerate()) - before if t.is_alive() and not _of_a_library(t)]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {[t.name for t in left]}")
        time.sleep(0.01)


def _of_a_library(thread: threading.Thread) -> bool:
    return thread.name.startswith(("QThread", "Dummy-", "pytest_timeout"))


@pytest.fixture(autouse=True)
def _no_unexpected_warning(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A test that provokes a warning says so: @pytest.mark.expects_warnings."""
    yield
    if request.node.get_closest_marker("expects_warnings"):
        return
    loud = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
    ours = [f"{r.name}: {r.getMessage()}" for r in loud if r.name.startswith(("tollgate", "app", "asyncio"))]
    assert not ours, f"unexpected warnings in the log: {ours}"
