"""The heat map on its sheet."""

from collections.abc import Callable

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget

from app.ui.charts.heat_map import HeatMap, HeatPlan
from app.ui.charts.saving import TakeButton, picture_of
from app.ui.context import Context
from app.ui.widgets.cards import Card
from app.ui.widgets.states import StateView


class HeatCard(Card):
    def __init__(self, context: Context, heading: str) -> None:
        super().__init__(heading)
        self._theme = context.theme
        self.map = HeatMap(context.theme, heading)
        self._state = StateView(context.theme, compact=True)
        self._body = QStackedWidget()
        self._body.addWidget(self.map)
        self._body.addWidget(self._state)
        self._body.setMinimumHeight(context.theme.tokens.px(230))
        self._take = TakeButton(
            context.theme, self.tr("Copy or save the week"), self, context.acts, context.frame.say
        )
        self.top.addWidget(self._take)
        self.body.addWidget(self._body, 1)

    def show_plan(self, heading: str, plan: HeatPlan) -> None:
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        self.map.setAccessibleName(heading)
        self.map.show_plan(plan)
        self._take.show()
        self._body.setCurrentWidget(self.map)

    def say(self, icon: str, heading: str, more: str = "") -> None:
        self._forget()
        self._state.say(icon, heading, more)

    def say_error(self, error: Exception, retry: Callable[[], object]) -> None:
        self._forget()
        self._state.say_error(error, retry)

    def _forget(self) -> None:
        self.note.clear()
        self.map.show_plan(None)
        self._take.hide()
        self._body.setCurrentWidget(self._state)

    # ---- taken elsewhere

    @property
    def title(self) -> str:
        return self.heading.text()

    def picture(self) -> QImage:
        total = self.note.text()
        return picture_of(self._theme, f"{self.title}   {total}" if total else self.title, [self.map])

    def text(self, delimiter: str) -> str:
        return "" if self.map.plan is None else self.map.plan.text(delimiter)
