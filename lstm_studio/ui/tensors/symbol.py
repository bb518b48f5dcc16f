"""The name of a parameter, in one line, what follows its first underscore in small letters below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

__all__ = ["Symbol"]

SMALL, DROP = 0.77, 0.22  # of the size of the letters: those below, and how far down they stand


class Symbol:
    """A word to be painted; ``before`` stands upright in front of it."""

    def __init__(self, word: str, font: QFont, before: str = "") -> None:
        self._word, self._font, self._before = word, font, before
        small = QFont(font)
        small.setPixelSize(round(font.pixelSize() * SMALL))
        upright = QFont(small)
        upright.setItalic(False)
        base, line, below = word.partition("_")
        if " " in word or not base:  # a sum of two
            base, line, below = word, "", ""
        drop = font.pixelSize() * DROP if line else 0.0
        parts = ((before, upright, 0.0), (base, font, 0.0), (below, small, drop))
        self._parts = [(text, font, down) for text, font, down in parts if text]

    @property
    def width(self) -> float:
        """Pixels across."""
        return sum(QFontMetricsF(font).horizontalAdvance(text) for text, font, _down in self._parts)

    def after(self, before: str) -> Symbol:
        """Give the same with a sign in front."""
        return Symbol(self._word, self._font, before)

    def cut(self, room: float) -> Symbol:
        """Give as much of it as there is room for."""
        metrics = QFontMetricsF(self._font)
        room -= metrics.horizontalAdvance(self._before)
        return Symbol(
            metrics.elidedText(self._word, Qt.TextElideMode.ElideRight, room), self._font, self._before
        )

    def draw(self, painter: QPainter, at: QPointF) -> None:
        """Paint it from a place at its left, half way up."""
        x = at.x()
        baseline = at.y() + QFontMetricsF(self._font).capHeight() / 2
        for text, font, down in self._parts:
            painter.setFont(font)
            painter.drawText(QPointF(x, baseline + down), text)
            x += QFontMetricsF(font).horizontalAdvance(text)
