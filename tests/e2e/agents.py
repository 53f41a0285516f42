"""The coding agents, as people run them: one prompt, and what they told of it at the end."""

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.clients import Clients
from tests.e2e.program import clean_environment

PATIENCE_S = 100
CLAUDE = "@anthropic-ai/claude-code/cli-wrapper.cjs"
CODEX = "@openai/codex/bin/codex.js"
GEMINI = "@google/gemini-cli/bundle/gemini.js"
# There is no outside here: nobody is to be asked for updates, flags or telemetry.
CLAUDE_ALONE = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_AUTOUPDATER": "1",
    "DISABLE_ERROR_REPORTING": "1",
    "DISABLE_TELEMETRY": "1",
}
CODEX_ALONE = ("analytics.enabled=false", "check_for_update_on_startup=false")
GEMINI_ALONE = {
    "telemetry": {"enabled": False},
    "privacy": {"usageStatisticsEnabled": False},
    "general": {"disableAutoUpdate": True, "disableUpdateNag": True},
}
OPENCODE_ALONE = {
    "OPENCODE_DISABLE_AUTOUPDATE": "1",
    "OPENCODE_DISABLE_DEFAULT_PLUGINS": "1",
    "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
    "OPENCODE_DISABLE_MODELS_FETCH": "1",
}


@dataclass(frozen=True)
class Told:
    """What an agent said, what it counted where it tells, and all that it printed."""

    code: int
    said: str
    text: str
    counted: tuple[int, int, int] | None = None  # input that was not cached, cached, output


@dataclass(frozen=True)
class Agent:
    client: str
    api: str
    wire: str
    model: str

    def begin(
        self, clients: Clients, desk: Path, url: str, prompt: str, model: str | None = None
    ) -> "subprocess.Popen[str]":
        """`desk` is an empty working folder; its parent becomes the agent's home."""
        words, environment = _COMMANDS[self.client](clients, desk, url, prompt, model or self.model)
        return subprocess.Popen(
            words, cwd=desk, env=clean_environment(desk.parent, TMPDIR=str(desk.parent), **environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip

    def ask(self, clients: Clients, desk: Path, url: str, prompt: str, model: str | None = None) -> Told:
        with self.begin(clients, desk, url, prompt, model) as process:
            try:
                out, complained = process.communicate(timeout=PATIENCE_S)
            finally:
                end(process, signal.SIGKILL)
        said, counted = _READERS[self.client](out) if process.returncode == 0 else ("", None)
        return Told(process.returncode, said, out + complained, counted)


def end(process: "subprocess.Popen[str]", how: signal.Signals) -> None:
    """All of it: most of them are a script that starts a program."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)


Command = tuple[list[str], Mapping[str, str]]


def _claude(clients: Clients, desk: Path, url: str, prompt: str, model: str) -> Command:
    words = [*clients.node(CLAUDE), "-p", prompt, "--output-format", "json", "--model", model]
    return words, {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-the-clients-own", **CLAUDE_ALONE}


def _codex(clients: Clients, desk: Path, url: str, prompt: str, model: str) -> Command:
    home = desk.parent / "codex"
    home.mkdir(exist_ok=True)
    pointing = (f'openai_base_url="{url}/v1"',)
    if "aimock" in url:  # whose WebSockets tell of no error, so that Codex would wait for ever
        here = f'name="here", base_url="{url}/v1", env_key="CODEX_API_KEY", wire_api="responses"'
        pointing = ('model_provider="here"', f"model_providers.here={{{here}, supports_websockets=false}}")
    settings = [word for setting in (*pointing, *CODEX_ALONE) for word in ("-c", setting)]
    words = [*clients.node(CODEX), "exec", "--sandbox", "read-only", "--json", "--skip-git-repo-check"]
    chosen = ["-m", model] if model else []
    return [*words, *chosen, *settings, prompt], {
        "CODEX_HOME": str(home),
        "CODEX_API_KEY": "sk-the-clients-own",
    }


def _gemini(clients: Clients, desk: Path, url: str, prompt: str, model: str) -> Command:
    """Its login is chosen as `tollgate connect` does it."""
    settings = desk.parent / ".gemini" / "settings.json"
    settings.parent.mkdir(exist_ok=True)
    login = {"security": {"auth": {"selectedType": "gemini-api-key"}}}
    settings.write_text(json.dumps(GEMINI_ALONE | login))
    words = [*clients.node(GEMINI), "-p", prompt, "-m", model, "--output-format", "json", "--skip-trust"]
    return words, {"GOOGLE_GEMINI_BASE_URL": url, "GEMINI_API_KEY": "AIza-the-clients-own"}


def opencode_program(clients: Clients) -> Path | None:
    """None where it is not had: the registries do not have it for each system."""
    assert clients.modules is not None
    program = clients.modules / "opencode-linux-x64-baseline" / "bin" / "opencode"
    return program if program.exists() else None


def _opencode(clients: Clients, desk: Path, url: str, prompt: str, model: str) -> Command:
    name = f"anthropic/{model}"
    provider = {"anthropic": {"options": {"baseURL": f"{url}/v1"}, "models": {model: {}}}}
    config = {"provider": provider, "small_model": name, "share": "disabled", "autoupdate": False}
    words = [
        str(opencode_program(clients)),
        "run",
        "--format",
        "json",
        "--title",
        "tried",
        "-m",
        name,
        prompt,
    ]
    own = {"ANTHROPIC_API_KEY": "sk-ant-the-clients-own", "OPENCODE_CONFIG_CONTENT": json.dumps(config)}
    return words, {**own, **OPENCODE_ALONE}


Read = tuple[str, tuple[int, int, int] | None]


def _read_claude(out: str) -> Read:
    told = json.loads(out)
    usage = told["usage"]
    return told["result"], (
        usage["input_tokens"],
        usage["cache_read_input_tokens"],
        usage["output_tokens"],
    )


def _read_codex(out: str) -> Read:
    events = [json.loads(line) for line in out.splitlines()]
    items = [event["item"] for event in events if event["type"] == "item.completed"]
    usage = events[-1]["usage"]
    cached = usage["cached_input_tokens"]
    said = "".join(item["text"] for item in items if item["type"] == "agent_message")
    return said, (usage["input_tokens"] - cached, cached, usage["output_tokens"])


def _read_gemini(out: str) -> Read:
    told = json.loads(out)
    counts: list[dict[str, Any]] = [model["tokens"] for model in told["stats"]["models"].values()]
    made = sum(count["candidates"] + count["thoughts"] for count in counts)
    return told["response"], (
        sum(count["input"] for count in counts),
        sum(count["cached"] for count in counts),
        made,
    )


def _read_opencode(out: str) -> Read:
    events = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    said = "".join(event["part"]["text"] for event in events if event["type"] == "text")
    counts = [event["part"]["tokens"] for event in events if event["type"] == "step_finish"]
    return said, (
        sum(count["input"] for count in counts),
        sum(count["cache"]["read"] for count in counts),
        sum(count["output"] + count["reasoning"] for count in counts),
    )


CLAUDE_CODE = Agent("Claude Code", "anthropic", "anthropic-messages", "claude-opus-4-8")
CODEX_CLI = Agent("Codex", "openai", "openai-responses", "")
GEMINI_CLI = Agent("Gemini CLI", "gemini", "gemini-generate", "gemini-2.5-flash")
OPENCODE = Agent("opencode", "anthropic", "anthropic-messages", "claude-haiku-4-5")
AGENTS = (CLAUDE_CODE, CODEX_CLI, GEMINI_CLI, OPENCODE)
_COMMANDS = {"Claude Code": _claude, "Codex": _codex, "Gemini CLI": _gemini, "opencode": _opencode}
_READERS = {
    "Claude Code": _read_claude,
    "Codex": _read_codex,
    "Gemini CLI": _read_gemini,
    "opencode": _read_opencode,
}
