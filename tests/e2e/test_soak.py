"""Two minutes of what `python3 dev.py bench soak` does for thirty."""

from pathlib import Path

import pytest

from tests.bench.soak import Soak

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
_MINUTES = 2
_GROWTH_MB = 60
_MORE_DESCRIPTORS = 40  # connections of tools and to providers come and go


def test_after_minutes_of_faults_no_call_is_lost_or_changed_and_nothing_piles_up(tmp_path: Path) -> None:
    soak = Soak(tmp_path / "home")
    found = soak.run(_MINUTES, rate=30, window=True)
    assert all(look.good for look in found), [look.line() for look in found] + soak.wrong()
    outcomes = soak.outcomes()
    assert found[-1].calls == sum(outcomes.values())
    assert {"intact", "aborted", "cut", "over budget", "502", "503"} == set(outcomes)
    warm, last = found[1].held, found[-2].held
    if warm:
        assert last["MB"] - warm["MB"] < _GROWTH_MB
        assert last["descriptors"] - warm["descriptors"] < _MORE_DESCRIPTORS
        assert last["threads"] <= warm["threads"] + 2
