"""Clients, projects, accounts and aliases from the command line, and what the audit tells of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.assembly import opened
from app.cli.main import run_command
from app.ledger import Ledger, account_register, auditing
from app.platform.bundle import MIGRATIONS
from app.platform.home import Home
from app.services.operations import perform
from app.services.sample_year import sample_calls

Tollgate = Callable[..., Any]


@pytest.fixture
def tollgate(capsys: pytest.CaptureFixture[str]) -> Tollgate:
    def run(*words: str, fails: int = 0) -> Any:
        code = run_command(("--json", *words), None)
        captured = capsys.readouterr()
        assert code == fails, captured.err
        if fails:
            return captured.err
        if words[0] == "audit":
            return [json.loads(line) for line in captured.out.splitlines()]
        return json.loads(captured.out)

    return run


@pytest.fixture
def recorded(home: Path) -> Path:
    home.mkdir()
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many(list(sample_calls(1_790_000_000_000_000, days=3)))
    ledger.close()
    return home


def test_a_token_is_shown_once_and_is_in_no_file(tollgate: Tollgate, home: Path) -> None:
    made = tollgate(
        "client", "add", "codex", "--allow-model", "gpt-*", "--project", "web", "--expires", "30d"
    )
    assert made["token"].startswith("tg_")
    assert len(made["token"]) == 46
    renewed = tollgate("client", "rotate", "codex", "--grace", "24h")
    (listed,) = tollgate("client", "list")
    assert [(t["prefix"], t["models"], t["project"]) for t in listed["tokens"]] == [
        (text[:8], ["gpt-*"], "web") for text in (made["token"], renewed["token"])
    ]
    first, second = (t["expires_at"] for t in listed["tokens"])
    assert first < second
    later = tollgate("client", "rotate", "codex", "--expires", "60d", "--grace", "24h")
    assert later["expires_at"] > second
    assert tollgate("client", "revoke", "codex")["revoked"] == 3
    assert "no token" in tollgate("client", "revoke", "codex", fails=1)
    assert "already" in tollgate("client", "add", "codex", fails=1)
    content = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert made["token"].encode() not in content
    assert renewed["token"].encode() not in content


def test_projects_and_their_rules(tollgate: Tollgate) -> None:
    tollgate("project", "add", "web")
    tollgate("project", "rename", "web", "site")
    tollgate("project", "archive", "site")
    assert tollgate("project", "list") == []
    assert [p["archived"] for p in tollgate("project", "list", "--all")] == [True]
    tollgate("project", "unarchive", "site")
    rule = tollgate("project", "rule", "add", "site", "--model", "gpt-*")
    assert [r["model"] for r in tollgate("project", "rule", "list")] == ["gpt-*"]
    tollgate("project", "rule", "remove", str(rule["id"]))
    assert "by path" in tollgate("project", "rule", "add", "site", fails=1)
    assert tollgate("project", "rule", "list") == []


def test_past_calls_get_another_project_when_i_say_so_and_have_theirs_back(
    tollgate: Tollgate, recorded: Path
) -> None:
    before = tollgate("report", "--by", "project")
    words = ("calls", "retag", "--provider", "openai", "--project", "moved")
    said = tollgate(*words, "--dry-run")
    assert said["calls"] > 100
    assert "--yes" in tollgate(*words, fails=2)
    assert tollgate("report", "--by", "project") == before
    assert {**tollgate(*words, "--yes"), "retag": None} == said
    after = {row["project"]: row["calls"] for row in tollgate("report", "--by", "project")}
    assert after["moved"] == said["calls"]
    assert tollgate("reconcile")["agrees"]
    assert tollgate("verify")["sound"]
    assert tollgate("calls", "retag", "--undo")["calls"] == said["calls"]
    assert tollgate("report", "--by", "project") == before
    assert [e["act"] for e in tollgate("audit")] == ["calls.untag", "calls.retag"]


def test_rules_are_applied_to_past_calls_without_a_project(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("project", "rule", "add", "rest", "--path", "*")
    without = sum(r["calls"] for r in tollgate("report", "--by", "project") if not r["project"])
    said = tollgate("project", "rule", "apply", "--dry-run")
    assert said["calls"] == without
    assert tollgate("project", "rule", "apply", "--yes")["calls"] == without
    assert tollgate("reconcile")["agrees"]


def test_a_prepaid_account_has_a_balance_with_a_reason_for_each_change(tollgate: Tollgate) -> None:
    assert "no balance" in _fails_without(tollgate)
    tollgate("account", "set", "openai", "work", "--kind", "prepaid", "--low-balance", "5usd")
    tollgate("account", "top-up", "openai", "work", "20usd")
    tollgate("account", "adjust", "openai", "work", "--reason", "fee", "--", "-2.5usd")
    tollgate("account", "adjust", "openai", "work", "10usd", "--exact", "--reason", "as they say")
    (account,) = tollgate("account", "list")
    assert (account["balance_usd"], account["low_balance_usd"]) == ("10", "5")
    kinds = [(e["kind"], e["amount_usd"]) for e in tollgate("account", "entries", "openai", "work")]
    assert kinds == [("reconcile", "-7.5"), ("adjust", "-2.5"), ("top-up", "20")]
    tollgate("account", "remove", "openai", "work")
    assert tollgate("account", "list") == []


def _fails_without(tollgate: Tollgate) -> str:
    tollgate("account", "set", "openai", "work")
    return tollgate("account", "top-up", "openai", "work", "20usd", fails=1)


def test_strategies_and_aliases(tollgate: Tollgate) -> None:
    assert tollgate("provider", "strategy", "openai", "weighted", "--sticky", "2h")["sticky_s"] == 7200
    assert tollgate("provider", "strategy", "openai", "failover", "--sticky", "off")["sticky_s"] is None
    tollgate("provider", "strategy", "openai", "failover", "--sticky", "soon", fails=2)
    tollgate("provider", "strategy", "nobody", "failover", fails=1)
    tollgate("alias", "add", "fast", "gpt-5-mini", "groq/llama")
    assert "an alias itself" in tollgate("alias", "add", "faster", "fast", fails=1)
    assert tollgate("alias", "list") == [{"name": "fast", "targets": ["gpt-5-mini", "groq/llama"]}]
    tollgate("alias", "remove", "fast")
    assert "no alias" in tollgate("alias", "remove", "fast", fails=1)


def test_the_audit_tells_what_was_before_and_after_and_nothing_of_what_failed(tollgate: Tollgate) -> None:
    tollgate("provider", "set", "openai", "--name", "One")
    tollgate("provider", "set", "openai", "--name", "Two")
    tollgate("price", "set", "openai", "mine", "--input", "1", "--output", "2")
    tollgate("settings", "set", "proxy.port", "5001")
    tollgate("provider", "set", "nobody", "--name", "x", fails=1)
    port, price, second, first = tollgate("audit")
    assert (port["act"], port["actor"]) == ("settings.set", "command line")
    assert (port["before"], port["after"]) == ({"value": 4747}, {"value": 5001})
    assert (price["subject"], price["before"]) == ("openai/mine", None)
    assert first["before"] is None
    assert second["before"]["provider"]["name"] == "One"
    assert second["after"]["provider"]["name"] == "Two"
    assert len(tollgate("audit", "--limit", "2")) == 2


def test_a_restore_is_in_the_audit_of_what_was_restored(tollgate: Tollgate, recorded: Path) -> None:
    made = tollgate("backup")
    tollgate("restore", made["name"])
    (entry,) = tollgate("audit")
    assert (entry["act"], entry["subject"]) == ("restore", made["name"])
    assert entry["after"]["kept"].startswith("ledger.db")


def test_a_repricing_is_in_the_audit_once_and_says_who_did_it(tollgate: Tollgate, recorded: Path) -> None:
    tollgate("price", "set", "openai", "*", "--input", "1", "--output", "2", "--yes")
    assert tollgate("price", "reprice")["calls"] > 100
    assert tollgate("price", "reprice")["calls"] == 0
    repriced, _ = tollgate("audit")
    assert repriced["act"] == "price.reprice.some"
    assert repriced["after"]["filter"]["provider"] == []


def test_who_did_it_is_who_asked_and_not_who_it_says_it_is(home: Path) -> None:
    with opened(Home(home), "test") as office:
        perform(office, "account.set", {"provider": "openai", "account": "a", "changes": {"kind": "prepaid"}})
        words = {"provider": "openai", "account": "a", "kind": "top-up", "usd": "5", "made_by": "nobody"}
        perform(office, "account.enter", words, "window")
        perform(office, "account.enter", words)
        entries = account_register.balance_entries(office.ledger.reader, "openai", "a")
        assert [entry.made_by for entry in entries] == ["command line", "window"]
        found = auditing.entries(office.ledger.reader)
        assert [entry.actor for entry in found] == ["command line", "window", "command line"]


def test_an_order_of_accounts_is_in_the_audit_once_and_makes_no_account(home: Path) -> None:
    with opened(Home(home), "test") as office:
        for name in ("a", "b"):
            perform(office, "account.set", {"provider": "openai", "account": name, "changes": {"weight": 2}})
        perform(office, "account.order", {"provider": "openai", "ranks": {"b": 0, "a": 1, "unused": 0}})
        assert [(a.name, a.priority, a.weight) for a in office.accounts.of("openai")] == [
            ("b", 0, 2),
            ("a", 1, 2),
        ]
        found, *_ = auditing.entries(office.ledger.reader)
        assert (found.act, found.subject) == ("account.order", "openai")
        assert found.before == {"ranks": {"a": 0, "b": 0}}
        assert found.after is not None
        assert found.after["ranks"] == {"b": 0, "a": 1, "unused": 0}


def test_a_salvage_is_in_the_audit_of_what_was_salvaged(tollgate: Tollgate, recorded: Path) -> None:
    calls = tollgate("salvage", "--yes")["calls"]
    (entry,) = tollgate("audit")
    assert (entry["act"], entry["after"]["calls"]) == ("salvage", calls)


def test_a_tool_that_is_connected_and_put_back_is_in_the_audit(
    tollgate: Tollgate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.json"
    file.write_text("{}\n")
    tollgate("connect", "claude-code", "--file", str(file), "--dry-run")
    tollgate("connect", "claude-code", "--file", str(file))
    tollgate("connect", "claude-code", "--file", str(file))
    tollgate("disconnect", "claude-code")
    back, there = tollgate("audit")
    assert (there["act"], there["subject"], there["after"]["files"]) == (
        "tool.connected", "claude-code", [str(file)],
    )  # fmt: skip
    assert (back["act"], back["after"]["files"]) == ("tool.disconnected", [str(file)])


def test_what_is_left_on_prepaid_accounts_is_in_status_and_at_their_provider(
    tollgate: Tollgate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tollgate("status")["balances"] == []
    tollgate("account", "set", "openai", "work", "--kind", "prepaid", "--low-balance", "5usd")
    tollgate("account", "top-up", "openai", "work", "4.50usd")
    (row,) = tollgate("status")["balances"]
    assert (row["account"], row["balance_usd"], row["low"], row["runs_out_at"]) == ("work", "4.5", True, None)
    assert tollgate("provider", "show", "openai")["balances"] == [row]
    assert tollgate("provider", "show", "anthropic")["balances"] == []
    assert run_command(("status",), None) == 0
    assert "Balance of openai/work: $4.50, which is low." in capsys.readouterr().out
