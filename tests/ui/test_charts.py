"""What a chart shows, apart from the window around it."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.periods import Span, instant, spans
from app.core.periods import Unit as Grain
from app.ui.charts.canvas import ChartCanvas
from app.ui.charts.colours import ColourBook
from app.ui.charts.readout import Readout
from app.ui.charts.series import Chart, Form, Stack, columns
from app.ui.charts.ticks import time_ticks, value_ticks
from app.ui.charts.units import MONEY
from app.ui.charts.zoom import Zoom
from app.ui.language import speak
from app.ui.theme import Theme

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    speak(qapp, "english")
    return Theme(qapp, "light")


@pytest.fixture
def canvas(theme: Theme) -> Iterator[ChartCanvas]:
    """In a window of its own; pyqtgraph's views are not made to be closed themselves."""
    window = QWidget()
    shown = ChartCanvas(theme, "Cost", zooms=True)
    QVBoxLayout(window).addWidget(shown)
    window.resize(900, 320)
    window.show()
    yield shown
    window.close()


def stack_of(values: np.ndarray, zone: ZoneInfo = BERLIN) -> Stack:
    start = instant(datetime(2026, 3, 1), zone)
    edges = [start] + [span.until_us for span in spans("day", start, start + 10**15, zone)]
    names = tuple(f"s{i}" for i in range(len(values)))
    return Stack(
        np.array(edges[: values.shape[1] + 1], dtype=np.int64),
        names,
        names,
        tuple(range(len(values))),
        values.astype(np.int64),
    )


def chart_of(stack: Stack, grain: Grain = "day", form: Form = "bars") -> Chart:
    return Chart(stack, MONEY, grain, BERLIN, 0, form)


def test_a_hundred_thousand_points_keep_every_peak_and_are_drawn_as_columns(canvas: ChartCanvas) -> None:
    values = np.ones((6, 100_000), dtype=np.int64) * 1_000
    values[3, 77_777] = 10**12
    edges = np.arange(100_001, dtype=np.int64) * 3_600_000_000
    names = tuple("abcdef")
    stack = Stack(edges, names, names, tuple(range(6)), values)
    narrow = columns(stack, 800)
    assert narrow.buckets <= 800
    assert int(narrow.totals.max()) == int(stack.totals.max())
    assert (np.diff(narrow.edges_us) > 0).all()
    canvas.show_chart(chart_of(stack, "month"))
    QApplication.processEvents()


@pytest.mark.parametrize("form", ["bars", "line", "area"])
@pytest.mark.parametrize("adds_up", [True, False])
def test_one_peak_among_a_hundred_thousand_points_is_seen(
    canvas: ChartCanvas, form: Form, adds_up: bool
) -> None:
    values = np.full((2, 100_000), 1_000.0)
    values[1, 50_000] = 1e12
    edges = np.arange(100_001, dtype=np.int64) * 3_600_000_000
    whole = None if adds_up else values.max(axis=0)
    sums = () if adds_up else (1.0, 1.0, 1.0)
    canvas.show_chart(
        chart_of(Stack(edges, ("a", "b"), ("a", "b"), (0, 1), values, adds_up, whole, sums), "hour", form)
    )
    QApplication.processEvents()
    picture = canvas.grab().toImage()
    spot = canvas.spot_of(50_000, 0.6).toPoint()
    near = {picture.pixelColor(spot.x() + step, spot.y()).name() for step in range(-3, 4)}
    far = {picture.pixelColor(spot.x() + 40 + step, spot.y()).name() for step in range(-3, 4)}
    assert near - far


def test_gaps_stay_gaps_and_a_lonely_point_is_seen(canvas: ChartCanvas) -> None:
    values = np.full((1, 20), np.nan)
    values[0, 4], values[0, 10:14] = 5e9, 4e9
    stack = stack_of(np.zeros((1, 20)))
    stack = Stack(
        stack.edges_us, stack.keys, stack.names, stack.slots, values, False, values[0], (4e9, 4e9)
    )  # fmt: skip
    canvas.show_chart(chart_of(stack, form="line"))
    QApplication.processEvents()
    picture = canvas.grab().toImage()
    paper = picture.pixelColor(canvas.spot_of(7, 0.5).toPoint()).name()
    seen = [
        picture.pixelColor(canvas.spot_of(bucket, share).toPoint()).name()
        for bucket, share in ((4, 1.0), (12, 0.8))
    ]
    assert all(colour != paper for colour in seen)


@pytest.mark.parametrize(
    ("zoom", "expected"),
    [
        (Zoom(100).on(10, 20), (10, 20)),
        (Zoom(100).on(99, 100), (98, 100)),  # one bucket is no course
        (Zoom(100).on(0, 100), (0, 100)),
        (Zoom(100).on(10, 20).moved(-2.0), (0, 10)),
        (Zoom(100).on(10, 20).moved(50.0), (90, 100)),
        (Zoom(100).on(10, 20).holding(25), (16, 26)),
        (Zoom(100).scaled(0.5, 0.5), (25, 75)),
        (Zoom(100).on(20, 30).scaled(100.0, 0.5), (0, 100)),
    ],
)
def test_a_zoom_stays_within_the_chart(zoom: Zoom, expected: tuple[int, int]) -> None:
    assert (zoom.first, zoom.end) == expected


def test_what_is_not_zero_is_at_least_a_pixel_high(canvas: ChartCanvas) -> None:
    values = np.zeros((2, 10))
    values[0, 2], values[0, 5] = 1, 10**12
    canvas.show_chart(chart_of(stack_of(values)))
    QApplication.processEvents()
    picture = canvas.grab().toImage()
    foot = canvas.spot_of(2, 0.0).toPoint() - QPoint(0, 1)
    gap = canvas.spot_of(3, 0.0).toPoint() - QPoint(0, 1)
    assert picture.pixelColor(foot) != picture.pixelColor(gap)


def test_the_read_out_names_every_series_and_the_total(canvas: ChartCanvas, qtbot: QtBot) -> None:
    values = np.full((3, 10), 10**9)
    canvas.show_chart(chart_of(stack_of(values)))
    QApplication.processEvents()
    qtbot.mouseMove(canvas.viewport(), canvas.spot_of(4, 0.2).toPoint())
    readout = canvas.findChild(Readout)
    assert readout is not None
    assert readout.isVisible()
    assert [line.name for line in readout._lines] == ["s2", "s1", "s0"]
    assert readout._feet == [("Total", "$3.00")]
    assert canvas.rect().contains(readout.geometry())


def test_marks_follow_the_wall_clock_over_a_change_of_the_offset() -> None:
    day = Span(instant(datetime(2026, 3, 29), BERLIN), instant(datetime(2026, 3, 30), BERLIN))
    ticks = time_ticks(day, "hour", BERLIN, 2_000, 40)
    hours = [datetime.fromtimestamp(tick.at_us / 1e6, BERLIN).hour for tick in ticks]
    assert hours == [0, 1, *range(3, 24)]  # two o'clock does not exist that night
    month = Span(instant(datetime(2026, 3, 1), BERLIN), instant(datetime(2026, 4, 1), BERLIN))
    for tick in time_ticks(month, "day", BERLIN, 2_000, 40):
        assert abs(datetime.fromtimestamp(tick.at_us / 1e6, BERLIN).hour - 12) <= 1


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York", "UTC"])
@pytest.mark.parametrize("width", [120, 400, 1_600])
def test_marks_never_crowd(zone: str, width: int) -> None:
    where = ZoneInfo(zone)
    for grain, days in (("hour", 2), ("day", 30), ("day", 120), ("month", 365), ("month", 3650)):
        start = instant(datetime(2025, 10, 1), where)
        ticks = time_ticks(Span(start, start + days * 86_400_000_000), grain, where, width, 50)  # type: ignore[arg-type]
        assert 1 <= len(ticks) <= max(2, width // 50)


@pytest.mark.parametrize("top", [1, 2, 7, 99, 1_000, 123_456_789, 10**15])
def test_the_axis_reaches_over_the_highest_value_in_few_round_steps(top: int) -> None:
    ticks = value_ticks(top, 5)
    assert ticks[0] == 0
    assert ticks[-1] >= top > ticks[-2]
    assert 2 <= len(ticks) <= 7
    step = ticks[1]
    assert str(int(step)).rstrip("0") in {"1", "2", "5"}


def test_a_name_keeps_its_colour_when_others_come_and_go() -> None:
    book = ColourBook()
    first = book.places(["a", "b", "c", "d", "e", "f"])
    assert sorted(first.values()) == list(range(6))
    later = book.places(["f", "x", "a"])
    assert later["f"] == first["f"]
    assert later["a"] == first["a"]
    assert len(set(later.values())) == 3
    assert book.places(["a", "b", "c", "d", "e", "f"]) == first
