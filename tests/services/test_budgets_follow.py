"""What is spent of a budget follows the past when that is changed, and whoever looks hears of it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.assembly import Engine
from app.core.budgets import Budget
from app.core.filters import CallFilter
from app.core.news import LedgerChanged, News, Scope
from app.platform.clock import now_us
from app.platform.home import Home
from app.services.operations import perform
from app.services.outlook import preview_of
from tests.ledger.making import make_call

USD = 1_000_000_000


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine(Home(home), "test")
    engine.start()
    yield engine
    engine.stop()


def _record(engine: Engine, cost_nusd: int | None) -> None:
    call = make_call(
        now_us() - USD // 1000, model="ours", model_sent="ours", model_answered="ours", cost_nusd=cost_nusd,
        cost_basis="unpriced" if cost_nusd is None else "catalogue", price_ref=None,
    )  # fmt: skip
    engine.gate.ended(call)
    assert engine.ledger.record(call)
    assert engine.ledger.flush(60)


def _act(engine: Engine, operation: str, **words: Any) -> Any:
    return perform(engine, operation, words, "window")


def test_a_repricing_and_its_undo_are_seen_by_budgets_at_once(engine: Engine) -> None:
    engine.budgets.add(Budget("b", 100 * USD))
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


def test_a_budget_that_was_changed_is_so_when_the_news_of_it_comes(engine: Engine) -> None:
    engine.budgets.add(Budget("b", 100 * USD))
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
