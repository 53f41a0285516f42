"""A report written out, in the words of whoever asked for it."""

from collections.abc import Mapping

from app.core.filters import CallFilter
from app.core.periods import local
from app.services.report_chart import Chart, Line, most_series
from app.services.report_document import Document, Figure, Given, Section, shown
from app.services.report_notes import caveats, compared_with, period_of, small_print
from app.services.report_tables import group_table, kinds_table, name_of, times_table
from app.services.report_words import Words
from app.services.reports import Report, dearest_models

_CONDITIONS = ("project", "client", "provider", "account", "model", "session", "wire", "tag", "status")


def compose(report: Report, words: Words, given: Given, colours: Mapping[str, int] | None = None) -> Document:
    """`colours` are places that models have elsewhere, so that a model keeps its colour."""
    tr = words.translate
    period = period_of(report.span, report.wish.zone, words)
    return Document(
        language=words.language,
        letter=words.letter,
        title=shown(given.title) or tr("report", "Use of language models"),
        period=period,
        facts=tuple(_facts(report, words, given)),
        note=shown(given.note, lines=True),
        figures=tuple(_figures(report, words)),
        caveats=tuple(caveats(report, words)),
        sections=tuple(_sections(report, words, colours or {})),
        small=tuple(small_print(report, words)),
        page_of=tr("report", "Page {n} of {of}"),
    )


def _facts(report: Report, words: Words, given: Given) -> list[tuple[str, str]]:
    tr, zone = words.translate, report.wish.zone
    facts = [(tr("report", "For"), shown(given.whom)), (tr("report", "From"), shown(given.sender))]
    first, last = local(report.span.since_us, zone), local(report.span.until_us - 1, zone)
    days = tr("report", "{first} to {last}, days of {zone}").format(
        first=words.day(first), last=words.day(last), zone=zone.key
    )
    facts.append((tr("report", "Period"), days))
    facts += conditions_of(report.wish.chosen, words)
    return [(name, value) for name, value in facts if value]


def conditions_of(chosen: CallFilter, words: Words) -> list[tuple[str, str]]:
    """Which calls are meant, apart from when they were."""
    tr = words.translate
    names = {
        "project": tr("report", "Project"),
        "client": tr("report", "Client"),
        "provider": tr("report", "Provider"),
        "account": tr("report", "Account"),
        "model": tr("report", "Model"),
        "session": tr("report", "Session"),
        "wire": tr("report", "API"),
        "tag": tr("report", "Tag"),
        "status": tr("report", "Status"),
    }
    found: list[tuple[str, str]] = []
    for condition in _CONDITIONS:
        values: tuple[str, ...] = getattr(chosen, condition)
        if values:
            found.append((names[condition], ", ".join(name_of(condition, value, words) for value in values)))
    if chosen.text:
        found.append((tr("report", "Only calls with"), shown(chosen.text)))
    return found


def _figures(report: Report, words: Words) -> list[Figure]:
    tr, totals = words.translate, report.totals
    compared = compared_with(report, words)
    failed = tr("report", "{share} failed").format(share=words.percent(totals.failed / max(1, totals.calls)))
    produced = totals.output_tokens + totals.reasoning_tokens
    return [
        Figure(tr("report", "Total"), words.money(totals.cost_nusd), compared),
        Figure(tr("report", "Calls"), words.count(totals.calls), failed if totals.failed else ""),
        Figure(
            tr("report", "Tokens"),
            words.compact(totals.total_tokens),
            tr("report", "{tokens} of them output").format(tokens=words.compact(produced))
            if produced
            else "",
        ),
    ]


def _sections(report: Report, words: Words, colours: Mapping[str, int]) -> list[Section]:
    tr = words.translate
    if not report.totals.calls:
        return [Section(tr("report", "No calls"), (tr("report", "Nothing was called in this period."),))]
    money = report.totals.money
    by = {
        "hour": tr("report", "Cost by the hour"),
        "day": tr("report", "Cost by day"),
        "week": tr("report", "Cost by week"),
        "month": tr("report", "Cost by month"),
    }[report.unit]
    headings = {
        "model": tr("report", "Models"),
        "project": tr("report", "Projects"),
        "client": tr("report", "Clients"),
        "provider": tr("report", "Providers"),
        "account": tr("report", "Accounts"),
    }
    heading = by if money == "cost_nusd" else tr("report", "Covered, by model")
    found: list[Section] = []
    if getattr(report.totals, money):
        found.append(Section(heading, (_chart(report, words, colours),)))
    else:
        found.append(Section(heading, (_why_no_chart(report, words),)))
    for group, sums in report.groups.items():
        if len(getattr(report.wish.chosen, group)) == 1:
            continue  # a table of one row says nothing that is not said above
        found.append(Section(headings[group], (group_table(report, group, sums, words),)))
    found.append(Section(tr("report", "Tokens by kind"), (kinds_table(report.totals, words),)))
    each = {
        "hour": tr("report", "Hour by hour"),
        "day": tr("report", "Day by day"),
        "week": tr("report", "Week by week"),
        "month": tr("report", "Month by month"),
    }[report.unit]
    found.append(Section(each, (times_table(report, words),)))
    return found


def _chart(report: Report, words: Words, colours: Mapping[str, int]) -> Chart:
    tr = words.translate
    money = report.totals.money
    top = dearest_models(report, most_series())
    lines = [
        Line(name_of("model", model, words), [getattr(t, money) for t in report.by_model[model]])
        for model in top
    ]
    rest = [getattr(totals, money) for totals in report.spent]
    for line in lines:
        rest = [left - part for left, part in zip(rest, line.values, strict=True)]
    if any(rest):
        lines.append(Line(tr("report", "Other"), rest, other=True))
    ticks = [_tick(report, max(start, report.span.since_us), words) for start in report.starts_us]
    said = tr("report", "{spent} in all").format(spent=words.money(getattr(report.totals, money)))
    return Chart.of(lines, ticks, words, said, [colours.get(model) for model in top])


def _why_no_chart(report: Report, words: Words) -> str:
    tr, totals = words.translate, report.totals
    if totals.unpriced == totals.calls:
        return tr("report", "There is nothing to draw: no call of this period has a known price.")
    if totals.unpriced:
        return tr("report", "There is nothing to draw: the calls with a known price cost nothing.")
    return tr("report", "There is nothing to draw: the calls of this period cost nothing.")


def _tick(report: Report, start_us: int, words: Words) -> str:
    moment = local(start_us, report.wish.zone)
    if report.unit == "hour":
        return words.clock(moment)
    return words.month(moment) if report.unit == "month" else words.day_short(moment)
