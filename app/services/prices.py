"""The prices in force: the list that comes with the program, and the user's own over it."""

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core import ulid
from app.core.catalogue import STANDARD, Catalogue
from app.core.errors import PriceError
from app.core.news import Scope
from app.core.patterns import fits
from app.core.prices import PER_UNIT, in_dollars, per_what
from app.core.pricing import Override, PriceBook
from app.ledger import Ledger, Reader, reading
from app.ledger.prices import (
    Mapped,
    OwnPrice,
    keep_mapping,
    keep_price,
    mappings,
    own_prices,
    remove_mapping,
    remove_prices,
)
from app.platform.clock import now_us
from app.services.price_lists import in_force
from app.services.providers import builtin_providers

_log = logging.getLogger("tollgate.prices")
_FAR = 10  # a price this many times the list's is more often a slip of the pen than a price
_HIGHEST_UNASKED_PICO = 1_000_000_000  # $1,000 per million tokens, where there is no list to compare with


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a user says about a price of their own."""

    provider: str
    model: str
    prices: Mapping[str, int]
    from_us: int = 0
    until_us: int | None = None
    tier: str | None = None
    reason: str = ""

    def as_override(self, at_us: int) -> Override:
        """With a name of its own. PriceError where it makes no sense."""
        id_ = ulid.make(at_us // 1000, secrets.token_bytes(10))
        return Override(id_, self.provider, self.model, self.prices, self.from_us, self.until_us, self.tier)


def known_prices(ledger: Path) -> tuple[PriceBook, list[OwnPrice]]:
    """The prices in force and all of the user's own, for who only reads."""
    catalogue = in_force(ledger.parent).catalogue
    with reading(ledger) as reader:
        return read_prices(catalogue, reader) if reader else (PriceBook(catalogue), [])


def read_prices(catalogue: Catalogue, reader: Reader) -> tuple[PriceBook, list[OwnPrice]]:
    own = own_prices(reader)
    mapped = mappings(reader)
    plans = {provider.id: provider.plan_of for provider in builtin_providers().values() if provider.plan_of}
    book = PriceBook(
        catalogue,
        [price.override for price in own if price.removed_us is None],
        deployments={(m.provider, m.name): (m.seller, m.model) for m in mapped if m.name},
        sold_as={**plans, **{m.provider: m.seller for m in mapped if not m.name}},
    )
    return book, own


class Prices:
    """The book that calls are priced by, swapped as a whole when something changes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.list = in_force(ledger.path.parent)
        if self.list.trouble:
            _log.warning("%s", self.list.trouble)
        self.book = PriceBook(self.list.catalogue)
        self._own: list[OwnPrice] = []
        self.reload()

    def reload(self) -> None:
        """Take what the ledger keeps."""
        self.book, self._own = read_prices(self.list.catalogue, self._ledger.reader)

    def reload_list(self) -> None:
        """Take the price list that the home keeps. Calls from now on have its prices."""
        self.list = in_force(self._ledger.path.parent)
        self._renew()

    def _renew(self) -> None:
        """Who shows prices hears of it once the book has them; the writer told only of what it wrote."""
        self.reload()
        self._ledger.write(lambda _: None, Scope.PRICES).result()

    @property
    def own(self) -> list[OwnPrice]:
        """The user's own, those that were removed as well."""
        return list(self._own)

    def doubts(self, override: Override) -> list[str]:
        """What makes a price look like a slip of the pen."""
        return list(_doubts(self.list.catalogue, override, now_us()))

    def set(self, new: NewPrice, made_by: str, *, sure: bool = False) -> OwnPrice:
        """A price of the user's own. One for the same models from the same day on takes its place."""
        now = now_us()
        override = new.as_override(now)
        doubts = [] if sure else list(_doubts(self.list.catalogue, override, now))
        if doubts:
            raise PriceError("; ".join(doubts[:3]) + ".", "If that is right, repeat it with --yes.")
        price = OwnPrice(override, now, made_by, new.reason)
        same = [
            p.override.id
            for p in self._named(new.provider, new.model)
            if (p.override.tier, p.override.from_us) == (new.tier, new.from_us)
        ]
        keep_price(self._ledger, price, same).result()
        self._renew()
        return price

    def unset(self, provider: str, model: str, *, if_any: bool = False) -> int:
        """Go back to the list from now on; how many prices were removed."""
        ids = [price.override.id for price in self._named(provider, model)]
        if not ids and if_any:
            return 0
        if not ids:
            raise PriceError(
                f"There is no price of your own for {provider}/{model}.", "`tollgate price list` shows them."
            )
        remove_prices(self._ledger, ids, now_us()).result()
        self._renew()
        return len(ids)

    def map(self, provider: str, name: str, seller: str, model: str) -> None:
        """Price a provider, or one name at it, by a seller's list; an empty seller ends that."""
        if not seller:
            if not remove_mapping(self._ledger, provider, name).result():
                raise PriceError(f"{provider} has no such mapping.")
        elif seller not in self.list.catalogue.providers or bool(name) != bool(model):
            raise PriceError(
                f"{provider} cannot be priced as that.",
                f"Write PROVIDER SELLER or PROVIDER/NAME SELLER/MODEL; there are the lists of "
                f"{', '.join(self.list.catalogue.providers)}.",
            )
        else:
            keep_mapping(self._ledger, Mapped(provider, name, seller, model, now_us())).result()
        self._renew()

    def _named(self, provider: str, model: str) -> list[OwnPrice]:
        wanted = (provider.lower(), model.lower())
        return [
            p
            for p in self._own
            if p.removed_us is None and (p.override.provider.lower(), p.override.model.lower()) == wanted
        ]


def _doubts(catalogue: Catalogue, override: Override, at_us: int) -> Iterable[str]:
    """Where a price is far from the list's, in words."""
    listed = False
    sellers = [name for name in catalogue.providers if fits(override.provider, name)]
    for seller in sellers:
        fitting = [
            model
            for model in catalogue.models(seller)
            if any(fits(override.model, name) for name in model.names)
        ]
        exact = catalogue.find(seller, override.model)
        for model in fitting or ([exact] if exact else []):
            rows = [
                row for row in model.rows(override.tier or STANDARD) if row.in_force(at_us) and not row.free
            ]
            for component, pico in override.prices.items():
                known = rows[-1].bands[-1].prices.get(component) if rows else None
                if known is None:
                    continue
                listed = True
                if pico != known and max(pico, known) >= _FAR * min(pico, known):
                    yield (
                        f"{component} of {seller}/{model.model} is ${in_dollars(component, known)} "
                        f"per {per_what(component)} in the list, not ${in_dollars(component, pico)}"
                    )
    if not listed:
        for component, pico in override.prices.items():
            if component not in PER_UNIT and pico > _HIGHEST_UNASKED_PICO:
                yield f"{component} would be ${in_dollars(component, pico)} per million tokens"
