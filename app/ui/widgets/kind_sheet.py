"""What kind of thing is to be made: each with a sentence on it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.ui.theme import Theme
from app.ui.widgets.entry_list import Entry, EntryList
from app.ui.widgets.sheet import Sheet


class KindSheet(Sheet):
    picked = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, kinds: Sequence[Entry], *, height_px: int
    ) -> None:
        super().__init__(theme, parent, width_px=560, height_px=height_px)
        self.name(title)
        self.list = EntryList(theme, title)
        self.list.opened.connect(self._on_picked)
        self.list.itemDoubleClicked.connect(self._on_double_clicked)
        self.body.addWidget(self.list, 1)
        self.add_close()
        self.add_button(self.tr("Next"), primary=True).clicked.connect(self._on_next)
        self.list.show_entries(kinds)
        self.list.setFocus()

    def _on_next(self) -> None:
        self._on_picked(self.list.key)

    def _on_double_clicked(self, _item: QListWidgetItem) -> None:
        self._on_picked(self.list.key)

    def _on_picked(self, key: str) -> None:
        self.accept()
        self.picked.emit(key)
