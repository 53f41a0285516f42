"""`tollgate calls show ID`: one call, and its cost line by line."""

import argparse
from typing import Any

from app.cli.frame import DONE, Context
from app.core import ulid
from app.core.calls import Call
from app.core.errors import AppError
from app.core.money import PICO_PER_NUSD, decimal_usd
from app.core.pricing import Cost, CostLine, PriceBook
from app.core.records import as_record, iso_utc
from app.ledger import Reader, is_there
from app.ledger.repricing import Correction, corrections_of
from app.services.prices import load_catalogue, per_million, read_prices
from app.services.providers import known_providers
from app.services.record import cost_of

_UNITS = {"web_searches", "images", "audio_ms", "request", "reported"}


def run_show(context: Context) -> int:
    id_ = context.args.id
    try:
        ulid.raw(id_)
    except ValueError as error:
        raise AppError(f"{error}.", "`tollgate calls` shows the ids.") from None
    if not is_there(context.home.ledger):
        raise AppError(f"There is no call {id_}.")
    reader = Reader(context.home.ledger)
    try:
        call = reader.call(id_)
        if call is None:
            raise AppError(f"There is no call {id_}.", "It may have been purged.")
        corrected = corrections_of(reader, id_)
        catalogue = load_catalogue()
        book, own = read_prices(catalogue, reader)
    finally:
        reader.close()
    providers = known_providers(context.home.ledger)
    # A price of the user's own that was removed since still explains what it once gave.
    books = [book, *(PriceBook(catalogue, [price.override]) for price in own if price.removed_us is not None)]
    found = [cost_of(call, one, providers) for one in books]
    lines = next((c.lines for c in found if isinstance(c, Cost) and _gave(c, call)), ())
    record = as_record(call) | {
        "cost_lines": [_line(line) for line in lines],
        "corrections": [_correction(one) for one in corrected],
    }
    context.out.document(record, "\n".join(_told(call, record)))
    return DONE


def _gave(cost: Cost, call: Call) -> bool:
    return (cost.nusd, cost.price_ref) == (call.cost_nusd, call.price_ref)


def _line(line: CostLine) -> dict[str, Any]:
    per_unit = line.component in _UNITS
    price = decimal_usd(line.unit_pico // PICO_PER_NUSD) if per_unit else per_million(line.unit_pico)
    return {
        "component": line.component,
        "quantity": line.quantity,
        "price_usd": price,
        "per": "hour" if line.component == "audio_ms" else "each" if per_unit else "million",
        "amount_pico_usd": line.amount_pico,
        "note": line.note,
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "at": iso_utc(one.at_us),
        "old_usd": None if one.old.nusd is None else decimal_usd(one.old.nusd),
        "new_usd": None if one.new.nusd is None else decimal_usd(one.new.nusd),
        "old_price_ref": one.old.ref,
        "new_price_ref": one.new.ref,
        "undone_at": None if one.undone_us is None else iso_utc(one.undone_us),
        "reason": one.reason,
    }


def _told(call: Call, record: dict[str, Any]) -> list[str]:
    names = ("id", "started_at", "provider", "model", "model_answered", "status", "error_message")
    told = [f"{name}: {record[name]}" for name in names if record[name] is not None]
    for line in record["cost_lines"]:
        note = f" ({line['note']})" if line["note"] else ""
        told.append(
            f"  {line['component']}: {line['quantity']} at ${line['price_usd']} per {line['per']}{note}"
        )
    cost = "unpriced" if record["cost_usd"] is None else f"${record['cost_usd']}"
    told.append(f"cost: {cost} ({call.cost_basis})")
    if call.price_ref:
        told.append(f"price: {call.price_ref}")
        if not record["cost_lines"]:
            told.append("The price lists of now do not hold this price any more; the cost stands as it was.")
    told += [f"corrected {c['at']}: {c['old_usd']} → {c['new_usd']}" for c in record["corrections"]]
    return told


def show_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")
