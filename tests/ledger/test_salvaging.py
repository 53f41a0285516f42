"""A damaged ledger gives up what can still be read of it, and says how much that is not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import LedgerError
from app.core.filters import CallFilter
from app.core.periods import Span
from app.core.providers import Provider
from app.ledger import Ledger, purging, restore, roll_forward, salvage, verify
from tests.ledger.making import MIGRATIONS, T0_US, make_calls, open_ledger, record

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
