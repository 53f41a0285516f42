"""A budget holds for a WebSocket too: each answer of a session counts at once."""

import json
import queue
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.core.budgets import Budget
from app.wire.websocket import CLOSE, FrameReader, Message
from tests.fakes.upstream import Gone, Link, Seen
from tests.proxy.kit import RawClient
from tests.proxy.program import WIRES, Program, running, serve, wait_for
from tests.proxy.test_tunnel import HANDSHAKE, SWITCHED, frame

TARGET = "/openai/v1/realtime?model=gpt-realtime"
USAGE = {"input_tokens": 1_000, "output_tokens": 1_000, "total_tokens": 2_000}
DONE = frame({"type": "response.done", "response": {"id": "r", "status": "completed", "usage": USAGE}})
BEGUN = frame({"type": "response.created", "response": {"id": "r", "status": "in_progress"}})
ASK = {"type": "response.create"}


@dataclass
class Provider:
    """Answers what is asked in a session, in as many frames as a test says; other calls like any provider."""

    asked: "queue.Queue[dict[str, Any]]" = field(default_factory=queue.Queue[dict[str, Any]])
    go: "queue.Queue[bytes]" = field(default_factory=queue.Queue[bytes])  # what to say, where `waits`
    waits: bool = False

    def __call__(self, link: Link, seen: Seen) -> bool | None:
        if not seen.header("upgrade"):
            serve(link, seen)
            return None
        link.send(SWITCHED)
        reader = FrameReader()
        while True:
            for message in reader.feed(link.receive()):
                event = json.loads(message.payload)
                self.asked.put(event)
                if event == ASK:
                    if not self.waits:
                        link.send(BEGUN + DONE)
                        continue
                    for _ in (BEGUN, DONE):
                        link.send(self.go.get(timeout=60))


def masked(event: dict[str, Any]) -> bytes:
    """A client's text message."""
    payload, key = json.dumps(event).encode(), b"\x11\x22\x33\x44"
    body = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))
    return bytes((0x81, 0x80 | 126)) + len(payload).to_bytes(2, "big") + key + body


class Session:
    """The client's side of one."""

    def __init__(self, client: RawClient, target: str = TARGET) -> None:
        self.client = client
        client.request(target, headers=HANDSHAKE)
        assert client.response(head_only=True).status == 101
        self._reader = FrameReader()
        self._come: list[Message] = []
        self.received = b""

    def next(self) -> Message:
        while not self._come:
            client = self.client
            data, client.buffer = client.buffer or client.receive(), b""
            self.received += data
            self._come += self._reader.feed(data)
        return self._come.pop(0)

    def next_event(self) -> str:
        return json.loads(self.next().payload)["type"]

    def ask(self) -> None:
        self.client.send(masked(ASK))

    def answer(self) -> None:
        self.ask()
        assert [self.next_event(), self.next_event()] == ["response.created", "response.done"]

    def closed(self) -> tuple[int, str]:
        """With which code and reason the session was ended; then nothing more comes."""
        last = self.next()
        assert last.opcode == CLOSE
        with pytest.raises(Gone):
            self.client.receive()
        return int.from_bytes(last.payload[:2], "big"), last.payload[2:].decode()


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def program(home: Path, provider: Provider) -> Iterator[Program]:
    with running(home, provider) as program:
        yield program


def settled(program: Program) -> None:
    wait_for(lambda: not program.engine.proxy.in_flight() and not any(program.held()))


@pytest.fixture
def price(program: Program) -> int:
    """Of one answer, as the ledger has it."""
    with program.client() as client:
        Session(client).answer()
    (row,) = program.calls(1)
    assert row.cost_nusd
    return row.cost_nusd


def test_each_answer_of_a_session_counts_at_once_and_the_next_is_refused_when_all_is_spent(
    program: Program, provider: Provider, price: int
) -> None:
    program.engine.budgets.add(Budget("two", 3 * price, period="total"))  # one of them is spent
    with program.client() as client:
        session = Session(client)
        session.answer()
        wait_for(lambda: program.held()[0] >= price)
        assert program.engine.gate.all()[0].spent == price
        session.answer()
        wait_for(lambda: program.engine.gate.all()[0].used_up(0))
        refused = program.call(*WIRES[0].plain)
        assert (refused.status, json.loads(refused.body)["error"]["code"]) == (402, "budget_exceeded")
        while not provider.asked.empty():
            provider.asked.get()
        session.ask()
        code, reason = session.closed()
    assert code == 1008
    assert reason.startswith("The budget 'two' (everything) is used up: $")
    settled(program)
    assert provider.asked.empty()
    row = next(row for row in program.calls(3) if row.error_type and row.status == 101)
    assert (row.ok, row.error_type, row.usage_basis) == (False, "budget_exceeded", "measured")
    assert (row.usage.output_tokens, row.cost_nusd) == (2_000, 2 * price)
    assert program.engine.gate.all()[0].spent == 3 * price


def test_a_session_that_ends_is_counted_once_and_gives_back_the_rest(program: Program, price: int) -> None:
    program.engine.budgets.add(Budget("much", 1_000 * price, period="total"))
    with program.client() as client:
        session = Session(client)
        for _ in range(3):
            session.answer()
        wait_for(lambda: program.held()[0] >= 3 * price)
    settled(program)
    (tally,) = program.engine.gate.all()
    assert (tally.spent, tally.held) == (4 * price, 0)
    program.engine.gate.reload()  # as after a restart: what the ledger says
    assert program.engine.gate.all()[0].spent == 4 * price


def test_an_answer_that_has_begun_is_not_cut_and_what_asks_for_nothing_passes(
    program: Program, provider: Provider, price: int
) -> None:
    provider.waits = True
    assert provider.asked.get(timeout=20) == ASK  # of the fixture
    program.engine.budgets.add(Budget("spent", 2 * price, period="total"))
    heard, update = {"type": "input_audio_buffer.append", "audio": "AAAA"}, {"type": "session.update"}
    with program.client() as client:
        session = Session(client)
        session.ask()
        provider.go.put(BEGUN)
        assert session.next_event() == "response.created"
        program.engine.budgets.change("spent", limit=price)
        assert program.engine.gate.all()[0].used_up(0)
        client.send(masked(heard))  # the user goes on talking while the answer comes
        provider.go.put(DONE)
        assert session.next_event() == "response.done"
        wait_for(lambda: program.held()[0] >= price)
        client.send(masked(update))
        assert [provider.asked.get(timeout=20) for _ in range(3)] == [ASK, heard, update]
        client.send(masked(heard))  # which the server would answer
        assert session.closed()[0] == 1008
    settled(program)
    assert provider.asked.empty()


def test_with_the_setting_a_session_ends_as_soon_as_nothing_is_left(program: Program, price: int) -> None:
    program.engine.change_setting("budgets.cut_streams", True)
    program.engine.budgets.add(Budget("two", 2 * price, period="total"))
    with program.client() as client:
        session = Session(client)
        session.answer()
        assert session.closed()[0] == 1008
    settled(program)
    assert program.engine.gate.all()[0].spent == 2 * price


@pytest.mark.expects_warnings
def test_a_budget_hears_of_an_answer_that_cannot_be_written_down(
    program: Program, price: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.engine.budgets.add(Budget("two", 2 * price, period="total"))

    def fail(*_: object) -> None:
        raise RuntimeError

    with program.client() as client:
        session = Session(client)
        monkeypatch.setattr(program.engine.ledger, "opened", fail)
        session.answer()
        wait_for(lambda: program.engine.gate.all()[0].used_up(0))
        session.ask()
        assert session.closed()[0] == 1008
    settled(program)


def test_what_is_not_limited_in_money_or_only_watched_lets_a_session_go_on(
    program: Program, price: int
) -> None:
    program.engine.budgets.add(Budget("one", 2, "calls", period="total"))  # one of them was made
    program.engine.budgets.add(Budget("watch", 1, period="total", action="warn"))
    with program.client() as client:
        session = Session(client)
        for _ in range(3):
            session.answer()
    settled(program)
    assert {tally.budget.name: tally.spent for tally in program.engine.gate.all()} == {
        "one": 2,
        "watch": 4 * price,
    }


def test_free_sessions_spend_nothing_of_a_budget(program: Program, price: int) -> None:
    program.engine.budgets.add(Budget("spent", price, period="total"))
    with program.client() as client:
        session = Session(client, "/ollama/v1/realtime?model=mine")
        for _ in range(2):
            session.answer()
        assert program.held() == [0]
    settled(program)
    assert program.engine.gate.all()[0].spent == price


def test_a_budget_that_is_made_while_a_session_goes_on_ends_it_too(program: Program, price: int) -> None:
    with program.client() as client:
        session = Session(client)
        session.answer()
        program.engine.budgets.add(Budget("spent", price, period="total"))
        session.ask()
        code, reason = session.closed()
    assert (code, "'spent'" in reason) == (1008, True)
    settled(program)


def test_a_client_that_leaves_in_the_middle_of_a_session_has_paid_for_its_answers(
    program: Program, provider: Provider, price: int
) -> None:
    program.engine.budgets.add(Budget("much", 100 * price, period="total"))
    with program.client() as client:
        session = Session(client)
        session.answer()
        provider.waits = True
        session.ask()
        provider.go.put(BEGUN)
        assert session.next_event() == "response.created"
    settled(program)
    provider.go.put(DONE)  # too late
    assert program.engine.gate.all()[0].spent == 2 * price


def test_no_word_of_ours_is_put_into_the_middle_of_what_the_provider_says(
    program: Program, provider: Provider, price: int
) -> None:
    provider.waits = True
    program.engine.budgets.add(Budget("two", 2 * price, period="total"))
    with program.client() as client:
        session = Session(client)
        session.ask()
        provider.go.put(BEGUN)
        provider.go.put(DONE + DONE[:50])
        assert [session.next_event(), session.next_event()] == ["response.created", "response.done"]
        wait_for(lambda: program.engine.gate.all()[0].used_up(0))
        session.ask()
        with pytest.raises(Gone):
            session.next()
        assert session.received.endswith(DONE + DONE[:50])
    settled(program)
    assert program.calls(2)[-1].error_type == "budget_exceeded"


def test_a_pass_lets_a_session_go_on_beyond_the_budget(program: Program, price: int) -> None:
    program.engine.budgets.add(Budget("two", 2 * price, period="total"))
    with program.client() as client:
        session = Session(client)
        session.answer()
        wait_for(lambda: program.engine.gate.all()[0].used_up(0))
        program.engine.gate.allow("two", 1)
        session.answer()
        session.answer()
        assert program.engine.gate.all()[0].passes == 0
    settled(program)
    assert program.engine.gate.all()[0].spent == 4 * price
