"""Bands behind curves: between the least and the largest of several runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPolygonF

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

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
    """All bands of a box, in the pale colours of their curves."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, -5)
        self.theme: Theme = LIGHT
        self.bands: tuple[Band, ...] = ()
        self._outlines: tuple[QPolygonF, ...] = ()
        self._least = 0.0

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
        painter.setPen(Qt.PenStyle.NoPen)
        for band, outline in zip(self.bands, self._outlines, strict=True):
            colour = QColor(self.theme.curves[band.ink % len(self.theme.curves)])
            colour.setAlpha(_ALPHA)
            painter.setBrush(colour)
            painter.drawPolygon(outline)


def _outline(band: Band, least: float) -> QPolygonF:
    x = np.concatenate([band.places, band.places[::-1]])
    y = np.concatenate([band.low, band.high[::-1]])
    if least:
        y = np.log10(np.maximum(y, least))
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
