"""Line icons, drawn in the theme's colour."""

from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.platform.bundle import RESOURCES

ICONS = RESOURCES / "icons"
_RATIOS = (1, 2, 3)


@cache
def line_icon(name: str, colour: str, size: int = 18) -> QIcon:
    """`colour` is #RRGGBB. One picture a device pixel ratio, so that it is sharp on any screen."""
    icon, drawing = QIcon(), _drawing(name, colour)
    for ratio in _RATIOS:
        icon.addPixmap(_picture(drawing, size, ratio))
    return icon


@cache
def line_pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    return _picture(_drawing(name, colour), size, ratio)


def _drawing(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer((ICONS / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode()))


def _picture(drawing: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@cache
def app_icon() -> QIcon:
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addFile(str(ICONS / "app" / f"tollgate-{size}.png"))
    return icon
