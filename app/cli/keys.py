"""`tollgate key`: the provider keys that Tollgate holds for you."""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from getpass import getpass
from pathlib import Path
from typing import Any, TypeVar

from app.cli.frame import DONE, Command, Context
from app.cli.running import health, operate
from app.core.errors import KeyStoreError, ProviderError, UsageError
from app.core.keys import DEFAULT_ACCOUNT, KeyName, check_account, clean_key, doubt_about, looks_like_key
from app.platform.home import prepare
from app.platform.settings_file import load
from app.platform.vault import PASSPHRASE_FILE, SHORTEST_PASSPHRASE, passphrase_from_environment
from app.services.keys import Keys, kept_keys
from app.services.providers import known_providers

_LONGEST_INPUT = 100_000
T = TypeVar("T")


def run_set(context: Context) -> int:
    _refuse_in_the_open(context)
    name = _name(context)
    key = clean_key(read_secret(f"Key for {name} (it is not shown): "))
    doubt = doubt_about(name.provider, key)
    row = keep(context, name, key)
    if doubt:
        context.out.note(f"tollgate: {doubt} It is stored all the same.")
    context.out.document(row, f"The key of {name} is in the {row['where']}.")
    return DONE


def keep(context: Context, name: KeyName, key: str) -> Any:
    """Where the settings say; what is told of it."""
    if load(context.home.settings).text("keys.store") == "file":
        return _set_in_file(context, name, key)
    return _set_in_keyring(context, name, key)


def _set_in_keyring(context: Context, name: KeyName, key: str) -> Any:
    """From this process, whose prompts the user sees; the key itself goes nowhere else."""
    prepare(context.home)
    kept = _with_keys(context, lambda keys: keys.put(name, key))
    return operate(context.home, "key.noted", asdict(kept))


def _set_in_file(context: Context, name: KeyName, key: str) -> Any:
    arguments = {"provider": name.provider, "account": name.account, "key": key}
    if _is_shut(context):
        arguments["passphrase"] = _passphrase(context)
    return operate(context.home, "key.set", arguments)


def run_list(context: Context) -> int:
    stored = kept_keys(context.home)
    context.out.document([kept.as_row() for kept in stored])
    if context.out.as_json:
        return DONE
    keys, secrets = ([kept for kept in stored if bool(kept.channel) is of] for of in (False, True))
    if keys:
        columns = ("provider", "account", "where", "set_at")
        rows = [kept.as_row() for kept in keys]
        context.out.table(
            ("provider", "account", "where", "set at"), [tuple(row[c] for c in columns) for row in rows]
        )
    else:
        context.out.line("No keys yet: `tollgate key set PROVIDER` stores one.")
    for kept in secrets:
        context.out.line(
            f"The secrets of the alert channel {kept.channel} are in the {kept.where}, and go when it does."
        )
    return DONE


def run_remove(context: Context) -> int:
    _refuse_in_the_open(context)
    name = KeyName(context.args.provider, context.args.account)
    drop(context, name)
    context.out.document({"removed": str(name)}, f"The key of {name} is removed.")
    return DONE


def drop(context: Context, name: KeyName) -> None:
    """Out of its store, and off the list."""
    kept = next((kept for kept in kept_keys(context.home) if kept.name == name), None)
    arguments: dict[str, Any] = {"provider": name.provider, "account": name.account}
    if kept is not None and kept.store == "keyring":
        _with_keys(context, lambda keys: keys.take_out(name))
        operate(context.home, "key.struck", arguments)
    else:
        if kept is not None and _is_shut(context):
            arguments["passphrase"] = _passphrase(context)
        operate(context.home, "key.remove", arguments)


def run_lock(context: Context) -> int:
    if health(context.home) is None:
        context.out.document({"locked": True}, "Tollgate does not run, so no key is in memory.")
        return DONE
    standing = operate(context.home, "key.lock", {})
    context.out.document(standing, "Locked: no call can have a stored key until `tollgate key unlock`.")
    return DONE


def run_unlock(context: Context) -> int:
    """Also of the computer's keyring: its prompt comes up here, where the user is."""
    arguments: dict[str, Any] = {}
    if _is_shut(context):
        arguments["passphrase"] = _passphrase(context)
    in_keyring = [kept for kept in kept_keys(context.home) if kept.store == "keyring"]
    if in_keyring:
        first = in_keyring[0]
        _with_keys(
            context, lambda keys: keys.fetch(first.provider, first.account, timeout_s=_PATIENCE_S).result()
        )
    runs = health(context.home) is not None
    standing = operate(context.home, "key.unlock", arguments)
    context.out.document(
        standing, "Unlocked." if runs else "It opens. No Tollgate runs that could use a key."
    )
    return DONE


_PATIENCE_S = 120.0


def _with_keys(context: Context, act: Callable[[Keys], T]) -> T:
    settings = load(context.home.settings)
    keys = Keys(context.home, lambda: settings)
    try:
        return act(keys)
    finally:
        keys.stop()


def _is_shut(context: Context) -> bool:
    """Whether the encrypted file is in use and waits for its passphrase."""
    running = health(context.home)
    if running is not None:
        return bool(running["keys"]["needs_passphrase"])
    return _with_keys(context, lambda keys: keys.needs_passphrase())


def _name(context: Context) -> KeyName:
    provider = context.args.provider
    if provider not in known_providers(context.home.ledger):
        raise ProviderError(
            f"There is no provider {provider!r}.",
            "`tollgate provider list` shows them; `provider add` makes one.",
        )
    return KeyName(provider, check_account(context.args.account))


def _refuse_in_the_open(context: Context) -> None:
    """Before anything quotes what was typed."""
    args = context.args
    if (
        args.in_the_open
        or args.key is not None
        or looks_like_key(args.provider)
        or looks_like_key(args.account)
    ):
        raise UsageError(
            "A key is never taken as an argument: the shell remembers it, and other programs can see it.",
            "Pipe it in (`tollgate key set PROVIDER < file`) or type it when asked. If that was a real key, "
            "replace it at the provider.",
        )


def read_secret(prompt: str) -> str:
    """From standard input, else from a hidden prompt."""
    if sys.stdin is not None and not sys.stdin.isatty():
        try:
            return sys.stdin.read(_LONGEST_INPUT)
        except UnicodeDecodeError:
            raise KeyStoreError("What was piped in is not text.", "Pipe in the key alone.") from None
    return getpass(prompt)


def _passphrase(context: Context) -> str:
    """From the file that the environment names, else from the terminal, else, where no key is piped in, from
    standard input. A new one is asked for twice."""
    named = passphrase_from_environment()
    if named is not None:
        return named
    if context.args.run is run_unlock and not sys.stdin.isatty():
        return read_secret("").removesuffix("\n").removesuffix("\r")
    if not _has_terminal():
        raise KeyStoreError(
            "The encrypted file of keys is locked, and there is no terminal to ask for its passphrase.",
            f"`tollgate key unlock` opens it where Tollgate runs; or name a file with {PASSPHRASE_FILE}.",
        )
    if context.home.vault.exists():
        return getpass("Passphrase of the encrypted file: ")
    context.out.note(
        f"Keys go into a new encrypted file, {context.home.vault}. Without its passphrase they are lost."
    )
    passphrase = getpass(f"New passphrase, {SHORTEST_PASSPHRASE} characters or more: ")
    if getpass("The same again: ") != passphrase:
        raise KeyStoreError("The two passphrases differ.", "Try again; nothing was stored.")
    return passphrase


def _has_terminal() -> bool:
    """What `getpass` can ask at, even while standard input is a pipe."""
    if os.name == "nt":
        return sys.stdin.isatty()
    try:
        with Path("/dev/tty").open():
            return True
    except OSError:
        return False


def _whose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("provider", metavar="PROVIDER")
    parser.add_argument(
        "--account", metavar="A", default=DEFAULT_ACCOUNT, help="where you have several keys at one provider"
    )
    # taken only to be refused without being repeated
    parser.add_argument("in_the_open", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--key", "--value", "--token", help=argparse.SUPPRESS, dest="key")


KEY = Command(
    "key",
    "the provider keys that Tollgate holds for you",
    run_list,
    parts=(
        Command("set", "store a key, read from standard input or a hidden prompt", run_set, _whose),
        Command("list", "which keys there are, and where", run_list),
        Command("remove", "take a key out of its store", run_remove, _whose),
        Command("lock", "wipe keys from memory; no call has one until unlocked", run_lock),
        Command("unlock", "let calls have keys again, asking for what that takes", run_unlock),
    ),
)
