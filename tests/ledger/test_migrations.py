"""A ledger is brought to the present schema whole, or not at all, and never without a copy."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import LedgerTooNew, MigrationFailed
from app.core.filters import CallFilter
from app.ledger import Ledger, list_backups, migrate, opening
from app.ledger.migrating import Migrations, compare, migrations_in
from tests.ledger.making import MIGRATIONS, ROOT, make_call, make_calls, open_ledger, record

RELEASED = sorted((Path(__file__).parent / "released").glob("*.db"))

NEXT = """
def up(migrator, db):
    for n in range({rows}):
        db.execute_sql("INSERT INTO word (name) VALUES (?)", (f"new {{n}}",))
        point(n)

def down(migrator, db):
    db.execute_sql("DELETE FROM word WHERE name LIKE 'new %'")

def point(n):
    pass
"""


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """The migrations of a program that is one step further than this one."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "0099_more_words.py").write_text(NEXT.format(rows=5))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger of this program, with a few calls, closed."""
    ledger = open_ledger(tmp_path / "home")
    record(ledger, make_calls(50))
    ledger.close()
    return tmp_path / "home"


def migrate_to(steps: Path, folder: Path) -> list[str]:
    return migrate(folder / "ledger.db", backups=folder / "backups", migrations=steps)


def content(folder: Path) -> bytes:
    return (folder / "ledger.db").read_bytes()


def migrations_of(folder: Path, steps: Path) -> Migrations:
    return Migrations(opening.connect(folder / "ledger.db", writes=True), steps, folder / "ledger.db")


def execute(folder: Path, sql: str) -> None:
    with sqlite3.connect(folder / "ledger.db") as db:
        db.execute(sql)
    db.close()


def test_the_steps_lead_to_the_tables_that_the_program_uses(folder: Path) -> None:
    with opening.looking(folder / "ledger.db") as db:
        assert compare(db) == []


def test_every_step_down_and_up_again_gives_the_same_schema(tmp_path: Path) -> None:
    open_ledger(tmp_path).close()
    migrations = migrations_of(tmp_path, MIGRATIONS)
    first = migrations.steps()[0].name
    before = schema_of(tmp_path)
    assert migrations.down(first) == [m.name for m in reversed(migrations_in(MIGRATIONS))]
    assert [name for name, _ in schema_of(tmp_path)] == ["schema_migration"]
    migrations.up()
    assert schema_of(tmp_path) == before


def schema_of(folder: Path) -> list[tuple[str, str]]:
    db = sqlite3.connect(folder / "ledger.db")
    try:
        return db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1").fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("path", RELEASED, ids=lambda p: p.stem)
def test_a_ledger_of_any_release_can_be_opened(path: Path, tmp_path: Path) -> None:
    shutil.copyfile(path, tmp_path / "ledger.db")
    ledger = open_ledger(tmp_path)
    try:
        calls = ledger.reader.calls(CallFilter(), 100)
        assert len(calls) == ledger.reader.summary(CallFilter()).calls == 3
        assert calls[0].model == "gpt-5"
        assert calls[0].tags == ("nightly", "a b")
        assert (
            sum(c.cost_nusd or 0 for c in calls) == ledger.reader.summary(CallFilter()).cost_nusd == 2_469_134
        )
        record(ledger, [make_call()])
        assert ledger.reader.summary(CallFilter()).calls == 4
    finally:
        ledger.close()


def test_there_is_a_ledger_of_every_release() -> None:
    assert [p.stem for p in RELEASED] == [m.name for m in migrations_in(MIGRATIONS)]


def test_a_migration_is_preceded_by_a_verified_backup(folder: Path, steps: Path) -> None:
    migrate_to(steps, folder)
    (backup,) = list_backups(folder / "backups")
    assert backup.reason == "before-0099_more_words"
    assert backup.path.stat().st_mode & 0o777 == 0o600
    with opening.looking(backup.path) as db:
        assert db.execute_sql("SELECT count(*) FROM call").fetchone() == (50,)
        applied = [s.applied_us is not None for s in Migrations(db, steps, backup.path).steps()]
        assert applied == [True] * len(migrations_in(MIGRATIONS)) + [False]


def test_without_a_backup_nothing_is_migrated(folder: Path, steps: Path) -> None:
    (folder / "backups").write_text("a file in the way")
    before = content(folder)
    with pytest.raises(Exception, match="backup"):
        open_ledger(folder, migrations=steps)
    assert content(folder) == before


def test_a_new_or_present_ledger_needs_no_backup(folder: Path) -> None:
    open_ledger(folder).close()
    assert list_backups(folder / "backups") == []


def test_a_ledger_of_a_newer_program_is_refused_with_the_version_it_needs(folder: Path, steps: Path) -> None:
    migrate_to(steps, folder)
    execute(folder, "UPDATE schema_migration SET version = '9.9' WHERE name LIKE '0099%'")
    before = content(folder)
    with pytest.raises(LedgerTooNew, match=r"written by Tollgate 9\.9") as caught:
        open_ledger(folder)
    assert "Install Tollgate 9.9 or later" in caught.value.hint
    assert content(folder) == before


def test_an_edited_step_is_refused(folder: Path, steps: Path) -> None:
    path = steps / "0001_calls.py"
    path.write_text(path.read_text() + "\n# a change after the fact\n")
    before = content(folder)
    with pytest.raises(LedgerTooNew, match="0001_calls is not the one that made the ledger"):
        open_ledger(folder, migrations=steps)
    assert content(folder) == before


def test_a_checkout_with_other_line_ends_is_not_an_edit(folder: Path, steps: Path) -> None:
    path = steps / "0001_calls.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    migrate_to(steps, folder)


def test_a_history_with_a_hole_is_refused(folder: Path, steps: Path) -> None:
    migrate_to(steps, folder)
    execute(folder, "DELETE FROM schema_migration WHERE name LIKE '0001%'")
    before = content(folder)
    with pytest.raises(LedgerTooNew, match="lacks the migration 0001_calls, but has the later 0002_care"):
        open_ledger(folder, migrations=steps)
    assert content(folder) == before


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("db.execute_sql('SELECT * FROM nowhere')", "no such table"),
        ("db.execute_sql('ALTER TABLE word ADD COLUMN note TEXT')", "differs from the schema: word.note"),
        ("db.execute_sql('DROP INDEX call_failed')", "differs from the schema"),
        ("db.execute_sql('DELETE FROM model WHERE id <> 0')", "refer to rows that do not exist"),
        ("raise KeyboardInterrupt", None),
    ],
)
def test_a_step_that_goes_wrong_changes_nothing(
    folder: Path, steps: Path, body: str, says: str | None
) -> None:
    step = steps / "0099_more_words.py"
    step.write_text(
        f"def up(_, db):\n    db.execute_sql(\"INSERT INTO word (name) VALUES ('x')\")\n    {body}\n"
    )
    with pytest.raises(MigrationFailed if says else KeyboardInterrupt, match=says):
        open_ledger(folder, migrations=steps)
    ledger = open_ledger(folder)
    assert ledger.reader.summary(CallFilter()).calls == 50
    words = ledger.write(
        lambda db: db.execute_sql("SELECT name FROM word WHERE name = 'x'").fetchall()
    ).result(5)
    assert words == []
    ledger.close()


KILL = """
import os, signal, sys
from pathlib import Path
from app.ledger import Ledger, backup, migrating
folder, steps, at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if at == "backup":
    backup.verify = die
elif at == "before":
    migrating.Migrations.up = die
elif at == "end":
    migrating._Runner._check_result = die
else:
    load = migrating.Migration.load
    def loaded(self):
        module = load(self)
        module.point = lambda n: die() if str(n) == at else None
        return module
    migrating.Migration.load = loaded
Ledger.open(folder / "ledger.db", backups=folder / "backups", migrations=steps, announce=print)
"""


@pytest.mark.slow
def test_a_kill_anywhere_in_a_migration_leaves_the_old_schema_and_the_next_start_does_it(
    folder: Path, steps: Path
) -> None:
    for at in ("backup", "before", "0", "1", "2", "3", "4", "end"):
        done = subprocess.run(
            [sys.executable, "-c", KILL, str(folder), str(steps), at],
            cwd=ROOT, capture_output=True, timeout=30, check=False,
        )  # fmt: skip
        assert done.returncode == -9, done.stderr
        db = sqlite3.connect(folder / "ledger.db")
        assert db.execute("SELECT name FROM schema_migration").fetchall() == [
            (m.name,) for m in migrations_in(MIGRATIONS)
        ]
        assert db.execute("SELECT count(*) FROM word WHERE name LIKE 'new %'").fetchone() == (0,)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.close()
    kept = list_backups(folder / "backups")
    assert {b.reason for b in kept} == {"before-0099_more_words"}
    open_ledger(folder).close()  # sweeps up what the killed backup left
    assert migrate_to(steps, folder) == ["0099_more_words"]
    with opening.looking(folder / "ledger.db") as db:
        assert db.execute_sql("SELECT count(*) FROM word WHERE name LIKE 'new %'").fetchone() == (5,)
        assert db.execute_sql("SELECT sum(calls) FROM rollup").fetchone() == (50,)
    assert not list((folder / "backups").glob("*.partial"))
    assert {b.name for b in kept} <= {b.name for b in list_backups(folder / "backups")}


@pytest.mark.slow
def test_a_kill_while_a_ledger_is_made_leaves_none(tmp_path: Path) -> None:
    for at in ("before", "end"):
        done = subprocess.run(
            [sys.executable, "-c", KILL, str(tmp_path), str(MIGRATIONS), at],
            cwd=ROOT, capture_output=True, timeout=30, check=False,
        )  # fmt: skip
        assert done.returncode == -9, done.stderr
        assert not (tmp_path / "ledger.db").exists()
    open_ledger(tmp_path).close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ledger.db", "ledger.db.manifest"]


def test_the_layout_on_disk_was_settled_before_the_first_table(ledger: Ledger) -> None:
    def look(db: object) -> list[object]:
        names = ("page_size", "auto_vacuum", "journal_mode", "foreign_keys", "synchronous", "trusted_schema")
        return [db.pragma(name) for name in names]  # type: ignore[attr-defined]

    assert ledger.write(look).result(5) == [4096, 2, "wal", 1, 1, 0]
    assert ledger.path.read_bytes()[:16] == b"SQLite format 3\0"
