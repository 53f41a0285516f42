"""Prices from the command line: the user's own, and past calls priced anew, to the nano-dollar."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.assembly import Engine
from app.cli.main import run_command
from app.core.filters import CallFilter
from app.ledger import Ledger
from app.ledger.repricing import latest
from app.platform.bundle import MIGRATIONS
from app.platform.home import Home
from app.services import repricing
from app.services.sample_year import sample_calls

Tollgate = Callable[..., Any]


@pytest.fixture
def tollgate(capsys: pytest.CaptureFixture[str]) -> Tollgate:
    def run(*words: str, fails: int = 0) -> Any:
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
    listed = tollgate("price", "list")
    assert listed == [
        {"provider": "azure", "model": "mine", "source": "mapping", "priced_as": "openai/gpt-5"}
    ]
    tollgate("price", "map", "azure/mine")
    assert tollgate(*words, "mine")[0]["cost_usd"] is None
    assert tollgate("price", "list") == []


def test_the_list_shows_the_catalogue_and_what_my_own_price_hides(tollgate: Tollgate, recorded: Path) -> None:
    words = ("price", "list", "--provider", "openai", "--model", "gpt-5*")
    before = tollgate(*words)
    assert {row["source"] for row in before} == {"catalogue"}
    assert {"gpt-5", "gpt-5.4"} <= {row["model"] for row in before}
    tollgate("price", "set", "openai", "gpt-5", "--input", "1")
    after = {(row["model"], row["source"]): row for row in tollgate(*words)}
    assert after["gpt-5", "override"]["usd_per_million"] == {"input": "1"}
    assert [model for (model, _), row in after.items() if row["overridden"]] == ["gpt-5"]


def test_a_model_is_laid_open_with_tiers_and_why_a_price_counts(tollgate: Tollgate, recorded: Path) -> None:
    shown = tollgate("price", "show", "gpt-6-sol", "--provider", "openai")[0]
    assert {row["tier"] for row in shown["prices"]} == {"standard", "batch", "flex", "priority"}
    assert [(row["tier"], row["above_tokens"]) for row in shown["prices"] if row["used_now"]] == [
        ("standard", 0)
    ]
    assert "openai's list price of gpt-6-sol" in shown["now"]
    tollgate("price", "set", "openai", "gpt-6-sol", "--input", "3", "--output", "9")
    shown = tollgate("price", "show", "gpt-6-sol", "--provider", "openai")[0]
    assert [row["source"] for row in shown["prices"] if row["used_now"]] == ["override"]
    assert "your own price" in shown["now"]
    assert "No price is known" in tollgate("price", "show", "no-such-model", fails=True)
    assert {one["provider"] for one in tollgate("price", "show", "gpt-4o")} >= {"openai"}
    local = tollgate("price", "show", "llama3.2", "--provider", "ollama")[0]
    assert local["now"] == "A call now is free, since it runs on this computer."
    tollgate("price", "map", "azure/mine", "openai/gpt-5")
    mapped = tollgate("price", "show", "mine", "--provider", "azure")[0]
    assert "openai's list price of gpt-5" in mapped["now"]


def test_a_price_of_my_own_has_tiers_dates_and_all_components(tollgate: Tollgate, recorded: Path) -> None:
    priced = (
        "--input",
        "2",
        "--image",
        "0.04",
        "--web-search",
        "0.01",
        "--audio-hour",
        "0.36",
        "--request",
        "1",
    )
    tollgate("price", "set", "openai", "mine", *priced, "--until", "2099-01-01", "--yes")
    row = tollgate("price", "list")[0]
    assert row["usd_per_million"] == {"input": "2"}
    assert row["usd_per_unit"] == {
        "images": "0.04",
        "web_searches": "0.01",
        "audio_ms": "0.36",
        "request": "1",
    }
    assert row["until"].startswith(("2099-01-01", "2098-12-31"))
    tollgate("price", "set", "openai", "mine", "--input", "1", "--tier", "batch")
    words = ("price", "estimate", "--model", "mine", "--provider", "openai", "--input", "1000000")
    assert tollgate(*words)[0]["cost_usd"] == "3"
    assert tollgate(*words, "--tier", "batch")[0]["cost_usd"] == "1"
    assert tollgate("price", "unset", "openai", "mine")["removed"] == 2


def test_a_local_model_can_cost_what_the_computer_draws(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("price", "set", "ollama", "*", "--watts", "360", "--per-kwh", "0.25")
    assert tollgate("price", "list")[0]["usd_per_unit"] == {"running_ms": "0.09"}
    tollgate("price", "reprice", "--provider", "ollama")
    id_ = next(id_ for id_, (cost, basis, _) in state(recorded)[0].items() if cost and basis == "override")
    shown = tollgate("calls", "show", id_)
    line = shown["cost_lines"][0]
    assert (line["component"], line["quantity"]) == ("running_ms", round(shown["latency_ms"]))
    assert Decimal(shown["cost_usd"]) == (line["quantity"] * Decimal("0.09") / 3_600_000).quantize(
        Decimal("1e-9")
    )
    both = ("price", "set", "ollama", "m", "--per-hour", "1", "--input", "1")
    assert "stands alone" in tollgate(*both, fails=True)


@pytest.mark.parametrize(
    "words",
    [
        ("estimate", "--model", "gpt-5"),
        ("estimate", "--model", "gpt-5", "--input", "-1"),
        ("estimate", "--model", "gpt-5", "--input", "1_000"),
        ("estimate", "--model", "gpt-5", "--input", "1e3"),
        ("estimate", "--input", "1"),
        ("set", "openai", "m"),
        ("set", "openai", "m", "--input", "cheap"),
        ("set", "openai", "m", "--input", "-1"),
        ("set", "openai", "m", "--input", "nan"),
        ("set", "openai", "m", "--input", "0.0000001"),
        ("set", "openai", "m", "--input", "1", "--tier", "Not One"),
        ("set", "openai", "m", "--input", "1", "--from", "2026-02-01", "--until", "2026-01-01"),
        ("set", "ollama", "m", "--watts", "350"),
        ("set", "ollama", "m", "--watts", "many", "--per-kwh", "0.3"),
        ("what-if",),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(words: tuple[str, ...], tollgate: Tollgate) -> None:
    tollgate("price", *words, fails=2)


def test_the_same_calls_at_other_prices(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("price", "reprice")
    total = state(recorded)[1]
    said = tollgate("price", "what-if", "--to-model", "gpt-6-sol", "--to-provider", "openai")
    assert said["calls"] + said["left_out"] == len(state(recorded)[0])
    assert sum(model["calls"] for model in said["models"]) == said["calls"]
    assert any("tokenizer" in note for note in said["notes"])
    assert state(recorded)[1] == total  # nothing was written
    assert not any("embed" in model["model"] for model in said["models"])  # which it could not do
    model = next(m for m in said["models"] if m["provider"] == "anthropic")
    only = ("--provider", "anthropic", "--model", model["model"])
    again = tollgate("price", "what-if", *only, "--to-model", "gpt-6-sol", "--to-provider", "openai")
    assert again["models"] == [model]


def test_calls_in_batch_cost_what_the_list_says_and_what_cannot_be_told_is_said(
    tollgate: Tollgate, recorded: Path
) -> None:
    tollgate("price", "reprice")
    said = tollgate("price", "what-if", "--provider", "anthropic", "--tier", "batch")
    assert float(said["other_usd"]) * 2 == pytest.approx(float(said["cost_usd"]))
    assert not any("tokenizer" in note for note in said["notes"])
    strange = tollgate("price", "what-if", "--provider", "anthropic", "--tier", "no-such-tier")
    assert strange["left_out"] > 0
    assert "No no-such-tier price is known" in strange["notes"][0]


def test_a_repricing_can_be_watched_and_stopped_and_what_was_done_taken_back(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repricing, "_PIECE_CALLS", 50)
    before = state(recorded)
    engine = Engine(Home(recorded), "test")
    engine.start()
    shares: list[float] = []
    words = (engine.ledger, engine.prices.book, engine.providers.all, CallFilter(), "a test")
    try:
        some = repricing.reprice(*words, progress=shares.append, stopped=lambda: len(shares) >= 2)
        assert 0 < sum(m.calls for m in some.models) <= 100
        last = latest(engine.ledger.reader)
        assert last is not None
        assert last.finished_us is not None
        repricing.undo(engine.ledger)
        whole = repricing.reprice(*words, progress=shares.append)
        assert sum(m.calls for m in whole.models) > 100
        assert shares[-1] == 1.0
        assert repricing.reprice(*words).models == []
        repricing.undo(engine.ledger)
    finally:
        engine.stop()
    assert state(recorded) == before


def test_an_interrupted_command_keeps_what_it_did_and_says_how_to_take_it_back(
    tollgate: Tollgate, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repricing, "_PIECE_CALLS", 50)
    before = state(recorded)
    asked = 0
    real = repricing.reprice_some

    def impatient(*args: Any, **kwargs: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(repricing, "reprice_some", impatient)
    assert run_command(("price", "reprice"), None) == 130
    priced = [cost for cost, *_ in state(recorded)[0].values() if cost is not None]
    assert 0 < len(priced) <= 100
    tollgate("price", "reprice", "--undo")
    assert state(recorded) == before
