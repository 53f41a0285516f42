"""Care of the ledger from the command line: proof, backups, going back, old calls, files in and out."""

import csv
import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.core.filters import CallFilter
from app.ledger import Ledger, Reader
from app.platform.bundle import MIGRATIONS
from tests.cli.test_contract import Tollgate, amiss, recorded, tollgate
from tests.ledger.making import T0_US, make_call, make_calls

__all__ = ["recorded", "tollgate"]  # fixtures

MONTH_US = 31 * 86_400_000_000


def change(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as db:
        db.execute(sql)
        db.commit()


def totals(tollgate: Tollgate) -> Any:
    (row,) = tollgate("report", "--json").document
    return row


def calls_in(home: Path) -> list[Any]:
    reader = Reader(home / "ledger.db")
    try:
        return list(reader.each_call(CallFilter()))
    finally:
        reader.close()


def fill(home: Path, *calls: Any) -> None:
    home.mkdir(exist_ok=True)
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many(calls)
    ledger.close()


# ---- proof ----


def test_a_sound_ledger_is_said_to_be(tollgate: Tollgate, recorded: Path) -> None:
    result = tollgate("verify", "--json")
    assert result.code == 0
    assert result.document["sound"]
    assert result.document["calls"] == len(calls_in(recorded))
    result = tollgate("reconcile", "--json")
    assert result.code == 0
    assert (result.document["agrees"], result.document["difference_nusd"]) == (True, 0)


def test_calls_from_before_there_were_digests_are_told_apart_and_not_called_none(
    tollgate: Tollgate, home: Path
) -> None:
    home.mkdir(mode=0o700)
    shutil.copy(Path(__file__).parents[1] / "ledger" / "released" / "0001_calls.db", home / "ledger.db")
    assert tollgate("migrate").code == 0
    result = tollgate("verify", "--json")
    assert result.document["calls"] == result.document["older_calls"] == len(calls_in(home)) > 0
    assert result.document["days"] >= 1
    said = tollgate("verify").out
    assert f"{result.document['calls']} calls on" in said
    assert "before Tollgate kept a digest" in said


def test_an_empty_home_has_nothing_to_prove(tollgate: Tollgate, home: Path) -> None:
    for command in ("verify", "reconcile", "vacuum", "purge"):
        assert tollgate(command).code == 0
    assert not home.exists()


def test_sums_that_differ_exit_3_and_can_be_mended(tollgate: Tollgate, recorded: Path) -> None:
    before = totals(tollgate)
    first = "WHERE bucket = (SELECT min(bucket) FROM rollup)"
    change(recorded, f"UPDATE rollup SET cost_nusd = cost_nusd + 5, calls = calls + 1 {first}")
    assert tollgate("verify").code == 3
    found = tollgate("reconcile", "--json")
    assert found.code == 3
    assert not found.document["agrees"]
    assert found.document["difference_nusd"] % 5 == 0
    assert found.document["findings"]
    mended = tollgate("reconcile", "--repair", "--json")
    assert (mended.code, mended.document["repaired"]) == (0, True)
    assert tollgate("reconcile").code == 0
    assert totals(tollgate) == before


def test_a_changed_value_exits_3_and_names_the_day(tollgate: Tollgate, recorded: Path) -> None:
    change(recorded, "UPDATE call SET request_bytes = request_bytes + 1 WHERE seq = 5")
    result = tollgate("verify")
    assert result.code == 3
    assert "are not those that were written" in result.out
    assert "NOT sound" in result.out


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000])
def test_what_is_no_ledger_is_not_sound(tollgate: Tollgate, home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "ledger.db").write_bytes(content)
    result = tollgate("verify", "--json")
    assert result.code == 3
    assert "ledger.db" in result.document["findings"][0]


# ---- going back ----


def test_a_backup_is_looked_into_and_gone_back_to(tollgate: Tollgate, recorded: Path) -> None:
    name = tollgate("backup", "--json").document["name"]
    before = len(calls_in(recorded))
    fill(recorded, *make_calls(7))
    looked = tollgate("restore", name, "--dry-run", "--json").document
    assert (looked["calls"], looked["restored"]) == (before, False)
    assert len(calls_in(recorded)) == before + 7
    done = tollgate("restore", name, "--json").document
    assert done["restored"]
    assert Path(done["kept"]).exists()
    assert len(calls_in(recorded)) == before
    assert tollgate("verify").code == 0
    assert amiss(tollgate) == []


def test_a_restored_ledger_can_be_brought_forward(tollgate: Tollgate, recorded: Path) -> None:
    name = tollgate("backup", "--json").document["name"]
    fill(recorded, *make_calls(7))
    before = calls_in(recorded)
    assert tollgate("restore", name, "--forward", "--json").document["brought_forward"] == 7
    assert calls_in(recorded) == before


def test_a_backup_that_is_not_there_is_named(tollgate: Tollgate, recorded: Path) -> None:
    result = tollgate("restore", "ledger-x.db")
    assert result.code == 1
    assert "ledger-x.db" in result.err
    assert tollgate("verify").code == 0
    assert recorded.exists()


def test_a_damaged_ledger_is_refused_salvaged_and_kept(tollgate: Tollgate, recorded: Path) -> None:
    before = calls_in(recorded)
    change(recorded, "UPDATE call SET problem = 'flipped' WHERE seq = (SELECT max(seq) FROM call)")
    refused = tollgate("provider", "set", "openai", "--name", "x")
    assert refused.code == 1
    assert "salvage" in refused.err
    done = tollgate("salvage", "--json").document
    assert (done["calls"], done["lost"]) == (len(before), 0)
    assert Path(done["kept"]).exists()
    assert tollgate("verify").code == 0
    assert len(calls_in(recorded)) == len(before)
    assert not list(recorded.glob("*salvaged*"))


def test_a_sound_ledger_is_salvaged_only_where_that_is_meant(tollgate: Tollgate, recorded: Path) -> None:
    refused = tollgate("salvage")
    assert refused.code == 1
    assert "--yes" in refused.err
    assert not list(recorded.glob("*replaced*"))
    done = tollgate("salvage", "--yes", "--json").document
    assert (done["calls"], done["lost"], done["others_lost"]) == (len(calls_in(recorded)), 0, 0)


# ---- the schema ----


def test_the_schema_goes_down_and_up(tollgate: Tollgate, recorded: Path) -> None:
    before = totals(tollgate)
    names = [step["name"] for step in tollgate("migrations", "--json").document]
    back = names[:0:-1]
    assert tollgate("migrate", "--to", "1", "--dry-run", "--json").document == {"pending": back}
    down = tollgate("migrate", "--to", "1", "--json")
    assert down.document == {"applied": back}
    assert "going up again does not bring it back" in down.err, "what is lost for good is said"
    assert [bool(step["applied_at"]) for step in tollgate("migrations", "--json").document][:2] == [
        True,
        False,
    ]
    up = tollgate("migrate", "--json")
    assert up.document["applied"] == names[1:]
    assert not up.err
    assert totals(tollgate) == before
    for to in ("0", "99"):
        assert tollgate("migrate", "--to", to).code == 2
    assert len(list((recorded / "backups").iterdir())) == 2
    assert tollgate("verify").code == 0


# ---- old calls ----


def test_old_calls_are_archived_and_their_sums_stay(tollgate: Tollgate, home: Path) -> None:
    calls = [make_call(T0_US - n * MONTH_US // 10) for n in range(40)]
    fill(home, *calls)
    before = totals(tollgate)
    assert tollgate("purge", "--json").document == {"purged": 0, "archives": [], "backup": None}
    planned = tollgate("purge", "--days", "30", "--dry-run", "--json").document
    assert planned["would_purge"] == 40
    assert len(calls_in(home)) == 40
    done = tollgate("purge", "--days", "30", "--json").document
    assert done["purged"] == 40
    assert len(done["archives"]) > 2
    assert tollgate("restore", done["backup"], "--dry-run", "--json").document["calls"] == 40
    assert calls_in(home) == []
    assert totals(tollgate) == before
    assert tollgate("verify").code == 0
    archives = [Path(path) for path in done["archives"]]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in archives)
    assert sum(len(gzip.decompress(path.read_bytes()).splitlines()) - 1 for path in archives) == 40
    for path in archives * 2:
        assert tollgate("import", str(path)).code == 0
    assert sorted(c.id for c in calls_in(home)) == sorted(c.id for c in calls)
    assert {c.id: c for c in calls_in(home)} == {c.id: c for c in calls}
    assert totals(tollgate) == before


def test_what_was_purged_is_not_counted_twice_from_an_export(tollgate: Tollgate, home: Path) -> None:
    fill(home, *make_calls(20))
    exported = home.parent / "all.ndjson"
    assert tollgate("export", str(exported)).code == 0
    before = totals(tollgate)
    assert tollgate("purge", "--days", "1", "--json").document["purged"] == 20
    done = tollgate("import", str(exported), "--json").document
    assert (done["added"], done["too_old"]) == (0, 20)
    assert totals(tollgate) == before


# ---- files out and in ----


def test_an_export_is_read_back_exactly(tollgate: Tollgate, recorded: Path, tmp_path: Path) -> None:
    fill(recorded, make_call(cost_nusd=None, cost_basis="unpriced", model="ü\u2028\"',"))
    file = tmp_path / "all.ndjson"
    done = tollgate("export", str(file), "--json").document
    before = calls_in(recorded)
    assert done["calls"] == len(before)
    assert file.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    for added in (len(before), 0):
        told = tollgate("--home", str(other), "import", str(file), "--json").document
        assert (told["added"], told["known"], told["refused"]) == (added, len(before) - added, 0)
    assert sorted(calls_in(other), key=lambda c: c.id) == sorted(before, key=lambda c: c.id)


def test_every_form_holds_what_the_filter_says(tollgate: Tollgate, recorded: Path, tmp_path: Path) -> None:
    wanted = [
        json.loads(line)["id"] for line in tollgate("calls", "--json", "--model", "gpt-4o").out.splitlines()
    ]
    assert wanted
    for name in ("a.csv", "a.json", "a.ndjson"):
        assert tollgate("export", str(tmp_path / name), "--model", "gpt-4o").code == 0
    assert [row["id"] for row in json.loads((tmp_path / "a.json").read_text())] == wanted
    assert [json.loads(line)["id"] for line in (tmp_path / "a.ndjson").read_text().splitlines()] == wanted
    with (tmp_path / "a.csv").open(newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == wanted
    assert recorded.exists()


def test_no_cell_is_a_formula(tollgate: Tollgate, home: Path, tmp_path: Path) -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    fill(home, *(make_call(T0_US + n, model=text, tags=(text,)) for n, text in enumerate(hostile)))
    assert tollgate("export", str(tmp_path / "a.csv")).code == 0
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == [f"'{text}" for text in reversed(hostile)]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())


def test_a_form_that_is_not_known_is_refused_with_those_that_are(
    tollgate: Tollgate, recorded: Path, tmp_path: Path
) -> None:
    for name, code in (("a.xlsx", 2), ("a", 2), ("no/such/folder/a.csv", 1)):
        result = tollgate("export", str(tmp_path / name))
        assert result.code == code
        assert len(result.err.splitlines()) == 1
    assert not list(tmp_path.glob("a*"))
    assert recorded.exists()


def test_lines_that_are_no_calls_are_counted_and_told(tollgate: Tollgate, home: Path, tmp_path: Path) -> None:
    fill(home, make_call())
    file = tmp_path / "a.ndjson"
    tollgate("export", str(file))
    good = json.loads(file.read_text())
    bad: list[Any] = [
        {**good, "id": "no"}, {**good, "input_tokens": -1}, {**good, "status": 1.5},
        {**good, "cost_usd": "NaN"},
        {**good, "usage_basis": "guessed"}, {**good, "ok": None}, {**good, "started_at": "never"},
        {**good, "latency_ms": "1"}, {**good, "provider": ["x"]}, {"id": good["id"]}, [1], "x",
    ]  # fmt: skip
    file.write_text("\n".join([*map(json.dumps, bad), "{", "[" * 100_000, "", json.dumps(good)]))
    result = tollgate("import", str(file), "--json")
    assert result.code == 3
    told = result.document
    assert (told["added"], told["known"], told["refused"]) == (0, 1, len(bad) + 2)
    assert result.document["refusals"][0].startswith("line 1: ")
    assert tollgate("import", str(tmp_path / "none.ndjson")).code == 1
    (tmp_path / "cut.ndjson.gz").write_bytes(gzip.compress(file.read_bytes())[:-20])
    assert tollgate("import", str(tmp_path / "cut.ndjson.gz")).code == 1
    assert tollgate("verify").code == 0
