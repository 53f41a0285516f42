"""The tables of a report: its calls by their groups, by kinds of tokens, and by time."""

from app.core.periods import local
from app.core.rollups import Totals
from app.services.report_document import Row, Table, shown
from app.services.report_words import Words
from app.services.reports import Report, Sums

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Input", ("input_tokens",)),
    ("Read from cache", ("cache_read_tokens",)),
    ("Written to cache", ("cache_write_5m_tokens", "cache_write_1h_tokens")),
    ("Output", ("output_tokens",)),
    ("Reasoning", ("reasoning_tokens",)),
    ("Audio", ("audio_in_tokens", "audio_out_tokens")),
    ("Images", ("image_in_tokens", "image_out_tokens")),
)
_HOUR_MS = 3_600_000


def group_table(report: Report, group: str, sums: Sums, words: Words) -> Table:
    tr = words.translate
    name = {
        "model": tr("report", "Model"),
        "project": tr("report", "Project"),
        "client": tr("report", "Client"),
        "provider": tr("report", "Provider"),
        "account": tr("report", "Account"),
    }[group]
    columns = (
        name,
        tr("report", "Calls"),
        tr("report", "Tokens in"),
        tr("report", "Tokens out"),
        tr("report", "Cost"),
        tr("report", "Share"),
    )
    whole = report.totals.cost_nusd
    dearest = max((totals.cost_nusd for _, totals in sums), default=0)
    rows: list[Row] = []
    for key, totals in sums:
        share = totals.cost_nusd / whole if whole else None
        notes = list(report.providers.get(key, ())) if group == "model" else []
        if 0 < totals.unpriced < totals.calls:
            notes.append(tr("report", "{calls} unpriced").format(calls=words.calls(totals.unpriced)))
        if totals.equivalent_nusd:
            worth = words.money(totals.equivalent_nusd)
            notes.append(tr("report", "{spent} covered by a plan").format(spent=worth))
        cells = (
            name_of(group, key, words),
            *_amounts(totals, words),
            words.percent(share) if share is not None else "",
        )
        rows.append(Row(cells, shown(" · ".join(notes)), totals.cost_nusd / dearest if dearest else None))
    return Table(columns, tuple(rows), (tr("report", "Total"), *_amounts(report.totals, words), ""))


def _amounts(totals: Totals, words: Words) -> tuple[str, str, str, str]:
    sent = totals.input_tokens + totals.cache_read_tokens + totals.cache_write_tokens
    sent += totals.audio_in_tokens + totals.image_in_tokens
    unpriced = totals.calls and totals.unpriced == totals.calls
    cost = words.translate("report", "unpriced") if unpriced else words.money(totals.cost_nusd)
    return (
        words.count(totals.calls),
        words.compact(sent),
        words.compact(totals.total_tokens - sent),
        cost,
    )


def kinds_table(totals: Totals, words: Words) -> Table:
    tr, whole = words.translate, max(1, totals.total_tokens)
    kinds = {
        "Input": tr("report", "Input"),
        "Read from cache": tr("report", "Read from cache"),
        "Written to cache": tr("report", "Written to cache"),
        "Output": tr("report", "Output"),
        "Reasoning": tr("report", "Reasoning"),
        "Audio": tr("report", "Audio"),
        "Images": tr("report", "Images"),
    }
    sums = {kind: sum(getattr(totals, bucket) for bucket in buckets) for kind, buckets in _KINDS}
    rows = [
        Row(
            (kinds[kind], words.count(tokens), words.percent(tokens / whole)),
            share=tokens / max(sums.values()),
        )
        for kind, tokens in sums.items()
        if tokens
    ]
    others = (
        (tr("report", "Web searches"), words.count(totals.web_searches), totals.web_searches),
        (tr("report", "Images made"), words.count(totals.images), totals.images),
        (tr("report", "Hours of audio"), f"{totals.audio_ms / _HOUR_MS:.2f}", totals.audio_ms),
    )
    rows += [Row((name, value, "")) for name, value, there in others if there]
    columns = (tr("report", "Kind"), tr("report", "Tokens"), tr("report", "Share"))
    return Table(columns, tuple(rows), (tr("report", "Total"), words.count(totals.total_tokens), ""))


def times_table(report: Report, words: Words) -> Table:
    """What the chart shows, in numbers; of hours and weeks only those in which something was."""
    tr, zone = words.translate, report.wish.zone
    name = {
        "hour": tr("report", "Hour"),
        "day": tr("report", "Day"),
        "week": tr("report", "Week from"),
        "month": tr("report", "Month"),
    }[report.unit]
    rows: list[Row] = []
    dearest = max((totals.cost_nusd for totals in report.spent), default=0)
    for start_us, totals in zip(report.starts_us, report.spent, strict=True):
        moment = local(max(start_us, report.span.since_us), zone)
        if report.unit == "hour":
            when = f"{words.day(moment)}, {words.clock(moment)}"
        else:
            when = words.month(moment) if report.unit == "month" else words.day(moment)
        if totals.calls:
            share = totals.cost_nusd / dearest if dearest else None
            rows.append(Row((when, *_amounts(totals, words)), share=share))
    columns = (
        name,
        tr("report", "Calls"),
        tr("report", "Tokens in"),
        tr("report", "Tokens out"),
        tr("report", "Cost"),
    )
    return Table(columns, tuple(rows), (tr("report", "Total"), *_amounts(report.totals, words)))


def name_of(group: str, key: str, words: Words) -> str:
    if key:
        return shown(key) or "\N{REPLACEMENT CHARACTER}"
    tr = words.translate
    return {
        "model": tr("report", "No model named"),
        "client": tr("report", "Unknown client"),
        "project": tr("report", "No project"),
        "account": tr("report", "No account"),
        "session": tr("report", "No session"),
        "status": tr("report", "No answer"),
    }.get(group, tr("report", "None"))
