"""Where keys are kept: the keyring of this computer. Its calls block, and may wait for a person at a prompt:
they belong on a thread of their own. `keyring` is imported by the first call and not before."""

import os
import secrets
from contextlib import closing, suppress
from typing import Any, Protocol

from app.core.errors import AppError, HomeError, KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.keys import KeyName
from app.core.redaction import redact
from app.platform.home import Home, write_private

_SERVICE = "tollgate"
_WINDOWS_UNITS = 1280  # CRED_MAX_CREDENTIAL_BLOB_SIZE is 2560 bytes of UTF-16
_USE_A_FILE = "Or keep keys in an encrypted file: `tollgate settings set keys.store file`."

# By the beginning of its name: what keeps nothing, or keeps it for everybody to read. All of keyrings.alt is
# among them: what of it is encrypted asks for its password on a terminal, which we may not have.
_REFUSED: dict[str, str] = {
    "keyring.backends.null": "keeps nothing",
    "keyring.backends.fail": "is none",
    "keyrings.alt": "keeps keys in files that are not protected by the system",
}
_REFUSED_WORDS = ("plaintext", "unencrypted")

# What a person calls it.
_TITLES: dict[str, str] = {
    "keyring.backends.SecretService": "Secret Service keyring",
    "keyring.backends.libsecret": "Secret Service keyring",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}


class KeyStore(Protocol):
    """Each call may block. Raises KeyStoreLocked, KeyStoreMissing, or else KeyStoreError."""

    @property
    def kind(self) -> str: ...

    def where(self) -> str:
        """For people: what keeps the keys."""
        ...

    def get(self, name: KeyName) -> str: ...

    def set(self, name: KeyName, key: str) -> None: ...

    def remove(self, name: KeyName) -> None: ...


def home_id(home: Home) -> str:
    """What tells the entries of this home from those of another; made when first asked for, by one of us."""
    for _ in range(2):
        with suppress(OSError):
            if found := home.id.read_text(encoding="ascii").strip():
                return found
        fresh = home.root / f".home-id-{secrets.token_hex(6)}"
        try:
            write_private(fresh, secrets.token_hex(6) + "\n")
            with suppress(FileExistsError):
                os.link(fresh, home.id)
        except OSError as error:
            raise HomeError(
                f"{home.id} cannot be written: {error.strerror or error}.", "Check who owns the folder."
            ) from error
        finally:
            fresh.unlink(missing_ok=True)
    raise HomeError(f"{home.id} cannot be read.", "Check who owns it.")


class Keyring:
    """The keyring of this computer, as far as it can be trusted with a key."""

    kind = "keyring"

    def __init__(self, home: Home) -> None:
        self._home = home
        self._backend: Any = None

    def where(self) -> str:
        return _title(self._ready())

    def is_locked(self) -> bool:
        """Whether its prompt would come up, as far as that can be told without it: of the Secret Service."""
        if _module(self._ready()) != "keyring.backends.SecretService":
            return False
        return bool(self._asked(_default_collection_is_locked))

    def get(self, name: KeyName) -> str:
        backend = self._ready()
        key = self._asked(backend.get_password, _SERVICE, self._entry(name))
        if key is None:
            raise KeyStoreMissing(
                f"The {_title(backend)} has no key for {name}.",
                f"`tollgate key set {name.provider}` stores one.",
            )
        return str(key)

    def set(self, name: KeyName, key: str) -> None:
        backend, entry = self._ready(), self._entry(name)
        if (
            _module(backend) == "keyring.backends.Windows"
            and len(key.encode("utf-16-le")) > _WINDOWS_UNITS * 2
        ):
            raise KeyStoreError(
                f"The key is too long for the {_title(backend)}, which takes {_WINDOWS_UNITS:,} characters.",
                "Keep it in the encrypted file: `tollgate settings set keys.store file`.",
            )
        self._asked(backend.set_password, _SERVICE, entry, key)
        # who keeps nothing, or cuts it, is found out now and not at the first call
        if self._asked(backend.get_password, _SERVICE, entry) != key:
            raise KeyStoreError(f"The {_title(backend)} took the key and did not keep it.", _USE_A_FILE)

    def remove(self, name: KeyName) -> None:
        backend = self._ready()
        self._asked(backend.delete_password, _SERVICE, self._entry(name))

    def _entry(self, name: KeyName) -> str:
        return f"{home_id(self._home)}/{name}"

    def _ready(self) -> Any:
        if self._backend is None:
            self._backend = _trustworthy(_found())
        return self._backend

    def _asked(self, call: Any, *words: str) -> Any:
        try:
            return call(*words)
        except Exception as error:  # noqa: BLE001  each backend raises what it likes, the texts of some quote what they got
            trouble = _told_apart(error)
        self._backend = None  # it may be gone: look for it anew the next time
        raise trouble  # outside of the block above, or it would hold on to what failed, with its arguments


def _default_collection_is_locked() -> bool:
    import secretstorage  # keyring has brought it

    with closing(secretstorage.dbus_init()) as connection:
        # by its alias: asked for in another way, one that is not there would be made, with a prompt
        try:
            return secretstorage.Collection(
                connection, "/org/freedesktop/secrets/aliases/default"
            ).is_locked()
        except secretstorage.ItemNotFoundException:
            return False  # the first key makes it


def _found() -> Any:
    """The backend that this computer, or the user's keyring configuration, chooses now. A keyring may come up
    after us, so nothing that was found earlier counts."""
    import keyring
    from keyring import backend, core

    try:
        with suppress(KeyError):  # the first time there is nothing to forget
            backend.get_all_keyring.reset()  # type: ignore[attr-defined]
        core.init_backend()
        return keyring.get_keyring()
    except Exception as error:  # noqa: BLE001  a name in its configuration can be anything
        raise KeyStoreError(
            f"The configuration of keyring names one that cannot be used: {_words(error)}.",
            "Look at PYTHON_KEYRING_BACKEND and at keyringrc.cfg.",
        ) from None


def _trustworthy(backend: Any) -> Any:
    """The backend itself, or the first in a chain, that may have a key."""
    is_chain = _module(backend) == "keyring.backends.chainer"
    candidates: list[Any] = list(backend.backends) if is_chain else [backend]
    refusals: list[str] = []
    for candidate in candidates:
        reason = _refusal_of(_kind(candidate))
        if reason is None:
            return candidate
        if _module(candidate) != "keyring.backends.fail":
            refusals.append(f"{_qualified(_kind(candidate))} {reason}")
    if refusals:
        raise KeyStoreError(
            f"Tollgate gives no key to this keyring: {'; '.join(refusals)}.",
            f"Install or start GNOME Keyring or KWallet, or look at PYTHON_KEYRING_BACKEND. {_USE_A_FILE}",
        )
    raise _no_keyring()


def _refusal_of(kind: type[Any]) -> str | None:
    """By the names of the class and of all it is made from."""
    for ancestor in kind.__mro__:
        name = _qualified(ancestor)
        for refused, reason in _REFUSED.items():
            if name == refused or name.startswith(f"{refused}."):
                return reason
        if any(word in name.lower() for word in _REFUSED_WORDS):
            return "keeps keys in plain text"
    return None


def _told_apart(error: Exception) -> AppError:
    """What the trouble is for the user. Nothing of the text of an error that may quote a key."""
    from keyring import errors

    kind = type(error).__name__
    if isinstance(error, errors.NoKeyringError):
        return _no_keyring()
    if kind == "PromptDismissedException" or (
        isinstance(error, errors.InitError) and "dismissed" in str(error)
    ):
        return KeyStoreLocked("The prompt of the keyring was dismissed.", _UNLOCK)
    if isinstance(error, errors.KeyringLocked) or kind == "LockedException" or "IsLocked" in str(error):
        return KeyStoreLocked(
            "The keyring is locked, and its prompt was dismissed or could not be shown.", _UNLOCK
        )
    if isinstance(error, errors.PasswordDeleteError) or kind == "ItemNotFoundException":
        return KeyStoreMissing("The keyring has no such key.", "`tollgate key list` shows those there are.")
    if isinstance(error, errors.InitError):
        return KeyStoreError(
            f"The keyring cannot be opened: {_words(error)}.", f"Is it set up for this user? {_USE_A_FILE}"
        )
    if isinstance(error, errors.PasswordSetError):
        return KeyStoreError("The keyring refuses to keep this key.", _USE_A_FILE)
    if kind == "SecretServiceNotAvailableException" or isinstance(error, (ConnectionError, EOFError)):
        return KeyStoreError(
            "The keyring of this computer does not answer any more.", "Is its service running?"
        )
    return KeyStoreError(f"The keyring failed ({kind}).", "`tollgate doctor` says which keyring it is.")


_UNLOCK = (
    "`tollgate key unlock` shows its prompt again. Where none can be shown, keep keys in an encrypted file: "
    "`tollgate settings set keys.store file`."
)


def _no_keyring() -> KeyStoreError:
    return KeyStoreError(
        "There is no keyring on this computer that could keep a key.",
        f"Install or start one, such as GNOME Keyring; it needs a D-Bus session. {_USE_A_FILE}",
    )


def _words(error: Exception) -> str:
    return redact(str(error)).rstrip(".")[:200] or type(error).__name__


def _module(backend: Any) -> str:
    return _kind(backend).__module__


def _kind(backend: Any) -> type[object]:
    return backend.__class__


def _qualified(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _title(backend: Any) -> str:
    return _TITLES.get(_module(backend), f"keyring {_qualified(_kind(backend))}")
