"""Fields of a form, and how they stand in it: each below its name, or beside it."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QGridLayout,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.ui.widgets.labels import text_label

W = TypeVar("W", bound=QWidget)
_LEAST_LETTERS, _MOST_LETTERS = 24, 44


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


def pair_grid() -> QGridLayout:
    """For fields below their names, two beside each other."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(12)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid


class ChoiceBox(QComboBox):
    """Whose names may be of any length: a page does not grow with them, and what is cut has an ellipsis."""

    def sizeHint(self) -> QSize:
        return self._within(super().sizeHint(), _MOST_LETTERS)

    def minimumSizeHint(self) -> QSize:
        return self._within(super().minimumSizeHint(), _LEAST_LETTERS)

    def _within(self, size: QSize, letters: int) -> QSize:
        return size.boundedTo(QSize(self.fontMetrics().averageCharWidth() * letters, size.height()))

    def shown_text(self) -> str:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEditable():
            super().paintEvent(event)
            return
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text()  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.shown_text() != self.currentText():
            QToolTip.showText(event.globalPos(), self.currentText(), self)
            return True
        return super().event(event)

    def showPopup(self) -> None:
        """As wide as the longest name, as far as the window goes: they may differ at their end only."""
        wanted = self.view().sizeHintForColumn(0) + 2 * self.fontMetrics().averageCharWidth()
        self.view().setMinimumWidth(min(wanted, self.window().width()))
        super().showPopup()


class FormGrid(QGridLayout):
    """What each is at the left, the field at the right, and a word of help below it."""

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
        self, name: str, entries: Sequence[tuple[object, str]], now: object = None, help_: str = ""
    ) -> QComboBox:
        box = choice(entries)
        box.setCurrentIndex(max(0, box.findData(now)))
        return self.add(name, box, help_)

    def add_wide(self, part: QWidget) -> None:
        self.addWidget(part, self.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        for part in (field, *self._rows[field]):
            part.setVisible(shown)


def choice(entries: Sequence[tuple[object, str]]) -> QComboBox:
    """One of a few: what is meant, and how it reads."""
    box = ChoiceBox()
    for value, text in entries:
        box.addItem(text, value)
    return box


def open_choice(hint: str) -> QComboBox:
    """Known names to choose from, and any other to type; found by any part of them."""
    box = ChoiceBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    line = box.lineEdit()
    assert line is not None
    line.setPlaceholderText(hint)
    complete(box, box.model())
    return box


def complete(field: QLineEdit | QComboBox, names: QAbstractItemModel) -> None:
    """Offer the names that have what was typed anywhere in them."""
    completer = QCompleter(names, field)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    field.setCompleter(completer)
    offer = completer.popup()
    assert offer is not None
    offer.setParent(field, offer.windowFlags())  # what has no parent has no theme


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
