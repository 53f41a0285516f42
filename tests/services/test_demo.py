"""The demo: what people try before they have a key."""

from pathlib import Path

import pytest

from app.assembly import opened
from app.ledger.budgets import events_of
from app.platform.clock import now_us
from app.platform.home import Home
from app.services import demo
from app.services.demo import furnish


def test_the_demo_has_a_budget_that_is_fine_one_near_its_limit_and_one_over_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_DAYS", 40)
    with opened(Home(home), "demo") as engine:
        furnish(engine, "http://127.0.0.1:9")
        stands = {t.budget.name: t.spent / t.budget.limit_at(now_us()) for t in engine.gate.all()}
        assert stands["All spending"] < 0.7
        assert 0.85 < stands["Claude Code"] < 1
        assert stands["Support bot"] >= 1
        kinds = [event.kind for event in events_of(engine.ledger.reader, "Support bot")]
        assert kinds.count("threshold") == 3
        assert "blocked" in kinds
