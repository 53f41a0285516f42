"""Promises about the keyring of a Linux desktop, kept by the real one: open, locked, absent, silent."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.settings import Settings
from app.platform.home import Home, prepare
from app.services.keys import Keys
from tests.fakes.secret_service import SecretService, needed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.expects_warnings,
    # keyring leaves a connection to the garbage collector when a prompt was dismissed
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
KEY = "sk-CANARY0123456789"
PATIENCE_S = 20


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    needed()
    made = SecretService(tmp_path / "bus")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    yield made
    made.stop()


@pytest.fixture
def keys(service: SecretService, home: Path) -> Iterator[Keys]:
    found = Home(home)
    prepare(found)
    made = Keys(found, Settings)
    yield made
    service.end_daemon()  # what hangs in a call of ours ends with it
    made.stop()


def stored(service: SecretService, keys: Keys) -> None:
    service.unlocked()
    keys.set("openai", "default", KEY)


def test_an_open_keyring_keeps_keys_for_the_next_start(
    service: SecretService, keys: Keys, home: Path
) -> None:
    stored(service, keys)
    assert keys.all()[0].where == "Secret Service keyring"
    other = Keys(Home(home), Settings)
    try:
        assert other.fetch("openai", "default").result(PATIENCE_S) == KEY
        other.set("openai", "default", "sk-second")
    finally:
        other.stop()
    assert keys.fetch("openai", "default").result(PATIENCE_S) == "sk-second"
    keys.remove("openai", "default")
    with pytest.raises(KeyStoreMissing):
        keys.fetch("openai", "default").result(PATIENCE_S)


def test_a_key_as_long_as_any_comes_back_whole(service: SecretService, keys: Keys) -> None:
    service.unlocked()
    keys.set("openai", "default", long := "k" * 8192)
    assert keys.fetch("openai", "default").result(PATIENCE_S) == long
    with pytest.raises(KeyStoreError, match="8,193"):
        keys.set("openai", "default", "k" * 8193)


def test_a_keyring_that_was_never_used_is_not_called_locked(service: SecretService, keys: Keys) -> None:
    service.locked()
    assert keys.where() == "Secret Service keyring"
    with pytest.raises(KeyStoreLocked, match="dismissed"):  # nobody can be asked for its first password
        keys.set("openai", "default", KEY)


def test_a_locked_keyring_is_told_at_once_and_used_once_it_is_open(
    service: SecretService, keys: Keys
) -> None:
    stored(service, keys)
    assert keys.where() == "Secret Service keyring"
    service.locked()
    assert keys.where() == "Secret Service keyring, which is locked now"
    for _ in range(3):
        assert isinstance(keys.fetch("openai", "default").exception(PATIENCE_S), KeyStoreLocked)
    with pytest.raises(KeyStoreLocked):
        keys.set("openai", "work", KEY)
    service.unlocked()
    keys.unlock()
    assert keys.fetch("openai", "default").result(PATIENCE_S) == KEY


def test_without_a_bus_there_is_no_keyring(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for address in (None, f"unix:path={tmp_path}/nothing"):
        if address is None:
            monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
        else:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(KeyStoreError, match="no keyring on this computer") as caught:
            keys.set("openai", "default", KEY)
        assert "keys.store file" in caught.value.hint
        assert keys.all() == []


def test_a_bus_without_the_service_is_no_keyring_until_it_comes_up(
    service: SecretService, keys: Keys
) -> None:
    with pytest.raises(KeyStoreError, match="no keyring on this computer"):
        keys.set("openai", "default", KEY)
    stored(service, keys)
    assert keys.fetch("openai", "default").result(PATIENCE_S) == KEY


def test_a_keyring_that_goes_away_is_told_and_found_again(service: SecretService, keys: Keys) -> None:
    stored(service, keys)
    service.end_daemon()
    error = keys.fetch("openai", "default").exception(PATIENCE_S)
    assert isinstance(error, KeyStoreError)
    assert not isinstance(error, KeyStoreMissing)  # the key is not lost
    service.unlocked()
    assert keys.fetch("openai", "default").result(PATIENCE_S) == KEY


def test_a_silent_keyring_costs_a_call_its_deadline_and_answers_later(
    service: SecretService, keys: Keys
) -> None:
    stored(service, keys)
    service.freeze()
    flight = keys.fetch("openai", "default", timeout_s=0.3)
    assert isinstance(error := flight.exception(PATIENCE_S), KeyStoreLocked)
    assert "does not answer" in str(error)
    with pytest.raises(KeyStoreLocked):
        keys.fetch("openai", "default").result(0)
    with pytest.raises(KeyStoreLocked, match="does not answer"):
        keys.where()
    service.thaw()
    keys.unlock()
    assert keys.fetch("openai", "default").result(PATIENCE_S) == KEY


def test_the_program_ends_while_a_keyring_is_silent(service: SecretService, keys: Keys, home: Path) -> None:
    """As a process: what hangs on its thread does not keep the interpreter."""
    stored(service, keys)
    service.freeze()
    code = (
        "import sys; from pathlib import Path; from app.services.keys import Keys; "
        "from app.core.settings import Settings; from app.platform.home import Home; "
        f"keys = Keys(Home(Path({str(home)!r})), Settings); "
        "print(type(keys.fetch('openai', 'default', timeout_s=0.3).exception()).__name__); keys.stop()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**service.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True, text=True, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "KeyStoreLocked"
