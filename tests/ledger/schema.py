"""The schema as a document: made from the file that the migrations make, so that it is always true."""

import inspect
import tempfile
from pathlib import Path
from typing import Any

from app.ledger.tables import HISTORY, TABLES
from tests.ledger.making import ROOT, open_ledger

DOCUMENT = ROOT / "docs" / "schema.md"

_ABOUT = """\
Made by `python -m tests.ledger.schema`; a test compares it with what `migrations/` makes. All tables are
STRICT: integers, text and blobs. Money is in nano-dollars, moments are UTC microseconds, durations
microseconds. Row 0 of a dimension stands for "without one"."""


def schema_document(db: Any) -> str:
    """Markdown with a diagram. `db` is a ledger that has all migrations."""
    tables = [table._meta.table_name for table in TABLES]
    said = {table._meta.table_name: inspect.getdoc(table) or "" for table in TABLES}
    parts = [
        "# The ledger's schema",
        _ABOUT,
        "```mermaid\nerDiagram\n" + "\n".join(_diagram(db, tables)) + "\n```",
    ]
    for name in tables:
        columns = db.execute_sql(f"PRAGMA table_xinfo({name})").fetchall()
        links = _links(db, name)
        rows = [
            f"| {column[1]} | {column[2]} | {'' if column[3] else 'may be NULL'} | "
            f"{'key' if column[5] else ''}{links.get(column[1], '')} |"
            for column in columns
        ]
        indexes = [f"- `{sql}`" for sql in _indexes(db, name)]
        parts.append(
            f"## {name}\n\n{said[name]}\n\n| column | type | | |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + ("\n\n" + "\n".join(indexes) if indexes else "")
        )
    parts.append(f"`{HISTORY}` keeps the name, checksum, program version and time of each migration.")
    return "\n\n".join(parts) + "\n"


def _diagram(db: Any, tables: list[str]) -> list[str]:
    lines: list[str] = []
    for name in tables:
        targets = dict.fromkeys(
            row[2] for row in db.execute_sql(f"PRAGMA foreign_key_list({name})").fetchall()
        )
        lines += [f"    {target} ||--o{{ {name} : has" for target in sorted(targets)]
        if not targets:
            lines.append(f"    {name}")
    return lines


def _links(db: Any, name: str) -> dict[str, str]:
    return {row[3]: f" → {row[2]}" for row in db.execute_sql(f"PRAGMA foreign_key_list({name})").fetchall()}


def _indexes(db: Any, name: str) -> list[str]:
    rows = db.execute_sql(
        "SELECT sql FROM sqlite_master "
        "WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
        (name,),
    ).fetchall()
    return [" ".join(sql.split()) for (sql,) in rows]


def of_migrations() -> str:
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder))
        try:
            with ledger.reader.moment() as db:
                return schema_document(db)
        finally:
            ledger.close()


if __name__ == "__main__":
    DOCUMENT.write_text(of_migrations(), encoding="utf-8")
