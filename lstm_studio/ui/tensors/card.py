"""One tensor on the sheet: where its name, its map and the names of its blocks stand, in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF

from lstm_studio.ui.tensors.places import Box, flat_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lstm_studio.ui.tensors.laid import Tensor

__all__ = ["BAR", "BESIDE", "LINE", "Card", "laid_out"]

HEAD = 32  # pixels of the name and of what is said of it
LINE, ABOVE = 13, 16  # of the name of a block beside a map, and above one
BESIDE = 44  # beside a map, for the names of blocks that stand one above the other
BAR = 5  # of the coloured edge of a block
LARGEST, BETWEEN = 16, 12  # of a cell, and between two cards
HIGH = 208  # of a map, at most where its blocks need no more
LOW = 14  # of a map of one row
TICKS = 8  # right of a map
END = 14  # below a map


@dataclass(frozen=True)
class Card:
    """``map`` is the place of the cells; ``upright``: blocks stand one above the other, their names at the left."""

    tensor: Tensor
    rect: QRectF
    map: QRectF
    upright: bool

    def place(self, box: Box) -> QRectF:
        """Where rows and columns stand on the sheet."""
        rows, columns = flat_shape(self.tensor.shape)
        across, down = self.map.width() / max(columns, 1), self.map.height() / max(rows, 1)
        return QRectF(
            self.map.left() + box.left * across,
            self.map.top() + box.top * down,
            (box.right - box.left) * across,
            (box.bottom - box.top) * down,
        )

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Give the row and the column at a place of the sheet."""
        if not self.map.contains(x, y):
            return None
        rows, columns = flat_shape(self.tensor.shape)
        row = int((y - self.map.top()) / self.map.height() * rows)
        column = int((x - self.map.left()) / self.map.width() * columns)
        return (row, column) if row < rows and column < columns else None

    def block_at(self, x: float, y: float) -> int | None:
        """Give the number of the block at a place, also beside the map, where its name stands."""
        inside = self.cell_at(x, y)
        if inside is not None:
            return self.tensor.block_at(*inside)
        for at, box in enumerate(self.tensor.boxes):
            if self.name_of(box).contains(x, y):
                return at
        return None

    def name_of(self, box: Box) -> QRectF:
        """Where the name of a block stands, with its coloured edge next to the map."""
        place = self.place(box)
        if self.upright:
            return QRectF(self.map.left() - BESIDE, place.top(), BESIDE, place.height())
        return QRectF(place.left(), self.map.top() - ABOVE - BAR, place.width(), ABOVE + BAR)


class _Size(NamedTuple):
    wide: float
    high: float
    above: float
    upright: bool


def laid_out(
    tensors: Iterable[Tensor], heads: Mapping[str, float], width: float, height: float
) -> list[Card]:
    """Lay tensors out side by side, line by line, in a sheet of which so many pixels are in sight.

    ``heads`` are the pixels across that the words above each need.
    """
    cards: list[Card] = []
    line: list[Card] = []
    x, y = 0.0, 2.0
    for tensor in tensors:
        size = _sized(tensor, width, height)
        room = min(max(heads[tensor.name], BESIDE + size.wide + TICKS), width)
        if line and x + room > width:
            y = max(card.rect.bottom() for card in line)
            x, line = 0.0, []
        place = QRectF(x + BESIDE, y + size.above, size.wide, size.high)
        card = Card(tensor, QRectF(x, y, room, size.above + size.high + END), place, size.upright)
        x += room + BETWEEN
        line.append(card)
        cards.append(card)
    return cards


def _sized(tensor: Tensor, width: float, height: float) -> _Size:
    """Give a map its size: whole pixels a cell where there are that many, and room for the name of every block."""
    rows, columns = (max(side, 1) for side in flat_shape(tensor.shape))
    upright = _stands(tensor)
    above = HEAD + (0 if upright or not tensor.blocks else ABOVE + BAR)
    room = max(width - BESIDE - TICKS, 40.0)
    across = min(room / columns, LARGEST)
    across = float(math.floor(across)) if across >= 3 else across
    wide = max(columns * across, min(room, LOW))
    least = max(LINE * len({box.top for box in tensor.boxes}), LOW)
    high = max(min(rows * across, HIGH, height - above - END), least)
    whole = rows * math.floor(high / rows)
    if high / rows >= 3 and whole >= least:
        high = whole
    return _Size(round(wide), round(high), above, upright)


def _stands(tensor: Tensor) -> bool:
    """Whether the blocks stand one above the other, each as wide as the tensor."""
    rows, columns = flat_shape(tensor.shape)
    return bool(tensor.boxes) and rows > 1 and all(box.right - box.left == columns for box in tensor.boxes)
