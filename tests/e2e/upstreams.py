"""Providers that are not there: our own sample, and two of others, so that we are not our own judge."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from app.proxy.sample_upstream import SampleUpstream
from tests.e2e.clients import HERE, Clients
from tests.e2e.program import clean_environment

APIS = ("openai", "anthropic", "gemini", "ollama")
SAMPLE, AIMOCK, LLMOCK = "sample", "aimock", "llmock"
_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Upstream:
    name: str
    url: str
    below: Mapping[str, str] = field(default_factory=dict[str, str])  # APIs whose root is not at the top

    def root(self, api: str) -> str:
        return self.url + self.below.get(api, "")

    def provider(self, api: str) -> str:
        """What it is called in Tollgate. The sample stands for the real ones, whose prices are known."""
        return api if self.name == SAMPLE else f"{self.name}-{api}"


@contextmanager
def sample() -> Iterator[Upstream]:
    with SampleUpstream() as upstream:
        yield Upstream(SAMPLE, upstream.url)


@contextmanager
def aimock(clients: Clients, home: Path) -> Iterator[Upstream]:
    """npm `@copilotkit/aimock`: says what `aimock.json` tells it to."""
    port = _free_port()
    words = clients.node("@copilotkit/aimock/dist/cli.js")
    with _running(
        [*words, "-p", str(port), "-f", str(HERE / "aimock.json"), "--log-level", "warn"], port, home
    ):
        yield Upstream(AIMOCK, f"http://127.0.0.1:{port}")


@contextmanager
def llmock(clients: Clients, home: Path) -> Iterator[Upstream]:
    """PyPI `llmock`: says what it is asked, calls a tool that it is offered, and breaks when told to."""
    port = _free_port()
    words = [clients.script("llmock"), "serve", "-p", str(port), "--response-style", "echo"]
    words += ["--stream-chunk-delay-ms", "10"]
    below = {"anthropic": "/anthropic", "gemini": "/gemini"}
    with _running([*words, "--log-level", "warning"], port, home):
        yield Upstream(LLMOCK, f"http://127.0.0.1:{port}", below)


def next_call(upstream: Upstream, **behaviour: Any) -> None:
    """What llmock does to the next call, once."""
    control = HTTPConnection(upstream.url.removeprefix("http://"), timeout=30)
    control.request("POST", "/_llmock/scenario", json.dumps({"behaviors": [behaviour]}))
    answer = control.getresponse()
    assert answer.status == 201, answer.read()
    control.close()


@contextmanager
def _running(words: Sequence[str], port: int, home: Path) -> Iterator[None]:
    log = home / f"{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=home, env=clean_environment(home)
        )
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not _listens(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, f"{words[0]} does not listen"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
