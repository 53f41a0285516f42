"""The clients are pinned, and from no place in particular."""

import json
import re

from tests.e2e.clients import HERE


def test_the_python_lock_names_no_index() -> None:
    lock = (HERE / "requirements.lock").read_text()
    assert not re.search(r"https?://|file:|--index|--find-links", lock)
    for name in (HERE / "requirements.in").read_text().split("\n"):
        if name and not name.startswith("#"):
            assert re.search(rf"^{re.escape(name)}==\S+ \\\n    --hash=sha256:", lock, re.MULTILINE), name


def test_the_node_lock_names_no_registry_and_is_made_from_its_package() -> None:
    package = json.loads((HERE / "package.json").read_text())
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert packages[""]["dependencies"] == package["dependencies"]
    for name, version in package["dependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for path, entry in packages.items():
        assert "resolved" not in entry, path
        assert not path or entry["integrity"].startswith("sha512-"), path
