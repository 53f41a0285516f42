"""What budgets, tokens and the ways of a call are to each other: each way is asked for anew."""

import contextlib
import json
import random
import threading
from collections import Counter
from pathlib import Path

import pytest

from app.core.accounts import Account
from app.core.budgets import Budget, BudgetScope, Period, went_through
from app.platform.clock import now_us
from app.services.outlook import standing
from tests.fakes.upstream import Gone, Link, Seen
from tests.proxy.kit import RawClient
from tests.proxy.program import WIRES, Program, Wire, running, serve, sized, wait_for
from tests.proxy.test_budgets import CLIENTS, ROOM, settled, storm
from tests.proxy.test_failover import LIMITED, accounts, key_of, refusing

CHAT = WIRES[0]
SLOW = sized(LIMITED, "429 Slow Down")


def spent(program: Program, calls: int) -> list[int]:
    """Of each budget, after so many calls; in memory and by the ledger it is the same."""
    program.calls(calls)
    settled(program)
    kept = standing(program.engine.ledger.reader, [], now_us())
    remembered = [tally.spent for tally in program.engine.gate.all()]
    assert [tally.spent for tally in kept] == remembered
    return remembered


def ask(client: RawClient, header: str, **said: str) -> None:
    body = json.dumps({**CHAT.plain[1], **said}).encode()
    client.request(CHAT.plain[0], method="POST", headers=(header,), body=body)


def keys_seen(program: Program) -> list[str]:
    return [key_of(seen).removeprefix("sk-openai-") for seen in program.upstream.seen]


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
        assert spent(program, CLIENTS) == [ROOM]
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

        ask(leaver, header, user="leaver")
        wait_for(lambda: len(program.upstream.seen) == 1)
        ask(other, header, user="other")
        wait_for(lambda: waiting_at_the_gate(program) == 1)
        refuse.set()
        wait_for(lambda: len(program.upstream.seen) == 2 and waiting_at_the_gate(program) == 1)
        leaver.close()
        wait_for(lambda: waiting_at_the_gate(program) == 0)
        answer.set()
        assert other.response().status == 200
        assert spent(program, 2) == [1]
        left, served = program.calls(2)
    assert (left.status, left.error_type, left.account, left.attempts) == (499, "client_left", "one", 1)
    assert served.status == 200


# ---- a token that is withdrawn while its call waits -----------------------------------------------------


def test_a_token_that_was_revoked_while_its_call_waited_for_room_lends_no_key(home: Path) -> None:
    answer = threading.Event()

    def script(link: Link, seen: Seen) -> None:
        assert answer.wait(60)
        serve(link, seen)

    with running(home, script) as program, program.client() as first, program.client() as second:
        program.engine.keys.set("openai", "default", "sk-openai-default")
        program.engine.budgets.add(Budget("b", 16, "tokens", period="total", unpriced="allow"))
        kept, lost = program.token("kept"), program.token("lost")
        ask(first, f"Authorization: Bearer {kept}")
        wait_for(lambda: len(program.upstream.seen) == 1)
        ask(second, f"Authorization: Bearer {lost}")
        wait_for(lambda: waiting_at_the_gate(program) == 1)
        program.engine.clients.revoke("lost")
        answer.set()
        refused = second.response()
        assert first.response().status == 200
        assert refused.status == 401
        assert b"was revoked" in refused.body
        assert keys_seen(program) == ["default"]
        assert spent(program, 2) == [15]
        row = next(row for row in program.calls(2) if row.client == "lost")
    assert (row.status, row.error_type, row.attempts, row.cost_nusd) == (401, "bad_token", 0, 0)


def test_a_token_that_was_revoked_before_its_call_goes_to_the_next_account_lends_no_key(home: Path) -> None:
    refuse = threading.Event()

    def script(link: Link, seen: Seen) -> None:
        assert refuse.wait(60)
        link.send(SLOW)

    with running(home, script) as program, program.client() as client:
        header, _ = accounts(program, "one", "two")
        program.engine.budgets.add(Budget("b", 1, "calls", period="total"))
        ask(client, header)
        wait_for(lambda: len(program.upstream.seen) == 1)
        program.engine.clients.revoke("openai")
        refuse.set()
        assert client.response().status == 401
        assert keys_seen(program) == ["one"]
        assert spent(program, 1) == [0]
        (row,) = program.calls(1)
    assert (row.status, row.error_type, row.account, row.attempts) == (401, "bad_token", "one", 1)


# ---- budgets that are of one account, or of money ---------------------------------------------------------


@pytest.mark.parametrize("budget", ["of its own", "of money"])
def test_what_an_account_may_not_take_for_its_budget_another_one_serves(home: Path, budget: str) -> None:
    """A subscription costs nothing, and a budget of one account says nothing of the others."""
    with running(home, serve) as program:
        header, _ = accounts(program, "paid", "plan")
        program.engine.accounts.set("openai", "plan", {"kind": "subscription"})
        if budget == "of money":
            program.engine.budgets.add(Budget("b", 1, "usd", period="total"))
        else:
            program.engine.budgets.add(
                Budget("b", 1, "calls", period="total", scope=BudgetScope(account="paid"))
            )
        for served in range(3):
            assert program.call(*CHAT.plain, header).status == 200
            spent(program, served + 1)
        assert keys_seen(program) == ["paid", "plan", "plan"]
        rows = program.calls(3)
        assert [(row.account, row.covered, row.attempts) for row in rows] == [
            ("paid", False, 1),
            ("plan", True, 1),
            ("plan", True, 1),
        ]
        standing_of = program.engine.accounts.standing
        assert [standing_of(account).in_flight for account in program.engine.accounts.all] == [0, 0]


def test_a_budget_of_all_accounts_refuses_with_the_words_of_the_first(home: Path) -> None:
    with running(home, serve) as program:
        header, _ = accounts(program, "one", "two")
        program.engine.accounts.route("openai", "failover", None)
        program.engine.budgets.add(
            Budget("a of one", 1, "calls", period="total", scope=BudgetScope(account="one"))
        )
        program.engine.budgets.add(Budget("b of all", 2, "calls", period="total"))
        for served in range(2):
            assert program.call(*CHAT.plain, header).status == 200
            spent(program, served + 1)
        refused = program.call(*CHAT.plain, header)
        assert refused.status == 402
        assert b"'a of one'" in refused.body
        assert keys_seen(program) == ["one", "two"]
        row = program.calls(3)[2]
        assert (row.account, row.attempts) == ("one", 0)
        assert not any(program.held())


def test_what_no_account_may_take_of_one_model_they_serve_of_the_next_one_of_an_alias(home: Path) -> None:
    with running(home, serve) as program:
        header, _ = accounts(program, "one", "two")
        program.engine.accounts.add_alias("fast", ["gpt-4o", "gpt-4o-mini"])
        program.engine.budgets.add(
            Budget("large", 1, "calls", period="total", scope=BudgetScope(model="gpt-4o"))
        )
        path, body = CHAT.plain
        for served in range(3):
            assert program.call(path, {**body, "model": "fast"}, header).status == 200
            spent(program, served + 1)
        rows = program.calls(3)
        assert [row.model_sent for row in rows] == ["gpt-4o", "gpt-4o-mini", "gpt-4o-mini"]
        assert {row.attempts for row in rows} == {1}


# ---- a limit, and a budget behind it ------------------------------------------------------------------


@pytest.mark.parametrize("asked_first", ["plan", "spare"])
@pytest.mark.parametrize(
    ("told", "period", "status"),
    [
        ((), "total", 402),  # nobody knows when the plan is back
        ((), "day", 402),
        (("Retry-After: 9",), "total", 429),  # it is back before there is room
        (("Retry-After: 9000000",), "day", 402),  # and here after
    ],
)
def test_where_a_plan_met_its_limit_and_the_spares_budget_is_used_up_sdks_are_told_to_stop(
    home: Path, told: tuple[str, ...], period: Period, status: int, asked_first: str
) -> None:
    with running(home, refusing({"sk-openai-plan": sized(LIMITED, "429 Slow Down", *told)})) as program:
        header, _ = accounts(program, "plan", "spare")
        if asked_first == "plan":  # else a session stays with the account that served it
            program.engine.accounts.route("openai", "failover", None)
        program.engine.accounts.set("openai", "plan", {"kind": "subscription"})
        program.engine.budgets.add(Budget("b", 1, "calls", period=period, scope=BudgetScope(account="spare")))
        assert program.call(*CHAT.plain, header).status == 200
        spent(program, 1)
        program.engine.accounts.answered(Account("openai", "plan"))  # its rest is over
        said = program.call(*CHAT.plain, header)
        assert said.status == status
        assert said.header("x-should-retry") == (["false"] if status == 402 else [])
        assert keys_seen(program) == ["plan", "spare", "plan"]
        row = program.calls(2)[1]
        assert (row.account, row.status, row.attempts, row.cost_nusd) == ("plan", status, 1, 0)
        assert spent(program, 2) == [1]
