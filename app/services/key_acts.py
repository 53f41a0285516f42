"""What is done with keys by who holds the home, also with those that another process put into the keyring."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.accounts import Account
from app.core.errors import KeyStoreError
from app.core.keys import DEFAULT_ACCOUNT, KeyName, check_account
from app.core.providers import Provider, same_host
from app.core.records import iso_utc
from app.services.channel_secrets import is_of_channel
from app.services.keys import KeptKey
from app.services.office import Office

Arguments = Mapping[str, Any]


def set_key(office: Office, a: Arguments) -> Any:
    name = _name(office, a)
    _open_first(office, a)
    kept = office.keys.set(name.provider, name.account, a["key"])
    _have_account(office, name)
    return kept.as_row()


def note_key(office: Office, a: Arguments) -> Any:
    name = _name(office, a)
    kept = KeptKey(name.provider, name.account, a["store"], a["where"], a["set_us"])
    office.keys.note(kept)
    _have_account(office, kept.name)
    return kept.as_row()


def remove_key(office: Office, a: Arguments) -> Any:
    _open_first(office, a)
    return office.keys.remove(a["provider"], a["account"]).as_row()


def strike_key(office: Office, a: Arguments) -> Any:
    office.keys.strike(KeyName(a["provider"], a["account"]))
    return {"provider": a["provider"], "account": a["account"]}


def check_no_key(office: Office, provider: str, account: str | None = None) -> None:
    """Before what a key was given for goes: it must never be shown to whatever comes in its place."""
    for kept in office.keys.all():
        if kept.provider == provider and account in {None, kept.account}:
            more = "" if kept.account == DEFAULT_ACCOUNT else f" --account {kept.account}"
            raise KeyStoreError(
                f"A key of {kept.name} is stored, which could go to another address then.",
                f"Remove its key first: `tollgate key remove {provider}{more}`",
            )


def keys_led_elsewhere(
    kept: Iterable[KeptKey],
    before: Provider,
    after: Provider,
    accounts: Iterable[Account] = (),
    account: str | None = None,
) -> list[KeyName]:
    """Those that would be shown to another host from now on.

    The address is that of the provider and of its `accounts` without one of their own, or of one `account`.
    """
    if same_host(before, after):
        return []
    own = {one.name for one in accounts if one.provider == before.id and one.base_url}
    mine = [one.name for one in kept if one.provider == before.id]
    return [
        name for name in mine if (name.account not in own if account is None else name.account == account)
    ]


def lock_keys(office: Office, _: Arguments) -> Any:
    office.keys.lock()
    return office.keys.standing()


def unlock_keys(office: Office, a: Arguments) -> Any:
    office.keys.unlock(a.get("passphrase"))
    return office.keys.standing()


def kept_key(office: Office, a: Arguments) -> Any:
    """Which key there is, for the audit."""
    name = KeyName(a["provider"], a["account"])
    kept = next((kept for kept in office.keys.all() if kept.name == name), None)
    return {} if kept is None else {"store": kept.store, "set_at": iso_utc(kept.set_us)}


def _have_account(office: Office, name: KeyName) -> None:
    """An account comes into being with its first key; it stays when the key goes, for its balance."""
    if not is_of_channel(name.provider):
        office.accounts.ensure(name.provider, name.account)


def _open_first(office: Office, a: Arguments) -> None:
    """With the passphrase of the encrypted file, where it takes one."""
    if a.get("passphrase") is not None:
        office.keys.unlock(a["passphrase"])


def _name(office: Office, a: Arguments) -> KeyName:
    if not is_of_channel(a["provider"]):
        office.providers.get(a["provider"])
    return KeyName(a["provider"], check_account(a["account"]))
