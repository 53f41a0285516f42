"""`tollgate price`: what calls cost, and the user's own prices."""

import argparse
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from app.cli.choosing import chosen_calls
from app.cli.frame import DONE, Command, Context, compact
from app.cli.price_updates import UPDATE
from app.cli.repricing import ESTIMATE, REPRICE, WHAT_IF
from app.cli.running import operate
from app.core.errors import PriceError, UsageError
from app.core.filters import CallFilter
from app.core.patterns import fits
from app.core.prices import COMPONENTS, PER, PER_UNIT, RUNNING, from_dollars
from app.core.pricing import Choice
from app.ledger import reading
from app.ledger.prices import Mapped, mappings
from app.platform.clock import now_us, zone
from app.services.price_lists import in_force
from app.services.price_table import PriceLine, laid_open, listed, own_lines, why
from app.services.prices import known_prices
from app.services.providers import known_providers

_TIER = re.compile("[a-z0-9][a-z0-9_-]{0,29}")
_OPTIONS = {"web_searches": "web-search", "images": "image", "audio_ms": "audio-hour", RUNNING: "per-hour"}


def run_list(context: Context) -> int:
    """The user's own prices and mappings; with a provider or a model, the list's as well."""
    a, now = context.args, now_us()
    if a.unpriced:
        return _list_unpriced(context)
    book, own = known_prices(context.home.ledger)
    lines, mapped = own_lines(own), _mappings(context)
    narrowed = a.model is not None or a.provider is not None
    if narrowed:
        provider, model = a.provider or "*", a.model or "*"
        lines = [line for line in lines if _meets(line, provider, model)]
        lines += listed(book, provider, model, now)
        mapped = []
    context.out.document([*(line.as_record() for line in lines), *(_mapping(one) for one in mapped)])
    if not context.out.as_json:
        if lines:
            _show(context, lines)
        elif not mapped:
            context.out.note("No prices are like that." if narrowed else "You have no prices of your own.")
        for one in mapped:
            context.out.line(_mapping_told(one))
        if not narrowed:
            used = in_force(context.home.root)
            context.out.note(
                f"Your own prices go before those of the {used.origin} list of {used.catalogue.head.stamp}; "
                "`tollgate price list --model 'gpt-*'` or `--provider openai` shows that."
            )
    return DONE


def _meets(line: PriceLine, provider: str, model: str) -> bool:
    """Whether the two patterns could mean the same model."""
    pairs = ((line.provider, provider), (line.model, model))
    return all(fits(mine, theirs) or fits(theirs, mine) for mine, theirs in pairs)


def _show(context: Context, lines: Iterable[PriceLine], *, whole: bool = False) -> None:
    rows: list[tuple[Any, ...]] = []
    for line in lines:
        r = line.as_record()
        prices = [f"{name} {usd}" for name, usd in r["usd_per_million"].items()]
        prices += [
            f"{usd} {'an' if name in PER else 'a'} {PER_UNIT[name]}"
            for name, usd in r["usd_per_unit"].items()
        ]
        mark = "own" if line.source == "override" else "hidden by own" if line.overridden else "list"
        when = " ".join(
            part
            for part in (
                f"from {r['from']}" if r["from"] else "",
                f"until {r['until']}" if r["until"] else "",
                f"at {r['hours_utc']} UTC" if r["hours_utc"] else "",
                f"prompts > {line.above_tokens:,}" if line.above_tokens else "",
            )
            if part
        )
        cells = (line.provider, line.model, mark, line.tier or "any", when, ", ".join(prices) or "free")
        rows.append((("→" if line.used_now else "", *cells)) if whole else cells)
    columns = ("provider", "model", "price", "tier", "when", "$ per million, or each")
    context.out.table(("", *columns) if whole else columns, rows)


def _mappings(context: Context) -> list[Mapped]:
    with reading(context.home.ledger) as reader:
        return mappings(reader) if reader else []


def _mapping(one: Mapped) -> dict[str, Any]:
    return {
        "provider": one.provider,
        "model": one.name or None,
        "source": "mapping",
        "priced_as": f"{one.seller}/{one.model}" if one.model else one.seller,
    }


def _mapping_told(one: Mapped) -> str:
    of = f"{one.provider}/{one.name}" if one.name else one.provider
    return f"{of} is priced as {_mapping(one)['priced_as']} (`tollgate price map {of}` ends that)"


def _list_unpriced(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    with reading(context.home.ledger) as reader:
        found = reader.report(CallFilter(), ("provider", "model"), zone("UTC")) if reader else []
        rows = [{**row.keys, "calls": row.totals.unpriced} for row in found if row.totals.unpriced]
    context.out.document(rows)
    if not context.out.as_json:
        shown = [(r["provider"], r["model"], r["calls"]) for r in rows]
        context.out.table(("provider", "model", "unpriced calls"), shown, right=("unpriced calls",))
    return DONE


def run_show(context: Context) -> int:
    """All that is known of the prices of one model."""
    a, now = context.args, now_us()
    book, own = known_prices(context.home.ledger)
    providers = known_providers(context.home.ledger)
    exact = {p.override.provider for p in own if p.removed_us is None and p.override.model == a.model}
    sellers = (a.provider,) if a.provider else sorted({*book.sellers(a.model), *(exact & providers.keys())})
    found: list[tuple[dict[str, Any], list[PriceLine]]] = []
    known = False
    for provider in sellers:
        lines = laid_open(book, own, provider, a.model, now)
        local = provider in providers and providers[provider].local
        known = known or bool(lines) or isinstance(book.choice(provider, a.model, now, local=local), Choice)
        words = why(book, provider, a.model, now, local=local)
        names = next((line.names for line in lines if line.source == "catalogue"), ())
        found.append(({"provider": provider, "model": a.model, "now": words, "names": list(names)}, lines))
    if not known:
        raise PriceError(
            f"No price is known for {a.model!r}{f' at {a.provider}' if a.provider else ''}.",
            f"`tollgate price list --model '*{a.model[:40]}*'` looks for it; `price set` gives it one.",
        )
    context.out.document([{**one, "prices": [line.as_record() for line in lines]} for one, lines in found])
    if not context.out.as_json:
        for one, lines in found:
            context.out.line(f"{one['provider']}/{a.model}: {one['now']}")
            if lines:
                _show(context, lines, whole=True)
            if one["names"]:
                context.out.line(f"Other names: {', '.join(one['names'])}")
    return DONE


def run_set(context: Context) -> int:
    a = context.args
    given = compact({name: getattr(a, name) for name in COMPONENTS})
    if a.watts is not None and a.per_kwh is not None:
        given.setdefault(RUNNING, _hour_usd(a.watts, a.per_kwh))
    if not given:
        raise UsageError(
            "No price was named.", "Such as --input 2.5 --output 10: dollars per million tokens."
        )
    prices = {name: from_dollars(name, text) for name, text in given.items()}
    if (a.watts is None) != (a.per_kwh is None):
        raise UsageError("--watts and --per-kwh go together.", "Such as --watts 350 --per-kwh 0.30.")
    chosen, _ = chosen_calls(context)
    from_us, until_us = chosen.since_us or 0, chosen.until_us
    if until_us is not None and until_us <= from_us:
        raise UsageError("The price ends before it begins.")
    price = {"provider": a.of, "model": a.name, "prices": prices, "tier": a.tier, "yes": a.yes}
    result = operate(context.home, "price.set", {**price, "from_us": from_us, "until_us": until_us})
    context.out.document(result, f"{a.of}/{a.name} has your price. {_of_the_past(result)}")
    return DONE


def _of_the_past(result: dict[str, Any]) -> str:
    count: int | None = result.get("auto_priced")
    if count is None:
        return "Calls already recorded keep their cost until a reprice."
    return f"{count} calls that had no price have one now; the others keep their cost until a reprice."


def _hour_usd(watts: str, per_kwh: str) -> str:
    """What an hour of so many watts costs; as exact as the two were written."""
    try:
        return f"{Decimal(watts) * Decimal(per_kwh) / 1000:f}"
    except (InvalidOperation, ValueError):
        raise UsageError("--watts and --per-kwh take plain numbers.", "Such as 350 and 0.30.") from None


def run_unset(context: Context) -> int:
    a = context.args
    result = operate(context.home, "price.unset", {"provider": a.of, "model": a.name})
    context.out.document(result, f"{a.of}/{a.name} has the list's price again, if the list has one.")
    return DONE


def run_map(context: Context) -> int:
    a = context.args
    result = operate(context.home, "price.map", {"of": a.of, "as": a.seller})
    context.out.document(result, f"{a.of} is priced by {a.seller or 'its own list'}. {_of_the_past(result)}")
    return DONE


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="GLOB", help="the list's prices of such models, and your own")
    parser.add_argument("--provider", metavar="GLOB", help="the same for providers")
    parser.add_argument("--unpriced", action="store_true", help="the models of calls without a cost")


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", help="its exact name")
    parser.add_argument("--provider", metavar="P", help="else all that sell it")


def _named(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("of", metavar="PROVIDER", help="exact, or a pattern with *")
    parser.add_argument("name", metavar="MODEL", help="the same")


def _set(parser: argparse.ArgumentParser) -> None:
    _named(parser)
    for name in COMPONENTS:
        words = _OPTIONS.get(name, name.replace("_", "-"))
        per = f"dollars for one {PER_UNIT[name]}" if name in PER_UNIT else "dollars per million tokens"
        if name in PER:
            per = "dollars for an hour of " + ("audio" if name == "audio_ms" else "running, whatever it uses")
        parser.add_argument(f"--{words}", dest=name, metavar="USD", help=per)
    parser.add_argument(
        "--watts", metavar="W", help="for a computer of your own: what it draws, with --per-kwh"
    )
    parser.add_argument("--per-kwh", metavar="USD", help="dollars for a kilowatt-hour")
    parser.add_argument("--from", dest="since", metavar="DATE", help="since when; else for all time")
    parser.add_argument("--until", metavar="DATE", help="until when, not included; else for ever")
    parser.add_argument("--tier", type=_tier, metavar="T", help="only standard, batch, flex, priority, …")
    parser.add_argument("--yes", action="store_true", help="also where it is far from the list's price")
    others = ("provider", "account", "model", "client", "project", "session", "wire", "tag", "status")
    parser.set_defaults(zone=None, search=None, **dict.fromkeys(others))


def _tier(text: str) -> str:
    if not _TIER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no service tier; such as batch, flex or priority")
    return text


def _map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("of", metavar="PROVIDER[/NAME]")
    parser.add_argument("seller", metavar="SELLER[/MODEL]", nargs="?", default="", help="without it: no more")


PRICE = Command(
    "price",
    "prices in dollars per million tokens",
    parts=(
        Command("list", "your own prices and mappings, the list's, or what has none", run_list, _list),
        Command("show", "all prices of a model, and which counts now", run_show, _model),
        Command("set", "a price of your own", run_set, _set),
        Command("unset", "back to the list's price", run_unset, _named),
        Command("map", "price a provider or a deployment by a seller's list", run_map, _map),
        UPDATE,
        ESTIMATE,
        WHAT_IF,
        REPRICE,
    ),
)
