"""Compares the catalogue with LiteLLM's public price list and prints where they disagree, as a table.

The list is model_prices_and_context_window_backup.json in litellm's wheel: fetch that into a temporary folder
(`pip download --no-deps litellm`), it does not belong in this repository. docs/prices.md has what we chose.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.core.catalogue import STANDARD, Catalogue, ModelPrices  # noqa: E402
from app.core.prices import Band, PriceRow  # noqa: E402

CATALOGUE = ROOT / "resources" / "prices" / "catalogue.jsonl"
PROVIDERS = {
    name: name for name in ("anthropic", "cohere", "deepseek", "gemini", "groq", "mistral", "openai", "xai")
}
TIERS = {STANDARD: "", "batch": "_batches", "flex": "_flex", "priority": "_priority"}
KEYS = {
    "input": "input_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write_5m": "cache_creation_input_token_cost",
    "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
    "output": "output_cost_per_token",
    "audio_in": "input_cost_per_audio_token",
    "audio_out": "output_cost_per_audio_token",
    "image_in": "input_cost_per_image_token",
    "image_out": "output_cost_per_image_token",
}


def now_us() -> int:
    return int(datetime.now(UTC).timestamp()) * 1_000_000


def disagreements(model: ModelPrices, theirs: dict[str, Any]) -> Iterator[str]:
    """Where both name a price and it is not the same; prices that one of them lacks are not compared."""
    for tier, ending in TIERS.items():
        row: PriceRow | None = next((r for r in model.rows(tier)[::-1] if r.in_force(now_us())), None)
        for band in row.bands if row else ():
            longer = "" if band.above_tokens < 0 else f"_above_{band.above_tokens // 1000}k_tokens"
            for component, key in KEYS.items():
                their_price = theirs.get(key + longer + ending)
                our_price = price_of(band, component)
                if their_price is not None and our_price is not None:
                    their_pico = int((Decimal(str(their_price)) * 10**12).to_integral_value())
                    if their_pico != our_price:
                        what = " ".join(
                            part for part in (tier, component, longer[1:].replace("_", " ")) if part
                        )
                        yield f"{what} | {usd(our_price)} | {usd(their_pico)}"


def price_of(band: Band, component: str) -> int | None:
    return next(charge.unit_pico for charge in band.charges if charge.component == component)


def usd(pico: int) -> str:
    return f"{Decimal(pico) / 10**6:f}"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="cross-check-prices", description=__doc__)
    parser.add_argument("list", type=Path, help="LiteLLM's JSON")
    options = parser.parse_args(argv)
    theirs: dict[str, dict[str, Any]] = json.loads(options.list.read_text(encoding="utf-8"))
    catalogue = Catalogue.load(CATALOGUE.read_bytes())
    compared = 0
    print("| model | price, $ per million | ours | LiteLLM |\n|---|---|---|---|")
    for name, prices in sorted(theirs.items()):
        provider = PROVIDERS.get(prices.get("litellm_provider", ""))
        model = catalogue.find(provider, name.removeprefix(f"{provider}/")) if provider else None
        if model is None or not prices.get("input_cost_per_token"):
            continue
        compared += 1
        for line in disagreements(model, prices):
            print(f"| {name} ({model.model}) | {line} |")
    print(f"{compared} names compared.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
