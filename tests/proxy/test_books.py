"""Bytes go first; what is learnt of calls is written down afterwards, and is all there."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from app.core.calls import Call, RequestFacts
from app.core.quota import Quota
from app.proxy import Limits, ProxyRunner
from app.proxy import books as books_module
from app.proxy.books import Books
from app.proxy.departures import Departures
from app.proxy.desk import Journey
from app.wire.api import Headers, Refusal
from tests.fakes.upstream import Upstream, answer
from tests.proxy.kit import CHAT, CHAT_ANSWER, RawClient, TestDesk

TARGET = "/openai/v1/chat/completions"
EMBEDDINGS = "/openai/v1/embeddings"


def a_call(name: str) -> Call:
    return Call(name, 0, "openai", "other", "GET", "/")


@dataclass
class Page:
    """Notes of a call that are over when a test says so."""

    call: Call
    is_over: bool = True
    quota: Quota | None = None
    is_due: bool = False
    unread_bytes: int = 0
    read: int = 0
    fails: bool = False

    def catch_up(self) -> bool:
        self.is_due = False
        self.unread_bytes = 0
        self.read += 1
        if self.fails:
            raise RuntimeError("bug")
        return self.is_over


@dataclass
class Shelf:
    """Where books go."""

    closed: list[list[str]] = field(default_factory=list[list[str]])
    told: list[str] = field(default_factory=list[str])

    def close(self, calls: list[Call]) -> None:
        self.closed.append([call.id for call in calls])

    def tell(self, call: Call, quota: Quota) -> None:
        self.told.append(call.id)


def kept(work: Callable[[Books], None]) -> Shelf:
    """What comes of some work with books, when the loop had time."""
    shelf = Shelf()

    async def run() -> None:
        books = Books(asyncio.get_running_loop(), shelf.close, shelf.tell)
        work(books)
        while len(books):
            await asyncio.sleep(0.001)
        books.stop()

    asyncio.run(run())
    return shelf


def test_calls_that_end_together_are_recorded_together_in_their_order() -> None:
    pages = [Page(a_call(str(n))) for n in range(5)]

    def work(books: Books) -> None:
        for page in [*pages, *pages]:
            books.note(page)

    assert kept(work).closed == [["0", "1", "2", "3", "4"]]
    assert [page.read for page in pages] == [1] * 5


def test_a_call_that_goes_on_is_read_and_not_recorded() -> None:
    going, over = Page(a_call("going"), is_over=False), Page(a_call("over"))

    def work(books: Books) -> None:
        books.note(going)
        books.note(over)

    assert kept(work).closed == [["over"]]
    assert going.read == 1


def test_what_an_account_is_allowed_is_told_once() -> None:
    page = Page(a_call("x"), quota=Quota(windows=()))
    assert kept(lambda books: books.note(page)).told == ["x"]
    assert page.quota is None


@pytest.mark.expects_warnings
def test_a_bug_in_reading_one_call_loses_no_record(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    pages = [Page(a_call("a")), Page(a_call("b"), fails=True), Page(a_call("c"), fails=True, is_over=False)]

    def work(books: Books) -> None:
        for page in pages:
            books.note(page)

    assert kept(work).closed == [["a", "b"]]


def test_answers_that_come_faster_than_they_are_read_wait_for_their_reading() -> None:
    page = Page(a_call("x"), is_over=False)

    def work(books: Books) -> None:
        for _ in range(9):
            page.unread_bytes += 1024 * 1024
            books.heard(page, 1024 * 1024)
        assert page.read >= 1  # with no turn of the loop in between

    kept(work)


async def stream(books: Books, until: Callable[[], bool]) -> None:
    """More of many other answers in every turn of the loop."""
    others = [Page(a_call(f"stream {n}"), is_over=False) for n in range(100)]
    while not until():
        for other in others:
            books.heard(other, 1)
        await asyncio.sleep(0)


def test_many_streams_that_go_on_go_before_the_books(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books_module, "_PATIENCE_S", 3600)
    page = Page(a_call("x"))

    async def run() -> None:
        loop = asyncio.get_running_loop()
        books = Books(loop, lambda _: None, lambda _, __: None)
        books.note(page)
        passed = loop.time() + 0.02
        await stream(books, lambda: loop.time() > passed)
        assert page.read == 0
        while not page.read:
            await asyncio.sleep(0.001)
        books.stop()

    asyncio.run(run())


def test_a_call_is_recorded_however_busy_the_others_are() -> None:
    page = Page(a_call("x"))

    async def run() -> None:
        books = Books(asyncio.get_running_loop(), lambda _: None, lambda _, __: None)
        books.note(page)
        async with asyncio.timeout(20):
            await stream(books, lambda: page.read > 0)
        books.stop()

    asyncio.run(run())


def test_calls_of_one_turn_are_opened_together_and_those_that_ended_before_it_are_not() -> None:
    opened: list[list[str]] = []
    departed: list[str] = []

    @dataclass(eq=False)
    class Leaving:
        call: Call

        def depart(self) -> None:
            assert self.call.id in opened[-1]
            departed.append(self.call.id)

    async def run() -> None:
        departures = Departures(
            asyncio.get_running_loop(), lambda calls: opened.append([call.id for call in calls])
        )
        departures.add(Leaving(a_call("alone")), alone=True)
        assert departed == ["alone"]
        some = [Leaving(a_call(name)) for name in "abc"]
        for one in some:
            departures.add(one, alone=False)
        departures.remove(some[1])
        await asyncio.sleep(0)

    asyncio.run(run())
    assert opened == [["alone"], ["a", "c"]]
    assert departed == ["alone", "a", "c"]


class Witness(TestDesk):
    """Looks at the upstream whenever calls are said to be about to go there."""

    def __init__(self, upstream: Upstream) -> None:
        super().__init__(upstream.url)
        self.upstream = upstream
        self.too_late: list[str] = []

    def opened(self, calls: Sequence[Call]) -> None:
        seen = {request.target.decode() for request in self.upstream.seen}
        self.too_late += [call.path for call in calls if call.path in seen]
        super().opened(calls)


def test_every_call_is_on_record_before_the_upstream_sees_it() -> None:
    upstream = Upstream(answer(b"{}"))
    desk = Witness(upstream)
    runner = ProxyRunner(desk, port=0, limits=Limits(sweep_s=0.05))
    runner.start()
    begin = threading.Barrier(12)

    def ask(client: RawClient, number: int) -> None:
        begin.wait(5)
        for turn in range(10):
            assert client.ask(f"/openai/v1/x/{number}-{turn}").status == 200

    clients = [RawClient(runner.port) for _ in range(12)]
    threads = [threading.Thread(target=ask, args=(client, n)) for n, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    calls = desk.wait(120)
    for client in clients:
        client.close()
    runner.stop(2)
    upstream.close()
    assert desk.too_late == []
    assert sorted(desk.opened_calls) == sorted(call.id for call in calls)


class Asking(TestDesk):
    """Decides by what requests say."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.wants_facts = True
        self.heard: list[str | None] = []

    def admit(
        self, call: Call, facts: RequestFacts | None, headers: Headers, query: str
    ) -> Refusal | Journey | None:
        self.heard.append(facts.model if facts else "nothing")
        if facts is not None and facts.model == "dear":
            return Refusal(402, "budget_exceeded", "Too dear.")
        return None


def test_a_desk_that_wants_facts_hears_them_before_a_byte_goes_upstream() -> None:
    upstream = Upstream(answer(CHAT_ANSWER))
    desk = Asking(upstream.url)
    runner = ProxyRunner(desk, port=0, limits=Limits(sweep_s=0.05, amend_bytes=100_000))
    runner.start()
    dear = b'{"model":"dear","input":"x"}'
    with RawClient(runner.port) as client:
        sent = client.request(EMBEDDINGS, method="POST", body=dear)
        assert client.response().status == 402
        client.send_slowly(sent, piece=len(sent) - 10, pause_s=0.02)
        assert client.response().status == 402
        assert upstream.seen == []
        assert client.ask(TARGET, method="POST", body=CHAT).status == 200
        assert client.ask("/openai/v1/models").status == 200
        assert client.ask(TARGET, method="POST", body=CHAT + b" " * 200_000).status == 200
    assert [request.body[: len(CHAT)] for request in upstream.seen] == [CHAT, b"", CHAT]
    calls = desk.wait(5)
    runner.stop(2)
    upstream.close()
    assert desk.heard == ["dear", "dear", "gpt-4o", None, "gpt-4o"]
    assert [call.status for call in calls] == [402, 402, 200, 200, 200]
