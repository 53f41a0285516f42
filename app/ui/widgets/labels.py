"""Labels, always of plain text."""

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_TALLEST_PX = 100_000


def text_label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """`kind` is one that the style sheet knows: title, heading, figure, soft, small, mono, …"""
    label = WrappedLabel(text) if wrap else QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        label.setProperty("kind", kind)
    if kind == "mono":
        font = label.font()
        for joined in ("calt", "liga"):  # code is shown as it has to be typed
            font.setFeature(QFont.Tag(joined), 0)
        label.setFont(font)
    return label


class WrappedLabel(QLabel):
    """Text over several lines that is never cut: layouts in layouts forget to ask how high it has to be."""

    def __init__(self, text: str) -> None:
        self._fitted: tuple[int, str, str] | None = None
        super().__init__(text)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        state = (self.width(), self.font().key(), self.text())
        if self.width() > 1 and state != self._fitted:
            self._fitted = state
            # not heightForWidth: that one never falls below the minimum height that it is asked for here
            flags = int(Qt.TextFlag.TextWordWrap) | int(self.alignment())
            room = QRect(0, 0, self.contentsRect().width(), _TALLEST_PX)
            needed = self.fontMetrics().boundingRect(room, flags, self.text()).height()
            self.setMinimumHeight(needed if self.text() else 0)


def breakable(text: str) -> str:
    """Long ids and paths may break after any sign that is not a letter or a digit."""
    return _BREAKS.sub("\\g<0>\u200b", text)


_BREAKS = re.compile(r"[/:@#?&=_\-]|\.(?!\d)|\w{16}")  # an amount stays in one piece


def set_style(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at, so that it is seen at once."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


class ElidedLabel(QLabel):
    """One line that gives way: what does not fit is an ellipsis, and the whole is the tool tip."""

    def __init__(
        self, text: str = "", kind: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__(text)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if kind:
            self.setProperty("kind", kind)

    @classmethod
    def of_a_name(cls, kind: str) -> "ElidedLabel":
        """As wide as the name, where there is room for it, and no wider."""
        label = cls("", kind)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return label

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        tip = self.text() if shown != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)
