"""Another name is only another name: what happened, what is held and who is told stay as they were."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from app.assembly import Engine
from app.core.alert_channels import CHANNELS, Channel
from app.core.budgets import Budget
from app.core.errors import AlertError, AppError, BudgetError, ProjectError
from app.core.projects import Traits, first_fitting
from app.ledger import auditing
from app.ledger.budgets import BudgetEvent, events_of, keep_events
from app.platform.clock import now_us
from app.platform.home import Home
from app.services.channel_secrets import key_name
from app.services.keys import Keys
from app.services.operations import perform
from tests.fakes.receivers import HookServer
from tests.services.alert_house import House
from tests.services.test_gate import a_call

USD = 1_000_000_000


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine(Home(home), "test", port=0)
    engine.start()
    yield engine
    engine.stop()


# ---- budgets --------------------------------------------------------------------------------------------


def test_a_renamed_budget_keeps_what_is_spent_held_raised_told_and_let_through(engine: Engine) -> None:
    perform(engine, "budget.add", {"name": "all", "limit": "10usd", "period": "total"})
    perform(engine, "budget.raise", {"name": "all", "by": "5usd"})
    engine.gate.ended(spent := a_call(6 * USD))
    assert engine.ledger.record(spent)
    under_way = a_call(USD)
    assert engine.gate.admit(under_way, None) is None
    perform(engine, "budget.allow", {"name": "all"})
    before = _tally(engine, "all")
    assert before.held > 0
    stands = perform(engine, "budget.set", {"name": "all", "to": "everything"})
    assert stands["name"] == "everything"
    (after,) = engine.budgets.all()
    assert after.budget.name == "everything"
    for what in ("spent", "held", "calls_under_way", "told", "passes"):
        assert getattr(after, what) == getattr(before, what), what
    assert after.budget == Budget(**{**_values(before.budget), "name": "everything"})
    assert [e.percent for e in events_of(engine.ledger.reader, "everything")] == [50]
    assert events_of(engine.ledger.reader, "all") == []
    engine.gate.ended(under_way)
    assert _tally(engine, "everything").held == 0


def test_an_event_of_just_before_is_that_of_the_renamed_budget(engine: Engine) -> None:
    perform(engine, "budget.add", {"name": "all", "limit": "10usd"})
    (tally,) = engine.budgets.all()
    # the gate knows it by the old name until it has taken the new one over
    late = BudgetEvent("all", now_us(), 0, "blocked", USD, USD, budget_id=tally.budget.id)
    perform(engine, "budget.set", {"name": "all", "to": "everything"})
    keep_events(engine.ledger, [late]).result()
    assert [e.kind for e in events_of(engine.ledger.reader, "everything")] == ["blocked"]


def test_a_name_that_is_taken_changes_nothing_and_its_own_name_is_none(engine: Engine) -> None:
    for name in ("one", "two"):
        perform(engine, "budget.add", {"name": name, "limit": "10usd"})
    with pytest.raises(BudgetError, match="already a budget 'two'"):
        perform(engine, "budget.set", {"name": "one", "to": "two", "limit": "20usd"})
    assert engine.budgets.get("one").limit == 10 * USD
    perform(engine, "budget.set", {"name": "one", "to": "one", "limit": "20usd"})
    assert engine.budgets.get("one").limit == 20 * USD
    perform(engine, "budget.remove", {"name": "two"})
    perform(engine, "budget.set", {"name": "one", "to": "two"})
    with pytest.raises(BudgetError, match="another budget 'two'"):
        perform(engine, "budget.restore", {"name": "two"})


def test_the_audit_tells_a_budget_before_and_after_its_new_name(engine: Engine) -> None:
    perform(engine, "budget.add", {"name": "one", "limit": "10usd"})
    perform(engine, "budget.set", {"name": "one", "to": "two"}, "window")
    entry = auditing.entries(engine.ledger.reader, limit=1)[0]
    assert (entry.act, entry.subject) == ("budget.set", "one")
    assert (entry.before["budget"]["name"], entry.after["budget"]["name"]) == ("one", "two")


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    house = House(Home(home), now_us())
    house.set("general.time_zone", "UTC")
    yield house
    house.close()


def test_what_rules_told_of_a_budget_goes_with_it_and_is_not_told_again(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="total"))
    own = house.rule("budget-threshold", name="just this", budget="daily", percent=80)
    house.only("Budget thresholds", "just this")
    house.end(a_call(6 * USD))
    assert house.alerts.look() == 1
    _rename(house, "daily", "each day")
    assert house.alerts.rule("just this")["budget"] == "each day"
    assert house.alerts.rule("just this").since_us == own.since_us
    assert house.alerts.look() == 0
    (told,) = house.alerts.history()
    assert told.recovered_us is None, "it goes on"
    assert (told.what, told.figures["budget"]) == ("each day 50", "each day")
    assert told.title == "each day: 50 % of the budget is used"
    house.end(a_call(3 * USD))
    assert house.alerts.look() == 2, "of both rules"
    _rename(house, "each day", "daily")
    assert {a.figures["budget"] for a in house.alerts.history()} == {"daily"}
    assert house.alerts.rule("just this")["budget"] == "daily"
    assert house.alerts.look() == 0


def test_what_was_told_of_a_budget_that_had_the_name_before_stays_its_own(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="total"))
    house.only("Budget thresholds")
    house.end(a_call(6 * USD))
    assert house.alerts.look() == 1
    house.budgets.remove("daily")
    house.budgets.add(Budget("daily", 100 * USD, period="total"))
    _rename(house, "daily", "all")
    assert [a.figures["budget"] for a in house.alerts.history()] == ["daily"]


def test_what_happened_and_was_not_looked_at_yet_is_told_by_the_new_name(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="total"))
    house.only("Budget thresholds")
    house.end(a_call(6 * USD))
    _rename(house, "daily", "each day")
    assert house.alerts.look() == 1
    assert house.titles() == ["each day: 50 % of the budget is used"]


# ---- rules and channels -----------------------------------------------------------------------------------


def test_a_renamed_rule_keeps_what_it_told_and_since_when_it_watches(engine: Engine) -> None:
    rule = engine.alerts.rule("Key trouble")
    row = perform(
        engine, "alert.set", {"name": "Key trouble", "to": "Keys", "parameters": {}, "channels": None}
    )
    assert row["name"] == "Keys"
    renamed = engine.alerts.rule("Keys")
    assert (renamed.id, renamed.since_us) == (rule.id, rule.since_us)
    with pytest.raises(AlertError, match="already a rule"):
        perform(engine, "alert.set", {"name": "Keys", "to": "Runaway loop"})
    perform(engine, "alert.set", {"name": "Keys", "to": "Key trouble"})
    assert engine.alerts.rule("Key trouble").id == rule.id


def test_a_renamed_channel_keeps_its_secrets_and_the_rules_that_tell_it(engine: Engine) -> None:
    with ExitStack() as stack:
        hooks = stack.enter_context(closing(HookServer()))
        words: dict[str, Any] = {
            "name": "team",
            "kind": "slack",
            "options": {},
            "secrets": {"url": hooks.url},
        }
        perform(engine, "alert.channel.add", words)
        perform(engine, "alert.set", {"name": "Key trouble", "channels": ["team", "desktop"]})
        result = perform(engine, "alert.channel.set", {"name": "team", "to": "ops"})
        assert (result["name"], result["note"]) == ("ops", "")
        assert engine.alerts.rule("Key trouble").channels == ("ops", "desktop")
        assert _kept(engine) == [key_name("ops")]
        perform(engine, "alert.test", {"name": "ops"})
        hooks.take()
        perform(engine, "alert.channel.set", {"name": "ops", "to": "team"})
        assert _kept(engine) == [key_name("team")]
        perform(engine, "alert.test", {"name": "team"})
        hooks.take()
        with pytest.raises(AlertError, match="already a channel"):
            perform(engine, "alert.channel.set", {"name": "team", "to": "desktop"})
        assert engine.alerts.rule("Key trouble").channels == ("team", "desktop")


def test_a_channel_that_cannot_be_renamed_leaves_no_second_copy_of_its_secrets(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: dict[str, Any] = {"name": "team", "kind": "slack", "options": {}}
    perform(engine, "alert.channel.add", {**words, "secrets": {"url": "http://127.0.0.1:9/x"}})

    def refuse(*_: object, **__: object) -> Channel:
        raise AppError("The disk is full.")

    monkeypatch.setattr(engine.alerts, "change_channel", refuse)
    with pytest.raises(AppError, match="disk is full"):
        perform(engine, "alert.channel.set", {"name": "team", "to": "ops"})
    assert _kept(engine) == [key_name("team")]
    assert engine.alerts.channel("team").kind is CHANNELS["slack"]


# ---- projects ---------------------------------------------------------------------------------------------


def test_the_first_rule_that_fits_decides_in_the_order_that_was_given(engine: Engine) -> None:
    made = [
        perform(engine, "project.rule.add", {"project": project, "model": "gpt-*"})["id"]
        for project in ("one", "two", "three")
    ]
    assert _project_of(engine) == "one"
    order = [made[2], made[0], made[1]]
    perform(engine, "project.rule.order", {"ids": order})
    assert [rule.id for rule in engine.projects.rules] == order
    assert _project_of(engine) == "three"
    with pytest.raises(ProjectError, match="others by now"):
        perform(engine, "project.rule.order", {"ids": made[:2]})
    assert [rule.id for rule in engine.projects.rules] == order


def test_a_rule_comes_back_to_the_place_where_it_was(engine: Engine) -> None:
    for project in ("one", "two", "three"):
        perform(engine, "project.rule.add", {"project": project, "model": "gpt-*"})
    removed = perform(engine, "project.rule.remove", {"id": engine.projects.rules[0].id})
    assert _project_of(engine) == "two"
    again = {key: removed[key] for key in ("project", "model", "position")}
    perform(engine, "project.rule.add", again)
    assert _project_of(engine) == "one"


def test_a_project_has_the_colour_that_it_is_given_and_no_other_thing_for_one(engine: Engine) -> None:
    perform(engine, "project.add", {"name": "shop"})
    made = engine.projects.get("shop")
    perform(engine, "project.set", {"name": "shop", "colour": "#EE6677"})
    assert engine.projects.get("shop").colour == "#ee6677"
    assert engine.projects.get("shop").created_us == made.created_us
    with pytest.raises(ProjectError, match="no colour"):
        perform(engine, "project.set", {"name": "shop", "colour": "red; }"})
    with pytest.raises(ProjectError, match="no colour"):
        perform(engine, "project.add", {"name": "other", "colour": "red"})


# ---- finding things ---------------------------------------------------------------------------------------


def _tally(engine: Engine, name: str) -> Any:
    return next(tally for tally in engine.budgets.all() if tally.budget.name == name)


def _values(budget: Budget) -> dict[str, Any]:
    return {name: getattr(budget, name) for name in Budget.__dataclass_fields__}


def _rename(house: House, name: str, to: str) -> None:
    perform(house, "budget.set", {"name": name, "to": to})  # type: ignore[arg-type]


def _kept(engine: Engine) -> list[Any]:
    assert isinstance(engine.keys, Keys)
    return [kept.name for kept in engine.keys.all()]


def _project_of(engine: Engine) -> str | None:
    return first_fitting(engine.projects.rules, Traits("/v1/chat/completions", "gpt-5", "bot"))


# ---- projects -------------------------------------------------------------------------------------------


def test_a_client_is_of_its_project_though_that_is_renamed(engine: Engine) -> None:
    perform(engine, "client.add", {"name": "bot", "project": "old"})
    perform(engine, "project.rename", {"name": "old", "to": "new"})
    assert engine.clients.get("bot").project == "new"
    perform(engine, "client.set", {"name": "bot", "archived": True})
    assert engine.clients.get("bot").project == "new"
    with pytest.raises(ProjectError):
        engine.projects.get("old")
