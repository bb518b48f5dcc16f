"""Bands behind curves: between the least and the largest of several runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF, QTransform

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels, vector
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lstm_studio.ui.plots.box import Box

__all__ = ["Band", "Bands"]

_ALPHA = 46  # of 255


@dataclass(frozen=True, eq=False)
class Band:
    """``low`` … ``high`` (n,) at ``places`` (n,); ``ink`` as of a curve."""

    places: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    ink: int


class Bands(Overlay):
    """All bands of a box, in the pale colours of their curves; on the screen a picture, made when one changes."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, -5)
        self.theme: Theme = LIGHT
        self.bands: tuple[Band, ...] = ()
        self._outlines: tuple[QPolygonF, ...] = ()
        self._least = 0.0
        self._picture = QImage()
        self._pictured: tuple[object, ...] = ()  # what it is the picture of

    def show_bands(self, bands: Sequence[Band], least: float = 0.0) -> None:
        """Show these bands; with a ``least`` number, at which they are cut off, by their logarithms."""
        alike = zip(bands, self.bands, strict=False)
        same = all(one.low is old.low and one.high is old.high and one.ink == old.ink for one, old in alike)
        if same and len(bands) == len(self.bands) and least == self._least:
            return
        self.bands, self._least = tuple(bands), least
        self._outlines = tuple(_outline(band, least) for band in bands)
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        if not self.bands:
            return
        with in_pixels(painter) as to_pixels:
            area = to_pixels.mapRect(self.boundingRect())
            if vector(painter):
                self._fill(painter, to_pixels, QPolygonF(area))
                return
            ratio = painter.device().devicePixelRatioF()
            wanted = (self._outlines, self.theme, QTransform(to_pixels), area, ratio)
            # Edges as restless as losses cost several milliseconds, and stay as they are while a training goes on.
            if wanted != self._pictured:
                size = QSize(math.ceil(area.width() * ratio), math.ceil(area.height() * ratio))
                self._picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
                self._picture.setDevicePixelRatio(ratio)
                self._picture.fill(Qt.GlobalColor.transparent)
                brush = QPainter(self._picture)
                brush.setRenderHint(QPainter.RenderHint.Antialiasing)
                brush.translate(-area.topLeft())
                self._fill(brush, to_pixels)
                brush.end()
                self._pictured = wanted
            painter.drawImage(area.topLeft(), self._picture)

    def _fill(self, painter: QPainter, to_pixels: QTransform, within: QPolygonF | None = None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for band, outline in zip(self.bands, self._outlines, strict=True):
            colour = QColor(self.theme.curves[band.ink % len(self.theme.curves)])
            colour.setAlpha(_ALPHA)
            painter.setBrush(colour)
            shape = to_pixels.map(outline)
            painter.drawPolygon(shape if within is None else shape.intersected(within))


def _outline(band: Band, least: float) -> QPolygonF:
    x = np.concatenate([band.places, band.places[::-1]])
    y = np.concatenate([band.low, band.high[::-1]])
    if least:
        y = np.log10(np.maximum(y, least))
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
