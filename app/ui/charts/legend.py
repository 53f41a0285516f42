"""Which colour is which, beside the chart; a click shows one series alone."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.charts.series import Stack
from app.ui.charts.units import Unit
from app.ui.theme import Theme
from app.ui.widgets.flow import FlowLayout

_MOST_NAME_PX = 190


class Legend(QWidget):
    isolated = Signal(str)  # a series' key, or "" for all of them again

    def __init__(self, theme: Theme, unit: Unit) -> None:
        super().__init__()
        self._theme, self._unit = theme, unit
        self._alone: str | None = None
        self._keys: tuple[str, ...] = ()
        self._stack: Stack | None = None
        self._buttons: list[QPushButton] = []
        self._flow = FlowLayout(self, gap=2)
        self.setAccessibleName(self.tr("Legend"))
        theme.changed.connect(self._fill)

    def show_stack(self, stack: Stack, alone: str | None) -> None:
        """Buttons are kept while the series are the same, so that the keyboard's place is, too."""
        self._stack, self._alone = stack, alone
        if stack.keys != self._keys:
            self._keys = stack.keys
            self._make()
        self._fill()

    def _make(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._buttons = []
        for key in self._keys:
            button = QPushButton()
            button.setProperty("kind", "legend")
            button.setCheckable(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(self._clicker(key))
            self._buttons.append(button)
            self._flow.addWidget(button)

    def _fill(self) -> None:
        stack = self._stack
        if stack is None:
            return
        metrics = self.fontMetrics()
        for button, row in zip(self._buttons, range(len(stack.keys)), strict=True):
            value = self._unit.text(stack.total_of(row))
            faded = self._alone is not None and self._alone != stack.keys[row]
            name = stack.names[row]
            short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _MOST_NAME_PX)
            button.setText(f" {short}  {value}".replace("&", "&&"))
            button.setToolTip(name if short != name else "")
            button.setAccessibleName(self.tr("{name}, {value}; show alone").format(name=name, value=value))
            button.setChecked(self._alone == stack.keys[row])
            button.setIcon(_swatch(self._colour(stack.slots[row]), hollow=faded))
            button.setIconSize(QSize(10, 10))

    def _colour(self, slot: int) -> str:
        tokens = self._theme.tokens
        return tokens.other if slot < 0 else tokens.series[slot]

    def _clicker(self, key: str) -> Callable[[], None]:
        def clicked() -> None:
            self.isolated.emit("" if self._alone == key else key)

        return clicked


def _swatch(colour: str, *, hollow: bool) -> QIcon:
    ratio = 3
    pixmap = QPixmap(10 * ratio, 10 * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if hollow:
        painter.setPen(QColor(colour))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
    painter.drawRoundedRect(1, 1, 8, 8, 2.5, 2.5)
    painter.end()
    return QIcon(pixmap)
