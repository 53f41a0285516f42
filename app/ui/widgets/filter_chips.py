"""The conditions that hold on every page; a click takes one away."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.lens import Lens
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.flow import FlowLayout

_MOST_PX = 260


class FilterChips(QWidget):
    """Takes no room while nothing is filtered."""

    def __init__(self, theme: Theme, lens: Lens) -> None:
        super().__init__()
        self._theme, self._lens = theme, lens
        self._flow = FlowLayout(self)
        self.setAccessibleName(self.tr("Filters"))
        self._names = {
            "provider": self.tr("Provider"),
            "account": self.tr("Account"),
            "model": self.tr("Model"),
            "client": self.tr("Client"),
            "project": self.tr("Project"),
            "session": self.tr("Session"),
            "wire": self.tr("Wire"),
            "tag": self.tr("Tag"),
            "status": self.tr("Status"),
        }
        lens.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for condition, values in self._lens.conditions():
            shown = ", ".join(value or self.tr("none") for value in values)
            self._add(f"{self._names[condition]}: {shown}", self._widener(condition))
        if self._lens.filter.text:
            self._add(
                self.tr("Search: {text}").format(text=self._lens.filter.text), lambda: self._lens.search("")
            )
        if self._flow.count() > 1:
            clear = QPushButton(self.tr("Clear all"))
            clear.setAccessibleName(self.tr("Clear all filters"))
            clear.setProperty("kind", "link")
            clear.clicked.connect(self._lens.clear)
            self._flow.addWidget(clear)
        self.setVisible(self._flow.count() > 0)

    def _add(self, text: str, act: Callable[[], None]) -> None:
        short = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideMiddle, self._theme.tokens.px(_MOST_PX)
        )
        chip = IconButton(
            self._theme,
            "close",
            short.replace("&", "&&"),
            name=self.tr("Remove the filter {text}").format(text=text),
            kind="chip",
            act=act,
        )
        chip.setToolTip(chip.accessibleName())
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross at the end
        self._flow.addWidget(chip)

    def _widener(self, condition: str) -> Callable[[], None]:
        def widen() -> None:
            self._lens.widen(condition)

        return widen
