"""Series as they are painted: boxes, lines and areas in the pixels of a plot."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

from app.ui.charts.raster import lines_image, stacked_image
from app.ui.charts.series import Chart, Floats, Integers, Stack, columns, envelopes
from app.ui.theme import Tokens

_RADIUS = 3.0
_MOST_BAR_PX = 48.0
_LEAST_BAR_PX = 3.0  # thinner bars are drawn as one area
_LEAST_POINT_PX = 1.0  # points that are closer are drawn as columns from the lowest to the highest
_LEAST_AREA_PX = 2.0
_LINE_PX = 2.0
_DOT_PX = 2.5
_SOFT = 0.62  # of the areas upon each other


@dataclass(slots=True)
class Shape:
    """A part of one series."""

    brush: QBrush | None = None
    pen: QPen | None = None
    boxes: list[QRectF] = field(default_factory=list[QRectF])
    image: QImage | None = None
    path: QPainterPath | None = None

    def paint(self, painter: QPainter) -> None:
        painter.setBrush(self.brush or QBrush(Qt.BrushStyle.NoBrush))
        painter.setPen(self.pen or QPen(Qt.PenStyle.NoPen))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.boxes:
            painter.drawRects(self.boxes)
        if self.image is not None:
            painter.drawImage(0, 0, self.image)
        if self.path is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPath(self.path)


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot: its room, the time at its left and right side, and the value at its upper side."""

    rect: QRectF
    since_us: float
    until_us: float
    top: float
    tokens: Tokens

    def xs(self, times_us: Floats) -> Floats:
        return (times_us - self.since_us) / (self.until_us - self.since_us) * self.rect.width()

    def ys(self, values: Floats) -> Floats:
        return self.rect.height() - values / self.top * self.rect.height()

    def colour(self, slot: int) -> QColor:
        return QColor(self.tokens.other if slot < 0 else self.tokens.series[slot])

    def fading(self, slot: int, upper: float, lower: float) -> QBrush:
        """From one opacity at the upper side to another at the lower."""
        gradient = QLinearGradient(0, 0, 0, self.rect.height())
        for place, opacity in ((0.0, upper), (1.0, lower)):
            colour = self.colour(slot)
            colour.setAlphaF(opacity)
            gradient.setColorAt(place, colour)
        return QBrush(gradient)


def shapes_of(chart: Chart, seen: Stack, frame: Frame) -> list[Shape]:
    """`seen` is the part of the chart's stack that is in the frame."""
    edges = frame.xs(seen.edges_us.astype(np.float64))
    narrowest = float(np.min(np.diff(edges)))
    width = int(frame.rect.width())
    if chart.stacked and chart.form == "bars":
        if narrowest >= _LEAST_BAR_PX:
            return list(_bars(seen, frame, edges))
        return list(_filled_columns(columns(seen, width), frame, solid=True))
    if chart.stacked and len(seen.keys) > 1:
        if narrowest >= _LEAST_AREA_PX:
            return list(_stacked_areas(seen, frame, edges))
        return list(_filled_columns(columns(seen, width), frame, solid=False))
    return list(_lines(seen, frame, edges, narrowest, filled=chart.form == "area"))


def ghosts_of(chart: Chart, seen: Stack, frame: Frame) -> Iterator[Shape]:
    """The span before: wide pale bars behind, or a broken line for each line."""
    if seen.before is None:
        return
    edges = frame.xs(seen.edges_us.astype(np.float64))
    soft = frame.tokens.colour("text_faint")
    if chart.stacked and chart.form == "bars" and float(np.min(np.diff(edges))) >= _LEAST_BAR_PX:
        soft.setAlphaF(0.17)
        values = seen.before[-1]
        tops = frame.ys(values)
        lefts, rights = _sides(edges, 0.06, 1.0, _MOST_BAR_PX + 12)
        path = QPainterPath()
        for i in np.flatnonzero(values > 0).tolist():
            _add_cap(path, QRectF(lefts[i], tops[i], rights[i] - lefts[i], frame.rect.height() - tops[i]))
        yield Shape(brush=QBrush(soft), path=path)
        return
    xs, ys = _course(seen, frame, seen.before)
    for row in chart.ghosts:
        colour = soft if row == len(seen.keys) else frame.colour(seen.slots[row])
        colour.setAlphaF(0.75)
        pen = QPen(colour, 1.5)
        pen.setDashPattern([4, 3])
        yield Shape(pen=pen, path=_polyline(xs, ys[row]))


def _sides(edges: Floats, share: float, least: float, most: float) -> tuple[Floats, Floats]:
    """The left and right side of the bars, with some air between them."""
    widths = edges[1:] - edges[:-1]
    gap = np.maximum(np.clip(widths * share, least, 10.0), widths - most)
    lefts, rights = np.round(edges[:-1] + gap / 2), np.round(edges[1:] - gap / 2)
    return lefts, np.maximum(rights, lefts + 1)


def _tops(stack: Stack, frame: Frame) -> Floats:
    """Pixel heights of the upper side of each series, the base line first."""
    sums = np.vstack([np.zeros(stack.buckets), np.cumsum(stack.values, axis=0, dtype=np.float64)])
    return frame.ys(sums)


def _bars(stack: Stack, frame: Frame, edges: Floats) -> Iterator[Shape]:
    tops = np.round(_tops(stack, frame))
    lefts, rights = _sides(edges, 0.24, 1.0, _MOST_BAR_PX)
    highest = _highest_rows(stack)
    for row, slot in enumerate(stack.slots):
        colour = frame.colour(slot)
        gradient = QLinearGradient(0, 0, 0, frame.rect.height())
        gradient.setColorAt(0, colour.lighter(107))
        gradient.setColorAt(1, colour)
        shape = Shape(brush=QBrush(gradient), path=QPainterPath())
        for i in np.flatnonzero(stack.values[row] > 0).tolist():
            # what is not zero is seen: at least one pixel; one pixel of air below the next series
            lower = tops[row, i]
            height = max(1.0, lower - tops[row + 1, i])
            is_cap = highest[i] == row
            if not is_cap and height >= 3:
                height -= 1
            box = QRectF(lefts[i], lower - height, rights[i] - lefts[i], height)
            if is_cap and shape.path is not None:
                _add_cap(shape.path, box)
            else:
                shape.boxes.append(box)
        yield shape


def _filled_columns(stack: Stack, frame: Frame, *, solid: bool) -> Iterator[Shape]:
    """A column of the image for each pixel, whatever is in it."""
    colours = [frame.colour(slot) for slot in stack.slots]
    if not solid:
        for colour in colours:
            colour.setAlphaF(_SOFT)
    tops = np.nan_to_num(_tops(stack, frame)[1:], nan=frame.rect.height())
    yield Shape(image=stacked_image(tops, _columns_at(stack.edges_us, frame), _rows(frame), colours))


def _columns_at(edges_us: Integers, frame: Frame) -> Integers:
    """Which bucket each pixel column shows."""
    edges = frame.xs(edges_us.astype(np.float64))
    found = np.searchsorted(edges, np.arange(int(frame.rect.width())) + 0.5, side="right") - 1
    return np.clip(found, 0, len(edges_us) - 2)


def _rows(frame: Frame) -> int:
    return max(1, round(frame.rect.height()))


def _stacked_areas(stack: Stack, frame: Frame, edges: Floats) -> Iterator[Shape]:
    xs = (edges[1:] + edges[:-1]) / 2
    tops = _tops(stack, frame)
    for row, slot in enumerate(stack.slots):
        known = ~np.isnan(tops[row + 1])
        at, upper, lower = xs[known], tops[row + 1][known], tops[row][known]
        if len(at) == 0:
            continue
        outline = np.concatenate([upper, lower[::-1]])
        area = _polyline(np.concatenate([at, at[::-1]]), outline)
        area.closeSubpath()
        yield Shape(brush=frame.fading(slot, _SOFT, 0.34), path=area)
        yield Shape(pen=_pen(frame, slot, 1.4), path=_polyline(at, upper))
        if len(at) == 1:
            yield _dot(frame, slot, at[0], upper[0])


def _lines(stack: Stack, frame: Frame, edges: Floats, narrowest: float, *, filled: bool) -> Iterator[Shape]:
    values = np.asarray(stack.values, dtype=np.float64)
    if narrowest < _LEAST_POINT_PX:
        yield from _dense_lines(stack, values, frame, filled=filled)
        return
    xs, ys = (edges[1:] + edges[:-1]) / 2, frame.ys(values)
    soft = 0.30 if len(stack.keys) == 1 else 0.14
    for row, slot in reversed(list(enumerate(stack.slots))):
        for first, end in _runs(ys[row]):
            at, course = xs[first:end], ys[row, first:end]
            if filled and end - first > 1:
                base = frame.rect.height()
                ground = np.concatenate([[base], course, [base]])
                area = _polyline(np.concatenate([at[:1], at, at[-1:]]), ground)
                yield Shape(brush=frame.fading(slot, soft, 0.0), path=area)
            if end - first > 1:
                yield Shape(pen=_pen(frame, slot, _LINE_PX), path=_polyline(at, course))
            else:
                yield _dot(frame, slot, at[0], course[0])


def _dense_lines(stack: Stack, values: Floats, frame: Frame, *, filled: bool) -> Iterator[Shape]:
    """Columns from the lowest to the highest point, each long enough to touch the one before it."""
    edges_us, lowest, highest = envelopes(stack, values, int(frame.rect.width()))
    lowers, uppers = frame.ys(lowest), frame.ys(highest)
    uppers[:, 1:] = np.fmin(uppers[:, 1:], lowers[:, :-1])
    lowers[:, 1:] = np.fmax(lowers[:, 1:], uppers[:, :-1])
    columns_at, colours = _columns_at(edges_us, frame), [frame.colour(slot) for slot in stack.slots]
    if filled and len(stack.slots) == 1:
        soft = frame.colour(stack.slots[0])
        soft.setAlphaF(0.18)
        yield Shape(image=stacked_image(uppers, columns_at, _rows(frame), [soft]))
    yield Shape(image=lines_image(uppers, lowers, columns_at, _rows(frame), colours))


def _course(stack: Stack, frame: Frame, values: Floats) -> tuple[Floats, Floats]:
    """Points of a line, one for each bucket or for each pixel column."""
    if stack.buckets <= frame.rect.width():
        edges, highest = stack.edges_us, values
    else:
        edges, _, highest = envelopes(stack, values, int(frame.rect.width()))
    places = frame.xs(edges.astype(np.float64))
    return (places[1:] + places[:-1]) / 2, frame.ys(highest)


def _runs(values: Floats) -> Iterator[tuple[int, int]]:
    """First and end of each stretch without a gap."""
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    turns = np.flatnonzero(known[1:] != known[:-1])
    yield from zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True)


def _polyline(xs: Floats, ys: Floats) -> QPainterPath:
    path = QPainterPath()
    for first, end in _runs(ys):
        pairs = zip(xs[first:end].tolist(), ys[first:end].tolist(), strict=True)
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in pairs]))
    return path


def _pen(frame: Frame, slot: int, width: float) -> QPen:
    return QPen(
        QBrush(frame.colour(slot)), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )  # fmt: skip


def _dot(frame: Frame, slot: int, x: float, y: float) -> Shape:
    """A value that has no neighbours has no line."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), _DOT_PX, _DOT_PX)
    return Shape(brush=QBrush(frame.colour(slot)), path=path)


def _highest_rows(stack: Stack) -> list[int]:
    """For each bucket the uppermost series that has something, -1 where none has."""
    present = stack.values > 0
    rows = len(stack.keys) - 1 - np.argmax(present[::-1], axis=0)
    return np.where(present.any(axis=0), rows, -1).tolist()


def _add_cap(path: QPainterPath, box: QRectF) -> None:
    """A bar whose two upper corners are round."""
    radius = min(_RADIUS, box.width() / 2, box.height())
    path.moveTo(box.bottomLeft())
    path.lineTo(box.left(), box.top() + radius)
    path.quadTo(box.topLeft(), QPointF(box.left() + radius, box.top()))
    path.lineTo(box.right() - radius, box.top())
    path.quadTo(box.topRight(), QPointF(box.right(), box.top() + radius))
    path.lineTo(box.bottomRight())
    path.closeSubpath()
