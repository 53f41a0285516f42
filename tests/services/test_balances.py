"""What is left on prepaid accounts decides who serves, and how long it lasts is told."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core import ulid
from app.core.calls import Call, Usage
from app.core.money import NUSD_PER_USD
from app.core.periods import HOUR_US
from app.core.quota import Quota, QuotaWindow
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.platform.clock import now_us
from app.services.accounts import Accounts
from app.services.balances import prepaid
from app.services.providers import Providers

NOW = 1_790_000_000_000_000 // HOUR_US * HOUR_US
DAY_US = 24 * HOUR_US
UTC = ZoneInfo("UTC")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(
        tmp_path / "ledger.db", backups=tmp_path / "b", migrations=MIGRATIONS, announce=lambda _: None
    )
    yield ledger
    ledger.close()


@pytest.fixture
def accounts(ledger: Ledger) -> Accounts:
    """Two of openai: the first is prepaid and goes first."""
    accounts = Accounts(ledger, Providers(ledger))
    accounts.set("openai", "first", {"kind": "prepaid", "low_balance_nusd": 2 * NUSD_PER_USD})
    accounts.set("openai", "second", {"priority": 1})
    return accounts


def top_up(accounts: Accounts, usd: int) -> None:
    accounts.enter("openai", "first", "top-up", usd * NUSD_PER_USD, made_by="window")


def a_call(at_us: int, cost_nusd: int) -> Call:
    return Call(
        ulid.make(at_us // 1000, b"0123456789"), at_us, "openai", "openai-chat", "POST", "/v1/x",
        account="first", status=200, ok=True, usage=Usage(input_tokens=1), usage_basis="measured",
        cost_nusd=cost_nusd, cost_basis="catalogue",
    )  # fmt: skip


def chosen(accounts: Accounts, session: str | None = None) -> str | None:
    taken = accounts.take("openai", session, accounts.of("openai"))
    return taken and taken.name


def test_a_prepaid_account_serves_while_there_is_something_on_it(accounts: Accounts) -> None:
    assert chosen(accounts) == "second"
    top_up(accounts, 1)
    assert chosen(accounts, "s") == "first"
    accounts.ended(a_call(NOW, NUSD_PER_USD))
    assert chosen(accounts) == "second"
    assert chosen(accounts, "s") == "second"
    top_up(accounts, 1)
    assert chosen(accounts) == "first"


def test_an_empty_account_is_asked_when_no_other_can_serve(accounts: Accounts) -> None:
    (_, second) = accounts.of("openai")
    assert chosen(accounts) == "second"
    accounts.refused(second, "429", wait_us=60_000_000)
    assert chosen(accounts) == "first"


def test_an_account_whose_allowance_is_used_up_rests_until_there_is_more(accounts: Accounts) -> None:
    top_up(accounts, 5)
    first, _ = accounts.of("openai")
    assert chosen(accounts) == "first"
    accounts.answered(first)
    call = a_call(NOW, 1)
    soon_us = now_us() + 60_000_000
    accounts.told(call, Quota((QuotaWindow("requests", remaining=3, limit=10, resets_us=soon_us),)))
    assert chosen(accounts) == "first"
    accounts.told(call, Quota((QuotaWindow("requests", remaining=0, limit=10, resets_us=soon_us),)))
    assert chosen(accounts) == "second"
    assert accounts.ready_again_us("openai") == soon_us
    taken = accounts.take("openai", None, [first], at_us=soon_us)
    assert taken == first
    assert not accounts.standing(first).probing


def test_no_call_stays_in_flight_when_keys_are_changed_meanwhile(accounts: Accounts) -> None:
    calls, over, usual_s = 3000, threading.Event(), sys.getswitchinterval()

    def change_keys() -> None:
        while not over.is_set():
            accounts.ensure("openai", "second")

    changing = threading.Thread(target=change_keys)
    sys.setswitchinterval(1e-6)
    changing.start()
    try:
        for _ in range(calls):
            taken = accounts.take("openai", None, [accounts.get("openai", "second")])
            assert taken is not None
            accounts.answered(taken)
            accounts.left(taken)
    finally:
        over.set()
        changing.join()
        sys.setswitchinterval(usual_s)
    assert accounts.standing(accounts.get("openai", "second")).in_flight == 0


def test_an_allowance_that_is_there_again_by_now_lets_nobody_rest(accounts: Accounts) -> None:
    top_up(accounts, 5)
    assert chosen(accounts) == "first"
    accounts.told(a_call(NOW, 1), Quota((QuotaWindow("5h", used_percent=100.0, resets_us=NOW // 2),)))
    assert chosen(accounts) == "first"


def test_how_long_a_balance_lasts_follows_from_the_weeks_before(ledger: Ledger, accounts: Accounts) -> None:
    top_up(accounts, 50)
    assert prepaid(ledger.reader, NOW)[0].outlook is None
    ledger.add([a_call(NOW - day * DAY_US + HOUR_US, NUSD_PER_USD) for day in range(1, 29)]).result()
    (balance,) = prepaid(ledger.reader, NOW)
    assert (balance.left_nusd, balance.low) == (22 * NUSD_PER_USD, False)
    assert balance.runs_out_us is not None
    assert 21 * DAY_US < balance.runs_out_us - NOW <= 22 * DAY_US  # a dollar a day
    ledger.add([a_call(NOW - HOUR_US, 21 * NUSD_PER_USD)]).result()
    (balance,) = prepaid(ledger.reader, NOW)
    assert (balance.left_nusd, balance.low) == (NUSD_PER_USD, True)
    assert prepaid(ledger.reader, NOW, "anthropic") == []
