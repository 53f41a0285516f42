"""What becomes of a call when it is over: it gets its price, and a place in the ledger."""

import logging

from app.core.calls import Call
from app.core.catalogue import Catalogue
from app.core.pricing import Cost, PriceBook
from app.ledger import Ledger
from app.platform.bundle import RESOURCES
from app.services.providers import Providers

_log = logging.getLogger("tollgate.record")

CATALOGUE = RESOURCES / "prices" / "catalogue.jsonl"

# What these wires count is not sold, and asking for a list or deleting a file is not either.
_FREE_WIRES = frozenset({"anthropic-count-tokens", "gemini-count-tokens"})
_FREE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})


class Recorder:
    """Prices calls and hands them to the ledger. Called on the proxy's thread: memory only, microseconds."""

    def __init__(self, ledger: Ledger, providers: Providers, prices: PriceBook) -> None:
        self._ledger = ledger
        self._providers = providers
        self._prices = prices

    def opened(self, call: Call) -> None:
        """It is about to go upstream: from now on it has a row, whatever happens to this process."""
        self._ledger.opened(call.id, call.provider, call.method, call.path, call.started_us, wire=call.wire)

    def record(self, call: Call) -> bool:
        """False when the ledger has no room for it just now."""
        try:
            self.price(call)
        except Exception:  # noqa: BLE001  a price that fails must not lose the call
            _log.exception("A call could not be priced")
        return self._ledger.record(call)

    def price(self, call: Call) -> None:
        """Fill in what the call cost. Without a price that is known, it stays unpriced."""
        if call.cost_basis == "provider":
            return
        if call.wire in _FREE_WIRES or (not call.usage.reported and _not_sold(call)):
            call.cost_nusd, call.cost_basis = 0, "free"
            return
        provider = self._providers.all.get(call.provider)
        found = self._prices.cost(
            call.usage,
            call.provider,
            call.model_sent or call.model,
            call.started_us,
            answered=call.model_answered,
            service_tier=call.service_tier,
            local=provider is not None and provider.local,
        )
        if isinstance(found, Cost):
            call.cost_nusd, call.cost_basis, call.price_ref = found.nusd, found.basis, found.price_ref


def _not_sold(call: Call) -> bool:
    """Nothing was generated: a list was read, or the call failed before it began."""
    if call.method in _FREE_METHODS:
        return True
    return not call.ok and call.usage_basis != "partial"


def load_prices() -> PriceBook:
    return PriceBook(Catalogue.load(CATALOGUE.read_bytes()))
