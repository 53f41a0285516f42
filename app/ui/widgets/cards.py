"""The white sheets that a page is laid out with."""

from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets.labels import ElidedLabel, breakable, set_style, text_label
from app.ui.widgets.sparkline import Sparkline


class Card(QFrame):
    """A heading with room for controls at its right, and a body. Without one it gets the name of a thing."""

    def __init__(self, heading: str, note: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAccessibleName(heading)
        self.heading = text_label(heading, "heading") if heading else ElidedLabel.of_a_name("heading")
        self.note = ElidedLabel(note, "soft")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        self.top = QHBoxLayout()
        self.top.setSpacing(10)
        self.top.addWidget(self.heading)
        self.top.addWidget(self.note, 1)
        self.body.addLayout(self.top)


def card_of(heading: str, *parts: QWidget) -> Card:
    """A card with its content from the top down."""
    card = Card(heading)
    for part in parts:
        card.body.addWidget(part)
    card.body.addStretch()
    return card


class FigureCard(QFrame):
    """One number: what it is, how much, how it compares, and how it came about."""

    def __init__(self, theme: Theme, caption: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._caption = ElidedLabel(caption, "overline")
        self._figure = ElidedLabel("—", "figure")
        self._trend = text_label("", "small")
        self._note = ElidedLabel("", "small")
        self._line = Sparkline(theme, caption)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(3)
        column.addWidget(self._caption)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._figure, 3)
        row.addWidget(self._line, 2)
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._trend)
        foot.addWidget(self._note, 1)
        column.addLayout(foot)

    def show_figure(
        self,
        figure: str,
        *,
        trend: str = "",
        tone: str = "",
        note: str = "",
        explained: str = "",
        points: list[int] | None = None,
    ) -> None:
        """`tone` colours the trend: good, bad or nothing; its words say the same, `explained` says it all."""
        self._figure.setText(figure)
        self._trend.setText(trend)
        self._trend.setVisible(bool(trend))
        set_style(self._trend, "tone", tone)
        self._note.setText(note)
        self._line.show_points(points or [])
        self._line.setVisible(any(points or []))
        self.setToolTip(explained)
        self.setAccessibleName(f"{self._caption.text()}: {figure} {trend} {explained or note}".strip())


class Facts(QWidget):
    """Names at the left, values at the right, one under the other. Rows are kept and filled again."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)
        self._rows: list[tuple[QWidget, QLabel, QLabel]] = []

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        while len(self._rows) < len(facts):
            self._add_row()
        for (row, name, value), fact in zip_longest(self._rows, facts):
            row.setVisible(fact is not None)
            if fact is not None:
                name.setText(fact[0])
                value.setText(breakable(fact[1]))
                value.setAccessibleName(f"{fact[0]}: {fact[1]}")

    def _add_row(self) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        name = text_label("", "soft")
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        value = text_label("", "value", wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line.addWidget(name)
        line.addWidget(value, 1)
        self._column.addWidget(row)
        self._rows.append((row, name, value))
