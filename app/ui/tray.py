"""The icon beside the clock: whether the proxy runs, and what today costs."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.ui.theme import Theme

_SIZES = (16, 22, 24, 32, 48, 64)


class Tray(QObject):
    """Its state is told by its shape: a needle while the proxy runs, two bars while it is paused."""

    open_wanted = Signal()
    pause_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._on = False
        self._theme = theme
        self._menu = QMenu()
        self._open = self._menu.addAction(self.tr("Open Tollgate"), self.open_wanted.emit)
        self._spend = self._menu.addAction(self.tr("Nothing spent today"))
        self._spend.setEnabled(False)
        self._menu.addSeparator()
        self._pause = self._menu.addAction("", self.pause_wanted.emit)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Quit"), self.quit_wanted.emit)
        self._icon = QSystemTrayIcon()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self.show_state(on=False, spend="")
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon.show()

    @property
    def there(self) -> bool:
        return self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def show_state(self, *, on: bool, spend: str) -> None:
        self._on = on
        self._icon.setIcon(tray_icon(on=on))
        self._pause.setText(self.tr("Pause the proxy") if on else self.tr("Resume the proxy"))
        today = self.tr("Today: {spend}").format(spend=spend) if spend else self.tr("Nothing spent today")
        self._spend.setText(today)
        state = self.tr("running") if on else self.tr("paused")
        self._icon.setToolTip(f"Tollgate, {state}\n{today}")

    def rest(self) -> None:
        """There is nothing to pause."""
        self._pause.setEnabled(False)

    def tell(self, heading: str, text: str) -> None:
        self._icon.showMessage(heading, text, QIcon(self._icon.icon()))

    def close(self) -> None:
        self._icon.hide()
        self._menu.deleteLater()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_wanted.emit()


def tray_icon(*, on: bool) -> QIcon:
    """A meter in white on a dark disc, which is seen on light and on dark panels alike."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 64, size / 64)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#2A62E8" if on else "#5B626D"))
        painter.drawEllipse(QRectF(1, 1, 62, 62))
        pen = QPen(QColor("#FFFFFF"), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if on:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawArc(QRectF(14, 16, 36, 36), 200 * -16 + 360 * 16, -220 * 16)
            painter.drawLine(QPointF(32, 36), QPointF(42, 26))
        else:
            painter.drawLine(QPointF(25, 22), QPointF(25, 42))
            painter.drawLine(QPointF(39, 22), QPointF(39, 42))
        painter.end()
        icon.addPixmap(pixmap)
    return icon
