"""What stands in for content: nothing yet, nothing here, all filtered out, loading, trouble."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui.icons import line_pixmap
from app.ui.theme import Theme
from app.ui.widgets.labels import text_label


class StateView(QWidget):
    """An icon, a sentence, what it means, and at most one action."""

    def __init__(self, theme: Theme, *, compact: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = "info"
        self._colour = "text_faint"
        self._compact = compact
        self._act: Callable[[], object] | None = None
        self._icon = QLabel()
        self._icon.setAccessibleName(self.tr("State"))
        self._heading = text_label("", "value" if compact else "heading", wrap=True)
        self._more = text_label("", "soft", wrap=True)
        self._button = QPushButton()
        self._button.hide()
        self._button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(6 if compact else 10)
        column.addStretch()
        for part in (self._icon, self._heading, self._more):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._button)
        row.addStretch()
        column.addLayout(row)
        column.addStretch()
        theme.changed.connect(self._tint)

    def say(
        self,
        icon: str,
        heading: str,
        more: str = "",
        *,
        action: str = "",
        act: Callable[[], object] | None = None,
        colour: str = "text_faint",
    ) -> None:
        self._icon_name, self._colour, self._act = icon, colour, act
        self._heading.setText(heading)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(more)
        self._tint()

    def say_error(self, error: Exception, retry: Callable[[], object]) -> None:
        """Trouble while reading: what happened and what to do; a bug offers its name for a report."""
        if isinstance(error, AppError):
            self.say("alert", error.message, error.hint, action=self.tr("Try again"), act=retry, colour="bad")
            return
        detail = f"{type(error).__name__}: {error}"

        def copy() -> None:
            QGuiApplication.clipboard().setText(detail)

        self.say(
            "alert",
            self.tr("This could not be read"),
            self.tr("Your calls are not affected. {detail}").format(detail=detail),
            action=self.tr("Copy details"),
            act=copy,
            colour="bad",
        )

    def _on_clicked(self) -> None:
        if self._act is not None:
            self._act()

    def _tint(self) -> None:
        tokens = self._theme.tokens
        edge = tokens.px(22 if self._compact else 36)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(line_pixmap(self._icon_name, tokens.colours[self._colour], edge, ratio))
