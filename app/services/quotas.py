"""What is left of each account's allowance: read from answers that came anyway, never asked for."""

import json
from dataclasses import asdict, dataclass
from functools import partial
from threading import Lock
from typing import Any

from app.core.calls import Call
from app.core.quota import Quota, QuotaWindow
from app.core.records import iso_utc
from app.ledger import Ledger
from app.ledger.facts import facts_named, put_fact

_PREFIX = "quota:"
_KEEP_EVERY_US = 10_000_000  # an agent answers many times a second, and each answer tells


@dataclass(slots=True)
class _Said:
    provider: str
    account: str  # empty until accounts are told apart: the client's own credential
    seen_us: int
    status: str | None
    plan: str | None
    windows: dict[str, QuotaWindow]
    kept_us: int = 0


class Quotas:
    """In memory for whoever asks, in the ledger for the next start."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        kept: dict[str, str] = ledger.write(partial(facts_named, prefix=_PREFIX)).result()
        self._said = {name: said for name, value in kept.items() if (said := _maybe_read(value))}

    def take(self, call: Call, quota: Quota) -> None:
        """Called on the proxy's loop. What an answer leaves out stays as it was said before."""
        now_us = call.started_us + (call.first_byte_us or 0)
        name = f"{_PREFIX}{call.provider}:{call.account or ''}"
        with self._lock:
            said = self._said.get(name)
            if said is None:
                said = self._said[name] = _Said(call.provider, call.account or "", 0, None, None, {})
            said.seen_us = now_us
            said.status = quota.status or said.status
            said.plan = quota.plan or said.plan
            said.windows |= {window.name: window for window in quota.windows}
            if now_us - said.kept_us < _KEEP_EVERY_US:
                return
            said.kept_us = now_us
            value = json.dumps(asdict(said))
        self._ledger.write(partial(put_fact, name=name, value=value))

    def all(self) -> list[dict[str, Any]]:
        """As JSON can carry it, by provider and account."""
        with self._lock:
            return [_row(self._said[name]) for name in sorted(self._said)]


def _maybe_read(value: str) -> _Said | None:
    """None for what another version wrote: it will be told anew."""
    try:
        raw = json.loads(value)
        windows = {name: QuotaWindow(**window) for name, window in raw.pop("windows").items()}
        return _Said(**raw, windows=windows)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _row(said: _Said) -> dict[str, Any]:
    return {
        "provider": said.provider,
        "account": said.account or None,
        "seen_at": iso_utc(said.seen_us),
        "status": said.status,
        "plan": said.plan,
        "windows": [
            {
                "name": window.name,
                "used_share": window.used_share,
                "limit": window.limit,
                "remaining": window.remaining,
                "resets_at": None if window.resets_us is None else iso_utc(window.resets_us),
                "status": window.status,
            }
            for window in said.windows.values()
        ],
    }
