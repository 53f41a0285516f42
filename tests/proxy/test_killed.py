"""Killed at any moment under load, the program has a row for every call that the provider saw."""

import contextlib
import json
import random
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.program import Tollgate
from tests.fakes.upstream import Gone, Link, Seen, Upstream, answer
from tests.proxy.kit import CHAT_ANSWER, RawClient
from tests.proxy.program import sized, wait_for
from tests.proxy.test_sessions import USAGE, Provider, Session

_KILLS = 4
_CLIENTS = 8


def load(port: int, name: str) -> None:
    """Calls, one after the other, until nobody answers."""
    with contextlib.suppress(OSError, Gone, ValueError), RawClient(port) as client:
        for number in range(100_000):
            client.ask(f"/openai/v1/x/{name}-{number}")


@pytest.mark.slow
def test_every_call_that_the_provider_saw_has_a_row_after_the_program_was_killed(tmp_path: Path) -> None:
    upstream = Upstream(answer(b"{}"))
    home = tmp_path / "home"
    program = Tollgate(home, ("provider", "set", "openai", "--base-url", upstream.url))
    chance = random.Random(4)
    for kill in range(_KILLS):
        program.__enter__()
        port = urlsplit(program.url).port
        assert port is not None
        threads = [
            threading.Thread(target=load, args=(port, f"{kill}-{number}")) for number in range(_CLIENTS)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.2 + chance.random() / 2)  # the moment is the point
        program.kill()
        for thread in threads:
            thread.join()
    with program:
        rows = [json.loads(line) for line in program.tell("calls", "--json").splitlines()]
    upstream.close()
    paths = [row["path"] for row in rows]
    assert len(paths) == len(set(paths))
    assert {request.target.decode() for request in upstream.seen} <= set(paths)
    assert len(upstream.seen) > _KILLS * _CLIENTS
    ended = [row for row in rows if row["error_type"] != "interrupted"]
    assert ended
    assert all(row["status"] == 200 for row in ended)


@pytest.mark.slow
def test_a_kill_leaves_no_money_locked_and_none_unspent(tmp_path: Path) -> None:
    """Calls that were held for count as what their requests came to; the rest can be spent."""
    go = threading.Event()

    def slow(link: Link, seen: Seen) -> None:
        go.wait(20)
        link.send(sized(CHAT_ANSWER))

    upstream = Upstream(slow)
    program = Tollgate(
        tmp_path / "home",
        ("provider", "set", "openai", "--base-url", upstream.url),
        ("budget", "add", "money", "--limit", "1usd", "--period", "total"),
        ("budget", "add", "calls", "--limit", "5calls", "--period", "total"),
    )
    ask = {"model": "gpt-4o", "max_tokens": 1000, "messages": [{"role": "user", "content": "word " * 500}]}
    body = json.dumps(ask).encode()

    def call(port: int, count: int) -> list[threading.Thread]:
        def one() -> None:
            with contextlib.suppress(OSError, Gone), RawClient(port) as client:
                headers = ("X-Tollgate-Project: web",)
                client.ask("/openai/v1/chat/completions", method="POST", headers=headers, body=body)

        threads = [threading.Thread(target=one) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads

    def told(name: str) -> dict[str, Any]:
        document = json.loads(program.tell("status", "--json"))
        return next(row for row in document["budgets"] if row["name"] == name)

    program.__enter__()
    port = urlsplit(program.url).port
    assert port is not None
    threads = call(port, 3)
    wait_for(lambda: len(upstream.seen) == 3)
    assert (told("calls")["held"], told("calls")["left"]) == (3, 2)
    program.kill()
    for thread in threads:
        thread.join()
    go.set()
    with program:
        rows = program.rows(3, project="web")
        for row in rows:
            assert (row["error_type"], row["model"], row["usage_basis"]) == (
                "interrupted",
                "gpt-4o",
                "estimated",
            )
            assert 400 < row["input_tokens"] < 600
            assert row["priced"]
        money, calls = told("money"), told("calls")
        assert (calls["spent"], calls["held"], calls["left"]) == (3, 0, 2)
        assert Decimal(money["spent"]) == sum(Decimal(row["cost_usd"]) for row in rows) > 0
        assert Decimal(money["held"]) == 0
        port = urlsplit(program.url).port
        assert port is not None
        for thread in call(port, 4):
            thread.join()
        program.rows(7)
        assert (told("calls")["spent"], told("calls")["left"]) == (5, 0)
    assert len(upstream.seen) == 5
    upstream.close()


@pytest.mark.slow
@pytest.mark.parametrize("watched", [False, True])
def test_the_answers_of_a_session_are_kept_when_the_program_is_killed(tmp_path: Path, watched: bool) -> None:
    home, answers = tmp_path / "home", 3
    upstream = Upstream(Provider())
    program = Tollgate(home, ("provider", "set", "openai", "--base-url", upstream.url))
    if watched:
        program.tell("budget", "add", "money", "--limit", "100usd", "--period", "total")
    program.__enter__()
    port = urlsplit(program.url).port
    assert port is not None
    with RawClient(port) as client:
        session = Session(client)
        for _ in range(answers):
            session.answer()
        journal, said = home / "ledger.db.journal", b'"output_tokens":%d' % (answers * USAGE["output_tokens"])
        wait_for(lambda: any(said in path.read_bytes() for path in journal.iterdir()))
        program.kill()
    with program:
        (row,) = program.rows(1)
        status = json.loads(program.tell("status", "--json"))
        assert json.loads(program.tell("reconcile", "--json"))["agrees"]
    upstream.close()
    assert (row["error_type"], row["usage_basis"], row["ok"]) == ("interrupted", "partial", False)
    assert (row["input_tokens"], row["output_tokens"]) == (
        answers * USAGE["input_tokens"],
        answers * USAGE["output_tokens"],
    )
    assert row["priced"]
    assert Decimal(row["cost_usd"]) > 0
    assert [Decimal(budget["spent"]) for budget in status["budgets"]] == [Decimal(row["cost_usd"])] * watched
