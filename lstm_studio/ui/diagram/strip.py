"""The strip of a value: one small cell a unit, coloured by its value; above 16 units a fine bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPaintEngine

from lstm_studio.ui.diagram.look import qrect
from lstm_studio.ui.diagram.measures import PAD, cells

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.shapes import Rect

__all__ = ["Strip"]

SEAM = 1.0  # between two cells
CORNER = 4.0
THIN_PAD = 1.5  # above and below the cells of a thin row


class Strip:
    """One strip in its place: ``units`` cells between its borders; ``thin``: the row of another run below one."""

    def __init__(self, rect: Rect, units: int, *, thin: bool = False) -> None:
        self.rect, self.thin = qrect(rect), thin
        self.units = units
        down = THIN_PAD if thin else PAD
        self.inner = self.rect.adjusted(PAD, down, -PAD, -down)
        self.wide = self.inner.width() / units
        seam = SEAM if cells(units) else 0.0
        self.cells = [
            QRectF(
                self.inner.left() + number * self.wide + seam / 2,
                self.inner.top(),
                self.wide - seam,
                self.inner.height(),
            )
            for number in range(units)
        ]
        self.shades: list[int] | None = None

    def take(self, shades: NDArray[np.intp] | None) -> None:
        """Show colours (H,), or nothing."""
        self.shades = None if shades is None or len(shades) != self.units else shades.tolist()

    def unit_at(self, point: QPointF) -> int:
        """The unit whose cell is under a point, -1 for none."""
        if not self.rect.contains(point):
            return -1
        return min(max(int((point.x() - self.inner.left()) / self.wide), 0), self.units - 1)

    def paint(self, painter: QPainter, look: Look, scale: str, selected: int) -> None:
        """Paint it; ``selected`` is the unit with a frame around it, -1 for none."""
        painter.setPen(look.dashed if self.thin else look.outline)
        painter.setBrush(look.theme.card)
        corner = CORNER / 2 if self.thin else CORNER
        painter.drawRoundedRect(self.rect, corner, corner)
        if self.shades is None:
            painter.fillRect(self.inner, look.blank)
        elif cells(self.units) or painter.paintEngine().type() != QPaintEngine.Type.Raster:
            table = look.table(scale)
            for cell, shade in zip(self.cells, self.shades, strict=True):
                painter.fillRect(cell, table[shade])
        else:
            painter.drawImage(self.inner, self._bar(look.packed_table(scale)))
        if 0 <= selected < self.units:
            painter.setPen(look.was_selected if self.thin else look.selected)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = 1.2 if self.thin else 2.4
            painter.drawRoundedRect(self._framed(selected), corner, corner)

    def _framed(self, unit: int) -> QRectF:
        """The frame around a cell; one of a fine bar is widened to be seen."""
        cell = self.cells[unit]
        more = max(0.8, (5.0 - cell.width()) / 2)
        over = 0.6 if self.thin else 1.4
        return cell.adjusted(-more, -over, more, over)

    def _bar(self, packed: NDArray[np.uint32]) -> QImage:
        pixels = packed[self.shades]
        return QImage(pixels.tobytes(), self.units, 1, 4 * self.units, QImage.Format.Format_RGB32).copy()
