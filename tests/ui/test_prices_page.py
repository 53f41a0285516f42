"""Prices: what has none, one of one's own with its effect told first, and the past priced anew and back."""

import json
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.catalogue import seal
from app.core.filters import CallFilter
from app.platform.clock import now_us
from app.services import repricing
from app.services.operations import perform
from app.services.price_lists import built_in
from app.ui import formats
from app.ui.models.price_entries import read_model
from app.ui.models.price_ways_back import unsetting
from app.ui.models.prices import ENTRY_ROLE
from app.ui.pages.prices import PricesPage
from app.ui.session import Session
from app.ui.widgets import reprice_sheet
from app.ui.widgets.fields import ChoiceBox
from app.ui.widgets.list_view import ListView
from app.ui.widgets.price_as_sheet import PriceAsSheet
from app.ui.widgets.price_detail import PriceDetail
from app.ui.widgets.price_effect import PriceEffect
from app.ui.widgets.price_form import PriceForm
from app.ui.widgets.price_update_sheet import PriceUpdateSheet
from app.ui.widgets.reprice_sheet import RepriceSheet
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.unpriced_card import UnpricedCard
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until

T = TypeVar("T", bound=QWidget)


def test_every_price_of_the_list_is_there_and_what_one_calls_comes_first(session: Session) -> None:
    fill(session, *(make_call(model="gpt-4o") for _ in range(3)), make_call(model="gpt-5"))
    page, view = _page(session)
    wait_until(lambda: view.model().rowCount() > 1000, "the list")
    catalogue = session.window.context.engine.prices.book.catalogue
    entries = [view.model().index(row, 0).data(ENTRY_ROLE) for row in range(view.model().rowCount())]
    assert [(e.model, e.calls) for e in entries[:2]] == [("gpt-4o", 3), ("gpt-5", 1)]
    assert {e.provider for e in entries} == set(catalogue.providers)
    price = catalogue.find("openai", "gpt-5")
    assert price is not None
    assert (
        entries[1].cells[0] == "$1.25" == f"${price.rows('standard')[-1].bands[-1].prices['input'] / 1e6:.2f}"
    )
    assert "every recorded call has a cost" in _texts(page)


def test_the_price_that_counts_now_stands_first_and_a_former_one_says_until_when(session: Session) -> None:
    _, view = _page(session)
    wait_until(lambda: view.model().rowCount() > 1000, "the list")
    engine = session.window.context.engine
    entries = [view.model().index(row, 0).data(ENTRY_ROLE) for row in range(view.model().rowCount())]
    dated = [e for e in entries if e.line is not None and e.line.from_us and not e.line.hours]
    compared = 0
    for entry in dated:
        lines = read_model(engine.prices, engine.providers.all, entry.provider, entry.model, None).lines
        former = [
            line
            for line in lines
            if (line.tier, line.from_us, line.hours) == (entry.line.tier, None, "")
            and line.source == "catalogue"
        ]
        if lines[0].used_now and former:
            assert all(line.until_us and line.until_us <= now_us() for line in former)
            compared += 1
    assert compared


def test_models_are_found_by_typing_and_by_their_provider(session: Session, qtbot: QtBot) -> None:
    page, view = _page(session)
    wait_until(lambda: view.model().rowCount() > 1000, "the list")
    session.window.commands.find_in_page()
    qtbot.keyClicks(session.window.focusWidget(), "sonnet 4-5")
    names = {view.model().index(row, 0).data() for row in range(view.model().rowCount())}
    assert names
    assert all("sonnet" in name.lower() for name in names)
    provider = next(b for b in page.findChildren(QComboBox) if b.accessibleName() == "Provider")
    provider.setCurrentIndex(provider.findData("anthropic"))
    sellers = {view.model().index(row, 1).data() for row in range(view.model().rowCount())}
    assert sellers == {"anthropic"}
    qtbot.keyClicks(session.window.focusWidget(), "no such model")
    assert "No price is like that" in _texts(page)


def test_one_model_is_laid_open_by_keyboard_with_the_price_that_counts(
    session: Session, qtbot: QtBot
) -> None:
    page, view = _page(session)
    wait_until(lambda: view.model().rowCount() > 1000, "the list")
    page.search()
    field = session.window.focusWidget()
    qtbot.keyClicks(field, "gpt-4o-mini")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    detail = page.findChild(PriceDetail)
    assert detail is not None
    wait_until(lambda: any("Counts now" in text for text in _texts(detail)), "the model's prices")
    assert any("batch" in text for text in _texts(detail))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert detail.isHidden()


def test_unpriced_models_stand_on_top_and_are_priced_as_another_model(session: Session, qtbot: QtBot) -> None:
    fill(session, *(_unpriced("azure", "mine") for _ in range(4)), _unpriced("openai", "gpt-99"))
    page, _ = _page(session)
    card = page.findChild(UnpricedCard)
    assert card is not None
    wait_until(card.isVisible, "the unpriced models")
    assert any("5 calls without a price" in text for text in _texts(card))
    qtbot.mouseClick(_button(card, "Show 2 models"), Qt.MouseButton.LeftButton)
    button = next(
        b for b in card.findChildren(QPushButton) if b.accessibleName() == "Price mine as another model"
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    sheet = _dialog(page, PriceAsSheet)
    line = sheet.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, "gpt-4o")
    wait_until(lambda: "4 calls" in _effect(sheet), "what it would change")
    qtbot.mouseClick(_button(sheet, "Price it so"), Qt.MouseButton.LeftButton)
    again = _dialog(page, RepriceSheet)
    wait_until(lambda: "4 calls" in _effect(again), "the past is offered")
    qtbot.mouseClick(_button(again, "Reprice"), Qt.MouseButton.LeftButton)
    reader = session.window.context.engine.ledger.reader
    wait_until(lambda: reader.summary(CallFilter(model=("mine",))).unpriced == 0, "they have a cost")
    wait_until(lambda: _button(again, "Close").isEnabled(), "done")
    again.reject()
    wait_until(lambda: any("1 call without a price" in text for text in _texts(card)), "one is left")


def test_a_price_of_ones_own_says_what_it_changes_and_asks_where_it_is_ten_times_the_lists(
    session: Session, qtbot: QtBot
) -> None:
    fill(session, *(make_call(model="gpt-5", cost_nusd=1_000_000) for _ in range(6)))
    page, _ = _page(session)
    page._ask_price("openai", "gpt-5")
    form = _dialog(page, PriceForm)
    field = next(f for f in form.findChildren(QLineEdit) if f.accessibleName() == "Input")
    field.setText("12.5")
    set_ = _button(form, "Set the price")
    sure = form.findChild(QCheckBox)
    assert sure is not None
    wait_until(sure.isVisible, "it asks")
    assert "1.25" in form.trouble
    assert not set_.isEnabled()
    output = next(f for f in form.findChildren(QLineEdit) if f.accessibleName() == "Output")
    field.setText("2")
    output.setText("nonsense")
    wait_until(lambda: "not a price" in form.trouble, "it says what is no price")
    output.setText("20")
    then = formats.usd(6 * (1_500 * 2_000 + 80 * 20_000))  # what is read from the cache costs what input does
    words = f"6 calls of the last 30 days: {formats.usd(6_000_000)} would become {then}"
    wait_until(lambda: "would become" in _effect(form), "the effect")
    assert words in _effect(form)
    assert any("left empty, it costs $2.00" in text for text in _texts(form))
    assert sure.isHidden()
    qtbot.mouseClick(set_, Qt.MouseButton.LeftButton)
    _dialog(page, RepriceSheet).reject()
    engine = session.window.context.engine
    (own,) = engine.prices.own
    assert dict(own.override.prices) == {"input": 2_000_000, "output": 20_000_000}
    assert own.made_by == "window"
    view = page.findChild(ListView)
    assert view is not None
    wait_until(lambda: view.model().index(0, 7).data() == "Your price", "it stands first")
    page.open_row(0)
    settle(session)
    detail = page.findChild(PriceDetail)
    assert detail is not None
    qtbot.mouseClick(_button(detail, "Back to the list's"), Qt.MouseButton.LeftButton)
    wait_until(lambda: view.model().index(0, 7).data() == "List", "the list's price again")
    wait_until(lambda: any("counts again" in text for text in _texts(page)), "it is told")
    qtbot.mouseClick(_button(page, "Undo"), Qt.MouseButton.LeftButton)
    wait_until(lambda: view.model().index(0, 7).data() == "Your price", "one's own again")
    (now,) = [price.override for price in engine.prices.own if price.removed_us is None]
    assert dict(now.prices) == dict(own.override.prices)


def test_the_price_before_comes_back_though_the_new_one_was_taken_away_elsewhere(
    session: Session, qtbot: QtBot
) -> None:
    engine, of = session.window.context.engine, {"provider": "openai", "model": "gpt-5"}
    perform(engine, "price.set", {**of, "prices": {"input": 3_000_000}, "yes": True})
    page, _ = _page(session)
    page._ask_price("openai", "gpt-5")
    form = _dialog(page, PriceForm)
    next(f for f in form.findChildren(QLineEdit) if f.accessibleName() == "Input").setText("2")
    set_ = _button(form, "Set the price")
    wait_until(set_.isEnabled, "it may be set")
    qtbot.mouseClick(set_, Qt.MouseButton.LeftButton)
    _dialog(page, RepriceSheet).reject()

    def prices() -> list[dict[str, int]]:
        return [dict(own.override.prices) for own in engine.prices.own if own.removed_us is None]

    wait_until(lambda: prices() == [{"input": 2_000_000}], "the new one")
    perform(engine, "price.unset", of)
    page._doing.bar.undo()
    wait_until(lambda: prices() == [{"input": 3_000_000}], "the one before")


def test_advice_on_prices_of_ones_own_names_the_choice_that_shows_them(session: Session) -> None:
    page, _ = _page(session)
    page._doing.do([unsetting("openai", "gpt-5")])
    wait_until(lambda: "“Your own” on the page Prices shows them." in page._doing.bar.words, "it is told")


def test_repricing_is_shown_first_done_and_taken_back(session: Session, qtbot: QtBot) -> None:
    fill(session, *(make_call(model="gpt-5", cost_nusd=7) for _ in range(5)))
    reader = session.window.context.engine.ledger.reader
    page, _ = _page(session)
    page._on_reprice_wanted()
    sheet = _dialog(page, RepriceSheet)
    wait_until(lambda: "5 calls" in _effect(sheet), "the preview")
    assert reader.summary(CallFilter()).cost_nusd == 35
    qtbot.mouseClick(_button(sheet, "Reprice"), Qt.MouseButton.LeftButton)
    wait_until(lambda: "5 calls have another cost now" in _effect(sheet), "it is done")
    assert reader.summary(CallFilter()).cost_nusd > 35
    qtbot.mouseClick(_button(sheet, "Undo the last repricing"), Qt.MouseButton.LeftButton)
    wait_until(lambda: reader.summary(CallFilter()).cost_nusd == 35, "it is taken back")
    wait_until(lambda: "5 calls" in sheet.trouble, "and told")
    wait_until(lambda: not session.jobs.working, "and looked at again")
    sheet.reject()


def test_a_repricing_that_is_called_off_keeps_what_was_done_and_can_be_taken_back(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repricing, "_PIECE_CALLS", 5)
    fill(session, *(make_call(model="gpt-5", cost_nusd=7) for _ in range(60)))
    reader = session.window.context.engine.ledger.reader
    page, _ = _page(session)
    page._on_reprice_wanted()
    sheet = _dialog(page, RepriceSheet)
    wait_until(lambda: "60 calls" in _effect(sheet), "the preview")
    pieces: list[str] = []

    def perform_three(office: Any, name: str, words: Any, actor: Any) -> Any:
        pieces.append(name)
        if len(pieces) == 3:
            assert sheet._job is not None
            sheet._job.call_off()  # what a click on Cancel does
        return perform(office, name, words, actor)

    monkeypatch.setattr(reprice_sheet, "perform", perform_three)
    sheet._on_go()
    wait_until(lambda: "15 calls have another cost now" in _effect(sheet), "it ends")
    costs = [call.cost_nusd for call in reader.calls(CallFilter(), 100)]
    assert costs.count(7) == 45
    qtbot.mouseClick(_button(sheet, "Undo the last repricing"), Qt.MouseButton.LeftButton)
    wait_until(lambda: reader.summary(CallFilter()).cost_nusd == 420, "all of it is taken back")
    wait_until(lambda: not session.jobs.working, "done")
    sheet.reject()


def test_a_newer_list_is_shown_before_it_is_taken_and_can_be_put_back(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    page, _ = _page(session)
    page._on_update_wanted()
    sheet = _dialog(page, PriceUpdateSheet)
    source = sheet.findChild(QLineEdit)
    assert source is not None
    engine = session.window.context.engine
    before = engine.prices.list.catalogue.head.stamp
    source.setText(str(_newer_list(tmp_path)))
    qtbot.mouseClick(_button(sheet, "Show what differs"), Qt.MouseButton.LeftButton)
    take = _button(sheet, "Take this list")
    wait_until(take.isEnabled, "it is looked at")
    assert any("1 price changed" in text for text in _texts(sheet))
    assert engine.prices.list.catalogue.head.stamp == before
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    wait_until(lambda: engine.prices.list.origin == "update", "it is taken")
    undo = _button(sheet, "Undo the last update")
    wait_until(lambda: undo.isVisible() and not session.jobs.working, "there is a way back")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    wait_until(lambda: engine.prices.list.catalogue.head.stamp == before, "the list before")
    wait_until(lambda: not session.jobs.working, "all done")
    source.setText(str(tmp_path / "nowhere.jsonl"))
    qtbot.mouseClick(_button(sheet, "Show what differs"), Qt.MouseButton.LeftButton)
    wait_until(lambda: "cannot be read" in sheet.trouble, "what went wrong is said")
    sheet.reject()


def test_who_has_no_prices_of_their_own_is_told_what_they_are_for(session: Session) -> None:
    page, view = _page(session)
    wait_until(lambda: view.model().rowCount() > 1000, "the list")
    kind = next(b for b in page.findChildren(QComboBox) if b.accessibleName() == "Which prices")
    kind.setCurrentIndex(kind.findData("own"))
    assert "You have no prices of your own" in _texts(page)


def _newer_list(folder: Path) -> Path:
    """The built-in list a day later, with one price that is another."""
    from dataclasses import replace
    from datetime import UTC, datetime, timedelta

    old = built_in()
    lines: list[dict[str, Any]] = []
    for provider in old.providers:
        for model in old.models(provider):
            line = {
                "model": model.model,
                "names": dict(model.names),
                "prices": json.loads(json.dumps(model.raw)),
            }
            del line["names"][model.model.lower()]
            if (provider, model.model) == ("openai", "gpt-5"):
                line["prices"]["standard"][-1]["prices"]["input"] = 1_300_000
            lines.append(line)
    day = datetime.fromtimestamp(now_us() / 1e6, UTC) + timedelta(days=1)
    path = folder / "newer.jsonl"
    path.write_bytes(seal(replace(old.head, stamp=f"{day:%Y-%m-%d}"), lines))
    return path


def _page(session: Session) -> tuple[PricesPage, ListView]:
    page = show_page(session, "prices")
    assert isinstance(page, PricesPage)
    view = page.findChild(ListView)
    assert view is not None
    return page, view


def _unpriced(provider: str, model: str):
    return make_call(provider=provider, model=model, cost_nusd=None, cost_basis="unpriced")


def _texts(root: QWidget) -> list[str]:
    texts = [label.text() for label in root.findChildren(QLabel) if label.isVisible()]
    return [part for text in texts for part in (text, *text.split("  ·  "))]


def _dialog(page: QWidget, kind: type[T]) -> T:
    wait_until(lambda: any(d.isVisible() for d in page.findChildren(kind)), kind.__name__)
    return next(d for d in page.findChildren(kind) if d.isVisible())


def _effect(sheet: QWidget) -> str:
    effect = sheet.findChild(PriceEffect)
    assert effect is not None
    return effect.words


def _button(root: QWidget, text: str) -> QPushButton:
    return next(b for b in root.findChildren(QPushButton) if b.text() == text)


def test_in_a_small_window_with_large_text_the_search_has_a_line_of_its_own(session: Session) -> None:
    session.window.resize(1024, 700)
    page = show_page(session, "prices")
    search, box = page.findChild(SearchField), page.findChildren(ChoiceBox)[0]
    assert search is not None
    side = search.parentWidget()
    assert side is not None
    wait_until(lambda: search.geometry().bottom() > box.mapTo(side, box.rect().topLeft()).y(), "beside them")
    session.theme.wear("light", 200)
    wait_until(lambda: search.geometry().bottom() < box.mapTo(side, box.rect().topLeft()).y(), "above them")
    wait_until(lambda: search.width() == side.width(), "as wide as the page")
