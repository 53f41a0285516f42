"""What is laid out from the top down, and scrolls where there is not room for all of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import Theme

Margins = tuple[int, int, int, int]
BAR_GAP_PX = 4  # between a part that scrolls and its bar; what stands above it ends there, too


class ScrollCanvas(QScrollArea):
    """`column` takes the content. Tab stops only at what is in it; a `page` takes the keyboard by a click."""

    def __init__(
        self, name: str, margins: Margins = (20, 16, 20, 20), gap: int = 14, *, page: bool = True
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if page else Qt.FocusPolicy.NoFocus)
        self.canvas = QWidget()
        self.canvas.setProperty("kind", "canvas")
        self.column = QVBoxLayout(self.canvas)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(gap)
        self.setWidget(self.canvas)

    def limit(self, theme: Theme, widest_px: int) -> None:
        """To a column that is no wider than can be read."""
        across = QWidget()
        across.setProperty("kind", "canvas")
        row = QHBoxLayout(across)
        row.setContentsMargins(0, 0, 0, 0)
        self.takeWidget()
        row.addWidget(self.canvas, 1_000)
        row.addStretch(1)
        self.setWidget(across)

        def fit() -> None:
            self.canvas.setMaximumWidth(theme.tokens.px(widest_px))

        theme.changed.connect(fit)
        fit()
