"""A part of a form that is folded away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton


class Fold(QWidget):
    """Fields that most people leave as they are."""

    def __init__(self, theme: Theme, heading: str, fields: QGridLayout) -> None:
        super().__init__()
        self._button = IconButton(theme, "unfold", heading, kind="link", act=self._on_clicked)
        self._button.setCheckable(True)
        self._body = QWidget()
        self._body.setLayout(fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._body)
        self.unfold(False)

    def unfold(self, wanted: bool) -> None:  # noqa: FBT001  a state, as Qt's own setters take it
        self._button.setChecked(wanted)
        self._button.set_icon("fold" if wanted else "unfold", "accent")
        self._body.setVisible(wanted)

    def _on_clicked(self) -> None:
        self.unfold(self._button.isChecked())
