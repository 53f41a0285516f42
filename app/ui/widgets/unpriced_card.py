"""Models whose calls have no cost: a line that says how many, and unfolds to what can be done about each."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.models.price_entries import Unpriced
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, text_label


class UnpricedCard(QFrame):
    """Hidden while every call has a price."""

    price_wanted = Signal(object)  # Unpriced
    map_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: Sequence[Unpriced] = ()
        self._folded = True
        self.setProperty("kind", "banner")
        self.setProperty("tone", "warn")
        self._heading = text_label("", "value", wrap=True)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 4, 0, 2)
        self._rows.setSpacing(2)
        self._more = QPushButton()
        self._more.setProperty("kind", "link")
        self._more.clicked.connect(self._on_more)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._heading, 1)
        top.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 8, 4)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._list)
        self.hide()

    def show_unpriced(self, found: Sequence[Unpriced]) -> None:
        self.setVisible(bool(found))
        if found != self._found:
            self._found = found
            self._fill()

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        calls = sum(one.calls for one in self._found)
        self._heading.setText(
            self.tr("{calls} without a price are left out of every cost").format(
                calls=self.tr("%Ln call(s)", "", calls)
            )
        )
        self.setAccessibleName(self._heading.text())
        for one in self._found:
            self._rows.addWidget(self._row(one))
        self._fold()

    def _fold(self) -> None:
        many = self.tr("Show %Ln model(s)", "", len(self._found))
        self._list.setVisible(not self._folded)
        self._more.setText(many if self._folded else self.tr("Hide them"))
        self._more.setAccessibleName(self._more.text())

    def _row(self, one: Unpriced) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        name = one.model or self.tr("No model named")
        tokens = formats.compact(one.tokens)
        hidden = self.tr("{n} tokens") if one.exact else self.tr("up to {n} tokens")
        said = self.tr("{calls}, {tokens}").format(
            calls=self.tr("%Ln call(s)", "", one.calls), tokens=hidden.format(n=tokens)
        )
        line.addWidget(ElidedLabel(f"{one.provider}/{name}", "value"), 3)
        line.addWidget(ElidedLabel(said, "soft"), 2)
        as_ = QPushButton(self.tr("Price as…"))
        as_.setAccessibleName(self.tr("Price {model} as another model").format(model=name))
        as_.clicked.connect(partial(self.map_wanted.emit, one))
        set_ = IconButton(
            self._theme,
            "edit",
            self.tr("Set a price…"),
            name=self.tr("Set a price for {model}").format(model=name),
            act=partial(self.price_wanted.emit, one),
        )
        line.addWidget(as_)
        line.addWidget(set_)
        return row

    def _on_more(self) -> None:
        self._folded = not self._folded
        self._fold()
