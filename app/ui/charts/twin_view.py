"""The table of a chart, to be sorted, walked through and copied."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.core.periods import Span
from app.ui.charts.series import Chart
from app.ui.charts.twin import TwinModel
from app.ui.theme import Theme
from app.ui.widgets.keyboard_focus import begin_at_first_row

_AIR_PX = 34
_SAMPLE = 16  # rows whose texts are measured
_MOST_NAME_PX = 210


class TwinView(QTableView):
    """`opened` is the span of a row that was clicked twice, or entered."""

    opened = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._chart: Chart | None = None
        self._heads: tuple[object, ...] = ()
        self._twin = TwinModel()
        self.setModel(self._twin)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.doubleClicked.connect(self._on_opened)
        copy = QAction(self.tr("Copy the rows"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_rows)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        theme.changed.connect(self._fit)
        self._fit()

    def show_chart(self, chart: Chart | None) -> None:
        self._chart = chart
        self._twin.show_chart(chart)
        heads = (
            () if chart is None else (chart.stack.names, chart.unit, chart.grain, chart.stack.before is None)
        )
        if heads != self._heads:  # a width that was drawn by hand stays while the columns do
            self._heads = heads
            self._fit()

    def copy_rows(self) -> None:
        """What is selected, as it is seen; cells apart by tabs."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        columns = range(self._twin.columnCount())
        head = [str(self._twin.headerData(c, Qt.Orientation.Horizontal)) for c in columns]
        lines = [head, *([str(self._twin.index(r, c).data()) for c in columns] for r in rows)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        begin_at_first_row(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _on_opened(self, index: QModelIndex) -> None:
        if self._chart is not None:
            bucket = self._twin.bucket_at(index.row())
            since_us, until_us = self._chart.stack.edges_us[bucket : bucket + 2].tolist()
            self.opened.emit(Span(since_us, until_us))

    def _fit(self) -> None:
        """By the heads and the first rows: asking all of them would take its time."""
        tokens = self._theme.tokens
        self.verticalHeader().setDefaultSectionSize(tokens.px("row"))
        cells, heads = QFontMetrics(tokens.font()), QFontMetrics(tokens.font("small", QFont.Weight.Medium))
        widths: list[int] = []
        for column in range(self._twin.columnCount()):
            head = heads.horizontalAdvance(str(self._twin.headerData(column, Qt.Orientation.Horizontal)))
            texts = (
                str(self._twin.index(row, column).data())
                for row in range(min(_SAMPLE, self._twin.rowCount()))
            )
            widest = max((cells.horizontalAdvance(text) for text in texts), default=0)
            widths.append(max(widest, min(head + 18, tokens.px(_MOST_NAME_PX))) + _AIR_PX)
        spare = max(0, self.viewport().width() - sum(widths)) // max(1, len(widths))
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width + spare)
