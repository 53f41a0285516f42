"""The encrypted file of ours, for who has no keyring and says so. A passphrase makes the key that opens it:
scrypt, then AES-256-GCM. That key stays in memory from `unlock` to `lock`; what is in the file does not."""

import base64
import hashlib
import hmac
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from app.core.errors import KeyStoreError, KeyStoreLocked, KeyStoreMissing
from app.core.keys import KeyName
from app.platform.home import write_private

PASSPHRASE_FILE = "TOLLGATE_PASSPHRASE_FILE"  # noqa: S105  a name
SHORTEST_PASSPHRASE = 8
_VERSION = 1
_LOG2_N, _R, _P = 17, 8, 1  # 128 MB and 0.3 s for each guess
_MOST_LOG2_N = 20  # what a file may ask of us
_HEAD = ("format", "version", "kdf", "log2_n", "r", "p", "salt", "check", "nonce")


class Vault:
    """A KeyStore. `log2_n` is the price of a guess in a file that is made now; a file knows its own."""

    kind = "file"

    def __init__(self, path: Path, *, log2_n: int = _LOG2_N) -> None:
        self.path = path
        self._log2_n = log2_n
        self._opened: bytes | None = None  # the derived key

    @property
    def exists(self) -> bool:
        return self.path.exists()

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    def where(self) -> str:
        return "encrypted file"

    # ---- the passphrase ---------------------------------------------------------------------------

    def unlock(self, passphrase: str) -> None:
        """Open it; make it where there is none yet. A wrong passphrase leaves it as it was, open or not."""
        if self.exists:
            document = self._read()
            self._opened = self._derived(document, passphrase)
            return
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise KeyStoreError(
                f"A passphrase of fewer than {SHORTEST_PASSPHRASE} characters is too soon guessed.",
                "A few random words are easy to keep in mind.",
            )
        head: dict[str, Any] = {
            "format": "tollgate-keys",
            "version": _VERSION,
            "kdf": "scrypt",
            "log2_n": self._log2_n,
            "r": _R,
            "p": _P,
            "salt": _text(os.urandom(16)),
        }
        opened, check = _derive(passphrase, head)
        head["check"] = _text(check)
        self._write(head, opened, {})
        self._opened = opened

    def lock(self) -> None:
        self._opened = None

    # ---- keys ---------------------------------------------------------------------------------------

    def get(self, name: KeyName) -> str:
        try:
            return self._keys()[str(name)]
        except KeyError:
            raise KeyStoreMissing(
                f"The encrypted file has no key for {name}.",
                f"`tollgate key set {name.provider}` stores one.",
            ) from None

    def set(self, name: KeyName, key: str) -> None:
        self._change({**self._keys(), str(name): key})

    def remove(self, name: KeyName) -> None:
        keys = self._keys()
        if keys.pop(str(name), None) is None:
            raise KeyStoreMissing(
                f"The encrypted file has no key for {name}.", "`tollgate key list` shows those there are."
            )
        self._change(keys)

    # ---- the file -------------------------------------------------------------------------------------

    def _keys(self) -> dict[str, str]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        opened = self._key_in_hand()
        document = self._read()
        try:
            plain = AESGCM(opened).decrypt(
                _bytes(document["nonce"]), _bytes(document["data"]), _bound(document)
            )
            return json.loads(plain)
        except (InvalidTag, ValueError):
            raise self._damaged("what it holds was changed by somebody else") from None

    def _change(self, keys: Mapping[str, str]) -> None:
        document = self._read()
        self._write({name: document[name] for name in _HEAD}, self._key_in_hand(), keys)

    def _key_in_hand(self) -> bytes:
        if self._opened is None:
            raise KeyStoreLocked(
                "The encrypted file of keys is locked.", "`tollgate key unlock` opens or makes it."
            )
        return self._opened

    def _write(self, head: Mapping[str, Any], opened: bytes, keys: Mapping[str, str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        document: dict[str, Any] = {**head, "nonce": _text(nonce)}
        plain = json.dumps(keys).encode()
        document["data"] = _text(AESGCM(opened).encrypt(nonce, plain, _bound(document)))
        document["digest"] = _digest(document)
        try:
            write_private(self.path, json.dumps(document, indent=1) + "\n")
        except OSError as error:
            raise KeyStoreError(
                f"{self.path} cannot be written: {error.strerror or error}.", "The keys in it are as before."
            ) from error

    def _read(self) -> dict[str, Any]:
        """A digest over all of it tells a damaged file from a wrong passphrase."""
        try:
            document = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            raise KeyStoreMissing(
                f"The encrypted file of keys is not there: {self.path}.",
                "`tollgate key unlock` makes one; put yours back if it was moved.",
            ) from None
        except OSError as error:
            raise KeyStoreError(
                f"{self.path} cannot be read: {error.strerror or error}.", "Check who owns it."
            ) from error
        except ValueError:
            raise self._damaged("it is not whole") from None
        if not isinstance(document, dict) or document.get("format") != "tollgate-keys":  # pyright: ignore[reportUnknownMemberType]
            raise self._damaged("it is something else")
        found = cast(dict[str, Any], document)
        if found.get("version") != _VERSION:
            raise KeyStoreError(
                f"{self.path} was written by a newer version of Tollgate.",
                "Use that version, or store the keys anew.",
            )
        if not _is_sound(found):
            raise self._damaged("bytes of it have changed")
        return found

    def _derived(self, document: Mapping[str, Any], passphrase: str) -> bytes:
        opened, check = _derive(passphrase, document)
        if not hmac.compare_digest(check, _bytes(document["check"])):
            raise KeyStoreLocked(
                "The passphrase is not the one of this file.", "Try again; nothing was changed."
            )
        return opened

    def _damaged(self, how: str) -> KeyStoreError:
        return KeyStoreError(
            f"The encrypted file of keys is damaged: {how} ({self.path}).",
            "Put back a copy of it, or move it away and store the keys anew.",
        )


def passphrase_from_environment() -> str | None:
    """What is in the file that the environment names. A passphrase in the environment itself would be seen by
    every program that we start, and by who looks at the process."""
    named = os.environ.get(PASSPHRASE_FILE)
    if not named:
        return None
    path = Path(named)
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyStoreError(
                f"Others can read {path}, so it cannot hold a passphrase.", f"chmod 600 {path}"
            )
        return path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise KeyStoreError(f"{path}, which {PASSPHRASE_FILE} names, cannot be read: {reason}.") from None


def _derive(passphrase: str, head: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The key of the cipher, and what shows that it is the right one."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    kdf = Scrypt(salt=_bytes(head["salt"]), length=64, n=1 << head["log2_n"], r=head["r"], p=head["p"])
    derived = kdf.derive(passphrase.encode("utf-8", "surrogateescape"))
    return derived[:32], hmac.digest(derived[32:], b"tollgate-keys check", "sha256")


def _is_sound(document: Mapping[str, Any]) -> bool:
    try:
        return (
            hmac.compare_digest(_digest(document), document["digest"])
            and document["kdf"] == "scrypt"
            and 10 <= document["log2_n"] <= _MOST_LOG2_N
            and document["r"] == _R
            and document["p"] == _P
        )
    except (KeyError, TypeError, ValueError):
        return False


def _bound(document: Mapping[str, Any]) -> bytes:
    """What the cipher vouches for beside the keys: none of it can be swapped for that of another file."""
    return json.dumps([document[name] for name in _HEAD], separators=(",", ":")).encode()


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(_bound(document) + str(document["data"]).encode()).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
