"""The `llm` command in all ways, as somebody types it."""

import json
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.clients import Clients
from tests.e2e.matrix import tries
from tests.e2e.program import Tollgate, clean_environment
from tests.e2e.seen import new_project
from tests.e2e.upstreams import Upstream

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

_PATIENCE_S = 50
_TOOL = 'def weather(place: str) -> str:\n    "Of a place."\n    return "Rain in " + place + "."\n'


class Llm:
    """Knows one model, at one address."""

    def __init__(self, clients: Clients, home: Path, url: str, model: str = "gpt-4o-mini") -> None:
        entry = {
            "model_id": "lighthouse",
            "model_name": model,
            "api_base": f"{url}/v1",
            "supports_tools": True,
        }
        (home / "extra-openai-models.yaml").write_text(json.dumps([entry]))
        self._words = [clients.script("llm"), "-m", "lighthouse"]
        self._home = home
        self._environment = clean_environment(
            home, LLM_USER_PATH=str(home), OPENAI_API_KEY="sk-the-clients-own", PYTHONUNBUFFERED="1"
        )

    def say(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [*self._words, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            cwd=self._home, env=self._environment, timeout=_PATIENCE_S, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout.strip(), done.stderr

    def begin(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self._words, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, cwd=self._home, env=self._environment,
        )  # fmt: skip


def _interrupt(process: "subprocess.Popen[str]") -> None:
    """As somebody would press it again: an interrupt that comes in a finalizer is swallowed by Python."""
    for _ in range(_PATIENCE_S):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
            return
    raise TimeoutError("it does not end")


@tries("plain", "stream", by=["llm"])
def test_it_works_and_is_counted(
    clients: Clients, tollgate: Tollgate, sample: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    llm = Llm(clients, tmp_path, tollgate.base(sample.provider("openai"), project))
    for options in ((), ("--no-stream",)):
        code, said, complained = llm.say(*options, "Say hi.")
        assert code == 0, complained
        assert said
    streamed, whole = tollgate.rows(2, project=project)
    assert (streamed["stream"], whole["stream"]) == (True, False)
    for row in (streamed, whole):
        assert (row["wire"], row["model"], row["usage_basis"]) == ("openai-chat", "gpt-4o-mini", "measured")


@tries("tools", by=["llm"])
def test_it_runs_a_tool_and_goes_on(
    clients: Clients, tollgate: Tollgate, aimock: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    llm = Llm(clients, tmp_path, tollgate.base(aimock.provider("openai"), project))
    code, said, complained = llm.say("--functions", _TOOL, "--td", "What is the weather?")
    assert code == 0, complained
    assert "Rain in Kiel." in complained
    assert "lighthouse keeper" in said
    asked, answered = tollgate.rows(2, project=project)
    assert (asked["tools_count"], asked["tool_calls"], asked["finish_reason"]) == (1, 1, "tool_calls")
    assert (asked["input_tokens"], asked["output_tokens"]) == (190, 23)
    assert (answered["finish_reason"], answered["tool_calls"]) == ("stop", None)


@tries("error", by=["llm"])
def test_it_tells_a_providers_error(
    clients: Clients, tollgate: Tollgate, aimock: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    llm = Llm(clients, tmp_path, tollgate.base(aimock.provider("openai"), project))
    code, _, complained = llm.say("Answer with 400.")
    assert code == 1
    assert "That cannot be." in complained
    (row,) = tollgate.rows(1, project=project)
    assert (row["status"], row["ok"], row["cost_usd"]) == (400, False, "0")
    assert row["error_message"] == "That cannot be."


@tries("abort", by=["llm"])
def test_what_was_said_before_it_is_interrupted_is_counted(
    clients: Clients, tollgate: Tollgate, aimock: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    llm = Llm(clients, tmp_path, tollgate.base(aimock.provider("openai"), project))
    with llm.begin("Take your time.") as process:
        assert process.stdout is not None
        assert process.stdout.read(1)
        _interrupt(process)
    (row,) = tollgate.rows(1, project=project)
    assert (row["status"], row["ok"], row["usage_basis"]) == (200, False, "partial")
    assert row["error_type"]


@tries("budget", by=["llm"])
def test_a_spent_budget_is_told_and_not_tried_again(
    clients: Clients, tollgate: Tollgate, sample: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    tollgate.tell("budget", "add", f"of {project}", "--limit", "1calls", "--project", project)
    llm = Llm(clients, tmp_path, tollgate.base(sample.provider("openai"), project))
    assert llm.say("Say hi.")[0] == 0
    code, _, complained = llm.say("Say hi.")
    assert code == 1
    assert f"The budget 'of {project}'" in complained
    refused = tollgate.rows(2, project=project)[1]
    assert (refused["status"], refused["error_type"], refused["attempts"]) == (402, "budget_exceeded", 0)
    tollgate.tell("budget", "remove", f"of {project}")


@tries("unknown model", by=["llm"])
def test_an_unknown_model_is_told(
    clients: Clients, tollgate: Tollgate, sample: Upstream, tmp_path: Path
) -> None:
    project = new_project()
    code, _, complained = Llm(
        clients, tmp_path, tollgate.base(sample.provider("openai"), project), "none"
    ).say("Say hi.")
    assert code == 1
    assert "The model 'none' does not exist." in complained
    (row,) = tollgate.rows(1, project=project)
    assert (row["status"], row["ok"], row["model"], row["total_tokens"]) == (404, False, "none", None)
