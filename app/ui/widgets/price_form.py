"""A price of the user's own: written beside the list's, doubted if far off, tried before it is set."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QStringListModel, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.core.errors import AppError, UsageError
from app.core.filters import CallFilter
from app.core.patterns import is_wild
from app.core.periods import parse_moment
from app.core.prices import COMPONENTS, RUNNING, Band, from_dollars, in_dollars
from app.platform.clock import now_us
from app.services import repricing
from app.services.prices import NewPrice
from app.services.repricing import Outcome
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Step
from app.ui.jobs import Job
from app.ui.models.price_entries import listed_prices, price_text, within_days
from app.ui.widgets.acting_sheet import ActingSheet
from app.ui.widgets.fields import ChoiceBox, complete
from app.ui.widgets.labels import text_label
from app.ui.widgets.price_effect import PriceEffect

_FIRST = ("input", "output", "cache_read", "cache_write_5m")
_TYPING_MS = 500
_DAYS = 30
_TIERS = ("", "standard", "batch", "flex", "priority")


class PriceForm(ActingSheet):
    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        provider: str = "",
        model: str = "",
        prices: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(context, parent, width_px=640, height_px=720)
        self.name(
            self.tr("Your own price"),
            self.tr(
                "It goes before the list's. Calls already recorded keep their cost until you reprice them."
            ),
        )
        self._listed: Mapping[str, int] = {}
        self._band: Band | None = None  # of what was typed, where it is a price
        self._provider = ChoiceBox()
        self._provider.setEditable(True)
        self._provider.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        names = {*context.engine.providers.all, *context.engine.prices.book.catalogue.providers}
        self._provider.addItems(sorted(names))
        self._provider.setCurrentText(provider)
        self._provider.setAccessibleName(self.tr("Provider"))
        self._model = QLineEdit(model)
        self._model.setAccessibleName(self.tr("Model"))
        self._model.setPlaceholderText(self.tr("its exact name, or a pattern such as gpt-5*"))
        self._from, self._until = QLineEdit(), QLineEdit()
        for field, name, hint in (
            (self._from, self.tr("From"), self.tr("all time, or 2026-01-31")),
            (self._until, self.tr("Until"), self.tr("for ever")),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
        self._tier = ChoiceBox()
        self._tier.setAccessibleName(self.tr("Service tier"))
        for tier in _TIERS:
            self._tier.addItem(tier or self.tr("Every tier"), tier)
        self._fields: dict[str, QLineEdit] = {}
        self._hints: dict[str, QLabel] = {}
        self._sure = QCheckBox(self.tr("That is what it costs"))
        self._sure.setAccessibleName(self._sure.text())
        self._sure.hide()
        self._effect = PriceEffect(context.theme, self.tr("What it would change"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.timeout.connect(self._look)
        self._arrange(prices or {})
        self._complete()
        self._read_listed()

    # ---- what it looks like

    def _arrange(self, prices: Mapping[str, int]) -> None:
        who = QGridLayout()
        who.setHorizontalSpacing(14)
        who.setVerticalSpacing(10)
        for row, (label, field) in enumerate(
            (
                (self.tr("Provider"), self._provider),
                (self.tr("Model"), self._model),
            )
        ):
            who.addWidget(text_label(label, "soft"), row, 0)
            who.addWidget(field, row, 1)
        who.setColumnStretch(1, 1)
        self.body.addLayout(who)
        when = QGridLayout()
        when.setHorizontalSpacing(14)
        when.setVerticalSpacing(4)
        for column, (label, field) in enumerate(
            (
                (self.tr("Service tier"), self._tier),
                (self.tr("From"), self._from),
                (self.tr("Until"), self._until),
            )
        ):
            when.addWidget(text_label(label, "soft"), 0, column)
            when.addWidget(field, 1, column)
            when.setColumnStretch(column, 1)
        self.body.addLayout(when)
        self.body.addWidget(
            text_label(self.tr("Dollars for a million tokens, or for one of what is counted"), "overline")
        )
        self._rest = QWidget()
        first, rest = QGridLayout(), QGridLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        shown = [*_FIRST, *(name for name in prices if name not in _FIRST)]
        for names, grid in ((shown, first), ([c for c in COMPONENTS if c not in shown], rest)):
            grid.setHorizontalSpacing(14)
            grid.setVerticalSpacing(8)
            grid.setColumnStretch(2, 1)
            for row, name in enumerate(names):
                self._add_field(grid, row, name, prices.get(name))
        self.body.addLayout(first)
        self.body.addWidget(self._rest)
        self._rest.hide()
        self._all = QPushButton(self.tr("More kinds: audio, images, searches, hours…"))
        self._all.setProperty("kind", "link")
        self._all.setAccessibleName(self._all.text())
        self._all.clicked.connect(self._on_all_wanted)
        row = QHBoxLayout()
        row.addWidget(self._all)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self._effect)
        self.body.addStretch()
        self._below.addWidget(self._sure)
        self.add_close()
        self._set = self._act_button(self.tr("Set the price"), self._on_set)
        for field in (self._model, self._from, self._until):
            field.textChanged.connect(self._on_edited)
        self._provider.editTextChanged.connect(self._on_edited)
        self._tier.currentIndexChanged.connect(self._on_edited)
        self._sure.toggled.connect(self._show_if_ready)
        self._on_edited()

    def _add_field(self, grid: QGridLayout, row: int, name: str, pico: int | None) -> None:
        label, hint, field = text_label(formats.component(name), "soft"), text_label("", "small"), QLineEdit()
        field.setAccessibleName(formats.component(name))
        field.setFixedWidth(self._theme.tokens.px(130))
        field.setText("" if pico is None else in_dollars(name, pico))
        field.setPlaceholderText(formats.price_each(name, "$"))
        field.textChanged.connect(self._on_edited)
        self._fields[name], self._hints[name] = field, hint
        for column, part in enumerate((label, field, hint)):
            grid.addWidget(part, row, column)

    def _on_all_wanted(self) -> None:
        self._rest.show()
        self._all.hide()
        self._fields["cache_write_1h"].setFocus()

    def _complete(self) -> None:
        catalogue = self._context.engine.prices.book.catalogue

        def read() -> list[str]:
            return sorted({m.model for seller in catalogue.providers for m in catalogue.models(seller)})

        def show(names: list[str]) -> None:
            complete(self._model, QStringListModel(names, self))

        self._context.queries.ask("price-names", read, show, super()._on_look_failed)

    # ---- what it says

    def price(self) -> NewPrice:
        """What was typed. UsageError where it is not a price."""
        point = QLocale().decimalPoint()
        prices = {
            name: from_dollars(name, field.text().strip().lstrip("$").replace(point, "."))
            for name, field in self._fields.items()
            if field.text().strip()
        }
        if not prices:
            raise UsageError(self.tr("No price was written yet."))
        provider, model = self._provider.currentText().strip(), self._model.text().strip()
        if not provider or not model:
            raise UsageError(self.tr("Say which provider and which model it is for."))
        if RUNNING in prices and len(prices) > 1:
            raise UsageError(self.tr("A price for the hours it runs stands alone."))
        since, until = (self._moment(field) for field in (self._from, self._until))
        return NewPrice(
            provider,
            model,
            prices,
            since or 0,
            until,
            self._tier.currentData() or None,
            self.tr("set in the window"),
        )

    def _moment(self, field: QLineEdit) -> int | None:
        text = field.text().strip()
        return parse_moment(text, self._context.lens.zone, now_us()) if text else None

    def _on_edited(self) -> None:
        self._sure.setChecked(False)
        self._sure.hide()
        self._set.setEnabled(False)
        self._typing.start(_TYPING_MS)

    def _look(self) -> None:
        """At what was typed: is it a price, is it believable, what would it change."""
        self._read_listed()
        self.stop_looking()
        try:
            override = self.price().as_override(now_us())
        except AppError as error:
            typed = any(field.text().strip() for field in self._fields.values())
            self.say(str(error) if typed else "", tone="warn")
            self._effect.say("")
            return
        self._band = override.band
        self._show_hints()
        prices, engine = self._context.engine.prices, self._context.engine
        doubts = prices.doubts(override)
        if doubts:
            self.say(self.tr("Is this right? {doubts}.").format(doubts="; ".join(doubts[:3])), tone="warn")
        else:
            self.say("")
        self._sure.setVisible(bool(doubts))
        self._show_if_ready()
        book, reader, providers = (
            prices.book.with_override(override),
            engine.ledger.reader,
            engine.providers.all,
        )
        seller = () if is_wild(override.provider) else (override.provider,)
        chosen = within_days(CallFilter(provider=seller), _DAYS)
        self._effect.say(self.tr("Looking at the last 30 days…"))

        def work(job: Job) -> Outcome:
            return repricing.preview(
                reader, book, providers, chosen, by_ref=override.band.ref, progress=job.progress
            )

        self.look(work, self._on_looked, self._on_look_failed)

    def _on_looked(self, found: Outcome) -> None:
        self._effect.show_outcome(found, self.tr("of the last 30 days"))

    def _on_look_failed(self, error: BaseException) -> None:
        self._effect.say("")
        super()._on_look_failed(error)

    def _show_if_ready(self) -> None:
        self._set.setEnabled(self._sure.isHidden() or self._sure.isChecked())

    def _read_listed(self) -> None:
        book = self._context.engine.prices.book
        provider, model = self._provider.currentText().strip(), self._model.text().strip()
        self._context.queries.ask(
            "price-listed",
            partial(listed_prices, book, provider, model),
            self._on_listed,
            super()._on_look_failed,
        )

    def _on_listed(self, found: Mapping[str, int]) -> None:
        self._listed = found
        self._show_hints()

    def _show_hints(self) -> None:
        """What the list has, and what becomes of that where the own price says nothing about it."""
        charges = {charge.component: charge for charge in self._band.charges} if self._band else {}
        for name, hint in self._hints.items():
            pico = self._listed.get(name)
            said = [] if pico is None else [formats.price_each(name, price_text(name, pico))]
            charge = charges.get(name)
            if pico is not None and charge is not None and not self._fields[name].text().strip():
                if charge.unit_pico is None:
                    said.append(self.tr("left empty, calls with it have no price"))
                else:
                    as_ = price_text(name, charge.unit_pico)
                    said.append(self.tr("left empty, it costs {price}").format(price=as_))
            hint.setText(self.tr("list: {price}").format(price=";  ".join(said)) if said else "")

    # ---- what it does

    def _on_set(self) -> None:
        try:
            new = self.price()
        except AppError as error:
            self.say_error(error)
            return
        arguments: dict[str, Any] = {
            "provider": new.provider,
            "model": new.model,
            "prices": dict(new.prices),
            "from_us": new.from_us,
            "until_us": new.until_us,
            "tier": new.tier,
            "yes": self._sure.isChecked(),
        }
        self._typing.stop()
        long = self._context.engine.settings.flag("prices.auto_price_unpriced")
        self.act([Step("price.set", arguments, long=long)], self.tr("The price is set."))

    def done(self, result: int) -> None:
        self._typing.stop()
        for key in ("price-names", "price-listed"):
            self._context.queries.drop(key)
        super().done(result)
