"""The rectangle that data are drawn in. Its range never follows the data by itself."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF

__all__ = ["Box", "Overlay", "pushed"]


def pushed(first: float, last: float, low: float, high: float, least: float) -> tuple[float, float]:
    """Give the range first … last, made at least ``least`` wide and pushed back into low … high."""
    width = min(max(last - first, least), high - low)
    first = min(max(first - (width - (last - first)) / 2, low), high - width)
    return first, first + width


class Box(pg.ViewBox):
    """A view without menu, padding or mouse: its chart says what is shown and reads the mouse."""

    def __init__(self, *, down: bool = False) -> None:
        super().__init__(enableMenu=False, enableMouse=False, invertY=down, defaultPadding=0.0)
        self.disableAutoRange()

    @property
    def x_range(self) -> tuple[float, float]:
        """The range along x."""
        first, last = self.state["viewRange"][0]
        return first, last

    @property
    def y_range(self) -> tuple[float, float]:
        """The range along y."""
        low, high = self.state["viewRange"][1]
        return low, high

    def set_x(self, first: float, last: float) -> None:
        """Show x from ``first`` to ``last``."""
        if (first, last) != self.x_range:
            self.setRange(xRange=(first, last), padding=0, disableAutoRange=False)

    def set_y(self, low: float, high: float) -> None:
        """Show y from ``low`` to ``high``."""
        if (low, high) != self.y_range:
            self.setRange(yRange=(low, high), padding=0, disableAutoRange=False)

    def pixel(self) -> QPointF:
        """Give the size of one pixel in the units of the data."""
        (first, last), (low, high) = self.x_range, self.y_range
        return QPointF((last - first) / max(self.width(), 1.0), (high - low) / max(self.height(), 1.0))

    def columns(self) -> int:
        """Give the number of pixels across."""
        return max(1, int(self.width()))


class Overlay(pg.GraphicsObject):
    """What is drawn across a whole box, in front of its data or behind, and asks for no range of its own."""

    def __init__(self, box: Box, height: float) -> None:
        super().__init__()
        self.box = box
        self.setZValue(height)
        box.addItem(self, ignoreBounds=True)

    def boundingRect(self) -> QRectF:
        (first, last), (low, high) = self.box.x_range, self.box.y_range
        return QRectF(first, low, last - first, high - low)

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
