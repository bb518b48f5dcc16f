"""The names of parameters in one line, what follows the first underscore of each in small letters below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

__all__ = ["Symbol"]

SMALL, DROP = 0.77, 0.2  # of the size of the letters: those below, and how far down they stand


class Symbol:
    """Words to be painted, with commas between; ``before`` stands upright in front of them."""

    def __init__(self, words: Sequence[str], font: QFont, before: str = "") -> None:
        self._words, self._font, self._before = words, font, before
        small = QFont(font)
        small.setPixelSize(round(font.pixelSize() * SMALL))
        upright = QFont(small)
        upright.setItalic(False)
        self._parts: list[tuple[str, QFont, float]] = [(before, upright, 0.0)]
        for place, word in enumerate(words):
            base, _line, below = word.partition("_")
            if " " in word or not base:  # a sum of two
                base, below = word, ""
            self._parts += [(", " if place else "", font, 0.0), (base, font, 0.0)]
            self._parts.append((below, small, font.pixelSize() * DROP))

    @property
    def width(self) -> float:
        """Pixels across."""
        return sum(QFontMetricsF(font).horizontalAdvance(text) for text, font, _down in self._parts)

    def cut(self, room: float) -> Symbol:
        """Give as much of the first word as there is room for."""
        metrics = QFontMetricsF(self._font)
        room -= metrics.horizontalAdvance(self._before)
        word = metrics.elidedText(self._words[0], Qt.TextElideMode.ElideRight, room)
        return Symbol([word], self._font, self._before)

    def draw(self, painter: QPainter, at: QPointF) -> None:
        """Paint it from a place at its left, half way up."""
        x = at.x()
        baseline = at.y() + QFontMetricsF(self._font).capHeight() / 2
        for text, font, down in self._parts:
            if not text:
                continue
            painter.setFont(font)
            painter.drawText(QPointF(x, baseline + down), text)
            x += QFontMetricsF(font).horizontalAdvance(text)
