from hypothesis import given
from hypothesis import strategies as st

from app.core.forecast import WEEK_US, forecast
from app.core.periods import HOUR_US, Span

MONDAY = 2_928 * WEEK_US  # some week's beginning
DAY_US = 24 * HOUR_US


def office_hours(weeks: int, amount: int = 100, until: int = MONDAY) -> dict[int, int]:
    """From nine to five, Monday to Friday."""
    return {
        start: amount
        for n in range(weeks * 168)
        if (start := until - weeks * WEEK_US + n * HOUR_US) and n % 24 in range(9, 17) and n // 24 % 7 < 5
    }


def test_a_steady_week_is_told_to_the_cent() -> None:
    span = Span(MONDAY, MONDAY + WEEK_US)
    found = forecast(office_hours(6), 0, span, MONDAY, limit=10_000)
    assert found is not None
    assert (found.low, found.likely, found.high) == (4000, 4000, 4000)
    assert found.sureness == "good"
    assert found.runs_out_us is None


def test_the_weekend_is_known_to_be_quiet() -> None:
    friday_evening = MONDAY + 4 * DAY_US + 18 * HOUR_US
    hours = office_hours(4) | {k + WEEK_US: v for k, v in office_hours(1).items()}
    found = forecast(hours, 4000, Span(MONDAY, MONDAY + WEEK_US), friday_evening)
    assert found is not None
    assert found.likely == 4000


def test_it_says_when_the_budget_will_run_out() -> None:
    found = forecast(office_hours(6), 0, Span(MONDAY, MONDAY + WEEK_US), MONDAY, limit=1000)
    assert found is not None
    assert found.runs_out_us == MONDAY + DAY_US + 11 * HOUR_US  # the second hour of Tuesday


def test_what_has_run_out_has_run_out_now() -> None:
    found = forecast(office_hours(6), 1000, Span(MONDAY, MONDAY + WEEK_US), MONDAY, limit=1000)
    assert found is not None
    assert found.runs_out_us == MONDAY


def test_a_month_goes_on_with_the_weeks_that_there_were() -> None:
    found = forecast(office_hours(3), 0, Span(MONDAY, MONDAY + 4 * WEEK_US), MONDAY)
    assert found is not None
    assert found.likely == 16_000


def test_one_wild_hour_is_no_habit() -> None:
    hours = office_hours(6)
    wild = sorted(hours)[70]
    found = forecast(hours | {wild: 1_000_000}, 0, Span(MONDAY, MONDAY + WEEK_US), MONDAY)
    assert found is not None
    assert found.high < 5000


def test_with_too_little_behind_it_nothing_is_said() -> None:
    span = Span(MONDAY, MONDAY + WEEK_US)
    assert forecast({}, 0, span, MONDAY) is None
    assert forecast({MONDAY - HOUR_US * n: 5 for n in range(1, 100)}, 0, span, MONDAY) is None
    few = {MONDAY - WEEK_US * n: 5 for n in range(1, 6)}
    assert forecast(few, 0, span, MONDAY) is None


def test_after_a_single_week_the_band_is_wide_and_said_to_be_a_guess() -> None:
    found = forecast(office_hours(1), 0, Span(MONDAY, MONDAY + WEEK_US), MONDAY)
    assert found is not None
    assert (found.low, found.likely, found.high, found.sureness) == (2000, 4000, 8000, "low")


@given(
    st.dictionaries(st.integers(1, 9 * 168), st.integers(0, 1000), max_size=300),
    st.integers(0, 5000),
    st.integers(1, 40 * 24),
    st.integers(1, 10_000),
)
def test_the_band_holds_the_forecast_and_nothing_is_spent_back(
    back: dict[int, int], spent: int, rest_hours: int, limit: int
) -> None:
    hours = {MONDAY - n * HOUR_US: amount for n, amount in back.items()}
    span = Span(MONDAY - DAY_US, MONDAY + rest_hours * HOUR_US)
    found = forecast(hours, spent, span, MONDAY, limit)
    if found is not None:
        assert spent <= found.low <= found.likely <= found.high
        if found.runs_out_us is not None:
            assert MONDAY <= found.runs_out_us <= span.until_us
