"""The scene of the diagram: built once for a cell, its sizes and a theme, and given new values at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGraphicsScene

from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.ui.diagram.captions import about, about_weights, roles, title
from lstm_studio.ui.diagram.changes import Changes, changes
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.flows import Flows
from lstm_studio.ui.diagram.inside import Inside
from lstm_studio.ui.diagram.items import FigureItem, FrameItem, LineItem
from lstm_studio.ui.diagram.legend import LegendItem
from lstm_studio.ui.diagram.look import Look, qrect
from lstm_studio.ui.diagram.notes import notes
from lstm_studio.ui.diagram.pins import Hold, holds
from lstm_studio.ui.diagram.pointed import PointedItem
from lstm_studio.ui.diagram.readings import GATE, GRADIENT, Readings
from lstm_studio.ui.diagram.shapes_item import ShapesItem
from lstm_studio.ui.diagram.tips import (
    about_changes,
    about_gradient,
    about_holds,
    about_original,
    about_shape,
    line_of,
)
from lstm_studio.ui.diagram.wire_item import WireItem
from lstm_studio.ui.numbers import short

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject, QPointF

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Clamp
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.diagram.drawing import Drawing
    from lstm_studio.ui.diagram.ghosts import Original
    from lstm_studio.ui.diagram.layout import Port
    from lstm_studio.ui.diagram.notes import Note
    from lstm_studio.ui.diagram.readings import Shown
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
        self.flows = Flows(cell.graph, self.drawing.scheme, self._ports())
        self.clamps: tuple[Clamp, ...] = ()
        self.changes = Changes()
        self.cursor = self.unit = 0
        self.turned, self.backward, self.bias = False, False, True
        self.when = ""  # of a training its values are
        self.lettering = Lettering.of(cell.graph)
        self._lettered = self.lettering, False  # in whose letters figures are named, and whether as gradients
        self.original: Original | None = None
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
                self.lettering,
            )
            for figure in self.drawing.figures
        }
        self.title = LineItem(self.drawing.title, self.look, centre=False)
        drawing = self.drawing
        self.legend = LegendItem(
            drawing.legend, self.look, self.readings, drawing.scales, drawing.marks, self.lettering
        )
        self.sentence = LineItem(self.drawing.sentence, self.look, centre=True)
        parts = (*self.wires.values(), *self.figures.values())
        self.shapes = ShapesItem(drawing.shapes, self.look, self.sceneRect())
        for item in (self.frame, *parts, self.title, self.legend, self.sentence, self.shapes):
            self.addItem(item)
        self.pointed = PointedItem(self)
        self.addItem(self.pointed)
        self.inside = Inside(self)

    def _ports(self) -> dict[str, Port]:
        return {figure.key: figure.port for figure in self.drawing.figures if figure.port}

    def hold(self, clamps: tuple[Clamp, ...]) -> None:
        """Stick pins on what is held; a clamp names a value as this cell does. Shown with the next step."""
        self.clamps = clamps

    def compare(self, original: Original | None) -> None:
        """Show another run under this one with the next step, and now what its cell computes otherwise."""
        before = self.readings.original
        self.original = (
            original if original is None or before is None or not original.like(before) else before
        )
        other = self.cell if self.original is None else self.original.cell
        found = Changes() if other == self.cell else changes(self.cell.graph, other.graph)
        if found is not self.changes:
            self.changes = found
            for figure in self.figures.values():
                figure.changed = figure.figure.value in found.parts and not self._repeats(figure)
            for wire in self.wires.values():
                wire.mark(found)

    def show_step(
        self,
        trace: Shown | None,
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
        self.readings.take(trace, self.original)
        self.flows.take(self.readings.gradient)
        self._name(turned=trace is not None and trace.turned, gradient=self.readings.gradient is not None)
        self.cursor, self.unit = cursor, unit
        for figure in self.figures.values():
            value, port = figure.figure.value, figure.figure.port
            # Before the first input there is nothing but what the last step would have left.
            there = cursor > 0 or (port is not None and not port.entering)
            figure.shading = self.readings.scales[value]
            row = self.readings.at(value, cursor) if there else None
            figure.take(row, None if row is None else self.readings.shades(value, row), unit)
            was = self.readings.was(value, cursor) if there else None
            figure.take_original(was, None if was is None else self.readings.shades(value, was))
            figure.take_hold(*self._held(figure, steps))
            if value == "x":
                figure.word = source or (f"“{label}”" if label else "")
        for wire in self.wires.values():
            wire.grade(self.flows, cursor, unit, self.readings.limits[GRADIENT].high)
        backward = self.readings.gradient is not None
        self.title.strong, self.title.text = title(
            self.cell, self.sizes.units, cursor, steps, unit, gradient=backward, when=self.when
        )
        self.legend.notes = self._notes()
        self.sentence.text = sentence[:1].upper() + sentence[1:]
        self.update()

    def _held(self, figure: FigureItem, steps: int) -> tuple[Hold, tuple[int, ...]]:
        """How the value of a part is held now, and in which units; what only leaves wears no pin."""
        value = figure.figure.value
        units = self.sizes.inputs if value == "x" else self.sizes.units
        hold, now = holds(self.clamps, value, self.cursor, steps=steps, turned=self.turned, units=units)
        return Hold.FREE if self._repeats(figure) else hold, now

    def _repeats(self, figure: FigureItem) -> bool:
        """Whether a port only lets out what a part makes, which wears the marks."""
        port = figure.figure.port
        return port is not None and not port.entering and figure.figure.value in self.figures

    def _notes(self) -> tuple[Note, ...]:
        original = self.original
        return notes(
            "" if original is None else original.name,
            there=original is not None and original.trace is not None,
            changed=bool(self.changes.lines),
            held=bool(self.clamps),
        )

    def letter(self, lettering: Lettering) -> None:
        """Name values as a notation does. Shown with the next step."""
        self.lettering = lettering.read(turned=self.turned)

    def _name(self, *, turned: bool, gradient: bool) -> None:
        """Let the previous step be the one before, or, where the cell reads back, the one after."""
        self.turned, self.backward = turned, gradient
        self.lettering = self.lettering.read(turned=turned)
        if (self.lettering, gradient) != self._lettered:
            self._lettered = self.lettering, gradient
            self.legend.lettering = self.lettering
            for figure in self.figures.values():
                figure.letter(self.lettering, gradient=gradient)

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
        if self.legend.contains(point):
            return self.legend.about()
        for figure in self.figures.values():
            if figure.contains(point):
                found = figure.unit_at(point)
                return self._about(figure.figure.value, found)
        for wire in self.wires.values():
            for mark in wire.wire.marks:
                if (point.x() - mark.place[0]) ** 2 + (point.y() - mark.place[1]) ** 2 < 64:
                    return about_weights(mark.weights, mark.parameter, self.lettering)
            if wire.contains(point):
                return self._about_wire(wire, point)
        return ""

    def _about(self, value: str, unit: int) -> str:
        """Say a value, or its gradient: of the unit under the mouse, else of the selected one."""
        if unit < 0:
            unit = 0 if value == "x" else self.unit
        row = None if self.inside.hides(value) else self.readings.at(value, self.cursor)
        gradient = self.readings.gradient
        if gradient is not None and row is not None and self.cursor:
            said = about_gradient(gradient, value, self.cursor, unit, self.lettering)
        else:
            printed = self._printed(value, row, unit)
            said = about(self.cell, value, unit, printed, self.lettering, bias=self.bias)
        was = self.readings.was(value, self.cursor)
        if was is not None and self.original is not None:
            said += about_original(self.original.name, self._printed(value, was, unit))
        return said + about_holds(self.clamps, value) + self._otherwise(value)

    def _printed(self, value: str, row: NDArray[Any] | None, unit: int) -> str:
        if row is None:
            return ""
        number = float(row[unit]) if unit < len(row) else None
        return short(number, signed=self.readings.scales[value] != GATE, digits=4)

    def _about_wire(self, wire: WireItem, point: QPointF) -> str:
        """Say the value of a wire, how many numbers it is, and what another cell has where it leads."""
        value = wire.wire.value
        channels = self.drawing.scheme.parts[value].size == "D"
        number = self.sizes.inputs if channels else self.sizes.units
        said = self._about(value, -1) + about_shape(number, channels=channels)
        sinks = wire.changed_at(point)
        return said + "".join(dict.fromkeys(self._otherwise(sink.strip(">'")) for sink in sinks))

    def _otherwise(self, value: str) -> str:
        """Say what another cell has in place of the line of a value."""
        if self.original is None or value not in self.cell.graph.by_text:
            return ""
        line = line_of(self.cell.graph, value)
        notation = self.lettering.names.notation
        lettering = Lettering.of(self.original.cell.graph, notation, turned=self.turned)
        return about_changes(self.changes, self.original.name, (line,), lettering)
