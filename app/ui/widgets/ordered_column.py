"""Things below each other in an order that counts: dragged by their grips, or moved by Alt and the arrows."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import line_pixmap
from app.ui.theme import Theme


class Grip(QLabel):
    """What it is dragged by."""

    dragged = Signal(int)
    dropped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Drag to order"))
        self.setToolTip(self.tr("Drag to order, or Alt+Up and Alt+Down"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        theme.changed.connect(self._tint)
        self._tint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.dropped.emit()

    def _tint(self) -> None:
        tokens = self._theme.tokens
        self.setPixmap(
            line_pixmap("grip", tokens.colours["text_faint"], tokens.px(16), self.devicePixelRatioF())
        )


class OrderedCard(QFrame):
    dragged = Signal(object, int)  # where on the screen the handle is now
    dropped = Signal()
    stepped = Signal(object, int)  # itself, by how many places

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grip = Grip(theme)
        self.grip.dragged.connect(self._on_dragged)
        self.grip.dropped.connect(self.dropped)

    @property
    def name(self) -> str:
        """By which it is known while it is here."""
        return ""

    def let_move(self, *, movable: bool) -> None:
        self.grip.setVisible(movable)

    @property
    def movable(self) -> bool:
        return not self.grip.isHidden()

    def step(self, by: int) -> None:
        self.stepped.emit(self, by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and self.movable and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _on_dragged(self, y: int) -> None:
        self.dragged.emit(self, y)


class OrderedColumn(QWidget):
    ordered = Signal(list)  # the names, from the top down

    def __init__(self, gap: int = 10) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(gap)
        self._all: list[OrderedCard] = []
        self._last: QWidget | None = None  # in the order of the Tab key
        self.names: list[str] = []

    def add(self, card: OrderedCard) -> None:
        card.dragged.connect(self._on_dragged)
        card.dropped.connect(self._on_dropped)
        card.stepped.connect(self._on_stepped)
        before = self._last or _before(self)
        self._all.append(card)
        self._column.addWidget(card)
        for part in (card, *card.findChildren(QPushButton)):  # made late, they would be the last of the page
            QWidget.setTabOrder(before, part)
            before = part
        self._last = before

    @property
    def holds_focus(self) -> bool:
        return any(_holds_focus(card) for card in self._all)

    @contextmanager
    def refilled(self, names: Sequence[str]) -> Generator[None]:
        """The first cards get to show these things within. The keyboard stays with the one that it was on, or
        goes to the one in its place."""
        focused = next((card for card in self._all[: len(self.names)] if _holds_focus(card)), None)
        name, place = (focused.name, self.names.index(focused.name)) if focused else ("", 0)
        yield
        self.names = list(names)
        for number, card in enumerate(self._all):
            self._column.removeWidget(card)
            self._column.addWidget(card)
            card.setVisible(number < len(names))
        if focused is not None and names:
            to = self.names.index(name) if name in names else min(place, len(names) - 1)
            if focused is not self._all[to] or name not in names:
                self._all[to].setFocus()

    def _shown(self) -> list[OrderedCard]:
        """In the order in which a drag left them."""
        items = (self._column.itemAt(n) for n in range(self._column.count()))
        cards = (item.widget() for item in items if item is not None)
        return [card for card in cards if isinstance(card, OrderedCard) and card.isVisible()]

    def _on_stepped(self, card: OrderedCard, by: int) -> None:
        at = self.names.index(card.name)
        if 0 <= at + by < len(self.names):
            names = list(self.names)
            names.insert(at + by, names.pop(at))
            self.ordered.emit(names)

    def _on_dragged(self, card: OrderedCard, y: int) -> None:
        shown = self._shown()
        here = self.mapFromGlobal(QPoint(0, y)).y()
        rest = [other for other in shown if other is not card]
        to = sum(other.geometry().center().y() < here for other in rest)
        if shown.index(card) != to:
            self._column.removeWidget(card)
            self._column.insertWidget(to, card)

    def _on_dropped(self) -> None:
        names = [card.name for card in self._shown()]
        if names != self.names:
            self.ordered.emit(names)


def _before(column: QWidget) -> QWidget:
    """What has the keyboard before it: Qt does not line up behind what never has it."""
    found = column.previousInFocusChain()
    while found is not None and found.focusPolicy() == Qt.FocusPolicy.NoFocus and found is not column:
        found = found.previousInFocusChain()
    return found or column


def _holds_focus(card: QWidget) -> bool:
    """It, or a button on it."""
    focused = QApplication.focusWidget()
    return focused is not None and (focused is card or card.isAncestorOf(focused))
