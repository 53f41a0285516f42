"""The same calls at other prices: on another model, at another provider, in another service tier."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.calls import Call
from app.core.errors import PriceError
from app.core.filters import CallFilter
from app.core.money import decimal_usd, half_even
from app.core.pricing import Cost, PriceBook, Unpriced
from app.core.providers import Provider
from app.ledger import Reader
from app.services.record import took_ms

_EMBEDDING = frozenset({"openai-embeddings", "gemini-embed", "ollama-embed"})


@dataclass(frozen=True, slots=True)
class Other:
    """What would be different; None stays as it was."""

    model: str | None = None
    provider: str | None = None
    tier: str | None = None


@dataclass(slots=True)
class Compared:
    """The calls of one model whose other cost could be told."""

    provider: str
    model: str
    calls: int = 0
    cost_nusd: int = 0
    other_nusd: int = 0

    def as_record(self) -> dict[str, Any]:
        return {
            "provider": self.provider,
            "model": self.model,
            "calls": self.calls,
            "cost_usd": decimal_usd(self.cost_nusd),
            "other_usd": decimal_usd(self.other_nusd),
            "difference_usd": decimal_usd(self.other_nusd - self.cost_nusd),
            "difference_permille": half_even((self.other_nusd - self.cost_nusd) * 1000, self.cost_nusd)
            if self.cost_nusd
            else None,
        }


@dataclass(slots=True)
class Comparison:
    models: dict[tuple[str, str], Compared] = field(default_factory=dict[tuple[str, str], Compared])
    untold: Counter[str] = field(default_factory=Counter[str])
    other_words: int = 0  # calls of a model that may count its tokens in another way
    by_today: int = 0  # calls that ran before the other price was in force
    sums_only: int = 0  # calls whose detail was purged

    @property
    def whole(self) -> Compared:
        all_of = Compared("", "")
        for one in self.models.values():
            all_of.calls += one.calls
            all_of.cost_nusd += one.cost_nusd
            all_of.other_nusd += one.other_nusd
        return all_of

    def notes(self) -> list[str]:
        """What the figures do not say."""
        told = [f"{n:,} calls are left out: {reason}" for reason, n in self.untold.most_common()]
        if self.sums_only:
            told.append(f"{self.sums_only:,} older calls are left out: only their sums are kept.")
        if self.by_today:
            told.append(
                f"{self.by_today:,} calls ran before that price was in force; it is used all the same."
            )
        if self.other_words:
            told.append(
                f"{self.other_words:,} calls would go to another model. Its tokenizer counts the same "
                "text differently, and it may answer at another length: take the figure as a direction."
            )
        return told

    def as_record(self) -> dict[str, Any]:
        models = sorted(self.models.values(), key=lambda m: (-m.cost_nusd, m.provider, m.model))
        whole = self.whole.as_record()
        del whole["provider"], whole["model"]
        return {
            **whole,
            "models": [m.as_record() for m in models],
            "left_out": self.untold.total() + self.sums_only,
            "notes": self.notes(),
        }


def compare(
    reader: Reader,
    book: PriceBook,
    providers: Mapping[str, Provider],
    chosen: CallFilter,
    *,
    other: Other,
    now_us: int,
    progress: Callable[[float], None] = lambda _: None,
) -> Comparison:
    """What the chosen calls cost, and what they would have. Changes nothing."""
    if other == Other():
        raise PriceError("Nothing would be different.", "Say --to-model, --to-provider or --tier.")
    asker = _Asker(book, providers, other, now_us)
    total = reader.summary(chosen).calls
    found = Comparison()
    looked_at = 0
    for call in reader.each_call(chosen):
        looked_at += 1
        progress(looked_at / total if total else 1.0)
        asker.add(call, found)
    found.sums_only = max(0, total - looked_at)
    return found


@dataclass(frozen=True, slots=True)
class _Asker:
    book: PriceBook
    providers: Mapping[str, Provider]
    other: Other
    now_us: int

    def add(self, call: Call, found: Comparison) -> None:
        if call.covered:
            found.untold["a subscription covers them."] += 1
            return
        if call.cost_nusd is None:
            found.untold["what they cost is not known either."] += 1
            return
        nothing_sold = call.cost_basis == "free" and call.price_ref is None
        cost = Cost(0, (), "", "free") if nothing_sold else self._cost(call, call.started_us)
        if isinstance(cost, Unpriced):
            today = self._cost(call, self.now_us)
            found.by_today += isinstance(today, Cost)
            cost = today
        if isinstance(cost, Unpriced):
            found.untold[cost.reason] += 1
            return
        found.other_words += not nothing_sold and self.other.model not in {
            None,
            call.model,
            call.model_sent,
            call.model_answered,
        }
        key = call.provider, call.model or ""
        sums = found.models.setdefault(key, Compared(*key))
        sums.calls += 1
        sums.cost_nusd += call.cost_nusd
        sums.other_nusd += cost.nusd

    def _cost(self, call: Call, at_us: int) -> Cost | Unpriced:
        other = self.other
        model = other.model or call.model_sent or call.model
        seller = other.provider or self._seller(call, model)
        if seller is None:
            names = ", ".join(self.book.sellers(model or ""))
            return Unpriced(
                f"{model} is sold by {names}: say which with --to-provider."
                if names
                else f"no price is known for {model}."
            )
        if call.wire in _EMBEDDING and other.model is not None and self._answers(seller, other.model):
            return Unpriced(f"embeddings are nothing that {other.model} makes.")
        usage = call.usage
        if seller != call.provider and usage.cache_write_1h_tokens:
            # Others do not sell an hour in the cache: there it is a write as any other.
            short = (usage.cache_write_5m_tokens or 0) + usage.cache_write_1h_tokens
            usage = replace(usage, cache_write_5m_tokens=short, cache_write_1h_tokens=None)
        provider = self.providers.get(seller)
        return self.book.cost(
            usage,
            seller,
            model,
            at_us,
            answered=other.model or call.model_answered,
            service_tier=other.tier or (call.service_tier if seller == call.provider else None),
            local=provider is not None and provider.local,
            took_ms=took_ms(call),
        )

    def _answers(self, seller: str, model: str) -> bool:
        """Whether it sells output, which a model for embeddings does not."""
        found = self.book.choice(seller, model, self.now_us)
        return not isinstance(found, Unpriced) and found.band is not None and "output" in found.band.prices

    def _seller(self, call: Call, model: str | None) -> str | None:
        """The call's own provider if it sells the model, else the only one that does."""
        if self.other.model is None or model is None:
            return call.provider
        own = self.book.choice(call.provider, model, self.now_us)
        if not isinstance(own, Unpriced):
            return call.provider
        sellers = self.book.sellers(model)
        return sellers[0] if len(sellers) == 1 else None
