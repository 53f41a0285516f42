"""What a range means, and what it is fairly compared with."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.periods import Span, instant
from app.ui.ranges import CUSTOM, Range, elapsed, grain_of, span_before, span_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(*wall: int) -> int:
    return instant(datetime(*wall), BERLIN)  # type: ignore[arg-type]


NOW = at(2026, 3, 31, 15, 30)


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("today", (2026, 3, 30), (2026, 3, 30, 15, 30)),
        ("7d", (2026, 3, 18), (2026, 3, 24, 15, 30)),
        ("30d", (2026, 1, 31), (2026, 3, 1, 15, 30)),
        ("this-month", (2026, 2, 1), (2026, 3, 1)),  # February has no 31st: it is taken whole
        ("last-month", (2026, 1, 1), (2026, 2, 1)),
    ],
)
def test_a_running_period_is_held_against_the_same_stretch_before(
    name: str, since: tuple[int, ...], until: tuple[int, ...]
) -> None:
    assert span_before(Range(name), BERLIN, NOW) == Span(at(*since), at(*until))


def test_on_the_tenth_a_month_is_held_against_ten_days() -> None:
    now = at(2026, 3, 10, 9)
    assert span_before(Range("this-month"), BERLIN, now) == Span(at(2026, 2, 1), at(2026, 2, 10, 9))


def test_a_day_that_lost_an_hour_is_compared_by_the_wall_clock() -> None:
    now = at(2026, 3, 29, 12)  # eleven hours after midnight
    assert span_before(Range("today"), BERLIN, now) == Span(at(2026, 3, 28), at(2026, 3, 28, 12))


def test_a_custom_range_is_held_against_as_long_a_time_right_before() -> None:
    whole = Span(at(2026, 3, 10), at(2026, 3, 12))
    assert span_before(Range(CUSTOM, whole), BERLIN, NOW) == Span(at(2026, 3, 8), at(2026, 3, 10))


def test_what_is_yet_to_come_has_not_elapsed() -> None:
    today = span_of(Range("today"), BERLIN, NOW)
    assert today == Span(at(2026, 3, 31), at(2026, 4, 1))
    assert elapsed(today, NOW) == Span(at(2026, 3, 31), NOW)


def test_bars_stay_readable_whatever_the_span() -> None:
    for days in (1, 3, 7, 30, 90, 120, 365):
        span = Span(0, days * 86_400_000_000)
        bars = {"15min": days * 96, "hour": days * 24, "day": days, "week": days / 7, "month": days / 30}[
            grain_of(span)
        ]
        assert bars <= 130
