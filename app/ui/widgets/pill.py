"""A state in an icon and a word, on a ground that underlines it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from app.ui.icons import line_pixmap
from app.ui.theme import Theme
from app.ui.widgets.labels import ElidedLabel, set_style


class Pill(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._look = ("info", "text_soft")
        self._icon = QLabel()
        self._words = ElidedLabel.of_a_name("overline")
        self.setProperty("kind", "state")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 10, 3)
        row.setSpacing(5)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        theme.changed.connect(self._tint)

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, icon: str, words: str, tone: str) -> None:
        """`tone` is good, warn, bad or text_soft."""
        self._look = icon, tone
        self._words.setText(words)
        self._icon.setAccessibleName(words)
        set_style(self, "tone", tone)
        set_style(self._words, "tone", tone)
        self._tint()

    def _tint(self) -> None:
        tokens = self._theme.tokens
        icon, tone = self._look
        self._icon.setPixmap(line_pixmap(icon, tokens.colours[tone], tokens.px(14), self.devicePixelRatioF()))
