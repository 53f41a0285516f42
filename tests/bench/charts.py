"""How long the charts hold the interpreter: a hundred thousand points in six series, in every form.

`dev.py bench charts`: a line for each form with the first drawing, a step of the zoom, a repaint while the
mouse moves, each with its whole frame. Times are of the processor: a busy machine tells the same.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import cast
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui.charts.canvas import ChartCanvas
from app.ui.charts.series import Chart, Form, Stack
from app.ui.charts.units import MONEY
from app.ui.language import speak
from app.ui.theme import Theme

_SERIES = 6
_HOUR_US = 3_600_000_000
_STEPS = 40


def stack_of(points: int, *, adds_up: bool) -> Stack:
    random = np.random.default_rng(7)
    edges = np.arange(points + 1, dtype=np.int64) * _HOUR_US
    names = tuple(f"model-{i}" for i in range(_SERIES))
    values = (random.gamma(1.5, 1e9, (_SERIES, points))).astype(np.int64)
    if adds_up:
        return Stack(edges, names, names, tuple(range(_SERIES)), values)
    floats = values.astype(np.float64)
    sums = (*floats.mean(axis=1).tolist(), float(floats.mean()))
    return Stack(edges, names, names, tuple(range(_SERIES)), floats, False, floats.mean(axis=0), sums)


def timed(act: Callable[[], object]) -> float:
    started = time.thread_time()
    act()
    return (time.thread_time() - started) * 1000


def told(times_ms: Sequence[float]) -> str:
    return f"{statistics.median(times_ms):6.1f} {max(times_ms):6.1f}"


def hover(canvas: ChartCanvas, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, place, canvas.viewport().mapToGlobal(place), none, none,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def turn(canvas: ChartCanvas, notches: int) -> None:
    place = QPointF(canvas.width() * 0.6, canvas.height() * 0.5)
    event = QWheelEvent(
        place, canvas.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def measure(canvas: ChartCanvas, chart: Chart) -> str:
    def frame(act: Callable[[], object]) -> float:
        return timed(lambda: (act(), canvas.repaint(), QApplication.processEvents()))

    first = frame(lambda: canvas.show_chart(chart))
    zooms = [frame(lambda: turn(canvas, 1)) for _ in range(_STEPS // 2)]
    zooms += [frame(lambda: turn(canvas, -1)) for _ in range(_STEPS // 2)]
    canvas.see_all()
    QApplication.processEvents()
    width = canvas.width() - 120
    moves = [
        frame(lambda at=at: hover(canvas, QPointF(80 + width * at / _STEPS, canvas.height() * 0.4)))
        for at in range(_STEPS)
    ]
    return f"{first:7.1f}   {told(zooms)}   {told(moves)}"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="charts", description=__doc__)
    parser.add_argument("--points", type=int, default=100_000)
    args = parser.parse_args(argv)
    application = cast("QApplication | None", QApplication.instance()) or QApplication(["charts"])
    speak(application)
    theme = Theme(application, "light")
    window = QWidget()
    canvas = ChartCanvas(theme, "Cost", zooms=True)
    QVBoxLayout(window).addWidget(canvas)
    window.resize(1500, 600)
    window.show()
    QApplication.processEvents()
    print(f"{args.points:,} points in {_SERIES} series, {canvas.width()} pixels; milliseconds")
    print(f"{'':22} first   zoom p50   max   hover p50  max")
    for adds_up in (True, False):
        stack = stack_of(args.points, adds_up=adds_up)
        forms: tuple[Form, ...] = ("bars", "line", "area") if adds_up else ("line", "area")
        for form in forms:
            chart = Chart(stack, MONEY, "hour", ZoneInfo("Europe/Berlin"), 0, form)
            name = f"{form}, {'sums' if adds_up else 'rates'}"
            print(f"{name:20} {measure(canvas, chart)}")
            canvas.show_chart(None)
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
