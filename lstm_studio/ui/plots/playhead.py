"""The playhead: one thin line through every plot, with a halo that keeps it visible on any colour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPen

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels, thin

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.plots.box import Box
    from lstm_studio.ui.theme import Theme

__all__ = ["Playhead"]


class Playhead(Overlay):
    """A line at one step, as high as its box."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, 20)
        self.step = 0
        self._line, self._halo = QPen(), QPen()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        halo = QColor(theme.card)
        halo.setAlpha(170)
        self._line, self._halo = thin(theme.mark), thin(halo, 3)
        self.update()

    def set_step(self, step: int) -> None:
        """Stand at another step."""
        if step != self.step:
            self.step = step
            self.setPos(step, 0)

    def boundingRect(self) -> QRectF:
        low, high = self.box.y_range
        margin = 3 * self.box.pixel().x()
        return QRectF(-margin, low, 2 * margin, high - low)

    def paint(self, painter: QPainter, *_: object) -> None:
        (first, last), (low, high) = self.box.x_range, self.box.y_range
        if not first <= self.step <= last:
            return
        with in_pixels(painter) as to_pixels:
            line = to_pixels.map(QLineF(0, low, 0, high))
            # Half a pixel in, a line of one pixel fills one.
            line.translate(math.floor(line.x1()) + 0.5 - line.x1(), 0)
            for pen in (self._halo, self._line):
                painter.setPen(pen)
                painter.drawLine(line)
