"""Finding a call, looking into it, and seeing new ones arrive."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core.calls import Call, Usage
from app.core.filters import CallFilter
from app.platform.clock import now_us
from app.services.record import Recorder
from app.ui.models import calls
from app.ui.models.calls import CALL_ROLE, PAGE_CALLS
from app.ui.ranges import Range
from app.ui.session import Session
from app.ui.widgets.calls_view import CallsView
from app.ui.widgets.filter_chips import FilterChips
from app.ui.widgets.inspector import Inspector
from app.ui.widgets.states import StateView
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until


def test_a_new_call_comes_to_the_top_by_itself(session: Session) -> None:
    fill(session, make_call(model="older"))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 1, "the older call is shown")
    for name in ("newer", "newer still", "newest"):
        session.window.context.engine.ledger.record(make_call(model=name))
        wait_until(lambda name=name: _call(view, 0).model == name, f"{name} is shown")


def test_what_is_looked_at_stays_where_it_is_while_calls_arrive(session: Session) -> None:
    start_us = now_us() - 3_600_000_000
    fill(session, *(make_call(started_us=start_us + i * 1_000_000, model=f"m{i}") for i in range(120)))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 120, "the calls are shown")
    view.verticalScrollBar().setValue(1_000)
    top = view.indexAt(QPoint(5, 5)).data(CALL_ROLE).id
    chosen = view.model().index(40, 0)
    view.selectionModel().setCurrentIndex(
        chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    )
    chosen_id = _call(view, 40).id
    fill(session, *(make_call(model=f"new{i}") for i in range(7)))
    wait_until(lambda: view.model().rowCount() == 127, "the new calls are in")
    settle(session, 30)
    assert view.indexAt(QPoint(5, 5)).data(CALL_ROLE).id == top
    assert view.currentIndex().data(CALL_ROLE).id == chosen_id


def test_a_call_that_took_long_is_put_where_it_belongs(session: Session) -> None:
    now = now_us()
    fill(session, make_call(started_us=now - 60_000_000, model="a"), make_call(started_us=now, model="c"))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 2, "two calls")
    fill(session, make_call(started_us=now - 30_000_000, model="b"))
    wait_until(lambda: view.model().rowCount() == 3, "three calls")
    assert [_call(view, row).model for row in range(3)] == ["c", "b", "a"]


def test_scrolling_down_brings_every_call_once(session: Session) -> None:
    start_us = now_us() - 7_200_000_000
    many = 2 * PAGE_CALLS + 50
    fill(session, *(make_call(started_us=start_us + i * 1_000_000) for i in range(many)))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == PAGE_CALLS, "the first page")

    wait_until(lambda: _is_at_end(view, many), "all pages")
    ids = [_call(view, row).id for row in range(many)]
    assert len(set(ids)) == many
    assert ids == sorted(ids, reverse=True)


def test_calls_that_arrive_for_hours_do_not_collect_in_the_window(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "KEPT_BELOW_CALLS", 300)
    view = _view(session)
    waves, size = 12, 100
    for wave in range(waves):
        fill(session, *(make_call(model=f"m{wave}") for _ in range(size)))
        wait_until(lambda wave=wave: _is_shown(view, size - 1, f"m{wave}"), f"wave {wave} is shown")
    wait_until(lambda: view.model().rowCount() < 6 * size, "far below is let go")
    wait_until(lambda: _is_at_end(view, waves * size), "scrolling brings it again")
    ids = [_call(view, row).id for row in range(waves * size)]
    assert len(set(ids)) == waves * size
    assert [call.id for call in session.window.context.engine.ledger.reader.calls(CallFilter(), 9999)] == ids


def test_a_call_that_is_chosen_stays_however_many_come_above_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "KEPT_BELOW_CALLS", 50)
    view = _view(session)
    fill(session, make_call(model="the one"))
    wait_until(lambda: view.model().rowCount() == 1, "the call is shown")
    view.setCurrentIndex(view.model().index(0, 0))
    for wave in range(4):
        fill(session, *(make_call(model=f"m{wave}") for _ in range(100)))
        wait_until(lambda wave=wave: _is_shown(view, 99, f"m{wave}"), f"wave {wave} is shown")
    assert view.currentIndex().data(CALL_ROLE).model == "the one"


def test_searching_narrows_the_list_and_the_chip_takes_it_back(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(model="gpt-5"), make_call(model="claude-opus-4-5", provider="anthropic"))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 2, "two calls")
    session.window.commands.find_in_page()
    field = session.window.page.findChild(QLineEdit)  # type: ignore[union-attr]
    assert field is not None
    qtbot.keyClicks(field, "opus")
    wait_until(lambda: view.model().rowCount() == 1, "one call")
    assert _call(view, 0).model == "claude-opus-4-5"
    chips = session.window.page.findChild(FilterChips)  # type: ignore[union-attr]
    assert chips is not None
    qtbot.mouseClick(chips.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    wait_until(lambda: view.model().rowCount() == 2, "two calls again")
    assert field.text() == ""


def test_enter_inspects_and_escape_goes_back(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(), make_call(model="gemini-2.5-pro", error_message="boom", ok=False, status=500))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 2, "two calls")
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    inspector = session.window.page.findChild(Inspector)  # type: ignore[union-attr]
    assert inspector is not None
    assert inspector.isHidden()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert inspector.isVisible()
    texts = [label.text() for label in inspector.findChildren(type(inspector._status))]
    assert "gemini-2.5-pro" in texts
    assert "boom" in texts
    qtbot.keyClick(view, Qt.Key.Key_Down)
    texts = [label.text() for label in inspector.findChildren(type(inspector._status))]
    assert "gpt-5" in texts
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert inspector.isHidden()
    assert view.hasFocus()


def test_a_calls_cost_is_explained_line_by_line_and_adds_up(session: Session) -> None:
    engine = session.window.context.engine
    call = make_call(cost_nusd=None, cost_basis="unpriced")
    Recorder(engine.ledger, engine.providers, engine.prices).price(call)
    assert call.cost_nusd
    fill(session, call, make_call(started_us=now_us() - 60_000_000, cost_nusd=None, cost_basis="unpriced"))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 2, "the calls")
    page = session.window.page
    page.inspect_row(0)  # type: ignore[union-attr]
    inspector = page.findChild(Inspector)  # type: ignore[union-attr]
    assert inspector is not None
    lines = inspector._lines
    wait_until(lines.isVisible, "the lines")
    told = [label.text() for label in lines.findChildren(QLabel) if label.isVisible()]
    assert told[::2] == ["Input", "Read from cache", "Output"]
    amounts = [text.replace("\u200b", "").rpartition("=\N{NO-BREAK SPACE}$")[2] for text in told[1::2]]
    assert sum(Decimal(amount) for amount in amounts) == Decimal(call.cost_nusd) / 10**9
    assert told[1].replace("\u200b", "").startswith("1,200 × $1.25 / M")  # noqa: RUF001
    page.inspect_row(1)  # type: ignore[union-attr]
    settle(session)
    assert lines.isHidden()  # what has no price has none


def test_a_call_is_copied_as_json_with_the_names_of_the_command_line(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(cost_nusd=3, usage=Usage(input_tokens=None, output_tokens=0)))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 1, "the call")
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(view, Qt.Key.Key_C, keys)
    record = json.loads(QGuiApplication.clipboard().text())
    assert record["cost_usd"] == "0.000000003"
    assert record["input_tokens"] is None
    assert record["output_tokens"] == 0


def test_nothing_in_the_range_and_filtered_out_are_told_apart(session: Session) -> None:
    fill(session, make_call(started_us=1_700_000_000_000_000))  # before every range: it is set up
    _view(session)
    assert session.window.page is not None
    state = session.window.page.findChild(StateView)
    assert state is not None
    wait_until(lambda: state.accessibleName() == "No calls in this range", "the empty state")
    fill(session, make_call())
    session.lens.narrow("model", "no such model")
    wait_until(lambda: "filters hide" in state.accessibleName(), "the filtered state")
    session.lens.clear()
    view = _view(session)
    wait_until(lambda: view.isVisible() and view.model().rowCount() == 1, "the call")


def test_a_hostile_name_is_shown_as_it_is(session: Session) -> None:
    name = "<b>bold</b><img src=x>&amp;"
    fill(session, make_call(model=name, client=name, error_message=name, ok=False))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 1, "the call")
    session.window.page.inspect_row(0)  # type: ignore[union-attr]
    inspector = session.window.page.findChild(Inspector)  # type: ignore[union-attr]
    assert inspector is not None
    for label in inspector.findChildren(type(inspector._status)):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_sums_agree_with_the_report(session: Session) -> None:
    fill(session, *(make_call(cost_nusd=1_234_567_891) for _ in range(7)), make_call(cost_nusd=None))
    view = _view(session)
    wait_until(lambda: view.model().rowCount() == 8, "the calls")
    settle(session)
    lens = session.lens
    lens.look_at(Range("30d"))
    settle(session)
    totals = session.window.context.engine.ledger.reader.summary(lens.within(lens.span()))
    words = session.window.page._sums.text()  # type: ignore[union-attr]
    assert totals.cost_nusd == 7 * 1_234_567_891
    assert words == "8 calls  ·  $8.64  ·  1 unpriced"


def _view(session: Session) -> CallsView:
    page = show_page(session, "calls")
    view = page.findChild(CallsView)
    assert view is not None
    return view


def _call(view: CallsView, row: int) -> Call:
    call = view.model().index(row, 0).data(CALL_ROLE)
    assert isinstance(call, Call)
    return call


def _is_shown(view: CallsView, row: int, model: str) -> bool:
    return view.model().rowCount() > row and _call(view, row).model == model


def _is_at_end(view: CallsView, rows: int) -> bool:
    view.scrollToBottom()
    return view.model().rowCount() == rows
