"""Clients, accounts and projects in the ledger: what changes takes all of its sums along, exactly."""

import threading
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from app.core.accounts import Account
from app.core.calls import Call
from app.core.clients import Client, Token, digest_of
from app.core.errors import AppError
from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.projects import Project
from app.ledger import (
    Ledger,
    account_register,
    client_register,
    manifest,
    project_register,
    register,
    retagging,
)
from app.ledger import repricing as corrections
from app.ledger.auditing import Note, entries
from app.ledger.repricing import Change, Priced
from tests.ledger.making import any_call, make_call, make_calls, record

ZONE = ZoneInfo("Asia/Kathmandu")


def by(ledger: Ledger, group: str) -> dict[str | None, int]:
    return {r.keys[group]: r.totals.calls for r in ledger.reader.report(CallFilter(), (group,), ZONE)}


def test_a_client_and_its_token_are_there_together(ledger: Ledger) -> None:
    token = Token(0, "codex", "tg_abcde", digest_of("tg_x"), ("openai",), ("gpt-*",), "web", 9, created_us=5)
    client_register.keep_client(ledger, Client("codex", "made", None, "web", created_us=5), token).result()
    assert client_register.clients(ledger.reader) == [Client("codex", "made", None, "web", created_us=5)]
    (kept,) = client_register.tokens(ledger.reader)
    assert kept == Token(kept.id, *[getattr(token, n) for n in ("client", "prefix", "digest")],
                         ("openai",), ("gpt-*",), "web", 9, created_us=5)  # fmt: skip


def test_the_last_call_is_known_of_every_client_that_called(ledger: Ledger) -> None:
    client_register.keep_client(ledger, Client("made", "made", created_us=5)).result()
    early, late = make_call(client="found", started_us=7), make_call(client="found", started_us=9)
    record(ledger, [early, late, make_call(client="made", started_us=8), make_call(client=None)])
    client_register.keep_client(ledger, Client("silent", "made", created_us=6)).result()
    assert client_register.last_calls(ledger.reader) == {"found": 9, "made": 8}


def test_a_new_name_is_that_of_all_past_calls_and_of_those_to_come(ledger: Ledger) -> None:
    record(ledger, make_calls(3))
    register.rename(ledger, "client", "codex", "Codex at work").result()
    record(ledger, [make_call(client="codex")])
    assert by(ledger, "client") == {"Codex at work": 4}
    with pytest.raises(AppError, match="is there already"):
        register.rename(ledger, "client", "codex", "Codex at work").result()
    assert ledger.reconcile().agrees


def held_up(ledger: Ledger) -> threading.Event:
    """Nothing is written until the event."""
    busy, go_on = threading.Event(), threading.Event()

    def wait(_: SqliteDatabase) -> None:
        busy.set()
        assert go_on.wait(20)

    ledger.write(wait)
    assert busy.wait(20)
    return go_on


@pytest.mark.parametrize("act", ["rename", "merge"])
def test_calls_that_wait_to_be_written_go_along_with_their_client(ledger: Ledger, act: str) -> None:
    record(ledger, [make_call(client="other")])
    go_on = held_up(ledger)
    assert ledger.record(make_call(client="codex"))
    if act == "rename":
        done = register.rename(ledger, "client", "codex", "mine")
    else:
        done = client_register.merge_clients(ledger, "codex", "other")
    assert ledger.record(make_call(client="codex"))  # under way since before
    go_on.set()
    assert done.result() == (None if act == "rename" else 1)
    assert ledger.flush(20)
    expected = {"mine": 2, "other": 1} if act == "rename" else {"other": 3}
    assert by(ledger, "client") == expected
    assert ledger.reconcile().agrees


def test_calls_that_wait_to_be_written_go_along_with_their_project(ledger: Ledger) -> None:
    project_register.keep_project(ledger, Project("web", "#123456", created_us=5)).result()
    for number in range(3):
        assert ledger.record(make_call(project=("web", "site", "web")[number]))
        old, new = (("web", "site"), ("site", "shop"), ("shop", "web"))[number]
        register.rename(ledger, "project", old, new).result()
        assert ledger.record(make_call(project=old))
    assert ledger.flush(20)
    assert by(ledger, "project") == {"web": 6}
    register.rename(ledger, "project", "web", "site").result()
    project_register.keep_project(ledger, Project("web", "#123456", created_us=6)).result()
    record(ledger, [make_call(project="web")])
    assert by(ledger, "project") == {"site": 6, "web": 1}


def test_a_new_name_that_is_not_taken_changes_nothing_of_what_is_recorded_later(ledger: Ledger) -> None:
    record(ledger, [make_call(client="codex"), make_call(client="other")])
    with pytest.raises(AppError, match="is there already"):
        register.rename(ledger, "client", "codex", "other").result()
    record(ledger, [make_call(client="codex")])
    assert by(ledger, "client") == {"codex": 2, "other": 1}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_call(), max_size=40, unique_by=lambda c: c.id))
def test_clients_that_are_merged_have_one_sum(ledger: Ledger, calls: list[Call]) -> None:
    ledger.write(_empty, Scope.REGISTER).result()
    manifest.forget(ledger.path)
    record(ledger, calls)
    ledger.count_days_in(ZONE).result()
    before = by(ledger, "client")
    moved = client_register.merge_clients(ledger, "a", "b").result()
    assert moved == before.get("a", 0)
    after = by(ledger, "client")
    assert after.get("b", 0) == before.get("a", 0) + before.get("b", 0)
    assert "a" not in after
    assert ledger.reconcile().agrees
    assert _verified(ledger)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_call(), min_size=1, max_size=40, unique_by=lambda c: c.id), st.data())
def test_retagged_calls_take_their_sums_along_and_back(
    ledger: Ledger, calls: list[Call], data: st.DataObject
) -> None:
    ledger.write(_empty, Scope.REGISTER).result()
    manifest.forget(ledger.path)
    record(ledger, calls)
    ledger.count_days_in(ZONE).result()
    before = by(ledger, "project")
    chosen = data.draw(st.lists(st.sampled_from(calls), unique_by=lambda c: c.id))
    act = retagging.begin(ledger, "test", "", 1).result()
    changed = retagging.retag(ledger, act, [(c.id, "new") for c in chosen]).result() if chosen else 0
    assert changed == len(chosen) == by(ledger, "project").get("new", 0)
    assert ledger.reconcile().agrees
    assert _verified(ledger)
    latest = retagging.latest(ledger.reader)
    assert latest is not None
    assert latest.id == act
    assert retagging.undo_step(ledger, act, 0).result().calls == len(chosen)
    retagging.undone(ledger, act, 2)
    assert by(ledger, "project") == before
    assert ledger.reconcile().agrees
    assert _verified(ledger)


def test_a_prepaid_account_pays_for_each_call_once_and_into_the_red(ledger: Ledger) -> None:
    account = Account("openai", "work", kind="prepaid")
    account_register.keep_account(ledger, account, 1).result()
    assert (
        account_register.enter(
            ledger, account, "top-up", lambda _: 2_000_000, made_by="me", reason="card", now_us=2
        ).result()
        == 2_000_000
    )
    calls = [
        make_call(),
        make_call(),
        make_call(cost_nusd=None, cost_basis="unpriced"),
        make_call(account="x"),
    ]
    record(ledger, calls)
    record(ledger, calls)  # a replay
    assert account_register.accounts(ledger.reader) == [(account, 2_000_000 - 2 * 1_234_567)]
    kinds = [
        (e.kind, e.amount_nusd) for e in account_register.balance_entries(ledger.reader, "openai", "work")
    ]
    assert kinds == [("spend", 0), ("spend", -1_234_567), ("spend", -1_234_567), ("top-up", 2_000_000)]
    act = corrections.begin(ledger, "test", "", 3).result()
    old, new = Priced(None, "unpriced", None), Priced(70, "catalogue", "p")
    stored = ledger.reader.call(calls[2].id)
    assert stored is not None
    corrections.correct(ledger, act, [Change(stored.id, old._replace(ref=stored.price_ref), new)]).result()
    assert account_register.accounts(ledger.reader)[0][1] == 2_000_000 - 2 * 1_234_567 - 70
    assert ledger.reconcile().agrees
    corrections.undo_step(ledger, act, 0).result()
    assert account_register.accounts(ledger.reader)[0][1] == 2_000_000 - 2 * 1_234_567
    assert ledger.reconcile().agrees
    ledger.write(
        lambda db: db.execute_sql("UPDATE balance_entry SET balance_nusd = 5 WHERE seq = 2")
    ).result()
    assert ledger.reconcile().differing_balances == 2  # the entry itself, and the one after it


def test_a_balance_that_is_read_off_at_the_provider_has_paid_for_the_calls_that_ended_before(
    ledger: Ledger,
) -> None:
    account = Account("openai", "work", kind="prepaid")
    account_register.keep_account(ledger, account, 1).result()
    go_on = held_up(ledger)
    assert ledger.record(make_call())
    read_off = account_register.enter(
        ledger, account, "reconcile", lambda before: 5 - before, made_by="me", reason="", now_us=2
    )
    go_on.set()
    assert read_off.result() == 5
    assert ledger.flush(20)
    assert account_register.accounts(ledger.reader) == [(account, 5)]


def test_an_account_that_comes_back_has_its_balance(ledger: Ledger) -> None:
    account = Account("openai", "work", kind="prepaid")
    account_register.keep_account(ledger, account, 1).result()
    account_register.enter(ledger, account, "top-up", lambda _: 7, made_by="me", reason="", now_us=2).result()
    account_register.remove_account(ledger, "openai", "work", 3).result()
    assert account_register.accounts(ledger.reader) == []
    account_register.keep_account(ledger, account, 4).result()
    assert account_register.accounts(ledger.reader) == [(account, 7)]


def test_an_act_is_in_the_audit_with_what_was_before_and_after_or_not_at_all(ledger: Ledger) -> None:
    client = Client("codex", "made", created_us=1)
    token = Token(0, "codex", "tg_abcde", digest_of("tg_x"))
    with ledger.noting(Note(1, "window", "client.add", "codex")):
        client_register.keep_client(ledger, client, token).result()
    with ledger.noting(Note(2, "window", "client.rename", "codex", renamed="new")):
        register.rename(ledger, "client", "codex", "new").result()
    with pytest.raises(AppError), ledger.noting(Note(3, "window", "client.rename", "new", renamed="new")):
        register.rename(ledger, "client", "new", "new").result()
    with ledger.noting(Note(4, "window", "settings.set", "proxy.port", {"value": 5})):
        pass
    told, renamed, added = entries(ledger.reader)
    assert (added.act, added.before, added.after["tokens"][0]["prefix"]) == ("client.add", None, "tg_abcde")
    assert digest_of("tg_x").hex() not in str(added)
    assert renamed.before == renamed.after == added.after
    assert (told.at_us, told.after) == (4, {"value": 5})
    assert entries(ledger.reader, since_us=4, limit=1) == [told]


def _empty(db: object) -> None:
    for table in ("retag_call", "retag", "call_tag", "call", "rollup", "histogram", "day_rollup",
                  "day_histogram", "month_rollup", "month_histogram", "slice", "day_proof"):  # fmt: skip
        db.execute_sql(f"DELETE FROM {table}")  # type: ignore[attr-defined]


def _verified(ledger: Ledger) -> bool:
    from app.ledger.verifying import verify

    found = verify(ledger.path)
    assert found.findings == ()
    return True
