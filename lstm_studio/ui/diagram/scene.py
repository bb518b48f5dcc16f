"""The scene of the diagram: built once for a cell, its sizes and a theme, and given new values at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGraphicsScene

from lstm_studio.ui.diagram.captions import roles, title
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.items import FigureItem, FrameItem, LineItem
from lstm_studio.ui.diagram.legend import LegendItem
from lstm_studio.ui.diagram.look import Look, qrect
from lstm_studio.ui.diagram.readings import Readings
from lstm_studio.ui.diagram.wire_item import WireItem

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.trace import Trace
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.theme import Theme

__all__ = ["DiagramScene"]


class DiagramScene(QGraphicsScene):
    """Parts, ports and wires of one cell, by key."""

    def __init__(
        self, cell: Cell, sizes: Sizes, theme: Theme, aspect: float = 0.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.cell, self.sizes, self.look = cell, sizes, Look(theme)
        self.drawing = draw(cell, sizes, roles(cell), aspect)
        self.readings = Readings(cell.graph, self.drawing.scheme)
        self.setBackgroundBrush(theme.paper)
        self.setSceneRect(qrect(self.drawing.bounds))
        self.frame = FrameItem(self.drawing.frame, self.look)
        self.wires = {wire.value: WireItem(wire, self.look) for wire in self.drawing.wires}
        self.figures = {
            figure.key: FigureItem(
                figure,
                self.look,
                sizes.inputs if figure.value == "x" else sizes.units,
                self.readings.scales[figure.value],
            )
            for figure in self.drawing.figures
        }
        self.title = LineItem(self.drawing.title, self.look, centre=False)
        marks = {mark.weights for wire in self.drawing.wires for mark in wire.marks}
        self.legend = LegendItem(self.drawing.legend, self.look, self.readings, tuple(sorted(marks)))
        self.sentence = LineItem(self.drawing.sentence, self.look, centre=True)
        parts = (*self.wires.values(), *self.figures.values())
        for item in (self.frame, *parts, self.title, self.legend, self.sentence):
            self.addItem(item)

    def show_step(
        self, trace: Trace | None, cursor: int, unit: int, *, steps: int, label: str = "", sentence: str = ""
    ) -> None:
        """Show the values of a step, from 1; at 0 what is there before the first."""
        self.readings.take(trace)
        for figure in self.figures.values():
            port = figure.figure.port
            first = port is None or port.entering
            row = self.readings.at(figure.figure.value, cursor) if cursor or not first else None
            figure.take(row, None if row is None else self.readings.shades(figure.figure.value, row), unit)
            if figure.figure.value == "x":
                figure.word = label
        self.title.strong, self.title.text = title(self.cell, self.sizes.units, cursor, steps, unit)
        self.sentence.text = sentence
        self.update()

    def choose(self, node: str) -> None:
        """Mark the part of a value."""
        for figure in self.figures.values():
            figure.chosen = figure.figure.part is not None and figure.figure.value == node
        self.update()
