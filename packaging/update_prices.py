"""Makes resources/prices/catalogue.jsonl from the data of the installed genai-prices package. No network.

What is decided here, and not in that package, is data in price_choices.py beside it.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
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
from price_choices import (
    ADDED,
    ALSO,
    BORROWED,
    DERIVED,
    DROPPED_NAMES,
    ENDINGS,
    EXTRA_NAMES,
    FREE,
    FREE_ENDING,
    KEYS,
    LATER_ROWS,
    LEFT_OUT,
    LEFT_OUT_PREFIX,
    LONG_PROMPTS_UNTIL,
    NOT_COUNTED,
    PEAK_FROM,
    PER_MTOK,
    PROBES,
    PROVIDERS,
    REFUSED,
    TIERS,
    TIERS_LEFT_OUT,
    USUAL_ENDINGS,
    Derived,
)

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the program's own reading of a list

from app.core.catalogue import Catalogue, Head, seal  # noqa: E402
from app.core.price_update import merge  # noqa: E402

TARGET = ROOT / "resources" / "prices" / "catalogue.jsonl"

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
            out["cache_read"] = int(Decimal(cache_read) * PER_MTOK)
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


def is_snapshot(name: str) -> bool:
    """Whether it ends in a month and a year: command-a-03-2025."""
    parts = name.split("-")
    return len(parts) > 2 and parts[-2].isdecimal() and len(parts[-2]) == 2


def names_of(provider: Provider, ours: str, model: ModelInfo) -> dict[str, str]:
    """Each exact name of a model, with the endings under which it is still this model."""
    found = {model.id, *literals(model.match), *EXTRA_NAMES.get((ours, model.id), [])}
    # What is left of a pattern such as "claude-sonnet-4-2025" is no name.
    stems = {name.lower().rstrip("-@:.") for name in found}
    stems -= {name for name in stems if name.endswith(("-2024", "-2025")) and not is_snapshot(name)}
    if ours == "openai" and model.id.startswith("ft:"):
        tuned = {f"ft:{name}" for other in provider.models for name in literals(other.match)}
        stems = {name for name in tuned if name.count(":") == 1} | {model.id.rstrip("-")}
        return {name: "" for name in stems if answers_to(provider, name + ":org") is model}
    names: dict[str, str] = {}
    dropped: set[str] = DROPPED_NAMES.get(ours, set())
    for stem in stems:
        if stem in dropped:
            continue
        endings = [
            ending
            for ending in ENDINGS.get(ours, USUAL_ENDINGS)
            if any(
                answers_to(provider, stem + p) is model and stem + p not in dropped for p in PROBES[ending]
            )
        ]
        if answers_to(provider, stem) is model:
            names[stem] = " ".join(endings)
    return names


def make_model(provider: Provider, ours: str, model: ModelInfo, report: Report) -> dict[str, Any] | None:
    where = f"{ours}/{model.id}"
    comment = (model.price_comments or "").lower()
    if (ours, model.id) in LEFT_OUT or (comment.startswith(BORROWED) and "verified against" not in comment):
        report.left_out.append(f"{where}: a price borrowed from another seller")
        return None
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
    added = {name: int(Decimal(usd) * PER_MTOK) for name, usd in ADDED.get((ours, model.id), {}).items()}
    for row in (row for rows in tiers.values() for row in rows):
        if added:
            row["prices"] = dict(sorted({**row["prices"], **added}.items()))
    tiers["standard"] += LATER_ROWS.get((ours, model.id), [])
    if (ours, model.id) in LONG_PROMPTS_UNTIL:
        for rows in tiers.values():
            rows.append({"prices": rows[-1]["prices"], "from": LONG_PROMPTS_UNTIL[ours, model.id]})
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


def make_catalogue(stamp: str, report: Report) -> bytes:
    """The list as the source has it on this day."""
    known = {provider.id: provider for provider in source_providers}
    counts: dict[str, int] = {}
    lines: list[dict[str, Any]] = []
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
        lines += made
    head = Head(
        source="genai",
        made_from=f"genai-prices {version('genai-prices')}",
        licence="MIT, Copyright (c) Pydantic Services Inc. 2025 to present; see LICENSE-genai-prices.txt",
        stamp=stamp,
        models=counts,
        also={seller: tuple(others) for seller, others in ALSO.items()},
    )
    return seal(head, lines)


def write_catalogue(target: Path, today: str, report: Report, *, anew: bool) -> bool:
    """Whether anything changed. Over a list that is there, whose prices stay for the time before today,
    unless it is made `anew`. The stamp is the day on which these prices were first written."""
    made = make_catalogue(today, report)
    if target.exists() and not anew:
        before = target.read_bytes()
        made = merge(Catalogue.load(before), Catalogue.load(made))
        if before.split(b"\n", 2)[-1] == made.split(b"\n", 2)[-1]:
            return False
    Catalogue.load(made).check()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made)
    return True


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="update-prices", description=__doc__)
    parser.add_argument("--to", type=Path, default=TARGET, help="the file to write")
    parser.add_argument("--stamp", default=datetime.now(UTC).date().isoformat(), help="the day, YYYY-MM-DD")
    parser.add_argument("--verbose", action="store_true", help="list what was left out or rounded")
    parser.add_argument("--anew", action="store_true", help="without the past that the list there has")
    options = parser.parse_args(argv)
    report = Report()
    changed = write_catalogue(options.to, options.stamp, report, anew=options.anew)
    print(f"{options.to}: {'written' if changed else 'no price has changed'}")
    for title, entries in vars(report).items():
        print(f"{title.replace('_', ' ')}: {len(entries)}")
        if options.verbose:
            print("".join(f"  {entry}\n" for entry in entries), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
