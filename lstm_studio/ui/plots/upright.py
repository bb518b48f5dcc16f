"""A rule through a box at one step: where two runs part."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPen

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels, thin

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.plots.box import Box
    from lstm_studio.ui.theme import Theme

__all__ = ["Upright"]

_DASHES = (4, 3)


class Upright(Overlay):
    """A dashed line as high as its box, with a halo that keeps it visible on any colour. The axis says what it is."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, 15)
        self.step: float | None = None
        self._line, self._halo = QPen(), QPen()
        self.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        halo = QColor(theme.card)
        halo.setAlpha(210)
        self._line, self._halo = thin(theme.text), thin(halo, 3)
        self._line.setDashPattern(_DASHES)
        self.update()

    def set_step(self, step: float | None) -> None:
        """Stand at a step or between two, or nowhere."""
        if step != self.step:
            self.step = step
            self.setVisible(step is not None)
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        (first, last), (low, high) = self.box.x_range, self.box.y_range
        if self.step is None or not first <= self.step <= last:
            return
        with in_pixels(painter) as to_pixels:
            line = to_pixels.map(QLineF(self.step, low, self.step, high))
            line.translate(math.floor(line.x1()) + 0.5 - line.x1(), 0)
            for pen in (self._halo, self._line):
                painter.setPen(pen)
                painter.drawLine(line)
