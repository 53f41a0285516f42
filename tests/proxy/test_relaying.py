"""What passes, passes unharmed."""

from dataclasses import replace

import pytest

from tests.fakes.upstream import Link, Seen, answer, stream
from tests.proxy.conftest import Start
from tests.proxy.kit import CHAT, CHAT_ANSWER, chat_events


def test_a_call_comes_back_as_the_provider_gave_it_and_is_recorded(stage: Start) -> None:
    there = stage(answer(CHAT_ANSWER, headers=("X-Request-Id: req_7", "X-Odd: a", "x-odd: b")))
    with there.client() as client:
        got = client.ask(
            "/openai/v1/chat/completions?a=%20b&c",
            method="POST",
            body=CHAT,
            headers=("Authorization: Bearer sk-mine", "Content-Type: application/json"),
        )
    assert (got.status, got.reason, got.body) == (200, "OK", CHAT_ANSWER)
    assert got.header("x-odd") == ["a", "b"]
    (seen,) = there.upstream.seen
    assert seen.target == b"/v1/chat/completions?a=%20b&c"
    assert seen.body == CHAT
    assert seen.header("authorization") == ["Bearer sk-mine"]
    assert seen.header("host") == [f"127.0.0.1:{there.upstream.port}"]
    (call,) = there.desk.wait(1)
    assert (call.provider, call.wire, call.method, call.path) == (
        "openai",
        "openai-chat",
        "POST",
        "/v1/chat/completions",
    )
    assert (call.model, call.model_answered, call.status, call.ok) == (
        "gpt-4o",
        "gpt-4o-2024-08-06",
        200,
        True,
    )
    assert (call.usage.input_tokens, call.usage.cache_read_tokens, call.usage.output_tokens) == (8, 4, 3)
    assert (call.usage_basis, call.response_id, call.upstream_request_id) == (
        "measured",
        "chatcmpl-1",
        "req_7",
    )
    assert (call.request_bytes, call.response_bytes) == (len(CHAT), len(CHAT_ANSWER))
    assert call.first_byte_us is not None
    assert 0 < call.first_byte_us <= call.latency_us
    assert call.problem is None


def test_a_stream_arrives_event_by_event_and_is_metered(stage: Start) -> None:
    events = chat_events(5)
    there = stage(stream(events, pause_s=0.02))
    body = CHAT[:-1] + b',"stream":true,"stream_options":{"include_usage":true}}'
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=body)
    assert got.body == b"".join(events)
    (call,) = there.desk.wait(1)
    assert call.stream
    assert call.usage.output_tokens == 5
    assert call.finish_reason == "stop"
    assert call.first_token_us is not None
    assert call.last_token_us is not None
    assert call.last_token_us - call.first_token_us >= 60_000


def test_usage_that_we_asked_for_is_taken_out_again(stage: Start) -> None:
    there = stage(stream(chat_events(3)))
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=CHAT[:-1] + b',"stream":true}')
    assert b"include_usage" in there.upstream.seen[0].body
    assert got.body == b"".join(chat_events(3, usage=False))
    (call,) = there.desk.wait(1)
    assert (call.usage.input_tokens, call.usage.output_tokens) == (12, 3)


def test_what_an_answer_says_of_the_allowance_is_told(stage: Start) -> None:
    there = stage(answer(b"{}", headers=("anthropic-ratelimit-unified-5h-utilization: 0.42",)))
    with there.client() as client:
        client.ask()
        client.ask()
    there.desk.wait(2)
    provider, quota = there.desk.allowances[0]
    assert provider == "openai"
    assert [(window.name, window.used_share) for window in quota.windows] == [("5h", 0.42)]


def test_a_client_that_has_seen_the_end_may_leave_before_its_framing_ends(stage: Start) -> None:
    """Libraries close the connection when they have read [DONE]; the call went well."""

    def script(link: Link, seen: Seen) -> bool:
        stream(chat_events(3), end=False)(link, seen)
        link.wait_closed(5)
        return False

    there = stage(script)
    with there.client() as client:
        body = b'{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true}}'
        client.request("/openai/v1/chat/completions", method="POST", body=body)
        while b"[DONE]" not in client.buffer:
            client.buffer += client.receive()
    (call,) = there.desk.wait(1)
    assert (call.ok, call.error_type, call.usage_basis, call.status) == (True, None, "measured", 200)


STREAM = b'{"model":"gpt-4o","stream":true,"messages":[]}'


def test_a_request_that_is_bad_in_itself_says_nothing_about_what_we_added(stage: Start) -> None:
    """The provider echoes it, our addition included; asked again without it, it answers the same."""
    there = stage(lambda link, seen: answer(b'{"detail":' + seen.body + b"}", status="422 Bad")(link, seen))
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=STREAM)
    assert got.status == 422
    assert b"include_usage" not in got.body
    there.desk.wait(1)
    assert there.desk.refused_amendments == []


def test_a_provider_that_takes_the_request_without_our_addition_is_not_asked_again(stage: Start) -> None:
    def script(link: Link, seen: Seen) -> None:
        refused = b"include_usage" in seen.body
        body = b'{"error":{"message":"unknown field stream_options"}}' if refused else b"{}"
        answer(body, status="400 Bad" if refused else "200 OK")(link, seen)

    there = stage(script)
    with there.client() as client:
        assert client.ask("/openai/v1/chat/completions", method="POST", body=STREAM).status == 200
    (call,) = there.desk.wait(1)
    assert call.attempts == 2
    assert there.desk.refused_amendments == ["openai"]


@pytest.mark.parametrize("wants_facts", [False, True])
def test_a_provider_that_is_not_to_be_asked_for_usage_is_not_asked_whoever_looks_into_the_call(
    stage: Start, wants_facts: bool
) -> None:
    there = stage(stream(chat_events(3)))
    there.desk.set(replace(there.desk.providers["openai"], inject_usage=False))
    there.desk.wants_facts = wants_facts
    with there.client() as client:
        got = client.ask("/openai/v1/chat/completions", method="POST", body=STREAM)
    assert there.upstream.seen[0].body == STREAM
    assert got.body == b"".join(chat_events(3))
    (call,) = there.desk.wait(1)
    assert call.usage_basis == "measured"


def test_the_key_that_an_error_quotes_is_not_kept_whatever_it_looks_like(stage: Start) -> None:
    there = stage(answer(b'{"error":{"message":"The API key hunter22 is disabled"}}', status="401 No"))
    with there.client() as client:
        for header in ("Authorization: Bearer hunter22", "x-api-key: hunter22"):
            client.ask("/openai/v1/chat/completions", method="POST", body=b"{}", headers=(header,))
        client.ask("/gemini/v1beta/models/g:generateContent?key=hunter22", method="POST", body=b"{}")
    for call in there.desk.wait(3):
        assert call.error_message == "The API key … is disabled"


def test_a_request_that_cannot_be_read_is_not_taken_for_an_empty_one(stage: Start) -> None:
    events = chat_events(3, usage=False)
    there = stage(stream(events))
    with there.client() as client:
        head = ("Content-Encoding: snappy",)
        client.ask("/openai/v1/chat/completions", method="POST", body=STREAM, headers=head)
    (call,) = there.desk.wait(1)
    assert call.usage.input_tokens is None
