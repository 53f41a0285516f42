"""The tightest budgets, as they stand on the first page."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from app.ui import formats
from app.ui.context import Context
from app.ui.icons import line_pixmap
from app.ui.pages.budgets_data import Forecasts, read_standings
from app.ui.standings import LOOKS, Standing, all_words, reset_words, state_words
from app.ui.theme import Theme
from app.ui.throttle import Throttle
from app.ui.widgets.budget_bar import BudgetBar
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import ElidedLabel, text_label

_MOST = 3
_PAUSE_MS = 1_000
_LEAST_PX = 290


class BudgetStrip(Card):
    """Hidden while there is no budget. Its page asks it to read when something changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(QCoreApplication.translate("pages", "Budgets"))
        self._context = context
        self._forecasts = Forecasts(context.engine)
        self._brief = [BudgetBrief(context.theme) for _ in range(_MOST)]
        for brief in self._brief:
            brief.chosen.connect(self._on_chosen)
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self.body.setContentsMargins(6, 14, 6, 10)
        self.top.setContentsMargins(
            10, 0, 10, 0
        )  # in line with what is in the briefs, which have air of theirs
        self.body.addLayout(self._grid)
        self._laid_out = (0, 0)
        self._throttle = Throttle(self._read, self, _PAUSE_MS)
        self.hide()

    def refresh(self) -> None:
        self._throttle.request()

    def _read(self) -> None:
        engine, forecasts = self._context.engine, self._forecasts
        self._context.queries.ask(
            "budget-strip", lambda: read_standings(engine, forecasts, _MOST), self._on_read, self._on_failed
        )

    def _on_read(self, found: list[Standing]) -> None:
        for place, brief in enumerate(self._brief):
            brief.setVisible(place < len(found))
            if place < len(found):
                brief.show_standing(found[place])
        self.setVisible(bool(found))
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Side by side as far as there is room."""
        shown = [brief for brief in self._brief if not brief.isHidden()]
        fit = self.width() // self._context.theme.tokens.px(_LEAST_PX)
        columns = max(1, min(len(shown), fit))
        if (columns, len(shown)) == self._laid_out:
            return
        self._laid_out = columns, len(shown)
        for place, brief in enumerate(self._brief):
            self._grid.removeWidget(brief)
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        for place, brief in enumerate(shown):
            self._grid.addWidget(brief, place // columns, place % columns)

    def _on_failed(self, error: Exception) -> None:
        self.note.setText(str(error))
        self.show()

    def _on_chosen(self, name: str) -> None:
        self._context.frame.open_page("budgets", name)


class BudgetBrief(QAbstractButton):
    """One of them: its name, how much is left, and its bar. A click, or Enter, leads to it."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._one: Standing | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon = QLabel()
        self._name = ElidedLabel("", "value")
        self._amount = text_label("")
        self._bar = BudgetBar(theme, thick_px=10)
        self._note = ElidedLabel("", "small")
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._icon)
        top.addWidget(self._name, 1)
        top.addWidget(self._amount)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._bar)
        column.addWidget(self._note)
        for part in (self._icon, self._name, self._amount, self._bar, self._note):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._tint)

    def show_standing(self, one: Standing) -> None:
        self._one = one
        unit = one.budget.unit
        self._name.setText(one.budget.name)
        self._amount.setText(
            self.tr("{spent} of {limit}").format(
                spent=formats.amount(one.tally.spent, unit), limit=formats.amount(one.limit, unit)
            )
        )
        said = [state_words(one)]
        if one.likely is not None:
            said.append(self.tr("projected {amount}").format(amount=formats.amount(one.likely.likely, unit)))
        reset = reset_words(one)
        self._note.setText(" · ".join([*said, reset[:1].lower() + reset[1:]]))
        self._bar.show_standing(one)
        self.setAccessibleName(all_words(one))
        self.setToolTip(all_words(one).replace("; ", "\n"))
        self._tint()

    def _tint(self) -> None:
        if self._one is not None:
            tokens = self._theme.tokens
            icon, tone = LOOKS[self._one.state]
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(line_pixmap(icon, tokens.colours[tone], tokens.px(15), ratio))
            self._icon.setAccessibleName(state_words(self._one))

    def _on_clicked(self) -> None:
        if self._one is not None:
            self.chosen.emit(self._one.budget.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(tokens.colour("sunken"))
            painter.drawRoundedRect(area, 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.drawRoundedRect(area, 8, 8)
