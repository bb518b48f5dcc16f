"""What the mouse points at, here or in another panel, marked in the diagram: parts, their wires, and small matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.core.counting import feeds
from lstm_studio.ui.diagram.strokes import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.scene import DiagramScene

__all__ = ["PointedItem"]

NEAR = 8.0  # from the middle of a small matrix
RING = 9.0
HALO = 9.0  # width of the light along a wire


class PointedItem(QGraphicsItem):
    """Lies over the whole scene, and draws nothing where nothing is pointed at."""

    def __init__(self, scene: DiagramScene) -> None:
        super().__init__()
        self._scene = scene
        self.texts: tuple[str, ...] = ()
        self.rects: list[QRectF] = []  # of parts and ports
        self.rings: list[QPointF] = []  # around small matrices
        self.ways = QPainterPath()
        self.setZValue(4)
        self.setVisible(False)

    def boundingRect(self) -> QRectF:
        return self._scene.sceneRect()

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Mark values and parameters by their printed forms."""
        if texts == self.texts:
            return
        self.texts = texts
        graph, scheme = self._scene.cell.graph, self._scene.drawing.scheme
        names = {name for text in texts for name in self._parts_of(text)}
        wires = self._scene.wires.values()
        marks = [(mark.parameter, mark.place) for wire in wires for mark in wire.wire.marks]
        self.rings = [QPointF(*place) for parameter, place in marks if parameter in names]
        self.ways = QPainterPath()
        reading = {
            key for key, part in scheme.parts.items() for read in part.reads if read.parameter in names
        }
        for key in reading:
            for read in scheme.parts[key].reads:
                if read.parameter in names:
                    self._light(read.source, key)
        for name in names:
            self._light(name)
        # A bias has no wire: the box that adds it is marked.
        alone = [name for name in names & graph.parameters.keys() if not self._is_read(name)]
        boxes = names | reading | {line for parameter in alone for line in feeds(graph, parameter)}
        figures = self._scene.figures.items()
        self.rects = [
            figure.core.adjusted(-4, -4, 4, 4)
            for key, figure in figures
            if figure.figure.value in names or key in boxes
        ]
        self.setVisible(bool(self.rects or self.rings))
        self.update()

    def _parts_of(self, text: str) -> Iterable[str]:
        """Give what a text is made of in the diagram: a product of a matrix is that matrix."""
        node = self._scene.cell.graph.by_text.get(text)
        if node is not None and node.op == "matmul" and node.name is None:
            return (self._scene.cell.graph.nodes[node.args[0]].text,)
        return (text,)

    def _is_read(self, parameter: str) -> bool:
        parts = self._scene.drawing.scheme.parts.values()
        return any(read.parameter == parameter for part in parts for read in part.reads)

    def _light(self, value: str, sink: str = "") -> None:
        """Light the wire of a value, or only its way to one part."""
        wire = self._scene.wires.get(value)
        for piece in () if wire is None else wire.pieces:
            if not sink or sink in piece.sinks:
                self.ways.addPath(rounded(piece.points, 0.0))

    def under(self, point: QPointF) -> tuple[str, ...]:
        """Give the printed forms of what is under a point: a small matrix, a part, a port or a wire."""
        for wire in self._scene.wires.values():
            for mark in wire.wire.marks:
                if (point - QPointF(*mark.place)).manhattanLength() < NEAR:
                    return (mark.parameter,)
        for figure in self._scene.figures.values():
            if figure.contains(point):
                return (figure.figure.value,)
        return next(((wire.wire.value,) for wire in self._scene.wires.values() if wire.contains(point)), ())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        accent = QColor(self._scene.look.theme.accent)
        light = QColor(accent)
        light.setAlphaF(0.22)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(light, HALO, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(self.ways)
        painter.setBrush(light)
        painter.setPen(QPen(accent, 1.8))
        for rect in self.rects:
            corner = min(9.0, rect.height() / 2)
            painter.drawRoundedRect(rect, corner, corner)
        for place in self.rings:
            painter.drawEllipse(place, RING, RING)
