"""What requests say, also when they are huge or nonsense."""

import base64
import json
import re
import struct
import sys
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.wire import WIRES, wire_for
from app.wire.requests import WHOLE_BYTES

PATHS = {
    "openai-chat": "/v1/chat/completions",
    "openai-completions": "/v1/completions",
    "openai-responses": "/v1/responses",
    "openai-embeddings": "/v1/embeddings",
    "openai-images": "/v1/images/generations",
    "openai-audio": "/v1/audio/speech",
    "openai-realtime": "/v1/realtime?model=%zz",
    "anthropic-messages": "/v1/messages",
    "anthropic-count-tokens": "/v1/messages/count_tokens",
    "gemini-generate": "/v1beta/models/m:streamGenerateContent?alt=sse",
    "gemini-embed": "/v1beta/models/m:embedContent",
    "gemini-count-tokens": "/v1beta/models/m:countTokens",
    "ollama-chat": "/api/chat",
    "ollama-generate": "/api/generate",
    "ollama-embed": "/api/embed",
    "other": "/anything",
}
CHAT = wire_for("POST", "/v1/chat/completions")


def chat(body: dict[str, object] | bytes, headers: dict[str, str] | None = None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return CHAT.read_request("/v1/chat/completions", headers or {}, raw)


def test_a_number_comes_back_as_it_was_written() -> None:
    facts = chat(b'{"temperature":0.10000000000000000555,"top_p":1e-3,"max_tokens":12,"service_tier":"flex"}')
    assert (facts.temperature, facts.top_p) == ("0.10000000000000000555", "0.001")
    assert (facts.max_tokens, facts.service_tier) == (12, "flex")


def test_what_is_not_said_is_unknown() -> None:
    facts = chat({"model": "m"})
    assert (facts.message_count, facts.tools_count, facts.max_tokens, facts.temperature) == (None,) * 4
    assert facts.session is None


NONSENSE = [
    b"",
    b"\x00\xff\xfe",
    b"[]",
    b"null",
    b'{"model":',
    b'{"model":5,"messages":"x","tools":{},"stream":"yes","temperature":"hot","max_tokens":-4}',
    b'{"model":"a","model":"b"}',
    b'{"temperature":NaN,"top_p":Infinity,"max_tokens":1e400}',
    b'{"max_tokens":' + b"9" * 5000 + b"}",
    b'{"model":"\\ud800"}',
    b"[" * 200_000,
    b'{"a":' * 200_000,
    b'{"messages":[{"role":"user","content":' + b"[" * 100_000,
    b'{"messages":[null,5,"x",{"content":5},{"role":"user","content":[5,{"text":6}]}]}',
]


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_read_as_far_as_it_goes(wire, body: bytes) -> None:
    for headers in ({}, {"content-type": "multipart/form-data; boundary=b"}):
        facts = wire.read_request(PATHS[wire.name], headers, body)
        assert facts.wire == wire.name
        assert wire.amend(body, facts) == body


def test_doubled_keys_the_last_one_counts() -> None:
    assert chat(b'{"model":"a","model":"b"}').model == "b"


def test_a_model_name_is_one_bounded_line() -> None:
    model = chat({"model": "a\nb\x00\x1b[31m" + "x" * 5000}).model
    assert model is not None
    assert model.startswith("ab[31mx")
    assert len(model) <= 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    re.findall(
        r"\w+",
        """
        model messages input contents tools stream system metadata request requests generationConfig
        options temperature max_tokens prompt conversation instructions
        """,
    )
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, JSON, max_size=6), st.sampled_from(WIRES))
def test_any_json_is_read_without_a_word(doc: dict[str, object], wire) -> None:
    body = json.dumps(doc).encode()
    wire.amend(body, wire.read_request(PATHS[wire.name], {}, body))


def conversation(turns: int, size: int) -> dict[str, object]:
    messages: list[dict[str, object]] = [{"role": "system", "content": "Be brief."}]
    messages += [
        {"role": "user" if n % 2 == 0 else "assistant", "content": f"turn {n} " * size} for n in range(turns)
    ]
    return {
        "model": "gpt-4o",
        "messages": messages,
        "tools": [
            {"type": "function", "function": {"name": f"f{n}", "parameters": {"a": [1, 2]}}} for n in range(7)
        ],
        "stream": True,
        "max_tokens": 77,
        "temperature": 0.25,
    }


def test_a_huge_request_tells_the_same_facts_as_a_small_one() -> None:
    small, large = chat(conversation(3, 10)), chat(conversation(14001, 60))
    assert len(json.dumps(conversation(14001, 60))) > WHOLE_BYTES
    assert large.message_count == 14002
    for field in ("model", "tools_count", "stream", "max_tokens", "temperature", "top_p"):
        assert getattr(large, field) == getattr(small, field), field


def test_the_session_stays_when_a_conversation_grows_beyond_what_is_parsed() -> None:
    first = conversation(1, 10)
    later = dict(first, messages=[*first["messages"], *conversation(14001, 60)["messages"][2:]])  # type: ignore[misc]
    assert chat(first).session == chat(later).session


def test_a_huge_request_is_read_in_linear_work_and_next_to_no_memory() -> None:
    def work(turns: int) -> tuple[int, int]:
        """How often anything is called to read it, and the bytes that are held at most meanwhile."""
        body = json.dumps(conversation(turns, 100)).encode()
        assert len(body) > WHOLE_BYTES
        done = 0

        def note(*_: object) -> None:
            nonlocal done
            done += 1

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            chat(body)
        finally:
            sys.setprofile(before)
        tracemalloc.start()
        try:
            chat(body)
            return done, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    (calls, held_bytes), (twice_calls, twice_held_bytes) = work(14_000), work(28_000)
    assert twice_calls < 2.1 * calls
    assert twice_held_bytes < held_bytes + WHOLE_BYTES // 8


def test_a_picture_counts_by_its_size_and_not_by_its_bytes() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 1024, 1024) + bytes(300_000)
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    words = [{"type": "text", "text": "What is this?"}]
    plain = chat({"messages": [{"role": "user", "content": words}]}).estimate_input()
    parts = [*words, {"type": "image_url", "image_url": {"url": url}}]
    seen = chat({"messages": [{"role": "user", "content": parts}]}).estimate_input()
    assert seen == plain + 765
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(png).decode()}
    body = {"messages": [{"role": "user", "content": [*words, {"type": "image", "source": source}]}]}
    wire = wire_for("POST", "/v1/messages")
    told = wire.read_request("/v1/messages", {}, json.dumps(body).encode()).estimate_input()
    assert 1300 < told < 1500


def test_tools_are_a_part_of_the_prompt() -> None:
    tool = {
        "type": "function",
        "function": {"name": "find", "description": "Finds ships that passed by " * 9},
    }
    with_tools = chat({"messages": [], "tools": [tool]}).estimate_input()
    assert with_tools > 40
    assert chat({"messages": []}).estimate_input() == 0


def test_tools_that_codex_tells_in_the_conversation_are_counted() -> None:
    groups = [{"type": "namespace", "name": "functions", "tools": [{"type": "custom"}, {"type": "function"}]}]
    told = {"type": "additional_tools", "role": "developer", "tools": [*groups, {"type": "web_search"}]}
    body = {"model": "m", "input": [told, {"role": "user", "content": "hi"}]}
    wire = wire_for("POST", "/v1/responses")
    assert wire.read_request("/v1/responses", {}, json.dumps(body).encode()).tools_count == 3
    body["tools"] = [{"type": "function"}]
    assert wire.read_request("/v1/responses", {}, json.dumps(body).encode()).tools_count == 4


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/embeddings"), ("POST", "/v1/rerank"), ("GET", "/v1/responses"), ("POST", "/api/embed")],
)
def test_a_tool_says_its_session_on_every_wire(method: str, path: str) -> None:
    headers = {"x-session-id": "s-1"}
    assert wire_for(method, path).read_request(path, headers, b"").session == "s-1"
    form = {**headers, "content-type": "multipart/form-data; boundary=b"}
    audio = "/v1/audio/transcriptions"
    assert wire_for("POST", audio).read_request(audio, form, b"--b--\r\n").session == "s-1"
