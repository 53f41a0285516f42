"""Where a secret is typed or pasted: hidden, and never in an undo history."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.ui.icons import line_icon
from app.ui.theme import Theme


class SecretField(QLineEdit):
    def __init__(self, theme: Theme, hint: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText(hint)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        paste = QAction(self.tr("Paste from the clipboard"), self)
        paste.triggered.connect(self._on_paste)
        self._paste = paste
        self.addAction(paste, QLineEdit.ActionPosition.TrailingPosition)
        theme.changed.connect(self._tint)
        self._tint()

    def _on_paste(self) -> None:
        self.setText(QGuiApplication.clipboard().text().strip())

    def _tint(self) -> None:
        self._paste.setIcon(line_icon("paste", self._theme.tokens.colours["text_soft"]))
