"""What was just done, and the way back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import set_style, text_label


class UndoBar(QFrame):
    """One line on a page: an act with its Undo, also by Ctrl+Z, or trouble with what to do about it."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "told")
        self._back: Callable[[], object] | None = None
        self._further: Callable[[], object] | None = None
        self._words = text_label("", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._undo = IconButton(
            theme, "undo", self.tr("Undo"), name=self.tr("Undo what was just done"), act=self.undo
        )
        self._more = QPushButton()
        self._more.hide()
        self._more.clicked.connect(self._on_more_wanted)
        close = IconButton(
            theme, "close", name=self.tr("Close this message"), kind="flat", act=self.close_message
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        row.addWidget(self._undo)
        row.addWidget(close)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), page)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.undo)
        self.hide()

    @property
    def words(self) -> str:
        return "" if self.isHidden() else self._words.text()

    def offer(
        self,
        text: str,
        back: Callable[[], object] | None = None,
        *,
        more: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """`back` takes the act back, once; `more` is what can be done with what came of it."""
        self._show(text, "", back, more)

    def say_trouble(self, text: str, *, keep_back: bool = False) -> None:
        """`keep_back` where an act failed: the one before it can be taken back as before."""
        back = self._back if keep_back else None
        if back is not None:
            text += " " + self.tr("Undo takes back what was done before.")
        self._show(text, "bad", back)

    def undo(self) -> None:
        back, self._back = self._back, None
        if back is not None:
            self.close_message()
            back()

    def close_message(self) -> None:
        self._back = None
        self.hide()

    def _on_more_wanted(self) -> None:
        if self._further is not None:
            self._further()

    def _show(
        self,
        text: str,
        tone: str,
        back: Callable[[], object] | None,
        more: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        self._back = back
        words, self._further = more or ("", None)
        self._more.setText(words)
        self._more.setAccessibleName(words)
        self._more.setVisible(bool(words))
        self._words.setText(text)
        self.setAccessibleName(text)
        self._undo.setVisible(back is not None)
        set_style(self, "tone", tone)
        self.show()


class Footing(QWidget):
    """Holds the bar below what scrolls, with its air, and takes no room without it."""

    def __init__(self, bar: UndoBar) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 12)
        column.addWidget(bar)
        bar.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShowToParent:
            self.show()
        elif event.type() == QEvent.Type.HideToParent:
            self.hide()
        return super().eventFilter(watched, event)
