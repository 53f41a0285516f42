"""`uv tool install .` and `pipx install .`: what they make is the whole program, and goes without a trace."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.e2e.program import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
SMOKE = ROOT / "packaging" / "smoke.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Only what is in the repository, as a stranger has it."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(
        b"\0"
    )
    for name in filter(None, files):
        path = Path(os.fsdecode(name))
        if (ROOT / path).is_file() and path.parts[0] not in {"tests", "docs"}:
            (tmp_path / "source" / path.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, tmp_path / "source" / path)
    return tmp_path / "source"


def told(words: Sequence[str | Path], **environment: str) -> str:
    """Without what the tests put into the environment: what is installed has to stand alone."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHON_KEYRING_BACKEND"}}
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, check=False, env=kept | environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_tool_that_uv_installed_calls_keeps_keys_shows_its_window_and_is_gone_when_told(
    checkout: Path, tmp_path: Path
) -> None:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("needs uv")
    tools, programs = tmp_path / "tools", tmp_path / "programs"
    place = {"UV_TOOL_DIR": str(tools), "UV_TOOL_BIN_DIR": str(programs)}
    told([uv, "tool", "install", "--quiet", "--python", sys.executable, "--constraints",
          checkout / "requirements.lock", checkout], **place)  # fmt: skip
    (program,) = programs.iterdir()
    assert "the smoke test passed" in told([sys.executable, SMOKE, program])
    told([uv, "tool", "uninstall", "tollgate"], **place)
    left = [path.name for folder in (tools, programs) if folder.exists() for path in folder.iterdir()]
    assert [name for name in left if not name.startswith(".")] == []


def test_what_pip_installs_from_the_checkout_is_the_whole_program(checkout: Path, tmp_path: Path) -> None:
    """As pipx does it: an environment of its own, and pip."""
    folder = tmp_path / "environment"
    told([sys.executable, "-m", "venv", folder])
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    told([programs / "python", "-m", "pip", "install", "--quiet", checkout])
    assert "the smoke test passed" in told([sys.executable, SMOKE, programs / "tollgate"])
