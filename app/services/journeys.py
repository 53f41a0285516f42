"""The ways of one call: which account takes it, of which model, and whether its budgets let it.

One thing after another, each of which may have to be waited for: an account, its budgets, its key.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol

from app.core.accounts import Account, Even, wait_told_us
from app.core.calls import Call, RequestFacts
from app.core.errors import AppError, KeyStoreLocked, KeyStoreMissing
from app.core.providers import Api, Provider
from app.core.settings import Settings
from app.platform.clock import now_us
from app.proxy.desk import Later, Passage, Setback, Verdict
from app.services.accounts import BAD_KEY, Accounts
from app.services.gate import Gate, Wait
from app.services.keys import Keys
from app.wire.api import Refusal
from app.wire.quota import read_quota

_KEY_S = 30.0  # a store has its own deadline, before this one
_BAD_KEY_US = 300_000_000
_OF_THE_KEY = frozenset({401, 403})
_LIMITED = 429
_KEY_HEADERS: dict[Api, str] = {
    "openai": "Authorization", "ollama": "Authorization", "anthropic": "x-api-key",
    "gemini": "x-goog-api-key", "azure": "api-key",
}  # fmt: skip


class Leg(NamedTuple):
    """Where a call may be sent. Without a model, the one that it names."""

    provider: Provider
    model: str | None = None


class Parts(Protocol):
    """Of the engine, what decides about calls."""

    @property
    def gate(self) -> Gate: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def settings(self) -> Settings: ...


class _Tried(NamedTuple):
    provider: str
    account: str | None
    model_sent: str | None
    covered: bool

    @classmethod
    def by(cls, call: Call) -> "_Tried":
        return cls(call.provider, call.account, call.model_sent, call.covered)

    def put_into(self, call: Call) -> None:
        call.provider, call.account, call.model_sent, call.covered = self


class _Over(NamedTuple):
    """The first way that a budget did not let: it says why, where no other way may be gone."""

    refusal: Refusal
    way: _Tried
    held: bool  # by calls under way: there may be room at any moment


class CallJourney:
    """Of one call. With keys of ours, for as long as nothing is `barred`; else with the client's own."""

    def __init__(
        self,
        parts: Parts,
        call: Call,
        facts: RequestFacts | None,
        legs: Sequence[Leg],
        barred: Callable[[], Refusal | None] | None,
    ) -> None:
        self._parts = parts
        self._call = call
        self._facts = facts
        self._legs = legs
        self._stored = barred is not None
        self._barred = barred or _nothing
        self._leg = 0
        self._account: Account | None = None  # that has the call in flight
        self._refusing: set[tuple[str, str]] = set()  # accounts that would not, or could not, take it
        self._stopped: set[tuple[int, str]] = set()  # accounts that budgets do not let on a leg
        self._later: Later = _nobody
        self._in_line = False  # at the gate
        self._admitted = False
        self._sent: _Tried | None = None  # the last way that was taken
        self._over: _Over | None = None
        self._limited = False  # the last way met its limit
        self._back_us: int | None = None  # when the first limit is over, where that was told
        self._story: list[str] = []
        self._no_key: Refusal | None = None

    @property
    def patience_s(self) -> float:
        return self._parts.settings.number("budgets.wait_s") if self._in_line else _KEY_S

    # ---- the next way -----------------------------------------------------------------------------

    def next(self, later: Later) -> Verdict:
        self._later = later
        if self._admitted:
            self._admitted = False
            self._parts.gate.release(self._call)
        return self._set_out()

    def _set_out(self) -> Verdict:
        """The account comes first."""
        while self._leg < len(self._legs):
            leg, call = self._legs[self._leg], self._call
            if self._stored:
                self._account = self._choose(leg.provider.id)
                if self._account is None:
                    self._leg += 1
                    continue
            call.provider, call.model_sent = leg.provider.id, leg.model
            call.account = self._account.name if self._account else None
            if self._stored:
                call.covered = self._account is not None and self._account.kind == "subscription"
            return self._ask_budgets()
        if self._over is not None:
            return self._over_budget(self._over)
        return self._refused(self._no_key or _missing(self._legs[0].provider))

    def _choose(self, provider: str) -> Account | None:
        even: Even = "ready"
        if self._is_last_leg:  # it would be lost; and the provider has the last word
            stopped = any(leg == self._leg for leg, _ in self._stopped)
            even = "resting" if self._sent is None and not stopped else "probing"
        return self._parts.accounts.take(provider, self._call.session, self._able(provider), even=even)

    def _able(self, provider: str) -> list[Account]:
        """The accounts whose key there is, less those that would not have this call."""
        known = {account.name: account for account in self._parts.accounts.of(provider)}
        try:
            names = [kept.account for kept in self._parts.keys.all() if kept.provider == provider]
        except AppError as error:
            self._no_key = Refusal(503, _code_of(error), str(error))
            return []
        refusing = {name for at, name in self._refusing if at == provider}
        refusing |= {name for leg, name in self._stopped if leg == self._leg}
        return [known.get(name) or Account(provider, name) for name in names if name not in refusing]

    def _ask_budgets(self) -> Verdict:
        gate, call = self._parts.gate, self._call
        verdict = gate.admit(call, self._facts)
        if isinstance(verdict, Wait):
            self._in_line = True
            gate.wait(call, self._facts, self._on_room)
            return None
        return self._after_budgets(verdict)

    def _on_room(self, refusal: Refusal | None) -> None:
        """From any thread."""
        self._later(partial(self._after_budgets, refusal))

    def _after_budgets(self, refusal: Refusal | None) -> Verdict:
        self._in_line = False
        if refusal is not None:
            return self._not_let(refusal)
        self._admitted = True
        return self._fetch_key()

    def _fetch_key(self) -> Verdict:
        account = self._account
        if account is None:
            return self._pass(None)
        keys = self._parts.keys
        key = keys.get_cached(account.provider, account.name)
        if key is not None:
            return self._pass(key)
        fetched = keys.fetch(account.provider, account.name)
        if fetched.done():
            return self._after_key(fetched)
        fetched.add_done_callback(self._on_key)
        return None

    def _on_key(self, fetched: "Future[str]") -> None:
        """From any thread."""
        self._later(partial(self._after_key, fetched))

    def _after_key(self, fetched: "Future[str]") -> Verdict:
        try:
            return self._pass(fetched.result())
        except AppError as error:
            account = self._account
            assert account is not None
            self._no_key = self._no_key or Refusal(503, _code_of(error), str(error))
            self._refusing.add((account.provider, account.name))
            self._leave_account()
            return self.next(self._later)

    def _pass(self, key: str | None) -> Verdict:
        barred = self._barred()
        if barred is not None:
            return self._refused(barred)
        leg, account, call = self._legs[self._leg], self._account, self._call
        self._sent = _Tried.by(call)
        provider = leg.provider
        if account is None or key is None:
            return Passage(provider, None, leg.model)
        if account.base_url:
            provider = replace(provider, base_url=account.base_url)
        return Passage(provider, _shown(provider, key), leg.model)

    def _not_let(self, refusal: Refusal, *, held: bool = False) -> Verdict:
        """Another account may be: a budget may be of this one, or of money that another one does not cost."""
        account, call = self._account, self._call
        if self._over is None:
            self._over = _Over(refusal, _Tried.by(call), held)
        if account is not None:
            self._stopped.add((self._leg, account.name))
            self._leave_account()
        elif not self._next_leg():
            return self._over_budget(self._over)
        return self._set_out()

    def _over_budget(self, over: _Over) -> Refusal:
        """After a hop it is the client's only where the way before could not be taken any more either, or is
        not known to be open again before there is room."""
        self._refused(over.refusal)
        if self._sent is None:
            over.way.put_into(self._call)
            return over.refusal
        verdict = self._parts.gate.admit(self._call, self._facts)
        if isinstance(verdict, Refusal):
            return verdict
        self._parts.gate.release(self._call)
        if self._outlasts_limit(over):
            return over.refusal
        return Refusal(503, "no_way", over.refusal.message)

    def _outlasts_limit(self, over: _Over) -> bool:
        """Whether the last way met a limit that nobody knows to end before there is room in the budgets."""
        if not self._limited or over.held:
            return False
        if self._back_us is None:
            return True
        room_us = self._room_us(over.way)
        return room_us is not None and room_us <= self._back_us

    def _room_us(self, way: _Tried) -> int | None:
        """When all budgets that are used up have room for it by themselves; None: never."""
        call, now = replace(self._call), now_us()
        way.put_into(call)
        until = [
            tally.waits_until(now)
            for tally in self._parts.gate.all()
            if tally.budget.action == "block"
            and not tally.budget.paused
            and tally.used_up(now)
            and tally.budget.concerns(call)
        ]
        known = [at_us for at_us in until if at_us is not None]
        return max(known) if known and len(known) == len(until) else None

    def _refused(self, refusal: Refusal) -> Refusal:
        """The row tells of the way that was taken last, not of one that was not."""
        if self._sent is not None:
            self._sent.put_into(self._call)
        return refusal

    # ---- what became of it --------------------------------------------------------------------------

    def give_up(self) -> Refusal | None:
        if not self._in_line:
            return self._refused(Refusal(503, "key_locked", "The key store does not answer."))
        refusal = self._parts.gate.give_up(self._call)
        if refusal is None:
            return None  # it has just been let
        self._in_line = False
        self._later(partial(self._not_let, refusal, held=True))
        return None

    def failed(self, setback: Setback, *, last: bool) -> bool:
        account, call = self._account, self._call
        name = "/".join(part for part in (call.provider, call.account, call.model_sent) if part)
        self._story.append(f"{name}: {setback.why}")
        told_us = self._wait_us(setback)
        if account is None:
            return not last and self._next_leg()
        self._account = None
        self._refusing.add((account.provider, account.name))
        bad_key = setback.status in _OF_THE_KEY
        why = BAD_KEY if bad_key else setback.why
        self._parts.accounts.refused(account, why, wait_us=_BAD_KEY_US if bad_key else told_us)
        if last:
            return False
        others = [other for other in self._able(account.provider) if not other.paused]
        over = self._over is not None and self._outlasts_limit(self._over)
        return bool(others) or over or not self._is_last_leg

    def _wait_us(self, setback: Setback) -> int | None:
        """How long the answer asks to wait; and remember limits."""
        told_us, self._limited = _wait_us(setback), setback.status == _LIMITED
        if self._limited and told_us is not None:
            back_us = now_us() + told_us
            self._back_us = back_us if self._back_us is None else min(back_us, self._back_us)
        return told_us

    @property
    def _is_last_leg(self) -> bool:
        return self._leg + 1 == len(self._legs)

    def _next_leg(self) -> bool:
        if self._is_last_leg:
            return False
        self._leg += 1
        return True

    def served(self) -> None:
        if self._account is not None:
            self._parts.accounts.answered(self._account)

    def end(self) -> None:
        if self._in_line:
            self._in_line = False
            self._parts.gate.give_up(self._call)
        self._leave_account()
        if self._sent is not None:
            self._sent.put_into(self._call)  # it may have waited for another way
        if len(self._story) > 1 or (self._story and self._call.attempts > 1):
            told = f"tried before: {', '.join(self._story)}"
            self._call.problem = f"{told}; {self._call.problem}" if self._call.problem else told

    def _leave_account(self) -> None:
        account, self._account = self._account, None
        if account is not None:
            self._parts.accounts.left(account)


def _nobody(_: object) -> None:
    """Nothing is awaited yet."""


def _nothing() -> None:
    """The client's own key is its own affair."""


def _shown(provider: Provider, key: str) -> tuple[bytes, bytes]:
    """The header that shows a key as this provider wants it."""
    name = provider.key_header or _KEY_HEADERS[provider.api]
    value = f"Bearer {key}" if name.lower() == "authorization" else key
    return name.encode("ascii"), value.encode("latin-1")


def _wait_us(setback: Setback) -> int | None:
    """How long the answer asks to wait, by its head or by the allowance that is used up."""
    if setback.status is None:
        return None
    now = now_us()
    told = wait_told_us(setback.headers, now)
    if told is not None or setback.status != _LIMITED:
        return told
    quota = read_quota(setback.headers, now)
    until_us = quota.used_up_until_us() if quota else None
    return None if until_us is None else until_us - now


def _code_of(error: AppError) -> str:
    if isinstance(error, KeyStoreMissing):
        return "key_missing"
    return "key_locked" if isinstance(error, KeyStoreLocked) else "key_store"


def _missing(provider: Provider) -> Refusal:
    return Refusal(
        503,
        "key_missing",
        f"There is no key for {provider.name} that this call could use. "
        f"`tollgate key set {provider.id}` stores one.",
    )
