"""A tensor as rows and columns, and where its blocks stand there. It knows no Qt.

A vector is one row; of more than two axes all but the last run down, one behind the other.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lstm_studio.core.opened import Block

__all__ = ["Box", "box_of", "entry_of", "flat_shape", "flattened", "index_of", "uncovered"]


class Box(NamedTuple):
    """Rows top … bottom − 1 and columns left … right − 1."""

    top: int
    bottom: int
    left: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies within."""
        return self.top <= row < self.bottom and self.left <= column < self.right


def flat_shape(shape: tuple[int, ...]) -> tuple[int, int]:
    """Give the rows and columns of a tensor."""
    return math.prod(shape[:-1]), shape[-1] if shape else 1


def flattened(values: NDArray[Any]) -> NDArray[Any]:
    """Give a tensor as rows and columns, a view."""
    return values.reshape(flat_shape(values.shape))


def box_of(shape: tuple[int, ...], block: Block) -> Box:
    """Give where a block stands."""
    rows, columns = flat_shape(shape)
    rest = shape if block.part is None else shape[1:]
    if len(rest) < 2:  # a vector, or one of several: its rows run across
        across = block.rows or (0, columns)
        row = block.part or 0
        return Box(row, row + 1, *across)
    above = 0 if block.part is None else block.part * rest[0]
    down = block.rows or (0, rows if block.part is None else rest[0])
    return Box(above + down[0], above + down[1], *(block.columns or (0, columns)))


def entry_of(shape: tuple[int, ...], block: Block, row: int, column: int) -> tuple[int, ...]:
    """Give the place within the parameter of a cell that lies in its block."""
    box = box_of(shape, block)
    rest = shape if block.part is None else shape[1:]
    if len(rest) < 2:
        return (column - box.left,)
    found = row - box.top, column - box.left
    return found[::-1] if block.turned else found


def index_of(shape: tuple[int, ...], row: int, column: int) -> tuple[int, ...]:
    """Give the index in the tensor of a cell, from 0 as in the file."""
    return tuple(int(place) for place in np.unravel_index(row * flat_shape(shape)[1] + column, shape))


def uncovered(shape: tuple[int, ...], boxes: Sequence[Box]) -> list[Box]:
    """Give the parts of a tensor that are in no block, as bands of rows and columns."""
    rows, columns = flat_shape(shape)
    down = sorted({0, rows, *(edge for box in boxes for edge in (box.top, box.bottom))})
    found: list[Box] = []
    for top, bottom in pairwise(down):
        at = 0
        for box in sorted((box for box in boxes if box.top <= top < box.bottom), key=lambda box: box.left):
            if box.left > at:
                found.append(Box(top, bottom, at, box.left))
            at = max(at, box.right)
        if at < columns:
            found.append(Box(top, bottom, at, columns))
    return found
