"""The clients: those that were given a token, and those that are found by what they send.

All of it is in memory, so that the proxy's loop can ask; the ledger has it for the next start.
"""

import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.core.clients import (
    IDENTIFYING,
    PREFIX_CHARS,
    TOKEN_MARK,
    Client,
    Token,
    client_family,
    credential_of,
    digest_of,
    fingerprint_of,
    identity_of,
)
from app.core.errors import ClientError
from app.core.names import free_name
from app.ledger import Ledger, client_register, register
from app.platform.clock import now_us
from app.platform.home import Home, write_private

_NOTE_USES_EVERY_US = 60_000_000
_KEY_BYTES = 32
_MOST_FOUND = 500  # beyond, who is new is only told by its family: somebody plays with credentials


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token is to be for."""

    providers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    project: str | None = None
    expires_us: int | None = None


class Clients:
    def __init__(self, ledger: Ledger, home: Home) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._key = _installation_key(home)
        self._shown: dict[int, str] = {}  # hashes of what clients show, which have the secret of this process
        self._uses: dict[int, int] = {}
        self._uses_noted_us = 0
        self.all: Mapping[str, Client] = {}
        self.tokens: tuple[Token, ...] = ()
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps."""
        with self._lock:
            self.all = {client.name: client for client in client_register.clients(self._ledger.reader)}
            self.tokens = tuple(client_register.tokens(self._ledger.reader))
            self._by_digest = {token.digest: token for token in self.tokens}
            self._by_print = {f: c.name for c in self.all.values() for f in c.fingerprints}

    def get(self, name: str) -> Client:
        try:
            return self.all[name]
        except KeyError:
            raise ClientError(f"There is no client {name!r}.", "`tollgate client list` shows them.") from None

    # ---- for the proxy's loop: from memory --------------------------------------------------------

    def token(self, text: str) -> Token | None:
        """The one that this is, whether it may be used or not."""
        digest = digest_of(text)
        found = self._by_digest.get(digest)
        return found if found is not None and hmac.compare_digest(found.digest, digest) else None

    def as_it_is(self, token: Token) -> Token:
        """What has become of it; one that is gone was revoked."""
        return self._by_digest.get(token.digest) or replace(token, revoked_us=0)

    def used(self, token: Token) -> None:
        """It let a call through. Written down once a minute at most."""
        now = self._uses[token.id] = now_us()
        if now - self._uses_noted_us >= _NOTE_USES_EVERY_US:
            self.note_uses(now)

    def last_used_us(self, token: Token) -> int | None:
        return self._uses.get(token.id, token.last_used_us)

    def stop(self) -> None:
        self.note_uses(now_us())

    def note_uses(self, now: int) -> None:
        if self._uses:
            self._uses_noted_us = now
            client_register.note_uses(self._ledger, dict(self._uses))

    def seen(self, headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> str | None:
        """The client that sends this; one that was never seen is a new one, written down by the writer."""
        family = client_family(headers.get("user-agent", ""))
        if family is None:
            return None
        fingerprint = self._fingerprint(family, headers, query)
        known = self._by_print.get(fingerprint)
        return known if known is not None else self._found(family, fingerprint)

    def _fingerprint(self, family: str, headers: Mapping[str, str], query: Mapping[str, str] | None) -> str:
        """Worked out once for what comes again and again, of which no more than a hash is remembered."""
        shown = hash((family, *map(headers.get, IDENTIFYING), query.get("key") if query else None))
        known = self._shown.get(shown)
        if known is None:
            credential = credential_of(headers, query) or ""
            known = fingerprint_of(self._key, family, identity_of(credential, headers))
            if len(self._shown) >= _MOST_FOUND:
                self._shown.clear()
            self._shown[shown] = known
        return known

    def _found(self, family: str, fingerprint: str) -> str:
        with self._lock:
            if fingerprint in self._by_print:
                return self._by_print[fingerprint]
            if len(self._by_print) >= _MOST_FOUND:
                return family
            name = free_name(family, self.all)
            client = Client(name, "found", family, created_us=now_us(), fingerprints=(fingerprint,))
            self.all = {**self.all, name: client}
            self._by_print[fingerprint] = name
        client_register.keep_client(self._ledger, client)
        return name

    def now_called(self, name: str | None) -> str | None:
        """Of a call that began before its client was renamed or merged."""
        return self._ledger.names.now_called("client", name)

    # ---- acts -------------------------------------------------------------------------------------

    def add(self, name: str, new: NewToken) -> tuple[Token, str]:
        """The token, and itself as it is shown this once."""
        name = _checked(name)
        if name in self.all:
            raise ClientError(
                f"There is already a client {name!r}.", "`tollgate client rotate` renews its token."
            )
        token, text = _made(name, new)
        client = Client(name, "made", project=new.project, created_us=token.created_us)
        client_register.keep_client(self._ledger, client, token).result()
        self.reload()
        return self._by_digest[token.digest], text

    def rotate(self, name: str, grace_us: int = 0, **changes: Any) -> tuple[Token, str]:
        """Another token as the latest was, but for these; the old ones are valid for so long at most."""
        self.get(name)
        last = next((t for t in reversed(self.tokens) if t.client == name), None)
        if last is None:
            raise ClientError(
                f"The client {name!r} never had a token to renew.",
                "`tollgate client add` makes a client with one, for what you allow it.",
            )
        new = replace(NewToken(last.providers, last.models, last.project, last.expires_us), **changes)
        if new.expires_us is not None and new.expires_us <= now_us():
            raise ClientError(
                f"The last token of {name!r} has expired, and a new one would too.",
                "Say until when the new one is valid: `tollgate client rotate NAME --expires 30d`.",
            )
        token, text = _made(name, new)
        client_register.replace_tokens(
            self._ledger, name, token, at_us=token.created_us + grace_us, revoked=not grace_us
        ).result()
        self.reload()
        return self._by_digest[token.digest], text

    def revoke(self, name: str) -> int:
        """None of its tokens is valid any more; how many were."""
        self.get(name)
        valid = [t for t in self.tokens if t.client == name and t.revoked_us is None]
        if not valid:
            raise ClientError(f"The client {name!r} has no token to revoke.")
        client_register.replace_tokens(self._ledger, name, None, at_us=now_us(), revoked=True).result()
        self.reload()
        return len(valid)

    def change(self, name: str, **changes: Any) -> None:
        """`project`, of the calls that name none, or None; `archived`: lists leave it out by then."""
        client_register.keep_client(self._ledger, replace(self.get(name), **changes)).result()
        self.reload()

    def rename(self, old: str, new: str) -> None:
        self.get(old)
        register.rename(self._ledger, "client", old, _checked(new)).result()
        self.reload()

    def merge(self, one: str, into: str) -> int:
        """How many calls that were."""
        self.get(one)
        self.get(into)
        moved = client_register.merge_clients(self._ledger, one, into).result()
        self.reload()
        return moved


def _made(client: str, new: NewToken) -> tuple[Token, str]:
    text = TOKEN_MARK + secrets.token_urlsafe(32)
    token = Token(
        0, client, text[:PREFIX_CHARS], digest_of(text), new.providers, new.models, new.project,
        new.expires_us, created_us=now_us(),
    )  # fmt: skip
    return token, text


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise ClientError("A client's name has 1 to 100 characters that can be seen.")
    return name


def _installation_key(home: Home) -> bytes:
    """Made once; without it no fingerprint tells anything about a credential."""
    path = home.fingerprint_key
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        key = secrets.token_bytes(_KEY_BYTES)
        write_private(path, key.hex() + "\n")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise _unreadable(path, why or "it is damaged") from None
    if len(key) != _KEY_BYTES:
        raise _unreadable(path, "it is damaged")
    return key


def _unreadable(path: Path, why: str) -> ClientError:
    return ClientError(
        f"What known tools are told apart by cannot be read from {path}: {why}.",
        "Make it readable, or put it back from a copy. Without the file, all tools are taken for new ones.",
    )
