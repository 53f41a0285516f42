"""Costs worked out by hand from the providers' published price lists, exact to the nano-dollar.

Each case names the counts of a call, then the sum as one does it on paper: quantity at dollars per million
(web searches per thousand, audio per hour), then the result in nano-dollars.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.core.calls import Usage
from app.core.catalogue import Catalogue
from app.core.pricing import Cost, PriceBook

CATALOGUE = Path(__file__).parents[2] / "resources" / "prices" / "catalogue.jsonl"
MILLION = 10**6
THOUSAND = 10**3
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Case:
    model: str  # provider/model
    counts: dict[str, int]
    sum: tuple[tuple[int, str, int], ...]  # quantity, dollars, per how many
    nusd: int
    day: str = "2026-11-20"
    tier: str | None = None
    batch: bool = False

    def __str__(self) -> str:
        words = [self.model, self.tier, "batch" if self.batch else "", self.day, *self.counts]
        return " ".join(word for word in words if word)


def per_million(*terms: tuple[int, str]) -> tuple[tuple[int, str, int], ...]:
    return tuple((quantity, usd, MILLION) for quantity, usd in terms)


PLAIN = {"input": 1_000, "output": 500}
CACHED = {"input": 1_200, "cache_read": 30_000, "output": 800}
CACHE_5M = {"input": 300, "cache_read": 40_000, "cache_write_5m": 5_001, "output": 700}
CACHE_1H = {"input": 300, "cache_write_1h": 12_345, "output": 700}
CACHE_BOTH = {"input": 7, "cache_read": 9_999, "cache_write_5m": 501, "cache_write_1h": 203, "output": 11}
THINKING = {"input": 2_048, "output": 333, "reasoning": 4_096}
LONG = {"input": 150_000, "cache_read": 130_000, "output": 2_000}  # 280,000 in the prompt

OPENAI = [
    Case("openai/gpt-6.1-sol", PLAIN, per_million((1_000, "2"), (500, "10")), 7_000_000),
    Case("openai/gpt-6.1-sol", CACHED, per_million((1_200, "2"), (30_000, "0.1"), (800, "10")), 13_400_000),
    Case("openai/gpt-6.1-sol", THINKING, per_million((2_048, "2"), (333, "10"), (4_096, "10")), 48_386_000),
    Case(
        "openai/gpt-6.1-sol", LONG, per_million((150_000, "4"), (130_000, "0.2"), (2_000, "15")), 656_000_000
    ),
    Case(
        "openai/gpt-6.1-sol",
        {"input": 272_000, "output": 10},
        per_million((272_000, "2"), (10, "10")),
        544_100_000,
    ),
    Case(
        "openai/gpt-6.1-sol",
        {"input": 272_001, "output": 10},
        per_million((272_001, "4"), (10, "15")),
        1_088_154_000,
    ),
    Case(
        "openai/gpt-6.1-sol",
        CACHED,
        per_million((1_200, "1"), (30_000, "0.05"), (800, "5")),
        6_700_000,
        batch=True,
    ),
    Case(
        "openai/gpt-6.1-sol",
        CACHED,
        per_million((1_200, "4"), (30_000, "0.2"), (800, "20")),
        26_800_000,
        tier="priority",
    ),
    Case(
        "openai/gpt-6.1-sol",
        CACHED,
        per_million((1_200, "1"), (30_000, "0.05"), (800, "5")),
        6_700_000,
        tier="flex",
    ),
    Case(
        "openai/gpt-6-astra",
        {"input": 100, "cache_write_5m": 20_003, "output": 77},
        per_million((100, "10"), (20_003, "12.5"), (77, "50")),
        254_887_500,
    ),
    Case("openai/gpt-6-luna", {"input": 7, "output": 3}, per_million((7, "0.1"), (3, "0.5")), 2_200),
    Case(
        "openai/gpt-5.6-sol",
        CACHED,
        per_million((1_200, "5"), (30_000, "0.5"), (800, "30")),
        45_000_000,
        day="2026-08-20",
    ),
    Case(
        "openai/gpt-5.6-sol",
        CACHED,
        per_million((1_200, "4"), (30_000, "0.4"), (800, "20")),
        32_800_000,
        day="2026-08-21",
    ),
    Case(
        "openai/gpt-5.4",
        CACHED,
        per_million((1_200, "1.25"), (30_000, "0.13"), (800, "7.5")),
        11_400_000,
        tier="flex",
    ),
    Case(
        "openai/gpt-5.4-2026-03-05",
        {**PLAIN, "web_searches": 3},
        (*per_million((1_000, "2.5"), (500, "15")), (3, "10", THOUSAND)),
        40_000_000,
    ),
    Case("openai/gpt-5", CACHED, per_million((1_200, "1.25"), (30_000, "0.125"), (800, "10")), 13_250_000),
    Case(
        "openai/gpt-4o-2024-08-06",
        CACHED,
        per_million((1_200, "2.5"), (30_000, "1.25"), (800, "10")),
        48_500_000,
    ),
    Case(
        "openai/gpt-4o-mini",
        {"input": 1, "cache_read": 1, "output": 1},
        per_million((1, "0.15"), (1, "0.075"), (1, "0.6")),
        825,
    ),
    Case(
        "openai/o3", THINKING, per_million((2_048, "10"), (333 + 4_096, "40")), 197_640_000, day="2025-06-09"
    ),
    Case("openai/o3", THINKING, per_million((2_048, "2"), (333 + 4_096, "8")), 39_528_000, day="2025-06-10"),
    Case(
        "openai/gpt-image-1.5",
        {"input": 50, "image_in": 323, "image_out": 4_160},
        per_million((50, "5"), (323, "8"), (4_160, "32")),
        135_954_000,
    ),
    Case(
        "openai/gpt-realtime",
        {"input": 119, "audio_in": 409, "output": 46, "audio_out": 1_014},
        per_million((119, "4"), (409, "32"), (46, "16"), (1_014, "64")),
        79_196_000,
    ),
    Case("openai/whisper-1", {"audio_ms": 61_001}, ((61_001, "0.36", HOUR_MS),), 6_100_100),
    Case("openai/text-embedding-3-small", {"input": 8_191}, per_million((8_191, "0.02")), 163_820),
]

ANTHROPIC = [
    Case("anthropic/claude-opus-5-5", PLAIN, per_million((1_000, "4"), (500, "20")), 14_000_000),
    Case(
        "anthropic/claude-opus-5-5",
        CACHE_5M,
        per_million((300, "4"), (40_000, "0.2"), (5_001, "5"), (700, "20")),
        48_205_000,
    ),
    Case(
        "anthropic/claude-opus-5-5",
        CACHE_1H,
        per_million((300, "4"), (12_345, "8"), (700, "20")),
        113_960_000,
    ),
    Case(
        "anthropic/claude-opus-5-5",
        CACHE_BOTH,
        per_million((7, "2"), (9_999, "0.1"), (501, "2.5"), (203, "4"), (11, "10")),
        3_188_400,
        batch=True,
    ),
    Case(
        "anthropic/claude-opus-5-5",
        CACHE_5M,
        per_million((300, "8"), (40_000, "0.4"), (5_001, "10"), (700, "40")),
        96_410_000,
        tier="fast",
    ),
    Case(
        "anthropic/claude-sonnet-5-5",
        CACHE_BOTH,
        per_million((7, "2"), (9_999, "0.1"), (501, "2.5"), (203, "4"), (11, "10")),
        3_188_400,
    ),
    Case(
        "anthropic/claude-sonnet-5-5",
        {**PLAIN, "web_searches": 2},
        (*per_million((1_000, "2"), (500, "10")), (2, "10", THOUSAND)),
        27_000_000,
    ),
    Case(
        "anthropic/claude-haiku-5-5",
        {"input": 1, "cache_read": 99_999, "output": 1},
        per_million((1, "0.1"), (99_999, "0.01"), (1, "0.5")),
        1_000_590,
    ),
    Case(
        "anthropic/claude-haiku-5-5",
        {"input": 2, "cache_read": 99_999, "output": 1},
        per_million((2, "0.5"), (99_999, "0.05"), (1, "2.5")),
        5_003_450,
    ),
    Case(
        "anthropic/claude-haiku-5-5",
        {"cache_write_5m": 3, "output": 1},
        per_million((3, "0.0625"), (1, "0.25")),
        438,  # 437.5 goes to the even one
        batch=True,
    ),
    Case(
        "anthropic/claude-haiku-5-5",
        {"cache_write_5m": 1, "output": 1},
        per_million((1, "0.0625"), (1, "0.25")),
        312,  # 312.5 goes to the even one
        batch=True,
    ),
    Case(
        "anthropic/claude-fable-5-2",
        CACHE_5M,
        per_million((300, "8"), (40_000, "0.2"), (5_001, "10"), (700, "40")),
        88_410_000,
    ),
    Case(
        "anthropic/claude-opus-4-6",
        {"input": 200_001, "output": 100},
        per_million((200_001, "10"), (100, "37.5")),
        2_003_760_000,
        day="2026-03-12",
    ),
    Case(
        "anthropic/claude-opus-4-6",
        {"input": 200_001, "output": 100},
        per_million((200_001, "5"), (100, "25")),
        1_002_505_000,
        day="2026-03-13",
    ),
    Case(
        "anthropic/claude-sonnet-4-5-20250929",
        {"cache_read": 150_000, "cache_write_1h": 50_001, "output": 64},
        per_million((150_000, "0.6"), (50_001, "12"), (64, "22.5")),
        691_452_000,
        day="2026-01-15",
    ),
    Case(
        "anthropic/claude-haiku-4-5-20251001",
        CACHE_1H,
        per_million((300, "1"), (12_345, "2"), (700, "5")),
        28_490_000,
    ),
]

GEMINI = [
    Case(
        "gemini/gemini-4-argon", CACHED, per_million((1_200, "2"), (30_000, "0.1"), (800, "10")), 13_400_000
    ),
    Case(
        "gemini/gemini-4-argon",
        CACHED,
        per_million((1_200, "4"), (30_000, "0.2"), (800, "20")),
        26_800_000,
        day="2026-12-01",
    ),
    Case(
        "gemini/gemini-4-argon",
        CACHED,
        per_million((1_200, "1"), (30_000, "0.05"), (800, "5")),
        6_700_000,
        batch=True,
    ),
    Case(
        "gemini/gemini-4-argon",
        CACHED,
        per_million((1_200, "3.6"), (30_000, "0.18"), (800, "18")),
        24_120_000,
        tier="priority",
    ),
    Case(
        "gemini/gemini-3.8-flash",
        THINKING,
        per_million((2_048, "0.75"), (333 + 4_096, "3.75")),
        18_144_750,
    ),
    Case(
        "gemini/gemini-3.8-flash",
        THINKING,
        per_million((2_048, "1.5"), (333 + 4_096, "7.5")),
        36_289_500,
        day="2027-01-01",
    ),
    Case(
        "gemini/gemini-3.1-pro-preview",
        LONG,
        per_million((150_000, "4"), (130_000, "0.4"), (2_000, "18")),
        688_000_000,
    ),
    Case(
        "gemini/gemini-3.1-pro-preview",
        {**PLAIN, "web_searches": 4},
        (*per_million((1_000, "2"), (500, "12")), (4, "14", THOUSAND)),
        64_000_000,
    ),
    Case("gemini/gemini-2.5-pro", THINKING, per_million((2_048, "1.25"), (333 + 4_096, "10")), 46_850_000),
    Case(
        "gemini/gemini-2.5-pro",
        LONG,
        per_million((150_000, "2.5"), (130_000, "0.25"), (2_000, "15")),
        437_500_000,
    ),
    Case(
        "gemini/gemini-2.5-pro",
        LONG,
        per_million((150_000, "1.25"), (130_000, "0.25"), (2_000, "7.5")),
        235_000_000,
        batch=True,
    ),
    Case(
        "gemini/gemini-2.5-flash",
        {"input": 258, "audio_in": 1_920, "output": 100},
        per_million((258, "0.3"), (1_920, "1"), (100, "2.5")),
        2_247_400,
    ),
    Case(
        "gemini/gemini-2.5-pro-preview-05-06",
        {"audio_in": 1_920, "image_in": 258, "output": 100},
        per_million((1_920, "1.25"), (258, "1.25"), (100, "10")),
        3_722_500,
    ),
    Case(
        "gemini/gemini-3.1-flash-image-preview",
        {"input": 20, "output": 12, "image_out": 1_120},
        per_million((20, "0.5"), (12, "3"), (1_120, "60")),
        67_246_000,
    ),
]


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return PriceBook(Catalogue.load(CATALOGUE.read_bytes()))


@pytest.mark.parametrize("case", OPENAI + ANTHROPIC + GEMINI, ids=str)
def test_a_call_costs_what_the_published_list_says(case: Case, book: PriceBook) -> None:
    on_paper = sum((Decimal(quantity) * Decimal(usd) / per for quantity, usd, per in case.sum), Decimal())
    assert int((on_paper * 10**9).quantize(Decimal(1), rounding="ROUND_HALF_EVEN")) == case.nusd

    provider, _, model = case.model.partition("/")
    units = ("web_searches", "audio_ms")
    usage = Usage(**{name if name in units else f"{name}_tokens": n for name, n in case.counts.items()})
    at_us = int(datetime.fromisoformat(case.day).replace(tzinfo=UTC).timestamp()) * 1_000_000
    cost = book.cost(usage, provider, model, at_us, service_tier=case.tier, batch=case.batch)
    assert isinstance(cost, Cost), cost
    assert cost.nusd == case.nusd
    assert cost.basis == "catalogue"


def test_there_are_forty_of_them_and_more() -> None:
    assert len(OPENAI + ANTHROPIC + GEMINI) >= 40
