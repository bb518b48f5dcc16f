"""How a tensor is painted: its name, its map, the outlines and names of its blocks, what is marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from lstm_studio.ui.numbers import short
from lstm_studio.ui.plots.heat import colours
from lstm_studio.ui.plots.ink import FEW, flat_cells, vector
from lstm_studio.ui.tensors.card import BAR, BESIDE
from lstm_studio.ui.tensors.inks import ink_of
from lstm_studio.ui.tensors.laid import place_of
from lstm_studio.ui.tensors.picture import coloured
from lstm_studio.ui.tensors.places import Box, flat_shape
from lstm_studio.ui.tensors.symbol import Symbol
from lstm_studio.ui.tensors.words import told

if TYPE_CHECKING:
    from lstm_studio.core.opened import Block
    from lstm_studio.ui.tensors.card import Card
    from lstm_studio.ui.tensors.laid import Tensor
    from lstm_studio.ui.tensors.picture import Picture, Thinned
    from lstm_studio.ui.tensors.words import Telling
    from lstm_studio.ui.theme import Theme

__all__ = ["Brush", "Marks", "Spot"]

Spot = tuple[str, int]
"""A block: the name of its tensor, and its number there."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
SEEN = 9.0  # pixels of a row or column that is framed; a frame would hide a finer one
TICK = 4.0  # pixels beside the map, where the selected unit is
FADED = 0.72
BETWEEN = " · "
LOWEST = 10.0  # pixels of a place for a name


@dataclass(frozen=True)
class Marks:
    """``chosen`` blocks feed the selected value, ``pointed`` ones what the mouse is on, in whichever panel.

    ``here``: layer and direction that are looked into; ``unit`` the selected one.
    """

    chosen: frozenset[Spot] = field(default_factory=frozenset)
    pointed: frozenset[Spot] = field(default_factory=frozenset)
    here: tuple[int, int] = (0, 0)
    unit: int = 0


class Brush:
    """Paints in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.packed = colours(theme.diverging)
        self.name, self.said = theme.font(12, bold=True), theme.font(11)
        self.label, self.strong = theme.symbols(13), theme.symbols(13)
        self.strong.setBold(True)

    def card(
        self, painter: QPainter, card: Card, cells: Thinned, picture: Picture, telling: Telling, marks: Marks
    ) -> None:
        """Paint one tensor."""
        self._head(painter, card, cells, telling)
        self._map(painter, card, cells, picture)
        for box in card.tensor.idle:
            self._idle(painter, card.place(box))
        self._names(painter, card, telling, marks)
        strong = marks.chosen | marks.pointed
        for at in sorted(range(len(card.tensor.blocks)), key=lambda at: (card.tensor.name, at) in strong):
            self._block(painter, card, at, telling, marks)

    def ring(self, painter: QPainter, place: QRectF) -> None:
        """Frame the block that has the keys."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.accent, 2.0, Qt.PenStyle.DashLine))
        painter.drawRect(place.adjusted(-2, -2, 2, 2))

    def _head(self, painter: QPainter, card: Card, cells: Thinned, telling: Telling) -> None:
        tensor, theme, line = card.tensor, self.theme, QRectF(card.rect)
        line.setHeight(17)
        painter.setFont(self.name)
        painter.setPen(theme.text if tensor.blocks else theme.quiet)
        cut = Qt.TextElideMode.ElideMiddle
        painter.drawText(line, LEFT, QFontMetricsF(self.name).elidedText(tensor.name, cut, line.width()))
        high = f"±{short(cells.high, signed=False)}" if cells.values.size else ""
        self._facts(painter, line.translated(0, 15), [*told(tensor, telling), *filter(None, [high])])

    def head(self, tensor: Tensor, telling: Telling) -> float:
        """Give the pixels that the words above a tensor need."""
        facts = QFontMetricsF(self.said).horizontalAdvance(BETWEEN.join(told(tensor, telling)))
        return max(facts, QFontMetricsF(self.name).horizontalAdvance(tensor.name)) + 2

    def _facts(self, painter: QPainter, line: QRectF, facts: list[str]) -> None:
        """Write facts, of which the last give way."""
        metrics = QFontMetricsF(self.said)
        painter.setFont(self.said)
        painter.setPen(self.theme.quiet)
        while len(facts) > 1 and metrics.horizontalAdvance(BETWEEN.join(facts)) > line.width():
            facts.pop()
        painter.drawText(
            line, LEFT, metrics.elidedText(BETWEEN.join(facts), Qt.TextElideMode.ElideRight, line.width())
        )

    def _map(self, painter: QPainter, card: Card, cells: Thinned, picture: Picture) -> None:
        rows, columns = flat_shape(card.tensor.shape)
        tall, wide = cells.values.shape
        # The last cells may stand for fewer rows and columns than the others, and reach over the edge.
        whole = card.place(Box(0, tall * cells.down, 0, wide * cells.across))
        painter.setPen(Qt.PenStyle.NoPen)
        if not vector(painter):
            painter.save()
            painter.setClipRect(card.map, Qt.ClipOperation.IntersectClip)
            painter.drawImage(whole, picture.image)
            painter.restore()
        elif cells.values.size <= FEW:
            packed = coloured(cells, self.packed)
            shades = np.stack([packed >> shift & 0xFF for shift in (16, 8, 0, 24)], axis=2).astype(np.uint8)
            for cell, colour in flat_cells(shades, whole):
                painter.fillRect(cell.intersected(card.map), colour)
        else:
            # Readers of files smooth an image that they enlarge: it is given as fine as the screen has it.
            fine = picture.image.scaled(round(whole.width()), round(whole.height()))
            seen = fine.copy(0, 0, round(card.map.width()), round(card.map.height()))
            painter.drawImage(card.map, seen)
        painter.setPen(QPen(self.theme.edge, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if rows and columns:
            painter.drawRect(card.map)

    def _idle(self, painter: QPainter, place: QRectF) -> None:
        """Cover what is no part of the model."""
        veil = QColor(self.theme.filling)
        veil.setAlphaF(FADED)
        painter.fillRect(place, veil)
        painter.fillRect(place, QBrush(self.theme.edge, Qt.BrushStyle.BDiagPattern))

    def _names(self, painter: QPainter, card: Card, telling: Telling, marks: Marks) -> None:
        """Write the names of blocks at the edge of the map, one for those that stand behind each other."""
        tensor = card.tensor
        groups: dict[tuple[int, int], list[int]] = {}
        for at, box in enumerate(tensor.boxes):
            groups.setdefault(box[:2] if card.upright else box[2:], []).append(at)
        rows = {box[:2]: _way(telling, block) for box, block in zip(tensor.boxes, tensor.blocks, strict=True)}
        for group in groups.values():
            blocks = [tensor.blocks[at] for at in group]
            spots = {(tensor.name, at) for at in group}
            name = card.name_of(tensor.boxes[group[0]])
            if card.upright:
                bar = QRectF(name.right() - BAR, name.top() + 0.5, BAR - 1, name.height() - 1)
                words = name.adjusted(0, 0, -BAR - 3, 0)
            else:
                bar = QRectF(name.left() + 0.5, name.bottom() - BAR, name.width() - 1, BAR - 1)
                words = name.adjusted(-2, 0, 2, -BAR)
            if marks.chosen & spots:
                painter.fillRect(name, self.theme.selection)
            painter.fillRect(bar, ink_of(self.theme, telling.graph, telling.node(blocks[0])))
            labels = list(dict.fromkeys(map(telling.label, blocks)))
            way = rows[tensor.boxes[group[0]][:2]] if card.upright and len(set(rows.values())) > 1 else ""
            strong = bool((marks.chosen | marks.pointed) & spots)
            self._name(painter, words, labels, way, strong=strong, upright=card.upright)
        if not card.upright and len(set(rows.values())) > 1:
            for (top, bottom), way in rows.items():
                place = card.place(Box(top, bottom, 0, 1))
                beside = QRectF(card.map.left() - BESIDE, place.top(), BESIDE - BAR, place.height())
                self._name(painter, beside, [], way, strong=False, upright=True)

    def _name(
        self, painter: QPainter, place: QRectF, labels: list[str], way: str, *, strong: bool, upright: bool
    ) -> None:
        """Write names where there is room for them: all, else the first, else what can be read of it."""
        font, room = self.strong if strong else self.label, place.width()
        symbol = Symbol(labels, font, way)
        if symbol.width > room:
            symbol = Symbol(labels[:1], font, way)
        if symbol.width > room and upright:
            symbol = symbol.cut(room)
        if symbol.width > room or place.height() < LOWEST:
            return
        painter.setPen(self.theme.text)
        left = place.right() - symbol.width if upright else place.center().x() - symbol.width / 2
        symbol.draw(painter, QPointF(left, place.center().y()))

    def _block(self, painter: QPainter, card: Card, at: int, telling: Telling, marks: Marks) -> None:
        """Draw the outline of a block, and the selected unit in it."""
        tensor, theme = card.tensor, self.theme
        block, spot = tensor.blocks[at], (tensor.name, at)
        place, ink = card.place(tensor.boxes[at]), ink_of(theme, telling.graph, telling.node(block))
        layer, direction, _name = place_of(telling.sizes, block.parameter)
        if (layer, direction) == marks.here:
            self._unit(painter, card, at, marks.unit)
        chosen = spot in marks.chosen
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.mark if chosen else ink, 2.0 if chosen else 1.0))
        inner = 1.0 if chosen else 0.5
        painter.drawRect(place.adjusted(inner, inner, -inner, -inner))
        if spot in marks.pointed:
            painter.setPen(QPen(theme.accent, 2.0))
            painter.drawRect(place.adjusted(-1.5, -1.5, 1.5, 1.5))

    def _unit(self, painter: QPainter, card: Card, at: int, unit: int) -> None:
        """Mark the selected unit in a block of the cell that is looked into."""
        block, box = card.tensor.blocks[at], card.tensor.boxes[at]
        across = block.turned or len(card.tensor.shape) - (block.part is not None) < 2
        first, stop = (box.left, box.right) if across else (box.top, box.bottom)
        if first + unit >= stop:
            return
        line = (
            box._replace(left=first + unit, right=first + unit + 1)
            if across
            else box._replace(top=first + unit, bottom=first + unit + 1)
        )
        place = card.place(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.mark, 1.0))
        if min(place.width(), place.height()) >= SEEN:
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        elif across:
            tick = QRectF(place.left(), card.map.bottom() + 1, max(place.width(), 2.0), TICK)
            painter.fillRect(tick, self.theme.mark)
        else:
            tick = QRectF(card.map.right() + 2, place.top(), TICK, max(place.height(), 2.0))
            painter.fillRect(tick, self.theme.mark)


def _way(telling: Telling, block: Block) -> str:
    """Give an arrow for the direction that a block reads in."""
    layer, direction, _name = place_of(telling.sizes, block.parameter)
    return "" if layer < 0 else "→←"[direction]
