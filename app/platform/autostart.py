"""Starting with the session of this user, in the way of each system. Nothing here needs rights."""

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import SettingsError
from app.platform.home import Home, usual_root
from app.platform.program import installed

_ENTRY = """[Desktop Entry]
Type=Application
Name=Tollgate
Comment=See what every LLM call on this computer costs
Exec={command}
TryExec={program}
Icon=tollgate
Terminal=false
"""
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


def arrange(home: Home, *, on: bool) -> None:
    """Raises a SettingsError where it cannot be had."""
    system: str = sys.platform
    try:
        if system == "win32":
            _in_registry(subprocess.list2cmdline(command(home)) if on else None)
        elif system == "darwin":
            folder = Path.home() / "Library" / "LaunchAgents"
            _put(folder / "tollgate.plist", _agent(command(home)) if on else None)
        else:
            config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
            _put(config / "autostart" / "tollgate.desktop", _entry(command(home)) if on else None)
    except OSError as error:
        raise SettingsError(
            f"Starting with the session could not be changed: {error.strerror or error}.",
            "Your desktop's own settings of what starts at login can do it.",
        ) from error


def command(home: Home) -> list[str]:
    """What starts this very Tollgate, in the tray, for this home."""
    words = [_program(), "--hidden"]
    return words if home.root == usual_root() else [*words, "--home", str(home.root)]


def _program() -> str:
    own = installed(console=False)
    if own is None:
        raise SettingsError(
            "Only an installed Tollgate can start with the session, not one in a checkout.",
            "`uv tool install .` installs it.",
        )
    return str(own)


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _entry(words: Sequence[str]) -> bytes:
    return _ENTRY.format(command=" ".join(map(quoted, words)), program=words[0]).encode()


def quoted(word: str) -> str:
    """As the Desktop Entry Specification wants it, whose strings are unescaped before they are unquoted."""
    inner = "".join(f"\\{c}" if c in '"`$\\' else c for c in word)
    return '"' + inner.replace("\\", "\\\\").replace("%", "%%") + '"'


def _agent(words: Sequence[str]) -> bytes:
    told = {"Label": "tollgate", "ProgramArguments": list(words), "RunAtLoad": True}
    return plistlib.dumps(told | {"ProcessType": "Interactive"})


def _in_registry(line: str | None) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            if line is not None:
                winreg.SetValueEx(key, "Tollgate", 0, winreg.REG_SZ, line)
                return
            try:
                winreg.DeleteValue(key, "Tollgate")
            except FileNotFoundError:
                return
