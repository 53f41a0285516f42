"""Connections that ended are gone at once, and do not wait for the garbage collector with all they hold."""

import asyncio
import gc
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from app.proxy.arrivals import Arrivals
from app.proxy.server import ClientConnection
from app.proxy.upstream import UpstreamConnection
from tests.fakes.upstream import STREAM_HEAD, Link, Script, Seen, answer, chunk
from tests.proxy.conftest import Start
from tests.proxy.kit import CHAT, RawClient

_KINDS = (Arrivals, ClientConnection, UpstreamConnection, asyncio.Transport)
_PATIENCE_S = 20.0
_CALLS = 5


@pytest.fixture
def before() -> Iterator[Counter[str]]:
    """What was there already; from now on nothing is collected."""
    gc.collect()
    gc.disable()
    yield living()
    gc.enable()


def living() -> Counter[str]:
    return Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, _KINDS))


def is_tidy(left: Counter[str]) -> bool:
    """Connections may be kept for the next calls to the provider, with their transports.

    That is one, or two where a client came while the second request of the one before was under way.
    """
    kept = left["UpstreamConnection"]
    return kept <= 2 < _CALLS and left["_SelectorSocketTransport"] <= kept and left.total() <= 2 * kept


def cut(link: Link, _seen: Seen) -> bool:
    link.send(STREAM_HEAD + chunk(b"data: {}\n\n"))
    link.reset()
    return False


def silent(_link: Link, _seen: Seen) -> bool:
    return False


def nonsense(link: Link, _seen: Seen) -> bool:
    link.send(b"\x16\x03\x01 no HTTP\r\n\r\n")
    return False


def endless(link: Link, _seen: Seen) -> bool:
    """Until the proxy lets go."""
    link.send(STREAM_HEAD + chunk(b"data: {}\n\n"))
    link.wait_closed(_PATIENCE_S)
    return False


def ask(client: RawClient) -> None:
    client.request("/openai/v1/chat/completions", method="POST", body=CHAT)
    client.receive()


def pipeline(client: RawClient) -> None:
    client.request()
    client.request()
    client.receive()


def half_close(client: RawClient) -> None:
    client.request()
    client.sock.shutdown(socket.SHUT_WR)
    client.rest()


def blabber(client: RawClient) -> None:
    client.send(b"no HTTP either\r\n\r\n")
    client.rest()


@pytest.mark.parametrize(
    ("script", "talk"),
    [
        (answer(b"{}"), ask),
        (answer(b"{}"), pipeline),
        (answer(b"{}"), half_close),
        (answer(b"{}"), blabber),
        (cut, ask),
        (silent, ask),
        (nonsense, ask),
        (endless, ask),
    ],
)
def test_a_connection_that_ended_is_gone_at_once(
    before: Counter[str], stage: Start, script: Script, talk: Callable[[RawClient], None]
) -> None:
    there = stage(script)
    for _ in range(_CALLS):
        with there.client() as client:
            talk(client)
    there.wait_idle(_PATIENCE_S)
    until = time.monotonic() + _PATIENCE_S
    while not is_tidy(left := living() - before):
        assert time.monotonic() < until, left
        time.sleep(0.02)
