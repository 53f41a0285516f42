"""A page of a few parts, one of which is shown."""

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.doing import Doing
from app.ui.pages.page import Page
from app.ui.widgets.scroll_canvas import BAR_GAP_PX
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

_SEARCH_PX = 300


class PartedPage(Page):
    """Its parts share a search, and a line for what was done. Of an address `part/thing`, it shows both."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._current = self._wanted = ""
        self._parts: dict[str, QWidget] = {}
        self._doing = Doing(context, self)
        self._search = SearchField(context.theme, self.tr("Search this page"), self.tr("Search…"))
        self._state = StateView(context.theme)
        self._forms = QStackedWidget()

    def _lay_out(self, parts: Sequence[tuple[str, str, QWidget]], *below_search: QWidget) -> None:
        """The first of them comes first: its id, its title, and itself."""
        self._parts = {id_: part for id_, _, part in parts}
        self._part = Segments(self.tr("Part"), [(id_, title) for id_, title, _ in parts])
        self._part.picked.connect(self.show_part)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._part)
        top.addStretch(1)
        top.addWidget(self._search, 2)
        for form in (*self._parts.values(), self._state):
            self._forms.addWidget(form)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 16, 16)
        outer.setSpacing(12)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, BAR_GAP_PX, 0)
        above.setSpacing(12)
        above.addLayout(top)
        for widget in (*below_search, self._doing.bar):
            above.addWidget(widget)
        outer.addLayout(above)
        outer.addWidget(self._forms, 1)
        self._current = parts[0][0]
        self._part.mark(self._current)
        self._state.say("clock", self.tr("Loading…"))
        self._forms.setCurrentWidget(self._state)
        self.context.theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._search.setMaximumWidth(self.context.theme.tokens.px(_SEARCH_PX))

    @property
    @abstractmethod
    def loaded(self) -> bool:
        """Whether there is something to show in a part."""

    @abstractmethod
    def _fill(self, part: str, typed: str, wanted: str) -> None:
        """Show there what was read, as far as it fits what was typed, and bring what is wanted into view."""

    def show_part(self, part: str) -> None:
        name, _, thing = part.partition("/")
        if name in self._parts:
            self._current, self._wanted = name, thing
            self._part.mark(name)
            self._show()

    def _show(self) -> None:
        if self.loaded:
            wanted, self._wanted = self._wanted, ""
            self._fill(self._current, self._search.text(), wanted)
            self._turn_to(self._parts[self._current])

    def _turn_to(self, part: QWidget) -> None:
        """The keyboard goes along where it was in what is shown no more."""
        focused, before = QApplication.focusWidget(), self._forms.currentWidget()
        was_in = before is not None and focused is not None and before.isAncestorOf(focused)
        self._forms.setCurrentWidget(part)
        if was_in and before is not part:
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._forms.setCurrentWidget(self._state)

    def search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
        else:
            super().keyPressEvent(event)
