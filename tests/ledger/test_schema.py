"""The documents about the ledger say what is so."""

import re

from app.cli.commands import every
from tests.ledger.making import ROOT
from tests.ledger.schema import DOCUMENT, of_migrations


def test_the_schema_document_is_that_of_the_migrations() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == of_migrations(), "python -m tests.ledger.schema"


def test_every_table_is_explained() -> None:
    sections = re.findall(r"^## (\w+)\n\n(.*)\n", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(sections) > 15
    assert [name for name, said in sections if not said] == []


def test_recovery_names_only_commands_that_there_are() -> None:
    text = (ROOT / "docs" / "recovery.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)tollgate (\w+)", text, re.MULTILINE))
    assert {"restore", "salvage", "verify", "reconcile", "backup", "backups", "import", "migrate"} <= named
    assert named <= {command.name for command in every()}
