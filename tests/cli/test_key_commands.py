"""`tollgate key`: keys come in by standard input or a hidden prompt and go nowhere else."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.assembly import Engine
from app.cli.main import run_command
from app.core.errors import AppError
from app.platform.home import Home
from app.platform.logs import report_crash
from app.platform.vault import PASSPHRASE_FILE
from app.services.operations import perform
from tests.fakes.keyring import InMemory

CANARY = "CANARY0123456789abcdef"
KEY = f"sk-{CANARY}"
PASSPHRASE = f"{CANARY} horse battery"


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
def tollgate(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Tollgate]:
    """Runs a command with `piped` on its standard input. There is no terminal to ask at."""
    monkeypatch.setattr("app.cli.keys._has_terminal", lambda: False)
    InMemory.kept.clear()

    def run(*words: str, piped: str | bytes = "") -> Result:
        data = piped if isinstance(piped, bytes) else piped.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        try:
            code = run_command(words, None)
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capfd.readouterr()
        assert CANARY not in captured.out + captured.err
        return Result(code, captured.out, captured.err)

    yield run
    InMemory.kept.clear()


@pytest.fixture
def running(home: Path) -> Iterator[Engine]:
    engine = Engine(Home(home), "serve", port=0)
    engine.start()
    engine.start_proxy()
    yield engine
    engine.stop()


def kept() -> list[str]:
    return list(InMemory.kept.values())


def seen_below(home: Path) -> list[Path]:
    """The files that hold the canary, in whatever writing."""
    writings = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
    return [
        path
        for path in home.parent.rglob("*")
        if path.is_file() and any(writing in path.read_bytes() for writing in writings)
    ]


def test_a_key_is_read_from_standard_input_without_its_newline(tollgate: Tollgate) -> None:
    result = tollgate("key", "set", "openai", "--json", piped=f"{KEY}\r\n")
    assert result.code == 0
    assert {"provider", "account", "store", "where", "set_at"} <= result.document.keys()
    assert (result.document["provider"], result.document["account"]) == ("openai", "default")
    assert kept() == [KEY]
    (row,) = tollgate("key", "list", "--json").document
    assert row == result.document
    assert "openai    default" in tollgate("key").out


@pytest.mark.parametrize(
    "words",
    [
        ("key", "set", "openai", KEY),
        ("key", "set", "openai", "--key", KEY),
        ("key", "set", "openai", f"--key={KEY}"),
        ("key", "set", "openai", f"--token={KEY}"),
        ("key", "set", KEY),
        ("key", "set", "openai", "--account", KEY),
        ("key", "set", "openai", f"--nonsense={KEY}"),
        ("key", KEY),
        ("key", "remove", "openai", KEY),
        (KEY,),
    ],
)
def test_a_key_as_an_argument_is_refused_and_not_repeated(tollgate: Tollgate, words: tuple[str, ...]) -> None:
    result = tollgate(*words, piped="sk-other")
    assert result.code == 2
    assert result.err
    assert not kept()


def test_it_says_why_an_argument_is_no_place_for_a_key(tollgate: Tollgate) -> None:
    assert "other programs can see it" in tollgate("key", "set", "openai", KEY).err


@pytest.mark.parametrize(
    "piped",
    ["", "\n", f"{KEY} x", f"{KEY}\n{KEY}\n", f"{KEY}\x1b[0m", f" {KEY}", b"\xff\xfe", f"{KEY}ä", KEY * 1000],
)
def test_what_is_no_key_is_refused_and_stores_nothing(tollgate: Tollgate, piped: str | bytes) -> None:
    result = tollgate("key", "set", "openai", piped=piped)
    assert result.code == 1
    assert len(result.err.splitlines()) == 1
    assert not kept()
    assert tollgate("key", "list", "--json").document == []


def test_an_unknown_provider_is_told_before_a_key_is_asked_for(tollgate: Tollgate) -> None:
    result = tollgate("key", "set", "opnai", piped=KEY)
    assert (result.code, "provider list" in result.err) == (1, True)


def test_a_key_of_another_provider_is_stored_with_a_warning(tollgate: Tollgate) -> None:
    result = tollgate("key", "set", "openai", piped=f"sk-ant-{CANARY}")
    assert result.code == 0
    assert "anthropic" in result.err
    assert kept() == [f"sk-ant-{CANARY}"]


def test_secrets_of_alert_channels_are_told_apart_from_keys(tollgate: Tollgate) -> None:
    url = "https://hooks.example.com/x"
    assert tollgate("alert", "channel", "add", "team", "slack", piped=url).code == 0
    said = tollgate("key", "list").out
    assert "No keys yet" in said
    assert "The secrets of the alert channel team are in the" in said
    assert "alert:team" not in said
    tollgate("key", "set", "openai", piped=KEY)
    assert "openai    default" in tollgate("key", "list").out
    assert {row["provider"] for row in tollgate("key", "list", "--json").document} == {"openai", "alert:team"}
    found = next(row for row in tollgate("doctor", "--json").document if row["check"] == "keys")
    assert found["detail"].startswith("1 kept, and the secrets of 1 alert channel;")


def test_accounts_of_one_provider_have_a_key_each(tollgate: Tollgate) -> None:
    tollgate("key", "set", "openai", piped=KEY)
    tollgate("key", "set", "openai", "--account", "work", piped=f"{KEY}-work")
    assert sorted(kept()) == [KEY, f"{KEY}-work"]
    assert tollgate("key", "remove", "openai", "--account", "work", "--json").document == {
        "removed": "openai/work"
    }
    assert kept() == [KEY]
    result = tollgate("key", "remove", "openai", "--account", "work")
    assert (result.code, "no key" in result.err) == (1, True)


def test_the_running_program_forgets_a_key_that_was_replaced(tollgate: Tollgate, running: Engine) -> None:
    tollgate("key", "set", "openai", piped=KEY)
    assert running.keys.fetch("openai", "default").result(10) == KEY
    tollgate("key", "set", "openai", piped=f"{KEY}-new")
    assert running.keys.get_cached("openai", "default") is None
    assert running.keys.fetch("openai", "default").result(10) == f"{KEY}-new"
    tollgate("key", "remove", "openai")
    assert running.keys.get_cached("openai", "default") is None
    assert running.keys.all() == []


def test_lock_and_unlock_reach_the_running_program(tollgate: Tollgate, running: Engine) -> None:
    tollgate("key", "set", "openai", piped=KEY)
    assert running.keys.fetch("openai", "default").result(10) == KEY
    assert tollgate("key", "lock", "--json").document["locked"]
    assert running.keys.get_cached("openai", "default") is None
    assert tollgate("status", "--json").document["health"]["keys"]["locked"]
    assert not tollgate("key", "unlock", "--json").document["locked"]
    assert running.keys.fetch("openai", "default").result(10) == KEY


def test_lock_without_a_running_program_says_so(tollgate: Tollgate, home: Path) -> None:
    result = tollgate("key", "lock")
    assert (result.code, "does not run" in result.out) == (0, True)
    assert not home.exists()


def test_the_encrypted_file_is_opened_by_unlock_and_takes_keys_from_then_on(
    tollgate: Tollgate, running: Engine
) -> None:
    tollgate("settings", "set", "keys.store", "file")
    refused = tollgate("key", "set", "openai", piped=KEY)
    assert (refused.code, "key unlock" in refused.err) == (1, True)
    assert tollgate("key", "unlock", piped="short\n").code == 1
    assert tollgate("key", "unlock", piped=f"{PASSPHRASE}\n").code == 0
    assert tollgate("key", "set", "openai", "--json", piped=KEY).document["store"] == "file"
    assert running.keys.fetch("openai", "default").result(10) == KEY
    assert not kept()
    tollgate("key", "lock")
    wrong = tollgate("key", "unlock", piped="wrong horse battery")
    assert (wrong.code, "passphrase" in wrong.err) == (1, True)
    assert tollgate("key", "unlock", piped=PASSPHRASE).code == 0
    assert running.keys.fetch("openai", "default").result(10) == KEY


def test_without_a_running_program_the_passphrase_comes_from_a_private_file(
    tollgate: Tollgate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tollgate("settings", "set", "keys.store", "file")
    file = tmp_path.parent / f"{tmp_path.name}-passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o600)
    monkeypatch.setenv(PASSPHRASE_FILE, str(file))
    assert tollgate("key", "set", "openai", piped=KEY).code == 0
    assert tollgate("key", "set", "groq", piped=f"gsk_{CANARY}").code == 0
    assert tollgate("key", "remove", "openai").code == 0
    assert [row["provider"] for row in tollgate("key", "list", "--json").document] == ["groq"]
    file.chmod(0o644)
    assert "chmod 600" in tollgate("key", "remove", "groq").err


def test_a_new_passphrase_is_asked_for_twice_at_the_terminal(
    tollgate: Tollgate, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    tollgate("settings", "set", "keys.store", "file")
    monkeypatch.setattr("app.cli.keys._has_terminal", lambda: True)
    answers = iter([PASSPHRASE, "something else", PASSPHRASE, PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr("app.cli.keys.getpass", lambda _: next(answers))
    differ = tollgate("key", "set", "openai", piped=KEY)
    assert (differ.code, "differ" in differ.err) == (1, True)
    assert not (home / "keys.vault").exists()
    assert tollgate("key", "set", "openai", piped=KEY).code == 0
    assert tollgate("key", "remove", "openai").code == 0


def test_doctor_says_where_keys_go(tollgate: Tollgate, monkeypatch: pytest.MonkeyPatch) -> None:
    def finding() -> dict[str, Any]:
        rows = tollgate("doctor", "--json").document
        return next(row for row in rows if row["check"] == "keys")

    assert finding()["ok"]
    tollgate("key", "set", "openai", piped=KEY)
    assert "InMemory" in finding()["detail"]
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    found = finding()
    assert not found["ok"]  # there is a key that cannot be had
    assert "keys.store file" in found["advice"]


def test_who_stores_no_key_needs_no_keyring(tollgate: Tollgate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    rows = tollgate("doctor", "--json").document
    found = next(row for row in rows if row["check"] == "keys")
    assert found["ok"]
    assert "none could be" in found["detail"]  # and yet who wants to store one reads why not, and what to do
    assert "keys.store file" in found["advice"]


@pytest.mark.expects_warnings
def test_no_key_and_no_passphrase_is_in_any_file_that_we_make(
    tollgate: Tollgate, running: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary: through every flow, then looked for in everything below the home."""
    tollgate("key", "set", "openai", piped=KEY)
    running.keys.fetch("openai", "default").result(10)
    for backend in ("keyring.backends.fail.Keyring", "keyring.backends.null.Keyring", "no.such.Keyring"):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
        assert tollgate("key", "set", "openai", "--account", "work", piped=KEY).code == 1
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fakes.keyring.InMemory")
    for words in (("openai", KEY), (KEY,), ("openai", "--account", KEY)):
        tollgate("key", "set", *words, piped=KEY)
    tollgate("settings", "set", "keys.store", "file")
    tollgate("key", "unlock", piped=PASSPHRASE)
    tollgate("key", "set", "openai", piped=KEY)
    tollgate("key", "lock")
    tollgate("key", "unlock", piped=f"{CANARY} wrong")
    with pytest.raises(AppError):
        running.keys.fetch("openai", "default").result(10)
    tollgate("key", "unlock", piped=PASSPHRASE)
    key = running.keys.fetch("openai", "default").result(10)
    assert key == KEY
    tollgate("backup")
    tollgate("status", "--json")
    tollgate("doctor")
    try:
        raise RuntimeError("a bug while a key is at hand")
    except RuntimeError as error:
        report_crash(running.home, error)
    logging.getLogger("tollgate").warning("a careless line with %s in it", key)
    logging.getLogger("tollgate").warning("%s", running.keys)
    running.stop()
    assert {"keys.json", "keys.vault", "tollgate.log"} <= {path.name for path in home.rglob("*")}
    assert seen_below(home) == []


def test_an_account_begins_with_its_first_key_and_each_act_is_in_the_audit_without_it(
    tollgate: Tollgate,
) -> None:
    tollgate("key", "set", "openai", "--account", "work", piped=KEY)
    tollgate("key", "set", "openai", "--account", "work", piped=KEY + "2")
    refused = tollgate("account", "remove", "openai", "work")
    assert (refused.code, "key remove" in refused.err) == (1, True)
    tollgate("key", "remove", "openai", "--account", "work")
    (account,) = tollgate("account", "list", "--json").document
    assert (account["provider"], account["account"], account["kind"]) == ("openai", "work", "postpaid")
    told = tollgate("audit", "--json").out
    struck, second, first = map(json.loads, told.splitlines())
    assert [entry["act"] for entry in (first, second, struck)] == ["key.noted", "key.noted", "key.struck"]
    assert {entry["subject"] for entry in (first, second, struck)} == {"openai/work"}
    assert (first["before"], first["after"]["store"]) == (None, "keyring")
    assert second["before"] == first["after"]
    assert struck["after"] is None
    assert tollgate("account", "remove", "openai", "work").code == 0


def test_a_key_never_outlives_the_address_that_it_was_given_for(tollgate: Tollgate, running: Engine) -> None:
    running.providers.add("corp", "openai", "https://one.example")
    running.keys.set("corp", "default", KEY)
    acts: list[tuple[str, dict[str, Any]]] = [("provider.remove", {"id": "corp"})]
    running.accounts.set("corp", "default", {"base_url": "https://own.example"})
    acts.append(("account.remove", {"provider": "corp", "account": "default"}))
    perform(running, "provider.set", {"id": "openai", "changes": {"base_url": "https://gate.example"}})
    running.keys.set("openai", "work", f"{KEY}-work")
    acts.append(("provider.remove", {"id": "openai"}))
    for act, words in acts:
        with pytest.raises(AppError, match=r"tollgate key remove (corp|openai --account work)"):
            perform(running, act, words)
    assert running.accounts.get("corp", "default").base_url == "https://own.example"
    assert running.providers.get("openai").base_url == "https://gate.example"
    running.providers.remove("corp")  # as one that an older version left behind
    again = {"id": "corp", "api": "openai", "base_url": "https://two.example"}
    with pytest.raises(AppError, match="tollgate key remove corp"):
        perform(running, "provider.add", again)
    assert tollgate("key", "remove", "corp").code == 0
    assert perform(running, "provider.add", again)["base_url"] == "https://two.example"
    perform(running, "key.remove", {"provider": "openai", "account": "work"})
    perform(running, "provider.remove", {"id": "openai"})


def test_a_built_in_provider_at_its_own_host_goes_back_with_its_key(running: Engine) -> None:
    running.keys.set("openai", "default", KEY)
    perform(running, "provider.set", {"id": "openai", "changes": {"name": "Ours"}})
    perform(running, "provider.remove", {"id": "openai"})
    assert running.providers.get("openai").name == "OpenAI"


def test_it_is_told_when_a_stored_key_goes_to_another_host(tollgate: Tollgate) -> None:
    elsewhere = ("provider", "set", "openai", "--base-url")
    assert "key" not in tollgate(*elsewhere, "https://one.example").err
    tollgate("key", "set", "openai", piped=KEY)
    assert "key" not in tollgate(*elsewhere, "https://one.example/path").err
    assert "tollgate key remove openai" in tollgate(*elsewhere, "https://two.example").err


def test_it_is_told_when_the_key_of_one_account_goes_to_another_host(tollgate: Tollgate) -> None:
    tollgate("key", "set", "openai", "--account", "work", piped=KEY)
    work = ("account", "set", "openai", "work", "--base-url")
    assert "tollgate key remove openai --account work" in tollgate(*work, "https://one.example").err
    assert "key" not in tollgate(*work, "https://one.example/path").err
    assert "key" not in tollgate("provider", "set", "openai", "--base-url", "https://two.example").err
    assert "key" not in tollgate("account", "set", "openai", "other", "--base-url", "https://x.example").err


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]"])
def test_no_address_leads_back_to_this_proxy(running: Engine, host: str) -> None:
    ours = f"http://{host}:{running.proxy.port}/v1"
    own = {"provider": "openai", "account": "work", "changes": {"base_url": ours}}
    made = {"id": "mine", "api": "openai", "base_url": ours, "local": True}
    for act, words in (
        ("account.set", own),
        ("provider.set", {"id": "openai", "changes": {"base_url": ours, "local": True}}),
        ("provider.add", made),
    ):
        with pytest.raises(AppError, match=r"this proxy itself|plain http"):
            perform(running, act, words)
    assert running.accounts.of("openai") == []
    assert "mine" not in running.providers.all
