"""What has to be said beside the figures of a report, and where they come from."""

from datetime import time
from zoneinfo import ZoneInfo

from app import __version__
from app.core.money import decimal_usd
from app.core.periods import Span, local
from app.ledger.cost_bases import COVERED
from app.services.report_tables import name_of
from app.services.report_words import Words
from app.services.reports import Report

_MOST_NAMED = 8


def period_of(span: Span, zone: ZoneInfo, words: Words) -> str:
    """A whole month by its name, other days by the first and the last, and parts of days by the clock."""
    tr = words.translate
    since, until = local(span.since_us, zone), local(span.until_us, zone)
    last = local(span.until_us - 1, zone)
    whole_days = since.time() == until.time() == time()
    if whole_days and since.day == until.day == 1 and (since.year, since.month) == (last.year, last.month):
        return words.month(since)
    if whole_days and since.date() == last.date():
        return words.day(since)
    first = words.day(since)
    if since.time() != time():
        first = f"{first}, {words.clock(since)}"
    end = words.day(last)
    if until.time() != time():
        clock = words.clock(until)
        end = clock if since.date() == until.date() else f"{end}, {clock}"
    return tr("report", "{first} to {last}").format(first=first, last=end)


def compared_with(report: Report, words: Words) -> str:
    """How this stands to the period before, in words that need no colour."""
    tr, before, span = words.translate, report.before, report.wish.before
    if before is None or span is None:
        return ""
    when = period_of(span, report.wish.zone, words)
    if not before.calls:
        return tr("report", "nothing in the period before ({when})").format(when=when)
    spent = words.money(before.cost_nusd)
    if not before.cost_nusd:
        calls = words.calls(before.calls)
        if before.unpriced:
            text = tr("report", "{calls} in the period before ({when}), {unpriced} of them unpriced")
            return text.format(calls=calls, when=when, unpriced=words.count(before.unpriced))
        return tr("report", "{spent} for {calls} in the period before ({when})").format(
            spent=spent, calls=calls, when=when
        )
    change = report.totals.cost_nusd / before.cost_nusd - 1
    if abs(change) < 0.0005:
        return tr("report", "as much as in the period before ({when}: {spent})").format(
            when=when, spent=spent
        )
    more = tr("report", "▲ {share} against {spent} before ({when})")
    less = tr("report", "▼ {share} against {spent} before ({when})")
    return (more if change > 0 else less).format(share=words.percent(abs(change)), spent=spent, when=when)


def caveats(report: Report, words: Words) -> list[str]:
    """What the total leaves out, and what in it is not certain. Never empty: that all is well is said too."""
    tr, totals = words.translate, report.totals
    said: list[str] = []
    if report.runs:
        made = local(report.made_us, report.wish.zone)
        said.append(
            tr("report", "This period is not over: it is shown as recorded until {day}, {time}.").format(
                day=words.day(made), time=words.clock(made)
            )
        )
    if totals.unpriced:
        models = [name_of("model", model, words) for model, _ in report.unpriced[:_MOST_NAMED]]
        if len(report.unpriced) > _MOST_NAMED:
            models.append("…")
        said.append(
            tr(
                "report", "Without a known price, and so not in the total: {calls} of {all} ({models})."
            ).format(
                calls=words.calls(totals.unpriced), all=words.count(totals.calls), models=", ".join(models)
            )
        )
    elif report.bases and not (totals.equivalent_nusd or report.covered_unpriced):
        # Sums alone do not know it: what a plan covers and has no price is 0 in them.
        said.append(tr("report", "Every call has a price; none is left out of the total."))
    said += _covered_words(report, words)
    if totals.estimated:
        said.append(
            tr("report", "Estimated, since the provider reported no tokens: {calls}.").format(
                calls=words.calls(totals.estimated)
            )
        )
    if totals.partial:
        said.append(
            tr("report", "Cut short, and counted with what had come until then: {calls}.").format(
                calls=words.calls(totals.partial)
            )
        )
    if totals.calls and not (totals.estimated or totals.partial):
        said.append(tr("report", "All tokens are as the providers reported them; nothing is estimated."))
    return said


def _covered_words(report: Report, words: Words) -> list[str]:
    """What a plan covers is no part of the total: nobody is to read that all calls are in it."""
    tr, totals, unknown = words.translate, report.totals, report.covered_unpriced
    said: list[str] = []
    if totals.equivalent_nusd:
        said.append(
            tr(
                "report", "Covered by a plan, and not in the total: by the API it would have cost {spent}."
            ).format(spent=words.money(totals.equivalent_nusd))
        )
    if unknown:
        said.append(
            tr("report", "Covered by a plan, and without a known price: {calls}.").format(
                calls=words.calls(unknown)
            )
        )
    if said and not totals.unpriced and totals.cost_nusd:
        said.append(tr("report", "Every call that no plan covers has a price and is in the total."))
    return said


def small_print(report: Report, words: Words) -> list[str]:
    """Where the figures come from."""
    tr = words.translate
    exact = decimal_usd(report.totals.cost_nusd)
    said = [
        tr("report", "All amounts are US dollars, without taxes. The exact total is ${exact}.").format(
            exact=exact
        )
        + " "
        + tr("report", "What is shown is rounded; sums are made of the exact amounts."),
        *_price_words(report, words),
    ]
    if report.purged_until_us > report.span.since_us:
        day = words.day(local(report.purged_until_us, report.wish.zone))
        said.append(tr("report", "Of calls before {day} only the sums are kept here.").format(day=day))
    if report.proven is not None and report.proven.ok:
        proven = local(report.proven.started_us, report.wish.zone)
        said.append(
            tr("report", "The ledger was last proven without a difference on {day}, {time}.").format(
                day=words.day(proven), time=words.clock(proven)
            )
        )
    made = local(report.made_us, report.wish.zone)
    said.append(
        tr("report", "Made by Tollgate {version} on {day}, {time} ({zone}).").format(
            version=__version__, day=words.day(made), time=words.clock(made), zone=report.wish.zone.key
        )
        + " "
        + tr("report", "It is computed from what passed on this computer; a provider's own bill may differ.")
    )
    return said


def _price_words(report: Report, words: Words) -> list[str]:
    """By which prices, in how many calls."""
    tr = words.translate
    forms = {
        "catalogue": tr("report", "by the price list, {calls} ({spent})"),
        "override": tr("report", "by prices of one's own, {calls} ({spent})"),
        "provider": tr("report", "as the provider said, {calls} ({spent})"),
        "free": tr("report", "free, {calls}"),
        COVERED: tr("report", "covered by a plan, {calls} ({worth} by the API)"),
    }
    parts = [
        form.format(
            calls=words.calls(basis.calls),
            spent=words.money(basis.cost_nusd),
            worth=words.money(basis.equivalent_nusd),
        )
        for name, form in forms.items()
        if (basis := report.bases.get(name)) is not None
    ]
    said: list[str] = []
    if parts:
        said.append(
            tr("report", "Priced, each at the price of its day: {parts}.").format(parts="; ".join(parts))
        )
    if report.prices is not None:
        prices = report.prices
        said.append(
            tr("report", "Price list: {source}, as of {stamp}; prices of one's own over it: {own}.").format(
                source=prices.source, stamp=prices.stamp, own=words.count(prices.own)
            )
        )
    return said
