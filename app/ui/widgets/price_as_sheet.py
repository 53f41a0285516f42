"""Pricing one name at a provider as a model that the list knows: for deployments and resellers."""

from functools import partial
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLineEdit, QWidget

from app.core.filters import CallFilter
from app.services import repricing
from app.services.operations import perform
from app.services.repricing import Outcome
from app.ui.context import Context
from app.ui.jobs import CalledOff, Job
from app.ui.models.price_entries import within_days
from app.ui.widgets.labels import text_label
from app.ui.widgets.price_effect import PriceEffect
from app.ui.widgets.sheet import Sheet

_DAYS = 30


class PriceAsSheet(Sheet):
    """`priced` comes when it is so, with what the operation says of it."""

    priced = Signal(object)

    def __init__(self, context: Context, parent: QWidget, provider: str, model: str) -> None:
        super().__init__(context.theme, parent)
        self.name(
            self.tr("Price {model} as another model").format(model=model),
            self.tr("Its calls at {provider} then have the prices that the list has for that one.").format(
                provider=provider
            ),
        )
        self._context, self._of = context, (provider, model)
        self._job: Job | None = None
        catalogue = context.engine.prices.book.catalogue
        self._seller = QComboBox()
        self._seller.setAccessibleName(self.tr("Whose list"))
        self._seller.addItems(sorted(catalogue.providers))
        own = self._seller.findText(provider)
        self._seller.setCurrentIndex(max(0, own))
        self._model = QLineEdit()
        self._model.setAccessibleName(self.tr("Model in the list"))
        self._model.setPlaceholderText(self.tr("start to type its name"))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._model.setCompleter(completer)
        self._effect = PriceEffect(context.theme, self.tr("What it would change"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, (label, field) in enumerate(
            ((self.tr("Whose list"), self._seller), (self.tr("Model"), self._model))
        ):
            grid.addWidget(text_label(label, "soft"), row, 0)
            grid.addWidget(field, row, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._effect)
        self.body.addStretch()
        self.add_close()
        self._set = self.add_button(self.tr("Price it so"), primary=True)
        self._set.setEnabled(False)
        self._set.clicked.connect(self._on_set)
        self._seller.currentTextChanged.connect(self._read_names)
        self._model.textChanged.connect(self._on_edited)
        self._read_names()
        self._model.setFocus()

    def _read_names(self) -> None:
        catalogue, seller = self._context.engine.prices.book.catalogue, self._seller.currentText()

        def read() -> list[str]:
            return [model.model for model in catalogue.models(seller)]

        self._context.queries.ask("price-as-names", read, self._on_names, self.say_error)

    def _on_names(self, names: list[str]) -> None:
        self._names.setStringList(names)
        self._on_edited()

    def _on_edited(self) -> None:
        """A name that the list knows: say what the last days would cost by it."""
        if self.held:
            return  # the names of the list came late
        self._drop()
        seller, name = self._seller.currentText(), self._model.text().strip()
        engine = self._context.engine
        book = engine.prices.book
        known = bool(name) and book.catalogue.find(seller, name) is not None
        self._set.setEnabled(known)
        if not known:
            self._effect.say(
                self.tr("{seller}'s list has no such model.").format(seller=seller) if name else ""
            )
            return
        provider, model = self._of
        tried = book.with_mapping(provider, model, seller, name)
        chosen = within_days(CallFilter(provider=(provider,), model=(model,)), _DAYS)
        reader, providers = engine.ledger.reader, engine.providers.all

        def work(job: Job) -> Outcome:
            return repricing.preview(reader, tried, providers, chosen, progress=job.progress)

        self._job = self._context.jobs.start(work, self._on_looked, self._on_failed)

    def _on_looked(self, found: Outcome) -> None:
        self._job = None
        self._effect.show_outcome(found, self.tr("of the last 30 days"))

    def _on_set(self) -> None:
        provider, model = self._of
        words = {
            "of": f"{provider}/{model}",
            "as": f"{self._seller.currentText()}/{self._model.text().strip()}",
        }
        self._drop()
        self.hold(busy=True)
        self._set.setEnabled(False)
        act = partial(perform, self._context.engine, "price.map", words, "window")
        self._job = self._context.jobs.start(lambda _: act(), self._on_done, self._on_failed, long=False)

    def _on_done(self, result: dict[str, Any]) -> None:
        self._job = None
        self.priced.emit(result)
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self.hold(busy=False)
        self._set.setEnabled(True)
        if not isinstance(error, CalledOff):
            self.say_error(error)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.drop()
            self._job = None

    def done(self, result: int) -> None:
        self._drop()
        self._context.queries.drop("price-as-names")
        super().done(result)
