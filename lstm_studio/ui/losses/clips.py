"""The updates whose gradient was clipped, as a band along the lower edge of a box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels
from lstm_studio.ui.plots.limits import printed
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.plots.box import Box

__all__ = ["Clips"]

HIGH = 4.0  # pixels
FAINT = 70  # of 255: how much is seen of a pixel in which few updates were clipped


class Clips(Overlay):
    """A mark at each clipped update; where updates share a pixel, the darker the more of them were."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, 8)
        self.theme: Theme = LIGHT
        self._rows: NDArray[Any] = np.zeros((0, 2))

    def show_rows(self, rows: NDArray[Any]) -> None:
        """Show rows (n, 2) of update and whether it was clipped, 1 or 0."""
        self._rows = rows
        self.setVisible(bool(len(rows)))
        self.update()

    @property
    def words(self) -> str:
        """Say how many of all updates were clipped, "" where none was."""
        clipped, noted = int(self._rows[:, 1].sum()), len(self._rows)
        if not clipped:
            return ""
        return _("{n} of {all} updates clipped").format(n=printed(clipped), all=printed(noted))

    def shares(self) -> tuple[NDArray[np.float64], float]:
        """Give the share of clipped updates in each column of a pixel or of an update, and how wide it is."""
        (first, last), columns = self.box.x_range, self.box.columns()
        count = max(1, min(columns, round(last - first)))
        wide = (last - first) / count
        seen = self._rows[(self._rows[:, 0] > first) & (self._rows[:, 0] <= last)]
        place = np.minimum(((seen[:, 0] - first) / wide - 1e-9).astype(np.intp), count - 1)
        clipped = np.bincount(place, weights=seen[:, 1], minlength=count)
        return clipped / np.maximum(np.bincount(place, minlength=count), 1), wide

    def paint(self, painter: QPainter, *_: object) -> None:
        shares, wide = self.shares()
        (first, last), (low, high) = self.box.x_range, self.box.y_range
        with in_pixels(painter) as to_pixels:
            area = to_pixels.mapRect(QRectF(first, low, last - first, high - low))
            across = area.width() * wide / (last - first)
            painter.setPen(Qt.PenStyle.NoPen)
            for place in np.flatnonzero(shares).tolist():
                colour = QColor(self.theme.bad)
                colour.setAlpha(round(FAINT + (255 - FAINT) * float(shares[place])))
                left = area.left() + place * across
                painter.fillRect(QRectF(left, area.bottom() - HIGH, max(across, 1.0), HIGH), colour)
