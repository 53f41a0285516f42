"""Which colour is which, beside the chart; a click shows one series alone, with Ctrl it hides or adds one."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.ui.charts.series import Stack
from app.ui.charts.units import Unit
from app.ui.theme import Theme
from app.ui.widgets.flow import FlowLayout

_MOST_NAME_PX = 190

Keys = frozenset[str]


class Legend(QWidget):
    isolated = Signal(object)  # Keys; none stands for all of the series

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._alone = Keys()
        self._stack: Stack | None = None
        self._unit: Unit | None = None
        self._buttons: list[QPushButton] = []
        self._swatches: dict[tuple[str, bool], QIcon] = {}  # by colour, and whether hollow
        self._flow = FlowLayout(self, gap=2)
        self.setAccessibleName(self.tr("Legend"))
        theme.changed.connect(self._fill)

    def show_stack(self, stack: Stack, unit: Unit, alone: Keys) -> None:
        """Buttons are kept while the series are the same, so that the keyboard's place is, too."""
        known = () if self._stack is None else self._stack.keys
        self._stack, self._unit, self._alone = stack, unit, alone
        if stack.keys != known:
            self._make(stack)
        self._fill()

    def _make(self, stack: Stack) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = []
        for key in stack.keys:
            button = QPushButton()
            button.setProperty("kind", "legend")
            button.setCheckable(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(self._clicker(key))
            self._buttons.append(button)
            self._flow.addWidget(button)

    def _fill(self) -> None:
        stack, unit = self._stack, self._unit
        if stack is None or unit is None:
            return
        metrics = self.fontMetrics()
        for row, button in enumerate(self._buttons):
            value = unit.text(stack.total_of(row))
            shown = not self._alone or stack.keys[row] in self._alone
            name = stack.names[row]
            short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _MOST_NAME_PX)
            button.setText(f" {short}  {value}".replace("&", "&&"))
            way = self.tr("A click shows it alone, with Ctrl it hides or adds it")
            button.setToolTip(f"{name}\n{way}" if short != name else way)
            button.setAccessibleName(self.tr("{name}, {value}; show alone").format(name=name, value=value))
            button.setChecked(bool(self._alone) and shown)
            button.setIcon(self._swatch(self._colour(stack.slots[row]), hollow=not shown))
            button.setIconSize(QSize(10, 10))

    def _swatch(self, colour: str, *, hollow: bool) -> QIcon:
        """Painted once: a chart that lives shows its legend four times a second."""
        if (colour, hollow) not in self._swatches:
            self._swatches[colour, hollow] = _swatch(colour, hollow=hollow)
        return self._swatches[colour, hollow]

    def _colour(self, slot: int) -> str:
        tokens = self._theme.tokens
        return tokens.other if slot < 0 else tokens.series[slot]

    def _clicker(self, key: str) -> Callable[[], None]:
        def clicked() -> None:
            controlled = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
            self.isolated.emit(self._without(key) if controlled else self._with_only(key))
            self._fill()

        return clicked

    def _with_only(self, key: str) -> Keys:
        return Keys() if self._alone == Keys((key,)) else Keys((key,))

    def _without(self, key: str) -> Keys:
        assert self._stack is not None
        everything = Keys(self._stack.keys)
        left = (self._alone or everything) ^ Keys((key,))
        return Keys() if left == everything else left


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
