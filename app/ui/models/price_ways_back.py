"""The way back from an act on the user's own prices: what there was, made again by the same operations."""

from collections.abc import Sequence
from typing import Any

from app.ledger.prices import OwnPrice
from app.services.office import Office
from app.services.operations import perform

Words = dict[str, Any]


def words_of(own: Sequence[OwnPrice], provider: str, model: str) -> list[Words]:
    """What `price.set` has to be told to make the prices in force for just these names."""
    wanted = provider.lower(), model.lower()
    found = (price for price in own if price.removed_us is None)
    return [
        {
            "provider": price.override.provider,
            "model": price.override.model,
            "prices": dict(price.override.prices),
            "from_us": price.override.from_us,
            "until_us": price.override.until_us,
            "tier": price.override.tier,
            "reason": price.reason,
            "yes": True,
            "made_by": price.made_by,
        }
        for price in found
        if (price.override.provider.lower(), price.override.model.lower()) == wanted
    ]


def put_back(office: Office, provider: str, model: str, kept: Sequence[Words]) -> None:
    """Have these prices for these names, and no others."""
    if words_of(office.prices.own, provider, model):
        perform(office, "price.unset", {"provider": provider, "model": model}, "window")
    for words in kept:
        perform(office, "price.set", words, "window")


def map_to(office: Office, of: str, seller: str) -> None:
    """Price a provider or a name as another one; an empty seller ends that."""
    perform(office, "price.map", {"of": of, "as": seller, "made_by": "window"}, "window")
