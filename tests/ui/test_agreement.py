"""Every number in the window is the one that `tollgate` prints of the same range, in any time zone."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView, QWidget

from app.cli.main import run_command
from app.core.budgets import Budget, BudgetScope
from app.core.money import nusd_from_usd
from app.core.periods import HOUR_US, local
from app.platform.clock import now_us
from app.services.operations import perform
from app.services.record import Recorder
from app.services.sample_year import sample_calls
from app.ui import formats
from app.ui.ranges import CUSTOM, Range, days
from app.ui.session import Session
from app.ui.widgets.entry_list import EntryList
from tests.ui.conftest import show_page
from tests.ui.screenshots import settle, wait_until

Tollgate = Callable[..., list[dict[str, Any]]]
_DAYS = 14


@pytest.fixture
def tollgate(session: Session, capsys: pytest.CaptureFixture[str]) -> Tollgate:
    """The command line at the home of the window, beside it."""

    def run(*words: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        home = str(session.window.context.engine.home.root)
        assert run_command([*words, "--home", home, "--json"], None) == 0
        said = capsys.readouterr().out.strip()
        if not said.startswith("["):
            return [json.loads(line) for line in said.splitlines()]
        return json.loads(said)

    return run


@pytest.fixture(params=["Asia/Kathmandu", "America/St_Johns", "UTC"])
def there(session: Session, request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Two weeks of calls, but for their first and last days; as the command line is asked for it."""
    engine, zone = session.window.context.engine, ZoneInfo(request.param)
    end_us = now_us() - 30 * HOUR_US
    recorder = Recorder(engine.ledger, engine.providers, engine.prices)
    calls = list(sample_calls(end_us, _DAYS))
    for place, call in enumerate(calls):
        if place % 50:  # the others have no price
            recorder.price(call)
    engine.ledger.record_many(calls)
    assert engine.ledger.flush(20)
    last = local(end_us, zone).date() - timedelta(days=2)
    first = last - timedelta(days=_DAYS - 5)
    session.lens.move_to(zone)
    session.lens.look_at(Range(CUSTOM, days(first, last, zone)))
    settle(session)
    return "--since", str(first), "--until", str(last + timedelta(days=1)), "--zone", zone.key


def test_overview_and_calls(session: Session, tollgate: Tollgate, there: tuple[str, ...]) -> None:
    (whole,) = tollgate("report", *there)
    calls = tollgate("calls", *there)
    assert len(calls) == whole["calls"] > 500
    assert sum(_nusd(call) for call in calls) == _nusd(whole)
    page = show_page(session, "overview")
    wait_until(lambda: _says(page, formats.usd(_nusd(whole))), "what was spent")
    assert _says(page, formats.compact(whole["total_tokens"]))
    assert _says(page, formats.percent(whole["failed"] / whole["calls"]))
    for name, by in (("Models by cost", "model"), ("Clients by cost", "client")):
        rows = {row[by]: row for row in tollgate("report", "--by", by, *there)}
        shown = _cells(page, name)
        assert len(shown) == min(6, len(rows))
        for key, count, tokens, cost in shown:
            assert count == formats.count(rows[key]["calls"])
            assert tokens == formats.compact(rows[key]["total_tokens"])
            assert cost == formats.usd(_nusd(rows[key]))
    page = show_page(session, "calls")
    failed = sum(not call["ok"] for call in calls)
    words = f"{formats.amount(len(calls), 'calls')}  ·  {formats.usd(_nusd(whole))}"
    wait_until(lambda: _says(page, words), "the sums of the calls")
    assert _says(page, f"{formats.count(failed)} failed")


def test_trends_day_by_day(session: Session, tollgate: Tollgate, there: tuple[str, ...]) -> None:
    (whole,) = tollgate("report", *there)
    by_day = {row["day"]: row for row in tollgate("report", "--by", "day", *there)}
    page = show_page(session, "trends")
    wait_until(lambda: _says(page, formats.usd(_nusd(whole))), "the sum of the chart")
    wait_until(lambda: len(_rows(page)) >= len(by_day), "its table")
    named = {formats.day_long(_noon(day)): row for day, row in by_day.items()}
    shown = {cells[0]: cells[1] for cells in _rows(page)}
    assert {day: formats.usd(_nusd(row)) for day, row in named.items()}.items() <= shown.items()


def test_providers_and_clients(session: Session, tollgate: Tollgate, there: tuple[str, ...]) -> None:
    for page_id, by in (("providers", "provider"), ("clients", "client")):
        rows = {row[by]: row for row in tollgate("report", "--by", by, *there)}
        page = show_page(session, page_id)
        entries = next(found for found in page.findChildren(EntryList) if found.isVisible())
        wait_until(lambda rows=rows, entries=entries: set(rows) <= {e.key for e in entries.entries}, page_id)
        for entry in entries.entries:
            if entry.key in rows:
                assert entry.figure == formats.usd(_nusd(rows[entry.key]))
                assert entry.note.startswith(formats.amount(rows[entry.key]["calls"], "calls"))


def test_budgets_and_balances(session: Session, tollgate: Tollgate, there: tuple[str, ...]) -> None:
    engine, zone = session.window.context.engine, there[-1]
    ever = {"period": "total", "zone": zone}
    engine.budgets.add(Budget("money", 10**12, **ever))
    engine.budgets.add(Budget("counted", 10**6, "calls", scope=BudgetScope(client="Codex"), **ever))
    chosen = {"provider": "openai", "account": "work", "changes": {"kind": "prepaid"}}
    perform(engine, "account.set", chosen)
    perform(
        engine,
        "account.enter",
        {"provider": "openai", "account": "work", "kind": "top-up", "usd": "20"},
    )
    page = show_page(session, "budgets")
    for told in tollgate("budget", "list"):
        unit = told["unit"]
        for key in ("spent", "left"):
            amount = _nusd(told, key) if unit == "usd" else int(told[key])
            wait_until(lambda a=amount, u=unit: _says(page, formats.amount(a, u)), f"{told['name']}: {key}")
    (account,) = [one for one in tollgate("account", "list") if one["account"] == "work"]
    page = show_page(session, "providers")
    session.window.open_page("providers", "openai")
    left = formats.usd(nusd_from_usd(account["balance_usd"]))
    assert left == "$20.00"
    wait_until(lambda: _says(page, left), "what is left on the account")


def _nusd(row: dict[str, Any], key: str = "cost_usd") -> int:
    return 0 if row[key] is None else nusd_from_usd(row[key])


def _noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12))


def _says(page: QWidget, words: str) -> bool:
    return any(words in label.text() for label in page.findChildren(QLabel) if label.isVisible())


def _cells(page: QWidget, name: str) -> list[list[str]]:
    table = next(t for t in page.findChildren(QTableView) if t.accessibleName() == name)
    return _texts(table)


def _rows(page: QWidget) -> list[list[str]]:
    return _texts(next(table for table in page.findChildren(QTableView) if table.isVisible()))


def _texts(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [
            str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole))
            for column in range(model.columnCount())
        ]
        for row in range(model.rowCount())
    ]
