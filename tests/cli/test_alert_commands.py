"""Alerts from the command line: rules, channels whose secrets nobody else gets to see, and what was told."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.main import run_command
from app.core.alerts import Finding
from app.core.records import iso_utc
from app.ledger import Ledger
from app.ledger.alerts import kept_rules, tell
from app.platform.bundle import MIGRATIONS
from app.platform.clock import now_us
from tests.cli.test_contract import Tollgate, tollgate
from tests.fakes.keyring import InMemory
from tests.fakes.receivers import HookServer
from tests.ledger.making import make_call

__all__ = ["tollgate"]  # a fixture

CANARY = "CANARYq7Zx3Kp9Lm2Vw8"
Piped = Callable[[str], None]


@pytest.fixture(autouse=True)
def _no_key_of_another_test() -> Iterator[None]:
    InMemory.kept.clear()
    yield
    InMemory.kept.clear()


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Piped:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.fixture
def hooks() -> Iterator[HookServer]:
    with closing(HookServer()) as server:
        yield server


@pytest.fixture
def told(home: Path) -> Path:
    """A home in which three things were told."""
    home.mkdir()
    ledger = Ledger.open(
        home / "ledger.db", backups=home / "backups", migrations=MIGRATIONS, announce=lambda _: None
    )
    ledger.record_many([make_call(now_us())])
    rule = next(r for r in kept_rules(ledger.reader) if r.kind.name == "runaway")
    found = [
        Finding(name, "p", f"{name} seems to run in a loop", "20 calls.", "critical")
        for name in ("a", "b", "c")
    ]
    assert len(tell(ledger, rule, found, [], now_us()).result()) == 3
    ledger.close()
    return home


def test_a_rule_is_made_changed_muted_switched_off_and_removed(tollgate: Tollgate) -> None:
    made = tollgate(
        "alert", "add", "daily-spend", "--over", "3usd", "--name", "Three", "--client", "codex", "--model",
        "gpt-*", "--channel", "desktop", "--json",
    ).document  # fmt: skip
    assert (made["kind"], made["parameters"], made["channels"]) == ("daily-spend", {"over": "3"}, ["desktop"])
    listed = tollgate("alert", "list", "--json").document
    assert made in listed
    assert len(listed) == 15
    changed = tollgate(
        "alert", "set", "Three", "--over", "4usd", "--model=", "--all-channels", "--json"
    ).document
    assert (changed["parameters"], changed["model"], changed["client"]) == ({"over": "4"}, None, "codex")
    assert changed["channels"] is None
    assert tollgate("alert", "set", "Three", "--off", "--json").document["enabled"] is False
    muted = tollgate("alert", "mute", "Three", "--for", "2h", "--json").document
    assert iso_utc(now_us()) < muted["muted_until"] < iso_utc(now_us() + 7_300_000_000)
    assert tollgate("alert", "unmute", "Three", "--json").document["muted_until"] is None
    assert tollgate("alert", "remove", "Three").code == 0
    assert made["name"] not in tollgate("alert").out


def test_a_rule_that_is_alone_of_its_kind_can_be_called_by_it(tollgate: Tollgate) -> None:
    assert tollgate("alert", "set", "error-rate", "--on", "--json").document["name"] == "Error rate"
    second = tollgate("alert", "add", "error-rate", "--json").document
    assert second["name"] == "Error rate (2)"
    assert "There is no rule 'error-rate'" in tollgate("alert", "set", "error-rate", "--off").err


def test_what_makes_no_sense_is_refused(tollgate: Tollgate) -> None:
    assert tollgate("alert", "add", "nothing").code == 2
    assert tollgate("alert", "add", "daily-spend", "--percent", "5").code == 2
    assert tollgate("alert", "add", "daily-spend", "--over", "5 calls").code == 1
    assert tollgate("alert", "add", "quota", "--model", "x").code == 1
    assert tollgate("alert", "add", "call-cost", "--channel", "nowhere").code == 1
    assert tollgate("alert", "mute", "Error rate").code == 2
    assert tollgate("alert", "ack", "none").code == 2
    assert tollgate("alert", "ack", "77").code == 1


@pytest.mark.usefixtures("told")
def test_history_shows_what_was_told_until_it_is_acknowledged(tollgate: Tollgate) -> None:
    rows = tollgate("alert", "history", "--json").document
    assert [row["what"] for row in rows] == ["c", "b", "a"]
    assert {"id", "rule", "at", "severity", "title", "message", "figures", "deliveries"} <= rows[0].keys()
    assert "c seems to run in a loop" in tollgate("alert", "history").out
    seen = tollgate("alert", "ack", str(rows[0]["id"]), "--json").document
    assert seen == {"acknowledged": 1, "left": 2, "ids": [rows[0]["id"]]}
    assert [row["what"] for row in tollgate("alert", "history", "--new", "--json").document] == ["b", "a"]
    assert [row["what"] for row in tollgate("alert", "history", "--limit", "1", "--json").document] == ["c"]
    seen = tollgate("alert", "ack", "all", "--json").document
    assert (seen["acknowledged"], seen["left"], len(seen["ids"])) == (2, 0, 2)


@pytest.mark.usefixtures("told")
def test_status_counts_what_nobody_has_seen_to(tollgate: Tollgate) -> None:
    assert "3 alerts" in tollgate("status").out
    assert tollgate("status", "--json").document["alerts"] == 3
    tollgate("alert", "ack", "all")
    assert "alert" not in tollgate("status").out


def test_a_channel_takes_its_address_from_standard_input_and_shows_it_to_nobody(
    tollgate: Tollgate, piped: Piped, hooks: HookServer, home: Path
) -> None:
    piped(f"{hooks.url}/{CANARY}\n")
    made = tollgate("alert", "channel", "add", "team", "slack", "--json")
    assert made.code == 0
    assert made.document["name"] == "team"
    assert tollgate("alert", "test", "team").code == 0
    assert hooks.take().path.endswith(CANARY)
    hooks.answers = [(404, f"no {CANARY}")]
    failed = tollgate("alert", "channel", "test", "team")
    assert failed.code == 1
    assert "It answers 404" in failed.err
    said = [made.out, failed.err, tollgate("alert", "channel", "list").out, tollgate("key", "list").out]
    assert CANARY not in "".join(said)
    assert "failed" in said[2]
    for path in home.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path
    assert tollgate("alert", "channel", "remove", "team").code == 0
    assert InMemory.kept == {}, "its secrets went with it"


def test_a_webhook_is_given_a_key_to_sign_with_which_is_shown_once(
    tollgate: Tollgate, piped: Piped, hooks: HookServer
) -> None:
    piped(hooks.url)
    made = tollgate("alert", "channel", "add", "hook", "webhook", "--json").document
    assert len(made["signing_key"]) == 64
    tollgate("alert", "test", "hook")
    from app.services.messages import signature

    posted = hooks.take()
    stamp = posted.headers["x-tollgate-timestamp"]
    assert posted.headers["x-tollgate-signature"] == signature(made["signing_key"], stamp, posted.body)
    assert made["signing_key"] not in tollgate("alert", "channel", "list", "--json").out


@pytest.mark.parametrize(
    "words",
    [
        ["team", "slack", f"https://hooks.example.com/{CANARY}"],
        ["team", "slack", "--url", f"https://hooks.example.com/{CANARY}"],
        ["team", "pagerduty", "--key", CANARY],
        [f"https://hooks.example.com/{CANARY}", "slack"],
    ],
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    tollgate: Tollgate, words: list[str]
) -> None:
    result = tollgate("alert", "channel", "add", *words)
    assert result.code == 2
    assert CANARY not in result.out + result.err


def test_a_channel_that_could_not_work_is_refused_before_its_secret_is_kept(
    tollgate: Tollgate, piped: Piped
) -> None:
    piped(CANARY)
    assert tollgate("alert", "channel", "add", "mail", "email", "--host", "h", "--user", "me").code == 1
    piped("")
    assert tollgate("alert", "channel", "add", "team", "slack").code == 1
    piped(CANARY)
    assert tollgate("alert", "channel", "add", "desktop", "pagerduty").code == 1
    assert InMemory.kept == {}


def test_secrets_go_into_the_encrypted_file_where_that_is_chosen(
    tollgate: Tollgate,
    piped: Piped,
    hooks: HookServer,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple")
    passphrase.chmod(0o600)
    monkeypatch.setenv("TOLLGATE_PASSPHRASE_FILE", str(passphrase))
    tollgate("settings", "set", "keys.store", "file")
    piped(f"{hooks.url}/{CANARY}")
    made = tollgate("alert", "channel", "add", "team", "slack")
    assert made.code == 0, made.err
    assert InMemory.kept == {}
    for path in home.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


def test_a_client_is_paused_and_resumed(tollgate: Tollgate) -> None:
    tollgate("client", "add", "codex")
    assert tollgate("client", "pause", "codex", "--json").document == {"client": "codex", "paused": True}
    assert tollgate("client", "resume", "codex").code == 0
    again = tollgate("client", "resume", "codex")
    assert again.code == 1
    assert "is not paused" in again.err
    assert tollgate("client", "pause", "nobody").code == 1


def test_every_kind_is_explained_by_the_help(tollgate: Tollgate, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["alert", "add", "--help"], None) == 0
    shown = capsys.readouterr().out
    assert "runaway" in shown
    assert "--per-minute" in shown
    assert json.loads(tollgate("alert", "list", "--json").out) == [], "looking made nothing"


def test_a_channel_is_changed_in_what_is_not_secret(tollgate: Tollgate) -> None:
    words = ("--host", "127.0.0.1", "--from", "a@example.com", "--to", "b@example.com")
    assert tollgate("alert", "channel", "add", "mail", "email", *words).code == 0
    changed = tollgate("alert", "channel", "set", "mail", "--to", "c@example.com", "--json").document
    assert changed["options"]["to"] == "c@example.com"
    assert changed["options"]["from"] == "a@example.com"
    assert tollgate("alert", "channel", "set", "mail").code == 2
    assert tollgate("alert", "channel", "set", "nowhere", "--to", "c@example.com").code == 1
