"""What calls cost and by which price: what has none, the user's own, the list, and pricing the past anew."""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.news import Scope
from app.ledger.prices import OwnPrice
from app.ui import formats
from app.ui.context import Context
from app.ui.doing import Doing, Step
from app.ui.models.price_entries import (
    ModelFound,
    PriceEntry,
    PricesFound,
    Unpriced,
    chosen,
    read_model,
    read_prices,
)
from app.ui.models.price_ways_back import mapping, setting, unsetting
from app.ui.models.prices import COLUMNS, ENTRY_ROLE, PricesModel
from app.ui.pages.page import Page
from app.ui.throttle import Throttle
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.columns import Columns
from app.ui.widgets.fields import ChoiceBox
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.list_view import ColumnRoom, ListView
from app.ui.widgets.price_as_sheet import PriceAsSheet
from app.ui.widgets.price_detail import PriceDetail
from app.ui.widgets.price_form import PriceForm
from app.ui.widgets.price_update_sheet import PriceUpdateSheet
from app.ui.widgets.reprice_sheet import RepriceSheet
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.table_and_detail import TableAndDetail
from app.ui.widgets.unpriced_card import UnpricedCard
from app.ui.widgets.what_if_sheet import WhatIfSheet

_DETAIL_PX = 360
_BESIDE_PX = 640  # with less, the search has a line of its own
_COUNT_EVERY_MS = 5_000
_KINDS = {"all": ("own", "mapped", "list"), "own": ("own", "mapped"), "list": ("list",)}


class PricesPage(Page):
    listens_to = Scope.PRICES

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme = context.theme
        self._found: PricesFound | None = None
        self._counting = Throttle(self.refresh_soon, self, _COUNT_EVERY_MS)
        self._model = PricesModel()
        self._head = ElidedLabel("", "soft")
        self._set = IconButton(
            theme, "edit", self.tr("Set a price…"), act=self._on_set_wanted, colour="accent"
        )
        self._reprice = IconButton(theme, "refresh", self.tr("Reprice…"), act=self._on_reprice_wanted)
        self._update = IconButton(theme, "download", self.tr("Update…"), act=self._on_update_wanted)
        self._reprice.setToolTip(self.tr("Give past calls the cost by the prices of now"))
        self._update.setToolTip(self.tr("Take a newer price list"))
        self._unpriced = UnpricedCard(theme)
        self._doing = Doing(context, self)
        self._search = SearchField(theme, self.tr("Search prices"), self.tr("Search models…"))
        self._provider, self._kind, self._order = ChoiceBox(), ChoiceBox(), ChoiceBox()
        for box, name in (
            (self._provider, self.tr("Provider")),
            (self._kind, self.tr("Which prices")),
            (self._order, self.tr("Order")),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self._provider.addItem(self.tr("Every provider"), "")
        for text, kind in (
            (self.tr("All prices"), "all"),
            (self.tr("Your own"), "own"),
            (self.tr("The list"), "list"),
        ):
            self._kind.addItem(text, kind)
        for text, order in (
            (self.tr("Yours first"), "yours"),
            (self.tr("By name"), "name"),
            (self.tr("Cheapest input"), "input"),
            (self.tr("Cheapest output"), "output"),
        ):
            self._order.addItem(text, order)
        rooms = [ColumnRoom(least, rank) for _, least, rank, _ in COLUMNS]
        self._view = ListView(theme, self.tr("Prices"), self._model, rooms)
        self._detail = PriceDetail(context)
        self._split = TableAndDetail(theme, self.tr("Prices"), self._view, self._detail, _DETAIL_PX)
        self._state = self._split.state
        self._arrange()
        self._connect()
        self._state.say("clock", self.tr("Loading…"))
        self._split.show_state()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._head, 1)
        for button in (self._set, self._reprice, self._update):
            top.addWidget(button)
        boxes = QWidget()
        row = QHBoxLayout(boxes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for box in (self._provider, self._kind, self._order):
            row.addWidget(box)
        narrow = Columns(self.context.theme, [self._search, boxes], [(_BESIDE_PX, (1, 0)), (0, (1,))])
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._doing.bar)
        column.addWidget(self._unpriced)
        column.addWidget(narrow)
        column.addWidget(self._split, 1)

    def _connect(self) -> None:
        self._unpriced.price_wanted.connect(self._on_unpriced)
        self._unpriced.map_wanted.connect(self._on_map_wanted)
        self._search.textChanged.connect(self._narrow)
        for box in (self._provider, self._kind, self._order):
            box.currentIndexChanged.connect(self._narrow)
        self._view.opened.connect(self._on_opened)
        self._view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._detail.closed.connect(self._split.close_detail)
        self._detail.set_wanted.connect(self._on_own_wanted)
        self._detail.unset_wanted.connect(self._on_unset)
        self._detail.what_if_wanted.connect(self._on_what_if_wanted)
        self.context.bridge.ledger_changed.connect(self._on_calls_changed)

    def _on_calls_changed(self, scopes: Scope) -> None:
        """How often a model is called is read from all sums there are: not four times a second."""
        if scopes & Scope.CALLS:
            self._counting.request()

    # ---- reading

    def refresh(self) -> None:
        engine, zone, last = self.context.engine, self.context.lens.zone, self._found
        self.context.queries.ask(
            "prices",
            lambda: read_prices(engine.prices, engine.ledger.reader, zone, last),
            self._on_read,
            self._on_failed,
            zone.key,
        )

    def _on_read(self, found: PricesFound) -> None:
        self._found = found
        self._unpriced.show_unpriced(found.unpriced)
        origin = self.tr("built in") if found.origin == "built-in" else self.tr("updated")
        said = [
            self.tr("List of {stamp}, {origin}").format(stamp=_day_words(found.stamp), origin=origin),
            self.tr("%Ln model(s)", "", found.listed),
            self.tr("%Ln price(s) of your own", "", found.own),
        ]
        if not found.unpriced:
            said.append(self.tr("every recorded call has a cost"))
        self._head.setText("  ·  ".join(said))
        if found.trouble:
            self._head.setText(found.trouble)
        names = sorted({entry.provider for entry in found.entries})
        if names != [self._provider.itemData(i) for i in range(1, self._provider.count())]:
            wanted = self._provider.currentData()
            self._provider.blockSignals(True)
            while self._provider.count() > 1:
                self._provider.removeItem(1)
            for name in names:
                self._provider.addItem(name, name)
            self._provider.setCurrentIndex(max(0, self._provider.findData(wanted)))
            self._provider.blockSignals(False)
        self._narrow()
        if self._split.opened and self._detail.entry is not None:
            self._ask_model(self._detail.entry)

    def _on_failed(self, error: Exception) -> None:
        self._state.say_error(error, self.refresh_soon)
        self._split.show_state()

    def _narrow(self) -> None:
        if self._found is None:
            return
        current = self._current()
        found = chosen(
            self._found.entries,
            words=self._search.text(),
            provider=self._provider.currentData() or "",
            kinds=_KINDS[self._kind.currentData()],
            order=self._order.currentData(),
        )
        self._model.show_entries(found)
        row = None if current is None else self._model.row_of(current.key)
        if row is not None:
            self._view.setCurrentIndex(self._model.index(row, 0))
        if found:
            self._split.show_table()
        elif self._kind.currentData() == "own" and not self._found.own:
            self._state.say(
                "prices",
                self.tr("You have no prices of your own"),
                self.tr(
                    "The list's prices count. A contract or a computer of your own may cost something else."
                ),
                action=self.tr("Set a price…"),
                act=self._on_set_wanted,
            )
            self._split.show_state()
        else:
            self._state.say(
                "search",
                self.tr("No price is like that"),
                self.tr("A model that the list does not know can have a price of your own."),
                action=self.tr("Show all"),
                act=self._show_all,
            )
            self._split.show_state()

    def _show_all(self) -> None:
        self._provider.setCurrentIndex(0)
        self._kind.setCurrentIndex(0)
        self._search.clear()

    # ---- one model

    def _current(self) -> PriceEntry | None:
        index = self._view.currentIndex()
        return index.data(ENTRY_ROLE) if index.isValid() else None

    def open_row(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row, 0))
        self._on_opened(self._model.index(row, 0))

    def _on_opened(self, index: QModelIndex) -> None:
        self._show_entry(index.data(ENTRY_ROLE))
        self._split.open_detail()

    def _on_selection_changed(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        entry = self._current()
        if entry is not None and self._split.opened:
            self._show_entry(entry)

    def _show_entry(self, entry: PriceEntry) -> None:
        self._detail.show_entry(entry)
        self._ask_model(entry)

    def _ask_model(self, entry: PriceEntry) -> None:
        if entry.kind == "mapped":
            return
        engine, own = self.context.engine, entry.line if entry.kind == "own" else None
        self.context.queries.ask(
            "price-model",
            lambda: read_model(engine.prices, engine.providers.all, entry.provider, entry.model, own),
            self._on_model_read,
            self._on_failed,
            (entry.provider, entry.model),
        )

    def _on_model_read(self, found: ModelFound) -> None:
        entry = self._detail.entry
        if entry is not None and (entry.provider, entry.model) == (found.provider, found.model):
            self._detail.show_model(found)

    def close_detail(self) -> None:
        self._split.close_detail()

    # ---- acts

    def _on_set_wanted(self) -> None:
        entry = self._current()
        provider = entry.provider if entry else str(self._provider.currentData() or "")
        self._ask_price(provider, entry.model if entry and entry.kind != "mapped" else "")

    def _on_unpriced(self, one: Unpriced) -> None:
        self._ask_price(one.provider, one.model)

    def _on_own_wanted(self, entry: PriceEntry) -> None:
        prices = dict(entry.line.band.prices) if entry.line is not None else None
        self._ask_price(entry.provider, entry.model, prices)

    def _ask_price(self, provider: str, model: str, prices: dict[str, int] | None = None) -> None:
        form = PriceForm(self.context, self, provider=provider, model=model, prices=prices)
        form.acted.connect(partial(self._on_priced, self.context.engine.prices.own))
        form.open()

    def _on_map_wanted(self, one: Unpriced) -> None:
        form = PriceAsSheet(self.context, self, one.provider, one.model)
        form.acted.connect(partial(self._on_priced, []))
        form.open()

    def _on_priced(self, before: list[OwnPrice], said: str, _back: list[Step], results: list[Any]) -> None:
        """The new price counts from now on; whether the past is to follow is the user's to say."""
        self.refresh_soon()
        result = results[0]
        if "of" in result:
            back = [mapping(result["of"], "")]
        else:
            names = result["provider"], result["model"]
            back = [unsetting(*names, if_any=True), *setting(before, *names)]
        priced: int | None = result.get("auto_priced")
        if priced is not None:
            self._doing.offer(self.tr("The price is set; %Ln call(s) have one now", "", priced), back)
            return
        self._doing.offer(said, back)
        if self.isVisible():  # it may have taken so long that somebody went on elsewhere
            unpriced = self._found is not None and bool(self._found.unpriced)
            RepriceSheet(self.context, self, unpriced_only=unpriced).open()

    def _on_unset(self, entry: PriceEntry) -> None:
        one = entry.mapped
        if one is not None:
            of, to = f"{one.provider}/{one.name}".rstrip("/"), f"{one.seller}/{one.model}".rstrip("/")
            act, back = mapping(of, ""), [mapping(of, to)]
        else:
            names = entry.provider, entry.model
            act, back = unsetting(*names), setting(self.context.engine.prices.own, *names)
        self.close_detail()
        self._doing.do(
            [act], self.tr("The list's price counts again; past calls keep their cost."), back=back
        )

    def _on_reprice_wanted(self) -> None:
        RepriceSheet(self.context, self).open()

    def _on_update_wanted(self) -> None:
        PriceUpdateSheet(self.context, self).open()

    def _on_what_if_wanted(self, entry: PriceEntry) -> None:
        entries = self._found.entries if self._found else []
        called = list(dict.fromkeys(e.model for e in entries if e.calls))
        WhatIfSheet(self.context, self, entry.provider, entry.model, called).open()

    # ---- keyboard and room

    def take_focus(self) -> None:
        self._search.setFocus()

    def search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._split.take_key(event.key(), self._search):
            super().keyPressEvent(event)


def _day_words(stamp: str) -> str:
    """The day of a list, which need not be one."""
    try:
        return formats.day(datetime.fromisoformat(stamp))
    except ValueError:
        return stamp


PAGE = PricesPage
