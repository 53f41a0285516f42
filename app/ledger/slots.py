"""Histograms inside SQL: what SQLite lacks to add and compare those that are stored as bytes."""

from typing import Any

from app.core import histograms


class _Gathered:
    """Of rows with a slot and its calls, the histogram."""

    def __init__(self) -> None:
        self._slots: dict[int, int] = {}

    def step(self, slot: int, calls: int) -> None:
        self._slots[slot] = self._slots.get(slot, 0) + calls

    def finalize(self) -> bytes:
        return histograms.packed(histograms.counted(self._slots))


class _Summed:
    """Of rows with a histogram each, their sum."""

    def __init__(self) -> None:
        self._counts = 0

    def step(self, stored: bytes) -> None:
        self._counts += histograms.unpacked(stored)

    def finalize(self) -> bytes:
        return histograms.packed(self._counts)


def teach(connection: Any) -> None:
    connection.create_function("slots_added", 2, histograms.added, deterministic=True)
    connection.create_aggregate("slots_gathered", 2, _Gathered)
    connection.create_aggregate("slots_summed", 1, _Summed)
