"""What the providers page shows, read in one go away from Qt's thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from app.assembly import Engine
from app.core.accounts import Account, Routing, Standing
from app.core.filters import CallFilter
from app.core.providers import Provider
from app.core.rollups import Totals
from app.ledger import account_register
from app.services.accounts import Accounts
from app.services.keys import KeptKey
from app.services.providers import builtin_providers

VaultAsks = Literal["nothing", "its own", "a new one"]  # which passphrase


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """`made` is whether it was set up: one that only has a key takes part as any other."""

    account: Account
    made: bool
    key: KeptKey | None
    left_nusd: int | None
    standing: Standing
    quota: Mapping[str, Any] | None
    totals: Totals


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """`passing` is what calls with a credential of the tool's own told of its allowance."""

    provider: Provider
    changed: bool
    totals: Totals
    accounts: tuple[AccountFacts, ...]
    passing: Mapping[str, Any] | None
    passing_totals: Totals
    routing: Routing

    @property
    def used(self) -> bool:
        return bool(self.totals.calls)

    @property
    def furnished(self) -> bool:
        return bool(self.accounts) or self.changed or not self.provider.builtin


@dataclass(frozen=True, slots=True)
class Found:
    providers: tuple[ProviderFacts, ...]  # those that have calls first, by what they cost
    keys: Mapping[str, Any]  # how it stands with the key stores
    vault_asks: VaultAsks


def read_providers(engine: Engine, chosen: CallFilter) -> Found:
    reader, builtin = engine.ledger.reader, builtin_providers()
    sums: dict[str, dict[str, Totals]] = {}
    for row in reader.report(chosen, ("provider", "account"), ZoneInfo("UTC")):
        sums.setdefault(row.keys["provider"], {})[row.keys["account"]] = row.totals
    kept: dict[str, list[tuple[Account, int | None]]] = {}
    for account, left in account_register.accounts(reader):
        kept.setdefault(account.provider, []).append((account, left))
    keys: dict[str, list[KeptKey]] = {}
    for key in engine.keys.all():
        keys.setdefault(key.provider, []).append(key)
    quotas = {(row["provider"], row["account"] or ""): row for row in engine.quotas.all()}
    found: list[ProviderFacts] = []
    for id_, provider in engine.providers.all.items():
        by_account = sums.get(id_, {})
        told = {name: row for (of, name), row in quotas.items() if of == id_}
        accounts = _accounts(
            engine.accounts, _known(id_, kept.get(id_, ()), keys.get(id_, ())), told, by_account
        )
        found.append(
            ProviderFacts(
                provider,
                id_ in builtin and provider != builtin[id_],
                _whole(by_account.values()),
                tuple(accounts),
                quotas.get((id_, "")),
                by_account.get("", Totals()),
                engine.accounts.routing(id_),
            )
        )
    found.sort(key=lambda f: (not f.used, not f.furnished, -f.totals.cost_nusd, -f.totals.calls))
    return Found(tuple(found), engine.keys.standing(), vault_asks(engine))


def vault_asks(engine: Engine) -> VaultAsks:
    if not engine.keys.needs_passphrase():
        return "nothing"
    return "its own" if engine.keys.vault.exists else "a new one"


@dataclass(frozen=True, slots=True)
class _Known:
    account: Account
    made: bool
    left_nusd: int | None
    key: KeptKey | None


def _known(
    provider: str, kept: Iterable[tuple[Account, int | None]], keys: Iterable[KeptKey]
) -> Iterable[_Known]:
    """Those that were set up, and those that only have a key."""
    key_of = {key.account: key for key in keys}
    for account, left in kept:
        yield _Known(account, True, left, key_of.pop(account.name, None))
    for name, key in key_of.items():
        yield _Known(Account(provider, name), False, None, key)


def _accounts(
    register_: Accounts,
    known: Iterable[_Known],
    quotas: Mapping[str, Mapping[str, Any]],
    sums: Mapping[str, Totals],
) -> list[AccountFacts]:
    """In the order in which they are asked."""
    facts = [
        AccountFacts(
            one.account,
            one.made,
            one.key,
            one.left_nusd,
            register_.standing(one.account),
            quotas.get(one.account.name),
            sums.get(one.account.name, Totals()),
        )
        for one in known
    ]
    return sorted(facts, key=lambda f: (f.account.priority, f.account.name))


def _whole(parts: Iterable[Totals]) -> Totals:
    whole = Totals()
    for part in parts:
        whole.add(part)
    return whole
