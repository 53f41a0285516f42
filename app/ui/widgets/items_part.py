"""A part of a page that is a column of things: how many there are, one more, and those that are searched."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.doing import Doing, Step
from app.ui.models.alerts import Found
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.item_row import ItemColumn, ItemRow
from app.ui.widgets.labels import text_label
from app.ui.widgets.states import StateView


class ItemsPart(QWidget):
    made = Signal(str)  # the name of what was made or changed

    def __init__(self, context: Context, doing: Doing) -> None:
        super().__init__()
        self._context, self._doing = context, doing
        self.found: Found | None = None  # what was read last, shown or not
        self._summary = text_label("", "soft", wrap=True)
        self._state = StateView(context.theme)

    def _arrange(self, name: str, new: str, below: Sequence[QWidget] = ()) -> None:
        theme = self._context.theme
        button = IconButton(theme, "plus", new, kind="primary", act=self.make_new, colour="on_accent")
        button.setToolTip(self.tr("{what} (Ctrl+N)").format(what=new))
        head = QWidget()
        top = QHBoxLayout(head)
        top.setContentsMargins(0, 0, 0, 4)
        top.setSpacing(12)
        top.addWidget(self._summary, 1)
        top.addWidget(button)
        self.column = ItemColumn(theme, name, [head], below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.column)
        column.addWidget(self._state)

    @abstractmethod
    def make_new(self) -> None:
        """Begin one more. Qt's classes cannot hold those below to having it."""

    def _show_rows(self, rows: Mapping[str, ItemRow], typed: str, summary: str, wanted: str) -> bool:
        """Those that have every word that was typed; else the state, which is to be said then."""
        words = typed.casefold().split()
        self.column.arrange(rows)
        for row in rows.values():
            row.setVisible(all(word in row.accessibleDescription().casefold() for word in words))
        any_shown = any(not row.isHidden() for row in rows.values())
        self.column.setVisible(any_shown)
        self._state.setVisible(not any_shown)
        self._summary.setText(summary)
        if wanted:
            self.column.go_to(wanted)
        return any_shown

    def _on_acted(self, said: str, back: list[Step], results: list[Any]) -> None:
        self._doing.offer(said, back, self._go_to_changed)
        self._go_to_changed(results)

    def _go_to_changed(self, results: list[Any]) -> None:
        """The keyboard goes to what it is about, whatever that is called now."""
        if results and isinstance(results[0], dict) and "name" in results[0]:
            self.made.emit(results[0]["name"])
