"""The trends: what they say, against `tollgate report`, and all that can be done with the chart."""

import csv
import io
import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core.budgets import Budget
from app.core.calls import Call, Usage
from app.core.money import decimal_usd
from app.core.periods import local
from app.platform.clock import now_us
from app.ui.charts.canvas import ChartCanvas
from app.ui.charts.legend import Legend
from app.ui.charts.series import OTHER, Stack
from app.ui.pages.trends import TrendsPage
from app.ui.pages.trends_measures import MEASURES, Wish
from app.ui.ranges import CUSTOM, Range
from app.ui.session import Session
from app.ui.widgets.command_palette import CommandPalette
from app.ui.widgets.states import StateView
from tests.ui.conftest import Opener, fill, make_call, show_page
from tests.ui.screenshots import settle, wait_until

DAY_US = 86_400_000_000
TOKENS = (
    "input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens",
    "output_tokens", "reasoning_tokens",
)  # fmt: skip


def varied_calls(count: int = 160) -> list[Call]:
    """Of nine models over sixty days: streams and not, failed, unpriced, with and without a cache."""
    return [
        make_call(
            started_us=now_us() - 60_000_000 - i * 9 * 3_600_000_000,
            model=f"model-{i % 9}" if i % 23 else None,
            client=f"client-{i % 3}",
            project=f"project-{i % 4}" if i % 2 else None,
            cost_nusd=0 if i % 11 == 0 else None if i % 19 == 0 else (i % 9 + 1) * 111_111_111 + i,
            equivalent_nusd=i * 1_000_001 if i % 11 == 0 else None,
            ok=bool(i % 7),
            status=200 if i % 7 else 429,
            stream=bool(i % 3),
            latency_us=200_000 + i * 37_000,
            first_token_us=80_000 + i * 3_000,
            last_token_us=190_000 + i * 36_000,
            usage=Usage(
                input_tokens=100 * i,
                cache_read_tokens=60 * i,
                cache_write_5m_tokens=i,
                cache_write_1h_tokens=2 * i,
                output_tokens=7 * i + 2,
                reasoning_tokens=3 * i,
            ),
        )
        for i in range(1, count)
    ]


@pytest.fixture
def trends(session: Session) -> TrendsPage:
    fill(session, *varied_calls())
    session.lens.look_at(Range("30d"))
    page = show_page(session, "trends")
    assert isinstance(page, TrendsPage)
    settle(session)
    return page


def show(page: TrendsPage, **changes: Any) -> Stack:
    """What is drawn once the page shows this."""
    page.show_wish(replace(Wish(), **changes).sound())
    page.refresh()
    queries = page.context.queries
    wait_until(lambda: not queries.working and page._shown is not None, "the chart")
    wait_until(lambda: page._shown.wish == page.wish, "what was wished")  # type: ignore[union-attr]
    QApplication.processEvents()
    stack = page._chart.stack
    assert stack is not None
    return stack


def canvas_of(page: TrendsPage) -> ChartCanvas:
    return page._chart.canvas


def report(page: TrendsPage, *by: str) -> list[dict[str, Any]]:
    """What the command line says of the range and the filter that the page shows."""
    lens = page.context.lens
    span = lens.span()
    since, until = (local(us, lens.zone).isoformat() for us in (span.since_us, span.until_us))
    home = page.context.engine.home.root
    command = [sys.executable, "-m", "app", "--home", str(home), "report", "--json"]
    command += ["--since", since, "--until", until, "--zone", lens.zone.key]
    command += ["--by", ",".join(by)] if by else []
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(said.stdout)


def told(row: dict[str, Any], measure: str) -> float | None:
    """A measure as a row of the report has it; None for what only the calls know."""
    sent = sum(row[name] for name in TOKENS[:4])
    match measure:
        case "cost_nusd":
            return round(float(row["cost_usd"]) * 1e9)
        case "equivalent_nusd":
            return round(float(row["equivalent_usd"]) * 1e9)
        case "cache_write_tokens":
            return row["cache_write_5m_tokens"] + row["cache_write_1h_tokens"]
        case "cache_hit_rate":
            return row["cache_read_tokens"] / sent if sent else None
        case "failure_rate":
            return row["failed"] / row["calls"]
        case _:
            return row.get(measure)


def rank(values: list[int], q: float) -> int:
    return sorted(values)[max(1, -(-int(q * 1000) * len(values) // 1000)) - 1]


def test_every_measure_agrees_with_the_report_of_the_same_range(trends: TrendsPage) -> None:
    lens = trends.context.lens
    span = lens.span()
    whole = report(trends)[0]
    models = {row["model"]: row for row in report(trends, "model")}
    days: dict[str, dict[str, Any]] = {row["day"]: row for row in report(trends, "day")}
    calls = [
        call
        for call in trends.context.engine.ledger.reader.each_call(lens.within(span))
        if call.started_us < span.until_us
    ]
    assert len(calls) == whole["calls"] > 70
    compared: set[str] = set()
    for measure in MEASURES:
        stack = show(trends, measure=measure.id)
        expected = told(whole, measure.id)
        if expected is not None:
            compared.add(measure.id)
            assert stack.total == pytest.approx(expected, rel=1e-12), measure.id
            for row, key in enumerate(stack.keys):
                if key != OTHER:
                    assert stack.total_of(row) == pytest.approx(told(models[key[1:]], measure.id), rel=1e-12)
            for bucket, start_us in enumerate(stack.edges_us[:-1].tolist()):
                day = days.get(local(start_us, lens.zone).date().isoformat())
                value = float(stack.totals[bucket])
                if day is None:
                    assert value == 0 or np.isnan(value)
                else:
                    assert value == pytest.approx(told(day, measure.id) or 0, rel=1e-12), measure.id
    assert {m.id for m in MEASURES} - compared == {
        "speed",
        *(m.id for m in MEASURES if m.quantile),
    }  # fmt: skip  the report does not have them: the calls do
    for q, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
        latencies = [call.latency_us for call in calls]
        assert show(trends, measure=f"latency_{name}").total == pytest.approx(rank(latencies, q), rel=0.02)
        firsts = [call.ttft_us for call in calls if call.ttft_us is not None]
        assert show(trends, measure=f"ttft_{name}").total == pytest.approx(rank(firsts, q), rel=0.02)
    fast = [call for call in calls if call.output_tokens_per_second is not None]
    tokens = sum((call.usage.output_tokens or 0) + (call.usage.reasoning_tokens or 0) for call in fast)
    spent_us = sum(call.last_token_us - call.first_token_us for call in fast)  # type: ignore[operator]
    assert show(trends, measure="speed").total == pytest.approx(tokens * 1e6 / spent_us)


@pytest.mark.parametrize("group", ["provider", "client", "project", "account", "session", "status"])
def test_every_group_adds_up_to_the_report(trends: TrendsPage, group: str) -> None:
    stack = show(trends, group=group, measure="calls")
    rows = report(trends, group)
    assert stack.total == sum(row["calls"] for row in rows)
    if len(rows) <= 6:
        shown = {key[1:]: stack.total_of(row) for row, key in enumerate(stack.keys)}
        assert shown == {str(row[group] or ""): row["calls"] for row in rows}


def test_kinds_of_tokens_add_up_to_all_of_them(trends: TrendsPage) -> None:
    stack = show(trends, measure="total_tokens", group="kind")
    whole = report(trends)[0]
    assert stack.total == whole["total_tokens"]
    named = {key[1:]: stack.total_of(row) for row, key in enumerate(stack.keys)}
    assert named["output_tokens"] == whole["output_tokens"]
    assert named["cache_write_tokens"] == whole["cache_write_5m_tokens"] + whole["cache_write_1h_tokens"]


def test_the_period_before_is_what_the_report_says_of_it(trends: TrendsPage) -> None:
    stack = show(trends, compare=True)
    lens = trends.context.lens
    lens.look_at(Range(CUSTOM, replace(lens.span(), since_us=int(stack.edges_us[0]) - 30 * DAY_US,
                                       until_us=int(stack.edges_us[0]))))  # fmt: skip
    assert stack.before is not None
    by_day: dict[str, int] = defaultdict(int)
    for row in report(trends, "day"):
        by_day[row["day"]] = round(float(row["cost_usd"]) * 1e9)
    assert stack.before[-1].tolist() == pytest.approx(
        [by_day[local(us - 30 * DAY_US, lens.zone).date().isoformat()] for us in stack.edges_us[:-1].tolist()]
    )
    for row in range(len(stack.keys)):
        assert (stack.before[row] <= stack.before[-1] + 1).all()


def test_the_comparison_in_words_is_with_the_same_stretch(trends: TrendsPage) -> None:
    show(trends, compare=True)
    before = trends.context.engine.ledger.reader.summary(
        trends.context.lens.within(trends.context.lens.span_before())
    )
    assert f"${before.cost_nusd / 1e9:,.2f}" in trends._chart.note.text()


def test_a_running_sum_ends_at_the_total_and_not_after_now(trends: TrendsPage) -> None:
    plain = show(trends)
    stack = show(trends, cumulative=True, form="area")
    assert stack.total == plain.total
    drawn = stack.totals[~np.isnan(stack.totals)]
    assert drawn[-1] == plain.total
    assert (np.diff(drawn) >= 0).all()


def test_the_week_adds_up_to_the_report(trends: TrendsPage) -> None:
    whole = report(trends)[0]
    show(trends, heat=True)
    plan = trends._heat.map.plan
    assert plan is not None
    assert plan.sums is not None
    assert plan.sums.sum() == round(float(whole["cost_usd"]) * 1e9)
    show(trends, heat=True, measure="failure_rate")
    plan = trends._heat.map.plan
    assert plan is not None
    assert np.nanmax(plan.values) <= 1


def test_the_week_is_walked_by_keys_and_read_aloud(trends: TrendsPage, qtbot: QtBot) -> None:
    show(trends, heat=True, measure="calls")
    heat = trends._heat.map
    heat.setFocus()
    qtbot.keyClick(heat, Qt.Key.Key_Right)
    assert heat.accessibleDescription().startswith("Monday, ")
    qtbot.keyClick(heat, Qt.Key.Key_Down)
    assert heat.accessibleDescription().startswith("Tuesday, ")
    assert "All together" in heat.accessibleDescription()


def test_the_bucket_fits_the_range_and_can_be_chosen(trends: TrendsPage, session: Session) -> None:
    fill(session, make_call())  # of today, however young the day is
    lens = trends.context.lens
    for range_, grain in (("today", "hour"), ("7d", "day"), ("30d", "day")):
        lens.look_at(Range(range_))
        show(trends)
        assert trends._shown is not None
        assert trends._shown.grain == grain
    total = show(trends).total
    for grain, buckets in (("hour", 720), ("week", 5)):
        stack = show(trends, grain=grain)
        assert abs(stack.buckets - buckets) <= 1
        assert stack.total == total
    lens.look_at(Range(CUSTOM, replace(lens.span(), since_us=now_us() - 900 * DAY_US, until_us=now_us())))
    show(trends, grain="15min")  # too many of them
    assert trends._shown.grain == "month"


def wheel(canvas: ChartCanvas, notches: int, place: QPointF) -> None:
    event = QWheelEvent(
        place, canvas.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_zooms_around_the_mouse_and_there_are_three_ways_back(
    trends: TrendsPage, qtbot: QtBot
) -> None:
    stack, canvas = show(trends), canvas_of(trends)
    back = next(b for b in trends.findChildren(QPushButton) if b.accessibleName() == "Show the whole range")
    place = canvas.spot_of(20, 0.5)

    def zoom() -> None:
        assert back.isHidden()
        wheel(canvas, 4, canvas.spot_of(20, 0.5))
        assert canvas.seen is not None
        assert canvas.seen.since_us <= stack.edges_us[20] < canvas.seen.until_us
        assert canvas.seen.until_us - canvas.seen.since_us < 16 * DAY_US
        assert abs(canvas.spot_of(20, 0.5).x() - place.x()) < 40
        assert back.isVisible()

    zoom()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.seen is None
    zoom()
    qtbot.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.spot_of(20, 0.9).toPoint())
    assert canvas.seen is None
    zoom()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert canvas.seen is None
    assert back.isHidden()


def test_a_drag_zooms_and_what_is_seen_becomes_the_range(trends: TrendsPage, qtbot: QtBot) -> None:
    stack, canvas = show(trends), canvas_of(trends)
    start, end = canvas.spot_of(5, 0.5), canvas.spot_of(9, 0.5)
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start.toPoint())
    for step in range(1, 6):
        qtbot.mouseMove(canvas.viewport(), (start + (end - start) * step / 5).toPoint())
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end.toPoint())
    edges = stack.edges_us.tolist()
    assert canvas.seen is not None
    assert (canvas.seen.since_us, canvas.seen.until_us) == (edges[5], edges[10])
    use = next(b for b in trends.findChildren(QPushButton) if b.text().startswith("Use "))
    qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    chosen = trends.context.lens.range.custom
    assert chosen is not None
    assert (chosen.since_us, chosen.until_us) == (edges[5], edges[10])


def test_keys_walk_zoom_and_lead_to_the_calls_of_a_series(
    trends: TrendsPage, session: Session, qtbot: QtBot
) -> None:
    stack, canvas = show(trends), canvas_of(trends)
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.seen is not None
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)  # past what is seen: it moves along
    assert canvas.seen.since_us < now_us()
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    named = [row for row, key in enumerate(stack.keys) if key.startswith(":")]
    bucket, row = next(
        (bucket, row)
        for bucket in range(stack.buckets - 2, 0, -1)
        for row in named
        if stack.values[row, bucket]
    )
    for _ in range(stack.buckets - 1 - bucket):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    for _ in range(row + 1):
        qtbot.keyClick(canvas, Qt.Key.Key_Up)
    said = canvas.accessibleDescription()
    assert said.endswith(f"{stack.names[row]}: ${stack.values[row, bucket] / 1e9:.2f}")
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "the calls")
    assert session.lens.filter.model == (stack.keys[row][1:],)
    custom = session.lens.range.custom
    assert custom is not None
    assert custom.since_us == stack.edges_us[bucket]


def test_a_click_on_a_segment_leads_to_its_calls(trends: TrendsPage, session: Session, qtbot: QtBot) -> None:
    stack, canvas = show(trends, group="status", measure="calls"), canvas_of(trends)
    bucket = int(np.argmax(stack.values[stack.keys.index(":200")]))
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.spot_of(bucket, 0.05).toPoint())
    wait_until(lambda: type(session.window.page).__name__ == "CallsPage", "the calls")
    assert session.lens.filter.status == ("200",)


def test_the_legend_isolates_and_adds_with_ctrl(trends: TrendsPage, qtbot: QtBot) -> None:
    stack, canvas = show(trends), canvas_of(trends)
    legend = trends.findChild(Legend)
    assert legend is not None
    first, second = (legend.findChildren(QPushButton)[place] for place in (0, 1))
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert canvas.stack.keys == stack.keys[:1]  # type: ignore[union-attr]
    assert trends._table.model().columnCount() == 2
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    assert canvas.stack.keys == stack.keys[:2]  # type: ignore[union-attr]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    assert canvas.stack.keys == stack.keys[1:2]  # type: ignore[union-attr]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert canvas.stack.keys == stack.keys  # type: ignore[union-attr]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    assert canvas.stack.keys == stack.keys[1:]  # type: ignore[union-attr]


def test_the_table_has_the_same_numbers_sorts_them_and_is_copied(trends: TrendsPage, qtbot: QtBot) -> None:
    stack, table = show(trends), trends._table
    filled = int((stack.totals > 0).sum())
    assert table.model().rowCount() == filled
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert table.model().index(0, 1).data() == f"${stack.totals.max() / 1e9:,.2f}"
    table.selectRow(0)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)  # what was chosen stays so, wherever it comes to be
    assert table.currentIndex().siblingAtColumn(1).data() == f"${stack.totals.max() / 1e9:,.2f}"
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, row = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:2] == ["When", "Total"]
    assert row.split("\t")[1] == f"${stack.totals.max() / 1e9:,.2f}"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    custom = trends.context.lens.range.custom
    assert custom is not None
    assert custom.since_us == stack.edges_us[int(np.argmax(stack.totals))]


def test_a_file_of_it_has_exact_numbers_and_no_formula(
    trends: TrendsPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session, make_call(model="=cmd|'/c calc'!A1", cost_nusd=77_000_000_001))
    session.window.commands.refresh_page()
    settle(session)
    stack = show(trends)
    path = tmp_path / "trends"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    trends._chart._take.save_csv()
    wait_until(path.with_suffix(".csv").exists, "the file")
    settle(session)
    rows = list(csv.reader(io.StringIO(path.with_suffix(".csv").read_text(encoding="utf-8-sig"))))
    assert rows[0][:3] == ["from", "until", "total (USD)"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "'=cmd|'/c calc'!A1 (USD)" in rows[0]
    assert [row[2] for row in rows[1:]] == [decimal_usd(total) for total in stack.totals.tolist()]
    trends._chart._take.save_picture()
    wait_until(path.with_suffix(".png").exists, "the picture")
    settle(session)
    picture = QImage(str(path.with_suffix(".png")))
    assert picture.width() >= 2 * canvas_of(trends).width()
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 9) for y in range(0, 700, 9)
    }
    assert any(name in colours for name in ("#ffffff",))
    assert len(colours) > 20
    trends._chart._take.copy_csv()
    assert QGuiApplication.clipboard().text().startswith("from,until,total (USD)")


def test_a_file_that_cannot_be_written_says_so(
    trends: TrendsPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(trends)
    said: list[str] = []
    monkeypatch.setattr(trends._chart._take, "_say", said.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x.csv"), ""))
    trends._chart._take.save_csv()
    wait_until(lambda: bool(said), "the trouble is told")
    assert "could not be written" in said[0]


def test_a_view_is_kept_over_a_restart_found_in_the_palette_and_can_be_brought_back(
    open_window: Opener, qtbot: QtBot
) -> None:
    session = open_window()
    fill(session, *varied_calls(60))
    session.lens.look_at(Range("7d"))
    session.lens.narrow("client", "client-1")
    page = show_page(session, "trends")
    assert isinstance(page, TrendsPage)
    show(page, measure="latency_p95", group="client", form="line")

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        field = dialog.findChild(QLineEdit)
        qtbot.keyClicks(field, "Slow & steady")
        qtbot.keyClick(field, Qt.Key.Key_Return)

    QTimer.singleShot(50, answer)
    page._views.save()
    session = open_window()
    assert session.lens.filter.client == ()
    session.window.commands.open_palette()
    palette = session.window.findChild(CommandPalette)
    assert palette is not None
    field = palette.findChild(QLineEdit)
    qtbot.keyClicks(field, "slow & st")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_until(lambda: isinstance(session.window.page, TrendsPage), "the page")
    page = session.window.page
    assert isinstance(page, TrendsPage)
    settle(session)
    assert page.wish == Wish(measure="latency_p95", group="client", form="line")
    assert session.lens.filter.client == ("client-1",)
    assert session.lens.range == Range("7d")
    views = session.window.context.views
    views.remove(views.all()[0])
    assert views.all() == []
    views.bring_back()
    assert [view.name for view in views.all("trends")] == ["Slow & steady"]


def test_a_model_keeps_its_colour_over_a_restart_and_when_others_become_dearer(open_window: Opener) -> None:
    session = open_window()
    fill(session, *(make_call(model=name, cost_nusd=10**9 - i) for i, name in enumerate("abcdef")))
    page = show_page(session, "trends")
    assert isinstance(page, TrendsPage)
    stack = show(page)
    colours = dict(zip(stack.names, stack.slots, strict=True))
    assert sorted(colours.values()) == list(range(6))
    session = open_window()
    fill(session, make_call(model="f", cost_nusd=10**12), make_call(model="e", cost_nusd=10**11))
    page = show_page(session, "trends")
    assert isinstance(page, TrendsPage)
    stack = show(page)
    assert stack.names[0] == "f"
    assert dict(zip(stack.names, stack.slots, strict=True)) == colours


def test_a_budget_of_just_these_calls_is_a_line(trends: TrendsPage, session: Session) -> None:
    fill(session, make_call(), make_call(client="client-1"))  # of this month, however young it is
    zone = session.lens.zone.key
    budgets = session.window.context.engine.budgets
    budgets.add(Budget("a day", 2_000_000_000, period="day", zone=zone))
    budgets.add(Budget("a month", 40_000_000_000, period="month", zone=zone))
    budgets.add(Budget("few tokens", 40, unit="tokens", period="day", zone=zone))

    def names(**changes: Any) -> list[str]:
        show(trends, **changes)
        chart = canvas_of(trends).chart
        assert chart is not None
        return [limit.name for limit in chart.limits]

    assert names() == ["a day"]
    assert names(measure="total_tokens") == ["few tokens"]
    assert names(measure="calls") == []
    session.lens.look_at(Range("this-month"))
    assert "a month" in names(cumulative=True)  # on its first day the day's, too
    session.lens.narrow("client", "client-1")
    settle(session)
    assert names() == []  # those budgets are of more than these calls


def test_three_ways_of_having_nothing_are_told_apart(session: Session) -> None:
    page = show_page(session, "trends")
    assert isinstance(page, TrendsPage)
    settle(session)
    state = page._state
    wait_until(lambda: "No call has come through yet" in state.accessibleName(), "never")
    fill(session, make_call(started_us=now_us() - 3 * DAY_US))
    session.lens.look_at(Range("today"))
    card_state = page._chart.findChild(StateView)
    assert card_state is not None
    wait_until(lambda: card_state.accessibleName() == "No calls in this range", "none in range")
    session.lens.look_at(Range("7d"))
    session.lens.narrow("client", "nobody")
    wait_until(lambda: card_state.accessibleName().startswith("The filters hide"), "filtered out")


def test_trouble_while_reading_is_told_with_a_way_on(
    trends: TrendsPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.errors import LedgerError

    def broken(*_: object, **__: object) -> None:
        raise LedgerError("The disk is gone.", "Plug it in.")

    reader = session.window.context.engine.ledger.reader
    with monkeypatch.context() as patch:
        patch.setattr(reader, "series", broken)
        trends.refresh()
        settle(session)
    state = trends._chart.findChild(StateView)
    assert state is not None
    assert state.accessibleName() == "The disk is gone."
    retry = next(b for b in state.findChildren(QPushButton) if b.text() == "Try again")
    retry.click()
    settle(session)
    assert trends._chart.stack is not None


def test_rates_are_lines_and_bars_are_said_not_to_fit(trends: TrendsPage) -> None:
    show(trends, measure="cache_hit_rate", form="bars")
    chart = canvas_of(trends).chart
    assert chart is not None
    assert chart.form == "line"
    bars = next(b for b in trends.findChildren(QPushButton) if b.accessibleName() == "Form: Bars")
    assert not bars.isEnabled()
    assert "do not add up" in bars.toolTip()
    show(trends, measure="cache_hit_rate", form="bars", group="")
    assert canvas_of(trends).chart.form == "bars"  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["bars", "line", "area"])
def test_the_theme_is_switched_under_every_form(trends: TrendsPage, session: Session, form: str) -> None:
    show(trends, form=form, compare=True)
    for theme in ("dark", "light"):
        session.theme.wear(theme, 100)
        QApplication.processEvents()
        picture = canvas_of(trends).grab().toImage()
        paper = session.theme.tokens.colour("surface").name()
        assert picture.pixelColor(picture.width() - 3, 2).name() == paper
        drawn = {
            picture.pixelColor(x, y).name()
            for x in range(0, picture.width(), 3)
            for y in range(0, picture.height(), 3)
        }
        assert len(drawn) > 10


def test_a_call_that_comes_in_is_in_the_chart_by_itself(trends: TrendsPage, session: Session) -> None:
    before = show(trends, measure="calls").total
    assert before is not None
    for number in range(1, 4):
        fill(session, make_call())
        wait_until(lambda number=number: trends._chart.stack.total == before + number, "the call is shown")  # type: ignore[union-attr,misc]
