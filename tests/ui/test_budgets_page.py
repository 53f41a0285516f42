"""The page of budgets: what it says agrees with the ledger, what it does holds, and can be taken back."""

import threading
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.budgets import Budget, BudgetScope, Raise, Tally
from app.core.errors import BudgetError
from app.core.filters import CallFilter
from app.core.periods import HOUR_US, Span, local
from app.ledger.auditing import entries
from app.ledger.budgets import BudgetEvent, keep_events
from app.platform.clock import now_us
from app.services.outlook import PastPeriod, Preview
from app.ui import formats
from app.ui.doing import in_turn
from app.ui.pages.budgets import BudgetsPage
from app.ui.pages.budgets_data import Course, read_history
from app.ui.session import Session
from app.ui.standings import Standing, preview_words, tightest
from app.ui.status_bar import StatusBar
from app.ui.tray import tray_icon
from app.ui.widgets.budget_bar import BudgetBar
from app.ui.widgets.budget_card import BudgetCard
from app.ui.widgets.budget_form import BudgetForm
from app.ui.widgets.budget_strip import BudgetBrief, BudgetStrip
from app.ui.widgets.period_bars import PeriodBars
from app.ui.widgets.raise_form import RaiseForm
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until

USD = 1_000_000_000
DAY_US = 86_400_000_000
_GREY = QImage.Format.Format_Grayscale8


def budgets_page(session: Session) -> BudgetsPage:
    page = show_page(session, "budgets")
    assert isinstance(page, BudgetsPage)
    settle(session, 50)
    return page


def add(session: Session, *budgets: Budget) -> None:
    for budget in budgets:
        session.window.context.engine.budgets.add(budget)


def names(session: Session) -> list[str]:
    return [tally.budget.name for tally in session.window.context.engine.gate.all()]


def tally_of(session: Session, name: str) -> Tally:
    return next(t for t in session.window.context.engine.gate.all() if t.budget.name == name)


def card(page: BudgetsPage, name: str) -> BudgetCard:
    wait_until(lambda: name in page._cards, f"the card of {name}")
    return page._cards[name]


def words(widget: BudgetCard) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def said(status: StatusBar, text: str) -> bool:
    return any(label.text() == text for label in status.findChildren(QLabel))


def press(qtbot: QtBot, widget: BudgetCard, key: Qt.Key) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, key)


def undo(session: Session, page: BudgetsPage, qtbot: QtBot) -> None:
    wait_until(lambda: bool(page._doing.bar.words), "what was done is told")
    wait_until(lambda: not session.queries.working, "all is read")
    session.window.activateWindow()  # offscreen, nobody does it when a sheet closes
    wait_until(session.window.isActiveWindow, "the window is active")
    page.take_focus()
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def spend(session: Session, *costs: int, **changes: object) -> None:
    fill(session, *(make_call(cost_nusd=cost, **changes) for cost in costs))
    session.window.context.engine.gate.reload()


def test_without_a_budget_there_is_one_thing_to_do(session: Session, qtbot: QtBot) -> None:
    page = budgets_page(session)
    wait_until(lambda: page._state.accessibleName() == "No budget yet", "the state")
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "Make a first budget")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    assert form.isVisible()
    form.reject()


def test_what_a_card_says_is_what_the_ledger_has(session: Session) -> None:
    spend(session, 3 * USD, 4 * USD, client="tests")
    spend(session, 5 * USD, client="other")
    add(session, Budget("mine", 20 * USD, scope=BudgetScope(client="tests")), Budget("all", 15 * USD))
    page = budgets_page(session)
    reader = session.window.context.engine.ledger.reader
    whole = reader.summary(CallFilter()).cost_nusd
    assert whole == 12 * USD
    assert "$7.00" in words(card(page, "mine"))
    assert "$12.00" in words(card(page, "all"))
    assert "of $15.00 · 80 %" in words(card(page, "all"))
    assert card(page, "all")._pill.text == "Nearly used up"
    assert page._order == ["all", "mine"]  # the tightest first
    spend(session, 3 * USD, client="other")
    wait_until(lambda: "$15.00" in words(card(page, "all")), "the card follows the calls")
    assert card(page, "all")._pill.text == "Used up, calls are stopped"


def test_what_is_held_for_a_call_under_way_is_shown_and_given_back(session: Session) -> None:
    add(session, Budget("b", 10 * USD))
    page = budgets_page(session)
    gate = session.window.context.engine.gate
    under_way = make_call(started_us=now_us())
    assert gate.admit(under_way, None) is None
    held = tally_of(session, "b").held
    assert held
    wait_until(lambda: "1 under way" in words(card(page, "b")), "the hold is shown")
    gate.release(under_way)
    wait_until(lambda: "1 under way" not in words(card(page, "b")), "and given back")


def test_a_budget_is_made_with_the_keyboard_alone_and_taken_back(session: Session, qtbot: QtBot) -> None:
    page = budgets_page(session)
    session.window.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    assert form.focusWidget() is form._limit
    qtbot.keyClicks(form._limit, "25")
    for following in (form._unit, form._period, form._action, form._name):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        assert form.focusWidget() is following
    form._limit.setFocus()
    qtbot.keyClick(form._limit, Qt.Key.Key_Return)
    wait_until(lambda: names(session) == ["Everything, monthly"], "it is made")
    made = tally_of(session, "Everything, monthly").budget
    assert (made.limit, made.period, made.action, made.scope) == (25 * USD, "month", "block", BudgetScope())
    wait_until(lambda: "Everything, monthly" in page._cards, "it is shown")
    wait_until(lambda: card(page, "Everything, monthly").opened, "and opened")
    undo(session, page, qtbot)
    wait_until(lambda: names(session) == [], "it is gone again")
    wait_until(page._state.isVisible, "the empty page")


def test_the_form_tells_what_the_budget_would_have_done(session: Session) -> None:
    add(session, Budget("b", USD))
    period = tally_of(session, "b").span
    before = tally_of(session, "b").budget.span(period.since_us - 1)
    middle = (before.since_us + before.until_us) // 2
    fill(session, *(make_call(started_us=middle + i * 60_000_000, cost_nusd=USD) for i in range(10)))
    page = budgets_page(session)
    page.make_new()
    form = session.window.findChild(BudgetForm)
    assert form is not None
    form._limit.setText("4")
    wait_until(lambda: "this would have stopped on" in form._preview.text(), "the preview")
    assert "$10.00" in form._preview.text()
    assert form._bars.isVisibleTo(form)
    form._limit.setText("40")
    wait_until(lambda: "it would not have been reached" in form._preview.text(), "the preview follows")
    form._limit.setText("forty")
    wait_until(
        lambda: "forty is not an amount" in form._preview.text(), "what is wrong is told where it is typed"
    )
    form._save.click()
    assert "is not an amount" in form.trouble
    form.reject()


def test_a_limit_is_read_as_this_locale_writes_it(session: Session) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        page = budgets_page(session)
        page.make_new()
        form = session.window.findChild(BudgetForm)
        assert form is not None
        form._limit.setText("1.234,50")
        assert form._typed().limit == 1_234_500_000_000
        form.reject()
    finally:
        QLocale.setDefault(before)


def test_an_edit_changes_what_was_typed_and_is_taken_back(session: Session, qtbot: QtBot) -> None:
    plan = Budget(
        "b", 5 * USD, period="rolling", hours=7, scope=BudgetScope(model="gpt-*"), thresholds=(10, 90),
        unpriced="block", zone="Asia/Kathmandu",
    )  # fmt: skip
    add(session, plan)
    before = tally_of(session, "b").budget
    page = budgets_page(session)
    press(qtbot, card(page, "b"), Qt.Key.Key_F2)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    form._limit.setText("6.50")
    form._scope["model"].setCurrentText("")
    form._save.click()
    wait_until(lambda: tally_of(session, "b").budget.limit == 6_500_000_000, "it is changed")
    after = tally_of(session, "b").budget
    assert after.scope == BudgetScope()
    assert (after.hours, after.thresholds, after.unpriced, after.zone) == (
        7, (10, 90), "block", "Asia/Kathmandu"
    )  # fmt: skip
    undo(session, page, qtbot)
    wait_until(lambda: tally_of(session, "b").budget == before, "all of it is as before")


def test_a_budget_in_total_tells_what_it_was_spent_on_since_when_and_how_long_it_lasts(
    session: Session, qtbot: QtBot
) -> None:
    day_us, now = 24 * HOUR_US, now_us()
    for cost, model, days in ((3 * USD, "dear", 200), (2 * USD, "cheap", 1), (USD, "cheap", 2)):
        fill(session, make_call(model=model, cost_nusd=cost, started_us=now - days * day_us))
    fill(session, make_call(model="other's", client="other", cost_nusd=9 * USD))
    add(session, Budget("b", 12 * USD, period="total", scope=BudgetScope(client="tests")))
    page = budgets_page(session)
    page.show_part("b")
    detail_of = card(page, "b")
    wait_until(lambda: detail_of.detail is not None and detail_of.detail._models.isVisible(), "its models")
    detail = detail_of.detail
    assert detail is not None
    began = formats.month(local(now - 200 * day_us, ZoneInfo("UTC")))
    ends = {formats.day(local(at_us + 60 * day_us, ZoneInfo("UTC"))) for at_us in (now, now_us())}
    assert detail._course.text() in {
        f"It counts calls since {began}. $3.00 in the last 30 days. "
        f"At that pace it will be used up about {end}."
        for end in ends
    }
    shown = [(row.cells[0], row.cells[1], row.share) for row in detail._models._rows.rows]
    assert sorted(shown) == [("cheap", "$3.00", 0.5), ("dear", "$3.00", 0.5)]
    dear = next(row.key for row in detail._models._rows.rows if row.cells[0] == "dear")
    detail._models.chosen.emit(dear)
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "its calls")
    assert (session.lens.filter.client, session.lens.filter.model) == (("tests",), ("dear",))


def _course_of(session: Session, budget: Budget) -> Course:
    engine = session.window.context.engine
    if not names(session):
        add(session, budget)
    found = read_history(engine, Standing(replace(tally_of(session, "b"), budget=budget), now_us())).course
    assert found is not None
    return found


def test_a_young_budget_in_total_lasts_as_long_as_its_own_days_say(session: Session) -> None:
    now = now_us()
    for cost, hours in ((10, 48), (10, 24), (1, 12)):
        fill(session, make_call(cost_nusd=cost * USD, started_us=now - hours * HOUR_US))
    course = _course_of(session, Budget("b", 30 * USD, period="total"))
    assert (course.days, course.lately) == (2, 21 * USD)
    assert course.runs_out_us is not None
    assert 0.85 < (course.runs_out_us - now) / DAY_US < 0.9  # 9 are left, of 10.50 a day


def test_of_a_budget_in_total_that_is_hours_old_no_end_is_told(session: Session) -> None:
    fill(session, make_call(cost_nusd=USD, started_us=now_us() - 3 * HOUR_US))
    course = _course_of(session, Budget("b", 30 * USD, period="total"))
    assert (course.days, course.lately, course.runs_out_us) == (30, USD, None)


def test_a_raise_lasts_no_longer_than_it_was_given_for(session: Session) -> None:
    now = now_us()
    fill(session, make_call(cost_nusd=20 * USD, started_us=now - 10 * DAY_US))
    plain = Budget("b", 24 * USD, period="total")

    def days(*raises: Raise) -> float:
        ends_us = _course_of(session, replace(plain, raises=raises)).runs_out_us
        assert ends_us is not None
        return (ends_us - now) / DAY_US

    assert days() == pytest.approx(2, abs=0.1)
    assert days(Raise(100 * USD, now - 1, now + DAY_US)) == pytest.approx(2, abs=0.1)
    assert days(Raise(100 * USD, now - 1, now + 5 * DAY_US)) == pytest.approx(5, abs=0.1)
    assert days(Raise(10 * USD, now - 1, now + 30 * DAY_US)) == pytest.approx(7, abs=0.1)


def test_a_paused_budget_in_total_tells_no_end(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(cost_nusd=20 * USD, started_us=now_us() - 10 * DAY_US))
    add(session, Budget("b", 24 * USD, period="total"))
    page = budgets_page(session)
    page.show_part("b")
    shown = card(page, "b")
    wait_until(lambda: shown.detail is not None and "used up about" in shown.detail._course.text(), "its end")
    page._pause("b", paused=True)
    wait_until(lambda: shown.detail is not None and "used up" not in shown.detail._course.text(), "no end")


def test_models_beyond_the_dearest_are_in_a_row_of_their_own_that_leads_to_their_calls(
    session: Session,
) -> None:
    fill(session, *(make_call(model=f"m{n}", cost_nusd=(10 - n) * USD) for n in range(9)))
    add(session, Budget("b", 100 * USD, period="total"))
    page = budgets_page(session)
    page.show_part("b")
    shown = card(page, "b")
    wait_until(lambda: shown.detail is not None and shown.detail._models.isVisible(), "its models")
    assert shown.detail is not None
    rows = shown.detail._models._rows.rows
    assert [row.cells for row in rows][-2:] == [("m5", "$5.00"), ("Other", "$9.00")]
    assert sum(row.share for row in rows) == pytest.approx(1)
    shown.detail._models.chosen.emit(rows[-1].key)
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "their calls")
    assert set(session.lens.filter.model) == {"m6", "m7", "m8"}


def test_a_budget_that_one_is_led_to_is_in_view_with_all_that_lies_behind_it(session: Session) -> None:
    fill(session, *(make_call(model=f"m{n}", cost_nusd=(10 - n) * USD) for n in range(9)))
    add(session, *(Budget(f"b{n}", (100 + n) * USD, period="total") for n in range(5)))
    session.window.resize(1024, 700)
    session.theme.wear("light", 150)
    page = budgets_page(session)
    wait_until(lambda: len(page._cards) == 5, "the cards")
    settle(session, 50)
    page.show_part("b2")
    shown = card(page, "b2")
    wait_until(lambda: shown.detail is not None and shown.detail._models.isVisible(), "its models")
    view = page._scroll.viewport()

    def top() -> int:
        return shown.mapTo(view, shown.rect().topLeft()).y()

    wait_until(
        lambda: (
            top() == 0 if shown.height() > view.height() else 0 <= top() <= view.height() - shown.height()
        ),
        "as much of it as there is room for",
    )


def test_what_stands_below_the_bars_is_whole_and_apart(session: Session) -> None:
    budget, day = Budget("b", 10 * USD, period="day"), 20_000 * DAY_US
    bars = PeriodBars(session.theme)
    chart = bars._chart
    for count in (1, 2, 5, 12):
        past = [PastPeriod(Span(day + n * DAY_US, day + (n + 1) * DAY_US), USD, None) for n in range(count)]
        chart.show_periods(budget, past, 10 * USD)
        for width in (160, 237, 380, 900):
            chart.resize(width, 120)
            named = list(chart._names(budget, chart.fontMetrics()).values())
            assert named
            ends = [0.0, *(left + wide for _, left, wide in named)]
            assert ends[-1] <= width
            assert all(left >= end for (_, left, _), end in zip(named, ends, strict=False)), (count, width)


def test_a_budget_is_renamed_with_all_that_happened_to_it_and_back(session: Session, qtbot: QtBot) -> None:
    spend(session, 3 * USD)
    add(session, Budget("b", 4 * USD, period="total"))
    spend(session, USD)
    page = budgets_page(session)
    press(qtbot, card(page, "b"), Qt.Key.Key_F2)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    form._name.setFocus()
    form._name.selectAll()
    qtbot.keyClicks(form._name, "everything")
    qtbot.keyClick(form._name, Qt.Key.Key_Return)
    wait_until(lambda: names(session) == ["everything"], "it is renamed")
    wait_until(lambda: "b is called everything now" in page._doing.bar.words, "it is told")
    wait_until(lambda: "b" not in page._cards, "the other is gone")
    wait_until(lambda: session.window.focusWidget() is card(page, "everything"), "the keyboard goes along")
    wait_until(lambda: "$4.00" in words(card(page, "everything")), "what is spent stays")
    undo(session, page, qtbot)
    wait_until(lambda: names(session) == ["b"], "and back")
    wait_until(lambda: "$4.00" in words(card(page, "b")), "with all of it")


def test_the_keyboard_stays_with_a_budget_that_gets_its_old_name_back(session: Session, qtbot: QtBot) -> None:
    add(session, Budget("b", 4 * USD), Budget("c", 5 * USD), Budget("d", 6 * USD))
    page = budgets_page(session)
    renamed = card(page, "c")
    press(qtbot, renamed, Qt.Key.Key_F2)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    form._name.setText("all")
    form._save.click()
    wait_until(lambda: "c is called all now" in page._doing.bar.words, "it is told")
    wait_until(lambda: session.window.focusWidget() is card(page, "all"), "the keyboard goes along")
    assert card(page, "all") is renamed
    wait_until(lambda: renamed.opened, "it is opened")
    undo(session, page, qtbot)
    wait_until(lambda: session.window.focusWidget() is renamed and renamed.name == "c", "and back")
    assert renamed.opened
    status = session.window.findChild(StatusBar)
    assert status is not None
    wait_until(lambda: said(status, "It is as it was."), "it is confirmed")
    assert page._doing.bar.words == ""


def test_the_keyboard_goes_along_to_a_renamed_budget_that_was_shown_before_the_form_knew_that_it_is_done(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slowly(*of: Any) -> list[Any]:
        results = in_turn(*of)
        assert go.wait(60)
        return results

    monkeypatch.setattr("app.ui.widgets.acting_sheet.in_turn", slowly)
    add(session, Budget("b", 4 * USD), Budget("c", 5 * USD))
    page = budgets_page(session)
    press(qtbot, card(page, "b"), Qt.Key.Key_F2)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    try:
        form._name.setText("everything")
        form._save.click()
        wait_until(lambda: set(page._cards) == {"everything", "c"}, "the page has read it anew")
        inside = session.window.focusWidget()
        assert inside is not None
        assert page.isAncestorOf(inside), "the keyboard is still on the page"
    finally:
        go.set()
    wait_until(lambda: session.window.focusWidget() is card(page, "everything"), "and goes along")
    wait_until(lambda: card(page, "everything").opened, "which is opened")


def test_a_name_that_another_budget_has_is_told_in_the_form_which_stays(
    session: Session, qtbot: QtBot
) -> None:
    add(session, Budget("b", 4 * USD), Budget("c", 5 * USD))
    page = budgets_page(session)
    press(qtbot, card(page, "b"), Qt.Key.Key_F2)
    form = session.window.findChild(BudgetForm)
    assert form is not None
    form._name.setText("c")
    form._save.click()
    wait_until(lambda: "already a budget" in form.trouble, "it is told")
    assert form._name.text() == "c"
    form.reject()
    assert sorted(names(session)) == ["b", "c"]


def test_a_removed_budget_comes_back_with_what_happened_to_it(session: Session, qtbot: QtBot) -> None:
    spend(session, 3 * USD)
    add(session, Budget("b", 2 * USD), Budget("c", 20 * USD))
    id_ = tally_of(session, "b").budget.id
    event = BudgetEvent("b", now_us(), 0, "blocked", 2 * USD, 2 * USD, budget_id=id_)
    keep_events(session.window.context.engine.ledger, [event]).result()
    page = budgets_page(session)
    press(qtbot, card(page, "b"), Qt.Key.Key_Delete)
    wait_until(lambda: names(session) == ["c"], "it is removed")
    wait_until(lambda: "b" not in page._cards, "and not shown")
    assert card(page, "c").hasFocus()  # the keyboard goes on from there
    undo(session, page, qtbot)
    wait_until(lambda: names(session) == ["b", "c"], "it is back")
    press(qtbot, card(page, "b"), Qt.Key.Key_Return)
    wait_until(
        lambda: any("Calls stopped" in str(row) for row in _events(card(page, "b"))), "with its events"
    )


def test_a_raise_lifts_the_limit_until_then_and_is_taken_back_alone(session: Session, qtbot: QtBot) -> None:
    spend(session, 10 * USD)
    add(session, Budget("b", 10 * USD))
    engine = session.window.context.engine
    engine.budgets.raise_by("b", USD)
    page = budgets_page(session)
    page._on_asked("raise", "b")
    form = session.window.findChild(RaiseForm)
    assert form is not None
    assert form._until.currentData() == "today"
    form._by.setText("2.50")
    assert "$13.50" in form._becomes.text()
    form._save.click()
    wait_until(lambda: tally_of(session, "b").budget.limit_at(now_us()) == 13_500_000_000, "it is raised")
    wait_until(lambda: any("more until" in text for text in words(card(page, "b"))), "the card says so")
    undo(session, page, qtbot)
    wait_until(lambda: tally_of(session, "b").budget.limit_at(now_us()) == 11 * USD, "only this one is gone")
    wait_until(lambda: card(page, "b").standing.limit == 11 * USD, "it is shown")  # type: ignore[union-attr]
    page._on_asked("unraise", "b")
    wait_until(lambda: tally_of(session, "b").budget.limit_at(now_us()) == 10 * USD, "all is taken back")
    undo(session, page, qtbot)
    wait_until(lambda: tally_of(session, "b").budget.limit_at(now_us()) == 11 * USD, "and there again")


def test_a_call_is_let_through_once_and_a_budget_paused_and_resumed(session: Session, qtbot: QtBot) -> None:
    spend(session, 3 * USD)
    add(session, Budget("b", 2 * USD))
    page = budgets_page(session)
    card(page, "b")
    page._on_asked("allow", "b")
    wait_until(lambda: tally_of(session, "b").passes == 1, "one call may go")
    undo(session, page, qtbot)
    wait_until(lambda: tally_of(session, "b").passes == 0, "it may not")
    page._on_asked("pause", "b")
    wait_until(lambda: card(page, "b")._pill.text == "Paused", "it is paused")
    wait_until(card(page, "b")._resume.isVisible, "the way on is beside it")
    undo(session, page, qtbot)
    wait_until(lambda: not tally_of(session, "b").budget.paused, "it is at work")


def test_what_the_window_does_to_budgets_is_in_the_audit(session: Session) -> None:
    add(session, Budget("b", USD))
    page = budgets_page(session)
    card(page, "b")
    page._on_asked("pause", "b")
    wait_until(lambda: tally_of(session, "b").budget.paused, "it is paused")
    found = entries(session.window.context.engine.ledger.reader, limit=5)
    assert ("window", "budget.pause", "b") in [(e.actor, e.act, e.subject) for e in found]


def test_trouble_with_an_act_is_told_on_the_page(session: Session) -> None:
    add(session, Budget("b", USD))
    page = budgets_page(session)
    card(page, "b")
    session.window.context.engine.budgets.remove("b")
    with pytest.raises(BudgetError):
        session.window.context.engine.budgets.get("b")
    page._pause("b", paused=True)
    wait_until(lambda: "There is no budget 'b'" in page._doing.bar.words, "the trouble is told")


def test_the_keyboard_walks_the_cards_and_opens_one(session: Session, qtbot: QtBot) -> None:
    spend(session, USD)
    add(session, Budget("tight", 2 * USD), Budget("wide", 20 * USD))
    page = budgets_page(session)
    card(page, "wide")
    page.take_focus()
    assert card(page, "tight").hasFocus()
    qtbot.keyClick(card(page, "tight"), Qt.Key.Key_Down)
    assert card(page, "wide").hasFocus()
    qtbot.keyClick(card(page, "wide"), Qt.Key.Key_Return)
    assert card(page, "wide").opened
    qtbot.keyClick(card(page, "wide"), Qt.Key.Key_Escape)
    assert not card(page, "wide").opened


def test_the_calls_of_a_budget_are_one_act_away(session: Session) -> None:
    fill(session, make_call(model="gpt-5", client="tests"), make_call(model="o3", client="tests"))
    add(session, Budget("b", USD, scope=BudgetScope(client="tests", model="gpt-*")))
    page = budgets_page(session)
    card(page, "b")
    page._on_asked("calls", "b")
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "the calls open")
    assert session.lens.filter == CallFilter(client=("tests",), model=("gpt-5",))


def test_the_overview_has_the_tightest_budgets_and_a_click_leads_to_one(
    session: Session, qtbot: QtBot
) -> None:
    spend(session, USD)
    add(session, *(Budget(f"b{n}", n * USD) for n in range(2, 7)))
    page = show_page(session, "overview")
    strip = page.findChild(BudgetStrip)
    assert strip is not None
    wait_until(strip.isVisible, "the budgets")
    shown = [brief for brief in strip.findChildren(BudgetBrief) if not brief.isHidden()]
    assert [brief._name.text() for brief in shown] == ["b2", "b3", "b4"]
    shown[1].setFocus()
    qtbot.keyClick(shown[1], Qt.Key.Key_Return)
    wait_until(lambda: type(session.window.page).__name__ == "BudgetsPage", "the page opens")
    opened = session.window.page
    assert isinstance(opened, BudgetsPage)
    wait_until(lambda: card(opened, "b3").opened, "at that budget")


def test_the_status_bar_tells_of_a_budget_only_when_it_is_nearly_used_up(session: Session) -> None:
    bar = session.window.findChild(StatusBar)
    assert bar is not None
    add(session, Budget("b", 10 * USD))
    spend(session, 7 * USD)
    settle(session)
    assert bar._budget.isHidden()
    spend(session, 2 * USD)
    wait_until(lambda: not bar._budget.isHidden(), "the budget is told")
    assert bar._budget.accessibleName() == "b: 90 % of $10.00"
    bar._budget.click()
    wait_until(lambda: type(session.window.page).__name__ == "BudgetsPage", "a click leads to it")


def test_the_tray_shows_the_tightest_budget_by_the_form_of_its_meter(session: Session) -> None:
    forms = [
        tray_icon(on=True),
        tray_icon(on=True, share=0.2),
        tray_icon(on=True, share=0.9),
        tray_icon(on=True, share=1.0),
        tray_icon(on=False, share=0.9),
    ]
    # in one colour: it is the shape that tells them apart
    seen = [icon.pixmap(64).toImage().convertToFormat(_GREY) for icon in forms]
    assert all(one != other for i, one in enumerate(seen) for other in seen[i + 1 :])
    spend(session, 9 * USD)
    add(session, Budget("R&D", 10 * USD), Budget("paused", USD, paused=True))
    tray = session.tray
    wait_until(lambda: "R&D: 90 % of $10.00" in tray._icon.toolTip(), "the tray tells it")
    assert "$9.00" in tray._spend.text()
    assert tray._budget.text().startswith("R&&D")
    tray._budget.trigger()
    wait_until(lambda: type(session.window.page).__name__ == "BudgetsPage", "a click leads to it")


def test_a_notification_leads_to_its_place(session: Session) -> None:
    add(session, Budget("b", USD))
    engine = session.window.context.engine
    assert engine.on_notify is not None
    assert not session.tray.there  # so the window itself tells it
    engine.on_notify("b: 80 % reached", "Calls stop at $1.00.", "budgets/b")
    banner = session.window._banner
    wait_until(lambda: "80 % reached" in banner.text, "it is told")
    next(b for b in banner.findChildren(QPushButton) if b.text() == "Show").click()
    wait_until(lambda: type(session.window.page).__name__ == "BudgetsPage", "the page opens")
    page = session.window.page
    assert isinstance(page, BudgetsPage)
    wait_until(lambda: card(page, "b").opened, "at that budget")


def test_a_click_on_what_the_tray_told_leads_to_its_place(session: Session) -> None:
    add(session, Budget("a/b", USD))
    session.tray.tell("a/b: 80 % reached", "Calls stop at $1.00.", "budgets/a/b")
    session.tray._icon.messageClicked.emit()
    wait_until(lambda: type(session.window.page).__name__ == "BudgetsPage", "the page opens")
    page = session.window.page
    assert isinstance(page, BudgetsPage)
    wait_until(lambda: card(page, "a/b").opened, "at that budget")


def test_what_was_made_elsewhere_is_on_the_overview_when_it_is_shown_again(session: Session) -> None:
    fill(session, make_call())
    page = show_page(session, "overview")
    show_page(session, "settings")
    add(session, Budget("b", 10 * USD))
    settle(session)
    show_page(session, "overview")
    strip = page.findChild(BudgetStrip)
    assert strip is not None
    wait_until(strip.isVisible, "the budget")


def test_a_budget_that_rolls_shows_what_each_stretch_of_its_length_came_to(
    session: Session, qtbot: QtBot
) -> None:
    now, hours = now_us(), 5
    earlier = [make_call(started_us=now - n * hours * HOUR_US - HOUR_US, cost_nusd=n * USD) for n in (1, 3)]
    fill(session, make_call(cost_nusd=2 * USD), *earlier)
    add(session, Budget("b", 3 * USD, period="rolling", hours=hours))
    page = budgets_page(session)
    press(qtbot, card(page, "b"), Qt.Key.Key_Return)
    detail = card(page, "b").detail
    assert detail is not None
    bars = detail._bars
    wait_until(bars.isVisible, "the stretches")
    assert bars._heading.text() == "Each 5 hours up to now, and the limit of $3.00"
    rows = [row.cells for row in bars._table._rows.rows]
    assert [cells[1] for cells in rows] == ["$2.00", "$1.00", "$0.00", "$3.00"]  # the newest first
    assert "$2.00" in words(card(page, "b")), "as the card says"
    assert [cells[3] == "—" for cells in rows] == [True, True, True, False]


def test_past_periods_are_walked_by_keys_and_are_a_table_too(session: Session, qtbot: QtBot) -> None:
    limit = 10 * USD
    budget = Budget("b", limit, period="day")
    today = budget.span(now_us())
    bars = PeriodBars(session.theme)
    qtbot.addWidget(bars)
    days, span = [], today
    for spent in (4, 12, 7):  # newest first
        span = budget.span(span.since_us - 1)
        days.append(PastPeriod(span, spent * USD, span.until_us - 1 if spent * USD >= limit else None))
    bars.show_periods(budget, days, limit)
    bars.show()
    chart = bars._chart
    assert "$4.00, 40 % of the limit" in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "$4.00" in bars._readout.text()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "$12.00, 120 % of the limit, reached" in bars._readout.text()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert "$7.00" in bars._readout.text()
    qtbot.mouseClick(bars._toggle, Qt.MouseButton.LeftButton)
    assert [row.cells[1] for row in bars._table._rows.rows] == ["$4.00", "$12.00", "$7.00"]


def test_a_bar_is_drawn_in_both_themes_and_says_all_that_it_shows(session: Session) -> None:
    spend(session, 9 * USD)
    add(session, Budget("b", 10 * USD))
    page = budgets_page(session)
    bar = card(page, "b").findChild(BudgetBar)
    assert bar is not None
    for told in ("$9.00 spent", "$1.00 left", "an even pace would be at", "Starts anew in"):
        assert told in bar.accessibleName()
    pictures = []
    for theme in ("light", "dark"):
        session.theme.wear(theme, 100)
        settle(session, 50)
        pictures.append(bar.grab().toImage())
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize(("spent", "state"), [(5, "fine"), (8, "near"), (10, "over")])
def test_a_state_follows_from_what_is_spent(spent: int, state: str) -> None:
    one = _standing(Budget("b", 10 * USD), spent * USD)
    assert one.state == state
    assert _standing(Budget("b", 10 * USD, paused=True), spent * USD).state == "paused"


def test_the_tightest_is_at_work() -> None:
    idle = _standing(Budget("idle", USD, paused=True), 5 * USD)
    busy = _standing(Budget("busy", 10 * USD), USD)
    assert tightest([busy, idle]) is busy
    assert tightest([idle]) is None


def test_a_preview_warns_of_a_budget_that_would_be_used_up_at_once() -> None:
    budget = Budget("b", 10 * USD)
    said, tone = preview_words(budget, Preview(11 * USD, [], 0))
    assert "used up at once" in said
    assert tone == "warn"
    last = PastPeriod(Span(0, 30 * DAY_US), 12 * USD, 20 * DAY_US)
    said, tone = preview_words(budget, Preview(USD, [last], 0))
    assert "would have stopped" in said
    assert "1 of the last 1" in said
    assert not tone


def _standing(budget: Budget, spent: int) -> Standing:
    at_us = now_us()
    tally = Tally(budget, budget.span(at_us))
    tally.load([(at_us, spent)])
    return Standing(tally, at_us)


def _events(of: BudgetCard) -> list[tuple[str, ...]]:
    assert of.detail is not None
    return [row.cells for row in of.detail._table._rows.rows]


def test_in_a_small_window_with_large_text_a_card_has_its_name_and_its_state_below(session: Session) -> None:
    add(session, Budget("Everything that all tools may spend now", 4 * USD), Budget("b", 4 * USD))
    session.window.resize(1024, 700)
    session.theme.wear("light", 200)
    page = budgets_page(session)
    long, short = card(page, "Everything that all tools may spend now"), card(page, "b")
    for of in (long, short):
        wait_until(lambda of=of: of._name.width() >= of._name.sizeHint().width(), "its whole name")
        wait_until(lambda of=of: of._pill.width() >= of._pill.sizeHint().width(), "and its whole state")
        assert not of._name.geometry().intersects(of._pill.geometry())
    wait_until(lambda: short._pill.x() > short._name.geometry().right(), "beside a short one")
    wait_until(lambda: long._pill.y() > long._name.geometry().bottom(), "below a long one")
