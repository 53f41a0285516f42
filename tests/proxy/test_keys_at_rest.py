"""A key and a token go through everything that can happen to a call, and are then in no file of ours."""

import base64
import json
import logging
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.cli.main import run_command
from app.core.budgets import Budget, BudgetScope
from app.core.filters import CallFilter
from app.services import journeys
from tests.fakes.upstream import Gone, Link, Script, Seen, answer, chunk
from tests.proxy.program import SSE, WIRES, Program, running, serve, sized, wait_for

CANARY = "Canary0Key1Of2No3Known4Shape"
PASSPHRASE = "Canary5Passphrase6Of7Nobody"


@pytest.fixture
def program(home: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Program]:
    with running(home, serve) as program:
        caplog.set_level(logging.DEBUG)
        yield program


def forms_of(secret: str) -> set[bytes]:
    """A secret as it may be written down."""
    raw = secret.encode()
    inside = {base64.b64encode(b" " * shift + raw)[4:-4] for shift in range(3)}
    spelled = {secret.encode("utf-16-le"), urllib.parse.quote(secret, safe="").encode(), raw.hex().encode()}
    return {raw, raw[::-1]} | inside | spelled


def quoting(status: str) -> Script:
    """A provider that repeats the whole of what it was shown."""

    def script(link: Link, seen: Seen) -> None:
        shown = [*seen.header("authorization"), *seen.header("x-api-key"), *seen.header("x-goog-api-key")]
        said = json.dumps({"error": {"message": f"not {shown} {seen.target.decode()}", "type": "invalid"}})
        link.send(sized(said.encode(), status))

    return script


def broken_stream(link: Link, seen: Seen) -> bool:
    shown = "".join(seen.header("authorization"))
    link.send(SSE + chunk(f'data: {{"error":{{"message":"no {shown}"}}}}\n\n'.encode()))
    return False


def silence(link: Link, _: Seen) -> bool:
    link.wait_closed(5)
    return False


def hang_up(_: Link, __: Seen) -> bool:
    return False


@pytest.mark.expects_warnings
def test_a_key_and_a_token_are_in_no_file(
    program: Program,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    engine = program.engine
    engine.change_setting("keys.store", "file")
    engine.change_setting("proxy.first_byte_timeout_s", 1)
    engine.keys.unlock(PASSPHRASE)
    for provider in ("openai", "anthropic", "gemini"):
        engine.keys.set(provider, "default", CANARY)
        engine.accounts.route(provider, "failover", None)
    token = program.token()
    secrets = [CANARY, PASSPHRASE, token, token[8:]]
    scripts: tuple[Script, ...] = (
        serve,
        *map(quoting, ("200 OK", "400 No", "401 No", "403 No", "404 No", "422 No", "429 No", "500 No")),
        broken_stream,
        silence,
        hang_up,
        answer(b"what?", content_type="text/plain"),
    )

    def call(path: str, body: object, *headers: str) -> None:
        with suppress(Gone, ValueError):
            program.call(path, json.dumps(body).encode(), *headers)

    for script in scripts:
        program.upstream.script = script
        for wire in WIRES:
            call(*wire.plain, f"Authorization: Bearer {token}", f"X-Odd: {token}")
        for wire in WIRES[::2]:
            call(*wire.streamed, f"x-api-key: {token}")
        call(f"{WIRES[3].plain[0]}?key={token}", WIRES[3].plain[1])
    program.upstream.script = serve
    call(*WIRES[0].plain, f"Authorization: Bearer {token}x")  # not known
    call(f"/nobody/v1/{token[:3]}", {}, f"x-api-key: {token}")
    call(*WIRES[0].plain, f"x-api-key: {CANARY}")  # as the client's own
    call(f"{WIRES[0].plain[0]}?key={CANARY}", WIRES[0].plain[1])
    engine.budgets.add(Budget("b", 1, "calls", scope=BudgetScope(model="gpt-*")))
    call(*WIRES[0].plain, f"x-api-key: {token}")
    call(*WIRES[0].plain, f"x-api-key: {token}")
    with monkeypatch.context() as broken:

        def bug(*_: object) -> None:
            raise RuntimeError("a bug, with keys in sight")

        broken.setattr(journeys, "_wait_us", bug)
        program.upstream.script = quoting("429 No")
        call(*WIRES[2].plain, f"x-api-key: {token}")
    engine.keys.lock()
    call(*WIRES[2].plain, f"x-api-key: {token}")
    engine.keys.unlock(PASSPHRASE)
    engine.keys.remove("gemini", "default")
    engine.clients.rotate("tool")
    engine.clients.revoke("tool")
    wait_for(lambda: not engine.proxy.in_flight())
    engine.ledger.flush(10)

    outside = tmp_path / "outside"
    outside.mkdir()
    for words in (
        ("export", str(outside / "calls.csv")),
        ("export", str(outside / "calls.json")),
        ("export", str(outside / "calls.ndjson")),
        ("backup", "--to", str(outside)),
        ("backup",),
        ("calls", "--json"),
        ("audit", "--json"),
        ("key", "list", "--json"),
        ("client", "list", "--json"),
        ("status", "--json"),
        ("doctor", "--json"),
    ):
        assert run_command(words, None) in {0, 3}, words
    captured = capfd.readouterr()
    files = [path for folder in (home, outside) for path in folder.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"ledger.db", "tollgate.log", "calls.csv", "calls.json", "calls.ndjson"} <= names
    assert any(path.parent.name == "backups" for path in files)
    for secret in secrets:
        for form in forms_of(secret):
            assert form not in (captured.out + captured.err).encode(), (secret, form)
            assert form not in " ".join(sys.argv).encode()
            for path in files:
                assert form not in path.read_bytes(), (path, secret, form)
            for seen in program.upstream.seen:
                if secret is not CANARY:
                    assert form not in seen.head + seen.body, (seen.head, secret)
    rows = engine.ledger.reader.calls(CallFilter(), 1000)
    assert {row.status for row in rows} >= {200, 400, 401, 402, 403, 404, 422, 429, 500, 502, 503, 504}
    assert sum(row.account == "default" for row in rows) > 60
