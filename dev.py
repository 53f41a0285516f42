#!/usr/bin/env python3
"""The one door for people who work on Tollgate. Needs nothing but Python 3.11 or newer.

python3 dev.py run [ARGS…]     set everything up, then be `tollgate ARGS…`
python3 dev.py test [ARGS…]    set everything up, then run the tests; --all adds the slow and e2e ones
python3 dev.py check           formatting, lint, types, layers, spelling, conventions, known vulnerabilities
python3 dev.py demo            a throw-away home with a seeded year and a built-in upstream
python3 dev.py bench NAME      a benchmark of tests/bench; without a name, lists them
python3 dev.py screenshots [DIR]   a picture of every page: light, dark, small, large; --language german
python3 dev.py docs            docs/commands.md anew, from the program
python3 dev.py translate       the texts of the window anew for resources/i18n; says which are not translated
python3 dev.py package         the frozen program in dist/, tried out; --deb, --rpm, --appimage for more
python3 dev.py update-prices   make resources/prices anew from the installed price data
python3 dev.py lock            make requirements.lock anew from pyproject.toml
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# What Qt loads from the system, and the Debian package that has it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
QT_WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

Command = Callable[[list[str]], None]


class Stop(Exception):
    """Set-up cannot go on; the text says what to do."""


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def call(command: Sequence[str | Path], *, quiet: bool = False) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, check=False, capture_output=quiet, text=True)
    if done.returncode:
        if quiet:
            print(done.stdout + done.stderr, file=sys.stderr)
        raise Stop(f"`{' '.join(words)}` ended with {done.returncode}.")


# ---- setting up -------------------------------------------------------------------------------------


def install_debian(packages: list[str], why: str) -> None:
    """Install what is missing where we may; otherwise say the one line to type."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    apt = shutil.which("apt-get")
    if apt is None:
        raise Stop(f"{why} needs these Debian packages, or what they are called here: {' '.join(packages)}")
    if os.geteuid() != 0:
        raise Stop(f"{why} needs a few system packages. Type this, then try again:\n  sudo {line}")
    say(f"installing {' '.join(packages)} (for {why})")
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    call([apt, "update", "-q"], quiet=True)
    call(line.split(), quiet=True)


def has_display() -> bool:
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ensure_qt_libraries(*, window: bool) -> None:
    if not sys.platform.startswith("linux"):
        return
    missing: list[str] = []
    for library, package in (QT_LIBRARIES | (QT_WINDOW_LIBRARIES if window else {})).items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if missing:
        install_debian(missing, "the window")


def make_venv() -> None:
    uv = shutil.which("uv")
    say(f"making .venv with {'uv' if uv else 'venv and pip'}")
    python = getattr(sys, "_base_executable", sys.executable)  # not the one that is about to be removed
    shutil.rmtree(VENV, ignore_errors=True)
    if uv:
        call([uv, "venv", "--quiet", "--no-project", "--python", python, VENV])
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships Python without it
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_debian([f"python{version}-venv"], "a virtual environment")
    call([python, "-m", "venv", VENV])


def ensure_environment() -> None:
    """A .venv that holds exactly the locked set; nothing is done when it does already."""
    if sys.version_info < (3, 11):  # noqa: UP036  (a newcomer may well have an older one)
        raise Stop(f"Tollgate needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    stamp = VENV / ".locked"
    wanted = hashlib.sha256(LOCK.read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    make_venv()
    say("installing the locked packages (a minute or two on a new machine)")
    uv = shutil.which("uv")
    if uv:
        call([uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", LOCK])
    else:
        call([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
              "--require-hashes", "-r", LOCK])  # fmt: skip
    stamp.write_text(wanted)
    say("set up")


def become(command: Sequence[str | Path]) -> None:
    """Run in place of this process, so that signals and exit codes are the program's own."""
    words = [str(word) for word in command]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    if os.name == "nt":
        sys.exit(subprocess.run(words, check=False).returncode)
    sys.stdout.flush()
    os.execv(words[0], words)


# ---- what can be asked ------------------------------------------------------------------------------


def run(arguments: list[str]) -> None:
    ensure_environment()
    if has_display() and not names_command(arguments):
        ensure_qt_libraries(window=True)
    become([PYTHON, "-m", "app", *arguments])


def names_command(arguments: list[str]) -> bool:
    """Whether `tollgate` is told what to do, so that no window opens."""
    valued = False
    for word in arguments:
        if not valued and (not word.startswith("-") or word in {"-h", "--help", "--version"}):
            return True
        valued = word == "--home"
    return False


def demo(arguments: list[str]) -> None:
    ensure_environment()
    if has_display():
        ensure_qt_libraries(window=True)
    become([PYTHON, "-m", "app", "demo", *arguments])


def test(arguments: list[str]) -> None:
    ensure_environment()
    ensure_qt_libraries(window=False)
    everything = "--all" in arguments
    rest = [word for word in arguments if word != "--all"]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(ROOT)
    say("running the tests" + (", the slow and end-to-end ones too" if everything else ""))
    become([PYTHON, "-m", "pytest", *(["-m", "slow or e2e or not slow"] if everything else []), *rest])


def check(_: list[str]) -> None:
    ensure_environment()
    ensure_qt_libraries(window=False)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("PYRIGHT_PYTHON_IGNORE_WARNINGS", "1")
    steps: list[tuple[str, list[str | Path]]] = [
        ("formatting", [BIN / "ruff", "format", "--check", "--quiet", "."]),
        ("lint", [BIN / "ruff", "check", "--quiet", "."]),
        ("types", [BIN / "pyright"]),
        ("layers", [BIN / "lint-imports"]),
        ("spelling", [BIN / "codespell"]),
        ("conventions", [PYTHON, "-m", "pytest", "-q", "tests/conventions"]),
        ("known vulnerabilities", [PYTHON, "packaging/audit.py"]),
    ]
    failed: list[str] = []
    for name, command in steps:
        say(name)
        if subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        raise Stop("These checks found something: " + ", ".join(failed) + ".")
    say("all checks passed")


def script(path: str) -> Command:
    """A command that lives in a file of its own and has a `main(argv)`."""

    def command(arguments: list[str]) -> None:
        ensure_environment()
        become([PYTHON, ROOT / path, *arguments])

    return command


def screenshots(arguments: list[str]) -> None:
    ensure_environment()
    ensure_qt_libraries(window=False)
    become([PYTHON, "-m", "tests.ui.screenshots", *(arguments or [ROOT / "screenshots"])])


def bench(arguments: list[str]) -> None:
    ensure_environment()
    names = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in names:
        raise Stop("There are these benchmarks: " + ", ".join(names))
    become([PYTHON, "-m", f"tests.bench.{arguments[0]}", *arguments[1:]])


def docs(_: list[str]) -> None:
    ensure_environment()
    become([PYTHON, "-m", "tests.conventions.command_pages"])


def translate(_: list[str]) -> None:
    ensure_environment()
    become([PYTHON, "-m", "tests.conventions.window_texts"])


def lock(_: list[str]) -> None:
    if shutil.which("uv") is None:
        raise Stop("This needs uv: `pip install uv`.")
    call(["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11",
          "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--group", "dev", "--upgrade",
          "pyproject.toml", "-o", LOCK])  # fmt: skip


COMMANDS: dict[str, Command] = {
    "run": run,
    "test": test,
    "check": check,
    "demo": demo,
    "bench": bench,
    "screenshots": screenshots,
    "docs": docs,
    "package": script("packaging/freeze.py"),
    "translate": translate,
    "update-prices": script("packaging/update_prices.py"),
    "lock": lock,
}


def main() -> int:
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    command = COMMANDS.get(name)
    if command is None:
        print(__doc__)
        return 0 if name in {"help", "-h", "--help"} else 2
    try:
        command(arguments)
    except Stop as stop:
        print(f"dev.py: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
