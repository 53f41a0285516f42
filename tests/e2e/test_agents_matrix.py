"""Four coding agents in all ways: what they tell their user, and what the ledger says of it."""

import json
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.agents import AGENTS, CODEX_CLI, GEMINI_CLI, OPENCODE, PATIENCE_S, Agent, end, opencode_program
from tests.e2e.clients import Clients
from tests.e2e.conftest import Sdks
from tests.e2e.exchanges import APIS
from tests.e2e.matrix import tries
from tests.e2e.program import Row, Tollgate
from tests.e2e.seen import new_project, same_client
from tests.e2e.upstreams import Upstream

_TRIES_OF_CODEX = 6
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty working folder; its parent is the agent's home."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _had(request: pytest.FixtureRequest, agents: Clients) -> None:
    if request.node.callspec.params["agent"] is OPENCODE and opencode_program(agents) is None:
        pytest.skip(
            "opencode is pinned for Linux on x86-64 only: its packages for other systems were not to be had"
        )


def _by(agent: Agent) -> str:
    return agent.client.replace(" ", "-").lower()


def _asked(tollgate: Tollgate, project: str) -> list[Row]:
    """The calls in which a model was asked; some look first whether anybody is there."""
    return [row for row in tollgate.some_rows(project=project) if row["method"] == "POST"]


@tries("plain", "stream")
@pytest.mark.parametrize("agent", [GEMINI_CLI, OPENCODE], ids=_by)
def test_an_agent_counts_what_the_ledger_counts(
    agent: Agent, agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    project = new_project()
    told = agent.ask(agents, desk, tollgate.base(aimock.provider(agent.api), project), "Say hi.")
    assert told.code == 0, told.text
    assert told.said.strip() == "Hi, from aimock."
    (row,) = tollgate.rows(1, project=project)
    assert same_client(row["client"], agent.client)
    assert (row["wire"], row["model"]) == (agent.wire, agent.model)
    assert (row["ok"], row["stream"], row["usage_basis"]) == (True, True, "measured")
    assert row["tools_count"]
    assert told.counted == (row["input_tokens"], row["cache_read_tokens"] or 0, row["output_tokens"])
    assert told.counted == (77, 0, 9)


@tries("tools")
@pytest.mark.parametrize("agent", [GEMINI_CLI, OPENCODE], ids=_by)
def test_an_agent_uses_a_tool_and_goes_on_with_what_it_gave(
    agent: Agent, agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    (desk / "number-4747.txt").write_text("a note\n")
    project = new_project()
    url = tollgate.base(aimock.provider(agent.api), project)
    told = agent.ask(agents, desk, url, "Which number do the files here have?")
    assert told.code == 0, told.text
    assert told.said.strip() == "The number is 4747."
    asked, answered = tollgate.rows(2, project=project)
    assert (asked["finish_reason"], asked["tool_calls"]) == ("tool_calls", 1)
    assert (asked["input_tokens"], asked["output_tokens"]) == (3100, 41)
    assert (answered["finish_reason"], answered["tool_calls"]) == ("stop", None)
    assert (answered["input_tokens"], answered["output_tokens"]) == (3190, 13)


@tries("error")
@pytest.mark.parametrize("agent", AGENTS, ids=_by)
def test_an_agent_tells_what_the_provider_found_wrong(
    agent: Agent, agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    project = new_project()
    url = tollgate.base(aimock.provider(agent.api), project)
    told = agent.ask(agents, desk, url, "Answer with 400.")
    assert told.code != 0
    assert "That cannot be." in told.text
    rows = _asked(tollgate, project)
    assert rows
    for row in rows:
        assert not row["ok"]
        assert row["error_message"]
        assert row["cost_usd"] == "0"


@tries("unknown model")
@pytest.mark.parametrize("agent", AGENTS, ids=_by)
def test_an_agent_that_asks_for_a_model_that_is_not_there_says_so(
    agent: Agent, agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    project = new_project()
    url = tollgate.base(aimock.provider(agent.api), project)
    told = agent.ask(agents, desk, url, "hi", model="lighthouse-9")
    assert told.code != 0
    assert "lighthouse-9" in told.text
    rows = _asked(tollgate, project)
    assert rows
    for row in rows:
        assert (row["status"], row["ok"], row["model"]) == (404, False, "lighthouse-9")
        assert row["total_tokens"] is None


@tries("budget")
@pytest.mark.parametrize("agent", AGENTS, ids=_by)
def test_a_spent_budget_is_told_to_the_user_and_not_tried_again(
    agent: Agent, agents: Clients, desk: Path, tollgate: Tollgate, sdks: Sdks, sample: Upstream
) -> None:
    project = new_project()
    url = tollgate.base(sample.provider(agent.api), project)
    tollgate.tell("budget", "add", f"of {project}", "--limit", "1calls", "--project", project)
    sdks.speak(next(api for api in APIS if api.root == agent.api), "whole", url)
    tollgate.rows(1, project=project)
    told = agent.ask(agents, desk, url, "hi")
    assert told.code != 0
    assert f"The budget 'of {project}'" in told.text
    _, *refused = _asked(tollgate, project)
    # Codex tries whatever it does not know, 402 among it, five times more; that reaches nobody
    assert 1 <= len(refused) <= (_TRIES_OF_CODEX if agent is CODEX_CLI else 1)
    for row in refused:
        assert (row["status"], row["error_type"], row["attempts"]) == (402, "budget_exceeded", 0)
    tollgate.tell("budget", "remove", f"of {project}")


@tries("abort")
@pytest.mark.parametrize("agent", AGENTS, ids=_by)
def test_an_agent_that_is_ended_leaves_no_call_under_way(
    agent: Agent, agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    project = new_project()
    url = tollgate.base(aimock.provider(agent.api), project)
    with agent.begin(agents, desk, url, "Take your time.") as process:
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not json.loads(tollgate.tell("status", "--json"))["health"]["in_flight"]:
                assert time.monotonic() < deadline, "it makes no call"
                assert process.poll() is None, process.communicate()
            end(process, signal.SIGKILL)
            process.communicate(timeout=PATIENCE_S)
        finally:
            end(process, signal.SIGKILL)
    cut = _asked(tollgate, project)[-1]
    assert not cut["ok"]
    assert cut["error_type"] == "client_closed"
    assert not json.loads(tollgate.tell("status", "--json"))["health"]["in_flight"]
