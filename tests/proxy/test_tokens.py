"""A stored key is used for a valid token only, goes to its provider only, and a token goes nowhere."""

import base64
import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.accounts import Account
from app.core.errors import KeyStoreLocked
from app.core.keys import KeyName
from app.platform.clock import now_us
from app.platform.keys import Keyring
from app.proxy import uplink
from tests.fakes.upstream import Link, Seen, answer, chunk
from tests.proxy.program import WIRES, Program, Wire, running, serve, wait_for

CANARY = "sk-canary-0123456789abcdef"
CHAT = WIRES[0]
_PLACES = ("authorization", "x-api-key", "api-key", "x-goog-api-key")


@pytest.fixture
def program(home: Path) -> Iterator[Program]:
    with running(home, serve) as program:
        yield program


def keyed(program: Program, *providers: str) -> str:
    """A token, and a key at each of these providers."""
    for provider in providers:
        program.engine.keys.set(provider, "default", f"{CANARY}-{provider}")
    return program.token()


def shown(seen: Seen) -> dict[str, list[str]]:
    return {name: seen.header(name) for name in _PLACES if seen.header(name)}


def whole(seen: Seen) -> str:
    return (seen.head + seen.body).decode("latin-1")


@pytest.mark.parametrize(
    ("wire", "place", "value"),
    [
        (WIRES[0], "authorization", "Bearer {}"),
        (WIRES[1], "authorization", "Bearer {}"),
        (WIRES[2], "x-api-key", "{}"),
        (WIRES[3], "x-goog-api-key", "{}"),
    ],
    ids=[wire.name for wire in WIRES],
)
def test_the_key_goes_where_the_provider_wants_it_and_the_token_nowhere(
    program: Program, wire: Wire, place: str, value: str
) -> None:
    """Whatever place the tool has put the token in."""
    provider = wire.plain[0].split("/")[1]
    token = keyed(program, provider)
    path, body = wire.plain
    ways: list[tuple[str, tuple[str, ...]]] = [
        (path, (f"Authorization: Bearer {token}",)),
        (path, (f"authorization: bearer  {token}",)),
        (path, (f"Authorization: {token}",)),
        (path, (f"X-Api-Key: {token}",)),
        (path, (f"api-key: {token}",)),
        (path, (f"x-goog-api-key: {token}",)),
        (f"{path}?key={token}", ()),
        (f"{path}?a=1&key={token}&b=2", (f"Authorization: Bearer {token}", f"X-Other: {token}")),
        (path, ("Authorization: Bearer sk-mine", f"x-api-key: {token}")),
    ]
    with program.client() as client:  # on one connection: what is remembered of a head is in it
        for target, headers in ways * 2:
            assert program.call(target, body, *headers, client=client).status == 200
    for seen in program.upstream.seen:
        assert shown(seen) == {place: [value.format(f"{CANARY}-{provider}")]}
        assert token not in whole(seen)
        assert b"key=" not in seen.target
    assert program.upstream.seen[7].target.endswith(b"?a=1&b=2")
    row = program.calls(len(ways) * 2)[0]
    assert (row.client, row.account, row.ok) == ("tool", "default", True)


def test_a_credential_of_the_clients_own_passes_as_it_came(program: Program) -> None:
    keyed(program, "openai", "anthropic")
    headers = ("Authorization: Bearer sk-ant-oat01-own", "x-api-key: sk-own", "X-Goog-Api-Key: AIza")
    assert program.call("/anthropic/v1/messages?key=own", WIRES[2].plain[1], *headers).status == 200
    (seen,) = program.upstream.seen
    assert shown(seen) == {
        "authorization": ["Bearer sk-ant-oat01-own"],
        "x-api-key": ["sk-own"],
        "x-goog-api-key": ["AIza"],
    }
    assert seen.target == b"/v1/messages?key=own"
    assert CANARY not in whole(seen)
    (row,) = program.calls(1)
    assert row.account is None


def test_a_token_where_none_belongs_stays_here_too(program: Program) -> None:
    token = keyed(program, "openai")
    headers = ("Authorization: Bearer sk-own", f"X-Odd: a {token}", f"Cookie: t={token}", "X-Even: b")
    for _ in range(2):
        assert program.call(*CHAT.plain, *headers).status == 200
    for seen in program.upstream.seen:
        assert token not in whole(seen)
        assert (shown(seen), seen.header("x-even")) == ({"authorization": ["Bearer sk-own"]}, ["b"])


def test_a_providers_own_credential_with_our_mark_in_it_by_chance_passes_as_it_came(
    program: Program,
) -> None:
    keyed(program, "openai")
    jwt = f"eyJhbGciOi.{'a' * 30}tg_{'b' * 60}.c"
    longer = f"tg_{'b' * 44}"
    headers = (f"Authorization: Bearer {jwt}", f"Cookie: s={longer}; t=-tg_{'b' * 43}")
    assert program.call(*CHAT.plain, *headers).status == 200
    (seen,) = program.upstream.seen
    assert seen.header("authorization") == [f"Bearer {jwt}"]
    assert seen.header("cookie") == [headers[1].partition(": ")[2]]


def test_a_token_in_basic_or_under_a_disguised_name_lets_in_and_goes_nowhere(program: Program) -> None:
    token = keyed(program, "openai")
    path, body = CHAT.plain
    basics = [base64.b64encode(text.encode()).decode() for text in (f"{token}:", f"me:{token}")]
    ways = [
        *((path, (f"Authorization: Basic {basic}",)) for basic in basics),
        (f"{path}?k%65y={token}&a=1", ()),
        (f"{path}?a=1&key=sk-own&key={token}", ()),
        (f"{path}?key=t%67_{token[3:]}&a=1", ()),
    ]
    for target, headers in ways:
        assert program.call(target, body, *headers).status == 200
    for seen in program.upstream.seen:
        assert shown(seen) == {"authorization": [f"Bearer {CANARY}-openai"]}
        assert token not in whole(seen)
        assert token[3:] not in whole(seen)
        assert b"y=" not in seen.target


def test_a_token_in_basic_elsewhere_than_as_the_credential_stays_here(program: Program) -> None:
    token = keyed(program, "openai")
    basic = base64.b64encode(f"{token}:".encode()).decode()
    quoted = f"t%3D{token}"
    headers = ("Authorization: Bearer sk-own", f"X-Odd: Basic {basic}", f"Cookie: {quoted}")
    assert program.call(*CHAT.plain, *headers).status == 200
    (seen,) = program.upstream.seen
    assert (seen.header("x-odd"), seen.header("cookie")) == ([], [])


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_a_token_where_it_would_leave_or_be_recorded_is_refused_and_is_in_no_row(
    program: Program, wire: Wire, home: Path
) -> None:
    provider = wire.plain[0].split("/")[1]
    token = keyed(program, provider)
    path, body = wire.plain
    bearer = f"Authorization: Bearer {token}"
    cases: list[tuple[str, tuple[str, ...]]] = [
        (f"{path}?api_key={token}", ()),
        (f"{path}?api_key={token}", (bearer,)),
        (f"{path}?a=1;key={token}", ()),
        (f"{path}?a=t%2567%5F{token[3:]}", ()),
        (f"{path}?{token}", (bearer,)),
        (f"/@{token}{path}", (bearer,)),
        (f"{path}/{token}", ()),
        (f"{path}/%74g_{token[3:]}", (bearer,)),
        (path, (f"X-Tollgate-Session: {token}", bearer)),
        (path, (f"X-Tollgate-Project: {token}",)),
        (path, (f"X-Tollgate-Tags: a,{'x' * 190} {token}",)),
    ]
    for target, headers in cases:
        said = program.call(target, body, *headers)
        assert said.status == 401, target
        assert "none belongs" in json.loads(said.body)["error"]["message"]
    assert program.upstream.seen == []
    rows = program.calls(len(cases))
    assert {row.error_type for row in rows} == {"bad_token"}
    assert {row.attempts for row in rows} == {0}
    assert token[3:] not in repr(rows)
    for file in home.rglob("*"):
        assert not file.is_file() or token[3:].encode() not in file.read_bytes(), file


def test_no_credential_at_all_gets_no_key(program: Program) -> None:
    keyed(program, "openai")
    assert program.call(*CHAT.plain).status == 200
    assert CANARY not in whole(program.upstream.seen[0])


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
def test_a_token_that_is_not_valid_is_refused_in_the_wires_shape_and_goes_nowhere(
    program: Program, wire: Wire
) -> None:
    provider = wire.plain[0].split("/")[1]
    token = keyed(program, provider)
    expired = program.token("expired", expires_us=now_us() - 1)
    elsewhere = program.token("elsewhere", providers=("ollama",))
    other_model = program.token("other model", models=("dall-*",))
    program.engine.clients.revoke("tool")
    cases = [
        (token, 401, "revoked"),
        (expired, 401, "expired"),
        ("tg_" + "x" * 43, 401, "does not know"),
        ("tg_", 401, "does not know"),
        (elsewhere, 403, f"not for {provider}"),
        (other_model, 403, "not for g" if provider != "anthropic" else "not for c"),
    ]
    for text, status, words in cases:
        for target, body in (wire.plain, wire.streamed):
            said = program.call(target, body, f"Authorization: Bearer {text}", f"x-api-key: {text}")
            assert said.status == status, text
            error = json.loads(said.body)["error"]
            assert words in error["message"]
            assert text not in said.body.decode() or text == "tg_"
            kind = {401: "authentication_error", 403: "permission_error"}[status]
            if provider == "gemini":
                assert error["status"] == {401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED"}[status]
            else:
                assert error["type"] == kind
    assert program.upstream.seen == []
    rows = program.calls(2 * len(cases))
    assert {row.error_type for row in rows} == {"bad_token", "token_scope"}
    assert all(row.attempts == 0 and row.cost_nusd == 0 for row in rows)


def test_a_token_for_certain_models_reads_lists_too(program: Program) -> None:
    keyed(program, "openai")
    token = program.token("scoped", models=("gpt-4*",), project="web")
    with program.client() as client:
        assert client.ask("/openai/v1/models", headers=(f"Authorization: Bearer {token}",)).status == 200
    headers = (f"Authorization: Bearer {token}",)
    assert program.call(*CHAT.plain, *headers).status == 200
    assert program.call("/openai/v1/chat/completions", b'{"messages":[]}', *headers).status == 403
    rows = program.calls(3)
    assert [(row.client, row.project) for row in rows] == [("scoped", "web")] * 3


_MESSAGES = '"messages":[{"role":"user","content":"hi"}]'


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/openai/openai/deployments/o1/chat/completions", '{"model":"gpt-4o",%s}'),
        (
            "/openai/v1/chat/completions",
            '{"model":"gpt-4o",%s,"user":"' + "x" * (9 << 20) + '","model":"o1"}',
        ),
        ("/openai/v1/chat/completions", '{"mod\\u0065l":"o1","model":"gpt-4o",%s,"n":' + "1" * 5000 + "}"),
        ("/openai/v1/chat/completions", '{"mod\\u0065l":"o1","model":"gpt-4o",%s}'),
        ("/openai/v1/chat/completions", '{"model":"gpt-4o",%s,"models":["gpt-4o","o1"]}'),
        ("/openai/v1/chat/completions", '{"model":"gpt-4o",%s,"Model":"o1"}'),
        ("/openai/v1/chat/completions", '{"model":"o1",%s,"model":"gpt-4o"}'),
        (
            "/anthropic/v1/messages/batches",
            '{"requests":[{"params":{"model":"gpt-4o",%s}},{"params":{"model":"o1"}}]}',
        ),
    ],
    ids=["deployment", "large", "unparsed", "escaped", "models", "case", "twice", "batch"],
)
def test_a_token_for_certain_models_is_no_use_where_another_could_be_read(
    program: Program, target: str, body: str
) -> None:
    """Without such a scope it is."""
    keyed(program, "openai", "anthropic")
    said = body.replace("%s", _MESSAGES).encode()
    scoped, free = program.token("scoped", models=("gpt-4*",)), program.token("free")
    program.upstream.script = answer(CHAT.answer)
    refused = program.call(target, said, f"Authorization: Bearer {scoped}")
    assert (refused.status, program.upstream.seen) == (403, [])
    assert "does not name just one" in refused.body.decode()
    assert program.call(target, said, f"Authorization: Bearer {free}").status == 200


def form(*parts: str) -> bytes:
    return "".join(f"--b\r\n{part}\r\n" for part in (*parts, FILE)).encode() + b"--b--\r\n"


FILE = 'Content-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF'
MODEL = 'Content-Disposition: form-data; name="model"\r\n\r\ngpt-4o-transcribe'


@pytest.mark.parametrize(
    ("target", "parts", "status"),
    [
        ("", (MODEL,), 200),
        ("", (MODEL, 'content-disposition: form-data; name="response_format"\r\n\r\njson'), 200),
        ("", (MODEL.replace("gpt-4o", "o1"), MODEL), 403),
        ("", (MODEL, MODEL.replace("gpt-4o", "o1")), 403),
        ("", ("Content-Disposition: form-data; name=model\r\n\r\no1", MODEL), 403),
        ("", ('Content-Disposition: form-data; name="Model"\r\n\r\no1', MODEL), 403),
        ("", ("Content-Disposition:form-data;name*=utf-8''%6dodel\r\n\r\no1", MODEL), 403),
        ("", ('Content-Disposition: form-data;\r\n name="model"\r\n\r\no1', MODEL), 403),
        ("", ("Content-Transfer-Encoding: base64\r\n" + MODEL,), 403),
        ("/openai/deployments/o1", (MODEL,), 403),
    ],
    ids=["one", "more", "first", "last", "bare", "case", "coded", "folded", "base64", "deployment"],
)
def test_a_token_for_certain_models_takes_a_form_that_names_just_one(
    program: Program, target: str, parts: tuple[str, ...], status: int
) -> None:
    keyed(program, "openai")
    program.upstream.script = answer(b"{}")
    path = f"/openai{target or '/v1'}/audio/transcriptions"
    kind = "Content-Type: multipart/form-data; boundary=b"
    scoped, free = program.token("scoped", models=("gpt-4*",)), program.token("free")
    said = program.call(path, form(*parts), f"Authorization: Bearer {scoped}", kind)
    assert (said.status, len(program.upstream.seen)) == (status, int(status == 200))
    assert program.call(path, form(*parts), f"Authorization: Bearer {free}", kind).status == 200


def test_an_alias_in_a_form_is_refused_with_the_reason(program: Program) -> None:
    program.engine.accounts.add_alias("fast", ["whisper-1"])
    parts = form(MODEL.replace("gpt-4o-transcribe", "fast"))
    said = program.call(
        "/openai/v1/audio/transcriptions", parts, "Content-Type: multipart/form-data; boundary=b"
    )
    assert said.status == 400
    assert "fast is an alias of whisper-1, and this request is a form" in said.body.decode()
    assert program.upstream.seen == []


def test_a_token_in_a_body_is_in_no_row(program: Program, home: Path) -> None:
    """The client may send it; where its API quotes it, and where it would name something, it is hidden."""
    token = keyed(program, "openai")
    quoted = json.dumps({"error": {"message": f"no such model: {token}", "type": "not_found"}}).encode()
    program.upstream.script = answer(quoted, status="404 Not Found")
    body = f'{{"model":"{token}","messages":[],"metadata":{{"session_id":"{token}"}},"session_id":"{token}"}}'
    assert program.call(CHAT.plain[0], body.encode(), "Authorization: Bearer sk-own").status == 404
    (row,) = program.calls(1)
    assert row.error_message
    assert token[3:] not in repr(row)
    program.engine.ledger.flush(30)
    for file in home.rglob("*"):
        assert not file.is_file() or token[3:].encode() not in file.read_bytes(), file


def test_a_token_for_certain_models_opens_a_websocket_for_one_of_them_only(program: Program) -> None:
    keyed(program, "openai")
    header = f"Authorization: Bearer {program.token('scoped', models=('gpt-4*',))}"
    upgrade = ("Upgrade: WebSocket", "Connection: Upgrade", "Sec-WebSocket-Key: x", header)
    named = "/openai/v1/realtime?model="
    for target in ("/openai/v1/realtime", f"{named}o1", "/openai/v1/responses", f"{named}o1&model=gpt-4o"):
        with program.client() as client:
            assert client.ask(target, headers=upgrade).status == 403, target
    assert not program.upstream.seen
    with program.client() as client:
        assert client.ask(f"{named}gpt-4o", headers=upgrade).status == 200


def test_without_a_key_a_valid_token_is_told_what_to_do(program: Program) -> None:
    token = program.token()
    said = program.call(*CHAT.plain, f"Authorization: Bearer {token}")
    assert said.status == 503
    error = json.loads(said.body)["error"]
    assert error["code"] == "key_missing"
    assert "tollgate key set openai" in error["message"]
    assert program.upstream.seen == []
    program.engine.keys.set("openai", "default", CANARY)
    assert program.call(*CHAT.plain, f"Authorization: Bearer {token}").status == 200


@pytest.mark.expects_warnings
def test_a_locked_key_store_is_a_503_and_an_unlocked_one_serves_again(program: Program) -> None:
    token = keyed(program, "openai")
    program.engine.keys.lock()
    said = program.call(*CHAT.plain, f"Authorization: Bearer {token}")
    assert (said.status, json.loads(said.body)["error"]["code"]) == (503, "key_locked")
    program.engine.keys.unlock()
    assert program.call(*CHAT.plain, f"Authorization: Bearer {token}").status == 200


def test_while_a_key_is_fetched_others_are_served_and_who_leaves_is_forgotten(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keyring may ask its user for a password."""
    token = keyed(program, "openai")
    program.engine.keys.lock()
    program.engine.keys.unlock()
    asked, go = threading.Event(), threading.Event()
    get = Keyring.get

    def slow(keyring: Keyring, name: KeyName) -> str:
        asked.set()
        assert go.wait(10)
        return get(keyring, name)

    monkeypatch.setattr(Keyring, "get", slow)
    headers = (f"Authorization: Bearer {token}",)
    got: list[int] = []
    waiting = threading.Thread(target=lambda: got.append(program.call(*CHAT.plain, *headers).status))
    waiting.start()
    assert asked.wait(10)
    with program.client() as leaver:
        leaver.request(CHAT.plain[0], method="POST", headers=headers, body=json.dumps(CHAT.plain[1]).encode())
        wait_for(lambda: len(program.engine.proxy.in_flight()) == 2)
    wait_for(lambda: len(program.engine.proxy.in_flight()) == 1)
    assert program.call(*CHAT.plain, "Authorization: Bearer sk-own").status == 200
    go.set()
    waiting.join()
    assert got == [200]
    assert len(program.upstream.seen) == 2
    rows = program.calls(3)
    assert sorted(row.status or 0 for row in rows) == [200, 200, 499]
    left = next(row for row in rows if row.status == 499)
    assert left.attempts == 0
    assert program.engine.accounts.standing(Account("openai", "default")).in_flight == 0


@pytest.mark.expects_warnings
def test_a_dismissed_prompt_is_told_to_the_client(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    token = keyed(program, "anthropic")
    program.engine.keys.lock()
    program.engine.keys.unlock()

    def dismissed(*_: object) -> str:
        raise KeyStoreLocked("The keyring was not unlocked.")

    monkeypatch.setattr(Keyring, "get", dismissed)
    said = program.call(*WIRES[2].plain, f"x-api-key: {token}")
    assert said.status == 503
    assert json.loads(said.body)["error"]["code"] == "key_locked"


def test_an_answer_that_quotes_our_key_does_not_tell_it_to_the_client(program: Program) -> None:
    token = keyed(program, "openai")
    quoted = json.dumps({"error": {"message": f"Incorrect API key provided: {CANARY}-openai."}}).encode()
    program.upstream.script = answer(quoted, status="401 Unauthorized")
    said = program.call(*CHAT.plain, f"Authorization: Bearer {token}")
    assert said.status == 401
    assert CANARY not in said.body.decode()
    assert len(said.body) == len(quoted)
    (row,) = program.calls(1)
    assert row.error_message
    assert CANARY not in row.error_message


@pytest.mark.parametrize("status", ["400 Bad Request", "404 Not Found", "401 Unauthorized", "503 Busy"])
@pytest.mark.parametrize("padding", [0, 200_000], ids=["short", "long"])
def test_an_error_of_any_status_and_length_does_not_tell_our_key(
    program: Program, status: str, padding: int
) -> None:
    """Nor do its headers; however it is cut into pieces."""
    token = keyed(program, "openai")
    key = f"{CANARY}-openai"
    quoted = f"{'x' * padding} {key} sk-can {key}".encode()

    def script(link: Link, _: Seen) -> bool:
        head = f"HTTP/1.1 {status}\r\nX-Key: Bearer {key}\r\nContent-Length: {len(quoted)}\r\n\r\n"
        link.send(head.encode() + quoted[: padding + 10])
        link.send_slowly(quoted[padding + 10 :], piece=7, pause_s=0.001)
        return True

    program.upstream.script = script
    said = program.call(*CHAT.plain, f"Authorization: Bearer {token}", "Accept-Encoding: gzip")
    assert said.status == int(status[:3])
    assert said.header("x-key") == [f"Bearer {'*' * len(key)}"]
    assert said.body == quoted.replace(key.encode(), b"*" * len(key))
    assert program.upstream.seen[0].header("accept-encoding") == ["identity"]


@pytest.mark.parametrize("status", ["401 Unauthorized", "400 Bad Request"])
def test_an_error_that_is_coded_unasked_is_told_in_our_own_words(program: Program, status: str) -> None:
    token = keyed(program, "openai")
    coded = gzip.compress(f"no {CANARY}-openai".encode())
    program.upstream.script = answer(coded, status=status, headers=("Content-Encoding: gzip",))
    said = program.call(*CHAT.plain, f"Authorization: Bearer {token}")
    assert said.status == int(status[:3])
    assert said.header("content-encoding") == []
    assert "coded in a way" in json.loads(said.body)["error"]["message"]


@pytest.mark.parametrize("sign", [b"", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["late", "after a sign"])
def test_what_the_provider_may_have_worked_on_is_not_sent_twice_to_the_same_account(
    program: Program, monkeypatch: pytest.MonkeyPatch, sign: bytes
) -> None:
    monkeypatch.setattr(uplink, "_DIED_IDLE_S", 60.0 if sign else 0.0)
    header = f"Authorization: Bearer {keyed(program, 'openai')}"
    read: list[Seen] = []

    def once(link: Link, seen: Seen) -> bool:
        serve(link, seen)
        read.append(link.read_request())
        link.send(sign)
        return False

    program.upstream.script = once
    with program.client() as client:
        assert program.call(*CHAT.plain, header, client=client).status == 200
        assert program.call(*CHAT.plain, header, client=client).status == 502
    assert (len(read), len(program.upstream.seen)) == (1, 1)


def test_a_key_goes_to_the_accounts_own_address_and_never_to_a_host_that_a_client_names(
    program: Program,
) -> None:
    token = keyed(program, "openai")
    base = f"{program.upstream.url}/gateway"
    program.engine.accounts.set("openai", "default", {"base_url": base})
    headers = (f"Authorization: Bearer {token}", "X-Forwarded-Host: evil.test", "api-base: http://evil.test")
    body = {**CHAT.plain[1], "api_base": "http://evil.test", "base_url": "http://evil.test"}
    program.upstream.script = answer(CHAT.answer)
    assert program.call(CHAT.plain[0], body, *headers).status == 200
    (seen,) = program.upstream.seen
    assert seen.target == b"/gateway/v1/chat/completions"
    assert seen.header("host") == [f"127.0.0.1:{program.upstream.port}"]


def test_a_websocket_is_opened_with_the_key_in_place_of_the_token(program: Program) -> None:
    token = keyed(program, "openai")

    def switch(link: Link, _: Seen) -> bool:
        link.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        link.send(link.read_exactly(4))
        return False

    program.upstream.script = switch
    upgrade = (
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: x",
        "Sec-WebSocket-Version: 13",
    )
    with program.client() as client:
        client.request(
            "/openai/v1/realtime?model=gpt-4o", headers=(*upgrade, f"Authorization: Bearer {token}")
        )
        assert client.read_head().startswith(b"HTTP/1.1 101")
        client.send(b"ping")
        assert client.rest() == b"ping"
    (seen,) = program.upstream.seen
    assert shown(seen) == {"authorization": [f"Bearer {CANARY}-openai"]}
    assert token not in whole(seen)
    with program.client() as client:
        client.request("/openai/v1/realtime", headers=(*upgrade, "Authorization: Bearer tg_nobody"))
        assert client.response().status == 401


def test_a_request_too_large_to_be_held_goes_with_the_key_and_is_tried_once(program: Program) -> None:
    token = keyed(program, "openai")
    program.engine.keys.set("openai", "second", f"{CANARY}-second")
    huge = json.dumps({**CHAT.plain[1], "user": "x" * (9 << 20)}).encode()
    for answered, status in ((CHAT.answer, "200 OK"), (b"{}", "429 Slow")):
        program.upstream.script = answer(answered, status=status)
        said = program.call(CHAT.plain[0], huge, f"Authorization: Bearer {token}")
        assert (said.status, said.body) == (int(status[:3]), answered)
    assert [seen.body == huge for seen in program.upstream.seen] == [True, True]
    assert all(token not in whole(seen) for seen in program.upstream.seen)


def test_chunked_uploads_and_requests_without_a_body_carry_the_key_too(program: Program) -> None:
    token = keyed(program, "openai")
    header = f"Authorization: Bearer {token}"
    body = json.dumps(CHAT.plain[1]).encode()
    with program.client() as client:
        client.request(CHAT.plain[0], method="POST", headers=(header, "Transfer-Encoding: chunked"))
        client.send_slowly(chunk(body) + b"0\r\n\r\n", piece=30, pause_s=0.001)
        assert client.response().status == 200
        assert client.ask("/openai/v1/models", headers=(header,)).status == 200
        assert client.ask("/openai/v1/files/x", method="DELETE", headers=(header,)).status == 200
    assert [shown(seen) for seen in program.upstream.seen] == [
        {"authorization": [f"Bearer {CANARY}-openai"]}
    ] * 3
    assert program.upstream.seen[0].body == body


def test_a_kept_connection_that_the_provider_has_closed_is_no_setback_for_the_account(
    program: Program,
) -> None:
    token = keyed(program, "openai")
    header = f"Authorization: Bearer {token}"

    def once(link: Link, seen: Seen) -> bool:
        serve(link, seen)
        link.read_request()  # the next one is read, and the connection closed
        return False

    program.upstream.script = once
    with program.client() as client:
        assert program.call(*CHAT.plain, header, client=client).status == 200
        program.upstream.script = serve
        assert program.call(*CHAT.plain, header, client=client).status == 200
    account = Account("openai", "default")
    assert program.engine.accounts.standing(account).last_error == ""
    wait_for(lambda: program.engine.accounts.standing(account).in_flight == 0)
