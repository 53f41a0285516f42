"""Amounts of dollars, tokens or calls, as people write and read them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

from app.core.errors import BudgetError
from app.core.money import NUSD_PER_USD, decimal_usd, show_usd

Unit = Literal["usd", "tokens", "calls"]
UNITS: tuple[Unit, ...] = ("usd", "tokens", "calls")
MOST_AMOUNT = (1 << 62) - 1

_AMOUNT = re.compile(
    r"\s*(\$)?\s*([0-9][0-9_,]*(?:\.[0-9]+)?)\s*([km])?\s*([a-z]*)\s*", re.IGNORECASE | re.ASCII
)
_UNIT_WORDS: dict[str, Unit] = {
    "usd": "usd", "dollar": "usd", "dollars": "usd", "token": "tokens", "tokens": "tokens",
    "call": "calls", "calls": "calls",
}  # fmt: skip
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def read_amount(text: str) -> tuple[int, Unit]:
    """`20usd`, `$1.50`, `500k tokens`, `100 calls`. BudgetError otherwise."""
    found = _AMOUNT.fullmatch(text)
    words = found[4].lower() if found else ""
    unit = "usd" if found and found[1] and not words else _UNIT_WORDS.get(words)
    if found is None or unit is None or (found[1] and unit != "usd"):
        raise BudgetError(f"{text!r} is not an amount.", "Write 20usd, $1.50, 500ktokens or 100calls.")
    try:
        value = Decimal(re.sub("[_,]", "", found[2])) * _TIMES[(found[3] or "").lower()]
    except InvalidOperation:
        raise BudgetError(f"{text!r} is not an amount.") from None
    scaled = value * (NUSD_PER_USD if unit == "usd" else 1)
    amount = int(scaled)
    if amount != scaled or amount > MOST_AMOUNT:
        raise BudgetError(f"{text!r} is finer or greater than what can be counted.")
    return amount, unit


def show_amount(amount: int, unit: Unit) -> str:
    if unit == "usd":
        return show_usd(amount)
    return f"{amount:,} {unit if amount != 1 else unit[:-1]}"


def plain_amount(amount: int, unit: Unit) -> str | int:
    """For JSON: dollars as decimal text, everything else as a whole number."""
    return decimal_usd(amount) if unit == "usd" else amount
