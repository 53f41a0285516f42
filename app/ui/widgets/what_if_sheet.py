"""The calls of the last days, had they gone to another model."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.filters import CallFilter
from app.platform.clock import now_us
from app.services import what_if
from app.services.repricing import ModelSums, Outcome
from app.ui.context import Context
from app.ui.jobs import CalledOff, Job
from app.ui.models.price_entries import within_days
from app.ui.what_if_notes import WhatIfNotes
from app.ui.widgets.fields import ChoiceBox
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.labels import text_label
from app.ui.widgets.price_effect import PriceEffect
from app.ui.widgets.sheet import Sheet

_DAYS = 30


class WhatIfSheet(Sheet):
    """`called` are the models that the user calls, to choose whose calls are meant."""

    def __init__(
        self, context: Context, parent: QWidget, provider: str, model: str, called: Sequence[str]
    ) -> None:
        super().__init__(context.theme, parent, width_px=680, height_px=640)
        self.name(
            self.tr("What if they had gone to {model}?").format(model=model),
            self.tr("Your calls of the last 30 days at the prices of {provider}. Nothing is changed.").format(
                provider=provider
            ),
        )
        self._context = context
        self._other = what_if.Other(model, provider)
        self._job: Job | None = None
        self._whose = ChoiceBox()
        self._whose.setAccessibleName(self.tr("Whose calls"))
        self._whose.addItem(self.tr("Every model"), ())
        for name in called:
            self._whose.addItem(name, (name,))
        self._effect = PriceEffect(context.theme, self.tr("What it would have cost"))
        self._notes = text_label("", "soft", wrap=True)
        self._bar = JobBar()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(text_label(self.tr("Calls of"), "soft"))
        row.addWidget(self._whose)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self._effect)
        self.body.addWidget(self._notes)
        self.body.addStretch()
        self._below.addWidget(self._bar)
        self.add_close(self.tr("Close"))
        self._whose.currentIndexChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self._drop()
        engine, other = self._context.engine, self._other
        reader, book, providers = engine.ledger.reader, engine.prices.book, engine.providers.all
        chosen = within_days(CallFilter(model=tuple(self._whose.currentData())), _DAYS)

        def work(job: Job) -> what_if.Comparison:
            return what_if.compare(
                reader, book, providers, chosen, other=other, now_us=now_us(), progress=job.progress
            )

        self._effect.say("")
        self._notes.setText("")
        self._job = self._context.jobs.start(work, self._on_looked, self._on_failed)
        self._bar.follow(self._job, self.tr("Looking at calls…"))

    def _on_looked(self, found: what_if.Comparison) -> None:
        self._job = None
        models = [
            ModelSums(m.provider, m.model, m.calls, m.cost_nusd, m.other_nusd)
            for m in sorted(found.models.values(), key=lambda m: -m.cost_nusd)
        ]
        self._effect.show_outcome(Outcome(models), self.tr("of the last 30 days"))
        self._notes.setText("\n".join(WhatIfNotes().of(found)))

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        if not isinstance(error, CalledOff):
            self.say_error(error)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.drop()
            self._job = None

    def done(self, result: int) -> None:
        self._drop()
        super().done(result)
