"""Acts of the window that wait until a test lets them go on."""

import threading
from collections.abc import Sequence

import pytest

from app.assembly import Engine
from app.ui.doing import Step, in_turn


def hold_acts(monkeypatch: pytest.MonkeyPatch, gates: Sequence[threading.Event]) -> list[Sequence[Step]]:
    """Each waits at its own gate, and what comes after the last one at that; the steps of those begun."""
    begun: list[Sequence[Step]] = []

    def slowly(on: Engine, steps: Sequence[Step]) -> list[object]:
        gate = gates[min(len(begun), len(gates) - 1)]
        begun.append(steps)
        assert gate.wait(60)
        return in_turn(on, steps)

    monkeypatch.setattr("app.ui.doing.in_turn", slowly)
    return begun
