"""What budgets, tokens and the ways of a call are to each other: each way is asked for anew."""

import contextlib
import json
import random
import threading
from collections import Counter
from pathlib import Path

import pytest

from app.core.budgets import Budget, went_through
from app.platform.clock import now_us
from app.services.outlook import standing
from tests.fakes.upstream import Gone, Link, Seen
from tests.proxy.kit import RawClient
from tests.proxy.program import WIRES, Program, Wire, running, serve, sized, wait_for
from tests.proxy.test_budgets import CLIENTS, ROOM, settled, storm
from tests.proxy.test_failover import LIMITED, accounts, key_of, refusing

CHAT = WIRES[0]
SLOW = sized(LIMITED, "429 Slow Down")


def spent(program: Program) -> list[int]:
    """Of each budget; in memory and by the ledger it is the same."""
    settled(program)
    program.engine.ledger.flush(10)
    kept = standing(program.engine.ledger.reader, [], now_us())
    remembered = [tally.spent for tally in program.engine.gate.all()]
    assert [tally.spent for tally in kept] == remembered
    return remembered


def waiting_at_the_gate(program: Program) -> int:
    return len(program.engine.gate._waiting)  # pyright: ignore[reportPrivateUsage]


@pytest.mark.slow
@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_of_two_hundred_calls_that_fail_over_and_leave_a_budget_for_a_hundred_serves_a_hundred(
    home: Path, wire: Wire
) -> None:
    provider = wire.plain[0].split("/")[1]
    first, second = f"sk-{provider}-one", f"sk-{provider}-two"
    chance = random.Random(2)
    pauses = [chance.random() * 0.3 for _ in range(CLIENTS)]
    with running(home, refusing({first: SLOW})) as program:
        header, _ = accounts(program, "one", "two", provider=provider)
        program.engine.budgets.add(Budget("b", ROOM, "calls", period="total"))

        def one(n: int) -> int | None:
            path, body = wire.streamed if n % 2 else wire.plain
            if n % 3:
                return program.call(path, body, header).status
            with program.client() as client:
                client.request(path, method="POST", headers=(header,), body=json.dumps(body).encode())
                client.sock.settimeout(pauses[n])
                with contextlib.suppress(OSError, Gone):
                    client.receive()
            return None

        got = storm(one)
        assert spent(program) == [ROOM]
        rows = program.calls(CLIENTS)
        by_second = sum(key_of(seen) == second for seen in program.upstream.seen)
    assert {status for status in got if status is not None} <= {200, 402}
    # a client may also leave while it is not known yet whether the first one serves it
    through = Counter((row.account, row.attempts > 0) for row in rows if went_through(row))
    assert through["two", True] == by_second
    assert through["two", True] + through["one", True] == through.total() == ROOM


def test_a_client_that_leaves_between_two_accounts_has_spent_nothing(home: Path) -> None:
    """The first has refused its call, which waits for the room that another one has."""
    refuse, answer = threading.Event(), threading.Event()

    def script(link: Link, seen: Seen) -> None:
        if b'"leaver"' in seen.body:
            assert refuse.wait(60)
            link.send(SLOW)
        else:
            assert answer.wait(60)
            serve(link, seen)

    with running(home, script) as program, program.client() as leaver, program.client() as other:
        header, _ = accounts(program, "one", "two")
        program.engine.budgets.add(Budget("b", 1, "calls", period="total"))

        def ask(client: RawClient, user: str) -> None:
            body = json.dumps({**CHAT.plain[1], "user": user}).encode()
            client.request(CHAT.plain[0], method="POST", headers=(header,), body=body)

        ask(leaver, "leaver")
        wait_for(lambda: len(program.upstream.seen) == 1)
        ask(other, "other")
        wait_for(lambda: waiting_at_the_gate(program) == 1)
        refuse.set()
        wait_for(lambda: len(program.upstream.seen) == 2 and waiting_at_the_gate(program) == 1)
        leaver.close()
        wait_for(lambda: waiting_at_the_gate(program) == 0)
        answer.set()
        assert other.response().status == 200
        assert spent(program) == [1]
        left, served = program.calls(2)
    assert (left.status, left.error_type, left.account, left.attempts) == (499, "client_left", "one", 1)
    assert served.status == 200
