"""A line to search with, and a cross that empties it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from app.ui.icons import line_icon
from app.ui.theme import Theme


class SearchField(QLineEdit):
    def __init__(self, theme: Theme, name: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self._glass = self.addAction(line_icon("search", "#000000"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(self.tr("Clear the search"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._tint)
        self._tint()
        self._clear.setVisible(False)

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _tint(self) -> None:
        tokens = self._theme.tokens
        edge, colour = tokens.px(15), tokens.colours["text_faint"]
        self._glass.setIcon(line_icon("search", colour, edge))
        self._clear.setIcon(line_icon("close", colour, edge))
