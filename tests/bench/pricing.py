"""How long a price takes: reading the list at the start, then each call."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.core.calls import Usage
from app.core.catalogue import Catalogue
from app.core.pricing import PriceBook

CATALOGUE = Path(__file__).parents[2] / "resources" / "prices" / "catalogue.jsonl"
NOW_US = 1_795_176_000_000_000
CHAT = Usage(input_tokens=1_200, output_tokens=300)
AGENT = Usage(
    input_tokens=300,
    cache_read_tokens=40_000,
    cache_write_5m_tokens=5_000,
    output_tokens=700,
    reasoning_tokens=90,
)
CALLS = {
    "chat": (CHAT, "openai", "gpt-4o", {}),
    "agent, snapshot": (AGENT, "anthropic", "claude-sonnet-4-5-20250929", {}),
    "long context, tier": (AGENT, "openai", "gpt-6.1-sol", {"service_tier": "flex"}),
    "peak hours": (CHAT, "deepseek", "deepseek-flash", {}),
    "unpriced": (CHAT, "openai", "no-such-model", {}),
    "local": (CHAT, "ollama", "llama3.3", {"local": True}),
}


def best_us(work: Callable[[], object], times: int, rounds: int = 5) -> float:
    """The best of some rounds: what the work takes when nothing else runs."""
    taken: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            work()
        taken.append((time.perf_counter() - start) / times * 1e6)
    return min(taken)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench pricing", description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000, help="how many calls a round prices")
    options = parser.parse_args(argv)

    data = CATALOGUE.read_bytes()
    print(f"{'list':24} {len(data) / 1024:10.0f} KB")
    print(f"{'load':24} {best_us(lambda: Catalogue.load(data), 5) / 1000:10.2f} ms")
    print(f"{'load and check all':24} {best_us(lambda: Catalogue.load(data).check(), 1) / 1000:10.2f} ms")
    cold: list[float] = []
    for usage, provider, model, given in CALLS.values():
        book = PriceBook(Catalogue.load(data))
        start = time.perf_counter()
        book.cost(usage, provider, model, NOW_US, **given)
        cold.append((time.perf_counter() - start) * 1e3)
    print(f"{'first call, median':24} {statistics.median(cold):10.2f} ms")

    book = PriceBook(Catalogue.load(data))
    for name, (usage, provider, model, given) in CALLS.items():
        taken = best_us(lambda: book.cost(usage, provider, model, NOW_US, **given), options.calls)  # noqa: B023
        print(f"{name:24} {taken:10.2f} us a call")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
