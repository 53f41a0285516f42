"""A newer price list is taken only when I say so, changes no past cost, and goes back when I say so."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.assembly import Engine
from app.cli.main import run_command
from app.core.calls import Call, Usage
from app.core.catalogue import Catalogue, seal
from app.core.errors import PriceError
from app.core.filters import CallFilter
from app.core.pricing import Cost
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.platform.home import Home
from app.services import price_lists, price_updates
from app.services.operations import perform
from app.services.sample_year import sample_calls
from tests.platform.test_http import Handler, answer, serve

__all__ = ["serve"]  # a fixture

YEAR_END_US = 1_717_200_000_000_000  # 2024-06-01
BEFORE, DAY, NEXT = "2024-01-01", "2024-07-01", "2024-08-01"
AFTER_US = 1_719_800_000_000_000  # 2024-07-01
PLAIN = Usage(input_tokens=1_000, output_tokens=500)
Tollgate = Callable[..., Any]
REAL = price_lists.BUILT_IN.read_bytes()


def changed(stamp: str, factor: int = 125, *, without: str = "", models: int = 10_000) -> bytes:
    """The list that comes with the program, of another day, every price being another one."""
    real = Catalogue.load(REAL)
    lines: list[Any] = []
    counts: dict[str, int] = {}
    for provider in real.providers:
        kept = [m for m in real.models(provider) if m.model != without][:models]
        counts[provider] = len(kept)
        for model in kept:
            names = {name: endings for name, endings in model.names.items() if name != model.model or endings}
            raw = json.dumps({"model": model.model, "names": names, "prices": model.raw})
            lines.append(_scaled(json.loads(raw), factor))
    return seal(replace(real.head, stamp=stamp, models=counts), lines)


def _scaled(raw: Any, factor: int) -> Any:
    if isinstance(raw, dict):
        return {key: _scaled(value, factor) for key, value in raw.items()}  # type: ignore[misc]
    if isinstance(raw, list):
        return [_scaled(value, factor) for value in raw]  # type: ignore[misc]
    return raw * factor // 100 if type(raw) is int else raw


@pytest.fixture
def tollgate(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tollgate:
    """As of 2024: the list that came with the program is an older one."""
    (tmp_path / "built-in.jsonl").write_bytes(changed(BEFORE, 100))
    monkeypatch.setattr(price_lists, "BUILT_IN", tmp_path / "built-in.jsonl")

    def run(*words: str, code: int | None = 0) -> Any:
        got = run_command(("--json", *words), None)
        captured = capsys.readouterr()
        assert code is None or got == code, captured.err
        return json.loads(captured.out) if captured.out else captured.err

    return run


@pytest.fixture
def newer(tmp_path: Path) -> str:
    path = tmp_path / "newer.jsonl"
    path.write_bytes(changed(DAY))
    return str(path)


def opened(home: Path) -> Ledger:
    return Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )


def costs(home: Path) -> tuple[dict[str, tuple[int | None, str | None]], int]:
    ledger = opened(home)
    try:
        assert ledger.reconcile().agrees
        kept = {c.id: (c.cost_nusd, c.price_ref) for c in ledger.reader.each_call(CallFilter())}
        return kept, ledger.reader.summary(CallFilter()).cost_nusd
    finally:
        ledger.close()


def gpt(home: Path, at_us: int = AFTER_US) -> int:
    engine = Engine(Home(home), "test")
    engine.start()
    try:
        cost = engine.prices.book.cost(PLAIN, "openai", "gpt-4o", at_us)
        assert isinstance(cost, Cost)
        return cost.nusd
    finally:
        engine.stop()


@pytest.mark.slow
def test_a_year_of_history_keeps_its_cost_after_an_update(tollgate: Tollgate, home: Path, newer: str) -> None:
    home.mkdir()
    ledger = opened(home)
    ledger.record_many([replace(call, cost_nusd=None) for call in list(sample_calls(YEAR_END_US))[::4]])
    ledger.close()
    tollgate("price", "reprice")
    before = costs(home)
    assert before[1] > 0
    assert len(before[0]) > 2_000
    assert tollgate("price", "update", "--from", newer)["changed"]
    assert costs(home) == before
    assert tollgate("price", "reprice")["calls"] == 0  # not even where it is asked for
    assert costs(home) == before
    id_ = next(id_ for id_, (cost, ref) in before[0].items() if cost and (ref or "").startswith("genai:"))
    assert tollgate("calls", "show", id_)["cost_lines"]


def test_calls_from_its_day_on_have_the_new_prices(tollgate: Tollgate, home: Path, newer: str) -> None:
    assert gpt(home) == 7_500_000
    tollgate("price", "update", "--from", newer)
    assert (gpt(home, AFTER_US - 86_400_000_000), gpt(home)) == (7_500_000, 9_375_000)


def test_a_dry_run_shows_each_price_and_changes_nothing(tollgate: Tollgate, home: Path, newer: str) -> None:
    said = tollgate("price", "update", "--from", newer, "--dry-run")
    assert {"component": "input", "old_usd": "2.5", "new_usd": "3.125", "percent": "+25.0"}.items() <= next(
        c for c in said["changed"] if (c["model"], c["component"]) == ("gpt-4o", "input")
    ).items()
    assert not price_lists.kept_at(home).exists()
    assert gpt(home) == 7_500_000


def test_the_list_is_kept_for_its_owner_only_and_goes_back(
    tollgate: Tollgate, home: Path, tmp_path: Path, newer: str
) -> None:
    home.mkdir()
    tollgate("price", "update", "--from", newer)
    kept = price_lists.kept_at(home)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    later = tmp_path / "later.jsonl"
    later.write_bytes(changed(NEXT, 150))
    tollgate("price", "update", "--from", str(later))
    assert gpt(home, AFTER_US * 2) == 11_250_000
    assert tollgate("price", "update", "--undo")["stamp"] == DAY
    assert gpt(home, AFTER_US * 2) == 9_375_000
    assert tollgate("price", "update", "--undo")["origin"] == "built-in"
    assert "no update to take back" in tollgate("price", "update", "--undo", code=1)
    tollgate("price", "update", "--from", newer)
    tollgate("price", "update", "--from", str(later))
    assert tollgate("price", "update", "--builtin") == {"stamp": BEFORE, "origin": "built-in"}
    assert gpt(home, AFTER_US * 2) == 7_500_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (changed("2099-01-01"), "not yet"),
        (changed(DAY)[:-100], "damaged"),
        (changed(DAY).replace(b"gpt-4o", b"gpt-5o", 1), "damaged"),
        (b"<html>", "not a price list"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused(
    data: bytes, why: str, tollgate: Tollgate, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.jsonl").write_bytes(data)
    for words in (["--yes"], ["--dry-run"]):
        assert why in tollgate("price", "update", "--from", str(tmp_path / "bad.jsonl"), *words, code=1)
    assert not price_lists.kept_at(home).exists()


def test_a_list_that_is_not_newer_changes_nothing_and_is_no_failure(
    tollgate: Tollgate, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "same.jsonl").write_bytes(changed(BEFORE, 130))
    said = tollgate("price", "update", "--from", str(tmp_path / "same.jsonl"), "--yes")
    assert (said["newer"], said["taken"], said["changed"]) == (False, False, [])
    assert not price_lists.kept_at(home).exists()
    home.mkdir()
    with pytest.raises(PriceError, match="not newer"):
        price_updates.take(home, str(tmp_path / "same.jsonl"), sure=True)


def test_prices_far_from_before_and_models_that_are_gone_are_asked_about(
    tollgate: Tollgate, home: Path, tmp_path: Path
) -> None:
    home.mkdir()
    for data in (changed(DAY, 1_100), changed(DAY, 100, models=5)):
        path = tmp_path / "far.jsonl"
        path.write_bytes(data)
        assert "--yes" in tollgate("price", "update", "--from", str(path), code=1)
        assert not price_lists.kept_at(home).exists()
    tollgate("price", "update", "--from", str(path), "--yes")
    assert gpt(home) == 7_500_000  # what is gone keeps its last price


@pytest.mark.expects_warnings
def test_a_kept_list_that_is_damaged_is_passed_over_and_told(
    tollgate: Tollgate, home: Path, newer: str
) -> None:
    home.mkdir(mode=0o700)
    tollgate("price", "update", "--from", newer)
    kept = price_lists.kept_at(home)
    kept.write_bytes(kept.read_bytes()[:-10])
    found = {f["check"]: f for f in tollgate("doctor", code=3)}
    assert not found["prices"]["ok"]
    assert "built-in" in found["prices"]["detail"]
    assert tollgate("price", "show", "gpt-4o", "--provider", "openai")[0]["prices"][0]["usd_per_million"]
    tollgate("price", "update", "--from", newer)
    assert {f["check"]: f["ok"] for f in tollgate("doctor", code=None)}["prices"]
    assert tollgate("price", "update", "--undo")["origin"] == "built-in"  # not the damaged one


def test_when_the_program_comes_with_a_newer_list_that_one_counts(
    tollgate: Tollgate, home: Path, newer: str
) -> None:
    tollgate("price", "update", "--from", newer)
    price_lists.BUILT_IN.write_bytes(changed(NEXT, 200))
    assert gpt(home) == 15_000_000


def test_the_address_is_a_setting_and_without_one_it_says_so(
    tollgate: Tollgate, home: Path, serve: Callable[[Handler], str]
) -> None:
    assert "prices.update_url" in tollgate("price", "update", code=1)
    tollgate("settings", "set", "prices.update_url", serve(answer(changed(DAY))))
    assert tollgate("price", "update")["taken"]
    assert gpt(home) == 9_375_000


def test_what_is_taken_is_what_was_shown(tollgate: Tollgate, home: Path, newer: str) -> None:
    digest = tollgate("price", "update", "--from", newer, "--dry-run")["digest"]
    Path(newer).write_bytes(changed(DAY, 130))
    engine = Engine(Home(home), "test")
    engine.start()
    try:
        with pytest.raises(PriceError, match="another one by now"):
            perform(engine, "price.update", {"from": newer, "digest": digest})
        before = engine.prices.book
        perform(engine, "price.update", {"from": newer})
        assert engine.prices.book is not before  # in the program that runs
    finally:
        engine.stop()


@pytest.mark.parametrize(
    "words", [["--undo", "--builtin"], ["--undo", "--dry-run"], ["--builtin", "--from", "x"]]
)
def test_going_back_stands_alone(words: list[str], tollgate: Tollgate) -> None:
    tollgate("price", "update", *words, code=2)


def test_an_update_prices_unpriced_calls_only_where_the_setting_says_so(
    tollgate: Tollgate, home: Path, tmp_path: Path
) -> None:
    home.mkdir()
    price_lists.BUILT_IN.write_bytes(changed(BEFORE, 100, without="gpt-4o"))
    ledger = opened(home)
    call = Call("01" * 13, YEAR_END_US, "openai", "openai-chat", "POST", "/v1/chat/completions")
    ledger.record_many([replace(call, model="gpt-4o", usage=PLAIN, status=200)])
    ledger.close()
    (tmp_path / "a.jsonl").write_bytes(changed(DAY, 100))
    assert "auto_priced" not in tollgate("price", "update", "--from", str(tmp_path / "a.jsonl"))
    assert costs(home)[0][call.id][0] is None
    tollgate("settings", "set", "prices.auto_price_unpriced", "on")
    (tmp_path / "b.jsonl").write_bytes(changed(NEXT, 100))
    assert tollgate("price", "update", "--from", str(tmp_path / "b.jsonl"))["auto_priced"] == 1
    assert costs(home)[0][call.id][0] == 7_500_000
    assert tollgate("price", "reprice", "--undo")["calls"] == 1
    assert costs(home)[0][call.id][0] is None
