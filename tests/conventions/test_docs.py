"""What the documents say is so."""

import re
from pathlib import Path

import pytest

from app.cli.commands import every
from app.core.settings import SETTINGS
from app.services.recipes import load_tools
from tests.conventions.command_pages import PAGE, page

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
# in code: a span, or a line of a block
_COMMAND = re.compile(r"(?:`|^ {4}|^|\"\$\()(?:python3 dev\.py run|tollgate) ([a-z-]+(?: [a-z-]+)?)", re.M)
_TOOL = re.compile(r"(?:dev\.py run|tollgate) (?:env|connect|disconnect) ([a-z][a-z-]*)")
_SETTING = re.compile(r"\b([a-z]+)\.([a-z]+(?:_[a-z]+)+)\b")


def test_the_page_of_commands_is_the_parser_s_own() -> None:
    assert PAGE.read_text("utf-8") == page(), "`python3 dev.py docs` writes it anew"


@each_page
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert link.startswith("http") or (path.parent / link).exists(), link


@each_page
def test_commands_that_documents_tell_to_type_exist(path: Path) -> None:
    commands = {command.name: {part.name for part in command.parts} for command in every()}
    for words in _COMMAND.findall(path.read_text("utf-8")):
        name, _, part = words.partition(" ")
        assert name.startswith("-") or name in commands, words
        if part and not part.startswith("-") and commands.get(name):
            assert part in commands[name], words


@each_page
def test_tools_that_documents_connect_are_known(path: Path) -> None:
    assert set(_TOOL.findall(path.read_text("utf-8"))) <= load_tools().keys()


@each_page
def test_settings_that_documents_name_exist(path: Path) -> None:
    groups, keys = {setting.group for setting in SETTINGS}, {setting.key for setting in SETTINGS}
    named = {
        f"{group}.{name}" for group, name in _SETTING.findall(path.read_text("utf-8")) if group in groups
    }
    assert named <= keys, named - keys
