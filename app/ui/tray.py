"""The icon beside the clock: whether the proxy runs, how the tightest budget stands, and what today costs."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.ui.standings import Standing, in_short, state_words
from app.ui.theme import Theme

_SIZES = (16, 22, 24, 32, 48, 64)
_ON, _OFF, _OVER = "#2A62E8", "#5B626D", "#B81F30"
_STEPS = 24  # as many forms of the meter as can be told apart


class Tray(QObject):
    """Its state is told by its shape: a meter while the proxy runs, two bars while it is paused."""

    open_wanted = Signal()
    pause_wanted = Signal()
    quit_wanted = Signal()
    place_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._on = False
        self._theme = theme
        self._menu = QMenu()
        theme.dress(self._menu)
        self._open = self._menu.addAction(self.tr("Open Tollgate"), self.open_wanted.emit)
        self._spend = self._menu.addAction(self.tr("Nothing spent today"))
        self._spend.setEnabled(False)
        self._budget = self._menu.addAction("", self._on_budget)
        self._budget.setVisible(False)
        self._budget_place = ""
        self._told_place = ""  # where the last notification leads
        self._drawn: tuple[bool, int] | None = None
        self._menu.addSeparator()
        self._pause = self._menu.addAction("", self.pause_wanted.emit)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Quit"), self.quit_wanted.emit)
        self._icon = QSystemTrayIcon()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self._on_message_clicked)
        self.show_state(on=False, spend="")
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon.show()

    @property
    def there(self) -> bool:
        return self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def show_state(
        self, *, on: bool, spend: str, tightest: Standing | None = None, trouble: bool = False
    ) -> None:
        """`trouble`: it is off though nobody paused it."""
        self._on = on
        self._draw(on=on, share=None if tightest is None else tightest.share)
        resume = self.tr("Switch the proxy on") if trouble else self.tr("Resume the proxy")
        self._pause.setText(self.tr("Pause the proxy") if on else resume)
        today = self.tr("Today: {spend}").format(spend=spend) if spend else self.tr("Nothing spent today")
        self._spend.setText(today)
        state = self.tr("running") if on else self.tr("not listening") if trouble else self.tr("paused")
        said = [f"Tollgate, {state}", today]
        self._budget.setVisible(tightest is not None)
        if tightest is not None:
            said.append(f"{in_short(tightest)}, {state_words(tightest)}")
            self._budget.setText(said[-1].replace("&", "&&"))
            self._budget_place = f"budgets/{tightest.budget.name}"
        self._icon.setToolTip("\n".join(said))

    def _draw(self, *, on: bool, share: float | None) -> None:
        """Anew only where it would look different: it is asked for each second."""
        step = -1 if share is None else min(_STEPS, int(share * _STEPS))
        if (on, step) != self._drawn:
            self._drawn = on, step
            self._icon.setIcon(tray_icon(on=on, share=None if step < 0 else step / _STEPS))

    def rest(self) -> None:
        """There is nothing to pause."""
        self._pause.setEnabled(False)

    def tell(self, heading: str, text: str, place: str = "") -> None:
        """`place` is where a click on it leads."""
        self._told_place = place
        self._icon.showMessage(heading, text, QIcon(self._icon.icon()))

    def close(self) -> None:
        self._icon.hide()
        self._menu.deleteLater()

    def _on_budget(self) -> None:
        self.place_wanted.emit(self._budget_place)

    def _on_message_clicked(self) -> None:
        if self._told_place:
            self.place_wanted.emit(self._told_place)
        else:
            self.open_wanted.emit()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_wanted.emit()


def tray_icon(*, on: bool, share: float | None = None) -> QIcon:
    """A white meter on a dark disc, which is seen on light and on dark panels alike.

    `share` is how much of the tightest budget is spent: the arc fills with it, and is a sign when it is used
    up. Without a budget there is a needle. Two bars: the proxy is paused.
    """
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 64, size / 64)
        painter.setPen(Qt.PenStyle.NoPen)
        over = on and share is not None and share >= 1
        painter.setBrush(QColor(_OFF if not on else _OVER if over else _ON))
        painter.drawEllipse(QRectF(1, 1, 62, 62))
        if not on:
            _draw_lines(painter, 6, (25, 22, 25, 42), (39, 22, 39, 42))
        elif share is None:
            _draw_arc(painter, 6, 1.0, "#FFFFFF")
            _draw_lines(painter, 6, (32, 36, 42, 26))
        elif over:
            _draw_lines(painter, 9, (32, 14, 32, 35), (32, 49, 32, 49.1))
        else:
            _draw_arc(painter, 10, 1.0, "#66FFFFFF")
            _draw_arc(painter, 10, share, "#FFFFFF")
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _draw_arc(painter: QPainter, width: int, share: float, colour: str) -> None:
    """From the lower left, clockwise, over 260 degrees."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawArc(QRectF(14, 15, 36, 36), 220 * 16, round(-260 * 16 * share))


def _draw_lines(painter: QPainter, width: int, *lines: tuple[float, float, float, float]) -> None:
    painter.setPen(QPen(QColor("#FFFFFF"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x1, y1, x2, y2 in lines:
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
