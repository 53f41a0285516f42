"""Starting with the session: an entry that starts this program, for this home, and goes without a trace."""

import configparser
import plistlib
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.main import run_command
from app.core.errors import SettingsError
from app.platform import autostart
from app.platform.home import Home, usual_root
from app.platform.settings_file import load


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "with spaces" / "tollgate"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("APPIMAGE", raising=False)
    return program


def started_by(entry: Path) -> list[str]:
    """The words that a desktop makes of an entry."""
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(entry, "utf-8")
    return unquoted(parser["Desktop Entry"]["Exec"])


def unquoted(value: str) -> list[str]:
    """First as a string of such a file, then as a command, then for field codes."""
    inner = re.findall(r'"((?:[^"\\]|\\.)*)"', value.replace("\\\\", "\\"), re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL).replace("%%", "%") for word in inner]


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux desktops")


@linux
def test_it_starts_in_the_tray_for_its_home_and_no_longer_when_told(installed: Path, tmp_path: Path) -> None:
    entry = tmp_path / "config" / "autostart" / "tollgate.desktop"
    other = Home(tmp_path / "another home")
    autostart.arrange(other, on=True)
    assert started_by(entry) == [str(installed), "--hidden", "--home", str(other.root)]
    autostart.arrange(Home(usual_root()), on=True)
    assert started_by(entry) == [str(installed), "--hidden"]
    autostart.arrange(other, on=False)
    assert not entry.exists()
    autostart.arrange(other, on=False)


@linux
def test_the_setting_does_it(installed: Path, tmp_path: Path) -> None:
    entry = tmp_path / "config" / "autostart" / "tollgate.desktop"
    home = tmp_path / "home"
    assert run_command(("--home", str(home), "settings", "set", "general.start_at_login", "on"), None) == 0
    assert started_by(entry)[-1] == str(home)
    assert run_command(("--home", str(home), "settings", "unset", "general.start_at_login"), None) == 0
    assert not entry.exists()


def test_a_checkout_is_no_place_to_start_from_and_the_setting_stays_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["app/__main__.py"])
    home = Home(tmp_path / "home")
    assert (
        run_command(("--home", str(home.root), "settings", "set", "general.start_at_login", "on"), None) == 1
    )
    assert "uv tool install" in capsys.readouterr().err
    assert not load(home.settings).flag("general.start_at_login")


@linux
def test_where_it_cannot_be_written_the_user_is_told(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file, where a folder is needed")
    with pytest.raises(SettingsError, match="could not be changed"):
        autostart.arrange(Home(tmp_path), on=True)


def test_macos_gets_an_agent(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    home = Home(tmp_path / "home")
    agent = tmp_path / "Library" / "LaunchAgents" / "tollgate.plist"
    autostart.arrange(home, on=True)
    told = plistlib.loads(agent.read_bytes())
    assert told["ProgramArguments"] == [str(installed), "--hidden", "--home", str(home.root)]
    assert told["RunAtLoad"]
    autostart.arrange(home, on=False)
    assert not agent.exists()


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), min_size=1))
def test_whatever_is_in_a_path_is_read_as_it_was_written(words: list[str]) -> None:
    line = " ".join(map(autostart.quoted, words))
    assert unquoted(line) == words
