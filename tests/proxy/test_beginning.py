"""Many calls that come at once begin a few at a time, so that what goes on is not held up by all of them."""

import asyncio
from dataclasses import dataclass, field

from app.proxy.guard import own_hosts
from app.proxy.limits import Limits
from app.proxy.server import ClientConnection
from app.proxy.traffic import Traffic
from tests.proxy.conftest import Start
from tests.proxy.kit import TestDesk
from tests.proxy.test_fuzz import Pipe

URL = "http://127.0.0.1:9"


@dataclass(eq=False)
class Asking:
    """A client connection with some calls to make."""

    traffic: Traffic
    turns: list[int]  # in which a call of anybody's has begun
    calls: int = 1
    begun: list[int] = field(default_factory=list[int])
    deadline: float = float("inf")

    def advance(self) -> None:
        while self.calls and self.traffic.lets_in(self):
            self.calls -= 1
            self.begun.append(self.turns[-1])

    def on_deadline(self) -> None: ...

    def is_deaf(self) -> bool:
        return False

    def peer(self) -> tuple[int, int]:
        return (0, 0)

    def gone(self) -> None: ...

    def close_idle(self) -> None: ...

    def fileno(self) -> int:
        return -1


async def begun_by(clients: list[int], *, leaves: int | None = None) -> list[list[int]]:
    """In which turns of the loop the calls of each client begin, beside ten that go on.

    One of the clients may leave before.
    """
    traffic = Traffic(TestDesk(URL), Limits(), frozenset(), 4747, b"x")
    traffic.under_way = 10
    turns = [0]

    def turn() -> None:
        turns.append(turns[-1] + 1)
        if traffic.at_door:
            loop.call_soon(turn)

    loop = asyncio.get_running_loop()
    loop.call_soon(turn)
    asking = [Asking(traffic, turns, calls) for calls in clients]
    for one in asking:
        one.advance()
    if leaves is not None:
        traffic.left(asking[leaves])
    while traffic.at_door:
        await asyncio.sleep(0)
    traffic.close()
    return [one.begun for one in asking]


def test_calls_that_come_together_begin_a_few_in_each_turn_in_their_order() -> None:
    begun = asyncio.run(begun_by([1] * 50))
    turns = [turn for (turn,) in begun]
    assert turns == sorted(turns)
    assert max(map(turns.count, turns)) <= 4


def test_a_client_with_many_calls_does_not_keep_the_others_waiting() -> None:
    many, one = asyncio.run(begun_by([40, 1]))
    assert len(many) == 40
    assert one < many[8:]


def test_who_leaves_before_its_call_begins_is_not_waited_for() -> None:
    begun = asyncio.run(begun_by([1] * 12, leaves=7))
    assert [len(turns) for turns in begun] == [1] * 7 + [0] + [1] * 4


def test_who_leaves_before_its_call_begins_has_a_row_like_everybody() -> None:
    desk = TestDesk(URL)

    async def run() -> None:
        traffic = Traffic(desk, Limits(), own_hosts("127.0.0.1", 4747), 4747, b"x")
        traffic.under_way = 10
        connections = [ClientConnection(traffic) for _ in range(6)]
        for n, connection in enumerate(connections):
            connection.connection_made(Pipe())
            connection.data_received(b"GET /openai/v1/%d HTTP/1.1\r\nHost: 127.0.0.1:4747\r\n\r\n" % n)
        assert list(traffic.at_door) == connections[4:]
        for connection in connections:
            connection.connection_lost(None)
        async with asyncio.timeout(20):
            while len(desk.calls) < len(connections):
                await asyncio.sleep(0.001)
        traffic.close()

    asyncio.run(run())
    assert sorted((call.path, call.status) for call in desk.calls) == [(f"/v1/{n}", 499) for n in range(6)]
    assert desk.opened_calls == []


def test_each_of_many_calls_at_once_is_answered(stage: Start) -> None:
    there = stage()
    clients = [there.client() for _ in range(40)]
    for client in clients:
        client.request("/openai/v1/x")
    assert [client.response().status for client in clients] == [200] * 40
    for client in clients:
        client.close()
    assert len(there.desk.wait(40)) == 40
