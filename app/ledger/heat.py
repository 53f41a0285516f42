"""Sums by weekday and hour: what a week is like."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.core import periods
from app.core.periods import BUCKET_US, Span
from app.ledger.results import Heat

_DAY_BUCKETS = 96
_HOUR_BUCKETS = 4
_FIRST_WEEKDAY = 3  # 1970 began on a Thursday
_BUCKET = timedelta(microseconds=BUCKET_US)


def heat_of(rows: Iterable[tuple[int, int]], span: Span, zone: ZoneInfo) -> Heat:
    """`rows` are 15 minutes and what is counted of them, all within the span."""
    sums = [[0] * 24 for _ in range(7)]
    quarters = [[0] * 24 for _ in range(7)]
    first, end = span.since_us // BUCKET_US, -(-span.until_us // BUCKET_US)
    local = dict(_local_buckets(first, end, zone))
    for shifted in local.values():
        quarters[_weekday(shifted)][shifted // _HOUR_BUCKETS % 24] += 1
    for bucket, value in rows:
        shifted = local[bucket]
        sums[_weekday(shifted)][shifted // _HOUR_BUCKETS % 24] += value
    return Heat(sums, [[count / _HOUR_BUCKETS for count in row] for row in quarters])


def _local_buckets(first: int, end: int, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Each 15 minutes and the same by the wall clock. Most days have one offset, asked for once."""
    offset = _offset(first, zone)
    for start in range(first, end, _DAY_BUCKETS):
        stop = min(start + _DAY_BUCKETS, end)
        before, offset = offset, _offset(stop, zone)
        for bucket in range(start, stop):
            yield bucket, bucket + (before if before == offset else _offset(bucket, zone))


def _offset(bucket: int, zone: ZoneInfo) -> int:
    """Of local time against UTC, in whole 15 minutes."""
    offset = periods.local(bucket * BUCKET_US, zone).utcoffset()
    assert offset is not None
    return offset // _BUCKET


def _weekday(local_bucket: int) -> int:
    return (local_bucket // _DAY_BUCKETS + _FIRST_WEEKDAY) % 7
