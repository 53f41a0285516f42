"""Makes resources/prices/catalogue.jsonl from the data of the installed genai-prices package. No network.

What is decided here, and not in that package, is data in the tables below; docs/prices.md says why.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_prices.data import providers as source_providers
from genai_prices.types import (
    ClauseAnd,
    ClauseOr,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    PriceVariant,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "prices" / "catalogue.jsonl"

# genai-prices' id → ours. The second part has no row in providers.toml: there a user's own provider of that
# name finds its prices. Left out: subscriptions, resellers with rates of their own per region or per route,
# and lists that were converted from another currency.
PROVIDERS = {
    "anthropic": "anthropic",
    "azure": "azure",
    "cerebras": "cerebras",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "google": "gemini",
    "groq": "groq",
    "mistral": "mistral",
    "openai": "openai",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
    "x-ai": "xai",
    "arcee": "arcee",
    "avian": "avian",
    "baseten": "baseten",
    "cloudflare": "cloudflare",
    "meta": "meta",
    "minimax": "minimax",
    "moonshotai": "moonshotai",
    "novita": "novita",
    "ovhcloud": "ovhcloud",
    "voyageai": "voyageai",
    "zai": "zai",
}
# Sold under their maker's list. DeepSeek, xAI and Moonshot set other prices on Azure, and are not here.
ALSO = {"azure": ["openai", "anthropic"]}

# Price key → (component, dollars per one of it → pico-dollars per unit).
_PER_MTOK = Decimal(10**6)
_PER_THOUSAND = Decimal(10**9)
_PER_HOUR = Decimal(10**12)
KEYS = {
    "input_mtok": ("input", _PER_MTOK),
    "cache_read_mtok": ("cache_read", _PER_MTOK),
    "cache_write_mtok": ("cache_write_5m", _PER_MTOK),
    "cache_write_1h_mtok": ("cache_write_1h", _PER_MTOK),
    "input_audio_mtok": ("audio_in", _PER_MTOK),
    "input_image_mtok": ("image_in", _PER_MTOK),
    "output_mtok": ("output", _PER_MTOK),
    "output_reasoning_mtok": ("reasoning", _PER_MTOK),
    "output_audio_mtok": ("audio_out", _PER_MTOK),
    "output_image_mtok": ("image_out", _PER_MTOK),
    "web_searches_kcount": ("web_searches", _PER_THOUSAND),
    "requests_kcount": ("request", _PER_THOUSAND),
    "audio_hours": ("audio_ms", _PER_HOUR),
    "input_audio_hours": ("audio_ms", _PER_HOUR),
}
# Sold, but not counted by us: the rest of the model's prices stand without them.
NOT_COUNTED = {
    "cache_audio_read_mtok",
    "cache_image_read_mtok",
    "input_video_mtok",
    "input_mchars",
    "input_text_messages_kcount",
    "input_document_kpages",
    "input_annotated_document_kpages",
    "output_citation_mtok",
    "storage_searches_kcount",
}
# Sold, not counted, and too dear to leave out: a model with one of these is unpriced.
REFUSED = {"output_video_mtok"}

TIERS = {
    ("processing", "batch"): "batch",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "priority",
    ("speed", "fast"): "fast",
}
# `default` is the standard price; OpenAI's `fast` is `priority` by its newer name (checked below); routes and
# kinds of search are nothing that an answer tells.
TIERS_LEFT_OUT = {("service_tier", "default"), ("route", "mistral/eu"), ("search_type", "fast")} | {
    ("search_type", "web")
}

# No price in the source means either free or not known. These are free by the seller's own word.
FREE = {
    ("gemini", "gemma-3"),
    ("gemini", "gemma-3n"),
    ("gemini", "gemma-4-26b-a4b-it"),
    ("gemini", "gemma-4-31b-it"),
    ("openai", "moderation"),
}
FREE_ENDING = ":free"

# The Gemini API sells no Claude: those rows are Vertex AI's.
LEFT_OUT_PREFIX = {"gemini": "claude"}

# Names that the source matches by a pattern, and that no rule below finds.
EXTRA_NAMES = {
    ("gemini", "gemma-3"): ["gemma-3-1b-it", "gemma-3-4b-it", "gemma-3-12b-it", "gemma-3-27b-it"],
    ("gemini", "gemma-3n"): ["gemma-3n-e2b-it", "gemma-3n-e4b-it"],
    ("mistral", "magistral-small"): [
        "magistral-small-2506",
        "magistral-small-2507",
        "magistral-small-2509",
        "magistral-small-latest",
    ],
    ("openai", "computer-use"): ["computer-use-preview"],
    ("openai", "moderation"): [
        "omni-moderation-2024-09-26",
        "omni-moderation-latest",
        "text-moderation-latest",
        "text-moderation-stable",
    ],
}

# Prices that the source lacks, from the seller's list: dollars per million tokens.
ADDED: dict[tuple[str, str], dict[str, str]] = {
    ("openai", "gpt-4o-mini-tts"): {"audio_out": "12"},
    ("perplexity", "pplx-decider-flash-v1.2"): {"output": "0"},
    ("perplexity", "pplx-decider-v1-27b"): {"output": "0"},
    ("perplexity", "pplx-decider-v1.1-27b"): {"output": "0"},
    ("perplexity", "pplx-decider-v1.2"): {"output": "0"},
}

# DeepSeek's peak hours. The source cannot say from when, nor that weekends have none.
PEAK_FROM = {
    "deepseek-v4-flash": date(2026, 9, 10),
    "deepseek-v4-pro": date(2026, 8, 17),
    "deepseek-flash": date(2026, 9, 10),
}
# It also stops before DeepSeek ended the nightly discount, and before V3.2.
_DEEPSEEK_V3_2: list[dict[str, Any]] = [
    {"from": "2025-09-05", "prices": {"cache_read": 70_000, "input": 560_000, "output": 1_680_000}},
    {"from": "2025-09-29", "prices": {"cache_read": 28_000, "input": 280_000, "output": 420_000}},
]
LATER_ROWS = {
    ("deepseek", "deepseek-chat"): _DEEPSEEK_V3_2,
    ("deepseek", "deepseek-reasoner"): _DEEPSEEK_V3_2,
}


@dataclass(frozen=True)
class Derived:
    """Tiers of Gemini that the source names in words only: flex as batch, priority at 1.8 times standard."""

    halved_batch: bool = False  # no batch prices in the source either: half of all of the tokens' prices
    flex_cache_read: str = ""  # dollars, where the list does not just halve
    priority_cache_read: str = ""


DERIVED = {
    "gemini-2.5-flash": Derived(),
    "gemini-2.5-flash-lite": Derived(),
    "gemini-2.5-pro": Derived(),
    "gemini-3-flash-preview": Derived(),
    "gemini-3.1-flash-lite": Derived(),
    "gemini-3.1-pro-preview": Derived(),
    "gemini-3.5-flash": Derived(halved_batch=True, flex_cache_read="0.08"),
    "gemini-3.5-flash-lite": Derived(priority_cache_read="0.05"),
    "gemini-3.6-flash": Derived(),
    "gemini-3.7-flash": Derived(halved_batch=True),
    "gemini-3.8-flash": Derived(),
    "gemini-4-argon": Derived(),
}

# How a name's endings are tried against the source's patterns; the keys are those of app.core.catalogue.
PROBES = {
    "at": ["@20250701", "@20260701"],
    "date": ["-2025-07-01", "-2026-07-01"],
    "day": ["-20250701", "-20260701"],
    "latest": ["-latest"],
    "preview": ["-preview"],
    "preview-date": ["-preview-06-05", "-preview-09-2025"],
    "version": ["-001", "-002"],
}
# Which of them a seller uses.
ENDINGS = {
    "anthropic": ("at", "day", "latest"),
    "gemini": ("latest", "preview", "preview-date", "version"),
}
USUAL_ENDINGS = ("date", "day", "latest")

Prices = dict[str, int]
Row = dict[str, Any]


@dataclass
class Report:
    """What did not make it into the catalogue, and why."""

    left_out: list[str] = field(default_factory=list[str])
    rounded: list[str] = field(default_factory=list[str])
    shadowed: list[str] = field(default_factory=list[str])


def pico(where: str, value: Decimal, factor: Decimal, report: Report) -> int:
    exact = value * factor
    whole = int(exact.to_integral_value(rounding="ROUND_HALF_EVEN"))
    if exact != whole:
        report.rounded.append(f"{where}: {value}")
    return whole


def flat_keys(price: ModelPrice) -> dict[str, Decimal | TieredPrices]:
    return {key: value for key, value in price.__dict__.items() if value is not None}


def make_row(where: str, keys: Mapping[str, Decimal | TieredPrices], report: Report) -> Row:
    """`prices` for any prompt, and `above` for what changes in longer ones."""
    prices: Prices = {}
    above: dict[int, Prices] = {}
    for key, value in keys.items():
        if key in NOT_COUNTED:
            continue
        component, factor = KEYS[key]
        if isinstance(value, TieredPrices):
            prices[component] = pico(where, value.base, factor, report)
            for tier in value.tiers:
                above.setdefault(tier.start, {})[component] = pico(where, tier.price, factor, report)
        else:
            prices[component] = pico(where, value, factor, report)
    row: Row = {"prices": dict(sorted(prices.items()))}
    carried: Prices = {}
    for start in sorted(above):
        carried |= above[start]
        row.setdefault("above", {})[str(start)] = dict(sorted(carried.items()))
    return row


def start_of(constraint: StartDateConstraint | TimeOfDateConstraint | None) -> date | None:
    return constraint.start_date if isinstance(constraint, StartDateConstraint) else None


def conditional(model: ModelInfo) -> list[ConditionalPrice]:
    return model.prices if isinstance(model.prices, list) else [ConditionalPrice(prices=model.prices)]


def standard_rows(where: str, model: ModelInfo, report: Report) -> list[Row]:
    rows: list[Row] = []
    for price in conditional(model):
        row = make_row(where, flat_keys(price.prices), report)
        begins = start_of(price.constraint)
        if isinstance(price.constraint, TimeOfDateConstraint):
            span = f"{price.constraint.start_time:%H:%M}-{price.constraint.end_time:%H:%M}"
            begins = PEAK_FROM.get(model.id)
            row["utc"] = f"mon-fri {span}" if begins else span
        if begins:
            row["from"] = begins.isoformat()
        rows.append(row)
    return rows


def tier_rows(where: str, model: ModelInfo, variants: list[PriceVariant], report: Report) -> list[Row]:
    """Whole rows of a tier: the standard price of the time, with what the tier changes.

    The source dates a tier by the day on which it was looked up. We take the earliest to hold for as long as
    the standard price that it belongs to.
    """
    standard = [(start_of(price.constraint), flat_keys(price.prices)) for price in conditional(model)]
    dated = [(start_of(variant.constraint), flat_keys(variant.prices)) for variant in variants]
    earliest = min((begins or date.min for begins, _ in dated), default=date.min)
    since = max(((begins or date.min) for begins, _ in standard if (begins or date.min) <= earliest))
    dated = [
        (since if (begins or date.min) == earliest else begins or date.min, keys) for begins, keys in dated
    ]
    days = {since} | {begins for begins, _ in dated} | {b for b, _ in standard if b and b > since}
    rows: list[Row] = []
    for day in sorted(days):
        keys = dict(next(keys for begins, keys in reversed(standard) if (begins or date.min) <= day))
        changed: dict[str, Decimal | TieredPrices] = {}
        for begins, variant_keys in dated:
            if begins <= day:
                for key, value in variant_keys.items():
                    changed.setdefault(key, value)
        row = make_row(where, keys | changed, report)
        if rows and {k: v for k, v in rows[-1].items() if k != "from"} == row:
            continue
        if day != date.min:
            row["from"] = day.isoformat()
        rows.append(row)
    return rows


def scaled(row: Row, numerator: int, denominator: int, cache_read: str) -> Row:
    """The row with its tokens' prices times a fraction; `cache_read` in dollars where it is not that."""

    def part(prices: Prices) -> Prices:
        out = {
            name: price if name == "web_searches" else price * numerator // denominator
            for name, price in prices.items()
        }
        if cache_read and "cache_read" in out:
            out["cache_read"] = int(Decimal(cache_read) * _PER_MTOK)
        return out

    new = {**row, "prices": part(row["prices"])}
    if "above" in row:
        new["above"] = {start: part(prices) for start, prices in row["above"].items()}
    return new


def derive_tiers(tiers: dict[str, list[Row]], rule: Derived) -> None:
    standard = tiers["standard"]
    if rule.halved_batch:
        tiers["batch"] = [scaled(row, 1, 2, "") for row in standard]
    tiers["flex"] = [scaled(row, 1, 1, rule.flex_cache_read) for row in tiers["batch"]]
    tiers["priority"] = [scaled(row, 9, 5, rule.priority_cache_read) for row in standard]


def literals(clause: object) -> Iterator[str]:
    """The names, or the beginnings of names, that a match of the source spells out."""
    if isinstance(clause, ClauseOr):
        for part in clause.or_:
            yield from literals(part)
    if isinstance(clause, ClauseAnd):
        for part in clause.and_:
            yield from literals(part)
    for attribute in ("equals", "starts_with", "contains", "ends_with"):
        text = getattr(clause, attribute, None)
        if text:
            yield text


def answers_to(provider: Provider, name: str) -> ModelInfo | None:
    """The source's own answer: its first match wins."""
    return next((model for model in provider.models if model.is_match(name)), None)


def names_of(provider: Provider, ours: str, model: ModelInfo) -> dict[str, str]:
    """Each exact name of a model, with the endings under which it is still this model."""
    found = {model.id, *literals(model.match), *EXTRA_NAMES.get((ours, model.id), [])}
    stems = {name.lower().rstrip("-@:.") for name in found}
    if ours == "openai" and model.id.startswith("ft:"):
        tuned = {f"ft:{name}" for other in provider.models for name in literals(other.match)}
        stems = {name for name in tuned if name.count(":") == 1} | {model.id.rstrip("-")}
        return {name: "" for name in stems if answers_to(provider, name + ":org") is model}
    names: dict[str, str] = {}
    for stem in stems:
        endings = [
            ending
            for ending in ENDINGS.get(ours, USUAL_ENDINGS)
            if any(answers_to(provider, stem + probe) is model for probe in PROBES[ending])
        ]
        # A beginning such as "claude-sonnet-4-2025" is no name, and neither is one cut off in a date.
        if answers_to(provider, stem) is model and not stem.endswith(("-2024", "-2025", "-2026")):
            names[stem] = " ".join(endings)
    return names


def make_model(provider: Provider, ours: str, model: ModelInfo, report: Report) -> dict[str, Any] | None:
    where = f"{ours}/{model.id}"
    keys = {key for price in conditional(model) for key in flat_keys(price.prices)}
    if not keys and ((ours, model.id) in FREE or model.id.endswith(FREE_ENDING)):
        tiers: dict[str, list[Row]] = {"standard": [{"free": True}]}
    elif not keys:
        report.left_out.append(f"{where}: no price, and not said to be free")
        return None
    elif keys & REFUSED or not keys & KEYS.keys():
        report.left_out.append(f"{where}: sold by {', '.join(sorted(keys - KEYS.keys()))}")
        return None
    else:
        tiers = {"standard": standard_rows(where, model, report)}
        for tier, variants in variants_by_tier(model, where).items():
            tiers[tier] = tier_rows(f"{where}/{tier}", model, variants, report)
    added = {name: int(Decimal(usd) * _PER_MTOK) for name, usd in ADDED.get((ours, model.id), {}).items()}
    for row in (row for rows in tiers.values() for row in rows):
        if added:
            row["prices"] = dict(sorted({**row["prices"], **added}.items()))
    tiers["standard"] += LATER_ROWS.get((ours, model.id), [])
    if ours == "gemini" and model.id in DERIVED:
        derive_tiers(tiers, DERIVED[model.id])
    names = names_of(provider, ours, model)
    if not names:
        report.left_out.append(f"{where}: each of its names is another model's")
        return None
    own = model.id.lower()
    first = own if own in names else min(names)
    if first != own:
        report.shadowed.append(f"{where}: kept as {first}")
    others = {name: endings for name, endings in sorted(names.items()) if name != first or endings}
    made: dict[str, Any] = {"model": model.id if first == own else first}
    if others:
        made["names"] = others
    made["prices"] = {"standard": tiers.pop("standard"), **dict(sorted(tiers.items()))}
    return made


def variants_by_tier(model: ModelInfo, where: str) -> dict[str, list[PriceVariant]]:
    found: dict[tuple[str, str], list[PriceVariant]] = {}
    for variant in model.price_variants or []:
        ((key, value),) = variant.when.items()
        found.setdefault((key, value), []).append(variant)
    fast = found.pop(("service_tier", "fast"), [])
    priority = found.get(("service_tier", "priority"), [])
    if fast and [flat_keys(v.prices) for v in fast] != [flat_keys(v.prices) for v in priority]:
        raise SystemExit(f"{where}: `fast` is no longer another name of `priority`.")
    return {TIERS[key]: variants for key, variants in found.items() if key not in TIERS_LEFT_OUT}


def make_catalogue(report: Report) -> tuple[dict[str, int], bytes]:
    """How many models each provider has, and their lines."""
    known = {provider.id: provider for provider in source_providers}
    counts: dict[str, int] = {}
    lines: list[str] = []
    for theirs, ours in sorted(PROVIDERS.items(), key=lambda pair: pair[1]):
        provider = known[theirs]
        skipped = LEFT_OUT_PREFIX.get(ours)
        models = [m for m in provider.models if not (skipped and m.id.startswith(skipped))]
        made = [line for line in (make_model(provider, ours, model, report) for model in models) if line]
        made.sort(key=lambda line: line["model"])
        taken = [name for line in made for name in {line["model"].lower(), *line.get("names", {})}]
        if len(taken) != len(set(taken)):
            raise SystemExit(f"{ours}: two models have one name: {sorted(taken)}")
        counts[ours] = len(made)
        lines += [json.dumps(line, separators=(",", ":"), ensure_ascii=False) for line in made]
    return counts, "".join(f"{line}\n" for line in lines).encode()


def write_catalogue(target: Path, today: str, report: Report) -> bool:
    """Whether anything changed. The stamp is the day on which these prices were first written."""
    counts, body = make_catalogue(report)
    digest = sha256(body).hexdigest()
    if target.exists():
        with target.open("rb") as file:
            if json.loads(file.readline())["sha256"] == digest:
                return False
    head = {
        "format": 1,
        "source": "genai",
        "made_from": f"genai-prices {version('genai-prices')}",
        "licence": "MIT, Copyright (c) Pydantic Services Inc. 2025 to present; see LICENSE-genai-prices.txt",
        "stamp": today,
        "sha256": digest,
        "also": ALSO,
        "models": counts,
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(json.dumps(head, separators=(",", ":")).encode() + b"\n" + body)
    return True


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="update-prices", description=__doc__)
    parser.add_argument("--to", type=Path, default=TARGET, help="the file to write")
    parser.add_argument("--stamp", default=datetime.now(UTC).date().isoformat(), help="the day, YYYY-MM-DD")
    parser.add_argument("--verbose", action="store_true", help="list what was left out or rounded")
    options = parser.parse_args(argv)
    report = Report()
    changed = write_catalogue(options.to, options.stamp, report)
    print(f"{options.to}: {'written' if changed else 'no price has changed'}")
    for title, entries in vars(report).items():
        print(f"{title.replace('_', ' ')}: {len(entries)}")
        if options.verbose:
            print("".join(f"  {entry}\n" for entry in entries), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
