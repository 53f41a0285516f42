"""Who made what is in the frozen program, and under which terms: one text for LICENSES.txt beside it."""

import platform
import re
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_HEAD = """Tollgate is under the MIT licence, as printed in LICENSE. It comes with the work of others:
the libraries below, Python {python}, and the fonts and prices whose licences are in resources/.

Qt and PySide6 are used under the LGPL, version 3. They are the shared libraries in PySide6/ and
shiboken6/, which you may replace by your own builds of the same version.
"""
_RULE = "\n" + "=" * 100 + "\n"


def asked_for() -> list[Distribution]:
    """Everything that the program needs to run, directly or not, as far as it is needed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: dict[str, Distribution] = {}
    waiting = [_name(line) for line in project["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # of another system or an older Python
            continue
        waiting += [_name(line) for line in found[name].requires or [] if "extra ==" not in line]
    return [found[name] for name in sorted(found)]


def _name(requirement: str) -> str:
    written = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert written is not None, requirement
    return re.sub(r"[-_.]+", "-", written[0]).lower()


def _texts(of: Distribution) -> Iterator[str]:
    for file in of.files or []:
        told = ".dist-info" in str(file) and re.search("licen[cs]e|copying|notice", file.name, re.IGNORECASE)
        if told:
            yield file.read_text(encoding="utf-8")


def _terms(of: Distribution) -> str:
    told = of.metadata.get("License-Expression") or of.metadata.get("License")
    classes = [c.rpartition(" :: ")[2] for c in of.metadata.get_all("Classifier") or [] if "License ::" in c]
    return told.splitlines()[0] if told else ", ".join(classes) or "see below"


def licences() -> str:
    parts = [_HEAD.format(python=platform.python_version())]
    for of in asked_for():
        head = f"{of.metadata['Name']} {of.version}: {_terms(of)}\n"
        parts.append(head + "".join(f"\n{text.strip()}\n" for text in _texts(of)))
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.exists():
        parts.append(f"Python {platform.python_version()}\n\n{python.read_text()}")
    return _RULE.join(parts)
