"""Lines to be taken elsewhere, with a button that copies them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout

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
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.addWidget(self._lines, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        return self._lines.text()

    def show_lines(self, text: str) -> None:
        self._lines.setText(text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._lines.text())
        self._said(self.tr("Copied"))
