"""A newer price list: fetched or read, shown against the one in force, and only then taken."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.core.price_update import Difference
from app.services import price_lists, price_updates
from app.services.price_updates import Update
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step, in_turn
from app.ui.models.price_entries import price_text
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.labels import text_label
from app.ui.widgets.short_table import ShortRow, ShortTable

_MOST = 200
_NAMES = 6


class PriceUpdateSheet(ActingSheet):
    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent, width_px=820, height_px=560)
        self.name(
            self.tr("Update the price list"),
            self.tr(
                "Looks at a list without taking it. New prices count from that list's day on; "
                "what is past keeps the prices that it had."
            ),
        )
        self._home = context.engine.home.root
        self._found: tuple[str, Update] | None = None
        self._source = QLineEdit(context.engine.settings.text("prices.update_url"))
        self._source.setAccessibleName(self.tr("Address or file of the list"))
        self._source.setPlaceholderText(
            self.tr("https://… or a file; there is no server of ours that has one")
        )
        self._browse = QPushButton(self.tr("Choose a file…"))
        self._browse.setAccessibleName(self._browse.text())
        self._browse.clicked.connect(self._on_browse)
        self._examine = QPushButton(self.tr("Show what differs"))
        self._examine.setAccessibleName(self._examine.text())
        self._examine.clicked.connect(self._on_look)
        self._source.returnPressed.connect(self._on_look)
        self._words = text_label("", "value", wrap=True)
        self._models = text_label("", "soft", wrap=True)
        headers = (
            self.tr("Model"),
            self.tr("What"),
            self.tr("From"),
            self.tr("Old"),
            self.tr("New"),
            self.tr("By"),
        )
        self._table = ShortTable(context.theme, self.tr("Prices that differ"), headers)
        self._sure = QCheckBox(self.tr("I looked at these, and they are right"))
        self._sure.setAccessibleName(self._sure.text())
        self._sure.toggled.connect(self._show_if_ready)
        self._bar = JobBar()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._source, 1)
        row.addWidget(self._browse)
        row.addWidget(self._examine)
        self.body.addLayout(row)
        for part in (self._words, self._models, self._table):
            self.body.addWidget(part)
            part.hide()
        self.body.addStretch()
        self._below.addWidget(self._sure)
        self._below.addWidget(self._bar)
        self._sure.hide()
        self._undo = self.add_button(self.tr("Undo the last update"))
        self._undo.clicked.connect(partial(self._go_back, built_in=False))
        self._built_in = self.add_button(self.tr("Back to the built-in list"))
        self._built_in.clicked.connect(partial(self._go_back, built_in=True))
        self.add_close(self.tr("Close"))
        self._take = self._act_button(self.tr("Take this list"), self._on_take)
        self._take.setEnabled(False)
        self._source.textChanged.connect(self._forget)
        self._examine.setDefault(True)
        self._show_ways_back()

    # ---- looking

    def _on_browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("A price list"), "", "*.jsonl")
        if name:
            self._source.setText(name)
            self._on_look()

    def _on_look(self) -> None:
        source = self._source.text().strip()
        if self._bar.busy or not source:
            return
        self._forget()
        home = self._home
        job = self.look(lambda _: (source, price_updates.preview(home, source)), self._on_looked)
        self._bar.follow(job, self.tr("Reading the list…"), stoppable=False)

    def _on_looked(self, answer: tuple[str, Update]) -> None:
        source, update = answer
        if source != self._source.text().strip():
            return
        if not update.newer:
            self._words.setText(
                self.tr(
                    "There is no newer list: this one is of {stamp}, and that of {now} is in force."
                ).format(stamp=update.stamp, now=update.stamp_before)
            )
            self._words.show()
            return
        self._found = source, update
        changed = [d for d in update.differences if d.kind == "changed"]
        added = [f"{d.provider}/{d.model}" for d in update.differences if d.kind == "added"]
        removed = [f"{d.provider}/{d.model}" for d in update.differences if d.kind == "removed"]
        self._words.setText(
            self.tr("The list of {stamp} instead of that of {before}: {changed}, {added}, {removed}.").format(
                stamp=update.stamp,
                before=update.stamp_before,
                changed=self.tr("%Ln price(s) changed", "", len(changed)),
                added=self.tr("%Ln model(s) added", "", len(added)),
                removed=self.tr("%Ln model(s) gone", "", len(removed)),
            )
        )
        self._words.show()
        told = [self.tr("Added: {names}").format(names=self._listed(added))] if added else []
        if removed:
            told.append(
                self.tr("Gone: {names}. They keep their last price.").format(names=self._listed(removed))
            )
        if len(changed) > _MOST:
            told.append(self.tr("The first %Ln of the changes:", "", _MOST))
        self._models.setText("\n".join(told))
        self._models.setVisible(bool(told))
        changed.sort(key=lambda d: -abs(d.permille or 0))
        self._table.show_rows([self._row(d) for d in changed[:_MOST]])
        self._table.setVisible(bool(changed))
        if update.doubts:
            self.say(
                self.tr("Look at this first: {doubts}.").format(doubts="; ".join(update.doubts[:4])),
                tone="warn",
            )
        self._sure.setVisible(bool(update.doubts))
        self._show_if_ready()
        self._take.setFocus()

    def _row(self, d: Difference) -> ShortRow:
        what = formats.component(d.component)
        if d.tier != "standard":
            what += f", {d.tier}"
        if d.above_tokens:
            what += f", > {formats.compact(d.above_tokens)}"
        old = "" if d.old_pico is None else price_text(d.component, d.old_pico)
        new = "" if d.new_pico is None else price_text(d.component, d.new_pico)
        by = (
            ""
            if d.permille is None
            else f"{'+' if d.permille > 0 else ''}{formats.percent(d.permille / 1000)}"
        )
        return ShortRow(
            f"{d.provider}/{d.model}", (f"{d.provider}/{d.model}", what, d.from_day, old, new, by)
        )

    def _listed(self, names: list[str]) -> str:
        more = len(names) - _NAMES
        return ", ".join(names[:_NAMES]) + (self.tr(" and %Ln more", "", more) if more > 0 else "")

    def _forget(self) -> None:
        """What is shown belongs to another source."""
        self._found = None
        for part in (self._words, self._models, self._table, self._sure):
            part.hide()
        self._sure.setChecked(False)
        self.say("")
        self._show_if_ready()

    def _show_if_ready(self) -> None:
        self._take.setEnabled(
            self._found is not None
            and not self._bar.busy
            and (self._sure.isHidden() or self._sure.isChecked())
        )

    # ---- doing

    def _on_take(self) -> None:
        if self._found is None:
            return
        source, update = self._found
        words = {"from": source, "digest": update.digest, "yes": self._sure.isChecked()}
        self._change("price.update", words, self.tr("Taking the list…"), self._on_taken)

    def _on_taken(self, result: dict[str, Any]) -> None:
        self._told(self.tr("The list of {stamp} is in force.").format(stamp=result["stamp"]))

    def _go_back(self, *, built_in: bool) -> None:
        self._change("price.update.undo", {"built_in": built_in}, self.tr("Going back…"), self._on_back)

    def _on_back(self, result: dict[str, Any]) -> None:
        self._told(self.tr("The list of {stamp} is in force again.").format(stamp=result["stamp"]))

    def _change(
        self, operation: str, words: dict[str, Any], what: str, done: Callable[[dict[str, Any]], None]
    ) -> None:
        act = partial(in_turn, self._context.engine, [Step(operation, words)])
        self._bar.follow(self.begin(lambda _: act()[0], done, long=True), what, stoppable=False)

    def _told(self, said: str) -> None:
        self._forget()
        self._words.setText(said)
        self._words.show()
        self._show_ways_back()
        self._context.frame.say(said)

    def _show_ways_back(self) -> None:
        updated = self._context.engine.prices.list.origin != "built-in"
        self._undo.setVisible(updated)
        self._built_in.setVisible(updated and price_lists.has_earlier(self._home))

    def _hold(self, *, busy: bool) -> None:
        super()._hold(busy=busy)
        self._undo.setEnabled(not busy)
        self._built_in.setEnabled(not busy)
        if not busy:
            self._show_if_ready()
