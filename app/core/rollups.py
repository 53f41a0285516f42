"""What is summed up of many calls, and how: the same figures whether they come from calls or from rollups."""

import math
from dataclasses import dataclass, fields

from app.core.calls import TOKEN_BUCKETS, Call
from app.core.periods import BUCKET_US


@dataclass(slots=True)
class Totals:
    """Sums over calls."""

    ok: int = 0
    calls: int = 0
    unpriced: int = 0
    estimated: int = 0  # the tokens were counted by us, since the provider reported none
    partial: int = 0  # the answer was cut: the tokens are those seen until then
    input_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    audio_in_tokens: int = 0
    audio_out_tokens: int = 0
    image_in_tokens: int = 0
    image_out_tokens: int = 0
    web_searches: int = 0
    images: int = 0
    audio_ms: int = 0
    cost_nusd: int = 0
    latency_us: int = 0
    ttft_calls: int = 0  # those that have a time to first token: streams
    ttft_us: int = 0
    speed_tokens: int = 0  # tokens of the calls whose output speed is known, and the time they took
    speed_us: int = 0
    equivalent_nusd: int = 0  # what covered calls would have cost by the API; no part of the cost

    @property
    def failed(self) -> int:
        return self.calls - self.ok

    @property
    def total_tokens(self) -> int:
        return sum(getattr(self, name) for name in TOKEN_BUCKETS)

    @property
    def cache_write_tokens(self) -> int:
        return self.cache_write_5m_tokens + self.cache_write_1h_tokens

    @property
    def mean_latency_us(self) -> int | None:
        return self.latency_us // self.calls if self.calls else None

    @property
    def mean_ttft_us(self) -> int | None:
        return self.ttft_us // self.ttft_calls if self.ttft_calls else None

    @property
    def output_tokens_per_second(self) -> float | None:
        return self.speed_tokens * 1_000_000 / self.speed_us if self.speed_us else None

    @property
    def failure_rate(self) -> float | None:
        return self.failed / self.calls if self.calls else None

    @property
    def cache_hit_rate(self) -> float | None:
        """The share of all tokens sent that the provider had in its cache."""
        sent = self.input_tokens + self.cache_read_tokens + self.cache_write_tokens
        return self.cache_read_tokens / sent if sent else None

    @property
    def money(self) -> str:
        """The measure of money that there is to see: where nothing was paid, what subscriptions cover."""
        return "equivalent_nusd" if self.equivalent_nusd and not self.cost_nusd else "cost_nusd"

    def add(self, other: "Totals") -> None:
        # Written out, as charts add up thousands: a loop over the names takes ten times as long.
        self.ok += other.ok
        self.calls += other.calls
        self.unpriced += other.unpriced
        self.estimated += other.estimated
        self.partial += other.partial
        self.input_tokens += other.input_tokens
        self.cache_read_tokens += other.cache_read_tokens
        self.cache_write_5m_tokens += other.cache_write_5m_tokens
        self.cache_write_1h_tokens += other.cache_write_1h_tokens
        self.output_tokens += other.output_tokens
        self.reasoning_tokens += other.reasoning_tokens
        self.audio_in_tokens += other.audio_in_tokens
        self.audio_out_tokens += other.audio_out_tokens
        self.image_in_tokens += other.image_in_tokens
        self.image_out_tokens += other.image_out_tokens
        self.web_searches += other.web_searches
        self.images += other.images
        self.audio_ms += other.audio_ms
        self.cost_nusd += other.cost_nusd
        self.latency_us += other.latency_us
        self.ttft_calls += other.ttft_calls
        self.ttft_us += other.ttft_us
        self.speed_tokens += other.speed_tokens
        self.speed_us += other.speed_us
        self.equivalent_nusd += other.equivalent_nusd


MEASURES: tuple[str, ...] = tuple(f.name for f in fields(Totals))
SUMMED: tuple[str, ...] = MEASURES[1:]  # what a rollup stores; whether calls were ok is a part of its key


def bucket_of(us: int) -> int:
    return us // BUCKET_US


def measures_of(call: Call) -> tuple[int, ...]:
    """What one call adds to its totals, in the order of MEASURES."""
    usage, cost_nusd, basis = call.usage, call.cost_nusd, call.usage_basis
    ttft_us = call.ttft_us
    speed_tokens, speed_us = _speed(call)
    return (
        1 if call.ok else 0,
        1,
        1 if cost_nusd is None else 0,
        1 if basis == "estimated" else 0,
        1 if basis == "partial" else 0,
        usage.input_tokens or 0,
        usage.cache_read_tokens or 0,
        usage.cache_write_5m_tokens or 0,
        usage.cache_write_1h_tokens or 0,
        usage.output_tokens or 0,
        usage.reasoning_tokens or 0,
        usage.audio_in_tokens or 0,
        usage.audio_out_tokens or 0,
        usage.image_in_tokens or 0,
        usage.image_out_tokens or 0,
        usage.web_searches or 0,
        usage.images or 0,
        usage.audio_ms or 0,
        cost_nusd or 0,
        call.latency_us,
        0 if ttft_us is None else 1,
        ttft_us or 0,
        speed_tokens,
        speed_us,
        call.equivalent_nusd or 0,
    )


def _speed(call: Call) -> tuple[int, int]:
    if call.output_tokens_per_second is None:
        return 0, 0
    assert call.first_token_us is not None
    assert call.last_token_us is not None
    produced = (call.usage.output_tokens or 0) + (call.usage.reasoning_tokens or 0)
    return produced, call.last_token_us - call.first_token_us


# Histogram slots grow by 3.9 %, so that the middle of one is within 2 % of everything in it.
_GROWTH = math.log(1.039)


def slot_of(duration_us: int) -> int:
    """The histogram slot that a duration falls into."""
    return round(math.log(duration_us) / _GROWTH) if duration_us > 1 else 0


def slot_us(slot: int) -> int:
    """The duration that stands for all in a slot."""
    return round(math.exp(slot * _GROWTH))


def quantile_us(slots: dict[int, int], q: float) -> int | None:
    """The q-quantile (nearest rank) of the durations counted in `slots`; None where there are none."""
    total = sum(slots.values())
    if not total:
        return None
    rank = max(1, math.ceil(q * total))
    seen = 0
    for slot in sorted(slots):
        seen += slots[slot]
        if seen >= rank:
            return slot_us(slot)
    raise AssertionError("a rank lies within the total")
