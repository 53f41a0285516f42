"""What happens is told once, to whom it is to be told, whatever happens to the program in between."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.accounts import Account
from app.core.alert_channels import CHANNELS
from app.core.alert_rules import KINDS
from app.core.budgets import Budget
from app.core.calls import Usage
from app.core.errors import AlertError, ClientError, KeyStoreMissing, LedgerError
from app.core.periods import HOUR_US, MINUTE_US
from app.core.quota import Quota, QuotaWindow
from app.ledger import CareRun, account_register
from app.platform.clock import now_us
from app.platform.home import Home
from app.services.accounts import BAD_KEY
from app.services.messages import _SENDERS
from app.services.watching import HEARS, LOOKS
from tests.fakes.keyring import InMemory
from tests.ledger.making import ROOT, make_call
from tests.services.alert_house import PATIENCE_S, House

USD = 1_000_000_000
DAY_US = 24 * HOUR_US
NOON_US = 1_795_262_400_000_000  # 2026-11-21 12:00 UTC, a Saturday


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    house = House(Home(home), NOON_US)
    house.set("general.time_zone", "UTC")
    yield house
    house.close()


def test_sensible_rules_are_there_from_the_start(house: House) -> None:
    on = {rule.kind.name for rule in house.alerts.rules() if rule.enabled}
    assert on == {
        "budget-threshold", "budget-blocked", "runaway", "backup-failing", "key-trouble", "quota",
        "unpriced-model", "low-balance",
    }  # fmt: skip
    assert [channel.name for channel in house.alerts.channels()] == ["desktop"]
    assert house.alerts.look() == 0


def test_each_kind_of_rule_is_looked_after_and_each_kind_of_channel_sent_to() -> None:
    assert sorted([*HEARS, *LOOKS]) == sorted(KINDS)
    assert set(_SENDERS) == set(CHANNELS)
    document = (ROOT / "docs" / "alerts.md").read_text()
    assert [name for name in (*KINDS, *CHANNELS) if f"`{name}" not in document] == []


# ---- budgets ------------------------------------------------------------------------------------------


def test_a_threshold_is_told_once_in_its_period_over_restarts_and_again_in_the_next(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="day"))
    house.only("Budget thresholds")
    house.end(make_call(house.now_us, cost_nusd=6 * USD))
    assert house.alerts.look() == 1
    house.restart()
    house.alerts._replay()
    assert house.alerts.look() == 0, "kept events are known already"
    house.end(make_call(house.now_us, cost_nusd=3 * USD))
    assert house.alerts.look() == 1
    assert house.titles() == ["daily: 50 % of the budget is used", "daily: 80 % of the budget is used"]
    house.now_us += DAY_US
    house.end(make_call(house.now_us, cost_nusd=6 * USD))
    assert house.alerts.look() == 1
    assert [a.recovered_us is None for a in house.alerts.history()] == [True, False, False]


def test_what_was_not_told_before_a_crash_is_told_at_the_next_start(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="day"))
    house.end(make_call(house.now_us, cost_nusd=6 * USD))
    house.restart()  # nobody had looked
    house.alerts.start()
    house.wait_until(lambda: bool(house.shown))
    assert house.shown == [
        (
            "daily: 50 % of the budget is used",
            "$6.00 of $10.00 a day are spent (everything).",
            "budgets/daily",
        )
    ]


def test_a_budget_that_stops_calls_is_told_at_night_too_and_over_when_it_is_raised(house: House) -> None:
    house.set("alerts.quiet_from", "11:00")
    house.set("alerts.quiet_until", "13:00")
    house.budgets.add(Budget("daily", USD, period="day"))
    house.end(make_call(house.now_us, cost_nusd=USD))
    assert house.gate.admit(make_call(house.now_us), None) is not None
    assert house.gate.admit(make_call(house.now_us), None) is not None
    assert house.alerts.look() == 2
    due = {a.kind: house.alerts.deliveries([a.id])[a.id][0].due_us for a in house.alerts.history()}
    assert due == {"budget-threshold": NOON_US + HOUR_US, "budget-blocked": NOON_US}
    house.budgets.change("daily", limit=2 * USD)
    house.alerts.look()
    (blocked,) = (a for a in house.alerts.history() if a.kind == "budget-blocked")
    assert blocked.recovered_us == NOON_US


def let_write(house: House, may: bool) -> None:
    """As where the file's permissions change while the program runs."""
    house.ledger._writer._db.execute_sql(f"PRAGMA query_only = {int(not may)}")


def test_what_was_reached_just_before_a_period_ended_is_told_after_it(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="day"))
    house.end(make_call(house.now_us, cost_nusd=10 * USD))
    assert house.gate.admit(make_call(house.now_us), None) is not None
    house.now_us += 12 * HOUR_US  # midnight, before anybody looked
    assert house.alerts.look() == 2
    assert house.titles() == [
        "daily: 100 % of the budget is used",
        "daily is used up: calls are refused",
    ]
    assert house.alerts.look() == 0
    assert all(alert.recovered_us for alert in house.alerts.history())


def test_the_thresholds_of_a_higher_limit_are_told_in_the_same_period(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="day", thresholds=(100,)))
    house.only("Budget thresholds")
    for limit in (10, 20, 30):
        house.budgets.change("daily", limit=limit * USD)
        house.end(make_call(house.now_us, cost_nusd=10 * USD))
        assert house.alerts.look() == 1
        assert house.alerts.look() == 0
    house.restart()
    house.alerts._replay()
    assert house.alerts.look() == 0


@pytest.mark.expects_warnings
def test_what_happens_while_the_ledger_cannot_be_written_is_told_once_it_can(house: House) -> None:
    house.budgets.add(Budget("daily", 10 * USD, period="day"))
    house.rule("call-cost", over=USD)
    house.only("Budget thresholds", "Runaway loop", "my call-cost")
    calls = [make_call(house.now_us, cost_nusd=6 * USD, session="s", message_count=2) for _ in range(8)]
    house.end(*calls)

    let_write(house, False)
    assert house.alerts.look() == 0
    assert house.alerts.look() == 0
    let_write(house, True)
    assert house.alerts.look() == 3
    assert {alert.kind for alert in house.alerts.history()} == {"budget-threshold", "call-cost", "runaway"}
    assert house.alerts.look() == 0


# ---- figures of the ledger ----------------------------------------------------------------------------


def test_spending_of_a_day_is_told_each_day_and_of_nobody_elses_calls(house: House) -> None:
    made = house.rule("daily-spend", over=5 * USD)
    house.only(made.name)
    house.alerts.change_rule(made.name, scope=replace(made.scope, client="codex", model="gpt-*"))
    house.end(
        make_call(house.now_us, cost_nusd=3 * USD),
        make_call(house.now_us, cost_nusd=90 * USD, client="other"),
        make_call(house.now_us, cost_nusd=90 * USD, model="claude"),
        make_call(house.now_us - DAY_US, cost_nusd=90 * USD),
    )
    assert house.alerts.look() == 0
    house.end(make_call(house.now_us, cost_nusd=3 * USD))
    assert [house.alerts.look() for _ in range(3)] == [1, 0, 0]
    house.restart()
    assert house.alerts.look() == 0
    (told,) = house.alerts.history()
    assert told.title == "More than $5.00 spent today (client codex, model gpt-*)"
    assert told.figures["spent_usd"] == "6"
    house.now_us += DAY_US
    assert house.alerts.look() == 0
    assert house.alerts.history()[0].recovered_us == house.now_us
    house.end(make_call(house.now_us, cost_nusd=6 * USD))
    assert house.alerts.look() == 1


def test_tokens_of_an_hour_are_those_of_the_last_sixty_minutes(house: House) -> None:
    house.rule("hourly-tokens", over=1_000)
    usage = Usage(input_tokens=600, output_tokens=0)
    house.end(make_call(house.now_us - 61 * MINUTE_US, usage=usage), make_call(house.now_us, usage=usage))
    assert house.alerts.look() == 0
    house.end(make_call(house.now_us - 59 * MINUTE_US, usage=usage))
    assert house.alerts.look() == 1


def test_a_dear_call_is_told_by_itself(house: House) -> None:
    house.only("Cost of one call")
    house.alerts.change_rule("Cost of one call", enabled=True)
    house.end(make_call(house.now_us, cost_nusd=USD), make_call(house.now_us, cost_nusd=None))
    assert house.alerts.look() == 0
    dear = make_call(house.now_us, cost_nusd=2 * USD)
    house.end(dear)
    assert house.alerts.look(whole=False) == 1
    (told,) = house.alerts.history()
    assert told.figures["call"] == dear.id
    assert told.recovered_us is not None, "a moment does not last"


def test_failing_and_slow_calls_are_told_and_our_own_refusals_are_none(house: House) -> None:
    house.rule("error-rate", percent=50, calls=10)
    house.rule("latency", over=10_000_000, calls=10)
    house.only("my error-rate", "my latency")
    ours = [make_call(house.now_us, ok=False, status=402, cost_nusd=0, latency_us=10) for _ in range(90)]
    house.end(*ours, *(make_call(house.now_us) for _ in range(10)))
    assert house.alerts.look() == 0
    house.end(*(make_call(house.now_us, ok=False, status=500, latency_us=60_000_000) for _ in range(10)))
    assert house.alerts.look() == 2
    assert sorted(house.titles()) == ["50 % of the calls to openai fail", "gpt-5 answers slowly"]
    house.now_us += 61 * MINUTE_US
    house.alerts.look()
    assert all(alert.recovered_us == house.now_us for alert in house.alerts.history())


def test_an_unusual_hour_is_told_and_a_usual_one_is_not(house: House) -> None:
    house.rule("anomaly", times=6)
    house.only("my anomaly")
    week = 7 * DAY_US
    house.end(
        *(
            make_call(house.now_us - n * week + m * HOUR_US, cost_nusd=2 * USD)
            for n in range(1, 9)
            for m in (-1, 0, 1)
        )
    )
    house.end(make_call(house.now_us, cost_nusd=3 * USD))
    assert house.alerts.look() == 0
    house.end(make_call(house.now_us, cost_nusd=10 * USD))
    assert house.alerts.look() == 1
    assert "it is usually $2.00" in house.alerts.history()[0].message
    house.now_us += 59 * MINUTE_US
    assert house.alerts.look() == 0, "a new hour of the clock is no news"
    assert house.alerts.history()[0].recovered_us is None
    house.now_us += 2 * MINUTE_US
    house.alerts.look()
    assert house.alerts.history()[0].recovered_us == house.now_us


def test_models_without_a_price_are_told_once_a_week_until_they_have_one(house: House) -> None:
    house.end(make_call(house.now_us, cost_nusd=None, cost_basis="unpriced", model="mystery"))
    assert [house.alerts.look(), house.alerts.look()] == [1, 0]
    assert house.titles() == ["Nobody knows the price of mystery"]
    assert house.alerts.history()[0].figures == {"provider": "openai", "model": "mystery", "calls": 1}


# ---- what is in memory --------------------------------------------------------------------------------


def test_a_low_balance_is_told_and_over_after_a_top_up(house: House) -> None:
    account = Account("openai", "work", kind="prepaid", low_balance_nusd=10 * USD)
    account_register.keep_account(house.ledger, account, house.now_us).result()
    account_register.enter(
        house.ledger,
        account,
        "top-up",
        lambda _: 10 * USD,
        made_by="command line",
        reason="",
        now_us=house.now_us,
    ).result()
    assert house.alerts.look() == 0
    house.end(make_call(house.now_us, cost_nusd=USD, account="work"))
    assert house.alerts.look() == 1
    assert house.titles() == ["openai, account work: $9.00 left"]
    account_register.enter(
        house.ledger,
        account,
        "top-up",
        lambda _: 5 * USD,
        made_by="command line",
        reason="",
        now_us=house.now_us,
    ).result()
    assert house.alerts.look() == 0
    assert house.alerts.history()[0].recovered_us is not None


def test_a_window_that_is_nearly_used_is_told_once_until_it_begins_anew(house: House) -> None:
    def said(percent: float, resets_us: int) -> None:
        window = QuotaWindow("5h", used_percent=percent, resets_us=resets_us)
        house.quotas.take(make_call(house.now_us, provider="anthropic", account=None), Quota((window,)))

    said(89, NOON_US + HOUR_US)
    assert house.alerts.look() == 0
    said(91, NOON_US + HOUR_US)
    assert [house.alerts.look(), house.alerts.look()] == [1, 0]
    said(93, NOON_US + HOUR_US - 2_000_000)
    assert house.alerts.look() == 0, "what a provider says of its window's end wavers"
    house.now_us = NOON_US + HOUR_US
    assert house.alerts.look() == 0
    assert house.alerts.history()[0].recovered_us == house.now_us
    said(95, NOON_US + 6 * HOUR_US)
    assert house.alerts.look() == 1


def test_a_backup_that_fails_is_told_each_day_until_one_is_good(house: House) -> None:
    def noted(*, ok: bool) -> None:
        outcome = {} if ok else {"trouble": "There is no room on the disk."}
        house.ledger.note(CareRun("backup", house.now_us, 1, ok, outcome))

    noted(ok=True)
    assert house.alerts.look() == 0
    house.now_us += HOUR_US
    noted(ok=False)
    assert [house.alerts.look(), house.alerts.look()] == [1, 0]
    assert "There is no room on the disk." in house.alerts.history()[0].message
    house.now_us += DAY_US
    assert house.alerts.look() == 1
    noted(ok=True)
    assert house.alerts.look() == 0
    assert all(alert.recovered_us is not None for alert in house.alerts.history())


@pytest.mark.expects_warnings
def test_a_key_that_is_not_to_be_had_is_told(house: House) -> None:
    kept = house.keys.set("openai", "default", "sk-0123456789abcdef")
    InMemory.kept.clear()  # somebody took it out of the keyring
    with pytest.raises(KeyStoreMissing):
        house.keys.fetch(kept.provider, kept.account).result(10)
    assert house.alerts.look() == 1
    assert house.alerts.history()[0].kind == "key-trouble"


def test_a_key_that_its_provider_refuses_is_told_until_it_is_taken(house: House) -> None:
    account = Account("openai", "work")
    account_register.keep_account(house.ledger, account, house.now_us).result()
    house.accounts.reload()
    assert house.accounts.take("openai", None, [account]) == account
    house.accounts.refused(account, BAD_KEY, wait_us=0)
    assert house.alerts.look() == 1
    assert "tollgate key set openai --account work" in house.alerts.history()[0].message
    house.accounts.answered(account)
    house.alerts.look()
    assert house.alerts.history()[0].recovered_us is not None


# ---- runaways -----------------------------------------------------------------------------------------


def loop(house: House, count: int) -> None:
    for _ in range(count):
        house.now_us += 1_000_000
        house.alerts.ended(make_call(house.now_us, cost_nusd=1, request_bytes=5_000, message_count=4))


def test_a_runaway_is_told_and_stopped_only_where_its_rule_says_so(house: House) -> None:
    loop(house, 40)
    assert house.alerts.look(whole=False) == 1
    assert house.titles() == ["codex seems to run in a loop"]
    assert house.alerts.pauses.refusal(make_call()) is None
    house.now_us += HOUR_US
    assert house.alerts.look(whole=False) == 0
    assert house.alerts.history()[0].recovered_us == house.now_us


def test_a_stopped_client_stays_stopped_until_it_is_resumed(house: House) -> None:
    house.alerts.change_rule("Runaway loop", chosen={"pause": True})
    loop(house, 19)
    assert house.alerts.pauses.refusal(make_call()) is None
    loop(house, 1)
    refusal = house.alerts.pauses.refusal(make_call())
    assert refusal is not None, "from the very next call on, before anybody looked"
    assert (refusal.status, refusal.code) == (402, "client_paused")
    assert "tollgate client resume 'codex'" in refusal.message
    assert house.alerts.pauses.refusal(make_call(client="other")) is None
    assert house.alerts.pauses.refusal(make_call(client=None)) is None
    house.alerts.look(whole=False)
    assert house.ledger.flush(60)
    house.restart()
    assert house.alerts.pauses.refusal(make_call()) is not None
    house.alerts.resume("codex")
    assert house.alerts.pauses.refusal(make_call()) is None
    house.restart()
    assert house.alerts.pauses.refusal(make_call()) is None
    with pytest.raises(ClientError, match="not paused"):
        house.alerts.resume("codex")


@pytest.mark.expects_warnings
def test_a_pause_holds_although_it_cannot_be_written_down_and_is_when_it_can(house: House) -> None:
    let_write(house, False)
    house.alerts.pause("tool", "it ran away.")
    with pytest.raises(LedgerError):
        house.ledger.flush(PATIENCE_S)
    house.alerts.pauses.reload()
    assert "tool" in house.alerts.pauses.all
    with pytest.raises(LedgerError):
        house.ledger.flush(PATIENCE_S)
    let_write(house, True)
    house.alerts.pauses.reload()
    assert house.ledger.flush(PATIENCE_S)
    house.restart()
    assert "tool" in house.alerts.pauses.all
    let_write(house, False)
    with pytest.raises(LedgerError, match="tool goes on, but that could not be written down"):
        house.alerts.resume("tool")
    assert "tool" not in house.alerts.pauses.all


def test_being_told_of_a_call_twice_is_no_loop(house: House) -> None:
    call = make_call(house.now_us, cost_nusd=1)
    for _ in range(100):
        house.alerts.ended(call)
    assert house.alerts.look(whole=False) == 0


def test_refused_and_free_calls_are_no_loop(house: House) -> None:
    for _ in range(100):
        house.alerts.ended(make_call(now_us(), cost_nusd=0, cost_basis="free"))
    assert house.alerts.look(whole=False) == 0


# ---- rules, by hand -----------------------------------------------------------------------------------


def test_a_muted_rule_keeps_what_happens_and_tells_nobody(house: House) -> None:
    made = house.rule("daily-spend", over=USD)
    house.alerts.mute(made.name, NOON_US + HOUR_US)
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 1
    (told,) = house.alerts.history()
    assert told.muted
    assert house.deliveries() == []
    assert house.alerts.unacknowledged() == 0
    house.now_us += DAY_US
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 1
    assert len(house.deliveries()) == 1
    assert house.alerts.unacknowledged() == 1


def test_what_was_acknowledged_is_counted_no_more(house: House) -> None:
    for over in (1, 2, 3):
        house.rule("daily-spend", name=f"over {over}", over=over * USD)
    house.only("over 1", "over 2", "over 3")
    house.end(make_call(house.now_us, cost_nusd=9 * USD))
    assert house.alerts.look() == 3
    first = house.alerts.history()[-1]
    assert house.alerts.acknowledge(first.id) == [first.id]
    assert house.alerts.acknowledge(first.id) == []
    assert house.alerts.unacknowledged() == 2
    assert [a.id for a in house.alerts.history(which="new")] == [first.id + 2, first.id + 1]
    assert house.alerts.history(limit=1, before=first.id + 2)[0].id == first.id + 1
    assert sorted(house.alerts.acknowledge()) == [first.id + 1, first.id + 2]


def test_a_rule_goes_to_the_channels_that_it_names(house: House) -> None:
    house.channel("slack", {"url": "http://127.0.0.1:9/x"}, name="team")
    house.rule("daily-spend", name="to all", over=USD)
    house.rule("daily-spend", name="to one", over=USD, channels=("team",))
    house.rule("daily-spend", name="to nobody", over=USD, channels=())
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 3
    assert [delivery.channel for delivery in house.deliveries()] == ["desktop", "team", "team"]
    with pytest.raises(AlertError, match="is that of to one"):
        house.alerts.remove_channel("team")
    with pytest.raises(AlertError, match="no channel 'nowhere'"):
        house.rule("daily-spend", name="lost", channels=("nowhere",))


def test_names_are_given_once_and_again_after_removal(house: House) -> None:
    made = house.rule("daily-spend", name="mine", over=USD)
    with pytest.raises(AlertError, match="already"):
        house.rule("call-cost", name="mine")
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    house.alerts.look()
    house.alerts.remove_rule("mine")
    assert house.alerts.history()[0].recovered_us is not None
    again = house.rule("daily-spend", name="mine", over=USD)
    assert again.id != made.id
    assert house.alerts.look() == 1, "another rule, though of the same name"


def test_a_rule_that_was_switched_on_does_not_tell_of_what_was_before(house: House) -> None:
    house.alerts.change_rule("Budget thresholds", enabled=False)
    house.budgets.add(Budget("daily", 10 * USD, period="day"))
    house.end(make_call(house.now_us, cost_nusd=6 * USD))
    house.alerts.look()
    house.now_us += 1_000_000
    house.alerts.change_rule("Budget thresholds", enabled=True)
    house.alerts._replay()
    assert house.alerts.look() == 0
    house.end(make_call(house.now_us, cost_nusd=3 * USD))
    assert house.alerts.look() == 1


def test_acknowledging_can_be_taken_back_for_just_those(house: House) -> None:
    for over in (1, 2, 3):
        house.rule("daily-spend", name=f"over {over}", over=over * USD)
    house.only("over 1", "over 2", "over 3")
    house.end(make_call(house.now_us, cost_nusd=9 * USD))
    house.alerts.look()
    first = house.alerts.history()[-1]
    house.alerts.acknowledge(first.id)
    house.alerts.unacknowledge(house.alerts.acknowledge())
    assert house.alerts.unacknowledged() == 2
    assert first.id not in {alert.id for alert in house.alerts.history(which="new")}


def test_a_removed_rule_comes_back_with_what_it_told(house: House) -> None:
    made = house.rule("daily-spend", name="mine", over=USD)
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 1
    house.alerts.remove_rule("mine")
    assert house.alerts.history(which="open") == []
    assert house.alerts.restore_rule("mine") == made
    assert [alert.rule for alert in house.alerts.history(which="open")] == ["mine"]
    assert house.alerts.look() == 0, "it was told already"
    with pytest.raises(AlertError, match="already"):
        house.alerts.restore_rule("mine")
    with pytest.raises(AlertError, match="removed"):
        house.alerts.restore_rule("never there")


def test_the_history_is_searched_and_says_when_each_rule_told_last(house: House) -> None:
    one, other = (house.rule("daily-spend", name=name, over=USD) for name in ("Spent", "100 % of it"))
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 2
    assert [alert.rule for alert in house.alerts.history(text="sPENT mORE")] == ["Spent"]
    assert [alert.rule for alert in house.alerts.history(text="100 %")] == ["100 % of it"]
    assert house.alerts.last_told() == {one.id: house.now_us, other.id: house.now_us}
