"""A few choices side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton


class Segments(QFrame):
    """One of them holds."""

    picked = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("kind", "segments")
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for id_, text in choices:
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setAccessibleName(f"{name}: {text}")
            self._buttons[id_] = button
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def mark(self, id_: str) -> None:
        self._buttons[id_].setChecked(True)

    def allow(self, id_: str, why_not: str = "") -> None:
        """With a reason it cannot be chosen now."""
        self._buttons[id_].setEnabled(not why_not)
        self._buttons[id_].setToolTip(why_not)

    def _on_clicked(self, clicked: QPushButton) -> None:
        for id_, button in self._buttons.items():
            if button is clicked:
                self.picked.emit(id_)
