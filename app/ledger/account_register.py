"""Accounts with their balances, routings and aliases, as the ledger keeps them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from peewee import SqliteDatabase

from app.core import ulid
from app.core.accounts import Account, Routing
from app.core.aliases import Alias, Target
from app.core.news import Scope
from app.ledger import balances
from app.ledger.reader import Reader
from app.ledger.register import remove
from app.ledger.tables import AccountConfigRow, AliasRow, RoutingRow

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger


def accounts(reader: Reader) -> list[tuple[Account, int | None]]:
    """Each with what is left on it; None where it is not prepaid."""
    found: list[tuple[Account, int | None]] = []
    with reader.moment() as db:
        for row in (
            AccountConfigRow.select()
            .where(AccountConfigRow.removed_us.is_null())
            .order_by(AccountConfigRow.provider, AccountConfigRow.priority, AccountConfigRow.name)
            .execute(db)
        ):
            account = Account(
                row.provider, row.name, row.base_url, row.kind, row.priority, row.weight, bool(row.paused),
                row.low_balance_nusd,
            )  # fmt: skip
            left = balances.balance(db.connection(), row.id) if row.kind == "prepaid" else None
            found.append((account, left))
    return found


def routings(reader: Reader) -> dict[str, Routing]:
    with reader.moment() as db:
        return {r.provider: Routing(r.strategy, r.sticky_us) for r in RoutingRow.select().execute(db)}


def aliases(reader: Reader) -> list[Alias]:
    with reader.moment() as db:
        rows = AliasRow.select().order_by(AliasRow.name).execute(db)
        return [Alias(r.name, tuple(Target(*t) for t in json.loads(r.targets))) for r in rows]


def balance_entries(
    reader: Reader, provider: str, account: str, limit: int | None = None
) -> list[balances.BalanceEntry]:
    """Newest first."""
    with reader.moment() as db:
        rows = db.execute_sql(
            "SELECT at_us, kind, amount_nusd, balance_nusd, call_id, made_by, reason FROM balance_entry "
            "WHERE account_id = (SELECT id FROM account_config WHERE provider = ? AND name = ?) "
            "ORDER BY seq DESC LIMIT ?",
            (provider, account, -1 if limit is None else limit),
        ).fetchall()
    return [
        balances.BalanceEntry(at_us, kind, amount, after, call and ulid.text(call), made_by, reason)
        for at_us, kind, amount, after, call, made_by, reason in rows
    ]


def keep_account(ledger: Ledger, account: Account, now_us: int) -> Future[Any]:
    return keep_accounts(ledger, [account], now_us)


def keep_accounts(ledger: Ledger, changed: Collection[Account], now_us: int) -> Future[Any]:
    """All of them, or none."""

    def task(db: SqliteDatabase) -> None:
        for account in changed:
            _keep_account(db, account, now_us)

    return ledger.write(task, Scope.REGISTER)


def _keep_account(db: SqliteDatabase, account: Account, now_us: int) -> None:
    values = {
        "base_url": account.base_url,
        "kind": account.kind,
        "priority": account.priority,
        "weight": account.weight,
        "paused": int(account.paused),
        "low_balance_nusd": account.low_balance_nusd,
        "removed_us": None,
    }
    id_ = _account_id(db, account.provider, account.name)
    if id_ is None:
        new = {"provider": account.provider, "name": account.name, "created_us": now_us}
        AccountConfigRow.insert(values | new).execute(db)
    else:
        AccountConfigRow.update(values).where(AccountConfigRow.id == id_).execute(db)


def remove_account(ledger: Ledger, provider: str, name: str, now_us: int) -> Future[Any]:
    """Its entries stay, and are its again when it comes back."""

    def task(db: SqliteDatabase) -> None:
        same = AccountConfigRow.id == _account_id(db, provider, name)
        AccountConfigRow.update(removed_us=now_us).where(same).execute(db)

    return ledger.write(task, Scope.REGISTER)


def enter(
    ledger: Ledger,
    account: Account,
    kind: str,
    amount: Callable[[int], int],
    *,
    made_by: str,
    reason: str,
    now_us: int,
) -> Future[int]:
    """Change a balance by what `amount` makes of it, less what ended before; the balance after that."""

    def task(db: SqliteDatabase) -> int:
        id_ = _account_id(db, account.provider, account.name)
        assert id_ is not None
        before = balances.balance(db.connection(), id_)
        return balances.enter(
            db.connection(), id_, kind, amount(before), at_us=now_us, made_by=made_by, reason=reason
        )

    return ledger.write(task, Scope.REGISTER, in_order=True)


def keep_routing(ledger: Ledger, provider: str, routing: Routing) -> Future[Any]:
    row = RoutingRow.replace(provider=provider, strategy=routing.strategy, sticky_us=routing.sticky_us)
    return ledger.write(row.execute, Scope.REGISTER)


def keep_alias(ledger: Ledger, alias: Alias, now_us: int) -> Future[Any]:
    row = AliasRow.replace(name=alias.name, targets=json.dumps(alias.targets), created_us=now_us)
    return ledger.write(row.execute, Scope.REGISTER)


def remove_alias(ledger: Ledger, name: str) -> Future[int]:
    return remove(ledger, "alias", "name", name)


def _account_id(db: SqliteDatabase, provider: str, name: str) -> int | None:
    sql = "SELECT id FROM account_config WHERE provider = ? AND name = ?"
    found = db.execute_sql(sql, (provider, name)).fetchone()
    return None if found is None else found[0]
