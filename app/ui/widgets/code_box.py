"""Lines to be taken elsewhere, with a button that copies them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame

from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label


class CodeBox(QFrame):
    def __init__(self, theme: Theme, name: str, said: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("kind", "code")
        self._said = said
        self._lines = text_label("", "mono", wrap=True)
        self._lines.setAccessibleName(name)
        self._lines.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = IconButton(
            theme, "copy", self.tr("Copy"), name=self.tr("Copy: {what}").format(what=name), act=self._on_copy
        )
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(14, 10, 10, 10)
        self._row.addWidget(self._lines, 1)
        self._row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button beside the lines where there is room: a key cannot be broken."""
        super().resizeEvent(event)
        margins = self._row.contentsMargins()
        needed = self._lines.minimumSizeHint().width() + self.copy.sizeHint().width()
        needed += margins.left() + margins.right() + self._row.spacing()
        beside = self.width() >= needed
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    @property
    def text(self) -> str:
        return self._lines.text()

    def show_lines(self, text: str) -> None:
        self._lines.setText(text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._lines.text())
        self._said(self.tr("Copied"))
