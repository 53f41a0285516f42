"""What is told of a budget's past and of how its period will end agrees with what was recorded."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.budgets import Budget, BudgetScope, Tally
from app.core.filters import CallFilter
from app.core.periods import HOUR_US, parse_moment
from app.ledger import Ledger
from app.ledger.spending import spent
from app.services.outlook import forecast_of, forecast_record, past_periods
from tests.ledger.making import make_call, open_ledger, record

BERLIN = ZoneInfo("Europe/Berlin")
USD = 1_000_000_000
NOW = parse_moment("2026-03-20T12:00", BERLIN, 0)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A dollar at ten each day since the new year."""
    ledger = open_ledger(tmp_path_factory.mktemp("outlook"))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(79)]
    record(
        ledger,
        [
            make_call(parse_moment(f"{day}T{hour}:30", BERLIN, 0), cost_nusd=USD // 2)
            for day in days
            for hour in (10, 15)
            if parse_moment(f"{day}T{hour}:30", BERLIN, 0) < NOW
        ],
    )
    yield ledger
    ledger.close()


def test_periods_that_are_over_say_what_was_spent_and_when_the_limit_was_reached(ledger: Ledger) -> None:
    budget = Budget("b", 19 * USD, period="month", zone="Europe/Berlin")
    february, january = past_periods(ledger.reader, budget, (), NOW)
    assert (february.spent, january.spent) == (28 * USD, 31 * USD)
    assert february.reached_us == parse_moment("2026-02-19T16:00", BERLIN, 0)
    unreached = past_periods(ledger.reader, Budget("b", 50 * USD, zone="Europe/Berlin"), (), NOW)
    assert [past.reached_us for past in unreached] == [None, None]
    days = past_periods(ledger.reader, Budget("b", 5, "calls", "day", zone="Europe/Berlin"), (), NOW, 3)
    assert [past.spent for past in days] == [2, 2, 2]


def test_the_end_of_the_month_is_told_from_the_weeks_before(ledger: Ledger) -> None:
    (tally,) = _tallies(ledger, Budget("b", 25 * USD, period="month", zone="Europe/Berlin"))
    found = forecast_of(ledger.reader, tally, (), NOW)
    assert found is not None
    assert found.likely == 31 * USD
    assert found.sureness == "good"
    assert found.runs_out_us == parse_moment("2026-03-25T16:00", BERLIN, 0)
    told = forecast_record(tally, found)
    assert told is not None
    assert told["likely"] == "31"


def test_of_what_has_no_end_nothing_is_foretold(ledger: Ledger) -> None:
    for budget in (Budget("r", USD, "usd", "rolling", 5), Budget("t", USD, period="total")):
        (tally,) = _tallies(ledger, budget)
        assert forecast_of(ledger.reader, tally, (), NOW) is None
        assert past_periods(ledger.reader, budget, (), NOW) == []


def test_by_the_hour_it_is_as_much_as_all_in_all(ledger: Ledger) -> None:
    for scope in (BudgetScope(), BudgetScope(model="gpt-*"), BudgetScope(model="nothing")):
        budget = Budget("b", USD, period="month", zone="Europe/Berlin", scope=scope)
        (tally,) = _tallies(ledger, budget)
        whole = sum(a for _, a in spent(ledger.reader, budget, tally.span, ()))
        wanted = ledger.reader.summary(CallFilter(tally.span.since_us, NOW + HOUR_US)).cost_nusd
        assert whole == (0 if scope.model == "nothing" else wanted)


def _tallies(ledger: Ledger, budget: Budget) -> list[Tally]:
    tally = Tally(budget, budget.span(NOW))
    tally.load(spent(ledger.reader, budget, tally.span, ()))
    return [tally]
