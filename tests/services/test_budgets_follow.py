"""What is spent of a budget follows the past when that is changed, and whoever looks hears of it."""

import gzip
import json
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.assembly import Engine
from app.core import ulid
from app.core.budgets import Budget, BudgetScope
from app.core.calls import Call
from app.core.errors import AppError, LedgerError
from app.core.filters import CallFilter
from app.core.news import LedgerChanged, News, Scope
from app.core.records import as_record
from app.ledger import repricing as corrections
from app.platform.clock import now_us
from app.platform.home import Home
from app.services import repricing
from app.services.operations import perform
from app.services.outlook import preview_of, standing
from tests.ledger.making import make_call

USD = 1_000_000_000


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine(Home(home), "test")
    engine.start()
    yield engine
    engine.stop()


def _call(cost_nusd: int | None, **changes: Any) -> Call:
    return make_call(
        now_us(), model="ours", model_sent="ours", model_answered="ours", cost_nusd=cost_nusd,
        cost_basis="unpriced" if cost_nusd is None else "catalogue", price_ref=None, **changes,
    )  # fmt: skip


def _record(engine: Engine, cost_nusd: int | None, **changes: Any) -> None:
    call = _call(cost_nusd, **changes)
    engine.gate.ended(call)
    assert engine.ledger.record(call)
    assert engine.ledger.flush(60)


def _act(engine: Engine, operation: str, **words: Any) -> Any:
    return perform(engine, operation, words, "window")


def test_a_repricing_and_its_undo_are_seen_by_budgets_at_once(engine: Engine) -> None:
    engine.budgets.add(Budget("b", 100 * USD, period="total"))
    _record(engine, None)
    assert engine.gate.all()[0].spent == 0
    _act(
        engine,
        "price.set",
        provider="openai",
        model="ours",
        prices={"input": 3_000_000, "output": 15_000_000},
        yes=True,
    )
    _act(engine, "price.reprice", filter={}, unpriced_only=True)
    (tally,) = engine.gate.all()
    assert tally.spent == engine.ledger.reader.summary(CallFilter()).cost_nusd > 0
    _act(engine, "price.undo")
    assert engine.gate.all()[0].spent == 0


def _spent(engine: Engine) -> dict[str, int]:
    """Of each budget, which agrees with what the ledger says."""
    found = {tally.budget.name: tally.spent for tally in engine.gate.all()}
    assert found == {t.budget.name: t.spent for t in standing(engine.ledger.reader, (), now_us())}
    return found


def test_budgets_follow_calls_that_are_given_another_project(engine: Engine) -> None:
    for name in ("x", "y"):
        engine.budgets.add(Budget(name, 5, "calls", "total", scope=BudgetScope(project=name)))
    for _ in range(3):
        _record(engine, 1, project="x")
    assert _spent(engine) == {"x": 3, "y": 0}
    _act(engine, "calls.retag", filter={"project": ["x"]}, project="y")
    assert _spent(engine) == {"x": 0, "y": 3}
    _act(engine, "calls.untag")
    assert _spent(engine) == {"x": 3, "y": 0}
    _act(engine, "project.rename", name="x", to="z")
    assert _spent(engine) == {"x": 3, "y": 0}
    _record(engine, 1, project=None)
    _act(engine, "project.rule.add", project="y", model="our*")
    _act(engine, "project.rule.apply", filter={})
    assert _spent(engine) == {"x": 3, "y": 1}


def test_budgets_know_of_the_calls_of_an_import_that_broke_off(engine: Engine, tmp_path: Path) -> None:
    engine.budgets.add(Budget("b", 600, "calls", "total"))
    chance = random.Random(1)  # a file that hardly gets smaller, so that what is cut off is its last calls
    calls = [replace(_call(1), id=ulid.make(n, chance.randbytes(10))) for n in range(1200)]
    packed = gzip.compress("".join(json.dumps(as_record(call)) + "\n" for call in calls).encode())
    path = tmp_path / "calls.ndjson.gz"
    path.write_bytes(packed[: len(packed) * 7 // 8])
    with pytest.raises(AppError, match="cannot be read"):
        _act(engine, "import", path=str(path))
    assert _spent(engine)["b"] >= 500


def test_budgets_follow_a_repricing_and_an_undo_that_nobody_ends(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.budgets.add(Budget("b", 100 * USD, period="total"))
    monkeypatch.setattr(repricing, "_PIECE_CALLS", 2)
    monkeypatch.setattr(corrections, "_STEP_CORRECTIONS", 2)
    for _ in range(5):
        _record(engine, None)
    prices = {"input": 3_000_000, "output": 15_000_000}
    _act(engine, "settings.set", key="prices.auto_price_unpriced", value="off")
    _act(engine, "price.set", provider="openai", model="ours", prices=prices, yes=True)
    first = _act(engine, "price.reprice.some", filter={}, at={})
    assert not first["done"]
    half = _spent(engine)["b"]
    assert half > 0
    _act(engine, "price.reprice", filter={})
    assert _spent(engine)["b"] > half
    step, steps = corrections.undo_step, iter(range(1))

    def breaks_off(*words: Any) -> Any:
        if next(steps, None) is None:
            raise LedgerError("The disk is full.")
        return step(*words)

    monkeypatch.setattr(corrections, "undo_step", breaks_off)
    before = _spent(engine)["b"]
    with pytest.raises(LedgerError):
        _act(engine, "price.undo")
    assert _spent(engine)["b"] < before


def test_budgets_follow_sums_that_are_mended(engine: Engine) -> None:
    engine.budgets.add(Budget("b", USD, period="total"))
    _record(engine, 5)

    def falsify(db: Any) -> None:
        db.execute_sql("UPDATE rollup SET cost_nusd = cost_nusd + 100")

    engine.ledger.write(falsify).result()
    engine.budgets.reload()
    assert _spent(engine) == {"b": 105}
    _act(engine, "reconcile", repair=True)
    assert _spent(engine) == {"b": 5}


def test_a_budget_that_was_changed_is_so_when_the_news_of_it_comes(engine: Engine) -> None:
    engine.budgets.add(Budget("b", 100 * USD, period="total"))
    seen = threading.Event()

    def listen(news: News) -> None:
        told = isinstance(news, LedgerChanged) and news.scopes & Scope.BUDGETS
        if told and engine.gate.all()[0].budget.paused:
            seen.set()

    end = engine.subscribe(listen)
    _act(engine, "budget.pause", name="b", paused=True)
    assert seen.wait(60)
    end()


def test_the_busiest_hours_are_what_a_budget_that_rolls_would_have_met(engine: Engine) -> None:
    hour_us = 3_600_000_000
    now = now_us() // hour_us * hour_us
    for ago, cost in ((100, 4), (99, 5), (98, 1), (50, 8), (3, 2)):
        call = make_call(now - ago * hour_us + 1, cost_nusd=cost * USD)
        assert engine.ledger.record(call)
    assert engine.ledger.flush(60)
    reader = engine.ledger.reader
    for hours, most in ((1, 8), (2, 9), (3, 10), (60, 18), (1000, 20)):
        budget = Budget("b", USD, period="rolling", hours=hours)
        assert preview_of(reader, budget, (), now_us()).busiest == most * USD, hours
    assert preview_of(reader, Budget("b", USD, period="rolling", hours=5), (), now_us()).spent == 2 * USD
