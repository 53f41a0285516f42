"""Promises about keys while calls are made: fetched once, kept briefly, never waited for without an end."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from keyring import errors

from app.core.errors import KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.settings import Settings
from app.platform.home import Home, prepare, write_private
from app.platform.vault import PASSPHRASE_FILE, Vault
from app.services.keys import Keys, kept_keys
from tests.fakes.keyring import InMemory

KEY = "sk-CANARY0123456789"
PATIENCE_S = 10


class AtAPrompt(InMemory):
    """Waits, as for a person at a prompt, while `answer` is not set."""

    answer = threading.Event()
    asked = threading.Event()
    reads: list[str] = []
    denied = False

    def get_password(self, service: str, username: str) -> str | None:
        self.reads.append(username)
        self.asked.set()
        assert self.answer.wait(PATIENCE_S)
        if AtAPrompt.denied:
            raise errors.KeyringLocked("Failed to unlock the collection!")
        return super().get_password(service, username)


class Office:
    """A home whose settings can be changed."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        prepare(self.home)
        self.settings = Settings()
        self.keys = self.restarted()

    def restarted(self) -> Keys:
        self.keys = Keys(self.home, lambda: self.settings, vault=Vault(self.home.vault, log2_n=10))
        return self.keys


@pytest.fixture
def office(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.AtAPrompt")
    AtAPrompt.answer.set()
    AtAPrompt.asked.clear()
    AtAPrompt.denied = False
    made = Office(home)
    yield made
    AtAPrompt.answer.set()
    made.keys.stop()
    AtAPrompt.kept.clear()


@pytest.fixture
def stored(office: Office) -> Office:
    """A key in the keyring, and the program just started."""
    office.keys.set("openai", "default", KEY)
    office.keys.stop()
    office.restarted()
    AtAPrompt.reads.clear()
    AtAPrompt.asked.clear()
    return office


def trouble_of(future: "Future[str]") -> BaseException | None:
    return future.exception(PATIENCE_S)


def test_a_key_is_fetched_once_for_all_calls_that_wait_for_it(stored: Office) -> None:
    AtAPrompt.answer.clear()
    assert stored.keys.get_cached("openai", "default") is None
    flights = [stored.keys.fetch("openai", "default") for _ in range(50)]
    assert AtAPrompt.asked.wait(PATIENCE_S)
    assert not any(flight.done() for flight in flights)
    assert not flights[0].cancel()  # one that gives up takes it from nobody
    AtAPrompt.answer.set()
    assert {flight.result(PATIENCE_S) for flight in flights} == {KEY}
    assert len(AtAPrompt.reads) == 1
    assert stored.keys.get_cached("openai", "default") == KEY
    assert stored.keys.fetch("openai", "default").result(0) == KEY
    assert len(AtAPrompt.reads) == 1


def test_no_store_is_asked_for_a_key_that_nobody_set(stored: Office) -> None:
    with pytest.raises(KeyStoreMissing, match="work of openai"):
        stored.keys.fetch("openai", "work").result(0)
    assert not AtAPrompt.reads


@pytest.mark.expects_warnings
def test_a_key_that_was_taken_out_of_the_keyring_by_hand_is_missing(stored: Office) -> None:
    AtAPrompt.kept.clear()
    with pytest.raises(KeyStoreMissing):
        stored.keys.fetch("openai", "default").result(PATIENCE_S)


@pytest.mark.expects_warnings
def test_a_prompt_that_nobody_answers_costs_each_call_its_deadline_and_no_more(stored: Office) -> None:
    AtAPrompt.answer.clear()
    flight = stored.keys.fetch("openai", "default", timeout_s=0.05)
    assert isinstance(error := trouble_of(flight), KeyStoreLocked)
    assert "does not answer" in str(error)
    # while it hangs, others are not made to wait, and no second prompt comes up
    assert isinstance(trouble_of(stored.keys.fetch("openai", "default")), KeyStoreLocked)
    assert isinstance(stored.keys.trouble, KeyStoreLocked)
    assert stored.keys.standing()["locked"]
    assert len(AtAPrompt.reads) == 1


@pytest.mark.expects_warnings
def test_an_answer_that_comes_late_is_used_by_the_next_call(stored: Office) -> None:
    AtAPrompt.answer.clear()
    assert trouble_of(stored.keys.fetch("openai", "default", timeout_s=0.05))
    AtAPrompt.answer.set()
    wait_for(lambda: stored.keys.get_cached("openai", "default") == KEY)
    assert stored.keys.trouble is None
    assert stored.keys.fetch("openai", "default").result(0) == KEY


@pytest.mark.expects_warnings
def test_after_a_denied_prompt_no_call_brings_up_another_until_unlock(stored: Office) -> None:
    AtAPrompt.denied = True
    assert isinstance(trouble_of(stored.keys.fetch("openai", "default")), KeyStoreLocked)
    for _ in range(20):
        with pytest.raises(KeyStoreLocked, match="dismissed"):
            stored.keys.fetch("openai", "default").result(0)
    assert len(AtAPrompt.reads) == 1
    AtAPrompt.denied = False
    stored.keys.unlock()
    assert stored.keys.fetch("openai", "default").result(PATIENCE_S) == KEY
    assert not stored.keys.standing()["locked"]


@pytest.mark.expects_warnings
def test_unlock_leaves_behind_what_hangs(stored: Office) -> None:
    AtAPrompt.answer.clear()
    assert trouble_of(stored.keys.fetch("openai", "default", timeout_s=0.05))
    hung = [t for t in threading.enumerate() if t.name == "key-store"]
    stored.keys.unlock()
    AtAPrompt.asked.clear()
    flight = stored.keys.fetch("openai", "default")
    assert AtAPrompt.asked.wait(PATIENCE_S)  # on a thread of its own, while the first one still hangs
    assert hung[0].is_alive()
    AtAPrompt.answer.set()
    assert flight.result(PATIENCE_S) == KEY
    hung[0].join(PATIENCE_S)
    assert not hung[0].is_alive()


@pytest.mark.expects_warnings
def test_a_prompt_does_not_keep_the_program_from_ending(stored: Office) -> None:
    AtAPrompt.answer.clear()
    flight = stored.keys.fetch("openai", "default")
    assert AtAPrompt.asked.wait(PATIENCE_S)
    stored.keys.stop()
    assert isinstance(trouble_of(flight), KeyStoreLocked)
    assert isinstance(trouble_of(stored.keys.fetch("openai", "default")), KeyStoreLocked)


def test_lock_wipes_what_is_in_memory_and_holds_until_unlock(stored: Office) -> None:
    stored.keys.fetch("openai", "default").result(PATIENCE_S)
    stored.keys.lock()
    assert stored.keys.get_cached("openai", "default") is None
    assert stored.keys.standing() == {
        "locked": True, "needs_passphrase": False, "trouble": None, "in_memory": 0,
    }  # fmt: skip
    with pytest.raises(KeyStoreLocked, match="key unlock"):
        stored.keys.fetch("openai", "default").result(0)
    stored.keys.unlock()
    assert stored.keys.fetch("openai", "default").result(PATIENCE_S) == KEY


def test_a_key_that_was_on_its_way_when_all_were_locked_is_not_kept(stored: Office) -> None:
    AtAPrompt.answer.clear()
    flight = stored.keys.fetch("openai", "default")
    assert AtAPrompt.asked.wait(PATIENCE_S)
    stored.keys.lock()
    AtAPrompt.answer.set()
    flight.result(PATIENCE_S)
    assert stored.keys.get_cached("openai", "default") is None
    assert stored.keys.standing()["in_memory"] == 0


def test_a_key_on_its_way_does_not_come_back_over_the_one_that_replaced_it(stored: Office) -> None:
    AtAPrompt.answer.clear()
    old = stored.keys.fetch("openai", "default")
    assert AtAPrompt.asked.wait(PATIENCE_S)
    stored.keys.note(stored.keys.all()[0])  # another process has put a new one into the keyring
    AtAPrompt.answer.set()
    old.result(PATIENCE_S)
    assert stored.keys.get_cached("openai", "default") is None


def test_a_key_that_no_call_uses_leaves_the_memory(stored: Office) -> None:
    stored.settings = stored.settings.with_value("keys.idle_s", 1)
    stored.keys.fetch("openai", "default").result(PATIENCE_S)
    assert stored.keys.standing()["in_memory"] == 1
    wait_for(lambda: stored.keys.standing()["in_memory"] == 0)
    assert stored.keys.get_cached("openai", "default") is None


def test_a_new_key_is_the_one_that_the_next_call_has(stored: Office) -> None:
    stored.keys.fetch("openai", "default").result(PATIENCE_S)
    stored.keys.set("openai", "default", "sk-new")
    assert stored.keys.get_cached("openai", "default") is None
    assert stored.keys.fetch("openai", "default").result(PATIENCE_S) == "sk-new"
    stored.keys.remove("openai", "default")
    assert stored.keys.get_cached("openai", "default") is None
    with pytest.raises(KeyStoreMissing):
        stored.keys.fetch("openai", "default").result(0)
    assert stored.keys.all() == []
    assert not AtAPrompt.kept


def test_the_list_tells_where_and_when_and_is_there_while_all_is_locked(stored: Office) -> None:
    stored.keys.lock()
    (kept,) = stored.keys.all()
    assert (kept.provider, kept.account, kept.store) == ("openai", "default", "keyring")
    assert set(kept.as_row()) == {"provider", "account", "store", "where", "set_at"}
    assert kept_keys(stored.home) == [kept]
    assert "CANARY" not in stored.home.keys.read_text()


def test_a_list_that_is_damaged_is_told_and_does_not_stop_the_program(stored: Office) -> None:
    stored.home.keys.write_text("{")
    fresh = stored.restarted()
    with pytest.raises(KeyStoreError, match="damaged"):
        fresh.fetch("openai", "default").result(0)
    assert "damaged" in fresh.standing()["trouble"]


def test_a_change_of_the_setting_moves_no_key_and_the_next_set_does(stored: Office) -> None:
    stored.settings = stored.settings.with_value("keys.store", "file")
    assert stored.keys.fetch("openai", "default").result(PATIENCE_S) == KEY
    assert stored.keys.needs_passphrase()
    with pytest.raises(KeyStoreLocked, match="key unlock"):
        stored.keys.set("openai", "default", "sk-in-the-file")
    stored.keys.unlock("correct horse battery")
    assert stored.keys.set("openai", "default", "sk-in-the-file").store == "file"
    assert not AtAPrompt.kept  # one key is in one place
    assert stored.keys.fetch("openai", "default").result(PATIENCE_S) == "sk-in-the-file"


@pytest.mark.expects_warnings
def test_trouble_with_one_store_holds_up_no_key_of_the_other(stored: Office) -> None:
    stored.settings = stored.settings.with_value("keys.store", "file")
    stored.keys.unlock("correct horse battery")
    stored.keys.set("groq", "default", "gsk-in-the-file")
    AtAPrompt.answer.clear()
    assert trouble_of(stored.keys.fetch("openai", "default", timeout_s=0.05))  # the keyring hangs
    assert stored.keys.fetch("groq", "default").result(PATIENCE_S) == "gsk-in-the-file"
    AtAPrompt.answer.set()
    stored.keys.stop()
    fresh = stored.restarted()
    assert isinstance(trouble_of(fresh.fetch("groq", "default")), KeyStoreLocked)  # the file is shut
    assert fresh.fetch("openai", "default").result(PATIENCE_S) == KEY


@pytest.mark.expects_warnings
def test_the_encrypted_file_asks_for_its_passphrase_after_a_restart(stored: Office) -> None:
    stored.settings = stored.settings.with_value("keys.store", "file")
    stored.keys.unlock("correct horse battery")
    stored.keys.set("openai", "default", KEY)
    stored.keys.stop()
    fresh = stored.restarted()
    assert fresh.standing()["needs_passphrase"]
    assert "key unlock" in fresh.standing()["trouble"]  # told before a call is refused
    assert isinstance(trouble_of(fresh.fetch("openai", "default")), KeyStoreLocked)
    with pytest.raises(KeyStoreLocked, match="passphrase"):
        fresh.unlock("wrong horse battery")
    fresh.unlock("correct horse battery")
    assert fresh.fetch("openai", "default").result(PATIENCE_S) == KEY


@pytest.mark.expects_warnings
def test_a_service_opens_the_encrypted_file_by_itself(
    stored: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stored.settings = stored.settings.with_value("keys.store", "file")
    stored.keys.unlock("correct horse battery")
    stored.keys.set("openai", "default", KEY)
    for passphrase, fits in (("correct horse battery", True), ("wrong horse battery", False)):
        stored.keys.stop()
        write_private(tmp_path / "passphrase", f"{passphrase}\n")
        monkeypatch.setenv(PASSPHRASE_FILE, str(tmp_path / "passphrase"))
        fresh = stored.restarted()
        fresh.unlock_from_environment()
        error = trouble_of(fresh.fetch("openai", "default"))  # behind the unlocking, on the same thread
        assert (error is None) == fits
        assert fits or isinstance(error, KeyStoreLocked)


def test_nothing_is_imported_for_keys_until_one_is_needed(home: Path) -> None:
    """Start-up pays for no keyring: a fresh interpreter builds the engine's keys and has neither library."""
    code = (
        "import sys; from pathlib import Path; from app.services.keys import Keys; "
        "from app.core.settings import Settings; from app.platform.home import Home; import app.cli.main; "
        "import app.assembly; "
        f"keys = Keys(Home(Path({str(home)!r})), Settings); keys.get_cached('openai', 'default'); "
        "keys.stop(); "
        "print([name for name in ('keyring', 'cryptography', 'secretstorage') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def wait_for(fact: Callable[[], bool]) -> None:
    """Until a thing that another thread does has been done."""
    deadline = time.monotonic() + PATIENCE_S
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)
