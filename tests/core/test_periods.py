"""Local days, weeks, months and hours are those that a clock on the wall shows."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import periods
from app.core.periods import BUCKET_US, HOUR_US, UNITS, Span, Unit

BERLIN = ZoneInfo("Europe/Berlin")
NOW = periods.to_us(datetime(2026, 3, 15, 13, 45, 30, tzinfo=UTC))

_zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
_moments = st.datetimes(datetime(1975, 1, 1), datetime(2036, 1, 1)).map(
    lambda d: periods.to_us(d.replace(tzinfo=UTC))
)
_units: st.SearchStrategy[Unit] = st.sampled_from(UNITS)


def wall(zone: str, text: str) -> int:
    return periods.instant(datetime.fromisoformat(text), ZoneInfo(zone))


def hours_of_day(zone: str, day: str) -> float:
    start = periods.start_of("day", wall(zone, f"{day}T12:00"), ZoneInfo(zone))
    return (periods.next_start("day", start, ZoneInfo(zone)) - start) / HOUR_US


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-28", 24),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("America/Sao_Paulo", "2018-11-04", 23),  # midnight did not exist
        ("Africa/Cairo", "2026-04-24", 23),  # nor here
        ("America/Havana", "2026-11-01", 25),
        ("America/St_Johns", "2008-03-09", 23),  # changed at a minute past midnight
        ("Pacific/Apia", "2011-12-29", 24),  # the 30th was left out
    ],
)
def test_a_day_is_as_long_as_its_zone_says(zone: str, day: str, hours: float) -> None:
    assert hours_of_day(zone, day) == hours


def test_a_day_whose_midnight_does_not_exist_starts_when_the_clock_jumps() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    start = periods.start_of("day", wall("America/Sao_Paulo", "2018-11-04T12:00"), zone)
    assert periods.local(start, zone).isoformat() == "2018-11-04T01:00:00-02:00"
    assert periods.local(start - 1, zone).date() == date(2018, 11, 3)


def test_a_day_that_never_was_is_no_day() -> None:
    zone = ZoneInfo("Pacific/Apia")
    since, until = wall("Pacific/Apia", "2011-12-28T00:00"), wall("Pacific/Apia", "2012-01-02T00:00")
    found = [periods.label("day", us, zone) for us in periods.starts("day", since, until, zone)]
    assert found == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    since, until = wall("Europe/Berlin", "2026-10-25T01:00"), wall("Europe/Berlin", "2026-10-25T04:00")
    assert [periods.label("hour", us, BERLIN) for us in periods.starts("hour", since, until, BERLIN)] == [
        "2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00"
    ]  # fmt: skip


@given(zone=_zones, us=_moments, unit=_units)
def test_every_moment_lies_in_exactly_one_unit(zone: ZoneInfo, us: int, unit: Unit) -> None:
    start = periods.start_of(unit, us, zone)
    following = periods.next_start(unit, us, zone)
    assert start <= us < following
    assert periods.start_of(unit, start, zone) == start
    assert periods.next_start(unit, start, zone) == following
    assert periods.start_of(unit, following, zone) == following
    assert periods.start_of(unit, following - 1, zone) == start


@given(zone=_zones, us=_moments)
def test_a_day_holds_the_times_of_one_date(zone: ZoneInfo, us: int) -> None:
    start, following = periods.start_of("day", us, zone), periods.next_start("day", us, zone)
    day = periods.local(start, zone).date()
    assert periods.local(following, zone).date() > day
    for share in (0.1, 0.35, 0.5, 0.75, 0.97):
        inside = periods.local(int(start + (following - start) * share), zone)
        # Where a clock went back over midnight, the day that has begun goes on.
        assert inside.date() == day or (inside.hour == 23 and inside.date() == day - timedelta(days=1))


@given(zone=_zones, us=_moments, unit=_units)
def test_starts_are_whole_quarters_since_the_world_has_whole_quarters(
    zone: ZoneInfo, us: int, unit: Unit
) -> None:
    """The few offsets of odd minutes that were left after 1975 are gone since 1980 or so."""
    start = periods.start_of(unit, us, zone)
    offset = periods.local(start, zone).utcoffset()
    if (
        offset is not None
        and offset % timedelta(minutes=15) == timedelta()
        and zone.key != "America/St_Johns"
    ):
        assert start % BUCKET_US == 0


@given(zone=_zones, us=_moments, length_us=st.integers(0, 100 * HOUR_US), unit=_units)
def test_spans_cut_a_range_without_a_gap(zone: ZoneInfo, us: int, length_us: int, unit: Unit) -> None:
    spans = list(periods.spans(unit, us, us + length_us, zone))
    assert [s.until_us for s in spans[:-1]] == [s.since_us for s in spans[1:]]
    if length_us:
        assert (spans[0].since_us, spans[-1].until_us) == (us, us + length_us)
    starts = list(periods.starts(unit, us, us + length_us, zone))
    assert starts[1:] == [s.since_us for s in spans[1:]]
    assert all(a < b for a, b in pairwise(starts))


def test_weeks_start_on_monday_and_months_on_the_first() -> None:
    assert periods.label("week", periods.start_of("week", NOW, BERLIN), BERLIN) == "2026-03-09"
    assert periods.label("month", periods.start_of("month", NOW, BERLIN), BERLIN) == "2026-03"
    december = wall("Europe/Berlin", "2026-12-31T23:59")
    assert periods.label("month", periods.next_start("month", december, BERLIN), BERLIN) == "2027-01"


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("today", "2026-03-15", "2026-03-16"),
        ("yesterday", "2026-03-14", "2026-03-15"),
        ("7d", "2026-03-09", "2026-03-16"),
        ("30d", "2026-02-14", "2026-03-16"),
        ("this-month", "2026-03-01", "2026-03-16"),
        ("last-month", "2026-02-01", "2026-03-01"),
    ],
)
def test_a_range_by_name_is_of_whole_local_days(name: str, since: str, until: str) -> None:
    assert periods.named_range(name, NOW, BERLIN) == Span(
        wall("Europe/Berlin", since), wall("Europe/Berlin", until)
    )


def test_a_range_that_there_is_not_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="this-month"):
        periods.named_range("fortnight", NOW, BERLIN)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-31", "2026-01-31T00:00+01:00"),
        ("2026-07-31T14:30", "2026-07-31T14:30+02:00"),
        ("2026-07-31 14:30:15.5", "2026-07-31T14:30:15.500000+02:00"),
        ("2026-01-31T14:30-05:00", "2026-01-31T20:30+01:00"),
        ("2026-01-31T14:30Z", "2026-01-31T15:30+01:00"),
        ("2026-03-29T02:30", "2026-03-29T03:00+02:00"),  # does not exist
        ("2026-10-25T02:30", "2026-10-25T02:30+02:00"),  # comes twice
        ("now", "2026-03-15T14:45:30+01:00"),
        ("Today", "2026-03-15T00:00+01:00"),
        ("yesterday", "2026-03-14T00:00+01:00"),
        ("24h", "2026-03-14T14:45:30+01:00"),
        ("90m", "2026-03-15T13:15:30+01:00"),
        ("7d", "2026-03-08T14:45:30+01:00"),
        (" 2w ", "2026-03-01T14:45:30+01:00"),
    ],
)
def test_a_moment_can_be_written_in_many_ways(text: str, meant: str) -> None:
    assert periods.parse_moment(text, BERLIN, NOW) == periods.to_us(datetime.fromisoformat(meant))


def test_days_ago_go_by_the_clock_on_the_wall() -> None:
    now = wall("Europe/Berlin", "2026-03-30T12:00")
    assert periods.parse_moment("2d", BERLIN, now) == wall("Europe/Berlin", "2026-03-28T12:00")
    assert periods.parse_moment("48h", BERLIN, now) == wall("Europe/Berlin", "2026-03-28T11:00")


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-02-30", "7x", "-3d", "999999d", "999999w", "12", "1e3h"]
)
def test_what_is_no_moment_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="is not a moment; write 2026-01-31"):
        periods.parse_moment(text, BERLIN, NOW)
