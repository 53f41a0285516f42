"""The way back from an act on the user's own prices: what there was, made again by the same operations."""

from collections.abc import Sequence

from app.ledger.prices import OwnPrice
from app.ui.doing import Step


def setting(own: Sequence[OwnPrice], provider: str, model: str) -> list[Step]:
    """To make the prices that are in force for just these names."""
    wanted = provider.lower(), model.lower()
    found = (price for price in own if price.removed_us is None)
    return [
        Step(
            "price.set",
            {
                "provider": price.override.provider,
                "model": price.override.model,
                "prices": dict(price.override.prices),
                "from_us": price.override.from_us,
                "until_us": price.override.until_us,
                "tier": price.override.tier,
                "reason": price.reason,
                "yes": True,
            },
        )
        for price in found
        if (price.override.provider.lower(), price.override.model.lower()) == wanted
    ]


def unsetting(provider: str, model: str, *, if_any: bool = False) -> Step:
    """`if_any`: it is as well when somebody else took it away."""
    return Step("price.unset", {"provider": provider, "model": model, "if_any": if_any})


def mapping(of: str, seller: str) -> Step:
    """Price a provider or a name as another one; an empty seller ends that."""
    return Step("price.map", {"of": of, "as": seller})
