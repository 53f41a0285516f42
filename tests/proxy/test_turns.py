"""Deadlines and the end come to everybody, whatever becomes of one: who gave up, or what a bug throws."""

import asyncio
import contextlib
import logging
import threading
import time
from dataclasses import dataclass, field

import pytest

from app.proxy.limits import Limits
from app.proxy.traffic import Traffic
from tests.fakes.upstream import STREAM_HEAD, Link, chunk
from tests.proxy.conftest import Start
from tests.proxy.kit import CHAT, RawClient, Stage, TestDesk, chat_events

STREAMED = CHAT[:-1] + b',"stream":true,"stream_options":{"include_usage":true}}'
PATIENCE_S = 20


def upload_until_nobody_reads(there: Stage, client: RawClient) -> None:
    client.request("/openai/v1/files", method="POST", headers=("Content-Length: 1000000000",))
    client.sock.setblocking(False)
    until = time.monotonic() + PATIENCE_S
    traffic = there.runner._traffic  # pyright: ignore[reportPrivateUsage]
    assert traffic is not None
    while not any(connection.is_deaf() for connection in list(traffic.connections)):
        assert time.monotonic() < until
        with contextlib.suppress(BlockingIOError):
            client.sock.send(b"x" * 500_000)


def open_stream(there: Stage) -> RawClient:
    client = there.client()
    client.request("/openai/v1/chat/completions", method="POST", body=STREAMED)
    client.read_head()
    return client


@pytest.mark.parametrize("ends_by", ["a deadline", "the end of the proxy"])
def test_who_gave_up_an_upload_that_nobody_read_is_no_trouble_for_others(stage: Start, ends_by: str) -> None:
    done = threading.Event()

    def on_connect(link: Link) -> bool:
        if b"/files" not in link.read_head():
            link.send(STREAM_HEAD + chunk(chat_events(1)[0]))
        done.wait(PATIENCE_S)
        return True

    by_deadline = ends_by == "a deadline"
    patience_s = 1.0 if by_deadline else 600
    # nobody looks in time whether a client that is not read has hung up
    limits = Limits(
        sweep_s=3 if by_deadline else 600, first_byte_timeout_s=patience_s, idle_timeout_s=patience_s
    )
    there = stage(on_connect=on_connect, limits=limits)
    try:
        with there.client() as gives_up:
            upload_until_nobody_reads(there, gives_up)
            streams = [open_stream(there) for _ in range(3)]
        if by_deadline:
            calls = there.desk.wait(4, PATIENCE_S)
        else:
            there.runner.stop(0.1)
            calls = there.desk.calls
        for client in streams:
            client.close()
    finally:
        done.set()
    assert len(calls) == 4
    assert {call.path for call in calls} == {"/v1/files", "/v1/chat/completions"}


@dataclass(eq=False)
class Failing:
    """A call and its connection, both at once; everything that it should do is a bug."""

    call: object = None
    deadline: float = 0.0
    asked: list[str] = field(default_factory=list[str])
    fails: bool = True

    def _do(self, what: str) -> None:
        self.asked.append(what)
        if self.fails:
            raise RuntimeError(what)

    def advance(self) -> None:
        self._do("advance")

    def on_deadline(self) -> None:
        self._do("deadline")

    def cut(self, error_type: str, message: str) -> None:
        self._do("cut")

    def gone(self) -> None:
        self._do("gone")

    def close_idle(self) -> None:
        self._do("idle")

    def is_deaf(self) -> bool:
        return False

    def fileno(self) -> int:
        return -1

    def peer(self) -> tuple[int, int]:
        return (0, 0)


@pytest.mark.expects_warnings
def test_a_bug_in_one_call_keeps_no_other_from_its_deadline_nor_from_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    every = [Failing(), Failing(fails=False), Failing(), Failing(fails=False)]

    async def run() -> None:
        traffic = Traffic(TestDesk("http://127.0.0.1:9"), Limits(sweep_s=0.001), frozenset(), 4747, b"x")
        for number, one in enumerate(every):
            traffic.flights[str(number)] = one  # pyright: ignore[reportArgumentType]
            traffic.joined(one)
        async with asyncio.timeout(PATIENCE_S):
            while min(one.asked.count("deadline") for one in every) < 4:  # each is both, and was asked twice
                await asyncio.sleep(0.001)
        traffic.cut_all()
        traffic.stop()
        traffic.close()

    asyncio.run(run())
    for one in every:
        assert {"deadline", "cut", "gone", "idle"} <= set(one.asked)


@pytest.mark.expects_warnings
def test_a_bug_in_one_call_leaves_nobody_at_the_door(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    every = [Failing(), Failing(fails=False), Failing(), Failing(fails=False)]

    async def run() -> None:
        traffic = Traffic(TestDesk("http://127.0.0.1:9"), Limits(), frozenset(), 4747, b"x")
        traffic.under_way = 10
        begun = [Failing() for _ in range(4)]
        assert [traffic.lets_in(one) for one in [*begun, *every]] == [True] * 4 + [False] * 4
        async with asyncio.timeout(PATIENCE_S):
            while traffic.at_door:
                await asyncio.sleep(0)
        traffic.close()

    asyncio.run(run())
    assert [one.asked for one in every] == [["advance"]] * 4
