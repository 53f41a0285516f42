"""What becomes of a call when it is over: it gets its price, and a place in the ledger."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.core.calls import Call, Usage
from app.core.money import half_even
from app.core.pricing import Cost, PriceBook, Unpriced
from app.core.providers import Provider
from app.ledger import Ledger
from app.ledger.repricing import Priced
from app.services.prices import Prices
from app.services.providers import Providers

_log = logging.getLogger("tollgate.record")

# Batches are paid for by their results; files and counts are not paid for. Whole paths: what stands before
# one of these might be what is sold, and its end be made up.
_BEFORE = r"(?:/(?:anthropic|api|compatible-mode|inference|openai|paas|upload|v\d\w*))*"
_ID = r"[\w.-]+"
_MODEL = rf"(?:/projects/{_ID}/locations/{_ID}(?:/publishers/{_ID})?)?/(?:models|tunedModels)/[\w.@-]+"
_FREE_PATHS = re.compile(
    rf"{_BEFORE}(?:/responses/input_tokens|/responses/{_ID}/cancel|(?:/messages)?/batches(?:/{_ID}/cancel)?|/files"
    rf"|/messages/count_tokens|{_MODEL}:(?:batchGenerateContent|countTokens))/?",
    re.ASCII,
)
# What a Google login asks about itself, where such logins are taken.
_LOGIN_PATHS = re.compile(
    r"/v1internal:(?:countTokens|(?:fetch|get|list|load|onboard|record|retrieve|set)[A-Z]\w*)", re.ASCII
)
_FREE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_SOME = Usage(input_tokens=1, output_tokens=1)
UNPRICED = Priced(None, "unpriced", None)


Ended = Callable[[Call], None]
Foreseen = Callable[[str], Usage | None]  # of a call, by its id


class Recorder:
    """Prices calls and hands them to the ledger. Called on the proxy's thread: memory only, microseconds."""

    def __init__(
        self, ledger: Ledger, providers: Providers, prices: Prices, ended: Ended | None = None
    ) -> None:
        self._ledger = ledger
        self._providers = providers
        self._prices = prices
        self._steps = (self.price, ended) if ended else (self.price,)

    def opened(self, calls: Sequence[Call], foreseen: Foreseen) -> None:
        """They are about to go upstream: from now on they have rows, whatever happens to this process.

        Where a budget watches, those rows say what their requests alone came to.
        """
        self._ledger.opened([self._expected(call, foreseen(call.id)) for call in calls])

    def goes_on(self, call: Call) -> None:
        """A session has come to this: so much of it is in its row, whatever happens to this process."""
        self.price(call)
        self._ledger.opened([call])

    def _expected(self, call: Call, usage: Usage | None) -> Call:
        if usage is None:
            return call
        expected = replace(call, usage=usage, usage_basis="estimated")
        self.price(expected)
        return expected

    def record(self, calls: Sequence[Call]) -> int:
        """How many the ledger has taken; for the others it has no room just now."""
        for step in self._steps:
            for call in calls:
                try:
                    step(call)
                except Exception:  # noqa: BLE001  a price or a budget that fails must not lose the call
                    _log.exception("A call could not be priced, or not be held against its budgets")
        return self._ledger.record_some(calls)

    def price(self, call: Call) -> None:
        """Fill in what it cost, or would have cost. Without a price that is known, it stays unpriced."""
        if call.cost_basis == "provider":
            told_nusd = call.cost_nusd if call.equivalent_nusd is None else call.equivalent_nusd
            found = Priced(told_nusd, "provider", call.price_ref)
        else:
            found = price_of(call, self._prices.book, self._providers.all)
        call.charge(*(found or UNPRICED))


def price_of(call: Call, book: PriceBook, providers: Mapping[str, Provider]) -> Priced | None:
    """What a call costs by this book at the time when it ran; None where no price is known."""
    if not call.usage.reported and _not_sold(call, providers):
        return Priced(0, "free", None)
    if call.usage_basis == "estimated" and call.usage.input_tokens is None:
        return None  # the request could not be read: half of a cost is no cost
    found = cost_of(call, book, providers)
    return Priced(found.nusd, found.basis, found.price_ref) if isinstance(found, Cost) else None


def is_free_to_ask(call: Call, book: PriceBook, providers: Mapping[str, Provider]) -> bool:
    """Whether it will cost nothing, whatever comes back."""
    if call.method in _FREE_METHODS and call.wire == "other":
        return True
    if _has_free_path(call, providers):
        return True
    provider = providers.get(call.provider)
    if provider is None or not provider.local:
        return False
    found = book.cost(_SOME, call.provider, call.model_sent or call.model, call.started_us, local=True)
    return isinstance(found, Cost) and found.basis == "free"


def cost_of(call: Call, book: PriceBook, providers: Mapping[str, Provider]) -> Cost | Unpriced:
    provider = providers.get(call.provider)
    return book.cost(
        call.usage,
        call.provider,
        call.model_sent or call.model,
        call.started_us,
        answered=call.model_answered,
        service_tier=call.service_tier,
        local=provider is not None and provider.local,
        took_ms=took_ms(call),
    )


def took_ms(call: Call) -> int:
    return half_even(call.latency_us, 1000)


def _has_free_path(call: Call, providers: Mapping[str, Provider]) -> bool:
    if _FREE_PATHS.fullmatch(call.path):
        return True
    if not _LOGIN_PATHS.fullmatch(call.path):
        return False
    provider = providers.get(call.provider)
    return provider is not None and provider.plan_of == "gemini"


def _not_sold(call: Call, providers: Mapping[str, Provider]) -> bool:
    """Nothing was generated: a list was read, or the call failed before it began.

    How a call would have ended that a crash cut off, nobody knows.
    """
    if call.method in _FREE_METHODS or _has_free_path(call, providers):
        return True
    return not call.ok and call.usage_basis != "partial" and call.error_type != "interrupted"
