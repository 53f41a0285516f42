"""Budgets hold at the proxy itself: real sockets, many clients at once, on each wire."""

import contextlib
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.budgets import Budget, BudgetScope
from tests.fakes.upstream import Gone, Link, Seen, chunk
from tests.proxy.program import SSE, WIRES, Program, Wire, running, serve, wait_for

CLIENTS, ROOM = 200, 100


@pytest.fixture
def program(home: Path) -> Iterator[Program]:
    with running(home, serve) as program:
        yield program


def storm(one: Callable[[int], int | None], count: int = CLIENTS) -> list[int | None]:
    """So many clients at the same moment; what each got."""
    got: list[int | None] = [None] * count
    ready = threading.Barrier(count)

    def client(n: int) -> None:
        ready.wait(60)
        got[n] = one(n)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def settled(program: Program) -> None:
    """A call is over a moment before its cost is settled."""
    wait_for(lambda: not program.engine.proxy.in_flight() and not any(program.held()))


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "streamed", "mixed"])
@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_of_two_hundred_calls_at_once_a_budget_for_a_hundred_lets_a_hundred_upstream(
    program: Program, wire: Wire, way: str
) -> None:
    program.engine.budgets.add(Budget("b", ROOM, "calls", period="total"))

    def one(n: int) -> int:
        streamed = way == "streamed" or (way == "mixed" and n % 2 == 0)
        path, body = wire.streamed if streamed else wire.plain
        return program.call(path, body).status

    got = storm(one)
    settled(program)
    assert sorted(got) == [200] * ROOM + [402] * (CLIENTS - ROOM)  # type: ignore[type-var]
    assert len(program.upstream.seen) == ROOM
    assert [tally.spent for tally in program.engine.gate.all()] == [ROOM]
    rows = program.calls(CLIENTS)
    refused = [row for row in rows if row.status == 402]
    assert {(r.error_type, r.cost_nusd, r.attempts, r.ok) for r in refused} == {
        ("budget_exceeded", 0, 0, False)
    }


@pytest.mark.slow
def test_money_that_was_held_and_not_spent_is_spent_in_the_end(program: Program) -> None:
    """Each asks for a great many tokens, so the first ones hold all there is; yet none is refused for it."""
    program.engine.budgets.add(Budget("b", 1_000_000_000, period="total"))
    path, body = WIRES[0].plain
    first = program.call(path, {**body, "max_tokens": 100_000_000})
    assert first.status == 200
    settled(program)
    cost = program.engine.gate.all()[0].spent
    assert cost > 0
    program.engine.budgets.remove("b")
    program.engine.budgets.add(Budget("b", cost * (1 + ROOM), period="total"))
    got = storm(lambda _: program.call(path, {**body, "max_tokens": 100_000_000}).status)
    settled(program)
    assert sorted(got) == [200] * ROOM + [402] * (CLIENTS - ROOM)  # type: ignore[type-var]
    assert program.engine.gate.all()[0].spent == cost * (1 + ROOM)


@pytest.mark.slow
def test_clients_that_leave_take_nothing_of_a_budget_with_them(program: Program) -> None:
    """Half of the clients leave before, while or after they wait; what they did not use others have."""
    program.engine.budgets.add(Budget("b", ROOM, "calls", period="total"))
    path, body = WIRES[0].streamed
    data = json.dumps(body).encode()
    chance = random.Random(7)
    pauses = [chance.random() * 0.3 for _ in range(CLIENTS)]

    def one(n: int) -> int | None:
        if n % 2:
            return program.call(path, body).status
        with program.client() as client:
            client.request(path, method="POST", body=data)
            client.sock.settimeout(pauses[n])
            with contextlib.suppress(OSError, Gone):
                client.receive()
        return None

    got = storm(one)
    settled(program)
    sent = len(program.upstream.seen)
    (tally,) = program.engine.gate.all()
    assert sent == tally.spent == ROOM
    served = sum(status == 200 for status in got)
    assert served <= ROOM
    rows = program.calls(CLIENTS)
    assert sum(row.attempts for row in rows) == ROOM


def test_a_refusal_tells_an_sdk_not_to_try_again(program: Program) -> None:
    program.engine.budgets.add(Budget("tiny", 1, "calls", period="total"))
    for wire in WIRES:
        for path, body in (wire.plain, wire.streamed):
            answer = program.call(path, body)
            if answer.status == 200:
                continue  # the first of all
            assert answer.status == 402
            assert answer.header("x-should-retry") == ["false"]
            assert "tiny" in answer.body.decode()
    assert len(program.upstream.seen) == 1


def test_who_waits_for_room_has_it_as_soon_as_there_is_some(program: Program) -> None:
    """One slow call holds all; the next one waits, and goes when the first has failed."""
    go = threading.Event()

    def slow(link: Link, seen: Seen) -> None:
        if len(program.upstream.seen) == 1:
            assert go.wait(60)
            link.send(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
        else:
            serve(link, seen)

    program.upstream.script = slow
    program.engine.budgets.add(Budget("one", 1, "calls", period="total"))
    path, body = WIRES[0].plain
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(program.call(path, body).status)) for _ in range(2)]
    threads[0].start()
    wait_for(lambda: len(program.upstream.seen) == 1)
    threads[1].start()
    wait_for(lambda: len(program.engine.proxy.in_flight()) == 2)
    assert len(program.upstream.seen) == 1
    go.set()
    for thread in threads:
        thread.join()
    assert sorted(got) == [200, 500]
    settled(program)


def test_who_waited_for_long_enough_is_told_what_is_held(program: Program) -> None:
    program.engine.change_setting("budgets.wait_s", 0)
    go = threading.Event()

    def slow(link: Link, seen: Seen) -> None:
        assert go.wait(60)
        serve(link, seen)

    program.upstream.script = slow
    program.engine.budgets.add(Budget("one", 1, "calls", period="total"))
    path, body = WIRES[2].plain
    first = threading.Thread(target=lambda: program.call(path, body))
    first.start()
    wait_for(lambda: len(program.upstream.seen) == 1)
    answer = program.call(path, body)
    go.set()
    first.join()
    assert answer.status == 402
    assert "held for calls under way" in answer.body.decode()
    settled(program)
    assert len(program.upstream.seen) == 1


def test_a_budget_for_a_model_knows_a_request_that_is_too_large_to_be_held(program: Program) -> None:
    program.engine.budgets.add(Budget("gpt", 1, "calls", scope=BudgetScope(model="gpt-*"), period="total"))
    path, body = WIRES[0].plain
    huge = {**body, "messages": [{"role": "user", "content": "x" * (9 << 20)}]}
    assert program.call(path, body).status == 200
    settled(program)
    with program.client() as client:
        with contextlib.suppress(Gone):  # the answer comes before all is sent
            client.request(path, method="POST", body=json.dumps(huge).encode())
        client.sock.shutdown(socket.SHUT_WR)
        assert client.response().status == 402
    other = {**huge, "model": "o9"}
    assert program.call(path, other).status == 200


@pytest.mark.parametrize("cut", [False, True])
def test_a_stream_that_runs_is_cut_only_where_the_user_asked_for_that(program: Program, cut: bool) -> None:
    program.engine.change_setting("budgets.cut_streams", cut)
    go = threading.Event()
    events = WIRES[0].events

    def two_halves(link: Link, seen: Seen) -> None:
        if b'"stream"' not in seen.body:
            serve(link, seen)
            return
        link.send(SSE + b"".join(chunk(event) for event in events[:2]))
        assert go.wait(60)
        link.send(b"".join(chunk(event) for event in events[2:]) + b"0\r\n\r\n")

    program.upstream.script = two_halves
    program.engine.budgets.add(Budget("two", 2, "calls", period="total"))
    with program.client() as client:
        path, body = WIRES[0].streamed
        client.request(path, method="POST", body=json.dumps(body).encode())
        wait_for(lambda: any(flight.status for flight in program.engine.proxy.in_flight()))
        program.call(*WIRES[0].plain)
        wait_for(lambda: not program.held() or program.engine.gate.all()[0].spent == 1)
        program.engine.budgets.change("two", limit=1)
        program.call("/openai/v1/models", b"{}")  # something ends
        if cut:
            assert client.is_closed()
        go.set()
        if not cut:
            assert client.response().body.endswith(b"[DONE]\n\n")
    settled(program)
    row = next(row for row in program.calls(3) if row.stream)
    assert (row.ok, row.error_type) == ((False, "budget_exceeded") if cut else (True, None))
    assert row.usage_basis == ("partial" if cut else "measured")
    assert row.cost_nusd


@pytest.mark.expects_warnings
def test_on_a_full_disk_calls_of_a_hard_budget_are_refused_and_the_others_go_on(program: Program) -> None:
    program.engine.budgets.add(
        Budget("hard", 1_000, "calls", scope=BudgetScope(provider="openai"), period="total")
    )
    ledger = program.engine.ledger

    def limit(pages: int) -> None:
        ledger._writer._db.execute_sql(f"PRAGMA max_page_count = {pages}")  # pyright: ignore

    limit(1)  # as many as there are
    path, body = WIRES[2].plain
    with program.client() as client:
        while not ledger.is_full:
            assert program.call(path, {**body, "system": "x" * 100}, client=client).status == 200
    said = program.call(*WIRES[0].plain)
    assert (said.status, json.loads(said.body)["error"]["code"]) == (503, "ledger_full")
    assert program.call(path, body).status == 200
    limit(1 << 30)
    wait_for(lambda: not ledger.is_full, 30)
    assert program.call(*WIRES[0].plain).status == 200


def test_free_calls_pass_whatever_is_spent(program: Program) -> None:
    program.engine.budgets.add(Budget("none", 1, "calls", period="total"))
    path, body = WIRES[0].plain
    assert program.call(path, body).status == 200
    settled(program)
    assert program.call(path, body).status == 402
    program.upstream.script = lambda link, _: link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    assert program.call("/anthropic/v1/messages/count_tokens", b'{"model":"claude-haiku-4-5"}').status == 200
    with program.client() as client:
        assert client.ask("/openai/v1/models").status == 200
    for end in ("/v1internal:listX", "/v1/files", "/v1/messages/count_tokens"):
        assert program.call(path + end, body).status == 402


@pytest.mark.expects_warnings
def test_a_call_that_cannot_be_filed_gives_back_what_was_held_for_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a bug")

    program.engine.budgets.add(Budget("b", 10, "calls", period="total"))
    monkeypatch.setattr(program.engine.projects, "now_called", fail)
    assert program.call(*WIRES[0].plain).status == 200
    (row,) = program.calls(1)
    assert row.cost_nusd
    settled(program)
    assert program.engine.gate.all()[0].spent == 1
