"""The first page: its numbers, its charts, and where a click leads."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.calls import Usage
from app.platform.clock import now_us
from app.ui.charts.canvas import ChartCanvas
from app.ui.charts.card import ChartCard
from app.ui.charts.legend import Legend
from app.ui.ranges import CUSTOM, Range
from app.ui.session import Session
from app.ui.widgets.cards import FigureCard
from app.ui.widgets.first_steps import FirstSteps
from app.ui.widgets.short_table import ShortTable
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until


def test_before_the_first_call_it_says_how_to_point_a_tool_here(session: Session) -> None:
    steps = session.window.findChild(FirstSteps)
    assert steps is not None
    wait_until(lambda: session.window.context.engine.proxy.url is not None, "the proxy listens")
    wait_until(steps.isVisible, "the first steps")
    url = session.window.context.engine.proxy.url
    session.window.commands.refresh_page()
    wait_until(
        lambda: any(
            f"OPENAI_BASE_URL={url}/openai/v1" in label.text() for label in steps.findChildren(QLabel)
        ),
        "the line to copy",
    )


def test_the_first_call_takes_its_place_by_itself(session: Session) -> None:
    steps = session.window.findChild(FirstSteps)
    assert steps is not None
    for spent in ("$2.50", "$5.00", "$7.50"):
        session.window.context.engine.ledger.record(make_call(cost_nusd=2_500_000_000))
        wait_until(lambda spent=spent: spent in _figure(session, "Spent today"), "the spend is shown")
    assert not steps.isVisible()


def test_what_is_not_zero_never_reads_as_zero_and_unpriced_calls_are_named(session: Session) -> None:
    fill(session, make_call(cost_nusd=1), make_call(cost_nusd=None), make_call(cost_nusd=None))
    wait_until(lambda: "<$0.01" in _figure(session, "Spent today"), "a billionth is not nothing")
    labels = [label.text() for label in session.window.findChildren(QLabel)]
    assert any("2 unpriced calls left out" in text for text in labels)


def test_every_figure_agrees_with_the_report_of_the_same_range(session: Session) -> None:
    day_us = 86_400_000_000
    fill(
        session,
        *(
            make_call(
                started_us=now_us() - i * day_us // 3,
                model=f"model-{i % 9}",
                cost_nusd=i * 111_111_111,
                ok=bool(i % 5),
                usage=Usage(input_tokens=i, output_tokens=2 * i, cache_read_tokens=3 * i),
            )
            for i in range(1, 100)
        ),
    )
    session.lens.look_at(Range("30d"))
    settle(session)
    reader, lens = session.window.context.engine.ledger.reader, session.lens
    inside = lens.within(lens.span())
    totals = reader.summary(inside)
    assert f"${totals.cost_nusd / 1e9:,.2f}" in _figure(session, "Spent in this range")
    assert f"Calls: {totals.calls}" in _figure(session, "Calls")
    card = _card(session, "Cost by model")
    drawn = card.stack
    assert drawn is not None
    assert len(drawn.keys) == 7  # six and "Other"
    assert int(drawn.totals.sum()) == totals.cost_nusd
    tokens = _card(session, "Tokens by kind").stack
    assert tokens is not None
    assert int(tokens.totals.sum()) == totals.total_tokens


def test_a_click_on_a_segment_leads_to_its_calls(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(model="dear", cost_nusd=9_000_000_000), make_call(model="cheap", cost_nusd=10))
    wait_until(lambda: _card(session, "Cost by model").stack is not None, "the chart")
    settle(session)
    canvas = _card(session, "Cost by model").findChild(ChartCanvas)
    assert canvas is not None
    today = canvas.stack.buckets - 1  # type: ignore[union-attr]
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.spot_of(today, 0.1).toPoint())
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "the calls open")
    assert session.lens.filter.model == ("dear",)
    assert session.lens.range.name == CUSTOM


def test_dragging_over_the_chart_chooses_the_range(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    wait_until(lambda: _card(session, "Cost by model").stack is not None, "the chart")
    settle(session)
    canvas = _card(session, "Cost by model").findChild(ChartCanvas)
    assert canvas is not None
    edges = canvas.stack.edges_us.tolist()  # type: ignore[union-attr]
    start, end = canvas.spot_of(2, 0.5), canvas.spot_of(4, 0.5)
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start.toPoint())
    for step in range(1, 9):
        spot = QPointF(start.x() + (end.x() - start.x()) * step / 8, start.y())
        qtbot.mouseMove(canvas.viewport(), spot.toPoint())
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end.toPoint())
    chosen = session.lens.range.custom
    assert chosen is not None
    assert (chosen.since_us, chosen.until_us) == (edges[2], edges[5])


def test_the_chart_is_walked_by_keys_and_read_aloud(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(model="gpt-5", cost_nusd=1_500_000_000))
    wait_until(lambda: _card(session, "Cost by model").stack is not None, "the chart")
    settle(session)
    canvas = _card(session, "Cost by model").findChild(ChartCanvas)
    assert canvas is not None
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert "gpt-5 $1.50" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert "$0.00" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "the calls open")


def test_the_legend_shows_one_series_alone_and_all_again(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(model="a", cost_nusd=10**9), make_call(model="b", cost_nusd=2 * 10**9))
    wait_until(lambda: _card(session, "Cost by model").stack is not None, "the chart")
    settle(session)
    card = _card(session, "Cost by model")
    legend, canvas = card.findChild(Legend), card.findChild(ChartCanvas)
    assert legend is not None
    assert canvas is not None
    button = legend.findChildren(QPushButton)[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert canvas.stack.names == ("b",)  # type: ignore[union-attr]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert set(canvas.stack.names) == {"a", "b"}  # type: ignore[union-attr]


def test_the_same_numbers_are_there_as_a_table(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(model="gpt-5", cost_nusd=1_500_000_000))
    wait_until(lambda: _card(session, "Cost by model").stack is not None, "the chart")
    card = _card(session, "Cost by model")
    toggle = next(b for b in card.findChildren(QPushButton) if "as a table" in b.accessibleName())
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    table = card._twin
    assert table.isVisible()
    assert table.model().rowCount() == 1
    heads = [table.model().headerData(column, Qt.Orientation.Horizontal) for column in (0, 1)]
    assert heads == ["When", "gpt-5"]
    assert table.model().index(0, 1).data() == "$1.50"


def test_filters_hold_on_the_overview_too(session: Session) -> None:
    fill(session, make_call(client="one", cost_nusd=10**9), make_call(client="two", cost_nusd=2 * 10**9))
    session.lens.narrow("client", "two")
    wait_until(lambda: "$2.00" in _figure(session, "Spent today"), "the filtered spend")
    session.lens.narrow("client", "nobody")
    card = _card(session, "Cost by model")
    wait_until(lambda: card._state.accessibleName().startswith("The filters hide"), "filtered out")
    assert "hidden by filters" in _figure(session, "Spent today")
    assert "$0" not in _figure(session, "Spent in this range")
    session.lens.clear()
    wait_until(lambda: "$3.00" in _figure(session, "Spent today"), "everything again")


def test_a_model_in_the_table_leads_to_its_calls_by_enter(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(model="gpt-5"))
    table = next(t for t in session.window.findChildren(ShortTable) if t.accessibleName() == "Models by cost")
    wait_until(lambda: table.model().rowCount() == 1, "the model")
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "the calls open")
    assert session.lens.filter.model == ("gpt-5",)


def test_a_hidden_page_reads_only_when_it_is_shown_again(session: Session) -> None:
    fill(session, make_call(cost_nusd=10**9))
    wait_until(lambda: "$1.00" in _figure(session, "Spent today"), "the first call")
    show_page(session, "settings")
    fill(session, make_call(cost_nusd=10**9))
    settle(session, 600)
    assert "$1.00" in _figure(session, "Spent today")
    show_page(session, "overview")
    wait_until(lambda: "$2.00" in _figure(session, "Spent today"), "the second call")


def _figure(session: Session, caption: str) -> str:
    names = [card.accessibleName() for card in session.window.findChildren(FigureCard)]
    return next((name for name in names if name.startswith(caption)), "")


def _card(session: Session, heading: str) -> ChartCard:
    return next(c for c in session.window.findChildren(ChartCard) if c.accessibleName() == heading)
