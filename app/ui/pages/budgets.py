"""What may be spent, what is spent of it, and what will be: a card for each budget."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.budgets import Budget
from app.core.filters import CallFilter
from app.core.news import Scope
from app.core.periods import MINUTE_US, Span
from app.ledger.budgets import BudgetEvent
from app.platform.clock import now_us
from app.services.budget_acts import raise_words_of
from app.ui.context import Context
from app.ui.doing import Doing, Step
from app.ui.doing import words_of as words_of_error
from app.ui.pages.budgets_data import Forecasts, History, calls_of, read_history, read_standings
from app.ui.pages.page import Page
from app.ui.ranges import CUSTOM, Range
from app.ui.standings import Standing
from app.ui.widgets.budget_bar import BudgetKey
from app.ui.widgets.budget_card import BudgetCard
from app.ui.widgets.budget_detail import BudgetDetail
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import text_label
from app.ui.widgets.scroll_canvas import ScrollCanvas
from app.ui.widgets.states import StateView
from app.ui.widgets.undo_bar import Footing

_TICK_MS = 2_000  # what is held changes without news, and so do countdowns
_AROUND_US = 10 * MINUTE_US


class BudgetsPage(Page):
    listens_to = Scope.BUDGETS | Scope.CALLS | Scope.PRICES | Scope.REGISTER

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._forecasts = Forecasts(context.engine)
        self._cards: dict[str, BudgetCard] = {}
        self._order: list[str] = []
        self._wanted = ""  # the budget to bring into view as soon as it is there
        self._growing: BudgetCard | None = None  # the one in view whose detail is being read
        self._sought = ""  # the one that something of before led to, which may be gone
        self._summary = text_label("", "soft", wrap=True)
        self._new = IconButton(
            theme, "plus", self.tr("New budget"), kind="primary", act=self.make_new, colour="on_accent"
        )
        self._new.setToolTip(self.tr("New budget (Ctrl+N)"))
        self._doing = Doing(context, self)
        self._state = StateView(theme)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh_soon)
        self._forms = QStackedWidget()
        self._arrange()
        self._state.say("clock", self.tr("Loading…"))
        self._forms.setCurrentWidget(self._state)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._summary, 1)
        top.addWidget(self._new)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(BudgetKey(self.context.theme))
        self._column = QVBoxLayout()
        self._column.setSpacing(14)
        self._scroll = scroll = ScrollCanvas(self.tr("All budgets"))
        for part in (top, self._column, foot):
            scroll.column.addLayout(part)
        scroll.column.addStretch()
        self._forms.addWidget(scroll)
        self._forms.addWidget(self._state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._forms, 1)
        outer.addWidget(Footing(self._doing.bar))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start(_TICK_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def take_focus(self) -> None:
        """The tightest one, ready for Enter."""
        if self._order:
            self._cards[self._order[0]].setFocus()
        else:
            self._state.setFocus()

    def show_part(self, part: str) -> None:
        self._wanted = self._sought = part
        self._show_wanted()
        if self._wanted:
            self.refresh_soon()

    # ---- reading

    def refresh(self) -> None:
        engine, forecasts = self.context.engine, self._forecasts
        self.context.queries.ask(
            "budgets", lambda: read_standings(engine, forecasts), self._on_read, self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._forms.setCurrentWidget(self._state)

    def _on_read(self, found: list[Standing]) -> None:
        sought, self._sought = self._sought, ""
        if sought and sought not in {one.budget.name for one in found}:
            self._wanted = ""
            self._doing.bar.offer(self.tr("There is no budget {name} any more.").format(name=sought))
        if not found:
            self._keep_cards({})
            self._state.say(
                "budgets",
                self.tr("No budget yet"),
                self.tr(
                    "A budget tells you before it is too late, and stops calls before they cost too much: "
                    "for everything, or for one project, tool, provider or model."
                ),
                action=self.tr("Make a first budget"),
                act=self.make_new,
            )
            self._forms.setCurrentWidget(self._state)
            return
        self._keep_cards({one.budget.id: one.budget.name for one in found})
        for one in found:
            if one.budget.name not in self._cards:
                self._add_card(one.budget.name)
            card = self._cards[one.budget.name]
            before = card.standing
            card.show_standing(one)
            if card.opened and (before is None or _changed(before, one)):
                self._read_history(one)
        order = [one.budget.name for one in found]
        if order != self._order:
            self._order = order
            self._lay_out()
        self._summary.setText(_summary(found))
        self._forms.setCurrentWidget(self._scroll)
        self._show_wanted()

    def _add_card(self, name: str) -> None:
        card = self._cards[name] = BudgetCard(self.context.theme)
        card.asked.connect(self._on_asked)
        card.moved.connect(self._on_moved)

    def _keep_cards(self, names: Mapping[int, str]) -> None:
        """A card stays with its budget, whatever that is called now; those of other budgets go."""
        kept = {name: names.get(card.budget_id) for name, card in self._cards.items()}
        self._forget_cards([name for name, now in kept.items() if now is None])
        self._cards = {kept[name] or name: card for name, card in self._cards.items()}
        self._order = [kept[name] or name for name in self._order]

    def _forget_cards(self, gone: Collection[str]) -> None:
        for name in gone:
            card, kept = self._cards.pop(name), self.window().focusWidget()  # though a dialog is in front
            if kept is card or card.isAncestorOf(kept):
                self._scroll.setFocus()
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
            self._order = [other for other in self._order if other != name]

    def _lay_out(self) -> None:
        """The tightest on top; Tab goes the same way."""
        before: QWidget = self._new
        for place, name in enumerate(self._order):
            self._column.removeWidget(self._cards[name])
            self._column.insertWidget(place, self._cards[name])
            self._cards[name].show()  # not when Qt comes to it: what is hidden cannot have the keyboard
            QWidget.setTabOrder(before, self._cards[name])
            before = self._cards[name].last_in_tab_order()

    def _show_wanted(self) -> None:
        card = self._cards.get(self._wanted)
        if card is not None:
            self._wanted = ""
            self._growing = None if card.opened else card
            self._open(card, wanted=True)
            card.setFocus()
            QTimer.singleShot(0, card, lambda: self._bring(card))

    def _bring(self, card: BudgetCard) -> None:
        """Into view; from its top where there is not room for all of it."""
        self._scroll.ensureWidgetVisible(card, 0, 0)
        if card.height() > self._scroll.viewport().height():
            self._scroll.verticalScrollBar().setValue(card.y())

    def _on_moved(self, card: BudgetCard, step: int) -> None:
        place = self._order.index(card.name) + step
        if 0 <= place < len(self._order):
            following = self._cards[self._order[place]]
            following.setFocus()
            self._scroll.ensureWidgetVisible(following)

    # ---- history

    def _open(self, card: BudgetCard, *, wanted: bool) -> None:
        one = card.standing
        if one is None or wanted == card.opened:
            return
        if not wanted:
            card.set_open(None)
            return
        detail = card.detail
        if detail is None:
            detail = BudgetDetail(self.context.theme, card.name)
            detail.event_chosen.connect(self._on_event_chosen)
            detail.models_chosen.connect(partial(self._on_models_chosen, card))
        card.set_open(detail)
        self._read_history(one)

    def close_all(self) -> None:
        for card in self._cards.values():
            self._open(card, wanted=False)

    def _read_history(self, one: Standing) -> None:
        engine = self.context.engine
        self.context.queries.ask(
            ("budget-history", one.budget.name),
            lambda: read_history(engine, one),
            self._on_history,
            self._on_look_failed,
        )

    def _on_history(self, found: History) -> None:
        card = self._cards.get(found.budget.name)
        if card is not None and card.detail is not None:
            card.detail.show_history(found)
            if card is self._growing:
                self._growing = None
                QTimer.singleShot(0, card, lambda: self._bring(card))

    def _on_models_chosen(self, card: BudgetCard, models: tuple[str, ...]) -> None:
        one = card.standing
        if one is not None:
            self._show_calls(one.budget, _span(one), models)

    def _on_event_chosen(self, event: BudgetEvent) -> None:
        card = self._cards.get(event.budget)
        if card is not None and card.standing is not None:
            span = Span(event.at_us - _AROUND_US, event.at_us + _AROUND_US)
            self._show_calls(card.standing.budget, span)

    def _show_calls(self, budget: Budget, span: Span, models: tuple[str, ...] = ()) -> None:
        engine = self.context.engine

        def read() -> CallFilter:
            found = calls_of(engine, budget, span)
            return replace(found, model=models) if models else found

        self.context.queries.ask(
            "budget-calls", read, self._on_calls_chosen, self._on_look_failed, (budget, span, models)
        )

    def _on_calls_chosen(self, chosen: CallFilter) -> None:
        assert chosen.since_us is not None
        assert chosen.until_us is not None
        lens = self.context.lens
        lens.look_through(Range(CUSTOM, Span(chosen.since_us, chosen.until_us)), chosen.within(None, None))
        self.context.frame.open_page("calls")

    # ---- acts

    def make_new(self) -> None:
        self._edit(None)

    def _edit(self, budget: Budget | None) -> None:
        from app.ui.widgets.budget_form import BudgetForm

        form = BudgetForm(self.context, self, budget)
        form.acted.connect(self._on_acted)
        form.open()

    def _on_acted(self, said: str, back: list[Step], results: list[Any]) -> None:
        self._wanted = results[0]["name"] if results else ""  # what was only raised stays as it is
        self._doing.offer(said, back, self._on_undone if results else None)
        self.refresh_soon()

    def _on_undone(self, results: list[Any]) -> None:
        """The keyboard stays with what was changed back, whatever that is called now."""
        self._wanted = results[0].get("name", "")
        self.refresh_soon()

    def _on_asked(self, act: str, name: str) -> None:
        card = self._cards.get(name)
        one = card.standing if card is not None else None
        if card is None or one is None:
            return
        budget = one.budget
        acts: dict[str, Callable[[], object]] = {
            "open": lambda: self._open(card, wanted=not card.opened),
            "edit": lambda: self._edit(budget),
            "raise": lambda: self._raise(one),
            "unraise": lambda: self._unraise(budget),
            "allow": lambda: self._allow(name),
            "pause": lambda: self._pause(name, paused=True),
            "resume": lambda: self._pause(name, paused=False),
            "calls": lambda: self._show_calls(budget, _span(one)),
            "remove": lambda: self._remove(name),
        }
        acts[act]()

    def _remove(self, name: str) -> None:
        place = self._order.index(name)
        self._doing.do(
            [Step("budget.remove", {"name": name})],
            self.tr("Removed {name}").format(name=name),
            back=[Step("budget.restore", {"name": name})],
        )
        others = [other for other in self._order if other != name]
        if others:
            self._cards[others[min(place, len(others) - 1)]].setFocus()

    def _pause(self, name: str, *, paused: bool) -> None:
        said = self.tr("Paused {name}: it stops nothing until it is resumed")
        self._doing.do(
            [Step("budget.pause", {"name": name, "paused": paused})],
            (said if paused else self.tr("Resumed {name}")).format(name=name),
            back=[Step("budget.pause", {"name": name, "paused": not paused})],
        )

    def _allow(self, name: str) -> None:
        self._doing.do(
            [Step("budget.allow", {"name": name})],
            self.tr("The next call may go beyond the limit of {name}").format(name=name),
            back=[Step("budget.allow", {"name": name, "calls": -1})],
        )

    def _raise(self, one: Standing) -> None:
        from app.ui.widgets.raise_form import RaiseForm

        form = RaiseForm(self.context, self, one)
        form.acted.connect(self._on_acted)
        form.open()

    def _unraise(self, budget: Budget) -> None:
        at_us = now_us()
        self._doing.do(
            [Step("budget.unraise", {"name": budget.name})],
            self.tr("Took back what was added to {name}").format(name=budget.name),
            back=[
                Step("budget.raise", raise_words_of(budget, more))
                for more in budget.raises
                if more.until_us > at_us
            ],
        )

    def _on_look_failed(self, error: BaseException) -> None:
        self._doing.bar.say_trouble(words_of_error(error))


def _changed(before: Standing, now: Standing) -> bool:
    """Whether there is anything new to tell of its past."""
    return (
        before.budget != now.budget
        or before.tally.span.since_us != now.tally.span.since_us
        or before.tally.told != now.tally.told
        or before.tally.refused != now.tally.refused
        or before.tally.passes != now.tally.passes
        or before.limit != now.limit
    )


def _span(one: Standing) -> Span:
    """The period up to now, as far as calls can be in it."""
    return Span(max(0, one.tally.span.since_us), one.at_us + MINUTE_US)


def _summary(found: list[Standing]) -> str:
    """How many there are, and how many want to be looked at."""
    tr = QCoreApplication.translate
    many = tr("budgets", "{n} budgets").format(n=len(found))
    said = [tr("budgets", "1 budget") if len(found) == 1 else many]
    over = sum(one.state == "over" for one in found)
    near = sum(one.state in ("near", "heading") for one in found)
    if over:
        said.append(tr("budgets", "{n} used up").format(n=over))
    if near:
        said.append(tr("budgets", "{n} to keep an eye on").format(n=near))
    return " · ".join(said)


PAGE = BudgetsPage
