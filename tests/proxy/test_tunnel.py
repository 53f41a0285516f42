"""WebSockets: passed through and counted, or refused so that clients fall back to plain HTTP."""

import json
import time

from app.proxy import Limits
from tests.fakes.upstream import Link, Seen, answer
from tests.proxy.conftest import Start
from tests.proxy.kit import RawClient

HANDSHAKE = (
    "Connection: keep-alive, Upgrade",
    "Upgrade: WebSocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
)
SWITCHED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)


def echo(link: Link, seen: Seen) -> bool:
    link.send(SWITCHED + b"welcome")
    while (word := link.read_exactly(4)) != b"quit":
        link.send(word.upper())
    return False


def handshake(client: RawClient) -> None:
    client.request("/openai/v1/realtime?model=gpt-realtime", headers=HANDSHAKE)


def test_a_websocket_passes_both_ways_and_is_a_call(stage: Start) -> None:
    there = stage(echo)
    with there.client() as client:
        handshake(client)
        got = client.response(head_only=True)
        assert got.status == 101
        assert got.header("upgrade") == ["websocket"]
        assert [value.lower() for value in got.header("connection")] == ["upgrade"]
        assert got.header("sec-websocket-accept")
        assert client.read_exactly(7) == b"welcome"
        for _ in range(3):
            client.send(b"ping")
            assert client.read_exactly(4) == b"PING"
        assert there.runner.in_flight()[0].status == 101
        client.send(b"quit")
        assert client.is_closed()
    seen = there.upstream.seen[0]
    assert seen.header("sec-websocket-key") == ["dGhlIHNhbXBsZSBub25jZQ=="]
    assert seen.header("upgrade") == ["websocket"]
    (call,) = there.desk.wait(1)
    assert (call.status, call.ok, call.request_bytes, call.response_bytes) == (101, True, 16, 19)


def frame(event: dict[str, object]) -> bytes:
    """An unmasked text message."""
    payload = json.dumps(event).encode()
    return bytes((0x81, 126)) + len(payload).to_bytes(2, "big") + payload


def test_what_is_said_in_a_realtime_session_is_metered(stage: Start) -> None:
    usage = {"input_tokens": 40, "output_tokens": 9, "total_tokens": 49}
    answered = {"type": "response.done", "response": {"id": "r", "status": "completed", "usage": usage}}
    said = b"".join(map(frame, ({"type": "session.created", "session": {"model": "gpt-realtime"}}, answered)))

    def script(link: Link, seen: Seen) -> bool:
        link.send(SWITCHED)
        link.send_slowly(said, piece=11)
        return False

    there = stage(script)
    with there.client() as client:
        extension = "Sec-WebSocket-Extensions: permessage-deflate"
        client.request("/openai/v1/realtime?model=gpt-realtime", headers=(*HANDSHAKE, extension))
        assert client.response(head_only=True).status == 101
        assert client.rest() == said
    (call,) = there.desk.wait(1)
    assert (call.wire, call.model, call.usage.input_tokens, call.usage.output_tokens) == (
        "openai-realtime",
        "gpt-realtime",
        40,
        9,
    )
    assert call.usage_basis == "measured"
    assert there.upstream.seen[0].header("sec-websocket-extensions") == ["permessage-deflate"]


def test_when_the_client_leaves_so_do_we(stage: Start) -> None:
    took: list[float | None] = []

    def script(link: Link, seen: Seen) -> bool:
        link.send(SWITCHED)
        took.append(link.wait_closed(5))
        return False

    there = stage(script)
    with there.client() as client:
        handshake(client)
        assert client.response(head_only=True).status == 101
    (call,) = there.desk.wait(1)
    assert (call.status, call.ok) == (101, True)
    there.close()
    assert took[0] is not None
    assert took[0] < 1


def test_a_client_that_speaks_before_its_answer_is_heard(stage: Start) -> None:
    there = stage(echo)
    with there.client() as client:
        one = f"GET /openai/ws HTTP/1.1\r\nHost: 127.0.0.1:{there.port}\r\n" + "\r\n".join(HANDSHAKE)
        client.send(one.encode() + b"\r\n\r\nping")
        assert client.response(head_only=True).status == 101
        assert client.read_exactly(11) == b"welcomePING"


def test_a_quiet_websocket_is_a_healthy_one(stage: Start) -> None:
    there = stage(
        echo, limits=Limits(idle_timeout_s=0.1, first_byte_timeout_s=0.5, keep_alive_s=0.1, sweep_s=0.05)
    )
    with there.client() as client:
        handshake(client)
        client.response(head_only=True)
        client.read_exactly(7)
        time.sleep(0.8)
        client.send(b"ping")
        assert client.read_exactly(4) == b"PING"


def test_a_provider_that_does_not_switch_has_simply_answered(stage: Start) -> None:
    there = stage(answer(b'{"error":"no"}', status="404 Not Found"))
    with there.client() as client:
        handshake(client)
        assert client.response().body == b'{"error":"no"}'
        assert client.is_closed()
    assert there.desk.wait(1)[0].status == 404


def test_where_the_settings_say_so_it_is_426_at_once(stage: Start) -> None:
    there = stage(echo, limits=Limits(tunnel_websockets=False))
    with there.client() as client:
        handshake(client)
        assert client.response().status == 426
    assert not there.upstream.seen
    call = there.desk.wait(1)[0]
    assert (call.status, call.error_type) == (426, "websocket_refused")


def test_at_the_end_open_websockets_are_cut_and_recorded(stage: Start) -> None:
    there = stage(echo)
    with there.client() as client:
        handshake(client)
        client.response(head_only=True)
        there.runner.stop(0.1)
        assert client.is_closed()
    assert there.desk.calls[0].error_type == "stopped"
