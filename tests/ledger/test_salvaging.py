"""A damaged ledger gives up what can still be read of it, and says how much that is not."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import LedgerError
from app.core.filters import CallFilter
from app.core.periods import Span
from app.core.providers import Provider
from app.ledger import CareRun, Ledger, belongings, purging, repricing, restore, roll_forward, salvage, verify
from app.ledger.repricing import Priced
from app.ledger.tables import CorrectionRow, FactRow, ProjectProfileRow
from tests.ledger.making import MIGRATIONS, T0_US, make_call, make_calls, open_ledger, record

EVERYTHING = CallFilter()
PAGE = 4096


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    record(ledger, make_calls(2_000))
    ledger.keep_provider(Provider("lan", "Lan", "openai", "http://192.168.1.5")).result(5)
    return ledger


def pages_of(path: Path, name: str) -> list[int]:
    """The pages of a table's rows, found by what they look like: SQLite has no list of them here."""
    with closing(sqlite3.connect(path)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    content = path.read_bytes()
    top = (root - 1) * PAGE
    cells = int.from_bytes(content[top + 3 : top + 5], "big")
    assert content[top] == 5, "an inner page of a table"
    places = [int.from_bytes(content[top + 12 + 2 * n : top + 14 + 2 * n], "big") for n in range(cells)]
    return [int.from_bytes(content[top + place : top + place + 4], "big") for place in places]


def spoil(path: Path, pages: list[int]) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE)
            file.write(b"\xde\xad\xbe\xef" * (PAGE // 4))


def test_a_bad_page_costs_the_rows_on_it_and_no_more(filled: Ledger, tmp_path: Path) -> None:
    filled.close()
    whole = salvage(filled.path, tmp_path / "whole.db", MIGRATIONS)
    assert (whole.calls, whole.lost) == (2_000, 0)
    pages = pages_of(filled.path, "call")
    spoil(filled.path, pages[10:12])
    before = filled.path.read_bytes()
    found = salvage(filled.path, tmp_path / "salvaged.db", MIGRATIONS)
    assert found.calls + found.lost == 2_000
    assert 0 < found.lost < 100
    assert filled.path.read_bytes() == before
    assert verify(found.path).sound
    made = Ledger.open(found.path, backups=tmp_path, migrations=MIGRATIONS, announce=lambda _: None)
    assert made.reader.summary(EVERYTHING).calls == found.calls
    assert made.reader.providers()[0].id == "lan"
    assert made.reader.calls(EVERYTHING, 1)[0].tags == ("nightly", "a b")
    made.close()


def test_names_and_indexes_that_are_gone_cost_no_call(filled: Ledger, tmp_path: Path) -> None:
    filled.close()
    with closing(sqlite3.connect(filled.path)) as db:
        gone = "('model', 'call_started_us', 'day_proof', 'fact')"
        roots = db.execute(f"SELECT rootpage FROM sqlite_master WHERE name IN {gone}").fetchall()
    spoil(filled.path, [root for (root,) in roots])
    found = salvage(filled.path, tmp_path / "salvaged.db", MIGRATIONS)
    assert (found.calls, found.lost) == (2_000, 0)
    assert verify(found.path).sound


def test_sums_of_calls_that_were_purged_are_saved_too(filled: Ledger, tmp_path: Path) -> None:
    before = filled.reader.summary(EVERYTHING)
    until_us = T0_US // 900_000_000 * 900_000_000 + 40 * 900_000_000
    old = filled.write(lambda db: purging.old_calls(db, Span(0, until_us))).result(5)
    filled.write(lambda db: purging.mark(db, until_us)).result(5)
    filled.in_steps(lambda db: purging.step(db, old)).result(10)
    filled.close()
    found = salvage(filled.path, tmp_path / "salvaged.db", MIGRATIONS)
    assert (found.calls, found.lost) == (2_000 - old.calls, 0)
    assert found.purged_sums
    made = Ledger.open(found.path, backups=tmp_path, migrations=MIGRATIONS, announce=lambda _: None)
    assert made.reader.summary(EVERYTHING) == before
    made.close()


def test_what_the_user_made_and_what_was_noted_is_saved_with_what_it_belongs_to(
    filled: Ledger, tmp_path: Path
) -> None:
    """Also where calls and names have other numbers in the new ledger."""
    record(filled, [last := make_call(T0_US * 2, project="later", model="late")])
    act = repricing.begin(filled, "a test", "because", 1).result(5)
    old = Priced(last.cost_nusd, last.cost_basis, last.price_ref)
    change = repricing.Change(last.id, old, Priced(7, "override", "mine"))
    assert repricing.correct(filled, act, [change]).result(5) == 1
    first = filled.reader.calls(EVERYTHING, 3_000)[-1]
    assert repricing.correct(filled, act, [replace(change, call_id=first.id)]).result(5) == 1
    repricing.finish(filled, act, 2)
    filled.note(CareRun("verify", 1, 2, ok=True, outcome={"sound": True}))
    for sql in (
        "INSERT INTO price_override VALUES ('o', 'openai', 'gpt-5', '{}', 1, NULL, NULL, 1, 'me', '', NULL)",
        "INSERT INTO price_mapping VALUES ('lan', '', 'openai', '', 1)",
        "INSERT INTO alias VALUES ('fast', '[]', 1)",
        "INSERT INTO audit VALUES (9, 1, 'window', 'alias.add', 'fast', NULL, '{}')",
        "INSERT INTO fact VALUES ('quota:x', '5')",
        "INSERT INTO project_profile SELECT id, '#fff', 0, 1 FROM project WHERE name = 'later'",
    ):
        filled.write(lambda db, sql=sql: db.execute_sql(sql)).result(5)
    before = content_of(filled)
    corrected = repricing.corrections_of(filled.reader, last.id)
    filled.close()
    spoil(filled.path, pages_of(filled.path, "call")[:2])
    found = salvage(filled.path, tmp_path / "salvaged.db", MIGRATIONS)
    assert found.lost > 0
    assert found.others_lost == 1, "the correction of a call that is lost"
    made = Ledger.open(found.path, backups=tmp_path, migrations=MIGRATIONS, announce=lambda _: None)
    assert content_of(made) == before
    assert repricing.corrections_of(made.reader, last.id) == corrected
    assert made.reader.reconcile().agrees
    made.close()
    assert verify(found.path).sound


def content_of(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables that are copied, by name where they refer to one."""
    with ledger.reader.moment() as db:
        found = {
            table._meta.table_name: db.execute_sql(f"SELECT * FROM {table._meta.table_name}").fetchall()
            for table in belongings.copied_tables()
            if table not in (CorrectionRow, ProjectProfileRow, FactRow)
        }
        found["project_profile"] = db.execute_sql(
            "SELECT name, colour, archived FROM project_profile JOIN project ON project.id = project_id"
        ).fetchall()
        found["fact"] = db.execute_sql("SELECT * FROM fact WHERE name NOT LIKE 'proven%'").fetchall()
    assert sum(map(len, found.values())) >= 9
    return found


def test_looking_at_a_ledger_leaves_nothing_beside_it(filled: Ledger, tmp_path: Path) -> None:
    made = filled.backup()
    record(filled, make_calls(3))
    filled.close()
    kept = restore(filled.path, made.path)
    assert kept is not None
    restored = open_ledger(filled.path.parent)
    roll_forward(restored, kept)
    restored.close()
    salvage(filled.path, tmp_path / "salvaged.db", MIGRATIONS)
    names = {path.name for path in filled.path.parent.iterdir()}
    assert names == {"backups", "ledger.db", "ledger.db.manifest", kept.name, f"{kept.name}.manifest"}


def test_what_cannot_be_read_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database" * 1000)
    with pytest.raises(LedgerError, match="Nothing can be read"):
        salvage(tmp_path / "x.db", tmp_path / "y.db", MIGRATIONS)


def test_a_restored_ledger_can_be_brought_forward_to_the_last_call(filled: Ledger) -> None:
    made = filled.backup()
    record(filled, make_calls(30))
    before = filled.reader.summary(EVERYTHING)
    filled.close()
    kept = restore(filled.path, made.path)
    assert kept is not None
    restored = open_ledger(filled.path.parent)
    assert restored.reader.summary(EVERYTHING).calls == 2_000
    assert roll_forward(restored, kept) == 30
    assert restored.reader.summary(EVERYTHING) == before
    restored.close()
