"""The page that is seen, those that were seen before, and what stands there while one is made."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from app.ui.context import Context
from app.ui.pages.page import Page, PageSpec
from app.ui.widgets.states import StateView


class PageStack(QStackedWidget):
    """A page is made when it is first opened, and kept."""

    shown = Signal(object)  # the page

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._made: dict[str, Page] = {}
        self._wanted: PageSpec | None = None
        self.state = StateView(context.theme)
        self.state.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        context.theme.dress(self.state)
        self.addWidget(self.state)

    @property
    def page(self) -> Page | None:
        seen = self.currentWidget()
        return seen if isinstance(seen, Page) else None

    def open(self, spec: PageSpec) -> None:
        """`shown` comes at once, or when it is there; not if another is opened meanwhile."""
        self._wanted = spec
        made = self._made.get(spec.id)
        if made is not None and self.indexOf(made) >= 0:
            self._show(made)
            return
        self.say(self.tr("Loading…"))
        if made is None:
            self._context.queries.ask(
                ("page", spec.id),
                spec.load,
                lambda kind: self._make(spec, kind),
                lambda error: self.state.say_error(error, lambda: self.open(spec)),
            )

    def say(self, text: str) -> None:
        """What is waited for, in the place of a page; what is not waited for `state` says."""
        self.state.say("clock", text)
        self.setCurrentWidget(self.state)

    def close_all(self, text: str) -> None:
        """What is being made is not shown any more."""
        self._wanted = None
        self.say(text)

    def _make(self, spec: PageSpec, kind: type[Page]) -> None:
        """In three turns of the loop, each of which would be felt with the others."""
        if spec.id in self._made:  # asked for twice, with another page in between
            return
        page = self._made[spec.id] = kind(self._context)

        def add() -> None:
            self.addWidget(page)
            self._context.theme.dress(page)
            QTimer.singleShot(0, self, show)

        def show() -> None:
            if self._wanted is spec:
                self._show(page)

        QTimer.singleShot(0, self, add)

    def _show(self, page: Page) -> None:
        self.setCurrentWidget(page)
        self.shown.emit(page)
