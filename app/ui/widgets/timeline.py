"""Where the time of one call went."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.calls import Call
from app.ui import formats
from app.ui.theme import Theme

_BAR_PX = 8
_ROW_PX = 40
_LEAST_US = 1_000


class Timeline(QWidget):
    """A water-fall: each phase below the one before, beginning where that ended."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._phases: list[tuple[str, int, int]] = []  # name, start, end in microseconds
        self._whole_us = 1
        self.setAccessibleName(self.tr("Timing"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_call(self, call: Call) -> None:
        edges = [
            (self.tr("Until the first byte"), call.first_byte_us),
            (self.tr("Until the first token"), call.first_token_us if call.stream else None),
            (self.tr("Generating"), call.last_token_us if call.stream else None),
            (self.tr("Until the end"), call.latency_us),
        ]
        self._phases = []
        at = 0
        for name, end in edges:
            if end is not None and end - at >= _LEAST_US:
                self._phases.append((name, at, end))
                at = end
        self._whole_us = max(1, call.latency_us)
        self.setAccessibleDescription(
            ", ".join(f"{name}: {formats.duration(end - start)}" for name, start, end in self._phases)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.tokens.px(_ROW_PX) * len(self._phases))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row_px = tokens.px(_ROW_PX)
        for place, (name, start, end) in enumerate(self._phases):
            top = place * row_px
            words = QRectF(0, top, self.width(), row_px - _BAR_PX - 10)
            painter.setFont(tokens.font("small"))
            painter.setPen(tokens.colour("text_soft"))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, name)
            painter.setPen(tokens.colour("text"))
            painter.drawText(
                words,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom,
                formats.duration(end - start),
            )
            track = QRectF(0, top + row_px - _BAR_PX - 5, self.width(), _BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour("hover"))
            painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
            left = start / self._whole_us * self.width()
            width = max(3.0, (end - start) / self._whole_us * self.width())
            painter.setBrush(tokens.colour("accent"))
            bar = QRectF(min(left, self.width() - 3), track.top(), min(width, self.width() - left), _BAR_PX)
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
