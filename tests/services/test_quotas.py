"""Promises about allowances: what providers say of them is kept, per account, without asking."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.calls import Call
from app.core.quota import Quota, QuotaWindow
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.services.quotas import Quotas

START_US = 1_790_000_000_000_000


def a_call(provider: str, after_s: int = 0, account: str | None = None) -> Call:
    started_us = START_US + after_s * 1_000_000
    return Call("01" * 13, started_us, provider, "other", "POST", "/", account=account)


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    home.mkdir()
    ledger = opened(home)
    yield ledger
    ledger.close()


def opened(home: Path) -> Ledger:
    return Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )


def test_each_account_has_its_own(ledger: Ledger) -> None:
    quotas = Quotas(ledger)
    quotas.take(
        a_call("anthropic"), Quota((QuotaWindow("5h", used_percent=42.0),), status="allowed", plan="max")
    )
    quotas.take(a_call("openai", account="work"), Quota((QuotaWindow("requests", limit=100, remaining=25),)))
    first, second = quotas.all()
    assert (first["provider"], first["account"], first["status"], first["plan"]) == (
        "anthropic",
        None,
        "allowed",
        "max",
    )
    assert first["windows"][0]["used_share"] == 0.42
    assert (second["provider"], second["account"], second["windows"][0]["used_share"]) == (
        "openai",
        "work",
        0.75,
    )


def test_what_an_answer_leaves_out_stays_as_it_was_said(ledger: Ledger) -> None:
    quotas = Quotas(ledger)
    quotas.take(
        a_call("anthropic"), Quota((QuotaWindow("5h", used_percent=1.0), QuotaWindow("7d", used_percent=9.0)))
    )
    quotas.take(a_call("anthropic", 1), Quota((QuotaWindow("5h", used_percent=2.0),)))
    (row,) = quotas.all()
    assert {w["name"]: w["used_share"] for w in row["windows"]} == {"5h": 0.02, "7d": 0.09}


def test_the_next_start_knows_them(home: Path, ledger: Ledger) -> None:
    quotas = Quotas(ledger)
    for second in range(0, 60, 3):
        share = Quota((QuotaWindow("5h", used_percent=float(second)),))
        quotas.take(a_call("anthropic", second), share)
    ledger.close()
    again = opened(home)
    try:
        (row,) = Quotas(again).all()
        assert row["windows"][0]["used_share"] >= 0.45  # at most ten seconds behind
    finally:
        again.close()
