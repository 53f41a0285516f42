"""Pricing the past anew: looked at first, then done piece by piece, and taken back if that was wrong."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from app.core.filters import CallFilter
from app.core.periods import named_range
from app.platform.clock import now_us
from app.services import repricing
from app.services.operations import perform
from app.services.repricing import ModelSums, Outcome
from app.ui import formats
from app.ui.context import Context
from app.ui.jobs import CalledOff, Job
from app.ui.models.price_entries import within_days
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.labels import text_label
from app.ui.widgets.price_effect import PriceEffect
from app.ui.widgets.sheet import Sheet


class RepriceSheet(Sheet):
    def __init__(self, context: Context, parent: QWidget, *, unpriced_only: bool = False) -> None:
        super().__init__(context.theme, parent, width_px=680, height_px=460)
        self.name(
            self.tr("Reprice past calls"),
            self.tr(
                "Gives calls the cost that they have by the prices of now for the time when they ran. "
                "What a provider billed itself stays. It can be taken back."
            ),
        )
        self._context = context
        self._job: Job | None = None
        self._span = QComboBox()
        self._span.setAccessibleName(self.tr("Calls of"))
        for text, key in (
            (self.tr("The last 30 days"), "30"),
            (self.tr("This month"), "this-month"),
            (self.tr("The last 365 days"), "365"),
            (self.tr("All time"), "all"),
        ):
            self._span.addItem(text, key)
        self._only = QCheckBox(self.tr("Only calls without a cost"))
        self._only.setAccessibleName(self._only.text())
        self._only.setChecked(unpriced_only)
        self._effect = PriceEffect(context.theme, self.tr("What it would change"))
        self._bar = JobBar()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(text_label(self.tr("Calls of"), "soft"))
        row.addWidget(self._span)
        row.addWidget(self._only)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self._effect)
        self.body.addStretch()
        self._below.addWidget(self._bar)
        self._undo = self.add_button(self.tr("Undo the last repricing"))
        self._undo.clicked.connect(self._on_undo)
        self._undo.hide()
        self._close = self.add_close(self.tr("Close"))
        self._go = self.add_button(self.tr("Reprice"), primary=True)
        self._go.clicked.connect(self._on_go)
        self._go.setEnabled(False)
        self._span.currentIndexChanged.connect(self._look)
        self._only.toggled.connect(self._look)
        self._look()

    def chosen(self) -> CallFilter:
        key = self._span.currentData()
        if key == "all":
            return CallFilter()
        if key == "this-month":
            span = named_range("this-month", now_us(), self._context.lens.zone)
            return CallFilter().within(span.since_us, now_us())
        return within_days(CallFilter(), int(key))

    # ---- looking

    def _look(self) -> None:
        self._drop()
        self._go.setEnabled(False)
        self.say("")
        self._effect.say("")
        engine, chosen, only = self._context.engine, self.chosen(), self._only.isChecked()
        reader, book, providers = engine.ledger.reader, engine.prices.book, engine.providers.all

        def work(job: Job) -> tuple[Outcome, bool]:
            found = repricing.preview(
                reader, book, providers, chosen, unpriced_only=only, progress=job.progress
            )
            return found, repricing.can_be_undone(reader)

        self._start(work, self._on_looked, self.tr("Looking at calls…"))

    def _on_looked(self, answer: tuple[Outcome, bool]) -> None:
        found, undoable = answer
        self._job = None
        self._effect.show_outcome(found, self.tr("of that time"))
        self._go.setEnabled(bool(found.models))
        self._undo.setVisible(undoable)

    # ---- doing

    def _on_go(self) -> None:
        engine, chosen, only = self._context.engine, self.chosen(), self._only.isChecked()
        words = {"filter": repricing.filter_row(chosen), "unpriced_only": only}

        def some(at: dict[str, Any]) -> dict[str, Any]:
            return perform(engine, "price.reprice.some", {**words, "at": at}, "window")

        def work(job: Job) -> Outcome:
            whole, step, total, looked_at = Outcome([]), {"total": True}, 0, 0
            while not step.get("done"):
                step = some({**step, "stopping": True} if job.called_off else step)
                total = total or step["total"]
                looked_at += step["looked_at"]
                job.tell(looked_at / total if total else 1.0)
                models = [ModelSums(**row) for row in step.pop("models")]
                whole = whole.with_more(Outcome(models, step["repricing"]))
            return whole

        self._set_busy(busy=True)
        self._start(work, self._on_done, self.tr("Repricing…"))

    def _on_done(self, whole: Outcome) -> None:
        self._job = None
        calls = sum(model.calls for model in whole.models)
        change = sum(model.new_nusd - model.old_nusd for model in whole.models)
        self._effect.say(
            self.tr("%Ln call(s) have another cost now.", "", calls),
            self.tr("{change} in all. It can be taken back here at any time.").format(
                change=formats.usd_change(change)
            ),
        )
        self._set_busy(busy=False)
        self._go.setEnabled(False)
        self._undo.setVisible(bool(calls))
        self._undo.setFocus()
        self._context.frame.say(self.tr("Repriced %Ln call(s)", "", calls))

    def _on_undo(self) -> None:
        engine = self._context.engine
        self._set_busy(busy=True)
        self._start(
            lambda _: perform(engine, "price.undo", {}, "window"),
            self._on_undone,
            self.tr("Taking the last repricing back…"),
            stoppable=False,
        )

    def _on_undone(self, result: dict[str, Any]) -> None:
        self._job = None
        self._set_busy(busy=False)
        said = self.tr("%Ln call(s) have the cost back that they had.", "", result["calls"])
        self._context.frame.say(said)
        self._look()
        self.say(said, tone="")

    # ---- work

    def _start(
        self, work: Callable[[Job], Any], done: Callable[[Any], None], what: str, *, stoppable: bool = True
    ) -> None:
        self._job = self._context.jobs.start(work, done, self._on_failed)
        self._bar.follow(self._job, what, stoppable=stoppable)

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._set_busy(busy=False)
        if isinstance(error, CalledOff):
            self._effect.say(self.tr("Called off: nothing was changed."))
        else:
            self.say_error(error)

    def _set_busy(self, *, busy: bool) -> None:
        for control in (self._span, self._only, self._undo, self._close):
            control.setEnabled(not busy)
        if busy:
            self._go.setEnabled(False)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.drop()
            self._job = None

    def reject(self) -> None:
        """Not while costs are changed: that ends by itself, or by Cancel."""
        if self._close.isEnabled():
            super().reject()

    def done(self, result: int) -> None:
        self._drop()
        super().done(result)
