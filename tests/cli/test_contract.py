"""The command line is a contract: exit codes, one JSON document on stdout, one clear line on stderr."""

import contextlib
import json
import socket
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands import every
from app.cli.main import run_command
from app.ledger import Ledger
from app.platform.bundle import MIGRATIONS
from app.services.sample_year import sample_calls


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Tollgate = Callable[..., Result]


@pytest.fixture
def tollgate(capsys: pytest.CaptureFixture[str]) -> Tollgate:
    def run(*words: str) -> Result:
        try:
            code = run_command(words, None)
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def recorded(home: Path) -> Path:
    """A home with some calls in it."""
    home.mkdir()
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many(list(sample_calls(1_790_000_000_000_000, days=3)))
    ledger.close()
    return home


def test_the_version_is_printed_with_the_name(tollgate: Tollgate) -> None:
    assert tollgate("--version").out.split() == ["tollgate", "0.1.0"]


def test_wrong_usage_exits_2(tollgate: Tollgate) -> None:
    for words in (["nothing"], ["calls", "--limit", "0"], ["provider", "show"], ["serve", "--port", "70000"]):
        assert tollgate(*words).code == 2, words
    assert tollgate("serve", "--host", "0.0.0.0").code == 2


def test_options_stand_before_or_after_the_command(tollgate: Tollgate, tmp_path: Path) -> None:
    for words in (["--home", "{}", "--json", "status"], ["status", "--json", "--home", "{}"]):
        result = tollgate(*(word.format(tmp_path / "other") for word in words))
        assert result.document["home"] == str(tmp_path / "other")


def test_every_command_explains_itself(tollgate: Tollgate) -> None:
    for command in every():
        result = tollgate(command.name, "--help")
        assert result.code == 0
        assert command.help.split()[0] in result.out


def test_looking_makes_nothing(tollgate: Tollgate, home: Path) -> None:
    for words in (
        ["calls"],
        ["report"],
        ["status"],
        ["provider", "list"],
        ["settings"],
        ["backups"],
        ["migrations"],
    ):
        assert tollgate(*words).code == 0
    assert not home.exists()


def test_calls_are_one_json_document_a_line_newest_first(tollgate: Tollgate, recorded: Path) -> None:
    calls = [json.loads(line) for line in tollgate("calls", "--json").out.splitlines()]
    assert len(calls) > 100
    started = [call["started_at"] for call in calls]
    assert started == sorted(started, reverse=True)
    promised = """
        id started_at provider wire account client project session tags method path model model_answered
        stream status ok error_type error_message finish_reason input_tokens cache_read_tokens
        cache_write_5m_tokens cache_write_1h_tokens output_tokens reasoning_tokens total_tokens usage_basis
        cost_usd priced cost_basis latency_ms ttft_ms output_tokens_per_second attempts response_id"""
    assert set(promised.split()) <= calls[0].keys()
    assert recorded.exists()


def test_a_filter_leaves_only_what_was_asked_for(tollgate: Tollgate, recorded: Path) -> None:
    del recorded
    calls = [json.loads(line) for line in tollgate("calls", "--json", "--model", "gpt-4o").out.splitlines()]
    assert calls
    assert {call["model"] for call in calls} == {"gpt-4o"}
    failed = [json.loads(line) for line in tollgate("calls", "--json", "--status", "failed").out.splitlines()]
    assert failed
    assert not any(call["ok"] for call in failed)
    assert len(tollgate("calls", "--json", "--limit", "3").out.splitlines()) == 3


def test_a_report_adds_up_however_it_is_grouped(tollgate: Tollgate, recorded: Path) -> None:
    del recorded
    (total,) = tollgate("report", "--json").document
    for by in ("model", "provider", "client,project", "session", "status", "day", "hour,model", "month"):
        rows = tollgate("report", "--by", by, "--json").document
        assert set(by.split(",")) <= rows[0].keys()
        for column in ("calls", "ok", "failed", "input_tokens", "output_tokens", "unpriced"):
            assert sum(row[column] for row in rows) == total[column], (by, column)


def test_a_group_that_does_not_exist_is_named(tollgate: Tollgate) -> None:
    result = tollgate("report", "--by", "colour")
    assert result.code == 2
    assert "colour" in result.err
    assert "model" in result.err


def test_trouble_is_one_line_on_stderr_and_exit_1(tollgate: Tollgate) -> None:
    result = tollgate("provider", "show", "nobody")
    assert result.code == 1
    assert result.out == ""
    assert result.err.startswith("tollgate: ")
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        "calls --since whenever", "calls --until 2026-13-01", "calls --zone Mars/Olympus",
        "calls --status zzz", "calls --limit 0", "calls --limit 1_000", "calls --limit ٣",
        "calls --limit 99999999999999999999",
        "report --by foo", "report --by model,foo", "env frob", "migrate --to 99", "migrate --to 0",
        "migrate --to 0_1", "purge --days 0", "purge --days x", "settings set proxy.port 1_000",
        "settings set proxy.port ٤٧٤٧", "settings set general.time_zone Europe/Berln", "settings get no.such",
        "settings unset no.such", "export calls.xml", "nothing",
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_wrong_usage(tollgate: Tollgate, home: Path, words: str) -> None:
    result = tollgate(*words.split())
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith("tollgate")
    assert not home.exists()


def test_what_was_typed_is_not_told_back_at_length(tollgate: Tollgate) -> None:
    for words in (
        ("calls", "--limit"),
        ("settings", "set", "proxy.port"),
        ("settings", "set", "appearance.theme"),
    ):
        result = tollgate(*words, "9" * 5000)
        assert result.code == 2
        assert len(result.err) < 300


# ---- bad input: each a clear message and exit 1, nothing changed ----


def test_a_home_on_a_file(tollgate: Tollgate, home: Path) -> None:
    home.write_text("mine")
    for words in (
        ["serve", "--port", "0"],
        ["settings", "set", "proxy.port", "5000"],
        ["provider", "set", "openai", "--name", "x"],
    ):
        result = tollgate(*words)
        assert result.code == 1
        assert str(home) in result.err
    assert home.read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"SQLite format 3\x00" + b"x" * 5000])
def test_garbage_as_a_ledger(tollgate: Tollgate, home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "ledger.db").write_bytes(content)
    for words in (
        ["serve", "--port", "0"],
        ["calls"],
        ["report"],
        ["status"],
        ["provider", "set", "openai", "--name", "x"],
    ):
        result = tollgate(*words)
        assert result.code == 1, words
        assert "ledger.db" in result.err
    assert (home / "ledger.db").read_bytes() == content
    assert not (home / "instance.lock").exists()
    assert tollgate("doctor").code == 3


def test_a_malformed_settings_file(tollgate: Tollgate, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("[proxy\n")
    for words in (["serve"], ["settings"], ["settings", "set", "proxy.port", "5"], ["calls"]):
        result = tollgate(*words)
        assert result.code == 1, words
        assert "settings.toml" in result.err
    assert (home / "settings.toml").read_text() == "[proxy\n"


def test_a_ledger_that_is_gone_is_told_and_no_empty_one_takes_its_place(
    tollgate: Tollgate, recorded: Path
) -> None:
    assert tollgate("settings", "set", "proxy.port", "5000").code == 0  # opens it, and leaves a manifest
    (recorded / "ledger.db").unlink()
    for words in (
        ["status"],
        ["calls"],
        ["report"],
        ["settings", "unset", "proxy.port"],
        ["provider", "list"],
    ):
        result = tollgate(*words)
        assert result.code == 1, words
        assert "is gone" in result.err
    assert not (recorded / "ledger.db").exists()


@pytest.mark.parametrize(
    "newer", ["PRAGMA user_version = 99", "INSERT INTO schema_migration VALUES ('0099_x', 'x', '9.9.9', 1)"]
)
def test_a_ledger_of_a_newer_version(tollgate: Tollgate, recorded: Path, newer: str) -> None:
    with contextlib.closing(sqlite3.connect(recorded / "ledger.db")) as db:
        db.execute(newer)
        db.commit()
    before = (recorded / "ledger.db").read_bytes()
    for words in (
        ["serve", "--port", "0"],
        ["calls"],
        ["report"],
        ["status"],
        ["migrate"],
        ["salvage"],
        ["backup"],
    ):
        result = tollgate(*words)
        assert result.code == 1, words
        assert "newer" in result.err or "9.9.9" in result.err
    assert (recorded / "ledger.db").read_bytes() == before


def test_a_zone_that_does_not_exist_is_refused(tollgate: Tollgate, home: Path) -> None:
    assert tollgate("settings", "set", "general.time_zone", "Europe/Berln").code == 2
    assert tollgate("settings", "set", "general.time_zone", "Europe/Berlin").code == 0
    (home / "settings.toml").write_text('[general]\ntime_zone = "Mars/Olympus"\n')
    assert "settings.toml" in tollgate("status").err
    assert tollgate("doctor").code == 3


# ---- settings and providers ----


def test_a_folder_is_meant_from_where_the_user_is(
    tollgate: Tollgate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tollgate("settings", "set", "storage.backup_folder", "copies").code == 0
    assert tollgate("settings", "get", "storage.backup_folder").out.strip() == str(tmp_path / "copies")
    assert tollgate("settings", "set", "storage.backup_folder", "").code == 0
    assert tollgate("settings", "get", "storage.backup_folder").out.strip() == '""'


def test_a_setting_is_seen_changed_and_put_back(tollgate: Tollgate) -> None:
    assert tollgate("settings", "set", "proxy.port", "5000").code == 0
    assert tollgate("settings", "get", "proxy.port", "--json").document == {
        "key": "proxy.port",
        "value": 5000,
    }
    assert tollgate("settings", "unset", "proxy.port").code == 0
    assert tollgate("settings", "get", "proxy.port").out.strip() == "4747"


@pytest.mark.parametrize(
    ("key", "value"),
    [("proxy.port", "high"), ("proxy.port", "0"), ("appearance.theme", "pink"), ("no.such", "1")],
)
def test_a_setting_that_cannot_be_is_refused(tollgate: Tollgate, home: Path, key: str, value: str) -> None:
    result = tollgate("settings", "set", key, value)
    assert result.code == 2
    assert key in result.err
    assert not (home / "settings.toml").exists()


def test_a_provider_is_added_pointed_elsewhere_and_removed(tollgate: Tollgate) -> None:
    added = tollgate(
        "provider", "add", "mine", "--api", "openai", "--base-url", "https://llm.example/", "--json"
    )
    assert added.document["base_url"] == "https://llm.example"
    assert tollgate("provider", "set", "mine", "--name", "My own").code == 0
    shown = tollgate("provider", "show", "mine", "--json").document
    assert (shown["name"], shown["base_url"], shown["builtin"]) == ("My own", "https://llm.example", False)
    assert "mine" in [row["id"] for row in tollgate("provider", "list", "--json").document]
    assert tollgate("provider", "remove", "mine").code == 0
    assert tollgate("provider", "show", "mine").code == 1


def test_removing_a_changed_built_in_provider_puts_it_back(tollgate: Tollgate) -> None:
    before = tollgate("provider", "show", "openai", "--json").document
    tollgate("provider", "set", "openai", "--base-url", "http://127.0.0.1:9")
    assert tollgate("provider", "remove", "openai").code == 0
    assert tollgate("provider", "show", "openai", "--json").document == before
    assert tollgate("provider", "remove", "openai").code == 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://api.example", "plain http"),
        ("ftp://api.example", "not an http"),
        ("api.example", "not an http"),
        ("https://", "not an http"),
        ("https://u:p@api.example", "user"),
        ("https://api.example?key=1", "query"),
        ("http://169.254.169.254", "link-local"),
        ("https://[fe80::1]", "link-local"),
        ("https://api.example:99999", "not an http"),
    ],
)
def test_an_address_that_would_leak_is_refused(tollgate: Tollgate, url: str, says: str) -> None:
    result = tollgate("provider", "set", "openai", "--base-url", url)
    assert result.code == 1
    assert says in result.err


@pytest.mark.parametrize("name", ["a/b", "A", "-", "v1", "", "ä", "x" * 41])
def test_a_provider_name_that_cannot_be_in_an_address_is_refused(tollgate: Tollgate, name: str) -> None:
    assert (
        tollgate("provider", "add", "--api", "openai", "--base-url", "https://x.example", "--", name).code
        == 1
    )


@pytest.mark.parametrize("shown", ["two\nlines", "\x1b[31mred", "", "   ", "x" * 61])
def test_how_a_provider_is_shown_can_be_printed(tollgate: Tollgate, shown: str) -> None:
    added = tollgate(
        "provider", "add", "mine", "--api", "openai", "--base-url", "https://x.example", "--name", "Mine"
    )
    assert added.code == 0
    refused = tollgate("provider", "set", "mine", "--name", shown)
    assert refused.code == 1
    assert "\x1b" not in refused.err
    assert len(refused.err) < 300
    assert tollgate("provider", "show", "mine", "--json").document["name"] == "Mine"


def test_a_provider_that_does_not_answer_is_something_found(tollgate: Tollgate) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert tollgate("provider", "set", "openai", "--base-url", f"http://127.0.0.1:{port}").code == 0
    result = tollgate("provider", "test", "openai", "--json")
    assert result.code == 3
    assert result.document["reachable"] is False
    assert "does not answer" in result.err


def test_plain_http_is_for_loopback_and_local_ones(tollgate: Tollgate) -> None:
    assert tollgate("provider", "set", "openai", "--base-url", "http://127.0.0.1:1234").code == 0
    assert tollgate("provider", "set", "openai", "--base-url", "http://[::1]:1234").code == 0
    assert (
        tollgate(
            "provider", "add", "lan", "--api", "openai", "--base-url", "http://192.168.1.5:8000", "--local"
        ).code
        == 0
    )


# ---- tools, backups, schema ----


def test_an_export_takes_the_place_of_no_file_unless_told_to(
    tollgate: Tollgate, recorded: Path, tmp_path: Path
) -> None:
    assert recorded.exists()
    file = tmp_path / "calls.csv"
    file.write_text("mine")
    refused = tollgate("export", str(file))
    assert refused.code == 1
    assert "--force" in refused.err
    assert file.read_text() == "mine"
    assert tollgate("export", str(file), "--force").code == 0
    assert file.read_text().startswith("id,")


def test_a_group_that_is_named_twice_counts_once(tollgate: Tollgate, recorded: Path) -> None:
    assert recorded.exists()
    once = tollgate("report", "--by", "model,day", "--json").document
    assert tollgate("report", "--by", "model,day,model", "--json").document == once
    assert tollgate("report", "--by", "model,model").out.splitlines()[0].split()[:2] == ["model", "calls"]


def test_health_is_told_while_nothing_runs(tollgate: Tollgate, recorded: Path, tmp_path: Path) -> None:
    assert tollgate("status", "--check").code == 0
    (tmp_path / "file").write_text("mine")
    assert tollgate("backup", "--to", str(tmp_path / "file")).code == 1
    assert tollgate("status", "--check").code == 0  # a folder that was mistyped is no illness
    with contextlib.closing(sqlite3.connect(recorded / "ledger.db")) as db:
        db.execute("UPDATE rollup SET calls = calls + 1")
        db.commit()
    assert tollgate("reconcile").code == 3
    sick = tollgate("status", "--check", "--json")
    assert sick.code == 3
    assert sick.document["running"] is False
    assert "reconcile --repair" in sick.document["health"]["problems"][0]
    assert tollgate("reconcile", "--repair").code == 0
    assert tollgate("status", "--check").code == 0


def test_env_prints_lines_for_eval(tollgate: Tollgate) -> None:
    tollgate("settings", "set", "proxy.port", "5001")
    assert tollgate("env", "openai").out == "export OPENAI_BASE_URL=http://127.0.0.1:5001/openai/v1\n"
    assert tollgate("env", "anthropic").out == "export ANTHROPIC_BASE_URL=http://127.0.0.1:5001/anthropic\n"
    assert "ENABLE_TOOL_SEARCH=true" in tollgate("env", "claude-code").out


def test_cursor_is_told_plainly_that_it_cannot_work(tollgate: Tollgate) -> None:
    result = tollgate("env", "cursor")
    assert result.code == 1
    assert "its own servers" in result.err


def test_a_backup_is_made_and_listed(tollgate: Tollgate, recorded: Path) -> None:
    made = tollgate("backup", "--json").document
    assert Path(made["path"]).parent == recorded / "backups"
    assert [row["name"] for row in tollgate("backups", "--json").document] == [made["name"]]


def test_the_schema_is_told_and_nothing_is_left_to_do(tollgate: Tollgate, recorded: Path) -> None:
    assert recorded.exists()
    steps = tollgate("migrations", "--json").document
    assert all(step["applied_at"] for step in steps)
    assert tollgate("migrate", "--json").document == {"applied": []}


def amiss(tollgate: Tollgate) -> list[Any]:
    """What doctor finds; whoever runs the tests may have a Tollgate of their own at the usual port."""
    found = tollgate("doctor", "--json").document
    return [finding for finding in found if not finding["ok"] and finding["check"] != "proxy"]


def test_doctor_finds_what_others_can_read(tollgate: Tollgate, recorded: Path) -> None:
    recorded.chmod(0o700)
    assert amiss(tollgate) == []
    (recorded / "ledger.db").chmod(0o644)
    (recorded / "backups").mkdir(exist_ok=True)
    (recorded / "backups").chmod(0o755)
    result = tollgate("doctor", "--json")
    assert result.code == 3
    (bad,) = amiss(tollgate)
    assert bad["check"] == "permissions"
    subprocess.run(bad["advice"], shell=True, check=True)  # what it says is what helps
    assert amiss(tollgate) == []
    assert stat.S_IMODE((recorded / "backups").stat().st_mode) == 0o700
    assert stat.S_IMODE((recorded / "ledger.db").stat().st_mode) == 0o600


def test_doctor_goes_on_where_a_file_is_gone_by_the_time_it_looks(tollgate: Tollgate, recorded: Path) -> None:
    recorded.chmod(0o700)
    (recorded / "gone").symlink_to(recorded / "nowhere")  # is listed, and cannot be found
    assert amiss(tollgate) == []


@pytest.mark.parametrize("name", ["logs", "backups", "crashes"])
def test_a_file_where_a_folder_should_be_is_named(tollgate: Tollgate, home: Path, name: str) -> None:
    home.mkdir()
    (home / name).write_text("mine")
    result = tollgate("settings", "set", "proxy.port", "5000")
    assert result.code == 1
    assert f"{home / name} is a file" in result.err
    (bad,) = [
        finding
        for finding in tollgate("doctor", "--json").document
        if not finding["ok"] and finding["check"] == "home"
    ]
    assert str(home / name) in bad["detail"]


def test_a_name_from_a_tool_cannot_draw_on_the_terminal(tollgate: Tollgate, home: Path) -> None:
    home.mkdir()
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    (call, *_) = sample_calls(1_790_000_000_000_000, days=1)
    call.model = "evil\x1b[2Jmodel\nnew line"
    ledger.record_many([call])
    ledger.close()
    assert "\x1b" not in tollgate("calls").out
    assert "\x1b" not in tollgate("report", "--by", "model").out
