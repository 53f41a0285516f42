"""A long table, what is said where it is empty, and beside it what was opened of it."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSplitter, QStackedWidget, QWidget

from app.ui.theme import Theme
from app.ui.widgets.cards import Card
from app.ui.widgets.list_view import ListView
from app.ui.widgets.states import StateView

_BOTH_PX = 720


class TableAndDetail(QSplitter):
    """Side by side where there is room for both; else the detail takes the table's place."""

    def __init__(self, theme: Theme, name: str, view: ListView, detail: QWidget, detail_px: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._view, self._detail, self._detail_px = theme, view, detail, detail_px
        self.state = StateView(theme)
        self._forms = QStackedWidget()
        self._card = card = Card(name)
        card.heading.hide()
        card.note.hide()
        card.body.setContentsMargins(1, 1, 1, 1)
        for form in (view, self.state):
            self._forms.addWidget(form)
        card.body.addWidget(self._forms)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(10)
        self.addWidget(card)
        self.addWidget(detail)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        detail.hide()
        theme.changed.connect(self._fit)

    @property
    def opened(self) -> bool:
        return not self._detail.isHidden()

    def show_table(self) -> None:
        self._forms.setCurrentWidget(self._view)

    def show_state(self) -> None:
        """Instead of the table, what was said by `state`."""
        self._forms.setCurrentWidget(self.state)

    def open_detail(self) -> None:
        if not self.opened:
            self._detail.show()
            self._fit()
            if self._card.isHidden():
                self._detail.setFocus()

    def close_detail(self) -> None:
        self._detail.hide()
        self._fit()
        self._view.setFocus()

    def take_key(self, key: int, search: QLineEdit) -> bool:
        """Escape closes what is open, then empties the search; from there, one goes down into the table."""
        if key == Qt.Key.Key_Escape and self.opened:
            self.close_detail()
        elif key == Qt.Key.Key_Escape and search.text():
            search.clear()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return) and search.hasFocus():
            self._view.setFocus()
            if not self._view.currentIndex().isValid() and self._view.model().rowCount():
                self._view.setCurrentIndex(self._view.model().index(0, 0, QModelIndex()))
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.tokens.px
        self._card.setVisible(not self.opened or self.width() >= px(_BOTH_PX))
        if self.opened:
            wide = px(self._detail_px)
            self.setSizes([max(1, self.width() - wide), wide])
