"""`tollgate price estimate`, `what-if` and `reprice`: what a call would cost, and pricing the past anew."""

import argparse
from typing import Any

from app.cli.choosing import chosen_calls, filter_options
from app.cli.explaining import cost_line, line_told
from app.cli.frame import DONE, MANY, Command, Context, compact, whole_number
from app.cli.progress import watched
from app.cli.running import operating
from app.core.calls import Usage
from app.core.errors import PriceError, UsageError
from app.core.filters import CallFilter
from app.core.money import decimal_usd
from app.core.prices import in_words
from app.core.pricing import Cost
from app.ledger import reading
from app.platform.clock import now_us
from app.services import repricing, what_if
from app.services.prices import known_prices
from app.services.providers import known_providers

_COUNTS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache-read": "cache_read_tokens",
    "cache-write-5m": "cache_write_5m_tokens",
    "cache-write-1h": "cache_write_1h_tokens",
    "reasoning": "reasoning_tokens",
    "audio-in": "audio_in_tokens",
    "audio-out": "audio_out_tokens",
    "image-in": "image_in_tokens",
    "image-out": "image_out_tokens",
    "web-searches": "web_searches",
    "images": "images",
}


def run_estimate(context: Context) -> int:
    a = context.args
    counts = compact({count: getattr(a, count) for count in _COUNTS.values()})
    if not counts:
        raise UsageError("An estimate needs to know how much.", "Such as --input 1000 --output 200.")
    book, _ = known_prices(context.home.ledger)
    found = book.estimate(Usage(**counts), a.model, now_us(), provider=a.provider, service_tier=a.tier)
    if not found:
        raise PriceError(f"No price is known for {a.model!r}.", "`tollgate price set` gives it one.")
    rows: list[dict[str, Any]] = [
        {
            "provider": seller,
            "cost_usd": decimal_usd(cost.nusd) if isinstance(cost, Cost) else None,
            "why": in_words(cost.price_ref) if isinstance(cost, Cost) else cost.reason,
            "price_ref": cost.price_ref if isinstance(cost, Cost) else None,
            "cost_lines": [cost_line(line) for line in cost.lines] if isinstance(cost, Cost) else [],
        }
        for seller, cost in found.items()
    ]
    context.out.document(rows)
    if not context.out.as_json:
        shown = [(row["provider"], row["cost_usd"], row["why"]) for row in rows]
        context.out.table(("provider", "cost, $", "price"), shown, right=("cost, $",))
        if len(rows) == 1:
            for line in rows[0]["cost_lines"]:
                context.out.line(line_told(line))
    return DONE


def run_what_if(context: Context) -> int:
    a = context.args
    other = what_if.Other(a.to_model, a.to_provider, a.tier)
    if other == what_if.Other():
        raise UsageError("Nothing would be different.", "Say --to-model, --to-provider or --tier.")
    chosen, _ = chosen_calls(context)
    book, _ = known_prices(context.home.ledger)
    providers = known_providers(context.home.ledger)
    if a.to_provider and a.to_provider not in {*providers, *book.catalogue.providers}:
        raise PriceError(f"There is no provider {a.to_provider!r}.", "`tollgate provider list` shows them.")
    found = what_if.Comparison()
    with reading(context.home.ledger) as reader, watched(context.out) as progress:
        if reader is not None:
            found = what_if.compare(
                reader, book, providers, chosen, other=other, now_us=now_us(), progress=progress
            )
    record = found.as_record()
    context.out.document(record)
    if not context.out.as_json:
        columns = ("provider", "model", "calls", "cost_usd", "other_usd", "difference_usd", "by")
        models: list[dict[str, Any]] = record["models"]
        whole: dict[str, Any] = {**record, "provider": "all", "model": ""}
        rows: list[tuple[Any, ...]] = [
            (*(row[c] for c in columns[:-1]), _percent(row["difference_permille"]))
            for row in [*models, whole]
        ]
        context.out.table(columns, rows, right=columns[2:])
        for note in record["notes"]:
            context.out.line(note)
    return DONE


def _percent(permille: int | None) -> str | None:
    if permille is None:
        return None
    return f"{'-' if permille < 0 else '+'}{abs(permille) // 10}.{abs(permille) % 10} %"


def run_reprice(context: Context) -> int:
    a = context.args
    if a.undo:
        with operating(context.home, "price.undo") as perform:
            back = perform("price.undo", {})
        context.out.document(back, f"{back['calls']} calls have the cost back that they had.")
        return DONE
    chosen, _ = chosen_calls(context)
    result = (_preview(context, chosen) if a.dry_run else _reprice(context, chosen)).as_record()
    context.out.document(result)
    if not context.out.as_json:
        columns = ("provider", "model", "calls", "old_usd", "new_usd", "difference_usd")
        rows = [
            tuple(row[c] for c in columns)
            for row in [*result["models"], {"provider": "all", "model": "", **result}]
        ]
        context.out.table(columns, rows, right=columns[2:])
        old, new = result["old_equivalent_usd"], result["new_equivalent_usd"]
        if old != new:
            context.out.line(
                f"What subscriptions cover is worth ${new} by the API instead of ${old}; it is not paid."
            )
    return DONE


def _reprice(context: Context, chosen: CallFilter) -> repricing.Outcome:
    """Piece by piece, so that it can be watched and stopped; what was done then stays, and can be undone."""
    words = {"filter": repricing.filter_row(chosen), "unpriced_only": context.args.unpriced}
    whole = repricing.Outcome([])
    looked_at = 0
    with operating(context.home, "price.reprice") as perform, watched(context.out) as progress:
        step: dict[str, Any] = {"total": True}
        total = 0
        while not step.get("done"):
            try:
                step = perform("price.reprice.some", {**words, "at": step})
            except KeyboardInterrupt:
                perform("price.reprice.some", {**words, "at": {**step, "stopping": True}})
                context.out.note("Stopped. `tollgate price reprice --undo` takes back what was done.")
                raise
            total = total or step["total"]
            looked_at += step["looked_at"]
            progress(looked_at / total if total else 1.0)
            models = [repricing.ModelSums(**row) for row in step.pop("models")]
            whole = whole.with_more(repricing.Outcome(models, step["repricing"]))
    return whole


def _preview(context: Context, chosen: CallFilter) -> repricing.Outcome:
    book, _ = known_prices(context.home.ledger)
    providers = known_providers(context.home.ledger)
    with reading(context.home.ledger) as reader:
        if reader is None:
            return repricing.Outcome([])
        only = context.args.unpriced
        return repricing.preview(reader, book, providers, chosen, unpriced_only=only)


def _estimate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, metavar="M")
    parser.add_argument("--provider", metavar="P", help="else all that sell it")
    for name, count in _COUNTS.items():
        what = "tokens" if count.endswith("_tokens") else "how many"
        parser.add_argument(f"--{name}", dest=count, type=whole_number(0, MANY), metavar="N", help=what)
    parser.add_argument("--tier", metavar="T", help="batch, flex or priority")


def _what_if(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument("--to-model", metavar="M", help="on this model instead")
    parser.add_argument("--to-provider", metavar="P", help="at this provider instead")
    parser.add_argument("--tier", metavar="T", help="in batch, flex or priority instead")


def _reprice_options(parser: argparse.ArgumentParser) -> None:
    filter_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument(
        "--unpriced", "--unpriced-only", action="store_true", help="only calls without a cost"
    )
    parser.add_argument("--undo", action="store_true", help="take the last repricing back")


ESTIMATE = Command("estimate", "what a call would cost", run_estimate, _estimate)
WHAT_IF = Command("what-if", "what past calls would have cost otherwise", run_what_if, _what_if)
REPRICE = Command("reprice", "give past calls the cost by today's prices", run_reprice, _reprice_options)
