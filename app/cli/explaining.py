"""`tollgate calls show ID`: one call, and its cost line by line."""

import argparse
from typing import Any

from app.cli.frame import DONE, Context
from app.core import ulid
from app.core.calls import Call
from app.core.errors import AppError, UsageError
from app.core.money import PICO_PER_NUSD, decimal_usd, half_even, show_usd
from app.core.prices import in_dollars, in_words, per_what
from app.core.pricing import REPORTED, CostLine
from app.core.records import as_record, iso_utc
from app.ledger import reading
from app.ledger.repricing import Correction, corrections_of
from app.services.explaining import cost_lines
from app.services.price_lists import in_force
from app.services.prices import read_prices
from app.services.providers import known_providers


def run_show(context: Context) -> int:
    id_ = context.args.id
    try:
        ulid.raw(id_)
    except ValueError as error:
        raise UsageError(f"{error}.", "`tollgate calls` shows the ids.") from None
    with reading(context.home.ledger) as reader:
        call = reader.call(id_) if reader else None
        if reader is None or call is None:
            raise AppError(f"There is no call {id_}.", "It may have been purged.")
        corrected = corrections_of(reader, id_)
        catalogue = in_force(context.home.root).catalogue
        book, own = read_prices(catalogue, reader)
    providers = known_providers(context.home.ledger)
    lines = cost_lines(call, catalogue, book, own, providers)
    record = as_record(call) | {
        "price": in_words(call.price_ref) if call.price_ref else None,
        "cost_lines": [cost_line(line) for line in lines],
        "corrections": [_correction(one) for one in corrected],
    }
    context.out.document(record, "\n".join(_told(call, record)))
    return DONE


def short_cost(call: Call) -> str:
    """For a cell of a table."""
    if call.worth_nusd is None:
        return "covered" if call.covered else "unpriced"
    worth = show_usd(call.worth_nusd)
    return f"covered ({worth})" if call.covered else worth


def cost_line(line: CostLine) -> dict[str, Any]:
    reported = line.component == REPORTED
    return {
        "component": line.component,
        "quantity": line.quantity,
        "price_usd": decimal_usd(line.unit_pico // PICO_PER_NUSD)
        if reported
        else in_dollars(line.component, line.unit_pico),
        "per": "call" if reported else per_what(line.component),
        "amount_pico_usd": line.amount_pico,
        "note": line.note,
    }


def line_told(line: dict[str, Any]) -> str:
    note = f", {line['note']}" if line["note"] else ""
    amount = decimal_usd(half_even(line["amount_pico_usd"], PICO_PER_NUSD))
    at = f"{line['quantity']:,} at ${line['price_usd']} per {line['per']}{note}"
    return f"  {line['component'].replace('_', ' ')}: {at} = ${amount}"


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
    told += [line_told(line) for line in record["cost_lines"]]
    told.append(_cost_told(call, record))
    if call.price_ref:
        told.append(f"price: {record['price']} ({call.price_ref})")
        if not record["cost_lines"]:
            told.append("The price lists of now do not hold this price any more; the cost stands as it was.")
    told += [
        f"corrected {c['at']}: {_amount(c['old_usd'])} → {_amount(c['new_usd'])}"
        for c in record["corrections"]
    ]
    return told


def _cost_told(call: Call, record: dict[str, Any]) -> str:
    if not call.covered:
        return f"cost: {_amount(record['cost_usd'])} ({call.cost_basis})"
    if call.equivalent_nusd is None:
        return "cost: $0, covered by your subscription; what it would have cost by the API is not known"
    by_api = f"${record['equivalent_usd']} ({call.cost_basis})"
    return f"cost: $0, covered by your subscription; by the API it would have cost {by_api}"


def _amount(usd: str | None) -> str:
    return "unpriced" if usd is None else f"${usd}"


def show_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")
