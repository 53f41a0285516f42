"""The accounts at each provider: which of them takes a call, what is left on it, and aliases of models.

`take` and what follows it are called on the proxy's loop: memory only.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core import accounts as turns
from app.core.accounts import KINDS, STRATEGIES, Account, Even, Routing, Standing, Turn
from app.core.aliases import Alias, read_target
from app.core.calls import Call
from app.core.errors import AccountError, AliasError
from app.core.judging_standings import refused_words
from app.core.keys import check_account
from app.core.providers import read_base_url
from app.core.quota import Quota
from app.core.records import iso_utc
from app.ledger import Ledger, account_register
from app.platform.clock import now_us
from app.services.providers import Providers

BAD_KEY = "its key was refused"
_REMEMBERED_SESSIONS = 10_000


@dataclass(frozen=True, slots=True)
class _Stay:
    account: str
    since_us: int


class Accounts:
    def __init__(self, ledger: Ledger, providers: Providers) -> None:
        self._ledger = ledger
        self._providers = providers
        self._turns: dict[str, Turn] = {}
        self._turning = threading.Lock()  # around each change of a turn: keys are changed elsewhere
        self._sessions: OrderedDict[tuple[str, str], _Stay] = OrderedDict()
        self.all: tuple[Account, ...] = ()
        self.routings: Mapping[str, Routing] = {}
        self.aliases: Mapping[str, Alias] = {}
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps."""
        reader = self._ledger.reader
        kept = account_register.accounts(reader)
        self.all = tuple(account for account, _ in kept)
        self._left_nusd = {(a.provider, a.name): left for a, left in kept if left is not None}
        by_provider: dict[str, list[Account]] = {}
        for account in self.all:
            by_provider.setdefault(account.provider, []).append(account)
        self._by_provider = by_provider
        self.routings = account_register.routings(reader)
        self.aliases = {alias.name: alias for alias in account_register.aliases(reader)}

    # ---- for the proxy's loop ---------------------------------------------------------------------

    def of(self, provider: str) -> list[Account]:
        return self._by_provider.get(provider, [])

    def routing(self, provider: str) -> Routing:
        return self.routings.get(provider, Routing())

    def standing(self, account: Account) -> Standing:
        return self._turns.get(account.provider, Turn()).of(account.name)

    def take(
        self,
        provider: str,
        session: str | None,
        among: Sequence[Account],
        *,
        even: Even = "ready",
        at_us: int | None = None,
    ) -> Account | None:
        """The account for this attempt. Follow it by `refused` or `left`, once; before that, by `answered`.

        `even` says which may be taken where none is ready.
        """
        now = now_us() if at_us is None else at_us
        routing, key = self.routing(provider), (provider, session or "")
        stay = self._sessions.get(key) if session and routing.sticky_us else None
        if stay is not None and now - stay.since_us >= (routing.sticky_us or 0):
            stay = None
        stuck_to = stay and stay.account
        # a prepaid account with nothing left is asked when no other can serve: the provider knows best
        funded = [a for a in among if self._left_nusd.get((provider, a.name), 1) > 0]
        with self._turning:
            turn = self._turns.get(provider, Turn())
            found = turns.choose(funded, routing, turn, now, stuck_to=stuck_to)
            if found is None:
                found = turns.choose(among, routing, turn, now, stuck_to=stuck_to, even=even)
            if found is None:
                return None
            account, self._turns[provider] = found
        if session and routing.sticky_us and (stay is None or stay.account != account.name):
            self._sessions[key] = _Stay(account.name, now)
            if len(self._sessions) > _REMEMBERED_SESSIONS:
                self._sessions.popitem(last=False)
        return account

    def answered(self, account: Account) -> None:
        with self._turning:
            self._turns[account.provider] = turns.answered(self._turns[account.provider], account.name)

    def refused(
        self, account: Account, error: str, *, wait_us: int | None = None, at_us: int | None = None
    ) -> None:
        """429, 529, 5xx or out of reach; `wait_us` where the answer said so: `core.accounts.wait_told_us`."""
        now = now_us() if at_us is None else at_us
        with self._turning:
            turn = self._turns[account.provider]
            self._turns[account.provider] = turns.refused(turn, account.name, now, error, wait_us)

    def told(self, call: Call, quota: Quota) -> None:
        """What an answer says of the allowance of the account that gave it."""
        until_us, name = quota.used_up_until_us(), call.account or ""
        if until_us is None:
            return
        with self._turning:
            turn = self._turns.get(call.provider)
            if turn is not None and name in turn.standings:
                self._turns[call.provider] = turns.emptied(turn, name, now_us(), until_us)

    def ended(self, call: Call) -> None:
        """What it cost is no more on its account. An approximation between two looks into the ledger."""
        key = (call.provider, call.account or "")
        if key in self._left_nusd:
            self._left_nusd[key] -= call.cost_nusd or 0

    def left(self, account: Account) -> None:
        """The call is over."""
        with self._turning:
            self._turns[account.provider] = turns.left(self._turns[account.provider], account.name)

    def ready_again_us(self, provider: str, at_us: int | None = None) -> int | None:
        """When the first of its accounts that only rests is tried again."""
        now = now_us() if at_us is None else at_us
        return turns.ready_again_us(self.of(provider), self._turns.get(provider, Turn()), now)

    def health(self, at_us: int) -> list[dict[str, Any]]:
        """How the accounts that were used have fared, as JSON can carry it."""
        return [
            _health_row(provider, name, standing, at_us)
            for provider, turn in sorted(dict(self._turns).items())
            for name, standing in sorted(turn.standings.items())
        ]

    def refused_keys(self) -> list[tuple[str, str]]:
        """Which providers refused the key of which of their accounts."""
        return [
            (provider, name)
            for provider, turn in sorted(dict(self._turns).items())
            for name, standing in sorted(turn.standings.items())
            if standing.last_error == BAD_KEY
        ]

    def troubles(self) -> list[str]:
        """What somebody has to do something about."""
        return [refused_words(provider, name) for provider, name in self.refused_keys()]

    # ---- acts -------------------------------------------------------------------------------------

    def get(self, provider: str, name: str) -> Account:
        for account in self.of(provider):
            if account.name == name:
                return account
        raise AccountError(
            f"{provider} has no account {name!r}.",
            "`tollgate account list` shows them; `account set` makes one.",
        )

    def ensure(self, provider: str, name: str) -> None:
        """Make it, unless it is there."""
        if all(account.name != name for account in self.of(provider)):
            self.set(provider, name, {})
            return
        with self._turning:
            if provider in self._turns:  # it has another key now: what the old one met is over
                self._turns[provider] = turns.answered(self._turns[provider], name)

    def set(self, provider: str, name: str, changes: Mapping[str, Any]) -> Account:
        """Change it, or make it."""
        self._providers.get(provider)
        known = next((a for a in self.of(provider) if a.name == name), Account(provider, check_account(name)))
        account = replace(known, **changes)
        if account.kind not in KINDS:
            raise AccountError(
                f"{account.kind!r} is not a kind of account.", f"It is one of {', '.join(KINDS)}."
            )
        if account.weight < 1:
            raise AccountError("The weight of an account is 1 or more.")
        if account.base_url:
            read_base_url(replace(self._providers.get(provider), base_url=account.base_url))
        account_register.keep_account(self._ledger, account, now_us()).result()
        self.reload()
        return account

    def order(self, provider: str, ranks: Mapping[str, int]) -> None:
        """Give each its rank: all of them, or none. One that is not there is made for a rank other than 0."""
        self._providers.get(provider)
        known = {account.name: account for account in self.of(provider)}
        found = [(known.get(name) or Account(provider, check_account(name)), ranks[name]) for name in ranks]
        changed = [replace(account, priority=rank) for account, rank in found if account.priority != rank]
        account_register.keep_accounts(self._ledger, changed, now_us()).result()
        self.reload()

    def remove(self, provider: str, name: str) -> None:
        self.get(provider, name)
        account_register.remove_account(self._ledger, provider, name, now_us()).result()
        self.reload()

    def enter(self, provider: str, name: str, kind: str, nusd: int, *, made_by: str, reason: str = "") -> int:
        """A `top-up`, an `adjust` by so much, or a `reconcile` to what is really left; the balance."""
        account = self.get(provider, name)
        if account.kind != "prepaid":
            raise AccountError(
                f"The account {name!r} of {provider} is {account.kind}: it has no balance.",
                f"`tollgate account set {provider} {name} --kind prepaid` keeps one.",
            )
        if kind == "adjust" and not reason:
            raise AccountError("An adjustment needs a reason.")
        if kind == "top-up" and nusd <= 0:
            raise AccountError(
                "A top-up is more than nothing.", "`tollgate account adjust` takes something off."
            )

        def amount(before: int) -> int:
            return nusd - before if kind == "reconcile" else nusd

        after = account_register.enter(
            self._ledger, account, kind, amount, made_by=made_by, reason=reason, now_us=now_us()
        ).result()
        self.reload()
        return after

    def route(self, provider: str, strategy: str, sticky_us: int | None) -> Routing:
        self._providers.get(provider)
        if strategy not in STRATEGIES:
            raise AccountError(f"{strategy!r} is not a strategy.", f"It is one of {', '.join(STRATEGIES)}.")
        routing = Routing(strategy, sticky_us)
        account_register.keep_routing(self._ledger, provider, routing).result()
        self.reload()
        return routing

    def add_alias(self, name: str, targets: Collection[str]) -> Alias:
        name = name.strip()
        if not name or len(name) > 100 or not name.isprintable():
            raise AliasError("An alias has a name of 1 to 100 characters that can be seen.")
        alias = Alias(name, tuple(read_target(text, self._providers.all) for text in targets))
        if not alias.targets:
            raise AliasError(f"The alias {name!r} stands for nothing.", "Name a model.")
        chained = {target.model for target in alias.targets} & (self.aliases.keys() | {name})
        if chained - {name} or any(t.model == name and t.provider is None for t in alias.targets):
            raise AliasError(f"{', '.join(sorted(chained))} is an alias itself.", "Name the models.")
        account_register.keep_alias(self._ledger, alias, now_us()).result()
        self.reload()
        return alias

    def remove_alias(self, name: str) -> None:
        if not account_register.remove_alias(self._ledger, name).result():
            raise AliasError(f"There is no alias {name!r}.", "`tollgate alias list` shows them.")
        self.reload()


def _health_row(provider: str, name: str, standing: Standing, at_us: int) -> dict[str, Any]:
    resting = standing.resting_until_us > at_us
    return {
        "provider": provider,
        "account": name,
        "in_flight": standing.in_flight,
        "resting_until": iso_utc(standing.resting_until_us) if resting else None,
        "last_error": standing.last_error or None,
        "last_used_at": iso_utc(standing.last_used_us) if standing.last_used_us else None,
    }
