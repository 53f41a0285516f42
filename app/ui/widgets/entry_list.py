"""A list of things of two lines each, in sections: what it is, what there is to say of it, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui.icons import line_pixmap
from app.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is empty for the heading of a section. `state` is an icon, `says` what it means."""

    key: str
    title: str
    note: str = ""
    figure: str = ""
    state: str = ""
    tone: str = "text_faint"
    says: str = ""
    dot: str = ""  # a colour of the thing's own
    mark: tuple[str, str] = ("", "")  # an icon at the left, and its tone
    faint: bool = False


class EntryList(QListWidget):
    chosen = Signal(str)  # the key, by moving to it
    opened = Signal(str)  # by Enter

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._entries: Sequence[Entry] = ()
        self._least_rows = 0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "entries")
        self.setItemDelegate(_Painter(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        self.currentItemChanged.connect(self._on_current_changed)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def key(self) -> str:
        item = self.currentItem()
        return item.data(_ROLE).key if item else ""

    @property
    def entries(self) -> Sequence[Entry]:
        return self._entries

    def show_entries(self, entries: Sequence[Entry], wanted: str = "") -> None:
        """What was chosen stays so while it is there; else `wanted`, else the first."""
        if entries == self._entries and not wanted:
            return
        before, keys = wanted or self.key, [entry.key for entry in entries]
        self.blockSignals(True)
        if [entry.key for entry in self._entries] == keys:
            for row, entry in enumerate(entries):
                self._fill(self.item(row), entry)
        else:
            self.clear()
            for entry in entries:
                item = QListWidgetItem()
                self._fill(item, entry)
                self.addItem(item)
        self._entries = entries
        self.updateGeometry()
        first = next((n for n, key in enumerate(keys) if key), -1)
        at = keys.index(before) if before and before in keys else first
        self.setCurrentRow(at)
        self.blockSignals(False)
        self.viewport().update()
        self.chosen.emit(self.key)

    def keep_seen(self, rows: int) -> None:
        """It gets no lower than the first so many of them, with the headings among them."""
        self._least_rows = rows
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        high, left = 0, self._least_rows
        for row, entry in enumerate(self._entries):
            if left:
                high += self.sizeHintForRow(row)
                left -= bool(entry.key)
        return super().minimumSizeHint().expandedTo(QSize(0, high))

    def choose(self, key: str) -> None:
        for row, entry in enumerate(self._entries):
            if entry.key == key:
                self.setCurrentRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key:
            self.opened.emit(self.key)
        else:
            super().keyPressEvent(event)

    def _fill(self, item: QListWidgetItem, entry: Entry) -> None:
        item.setData(_ROLE, entry)
        item.setText(" ".join(part for part in (entry.title, entry.note, entry.figure, entry.says) if part))
        item.setToolTip(entry.says)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags if entry.key else Qt.ItemFlag.NoItemFlags)

    def _on_current_changed(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None and item.data(_ROLE).key:
            self.chosen.emit(item.data(_ROLE).key)


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: EntryList) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        tokens = self._theme.tokens
        return QSize(tokens.px(120), tokens.px(50 if index.data(_ROLE).key else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: Entry = index.data(_ROLE)
        spot: Any = option
        tokens, area = self._theme.tokens, QRect(spot.rect).adjusted(4, 1, -4, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not entry.key:
            painter.setFont(tokens.font("small", QFont.Weight.Medium))
            painter.setPen(tokens.colour("text_faint"))
            painter.drawText(area.adjusted(8, 0, -8, -3), int(Qt.AlignmentFlag.AlignBottom), entry.title)
            painter.restore()
            return
        if spot.state & QStyle.StateFlag.State_Selected:
            focused = self._list.hasFocus()
            painter.setBrush(tokens.colour("accent_soft"))
            painter.setPen(QPen(tokens.colour("accent"), 2) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        elif spot.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tokens.colour("hover"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        self._words(painter, entry, area.adjusted(10, tokens.px(6), -10, -tokens.px(6)))
        painter.restore()

    def _words(self, painter: QPainter, entry: Entry, area: QRect) -> None:
        tokens = self._theme.tokens
        if entry.dot:
            edge = tokens.px(10)
            painter.setBrush(QColor(entry.dot))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(area.left(), area.top() + tokens.px(5), edge, edge)
            area = area.adjusted(edge + tokens.px(8), 0, 0, 0)
        if entry.mark[0]:
            icon, tone = entry.mark
            edge, ratio = tokens.px(17), self._list.devicePixelRatioF()
            picture = line_pixmap(icon, tokens.colours[tone], edge, ratio)
            painter.drawPixmap(area.left(), area.center().y() - edge // 2, picture)
            area = area.adjusted(edge + tokens.px(10), 0, 0, 0)
        half = area.height() // 2
        above, below = QRect(area).adjusted(0, 0, 0, -half), QRect(area).adjusted(0, half, 0, 0)
        if entry.state:
            edge, ratio = tokens.px(15), self._list.devicePixelRatioF()
            picture = line_pixmap(entry.state, tokens.colours[entry.tone], edge, ratio)
            painter.drawPixmap(below.right() - edge, below.center().y() - edge // 2, picture)
            below = below.adjusted(0, 0, -edge - 6, 0)
        title, small = tokens.font("body", QFont.Weight.Medium), tokens.font("small")
        figure = QFontMetrics(tokens.font()).horizontalAdvance(entry.figure)
        soft = "text_faint" if entry.faint else "text"
        self._line(painter, entry.title, above.adjusted(0, 0, -figure - 8, 0), title, soft)
        painter.setFont(tokens.font())
        painter.setPen(tokens.colour("text_soft"))
        painter.drawText(
            above, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), entry.figure
        )
        self._line(painter, entry.note, below, small, "text_faint")

    def _line(self, painter: QPainter, text: str, area: QRect, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.tokens.colour(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
