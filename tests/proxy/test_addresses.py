"""Where a request goes, and what of it is ours."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.core.providers import Provider
from tests.fakes.upstream import answer
from tests.proxy.conftest import Start
from tests.proxy.kit import CHAT, CHAT_ANSWER


def test_a_project_may_be_in_the_address(stage: Start) -> None:
    there = stage()
    with there.client() as client:
        client.ask("/@web%20shop/openai/v1/models?x=1")
    assert there.upstream.seen[0].target == b"/v1/models?x=1"
    (call,) = there.desk.wait(1)
    assert (call.project, call.provider) == ("web shop", "openai")


def test_our_own_headers_are_recorded_and_go_no_further(stage: Start) -> None:
    there = stage()
    mine = (
        "X-Tollgate-Project: shop",
        "x-tollgate-session: s-1",
        "X-Tollgate-Tags: a, b,, a ,c",
        "X-Tollgate-Else: x",
    )
    with there.client() as client:
        client.ask("/openai/v1/models", headers=mine)
        client.ask("/@other/openai/v1/models", headers=mine)
    call, addressed = there.desk.wait(2)
    assert addressed.project == "other"
    assert (call.project, call.session, call.tags) == ("shop", "s-1", ("a", "b", "c"))
    names = [line.lower().partition(b":")[0] for line in there.upstream.seen[0].head.split(b"\r\n")]
    assert [name for name in names if name.startswith(b"x-tollgate-")] == [b"x-tollgate-hop"]


def test_the_base_url_may_have_a_path(stage: Start) -> None:
    there = stage()
    there.desk.set(Provider("router", "Router", "openai", there.upstream.url + "/api/v1", local=True))
    with there.client() as client:
        client.ask("/router/chat/completions?a=1")
    assert there.upstream.seen[0].target == b"/api/v1/chat/completions?a=1"


def test_a_version_in_the_base_url_and_in_the_path_counts_once(stage: Start) -> None:
    """Half of the world's documents give a base URL with /v1, the other half without."""
    there = stage()
    there.desk.provide(mine=f"{there.upstream.url}/api/v1")
    with there.client() as client:
        client.ask("/mine/v1/chat/completions")
        client.ask("/mine/chat/completions?a=/v1/")
    assert [seen.target for seen in there.upstream.seen] == [
        b"/api/v1/chat/completions",
        b"/api/v1/chat/completions?a=/v1/",
    ]


@pytest.mark.parametrize(
    ("target", "headers", "provider"),
    [
        ("/v1/chat/completions", (), "openai"),
        ("/v1/messages?beta=true", (), "anthropic"),
        ("/v1/models", ("anthropic-version: 2023-06-01",), "anthropic"),
        ("/v1beta/models/g:generateContent", (), "gemini"),
        ("/api/chat", (), "ollama"),
        ("/@p/v1/responses", (), "openai"),
    ],
)
def test_a_bare_path_goes_to_the_provider_of_the_api_that_it_shows(
    stage: Start, target: str, headers: tuple[str, ...], provider: str
) -> None:
    there = stage()
    with there.client() as client:
        client.ask(target, method="POST", body=b"{}", headers=headers)
    assert there.desk.wait(1)[0].provider == provider


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("/nobody/v1/chat/completions", lambda d: d["error"]["code"] == "unknown_provider"),
        ("/nobody/v1/messages", lambda d: d["type"] == "error" and d["error"]["type"] == "not_found_error"),
        ("/nobody/v1beta/models/x:generateContent", lambda d: d["error"]["status"] == "NOT_FOUND"),
        ("/nobody/api/chat", lambda d: isinstance(d["error"], str)),
        ("/", lambda d: d["error"]["code"] == "unknown_provider"),
    ],
)
def test_an_unknown_provider_is_a_404_in_the_shape_that_the_path_suggests(
    stage: Start, target: str, says: Callable[[Any], bool]
) -> None:
    there = stage()
    with there.client() as client:
        got = client.ask(target, method="POST", body=CHAT)
        assert got.status == 404
        assert says(json.loads(got.body))
        assert client.ask().status == 200
    assert len(there.desk.wait(1)) == 1


def test_a_provider_that_is_pointed_elsewhere_is_found_there_at_once(stage: Start) -> None:
    there, other = stage(), stage(answer(CHAT_ANSWER))
    with there.client() as client:
        assert client.ask().body == b'{"ok":true}'
        there.desk.set(Provider("openai", "OpenAI", "openai", other.upstream.url, local=True))
        assert client.ask().body == CHAT_ANSWER


def test_a_refusal_from_the_desk_comes_in_the_shape_of_the_wire_and_is_a_row(stage: Start) -> None:
    from app.wire.api import Refusal

    there = stage()
    there.desk.refusal = Refusal(402, "budget_exceeded", "The budget Web is used up.")
    with there.client() as client:
        got = client.ask("/anthropic/v1/messages", method="POST", body=b"{}")
        there.desk.refusal = None
        assert client.ask().status == 200
    assert got.status == 402
    assert got.header("x-should-retry") == ["false"]
    assert json.loads(got.body)["error"]["message"] == "The budget Web is used up."
    call = there.desk.wait(2)[0]
    assert (call.status, call.error_type, call.ok) == (402, "budget_exceeded", False)
    assert len(there.upstream.seen) == 1
