"""Promises about which keyring is given a key, and about what is said where one cannot be."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from keyring import errors
from keyring.backend import KeyringBackend

from app.core.errors import AppError, KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.keys import KeyName
from app.platform.home import Home, open_to_others, prepare
from app.platform.keys import Keyring, home_id
from tests.fakes.keyring import InMemory

NAME = KeyName("openai", "default")
KEY = "sk-CANARY0123456789"


@pytest.fixture
def made(home: Path) -> Home:
    InMemory.kept.clear()
    found = Home(home)
    prepare(found)
    return found


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make a backend of that module and name what the user's configuration says."""

    def choose(module: str, name: str, kind: type[KeyringBackend] = InMemory, **attributes: Any) -> None:
        made = type(name, (kind,), {"__module__": module, **attributes})
        parts = module.split(".")
        for parent in [".".join(parts[: i + 1]) for i in range(len(parts))]:
            if parent not in sys.modules:
                monkeypatch.setitem(sys.modules, parent, ModuleType(parent))
        monkeypatch.setattr(sys.modules[module], name, made, raising=False)
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{module}.{name}")

    yield choose  # type: ignore[misc]
    from keyring import backend

    classes: set[type] = backend.KeyringBackend._classes  # type: ignore[attr-defined]  # pyright: ignore
    for kind in [k for k in classes if issubclass(k, InMemory) and k is not InMemory]:
        classes.discard(kind)


def test_entries_are_named_after_home_provider_and_account(made: Home) -> None:
    keyring = Keyring(made)
    keyring.set(NAME, KEY)
    assert InMemory.kept == {("tollgate", f"{home_id(made)}/openai/default"): KEY}
    assert keyring.get(NAME) == KEY
    keyring.remove(NAME)
    assert not InMemory.kept
    for act in (keyring.get, keyring.remove):
        with pytest.raises(KeyStoreMissing):
            act(NAME)


def test_two_homes_do_not_see_each_others_keys(made: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    prepare(other)
    Keyring(made).set(NAME, KEY)
    with pytest.raises(KeyStoreMissing):
        Keyring(other).get(NAME)
    assert home_id(made) == home_id(Home(made.root)) != home_id(other)


def test_a_home_has_one_id_however_many_ask_for_it_first(made: Home) -> None:
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda _: home_id(made), range(200)))
    assert len(set(ids)) == 1
    assert [path.name for path in made.root.glob("*home-id*")] == ["home-id"]
    assert not open_to_others(made.id)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.null", "Keyring"),
        ("keyring.backends.fail", "Keyring"),
        ("keyrings.alt.file", "PlaintextKeyring"),
        ("keyrings.alt.file", "EncryptedKeyring"),
        ("keyrings.alt.pyfs", "BasicKeyring"),
        ("somebody.elses", "PlaintextKeyring"),
        ("somebody.elses.plaintext", "Keyring"),
    ],
)
def test_what_keeps_keys_in_the_open_or_not_at_all_gets_none(
    made: Home, use: Callable[..., None], module: str, name: str
) -> None:
    use(module, name)
    with pytest.raises(KeyStoreError) as caught:
        Keyring(made).set(NAME, KEY)
    assert "keys.store file" in caught.value.hint
    assert "CANARY" not in str(caught.value)
    assert not InMemory.kept


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_the_librarys_own_empty_keyrings_get_no_key(
    made: Home, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    with pytest.raises(KeyStoreError):
        Keyring(made).set(NAME, KEY)


def test_a_child_of_a_refused_keyring_is_refused_too(made: Home, use: Callable[..., None]) -> None:
    parent = type("PlaintextKeyring", (InMemory,), {"__module__": "keyrings.alt.file"})
    use("harmless.name", "Keyring", parent)
    with pytest.raises(KeyStoreError, match="not protected"):
        Keyring(made).set(NAME, KEY)


def test_of_a_chain_only_a_good_one_gets_the_key(made: Home, use: Callable[..., None]) -> None:
    bad = type("PlaintextKeyring", (InMemory,), {"__module__": "keyrings.alt.file", "kept": {}})
    good = type("Keyring", (InMemory,), {"__module__": "good.keyring", "kept": {}})
    use("keyring.backends.chainer", "ChainerBackend", backends=[bad(), good()])
    keyring = Keyring(made)
    keyring.set(NAME, KEY)
    assert list(good.kept.values()) == [KEY]  # type: ignore[attr-defined]
    assert not bad.kept  # type: ignore[attr-defined]
    assert keyring.where() == "keyring good.keyring.Keyring"


def test_a_chain_of_bad_ones_gets_no_key(made: Home, use: Callable[..., None]) -> None:
    bad = type("PlaintextKeyring", (InMemory,), {"__module__": "keyrings.alt.file", "kept": {}})
    use("keyring.backends.chainer", "ChainerBackend", backends=[bad()])
    with pytest.raises(KeyStoreError, match="PlaintextKeyring"):
        Keyring(made).set(NAME, KEY)
    assert not bad.kept  # type: ignore[attr-defined]


def test_a_configuration_that_names_nothing_is_told(made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    with pytest.raises(KeyStoreError, match="no"):
        Keyring(made).get(NAME)


def test_a_keyring_that_drops_what_it_gets_is_found_out_at_once(made: Home, use: Callable[..., None]) -> None:
    use("forgetful", "Keyring", get_password=lambda *_: None)
    with pytest.raises(KeyStoreError, match="did not keep it"):
        Keyring(made).set(NAME, KEY)


def test_a_key_too_long_for_windows_is_refused_before_it_is_cut(made: Home, use: Callable[..., None]) -> None:
    use("keyring.backends.Windows", "WinVaultKeyring")
    keyring = Keyring(made)
    keyring.set(NAME, "x" * 1280)
    with pytest.raises(KeyStoreError, match="too long") as caught:
        keyring.set(NAME, "x" * 1281)
    assert "keys.store file" in caught.value.hint
    assert keyring.get(NAME) == "x" * 1280


@pytest.mark.parametrize(
    ("raised", "expected", "words"),
    [
        (errors.NoKeyringError(KEY), KeyStoreError, "no keyring"),
        (errors.InitError("Failed to create the collection: nobody."), KeyStoreError, "cannot be opened"),
        (
            errors.InitError("Failed to create the collection: Prompt dismissed.."),
            KeyStoreLocked,
            "dismissed",
        ),
        (errors.KeyringLocked("Failed to unlock the collection!"), KeyStoreLocked, "locked"),
        (errors.PasswordSetError(KEY), KeyStoreError, "refuses"),
        (ConnectionResetError(KEY), KeyStoreError, "does not answer"),
        (RuntimeError(KEY), KeyStoreError, "RuntimeError"),
    ],
)
def test_troubles_are_told_apart_and_none_repeats_the_key(
    made: Home, use: Callable[..., None], raised: Exception, expected: type[AppError], words: str
) -> None:
    def fail(*_: object) -> None:
        raise raised

    use("troubled", "Keyring", get_password=fail, set_password=fail)
    for act in (lambda: Keyring(made).get(NAME), lambda: Keyring(made).set(NAME, KEY)):
        with pytest.raises(AppError) as caught:
            act()
        assert type(caught.value) is expected
        assert words in caught.value.message
        assert caught.value.hint
        assert "CANARY" not in str(caught.value)
        assert caught.value.__context__ is None  # what failed had the key among its arguments


def test_a_keyring_that_comes_up_later_is_found(made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = Keyring(made)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with pytest.raises(KeyStoreError):
        keyring.set(NAME, KEY)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fakes.keyring.InMemory")
    keyring.set(NAME, KEY)
    assert keyring.get(NAME) == KEY
