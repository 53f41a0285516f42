"""One budget on its sheet: how it stands, how it will end, and what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.standings import (
    LOOKS,
    Standing,
    all_words,
    forecast_words,
    pace_words,
    raise_words,
    reset_words,
    rule_words,
    runs_out_words,
    state_words,
)
from app.ui.theme import Theme
from app.ui.widgets.budget_bar import BudgetBar
from app.ui.widgets.budget_detail import BudgetDetail
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.columns import Columns
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import ElidedLabel, text_label
from app.ui.widgets.pill import Pill

_KEYS = {
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
    Qt.Key.Key_F2: "edit",
    Qt.Key.Key_Delete: "remove",
}


class BudgetCard(QFrame):
    """It can be chosen with the keyboard: Enter opens it, F2 edits, Delete removes, up and down go on."""

    asked = Signal(str, str)  # an act, and the name of the budget it is for
    moved = Signal(object, int)  # this card, and which way the keyboard wants to go from it

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._one: Standing | None = None
        self.detail: BudgetDetail | None = None
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = ElidedLabel.of_a_name("heading")
        self._pill = Pill(theme)
        self._rule = text_label("", "soft", wrap=True)
        self._figure = text_label("", "figure")
        self._of = ElidedLabel("", "soft")
        self._reset = ElidedLabel.of_a_name("soft")
        self._runs_out = text_label("", wrap=True)
        self._runs_out.setProperty("tone", "warn")
        self._bar = BudgetBar(theme)
        self._cells = {name: _Cell() for name in ("left", "held", "even", "likely")}
        self._raise = IconButton(theme, "up", self.tr("Raise…"), act=self._asker("raise"))
        self._resume = IconButton(theme, "play", self.tr("Resume"), act=self._asker("resume"))
        self._more = IconButton(theme, "more", name=self.tr("More"), kind="flat")
        self._menu = QMenu(self._more)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more.setMenu(self._menu)
        self._fold = IconButton(
            theme, "unfold", name=self.tr("Details"), kind="flat", act=self._asker("open")
        )
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        titles = QWidget()
        flow = FlowLayout(titles, gap=8)  # its state goes below a name that leaves no room beside it
        for part in (self._name, self._pill):
            flow.addWidget(part)
        head.addWidget(titles, 1, Qt.AlignmentFlag.AlignVCenter)
        for part in (self._raise, self._resume, self._more, self._fold):
            head.addWidget(part)
        amounts = QHBoxLayout()
        amounts.setSpacing(8)
        amounts.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignBottom)
        amounts.addWidget(self._of, 1, Qt.AlignmentFlag.AlignBottom)
        amounts.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignBottom)
        cells = Columns(self._theme, list(self._cells.values()), [(620, (4, 3, 3, 5)), (0, (1, 1))])
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 12, 12, 16)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, 6, 0)
        inner.setSpacing(6)
        inner.addWidget(self._rule)
        inner.addSpacing(4)
        inner.addLayout(amounts)
        inner.addWidget(self._bar)
        inner.addWidget(self._runs_out)
        inner.addWidget(cells)
        self._inner = inner
        self._column.addLayout(inner)

    @property
    def name(self) -> str:
        return self._one.budget.name if self._one is not None else ""

    @property
    def budget_id(self) -> int:
        return self._one.budget.id if self._one is not None else 0

    @property
    def standing(self) -> Standing | None:
        return self._one

    @property
    def opened(self) -> bool:
        return self.detail is not None and not self.detail.isHidden()

    def show_standing(self, one: Standing) -> None:
        self._one = one
        budget, unit = one.budget, one.budget.unit
        self.setAccessibleName(budget.name)
        self.setAccessibleDescription(all_words(one))
        self._name.setText(budget.name)
        icon, tone = LOOKS[one.state]
        self._pill.say(icon, state_words(one), tone)
        self._rule.setText(rule_words(budget))
        self._figure.setText(formats.amount(one.tally.spent, unit))
        self._of.setText(
            self.tr("of {limit} · {share}").format(
                limit=formats.amount(one.limit, unit), share=formats.percent(one.share, 0)
            )
        )
        self._reset.setText(reset_words(one))
        self._runs_out.setText(runs_out_words(one))
        self._runs_out.setVisible(bool(self._runs_out.text()))
        self._bar.show_standing(one)
        self._show_cells(one)
        self._raise.setVisible(budget.action == "block" and one.state in ("over", "near", "heading"))
        self._resume.setVisible(budget.paused)
        for button, form in (
            (self._raise, self.tr("Raise {name}…")),
            (self._resume, self.tr("Resume {name}")),
            (self._more, self.tr("More for {name}")),
            (self._fold, self.tr("Details of {name}")),
        ):
            button.setAccessibleName(form.format(name=budget.name))

    def _show_cells(self, one: Standing) -> None:
        unit = one.budget.unit
        under_way = one.tally.calls_under_way
        self._cells["left"].say(self.tr("Left"), formats.amount(one.left, unit), raise_words(one))
        self._cells["held"].say(
            self.tr("Held for calls under way"),
            formats.amount(one.tally.held, unit),
            self.tr("{n} under way").format(n=formats.count(under_way)) if under_way else "",
        )
        self._cells["even"].say(self.tr("Even pace by now"), formats.amount(one.even, unit), pace_words(one))
        for name in ("even", "likely"):
            self._cells[name].setVisible(one.even is not None)  # what never ends has neither
        found = one.likely
        if found is not None:
            self._cells["likely"].say(
                self.tr("Projected end"), formats.amount(found.likely, unit), forecast_words(one)
            )
        else:
            self._cells["likely"].say(
                self.tr("Projected end"), formats.NOTHING, self.tr("not enough is known yet")
            )

    def set_open(self, detail: BudgetDetail | None) -> None:
        """With its history below, or without."""
        if detail is not None and self.detail is None:
            self.detail = detail
            self._inner.addSpacing(6)
            self._inner.addWidget(detail)
        if self.detail is not None:
            self.detail.setVisible(detail is not None)
        self._fold.set_icon("unfold" if detail is None else "fold")

    def last_in_tab_order(self) -> QWidget:
        """Line up its controls behind itself; the last of them."""
        last: QWidget = self
        for control in (self._raise, self._resume, self._more, self._fold):
            QWidget.setTabOrder(last, control)
            last = control
        return last

    # ---- what it is asked for

    def _asker(self, act: str) -> Callable[[], None]:
        def ask() -> None:
            self.asked.emit(act, self.name)

        return ask

    def _fill_menu(self) -> None:
        self._menu.clear()
        one = self._one
        if one is None:
            return
        entries: list[tuple[str, str]] = [("edit", self.tr("Edit…\tF2"))]
        if one.budget.action == "block":
            entries.append(("raise", self.tr("Raise…")))
            entries.append(("allow", self.tr("Allow one call beyond the limit")))
        if raise_words(one):
            entries.append(("unraise", self.tr("Take back what was added")))
        entries.append(("resume", self.tr("Resume")) if one.budget.paused else ("pause", self.tr("Pause")))
        entries += [("calls", self.tr("Show its calls")), ("remove", self.tr("Remove\tDel"))]
        for act, text in entries:
            if act == "remove":
                self._menu.addSeparator()
            self._menu.addAction(text, self._asker(act))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.asked.emit(_KEYS[key], self.name)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(self, 1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Menu:
            self._more.showMenu()
        elif key == Qt.Key.Key_Escape and self.opened:
            self.asked.emit("open", self.name)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.asked.emit("open", self.name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.tokens.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)


class _Cell(QWidget):
    """What it is, how much, and a word on it."""

    def __init__(self) -> None:
        super().__init__()
        self._caption = ElidedLabel("", "overline")
        self._value = ElidedLabel("", "value")
        self._note = ElidedLabel("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for part in (self._caption, self._value, self._note):
            column.addWidget(part)
        column.addStretch()

    def say(self, caption: str, value: str, note: str) -> None:
        self._caption.setText(caption)
        self._value.setText(value)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._value.setAccessibleName(f"{caption}: {value} {note}".strip())
