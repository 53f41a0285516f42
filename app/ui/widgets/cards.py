"""The white sheets that a page is laid out with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets.labels import ElidedLabel, set_style, text_label
from app.ui.widgets.sparkline import Sparkline


class Card(QFrame):
    """A heading with room for controls at its right, and a body."""

    def __init__(self, heading: str, note: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAccessibleName(heading)
        self.heading = text_label(heading, "heading")
        self.note = ElidedLabel(note, "soft")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        self.top = QHBoxLayout()
        self.top.setSpacing(10)
        self.top.addWidget(self.heading)
        self.top.addWidget(self.note, 1)
        self.body.addLayout(self.top)


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
        self, figure: str, *, trend: str = "", tone: str = "", note: str = "", points: list[int] | None = None
    ) -> None:
        """`tone` colours the trend: good, bad or nothing. The words say it too."""
        self._figure.setText(figure)
        self._trend.setText(trend)
        self._trend.setVisible(bool(trend))
        set_style(self._trend, "tone", tone)
        self._note.setText(note)
        self._line.show_points(points or [])
        self._line.setVisible(bool(points))
        self.setAccessibleName(f"{self._caption.text()}: {figure} {trend} {note}".strip())

    def set_caption(self, caption: str) -> None:
        self._caption.setText(caption)


class Facts(QWidget):
    """Names at the left, values at the right, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(5)

    def show_facts(self, facts: list[tuple[str, str]]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.deleteLater()
        for name, value in facts:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(12)
            line.addWidget(text_label(name, "soft"))
            shown = text_label(value, "value", wrap=True)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{name}: {value}")
            line.addWidget(shown, 1)
            self._column.addWidget(row)
