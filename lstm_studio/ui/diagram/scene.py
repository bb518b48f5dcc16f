"""The scene of the diagram: built once for a cell, its sizes and a theme, and given new values at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGraphicsScene

from lstm_studio.ui.diagram.captions import about, about_weights, roles, symbol, title
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.inside import Inside
from lstm_studio.ui.diagram.items import FigureItem, FrameItem, LineItem
from lstm_studio.ui.diagram.legend import LegendItem
from lstm_studio.ui.diagram.look import Look, qrect
from lstm_studio.ui.diagram.readings import GATE, Readings
from lstm_studio.ui.diagram.wire_item import WireItem
from lstm_studio.ui.mathematics import turned_html
from lstm_studio.ui.numbers import short

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QPointF

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.trace import LayerTrace, Trace
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.diagram.drawing import Drawing
    from lstm_studio.ui.theme import Theme

__all__ = ["DiagramScene"]


class DiagramScene(QGraphicsScene):
    """Parts and ports (``figures``) and ``wires`` (by value) of a cell; its ``drawing`` is made unless it is given."""

    def __init__(
        self,
        cell: Cell,
        sizes: Sizes,
        theme: Theme,
        aspect: float = 0.0,
        parent: QObject | None = None,
        drawing: Drawing | None = None,
    ) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.cell, self.sizes, self.look = cell, sizes, Look(theme)
        self.drawing = drawing or draw(cell, sizes, roles(cell), aspect)
        self.readings = Readings(cell.graph, self.drawing.scheme)
        self.cursor = self.unit = 0
        self.turned, self.bias = False, True
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
        drawing = self.drawing
        self.legend = LegendItem(drawing.legend, self.look, self.readings, drawing.scales, drawing.marks)
        self.sentence = LineItem(self.drawing.sentence, self.look, centre=True)
        parts = (*self.wires.values(), *self.figures.values())
        for item in (self.frame, *parts, self.title, self.legend, self.sentence):
            self.addItem(item)
        self.inside = Inside(self)

    def show_step(
        self,
        trace: Trace | LayerTrace | None,
        cursor: int,
        unit: int,
        *,
        steps: int,
        label: str = "",
        source: str = "",
        sentence: str = "",
    ) -> None:
        """Show the values of a step, from 1; at 0 what is there before the first.

        ``label`` is the word of the step; ``source`` says where x comes from, where it is no input.
        """
        self.readings.take(trace)
        self._turn(turned=trace is not None and trace.turned)
        self.cursor, self.unit = cursor, unit
        for figure in self.figures.values():
            value, port = figure.figure.value, figure.figure.port
            # Before the first input there is nothing but what the last step would have left.
            there = cursor > 0 or (port is not None and not port.entering)
            row = self.readings.at(value, cursor) if there else None
            figure.take(row, None if row is None else self.readings.shades(value, row), unit)
            if value == "x":
                figure.word = source or (f"“{label}”" if label else "")
        self.title.strong, self.title.text = title(self.cell, self.sizes.units, cursor, steps, unit)
        self.sentence.text = sentence[:1].upper() + sentence[1:]
        self.update()

    def _turn(self, *, turned: bool) -> None:
        """Let the previous step be the one before, or, where the cell reads back, the one after."""
        if turned != self.turned:
            self.turned = turned
            for figure in self.figures.values():
                figure.symbol = symbol(figure.figure.value, turned=turned)

    def choose(self, node: str) -> None:
        """Mark the parts of a value."""
        for figure in self.figures.values():
            figure.chosen = figure.figure.value == node
        self.update()

    def at(self, point: QPointF) -> tuple[str, int]:
        """Give the value and the unit (-1: none) of the part or strip at a point; ("", -1) for none."""
        for figure in self.figures.values():
            if figure.contains(point):
                return figure.figure.value, figure.unit_at(point) if figure.figure.value != "x" else -1
        return "", -1

    def about(self, point: QPointF) -> str:
        """What the tool tip says at a point, as rich text."""
        for figure in self.figures.values():
            if figure.contains(point):
                found = figure.unit_at(point)
                return self._about(figure.figure.value, found)
        for wire in self.wires.values():
            for mark in wire.wire.marks:
                if (point.x() - mark.place[0]) ** 2 + (point.y() - mark.place[1]) ** 2 < 64:
                    return about_weights(mark.weights, mark.parameter)
            if wire.contains(point):
                return self._about(wire.wire.value, -1)
        return ""

    def _about(self, value: str, unit: int) -> str:
        """Say a value: of the unit under the mouse, else of the selected one."""
        if unit < 0:
            unit = 0 if value == "x" else self.unit
        row = self.readings.at(value, self.cursor)
        number = float(row[unit]) if row is not None and unit < len(row) else None
        text = short(number, signed=self.readings.scales[value] != GATE, digits=4) if row is not None else ""
        said = about(self.cell, value, unit, text, bias=self.bias)
        return turned_html(said) if self.turned else said
