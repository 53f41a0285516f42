"""The real tools, pointed here by nothing but their own configuration, arrive; then it is theirs again."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.agents import CLAUDE, CLAUDE_ALONE, CODEX, PATIENCE_S
from tests.e2e.clients import Clients
from tests.e2e.program import PROGRAM, ROOT, Tollgate, clean_environment
from tests.e2e.upstreams import Upstream

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


class User:
    """Somebody with a home folder of their own, who types commands."""

    def __init__(self, home: Path, tollgate: Tollgate) -> None:
        self.home = home
        self.desk = home / "work"
        self.desk.mkdir(parents=True)
        self._tollgate = tollgate

    def run(self, words: list[str], **environment: str) -> str:
        done = subprocess.run(
            words, cwd=self.desk, env=clean_environment(self.home, **environment), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def tollgate(self, *words: str) -> Any:
        """What a command answers with; it runs as this user, with the program's own home."""
        program = [*PROGRAM, "--home", str(self._tollgate.home), *words, "--json"]
        return json.loads(self.run(program, PYTHONPATH=str(ROOT)))

    def arrived(self, tool: str) -> bool:
        return self.tollgate("connect", tool, "--check", "--wait", "30")["arrived"]


@pytest.fixture
def user(tmp_path: Path, tollgate: Tollgate, sample: Upstream) -> Iterator[User]:
    user = User(tmp_path / "user", tollgate)
    yield user
    connected = [row["tool"] for row in user.tollgate("connect") if row["url"]]
    assert not connected


def test_claude_code_arrives_by_its_settings_alone(agents: Clients, user: User) -> None:
    settings = user.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    before = '{\n  "model": "claude-opus-4-8",\n  "cleanupPeriodDays": 20\n}\n'
    settings.write_text(before)
    user.tollgate("connect", "claude-code", "--project", "connected")
    words = [*agents.node(CLAUDE), "-p", "hi", "--output-format", "json"]
    answer = json.loads(user.run(words, ANTHROPIC_API_KEY="sk-ant-the-clients-own", **CLAUDE_ALONE))
    assert answer["subtype"] == "success"
    assert user.arrived("claude-code")
    user.tollgate("disconnect", "claude-code")
    assert settings.read_text() == before


def test_codex_arrives_by_its_configuration_alone(agents: Clients, user: User) -> None:
    config = user.home / ".codex" / "config.toml"
    config.parent.mkdir()
    before = '# mine\nmodel = "gpt-5.6-sol"\n\n[analytics]\nenabled = false'
    config.write_text(before)
    user.tollgate("connect", "codex")
    words = [*agents.node(CODEX), "exec", "--sandbox", "read-only", "--skip-git-repo-check", "--json"]
    words += ["-c", "check_for_update_on_startup=false", "Say hi."]
    said = user.run(words, CODEX_API_KEY="sk-the-clients-own")
    assert json.loads(said.splitlines()[-1])["type"] == "turn.completed"
    assert user.arrived("codex")
    user.tollgate("disconnect", "codex")
    assert config.read_text() == before


def test_llm_arrives_by_its_list_of_models_alone(clients: Clients, user: User) -> None:
    models = user.home / ".config" / "io.datasette.llm" / "extra-openai-models.yaml"
    user.tollgate("connect", "llm", "--file", str(models))
    for model in ("gpt-5.6-luna", "gpt-4o-mini"):
        assert user.run(
            [clients.script("llm"), "-m", model, "hi"], OPENAI_API_KEY="sk-the-clients-own"
        ).strip()
    assert user.arrived("llm")
    user.tollgate("disconnect", "llm")
    assert not models.exists()
