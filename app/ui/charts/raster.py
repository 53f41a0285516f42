"""Thousands of columns as one image: a box for each would take ten times as long to make and to paint."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from app.ui.charts.series import Floats

_Pixels = npt.NDArray[np.uint32]


def stacked_image(
    tops: Floats, columns: npt.NDArray[np.int64], height: int, colours: Sequence[QColor]
) -> QImage:
    """`tops` are the upper sides of series upon each other, the lowest first; `columns`: which is where."""
    ys = np.arange(height, dtype=np.int32)[:, None]
    # from above: so many upper sides were passed, so deep in the stack we are
    depth = np.zeros((height, len(columns)), dtype=np.int8)
    for top in _pixels_of(tops, height):
        depth += ys >= top[columns]
    inks = np.zeros(len(tops) + 1, dtype=np.uint32)
    inks[1:] = [_ink(colour) for colour in reversed(colours)]
    return _image(inks[depth])


def lines_image(
    uppers: Floats, lowers: Floats, columns: npt.NDArray[np.int64], height: int, colours: Sequence[QColor]
) -> QImage:
    """Series over each other, the first on top: in each column from the highest to the lowest point."""
    ys = np.arange(height, dtype=np.int32)[:, None]
    pixels = np.zeros((height, len(columns)), dtype=np.uint32)
    tops, feet = _pixels_of(uppers, height - 1), _pixels_of(lowers, height)
    for row in reversed(range(len(colours))):
        top = tops[row][columns]
        foot = np.where(np.isnan(uppers[row][columns]), top, np.maximum(feet[row][columns], top + 1))
        np.copyto(pixels, np.uint32(_ink(colours[row])), where=(ys >= top) & (ys < foot))
    return _image(pixels)


def _pixels_of(values: Floats, most: int) -> npt.NDArray[np.int32]:
    return np.clip(np.nan_to_num(np.round(values), nan=most), 0, most).astype(np.int32)


def _ink(colour: QColor) -> int:
    """As the image has it: premultiplied."""
    alpha = colour.alpha()
    red, green, blue = (part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue


def _image(pixels: _Pixels) -> QImage:
    height, width = pixels.shape
    kept = np.ascontiguousarray(pixels)
    image = QImage(kept.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array is ours, and goes
