"""Provider keys: fetched when a call needs one, kept for a moment, wiped on lock.

The values are in a KeyStore. Which there are is listed in the home, so that it can be told while a store is
locked; not in the ledger, because one that was restored must not claim keys that are not here.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from typing import Any

from app.core.errors import AppError, KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.keys import KeyName, clean_key
from app.core.records import iso_utc
from app.core.settings import Settings
from app.platform.clock import now_us
from app.platform.home import Home, write_private
from app.platform.keys import Keyring, KeyStore
from app.platform.vault import PASSPHRASE_FILE, Vault, passphrase_from_environment
from app.services.channel_secrets import channel_of
from app.services.store_calls import StoreCalls

_FETCH_S = 20.0  # as long as a tool waits gladly while its user types a password
_ACT_S = 120.0  # the user is there
_QUIET_S = 30.0  # after a prompt was dismissed, or not answered: no new one for each call
_log = logging.getLogger("tollgate.keys")


@dataclass(frozen=True, slots=True)
class KeptKey:
    """One key, without its value. `where` is for people."""

    provider: str
    account: str
    store: str
    where: str
    set_us: int

    @property
    def name(self) -> KeyName:
        return KeyName(self.provider, self.account)

    @property
    def channel(self) -> str:
        """Of which alert channel these are the secrets; empty for a provider's key."""
        return channel_of(self.provider)

    def as_row(self) -> dict[str, Any]:
        row = asdict(self)
        row["set_at"] = iso_utc(row.pop("set_us"))
        return row


@dataclass(slots=True)
class _InMemory:
    key: str
    used: float


def kept_keys(home: Home) -> list[KeptKey]:
    """Which keys there are, for who only looks. Touches no store."""
    try:
        rows = json.loads(home.keys.read_text(encoding="utf-8"))["keys"]
        return sorted((KeptKey(**row) for row in rows), key=lambda kept: kept.name)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise KeyStoreError(
            f"The list of keys {home.keys} cannot be read: {reason}.",
            "Move it away and set the keys anew; it holds no key itself.",
        ) from None


def how_many(kept: Sequence[KeptKey]) -> str:
    """How many there are, in words. What channels are given is no provider's key."""
    channels = sum(bool(one.channel) for one in kept)
    said = f"{len(kept) - channels} kept"
    return f"{said}, and the secrets of {channels} alert channel{'s' * (channels != 1)}" if channels else said


class Keys:
    """`stop` once. Where a method blocks, its text says so; the others may be called on the loop."""

    def __init__(self, home: Home, settings: Callable[[], Settings], *, vault: Vault | None = None) -> None:
        self._home = home
        self._settings = settings
        self.vault = vault or Vault(home.vault)
        self._stores: dict[str, KeyStore] = {"keyring": Keyring(home), "file": self.vault}
        self._calls = {kind: StoreCalls() for kind in self._stores}  # one that hangs holds up no other
        self._lock = threading.RLock()
        self._kept: dict[KeyName, KeptKey] | None = None
        self._memory: dict[KeyName, _InMemory] = {}
        self._flights: dict[KeyName, Future[str]] = {}
        self._locked = False
        self._age = 0  # a key that is fetched while it is changed, or while all are locked, is not kept
        self._refused: dict[str, tuple[float, KeyStoreError]] = {}
        self._fading: threading.Timer | None = None
        self.trouble: KeyStoreError | None = None  # of the last fetch

    # ---- for calls ------------------------------------------------------------------------------------

    def get_cached(self, provider: str, account: str) -> str | None:
        """The key, where it is at hand."""
        kept = self._memory.get(KeyName(provider, account))
        now = time.monotonic()
        if kept is None or now - kept.used > self._idle_s():
            return None
        kept.used = now
        return kept.key

    def fetch(self, provider: str, account: str, *, timeout_s: float = _FETCH_S) -> "Future[str]":
        """The key from its store, by one call for all who ask meanwhile; or a KeyStoreError, in time."""
        name = KeyName(provider, account)
        cached = self.get_cached(provider, account)
        if cached is not None:
            return _given(cached)
        with self._lock:
            flight = self._flights.get(name)
            if flight is not None:
                return flight
            try:
                kept = self._find(name)
                self._ensure_open(kept.store)
            except KeyStoreError as error:
                return _refused(error)
            age, store = self._age, self._stores[kept.store]
            flight = self._calls[kept.store].submit(lambda: self._fetched(name, store, age), timeout_s)
            self._flights[name] = flight
        flight.add_done_callback(lambda done: self._landed(kept, done))
        return flight

    def _find(self, name: KeyName) -> KeptKey:
        kept = self._all().get(name)
        if kept is None:
            raise KeyStoreMissing(
                f"There is no key for the account {name.account} of {name.provider}.",
                f"`tollgate key set {name.provider}` stores one.",
            )
        return kept

    def _ensure_open(self, store: str) -> None:
        if self._locked:
            raise KeyStoreLocked(
                "Tollgate's keys are locked.", "`tollgate key unlock` lets calls have them again."
            )
        until, error = self._refused.get(store, (0.0, None))
        if error is not None and time.monotonic() < until:
            raise error

    def _fetched(self, name: KeyName, store: KeyStore, age: int) -> str:
        """On the thread of the store. An answer that comes late is kept all the same."""
        key = store.get(name)
        with self._lock:
            if age == self._age and not self._locked:
                self._memory[name] = _InMemory(key, time.monotonic())
                self._refused.pop(store.kind, None)
                self.trouble = None
                self._fade()
        return key

    def _landed(self, kept: KeptKey, done: "Future[str]") -> None:
        error = done.exception()
        with self._lock:
            if self._flights.get(kept.name) is done:
                del self._flights[kept.name]
            if isinstance(error, KeyStoreError):
                self.trouble = error
                if isinstance(error, KeyStoreLocked):
                    self._refused[kept.store] = (time.monotonic() + _QUIET_S, error)
        if error is not None:
            _log.warning("the key of %s is not to be had: %s", kept.name, error)

    # ---- for people ------------------------------------------------------------------------------------

    def all(self) -> list[KeptKey]:
        """Which keys there are; never a value."""
        with self._lock:
            return sorted(self._all().values(), key=lambda kept: kept.name)

    def set(self, provider: str, account: str, key: str) -> KeptKey:
        """Blocks, for minutes where a prompt waits."""
        kept = self.put(KeyName(provider, account), key)
        self.note(kept)
        return kept

    def put(self, name: KeyName, key: str) -> KeptKey:
        """Into the store that the settings name. The list is for who holds the home to write. Blocks."""
        key = clean_key(key)
        store = self._stores[self._settings().text("keys.store")]

        def keep() -> str:
            store.set(name, key)
            return store.where()

        where = self._done(store.kind, keep)
        before = self._all().get(name)
        if before is not None and before.store != store.kind:
            self._let_go(before)
        return KeptKey(name.provider, name.account, store.kind, where, now_us())

    def _let_go(self, kept: KeptKey) -> None:
        """Of a key whose account has another one elsewhere now."""
        try:
            self._done(kept.store, lambda: self._stores[kept.store].remove(kept.name))
        except KeyStoreMissing:
            pass
        except KeyStoreError as error:
            _log.warning("an earlier key of %s stays in the %s: %s", kept.name, kept.where, error)

    def take_out(self, name: KeyName) -> KeptKey:
        """Out of its store; one that somebody else took out already is no trouble. Blocks."""
        kept = self._find(name)
        try:
            self._done(kept.store, lambda: self._stores[kept.store].remove(name))
        except KeyStoreMissing:
            _log.info("the key of %s was not in the %s any more", name, kept.where)
        return kept

    def remove(self, provider: str, account: str) -> KeptKey:
        """Blocks."""
        kept = self.take_out(KeyName(provider, account))
        self.strike(kept.name)
        return kept

    def note(self, kept: KeptKey) -> None:
        """There is a new key, which may have been put there by another process."""
        with self._lock:
            self._write({**self._all(), kept.name: kept})
            self._forget(kept.name)

    def strike(self, name: KeyName) -> None:
        """There is no such key any more."""
        with self._lock:
            self._write({other: kept for other, kept in self._all().items() if other != name})
            self._forget(name)

    def lock(self) -> None:
        """Wipe what is in memory, and let no call have a key until `unlock`."""
        with self._lock:
            self._locked = True
            self._wipe()
            self.vault.lock()

    def unlock(self, passphrase: str | None = None) -> None:
        """Let calls have keys again. With a passphrase, open the encrypted file too, or make it. Blocks."""
        for calls in self._calls.values():
            calls.leave_behind()
        if passphrase is not None:
            self._done(self.vault.kind, lambda: self.vault.unlock(passphrase))
        with self._lock:
            self._locked, self.trouble = False, None
            self._refused.clear()

    def unlock_from_environment(self) -> None:
        """Open the encrypted file where the environment says how, and do not wait for it."""
        try:
            passphrase = passphrase_from_environment()
        except KeyStoreError as error:
            self.trouble = error
            _log.error("%s", error)
            return
        if passphrase is None or not self.vault.exists:
            return

        def told(done: "Future[Any]") -> None:
            error = done.exception()
            if isinstance(error, KeyStoreError):
                self.trouble = error
                _log.error("%s did not open the encrypted file of keys: %s", PASSPHRASE_FILE, error)

        opening = self._calls[self.vault.kind].submit(lambda: self.vault.unlock(passphrase), _ACT_S)
        opening.add_done_callback(told)

    def needs_passphrase(self) -> bool:
        """Whether the encrypted file is in use and shut."""
        if self.vault.is_open:
            return False
        return self._settings().text("keys.store") == "file" or any(k.store == "file" for k in self.all())

    def standing(self) -> dict[str, Any]:
        """For `status` and the window, which offers to unlock."""
        trouble, shut = self.trouble, False
        try:
            shut = self.needs_passphrase()
            if shut and trouble is None and any(kept.store == "file" for kept in self.all()):
                trouble = KeyStoreLocked(
                    "The encrypted file of keys is locked, so no call can have one of them.",
                    "`tollgate key unlock` opens it.",
                )
        except KeyStoreError as error:
            trouble = error
        return {
            "locked": self._locked or shut or isinstance(trouble, KeyStoreLocked),
            "needs_passphrase": shut,
            "trouble": None if trouble is None else str(trouble),
            "in_memory": len(self._memory),
        }

    def where(self, timeout_s: float = 5.0) -> str:
        """What keeps new keys; an AppError where it cannot. Blocks, and prompts nobody."""
        store = self._stores[self._settings().text("keys.store")]

        def look() -> str:
            locked = isinstance(store, Keyring) and store.is_locked()
            return f"{store.where()}, which is locked now" if locked else store.where()

        return self._calls[store.kind].submit(look, timeout_s).result()

    def stop(self) -> None:
        """A prompt that nobody answers does not keep the program."""
        with self._lock:
            self._wipe()
            self.vault.lock()
            self._locked = True
            fading = self._fading
        if fading is not None:
            fading.cancel()
            fading.join()
        for calls in self._calls.values():
            calls.stop()

    # ---- inside -------------------------------------------------------------------------------------------

    def _done(self, store: str, call: Callable[[], Any]) -> Any:
        return self._calls[store].submit(call, _ACT_S).result()

    def _idle_s(self) -> int:
        return self._settings().number("keys.idle_s")

    def _all(self) -> dict[KeyName, KeptKey]:
        if self._kept is None:
            self._kept = {kept.name: kept for kept in kept_keys(self._home)}
        return self._kept

    def _write(self, kept: dict[KeyName, KeptKey]) -> None:
        rows = [asdict(kept[name]) for name in sorted(kept)]
        try:
            write_private(self._home.keys, json.dumps({"keys": rows}, indent=1) + "\n")
        except OSError as error:
            raise KeyStoreError(
                f"{self._home.keys} cannot be written: {os.strerror(error.errno or 0)}.",
                "Is there room on the disk?",
            ) from error
        self._kept = kept

    def _forget(self, name: KeyName) -> None:
        self._age += 1
        self._memory.pop(name, None)
        self._flights.pop(name, None)
        self._refused.clear()
        self.trouble = None

    def _wipe(self) -> None:
        self._age += 1
        self._memory.clear()
        self._flights.clear()

    def _fade(self) -> None:
        """Wake when the next key may have been idle for long enough."""
        if self._fading is not None or not self._memory:
            return
        now = time.monotonic()
        due = min(kept.used for kept in self._memory.values()) + self._idle_s() - now
        self._fading = threading.Timer(max(due, 0) + 0.01, self._drop_idle)
        self._fading.name, self._fading.daemon = "key-fading", True
        self._fading.start()

    def _drop_idle(self) -> None:
        with self._lock:
            now = time.monotonic()
            idle_s = self._idle_s()
            for name in [n for n, kept in self._memory.items() if now - kept.used > idle_s]:
                del self._memory[name]
            self._fading = None
            if not self._locked:
                self._fade()


def _given(key: str) -> "Future[str]":
    future: Future[str] = Future()
    future.set_result(key)
    return future


def _refused(error: AppError) -> "Future[str]":
    future: Future[str] = Future()
    future.set_exception(error)
    return future
