"""The painted labels of the wires: how many values each carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.ui.diagram.look import qrect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.shape_labels import ShapeLabel

__all__ = ["ShapesItem"]


class ShapesItem(QGraphicsItem):
    """All labels at once: they never change but with the drawing."""

    def __init__(self, labels: Iterable[ShapeLabel], look: Look, bounds: QRectF) -> None:
        super().__init__()
        self.labels = tuple((qrect(label.rect), label.text) for label in labels)
        self.look, self._bounds = look, bounds
        self.setZValue(-0.7)  # over the wires, under the light around a part

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        return QPainterPath()  # nothing for the mouse

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for rect, text in self.labels:
            self.look.write(painter, rect, text, self.look.role, self.look.theme.quiet, centre=True)
