"""The painted wires: rounded bends, dots where they branch, arrowheads where they arrive, marks before boxes."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.paths import Branch, Head, Wire

__all__ = ["WireItem", "paint_mark"]

BEND = 8.0  # radius
MAIN = {"c": 3.6, "h": 2.8}  # widths: of the lines of states, of all else
BRANCH = 1.9
DOT = 3.2
REACH = 9.0  # how far from a wire the mouse still finds it
LARGE, SMALL = (11.0, 5.5), (7.5, 3.8)  # length and half width of an arrowhead
MARK = 4.5  # half the side of a mark


def rounded(branch: Branch, shorten: float) -> QPainterPath:
    """The path of a branch with rounded bends, ``shorten`` less at its end, where the arrowhead stands."""
    points = [QPointF(*point) for point in branch.points]
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


class WireItem(QGraphicsItem):
    """One wire, from its source to all that reads it."""

    def __init__(self, wire: Wire, look: Look) -> None:
        super().__init__()
        self.wire, self.look = wire, look
        self.lit = False  # the part that it comes from is chosen
        self.paths = [
            (rounded(branch, 4.0), MAIN.get(wire.role, BRANCH) if branch.main else BRANCH, branch.main)
            for branch in wire.branches
        ]
        self.tips = [self._tip(head) for head in wire.heads]
        stroker = QPainterPathStroker()
        stroker.setWidth(REACH)
        whole = QPainterPath()
        for path, _width, _main in self.paths:
            whole.addPath(path)
        self.near = stroker.createStroke(whole)
        self.bounds = self.near.boundingRect().adjusted(-12, -6, 12, 6)
        self.setZValue(-1 if any(main for _path, _width, main in self.paths) else -2)

    @staticmethod
    def _tip(head: Head) -> QPolygonF:
        long, half = LARGE if head.leaves else SMALL
        turn = QTransform().translate(*head.tip).rotate(90.0 * head.way)
        return turn.map(QPolygonF([QPointF(0, 0), QPointF(-long, -half), QPointF(-long, half)]))

    def boundingRect(self) -> QRectF:
        return self.bounds

    def shape(self) -> QPainterPath:
        return self.near

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colour = self.look.wires[self.wire.role]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, width, _main in self.paths:
            painter.setPen(self.look.wire_pen(self.wire.role, width))
            painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for tip in self.tips:
            painter.drawPolygon(tip)
        for dot in self.wire.dots:
            painter.drawEllipse(QPointF(*dot), DOT, DOT)
        for mark in self.wire.marks:
            paint_mark(painter, QPointF(*mark.place), mark.weights, colour, self.look.theme.filling)


def paint_mark(painter: QPainter, place: QPointF, weights: str, ink: QColor, ground: QColor) -> None:
    """A small matrix: with its diagonal alone, or full."""
    square = QRectF(place.x() - MARK, place.y() - MARK, 2 * MARK, 2 * MARK)
    painter.setPen(QPen(ink, 1.2))
    painter.setBrush(ground)
    painter.drawRect(square)
    if weights == "diagonal":
        painter.drawLine(square.topLeft(), square.bottomRight())
        return
    side = 2 * MARK / 3
    for number in range(9):
        left, top = square.x() + number % 3 * side, square.y() + number // 3 * side
        painter.fillRect(QRectF(left + 0.8, top + 0.8, side - 1.6, side - 1.6), ink)
