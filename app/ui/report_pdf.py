"""A report on paper: the same document as the page for browsers, drawn page by page into a PDF.

Lengths are tenths of a point. All is laid out before anything is drawn, since each foot tells how many pages
there are.
"""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from app import __version__
from app.services.report_chart import HEIGHT, WIDTH, Chart, bar_colour
from app.services.report_document import Document, Figure, Section, Table
from app.services.retention import Progress, unseen
from app.ui.report_paper import BODY, FOOT, LEFT, SIDE, Draw, Paper, Text, one_line

_PER_INCH = 720
_SMALL, _FINE = 80, 72
_CELL_GAP, _ROW_AIR = 90, 40
_BAR_LONG, _BAR_HIGH = 900, 62
_SECTION_AIR = 130
_LEAST_ROWS = 5  # of a table stand below its heading
_LAST_ROWS = 3  # of a table are not torn from its total
_SHORT_ROWS = 9  # a table of so many is not torn

_RIGHT = Qt.AlignmentFlag.AlignRight


def render(document: Document, progress: Progress = unseen) -> bytes:
    """The file's bytes. May be called from any thread; what `progress` raises ends it."""
    page = QPageSize(QPageSize.PageSizeId.Letter if document.letter else QPageSize.PageSizeId.A4)
    size = page.size(QPageSize.Unit.Point) * 10
    paper = _lay_out(document, size, progress)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PER_INCH)
    writer.setTitle(f"{document.title} {document.period}")
    writer.setCreator(f"Tollgate {__version__}")
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, acts in enumerate(paper.pages, 1):
            if n > 1:
                writer.newPage()
            for act in acts:
                act(painter)
            _foot(document, size, n, len(paper.pages))(painter)
            progress(0.5 + 0.5 * n / len(paper.pages))
    finally:
        painter.end()  # a writer that goes before its painter takes the whole program with it
    buffer.close()
    return bytes(kept.data())


def _foot(document: Document, size: QSizeF, n: int, of: int) -> Draw:
    width, y = size.width() - 2 * SIDE, size.height() - FOOT + 200
    number = document.page_of.format(n=n, of=of)
    right = Text(number, width, _FINE, colour="text_faint", align=_RIGHT)
    left = one_line(f"{document.title} · {document.period}", width * 0.75, _FINE, colour="text_faint")

    def draw(painter: QPainter) -> None:
        left.at(SIDE, y)(painter)
        right.at(SIDE, y)(painter)

    return draw


def _lay_out(document: Document, size: QSizeF, progress: Progress) -> Paper:
    paper = Paper(size)
    _head(paper, document)
    _figures(paper, document.figures)
    for caveat in document.caveats:
        _said(paper, caveat)
    for n, section in enumerate(document.sections):
        progress(0.5 * n / len(document.sections))
        _section(paper, section)
    _small(paper, document.small)
    return paper


def _section(paper: Paper, section: Section) -> None:
    """No heading is left behind at the foot of a page by what it is of."""
    heading = Text(section.heading, paper.width, 120, weight=QFont.Weight.DemiBold)
    parts = [_laid(paper, part) for part in section.parts]
    paper.need(_SECTION_AIR + heading.height + 60 + (parts[0][0] if parts else 0))
    paper.y += _SECTION_AIR
    paper.text(heading, 60)
    for _, put in parts:
        put()
    paper.y += 90


def _laid(paper: Paper, part: Chart | Table | str) -> tuple[float, Callable[[], None]]:
    """How high at least it begins, and what puts it there."""
    if isinstance(part, Chart):
        legend = _Legend(paper, part)
        return _chart_height(paper) + legend.height, lambda: _chart(paper, part, legend)
    if isinstance(part, Table):
        rows = _Rows(paper, part)
        return rows.begin_height, lambda: _table(paper, part, rows)
    text = Text(part, paper.width)
    return text.height, lambda: paper.text(text)


def _head(paper: Paper, document: Document) -> None:
    paper.text(Text(document.title, paper.width, 220, weight=QFont.Weight.Bold), 10)
    paper.text(Text(document.period, paper.width, 140, colour="text_soft"), 130)
    names = [Text(name, paper.width, BODY, colour="text_faint") for name, _ in document.facts]
    indent = max((name.width for name in names), default=0) + 160
    for name, (_, value) in zip(names, document.facts, strict=True):
        words = Text(value, paper.width - indent, BODY)
        paper.need(words.height)
        paper.draw(name.at(paper.left, paper.y))
        paper.draw(words.at(paper.left + indent, paper.y))
        paper.y += words.height + 18
    paper.y += 90
    paper.line(paper.y, "text", 12)
    paper.y += 150
    if document.note:
        for line in document.note.split("\n"):
            paper.text(Text(line, paper.width, BODY))
        paper.y += 130


def _figures(paper: Paper, figures: tuple[Figure, ...]) -> None:
    """Side by side, the first with more room than the others."""
    gap, air = 110.0, 110.0
    share = (paper.width - gap * (len(figures) - 1)) / (len(figures) + 0.6)
    x, cards = paper.left, list[tuple[float, float, list[Text]]]()
    for n, figure in enumerate(figures):
        width = share * (1.6 if n == 0 else 1)
        inner = width - 2 * air
        texts = [
            Text(figure.name, inner, _SMALL, colour="text_soft"),
            Text(figure.value, inner, 240 if n == 0 else 180, weight=QFont.Weight.DemiBold),
            Text(figure.note, inner, _SMALL, colour="text_soft"),
        ]
        cards.append((x, width, texts))
        x += width + gap
    height = max(sum(text.height for text in texts) for _, _, texts in cards) + 2 * air
    paper.need(height)
    for x, width, texts in cards:
        paper.box(QRectF(x, paper.y, width, height), "sunken", 60)
        y = paper.y + air
        for text in texts:
            paper.draw(text.at(x + air, y))
            y += text.height
    paper.y += height + 90


def _chart_height(paper: Paper) -> float:
    return paper.width * HEIGHT / WIDTH + 60


class _Legend:
    """Each name in one line, its middle left out where it is long: the table has it whole."""

    def __init__(self, paper: Paper, chart: Chart) -> None:
        self.height = x = 0.0
        self._placed: list[tuple[float, float, str, Text, Text]] = []
        for entry in chart.legend:
            value = Text(entry.value, paper.width * 0.3, _SMALL, colour="text_soft")
            name = one_line(entry.name, paper.width - 200 - value.width, _SMALL)
            width = 130 + name.width + 60 + value.width
            if x and x + width > paper.width:
                x, self.height = 0.0, self.height + 140
            self._placed.append((x, self.height, entry.colour, name, value))
            x += width + 190
        self.height += 140

    def put(self, paper: Paper) -> None:
        for right, down, colour, name, value in self._placed:
            x, y = paper.left + right, paper.y + down
            paper.box(QRectF(x, y + 15, 80, 80), colour, 20)
            paper.draw(name.at(x + 130, y))
            paper.draw(value.at(x + 130 + name.width + 60, y))
        paper.y += self.height


def _chart(paper: Paper, chart: Chart, legend: _Legend) -> None:
    height = _chart_height(paper)
    paper.need(height + legend.height)
    place = QRectF(paper.left, paper.y, paper.width, height - 60)
    drawing = QSvgRenderer(QByteArray(chart.svg.encode()))
    paper.draw(lambda painter: drawing.render(painter, place))
    paper.y += height
    legend.put(paper)


class _Rows:
    """The rows of a table laid out, each as high as its words are; the total is the last one."""

    def __init__(self, paper: Paper, table: Table) -> None:
        self._paper, self.widths = paper, _widths(paper, table)
        self.head = [
            Text(column, width, _SMALL, colour="text_faint", align=_RIGHT if n else LEFT)
            for n, (column, width) in enumerate(zip(table.columns, self.widths, strict=True))
        ]
        self.head_height = max(text.height for text in self.head) + 58
        self.cells = [_cells(row.cells, self.widths) for row in table.rows]
        self.notes = [
            Text(row.note, self.widths[0], _FINE, colour="text_faint") if row.note else None
            for row in table.rows
        ]
        self.total = _cells(table.total, self.widths, QFont.Weight.DemiBold) if table.total else []
        self.heights = [
            max(text.height for text in texts) + (note.height if note else 0) + _ROW_AIR
            for texts, note in zip(self.cells, self.notes, strict=True)
        ]
        if self.total:
            self.heights.append(max(text.height for text in self.total) + _ROW_AIR)

    def kept_together(self, n: int) -> float:
        """How much has to fit below this row's upper edge for it to stand there."""
        rows = len(self.cells)
        most = rows if n == 0 and rows <= _SHORT_ROWS else _LEAST_ROWS if n == 0 else 1
        last = len(self.heights) if n + most + _LAST_ROWS > rows else n + most
        together = sum(self.heights[n:last])
        return together if together <= self._paper.most_together else self.heights[n]

    @property
    def begin_height(self) -> float:
        return self.head_height + (self.kept_together(0) if self.heights else 0)


def _table(paper: Paper, table: Table, rows: _Rows) -> None:
    _table_head(paper, rows)
    for n, row in enumerate(table.rows):
        if paper.need(rows.kept_together(n)):
            _table_head(paper, rows)
        texts, note = rows.cells[n], rows.notes[n]
        _row(paper, texts, rows.widths)
        if note is not None:
            paper.draw(note.at(paper.left, paper.y + texts[0].height))
        if row.share:
            long = max(10.0, min(1.0, row.share) * _BAR_LONG)
            bar = QRectF(paper.left + rows.widths[0] + _CELL_GAP, paper.y + 32, long, _BAR_HIGH)
            paper.box(bar, bar_colour(), 20)
        paper.y += rows.heights[n]
        paper.line(paper.y - _ROW_AIR / 2)
    if rows.total:
        if paper.need(rows.heights[-1]):
            _table_head(paper, rows)
        _row(paper, rows.total, rows.widths)
        paper.y += rows.heights[-1]


def _table_head(paper: Paper, rows: _Rows) -> None:
    _row(paper, rows.head, rows.widths)
    paper.y += rows.head_height - 34
    paper.line(paper.y, "border_strong")
    paper.y += 34


def _row(paper: Paper, texts: list[Text], widths: list[float]) -> None:
    """The words at the left; the numbers end at the right, with the bars between them."""
    paper.draw(texts[0].at(paper.left, paper.y))
    x = paper.left + paper.width - sum(widths[1:]) - _CELL_GAP * (len(widths) - 2)
    for text, width in zip(texts[1:], widths[1:], strict=True):
        paper.draw(text.at(x, paper.y))
        x += width + _CELL_GAP


def _cells(
    cells: tuple[str, ...], widths: list[float], weight: QFont.Weight = QFont.Weight.Normal
) -> list[Text]:
    return [
        Text(cell, width, weight=weight, align=_RIGHT if n else LEFT)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]


def _widths(paper: Paper, table: Table) -> list[float]:
    """Numbers take what they need, words what is left."""
    found: list[float] = []
    for n, column in enumerate(table.columns[1:], 1):
        head = Text(column, paper.width, _SMALL).width
        cells = [row.cells[n] for row in table.rows] + [table.total[n] if table.total else ""]
        longest = sorted(set(cells), key=len)[-4:]
        bold = QFont.Weight.DemiBold
        found.append(max(420.0, head, *(Text(cell, paper.width, weight=bold).width for cell in longest)) + 10)
    bars = _BAR_LONG + _CELL_GAP if table.barred else 0
    return [paper.width - sum(found) - _CELL_GAP * len(found) - bars, *found]


def _said(paper: Paper, words: str) -> None:
    text = Text(words, paper.width - 130)
    paper.need(text.height)
    paper.box(QRectF(paper.left + 20, paper.y + 45, 36, 36), "accent", 18)
    paper.draw(text.at(paper.left + 130, paper.y))
    paper.y += text.height + 40


def _small(paper: Paper, lines: tuple[str, ...]) -> None:
    texts = [Text(line, paper.width, _FINE, colour="text_faint") for line in lines]
    paper.need(sum(text.height + 16 for text in texts) + 140)
    paper.y += 60
    paper.line(paper.y)
    paper.y += 80
    for text in texts:
        paper.text(text, 16)
