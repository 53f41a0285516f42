"""What one account or model refuses another one serves, before a byte has reached the client."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.accounts import Account
from app.core.budgets import Budget, BudgetScope
from app.platform.clock import now_us
from app.proxy import relay
from app.proxy.books import Books, Notes
from app.services.accounts import BAD_KEY
from app.services.operations import perform
from tests.fakes.upstream import Link, Seen, Upstream, chunk
from tests.proxy.kit import CHAT_ANSWER
from tests.proxy.program import SSE, WIRES, Program, Wire, running, serve, sized, wait_for
from tests.services.test_gate import a_call

CHAT = WIRES[0]
LIMITED = b'{"error":{"message":"slow down","type":"rate_limit_error"}}'


@pytest.fixture
def program(home: Path) -> Iterator[Program]:
    with running(home, serve) as program:
        yield program


def key_of(seen: Seen) -> str:
    shown = [*seen.header("authorization"), *seen.header("x-api-key"), *seen.header("x-goog-api-key")]
    return shown[0].split()[-1] if shown else ""


def accounts(program: Program, *names: str, provider: str = "openai", **options: Any) -> tuple[str, str]:
    """Accounts in this order, each with a key of its own; the header that shows a token for them."""
    for priority, name in enumerate(names):
        program.engine.keys.set(provider, name, f"sk-{provider}-{name}")
        program.engine.accounts.set(provider, name, {"priority": priority, **options})
    token = program.token(provider)
    return f"Authorization: Bearer {token}", token


def refusing(answers: dict[str, bytes]) -> Callable[[Link, Seen], None]:
    """Whoever shows one of these keys gets this; everybody else is served."""

    def script(link: Link, seen: Seen) -> None:
        said = answers.get(key_of(seen))
        if said is None:
            serve(link, seen)
        else:
            link.send(said)

    return script


@pytest.mark.parametrize(
    "status", ["429 Slow Down", "500 Oops", "502 Bad", "503 Busy", "504 Late", "529 Full"]
)
@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_what_an_account_refuses_the_next_one_serves(program: Program, wire: Wire, status: str) -> None:
    provider = wire.plain[0].split("/")[1]
    header, _ = accounts(program, "one", "two", provider=provider)
    program.upstream.script = refusing({f"sk-{provider}-one": sized(LIMITED, status)})
    plain, streamed = program.call(*wire.plain, header), program.call(*wire.streamed, header)
    assert (plain.status, plain.body) == (200, wire.answer)
    assert streamed.status == 200
    assert [key_of(seen) for seen in program.upstream.seen] == [
        f"sk-{provider}-one",
        f"sk-{provider}-two",
        f"sk-{provider}-two",  # the first one rests
    ]
    first, second = program.calls(2)
    assert (first.account, first.attempts, first.ok) == ("two", 2, True)
    assert first.problem == f"tried before: {provider}/one: {status.split(maxsplit=1)[0]}"
    assert (second.account, second.attempts, second.problem) == ("two", 1, None)
    standing = program.engine.accounts.standing(Account(provider, "one"))
    assert standing.last_error == status.split(maxsplit=1)[0]
    assert standing.resting_until_us > 0
    assert standing.in_flight == 0


def test_an_account_that_cannot_be_reached_or_hangs_up_is_passed_by(program: Program) -> None:
    header, _ = accounts(program, "gone", "mute", "garbage", "good")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        program.engine.accounts.set("openai", "gone", {"base_url": nowhere})

        def script(link: Link, seen: Seen) -> bool | None:
            if key_of(seen) == "sk-openai-mute":
                return False
            if key_of(seen) == "sk-openai-garbage":
                link.send(b"what?\r\n\r\n")
                return False
            return serve(link, seen)

        program.upstream.script = script
        assert program.call(*CHAT.streamed, header).status == 200
    (row,) = program.calls(1)
    assert (row.account, row.attempts, row.ok, row.usage_basis) == ("good", 4, True, "measured")
    assert row.problem == (
        "tried before: openai/gone: upstream_unreachable, openai/mute: upstream_closed, "
        "openai/garbage: upstream_garbage"
    )


def test_an_account_that_points_nowhere_is_passed_by(program: Program) -> None:
    header, _ = accounts(program, "loop", "good")
    itself = f"http://127.0.0.1:{program.port}"
    program.engine.accounts.set("openai", "loop", {"base_url": itself})
    assert program.call(*CHAT.plain, header).status == 200
    program.engine.accounts.set("openai", "good", {"base_url": itself})
    refused = program.call(*CHAT.plain, header)
    assert refused.status == 502
    assert "is this proxy itself" in refused.body.decode()
    served, row = program.calls(2)
    assert (served.account, served.attempts, served.ok) == ("good", 1, True)
    standing = program.engine.accounts.standing(Account("openai", "loop"))
    assert (standing.last_error, standing.in_flight) == ("provider_misconfigured", 0)
    assert (row.error_type, row.attempts) == ("provider_misconfigured", 0)
    assert [key_of(seen) for seen in program.upstream.seen] == ["sk-openai-good"]


_NOT_A_KEY = json.dumps(
    {
        "error": {
            "code": 400,
            "message": "API key not valid. Please pass a valid API key.",
            "status": "INVALID_ARGUMENT",
            "details": [
                {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},
            ],
        }
    }
).encode()
_NOT_A_REQUEST = b'{"error":{"code":400,"message":"Unknown name "x"","status":"INVALID_ARGUMENT"}}'


def test_a_key_that_gemini_takes_for_a_bad_request_is_a_bad_key(program: Program) -> None:
    gemini = next(wire for wire in WIRES if wire.plain[0].startswith("/gemini"))
    header, _ = accounts(program, "bad", "good", provider="gemini")
    program.upstream.script = refusing({"sk-gemini-bad": sized(_NOT_A_KEY, "400 Bad Request")})
    assert program.call(*gemini.streamed, header).status == 200
    (row,) = program.calls(1)
    assert (row.account, row.problem) == ("good", "tried before: gemini/bad: 400")
    standing = program.engine.accounts.standing(Account("gemini", "bad"))
    assert standing.last_error == BAD_KEY


def test_any_other_bad_request_is_the_clients(program: Program) -> None:
    gemini = next(wire for wire in WIRES if wire.plain[0].startswith("/gemini"))
    header, _ = accounts(program, "one", "two", provider="gemini")
    program.upstream.script = refusing({"sk-gemini-one": sized(_NOT_A_REQUEST, "400 Bad Request")})
    said = program.call(*gemini.plain, header)
    assert (said.status, said.body) == (400, _NOT_A_REQUEST)
    program.upstream.script = refusing({"sk-gemini-one": sized(_NOT_A_KEY, "400 Bad Request")})
    own = program.call(*gemini.plain, "x-goog-api-key: sk-gemini-one")
    assert (own.status, own.body) == (400, _NOT_A_KEY)
    assert len(program.upstream.seen) == 2


def test_an_account_that_is_silent_for_too_long_is_passed_by(program: Program) -> None:
    header, _ = accounts(program, "silent", "good")
    program.engine.change_setting("proxy.first_byte_timeout_s", 1)
    over = threading.Event()

    def script(link: Link, seen: Seen) -> None:
        if key_of(seen) == "sk-openai-silent":
            assert over.wait(60)
        else:
            serve(link, seen)

    program.upstream.script = script
    assert program.call(*CHAT.plain, header).status == 200
    over.set()
    (row,) = program.calls(1)
    assert row.problem == "tried before: openai/silent: upstream_timeout"


def test_an_account_that_served_its_last_rests_before_it_has_to_refuse(program: Program) -> None:
    header, _ = accounts(program, "one", "two")
    said = {"one": "0", "two": "7"}

    def script(link: Link, seen: Seen) -> None:
        left = said[key_of(seen).removeprefix("sk-openai-")]
        limits = ("x-ratelimit-remaining-requests: " + left, "x-ratelimit-reset-requests: 1m")
        link.send(sized(CHAT_ANSWER, "200 OK", *limits))

    program.upstream.script = script
    assert program.call(*CHAT.plain, header).status == 200
    program.calls(1)
    one = Account("openai", "one")
    wait_for(lambda: program.engine.accounts.standing(one).resting_until_us > 0)
    assert program.call(*CHAT.plain, header).status == 200
    assert [call.account for call in program.calls(2)] == ["one", "two"]
    (row,) = [row for row in program.engine.accounts.health(now_us()) if row["account"] == "one"]
    assert row["last_error"] == "its allowance is used up"


def test_when_all_refuse_the_last_answer_is_the_clients_as_it_came(program: Program) -> None:
    header, _ = accounts(program, "one", "two")
    last = b'{"error":{"message":"the second one says so"}}'
    program.upstream.script = refusing(
        {
            "sk-openai-one": sized(LIMITED, "429 Slow", "Retry-After: 5"),
            "sk-openai-two": sized(last, "529 Site is overloaded", "Retry-After: 17", "X-Theirs: yes"),
        }
    )
    said = program.call(*CHAT.plain, header)
    assert (said.status, said.reason, said.body) == (529, "Site is overloaded", last)
    assert said.header("retry-after") == ["17"]
    assert said.header("x-theirs") == ["yes"]
    (row,) = program.calls(1)
    assert (row.account, row.attempts, row.status, row.cost_nusd) == ("two", 2, 529, 0)
    assert row.error_message == "the second one says so"
    assert row.problem == "tried before: openai/one: 429, openai/two: 529"
    again = program.call(*CHAT.plain, header)  # both rest: the one that is ready first is asked
    assert again.header("retry-after") == ["5"]
    assert [key_of(seen)[-3:] for seen in program.upstream.seen] == ["one", "two", "one"]


def test_an_answer_that_was_kept_back_is_counted_while_it_is_unread_like_any_other(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, _ = accounts(program, "one", "two")
    last = b'{"error":{"message":"the second one says so"}}'
    program.upstream.script = refusing(
        {"sk-openai-one": sized(LIMITED, "429 Slow"), "sk-openai-two": sized(last, "529 Overloaded")}
    )
    told: list[tuple[int, int]] = []  # bytes of answers that the books were told of, and that were unread
    hear = Books.heard

    def heard(books: Books, notes: Notes, size: int) -> None:
        told.append((size, notes.unread_bytes))
        hear(books, notes, size)

    monkeypatch.setattr(Books, "heard", heard)
    assert program.call(*CHAT.plain, header).body == last
    program.calls(1)
    assert told == [(len(last), len(last))]


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_a_request_that_is_wrong_is_not_tried_elsewhere(program: Program, status: int) -> None:
    header, _ = accounts(program, "one", "two")
    program.upstream.script = refusing({"sk-openai-one": sized(b"{}", f"{status} No")})
    assert program.call(*CHAT.plain, header).status == status
    assert len(program.upstream.seen) == 1
    assert program.engine.accounts.standing(Account("openai", "one")).last_error == ""


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_told_and_the_next_account_serves(program: Program, status: int) -> None:
    header, _ = accounts(program, "bad", "good")
    program.upstream.script = refusing({"sk-openai-bad": sized(b'{"error":{}}', f"{status} No")})
    assert program.call(*CHAT.plain, header).status == 200
    standing = program.engine.accounts.standing(Account("openai", "bad"))
    assert standing.last_error == "its key was refused"
    (told,) = (row for row in program.engine.health()["accounts"] if row["account"] == "bad")
    assert told["last_error"] == "its key was refused"
    assert told["resting_until"] is not None
    assert any("openai/bad" in problem for problem in program.engine.health()["problems"])
    given = {"provider": "openai", "account": "bad", "key": "sk-openai-new"}
    perform(program.engine, "key.set", given)
    assert program.engine.health()["problems"] == []
    assert program.call(*CHAT.plain, header, "X-Tollgate-Session: other").status == 200
    assert key_of(program.upstream.seen[-1]) == "sk-openai-new"


def test_a_client_hears_of_the_limit_rather_than_of_a_key_that_is_not_its_own(program: Program) -> None:
    header, _ = accounts(program, "limited", "bad")
    limited, bad = sized(LIMITED, "429 Slow", "Retry-After: 9"), sized(b'{"error":{}}', "401 No")
    program.upstream.script = refusing({"sk-openai-limited": limited, "sk-openai-bad": bad})
    said = program.call(*CHAT.plain, header)
    assert (said.status, said.header("retry-after"), said.body) == (429, ["9"], LIMITED)
    (row,) = program.calls(1)
    assert (row.status, row.attempts) == (429, 2)


@pytest.mark.parametrize("names", [("one",), ("one", "two")])
def test_an_error_that_comes_slowly_is_not_waited_for(
    program: Program, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another account serves; where there is none, the client has the error as it comes."""
    monkeypatch.setattr(relay, "_REFUSAL_S", 0.1)
    header, _ = accounts(program, *names)
    go = threading.Event()
    slow = sized(LIMITED, "429 Slow")

    def script(link: Link, seen: Seen) -> None:
        if key_of(seen) == "sk-openai-one":
            link.send(slow[:-10])
            assert go.wait(60)
            link.send(slow[-10:])
        else:
            serve(link, seen)

    program.upstream.script = script
    with program.client() as client:
        client.request(
            CHAT.plain[0], method="POST", headers=(header,), body=json.dumps(CHAT.plain[1]).encode()
        )
        head = client.read_head()
        go.set()
        assert head.startswith(b"HTTP/1.1 429" if len(names) == 1 else b"HTTP/1.1 200")
        assert (
            client.read_exactly(len(LIMITED)) == (LIMITED if len(names) == 1 else CHAT_ANSWER)[: len(LIMITED)]
        )
    assert program.engine.accounts.standing(Account("openai", "one")).last_error == "429"


def test_a_clients_own_key_is_never_tried_elsewhere(program: Program) -> None:
    accounts(program, "one", "two")
    for status in ("401 No", "429 Slow", "500 Oops"):
        program.upstream.script = refusing({"sk-own": sized(LIMITED, status, "Retry-After: 3")})
        said = program.call(*CHAT.plain, "Authorization: Bearer sk-own")
        assert said.status == int(status[:3])
        assert said.body == LIMITED
    assert [key_of(seen) for seen in program.upstream.seen] == ["sk-own"] * 3


def test_nothing_is_tried_again_once_a_byte_has_reached_the_client(program: Program) -> None:
    header, _ = accounts(program, "one", "two")

    def script(link: Link, _: Seen) -> bool:
        link.send(SSE + chunk(CHAT.events[0]))
        return False

    program.upstream.script = script
    with program.client() as client:
        client.request(
            CHAT.streamed[0], method="POST", headers=(header,), body=json.dumps(CHAT.streamed[1]).encode()
        )
        assert client.read_head().startswith(b"HTTP/1.1 200")
        assert client.is_closed()
    wait_for(lambda: not program.engine.proxy.in_flight())
    (row,) = program.calls(1)
    assert (row.attempts, row.error_type) == (1, "upstream_closed")
    assert len(program.upstream.seen) == 1


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["failover", "round-robin", "least-busy", "weighted"])
def test_in_a_storm_of_429_no_call_is_lost_that_an_account_could_serve(
    program: Program, strategy: str
) -> None:
    """Each account serves for two thirds of the time and says when it will again; two of them always do.

    A call is lost only if two thirds go by between its attempts: they are long, for a machine that is busy.
    """
    header, _ = accounts(program, "a", "b", "c")
    for name in "abc":
        program.engine.accounts.set("openai", name, {"priority": 0})
    program.engine.accounts.route("openai", strategy, None)
    third_s, began = 0.8, time.monotonic()

    def script(link: Link, seen: Seen) -> None:
        place = ((time.monotonic() - began) / third_s - "abc".index(key_of(seen)[-1])) % 3
        if place < 2:
            link.send(sized(CHAT_ANSWER))
        else:
            link.send(sized(LIMITED, "429 Slow", f"retry-after-ms: {(3 - place) * third_s * 1000:.3f}"))

    program.upstream.script = script
    got: list[int] = []

    def client(n: int) -> None:
        with program.client() as own:
            while time.monotonic() - began < 5 * third_s:
                path, body = CHAT.plain
                got.append(program.call(path, body, header, f"X-Tollgate-Session: s{n}", client=own).status)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = program.calls(len(got))
    lost = [(row.attempts, row.problem) for row in rows if not row.ok]
    assert not lost
    assert sum(row.attempts for row in rows) == len(program.upstream.seen) > len(rows)
    assert all(program.engine.accounts.standing(Account("openai", name)).in_flight == 0 for name in "abc")


@pytest.mark.slow
def test_with_one_account_that_serves_no_call_of_two_hundred_is_lost(program: Program) -> None:
    header, _ = accounts(program, "a", "b", "c")
    program.engine.budgets.add(Budget("b", 100, "calls"))
    program.upstream.script = refusing(
        {f"sk-openai-{n}": sized(LIMITED, "429 Slow", "Retry-After: 0") for n in "ab"}
    )
    got: list[int] = []
    ready = threading.Barrier(200)

    def client() -> None:
        ready.wait(60)
        got.append(program.call(*CHAT.plain, header).status)

    threads = [threading.Thread(target=client) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(got) == {200: 100, 402: 100}
    wait_for(lambda: not program.engine.proxy.in_flight())
    assert Counter(key_of(seen)[-1] for seen in program.upstream.seen)["c"] == 100
    assert not any(program.held())


def test_a_rest_ends_when_the_provider_said_and_one_call_looks_whether_it_is_over(program: Program) -> None:
    header, _ = accounts(program, "one", "two")
    program.engine.accounts.route("openai", "failover", None)
    program.upstream.script = refusing({"sk-openai-one": sized(LIMITED, "429 Slow", "retry-after-ms: 300")})
    started = time.monotonic()
    assert program.call(*CHAT.plain, header).status == 200
    program.upstream.script = serve
    while key_of(program.upstream.seen[-1]) != "sk-openai-one" or len(program.upstream.seen) < 3:
        assert program.call(*CHAT.plain, header).status == 200
        assert time.monotonic() - started < 10
    assert time.monotonic() - started >= 0.3


def test_a_budget_is_never_gone_around(program: Program) -> None:
    """What the first account refuses would go to one whose budget is spent: the client gets the refusal."""
    header, _ = accounts(program, "one", "two")
    program.engine.accounts.route("openai", "failover", None)
    program.engine.budgets.add(Budget("two", 1, "calls", scope=BudgetScope(account="two")))
    program.upstream.script = refusing({"sk-openai-one": sized(LIMITED, "429 Slow", "Retry-After: 9")})
    assert program.call(*CHAT.plain, header).status == 200
    wait_for(lambda: program.engine.gate.all()[0].spent == 1)
    assert program.call(*CHAT.plain, header).status == 402
    assert len(program.upstream.seen) == 2
    program.engine.accounts.set("openai", "one", {"priority": 0, "paused": False})
    program.engine.accounts.answered(Account("openai", "one"))  # its rest is over
    said = program.call(*CHAT.plain, header)
    assert (said.status, said.header("retry-after")) == (429, ["9"])
    rows = program.calls(3)
    assert [(row.account, row.status, row.attempts) for row in rows] == [
        ("two", 200, 2),
        ("two", 402, 0),
        ("one", 429, 1),
    ]
    assert not any(program.held())


# ---- aliases ------------------------------------------------------------------------------------------


def body_of(seen: Seen) -> dict[str, Any]:
    return json.loads(seen.body)


def test_an_alias_is_the_first_of_its_models_and_nothing_else_of_the_request_changes(
    program: Program,
) -> None:
    program.engine.accounts.add_alias("fast", ["gpt-4o-mini", "gpt-4o"])
    said = (
        b'{ "messages" : [{"role":"user","content":"model: \\"model\\""}],\n "model"\t:  "fast" , '
        b'"metadata":{"model":"fast"}, "temperature":0.10, "stream":false}'
    )
    assert program.call(CHAT.plain[0], said, "Authorization: Bearer sk-own").status == 200
    (seen,) = program.upstream.seen
    assert seen.body == said.replace(b'"fast" ,', b'"gpt-4o-mini" ,')
    assert key_of(seen) == "sk-own"
    (row,) = program.calls(1)
    assert (row.model, row.model_sent, row.model_answered) == ("fast", "gpt-4o-mini", "gpt-4o-2024-08-06")
    assert row.cost_nusd


def test_an_alias_falls_back_along_its_chain_and_to_other_providers_with_their_own_keys(
    program: Program, home: Path
) -> None:
    other = Upstream(serve)
    program.engine.providers.set("groq", {"base_url": f"{other.url}/openai/v1"})
    program.engine.accounts.add_alias("fast", ["gpt-4o-mini", "gpt-4o", "groq/llama-3"])
    program.engine.keys.set("openai", "default", "sk-openai-default")
    program.engine.keys.set("groq", "default", "sk-groq-default")
    header = f"Authorization: Bearer {program.token()}"
    program.upstream.script = refusing({"sk-openai-default": sized(LIMITED, "503 Busy")})
    path, body = CHAT.streamed
    assert program.call(path, {**body, "model": "fast"}, header).status == 200
    assert [body_of(seen)["model"] for seen in program.upstream.seen] == ["gpt-4o-mini"]
    (seen,) = other.seen
    assert (seen.target, body_of(seen)["model"]) == (b"/openai/v1/chat/completions", "llama-3")
    assert key_of(seen) == "sk-groq-default"
    (row,) = program.calls(1)
    assert (row.provider, row.model, row.model_sent, row.attempts) == ("groq", "fast", "llama-3", 2)
    other.close()


def test_with_a_key_of_its_own_a_client_goes_along_the_chain_at_its_own_provider_only(
    program: Program,
) -> None:
    other = Upstream(serve)
    program.engine.providers.set("groq", {"base_url": other.url})
    program.engine.accounts.add_alias("fast", ["gpt-4o-mini", "groq/llama-3", "gpt-4o"])

    def script(link: Link, seen: Seen) -> None:
        if body_of(seen)["model"] == "gpt-4o-mini":
            link.send(sized(LIMITED, "429 Slow"))
        else:
            serve(link, seen)

    program.upstream.script = script
    path, body = CHAT.plain
    said = program.call(path, {**body, "model": "fast"}, "Authorization: Bearer sk-own")
    assert said.status == 200
    assert [body_of(seen)["model"] for seen in program.upstream.seen] == ["gpt-4o-mini", "gpt-4o"]
    assert other.seen == []
    other.close()


def test_an_alias_in_a_path_is_put_there(program: Program) -> None:
    program.engine.accounts.add_alias("quick", ["gemini-2.5-flash"])
    path = "/gemini/v1beta/models/quick:streamGenerateContent?alt=sse"
    assert program.call(path, WIRES[3].plain[1]).status == 200
    (seen,) = program.upstream.seen
    assert seen.target == b"/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    (row,) = program.calls(1)
    assert (row.model, row.model_sent) == ("quick", "gemini-2.5-flash")


def test_a_budget_for_a_model_counts_what_an_alias_sends_to_it(program: Program) -> None:
    program.engine.accounts.add_alias("fast", ["gpt-4o"])
    program.engine.budgets.add(Budget("4o", 1, "calls", scope=BudgetScope(model="gpt-4o")))
    path, body = CHAT.plain
    assert program.call(path, {**body, "model": "fast"}).status == 200
    wait_for(lambda: program.engine.gate.all()[0].spent == 1)
    assert program.call(path, {**body, "model": "fast"}).status == 402


@pytest.mark.parametrize("held", [False, True], ids=["used up", "held"])
def test_where_a_budget_stops_the_first_model_of_an_alias_the_next_one_is_asked(
    program: Program, *, held: bool
) -> None:
    """Unless a budget stops that one as well: then the client hears of the first."""
    program.engine.change_setting("budgets.wait_s", 0)
    program.engine.accounts.add_alias("fast", ["gpt-4o", "gpt-4o-mini"])
    program.engine.budgets.add(Budget("large", 1, "calls", scope=BudgetScope(model="gpt-4o")))
    program.engine.budgets.add(Budget("small", 1, "calls", scope=BudgetScope(model="gpt-4o-mini")))
    before = a_call(model="gpt-4o")
    assert program.engine.gate.admit(before, None) is None
    if not held:
        program.engine.gate.ended(before)
    path, body = CHAT.plain
    assert program.call(path, {**body, "model": "fast"}).status == 200
    wait_for(lambda: [tally.spent for tally in program.engine.gate.all()] == [int(not held), 1])
    said = program.call(path, {**body, "model": "fast"})
    assert said.status == 402
    assert b"'large'" in said.body
    assert [body_of(seen)["model"] for seen in program.upstream.seen] == ["gpt-4o-mini"]
    assert [row.model_sent for row in program.calls(2)] == ["gpt-4o-mini", "gpt-4o"]


def test_a_token_for_one_provider_does_not_reach_another_by_an_alias(program: Program) -> None:
    other = Upstream(serve)
    program.engine.providers.set("groq", {"base_url": other.url})
    program.engine.accounts.add_alias("fast", ["gpt-4o-mini", "groq/llama-3"])
    program.engine.keys.set("openai", "default", "sk-openai-default")
    program.engine.keys.set("groq", "default", "sk-groq-default")
    header = f"Authorization: Bearer {program.token(providers=('openai',))}"
    program.upstream.script = refusing({"sk-openai-default": sized(LIMITED, "503 Busy")})
    path, body = CHAT.plain
    assert program.call(path, {**body, "model": "fast"}, header).status == 503
    assert other.seen == []
    other.close()
