"""A report on paper: the same document as the page for browsers, drawn page by page into a PDF.

Lengths are tenths of a point. All is laid out before anything is drawn, since each foot tells how many pages
there are.
"""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from app import __version__
from app.services.report_chart import HEIGHT, WIDTH, Chart, bar_colour
from app.services.report_document import Document, Figure, Table
from app.services.retention import Progress, unseen
from app.ui.theme import load_tokens

_PER_INCH = 720
_SIDE, _TOP, _FOOT = 460, 420, 520
_BODY, _SMALL, _FINE = 92, 80, 72
_CELL_GAP, _ROW_AIR = 90, 40
_BAR_LONG, _BAR_HIGH = 900, 62
_ROW = 165  # about so high
_LEAST_ROWS = 5  # of a table stand below its heading
_LAST_ROWS = 3  # of a table are not torn from its total
_SHORT_ROWS = 9  # a table of so many is not torn

Draw = Callable[[QPainter], None]
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class Text:
    """Words laid out in a width; names that read from the right turn nothing around them."""

    def __init__(
        self,
        text: str,
        width: float,
        size: int = _BODY,
        *,
        colour: str = "text",
        weight: QFont.Weight = QFont.Weight.Normal,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        tokens = load_tokens("light")
        self._colour = tokens.colour(colour)
        self._layouts: list[tuple[QTextLayout, float]] = []
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.height = self.width = 0.0
        for line in text.split("\n"):
            layout = QTextLayout(line, tokens.font(size, weight))
            layout.setTextOption(option)
            layout.beginLayout()
            y = 0.0
            while (part := layout.createLine()).isValid():
                part.setLineWidth(width)
                part.setPosition(QPointF(0, y))
                y += part.height() * 1.06
                self.width = max(self.width, part.naturalTextWidth())
            layout.endLayout()
            self._layouts.append((layout, self.height))
            self.height += y or size * 1.3

    def at(self, x: float, y: float) -> Draw:
        def draw(painter: QPainter) -> None:
            painter.setPen(self._colour)
            for layout, down in self._layouts:
                layout.draw(painter, QPointF(x, y + down))

        return draw


class Paper:
    """Pages that fill up from the top; what does not fit goes to the next one."""

    def __init__(self, size: QSizeF) -> None:
        self.left, self.width = _SIDE, size.width() - 2 * _SIDE
        self._end = size.height() - _FOOT
        self.pages: list[list[Draw]] = [[]]
        self.y = float(_TOP)

    @property
    def room(self) -> float:
        return self._end - self.y

    def draw(self, act: Draw) -> None:
        self.pages[-1].append(act)

    def turn(self) -> None:
        self.pages.append([])
        self.y = float(_TOP)

    def need(self, height: float) -> bool:
        """Whether a new page was begun to have so much room."""
        if height <= self.room or self.y == _TOP:
            return False
        self.turn()
        return True

    def text(self, text: Text, air: float = 0) -> None:
        self.need(text.height)
        self.draw(text.at(self.left, self.y))
        self.y += text.height + air

    def line(self, y: float, colour: str = "border", thick: float = 5) -> None:
        self.box(QRectF(self.left, y, self.width, thick), colour)

    def box(self, place: QRectF, colour: str, radius: float = 0) -> None:
        filled = QColor(colour) if colour.startswith("#") else load_tokens("light").colour(colour)

        def draw(painter: QPainter) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(filled)
            painter.drawRoundedRect(place, radius, radius)

        self.draw(draw)


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
    width, y = size.width() - 2 * _SIDE, size.height() - _FOOT + 200
    number = document.page_of.format(n=n, of=of)
    right = Text(number, width, _FINE, colour="text_faint", align=_RIGHT)
    left = Text(f"{document.title} · {document.period}", width * 0.75, _FINE, colour="text_faint")

    def draw(painter: QPainter) -> None:
        left.at(_SIDE, y)(painter)
        right.at(_SIDE, y)(painter)

    return draw


def _lay_out(document: Document, size: QSizeF, progress: Progress) -> Paper:
    paper = Paper(size)
    _head(paper, document)
    _figures(paper, document.figures)
    for caveat in document.caveats:
        _said(paper, caveat)
    for n, section in enumerate(document.sections):
        progress(0.5 * n / len(document.sections))
        first = section.parts[0] if section.parts else ""
        paper.need(_first_height(paper, first) + 300)
        paper.y += 130
        paper.text(Text(section.heading, paper.width, 120, weight=QFont.Weight.DemiBold), 60)
        for part in section.parts:
            if isinstance(part, Chart):
                _chart(paper, part)
            elif isinstance(part, Table):
                _table(paper, part)
            else:
                paper.text(Text(part, paper.width))
        paper.y += 90
    _small(paper, document.small)
    return paper


def _first_height(paper: Paper, part: Chart | Table | str) -> float:
    if isinstance(part, Chart):
        return paper.width * HEIGHT / WIDTH + 200
    if isinstance(part, Table):
        rows = len(part.rows) + 2
        return _ROW * (rows if rows <= _SHORT_ROWS else _LEAST_ROWS)
    return _ROW


def _head(paper: Paper, document: Document) -> None:
    paper.text(Text(document.title, paper.width, 220, weight=QFont.Weight.Bold), 10)
    paper.text(Text(document.period, paper.width, 140, colour="text_soft"), 130)
    names = [Text(name, paper.width, _BODY, colour="text_faint") for name, _ in document.facts]
    indent = max((name.width for name in names), default=0) + 160
    for name, (_, value) in zip(names, document.facts, strict=True):
        words = Text(value, paper.width - indent, _BODY)
        paper.need(words.height)
        paper.draw(name.at(paper.left, paper.y))
        paper.draw(words.at(paper.left + indent, paper.y))
        paper.y += words.height + 18
    paper.y += 90
    paper.line(paper.y, "text", 12)
    paper.y += 150
    if document.note:
        for line in document.note.split("\n"):
            paper.text(Text(line, paper.width, _BODY))
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


def _chart(paper: Paper, chart: Chart) -> None:
    height = paper.width * HEIGHT / WIDTH
    paper.need(height)
    place = QRectF(paper.left, paper.y, paper.width, height)
    drawing = QSvgRenderer(QByteArray(chart.svg.encode()))
    paper.draw(lambda painter: drawing.render(painter, place))
    paper.y += height + 60
    x = float(paper.left)
    for entry in chart.legend:
        name = Text(entry.name, paper.width * 0.6, _SMALL)
        value = Text(entry.value, paper.width * 0.3, _SMALL, colour="text_soft")
        width = 130 + name.width + 60 + value.width
        if x > paper.left and x + width > paper.left + paper.width:
            x, paper.y = float(paper.left), paper.y + 140
            paper.need(140)
        paper.box(QRectF(x, paper.y + 15, 80, 80), entry.colour, 20)
        paper.draw(name.at(x + 130, paper.y))
        paper.draw(value.at(x + 130 + name.width + 60, paper.y))
        x += width + 190
    paper.y += 140


def _table(paper: Paper, table: Table) -> None:
    widths = _widths(paper, table)
    _table_head(paper, table, widths)
    for left, row in enumerate(table.rows, -len(table.rows)):
        texts = _cells(row.cells, widths)
        note = Text(row.note, widths[0], _FINE, colour="text_faint") if row.note else None
        height = max(text.height for text in texts) + (note.height if note else 0) + _ROW_AIR
        if paper.need(height if left < -_LAST_ROWS else height * (1 - left)):
            _table_head(paper, table, widths)
        _row(paper, texts, widths)
        if note is not None:
            paper.draw(note.at(paper.left, paper.y + texts[0].height))
        if row.share:
            long = max(10.0, min(1.0, row.share) * _BAR_LONG)
            bar = QRectF(paper.left + widths[0] + _CELL_GAP, paper.y + 32, long, _BAR_HIGH)
            paper.box(bar, bar_colour(), 20)
        paper.y += height
        paper.line(paper.y - _ROW_AIR / 2)
    if table.total:
        texts = _cells(table.total, widths, QFont.Weight.DemiBold)
        if paper.need(texts[0].height):
            _table_head(paper, table, widths)
        _row(paper, texts, widths)
        paper.y += texts[0].height + _ROW_AIR


def _table_head(paper: Paper, table: Table, widths: list[float]) -> None:
    texts = [
        Text(column, width, _SMALL, colour="text_faint", align=_RIGHT if n else _LEFT)
        for n, (column, width) in enumerate(zip(table.columns, widths, strict=True))
    ]
    _row(paper, texts, widths)
    paper.y += max(text.height for text in texts) + 24
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
        Text(cell, width, weight=weight, align=_RIGHT if n else _LEFT)
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
