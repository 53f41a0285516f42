"""Fields of a form: what each is at the left, the field at the right, and a word of help below it."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.ui.widgets.labels import text_label

W = TypeVar("W", bound=QWidget)


class FormGrid(QGridLayout):
    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(14)
        self.setVerticalSpacing(10)
        self.setColumnStretch(1, 1)
        self._rows: dict[QWidget, list[QLabel]] = {}

    def add(self, name: str, field: W, help_: str = "") -> W:
        row, label = self.rowCount(), text_label(name, "soft")
        label.setBuddy(field)
        field.setAccessibleName(name)
        field.setAccessibleDescription(help_)
        self.addWidget(label, row, 0)
        self.addWidget(field, row, 1)
        self._rows[field] = [label]
        if help_:
            more = text_label(help_, "small", wrap=True)
            self.addWidget(more, row + 1, 1)
            self._rows[field].append(more)
        return field

    def add_line(self, name: str, text: str = "", hint: str = "", help_: str = "") -> QLineEdit:
        line = QLineEdit(text)
        line.setPlaceholderText(hint)
        return self.add(name, line, help_)

    def add_choice(
        self, name: str, choices: list[tuple[str, object]], now: object = None, help_: str = ""
    ) -> QComboBox:
        box = QComboBox()
        for text, value in choices:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(now)))
        return self.add(name, box, help_)

    def add_wide(self, part: QWidget) -> None:
        self.addWidget(part, self.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        for part in (field, *self._rows[field]):
            part.setVisible(shown)
