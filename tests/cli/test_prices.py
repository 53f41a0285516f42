"""Prices from the command line: the user's own, and past calls priced anew, to the nano-dollar."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run_command
from app.core.filters import CallFilter
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.services.sample_year import sample_calls

Tollgate = Callable[..., Any]


@pytest.fixture
def tollgate(capsys: pytest.CaptureFixture[str]) -> Tollgate:
    def run(*words: str, fails: bool = False) -> Any:
        code = run_command(("--json", *words), None)
        captured = capsys.readouterr()
        assert code == int(fails), captured.err
        return captured.err if fails else json.loads(captured.out)

    return run


def opened(home: Path) -> Ledger:
    return Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )


@pytest.fixture
def recorded(home: Path) -> Path:
    """A home whose calls have no cost yet."""
    home.mkdir()
    ledger = opened(home)
    ledger.record_many(list(sample_calls(1_790_000_000_000_000, days=3)))
    ledger.close()
    return home


def state(home: Path) -> tuple[dict[str, Any], int, int]:
    ledger = opened(home)
    try:
        assert ledger.reconcile().agrees
        calls = ledger.reader.each_call(CallFilter())
        costs = {c.id: (c.cost_nusd, c.cost_basis, c.price_ref) for c in calls}
        totals = ledger.reader.summary(CallFilter())
        assert sum(cost or 0 for cost, *_ in costs.values()) == totals.cost_nusd
        return costs, totals.cost_nusd, totals.unpriced
    finally:
        ledger.close()


def test_a_repricing_does_what_its_preview_said_and_can_be_taken_back(
    tollgate: Tollgate, recorded: Path
) -> None:
    before = state(recorded)
    said = tollgate("price", "reprice", "--dry-run")
    assert said["calls"] > 100
    assert state(recorded) == before
    done = tollgate("price", "reprice")
    assert {**done, "repricing": None} == said
    after = state(recorded)
    assert after[1] > before[1] == 0
    assert tollgate("price", "reprice")["calls"] == 0
    assert tollgate("price", "reprice", "--undo")["calls"] == said["calls"]
    assert state(recorded) == before


def test_a_price_of_my_own_changes_past_calls_only_when_i_say_so(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("price", "reprice")
    before = state(recorded)
    tollgate("price", "set", "openai", "*", "--input", "2", "--output", "8", "--yes")
    assert state(recorded) == before
    tollgate("price", "reprice", "--provider", "openai")
    bases = {basis for _, basis, _ in state(recorded)[0].values()}
    assert "override" in bases
    tollgate("price", "reprice", "--undo")
    assert state(recorded) == before


def test_a_price_far_from_the_list_is_asked_about(tollgate: Tollgate, recorded: Path) -> None:
    words = ("price", "set", "openai", "gpt-5", "--input", "2500", "--output", "10")
    assert "--yes" in tollgate(*words, fails=True)
    assert tollgate("price", "list") == []
    tollgate(*words, "--yes")
    assert tollgate("price", "list")[0]["usd_per_million"] == {"input": "2500", "output": "10"}
    tollgate("price", "unset", "openai", "gpt-5")
    assert tollgate("price", "list") == []


def test_an_estimate_follows_the_price(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("price", "set", "openai", "mine", "--input", "2.5", "--output", "10")
    row = tollgate(
        "price", "estimate", "--model", "mine", "--provider", "openai", "--input", "1000", "--output", "1"
    )
    assert row[0]["cost_usd"] == "0.00251"


def test_a_call_explains_its_cost_line_by_line(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("price", "reprice")
    costs, *_ = state(recorded)
    id_ = next(id_ for id_, (cost, basis, _) in costs.items() if cost and basis == "catalogue")
    shown = tollgate("calls", "show", id_)
    pico = sum(line["amount_pico_usd"] for line in shown["cost_lines"])
    assert abs(pico - (costs[id_][0] or 0) * 1000) <= 500
    assert shown["price_ref"] == costs[id_][2]
    assert shown["corrections"][0]["old_usd"] is None


def test_a_deployment_is_priced_as_the_model_that_it_is(tollgate: Tollgate, recorded: Path) -> None:
    words = ("price", "estimate", "--provider", "azure", "--input", "1000", "--model")
    assert tollgate(*words, "mine")[0]["cost_usd"] is None
    tollgate("price", "map", "azure/mine", "openai/gpt-5")
    assert tollgate(*words, "mine")[0]["cost_usd"] == "0.00125"
    tollgate("price", "map", "azure/mine")
    assert tollgate(*words, "mine")[0]["cost_usd"] is None
