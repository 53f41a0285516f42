"""Promises about the encrypted file of keys, for who has no keyring."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.keys import KeyName
from app.platform.home import write_private
from app.platform.vault import PASSPHRASE_FILE, Vault, passphrase_from_environment

NAME = KeyName("openai", "default")
WORK = KeyName("openai", "work")
PASSPHRASE = "correct horse battery"
KEY = "sk-CANARY0123456789"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An open one with a key in it; each guess is cheap."""
    made = Vault(tmp_path / "keys.vault", log2_n=10)
    made.unlock(PASSPHRASE)
    made.set(NAME, KEY)
    return made


def again(vault: Vault) -> Vault:
    """As the next start of the program finds it."""
    return Vault(vault.path)


def test_a_key_comes_back_after_a_restart_with_the_passphrase_and_not_without(vault: Vault) -> None:
    other = again(vault)
    with pytest.raises(KeyStoreLocked):
        other.get(NAME)
    other.unlock(PASSPHRASE)
    assert other.get(NAME) == KEY
    other.lock()
    with pytest.raises(KeyStoreLocked):
        other.get(NAME)
    with pytest.raises(KeyStoreLocked):
        other.set(WORK, KEY)
    with pytest.raises(KeyStoreLocked):
        other.remove(NAME)


def test_only_the_owner_can_read_it_and_what_it_holds_cannot_be_seen(vault: Vault) -> None:
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600
    kept = vault.path.read_bytes()
    assert b"CANARY" not in kept
    assert b"openai" not in kept
    assert [path.name for path in vault.path.parent.glob("*vault*")] == ["keys.vault"]


def test_keys_are_replaced_and_removed_without_touching_the_others(vault: Vault) -> None:
    vault.set(WORK, "first")
    vault.set(WORK, "second")
    assert (vault.get(NAME), vault.get(WORK)) == (KEY, "second")
    vault.remove(WORK)
    assert vault.get(NAME) == KEY
    for act in (vault.get, vault.remove):
        with pytest.raises(KeyStoreMissing):
            act(WORK)


def test_a_wrong_passphrase_is_told_apart_from_a_damaged_file(vault: Vault) -> None:
    with pytest.raises(KeyStoreLocked, match="passphrase"):
        again(vault).unlock("wrong horse battery")
    vault.path.write_bytes(vault.path.read_bytes()[:-40])
    with pytest.raises(KeyStoreError, match="damaged") as caught:
        again(vault).unlock(PASSPHRASE)
    assert not isinstance(caught.value, KeyStoreLocked)


def test_a_wrong_passphrase_leaves_it_as_it_was(vault: Vault) -> None:
    before = vault.path.read_bytes()
    with pytest.raises(KeyStoreLocked):
        vault.unlock("wrong horse battery")
    assert vault.get(NAME) == KEY
    assert vault.path.read_bytes() == before


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_no_changed_byte_goes_unnoticed(vault: Vault, data: st.DataObject) -> None:
    """Whatever is changed, it is told as damage, or as another passphrase's; no other key ever comes out."""
    whole = vault.path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(st.integers(0, 255))
    hurt = whole[:place] + bytes([changed]) + whole[place + 1 :]
    vault.path.write_bytes(hurt)
    told = ""
    try:
        other = again(vault)
        other.unlock(PASSPHRASE)
        assert other.get(NAME) == KEY
    except KeyStoreError as error:
        told = str(error)
    finally:
        vault.path.write_bytes(whole)
    if told:
        assert hurt != whole
        assert "damaged" in told or "newer" in told
    else:
        assert json.loads(hurt) == json.loads(whole)  # white space, or the same byte


def test_keys_of_another_file_cannot_be_put_into_this_one(vault: Vault, tmp_path: Path) -> None:
    """Somebody who can write the file, and makes its digest fit, still cannot change what it says."""
    from app.platform import vault as module

    mine, theirs = json.loads(vault.path.read_text()), Vault(tmp_path / "other", log2_n=10)
    theirs.unlock(PASSPHRASE)
    theirs.set(NAME, "theirs")
    other = json.loads(theirs.path.read_text())
    mixed = {**mine, "nonce": other["nonce"], "data": other["data"]}
    mixed["digest"] = module._digest(mixed)  # pyright: ignore[reportPrivateUsage]
    vault.path.write_text(json.dumps(mixed))
    fresh = again(vault)
    fresh.unlock(PASSPHRASE)
    with pytest.raises(KeyStoreError, match="changed by somebody else"):
        fresh.get(NAME)


@pytest.mark.parametrize("document", ["", "null", "[]", "{}", '{"format":"tollgate-keys"}', "\x00" * 50])
def test_a_file_that_is_something_else_is_told(vault: Vault, document: str) -> None:
    vault.path.write_text(document)
    with pytest.raises(KeyStoreError):
        again(vault).unlock(PASSPHRASE)
    assert vault.path.read_text() == document


def test_a_file_that_asks_for_a_gigabyte_of_memory_is_refused(vault: Vault) -> None:
    from app.platform import vault as module

    document = json.loads(vault.path.read_text())
    document["log2_n"] = 30
    document["digest"] = module._digest(document)  # pyright: ignore[reportPrivateUsage]
    vault.path.write_text(json.dumps(document))
    with pytest.raises(KeyStoreError, match="damaged"):
        again(vault).unlock(PASSPHRASE)


def test_a_file_of_a_newer_version_is_left_alone(vault: Vault) -> None:
    document = {**json.loads(vault.path.read_text()), "version": 2}
    vault.path.write_text(json.dumps(document))
    with pytest.raises(KeyStoreError, match="newer"):
        again(vault).unlock(PASSPHRASE)


def test_a_short_passphrase_makes_no_file(tmp_path: Path) -> None:
    fresh = Vault(tmp_path / "keys.vault")
    with pytest.raises(KeyStoreError, match="8 characters"):
        fresh.unlock("1234567")
    assert not fresh.exists


def test_each_guess_costs_what_is_asked_of_password_stores(tmp_path: Path) -> None:
    fresh = Vault(tmp_path / "keys.vault")
    fresh.unlock(PASSPHRASE)
    document = json.loads(fresh.path.read_text())
    assert (document["kdf"], document["log2_n"], document["r"], document["p"]) == ("scrypt", 17, 8, 1)


def test_two_files_with_one_passphrase_and_one_key_have_nothing_in_common(tmp_path: Path) -> None:
    documents: list[dict[str, str]] = []
    for name in ("a", "b"):
        made = Vault(tmp_path / name, log2_n=10)
        made.unlock(PASSPHRASE)
        made.set(NAME, KEY)
        documents.append(json.loads(made.path.read_text()))
    for part in ("salt", "check", "nonce", "data"):
        assert documents[0][part] != documents[1][part]


def test_a_folder_that_takes_no_file_is_told_and_the_keys_stay(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.platform.vault.write_private", full)
    with pytest.raises(KeyStoreError, match="No space left"):
        vault.set(WORK, "other")
    assert vault.get(NAME) == KEY


def test_the_passphrase_of_a_service_is_in_a_file_that_nobody_else_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert passphrase_from_environment() is None
    file = tmp_path / "passphrase"
    monkeypatch.setenv(PASSPHRASE_FILE, str(file))
    with pytest.raises(KeyStoreError, match=str(file)):
        passphrase_from_environment()
    write_private(file, f"{PASSPHRASE}\n")
    assert passphrase_from_environment() == PASSPHRASE
    if os.name == "posix":
        file.chmod(0o640)
        with pytest.raises(KeyStoreError, match="chmod 600"):
            passphrase_from_environment()
