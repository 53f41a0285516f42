"""`tollgate price`: what calls cost, the user's own prices, and pricing past calls anew."""

import argparse
from decimal import Decimal, InvalidOperation
from typing import Any

from app.cli.calls import chosen_calls, filter_options
from app.cli.frame import DONE, Command, Context, compact
from app.cli.running import operate
from app.core.calls import Usage
from app.core.errors import PriceError
from app.core.filters import CallFilter
from app.core.money import decimal_usd
from app.core.pricing import Cost
from app.ledger import Reader, is_there
from app.platform.clock import now_us, zone
from app.services import repricing
from app.services.prices import known_prices, per_million
from app.services.providers import known_providers

_SET = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "reasoning")


def run_list(context: Context) -> int:
    if context.args.unpriced:
        return _list_unpriced(context)
    _, own = known_prices(context.home.ledger)
    rows = [
        {
            "provider": p.override.provider,
            "model": p.override.model,
            "usd_per_million": {name: per_million(pico) for name, pico in p.override.prices.items()},
            "from_us": p.override.from_us,
        }
        for p in own
        if p.removed_us is None
    ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("provider", "model", "your own price, $ per million"),
            [(*(r[k] for k in ("provider", "model")), _text(r["usd_per_million"])) for r in rows],
        )
    return DONE


def _text(prices: Any) -> str:
    return ", ".join(f"{name} {price}" for name, price in prices.items())


def _list_unpriced(context: Context) -> int:
    rows: list[dict[str, Any]] = []
    if is_there(context.home.ledger):
        reader = Reader(context.home.ledger)
        try:
            found = reader.report(CallFilter(), ("provider", "model"), zone("UTC"))
        finally:
            reader.close()
        rows = [{**row.keys, "calls": row.totals.unpriced} for row in found if row.totals.unpriced]
    context.out.document(rows)
    if not context.out.as_json:
        shown = [(r["provider"], r["model"], r["calls"]) for r in rows]
        context.out.table(("provider", "model", "unpriced calls"), shown, right=("unpriced calls",))
    return DONE


def run_set(context: Context) -> int:
    a = context.args
    given = compact({name: getattr(a, name) for name in _SET})
    if not given:
        raise PriceError(
            "No price was named.", "Such as --input 2.5 --output 10: dollars per million tokens."
        )
    prices = {name: _pico(text) for name, text in given.items()}
    from_us = chosen_calls(context)[0].since_us or 0
    result = operate(
        context.home,
        "price.set",
        {"provider": a.of, "model": a.name, "prices": prices, "from_us": from_us, "yes": a.yes},
    )
    context.out.document(
        result, f"{a.of}/{a.name} has your price. Calls already recorded keep their cost until a reprice."
    )
    return DONE


def _pico(text: str) -> int:
    """Pico-dollars per token from dollars per million, exactly."""
    try:
        pico = Decimal(text) * 1_000_000
        whole = int(pico)
    except (InvalidOperation, ValueError, OverflowError):
        raise PriceError(
            f"{text!r} is not a price.", "Write dollars per million tokens, such as 2.5."
        ) from None
    if pico != whole:
        raise PriceError(f"{text!r} is finer than a millionth of a dollar per million tokens.")
    return whole


def run_unset(context: Context) -> int:
    a = context.args
    result = operate(context.home, "price.unset", {"provider": a.of, "model": a.name})
    context.out.document(result, f"{a.of}/{a.name} has the list's price again, if the list has one.")
    return DONE


def run_map(context: Context) -> int:
    a = context.args
    result = operate(context.home, "price.map", {"of": a.of, "as": a.seller})
    context.out.document(result, f"{a.of} is priced by {a.seller or 'its own list'}.")
    return DONE


def run_estimate(context: Context) -> int:
    a = context.args
    usage = Usage(input_tokens=a.input, output_tokens=a.output, cache_read_tokens=a.cache_read)
    book, _ = known_prices(context.home.ledger)
    found = book.estimate(usage, a.model, now_us(), provider=a.provider)
    if not found:
        raise PriceError(f"No price is known for {a.model!r}.", "`tollgate price set` gives it one.")
    rows = [
        {
            "provider": seller,
            "cost_usd": decimal_usd(cost.nusd) if isinstance(cost, Cost) else None,
            "why": cost.price_ref if isinstance(cost, Cost) else cost.reason,
        }
        for seller, cost in found.items()
    ]
    context.out.document(rows)
    if not context.out.as_json:
        context.out.table(
            ("provider", "cost, $", "price"), [tuple(row.values()) for row in rows], right=("cost, $",)
        )
    return DONE


def run_reprice(context: Context) -> int:
    a = context.args
    if a.undo:
        back = operate(context.home, "price.undo", {})
        context.out.document(back, f"{back['calls']} calls have the cost back that they had.")
        return DONE
    chosen, _ = chosen_calls(context)
    if a.dry_run:
        result = _preview(context, chosen)
    else:
        words = {"filter": repricing.filter_row(chosen), "unpriced_only": a.unpriced_only}
        result = operate(context.home, "price.reprice", words)
    context.out.document(result)
    if not context.out.as_json:
        columns = ("provider", "model", "calls", "old_usd", "new_usd", "difference_usd")
        rows = [
            tuple(row[c] for c in columns)
            for row in [*result["models"], {"provider": "all", "model": "", **result}]
        ]
        context.out.table(columns, rows, right=columns[2:])
    return DONE


def _preview(context: Context, chosen: CallFilter) -> dict[str, Any]:
    if not is_there(context.home.ledger):
        return repricing.Outcome([]).as_record()
    book, _ = known_prices(context.home.ledger)
    providers = known_providers(context.home.ledger)
    reader = Reader(context.home.ledger)
    try:
        only = context.args.unpriced_only
        return repricing.preview(reader, book, providers, chosen, unpriced_only=only).as_record()
    finally:
        reader.close()


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unpriced", action="store_true", help="the models of calls without a cost")


def _named(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("of", metavar="PROVIDER", help="exact, or a pattern with *")
    parser.add_argument("name", metavar="MODEL", help="the same")


def _set(parser: argparse.ArgumentParser) -> None:
    _named(parser)
    for name in _SET:
        words = name.replace("_", "-")
        parser.add_argument(f"--{words}", metavar="USD", help="dollars per million tokens")
    parser.add_argument("--from", dest="since", metavar="DATE", help="since when; else for all time")
    parser.add_argument("--yes", action="store_true", help="also where it is far from the list's price")
    others = ("provider", "account", "model", "client", "project", "session", "wire", "tag", "status")
    parser.set_defaults(until=None, zone=None, search=None, **dict.fromkeys(others))


def _map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("of", metavar="PROVIDER[/NAME]")
    parser.add_argument("seller", metavar="SELLER[/MODEL]", nargs="?", default="", help="without it: no more")


def _estimate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, metavar="M")
    parser.add_argument("--provider", metavar="P", help="else all that sell it")
    for name in ("input", "output", "cache-read"):
        parser.add_argument(f"--{name}", type=int, metavar="N", help="tokens")


def _reprice(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--unpriced-only", action="store_true", help="only calls without a cost")
    parser.add_argument("--undo", action="store_true", help="take the last repricing back")


PRICE = Command(
    "price",
    "prices in dollars per million tokens",
    parts=(
        Command("list", "your own prices, or what has none", run_list, _list),
        Command("set", "a price of your own", run_set, _set),
        Command("unset", "back to the list's price", run_unset, _named),
        Command("map", "price a provider or a deployment by a seller's list", run_map, _map),
        Command("estimate", "what a call would cost", run_estimate, _estimate),
        Command("reprice", "give past calls the cost by today's prices", run_reprice, _reprice),
    ),
)
