"""Strokes of wires: lines with rounded bends, arrowheads, and where the mouse finds them."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPolygonF, QTransform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.ui.diagram.paths import Head
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["DOT", "arrow", "rounded", "stroked"]

BEND = 8.0  # radius
DOT = 3.2
REACH = 9.0  # how far from a wire the mouse still finds it
LARGE, SMALL = (11.0, 5.5), (7.5, 3.8)  # length and half width of an arrowhead


def rounded(line: Sequence[Point], shorten: float) -> QPainterPath:
    """The path of a line with rounded bends, ``shorten`` less at its end, where the arrowhead stands."""
    points = [QPointF(*point) for point in line]
    last = points[-1] - points[-2]
    long = hypot(last.x(), last.y())
    points[-1] -= last * (min(shorten, long) / long) if long else QPointF()
    path = QPainterPath(points[0])
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        one, two = before - here, after - here
        first, second = hypot(one.x(), one.y()), hypot(two.x(), two.y())
        radius = min(BEND, first / 2, second / 2)
        if radius > 0:
            path.lineTo(here + one * (radius / first))
            path.quadTo(here, here + two * (radius / second))
    path.lineTo(points[-1])
    return path


def stroked(path: QPainterPath) -> QPainterPath:
    """Where the mouse finds a line."""
    stroker = QPainterPathStroker()
    stroker.setWidth(REACH)
    return stroker.createStroke(path)


def arrow(head: Head, wide: float = 0.0) -> QPolygonF:
    """The arrowhead at the end of a wire of some width, which it is always wider than."""
    long, half = LARGE if head.leaves else SMALL
    half = max(half, wide / 2 + 2.0)
    turn = QTransform().translate(*head.tip).rotate(90.0 * head.way)
    return turn.map(QPolygonF([QPointF(0, 0), QPointF(-long, -half), QPointF(-long, half)]))
