"""What is learnt of calls that are large, cut, or not what they seem."""

import json

from tests.fakes.upstream import Link, Seen, answer
from tests.proxy.conftest import Start
from tests.proxy.test_tunnel import HANDSHAKE, SWITCHED, frame

CHAT = "/openai/v1/chat/completions"


def test_a_request_of_many_megabytes_still_says_which_model_it_asks(stage: Start) -> None:
    told = {"id": "c", "model": "m", "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}
    there = stage(answer(body=json.dumps(told).encode()))
    words = "many words " * 900_000
    body = {"messages": [{"role": "user", "content": words}], "model": "gpt-4o", "max_tokens": 5}
    with there.client() as client:
        got = client.ask(CHAT, method="POST", body=json.dumps(body).encode())
        assert got.status == 200
    (call,) = there.desk.wait(1)
    assert (call.model, call.max_tokens, call.usage.input_tokens) == ("gpt-4o", 5, 7)
    assert call.problem == "of a request this large only the two ends were read"


def test_what_was_held_back_of_a_stream_is_the_clients_when_the_provider_dies(stage: Start) -> None:
    whole = b'data: {"id":"c","model":"m","choices":[{"delta":{"content":"Hi"}}]}\n\n'
    half = b'data: {"id":"c","choices":[{"delta":{"content":"the'

    def script(link: Link, seen: Seen) -> bool:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert b"include_usage" in seen.body
        link.send(head + b"%x\r\n%b\r\n" % (len(whole + half), whole + half))
        return False

    there = stage(script)
    with there.client() as client:
        client.request(CHAT, method="POST", body=b'{"model":"m","stream":true,"messages":[]}')
        assert half in client.rest()
    (call,) = there.desk.wait(1)
    assert (call.error_type, call.usage_basis) == ("upstream_closed", "partial")
    assert call.response_bytes == len(whole + half)


def test_a_look_whether_anybody_is_there_has_not_failed(stage: Start) -> None:
    there = stage(answer(status=404, body=b""))
    with there.client() as client:
        client.request("/anthropic/", method="HEAD")
        assert client.response(head_only=True).status == 404
    with there.client() as client:
        client.request("/anthropic/v1/nowhere", method="HEAD")
        assert client.response(head_only=True).status == 404
    probe, failed = sorted(there.desk.wait(2), key=lambda call: call.path)
    assert (probe.path, probe.ok, probe.error_type) == ("/", True, None)
    assert (failed.ok, failed.error_type) == (False, "http_404")


def test_responses_over_a_websocket_are_calls_of_their_api_and_model(stage: Start) -> None:
    usage = {"input_tokens": 40, "output_tokens": 9, "total_tokens": 49}
    response = {"id": "r", "model": "gpt-5-codex", "status": "completed", "output": [], "usage": usage}
    said = frame({"type": "response.completed", "response": response})

    def script(link: Link, seen: Seen) -> bool:
        link.send(SWITCHED + said)
        return False

    there = stage(script)
    with there.client() as client:
        client.request("/openai/v1/responses", headers=HANDSHAKE)
        assert client.response(head_only=True).status == 101
        assert client.rest() == said
    (call,) = there.desk.wait(1)
    assert (call.wire, call.model, call.stream) == ("openai-responses", "gpt-5-codex", True)
    assert (call.usage.input_tokens, call.usage.output_tokens, call.usage_basis) == (40, 9, "measured")


def test_a_long_request_for_a_stream_asks_for_it_without_a_content_coding(stage: Start) -> None:
    there = stage(answer(body=b"{}"))
    words = "many words " * 10_000
    for stream in (True, False):
        body = {"model": "m", "messages": [{"role": "user", "content": words}], "stream": stream}
        with there.client() as client:
            client.ask(
                "/anthropic/v1/messages",
                method="POST",
                headers=("Accept-Encoding: br, gzip",),
                body=json.dumps(body).encode(),
            )
    seen = there.upstream.seen
    assert seen[0].header("accept-encoding") == ["identity"]
