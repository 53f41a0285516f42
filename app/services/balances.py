"""What is left on prepaid accounts, and how long that lasts."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.core.accounts import Account
from app.core.filters import CallFilter
from app.core.forecast import MOST_WEEKS, WEEK_US, Forecast, forecast
from app.core.money import decimal_usd
from app.core.periods import HOUR_US, Span
from app.core.records import iso_utc
from app.ledger import Reader, account_register

_AHEAD_US = 26 * WEEK_US  # what lasts for longer, lasts


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one prepaid account. No outlook: too little was spent on it to say."""

    account: Account
    left_nusd: int
    outlook: Forecast | None

    @property
    def low(self) -> bool:
        bound = self.account.low_balance_nusd
        return self.left_nusd <= 0 or (bound is not None and self.left_nusd < bound)

    @property
    def runs_out_us(self) -> int | None:
        return None if self.outlook is None else self.outlook.runs_out_us

    def as_row(self) -> dict[str, Any]:
        bound, runs_out_us = self.account.low_balance_nusd, self.runs_out_us
        return {
            "provider": self.account.provider,
            "account": self.account.name,
            "balance_usd": decimal_usd(self.left_nusd),
            "low_balance_usd": None if bound is None else decimal_usd(bound),
            "low": self.low,
            "runs_out_at": None if runs_out_us is None else iso_utc(runs_out_us),
            "sureness": None if self.outlook is None else self.outlook.sureness,
        }


def prepaid(reader: Reader, at_us: int, provider: str | None = None) -> list[Balance]:
    """All of them, or those of one provider."""
    return [
        Balance(account, left, _outlook(reader, account, left, at_us))
        for account, left in account_register.accounts(reader)
        if left is not None and provider in {None, account.provider}
    ]


def _outlook(reader: Reader, account: Account, left_nusd: int, at_us: int) -> Forecast | None:
    """It will be spent as it was in the same hours of earlier weeks."""
    chosen = CallFilter(
        at_us - MOST_WEEKS * WEEK_US, at_us, provider=(account.provider,), account=(account.name,)
    )
    series = reader.series(chosen, "hour", ZoneInfo("UTC"))
    hours: dict[int, int] = {}
    for start, totals in zip(series.starts_us, series.whole, strict=True):
        hours[start // HOUR_US * HOUR_US] = totals.cost_nusd
    return forecast(hours, 0, Span(at_us, at_us + _AHEAD_US), at_us, max(0, left_nusd))
