"""Budgets from the command line: made, raised, paused, and told of."""

from pathlib import Path

import pytest

from app.core.records import iso_utc
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.platform.clock import now_us
from tests.cli.test_contract import Tollgate, tollgate
from tests.ledger.making import make_call

__all__ = ["tollgate"]  # a fixture


@pytest.fixture
def spent_a_dollar(home: Path) -> Path:
    home.mkdir()
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many([make_call(now_us(), cost_nusd=1_000_000_000)])
    ledger.close()
    return home


@pytest.mark.usefixtures("spent_a_dollar")
def test_a_budget_is_made_listed_changed_and_removed(tollgate: Tollgate) -> None:
    made = tollgate(
        "budget", "add", "monthly", "--limit", "20usd", "--period", "month", "--project", "tollgate",
        "--model", "gpt-*", "--zone", "Europe/Berlin", "--thresholds", "10,90", "--json",
    )  # fmt: skip
    assert made.code == 0
    (listed,) = tollgate("budget", "list", "--json").document
    assert listed == made.document
    assert (listed["limit"], listed["spent"], listed["left"], listed["percent"]) == ("20", "1", "19", 5)
    assert (listed["project"], listed["model"], listed["zone"]) == ("tollgate", "gpt-*", "Europe/Berlin")
    assert listed["thresholds"] == [10, 90]
    assert listed["resets_at"] > iso_utc(now_us())
    changed = tollgate("budget", "set", "monthly", "--model=", "--limit", "500ktokens", "--json").document
    assert (changed["model"], changed["limit"], changed["spent"]) == (None, 500_000, 170)
    assert tollgate("budget", "remove", "monthly").code == 0
    assert "No budget yet" in tollgate("budget").out


@pytest.mark.usefixtures("spent_a_dollar")
def test_status_tells_of_budgets_and_check_exits_3_where_one_is_over(tollgate: Tollgate) -> None:
    tollgate("budget", "add", "wide", "--limit", "2usd", "--period", "day")
    assert tollgate("status", "--check").code == 0
    tollgate("budget", "add", "narrow", "--limit", "1usd", "--period", "day")
    told = tollgate("status", "--check")
    assert told.code == 3
    assert "Budget narrow: $1.00 of $1.00 / day, used up." in told.out
    assert "Budget wide: $1.00 of $2.00 / day, $1.00 left." in told.out
    tollgate("budget", "pause", "narrow")
    assert tollgate("status", "--check").code == 0
    tollgate("budget", "resume", "narrow")
    tollgate("budget", "raise", "narrow", "--by", "$1")
    found = tollgate("status", "--check", "--json")
    assert found.code == 0
    assert [row["limit"] for row in found.document["budgets"]] == ["2", "2"]


@pytest.mark.usefixtures("spent_a_dollar")
def test_a_raise_lasts_to_the_end_of_the_period_or_as_long_as_is_said(tollgate: Tollgate) -> None:
    tollgate("budget", "add", "b", "--limit", "1usd")
    budget = tollgate("budget", "list", "--json").document[0]
    raised = tollgate("budget", "raise", "b", "--by", "2usd", "--json").document
    assert (raised["by"], raised["limit"], raised["until"]) == ("2", "3", budget["resets_at"])
    soon = tollgate("budget", "raise", "b", "--by", "2usd", "--until", "2h", "--json").document
    assert soon["until"] < iso_utc(now_us() + 7_300_000_000)
    assert tollgate("budget", "unraise", "b", "--json").document["limit"] == "1"
    for words in (["--by", "5calls"], ["--by", "1usd", "--until", "2020-01-01"]):
        assert tollgate("budget", "raise", "b", *words).code == 1


def test_what_makes_no_sense_is_wrong_usage(tollgate: Tollgate) -> None:
    for words in (
        ["add", "b"],
        ["add", "b", "--limit", "5eur"],
        ["add", "b", "--limit", "0usd", "--period", "fortnight"],
        ["add", "b", "--limit", "5usd", "--thresholds", "half"],
        ["add", "b", "--limit", "5usd", "--zone", "Mars/Olympus"],
        ["add", "b", "--limit", "5usd", "--action", "shout"],
    ):
        result = tollgate("budget", *words)
        assert result.code == 2, words
    assert tollgate("budget", "add", "b", "--limit", "5usd", "--provider", "nobody").code == 1
    assert tollgate("budget", "show", "b").code == 1


@pytest.mark.usefixtures("spent_a_dollar")
def test_what_happened_to_a_budget_is_shown_with_it(tollgate: Tollgate) -> None:
    tollgate("budget", "add", "b", "--limit", "3usd")
    shown = tollgate("budget", "show", "b")
    assert "spent: 1" in shown.out
    assert tollgate("budget", "show", "b", "--json").document["events"] == []
