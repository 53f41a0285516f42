"""What a call costs, and why: exact in integers, by the price that was in force when it ran.

Provider's own figure > the user's override > free because it runs here > catalogue > unpriced.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import compress
from typing import NamedTuple

from app.core.calls import CostBasis, Usage
from app.core.catalogue import STANDARD, Catalogue, ModelPrices
from app.core.errors import PriceError
from app.core.money import PICO_PER_NUSD, half_even
from app.core.patterns import fits, is_wild
from app.core.prices import (
    ANSWER,
    COUNTED,
    HOUR_MS,
    PER_REQUEST,
    PROMPT,
    RUNNING,
    Band,
    Charge,
    PriceRow,
    check_prices,
    counts_of,
    make_band,
)

BATCH = "batch"
PROVIDER_REF = "provider"
REPORTED = "reported"  # the one line of a cost that the provider gave
LOCAL_REF = "local"
_HIGHEST_NUSD = 2**63 - 1  # what a column of the ledger holds
_MOST_OFFERS = 4096  # clients choose the names of models: what is remembered of them is bounded
_PROMPT_COUNT = len(PROMPT)
_AUDIO_MS = COUNTED.index("audio_ms")
_TOKENS = frozenset(PROMPT + ANSWER)

# Words for a tier that is none, and tiers that a provider charges as another one.
_PLAIN = frozenset({"", "auto", "default", "standard", "standard_only", "on_demand", "unspecified"})
_SAME_TIER: Mapping[tuple[str, str], str] = {
    ("openai", "fast"): "priority",  # its newer name
    ("azure", "fast"): "priority",
    ("groq", "flex"): STANDARD,
}
# Where the name that was asked for says more than the one that answered: `:free`, `:batch`, `:extended`.
_ASKED_FIRST = frozenset({"openrouter"})
# Where the name that was asked for is the user's own and says nothing about the model.
_DEPLOYMENTS = frozenset({"azure"})


class CostLine(NamedTuple):
    """`quantity` times `unit_pico` over `per`. `note` says why where the price is another component's."""

    component: str
    quantity: int
    unit_pico: int
    per: int = 1
    note: str = ""

    @property
    def amount_pico(self) -> int:
        """Exact, except that audio by the hour may end below a pico-dollar."""
        return half_even(self.quantity * self.unit_pico, self.per)


class Cost(NamedTuple):
    """`nusd` is the exact sum of the lines, rounded once. `price_ref` names the row of prices."""

    nusd: int
    charged: tuple[tuple[int, Charge], ...]  # how much of what
    price_ref: str
    basis: CostBasis

    @property
    def lines(self) -> tuple[CostLine, ...]:
        """How it comes about: written out for the few who ask."""
        return tuple(
            CostLine(charge.component, quantity, charge.unit_pico or 0, charge.per, charge.note)
            for quantity, charge in self.charged
        )


class Unpriced(NamedTuple):
    """No cost, rather than a guessed one. `reason` is for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Override:
    """The user's own price, which takes the place of a whole row of the catalogue.

    `provider` and `model` are exact names or patterns with * and ?. `prices` is by component in pico-dollars.
    `tier` None stands for every tier. Of several that fit, the more exact one counts, then the later one.
    """

    id: str
    provider: str
    model: str
    prices: Mapping[str, int]
    from_us: int = 0
    until_us: int | None = None
    tier: str | None = None
    band: Band = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        where = f"The price for {self.provider}/{self.model}"
        if self.until_us is not None and self.until_us <= self.from_us:
            raise PriceError(f"{where} ends before it begins.")
        seller = "" if is_wild(self.provider) else self.provider
        day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.from_us)
        ref = f"override:{self.id}@{day:%Y-%m-%d}"
        object.__setattr__(self, "band", make_band(seller, ref, check_prices(self.prices, where)))

    def fits(self, provider: str, names: Sequence[str], tier: str) -> bool:
        return (
            self.tier in {None, tier}
            and fits(self.provider, provider)
            and any(fits(self.model, name) for name in names)
        )

    def in_force(self, at_us: int) -> bool:
        return self.from_us <= at_us and (self.until_us is None or at_us < self.until_us)

    @property
    def rank(self) -> tuple[bool, int, bool, int, bool, int, str]:
        return (
            *_exactness(self.model),
            *_exactness(self.provider),
            self.tier is not None,
            self.from_us,
            self.id,
        )


def _place(override: Override) -> tuple[str, str, str | None, int]:
    return override.provider.lower(), override.model.lower(), override.tier, override.from_us


def _exactness(pattern: str) -> tuple[bool, int]:
    return not is_wild(pattern), len(pattern)


_Key = tuple[str, str | None, str | None, str | None, bool]


class _Offer(NamedTuple):
    """What was found out about a model at a provider; everything but the time and the counts."""

    overrides: tuple[Override, ...]  # the one to prefer first
    rows: tuple[PriceRow, ...]  # the latest first
    reason: str  # why there are no rows


class Choice(NamedTuple):
    """Which prices count; `band` is None for what is free. Longer prompts may have others."""

    basis: CostBasis
    ref: str
    band: Band | None


class PriceBook:
    """The catalogue with the user's overrides over it. Immutable: a change of prices makes a new book.

    `deployments` maps a (provider, name) of the user's own to the (provider, model) that it is; `sold_as`
    maps a provider of the user's own to the one whose list it is priced by. Any thread may ask.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        overrides: Sequence[Override] = (),
        *,
        deployments: Mapping[tuple[str, str], tuple[str, str]] | None = None,
        sold_as: Mapping[str, str] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.overrides = tuple(sorted(overrides, key=lambda override: override.rank, reverse=True))
        self._deployments = deployments or {}
        self._sold_as = sold_as or {}
        self._offers: dict[_Key, _Offer] = {}

    def with_override(self, override: Override) -> "PriceBook":
        """This book with one more price, which takes the place of one for the same models and days."""
        place = _place(override)
        others = [other for other in self.overrides if _place(other) != place]
        return PriceBook(
            self.catalogue, [*others, override], deployments=self._deployments, sold_as=self._sold_as
        )

    def with_mapping(self, provider: str, name: str, seller: str, model: str) -> "PriceBook":
        """This book where a provider, or one name at it, is priced by a seller's list."""
        deployments, sold_as = dict(self._deployments), dict(self._sold_as)
        if name:
            deployments[provider, name] = seller, model
        else:
            sold_as[provider] = seller
        return PriceBook(self.catalogue, self.overrides, deployments=deployments, sold_as=sold_as)

    def cost(
        self,
        usage: Usage,
        provider: str,
        model: str | None,
        at_us: int,
        *,
        answered: str | None = None,
        service_tier: str | None = None,
        batch: bool = False,
        reported_nusd: int | None = None,
        local: bool = False,
        took_ms: int | None = None,
    ) -> Cost | Unpriced:
        """The cost of one call. `model` is the one that was sent, `answered` the one that the answer names;
        `service_tier` the answer's, else the request's. `took_ms` is for prices by the hour."""
        if reported_nusd is not None:
            charge = Charge(REPORTED, reported_nusd * PICO_PER_NUSD, 1, "")
            return Cost(reported_nusd, ((1, charge),), PROVIDER_REF, "provider")
        offer = self._offer((provider, model, answered, service_tier, batch))
        counts = counts_of(usage)
        for override in offer.overrides:
            if override.in_force(at_us):
                return _charge(counts, override.band, "override", took_ms)
        if local:
            return Cost(0, (), LOCAL_REF, "free")
        for row in offer.rows:
            if row.in_force(at_us):
                prompt = sum(filter(None, counts[:_PROMPT_COUNT])) if len(row.bands) > 1 else 0
                band = row.band(prompt)
                return (
                    Cost(0, (), band.ref, "free") if row.free else _charge(counts, band, "catalogue", took_ms)
                )
        return Unpriced(offer.reason or "No price is known for the time when it ran.")

    def choice(
        self,
        provider: str,
        model: str,
        at_us: int,
        *,
        service_tier: str | None = None,
        local: bool = False,
    ) -> Choice | Unpriced:
        """The prices that a call of this model would have at a time, whatever it used."""
        offer = self._offer((provider, model, model, service_tier, False))
        for override in offer.overrides:
            if override.in_force(at_us):
                return Choice("override", override.band.ref, override.band)
        if local:
            return Choice("free", LOCAL_REF, None)
        row = next((row for row in offer.rows if row.in_force(at_us)), None)
        if row is None:
            return Unpriced(offer.reason or "No price is known for this time.")
        band = row.bands[-1]
        return Choice("free" if row.free else "catalogue", band.ref, None if row.free else band)

    def cost_by(self, usage: Usage, ref: str, took_ms: int | None = None) -> Cost | Unpriced:
        """The cost of a call by the price that its reference names, whether or not that is in force."""
        for override in self.overrides:
            if override.band.ref == ref:
                return _charge(counts_of(usage), override.band, "override", took_ms)
        band = self.catalogue.band(ref)
        if band is None:
            return Unpriced("The price lists do not have this price any more.")
        return _charge(counts_of(usage), band, "catalogue", took_ms)

    def estimate(
        self,
        usage: Usage,
        model: str,
        at_us: int,
        *,
        provider: str | None = None,
        service_tier: str | None = None,
        batch: bool = False,
    ) -> dict[str, Cost | Unpriced]:
        """What such a call would cost at a provider, or at each that sells a model of this name."""
        sellers = self.sellers(model) if provider is None else (provider,)
        return {
            seller: self.cost(
                usage, seller, model, at_us, answered=model, service_tier=service_tier, batch=batch
            )
            for seller in sellers
        }

    def sellers(self, model: str) -> tuple[str, ...]:
        """The providers whose own list has the model under this name."""
        found = ((provider, self.catalogue.find(provider, model)) for provider in self.catalogue.providers)
        return tuple(provider for provider, prices in found if prices and prices.provider == provider)

    def _offer(self, key: _Key) -> _Offer:
        offer = self._offers.get(key)
        if offer is None:
            provider, model, answered, service_tier, batch = key
            seller = self._sold_as.get(provider, provider)
            tier = BATCH if batch else _tier(seller, service_tier)
            offer = self._look_up(provider, model, answered, tier)
            if len(self._offers) >= _MOST_OFFERS:
                self._offers.clear()
            self._offers[key] = offer
        return offer

    def _look_up(self, provider: str, model: str | None, answered: str | None, tier: str) -> _Offer:
        names = self._names(provider, model, answered)
        wanted = [name for _, name in names] + ([model] if model else [])
        overrides = tuple(o for o in self.overrides if o.fits(provider, wanted, tier))
        if not names:
            reason = (
                f"The deployment {model!r} is not mapped to a model." if model else "The model is not known."
            )
            return _Offer(overrides, (), reason)
        prices = self._listed(names)
        if prices is None:
            return _Offer(overrides, (), f"No price is known for {names[0][1]!r} at {provider}.")
        rows = prices.rows(tier)
        if not rows:
            return _Offer(overrides, (), f"No {tier} price is known for {prices.model!r} at {provider}.")
        return _Offer(overrides, rows[::-1], "")

    def _names(self, provider: str, model: str | None, answered: str | None) -> list[tuple[str, str]]:
        """The (list, name) pairs to look for, the best first."""
        if model is not None and (provider, model) in self._deployments:
            return [self._deployments[provider, model]]
        seller = self._sold_as.get(provider, provider)
        if seller in _DEPLOYMENTS:
            names = [answered]
        elif seller in _ASKED_FIRST:
            names = [model, answered]
        else:
            names = [answered, model]
        return [(seller, name) for name in names if name]

    def _listed(self, names: Sequence[tuple[str, str]]) -> ModelPrices | None:
        for seller, name in names:
            found = self.catalogue.find(seller, name)
            if found is not None:
                return found
        return None


def _tier(seller: str, service_tier: str | None) -> str:
    word = (service_tier or "").lower()
    return STANDARD if word in _PLAIN else _SAME_TIER.get((seller, word), word)


def _charge(
    counts: tuple[int | None, ...], band: Band, basis: CostBasis, took_ms: int | None
) -> Cost | Unpriced:
    if band.running_pico is not None:
        return _charge_time(took_ms, band.running_pico, band, basis)
    charged: list[tuple[int, Charge]] = []
    pico = by_hour_pico = 0
    missing: list[str] = []
    for count, charge in compress(zip(counts, band.charges, strict=True), counts):  # most are none, or zero
        assert count is not None
        component, unit_pico, per, _ = charge
        if count < 0:
            return Unpriced(f"The count of {component} makes no sense.")
        if unit_pico is None:
            missing.append(component)
            continue
        charged.append((count, charge))
        if per == 1:
            pico += count * unit_pico
        else:
            by_hour_pico += count * unit_pico
    if missing:
        unbilled = _unbilled(counts, band, charged)
        for component in missing:
            if component not in unbilled:
                return Unpriced(f"No price is known for its {component.replace('_', ' ')}.")
    if not charged and all(count is None for count in counts):
        return Unpriced("The answer reported no usage.")
    if band.request_pico is not None:
        charged.append((1, Charge(PER_REQUEST, band.request_pico, 1, "")))
        pico += band.request_pico
    if by_hour_pico:
        nusd = half_even(pico * HOUR_MS + by_hour_pico, PICO_PER_NUSD * HOUR_MS)
    else:
        nusd = half_even(pico, PICO_PER_NUSD)
    if nusd > _HIGHEST_NUSD:
        return Unpriced("Its counts are beyond belief.")
    return Cost(nusd, tuple(charged), band.ref, basis)


def _charge_time(took_ms: int | None, hour_pico: int, band: Band, basis: CostBasis) -> Cost | Unpriced:
    """Whatever it used, the time is what it costs."""
    if took_ms is None:
        return Unpriced("How long it runs is not known.")
    nusd = half_even(took_ms * hour_pico, PICO_PER_NUSD * HOUR_MS)
    return Cost(nusd, ((took_ms, Charge(RUNNING, hour_pico, HOUR_MS, "")),), band.ref, basis)


def _unbilled(
    counts: tuple[int | None, ...], band: Band, charged: Iterable[tuple[int, Charge]]
) -> frozenset[str]:
    """What is counted beside what is sold: tokens of audio sold by the hour, and the reverse."""
    if band.by_the_hour and counts[_AUDIO_MS]:
        return _TOKENS
    if any(charge.component in _TOKENS for _, charge in charged):
        return frozenset({"images", "audio_ms"})
    return frozenset()
