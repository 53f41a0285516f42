"""Pricing one name at a provider as a model that the list knows: for deployments and resellers."""

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.core.filters import CallFilter
from app.services import repricing
from app.services.repricing import Outcome
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.jobs import Job
from app.ui.models.price_entries import within_days
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import complete
from app.ui.widgets.labels import text_label
from app.ui.widgets.price_effect import PriceEffect

_DAYS = 30


class PriceAsSheet(ActingSheet):
    def __init__(self, context: Context, parent: QWidget, provider: str, model: str) -> None:
        super().__init__(context, parent, height_px=420)
        self.name(
            self.tr("Price {model} as another model").format(model=model),
            self.tr("Its calls at {provider} then have the prices that the list has for that one.").format(
                provider=provider
            ),
        )
        self._of = provider, model
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
        complete(self._model, self._names)
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
        self._set = self._act_button(self.tr("Price it so"), self._on_set)
        self._set.setEnabled(False)
        self._seller.currentTextChanged.connect(self._on_seller_chosen)
        self._model.textChanged.connect(self._on_edited)
        self._read_names()
        self._model.setFocus()

    def _on_seller_chosen(self) -> None:
        self.say("")
        self._read_names()

    def _read_names(self) -> None:
        catalogue, seller = self._context.engine.prices.book.catalogue, self._seller.currentText()

        def read() -> list[str]:
            return [model.model for model in catalogue.models(seller)]

        self._context.queries.ask("price-as-names", read, self._on_names, self._on_look_failed)

    def _on_names(self, names: list[str]) -> None:
        self._names.setStringList(names)
        self._look()

    def _on_edited(self) -> None:
        self.say("")
        self._look()

    def _look(self) -> None:
        """At a name that the list knows: what the last days would cost by it."""
        if self.busy:
            return  # the names of the list came late
        self.stop_looking()
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

        self.look(work, self._on_looked)

    def _on_looked(self, found: Outcome) -> None:
        self._effect.show_outcome(found, self.tr("of the last 30 days"))

    def _on_set(self) -> None:
        provider, model = self._of
        words = {
            "of": f"{provider}/{model}",
            "as": f"{self._seller.currentText()}/{self._model.text().strip()}",
        }
        long = self._context.engine.settings.flag("prices.auto_price_unpriced")
        self.act([Step("price.map", words, long=long)], self.tr("The price is set."))

    def done(self, result: int) -> None:
        self._context.queries.drop("price-as-names")
        super().done(result)
