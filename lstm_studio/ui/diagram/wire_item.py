"""The painted wires: rounded bends, dots where they branch, arrowheads where they arrive, marks before boxes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.ui.diagram.graded import Graded
from lstm_studio.ui.diagram.pieces import pieces
from lstm_studio.ui.diagram.strokes import DOT, arrow, rounded, stroked

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.changes import Changes
    from lstm_studio.ui.diagram.flows import Flows
    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.paths import Wire
    from lstm_studio.ui.diagram.pieces import Piece

__all__ = ["WireItem", "paint_mark"]

MAIN = {"c": 3.6, "h": 2.8}  # widths: of the lines of states, of all else
BRANCH = 1.9
MARK = 4.5  # half the side of a mark


class WireItem(QGraphicsItem):
    """One wire, from its source to all that reads it."""

    def __init__(self, wire: Wire, look: Look) -> None:
        super().__init__()
        self.wire, self.look = wire, look
        self.lit = False  # the part that it comes from is chosen
        self.paths = [
            (rounded(branch.points, 4.0), MAIN.get(wire.role, BRANCH) if branch.main else BRANCH, branch.main)
            for branch in wire.branches
        ]
        self.tips = [arrow(head) for head in wire.heads]
        self.pieces = pieces(wire)
        self.graded: Graded | None = None  # how it is painted in backward mode
        self.changed: list[tuple[Piece, QPainterPath]] = []  # the pieces that another cell does not have so
        whole = QPainterPath()
        for path, _width, _main in self.paths:
            whole.addPath(path)
        self.near = stroked(whole)
        self.bounds = self.near.boundingRect().adjusted(-12, -6, 12, 6)
        self.setZValue(-1 if any(main for _path, _width, main in self.paths) else -2)

    def boundingRect(self) -> QRectF:
        return self.bounds

    def mark(self, found: Changes) -> None:
        """Mark the pieces that another cell does not have so."""
        mine = [piece for piece in self.pieces if found.wire(self.wire.value, piece.sinks)]
        self.changed = [(piece, rounded(piece.points, 0.0)) for piece in mine]

    def changed_at(self, point: QPointF) -> tuple[str, ...]:
        """Give the sinks of the marked pieces at a point."""
        return tuple(
            sink
            for piece, path in self.changed
            if stroked(path).contains(point)
            for sink in sorted(piece.sinks)
        )

    def grade(self, flows: Flows, cursor: int, unit: int, high: float) -> None:
        """Show what comes back on each piece at a step; as usual where it is not backward mode."""
        self.graded = None if not flows.there else self._graded
        if self.graded is not None:
            self.graded.take(
                [flows.amount(self.wire.value, piece.sinks, cursor, unit) for piece in self.pieces], high
            )

    @cached_property
    def _graded(self) -> Graded:
        return Graded(self.wire, self.pieces, self.look)

    def shape(self) -> QPainterPath:
        return self.near

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colour = self.look.wires[self.wire.role]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.look.halo)
        for _piece, path in self.changed:
            painter.drawPath(path)
        if self.graded is not None:
            self.graded.paint(painter)
            self._paint_marks(painter, self.look.theme.quiet)
            return
        for path, width, _main in self.paths:
            painter.setPen(self.look.wire_pen(self.wire.role, width))
            painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for tip in self.tips:
            painter.drawPolygon(tip)
        for dot in self.wire.dots:
            painter.drawEllipse(QPointF(*dot), DOT, DOT)
        self._paint_marks(painter, colour)

    def _paint_marks(self, painter: QPainter, colour: QColor) -> None:
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
