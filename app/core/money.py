"""Money is an integer: nano-dollars for what was spent, pico-dollars per token for prices."""

from decimal import Decimal

NUSD_PER_USD = 1_000_000_000
PICO_PER_NUSD = 1_000


def half_even(numerator: int, denominator: int) -> int:
    """The nearest whole number of a quotient; a tie goes to the even one. `denominator` is positive."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    up = twice > denominator or (twice == denominator and whole % 2 == 1)
    return whole + 1 if up else whole


def decimal_usd(nusd: int) -> str:
    """The exact dollars, as plain decimal text without trailing zeros."""
    sign = "-" if nusd < 0 else ""
    whole, rest = divmod(abs(nusd), NUSD_PER_USD)
    fraction = f"{rest:09d}".rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def nusd_from_usd(text: str) -> int:
    """Nano-dollars from dollars as written; half-even beyond nine decimals. ValueError otherwise."""
    try:
        value = Decimal(text)
        if not value.is_finite():
            raise ValueError
        return int((value * NUSD_PER_USD).to_integral_value(rounding="ROUND_HALF_EVEN"))
    except ArithmeticError:
        raise ValueError(f"{text!r} is not an amount of dollars") from None


def show_usd(nusd: int) -> str:
    """Dollars for a person: what is not zero never reads as zero."""
    if nusd < 0:
        return "-" + show_usd(-nusd)
    if nusd == 0:
        return "$0.00"
    if nusd < NUSD_PER_USD // 100:
        return "<$0.01"
    cents = (nusd + 5_000_000) // 10_000_000
    return f"${cents // 100:,}.{cents % 100:02d}"
