"""A matrix as a picture in 256 colours around 0, however large it is: what shares a pixel shows its peak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtGui import QImage

from lstm_studio.ui.plots.samples import column_peaks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Picture", "Thinned", "drawn", "thinned"]


class Thinned(NamedTuple):
    """Cells of ``down`` rows and ``across`` columns each, by the value farthest from 0; ``high`` is the largest size.

    The last ones may stand for fewer.
    """

    values: NDArray[np.float32]
    down: int
    across: int
    high: float


class Picture(NamedTuple):
    """An image, and the memory that it reads."""

    image: QImage
    memory: NDArray[np.uint32]


def thinned(values: NDArray[Any], tall: int, wide: int) -> Thinned:
    """Thin a matrix to at most ``tall`` rows and ``wide`` columns."""
    if values.dtype.kind not in "fiub":
        return Thinned(np.zeros((1, 1), np.float32), values.shape[0], values.shape[1], 0.0)
    if values.dtype == bool:
        values = values.view(np.uint8)
    # Half precision is slow to compare; of what has no sign nothing is farther from 0 below it.
    if values.dtype == np.float16 or (values.dtype.kind == "u" and values.shape[0] > tall):
        values = values.astype(np.float32)
    rows, down = column_peaks(values, tall, 0.0)
    columns, across = column_peaks(rows.T, wide, 0.0)
    with np.errstate(over="ignore"):
        cells = np.ascontiguousarray(columns.T, np.float32)
    finite = cells[np.isfinite(cells)]
    return Thinned(cells, down, across, float(np.abs(finite).max()) if finite.size else 0.0)


def drawn(cells: Thinned, colours: NDArray[np.uint32]) -> Picture:
    """Give a picture with a pixel a cell; ``colours`` are 256 from −high to +high."""
    pixels = coloured(cells, colours)
    rows, columns = pixels.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return Picture(QImage(pixels.data, columns, rows, 4 * columns, form), pixels)


def coloured(cells: Thinned, colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Give the colour of each cell; what is no number is left out."""
    high = cells.high or 1.0
    blank = np.isnan(cells.values)
    scaled = np.clip(np.where(blank, 0.0, cells.values) / high, -1.0, 1.0)
    pixels = colours[np.rint((scaled + 1.0) * 127.5).astype(np.uint8)]
    pixels[blank] = 0
    return np.ascontiguousarray(pixels)
