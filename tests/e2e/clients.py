"""The real clients: installed once, beside the program and not among its own packages.

`.clients/python` has the SDKs, `.clients/node` the coding agents, as the two lock files here pin them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".clients"
PATIENCE_S = 600
OLDEST_NODE = 20


class NotInstalled(Exception):
    """The clients could not be had; the text is what the installer said last."""


@dataclass(frozen=True)
class Clients:
    python: Path  # the interpreter that has the SDKs
    modules: Path | None  # node_modules, where there is a Node.js to run them

    def script(self, name: str) -> str:
        """A command that came with the SDKs."""
        return str(self.python.with_name(name + (".exe" if os.name == "nt" else "")))

    def node(self, path: str) -> list[str]:
        """The words that run a script of an npm package."""
        assert self.modules is not None
        return ["node", str(self.modules / path)]


def install() -> Clients:
    """All clients; nothing is done where they are there already."""
    return Clients(_install_python(), _install_node())


def _install_python() -> Path:
    lock, folder = HERE / "requirements.lock", FOLDER / "python"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    version = repr(sys.version_info[:2]).encode()
    with _Stamp(folder, lock.read_bytes() + version) as stamp:
        if not stamp.valid:
            uv = shutil.which("uv")
            chosen = ["--python", str(python), "--require-hashes", "-r", str(lock)]
            if uv:
                _run([uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(folder)])
                _run([uv, "pip", "install", "--quiet", *chosen])
            else:
                _run([sys.executable, "-m", "venv", str(folder)])
                _run(
                    [
                        str(python),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        *chosen[2:],
                    ]
                )
    return python


def _install_node() -> Path | None:
    """None where there is no Node.js, or one that is too old for the agents."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    version = _run([node, "--version"]).strip()
    if int(version.lstrip("v").partition(".")[0]) < OLDEST_NODE:
        return None
    folder = FOLDER / "node"
    lock = HERE / "package-lock.json"
    with _Stamp(folder, lock.read_bytes() + version.encode()) as stamp:
        if not stamp.valid:
            folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(HERE / name, folder / name)
            # what the packages would run when installed is not needed, so it is not run
            _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
    return folder / "node_modules"


class _Stamp:
    """A folder that holds exactly what its lock says; begun anew where it does not, or only in part."""

    def __init__(self, folder: Path, wanted: bytes) -> None:
        self._folder = folder
        self._file = folder / ".locked"
        self._wanted = hashlib.sha256(wanted).hexdigest()
        self.valid = self._file.exists() and self._file.read_text() == self._wanted

    def __enter__(self) -> "_Stamp":
        if not self.valid:
            shutil.rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and not self.valid:
            self._file.write_text(self._wanted)


def _run(words: Sequence[str], cwd: Path = ROOT) -> str:
    try:
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"`{' '.join(words)}` took longer than {PATIENCE_S} s.") from None
    if done.returncode:
        raise NotInstalled(f"`{' '.join(words)}` ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
