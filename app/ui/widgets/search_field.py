"""A line to search with, and a cross that empties it."""

from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from app.ui.icons import line_icon, line_pixmap
from app.ui.theme import Theme

_GLASS_PX, _AIR_PX = 15, 9


class SearchField(QLineEdit):
    def __init__(self, theme: Theme, name: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self._clear = QAction(self.tr("Clear the search"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._tint)
        self._tint()
        self._clear.setVisible(False)

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """With the glass, which as an action of Qt's would not grow with the text."""
        super().paintEvent(event)
        tokens = self._theme.tokens
        top = (self.height() - tokens.px(_GLASS_PX)) // 2
        QPainter(self).drawPixmap(tokens.px(_AIR_PX), top, self._glass)

    def _tint(self) -> None:
        tokens = self._theme.tokens
        edge, colour = tokens.px(_GLASS_PX), tokens.colours["text_faint"]
        self._glass = line_pixmap("search", colour, edge, self.devicePixelRatioF())
        self.setTextMargins(edge + tokens.px(_AIR_PX), 0, 0, 0)
        self._clear.setIcon(line_icon("close", colour, edge))
