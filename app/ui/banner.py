"""Trouble that concerns every page: what happened, and what can be done about it at once."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import set_style, text_label


class Banner(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._frame = QFrame()
        self._frame.setProperty("kind", "banner")
        self._text = text_label("", wrap=True)
        self._offers: list[QPushButton] = []
        close = IconButton(theme, "close", name=self.tr("Dismiss"), kind="flat", act=self.hide)
        self._row = QHBoxLayout(self._frame)
        self._row.setContentsMargins(14, 8, 8, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(close)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 12, 20, 0)
        outer.addWidget(self._frame)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()

    def say(
        self, text: str, offers: Sequence[tuple[str, Callable[[], object]]], *, tone: str = "bad"
    ) -> None:
        """`tone` is bad for what does not work, warn for what should be known, good for what is done."""
        self._text.setText(text)
        set_style(self._frame, "tone", tone)
        self.setAccessibleName(text)
        for button in self._offers:
            button.deleteLater()
        self._offers = []
        for place, (words, act) in enumerate(offers, 1):
            button = QPushButton(words)
            button.setAccessibleName(words)
            button.clicked.connect(act)
            self._offers.append(button)
            self._row.insertWidget(place, button)
        self.show()
