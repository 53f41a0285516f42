"""Memory stays flat and streams stay on time, whatever the load (fault 12)."""

import resource
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.upstream import STREAM_HEAD, Link, Seen, Upstream, answer, chunk
from tests.proxy.kit import CHAT, RawClient, chat_events

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

MIB = 1024 * 1024
STREAMED = CHAT[:-1] + b',"stream":true,"stream_options":{"include_usage":true}}'
PATH = "/openai/v1/chat/completions"
ROOT = Path(__file__).parents[2]


class Alone:
    """A proxy in its own process, before an upstream in this one."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.proxy.alone", upstream.url],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        with RawClient(self.port) as client:
            for body in (CHAT, STREAMED):
                client.ask(PATH, method="POST", body=body)

    def resident(self, name: str = "VmRSS") -> int:
        """Bytes; `VmHWM` is the most there ever were."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(name))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def alone() -> Iterator[Callable[..., Alone]]:
    started: list[Alone] = []

    def start(script: Callable[[Link, Seen], bool | None], **options: object) -> Alone:
        started.append(Alone(Upstream(script, **options)))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for one in started:
        one.close()
        one.upstream.close()


@pytest.mark.parametrize("framing", ["sized", "chunked"])
@pytest.mark.parametrize("path", [PATH, "/openai/v1/files", "/anthropic/v1/messages"])
def test_a_hundred_megabytes_both_ways_leave_no_trace(
    alone: Callable[..., Alone], framing: str, path: str
) -> None:
    pieces = 100 * 16
    piece = b"z" * (MIB // 16)

    def script(link: Link, seen: Seen) -> None:
        if framing == "sized":
            link.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (pieces * len(piece)))
        else:
            link.send(STREAM_HEAD)
        for _ in range(pieces if seen.body[:1] == b"z" else 0):
            link.send(piece if framing == "sized" else chunk(piece))
        if framing == "chunked":
            link.send(b"0\r\n\r\n")
        elif seen.body[:1] != b"z":
            link.send(b"z" * pieces * len(piece))

    there = alone(answer(b"{}"))
    there.upstream.script = script
    before = there.resident()
    with RawClient(there.port, timeout_s=60) as client:
        length = (
            "Transfer-Encoding: chunked" if framing == "chunked" else f"Content-Length: {pieces * len(piece)}"
        )
        client.request(path, method="POST", headers=(length,))
        for _ in range(pieces):
            client.send(piece if framing == "sized" else chunk(piece))
        if framing == "chunked":
            client.send(b"0\r\n\r\n")
        client.read_head()
        got = len(client.buffer)
        while got < pieces * len(piece):
            got += len(client.receive())
    grown = there.resident("VmHWM") - before
    assert grown < 32 * MIB, f"{grown / MIB:.0f} MiB"


def test_a_thousand_connections_are_cheap(alone: Callable[..., Alone]) -> None:
    there = alone(answer(b"{}"))
    _allow_files(4096)
    before = there.resident()
    clients = [RawClient(there.port) for _ in range(1000)]
    try:
        for client in clients:
            client.request(PATH, method="POST", body=CHAT)
        for client in clients:
            assert client.response().status == 200
        grown = there.resident() - before
        assert grown < 48 * MIB, f"{grown / MIB:.0f} MiB"
    finally:
        for client in clients:
            client.close()


def test_slow_readers_hold_little(alone: Callable[..., Alone]) -> None:
    """Three hundred clients that do not read, each of an answer of 20 MB."""

    def script(link: Link, seen: Seen) -> None:
        kind = b"Content-Type: application/octet-stream"
        link.send(b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: 20000000\r\n\r\n" % kind)
        piece = b"z" * 100_000
        for _ in range(200):
            link.send(piece)

    there = alone(answer(b"{}"))
    there.upstream.script = script
    _allow_files(4096)
    before = there.resident()
    clients = [RawClient(there.port) for _ in range(300)]
    try:
        for client in clients:
            client.request("/openai/v1/files/x/content")
        time.sleep(3)
        grown = there.resident() - before
        assert grown < 300 * 160 * 1024, f"{grown / MIB:.0f} MiB"
        with RawClient(there.port) as other:
            assert other.ask("/-/health").status == 200
    finally:
        for client in clients:
            client.close()


def test_two_hundred_paced_streams_are_on_time(alone: Callable[..., Alone]) -> None:
    events = chat_events(50)
    there = alone(answer(b"{}"))

    def script(link: Link, seen: Seen) -> None:
        started = time.monotonic()
        link.send(STREAM_HEAD)
        for number, event in enumerate(events):
            time.sleep(max(0.0, started + number * 0.1 - time.monotonic()))
            link.send(chunk(event))
        link.send(b"0\r\n\r\n")

    there.upstream.script = script
    clients = [RawClient(there.port) for _ in range(200)]
    chooser = selectors.DefaultSelector()
    ends: dict[socket.socket, float] = {}
    whole = {client.sock: b"" for client in clients}
    started = time.monotonic()
    for client in clients:
        client.request(PATH, method="POST", body=STREAMED)
        chooser.register(client.sock, selectors.EVENT_READ)
    while len(ends) < len(clients):
        assert time.monotonic() - started < 30
        for key, _ in chooser.select(1):
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            whole[sock] += sock.recv(65536)
            if whole[sock].endswith(b"0\r\n\r\n"):
                ends[sock] = time.monotonic()
                chooser.unregister(sock)
    chooser.close()
    for client in clients:
        client.close()
    took = max(ends.values()) - started
    assert took < len(events) * 0.1 + 2.5, f"{took:.1f} s"
    assert all(data.count(b"data: ") == len(events) for data in whole.values())


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
