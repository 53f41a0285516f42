"""By which rules calls come to a project: all of them in their order, since the first that fits decides."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from app.core.projects import Rule
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Card
from app.ui.widgets.labels import ElidedLabel, text_label
from app.ui.widgets.ordered_column import OrderedCard, OrderedColumn


class ProjectRules(Card):
    new_wanted = Signal()
    remove_wanted = Signal(int)  # the id of a rule
    ordered = Signal(list)  # the ids of all rules, the first to be asked first

    def __init__(self, theme: Theme) -> None:
        super().__init__("")
        self.heading.setText(self.tr("Rules"))
        self.setAccessibleName(self.heading.text())
        self._theme = theme
        self._new = IconButton(theme, "plus", self.tr("Add a rule"), act=self.new_wanted.emit)
        self.top.addWidget(self._new)
        self._none = text_label(
            self.tr(
                "Calls come here by their address (/@project/…), their header, or their client's project. "
                "A rule brings others, by their client, model, path or folder."
            ),
            "soft",
            wrap=True,
        )
        self._order = text_label(
            self.tr(
                "The first rule that fits a call decides: drag them, or move them by Alt+Up and Alt+Down."
            ),
            "small",
            wrap=True,
        )
        self._column = OrderedColumn(gap=6)
        self._column.ordered.connect(self._on_ordered)
        self._rows: list[RuleRow] = []
        for part in (self._none, self._order, self._column):
            self.body.addWidget(part)

    def show_rules(self, rules: Sequence[Rule], project: str) -> None:
        """Those of other projects too, where there are some of this one: they may come before."""
        own = any(rule.project == project for rule in rules)
        if not own and self._column.holds_focus:
            self._new.setFocus()
        shown = rules if own else ()
        movable = len({rule.project for rule in shown}) > 1  # else their order makes no difference
        self._none.setVisible(not own)
        self._order.setVisible(movable)
        while len(self._rows) < len(shown):
            self._rows.append(row := RuleRow(self._theme))
            row.remove_wanted.connect(self.remove_wanted)
            self._column.add(row)
        with self._column.refilled([str(rule.id) for rule in shown]):
            for place, (row, rule) in enumerate(zip(self._rows, shown, strict=False), 1):
                row.show_rule(rule, place if movable else 0, own=rule.project == project)
        self._column.setVisible(own)

    def _on_ordered(self, names: list[str]) -> None:
        self.ordered.emit([int(name) for name in names])


class RuleRow(OrderedCard):
    """Alt+Up and Alt+Down move it, Delete removes it where it is the chosen project's own."""

    remove_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setProperty("kind", "item")
        self._id, self._own = 0, False
        self._place = text_label("", "soft")
        self._words = text_label("", "mono", wrap=True)
        self._whose = ElidedLabel.of_a_name("soft")
        self._remove = IconButton(
            theme, "trash", name=self.tr("Remove this rule"), kind="flat", act=self._on_remove
        )
        keep = self._remove.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # all rows are as high, and end alike
        self._remove.setSizePolicy(keep)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.setSpacing(10)
        row.addWidget(self.grip)
        row.addWidget(self._place)
        row.addWidget(self._words, 1)
        row.addWidget(self._whose)
        row.addWidget(self._remove)

    @property
    def name(self) -> str:
        return str(self._id)

    def show_rule(self, rule: Rule, place: int, *, own: bool) -> None:
        """A place of 0 does not count."""
        self._id, self._own = rule.id, own
        self.let_move(movable=bool(place))
        named = (
            (self.tr("client"), rule.client),
            (self.tr("model"), rule.model),
            (self.tr("path"), rule.path),
            (self.tr("folder"), rule.folder),
        )
        words = "   ".join(f"{name} = {pattern}" for name, pattern in named if pattern)
        self._place.setText(f"{place}.")
        self._place.setVisible(bool(place))
        self._words.setText(words)
        self._whose.setText(self.tr("for {project}").format(project=rule.project))
        self._whose.setVisible(not own)
        self._remove.setVisible(own)
        self._remove.setAccessibleName(self.tr("Remove the rule {rule}").format(rule=words))
        said = words if own else f"{words}, {self._whose.text()}"
        self.setAccessibleName(f"{place}. {said}" if place else said)
        self.setAccessibleDescription(self.tr("Alt+Up and Alt+Down move it") if place else "")

    def _on_remove(self) -> None:
        self.remove_wanted.emit(self._id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._own:
            self._on_remove()
        else:
            super().keyPressEvent(event)
