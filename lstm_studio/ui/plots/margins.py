"""What stands beside heat maps: their symbols and units, and what the colours mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QLinearGradient

from lstm_studio.ui.plots.axes import SMALL, Margin, fitting
from lstm_studio.ui.plots.heat import colours
from lstm_studio.ui.plots.ink import vector
from lstm_studio.ui.plots.limits import printed
from lstm_studio.ui.plots.naming import symbol_font

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

__all__ = ["Scales", "Symbols", "labelled"]

_NUMBERS = 22.0  # pixels that the numbers of the units take beside a symbol
_COLOURS = 15.0  # pixels that the colours take beside the numbers of a scale
_APART = 12.0  # pixels from the middle of one symbol to the next


def labelled(pitch: float, count: int, chosen: int | None) -> frozenset[int]:
    """Give the maps that have room for a symbol: every n-th, and the ``chosen`` one in place of those beside it.

    ``pitch`` is the distance from one of the ``count`` maps to the next, in pixels.
    """
    every = range(0, count, max(1, math.ceil(_APART / pitch)))
    if chosen is None:
        return frozenset(every)
    return frozenset({chosen, *(number for number in every if abs(number - chosen) * pitch >= _APART)})


class Symbols(Margin):
    """At the left of the maps: the symbol of each, and the numbers of its first and last unit."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[tuple[str, float, float, int], ...] = ()  # symbol, top, height, units

    def room(self, symbols: Iterable[str]) -> float:
        """Give the pixels across in which the longest of these symbols stands whole, in small type."""
        wide = (
            QFontMetricsF(symbol_font(self.theme, symbol, SMALL)).horizontalAdvance(symbol)
            for symbol in symbols
        )
        return max(wide, default=0.0) + _NUMBERS

    def draw(self, painter: QPainter, width: float, height: float) -> None:
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        for symbol, top, tall, units in self.rows:
            numbered = tall >= 2 * SMALL + 2 and units > 1
            painter.setFont(self.theme.font(SMALL - 1))
            painter.setPen(self.theme.quiet)
            if numbered:
                painter.drawText(QRectF(0, top - 2, width - 5, 12), right | middle, "1")
                painter.drawText(QRectF(0, top + tall - 10, width - 5, 12), right | middle, printed(units))
            room = width - (_NUMBERS if numbered else 6)
            painter.setFont(fitting(self.theme, symbol, room, min(16, max(11, int(tall)))))
            painter.setPen(self.theme.text)
            text = painter.fontMetrics().elidedText(symbol, Qt.TextElideMode.ElideRight, int(room) + 1)
            painter.drawText(QRectF(0, top + tall / 2 - 12, room, 24), right | middle, text)


class Scales(Margin):
    """At the right of the maps: what the colours mean."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[
            tuple[float, float, bool, float, float, bool], ...
        ] = ()  # top, height, around 0, low, high, whether it is said in numbers

    def room(self, highest: Iterable[float]) -> float:
        """Give the pixels across in which the upper ends of these scales stand whole, with their signs."""
        wide = QFontMetricsF(self.theme.font(SMALL - 1)).horizontalAdvance
        return max((wide(printed(high, sign=True)) for high in highest), default=0.0) + _COLOURS + 1

    def draw(self, painter: QPainter, width: float, height: float) -> None:
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.theme.font(SMALL - 1))
        for top, tall, around, low, high, said in self.rows:
            table = self.theme.diverging if around else self.theme.sequential
            if vector(painter):
                painter.fillRect(QRectF(6, top, 6, tall), _gradient(table, top, tall))
            else:
                column = colours(table)[::-1].copy()
                picture = QImage(column.data, 1, len(column), 4, QImage.Format.Format_ARGB32_Premultiplied)
                painter.drawImage(QRectF(6, top, 6, tall), picture)
            if not said:
                continue
            if tall < 2 * SMALL:
                text = f"±{printed(high)}" if low < 0 else f"{printed(low)}–{printed(high)}"
                painter.drawText(
                    QRectF(_COLOURS, top + tall / 2 - 6, width - _COLOURS, 12), left | middle, text
                )
            else:
                painter.drawText(
                    QRectF(_COLOURS, top - 2, width - _COLOURS, 12),
                    left | middle,
                    printed(high, sign=low < 0),
                )
                painter.drawText(
                    QRectF(_COLOURS, top + tall - 10, width - _COLOURS, 12), left | middle, printed(low)
                )


def _gradient(table: NDArray[np.uint8], top: float, tall: float) -> QLinearGradient:
    """The colours (256, 3) from the bottom to the top."""
    gradient = QLinearGradient(0, top + tall, 0, top)
    for place in range(0, len(table), 17):
        gradient.setColorAt(place / 255, QColor(*table[place].tolist()))
    return gradient
