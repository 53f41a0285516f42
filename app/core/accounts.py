"""Several accounts at one provider: which of them takes a call, and when one is left to rest.

Pure: what is known of the accounts of a provider is a `Turn`; each function gives the one that follows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from decimal import Decimal
from typing import Literal, get_args

AccountKind = Literal["postpaid", "prepaid", "subscription"]
Strategy = Literal["failover", "round-robin", "least-busy", "weighted"]
Even = Literal["ready", "probing", "resting"]
KINDS: tuple[AccountKind, ...] = get_args(AccountKind)
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

EMPTIED = "its allowance is used up"
_S = 1_000_000
STICKY_US = 5 * 3600 * _S
FIRST_REST_US, LONGEST_REST_US = 30 * _S, 300 * _S
_LONGEST_SAID = Decimal(10**9)
_LONGEST_TOLD_US = 8 * 24 * 3600 * _S  # weekly allowances; what is told beyond is not believed


@dataclass(frozen=True, slots=True)
class Account:
    """One key at one provider."""

    provider: str
    name: str
    base_url: str = ""  # empty: the provider's own
    kind: AccountKind = "postpaid"
    priority: int = 0  # a higher number takes calls only where no lower one can
    weight: int = 1
    paused: bool = False
    low_balance_nusd: int | None = None


@dataclass(frozen=True, slots=True)
class Routing:
    strategy: Strategy = "failover"
    sticky_us: int | None = STICKY_US  # how long a session stays with its account; None: not at all


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account has fared."""

    in_flight: int = 0
    resting_until_us: int = 0
    refusals: int = 0  # one after the other; a burst is one
    probing: bool = False  # the one call that tries whether it serves again is under way
    last_used_us: int = 0
    last_error: str = ""
    credit: int = 0  # of the weighted strategy

    def ready(self, now_us: int) -> bool:
        return self.resting_until_us <= now_us and not self.probing


@dataclass(frozen=True, slots=True)
class Turn:
    standings: Mapping[str, Standing] = field(default_factory=dict[str, Standing])
    last: str = ""  # of the round robin

    def of(self, name: str) -> Standing:
        return self.standings.get(name, _UNKNOWN)

    def having(self, name: str, standing: Standing) -> "Turn":
        return replace(self, standings={**self.standings, name: standing})


_UNKNOWN = Standing()


def choose(
    accounts: Sequence[Account],
    routing: Routing,
    turn: Turn,
    now_us: int,
    *,
    stuck_to: str | None = None,
    tried: Collection[str] = (),
    even: Even = "ready",
) -> tuple[Account, Turn] | None:
    """The account that takes this call, which is in flight with it from now on. None where none can.

    `stuck_to` is the account of the call's session, `tried` are those that refused this very call. For a call
    that would be lost it may be one that is `probing`, or `resting` even: the one that is ready first.
    """
    left = [a for a in accounts if not a.paused and a.name not in tried]
    able = [a for a in left if turn.of(a.name).ready(now_us)]
    if not able:
        if even == "probing":
            left = [a for a in left if turn.of(a.name).resting_until_us <= now_us]
        if even == "ready" or not left:
            return None
        chosen = min(left, key=lambda a: (turn.of(a.name).resting_until_us, a.priority, a.name))
        return chosen, _began(turn, chosen, now_us)
    kept = next((a for a in able if a.name == stuck_to and routing.sticky_us), None)
    if kept is not None:
        return kept, _began(turn, kept, now_us)
    first = min(a.priority for a in able)
    able = sorted((a for a in able if a.priority == first), key=lambda a: a.name)
    chosen, turn = _PICKERS[routing.strategy](able, turn)
    return chosen, _began(replace(turn, last=chosen.name), chosen, now_us)


def answered(turn: Turn, name: str) -> Turn:
    """It answers, if only that the request is wrong: it is as good as new. The call is still in flight."""
    fresh = replace(turn.of(name), refusals=0, resting_until_us=0, probing=False, last_error="")
    return turn.having(name, fresh)


def refused(turn: Turn, name: str, now_us: int, error: str, wait_us: int | None = None) -> Turn:
    """It was out of allowance, overloaded or out of reach: it rests as long as it said, or ever longer."""
    s = turn.of(name)
    of_a_burst = s.refusals and not s.probing and s.resting_until_us > now_us
    refusals = s.refusals if of_a_burst else s.refusals + 1
    rest_us = min(FIRST_REST_US << min(refusals - 1, 10), LONGEST_REST_US) if wait_us is None else wait_us
    until_us = now_us + min(max(rest_us, 0), _LONGEST_TOLD_US)
    if of_a_burst:
        until_us = max(until_us, s.resting_until_us)
    resting = replace(_left(s), refusals=refusals, probing=False, resting_until_us=until_us, last_error=error)
    return turn.having(name, resting)


def emptied(turn: Turn, name: str, now_us: int, until_us: int) -> Turn:
    """It served this call, and said that there is nothing left for another one until then."""
    s = turn.of(name)
    until_us = max(s.resting_until_us, min(until_us, now_us + _LONGEST_TOLD_US))
    if until_us <= now_us:
        return turn
    return turn.having(name, replace(s, resting_until_us=until_us, last_error=EMPTIED))


def left(turn: Turn, name: str) -> Turn:
    """The call ended and nothing was learnt of the account: the client went away."""
    s = turn.of(name)
    return turn.having(name, replace(_left(s), probing=False))


def ready_again_us(accounts: Sequence[Account], turn: Turn, now_us: int) -> int | None:
    """When the first account that only rests is tried again. None where there is none."""
    resting = [turn.of(a.name) for a in accounts if not a.paused]
    times = [max(s.resting_until_us, now_us) for s in resting if s.probing or s.resting_until_us > now_us]
    return min(times, default=None)


def wait_told_us(headers: Mapping[str, str], now_us: int) -> int | None:
    """How long an answer asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date."""
    for name, unit_us in (("retry-after-ms", 1_000), ("retry-after", _S)):
        text = headers.get(name, "").strip()
        if text:
            try:
                return int(max(Decimal(0), min(Decimal(text), _LONGEST_SAID)) * unit_us)
            except (ArithmeticError, ValueError):
                pass
            from email.utils import parsedate_to_datetime  # a dozen modules, for what few say

            try:
                moment = parsedate_to_datetime(text)
            except ValueError:
                continue
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0, int(moment.timestamp()) * _S - now_us)
    return None


def _began(turn: Turn, account: Account, now_us: int) -> Turn:
    s = turn.of(account.name)
    return turn.having(
        account.name,
        replace(s, in_flight=s.in_flight + 1, probing=s.refusals > 0, last_used_us=now_us),
    )


def _left(standing: Standing) -> Standing:
    return replace(standing, in_flight=max(0, standing.in_flight - 1))


def _first(able: list[Account], turn: Turn) -> tuple[Account, Turn]:
    return able[0], turn


def _next(able: list[Account], turn: Turn) -> tuple[Account, Turn]:
    return next((a for a in able if a.name > turn.last), able[0]), turn


def _least_busy(able: list[Account], turn: Turn) -> tuple[Account, Turn]:
    return min(able, key=lambda a: (turn.of(a.name).in_flight, turn.of(a.name).last_used_us)), turn


def _weighted(able: list[Account], turn: Turn) -> tuple[Account, Turn]:
    """Smooth: each earns its weight, who has most takes the call and pays for all."""
    earned = {a.name: turn.of(a.name).credit + a.weight for a in able}
    chosen = max(able, key=lambda a: earned[a.name])
    earned[chosen.name] -= sum(a.weight for a in able)
    for name, credit in earned.items():
        turn = turn.having(name, replace(turn.of(name), credit=credit))
    return chosen, turn


_PICKERS = {"failover": _first, "round-robin": _next, "least-busy": _least_busy, "weighted": _weighted}
