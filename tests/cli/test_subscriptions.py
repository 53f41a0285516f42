"""What a subscription covers, as the command line tells it to people and to other programs."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run_command
from app.core.calls import Usage
from app.core.filters import CallFilter
from app.platform.clock import now_us
from tests.ledger.making import make_call, open_ledger, record

Told = Callable[..., str]
USAGE = Usage(input_tokens=10, output_tokens=15)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    def run(*words: str, code: int = 0) -> str:
        assert run_command(words, None) == code
        captured = capsys.readouterr()
        return captured.out

    return run


@pytest.fixture
def ids(home: Path) -> tuple[str, str, str]:
    """A call that is covered, one of the same that is paid, and one that is covered and has no price."""
    ledger = open_ledger(home)
    common: dict[str, Any] = {"started_us": now_us(), "usage": USAGE, "service_tier": None}
    common |= {"model": "gpt-5", "model_sent": None, "model_answered": "gpt-5", "price_ref": None}
    covered, paid = make_call(covered=True, cost_nusd=None, **common), make_call(**common)
    unknown = make_call(covered=True, **{**common, "model": "of-tomorrow", "model_answered": "of-tomorrow"})
    for call in (covered, unknown):
        call.charge(None, "unpriced", None)
    record(ledger, [covered, paid, unknown])
    ledger.close()
    return covered.id, paid.id, unknown.id


def documents(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_covered_is_worth_what_the_same_call_costs_and_costs_nothing(
    told: Told, ids: tuple[str, str, str]
) -> None:
    covered, paid, unknown = ids
    outcome = json.loads(told("--json", "price", "reprice", "--dry-run"))
    done = json.loads(told("--json", "price", "reprice"))
    assert {**done, "repricing": None} == outcome
    calls = {row["id"]: row for row in documents(told("--json", "calls"))}
    assert calls[paid]["covered_by"] is None
    assert calls[paid]["equivalent_usd"] is None
    assert calls[covered]["covered_by"] == calls[unknown]["covered_by"] == "subscription"
    assert calls[covered]["cost_usd"] == calls[unknown]["cost_usd"] == "0"
    assert calls[covered]["equivalent_usd"] == calls[paid]["cost_usd"]
    assert Decimal(calls[paid]["cost_usd"]) > 0
    assert calls[unknown]["equivalent_usd"] is None
    assert calls[covered]["cost_basis"] == calls[paid]["cost_basis"] == "catalogue"
    assert (done["new_usd"], done["new_equivalent_usd"]) == (calls[paid]["cost_usd"],) * 2
    (whole,) = json.loads(told("--json", "report"))
    assert (whole["cost_usd"], whole["equivalent_usd"], whole["unpriced"]) == (
        calls[paid]["cost_usd"],
    ) * 2 + (0,)
    today = json.loads(told("--json", "status"))["today"]
    assert today["equivalent_usd"] == calls[covered]["equivalent_usd"]


def test_a_covered_call_is_explained_line_by_line(told: Told, ids: tuple[str, str, str]) -> None:
    covered, paid, unknown = ids
    told("price", "reprice")
    shown, same = (json.loads(told("--json", "calls", "show", id_)) for id_ in (covered, paid))
    assert shown["cost_lines"] == same["cost_lines"] != []
    assert shown["price_ref"] == same["price_ref"]
    words = told("calls", "show", covered)
    worth = shown["equivalent_usd"]
    assert f"covered by your subscription; by the API it would have cost ${worth} (catalogue)" in words
    assert f"corrected {shown['corrections'][0]['at']}: unpriced → ${worth}" in words
    assert "what it would have cost by the API is not known" in told("calls", "show", unknown)


def test_people_see_it_where_there_is_any(told: Told, ids: tuple[str, str, str]) -> None:
    assert "covered" not in told("report", "--provider", "anthropic")
    told("price", "reprice")
    assert "covered (<$0.01)" in told("calls")
    head, row = told("report").splitlines()[:2]
    assert head.split()[-1] == "covered"
    assert row.split()[-1] == "<$0.01"
    assert "Covered by subscriptions: what would have cost <$0.01 by the API." in told("status")


def test_it_survives_an_export_and_an_import(
    told: Told, ids: tuple[str, str, str], home: Path, tmp_path: Path
) -> None:
    told("price", "reprice")
    told("export", str(tmp_path / "calls.ndjson"))
    told("--home", str(tmp_path / "other"), "import", str(tmp_path / "calls.ndjson"))
    ledgers = [open_ledger(folder) for folder in (home, tmp_path / "other")]
    first, second = ([*ledger.reader.each_call(CallFilter())] for ledger in ledgers)
    sums = [ledger.reader.summary(CallFilter()) for ledger in ledgers]
    for ledger in ledgers:
        assert ledger.reconcile().agrees
        ledger.close()
    assert {call.id: call for call in first} == {call.id: call for call in second}
    assert sums[0] == sums[1]
    assert sums[0].equivalent_nusd > 0
