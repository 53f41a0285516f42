"""The user's own prices, as the ledger keeps them. A price that was removed still explains past costs."""

import json
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from app.core.news import Scope
from app.core.pricing import Override
from app.ledger.ledger import Ledger
from app.ledger.reader import Reader
from app.ledger.tables import PriceMappingRow, PriceOverrideRow


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """An override, with who made it when and why."""

    override: Override
    created_us: int
    made_by: str
    reason: str = ""
    removed_us: int | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """`name` at `provider` is priced as `model` of `seller`; without names, each model as its namesake."""

    provider: str
    name: str
    seller: str
    model: str
    created_us: int


def own_prices(reader: Reader) -> list[OwnPrice]:
    """All of them in the order in which they were made, those that were removed as well."""
    with reader.moment() as db:
        rows = PriceOverrideRow.select().order_by(PriceOverrideRow.created_us, PriceOverrideRow.id)
        return [_own_price(row) for row in rows.execute(db)]


def mappings(reader: Reader) -> list[Mapped]:
    with reader.moment() as db:
        rows = PriceMappingRow.select().order_by(PriceMappingRow.provider, PriceMappingRow.name)
        return [Mapped(r.provider, r.name, r.seller, r.model, r.created_us) for r in rows.execute(db)]


def keep_price(ledger: Ledger, price: OwnPrice, replaced: list[str]) -> Future[Any]:
    """Write down a new price, in place of those with the ids in `replaced`."""
    o = price.override

    def task(db: SqliteDatabase) -> None:
        _remove(db, replaced, price.created_us)
        PriceOverrideRow.insert(
            id=o.id,
            provider=o.provider,
            model=o.model,
            prices=json.dumps(dict(o.prices), sort_keys=True),
            from_us=o.from_us,
            until_us=o.until_us,
            tier=o.tier,
            created_us=price.created_us,
            made_by=price.made_by,
            reason=price.reason,
        ).execute(db)

    return ledger.write(task, Scope.PRICES)


def remove_prices(ledger: Ledger, ids: list[str], now_us: int) -> Future[Any]:
    return ledger.write(lambda db: _remove(db, ids, now_us), Scope.PRICES)


def keep_mapping(ledger: Ledger, mapping: Mapped) -> Future[Any]:
    def task(db: SqliteDatabase) -> None:
        PriceMappingRow.replace(
            provider=mapping.provider,
            name=mapping.name,
            seller=mapping.seller,
            model=mapping.model,
            created_us=mapping.created_us,
        ).execute(db)

    return ledger.write(task, Scope.PRICES)


def remove_mapping(ledger: Ledger, provider: str, name: str) -> Future[int]:
    """How many there were: one or none."""

    def task(db: SqliteDatabase) -> int:
        same = (PriceMappingRow.provider == provider) & (PriceMappingRow.name == name)
        return PriceMappingRow.delete().where(same).execute(db)

    return ledger.write(task, Scope.PRICES)


def _remove(db: SqliteDatabase, ids: list[str], now_us: int) -> None:
    PriceOverrideRow.update(removed_us=now_us).where(PriceOverrideRow.id.in_(ids)).execute(db)


def _own_price(row: Any) -> OwnPrice:
    override = Override(
        row.id, row.provider, row.model, json.loads(row.prices), row.from_us, row.until_us, row.tier
    )
    return OwnPrice(override, row.created_us, row.made_by, row.reason, row.removed_us)
