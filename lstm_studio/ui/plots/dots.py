"""Dots: what should be, one at each step at which it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter, QTransform

    from lstm_studio.ui.plots.box import Box

__all__ = ["Dots", "Series", "dot_pen"]

_SIZE = 4.0


class Series(NamedTuple):
    """Dots of one colour: ``values`` (n,) at the steps from ``first`` on, NaN for none."""

    values: NDArray[Any]
    first: int
    colour: QColor


def dot_pen(colour: QColor) -> QPen:
    """Give the pen of a dot; along a line, as in a legend, it makes a row of them."""
    pen = QPen(colour, _SIZE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.01, 1.4])
    return pen


class Dots(Overlay):
    """Dots in front of the curves."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, 5)
        self.series: tuple[Series, ...] = ()
        self._made: tuple[tuple[float, ...], list[QPolygonF]] | None = (
            None  # for which pixels, and the dots there
        )

    def show_series(self, series: tuple[Series, ...]) -> None:
        """Show these dots."""
        if len(series) == len(self.series) and all(map(_alike, series, self.series)):
            return  # what should be stays while what is changes
        self.series, self._made = series, None
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        with in_pixels(painter) as to_pixels:
            key = (*self.box.x_range, to_pixels.m11(), to_pixels.m22(), to_pixels.dx(), to_pixels.dy())
            if self._made is None or self._made[0] != key:
                self._made = key, [self._points(row, to_pixels) for row in self.series]
            for row, points in zip(self.series, self._made[1], strict=True):
                pen = QPen(row.colour, _SIZE)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawPoints(points)

    def _points(self, row: Series, to_pixels: QTransform) -> QPolygonF:
        """Give the dots in sight in pixels; of several on one pixel, one."""
        first, last = self.box.x_range
        places = np.arange(row.first, row.first + len(row.values))
        seen = (places >= first) & (places <= last) & np.isfinite(row.values)
        across = to_pixels.m11() * places[seen] + to_pixels.dx()
        down = to_pixels.m22() * row.values[seen] + to_pixels.dy()
        points = np.unique(np.rint(np.stack([across, down], axis=1)), axis=0)
        return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def _alike(one: Series, other: Series) -> bool:
    same = one.first == other.first and one.colour == other.colour
    return same and np.array_equal(one.values, other.values, equal_nan=True)
