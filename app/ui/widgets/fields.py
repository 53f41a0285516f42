"""Fields of a form, each with its name above it."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QVBoxLayout, QWidget

from app.ui.widgets.labels import text_label


def named(text: str, field: QWidget) -> QWidget:
    """The field below its name, by which it is also read aloud."""
    if not field.accessibleName():
        field.setAccessibleName(text)
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    label = text_label(text, "overline")
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return box


def choice(entries: Sequence[tuple[str, str]]) -> QComboBox:
    """One of a few: what is meant, and how it reads."""
    box = QComboBox()
    for value, text in entries:
        box.addItem(text, value)
    return box


def open_choice(hint: str) -> QComboBox:
    """Known names to choose from, and any other to type; found by any part of them."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    line = box.lineEdit()
    assert line is not None
    line.setPlaceholderText(hint)
    completer = QCompleter(box.model(), box)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    box.setCompleter(completer)
    return box


def fill(box: QComboBox, names: Sequence[str]) -> None:
    """The names to choose from; what is typed stays."""
    typed = box.currentText()
    before = box.blockSignals(True)
    box.clear()
    box.addItems(["", *names])
    box.setCurrentText(typed)
    box.blockSignals(before)


def plain_number(text: str) -> str:
    """A number as this person's locale writes it, as everybody reads it."""
    locale = QLocale()
    if locale.decimalPoint() == ".":
        return text.strip()
    return text.strip().replace(locale.groupSeparator(), "").replace(locale.decimalPoint(), ".")
