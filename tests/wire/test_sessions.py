"""Which conversation a call belongs to."""

import json

import pytest

from app.wire import wire_for

USER = {"role": "user", "content": "Why is the sky blue?"}
SYSTEM = {"role": "system", "content": "Be brief."}


def session(path: str, body: dict[str, object], headers: dict[str, str] | None = None) -> str | None:
    return wire_for("POST", path).read_request(path, headers or {}, json.dumps(body).encode()).session


@pytest.mark.parametrize(
    "header",
    ["x-claude-code-session-id", "session-id", "session_id", "x-opencode-session", "x-session-affinity"],
)
def test_the_header_of_a_tool_comes_first(header: str) -> None:
    body = {"messages": [USER], "metadata": {"user_id": "user_a_account__session_b1"}}
    assert session("/v1/messages", body, {header: "0199a213"}) == "0199a213"


def test_then_what_the_body_says() -> None:
    claude = {"messages": [USER], "metadata": {"user_id": "user_0a_account_1b_session_2c3d-4e5f-6a"}}
    assert session("/v1/messages", claude) == "2c3d-4e5f-6a"
    newer = {"messages": [USER], "metadata": {"user_id": '{"device_id":"d","session_id":"s-9"}'}}
    assert session("/v1/messages", newer) == "s-9"
    assert session("/v1/responses", {"input": "x", "prompt_cache_key": "key-1"}) == "key-1"
    assert session("/v1/responses", {"input": "x", "conversation": {"id": "conv_1"}}) == "conv_1"
    assert session("/v1/responses", {"input": "x", "conversation": "conv_2"}) == "conv_2"


CONVERSATIONS = [
    ("/v1/chat/completions", "messages", [SYSTEM, USER], {}),
    ("/v1/messages", "messages", [USER], {"system": "Be brief."}),
    ("/v1/messages", "messages", [USER], {"system": [{"type": "text", "text": "Be brief."}]}),
    ("/v1/responses", "input", [USER], {"instructions": "Be brief."}),
    ("/v1beta/models/m:generateContent", "contents", [{"role": "user", "parts": [{"text": "Why?"}]}], {}),
    ("/api/chat", "messages", [SYSTEM, USER], {}),
]


@pytest.mark.parametrize(("path", "turns", "first", "rest"), CONVERSATIONS)
def test_else_how_it_begins_the_same_for_every_turn(
    path: str, turns: str, first: list[object], rest: dict[str, object]
) -> None:
    found = session(path, {turns: first, **rest})
    assert found is not None
    assert len(found) == 13
    assert found.startswith("~")
    more = [*first, {"role": "assistant", "content": "Because."}, {"role": "user", "content": "And the sea?"}]
    assert session(path, {turns: more, **rest, "temperature": 1}) == found
    other = json.loads(json.dumps(first).replace("Why", "How"))
    assert session(path, {turns: other, **rest}) != found


def test_no_words_of_the_conversation_are_in_it() -> None:
    assert "sky" not in (session("/v1/chat/completions", {"messages": [USER]}) or "")


def test_where_there_is_no_beginning_there_is_no_session() -> None:
    assert session("/v1/chat/completions", {"messages": []}) is None
    assert session("/v1/chat/completions", {"messages": [SYSTEM]}) is None
    assert session("/v1/responses", {"input": [USER], "previous_response_id": "resp_1"}) is None
    assert session("/v1/embeddings", {"input": ["a"]}) is None
    picture = {
        "role": "user",
        "content": [{"type": "image_url", "image_url": {"url": "https://example.org/a"}}],
    }
    assert session("/v1/chat/completions", {"messages": [picture]}) is None
