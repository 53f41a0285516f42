"""The pages by name; by icon alone where there is little room."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.ui import formats
from app.ui.icons import app_icon
from app.ui.pages.page import PageSpec
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label

_MOST_COUNT = 100


class SideBar(QFrame):
    """Pages that are looked at often from the top, the last one (settings) at the bottom."""

    picked = Signal(str)

    def __init__(self, theme: Theme, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self.setProperty("kind", "side")
        self.setAccessibleName(self.tr("Pages"))
        self._texts = {page.id: QCoreApplication.translate("pages", page.title) for page in pages}
        self._mark = QLabel()
        self._mark.setAccessibleName(self.tr("Tollgate"))
        self._word = text_label("Tollgate", "heading")
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.setSpacing(9)
        head.addWidget(self._mark)
        head.addWidget(self._word, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 14, 10, 10)
        self._column.setSpacing(3)
        self._column.addLayout(head)
        self._column.addSpacing(14)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _PageButton] = {}
        for number, page in enumerate(pages, 1):
            if number == len(pages):
                self._column.addStretch()
            button = _PageButton(theme, page.icon, f"  {self._texts[page.id]}", kind="nav")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the page
            button.setAccessibleName(self._texts[page.id])
            keys = f"Ctrl+{number}" if number < 10 else "Ctrl+,"
            button.setToolTip(f"{self._texts[page.id]}  ({keys})")
            self._buttons[page.id] = button
            self._group.addButton(button)
            self._column.addWidget(button)
        self._group.buttonClicked.connect(self._on_button_clicked)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def narrow(self) -> bool:
        return self._narrow

    @property
    def has_keyboard(self) -> bool:
        return any(button.hasFocus() for button in self._buttons.values())

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  a state, as Qt's own setters take it
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def mark(self, page_id: str) -> None:
        self._buttons[page_id].setChecked(True)
        for id_, button in self._buttons.items():
            button.set_icon(button.icon_name, "accent" if id_ == page_id else "text_soft")

    def show_count(self, page_id: str, count: int) -> None:
        """How much on a page wants to be looked at."""
        button = self._buttons[page_id]
        if button.count != count:
            button.count = count
            name = self._texts[page_id]
            new = self.tr("{name}, {n} new").format(name=name, n=formats.count(count))
            button.setAccessibleName(new if count else name)
            button.update()

    def _on_button_clicked(self, clicked: IconButton) -> None:
        for page_id, button in self._buttons.items():
            if button is clicked:
                self.picked.emit(page_id)

    def _fit(self) -> None:
        tokens = self._theme.tokens
        edge = tokens.px(26)
        self._mark.setPixmap(app_icon().pixmap(QSize(edge, edge), self.devicePixelRatioF()))
        self._word.setVisible(not self._narrow)
        for page_id, button in self._buttons.items():
            button.setText("" if self._narrow else f"  {self._texts[page_id]}")
            button.setMinimumWidth(0)
            button.setMaximumWidth(16_777_215)
            button.set_icon(button.icon_name)  # without words it has a width of its own
        self.setFixedWidth(tokens.px(44) + 20 if self._narrow else max(tokens.px(188), 150))
        self._column.setAlignment(Qt.AlignmentFlag(0))


class _PageButton(IconButton):
    """With a count at its right; a dot on the icon says the same where there is no room."""

    count = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count:
            return
        tokens = self.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("bad"))
        if not self.text():
            edge = tokens.px(9)
            painter.drawEllipse(
                self.width() // 2 + tokens.px(4), self.height() // 2 - tokens.px(12), edge, edge
            )
            return
        font = tokens.font("small", QFont.Weight.DemiBold)
        words = formats.count(self.count) if self.count < _MOST_COUNT else f"{_MOST_COUNT - 1}+"
        height = tokens.px(18)
        width = max(height, QFontMetrics(font).horizontalAdvance(words) + tokens.px(11))
        spot = QRectF(self.width() - width - 9, (self.height() - height) / 2, width, height)
        painter.drawRoundedRect(spot, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(tokens.colour("surface"))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), words)
