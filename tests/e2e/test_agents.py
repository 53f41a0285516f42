"""Claude Code and Codex, as people run them, have a conversation through Tollgate and finish it."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.agents import CLAUDE, CLAUDE_ALONE, CODEX, CODEX_ALONE, PATIENCE_S
from tests.e2e.clients import Clients
from tests.e2e.matrix import tries
from tests.e2e.program import Row, Tollgate, clean_environment
from tests.e2e.upstreams import Upstream

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty working folder; its parent is the agent's home."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def _run(words: list[str], desk: Path, **environment: str) -> str:
    done = subprocess.run(
        words, cwd=desk, env=clean_environment(desk.parent, **environment), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def claude(agents: Clients, desk: Path, url: str, prompt: str, **environment: str) -> dict[str, Any]:
    """What `claude -p` reports of the conversation."""
    words = [*agents.node(CLAUDE), "-p", prompt, "--output-format", "json", "--model", "claude-opus-4-8"]
    pointing = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-the-clients-own", **environment}
    return json.loads(_run(words, desk, **CLAUDE_ALONE, **pointing))


class Codex:
    """`codex exec`: the events of a turn, and more turns of the same conversation."""

    def __init__(self, agents: Clients, desk: Path, url: str) -> None:
        self._words = [*agents.node(CODEX), "exec"]
        settings = (f'openai_base_url="{url}/v1"', *CODEX_ALONE)
        self._settings = [word for setting in settings for word in ("-c", setting)]
        self._desk = desk
        self._home = desk.parent / "codex"
        self._home.mkdir()

    def turn(self, prompt: str, *, resumed: bool = False) -> list[dict[str, Any]]:
        how = ["resume", "--last"] if resumed else ["--sandbox", "read-only"]
        words = [*self._words, *how, "--json", "--skip-git-repo-check", *self._settings, prompt]
        own = {"CODEX_HOME": str(self._home), "CODEX_API_KEY": "sk-the-clients-own"}
        return [json.loads(line) for line in _run(words, self._desk, **own).splitlines()]


def said(events: list[dict[str, Any]]) -> str:
    items = [event["item"] for event in events if event["type"] == "item.completed"]
    return "".join(item["text"] for item in items if item["type"] == "agent_message")


def agree_with_codex(rows: list[Row], events: list[dict[str, Any]]) -> None:
    """The ledger and Codex's own last event count the same."""
    usage = events[-1]["usage"]
    assert events[-1]["type"] == "turn.completed"
    assert _sum(rows, "input_tokens", "cache_read_tokens") == usage["input_tokens"]
    assert _sum(rows, "cache_read_tokens") == usage["cached_input_tokens"]
    assert _sum(rows, "output_tokens", "reasoning_tokens") == usage["output_tokens"]


def _sum(rows: list[Row], *columns: str) -> int:
    return sum(row[name] or 0 for row in rows for name in columns)


def _answered(rows: list[Row], wire: str) -> list[Row]:
    return [row for row in rows if (row["wire"], row["status"]) == (wire, 200)]


@tries("plain", "stream", by=["Claude Code"])
def test_claude_code_talks_and_counts_what_the_ledger_counts(
    agents: Clients, desk: Path, tollgate: Tollgate, sample: Upstream
) -> None:
    environment = json.loads(tollgate.tell("env", "claude-code", "--json"))
    url = environment.pop("ANTHROPIC_BASE_URL")
    assert url == tollgate.base(sample.provider("anthropic"))
    result = claude(agents, desk, url, "hi", **environment)
    assert (result["subtype"], result["is_error"]) == ("success", False)
    assert result["result"]
    rows = tollgate.rows(result["num_turns"], session=result["session_id"])
    for row in rows:
        assert (row["wire"], row["client"], row["model"]) == (
            "anthropic-messages",
            "Claude Code",
            "claude-opus-4-8",
        )
        assert (row["ok"], row["stream"], row["usage_basis"]) == (True, True, "measured")
        assert row["tools_count"]
        assert row["problem"] is None
    usage = result["usage"]
    assert _sum(rows, "input_tokens") == usage["input_tokens"]
    assert _sum(rows, "cache_read_tokens") == usage["cache_read_input_tokens"]
    assert _sum(rows, "output_tokens", "reasoning_tokens") == usage["output_tokens"]
    cost_usd = sum(Decimal(row["cost_usd"]) for row in rows)
    assert cost_usd == Decimal(str(result["total_cost_usd"])).quantize(Decimal("1e-9"))


@tries("tools", by=["Claude Code"])
def test_claude_code_uses_a_tool_and_goes_on_with_what_it_gave(
    agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    (desk / "note.txt").write_text("The number is 4747.\n")
    url = tollgate.base(aimock.provider("anthropic"), "claude-tool")
    result = claude(agents, desk, url, "Which number is in note.txt?")
    assert result["result"] == "The number is 4747."
    asked, answered = tollgate.rows(2, session=result["session_id"])
    assert (asked["finish_reason"], asked["tool_calls"]) == ("tool_calls", 1)
    assert (asked["input_tokens"], asked["output_tokens"]) == (4100, 61)
    assert (answered["finish_reason"], answered["tool_calls"]) == ("stop", None)
    assert (answered["input_tokens"], answered["output_tokens"]) == (4190, 12)
    assert {row["project"] for row in (asked, answered)} == {"claude-tool"}


@tries("plain", "stream", by=["Codex"])
def test_codex_talks_over_plain_http(
    agents: Clients, desk: Path, tollgate: Tollgate, sample: Upstream
) -> None:
    """The sample takes no WebSocket, as most providers do not: Codex goes on without one."""
    project = "codex-http"
    codex = Codex(agents, desk, tollgate.base(sample.provider("openai"), project))
    first = codex.turn("Say hi.")
    assert said(first)
    second = codex.turn("And once more.", resumed=True)
    assert said(second)
    session = first[0]["thread_id"]
    assert second[0]["thread_id"] == session
    rows = _answered(tollgate.rows(4, session=session), "openai-responses")
    assert len(rows) == 2
    for row in rows:
        assert (row["client"], row["project"]) == ("Codex", project)
        assert row["model"].startswith("gpt-")
        assert (row["ok"], row["stream"], row["usage_basis"]) == (True, True, "measured")
    agree_with_codex(rows[:1], first)
    assert rows[1]["message_count"] > rows[0]["message_count"]


@tries("stream", by=["Codex"])
def test_codex_talks_over_a_websocket_and_is_counted_there_too(
    agents: Clients, desk: Path, tollgate: Tollgate, aimock: Upstream
) -> None:
    events = Codex(agents, desk, tollgate.base(aimock.provider("openai"), "codex-ws")).turn("Say hi.")
    assert said(events) == "Hi, from aimock."
    (row,) = tollgate.rows(1, session=events[0]["thread_id"])
    assert (row["status"], row["ok"], row["client"], row["project"]) == (101, True, "Codex", "codex-ws")
    assert row["usage_basis"] == "measured"
    assert row["model_answered"].startswith("gpt-")
    usage = events[-1]["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (77, 9)
    # Codex warms a WebSocket up with a question of its own; it leaves out that answer, its provider does not.
    assert _sum([row], "input_tokens", "cache_read_tokens") == 77 + 211
    assert _sum([row], "output_tokens", "reasoning_tokens") == 9 + 34


def test_codex_goes_on_at_once_where_websockets_are_refused(
    agents: Clients, desk: Path, workshop: Path, aimock: Upstream
) -> None:
    with Tollgate(workshop / "refusing", ("settings", "set", "proxy.websocket", "refuse")) as tollgate:
        tollgate.tell("provider", "set", "openai", "--base-url", aimock.root("openai"))
        events = Codex(agents, desk, tollgate.base("openai")).turn("Say hi.")
        assert said(events) == "Hi, from aimock."
        refused, answered = tollgate.rows(2, session=events[0]["thread_id"])
        assert refused["status"] == 426
        assert (answered["wire"], answered["method"], answered["ok"]) == ("openai-responses", "POST", True)
        agree_with_codex([answered], events)
