"""A wire in backward mode: what comes back on each piece of it, coloured by sign and as thick as it is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen

from lstm_studio.ui.diagram.paths import Head
from lstm_studio.ui.diagram.readings import powers
from lstm_studio.ui.diagram.strokes import DOT, arrow, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QPainter

    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.paths import Wire
    from lstm_studio.ui.diagram.pieces import Piece
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["FINEST", "THICKEST", "Graded", "thickness"]

FINEST, THICKEST = 1.0, 7.0


def thickness(size: float, high: float) -> float:
    """How thick a wire is on which so much comes back, where ``high`` is the most: evenly in powers of ten."""
    share = float(powers(np.array([size]), high)[0])
    return FINEST + (THICKEST - FINEST) * (1.0 if np.isnan(share) else share)


class Graded:
    """One wire, its arrow pointing back at what it comes from. ``pieces`` begin with the one next to that."""

    def __init__(self, wire: Wire, pieces: Sequence[Piece], look: Look) -> None:
        self.wire, self.pieces, self.look = wire, pieces, look
        self.paths: list[QPainterPath] = []
        for number, piece in enumerate(self.pieces):
            self.paths.append(rounded(piece.points[::-1], 0.0 if number else 6.0))
        first = self.pieces[0].points
        way = _way(first[1], first[0])
        self.head = Head(first[0], way, wire.value.endswith("_prev") or wire.value == "x")
        self.pens = [self._pen(None, 1.0) for _piece in self.pieces]

    def take(self, amounts: Sequence[float | None], high: float) -> None:
        """Show what comes back on each piece, None for what is not known or has no sign of its own."""
        self.pens = [self._pen(amount, high) for amount in amounts]

    def _pen(self, amount: float | None, high: float) -> QPen:
        if not amount:
            return QPen(self.look.theme.quiet, FINEST, Qt.PenStyle.DotLine, Qt.PenCapStyle.FlatCap)
        wide = thickness(abs(amount), high)
        return QPen(self._colour(amount), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)

    def _colour(self, amount: float) -> QColor:
        if self.wire.role == "x":  # of all its channels together: without a sign
            return self.look.theme.wire_x
        return self.look.signs[amount > 0]

    def paint(self, painter: QPainter) -> None:
        """Paint the pieces, forks and the arrow."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, pen in zip(self.paths, self.pens, strict=True):
            painter.setPen(pen)
            painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        first = self.pens[0]
        painter.setBrush(first.color())
        painter.drawPolygon(arrow(self.head, first.widthF()))
        for dot in self.wire.dots:
            painter.drawEllipse(QPointF(*dot), DOT, DOT)


def _way(before: Point, after: Point) -> int:
    """The direction of a line: 0 right, 1 down, 2 left, 3 up."""
    if before[1] == after[1]:
        return 0 if after[0] > before[0] else 2
    return 1 if after[1] > before[1] else 3
