"""The pages by name; by icon alone where there is little room."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.ui.icons import app_icon
from app.ui.pages.page import PageSpec
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label


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
        self._buttons: dict[str, IconButton] = {}
        for number, page in enumerate(pages, 1):
            if number == len(pages):
                self._column.addStretch()
            button = IconButton(theme, page.icon, f"  {self._texts[page.id]}", kind="nav")
            button.setCheckable(True)
            button.setAccessibleName(self._texts[page.id])
            button.setToolTip(f"{self._texts[page.id]}  (Ctrl+{number})")
            self._buttons[page.id] = button
            self._group.addButton(button)
            self._column.addWidget(button)
        self._group.buttonClicked.connect(self._on_button_clicked)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def narrow(self) -> bool:
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  a state, as Qt's own setters take it
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def mark(self, page_id: str) -> None:
        self._buttons[page_id].setChecked(True)
        for id_, button in self._buttons.items():
            button.set_icon(button.icon_name, "accent" if id_ == page_id else "text_soft")

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
        self.setFixedWidth(tokens.px(44) + 20 if self._narrow else max(tokens.px(188), 150))
        self._column.setAlignment(Qt.AlignmentFlag(0))
