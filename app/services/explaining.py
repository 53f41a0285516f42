"""How a call's cost came about, line by line, by the price that gave it."""

from collections.abc import Mapping, Sequence

from app.core.calls import Call
from app.core.catalogue import Catalogue
from app.core.pricing import Cost, CostLine, PriceBook, Unpriced
from app.core.providers import Provider
from app.ledger.prices import OwnPrice
from app.services.record import cost_of, took_ms


def cost_lines(
    call: Call,
    catalogue: Catalogue,
    book: PriceBook,
    own: Sequence[OwnPrice],
    providers: Mapping[str, Provider],
) -> Sequence[CostLine]:
    """Without any where the price lists of now do not hold that price any more.

    A price of the user's own that was removed since still explains what it once gave.
    """
    removed = [price.override for price in own if price.removed_us is not None]
    books = [book, *(PriceBook(catalogue, [override]) for override in removed)]
    found: list[Cost | Unpriced] = [cost_of(call, one, providers) for one in books]
    if call.price_ref:  # which may not be the one that such a call would have now
        found += [one.cost_by(call.usage, call.price_ref, took_ms(call)) for one in books]
    return next((c.lines for c in found if isinstance(c, Cost) and _gave(c, call)), ())


def _gave(cost: Cost, call: Call) -> bool:
    return (cost.nusd, cost.price_ref) == (call.worth_nusd, call.price_ref)
