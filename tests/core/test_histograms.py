"""Histograms are added, stored and read back without losing a call."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.histograms import added, counted, packed, slots_of, unpacked
from app.core.rollups import slot_of

_slots = st.dictionaries(st.integers(0, 1200), st.integers(1, 2**40), max_size=30)


@given(_slots)
def test_what_is_counted_and_stored_comes_back(slots: dict[int, int]) -> None:
    assert slots_of(counted(slots)) == slots
    assert slots_of(unpacked(packed(counted(slots)))) == slots


@given(_slots, _slots)
def test_histograms_add_up(one: dict[int, int], other: dict[int, int]) -> None:
    both = Counter(one) + Counter(other)
    assert slots_of(counted(one) + counted(other)) == both
    assert added(packed(counted(one)), packed(counted(other))) == packed(counted(both))


def test_a_few_calls_take_a_few_bytes() -> None:
    assert len(packed(counted({400: 3}))) == 4
    assert len(packed(counted({400: 3, 409: 255}))) == 13
    assert packed(0) == b""


def test_the_longest_duration_that_a_column_holds_has_a_slot() -> None:
    slots = {slot_of(2**63 - 1): 1}
    assert slots_of(unpacked(packed(counted(slots)))) == slots


@pytest.mark.parametrize("stored", [b"\1", b"\1\0\0", b"\1\0\2abc", b"\1\0\x09" + b"a" * 9, b"\1\0\1"])
def test_what_is_no_histogram_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="cut short"):
        unpacked(stored)
