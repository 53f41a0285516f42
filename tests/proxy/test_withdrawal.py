"""What goes on by a token ends with it: a stream, a tunnel; a single answer that is awaited still comes."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.platform.clock import now_us
from app.services import admission
from tests.fakes.upstream import Gone, Link, Seen, chunk
from tests.proxy.kit import RawClient
from tests.proxy.program import SSE, WIRES, Program, running, serve, wait_for

CHAT = WIRES[0]
HOUR_US = 3_600_000_000
PATIENCE_S = 20.0
UPGRADE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13")
SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


class Open:
    """A provider whose streams and tunnels go on until they are cut, and whose single answers wait."""

    def __init__(self) -> None:
        self.lost = threading.Semaphore(0)  # once for each that was cut
        self.answer = threading.Event()

    def __call__(self, link: Link, seen: Seen) -> bool | None:
        if seen.header("upgrade"):
            link.send(SWITCHED + b"hello")
        elif b'"stream"' in seen.body:
            link.send(SSE + b"".join(chunk(event) for event in CHAT.events[:2]))
        else:
            assert self.answer.wait(PATIENCE_S)
            return serve(link, seen)
        try:
            while True:
                link.receive()
        except Gone:
            self.lost.release()
        return False


@pytest.fixture
def provider() -> Open:
    return Open()


@pytest.fixture
def program(home: Path, provider: Open) -> Iterator[Program]:
    with running(home, provider) as program:
        program.engine.keys.set("openai", "default", "sk-stored")
        yield program
        provider.answer.set()


def stream(client: RawClient, token: str) -> None:
    body = json.dumps(CHAT.streamed[1]).encode()
    client.request(CHAT.streamed[0], method="POST", headers=(f"Authorization: Bearer {token}",), body=body)
    assert client.read_head().startswith(b"HTTP/1.1 200")


def tunnel(client: RawClient, token: str) -> None:
    client.request("/openai/v1/realtime?model=gpt-4o", headers=(*UPGRADE, f"Authorization: Bearer {token}"))
    assert client.read_head().startswith(b"HTTP/1.1 101")


def test_a_token_that_is_revoked_takes_its_streams_and_tunnels_with_it(
    program: Program, provider: Open
) -> None:
    lost, kept = program.token("lost"), program.token("kept")
    with (
        program.client() as one,
        program.client() as two,
        program.client() as other,
        program.client() as single,
    ):
        plain = json.dumps(CHAT.plain[1]).encode()
        single.request(CHAT.plain[0], method="POST", headers=(f"Authorization: Bearer {lost}",), body=plain)
        stream(one, lost)
        tunnel(two, lost)
        stream(other, kept)
        wait_for(lambda: len(program.upstream.seen) == 4)
        program.engine.clients.revoke("lost")
        assert one.is_closed(PATIENCE_S)
        assert two.is_closed(PATIENCE_S)
        for _ in range(2):
            assert provider.lost.acquire(timeout=PATIENCE_S)
        provider.answer.set()
        assert single.response().body == CHAT.answer
        wait_for(lambda: [flight.client for flight in program.engine.proxy.in_flight()] == ["kept"])
    rows = program.calls(4)
    cut = [row for row in rows if row.error_type == "bad_token"]
    assert sorted(row.status or 0 for row in cut) == [101, 200]
    assert {row.error_message for row in cut} == {"This token of lost was revoked."}


@pytest.mark.parametrize("opened", [stream, tunnel])
def test_a_token_that_expires_takes_its_streams_and_tunnels_with_it(
    program: Program,
    provider: Open,
    monkeypatch: pytest.MonkeyPatch,
    opened: Callable[[RawClient, str], None],
) -> None:
    token = program.token(expires_us=now_us() + HOUR_US)
    with program.client() as client:
        opened(client, token)
        monkeypatch.setattr(admission, "now_us", lambda: now_us() + 2 * HOUR_US)
        assert client.is_closed(PATIENCE_S)
        assert provider.lost.acquire(timeout=PATIENCE_S)
    (row,) = program.calls(1)
    assert (row.error_type, row.error_message) == ("bad_token", "This token of tool has expired.")
