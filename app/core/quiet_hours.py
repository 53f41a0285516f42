"""The hours of each day in which nobody wants to be told. Pure."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.periods import instant, local

_CLOCK = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def read_clock(text: str) -> time:
    """`22:00`. ValueError otherwise."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a time of day")
    return time(int(found[1]), int(found[2]))


def quiet_until(now_us: int, since: str, until: str, zone: ZoneInfo) -> int | None:
    """When the quiet hours that `now_us` lies in end; None outside of them, and where none are set.

    They begin and end by the wall clock, each once a day: an hour that the clock repeats is not quiet twice.
    """
    if not since or not until or since == until:
        return None
    begin, end = read_clock(since), read_clock(until)
    today = local(now_us, zone).date()
    for days in (-1, 0):
        day = today + timedelta(days=days)
        last = day if begin < end else day + timedelta(days=1)
        start_us = instant(datetime.combine(day, begin), zone)
        end_us = instant(datetime.combine(last, end), zone)
        if start_us <= now_us < end_us:
            return end_us
    return None
