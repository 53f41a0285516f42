"""Buttons whose icons follow the theme, and the switch."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from app.ui.icons import line_icon
from app.ui.theme import Theme, Tokens


class IconButton(QPushButton):
    """A push button with a line icon. With `text` empty it is square, and `name` is its tool tip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str = "",
        *,
        name: str = "",
        kind: str = "",
        act: Callable[[], object] | None = None,
        colour: str = "text_soft",
    ) -> None:
        super().__init__(text)
        self._theme, self._icon, self._colour = theme, icon, colour
        self.setAccessibleName(name or text)
        if kind:
            self.setProperty("kind", kind)
        if not text:
            self.setToolTip(name)
        if act is not None:
            self.clicked.connect(act)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def icon_name(self) -> str:
        return self._icon

    @property
    def tokens(self) -> Tokens:
        return self._theme.tokens

    def set_icon(self, icon: str, colour: str = "") -> None:
        self._icon, self._colour = icon, colour or self._colour
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        tokens = self._theme.tokens
        edge = tokens.px(16)
        self.setIconSize(QSize(edge, edge))
        self.setIcon(line_icon(self._icon, tokens.colours[self._colour], edge))
        if not self.text():
            self.setFixedWidth(tokens.px("control") + 6)


class Switch(QAbstractButton):
    """On or off, told by the place of its knob and by its words."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        tokens = self._theme.tokens
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(tokens.px(34) + (8 + text if text else 0) + 12, tokens.px("control") + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = tokens.px(34), tokens.px(20)
        track = QRectF(6, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        on = self.isChecked()
        painter.setBrush(tokens.colour("good" if on else "text_faint"))
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        painter.drawRoundedRect(track, height / 2, height / 2)
        painter.setBrush(tokens.colour("surface"))
        middle = track.right() - height / 2 if on else track.left() + height / 2
        painter.drawEllipse(QPointF(middle, track.center().y()), height / 2 - 3, height / 2 - 3)
        if self.hasFocus():
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if self.text():
            painter.setPen(tokens.colour("text"))
            left = track.right() + 8
            painter.drawText(
                QRectF(left, 0, self.width() - left, self.height()),
                Qt.AlignmentFlag.AlignVCenter,
                self.text(),
            )
