"""The rules of the house that no linter knows. Each says what to do when it fails."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from app.cli.commands import every
from app.core.errors import AppError
from app.core.settings import GROUPS, SETTINGS
from app.services.operations import OPERATIONS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))


def test_every_setting_is_explained_and_read_somewhere() -> None:
    text = "\n".join(p.read_text() for p in SOURCES if p.name != "settings.py" or p.parent.name != "core")
    assert {setting.group for setting in SETTINGS} == set(GROUPS), "each group has its settings"
    for setting in SETTINGS:
        assert setting.help.endswith("."), f"{setting.key}: explain it in a sentence"
        assert f'"{setting.key}"' in text, f"{setting.key}: nobody reads it"


def test_what_a_setting_takes_has_words_and_its_help_quotes_values_only() -> None:
    for setting in SETTINGS:
        assert len(setting.words) == len(setting.choices), setting.key
        assert not setting.zero or setting.low == 0, f"{setting.key}: the field shows it at its lowest"
        known = {*setting.choices, *(["0"] if setting.zero else [])}
        quoted = [text for text in re.findall("`(.+?)`", setting.help) if not text.startswith("tollgate ")]
        assert set(quoted) <= known, setting.key
        bare = re.sub("`.+?`", "", setting.help)
        assert not any("_" in choice and choice in bare for choice in setting.choices), setting.key


def test_a_default_is_a_value_its_setting_takes() -> None:
    for setting in SETTINGS:
        assert setting.check(setting.default) == setting.default


def test_names_are_given_once() -> None:
    for names in ([s.key for s in SETTINGS], [o.name for o in OPERATIONS], [c.name for c in every()]):
        assert len(names) == len(set(names))


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_hides_behind_a_word_that_says_nothing(path: Path) -> None:
    words = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}
    assert not words & set(path.stem.split("_"))


def test_errors_the_user_sees_are_listed_in_the_tree_of_errors() -> None:
    import app.core.errors as errors

    def below(kind: type[Exception]) -> set[str]:
        return {kind.__name__}.union(*(below(child) for child in kind.__subclasses__()))

    tree = set(re.findall(r"\b[A-Z]\w+\b", (errors.__doc__ or "").partition("Everything")[0]))
    assert below(AppError) <= tree, "add it to the docstring of app/core/errors.py"


def test_no_float_holds_money() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                annotation = ast.unparse(node.annotation)
                money = re.search(r"nusd|_pico", node.target.id)
                assert not (money and "float" in annotation), f"{path}: {node.target.id}: {annotation}"


def test_no_class_of_the_window_takes_a_name_that_a_class_above_it_uses() -> None:
    classes = {
        node.name: node
        for path in SOURCES
        if "ui" in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }

    def made_by(name: str) -> set[str]:
        """What its `__init__` puts on itself."""
        start = [m for m in classes[name].body if isinstance(m, ast.FunctionDef) and m.name == "__init__"]
        return {
            part.attr
            for method in start
            for part in ast.walk(method)
            if isinstance(part, ast.Attribute)
            and isinstance(part.ctx, ast.Store)
            and isinstance(part.value, ast.Name)
            and part.value.id == "self"
        }

    def above(name: str) -> set[str]:
        named = [base.id for base in classes[name].bases if isinstance(base, ast.Name)]
        return {one for base in named if base in classes for one in {base, *above(base)}}

    for name in classes:
        for other in above(name):
            twice = made_by(name) & made_by(other)
            assert not twice, f"{name} and {other} both keep {twice}: one of them gets what the other has put"


def test_the_lock_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?://|file:|--index|--find-links", lock)


def test_the_version_is_the_same_everywhere() -> None:
    from app import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
