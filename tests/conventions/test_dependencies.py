"""What the program imports, it asks for by name: what a library happens to bring may go with it one day."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _imported() -> dict[str, Path]:
    """The first part of each module that is imported from elsewhere, and who imports it."""
    found: dict[str, Path] = {}
    for path in (*ROOT.glob("app/**/*.py"), *ROOT.glob("migrations/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            found |= {name.partition(".")[0]: path for name in names}
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names | {"app"}}


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


def test_every_library_that_is_imported_is_a_dependency_by_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {_normal(re.split("[^A-Za-z0-9._-]", line)[0]) for line in project["dependencies"]}
    distributions = packages_distributions()
    imported = _imported()
    assert {"httptools", "peewee"} <= imported.keys()
    for module, where in imported.items():
        having = {_normal(name) for name in distributions.get(module, ())}
        assert having & named, f"{where.name} imports {module}, which pyproject.toml does not name"
