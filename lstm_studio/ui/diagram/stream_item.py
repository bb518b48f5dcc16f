"""What moves in the diagram: beads that run along a way, and the glow around a part at work.

Everything is made once; a frame sets one number and paints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.core.insight.parts import BOXES
from lstm_studio.ui.diagram.measures import RADIUS
from lstm_studio.ui.diagram.strokes import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.items import FigureItem
    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["GlowItem", "StreamItem"]

BEADS, APART = 4, 15.0  # of one train, and pixels from one to the next
RIM, CORE = 8.4, 5.6  # diameters of a bead with and without its rim
TRAIN = (BEADS - 1) * APART
GLOW, AROUND = 9.0, 3.6  # width of the light along a way, and around a part
ALPHA = 0.26
POINT = 0.01  # length of a dash whose round ends are the bead


class StreamItem(QGraphicsItem):
    """One way from a part to a reader: ``place`` is how many pixels its beads have come, None: none run.

    ``run`` is how many they need to have gone.
    """

    def __init__(self, points: Sequence[Point], role: str, look: Look) -> None:
        super().__init__()
        self.path = rounded(points, 4.0)
        self.place: float | None = None
        self.run = self.path.length() + TRAIN
        self._pens = [_beads(look.theme.paper, RIM, self.run), _beads(look.wires[role], CORE, self.run)]
        self._bounds = self.path.boundingRect().adjusted(-RIM, -RIM, RIM, RIM)
        self.setZValue(-0.5)  # over all wires, under all strips

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        return QPainterPath()  # nothing for the mouse

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.place is None or self.place > self.run:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # The pattern begins with the last bead of the train, whose first one is at the place.
        for pen in self._pens:
            pen.setDashOffset((TRAIN - self.place) / pen.widthF())
            painter.setPen(pen)
            painter.drawPath(self.path)


def _beads(colour: QColor, width: float, run: float) -> QPen:
    """A pen whose dashes are the beads of one train on a way of this length."""
    pen = QPen(colour, width, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    gaps = [APART] * (BEADS - 1) + [2.0 * run + TRAIN]
    pen.setDashPattern([length for gap in gaps for length in (POINT, gap / width)])
    return pen


class GlowItem(QGraphicsItem):
    """The light around the parts and ports that are at work, and along the ways that lead to them."""

    def __init__(self, look: Look, bounds: QRectF) -> None:
        super().__init__()
        self.works: tuple[FigureItem, ...] = ()
        self.ways = QPainterPath()  # in one piece: where ways run together the light is no stronger
        self._bounds = bounds
        self._edge = QPen(look.theme.accent, 2.2)
        self._fill = QColor(look.theme.accent)
        self._fill.setAlphaF(ALPHA)
        line, flat, bend = Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
        self._line = QPen(self._fill, GLOW, line, flat, bend)
        self.setZValue(-0.6)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._line)
        painter.drawPath(self.ways)
        painter.setPen(self._edge)
        painter.setBrush(self._fill)
        for figure in self.works:
            if (place := around(figure)).isNull():
                continue
            part = figure.figure.part
            radius = (RADIUS if part.kind not in BOXES else 8.0) + AROUND if part else 8.0
            painter.drawRoundedRect(place, radius, radius)


def around(figure: FigureItem) -> QRectF:
    """The place of the light around a part or port; none around a port that is an arrow alone."""
    place = figure.body if figure.figure.part else figure.strip.rect if figure.strip else QRectF()
    return place if place.isNull() else place.adjusted(-AROUND, -AROUND, AROUND, AROUND)
