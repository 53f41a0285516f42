"""The official SDKs cannot tell Tollgate from the provider, and the ledger counts what they count."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.conftest import Sdks
from tests.e2e.exchanges import APIS, CHAT, Api, Exchange, kept, told
from tests.e2e.matrix import tries
from tests.e2e.program import Row, Tollgate
from tests.e2e.seen import alike, new_project, same_client
from tests.e2e.upstreams import AIMOCK, LLMOCK, SAMPLE, Upstream, next_call

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

# Of the connection, or of the moment, and not of the answer.
_PASSING = {"connection", "keep-alive", "date", "x-request-id"}
_OF_APIS = tuple(dict.fromkeys(api.client for api in APIS))


@dataclass(frozen=True)
class Exchanged:
    """An exchange made twice, and the row of the one that went through Tollgate."""

    exchange: Exchange
    direct: dict[str, Any]
    through: dict[str, Any]
    row: Row


@dataclass(frozen=True)
class Ten:
    api: Api
    upstream: Upstream
    all: list[Exchanged]


@pytest.fixture(
    scope="module",
    params=[(api, upstream) for upstream in (SAMPLE, AIMOCK, LLMOCK) for api in APIS],
    ids=lambda param: f"{param[0].wire}-{param[1]}",
)
def ten(request: pytest.FixtureRequest, tollgate: Tollgate, sdks: Sdks) -> Ten:
    """Ten exchanges of one wire with one upstream, each made without us and through us."""
    api, name = request.param
    upstream: Upstream = request.getfixturevalue(name)
    project = new_project()
    urls = (upstream.root(api.root), tollgate.base(upstream.provider(api.root), project))
    seen = [
        [sdks.do(api.sdk, api.call, exchange.way, exchange.arguments, url=url) for url in urls]
        for exchange in api.exchanges
    ]
    rows = tollgate.rows(len(seen), project=project)
    made = zip(api.exchanges, seen, rows, strict=True)
    return Ten(api, upstream, [Exchanged(exchange, *pair, row) for exchange, pair, row in made])


@tries("plain", "stream", by=_OF_APIS)
def test_ten_exchanges_give_the_objects_that_the_provider_gives(ten: Ten) -> None:
    for made in ten.all:
        assert "error" not in made.direct, made.direct
        assert alike(made.through) == alike(made.direct), made.exchange.name


def test_ten_exchanges_are_counted_as_the_sdk_counts_them(ten: Ten) -> None:
    counted: dict[str, int] = {}
    for made in ten.all:
        usage = made.through["usage"]
        assert usage, f"{made.exchange.name}: the SDK reports no usage"
        for path, columns in ten.api.usage.items():
            expected = told(usage, path)
            if expected is not None:
                assert kept(made.row, columns) == expected, (made.exchange.name, path)
                counted[path] = counted.get(path, 0) + expected
        assert made.row["usage_basis"] == "measured", made.exchange.name
    if ten.upstream.name == SAMPLE:  # the only one here that caches and reasons
        assert set(counted) == set(ten.api.usage)
        assert all(counted[path] for path in counted.keys() - {"cache_creation_input_tokens"}), counted


def test_ten_exchanges_are_written_down_as_they_were(ten: Ten) -> None:
    for made in ten.all:
        row, exchange = made.row, made.exchange
        assert same_client(row["client"], ten.api.client)
        assert (row["wire"], row["provider"]) == (ten.api.wire, ten.upstream.provider(ten.api.root))
        assert row["model"] == exchange.arguments["model"]
        assert (row["ok"], row["status"], row["attempts"]) == (True, 200, 1)
        assert row["stream"] is exchange.streams
        assert (row["ttft_ms"] is not None) is exchange.streams
        assert row["problem"] is None
        assert row["tools_count"] == (1 if exchange.name == "tools" else None)
        if ten.upstream.name == SAMPLE:
            assert row["priced"], exchange.name
            assert row["finish_reason"] == "length" or exchange.name != "cut"


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_headers_arrive_as_they_were_sent(api: Api, tollgate: Tollgate, sdks: Sdks, llmock: Upstream) -> None:
    provider = llmock.provider(api.root)
    direct = sdks.speak(api, "head", llmock.root(api.root))["seen"]
    through = sdks.speak(api, "head", tollgate.base(provider, new_project()))["seen"]
    shown = [{k: v for k, v in seen.items() if k not in _PASSING} for seen in (direct, through)]
    assert shown[0] == shown[1]


@tries("error")
@pytest.mark.parametrize("way", ["whole", "stream"])
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_a_providers_errors_are_the_same_exceptions(
    api: Api, way: str, tollgate: Tollgate, sdks: Sdks, llmock: Upstream
) -> None:
    project = new_project()
    statuses = (400, 401, 404, 429, 500, 503)
    for status in statuses:
        forced = {"extra_headers": {"x-llmock-force-status": str(status)}}
        direct = sdks.speak(api, way, llmock.root(api.root), **forced)
        through = sdks.speak(api, way, tollgate.base(llmock.provider(api.root), project), **forced)
        assert direct["error"]["status"] == status
        assert through == direct
    for status, row in zip(statuses, tollgate.rows(len(statuses), project=project), strict=True):
        assert (row["status"], row["ok"], row["usage_basis"]) == (status, False, "none")
        assert row["error_type"]
        assert row["error_message"]
        assert row["cost_usd"] == "0"


@tries("unknown model")
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_an_unknown_model_is_the_same_exception(
    api: Api, tollgate: Tollgate, sdks: Sdks, sample: Upstream
) -> None:
    project = new_project()
    direct, through = (
        sdks.speak(api, "whole", url, model="none")
        for url in (sample.root(api.root), tollgate.base(sample.provider(api.root), project))
    )
    assert direct["error"]["status"] == 404
    assert through == direct
    (row,) = tollgate.rows(1, project=project)
    assert (row["status"], row["ok"], row["model"], row["total_tokens"]) == (404, False, "none", None)
    assert row["error_message"]


@pytest.mark.parametrize("api", [api for api in APIS if api.root != "gemini"], ids=lambda api: api.wire)
def test_an_sdk_tries_again_when_told_to_and_each_try_is_a_row(
    api: Api, tollgate: Tollgate, sdks: Sdks, llmock: Upstream
) -> None:
    project = new_project()
    next_call(llmock, type="fail", status=429, retry_after=0.1)
    url = tollgate.base(llmock.provider(api.root), project)
    seen = sdks.do(api.sdk, api.call, "whole", api.plain, url=url, retries=2)
    assert "error" not in seen
    refused, answered = tollgate.rows(2, project=project)
    assert (refused["status"], refused["ok"], refused["total_tokens"]) == (429, False, None)
    assert (answered["status"], answered["ok"], answered["usage_basis"]) == (200, True, "measured")


@tries("error")
@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed"])
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_a_stream_that_the_provider_breaks_breaks_the_same_way(
    api: Api, kind: str, tollgate: Tollgate, sdks: Sdks, llmock: Upstream
) -> None:
    project = new_project()
    seen: list[Any] = []
    for url in (llmock.root(api.root), tollgate.base(llmock.provider(api.root), project)):
        next_call(llmock, type="stream_fault", kind=kind, after_chunks=5)
        seen.append(alike(sdks.speak(api, "stream", url, **api.streamed)))
    direct, through = seen
    assert through == direct
    (row,) = tollgate.rows(1, project=project)
    assert (row["status"], row["stream"]) == (200, True)
    if kind == "malformed":
        return  # what comes after it may still be whole
    assert row["usage_basis"] == "partial"
    assert row["output_tokens"], "what was delivered is not counted"
    if kind == "disconnect":
        assert not row["ok"]
        assert row["error_type"]


@tries("abort")
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_a_stream_that_the_client_leaves_keeps_what_it_got(
    api: Api, tollgate: Tollgate, sdks: Sdks, llmock: Upstream
) -> None:
    project = new_project()
    url = tollgate.base(llmock.provider(api.root), project)
    sdks.speak(api, "stream", url, **api.streamed)
    seen = sdks.speak(api, "leave", url, **api.streamed)
    assert len(seen["seen"]) == 3
    stayed, left = tollgate.rows(2, project=project)
    assert (stayed["ok"], stayed["usage_basis"]) == (True, "measured")
    assert (left["status"], left["ok"], left["usage_basis"]) == (200, False, "partial")
    assert left["error_type"]
    assert left["input_tokens"], "what was asked is not counted"
    assert (left["output_tokens"] or 0) < stayed["output_tokens"]
    assert left["response_bytes"] < stayed["response_bytes"], "the provider went on for nobody"


@tries("tools")
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_a_tool_call_comes_through_whole(api: Api, tollgate: Tollgate, sdks: Sdks, llmock: Upstream) -> None:
    project = new_project()
    for way, asked in (("whole", api.tools), ("stream", {**api.tools, **api.streamed})):
        direct = sdks.do(api.sdk, api.call, way, asked, url=llmock.root(api.root))
        url = tollgate.base(llmock.provider(api.root), project)
        through = sdks.do(api.sdk, api.call, way, asked, url=url)
        assert "weather" in str(direct["seen"])
        assert alike(through) == alike(direct)
    for row in tollgate.rows(2, project=project):
        assert (row["tools_count"], row["tool_calls"], row["finish_reason"]) == (1, 1, "tool_calls")


@pytest.mark.parametrize("name", [AIMOCK, LLMOCK])
def test_a_stream_that_asks_for_no_usage_gets_none_and_is_measured_all_the_same(
    name: str, request: pytest.FixtureRequest, tollgate: Tollgate, sdks: Sdks
) -> None:
    upstream: Upstream = request.getfixturevalue(name)
    project = new_project()
    direct = sdks.speak(CHAT, "stream", upstream.root("openai"))
    through = sdks.speak(CHAT, "stream", tollgate.base(upstream.provider("openai"), project))
    assert through["usage"] is direct["usage"] is None
    # A provider that is asked says `usage: null` until the end. To the SDK that is what an absent one is.
    direct, through = (
        [{**event, "usage": event.get("usage")} for event in alike(seen["seen"])]
        for seen in (direct, through)
    )
    assert through == direct
    (row,) = tollgate.rows(1, project=project)
    assert row["usage_basis"] == "measured"
    assert row["output_tokens"]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.wire)
def test_what_env_prints_is_all_that_an_sdk_needs(
    api: Api, tollgate: Tollgate, sdks: Sdks, sample: Upstream
) -> None:
    tool = {"gemini": "google-genai"}.get(api.root, api.root)
    environment = json.loads(tollgate.tell("env", tool, "--json"))
    model = f"{api.plain['model']}-{new_project()}"
    seen = sdks.do(api.sdk, api.call, "whole", {**api.plain, "model": model}, environment=environment)
    assert "error" not in seen
    (row,) = tollgate.rows(1, model=model)
    assert (row["provider"], row["wire"], row["ok"]) == (sample.provider(api.root), api.wire, True)
