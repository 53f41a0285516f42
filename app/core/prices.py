"""What a price is: pico-dollars per unit of each component, from a day on, in bands of prompt length.

A pico-dollar per token is a micro-dollar per million tokens, so that every published price is a whole number.
Audio is sold by the hour and counted in milliseconds: its price is per hour, as is that of a computer of
one's own that runs. For these two `PER` is not 1.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import NamedTuple, cast
from zlib import crc32

from app.core.calls import Usage
from app.core.errors import PriceError, UsageError
from app.core.money import PICO_PER_NUSD, decimal_usd, half_even

# What is in the prompt comes first: its sum picks the band.
PROMPT = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in")
ANSWER = ("output", "reasoning", "audio_out", "image_out")
UNITS = ("web_searches", "images", "audio_ms")
COUNTED = PROMPT + ANSWER + UNITS
PER_REQUEST = "request"  # a fee on each call, whatever it used
RUNNING = "running_ms"  # how long the call took, where one's own computer is what it costs
COMPONENTS = (*COUNTED, PER_REQUEST, RUNNING)
HOUR_MS = 3_600_000
PER: Mapping[str, int] = {"audio_ms": HOUR_MS, RUNNING: HOUR_MS}
# What is not sold by the token, and one of what a price of it is for.
PER_UNIT: Mapping[str, str] = {
    "web_searches": "search",
    "images": "image",
    "audio_ms": "hour",
    PER_REQUEST: "request",
    RUNNING: "hour",
}

_HIGHEST_PICO = 10**15  # $1,000 for one token, search or hour: beyond that a price list is damaged
_DAY_US = 86_400_000_000
_MINUTE_US = 60_000_000
_PROMPT_LENGTH = re.compile(r"0|[1-9]\d{0,11}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_REF = re.compile(
    r"[a-z0-9-]+:(?P<seller>[^/]+)/(?P<model>.+?)(/(?P<tier>batch|flex|priority|fast))?"
    r"@(?P<day>start|\d{4}-\d\d-\d\d)#[0-9a-f]{8}(>(?P<above>\d+))?"
)

# The counts of a Usage in the order of COUNTED; None where nothing was reported.
counts_of = cast(
    Callable[[Usage], tuple[int | None, ...]],
    attrgetter(*(f"{name}_tokens" for name in PROMPT + ANSWER), *UNITS),
)


class Charge(NamedTuple):
    """How one counted component is charged in a band. `unit_pico` None: this list has no price for it."""

    component: str
    unit_pico: int | None
    per: int
    note: str  # why another component's price stands in


@dataclass(frozen=True, slots=True)
class Band:
    """The prices for prompts of more than `above_tokens`, all of whose tokens they apply to."""

    above_tokens: int
    ref: str
    charges: tuple[Charge, ...]  # as COUNTED
    request_pico: int | None
    running_pico: int | None  # only the time is sold
    by_the_hour: bool  # only the length of the audio is sold; tokens ride along
    prices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Hours:
    """A daily span in UTC, half-open, in minutes; it may go past midnight."""

    start_min: int
    end_min: int
    workdays: bool

    @property
    def text(self) -> str:
        start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (self.start_min, self.end_min))
        return f"{'mon-fri ' if self.workdays else ''}{start}-{end}"

    def holds(self, at_us: int) -> bool:
        day, rest_us = divmod(at_us, _DAY_US)
        if self.workdays and (day + 3) % 7 > 4:  # day 0 was a Thursday
            return False
        minute = rest_us // _MINUTE_US
        if self.end_min < self.start_min:
            return minute >= self.start_min or minute < self.end_min
        return self.start_min <= minute < self.end_min


@dataclass(frozen=True, slots=True)
class PriceRow:
    """The prices of a model in one service tier, as published on one day."""

    from_us: int | None  # None: since the model exists
    hours: Hours | None
    bands: tuple[Band, ...]  # longest prompts first, the last one takes any
    free: bool

    def in_force(self, at_us: int) -> bool:
        if self.from_us is not None and at_us < self.from_us:
            return False
        return self.hours is None or self.hours.holds(at_us)

    def band(self, prompt_tokens: int) -> Band:
        return next(band for band in self.bands if prompt_tokens > band.above_tokens)


# Who bills a component at another one's price when the list does not name it. What stands here is the
# sellers' own rule (docs/prices.md says where); for everybody else a missing price stays missing.
_STAND_INS: Mapping[str, tuple[str, frozenset[str] | None]] = {
    "reasoning": ("output", None),
    "cache_read": ("input", None),
    "cache_write_5m": ("input", None),
    "image_in": ("input", None),
    "audio_in": ("input", frozenset({"gemini"})),
    "audio_out": ("output", frozenset({"gemini"})),
    "image_out": ("output", frozenset({"gemini", "openai"})),
}


def make_band(seller: str, ref: str, prices: Mapping[str, int], above_tokens: int = -1) -> Band:
    """`seller` decides which component may stand in for which; "" for none of a seller's own rules."""
    return Band(
        above_tokens,
        f"{ref}>{above_tokens}" if above_tokens >= 0 else ref,
        tuple(_charge(seller, name, prices) for name in COUNTED),
        prices.get(PER_REQUEST),
        prices.get(RUNNING),
        by_the_hour="audio_ms" in prices and "input" not in prices,
        prices=prices,
    )


def _charge(seller: str, name: str, prices: Mapping[str, int]) -> Charge:
    per = PER.get(name, 1)
    if name in prices:
        return Charge(name, prices[name], per, "")
    other, sellers = _STAND_INS.get(name, ("", None))
    if other in prices and (sellers is None or seller in sellers):
        return Charge(name, prices[other], per, f"billed as {other}")
    return Charge(name, None, per, "")


def in_dollars(component: str, pico: int) -> str:
    """As price lists write it: for a million tokens, or for one of what is not sold by the token."""
    return decimal_usd(pico // PICO_PER_NUSD if component in PER_UNIT else pico * PICO_PER_NUSD)


def from_dollars(component: str, text: str) -> int:
    """Pico-dollars from dollars: per token from those per million, or each of what is sold by the piece."""
    try:
        pico = Decimal(text) * (10**12 if component in PER_UNIT else 10**6)
        whole = int(pico)
    except (InvalidOperation, ValueError, OverflowError):
        raise UsageError(
            f"{text[:40]!r} is not a price.", "Write dollars, such as 2.5: per million tokens, or each."
        ) from None
    if whole < 0:
        raise UsageError(f"{text[:40]!r} is not a price: nobody pays you for a call.")
    if pico != whole:
        raise UsageError(f"{text[:40]!r} has more decimals than a price can.")
    return whole


def per_what(component: str) -> str:
    return PER_UNIT.get(component, "million")


def in_words(ref: str) -> str:
    """What a cost's reference to its price says, for people."""
    if ref == "provider":
        return "the provider's own figure for this call"
    if ref == "local":
        return "free, since it runs on this computer"
    if ref.startswith("override:"):
        day = ref.rpartition("@")[2]
        return "your own price" + ("" if day == "1970-01-01" else f", since {day}")
    match = _REF.fullmatch(ref)
    if match is None:
        return ref
    words = f"{match['seller']}'s list price of {match['model']}"
    if match["tier"]:
        words += f", {match['tier']} tier"
    if match["day"] != "start":
        words += f", in force since {match['day']}"
    if match["above"]:
        words += f", for prompts of more than {int(match['above']):,} tokens"
    return words


def check_prices(prices: Mapping[str, object], where: str) -> dict[str, int]:
    """The same, if each is a known component with a believable price."""
    for name, pico in prices.items():
        if name not in COMPONENTS:
            raise PriceError(f"{where}: there is no component {name!r}.")
        if type(pico) is not int or not 0 <= pico <= _HIGHEST_PICO:
            raise PriceError(f"{where}: {pico!r} is not a price for {name}.")
    if not prices:
        raise PriceError(f"{where}: there is no price in it.")
    if RUNNING in prices and len(prices) > 1:
        raise PriceError(f"{where}: a price for the hours it runs stands alone.")
    return cast(dict[str, int], dict(prices))


def parse_row(seller: str, head: str, raw: object) -> PriceRow:
    """A row of the catalogue: `{"from", "utc", "prices", "above": {"200000": prices}}`, or `"free": true`."""
    raw = _mapping(raw, head)
    free = raw.get("free") is True
    for key in raw.keys() - ({"from", "utc", "free"} if free else {"from", "utc", "prices", "above"}):
        raise PriceError(f"{head}: {key!r} is not known.")
    day = raw.get("from")
    from_us = midnight_us(day, head) if "from" in raw else None
    hours = _hours(raw["utc"], head) if "utc" in raw else None
    # The digest pins the numbers: a list that is corrected later gives the row another name.
    ref = f"{head}@{day or 'start'}#{crc32(repr(sorted(_flat(raw))).encode()):08x}"
    prices: dict[str, int] = {} if free else check_prices(_mapping(raw.get("prices"), head), head)
    bands = [make_band(seller, ref, prices)]
    for start, longer in _mapping(raw.get("above", {}), head).items():
        if not _PROMPT_LENGTH.fullmatch(start):
            raise PriceError(f"{head}: {start!r} is not a prompt length.")
        above = prices | check_prices(_mapping(longer, head), head)
        bands.append(make_band(seller, ref, above, int(start)))
    bands.sort(key=lambda band: -band.above_tokens)
    return PriceRow(from_us, hours, tuple(bands), free)


def in_the_us(seller: str, row: PriceRow) -> PriceRow:
    """The same for inference that is pinned to the US, where tokens of every kind cost a tenth more."""
    tokens = frozenset(PROMPT + ANSWER)
    bands = tuple(
        make_band(
            seller,
            f"{band.ref.partition('>')[0]}+us",
            {name: half_even(p * 11, 10) if name in tokens else p for name, p in band.prices.items()},
            band.above_tokens,
        )
        for band in row.bands
    )
    return replace(row, bands=bands)


def _flat(raw: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in raw.items():
        if isinstance(value, dict):
            yield from _flat(cast(dict[str, object], value), f"{path}{key}.")
        else:
            yield path + key, str(value)


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise PriceError(f"{where}: prices are missing.")
    return cast(dict[str, object], value)


def midnight_us(day: object, where: str) -> int:
    """The first microsecond of a day in UTC, from its ISO name."""
    try:
        if not _DAY.fullmatch(cast(str, day)):
            raise ValueError
        since = date.fromisoformat(cast(str, day)) - date(1970, 1, 1)
    except (TypeError, ValueError):
        raise PriceError(f"{where}: {day!r} is not a day.") from None
    return since.days * _DAY_US


_HOURS = re.compile(r"(?P<workdays>mon-fri )?(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


def _hours(text: object, where: str) -> Hours:
    match = _HOURS.fullmatch(str(text))
    if match is None:
        raise PriceError(f"{where}: {text!r} is not a span of hours.")
    start_h, start_m, end_h, end_m = (int(part) for part in match.group(2, 3, 4, 5))
    return Hours(start_h * 60 + start_m, end_h * 60 + end_m, match["workdays"] is not None)
