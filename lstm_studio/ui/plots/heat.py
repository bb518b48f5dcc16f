"""One heat map: all units over time, in 256 colours between fixed bounds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from lstm_studio.ui.plots.ink import FEW, flat_cells, in_pixels, vector
from lstm_studio.ui.plots.samples import column_peaks, row_means

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

__all__ = ["HeatItem", "colours", "indices"]

# A picture in a file may be enlarged: its cells are written so many times as fine as the painter's pixels.
_FINER = 3


def colours(table: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Pack a table of colours (256, 3) for ``QImage.Format_ARGB32_Premultiplied``."""
    red, green, blue = (table[:, k].astype(np.uint32) for k in range(3))
    return np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue


def indices(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    """Give the place of each value in a table of 256 colours from ``low`` to ``high``."""
    with np.errstate(over="ignore", invalid="ignore"):  # of values over all bounds
        scaled = (values - low) * (255.0 / (high - low))
        np.clip(scaled, 0.0, 255.0, out=scaled)
        scaled += 0.5
        return scaled.astype(np.uint8)


class _Made(NamedTuple):
    key: tuple[int, ...]
    picture: QImage
    steps: int  # that the picture spans
    memory: NDArray[np.uint32]  # that the picture reads


class HeatItem(pg.GraphicsObject):
    """Values (n, H) as n columns of H rows, unit 1 on top. Column k stands around x = first + k.

    The vertical unit is the pixel; a value that is not a number is left blank.
    """

    def __init__(self) -> None:
        super().__init__()
        self.values: NDArray[Any] = np.zeros((0, 1), np.float32)
        self.first = 0
        self.low, self.high = 0.0, 1.0
        self.top, self.height = 0.0, 1.0
        self._colours = np.zeros(256, np.uint32)
        self._made: _Made | None = None

    def set_place(self, top: float, height: float) -> None:
        """Put the map between ``top`` and ``top + height``."""
        if (top, height) != (self.top, self.height):
            self.prepareGeometryChange()
            self.top, self.height = top, height
            self._made = None

    def set_values(self, values: NDArray[Any], first: int, low: float, high: float) -> None:
        """Show other values. The array is kept, not copied, and is read at the next paint."""
        if values.shape[0] != self.values.shape[0] or first != self.first:
            self.prepareGeometryChange()
        self.values, self.first, self.low, self.high = values, first, low, high
        self._made = None
        self.update()

    def set_colours(self, table: NDArray[np.uint8]) -> None:
        """Take another table of colours (256, 3)."""
        self._colours = colours(table)
        self._made = None
        self.update()

    def boundingRect(self) -> QRectF:
        """Give the place of the map: steps by pixels."""
        return QRectF(self.first - 0.5, self.top, max(self.values.shape[0], 1), self.height)

    def row(self, unit: int) -> tuple[float, float]:
        """Give the top and the height of a unit's row (0-based)."""
        size = self.height / self.values.shape[1]
        return self.top + unit * size, size

    def unit_at(self, y: float) -> int | None:
        """Give the unit (0-based) at a height, or None beside the map."""
        units: int = self.values.shape[1]
        place = math.floor((y - self.top) / self.height * units)
        return place if 0 <= place < units else None

    def value_at(self, step: int, unit: int) -> float | None:
        """Give the value at a step (as on the axis) of a unit (0-based), or None where there is none."""
        column = step - self.first
        if not (0 <= column < self.values.shape[0] and 0 <= unit < self.values.shape[1]):
            return None
        value = float(self.values[column, unit])
        return None if math.isnan(value) else value

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the columns in sight."""
        count = self.values.shape[0]
        box = self.viewRect()
        if not count or box is None:
            return
        start = max(math.floor(box.left() - self.first + 0.5), 0)
        stop = min(math.ceil(box.right() - self.first + 0.5), count)
        if stop <= start:
            return
        to_pixels = painter.deviceTransform()
        ratio = painter.device().devicePixelRatioF()
        wide = max(1, math.ceil(abs(to_pixels.m11()) * (stop - start) * ratio))
        tall = max(1, math.ceil(abs(to_pixels.m22()) * self.height * ratio))
        fine = vector(painter)
        seen = QRectF(self.first - 0.5 + start, self.top, stop - start, self.height)
        seen = seen.intersected(QRectF(box.left(), self.top, box.width(), self.height))
        if fine and self._few(start, stop, wide, tall):
            colours, place = self._flat(start, stop)
            with in_pixels(painter) as pixels:
                edge = pixels.mapRect(seen)
                edge.setRight(math.floor(edge.right()))
                for cell, colour in flat_cells(colours, pixels.mapRect(place)):
                    painter.fillRect(cell.intersected(edge), colour)
            return
        key = (start, stop, wide, tall, int(fine))
        if self._made is None or self._made.key != key:
            self._made = _Made(key, *self._picture(*key))
        picture = self._made.picture
        place = QRectF(self.first - 0.5 + start, self.top, self._made.steps, self.height)
        if not fine:
            painter.drawImage(place, picture)
            return
        scale = picture.width() / place.width()
        left, right = (round((edge - place.left()) * scale) for edge in (seen.left(), seen.right()))
        # A part of a picture cannot be drawn into an SVG file: it is taken out first.
        painter.drawImage(seen, picture.copy(left, 0, right - left, picture.height()))

    def _few(self, start: int, stop: int, wide: int, tall: int) -> bool:
        """Whether so few cells are in sight, each at least a pixel large, that a file may hold each."""
        units = self.values.shape[1]
        return (stop - start) * units <= FEW and stop - start <= wide and units <= tall

    def _flat(self, start: int, stop: int) -> tuple[NDArray[np.uint8], QRectF]:
        """Give the colours (H, steps, 4) of the columns start … stop, and their place."""
        values = self.values[start:stop].T
        blank = np.isnan(values)
        packed = self._colours[indices(np.where(blank, self.low, values), self.low, self.high)]
        colours = np.stack([packed >> shift & 0xFF for shift in (16, 8, 0, 24)], axis=2).astype(np.uint8)
        colours[blank] = 0
        return colours, QRectF(self.first - 0.5 + start, self.top, stop - start, self.height)

    def _picture(
        self, start: int, stop: int, wide: int, tall: int, fine: int
    ) -> tuple[QImage, int, NDArray[np.uint32]]:
        """Give the picture of the columns start … stop, the steps that it spans, and its memory."""
        values, size = column_peaks(self.values[start:stop], wide, (self.low + self.high) / 2)
        steps = size * values.shape[0]
        values = row_means(values, tall)
        blank = np.isnan(values)
        holes = bool(blank.any())
        if holes:
            values = np.where(blank, self.low, values)
        pixels = self._colours[indices(values, self.low, self.high).T]
        if holes:
            pixels[blank.T] = 0
        if fine:
            # Readers of files smooth an image that they enlarge; large flat cells stay sharp.
            across, down = (
                max(1, -(-_FINER * size // n)) for size, n in zip((wide, tall), values.shape, strict=True)
            )
            pixels = np.repeat(np.repeat(pixels, across, axis=1), down, axis=0)
        pixels = np.ascontiguousarray(pixels)
        rows, columns = pixels.shape
        premultiplied = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(pixels.data, columns, rows, 4 * columns, premultiplied), steps, pixels
