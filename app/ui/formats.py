"""Numbers, money and times as this person's locale writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from app.core.alert_rules import show_duration
from app.core.amounts import Unit
from app.core.calls import Call
from app.core.money import NUSD_PER_USD, show_usd
from app.core.periods import local
from app.core.rollups import Totals

NOTHING = "—"


def usd(nusd: int | None) -> str:
    """A total. What is not zero never reads as zero; unknown is not zero either."""
    return NOTHING if nusd is None else _localised(show_usd(nusd))


def dollars(text: str) -> str:
    """A price as lists write it, such as 0.0375."""
    return "$" + _localised(text)


def price_each(component: str, price: str) -> str:
    """A price of what is not sold by the token, such as "$0.04 an image"."""
    tr = QCoreApplication.translate
    each = {
        "web_searches": tr("formats", "{price} a search"),
        "images": tr("formats", "{price} an image"),
        "audio_ms": tr("formats", "{price} an hour"),
        "request": tr("formats", "{price} a call"),
        "running_ms": tr("formats", "{price} an hour"),
    }
    return each.get(component, tr("formats", "{price} / M")).format(price=price)


def component(name: str) -> str:
    """What a price is for."""
    tr = QCoreApplication.translate
    named = {
        "input": tr("formats", "Input"),
        "cache_read": tr("formats", "Read from cache"),
        "cache_write_5m": tr("formats", "Written to cache, 5 min"),
        "cache_write_1h": tr("formats", "Written to cache, 1 h"),
        "audio_in": tr("formats", "Audio in"),
        "image_in": tr("formats", "Image in"),
        "output": tr("formats", "Output"),
        "reasoning": tr("formats", "Reasoning"),
        "audio_out": tr("formats", "Audio out"),
        "image_out": tr("formats", "Image out"),
        "web_searches": tr("formats", "Web search"),
        "images": tr("formats", "Image made"),
        "audio_ms": tr("formats", "Audio by the hour"),
        "request": tr("formats", "Each call"),
        "running_ms": tr("formats", "Each hour it runs"),
    }
    return named.get(name, name)


def usd_change(nusd: int) -> str:
    """A difference with its sign."""
    return usd(nusd) if nusd <= 0 else f"+{usd(nusd)}"


def usd_of_call(nusd: int | None) -> str:
    """One call's cost, with the digits that it takes to tell calls apart."""
    if nusd is None:
        return QCoreApplication.translate("formats", "unpriced")
    if nusd == 0 or abs(nusd) >= NUSD_PER_USD:
        return usd(nusd)
    digits = 4 if abs(nusd) >= NUSD_PER_USD // 100 else 6
    step = 10 ** (9 - digits)
    rounded = (abs(nusd) + step // 2) // step
    if rounded == 0:
        return _localised("<$0.000001")
    return _localised(f"{'-' if nusd < 0 else ''}$0.{rounded:0{digits}d}")


def cost_of_call(call: Call) -> str:
    """In a cell; of a covered one what it is worth, marked as not being spent."""
    if not call.covered:
        return usd_of_call(call.cost_nusd)
    if call.equivalent_nusd is None:
        return QCoreApplication.translate("formats", "covered")
    return f"≈{usd_of_call(call.equivalent_nusd)}"


def covered_words(call: Call) -> str:
    """What there is to say of a covered call; nothing of others."""
    if not call.covered:
        return ""
    if call.equivalent_nusd is None:
        return QCoreApplication.translate("formats", "Covered by your subscription.")
    return QCoreApplication.translate(
        "formats", "Covered by your subscription; by the API it would have cost {worth}."
    ).format(worth=usd_of_call(call.equivalent_nusd))


def spent(totals: Totals) -> str:
    """What was paid, and beside it what subscriptions cover, where they do."""
    paid = usd(totals.cost_nusd)
    if not totals.equivalent_nusd:
        return paid
    return QCoreApplication.translate("formats", "{paid} (and {worth} covered)").format(
        paid=paid, worth=usd(totals.equivalent_nusd)
    )


def usd_axis(nusd: float, step_nusd: float) -> str:
    """A tick's label, with as many decimals as the distance between ticks needs."""
    if nusd == 0:
        return "$0"
    decimals = 0
    while decimals < 6 and round(step_nusd / NUSD_PER_USD * 10**decimals, 6) % 1:
        decimals += 1
    if decimals == 1:
        decimals = 2  # cents
    return "$" + QLocale().toString(nusd / NUSD_PER_USD, "f", decimals)


def count(number: int | None) -> str:
    return NOTHING if number is None else QLocale().toString(number)


def compact(number: float | None) -> str:
    """Three digits and a unit from ten thousand on."""
    if number is None:
        return NOTHING
    if abs(number) < 10_000:
        return QLocale().toString(round(number))
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(number) >= size * 0.9995:
            value = number / size
            decimals = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
            text = QLocale().toString(value, "f", decimals)
            point = QLocale().decimalPoint()
            return (text.rstrip("0").rstrip(point) if point in text else text) + unit
    return QLocale().toString(round(number))


def percent(share: float | None, decimals: int = 1) -> str:
    if share is None:
        return NOTHING
    value = share * 100.0
    if 0 < value < 0.1:
        return "<" + QLocale().toString(0.1, "f", 1) + " %"
    return QLocale().toString(value, "f", 0 if value in {0, 100} else decimals) + " %"


def duration(spent_us: int | None) -> str:
    if spent_us is None:
        return NOTHING
    if spent_us < 1_000_000:
        return f"{QLocale().toString(round(spent_us / 1000))} ms"
    seconds = spent_us / 1_000_000
    if seconds < 100:
        return f"{QLocale().toString(seconds, 'f', 2 if seconds < 10 else 1)} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def span(length_us: int) -> str:
    """How long, as rules have it: in the greatest unit of which it is a whole number."""
    number, _, unit = show_duration(length_us).partition(" ")
    tr = QCoreApplication.translate
    forms = {
        "d": tr("formats", "{n} d"),
        "h": tr("formats", "{n} h"),
        "min": tr("formats", "{n} min"),
        "s": tr("formats", "{n} s"),
        "ms": tr("formats", "{n} ms"),
    }
    return forms[unit].format(n=_localised(number))


def left(spent_us: int) -> str:
    """How long it still is, in its two greatest units."""
    minutes = max(0, spent_us) // 60_000_000
    tr = QCoreApplication.translate
    if minutes < 1:
        return tr("formats", "less than a minute")
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return tr("formats", "{d} d {h} h").format(d=days, h=hours)
    if hours:
        return tr("formats", "{h} h {m} min").format(h=hours, m=minutes % 60)
    return tr("formats", "{m} min").format(m=minutes)


def amount(value: int | None, unit: Unit) -> str:
    """As budgets count: dollars, tokens or calls."""
    if value is None or unit == "usd":
        return usd(value)
    tr = QCoreApplication.translate
    if unit == "tokens":
        return tr("formats", "{n} tokens").format(n=compact(value))
    return tr("formats", "1 call") if value == 1 else tr("formats", "{n} calls").format(n=count(value))


def size(count_bytes: int) -> str:
    return QLocale().formattedDataSize(count_bytes, 1)


def kept_in(where: str) -> str:
    """Where a key is kept, as it stands in a sentence; stores of this computer have names."""
    file = "encrypted file"
    return QCoreApplication.translate("formats", "encrypted file") if where == file else where


def speed(tokens_per_second: float | None) -> str:
    if tokens_per_second is None:
        return NOTHING
    return QLocale().toString(tokens_per_second, "f", 1 if tokens_per_second < 100 else 0) + " tok/s"


def day_short(moment: datetime) -> str:
    return QLocale().toString(_date(moment), "MMM d" if _month_first() else f"{_day()} MMM")


def date_form() -> str:
    return "MMM d, yyyy" if _month_first() else f"{_day()} MMM yyyy"


def day(moment: datetime) -> str:
    """As short as it stays clear: "12 Mar", with the year where it is not this one."""
    form = "MMM d" if _month_first() else f"{_day()} MMM"
    if moment.year != datetime.now(moment.tzinfo).year:
        form += ", yyyy" if _month_first() else " yyyy"
    return QLocale().toString(_date(moment), form)


def day_long(moment: datetime) -> str:
    return QLocale().toString(
        _date(moment), "ddd, MMM d, yyyy" if _month_first() else f"ddd {_day()} MMM yyyy"
    )


def weekday(moment: datetime, form: str = "ddd") -> str:
    return QLocale().toString(_date(moment), form)


def month(moment: datetime) -> str:
    return QLocale().toString(_date(moment), "MMMM yyyy")


def month_short(moment: datetime) -> str:
    return QLocale().toString(_date(moment), "MMM yyyy" if moment.month == 1 else "MMM")


def clock(moment: datetime, *, seconds: bool = False) -> str:
    return QLocale().toString(QTime(moment.hour, moment.minute, moment.second), _clock_form(seconds=seconds))


def hour(moment: datetime) -> str:
    """A whole hour, as short as this locale has it."""
    form = _clock_form(seconds=False)
    return QLocale().toString(QTime(moment.hour, 0), "h AP") if "A" in form.upper() else clock(moment)


def weekday_and_clock(moment: datetime) -> str:
    """A moment of these days or weeks: "Thu 12 Mar, 15:00"."""
    return f"{QLocale().toString(_date(moment), 'ddd')} {day(moment)}, {clock(moment)}"


def moment_of(time_us: int, zone: ZoneInfo) -> str:
    moment = local(time_us, zone)
    return f"{day(moment)}, {clock(moment, seconds=True)}"


def moment_in_list(time_us: int, zone: ZoneInfo) -> str:
    """Always about as wide: a year takes the place of the seconds."""
    moment = local(time_us, zone)
    this_year = moment.year == datetime.now(zone).year
    return f"{day(moment)}, {clock(moment, seconds=this_year)}"


def moment_long(time_us: int, zone: ZoneInfo) -> str:
    moment = local(time_us, zone)
    form = _clock_form(seconds=True).replace("ss", "ss.zzz")
    time = QTime(moment.hour, moment.minute, moment.second, moment.microsecond // 1000)
    return f"{day_long(moment)}, {QLocale().toString(time, form)} ({zone.key})"


def ago(spent_us: int) -> str:
    seconds = max(0, spent_us) // 1_000_000
    tr = QCoreApplication.translate
    if seconds < 5:
        return tr("formats", "just now")
    if seconds < 60:
        return tr("formats", "{n} s ago").format(n=seconds)
    if seconds < 3600:
        return tr("formats", "{n} min ago").format(n=seconds // 60)
    if seconds < 86_400:
        return tr("formats", "{n} h ago").format(n=seconds // 3600)
    return tr("formats", "{n} d ago").format(n=seconds // 86_400)


def _clock_form(*, seconds: bool) -> str:
    form = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return form.replace("mm", "mm:ss") if seconds and "ss" not in form else form


def _month_first() -> bool:
    form = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
    return form.find("M") < form.find("d")


def _day() -> str:
    """Some languages set a full stop behind the number of a day."""
    return "d." if "d." in QLocale().dateFormat(QLocale.FormatType.LongFormat) else "d"


def _date(moment: datetime) -> QDate:
    return QDate(moment.year, moment.month, moment.day)


def _localised(text: str) -> str:
    locale = QLocale()
    return text.translate({ord(","): locale.groupSeparator(), ord("."): locale.decimalPoint()})


def status_of(call: Call) -> str:
    """How a call ended, in two or three words."""
    tr = QCoreApplication.translate
    if call.ok and call.usage_basis == "partial":
        return tr("formats", "{status} · cut").format(status=call.status or "")
    if call.ok:
        return str(call.status or tr("formats", "ok"))
    if call.status is None:
        return _words(call.error_type or "") or tr("formats", "no answer")
    return f"{call.status} {_words(call.error_type or '')}".strip()


def _words(error_type: str) -> str:
    """rate_limit_error → rate limit, but server_error → server error"""
    words = error_type.replace("_", " ")
    short = words.removesuffix(" error")
    return short if " " in short else words
