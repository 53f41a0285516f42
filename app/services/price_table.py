"""Prices as rows to look at: the list's and the user's own, and which of them would count now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.core.catalogue import STANDARD, ModelPrices
from app.core.patterns import fits
from app.core.prices import Band, PriceRow, in_dollars, in_words, per_what
from app.core.pricing import Override, PriceBook, Unpriced
from app.ledger.prices import OwnPrice


@dataclass(frozen=True, slots=True)
class PriceLine:
    """The prices of a model in one tier from a day on, for prompts of more than `above_tokens`."""

    provider: str
    model: str
    tier: str  # "" for every tier
    source: str  # catalogue or override
    band: Band
    above_tokens: int = 0
    from_us: int | None = None
    until_us: int | None = None
    hours: str = ""
    free: bool = False
    used_now: bool = False
    overridden: bool = False  # one of the user's own prices stands in its place
    names: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        return {
            "provider": self.provider,
            "model": self.model,
            "tier": self.tier or None,
            "source": self.source,
            "usd_per_million": self._usd("million"),
            "usd_per_unit": self._usd(),
            "above_tokens": self.above_tokens,
            "from": day(self.from_us),
            "until": day(self.until_us),
            "hours_utc": self.hours or None,
            "free": self.free,
            "used_now": self.used_now,
            "overridden": self.overridden,
            "names": list(self.names),
            "price_ref": self.band.ref,
        }

    def _usd(self, per: str | None = None) -> dict[str, str]:
        return {
            name: in_dollars(name, pico)
            for name, pico in self.band.prices.items()
            if (per_what(name) == "million") == (per == "million")
        }


def day(at_us: int | None) -> str | None:
    """A day as the user wrote it, with its time where that is not midnight in UTC."""
    if not at_us:
        return None
    moment = datetime.fromtimestamp(at_us // 1_000_000, UTC)
    return f"{moment:%Y-%m-%d}" if at_us % 86_400_000_000 == 0 else f"{moment:%Y-%m-%dT%H:%MZ}"


def own_lines(own: Sequence[OwnPrice]) -> list[PriceLine]:
    """The user's own prices, without those that were removed."""
    return [_own(price.override) for price in own if price.removed_us is None]


def listed(book: PriceBook, provider: str, model: str, at_us: int) -> Iterator[PriceLine]:
    """What the list has now for the providers and models of these patterns: the standard tier."""
    for seller in book.catalogue.providers:
        if not fits(provider, seller):
            continue
        for prices in book.catalogue.models(seller):
            if not any(fits(model, name) for name in prices.names):
                continue
            row = next((row for row in prices.rows(STANDARD)[::-1] if row.in_force(at_us)), None)
            if row is not None:
                yield _line(book, prices, STANDARD, row, row.bands[-1], at_us=at_us)


def laid_open(
    book: PriceBook, own: Sequence[OwnPrice], provider: str, model: str, at_us: int
) -> list[PriceLine]:
    """All that is known of the prices of one model at one provider, the past and the future too."""
    prices = book.catalogue.find(provider, model)
    names = [model, *(prices.names if prices else ())]
    mine = (price.override for price in own if price.removed_us is None)
    found = [_own(one) for one in mine if one.fits(provider, names, one.tier or STANDARD)]
    if prices is not None:
        for tier in prices.tiers:
            for row in prices.rows(tier):
                found += (_line(book, prices, tier, row, band, at_us=at_us) for band in row.bands[::-1])
    chosen = book.choice(provider, model, at_us)
    if isinstance(chosen, Unpriced):
        return found
    return [replace(line, used_now=True) if line.band.ref == chosen.ref else line for line in found]


def why(book: PriceBook, provider: str, model: str, at_us: int, *, local: bool) -> str:
    """Which price a call would have now, and why, in a sentence."""
    chosen = book.choice(provider, model, at_us, local=local)
    if isinstance(chosen, Unpriced):
        return f"A call now would be unpriced: {chosen.reason}"
    if chosen.band is None and local:
        return f"A call now is {in_words(chosen.ref)}."
    words = f"A call now has {in_words(chosen.ref)}"
    prices = book.catalogue.find(provider, model)
    if chosen.basis == "override":
        return f"{words}: it goes before the list."
    if prices is not None and prices.provider != provider:
        return f"{words}: {provider} has no price of its own for it."
    return f"{words}."


def _own(override: Override) -> PriceLine:
    return PriceLine(
        override.provider,
        override.model,
        override.tier or "",
        "override",
        override.band,
        from_us=override.from_us or None,
        until_us=override.until_us,
    )


def _line(
    book: PriceBook, prices: ModelPrices, tier: str, row: PriceRow, band: Band, *, at_us: int
) -> PriceLine:
    hides = any(
        o.in_force(at_us) and o.fits(prices.provider, list(prices.names), tier) for o in book.overrides
    )
    return PriceLine(
        prices.provider,
        prices.model,
        tier,
        "catalogue",
        band,
        above_tokens=max(0, band.above_tokens),
        from_us=row.from_us,
        hours=row.hours.text if row.hours else "",
        free=row.free,
        overridden=hides,
        names=tuple(name for name in prices.names if name != prices.model.lower()),
    )
