"""The names of curves at their right ends: with them no dashes are needed to tell curves apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels
from lstm_studio.ui.plots.naming import symbol_font
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.plots.box import Box

__all__ = ["Ending", "Endings", "apart"]

_HIGH = 12.0  # pixels of a name
_SIZE = 12


@dataclass(frozen=True)
class Ending:
    """A name at the height of ``value``."""

    text: str
    value: float
    colour: QColor


def apart(places: list[float], high: float, top: float, bottom: float) -> list[float]:
    """Give rising ``places`` moved so that they are ``high`` pixels apart, between ``top`` and ``bottom``."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + high if found else top))
    limit = bottom
    for number in reversed(range(len(found))):
        found[number] = min(found[number], limit)
        limit = found[number] - high
    return found


class Endings(Overlay):
    """Names on paper of their own, none over another."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, 12)
        self.theme: Theme = LIGHT
        self.names: tuple[Ending, ...] = ()

    def set_names(self, names: tuple[Ending, ...]) -> None:
        """Write these names."""
        if names != self.names:
            self.names = names
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        if not self.names:
            return
        (first, last), (low, high) = self.box.x_range, self.box.y_range
        ground = QColor(self.theme.card)
        ground.setAlpha(215)
        with in_pixels(painter) as to_pixels:
            area = to_pixels.mapRect(QRectF(first, low, last - first, high - low))
            rows = sorted(
                (to_pixels.map(QPointF(0, name.value)).y(), place) for place, name in enumerate(self.names)
            )
            half = _HIGH / 2
            heights = apart([y for y, _place in rows], _HIGH, area.top() + half, area.bottom() - half)
            for y, (_y, place) in zip(heights, rows, strict=True):
                name = self.names[place]
                painter.setFont(symbol_font(self.theme, name.text, _SIZE))
                across = painter.fontMetrics().horizontalAdvance(name.text) + 4
                spot = QRectF(area.right() - across, y - half, across, _HIGH)
                painter.fillRect(spot, ground)
                painter.setPen(name.colour)
                painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, name.text)
