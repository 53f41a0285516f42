"""What there is to show of prices, read away from Qt's thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from app.core.filters import CallFilter
from app.core.patterns import is_wild
from app.core.periods import local
from app.core.prices import in_dollars, in_words
from app.core.pricing import PriceBook
from app.core.providers import Provider
from app.ledger import Reader
from app.ledger.prices import Mapped, OwnPrice, mappings
from app.platform.clock import now_us
from app.services.price_table import PriceLine, laid_open, listed, own_lines, why
from app.services.prices import Prices
from app.ui import formats

_FRESH_US = 60_000_000  # prices may change by the hour
_COLUMNS = ("input", "output", "cache_read")


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Calls of a model whose cost nobody knows. `tokens` are of all its calls where not `exact`."""

    provider: str
    model: str
    calls: int
    tokens: int
    exact: bool


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """A row of the table. `kind` is own, mapped or list."""

    kind: str
    provider: str
    model: str
    cells: tuple[str, ...]  # input, output, cache read, since
    calls: int
    words: str  # what a search looks at
    line: PriceLine | None = None
    mapped: Mapped | None = None
    made: OwnPrice | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.kind, self.provider, self.model, self.line.band.ref if self.line else ""


@dataclass(frozen=True, slots=True)
class PricesFound:
    unpriced: list[Unpriced]
    entries: list[PriceEntry]  # the user's own first, then what they call, then the rest by name
    stamp: str
    origin: str
    trouble: str
    listed: int
    own: int
    book: PriceBook
    lines: list[PriceLine]  # what the list has now
    read_us: int


@dataclass(frozen=True, slots=True)
class ModelFound:
    """Everything about the prices of one model at one provider."""

    provider: str
    model: str
    why: str
    lines: list[PriceLine]
    names: tuple[str, ...]
    priced: bool


def read_prices(
    prices: Prices, reader: Reader, zone: ZoneInfo, last: PricesFound | None = None
) -> PricesFound:
    """`last` is what was read before: the list is laid out anew only where it may be another one."""
    book = prices.book
    unpriced: list[Unpriced] = []
    called: dict[tuple[str, str], int] = {}
    for row in reader.report(CallFilter(), ("provider", "model"), zone):
        provider, model, totals = row.keys["provider"], row.keys["model"], row.totals
        if totals.unpriced:
            exact = totals.unpriced == totals.calls
            unpriced.append(Unpriced(provider, model, totals.unpriced, totals.total_tokens, exact))
        found = book.catalogue.find(provider, model)
        at = (found.provider, found.model) if found else (provider, model)
        called[at] = called.get(at, 0) + totals.calls
    now = now_us()
    made = {price.override.band.ref: price for price in prices.own if price.removed_us is None}
    own = [_entry("own", line, called, made.get(line.band.ref)) for line in own_lines(prices.own)]
    mapped = [_mapped(one) for one in mappings(reader)]
    fresh = last is not None and last.book is book and 0 <= now - last.read_us < _FRESH_US
    lines = last.lines if last is not None and fresh else list(listed(book, "*", "*", now))
    whole = [_entry("list", line, called) for line in lines]
    whole.sort(key=lambda entry: (-entry.calls, entry.provider, entry.model))
    head = book.catalogue.head
    return PricesFound(
        sorted(unpriced, key=lambda u: -u.tokens),
        [*own, *mapped, *whole],
        head.stamp,
        prices.list.origin,
        prices.list.trouble,
        len(whole),
        len(own) + len(mapped),
        book,
        lines,
        last.read_us if last is not None and fresh else now,
    )


def read_model(
    prices: Prices, providers: Mapping[str, Provider], provider: str, model: str, own: PriceLine | None
) -> ModelFound:
    """`own` where a price of the user's own was chosen, which may be for a pattern of names."""
    now = now_us()
    if own is not None and is_wild(provider + model):
        words = "This price is for every model whose name fits."
        return ModelFound(provider, model, words, [own], (), priced=True)
    local = provider in providers and providers[provider].local
    lines = _ended(laid_open(prices.book, prices.own, provider, model, now))
    if own is not None and all(line.band.ref != own.band.ref for line in lines):
        lines = [own, *lines]  # it is for another time
    names = next((line.names for line in lines if line.source == "catalogue"), ())
    words = why(prices.book, provider, model, now, local=local)
    return ModelFound(provider, model, words, lines, names, priced=bool(lines))


def listed_prices(book: PriceBook, provider: str, model: str) -> Mapping[str, int]:
    """What the list has now, by component, for who is about to write another price."""
    found = next((line for line in listed(book, provider or "*", model, now_us())), None)
    return found.band.prices if found and model else {}


def price_text(component: str, pico: int) -> str:
    """Dollars as they are written here, with two decimals at least and no more than there are."""
    whole, _, decimals = in_dollars(component, pico).partition(".")
    return formats.dollars(f"{whole}.{decimals:0<2}")


def _ended(lines: Sequence[PriceLine]) -> list[PriceLine]:
    """What counts now first; and until when a list's price counted that has a later one behind it."""
    found: list[PriceLine] = []
    for line in lines:
        later = [
            other.from_us
            for other in lines
            if other.from_us is not None
            and (other.source, other.tier, other.hours) == (line.source, line.tier, line.hours)
            and other.from_us > (line.from_us or 0)
        ]
        ends = line.until_us is None and line.source == "catalogue" and later
        found.append(replace(line, until_us=min(later)) if ends else line)
    return sorted(found, key=lambda line: not line.used_now)


def when_text(line: PriceLine) -> str:
    """From which day on it counts, and to which; nothing where it counts for all time."""
    tr = QCoreApplication.translate
    first, last = _day_words(line.from_us), _day_words(line.until_us)
    if first and last:
        return tr("prices", "{first} to {last}").format(first=first, last=last)
    return tr("prices", "until {last}").format(last=last) if last else first


def _day_words(time_us: int | None) -> str:
    """Prices begin at midnight in UTC, nearly always."""
    if not time_us:
        return ""
    moment = local(time_us, ZoneInfo("UTC"))
    whole = moment.hour == moment.minute == 0
    return formats.day(moment) if whole else f"{formats.day(moment)}, {formats.clock(moment)} UTC"


def provenance(line: PriceLine) -> str:
    return in_words(line.band.ref)


def _entry(
    kind: str, line: PriceLine, called: Mapping[tuple[str, str], int], made: OwnPrice | None = None
) -> PriceEntry:
    prices = line.band.prices
    cells = [price_text(name, prices[name]) if name in prices else "" for name in _COLUMNS]
    if line.free:
        cells[0] = cells[1] = price_text("input", 0)
    if not any(cells) and prices:
        name, pico = next(iter(prices.items()))
        cells[0] = formats.price_each(name, price_text(name, pico))
    words = " ".join((line.provider, line.model, *line.names)).lower()
    calls = called.get((line.provider, line.model), 0)
    return PriceEntry(
        kind, line.provider, line.model, (*cells, when_text(line)), calls, words, line, made=made
    )


def _mapped(one: Mapped) -> PriceEntry:
    to = f"{one.seller}/{one.model}" if one.model else one.seller
    words = f"{one.provider} {one.name} {to}".lower()
    return PriceEntry("mapped", one.provider, one.name or "*", (f"→ {to}", "", "", ""), 0, words, mapped=one)


def chosen(
    entries: Sequence[PriceEntry], *, words: str, provider: str, kinds: Sequence[str], order: str
) -> list[PriceEntry]:
    """Those that a search means, in an order: yours, name, input or output."""
    wanted = words.lower().split()
    found = [
        entry
        for entry in entries
        if entry.kind in kinds
        and (not provider or entry.provider == provider)
        and all(word in entry.words for word in wanted)
    ]
    if order == "name":
        return sorted(found, key=lambda e: (e.model.lower(), e.provider))
    if order in {"input", "output"}:
        return sorted(found, key=lambda e: (_price_of(e, order), e.model))
    return found


def _price_of(entry: PriceEntry, component: str) -> float:
    pico = entry.line.band.prices.get(component) if entry.line else None
    return float("inf") if pico is None else pico


def within_days(chosen: CallFilter, days: int) -> CallFilter:
    now = now_us()
    return replace(chosen, since_us=now - days * 86_400_000_000, until_us=now)
