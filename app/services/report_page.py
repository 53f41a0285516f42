"""A report as one file for browsers: nothing in it is fetched, runs, or comes from a name unescaped."""

from html import escape

from app.services.report_chart import Chart, bar_colour, palette
from app.services.report_document import Document, Row, Section, Table

_STYLE = """
*{box-sizing:border-box}
html{background:$window}
body{margin:0 auto;max-width:820px;padding:48px 56px 40px;background:$surface;color:$text;
 font:14px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
 font-variant-numeric:tabular-nums}
header{border-bottom:2px solid $text;padding-bottom:18px;margin-bottom:22px}
h1{font-size:26px;line-height:1.2;margin:0 0 2px;letter-spacing:-.01em;overflow-wrap:anywhere}
.period{font-size:17px;color:$text_soft;margin:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;margin:18px 0 0}
dt{color:$text_faint}dd{margin:0;overflow-wrap:anywhere}
.note{white-space:pre-line;margin:0 0 22px;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:1.5fr 1fr 1fr;gap:14px;margin-bottom:26px}
.figure{background:$sunken;border:1px solid $border;border-radius:8px;padding:12px 14px}
.figure b{display:block;font-size:22px;font-weight:600;letter-spacing:-.01em}
.figure:first-child b{font-size:28px;line-height:1.15}
.figure span,.figure small{display:block;color:$text_soft;font-size:12px}
h2{font-size:16px;margin:28px 0 8px;break-after:avoid}
svg{display:block;width:100%;height:auto;font-family:inherit}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;padding:0;list-style:none;font-size:12.5px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
.legend b{font-weight:500;margin-left:6px}
table{width:100%;border-collapse:collapse;font-size:13px}
th{font-weight:500;color:$text_faint;font-size:12px;text-align:right;border-bottom:1px solid $border_strong}
th,td{padding:5px 0 5px 14px}
td{text-align:right;border-bottom:1px solid $border;vertical-align:top;white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal;overflow-wrap:anywhere}
td small{display:block;color:$text_faint;font-size:11.5px}
tfoot td{font-weight:600;border-bottom:0;border-top:1px solid $border_strong}
tr{break-inside:avoid}
thead td{border-bottom-color:$border_strong}
td.bars{width:130px;padding-left:14px;vertical-align:middle}
.bar{display:block;height:7px;border-radius:3px;background:$bar;min-width:1px}
.said{margin:0;padding-left:18px}.said li{margin:3px 0}.caveats{color:$text_soft;font-size:13px}
footer{margin-top:32px;padding-top:12px;border-top:1px solid $border;color:$text_faint;font-size:11.5px}
footer p{margin:3px 0;overflow-wrap:anywhere}
@media(max-width:640px){body{padding:24px 18px}.figures{grid-template-columns:1fr}}
@page{size:$paper;margin:16mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);
 font:10px sans-serif;color:$text_faint}}
@media print{html,body{background:none}body{max-width:none;padding:0;font-size:12px;
 -webkit-print-color-adjust:exact;print-color-adjust:exact}thead{display:table-header-group}
 tfoot{display:table-row-group}
 figure,.figure{break-inside:avoid}}
"""


def render(document: Document) -> str:
    style = _STYLE.replace("$paper", "letter" if document.letter else "A4").replace("$bar", bar_colour())
    for name in sorted(palette(), key=len, reverse=True):  # text_soft before text
        style = style.replace(f"${name}", palette()[name])
    facts = "".join(f"<dt>{_name(name)}</dt><dd>{_name(value)}</dd>" for name, value in document.facts)
    figures = "".join(
        f'<div class="figure"><span>{_text(f.name)}</span><b>{_text(f.value)}</b>'
        + (f"<small>{_text(f.note)}</small>" if f.note else "")
        + "</div>"
        for f in document.figures
    )
    note = f'<p class="note" dir="auto">{_text(document.note)}</p>' if document.note else ""
    caveats = _list(document.caveats, "said caveats")
    title = _text(f"{document.title} – {document.period}")  # noqa: RUF001  a dash
    return (
        f'<!doctype html>\n<html lang="{_text(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{_name(document.title)}</h1>\n"
        f'<p class="period">{_text(document.period)}</p>\n<dl>{facts}</dl>\n</header>\n'
        f'{note}<div class="figures">{figures}</div>\n{caveats}'
        + "".join(_section(section) for section in document.sections)
        + "<footer>"
        + "".join(f"<p>{_name(line)}</p>" for line in document.small)
        + "</footer>\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    parts = [f"<section>\n<h2>{_text(section.heading)}</h2>\n"]
    for part in section.parts:
        if isinstance(part, Chart):
            parts.append(_chart(part))
        elif isinstance(part, Table):
            parts.append(_table(part))
        else:
            parts.append(f"<p>{_name(part)}</p>\n")
    return "".join((*parts, "</section>\n"))


def _chart(chart: Chart) -> str:
    legend = "".join(
        f'<li><i style="background:{entry.colour}"></i>{_name(entry.name)}<b>{_text(entry.value)}</b></li>'
        for entry in chart.legend
    )
    return f'<figure style="margin:0">{chart.svg}<ul class="legend">{legend}</ul></figure>\n'


def _list(lines: tuple[str, ...], kind: str) -> str:
    if not lines:
        return ""
    return f'<ul class="{kind}">' + "".join(f"<li>{_name(line)}</li>" for line in lines) + "</ul>\n"


def _table(table: Table) -> str:
    bars = ["", '<td class="bars"></td>'][table.barred]
    columns = [f'<th scope="col">{_text(column)}</th>' for column in table.columns]
    columns.insert(1, bars)
    rows = "".join(f"<tr>{_cells(row, barred=table.barred)}</tr>\n" for row in table.rows)
    foot = [f"<td>{_text(cell)}</td>" for cell in table.total]
    foot.insert(1, bars)
    return (
        f"<table>\n<thead><tr>{''.join(columns)}</tr></thead>\n<tbody>\n{rows}</tbody>\n"
        + (f"<tfoot><tr>{''.join(foot)}</tr></tfoot>\n" if table.total else "")
        + "</table>\n"
    )


def _cells(row: Row, *, barred: bool) -> str:
    note = f"<small>{_name(row.note)}</small>" if row.note else ""
    cells = [f"<td>{_text(cell)}</td>" for cell in row.cells]
    cells[0] = f"<td>{_name(row.cells[0])}{note}</td>"
    if barred:
        width = max(0.0, row.share or 0.0) * 100
        bar = f'<i class="bar" style="width:{width:.1f}%"></i>' if width else ""
        cells.insert(1, f'<td class="bars">{bar}</td>')
    return "".join(cells)


def _text(text: str) -> str:
    return escape(text, quote=True)


def _name(text: str) -> str:
    """What may be in any script: it turns nothing around it."""
    return f"<bdi>{_text(text)}</bdi>"
