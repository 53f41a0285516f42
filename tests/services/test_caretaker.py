"""The ledger is looked after while nobody looks, once a day, and trouble is told."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.assembly import Engine
from app.core.filters import CallFilter
from app.ledger import list_backups, manifest
from app.platform.clock import now_us
from app.platform.home import Home
from app.services import care
from app.services.caretaker import Caretaker
from tests.ledger.making import T0_US, make_call, make_calls, record

DAY_US = 86_400_000_000


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    made = Engine(Home(home), "test")
    made.start()
    record(made.ledger, make_calls(50))
    yield made
    made.stop()


def kinds(engine: Engine) -> list[str]:
    with engine.ledger.reader.moment() as db:
        return [kind for (kind,) in db.execute_sql("SELECT kind FROM care_run ORDER BY seq").fetchall()]


def test_each_day_the_ledger_is_proven_backed_up_and_tidied_once(engine: Engine) -> None:
    caretaker = Caretaker(engine)
    for _ in range(3):
        caretaker.look_after(now_us())
    assert kinds(engine) == ["verify", "backup", "vacuum"]
    assert [b.reason for b in list_backups(engine.home.backups)] == ["daily"]
    assert manifest.path_of(engine.ledger.path).exists()
    caretaker.look_after(now_us() + 2 * DAY_US)
    assert kinds(engine) == ["verify", "backup", "vacuum"] * 2
    assert engine.health()["ok"]


def test_a_clock_that_was_wrong_stops_no_care(engine: Engine) -> None:
    caretaker = Caretaker(engine)
    caretaker.look_after(now_us())
    caretaker.look_after(now_us() - 30 * DAY_US)  # what was done last lies in the future now
    assert kinds(engine) == ["verify", "backup", "vacuum"] * 2


def test_calls_are_purged_as_the_setting_says(engine: Engine) -> None:
    engine.change_setting("storage.keep_calls_days", 30)
    sums = engine.ledger.reader.summary(CallFilter())
    fresh = make_call(now_us())
    record(engine.ledger, [fresh])
    Caretaker(engine).look_after(now_us())
    assert [call.id for call in engine.ledger.reader.each_call(CallFilter())] == [fresh.id]
    assert engine.ledger.reader.summary(CallFilter()).calls == sums.calls + 1
    assert list(engine.home.archive.iterdir())
    assert engine.ledger.reader.reconcile().agrees
    assert engine.ledger.purged_until_us() > T0_US


@pytest.mark.expects_warnings
def test_a_ledger_that_is_not_sound_is_told_and_never_backed_up(engine: Engine) -> None:
    engine.ledger.write(lambda db: db.execute_sql("UPDATE call SET problem = 'x' WHERE seq = 3")).result(5)
    caretaker = Caretaker(engine)
    caretaker.look_after(now_us())
    assert list_backups(engine.home.backups) == []
    health = engine.health()
    assert not health["ok"]
    assert "is damaged" in health["problems"][0]
    engine.ledger.write(lambda db: db.execute_sql("UPDATE call SET problem = 'a problem'")).result(5)
    caretaker.look_after(now_us() + 2 * 3_600_000_000)
    assert engine.health()["ok"]
    assert len(list_backups(engine.home.backups)) == 1


def test_a_backup_folder_that_is_gone_is_told_and_another_one_taken(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    engine.change_setting("storage.backup_folder", str(tmp_path / "file"))
    engine.change_setting("storage.second_folder", str(tmp_path / "synced"))
    made = care.back_up(engine)
    assert Path(made["path"]).parent == engine.home.backups
    assert Path(made["second"]).parent == tmp_path / "synced"
    assert "put into" in engine.health()["problems"][0]
    engine.change_setting("storage.backup_folder", str(tmp_path / "other"))
    assert Path(care.back_up(engine)["path"]).parent == tmp_path / "other"
    assert engine.health()["ok"]


def test_the_days_follow_the_zone_that_the_user_chose(engine: Engine) -> None:
    caretaker = Caretaker(engine)
    for name in ("Asia/Kathmandu", "America/New_York"):
        engine.change_setting("general.time_zone", name)
        caretaker.count_days()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with engine.ledger.reader.moment() as db:
                found = dict(db.execute_sql("SELECT name, value FROM fact").fetchall())
            if (found.get("day_zone"), found.get("day_from")) == (name, "0"):
                break
            time.sleep(0.01)
        assert (found["day_zone"], found["day_from"]) == (name, "0")
        assert engine.ledger.reader.reconcile().agrees


def test_it_stops_with_the_program(home: Path) -> None:
    engine = Engine(Home(home), "serve")
    engine.start()
    started = time.monotonic()
    engine.stop()
    assert time.monotonic() - started < 2


def test_a_proof_that_the_end_of_the_program_cuts_off_is_no_trouble(engine: Engine) -> None:
    caretaker = Caretaker(engine)
    caretaker.stop()
    with pytest.raises(Exception) as cut:
        care.verify(engine, caretaker._unhurried)
    assert type(cut.value).__name__ == "_Stopped"
    caretaker.look_after(now_us())
    assert kinds(engine) == []
    assert engine.health()["ok"]


def test_health_tells_size_growth_care_and_slow_questions(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ledger.pool.SLOW_US", -1)
    engine.ledger.reader.calls(CallFilter(model=("gpt-5",)), 5)
    engine.ledger.reader.summary(CallFilter(text="gpt"))
    monkeypatch.undo()
    care.reconcile(engine)
    ledger = engine.health()["ledger"]
    assert ledger["calls"] == 50
    assert ledger["size_bytes"] > 10_000
    assert ledger["last"]["reconcile"]["difference_nusd"] == 0
    deadline = time.monotonic() + 20
    while not ledger["slow_queries"] and time.monotonic() < deadline:
        ledger = engine.health()["ledger"]
    plans = {query["sql"]: query["plan"] for query in ledger["slow_queries"]}
    assert any("call_model_id_started_us" in plan for plan in plans.values())
    assert not any("gpt" in sql for sql in plans)
