"""A tool is pointed here and put back: its file is the one that it was, whatever it looked like."""

import codecs
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import AppError
from app.platform import foreign_files
from app.platform.home import Home
from app.services.connecting import Connecting, Step
from app.services.recipes import Address, expand, find_tool, load_tools

_CORPUS = Path(__file__).parent / "configurations"
_HERE = Address("http://127.0.0.1:4747")

_LAYOUTS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda text: text,
    "windows": lambda text: text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "marked": lambda text: codecs.BOM_UTF8 + text,
    "cut": lambda text: text.rstrip(),
    "marked windows": lambda text: codecs.BOM_UTF8 + text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "lines after it": lambda text: text + b"\n\n\n",
}


def _corpus() -> Iterator[tuple[str, str, bytes]]:
    for path in sorted(_CORPUS.rglob("*.*")):
        for layout, lay_out in _LAYOUTS.items():
            yield path.parent.name, f"{path.parent.name}/{path.name}, {layout}", lay_out(path.read_bytes())


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "CLAUDE_CONFIG_DIR",
        "CODEX_HOME",
        "XDG_CONFIG_HOME",
        "OPENCODE_CONFIG",
        "LLM_USER_PATH",
        "ZDOTDIR",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def connecting(home: Path) -> Connecting:
    home.mkdir()
    return Connecting(Home(home))


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Claude Code's, as somebody keeps them."""
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text('{\n  "model": "opus",\n  "env": {\n    "FOO": "1"\n  }\n}\n')
    return path


def _connect(connecting: Connecting, tool: str, file: Path | None = None, project: str | None = None) -> None:
    connecting.connect(connecting.plan(find_tool(tool), Address(_HERE.url, project), file))


def _disconnect(connecting: Connecting, tool: str) -> None:
    connecting.disconnect(connecting.plan_back(tool))


# ---- round trips ----


def test_two_hundred_configurations_come_back_to_the_byte(
    connecting: Connecting, home: Path, tmp_path: Path
) -> None:
    trips = 0
    for tool, name, original in _corpus():
        path = tmp_path / "there" / "file"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(original)
        path.chmod(0o640)
        _connect(connecting, tool, path)
        connected = path.read_bytes()
        assert b"127.0.0.1:4747" in connected, name
        assert connected.startswith(codecs.BOM_UTF8) == original.startswith(codecs.BOM_UTF8), name
        if original.count(b"\n") == original.count(b"\r\n") > 0:
            assert connected.count(b"\r\n") == connected.count(b"\n"), name
        _connect(connecting, tool, path)
        assert path.read_bytes() == connected, name
        if name.endswith("as it is"):
            _connect(connecting, tool, path, project="other")
            assert b"/@other/" in path.read_bytes(), name
        _disconnect(connecting, tool)
        assert path.read_bytes() == original, name
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        trips += 1
    assert trips >= 200
    assert not list((home / "connections").iterdir())


def test_each_tool_has_a_configuration_that_takes_part() -> None:
    tools = {tool.id for tool in load_tools().values() if tool.files}
    assert {path.name for path in _CORPUS.iterdir()} == tools


def test_after_an_edit_by_others_only_ours_goes_out_again(connecting: Connecting, tmp_path: Path) -> None:
    """A comment makes the file another one; without it, it is what it was but for blank lines."""
    comments = {
        "json": "\n// later",
        "toml": "\n# later",
        "yaml": "\n# later",
        "dotenv": "\n# later",
        "block": "\n# later",
    }
    for tool, name, original in _corpus():
        kind = find_tool(tool).files[0].format
        path = tmp_path / "file"
        path.write_bytes(original)
        _connect(connecting, tool, path)
        path.write_bytes(path.read_bytes() + comments[kind].encode())
        _disconnect(connecting, tool)
        back = path.read_bytes()
        assert b"127.0.0.1:4747" not in back, name
        assert back.endswith(b" later"), name
        words = back.removesuffix(comments[kind].strip().encode()).split()
        spelled_out = ({b"{}"}, {b"[]"}, {codecs.BOM_UTF8 + b"{}"})  # what was nothing before
        assert set(words) - set(original.split()) in ({*()}, *spelled_out), name
        assert len(words) - len(original.split()) in {-1, 0, 1}, name


@pytest.mark.parametrize(
    "tool", [tool.id for tool in load_tools().values() if tool.files and tool.id != "continue"]
)
def test_a_file_that_was_not_there_goes_with_its_folders(
    connecting: Connecting, tmp_path: Path, tool: str
) -> None:
    path = tmp_path / "not" / "yet" / "there"
    _connect(connecting, tool, path)
    assert "127.0.0.1:4747" in path.read_text()
    _disconnect(connecting, tool)
    assert not (tmp_path / "not").exists()


def test_gemini_cli_is_told_what_it_logs_in_with_where_it_was_not_told(
    connecting: Connecting, tmp_path: Path
) -> None:
    """With a base URL it takes no key from the environment until it is; a login that was chosen stays."""
    folder = tmp_path / ".gemini"
    folder.mkdir()
    settings = folder / "settings.json"
    _connect(connecting, "gemini-cli")
    assert "127.0.0.1:4747" in (folder / ".env").read_text()
    assert json.loads(settings.read_text())["security"]["auth"]["selectedType"] == "gemini-api-key"
    _disconnect(connecting, "gemini-cli")
    assert not list(folder.iterdir())
    own = '{"security": {"auth": {"selectedType": "oauth-personal"}}}'
    settings.write_text(own)
    plan = connecting.plan(find_tool("gemini-cli"), _HERE)
    assert any("/auth" in note for note in plan.notes)
    connecting.connect(plan)
    assert settings.read_text() == own
    _connect(connecting, "gemini-cli", project="other")
    assert "/@other/" in (folder / ".env").read_text()
    assert settings.read_text() == own
    _disconnect(connecting, "gemini-cli")
    assert [path.name for path in folder.iterdir()] == ["settings.json"]


# ---- what the user did since is the user's ----


def test_the_users_edits_stay_and_earlier_values_return(connecting: Connecting, settings: Path) -> None:
    settings.write_text('{\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://gw.example.com"\n  }\n}\n')
    _connect(connecting, "claude-code")
    settings.write_text(settings.read_text().replace('{\n  "env"', '{\n  "theme": "dark",\n  "env"'))
    _disconnect(connecting, "claude-code")
    expected = (
        '{\n  "theme": "dark",\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://gw.example.com"\n  }\n}\n'
    )
    assert settings.read_text() == expected


def test_a_value_that_the_user_set_since_is_left_and_told(connecting: Connecting, settings: Path) -> None:
    _connect(connecting, "claude-code")
    settings.write_text(
        settings.read_text().replace("http://127.0.0.1:4747/anthropic", "https://mine.example.com")
    )
    plan = connecting.plan_back("claude-code")
    connecting.disconnect(plan)
    assert json.loads(settings.read_text())["env"] == {
        "FOO": "1",
        "ANTHROPIC_BASE_URL": "https://mine.example.com",
    }
    assert any("env.ANTHROPIC_BASE_URL" in note for note in plan.notes)


def test_a_list_that_was_sorted_since_loses_only_what_is_ours(connecting: Connecting, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    first = "  - name: A\n    provider: openai\n    apiBase: https://api.openai.com/v1\n"
    path.write_text("models:\n" + first + "  - name: B\n    provider: openai\n")
    _connect(connecting, "continue", path)
    text = path.read_text()
    at = text.index("  - name: B")
    path.write_text("models:\n" + text[at:] + text[len("models:\n") : at])
    _disconnect(connecting, "continue")
    assert path.read_text() == "models:\n  - name: B\n    provider: openai\n" + first


def test_a_model_at_another_address_keeps_it(connecting: Connecting, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("models:\n- provider: openai\n  apiBase: http://localhost:1234/v1\n")
    plan = connecting.plan(find_tool("continue"), _HERE, path)
    assert plan.does_nothing
    assert connecting.connect(plan) is None
    assert not connecting.all()


def test_a_file_that_the_user_removed_stays_removed(connecting: Connecting, settings: Path) -> None:
    _connect(connecting, "claude-code")
    settings.unlink()
    _disconnect(connecting, "claude-code")
    assert not settings.exists()
    assert not connecting.all()


# ---- refusals: nothing is touched ----


@pytest.mark.parametrize(
    ("tool", "content", "where"),
    [
        ("claude-code", b'{"env": {"A": 1}', "line 1, column 17"),
        ("claude-code", b'{"env": {"A": 1}}}', "line 1, column 18"),
        ("claude-code", b"{'env': 1}", "line 1, column 2"),
        ("claude-code", b'{\n  "env": [1]\n}', "cannot be changed safely"),
        ("claude-code", b'{"a": "\xff"}', "not UTF-8 text (byte 7)"),
        ("claude-code", b"[" * 100_000, "nested too deep"),
        ("codex", b"model = \nx = 1", "line 1, column 9"),
        ("codex", b"a = 1\na = 2\n", "line 2"),
        ("aider", b"a: [1\nb: 2", "line 2"),
        ("aider", b"a: 1\n---\nb: 2", "line 2"),
        ("aider", b"- a\n- b\n", "cannot be changed safely"),
        ("aider", b"a: \x07", "does not allow"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_left(
    connecting: Connecting, tmp_path: Path, tool: str, content: bytes, where: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(AppError) as trouble:
        _connect(connecting, tool, path)
    assert where in str(trouble.value)
    assert str(path) in str(trouble.value)
    assert path.read_bytes() == content
    assert not connecting.all()


def test_a_read_only_file_is_refused_and_left(connecting: Connecting, settings: Path) -> None:
    settings.chmod(0o444)
    before = settings.read_bytes()
    with pytest.raises(AppError, match="read-only"):
        _connect(connecting, "claude-code")
    assert settings.read_bytes() == before
    assert not connecting.all()


def test_a_tool_that_is_not_installed_is_told(
    connecting: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AppError, match="does not seem to be installed"):
        _connect(connecting, "claude-code")


def test_cursor_is_refused_with_the_reason(connecting: Connecting) -> None:
    with pytest.raises(AppError, match="its own servers make the calls"):
        _connect(connecting, "cursor")


def test_codex_goes_where_its_login_is_taken(connecting: Connecting, tmp_path: Path) -> None:
    folder = tmp_path / ".codex"
    folder.mkdir()
    config = folder / "config.toml"
    for mode, address in (("chatgpt", "/chatgpt"), ("apikey", "/openai/v1")):
        (folder / "auth.json").write_text(json.dumps({"auth_mode": mode, "tokens": {}}))
        _connect(connecting, "codex")
        assert config.read_text() == f'openai_base_url = "http://127.0.0.1:4747{address}"\n'
    _disconnect(connecting, "codex")
    assert not config.exists()


def test_a_provider_of_ones_own_in_codex_is_warned_about(connecting: Connecting, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('model_provider = "azure"\n')
    assert any("model_provider" in note for note in connecting.plan(find_tool("codex"), _HERE, path).notes)


# ---- links ----


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link_and_its_file_is_changed(
    connecting: Connecting, settings: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "dotfiles" / "claude.json"
    kept.parent.mkdir()
    settings.rename(kept)
    settings.symlink_to(kept)
    before = kept.read_bytes()
    _connect(connecting, "claude-code")
    assert settings.is_symlink()
    assert "4747" in kept.read_text()
    _disconnect(connecting, "claude-code")
    assert settings.is_symlink()
    assert kept.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_what_others_can_write_is_refused(
    connecting: Connecting, settings: Path, tmp_path: Path
) -> None:
    other = tmp_path / "shared.json"
    other.write_text("{}")
    other.chmod(0o666)
    settings.unlink()
    settings.symlink_to(other)
    with pytest.raises(AppError, match="is a link to"):
        _connect(connecting, "claude-code")
    assert other.read_text() == "{}"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_nothing_is_followed_only_where_nobody_else_could_put_a_file(
    connecting: Connecting, settings: Path, tmp_path: Path
) -> None:
    mine, everybodys = tmp_path / "dotfiles", tmp_path / "shared"
    settings.unlink()
    for folder, mode in ((mine, 0o755), (everybodys, 0o1777)):
        folder.mkdir()
        folder.chmod(mode)
    settings.symlink_to(everybodys / "new" / "claude.json")
    with pytest.raises(AppError, match="where others could put a file"):
        _connect(connecting, "claude-code")
    assert list(everybodys.iterdir()) == []
    settings.unlink()
    settings.symlink_to(mine / "new" / "claude.json")
    _connect(connecting, "claude-code")
    assert "4747" in (mine / "new" / "claude.json").read_text()
    _disconnect(connecting, "claude-code")
    assert list(mine.iterdir()) == []
    assert settings.is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("then", ["disconnect", "connect", "copied", "dangling", "plain"])
def test_a_link_that_was_pointed_elsewhere_leaves_no_file_pointing_here(
    connecting: Connecting, settings: Path, tmp_path: Path, then: str
) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    settings.rename(first)
    settings.symlink_to(first)
    before = first.read_bytes()
    _connect(connecting, "claude-code")
    settings.unlink()
    other = b"{}\n"
    if then == "copied":
        other = before
        second.write_bytes(first.read_bytes())
    elif then != "dangling":
        second.write_bytes(other)
    if then == "plain":
        second = second.rename(settings)
    else:
        settings.symlink_to(second)
    if then == "connect":
        _connect(connecting, "claude-code")
        assert first.read_bytes() == before
        assert "4747" in second.read_text()
    plan = connecting.plan_back("claude-code")
    assert then == "connect" or any(str(first) in note for note in plan.notes)
    connecting.disconnect(plan)
    assert first.read_bytes() == before
    assert not second.exists() if then == "dangling" else second.read_bytes() == other
    assert connecting.tools() == []


def test_a_folder_in_place_of_the_file_is_refused(connecting: Connecting, settings: Path) -> None:
    settings.unlink()
    settings.mkdir()
    with pytest.raises(AppError, match="is not a file"):
        _connect(connecting, "claude-code")


# ---- the way back is safe ----


def test_what_is_kept_can_be_read_by_its_owner_only(
    connecting: Connecting, settings: Path, home: Path
) -> None:
    settings.write_text('{"env": {"ANTHROPIC_AUTH_TOKEN": "sk-ant-of-the-user"}}')
    _connect(connecting, "claude-code")
    kept = list((home / "connections").iterdir())
    assert len(kept) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((home / "connections").stat().st_mode) == 0o700


def test_a_diff_shows_no_secret(connecting: Connecting, settings: Path) -> None:
    settings.write_text('{"env": {"ANTHROPIC_AUTH_TOKEN": "sk-ant-api03-of-the-user-alone"}}')
    (step,) = connecting.plan(find_tool("claude-code"), _HERE).steps
    assert "4747" in step.diff()
    assert "of-the-user" not in step.diff()


def test_a_death_before_the_file_was_written_leaves_nothing_to_undo(
    connecting: Connecting, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = settings.read_bytes()
    plan = connecting.plan(find_tool("claude-code"), _HERE)

    def die(step: Step) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("app.services.connecting._write_one", die)
        with pytest.raises(KeyboardInterrupt):
            connecting.connect(plan)
    assert settings.read_bytes() == before
    assert [connecting.state(c) for c in connecting.all()] == ["lost"]
    _disconnect(connecting, "claude-code")
    assert settings.read_bytes() == before
    assert not connecting.all()


@pytest.mark.parametrize("writes", [0, 1])
def test_a_death_while_it_is_connected_anew_leaves_a_way_back(
    connecting: Connecting, settings: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    _connect(connecting, "claude-code")
    settings.write_text(settings.read_text().replace("opus", "haiku"))
    plan = connecting.plan(find_tool("claude-code"), Address("http://127.0.0.1:4999"))
    write, left = foreign_files.replace, [None] * writes

    def die(*arguments: Any) -> list[Path]:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(foreign_files, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            connecting.connect(plan)
    _disconnect(connecting, "claude-code")
    assert settings.read_text() == '{\n  "model": "haiku",\n  "env": {\n    "FOO": "1"\n  }\n}\n'


def test_a_file_that_changes_under_our_hands_is_not_overwritten(
    connecting: Connecting, settings: Path
) -> None:
    plan = connecting.plan(find_tool("claude-code"), _HERE)
    settings.write_text('{"model": "haiku"}')
    with pytest.raises(AppError, match="Try again"):
        connecting.connect(plan)
    assert settings.read_text() == '{"model": "haiku"}'
    assert not connecting.all()


def test_without_the_original_ours_is_taken_out_of_the_text(
    connecting: Connecting, settings: Path, home: Path
) -> None:
    before = settings.read_text()
    _connect(connecting, "claude-code")
    next((home / "connections").glob("*.original")).write_bytes(b"damaged")
    _disconnect(connecting, "claude-code")
    assert settings.read_text() == before


def test_a_file_broken_since_is_left_and_told(connecting: Connecting, settings: Path) -> None:
    _connect(connecting, "claude-code")
    settings.write_text("{")
    with pytest.raises(AppError, match="line 1"):
        connecting.plan_back("claude-code")
    assert settings.read_text() == "{"


# ---- where files are ----


def test_the_tools_own_variables_say_where_its_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert expand("{CLAUDE_CONFIG_DIR|~/.claude}/settings.json") == tmp_path / ".claude" / "settings.json"
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", "/elsewhere")
    assert expand("{CLAUDE_CONFIG_DIR|~/.claude}/settings.json") == Path("/elsewhere/settings.json")
    assert expand("{A_VARIABLE|{XDG_CONFIG_HOME|~/.config}}/x") == tmp_path / ".config" / "x"


def test_each_recipe_can_be_read(tmp_path: Path) -> None:
    for tool in load_tools().values():
        assert tool.recipe.keys() <= {
            "name", "clients", "commands", "try", "note", "effects", "env", "file", "beware", "steps",
            "impossible", "hint", "shell", "nothing",
        }, tool.id  # fmt: skip
        assert tool.environment(_HERE) or tool.files or tool.steps or tool.impossible, tool.id
        for file in tool.files:
            assert file.locate().is_absolute()
            assert all("{" not in str(want.value) or want.value for want in tool.wants(file, _HERE))
            assert all("{base}" not in str(want.value) for want in tool.wants(file, _HERE)), tool.id


# ---- while Tollgate runs ----


def test_where_nothing_was_ever_connected_nothing_of_it_is_imported(home: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from app.core.settings import Settings
from app.platform.home import Home
from app.services.pointing import Pointing

pointing = Pointing(Home(Path({str(home)!r})), Settings)
pointing.started(died=True)
pointing.listens({_HERE.url!r})
pointing.stopping()
print("app.services.connecting" in sys.modules)
"""
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root)
    assert told.stdout.strip() == b"False"


def test_parked_tools_are_as_they_were_until_tollgate_is_back(connecting: Connecting, settings: Path) -> None:
    before = settings.read_bytes()
    _connect(connecting, "claude-code", project="p")
    connected = settings.read_bytes()
    assert connecting.park() == []
    assert settings.read_bytes() == before
    assert [connecting.state(c) for c in connecting.all()] == ["parked"]
    assert connecting.unpark(_HERE.url) == []
    assert settings.read_bytes() == connected
    _disconnect(connecting, "claude-code")
    assert settings.read_bytes() == before
