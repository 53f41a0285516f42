"""`connect` and `disconnect` as they are typed: what is shown, what is changed, what is said."""

import json
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run_command
from app.core import ulid
from app.core.calls import Call
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.platform.clock import now_us
from app.proxy.sample_upstream import SampleUpstream
from app.services.recipes import lines_for
from tests.cli.test_serve import post, run, serving

_ENV = ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME")
_MESSAGE = {"model": "claude-opus-4-8", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
_AGENT = {"User-Agent": "claude-cli/2.1 (external, cli)", "anthropic-version": "2023-06-01"}


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Tollgate = Callable[..., Result]


@pytest.fixture
def tollgate(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tollgate:
    for name in _ENV:
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> Result:
        try:
            code = run_command(words, None)
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text('{\n  "model": "opus"\n}\n')
    return path


def test_a_dry_run_shows_the_change_and_makes_none(tollgate: Tollgate, settings: Path, home: Path) -> None:
    result = tollgate("connect", "claude-code", "--dry-run")
    assert result.code == 0
    assert '+    "ANTHROPIC_BASE_URL": "http://127.0.0.1:4747/anthropic",' in result.out.splitlines()
    assert settings.read_text() == '{\n  "model": "opus"\n}\n'
    assert not home.exists()


def test_there_and_back(tollgate: Tollgate, settings: Path) -> None:
    there = tollgate("connect", "claude-code", "--project", "side.job")
    assert there.code == 0
    assert "tool search" in there.err
    assert json.loads(settings.read_text())["env"] == {
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:4747/@side.job/anthropic",
        "ENABLE_TOOL_SEARCH": "true",
    }
    assert tollgate("status", "--json").document["connected"][0]["tool"] == "claude-code"
    back = tollgate("disconnect", "claude-code", "--json").document
    assert (back["connected"], back["files"][0]["path"]) == (False, str(settings))
    assert settings.read_text() == '{\n  "model": "opus"\n}\n'
    assert tollgate("disconnect", "claude-code").code == 1


def test_connecting_twice_changes_nothing_and_says_so(tollgate: Tollgate, settings: Path) -> None:
    tollgate("connect", "claude-code")
    again = tollgate("connect", "claude-code", "--json")
    assert again.document["connected"]
    assert not again.document["files"][0]["changed"]
    assert "already" in again.err


def test_all_are_put_back_at_once_also_beside_one_that_cannot_be(
    tollgate: Tollgate, settings: Path, tmp_path: Path
) -> None:
    codex = tmp_path / ".codex" / "config.toml"
    codex.parent.mkdir()
    tollgate("connect", "claude-code")
    tollgate("connect", "codex")
    settings.write_text("{")
    result = tollgate("disconnect", "--all")
    assert result.code == 1
    assert str(settings) in result.err
    assert not codex.exists()


def test_a_damaged_record_keeps_no_other_tool_from_its_way_back(
    tollgate: Tollgate, settings: Path, tmp_path: Path, home: Path
) -> None:
    (tmp_path / ".codex").mkdir()
    tollgate("connect", "claude-code")
    tollgate("connect", "codex")
    record = home / "connections" / "codex.json"
    for damage in ("", "[]", "{}", record.read_text()[:-20]):
        record.write_text(damage)
        assert tollgate("connect").code == 0
        assert tollgate("status").code == 0
        assert tollgate("doctor").code == 3
    result = tollgate("disconnect", "--all")
    assert result.code == 1
    assert str(record) in result.err
    assert settings.read_text() == '{\n  "model": "opus"\n}\n'


def test_the_list_says_how_it_stands_with_each(
    tollgate: Tollgate, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    tollgate("connect", "claude-code")
    states = {row["tool"]: row["state"] for row in tollgate("connect", "--json").document}
    assert states["claude-code"] == "connected"
    assert states["zed"] == "not installed"
    assert states["cursor"] == "cannot be"
    assert states["cline"] == "by hand"
    settings.write_text(settings.read_text() + "\n")
    states = {row["tool"]: row["state"] for row in tollgate("connect", "--json").document}
    assert states["claude-code"] == "edited"


def test_cline_is_told_step_by_step(tollgate: Tollgate) -> None:
    result = tollgate("connect", "cline")
    assert result.code == 0
    assert "enter http://127.0.0.1:4747/anthropic" in result.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["connect", "cursor"], 1, "its own servers make the calls"),
        (["env", "cursor"], 1, "its own servers make the calls"),
        (["connect", "nothing"], 2, "There is no recipe"),
        (["connect", "openai"], 1, "no configuration file"),
        (["env", "zed"], 1, "`tollgate connect zed`"),
        (["connect", "zed"], 1, "does not seem to be installed"),
        (["connect", "claude-code", "--project", "a/b"], 2, "letters, digits"),
        (["connect", "claude-code", "--check"], 1, "is not connected"),
        (["disconnect"], 2, "--all"),
        (["disconnect", "codex"], 1, "is not connected"),
    ],
)
def test_trouble_is_told_in_one_line(
    tollgate: Tollgate, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    monkeypatch.setenv("PATH", "")
    result = tollgate(*words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert len(result.err.splitlines()) == 1


def test_a_diff_cannot_move_the_cursor(tollgate: Tollgate, settings: Path) -> None:
    settings.write_text('{\n  "model": "\x9b2J"\n}\n')
    assert "\x9b" not in tollgate("connect", "claude-code").out


def test_no_tool_that_points_nowhere_is_sound(tollgate: Tollgate, settings: Path) -> None:
    tollgate("connect", "claude-code")
    finding = next(f for f in tollgate("doctor", "--json").document if f["check"] == "tools")
    assert not finding["ok"]
    assert "Claude Code" in finding["detail"]


@pytest.mark.parametrize(("client", "code"), [("Claude Code (2)", 0), ("Codex", 3), (None, 3)])
def test_a_tool_is_known_by_its_own_calls(
    tollgate: Tollgate, settings: Path, home: Path, client: str | None, code: int
) -> None:
    tollgate("connect", "claude-code")
    before, since = (
        Call(
            ulid.make(at // 1000, bytes(10)),
            at,
            "anthropic",
            "anthropic-messages",
            "POST",
            "/v1/messages",
            client=name,
            ok=True,
        )
        for at, name in ((now_us() - 60_000_000, "Claude Code"), (now_us(), client))
    )
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many([before, since])
    ledger.close()
    result = tollgate("connect", "claude-code", "--check", "--json")
    assert (result.code, result.document["call"]) == (code, since.id if code == 0 else None)


# ---- lines for a shell ----


def _as_the_shell_has_it(lines: str) -> dict[str, str]:
    done = subprocess.run(["sh", "-c", f"{lines}\nenv -0"], capture_output=True, text=True, check=True)
    return dict(entry.split("=", 1) for entry in done.stdout.split("\0")[:-1])


@pytest.mark.parametrize("words", [(), ("--project", "it.is_mine-2")])
@pytest.mark.parametrize("tool", ["openai", "claude-code", "opencode", "bash", "langchain"])
def test_the_lines_for_a_shell_are_read_as_they_are_meant(
    tollgate: Tollgate, tool: str, words: tuple[str, ...]
) -> None:
    wanted = tollgate("env", tool, *words, "--json").document
    assert wanted.items() <= _as_the_shell_has_it(tollgate("env", tool, *words).out).items()


def test_no_value_escapes_its_quotes() -> None:
    nasty = 'it\'s; $(touch x) `y` \\ "z" é'
    assert _as_the_shell_has_it("\n".join(lines_for("posix", {"A": nasty})))["A"] == nasty
    assert lines_for("fish", {"A": "it's \\"}) == ["set -gx A 'it\\'s \\\\'"]
    assert lines_for("powershell", {"A": "it's"}) == ["$env:A = 'it''s'"]


def test_other_shells_have_their_own_words(tollgate: Tollgate) -> None:
    fish = tollgate("env", "claude-code", "--shell", "fish").out.splitlines()
    assert fish[0] == "set -gx ANTHROPIC_BASE_URL http://127.0.0.1:4747/anthropic"
    power = tollgate("env", "claude-code", "--shell", "powershell").out.splitlines()
    assert power[0] == "$env:ANTHROPIC_BASE_URL = 'http://127.0.0.1:4747/anthropic'"
    assert shlex.split(tollgate("env", "fish").out)[:2] == ["set", "-gx"]


# ---- with a Tollgate that runs ----


def _point_at_sample(home: Path, url: str) -> None:
    assert run(home, "provider", "set", "anthropic", "--base-url", url).returncode == 0


def test_a_call_that_arrives_is_seen_and_one_that_does_not_is_explained(home: Path, settings: Path) -> None:
    with SampleUpstream() as sample, serving(home) as (_, url):
        _point_at_sample(home, sample.url)
        connected = run(home, "connect", "claude-code")
        assert connected.returncode == 0, connected.stderr
        assert "another port than its own (4747)" in connected.stderr
        base = json.loads(settings.read_text())["env"]["ANTHROPIC_BASE_URL"]
        assert base == f"{url}/anthropic"
        nothing = run(home, "connect", "claude-code", "--check")
        assert nothing.returncode == 3
        assert "claude -p hi" in nothing.stderr
        post(url, "/anthropic/v1/messages", _MESSAGE, {"User-Agent": "curl/8"})
        caller = threading.Timer(0.5, post, (url, "/anthropic/v1/messages", _MESSAGE, _AGENT))
        caller.start()
        arrived = run(home, "connect", "claude-code", "--check", "--wait", "20", "--json")
        caller.join()
        assert arrived.returncode == 0, arrived.stderr
        assert json.loads(arrived.stdout)["arrived"]


def test_tools_have_their_own_addresses_while_nothing_runs(home: Path, settings: Path) -> None:
    before = settings.read_bytes()
    run(home, "settings", "set", "connect.put_back", "on_quit")
    with serving(home) as (process, url):
        run(home, "connect", "claude-code", "--project", "p")
        assert f"{url}/@p/anthropic".encode() in settings.read_bytes()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert settings.read_bytes() == before
    with serving(home) as (process, url):
        assert f"{url}/@p/anthropic".encode() in settings.read_bytes()
        process.kill()
        process.wait(10)
    with serving(home) as (_, url):
        assert f"{url}/@p/anthropic".encode() in settings.read_bytes()
    assert settings.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_start_after_a_death_says_who_was_cut_off(home: Path, settings: Path) -> None:
    with serving(home) as (process, _):
        run(home, "connect", "claude-code")
        process.kill()
        process.wait(10)
    with serving(home) as (process, _):
        status = json.loads(run(home, "status", "--json").stdout)
        assert any("does not listen" in problem for problem in status["health"]["problems"])
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        said = process.stderr.read()
        assert "did not end well last time while Claude Code pointed here" in said
    with serving(home) as (process, _):
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        assert process.stderr is not None
        assert "did not end well" not in process.stderr.read()
