"""The clients are pinned, and from no place in particular."""

import json
import re

from tests.e2e.clients import HERE
from tests.e2e.matrix import PACKAGES, WAYS, all_tried, page


def test_the_python_lock_names_no_index() -> None:
    lock = (HERE / "requirements.lock").read_text()
    assert not re.search(r"https?://|file:|--index|--find-links", lock)
    for name in (HERE / "requirements.in").read_text().split("\n"):
        if name and not name.startswith("#"):
            assert re.search(rf"^{re.escape(name)}==\S+ \\\n    --hash=sha256:", lock, re.MULTILINE), name


def test_the_node_lock_names_no_registry_and_is_made_from_its_package() -> None:
    package = json.loads((HERE / "package.json").read_text())
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    asked: dict[str, str] = {}
    for kind in ("dependencies", "optionalDependencies"):
        assert packages[""][kind] == package[kind]
        asked |= package[kind]
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for path, entry in packages.items():
        assert "resolved" not in entry, path
        assert not path or entry["integrity"].startswith("sha512-"), path


def test_each_client_is_tried_in_each_way_but_for_what_cannot_be() -> None:
    every = {(client, way) for client in PACKAGES for way in WAYS}
    # Codex's tools are programs in a language of its own, which no upstream here makes.
    assert every - all_tried() == {("Codex", "tools")}


def test_the_page_names_the_clients_with_their_versions() -> None:
    is_there, wanted = page(all_tried())
    assert is_there == wanted, "`python3 -m tests.e2e.matrix` writes it anew"
