"""Everything that can be done, found by typing a few letters of it."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Theme
from app.ui.widgets.states import StateView

_ROLE = Qt.ItemDataRole.UserRole
_KEYS = Qt.ItemDataRole.UserRole + 1


class CommandPalette(QDialog):
    def __init__(self, theme: Theme, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName(self.tr("Command palette"))
        self.setProperty("kind", "palette")
        theme.dress(self)
        self._actions = [action for action in actions if action.text() and action.isEnabled()]
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("Type what to do…"))
        self._field.setAccessibleName(self.tr("What to do"))
        self._field.textChanged.connect(self._fill)
        self._field.installEventFilter(self)
        self._model = QStandardItemModel(0, 1, self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setIconSize(QSize(theme.tokens.px(16), theme.tokens.px(16)))
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setItemDelegate(_KeysDelegate(theme, self._list))
        self._list.clicked.connect(self._run)
        self._none = StateView(theme, compact=True)
        self._none.say("search", self.tr("Nothing is called that"), self.tr("Type fewer letters."))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._list, 1)
        column.addWidget(self._none, 1)
        width = min(theme.tokens.px(520), parent.width() - 40)
        self.resize(width, min(theme.tokens.px(420), parent.height() - 80))
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - width) // 2, corner.y() + 60)
        self._fill("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self._model.rowCount():
                row = (self._list.currentIndex().row() + step) % self._model.rowCount()
                self._list.setCurrentIndex(self._model.index(row, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        self._model.clear()
        fits = [
            (rank, action) for action in self._actions if (rank := _rank(typed, action.text())) is not None
        ]
        for _, action in sorted(fits, key=lambda pair: pair[0]):
            keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            item = QStandardItem(action.icon(), action.text())
            item.setData(action, _ROLE)
            item.setData(keys, _KEYS)
            item.setAccessibleText(f"{action.text()} {keys}".strip())
            self._model.appendRow(item)
        self._list.setCurrentIndex(self._model.index(0, 0))
        self._list.setVisible(bool(fits))
        self._none.setVisible(not fits)

    def _run(self, index: QModelIndex) -> None:
        action = index.data(_ROLE)
        if isinstance(action, QAction):
            self.close()
            action.trigger()


class _KeysDelegate(QStyledItemDelegate):
    """The keys at the right, where the eye finds them in a column."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        area: Any = option
        painter.save()
        painter.setFont(self._theme.tokens.font("small"))
        painter.setPen(self._theme.tokens.colour("text_soft"))
        room = QRect(area.rect).adjusted(0, 0, -12, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data(_KEYS))
        painter.restore()


def _rank(typed: str, text: str) -> int | None:
    """Lower is better; None when the letters do not come in this order."""
    typed, text = typed.casefold().strip(), text.casefold()
    place = text.find(typed)
    if place >= 0:
        return 0 if place == 0 or text[place - 1] == " " else 1 + place
    at = -1
    for letter in typed:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return 100 + at
