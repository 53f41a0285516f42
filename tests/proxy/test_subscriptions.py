"""What a plan that is paid by the month covers costs nothing; what it would have cost is told beside."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.budgets import Budget
from app.core.calls import Call
from app.core.filters import CallFilter
from app.services.operations import perform
from app.services.prices import NewPrice
from tests.fakes.upstream import Link, Seen
from tests.proxy.program import SSE, WIRES, Program, chunk, running, serve, sized
from tests.wire.recorded import FOLDER

CHAT, RESPONSES, CLAUDE, _ = WIRES
LOGIN = "Authorization: Bearer sk-ant-oat01-a-login"
KEY = "x-api-key: sk-ant-api03-a-key"
WORTH_NUSD = 27_000  # 12 tokens at $1 and 3 at $5 the million


@pytest.fixture
def program(home: Path) -> Iterator[Program]:
    with running(home, serve) as program:
        program.engine.providers.set("chatgpt", {"base_url": program.upstream.url})
        program.engine.providers.add("flat", "anthropic", program.upstream.url)
        yield program


def paid_and_worth(call: Call) -> tuple[int | None, bool, int | None]:
    return call.cost_nusd, call.covered, call.equivalent_nusd


def claude(program: Program, *headers: str, streamed: bool = False) -> int:
    return program.call(*(CLAUDE.streamed if streamed else CLAUDE.plain), *headers).status


def test_a_login_with_a_plan_pays_nothing_and_a_key_pays_what_the_same_call_is_worth(
    program: Program,
) -> None:
    assert [claude(program, LOGIN), claude(program, LOGIN, streamed=True), claude(program, KEY)] == [200] * 3
    *covered, paid = program.calls(3)
    assert [paid_and_worth(call) for call in covered] == [(0, True, WORTH_NUSD)] * 2
    assert paid_and_worth(paid) == (WORTH_NUSD, False, None)
    assert {call.cost_basis for call in (*covered, paid)} == {"catalogue"}
    assert {call.price_ref for call in covered} == {paid.price_ref}
    totals = program.engine.ledger.reader.summary(CallFilter())
    assert (totals.cost_nusd, totals.equivalent_nusd, totals.unpriced) == (WORTH_NUSD, 2 * WORTH_NUSD, 0)
    assert program.engine.ledger.reader.reconcile().agrees


def test_codex_with_a_login_of_chatgpt_pays_nothing(program: Program) -> None:
    body = RESPONSES.plain[1]
    assert program.call("/chatgpt/v1/responses", body, "Authorization: Bearer eyJ.login.x").status == 200
    (call,) = program.calls(1)
    assert call.covered
    assert call.cost_nusd == 0
    assert (call.equivalent_nusd or 0) > 0


def test_gemini_cli_with_a_login_of_google_pays_nothing_and_what_it_asks_about_that_login_is_free(
    home: Path,
) -> None:
    """Requests and answers are wrapped, as they were recorded."""
    recording = json.loads((FOLDER / "gemini-generate" / "code_assist.json").read_bytes())
    asked, answer = recording["request"], "".join(recording["response"]["pieces"]).encode()

    def code_assist(link: Link, seen: Seen) -> None:
        if b":streamGenerateContent" in seen.target:
            link.send(SSE + chunk(answer) + b"0\r\n\r\n")
        else:
            link.send(sized(b'{"currentTier":{"id":"free-tier"}}'))

    with running(home, code_assist) as program:
        program.engine.providers.set("codeassist", {"base_url": program.upstream.url})
        login = "Authorization: Bearer ya29.a-login"
        for path, body in (("/v1internal:loadCodeAssist", {}), (asked["path"], asked["body"])):
            assert program.call(f"/codeassist{path}", body, login).status == 200
        about, call = program.calls(2)
    assert (about.wire, about.cost_nusd, about.cost_basis) == ("other", 0, "free")
    assert (call.wire, call.model, call.session) == ("gemini-generate", asked["body"]["model"], "s-1")
    assert (call.usage.input_tokens, call.usage.output_tokens, call.usage.reasoning_tokens) == (12, 7, 30)
    assert (call.covered, call.cost_nusd, call.cost_basis) == (True, 0, "catalogue")
    assert (call.equivalent_nusd or 0) > 0


def test_who_wants_to_see_them_as_spent_sees_them_as_spent(program: Program) -> None:
    program.engine.change_setting("prices.subscription_logins", "spend")
    assert claude(program, LOGIN) == 200
    (call,) = program.calls(1)
    assert paid_and_worth(call) == (WORTH_NUSD, False, None)


def test_an_account_by_subscription_covers_its_calls_and_the_one_that_stands_in_for_it_does_not(
    program: Program,
) -> None:
    engine = program.engine
    engine.change_setting("prices.subscription_logins", "spend")  # that is about logins
    for name, kind in (("plan", "subscription"), ("spare", "postpaid")):
        engine.keys.set("anthropic", name, f"key-of-{name}")
        engine.accounts.set("anthropic", name, {"kind": kind, "priority": int(name == "spare")})
    header = f"x-api-key: {program.token()}"
    assert claude(program, header) == 200
    engine.accounts.set("anthropic", "plan", {"paused": True})
    assert claude(program, header) == 200
    plan, spare = program.calls(2)
    assert (plan.account, *paid_and_worth(plan)) == ("plan", 0, True, WORTH_NUSD)
    assert (spare.account, *paid_and_worth(spare)) == ("spare", WORTH_NUSD, False, None)


def test_the_second_account_pays_for_a_call_that_the_plan_would_not_take(home: Path) -> None:
    def full(link: Link, seen: Seen) -> None:
        if b"key-of-plan" in seen.head:
            link.send(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}")
        else:
            serve(link, seen)

    with running(home, full) as program:
        engine = program.engine
        for name, kind in (("plan", "subscription"), ("spare", "postpaid")):
            engine.keys.set("anthropic", name, f"key-of-{name}")
            engine.accounts.set("anthropic", name, {"kind": kind, "priority": int(name == "spare")})
        assert claude(program, f"x-api-key: {program.token()}") == 200
        (call,) = program.calls(1)
        assert (call.account, *paid_and_worth(call)) == ("spare", WORTH_NUSD, False, None)


def test_a_budget_in_dollars_neither_counts_nor_stops_them_and_others_do(program: Program) -> None:
    budgets = program.engine.budgets
    budgets.add(Budget("money", 1, period="total"))
    budgets.add(Budget("words", 10_000, "tokens", period="total"))
    budgets.add(Budget("times", 4, "calls", period="total"))
    assert claude(program, KEY) == 200
    assert claude(program, KEY) == 402  # the money is gone
    assert [claude(program, LOGIN), claude(program, LOGIN, streamed=True)] == [200, 200]
    program.calls(4)
    spent = {tally.budget.name: tally.spent for tally in program.engine.gate.all()}
    assert spent == {"money": WORTH_NUSD, "words": 45, "times": 3}
    program.engine.gate.reload()  # what the ledger says is what was counted
    assert {tally.budget.name: tally.spent for tally in program.engine.gate.all()} == spent
    assert claude(program, LOGIN) == 200
    assert claude(program, LOGIN) == 402
    assert "times" in program.calls(6)[-1].error_message  # type: ignore[operator]


def test_what_they_would_have_cost_is_held_for_the_next_one_that_is_paid(program: Program) -> None:
    """Calls like it that cost nothing say nothing of what a paid one comes to."""
    program.engine.budgets.add(Budget("money", 1_000_000_000, period="total"))
    for _ in range(6):
        assert claude(program, LOGIN) == 200
    program.calls(6)
    gate = program.engine.gate
    call = Call("x", 0, "anthropic", "anthropic-messages", "POST", "/v1/messages", model="claude-haiku-4-5")
    assert gate.admit(call, None) is None
    assert program.held() == [WORTH_NUSD]
    gate.release(call)


def test_what_failed_or_is_not_sold_needs_no_plan(program: Program) -> None:
    with program.client() as client:
        assert client.ask("/anthropic/v1/models", headers=(LOGIN,)).status == 200
    (call,) = program.calls(1)
    assert (*paid_and_worth(call), call.cost_basis) == (0, False, None, "free")


def test_a_covered_call_without_a_price_gets_its_worth_when_there_is_one_and_is_never_spent(
    program: Program,
) -> None:
    engine = program.engine
    body = {**CLAUDE.plain[1], "model": "claude-of-tomorrow"}
    assert program.call("/flat/v1/messages", body, LOGIN).status == 200
    (before,) = program.calls(1)
    assert (*paid_and_worth(before), before.cost_basis) == (0, True, None, "unpriced")
    engine.prices.set(NewPrice("flat", "*", {"input": 2_000_000, "output": 0}), "a test", sure=True)
    done = perform(engine, "price.reprice", {"filter": {}, "unpriced_only": True, "made_by": "me"}, "window")
    assert (done["calls"], done["new_usd"], done["new_equivalent_usd"]) == (1, "0", "0.000024")
    (after,) = program.calls(1)
    assert (*paid_and_worth(after), after.cost_basis) == (0, True, 24_000, "override")
    assert engine.ledger.reader.reconcile().agrees
    perform(engine, "price.undo", {}, "window")
    assert program.calls(1) == [before]
    assert engine.ledger.reader.reconcile().agrees
